"""How likely, by when? The inside view, the outside view, and their pool with all components."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from detente.core.edits import pull
from detente.core.finding import Finding
from detente.core.table import Lever, Table, Target
from detente.core.work import Map
from detente.forecast.asks import Ask
from detente.forecast.component import Component
from detente.forecast.curves import curve
from detente.forecast.inside import Looker, Seen, deadlines, mean_of
from detente.forecast.outside.reference import look
from detente.forecast.parameters import Parameters
from detente.forecast.passage import Plan, already
from detente.forecast.pool import EXTREMISE, account, disagreement, pool, spread
from detente.forecast.signposts import signposts
from detente.forecast.words import band, shown, word

SLOPES = (5.0, 10.0, 20.0)
"""Acceptance slopes at which every figure is shown."""

YEAR = 365
"""How far a case looks that names neither a horizon nor a question."""

FARTHEST = 20 * 365
"""Days that the inside view looks ahead, at most."""

OUTSIDE_ONLY = "outside view only"
ALREADY = "it is so today: whether it will come about again the case cannot tell"
INSIDE_ONLY = "inside view only: no reference class says anything about it"


def forecast(
    table: Table,
    asks: Sequence[Ask] = (),
    *,
    levers: Sequence[str] = (),
    with_levers: bool = True,
    with_signposts: bool = True,
    parameters: Parameters | None = None,
    extremise: float = EXTREMISE,
    readings: int = 1000,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """With what probability is each target reached by each date, and how do we know?

    The inside view follows the case's moves in time; the outside view asks what became of cases
    like this one. Both are pooled in log-odds, and every component is told.

    Parameters
    ----------
    table : Table
        The compiled case, with its clock.
    asks : sequence of Ask
        Questions. Targets that none asks about get a curve all the same.
    levers : sequence of str
        Levers pulled before the question is asked.
    with_levers : bool
        Whether the forecast after each single lever is told as well, on the same readings.
    parameters : Parameters, optional
        The numbers that no case gives.
    extremise : float
        How many times further from the outside view the pool is put; 1: not at all.
    readings, seed : int
        Draws of everything uncertain.

    Returns
    -------
    Finding

    Examples
    --------
    >>> from dataclasses import replace
    >>> from detente.core.examples import fence
    >>> table = replace(fence(), as_of=date(1900, 1, 1).toordinal())
    >>> ask = Ask("shared", table.target["shared"], table.as_of + 90)
    >>> found = forecast(table, [ask], readings=50).support["questions"][0]
    >>> [c["name"] for c in found["components"]]
    ['inside']
    """
    parameters = parameters or Parameters()
    until = max([table.clock.horizon or 0, *(a.by for a in asks)]) or table.as_of + YEAR
    until = min(until, table.as_of + FARTHEST)
    here = pull(table, levers)
    targets = _targets(here, asks)
    looker = Looker(targets, Plan(until, parameters, readings, seed), mapping)
    pulled = [lever for lever in table.levers if lever.id not in levers] if with_levers else []
    base, *after = looker.see([here, *(pull(here, [lever.id]) for lever in pulled)])
    sloped = {s: _at(looker, here, base, s) for s in SLOPES}
    questions = [_question(a, here, base, sloped, extremise) for a in asks]
    days, drawn = deadlines(looker, here)
    support: dict[str, Any] = {
        "as_of": _iso(table.as_of),
        "horizon": _iso(until),
        "deadlines": [_iso(d) for d in days],
        "windows": [_window(w) for w in here.clock.windows],
        "parameters": parameters.to_dict(),
        "questions": [q for q, _ in questions],
        "curves": _curves(here, asks, base, (days, drawn), extremise),
        "levers": [
            _conditional(lever, seen, base, asks, questions, extremise)
            for lever, seen in zip(pulled, after, strict=True)
        ],
        "signposts": signposts(here, asks, looker, base) if with_signposts else [],
        "readings_used": readings,
        "method_inside": base.method,
        "states": 0 if base.passage is None else base.passage.states,
        "pulled": list(levers),
        "track": None,
    }
    params = {"readings": readings, "seed": seed, "levers": list(levers), "extremise": extremise}
    return Finding(
        question="forecast",
        answer=sentence(support["questions"]),
        support=support,
        evidence=_evidence(here),
        method=_method(base, len(pulled), readings),
        params=params | {"parameters": {k: v["value"] for k, v in support["parameters"].items()}},
        certificate=_certificate(asks, base),
    )


def _targets(table: Table, asks: Sequence[Ask]) -> tuple[Target, ...]:
    """All targets of the case and all events asked about, each once."""
    found = {t.id: t for t in table.targets}
    for ask in asks:
        if ask.target is not None:
            found.setdefault(ask.target.id, ask.target)
    return tuple(found.values())


def _at(looker: Looker, table: Table, base: Seen, slope: float) -> Seen:
    """The same table with another acceptance slope."""
    if slope == looker.plan.parameters.slope or base.passage is None:
        return base
    return looker.sloped(slope).see([table])[0]


@dataclass(frozen=True)
class _Pooled:
    """Components of one question, the inside first."""

    components: tuple[Component, ...]
    left_out: tuple[str, ...]

    def rate(self, extremise: float, inside: Component | None = None) -> float:
        """Their pool, with another inside view if one is given."""
        some = self.components
        if inside is not None:
            some = (inside, *(c for c in some if c.outside))
        return pool(some, extremise=extremise)


def outside(table: Table, ask: Ask, by: int | None = None) -> tuple[list[Component], list[str]]:
    """What the reference classes say about a question, and what was left out."""
    day = ask.by if by is None else by
    if day <= table.as_of:
        return [], []
    stalled = table.clock.stalled
    found = look(
        ask.reference,
        kind=ask.kind,
        as_of=date.fromordinal(table.as_of),
        by=date.fromordinal(day),
        stalled=None if stalled is None else date.fromordinal(stalled),
        histories=table.clock.histories,
        text=f"{ask.text} {ask.yes_if}",
        target="" if ask.target is None else ask.target.id,
    )
    return list(found.components), list(found.left_out)


def _question(
    ask: Ask, table: Table, base: Seen, sloped: Mapping[float, Seen], extremise: float
) -> tuple[dict[str, Any], _Pooled]:
    """One question with all its components."""
    inside = None if ask.target is None else base.component(ask.target, ask.by)
    others, left_out = outside(table, ask)
    pooled = _Pooled(tuple(([inside] if inside else []) + others), tuple(left_out))
    notes = [ask.note] if ask.note else []
    if ask.target is not None and already(table, ask.target):
        notes.append(f"{ALREADY}; {OUTSIDE_ONLY}")
    elif inside is None and others and not ask.note:
        notes.append(f"{OUTSIDE_ONLY}: there are too many outcomes for the inside view")
    if inside is not None and not others:
        notes.append(INSIDE_ONLY)
    if inside is not None and ask.by > table.as_of + FARTHEST:
        notes.append(f"the inside view looks {FARTHEST // 365} years ahead, no further")
    rate = pooled.rate(extremise) if pooled.components else None
    rates = [c.rate for c in pooled.components]
    found = {
        "id": ask.id,
        "ask": ask.text,
        "target": None if ask.target is None else ask.target.id,
        "by": _iso(ask.by),
        "yes_if": ask.yes_if or None,
        "rate": None if rate is None else round(rate, 6),
        "low": round(min(rates), 6) if rates else None,
        "high": round(max(rates), 6) if rates else None,
        "word": None if rate is None else word(rate),
        "components": [c.to_dict() for c in pooled.components],
        "spread": spread(pooled.components),
        "told": disagreement(pooled.components),
        "pool": account(pooled.components, extremise=extremise),
        "slope": _slopes(ask, pooled, sloped, extremise),
        "left_out": left_out,
        "note": "; ".join(notes),
    }
    return found, pooled


def _slopes(
    ask: Ask, pooled: _Pooled, sloped: Mapping[float, Seen], extremise: float
) -> list[dict[str, float]]:
    """What the acceptance slope does to the figure."""
    found = []
    for slope, seen in sloped.items():
        inside = None if ask.target is None else seen.component(ask.target, ask.by)
        if inside is not None:
            rate = pooled.rate(extremise, inside)
            found.append({"slope": slope, "inside": round(inside.rate, 6), "rate": round(rate, 6)})
    return found


def _curves(
    table: Table,
    asks: Sequence[Ask],
    base: Seen,
    readings: tuple[tuple[int, ...], Any],
    extremise: float,
) -> dict[str, Any]:
    """By target the rate by date, with all components."""
    if base.passage is None:
        return {}
    asked: dict[str, Ask] = {a.target.id: a for a in reversed(asks) if a.target is not None}
    found = {}
    for target in base.targets:
        if already(table, target):
            continue
        ask = asked.get(target.id) or Ask(target.id, target, int(table.clock.horizon or 0))
        found[target.id] = curve(
            base,
            target,
            readings,
            lambda day, ask=ask: outside(table, ask, day)[0],  # type: ignore[misc]
            extremise,
        )
    return found


def _conditional(
    lever: Lever,
    seen: Seen,
    base: Seen,
    asks: Sequence[Ask],
    questions: Sequence[tuple[dict[str, Any], _Pooled]],
    extremise: float,
) -> dict[str, Any]:
    """The forecast after one lever: by question, with the change and its error."""
    found = {}
    status = "open"
    for ask, (_, pooled) in zip(asks, questions, strict=True):
        if ask.target is None:
            continue
        if already(seen.table, ask.target) and not already(base.table, ask.target):
            status = "meets the target by itself"
        inside, new, old = (
            seen.component(ask.target, ask.by),
            seen.by(ask.target, ask.by),
            base.by(ask.target, ask.by),
        )
        if inside is None or new is None or old is None:
            continue
        error = mean_of(new - old)[1] if len(new) == len(old) else 0.0
        found[ask.id] = {
            "by": _iso(ask.by),
            "rate": round(pooled.rate(extremise, inside), 6),
            "inside": round(inside.rate, 6),
            "change": round(inside.rate - float(old.mean()), 6),
            "error": round(error, 6),
        }
    return {"levers": [lever.id], "status": status, "targets": found}


def sentence(questions: Sequence[Mapping[str, Any]]) -> str:
    """The answer in one sentence: word and number together, then how far components differ."""
    told = [q for q in questions if q["rate"] is not None and not q["note"].startswith(ALREADY)]
    if not told and any(q["note"].startswith(ALREADY) for q in questions):
        return "What the case asks about is so today, so there is no figure to give."
    if not told:
        return "The case asks no question with a date, so there is no figure to give."
    first = told[0]
    name, low, high = band(first["rate"])
    text = (
        f"{name.capitalize()} ({100 * low:.0f}-{100 * high:.0f} %; our figure"
        f" {shown(first['rate'])}): {first['ask']} by {first['by']}"
    )
    if len(first["components"]) > 1:
        text += f"; its components say from {shown(first['low'])} to {shown(first['high'])}"
    return text + "."


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _window(window: Any) -> dict[str, Any]:
    return {
        "name": window.name,
        "start": _iso(window.start),
        "end": _iso(window.end),
        "issues": sorted(window.issues),
        "parties": sorted(window.parties),
    }


def _evidence(table: Table) -> tuple[str, ...]:
    """Every entry of the case that only the forecast rests on; the rest as for reach."""
    clock = table.clock
    found = [c.rate.path for c in clock.contacts] + [s.rate.path for s in clock.shocks]
    found += [f"histories.{h.id}" for h in clock.histories]
    found += [a.spoils.path.removesuffix(".chance") for a in table.actors if a.spoils is not None]
    found += [f"actors.{a.id}.no_deal" for a in table.actors if a.no_deal]
    found += ["deadline"] if table.deadline is not None else []
    return tuple(sorted(found))


def _method(base: Seen, levers: int, readings: int) -> str:
    if base.passage is None:
        return "reference classes only: there are too many outcomes for the inside view"
    how = (
        "exact first passage in every reading on a sparse Markov chain"
        if base.method == "exact"
        else "one simulated path in every reading"
    )
    return (
        f"inside view: {how} ({base.passage.states} states, {readings} readings, {levers} levers);"
        " outside view: reference classes; pooled in log-odds"
    )


def _certificate(asks: Sequence[Ask], base: Seen) -> dict[str, Any]:
    """The inside view of each question, reading by reading: its mean is the figure."""
    found = {}
    for ask in asks:
        if ask.target is None or already(base.table, ask.target):
            continue
        values = base.by(ask.target, ask.by)
        if values is not None:
            found[ask.id] = np.round(values, 6).tolist()
    return {"inside": found}
