"""What would unlock it, what that would not unlock, and what does not matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.report.answers import ALREADY, Answers
from detente.report.casebook import LeverBook
from detente.report.prose import Line, code, figure, join, joined, line, link, name, strong
from detente.report.shares import Share, bare, tally, worded, works
from detente.report.text import fixed, human, listed, rather, signed

BASIS = "basis-levers"


@dataclass(frozen=True)
class Move:
    """One lever of the set, in lines: what it is, and what of it does the work."""

    lever: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Unlock:
    """The section: a sentence, the moves, and the remarks below."""

    intro: Line
    moves: tuple[Move, ...]
    remarks: tuple[Line, ...]


def unlock(answers: Answers) -> Unlock:
    """Return the smallest working set with who, cost, date, effect and limits."""
    if answers.status == ALREADY:
        return Unlock(line("Nothing has to be unlocked."), (), ())
    if not answers.levers.get("singles"):
        return Unlock(line("The case names no levers."), (), ())
    found = answers.smallest
    if found is None or not found.get("trade"):
        return Unlock(_without(answers), (), _by_themselves(answers))
    names = tuple(found["levers"])
    at = {item.ident: item for item in answers.book.levers}
    moves = tuple(
        _move(at.get(item) or LeverBook(item, ""), answers, alone=len(names) == 1) for item in names
    )
    base = answers.base
    size = "One move suffices" if len(names) == 1 else f"It takes {len(names)} moves together"
    intro = line(
        size,
        ": room goes from ",
        figure(bare(base), "basis-room"),
        " to ",
        worded(found["trade"], BASIS),
        " of the readings.",
    )
    return Unlock(intro, moves, _remarks(answers, names, found))


def _without(answers: Answers) -> Line:
    base = answers.base
    if base is not None and works(base):
        return line("Nothing has to be unlocked: there is room in at least half of the readings.")
    return line("No set of the levers in the case makes room in at least half of the readings.")


def _by_themselves(answers: Answers) -> tuple[Line, ...]:
    """Name levers that meet the target by themselves: they get no figure."""
    out = []
    for lever, item in (answers.levers.get("singles") or {}).items():
        if item.get("trade") is None and item.get("status") not in ("open", "nothing on offer"):
            out.append(line(strong(answers.book.lever(lever)), f": {item['status']}."))
    return tuple(out)


def _move(lever: LeverBook, answers: Answers, alone: bool) -> Move:
    book = answers.book
    facts: list[Line] = []
    if lever.who:
        with_ = line(" with ", join([name(item) for item in lever.with_])) if lever.with_ else ()
        facts.append(line(name(lever.who), with_))
    if lever.cost:
        facts.append(line(f"cost {lever.cost}"))
    facts.append(line(f"from {lever.start}" if lever.start else "possible now"))
    head = line(strong(book.lever(lever.ident)), " \u2014 ", joined(facts, ", "))
    found = book.find_reason(lever.path) if lever.path else None
    if found:
        head = line(head, " ", link(f"R{found[0]}", f"r{found[0]}"))
    lines = [head]
    if lever.edits:
        lines.append(join([code(item) for item in lever.edits]))
    single = (answers.levers.get("singles") or {}).get(lever.ident) or {}
    if not alone and single.get("trade"):
        lines.append(line("alone it gives ", figure(tally(single["trade"]), BASIS)))
    carried = _carrier(lever.ident, answers)
    if carried:
        lines.append(carried)
    return Move(book.lever(lever.ident), tuple(lines))


def _carrier(lever: str, answers: Answers) -> Line:
    """Say which edit carries the lever's effect: the one without which least is left."""
    edits = (answers.support("levers").get("edits") or {}).get(lever) or []
    single = (answers.levers.get("singles") or {}).get(lever) or {}
    whole, base = single.get("trade"), answers.base
    if not edits or not whole or base is None or whole["share"] - base["share"] < 0.005:
        return ()
    rated = []
    for item in edits:
        left = (item.get("without") or {}).get(answers.headline)
        if left is not None:
            rated.append((left["share"], str(item["edit"]), left))
    if not rated:
        return ()
    low, edit, left = min(rated, key=lambda item: item[:2])
    if whole["share"] - low < 0.005:
        return line("no single edit carries it: each can be left out without loss")
    idle = [
        str(item["edit"])
        for item in edits
        if ((item.get("alone") or {}).get(answers.headline) or {}).get("share") == base["share"]
        and ((item.get("without") or {}).get(answers.headline) or {}).get("share") == whole["share"]
    ]
    tail: Line = line("; ", join([code(item) for item in idle]), " adds nothing") if idle else ()
    return line(
        "carried by ",
        code(edit),
        ": without it ",
        figure(bare(left), BASIS),
        " instead of ",
        figure(bare(whole), BASIS),
        tail,
    )


