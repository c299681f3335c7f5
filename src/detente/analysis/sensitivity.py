"""How sure? Which inputs, moved inside their own range, would change the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from detente.analysis.lab import TRADE, Variant, evaluate
from detente.analysis.packages import bitmap
from detente.analysis.room import OPEN, status
from detente.analysis.scale import too_large
from detente.core.consent import asked, offered
from detente.core.edits import apply, pull
from detente.core.finding import Finding, share, word
from detente.core.grid import on_offer
from detente.core.table import Pick, Pin, Span, Table
from detente.core.work import Map, over_readings


def sensitivity(
    table: Table,
    *,
    target: str | None = None,
    levers: Sequence[str] = (),
    readings: int = 1000,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """Which inputs, moved inside their own range, flip the verdict?

    Each uncertain number is pinned at both ends of its range, and each alternative is taken for
    certain, while everything else stays drawn as before on the same streams. A flip changes the
    word for room (none, few, some, most, nearly all, all).

    Parameters
    ----------
    table : Table
        The compiled case.
    target : str, optional
        By default the headline.
    levers : sequence of str
        A set of levers for which the question is asked as well (the smallest that works, say).

    Returns
    -------
    Finding
        Inputs by the swing they cause in room, in points.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> sensitivity(fence(), readings=50).support["targets"]["shared"]["flips"]
    []
    """
    goal = target or table.headline
    if too_large(table):
        return _left_out(goal, readings, seed, levers)
    moved = pull(table, levers)
    today = _entry(table, goal, readings, seed, mapping) | {"levers": []}
    after = None
    if levers:
        after = _entry(moved, goal, readings, seed, mapping) | {"levers": list(levers)}
    certificate = {"today": today.pop("proof")}
    if after is not None:
        certificate["with_levers"] = after.pop("proof")
    flips = [*today["flips"], *(after["flips"] if after else [])]
    return Finding(
        question="sensitivity",
        answer=_sentence(goal, today, after),
        support={"targets": {goal: today}, "with_levers": after, "readings": readings},
        evidence=tuple(sorted(set(flips))),
        method="each uncertain input pinned at the ends of its own range, all else on its streams",
        params={"readings": readings, "seed": seed, "target": goal, "levers": list(levers)},
        certificate=certificate,
    )


def _entry(
    table: Table, goal: str, readings: int, seed: int, mapping: Map | None
) -> dict[str, Any]:
    """The swing of every uncertain input for one target in one variant of the table."""
    if too_large(table) or status(table, table.target[goal]) != OPEN:
        return {"base": None, "inputs": [], "flips": [], "proof": {}}
    concerned = _concerned(table, goal)
    inputs = [i for i in table.uncertain() if _can_matter(table, i.path)]
    pins = [(i, at) for i in inputs for at in _ends(i)]
    # Whoever has no part in the consent to any outcome is left alone: his numbers move nothing.
    tried = [pin for pin in pins if _part_of(pin[0].path, concerned)]
    tables = [table, *(apply(table, [Pin(i.path, at)]) for i, at in tried)]
    work = partial(evaluate, tables, seed, targets=(goal,), rules=TRADE)
    parts = over_readings(work, readings, on_offer(table).size, mapping)
    rooms = [Variant.joined([p[k] for p in parts]).flags[goal, "trade"] for k in range(len(tables))]
    moved = dict(zip([(i.path, at) for i, at in tried], rooms[1:], strict=True))
    flags = [rooms[0], *(moved.get((i.path, at), rooms[0]) for i, at in pins)]
    counts = [int(f.sum()) for f in flags]
    base = counts[0] / readings
    found: dict[str, dict[str, Any]] = {}
    for (i, at), count in zip(pins, counts[1:], strict=True):
        entry = found.setdefault(i.path, {"path": i.path, "label": label(i.path), "at": []})
        entry["at"].append({"value": shown(table, i, at), "share": share(count, readings)})
    for entry in found.values():
        shares = [a["share"]["share"] for a in entry["at"]]
        entry["swing"] = round(100 * (max(shares) - min(shares)), 6)
        entry["flips"] = any(word(s) != word(base) for s in shares)
    ranked = sorted(found.values(), key=lambda e: (-e["swing"], e["path"]))
    proof: dict[str, dict[str, str]] = {"": {"": bitmap(flags[0])}}
    for (i, at), found_in in zip(pins, flags[1:], strict=True):
        proof.setdefault(i.path, {})[shown(table, i, at)] = bitmap(found_in)
    return {
        "base": share(counts[0], readings),
        "inputs": ranked,
        "flips": [e["path"] for e in ranked if e["flips"]],
        "proof": proof,
    }


def _left_out(goal: str, readings: int, seed: int, levers: Sequence[str]) -> Finding:
    """The answer for tables too large to look at each outcome: that it was not worked out."""
    nothing: dict[str, Any] = {"base": None, "inputs": [], "flips": [], "levers": []}
    return Finding(
        question="sensitivity",
        answer="Which inputs would flip the verdict was not worked out: the table is too large.",
        support={"targets": {goal: nothing}, "with_levers": None, "readings": readings},
        evidence=(),
        method="left out: more outcomes on the table than can be looked at one by one",
        params={"readings": readings, "seed": seed, "target": goal, "levers": list(levers)},
    )


def _ends(item: Span | Pick) -> list[float]:
    if isinstance(item, Span):
        return [0.0, 1.0]
    return [float(k) for k in range(len(item.options))]


def _concerned(table: Table, goal: str) -> frozenset[str]:
    """The actors whose judgement or conditions can touch the consent to some outcome in a target.

    Who decides for a party asked, whom they hear, and who advises a body that decides with them.
    """
    grid, allowed = offered(table, table.target[goal])
    parties = {
        party
        for role in ("by", "veto")
        for party, where in asked(table, grid, role).items()
        if (where & allowed).any()
    }
    bodies = frozenset[str]().union(*(table.bodies(p) for p in parties))
    deciders = {name for p in parties for name in table.deciders(p)}
    heard = {adviser for name in deciders for adviser, _ in table.actor[name].hears}
    return frozenset(deciders | heard | {a.id for a in table.actors if a.party in bodies})


def _part_of(path: str, concerned: frozenset[str]) -> bool:
    """Is an input a concerned actor's, or nobody's in particular?"""
    kind, _, rest = path.partition(".")
    return kind != "actors" or rest.partition(".")[0] in concerned


def _can_matter(table: Table, path: str) -> bool:
    """Nobody's judgement today depends on the deadline where no value drifts towards it."""
    if path != "deadline":
        return True
    return any(len(a.no_deal) > 1 or any(n.day is None for n in a.no_deal) for a in table.actors)


