"""Paths worth showing: the shortest, and the one that works in most readings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import pairwise
from typing import Any

import numpy as np

from detente.analysis.packages import flagged, spread
from detente.analysis.reach.states import Goal, States
from detente.analysis.reach.walk import EXCHANGES, Path
from detente.core.finding import share
from detente.core.reading import held, value
from detente.core.streams import Floats
from detente.core.words import Words, number, unpacked, weight

LONGEST = 8
"""Steps of a path that is shown, at most."""

EXPANSIONS, FEW_EXPANSIONS = 2000, 200
"""Places from which one search goes on, at most; fewer where steps are too many to keep."""

SHORTEST, ROBUST = "shortest", "most robust"


@dataclass(frozen=True)
class Found:
    """A path with the readings in which it works.

    ``exact`` is false where the search was cut off: another path may then work in more readings.
    """

    path: Path
    readings: Words
    exact: bool
    exchange: str = ""
    why: tuple[str, ...] = ()


def paths_to(
    states: States, goal: Goal, reach: Mapping[str, Words], walked: Iterable[Path]
) -> tuple[list[Found], int]:
    """The shortest and the most robust path to a target, by the size of the exchange.

    Parameters
    ----------
    reach : dict of words
        By exchange, the readings in which the target is reached.
    walked : paths
        Paths that are known to work in some reading; looked at where a search is cut off.

    Returns
    -------
    The paths, and how many places the searches went on from.
    """
    found: list[Found] = []
    expansions = 0
    for exchange, reached in reach.items():
        if not reached.any():
            continue
        search = _Search(states, goal, EXCHANGES[exchange], reached)
        short, cut = search.fewest(), search.cut
        done = short is not None and (weight(short.readings) == weight(reached)).all()
        robust = short if done else search.best(LONGEST)
        if search.cut:
            known = [one for one in (short, robust) if one is not None]
            known += search.tried(walked)
            short = min(known, key=lambda f: (len(f.path), _order(states, f)), default=None)
            robust = min(known, key=lambda f: _order(states, f), default=None)
        expansions += search.expansions
        if short is not None and robust is not None:
            short = replace(short, exchange=exchange, exact=not cut, why=(SHORTEST,))
            robust = replace(robust, exchange=exchange, exact=not search.cut, why=(ROBUST,))
            same = robust.path == short.path
            found += [replace(robust, why=(SHORTEST, ROBUST))] if same else [short, robust]
    return found, expansions


def _order(states: States, found: Found) -> tuple[int, int, int, Path]:
    """The path that works in most readings first; then fewer steps, fewer changes, names."""
    changes = sum(len(states.changes(a, b)) for a, b in pairwise(found.path))
    names = tuple(int(states.rank[state]) for state in found.path)
    return -int(weight(found.readings)), len(found.path), changes, names


_Label = tuple[int, int, bool, int, Path, Path, Words]
"""A path on its way, in the order in which paths go on; see :meth:`_Search.best`."""


class _Search:
    """Best first: the path that still holds in most readings goes on first.

    A path's readings can only become fewer as it goes on, so the first that arrives is the best.
    """

    def __init__(self, states: States, goal: Goal, most: int | None, reached: Words) -> None:
        self.states = states
        self.goal = goal
        self.most = most
        self.reached = reached
        self.limit = EXPANSIONS if states.small else FEW_EXPANSIONS
        self.expansions = 0
        self.cut = False
        self._hope: list[Words] = []

    def tried(self, paths: Iterable[Path]) -> list[Found]:
        """In which readings do some paths work that exchange no more than is allowed?"""
        states, found = self.states, []
        for path in paths:
            sizes = [len(states.changes(a, b)) for a, b in pairwise(path)]
            if len(sizes) <= LONGEST and max(sizes) <= (self.most or max(sizes)):
                bits = self.reached & self.goal.among(np.array(path[-1:]))[0]
                for before, after in pairwise(path):
                    bits = bits & states.step(before, after)
                if bits.any():
                    found.append(Found(path, bits, exact=False))
        return found

    def hope(self, steps: int) -> Words:
        """In which readings do so many steps, or fewer, lead to the target? (states, words).

        Worked backwards from the target. Where steps are too many to keep, all that is known is
        where the target is reached from today: shape (words,).
        """
        if not self.states.small:
            return self.reached
        if not self._hope:
            first = np.zeros((self.states.size, self.states.width), dtype=np.uint64)
            first[self.goal.ends] = self.goal.accepted & self.reached
            self._hope.append(first)
        while len(self._hope) <= steps:
            self._hope.append(self._back())
        return self._hope[steps]

    def _back(self) -> Words:
        """One step further back than was known."""
        before = self._hope[-1]
        known = self._hope[-2] if len(self._hope) > 1 else np.zeros_like(before)
        fresh = np.asarray((before != known).any(axis=1))
        if not fresh.any():
            return before
        after = before.copy()
        for state in range(self.states.size):
            ends, bits = self.states.steps(state, self.most)
            some = fresh[ends]
            if some.any():
                onward = bits[some] & before[ends[some]]
                after[state] |= np.bitwise_or.reduce(onward, axis=0)
        return after

    def fewest(self) -> Found | None:
        """The path with the fewest steps; of these, the one that works in most readings."""
        for limit in range(1, LONGEST + 1):
            found = self.best(limit)
            if found is not None:
                return found
        return None

    def best(self, limit: int) -> Found | None:
        """The path of at most so many steps that works in most readings.

        Of equals, the one with fewer steps, then with fewer changes, then by names.
        """
        states, rank = self.states, self.states.rank
        best, stop = 0, self.expansions + self.limit
        seen: dict[int, list[tuple[int, int]]] = {}
        # In order: readings (most first), steps, whether it goes on, changes, names.
        first = (-int(weight(self.reached)), 0, True, 0, ())
        heap: list[_Label] = [(*first, (states.start,), self.reached)]
        while heap:
            _, steps, going, changes, names, path, bits = heappop(heap)
            if not going:
                return Found(path, bits, exact=True)
            if not self._worth(seen.setdefault(path[-1], []), bits, steps):
                continue
            if self.expansions == stop:
                self.cut = True
                break
            self.expansions += 1
            ends, rows = states.steps(path[-1], self.most)
            arrived = rows & bits & self.goal.among(ends)
            best = max(best, int(weight(arrived).max(initial=0)))
            onward = np.zeros_like(rows)
            if steps + 1 < limit:
                hope = self.hope(limit - steps - 1)
                onward = rows & bits & (hope[ends] if hope.ndim > 1 else hope)
            more = states.moves.changed(path[-1])
            for on, found in ((False, arrived), (True, onward)):
                weights = weight(found)
                for k in np.flatnonzero(weights >= max(best, 1)).tolist():
                    end = int(ends[k])
                    order = (-int(weights[k]), steps + 1, on, changes + int(more[end]))
                    after = (*names, int(rank[end])), (*path, end)
                    heappush(heap, (*order, *after, found[k]))
        done = min((one for one in heap if not one[2]), default=None)
        return None if done is None else Found(done[5], done[6], exact=False)

    @staticmethod
    def _worth(seen: list[tuple[int, int]], bits: Words, steps: int) -> bool:
        """Does a path to a state hold in readings in which none did that was no longer?"""
        here = number(bits)
        if any(here & ~before == 0 and fewer <= steps for before, fewer in seen):
            return False
        seen.append((here, steps))
        return True


def told(states: States, path: Path) -> list[dict[str, Any]]:
    """The steps of a path: what changes, whose move it is, how often it is made, who gains what."""
    steps = []
    bits = states.full
    for before, after in pairwise(path):
        bits = bits & states.step(before, after)
        steps.append(_step(states, before, after, bits))
    return steps


def _step(states: States, before: int, after: int, made: Words) -> dict[str, Any]:
    movers = movers_of(states, before, after, made)
    return {
        "changes": states.changes(before, after),
        "movers": movers,
        "share": share(int(weight(made)), states.count),
        "gains": {party: _gain(states, party, before, after, made) for party in movers},
        "state": int(states.numbers[after]),
        **flagged(states.table, movers),
    }


def movers_of(states: States, before: int, after: int, made: Words) -> list[str]:
    """Whose move is it?

    Everybody whose hands it needs. Of an issue taken back, its single holders, as many of them as
    are needed so that in each reading one of them gains; where none does, all who must agree. Of a
    step that is never made, every holder.
    """
    moves = states.moves
    movers = {p for p, where in moves.needs(before).items() if where[after]}
    for issue, where in moves.undone(before):
        if not where[after]:
            continue
        here = states.cells.outcome(before)[issue.id]
        there = states.cells.outcome(after)[issue.id]
        alone = {p: states.gains(p, before, after) for p in issue.by[here]}
        left = made
        if not made.any():
            movers |= set(alone)
        for party in movers & set(alone):
            left = left & ~alone[party]
        while left.any():
            party = max(sorted(alone), key=lambda p: int(weight(alone[p] & left)))
            if not (alone[party] & left).any():
                movers |= set(issue.by[there])
                break
            movers.add(party)
            left = left & ~alone[party]
    return sorted(movers)


def _gain(
    states: States, party: str, before: int, after: int, made: Words
) -> dict[str, float] | None:
    """What a party gains by a step, over the readings in which it is made and the party gains."""
    where = unpacked(made & states.gains(party, before, after), states.count)
    return spread(_points(states, party, before, after)[where]) if where.any() else None


def _points(states: States, party: str, before: int, after: int) -> Floats:
    """What a party gains in each reading: what enough of its members gain together.

    Minus infinity where somebody breaks what he holds firmly.
    """
    table, draws = states.table, states.draws
    start, end = states.cells.outcome(before), states.cells.outcome(after)
    gains = []
    for member in table.party[party].members:
        if member not in table.actor:
            gains.append(_points(states, member, before, after))
            continue
        actor = table.actor[member]
        gain = value(draws, table, actor, end) - value(draws, table, actor, start)
        for condition in table.conditions:
            if condition.owner == member and states.truth(condition.broken)[after]:
                gain = np.where(held(draws, condition), -np.inf, gain)
        gains.append(gain)
    ranked: Floats = np.sort(np.stack(gains), axis=0)
    points: Floats = ranked[len(gains) - table.party[party].quorum]
    return points
