"""Walking out from today, step by step, in all readings at once: where do moves lead?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from detente.analysis.reach.states import Goal, States
from detente.analysis.room import NOTHING, OPEN, met
from detente.core.grid import Bools
from detente.core.words import Ints, Words, packed, unpacked

EXCHANGES: dict[str, int | None] = {"1": 1, "2": 2, "any": None}
"""How many issues may change hands at once, by the name of the exchange."""

Path = tuple[int, ...]
"""States in the order in which they are passed, today's first."""


@dataclass(frozen=True)
class Walk:
    """What is reached in one variant of a table: by target, and of these by exchange.

    Attributes
    ----------
    status : dict of str
        Whether each target is open at all.
    room, reach : dict
        Flags over readings, for the targets that are open.
    witness : dict
        For the same targets a path for each reading that is reached, by the smallest exchange;
        empty where none is.
    """

    states: int
    status: Mapping[str, str]
    room: Mapping[str, Bools]
    reach: Mapping[str, Mapping[str, Bools]]
    witness: Mapping[str, Sequence[Path]]

    @classmethod
    def joined(cls, parts: Sequence[Walk]) -> Walk:
        """One walk from its pieces of readings, in order."""
        first = parts[0]
        return cls(
            first.states,
            first.status,
            {t: np.concatenate([p.room[t] for p in parts]) for t in first.room},
            {
                t: {k: np.concatenate([p.reach[t][k] for p in parts]) for k in found}
                for t, found in first.reach.items()
            },
            {t: [path for p in parts for path in p.witness[t]] for t in first.witness},
        )


def goals_of(states: States, targets: Sequence[str]) -> tuple[dict[str, str], dict[str, Goal]]:
    """The status of some targets, and where those that are open are met."""
    table = states.table
    status, goals = {}, {}
    for name in targets:
        target = table.target[name]
        status[name] = met(table, target) or OPEN
        if status[name] == OPEN:
            goal = states.goal(target)
            if len(goal.ends):
                goals[name] = goal
            else:
                status[name] = NOTHING
    return status, goals


def walk(states: States, targets: Sequence[str], exchanges: Sequence[str]) -> Walk:
    """In which readings do moves lead from today to each target, by the size of the exchange?

    A larger exchange allows all that a smaller one does: what is reached by the smaller is not
    looked at again.
    """
    status, goals = goals_of(states, targets)
    field = _Field(states, goals, {name: goal.room for name, goal in goals.items()}, None)
    reach: dict[str, dict[str, Bools]] = {name: {} for name in goals}
    witness: dict[str, list[Path]] = {name: [()] * states.count for name in goals}
    for exchange in exchanges:
        for levels in (1, None):
            field = field.narrowed()
            found = _Outward(field, EXCHANGES[exchange], levels)
            for name in goals:
                for path, bits in found.paths(name):
                    for reading in field.readings(bits).tolist():
                        witness[name][reading] = path
            field = replace(field, todo=found.todo)
        for name, paths in witness.items():
            reach[name][exchange] = np.array([bool(path) for path in paths], dtype=np.bool_)
    room = {name: unpacked(goal.room, states.count) for name, goal in goals.items()}
    return Walk(states.size, status, room, reach, witness)


@dataclass(frozen=True)
class _Field:
    """Where is still to be walked: states under some readings, and who is not reached in which.

    ``rows`` are the places of these readings among all; None: they are all.
    """

    states: States
    goals: Mapping[str, Goal]
    todo: Mapping[str, Words]
    rows: Ints | None

    @property
    def active(self) -> Words:
        """Readings in which some target with room is not reached yet."""
        active = np.zeros_like(self.states.full)
        for readings in self.todo.values():
            active |= readings
        return active

    def readings(self, bits: Words) -> Ints:
        """The places of some readings among all."""
        places = np.flatnonzero(unpacked(bits, self.states.count))
        return places if self.rows is None else self.rows[places]

    def narrowed(self) -> _Field:
        """Without the readings in which nothing is left to find, where these are many."""
        count = self.states.count
        left = np.flatnonzero(unpacked(self.active, count))
        if not len(left) or 2 * len(left) > count or count <= 64:
            return self

        def kept(words: Words) -> Words:
            return packed(unpacked(words, count)[..., left])

        states = States(self.states.draws.only(left), self.states.table, self.states)
        goals = {n: Goal(g.ends, kept(g.accepted)) for n, g in self.goals.items()}
        rows = left if self.rows is None else self.rows[left]
        return _Field(states, goals, {n: kept(w) for n, w in self.todo.items()}, rows)


class _Outward:
    """States reached from today, level by level, in the readings in which they matter.

    A reading matters as long as some target with room in it is not reached there yet.
    """

    def __init__(self, field: _Field, most: int | None, levels: int | None) -> None:
        self.states = states = field.states
        self.goals = field.goals
        self.todo = dict(field.todo)
        self._met: dict[str, list[tuple[int, Words]]] = {name: [] for name in field.goals}
        # From where each state was come to first: (state before, readings); each reading once.
        self._trail: dict[int, list[tuple[int, Words]]] = {}
        active = field.active
        reached = np.zeros((states.size, states.width), dtype=np.uint64)
        fresh = reached.copy()
        reached[states.start] = fresh[states.start] = active
        while active.any() and levels != 0:
            fresh &= active
            front = np.flatnonzero(fresh.any(axis=1))
            if not len(front):
                break
            fresh = self._level(front, fresh, reached, most)
            self._settle(fresh)
            active = replace(field, todo=self.todo).active
            levels = None if levels is None else levels - 1

    def _level(self, front: Ints, fresh: Words, reached: Words, most: int | None) -> Words:
        """One step on from every state of the front; what is new there is noted as reached."""
        after = np.zeros_like(fresh)
        for state in front.tolist():
            ends, bits = self.states.steps(state, most)
            new = bits & fresh[state] & ~reached[ends]
            some = np.flatnonzero(new.any(axis=1))
            ends, new = ends[some], new[some]
            reached[ends] |= new
            after[ends] |= new
            for end, readings in zip(ends.tolist(), new, strict=True):
                self._trail.setdefault(end, []).append((state, readings))
        return after

    def _settle(self, fresh: Words) -> None:
        """Note where targets are reached for the first time."""
        for name, goal in self.goals.items():
            hits = fresh[goal.ends] & goal.accepted & self.todo[name]
            for k in np.flatnonzero(hits.any(axis=1)):
                first = hits[k] & self.todo[name]
                if first.any():
                    self._met[name].append((int(goal.ends[k]), first))
                    self.todo[name] = self.todo[name] & ~first

    def paths(self, name: str) -> Iterator[tuple[Path, Words]]:
        """One path for each reading in which a target was reached, with these readings."""
        for end, readings in self._met[name]:
            yield from self._back(end, readings, (end,))

    def _back(self, state: int, readings: Words, path: Path) -> Iterator[tuple[Path, Words]]:
        if state == self.states.start:
            yield path, readings
            return
        for before, bits in self._trail[state]:
            shared = readings & bits
            if shared.any():
                yield from self._back(before, shared, (before, *path))
