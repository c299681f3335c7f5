"""The Pareto frontier of one reading without looking at every outcome.

Where everybody's value is a sum, issues can be decided one after another. After each, a partial
outcome is left behind for good where another one is at least as good for everybody, asks no more
of anybody, leaves the rules asking the same of the rest, and is better for somebody: however both
are completed, the one stays dominated. What cannot reach a threshold any more goes as well. This
is dynamic programming over Pareto sets (Klamroth & Wiecek 2000, Naval Research Logistics 47:57),
with who is asked and what the rules remember carried along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analysis.large.merged_prune import DUST, TooManyError, undominated
from detente.analysis.large.merged_rules import Machine, machine, reading_order
from detente.core.additive import settle
from detente.core.crisp import AGREE, Crisp
from detente.core.grid import Bools
from detente.core.logic import Formula, Not
from detente.core.streams import Floats
from detente.core.table import TOLERANCE

Ints = NDArray[np.int64]
Outcome = tuple[int, ...]

NEEDLESS = -1e9
"""Stands for a value nobody will ask about any more."""

CODES = 1 << 40
"""Numbers of what rules remember are made smaller beyond this, so that they fit."""

COUNTABLE = 1 << 62
"""Outcomes up to which those that give the same are counted."""


@dataclass(frozen=True, eq=False)
class Front:
    """The deals of one reading that no other deal dominates.

    Attributes
    ----------
    values : array of float, shape (points, aims)
        What each is worth by the aims asked for: values, or values less than nothing where the
        worst was asked for.
    outcomes : tuple of tuples of int
        One outcome for each point, as option indices over the grid's issues; of several that give
        the same, the one with the fewest changes from now.
    counts : array of int, shape (points,), or None
        How many outcomes give the same; None where they are too many to count.
    widest : int
        Partial outcomes alive at once, at most.
    """

    values: Floats
    outcomes: tuple[Outcome, ...]
    counts: Ints | None
    widest: int


@dataclass(eq=False)
class _Rows:
    """Partial outcomes, one a row."""

    values: Floats  # (rows, parties)
    levels: NDArray[np.int8]  # (rows, parties): what has been asked of each
    barred: Bools  # (rows, parties): something it holds firmly is broken
    states: Ints  # (rows, machines)
    changes: Ints  # issues moved from now
    counts: Ints
    parent: Ints  # row one issue earlier
    option: Ints

    def only(self, keep: NDArray[np.bool_] | Ints) -> _Rows:
        return _Rows(*(array[keep] for array in vars(self).values()))


def worst(crisp: Crisp, party: int, now: Sequence[int], most: int, deal: float) -> float | None:
    """What is the worst deal for one party worth to it? None where a rule is too intricate.

    Parameters
    ----------
    crisp : Crisp
        One reading with a deal.
    party : int
        By place among ``crisp.says``.
    now, most
        As :func:`frontier`.
    deal : float
        What some deal is worth to it: the worst is worth no more.

    Raises
    ------
    TooManyError
        Where more than ``most`` partial outcomes would have to be kept.
    """
    merge = _Merge.of(crisp, [(party, -1.0)], now)
    if merge is None:
        return None
    merge.beat = -deal
    found = merge.run(most)
    return float(min([deal, *(-found.values[:, 0])]))


def frontier(
    crisp: Crisp, aims: Sequence[tuple[int, float]], now: Sequence[int], most: int
) -> Front | None:
    """Which deals of a reading does no other deal dominate?

    Parameters
    ----------
    crisp : Crisp
        One reading.
    aims : sequence of (int, float)
        Whose value counts, by place among ``crisp.says``, and 1.0 to look for much of it or -1.0
        to look for little.
    now : sequence of int
        Today's option of each issue, to prefer outcomes that change less among equals.
    most : int
        Partial outcomes kept at once at most.

    Returns
    -------
    Front or None
        None where a rule is too intricate to be followed issue by issue.

    Raises
    ------
    TooManyError
        Where the frontier grows beyond ``most``.
    """
    if crisp.grid.size == 0:
        return Front(np.zeros((0, len(aims))), (), np.zeros(0, dtype=np.int64), 0)
    merge = _Merge.of(crisp, aims, now)
    return None if merge is None else merge.run(most)


class _Merge:
    def __init__(
        self,
        crisp: Crisp,
        aims: Sequence[tuple[int, float]],
        now: Sequence[int],
        formulas: Sequence[tuple[Formula, Bools]],
        order: list[int],
        machines: list[Machine],
    ) -> None:
        self.crisp, self.order, self.machines = crisp, order, machines
        self.aims = aims
        self.strict = np.array([p for p, _ in aims], dtype=np.int64)
        self.signs = np.array([s for _, s in aims])
        self.changed = [
            np.array([option != now[k] for option in crisp.grid.choices[k]]) for k in order
        ]
        self.whose = [who for _, who in formulas]
        self.worth = [np.stack([s.worth[k] for s in crisp.says], axis=1) for k in order]
        self.below = [np.stack([s.below[k] for s in crisp.says], axis=1) for k in order]
        self.levels = [crisp.levels[k] for k in order]
        says = crisp.says
        self.limits = np.array(
            [[NEEDLESS] * len(says), [s.tolerate for s in says], [s.agree for s in says]]
        )
        # What the issues not yet decided can add at least and at most, and can still ask.
        self.least = _rest(self.worth, np.min)
        self.best = _rest(self.worth, np.max)
        self.asks = [
            np.max([level.max(axis=0) for level in self.levels[k + 1 :]], axis=0, initial=0)
            for k in range(len(order))
        ]

    @classmethod
    def of(
        cls, crisp: Crisp, aims: Sequence[tuple[int, float]], now: Sequence[int]
    ) -> _Merge | None:
        everyone = np.ones(len(crisp.says), dtype=np.bool_)
        formulas: dict[Formula, Bools] = {}
        laws = [*crisp.laws, Not(crisp.when)]
        held = [(b, p) for p, say in enumerate(crisp.says) for b in say.broken]
        for formula in laws:
            formulas[formula] = everyone
        for formula, party in held:
            who = formulas.setdefault(formula, np.zeros(len(everyone), dtype=np.bool_))
            if formula not in laws:
                who[party] = True
        grid = crisp.grid
        stands = {i: n[0] for i, n in zip(grid.issues, crisp.names, strict=True) if len(n) == 1}
        left = [(settle(f, stands), who) for f, who in formulas.items()]
        names = reading_order([f for f, _ in left], grid.issues)
        order = [grid.axis[name] for name in names]
        found = [machine(f, names, [crisp.names[k] for k in order]) for f, _ in left]
        machines = [m for m in found if m is not None]
        if len(machines) < len(found):
            return None
        # Laws and the target come first; what breaks them is dropped at once.
        merge = cls(crisp, aims, now, left, order, machines)
        merge.laws = len(dict.fromkeys(laws))
        return merge

    laws: int = 0
    beat: float | None = None
    """Where only the best by the first aim is wanted: what is known to be reached."""

    def run(self, most: int) -> Front:
        rows = self._start()
        trail: list[tuple[Ints, Ints]] = []
        widest = 0
        for step in range(len(self.order)):
            rows = self._step(step, rows)
            rows = self._pruned(step, rows, most)
            widest = max(widest, len(rows.values))
            trail.append((rows.parent, rows.option))
        outcomes = self._outcomes(trail)
        countable = self.crisp.grid.size < COUNTABLE
        values = rows.values[:, self.strict] * self.signs
        return Front(values, outcomes, rows.counts if countable else None, widest)

    def _start(self) -> _Rows:
        says = len(self.crisp.says)
        base = np.zeros((1, says), dtype=np.int8)
        for level in self.levels:  # what every option of some issue asks is asked in any case
            base = np.maximum(base, level.min(axis=0, initial=AGREE))
        fires = [m.fires for m in self.machines]
        barred = np.zeros((1, says), dtype=np.bool_)
        for fire, who in zip(fires, self.whose, strict=True):
            barred |= fire & who
        start = np.array([[m.start for m in self.machines]], dtype=np.int64)
        one = np.zeros(1, dtype=np.int64)
        rows = _Rows(np.zeros((1, says)), base, barred, start, one, one + 1, one, one)
        return rows.only(np.zeros(0, dtype=np.int64)) if any(fires[: self.laws]) else rows

    def _step(self, step: int, rows: _Rows) -> _Rows:
        """Every partial outcome with every option of the next issue."""
        options = len(self.worth[step])
        count = len(rows.values)
        parent = np.repeat(np.arange(count), options)
        option = np.tile(np.arange(options), count)
        barred = rows.barred[parent] | self.below[step][option]
        states = np.zeros((len(parent), len(self.machines)), dtype=np.int64)
        lawful = np.ones(len(parent), dtype=np.bool_)
        for m, one in enumerate(self.machines):
            before = rows.states[parent, m]
            states[:, m] = one.steps[step][before, option]
            true = one.true[step][before, option]
            if m < self.laws:
                lawful &= ~true
            else:
                barred |= true[:, None] & self.whose[m]
        found = _Rows(
            rows.values[parent] + self.worth[step][option],
            np.maximum(rows.levels[parent], self.levels[step][option]),
            barred,
            states,
            rows.changes[parent] + self.changed[step][option],
            rows.counts[parent],
            parent,
            option,
        )
        # Nobody asked may hold something broken, or be beyond what the rest can still give him.
        if self.beat is not None:
            at = self.strict[0]
            rest = (self.best if self.signs[0] > 0 else self.least)[step][at]
            lawful &= (found.values[:, at] + rest) * self.signs[0] > self.beat + DUST
        asked = found.levels > 0
        hopeful = found.values + self.best[step] >= self._limit(found.levels) - TOLERANCE - DUST
        return found.only(lawful & (~asked | (~found.barred & hopeful)).all(axis=1))

    def _limit(self, levels: NDArray[np.int8]) -> Floats:
        found: Floats = np.take_along_axis(self.limits, levels.astype(np.int64), axis=0)
        return found

    def _pruned(self, step: int, rows: _Rows, most: int) -> _Rows:
        potential = np.maximum(rows.levels, self.asks[step])
        weak = np.minimum(rows.values, self._limit(potential) - self.least[step])
        weak = np.where(potential == 0, NEEDLESS, weak)
        rows.barred &= potential > 0
        # Who looks for much of his own value needs no second column for his consent.
        sure = self.strict[self.signs > 0]
        others = np.setdiff1d(np.arange(weak.shape[1]), sure)
        strict = rows.values[:, self.strict] * self.signs
        columns = [weak[:, others], -rows.levels.astype(np.float64), ~rows.barred]
        eased = np.concatenate(columns, axis=1, dtype=np.float64)
        eased = eased[:, (eased != eased[:1]).any(axis=0)] if len(eased) else eased[:, :0]
        rows, strict, eased = _merged(rows, strict, eased)
        if self.beat is not None:  # of those that are as good, one will do
            strict, eased = np.concatenate([strict, eased], axis=1), eased[:, :0]
        keep = np.ones(len(strict), dtype=np.bool_)
        total = 0
        for group in _groups(rows.states):
            keep[group] = undominated(strict[group], eased[group], most)
            total += int(keep[group].sum())
            if total > most:
                raise TooManyError
        return rows.only(keep)

    def _outcomes(self, trail: list[tuple[Ints, Ints]]) -> tuple[Outcome, ...]:
        count = len(trail[-1][0]) if trail else 0
        found = np.zeros((count, len(self.order)), dtype=np.int64)
        row = np.arange(count)
        for step in range(len(self.order) - 1, -1, -1):
            parent, option = trail[step]
            k = self.order[step]
            found[:, k] = np.asarray(self.crisp.grid.choices[k])[option[row]]
            row = parent[row]
        return tuple(tuple(int(x) for x in line) for line in found)


def _rest(worth: list[Floats], least: object) -> list[Floats]:
    """What the issues after each can add, by party."""
    reduce = np.min if least is np.min else np.max
    extreme = [reduce(w, axis=0) for w in worth]
    zero = np.zeros(worth[0].shape[1]) if worth else np.zeros(0)
    return [np.sum(extreme[k + 1 :], axis=0) + zero for k in range(len(worth))]


def _merged(rows: _Rows, strict: Floats, eased: Floats) -> tuple[_Rows, Floats, Floats]:
    """One row for those that are the same for all that follows: counted, the least change kept."""
    if len(strict) < 2:
        return rows, strict, eased
    key = np.concatenate(
        [np.round(strict, 9), np.round(eased, 9), rows.states.astype(np.float64)], axis=1
    )
    order = np.lexsort((rows.changes, *key.T[::-1]))
    ranked = key[order]
    first = np.concatenate([[True], (ranked[1:] != ranked[:-1]).any(axis=1)])
    counts = np.add.reduceat(rows.counts[order], np.flatnonzero(first))
    chosen = order[first]
    result = rows.only(chosen)
    result.counts = counts
    return result, strict[chosen], eased[chosen]


def _groups(states: Ints) -> list[Ints]:
    """Rows by what the rules remember."""
    if not len(states):
        return []
    code = np.zeros(len(states), dtype=np.int64)
    for column in states.T:
        code = code * (int(column.max()) + 1) + column
        if code.max() > CODES:
            code = np.unique(code, return_inverse=True)[1].reshape(-1).astype(np.int64)
    order = np.argsort(code, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(code[order])) + 1)
