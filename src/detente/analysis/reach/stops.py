"""Where it stops: the step at which most readings are lost that never get there, and why."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from detente.analysis.reach.paths import told
from detente.analysis.reach.states import Goal, States
from detente.analysis.reach.walk import Path
from detente.core.cells import Cells
from detente.core.consent import Sheet, Terms, advice_of, asked
from detente.core.finding import share
from detente.core.reading import AS_OF, held, threshold, value
from detente.core.table import TOLERANCE, Condition, Issue, Target
from detente.core.words import Words, packed, weight

Reason = tuple[str, str, str, str]
"""Party, actor, kind and what: why a step is not made. Empty where there is none to name."""


def stops(
    states: States, target: Target, goal: Goal, reached: Words, route: Path | None
) -> dict[str, Any] | None:
    """At which step do most readings stop that never get there, and why? None: all that could do.

    Told are the readings that have room and are not reached, or all of them where none has room.
    A reading stops at the first step that is not made; at the end, where all are made, because the
    outcome is not accepted by everybody asked.

    Parameters
    ----------
    reached : array of words
        The readings in which the target is reached at all.
    route : sequence of states, optional
        The path along which it is told; by default the direct move that comes nearest.
    """
    room = goal.room
    lost = room & ~reached if room.any() else states.full
    if not lost.any():
        return None
    path = route or _direct(states, goal, lost)
    if path is None:
        return None
    left, counts, readings = lost, [], []
    for before, after in pairwise(path):
        made = left & states.step(before, after)
        readings.append(left & ~made)
        left = made
    readings.append(left & ~goal.among(np.array(path[-1:]))[0])
    counts = [int(weight(words)) for words in readings]
    at = int(np.argmax(counts))
    reasons = _refused(states, target, path[-1], readings[at])
    if at < len(path) - 1:
        reasons = _not_made(states, path[at], path[at + 1], readings[at])
    return {
        "route": told(states, path),
        "at": at,
        "unreached": share(int(weight(lost)), states.count),
        "share": share(sum(counts[at:]), states.count),
        "lost": share(counts[at], states.count),
        "reasons": _tally(states, reasons),
    }


def _direct(states: States, goal: Goal, lost: Words) -> Path | None:
    """The direct move to the target that comes nearest to being made.

    First counts in how many of the readings lost it is acceptable where it arrives, then in how
    many it is made, then how few issues it changes, then names.
    """
    can = np.flatnonzero(states.moves.possible(states.start)[goal.ends])
    if not len(can):
        return None
    ends = goal.ends[can]
    accepted = weight(goal.accepted[can] & lost)
    made = weight(states.between(states.start, ends) & lost)
    changed = states.moves.changed(states.start)[ends]
    best = np.lexsort((states.rank[ends], changed, -made, -accepted))[0]
    return states.start, int(ends[best])


def _tally(states: States, reasons: Iterator[tuple[Reason, Words]]) -> list[dict[str, Any]]:
    """Reasons with the share of readings in which each holds, the most frequent first."""
    found: dict[Reason, Words] = {}
    for reason, readings in reasons:
        if readings.any():
            found[reason] = found[reason] | readings if reason in found else readings
    counts = {reason: int(weight(readings)) for reason, readings in found.items()}
    return [
        {
            "party": reason[0],
            "actor": reason[1] or None,
            "kind": reason[2],
            "what": reason[3] or None,
            "share": share(counts[reason], states.count),
        }
        for reason in sorted(counts, key=lambda r: (-counts[r], r))
    ]


def _not_made(
    states: States, before: int, after: int, readings: Words
) -> Iterator[tuple[Reason, Words]]:
    """Why is a step not made in these readings?

    Of an issue that nobody takes back, everybody is named who holds it and would not.
    """
    moves = states.moves
    needed = {p for p, where in moves.needs(before).items() if where[after]}
    for party in sorted(needed):
        against = readings & ~states.gains(party, before, after)
        yield from _blamed(states, party, before, after, against)
    makers: dict[str, Words] = {}
    for issue, where in moves.undone(before):
        if where[after]:
            made = _taken_back(states, issue, before, after)
            nobody = readings & ~np.bitwise_or.reduce(list(made.values()))
            for party in issue.by[states.cells.outcome(before)[issue.id]]:
                yield from _blamed(states, party, before, after, nobody)
            makers = {p: makers.get(p, w) | w for p, w in (makers | made).items()}
    for party, where in sorted(moves.guarded(before).items()):
        if where[after] and party not in needed:
            against = readings & ~states.tolerates(party, after)
            yield (party, "", "veto", ""), against & ~makers.get(party, np.zeros_like(against))


def _taken_back(states: States, issue: Issue, before: int, after: int) -> dict[str, Words]:
    """Who takes an issue back, in which readings: a holder alone, or all who must agree."""
    holders = issue.by[states.cells.outcome(before)[issue.id]]
    joint = issue.by[states.cells.outcome(after)[issue.id]]
    made = {p: states.gains(p, before, after) for p in holders}
    together = states.full
    for party in joint:
        together = together & states.gains(party, before, after)
    return made | {p: made.get(p, together) | together for p in joint}


def _blamed(
    states: States, party: str, before: int, after: int, against: Words
) -> Iterator[tuple[Reason, Words]]:
    """Who of a party is against a step, and why, in the readings in which the party is."""
    table, draws = states.table, states.draws
    yield from _broken(states, party, advice_of(table, party), after, against)
    for member in table.party[party].members:
        if member not in table.actor:
            no = against & ~states.gains(member, before, after)
            for reason, readings in _blamed(states, member, before, after, no):
                yield (party, *reason[1:]), readings
            continue
        actor = table.actor[member]
        own = tuple(c for c in table.conditions if c.owner == member)
        yield from _broken(states, party, own, after, against)
        worth = [value(draws, table, actor, states.cells.outcome(s)) for s in (before, after)]
        loses = packed(np.asarray(worth[1] <= worth[0] + TOLERANCE))
        yield (party, member, "loses", ""), against & loses


def _broken(
    states: States, party: str, conditions: tuple[Condition, ...], after: int, against: Words
) -> Iterator[tuple[Reason, Words]]:
    """Which of some conditions are held and broken where a step arrives?"""
    for condition in conditions:
        if states.truth(condition.broken)[after]:
            readings = against & packed(held(states.draws, condition))
            yield (party, condition.owner, "condition", condition.id), readings


def _refused(
    states: States, target: Target, end: int, readings: Words
) -> Iterator[tuple[Reason, Words]]:
    """Why is the outcome at the end not accepted in these readings by everybody asked?"""
    table, draws = states.table, states.draws
    cells = Cells(states.cells.issues, states.cells.rows[[end]])
    sheet = Sheet(draws, table, cells)
    terms = Terms(target.kind, AS_OF)
    yes = asked(table, cells)
    for party in sorted(yes):
        no = readings & ~packed(sheet.flat(sheet.consents(party, terms)))[0]
        yield from _unwilling(states, sheet, party, terms, end, no)
    for party in sorted(set(asked(table, cells, "veto")) - set(yes)):
        tolerates = packed(sheet.flat(sheet.consents(party, Terms("step"))))[0]
        yield (party, "", "veto", ""), readings & ~tolerates


def _unwilling(
    states: States, sheet: Sheet, party: str, terms: Terms, end: int, against: Words
) -> Iterator[tuple[Reason, Words]]:
    """Who of a party does not consent to an outcome, and why, where the party does not."""
    table, draws = states.table, states.draws
    yield from _broken(states, party, advice_of(table, party), end, against)
    for member in table.party[party].members:
        if member not in table.actor:
            no = against & ~packed(sheet.flat(sheet.consents(member, terms)))[0]
            for reason, readings in _unwilling(states, sheet, member, terms, end, no):
                yield (party, *reason[1:]), readings
            continue
        actor = table.actor[member]
        own = tuple(c for c in table.conditions if c.owner == member)
        yield from _broken(states, party, own, end, against)
        worth = value(draws, table, actor, states.cells.outcome(end))
        low = worth < threshold(draws, table, actor, terms.kind, terms.date) - TOLERANCE
        yield (party, member, "loses", ""), against & packed(np.asarray(low))