def _remarks(
    answers: Answers, names: tuple[str, ...], found: Mapping[str, Any]
) -> tuple[Line, ...]:
    out: list[Line] = []
    bind = found.get("bind")
    if bind:
        out.append(line("If every bottom line binds: ", worded(bind, BASIS), "."))
    pair = next(
        (p for p in answers.levers.get("pairs") or () if sorted(p["levers"]) == sorted(names)), None
    )
    if pair and pair.get("complement"):
        out.append(
            line(
                "The two are ",
                strong("complements"),
                ": together ",
                figure(f"{fixed(pair['interaction'], 0)} points", BASIS),
                " more than the sum of their parts.",
            )
        )
    out.extend(_gains(answers, names))
    out.append(_limits(answers, names))
    return tuple(item for item in out if item)


def _gains(answers: Answers, names: tuple[str, ...]) -> list[Line]:
    """Say what each mover gains or loses, by the move and with a deal."""
    movers = answers.support("levers").get("movers") or {}
    joint = movers.get("+".join(names)) or movers.get(names[0] if len(names) == 1 else "") or {}
    by_actor = joint.get("by_actor") or ({joint["who"]: joint} if joint.get("who") else {})
    said: dict[bool, list[Line]] = {False: [], True: []}
    for who, item in by_actor.items():
        once, deal = item.get("at_once"), item.get("with_deal")
        if not once:
            continue
        ordinal = bool(item.get("ordinal"))
        show = _better if ordinal else signed
        fair = (", ", figure(show(deal["median"]), BASIS), " with a fair package") if deal else ()
        said[ordinal].append(
            line(
                name(str(who)),
                " ",
                figure(show(once["median"]), BASIS),
                " by the move alone",
                *fair,
            )
        )
    heads = {False: "Who moves gains, in points of 100: ", True: "By order, against today: "}
    return [line(heads[key], joined(lines), ".") for key, lines in said.items() if lines]


def _better(number: float) -> str:
    return f"{rather(number)} off"


def _limits(answers: Answers, names: tuple[str, ...]) -> Line:
    """Say what the set does not unlock."""
    parts = []
    for target in answers.targets:
        if target == answers.headline:
            continue
        share: Share | None = answers.with_levers(target, names)
        status = answers.targets[target].get("status")
        if share is not None and not works(share) and status != ALREADY:
            parts.append(
                line(name(answers.book.target(target)), " (", figure(tally(share), BASIS), ")")
            )
    if not parts:
        return ()
    return line("It does not unlock ", join(parts, "or"), ".")


def idle(answers: Answers) -> tuple[Line, ...]:
    """Return what does not matter: levers, conditions and actors that change no room anywhere."""
    useless = answers.support("levers").get("useless") or {}
    out: list[Line] = []
    words = (
        ("levers", "Levers", "open no room for any target, alone or with one other"),
        ("conditions", "Conditions", "could go, and room would be the same"),
        ("actors", "Actors", "could fall silent, and room would be the same"),
    )
    for key, head, tail in words:
        names = [str(item) for item in useless.get(key) or ()]
        if names:
            shown = names
            if key == "conditions":
                shown = [_condition(item, answers) for item in names]
            elif key == "levers":
                shown = [answers.book.lever(item) for item in names]
            some = shown[:8]
            more = f" and {len(shown) - 8} more" if len(shown) > 8 else ""
            if len(some) < len(shown):
                out.append(line(f"{head}: ", name(", ".join(some)), f"{more} {tail}."))
            else:
                out.append(line(f"{head}: ", name(listed(some)), f" {tail}."))
    if useless and not out:
        out.append(
            line("Every lever, condition and actor in the case changes room for some target.")
        )
    return tuple(out)


def _condition(path: str, answers: Answers) -> str:
    rules = {rule.path: rule for rule in answers.book.rules}
    if path in rules:
        rule = rules[path]
        return f"{human(rule.ident)} ({rule.by})" if rule.by else human(rule.ident)
    parts = path.split(".")
    if len(parts) > 3 and parts[0] == "actors":
        return f"{parts[1]}\u2019s refusal on {human(parts[3])}"
    return human(path)