def label(path: str) -> str:
    """An input of the case in words.

    Examples
    --------
    >>> label("actors.Kim.cares.scope.accepts")
    'what Kim accepts on scope'
    """
    match path.split("."):
        case ["deadline"]:
            return "the deadline"
        case ["actors", who, "no_deal"]:
            return f"{who}'s no-deal value"
        case ["actors", who, "hears", adviser]:
            return f"how much {who} hears {adviser}"
        case ["actors", who, "cares", issue, "weight"]:
            return f"how much {issue} matters to {who}"
        case ["actors", who, "cares", issue, "value", option]:
            return f"what {issue} = {option} is worth to {who}"
        case ["actors", who, "cares", issue, "firm"]:
            return f"how firmly {who} refuses on {issue}"
        case ["actors", who, "cares", issue, verb]:
            return f"what {who} {verb} on {issue}"
        case ["rules", rule, "firm"]:
            return f"how firm {rule} is"
    return path


def shown(table: Table, item: Span | Pick, at: float) -> str:
    """The value an input is pinned at, as a reader would write it."""
    if isinstance(item, Span):
        return f"{item.lo + at * (item.hi - item.lo):g}"
    option = item.options[int(at)]
    if item.path == "deadline":
        return date.fromordinal(option).isoformat()
    issue = item.path.split(".")[3]
    return table.issue[issue].options[option]


def _sentence(goal: str, today: dict[str, Any], after: dict[str, Any] | None) -> str:
    if today["base"] is None:
        return f"The question does not arise for {goal} as things stand."
    flips = today["flips"]
    if flips:
        text = f"{len(flips)} of {len(today['inputs'])} uncertain inputs would flip the verdict"
        text = f"{text} on {goal} today, most of all {label(flips[0])}."
    else:
        text = f"No single input, moved inside its own range, flips the verdict on {goal} today."
    if after and after["base"] is not None:
        many = len(after["flips"])
        text += f" With {' and '.join(after['levers'])}, {many or 'none'} of them would."
    return text
