"""First passage: with what probability has each target been reached by each date?

Exact in every reading: the chain of the reading is followed step by step, and what arrives in the
target is counted and taken out (first passage of a discrete Markov chain with an absorbing set:
Kemeny & Snell 1960, ch. 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from detente.core.consent import Sheet, Terms, lawful, true_at
from detente.core.grid import Bools, flat
from detente.core.reading import Draws
from detente.core.streams import Floats
from detente.core.table import Table, Target
from detente.core.timing import chance
from detente.core.words import Words, packed
from detente.core.work import Map, carried, pieces
from detente.forecast.candidates import Occasions
from detente.forecast.chain import Chain, no_deal_day
from detente.forecast.field import Field, Ints, Steps, steps_until
from detente.forecast.parameters import Parameters

EVENT = "event"
"""The kind of a target that asks for no consent: what counts is that it comes about."""

WORK = 1 << 20
"""States times readings worked on at once: some hundred megabytes of candidates."""


@dataclass(frozen=True)
class Passage:
    """When targets are reached.

    Attributes
    ----------
    ends : array of int, shape (steps,)
        Last day of each step, as ordinals.
    curves : dict of array, shape (readings, steps)
        By target, the probability that it has been reached by the end of each step.
    states : int
        States that were looked at.
    method : str
        ``exact`` or ``simulated``.
    """

    ends: Ints
    curves: dict[str, Floats]
    states: int
    method: str

    def by(self, target: str, day: int) -> Floats:
        """With what probability is a target reached by a day? Shape (readings,)."""
        steps = int(np.searchsorted(self.ends, day, side="right"))
        curve = self.curves[target]
        return curve[:, steps - 1] if steps else np.zeros(len(curve))


def first_passage(
    table: Table,
    *,
    targets: Sequence[Target] | None = None,
    until: int,
    parameters: Parameters | None = None,
    readings: int = 1000,
    seed: int = 0,
    mapping: Map | None = None,
) -> Passage:
    """With what probability is each target reached by each date, in each reading?

    Parameters
    ----------
    table : Table
    targets : sequence of Target, optional
        All targets of the table by default. The kind ``event`` asks for no consent.
    until : int
        Ordinal of the last day; only steps that end by then count.
    parameters : Parameters, optional
    readings, seed : int

    Returns
    -------
    Passage

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> passage = first_passage(fence(), until=70, readings=20)
    >>> passage.curves["shared"].shape
    (20, 10)
    """
    plan = Plan(until, parameters or Parameters(), readings, seed)
    asked = tuple(table.targets if targets is None else targets)
    return passages([table], asked, plan, mapping)[0]


@dataclass(frozen=True)
class Plan:
    """How far, with which parameters, in how many readings of which seed."""

    until: int
    parameters: Parameters
    readings: int
    seed: int


def passages(
    tables: Sequence[Table], targets: Sequence[Target], plan: Plan, mapping: Map | None = None
) -> list[Passage]:
    """First passage in several variants of one table, on the same draws of everything uncertain."""
    sizes = [Field(table).size for table in tables]
    size = max(1, min(plan.readings, WORK // max([1, *sizes])))
    work = partial(_piece, tables, targets, plan)
    parts = carried(mapping or map, work, list(pieces(plan.readings, size)))
    found = []
    for k, table in enumerate(tables):
        steps = steps_until(table, plan.until, plan.parameters)
        curves = {t.id: np.concatenate([part[k][t.id] for part in parts]) for t in targets}
        found.append(Passage(steps.ends, curves, sizes[k], "exact"))
    return found


def _piece(
    tables: Sequence[Table], targets: Sequence[Target], plan: Plan, part: tuple[int, int]
) -> list[dict[str, Floats]]:
    trunk = Draws(plan.seed, *part)
    return [_curves(trunk.branch(), table, targets, plan) for table in tables]


def _curves(draws: Draws, table: Table, targets: Sequence[Target], plan: Plan) -> dict[str, Floats]:
    field = Field(table)
    steps = steps_until(table, plan.until, plan.parameters)
    days = dict.fromkeys(
        no_deal_day(table, steps, step, plan.parameters) for step in range(steps.count)
    )
    if not days:
        return {t.id: np.zeros((draws.count, 0)) for t in targets}
    goals = [Goal(field, draws, target, days) for target in targets]
    ends = [(goal.where, goal.sure(field.size) * ~midway(field)[:, None]) for goal in goals]
    chain = Chain(Occasions(field, draws, plan.parameters), ends)
    curves = _followed(chain, goals, steps)
    return {t.id: curves[:, :, k].T for k, t in enumerate(targets)}


def places(field: Field, target: Target) -> Bools:
    """Which states meet a target, consent aside?"""
    met = field.cells.truth(field.table, target.when)
    if target.kind == EVENT:
        return met
    return met & flat(field.cells, lawful(field.table, field.cells))


def midway(field: Field) -> Bools:
    """Which states can be left again in the step in which they are come to, (states,)?

    Whether a target is met is asked at the end of a step: where it starts, and where a shock leads,
    a move may follow first.
    """
    found = np.zeros(field.size, dtype=np.bool_)
    found[field.start] = True
    for led in field.shocked.values():
        found[led[led != np.arange(field.size)]] = True
    return found


class Goal:
    """A target: the states that meet it, and in which readings everybody asked consents on a day.

    Attributes
    ----------
    where : array of bool, shape (states,)
    """

    def __init__(self, field: Field, draws: Draws, target: Target, days: Iterable[int]) -> None:
        self.where = places(field, target)
        self._states = np.flatnonzero(self.where)
        shape = (len(self._states), draws.count)
        if target.kind == EVENT or not len(self._states):
            self._yes = dict.fromkeys(days, np.ones(shape, dtype=np.bool_))
            return
        sheet = Sheet(draws, field.table, field.cells.where(self.where))
        every = np.ones(len(self._states), dtype=np.bool_)
        self._yes = {day: sheet.acceptable(every, Terms(target.kind, day)) for day in days}

    def sure(self, size: int) -> Words:
        """In which readings does every state meet the target on whatever day? (states, words)."""
        always = packed(np.logical_and.reduce(list(self._yes.values())))
        result = np.zeros((size, always.shape[-1]), dtype=np.uint64)
        result[self._states] = always
        return result

    def accepted(self, chain: Chain, part: Ints, day: int) -> Ints:
        """Of some nodes of a chain, those in which the target is met on a day."""
        nodes = part[self.where[chain.states[part]]]
        row = np.searchsorted(self._states, chain.states[nodes])
        return nodes[self._yes[day][row, chain.readings[nodes]]]


class _Course:
    """One target followed through the chain: only the nodes from which it can still be met."""

    def __init__(self, chain: Chain, goal: Goal, nodes: Ints, days: int) -> None:
        from scipy.sparse import csr_matrix

        self._new = csr_matrix
        self.chain, self.goal, self.nodes = chain, goal, nodes
        self.place = np.full(chain.nodes, -1, dtype=np.int32)
        self.place[nodes] = np.arange(len(nodes), dtype=np.int32)
        edges = chain.edges
        begin, end = self.place[edges.begin], self.place[edges.end]
        self.kept = np.flatnonzero((begin >= 0) & (edges.end >= 0) & (end >= 0))
        lengths = np.bincount(begin[self.kept], minlength=len(nodes))
        first = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        today = chain.node[chain.field.start]
        self.mass = np.zeros(len(nodes))
        start = self.place[today[today >= 0]]
        self.mass[start[start >= 0]] = 1.0
        self.arrived = np.zeros(chain.count)
        self._shocks = [self._shock(led, rate, days) for led, rate in _struck(chain)]
        self._day = -1
        self._last: Floats | None = None
        shape = (len(nodes), len(nodes))
        data = np.zeros(len(self.kept))
        self._rows = csr_matrix((data, end[self.kept], first), shape=shape)
        self._matrix = self._rows.T  # shares its numbers with the rows

    def _shock(self, led: Ints, rate: Floats, days: int) -> tuple[Floats, Any]:
        """The share of each node that a shock leaves where it is, and what it takes elsewhere.

        What it takes to where the target cannot be met any more is lost. A shock that changes
        nothing happens to nobody.
        """
        states, readings = self.chain.states[self.nodes], self.chain.readings[self.nodes]
        likely = np.where(led[states] == states, 0.0, chance(rate, days)[readings])
        node = self.chain.node[led[states], readings]
        to = np.where(node >= 0, self.place[node], -1)
        hit = np.flatnonzero((likely > 0) & (to >= 0))
        shape = (len(self.nodes), len(self.nodes))
        return 1 - likely, self._new((likely[hit], (to[hit], hit)), shape=shape)

    def step(self, taken: Floats, leaves: Floats, day: int) -> Floats:
        """One step on; returns the probability of having arrived, (readings,)."""
        mass = self.mass
        for spared, moved in self._shocks:
            mass = mass * spared + moved @ mass
        if taken is not self._last:
            np.take(taken, self.kept, out=self._rows.data)
            self._stay = 1 - leaves[self.nodes]
            self._last = taken
        mass = mass * self._stay + self._matrix @ mass
        if day != self._day:
            there = self.goal.accepted(self.chain, self.nodes, day)
            self._there, self._whose = self.place[there], self.chain.readings[there]
            self._day = day
        came = mass[self._there]
        self.arrived += np.bincount(self._whose, weights=came, minlength=self.chain.count)
        mass[self._there] = 0.0
        self.mass = mass
        return np.minimum(self.arrived, 1.0)


def _struck(chain: Chain) -> list[tuple[Ints, Floats]]:
    """By shock, in order of name: where it leads from each state, and how often it happens."""
    shocks = sorted(chain.field.table.clock.shocks, key=lambda s: s.id)
    return [(chain.field.shocked[s.id], chain.draws.number(s.rate)) for s in shocks]


def _followed(chain: Chain, goals: Sequence[Goal], steps: Steps) -> Floats:
    """The probability of having arrived by the end of each step: (steps, readings, goals)."""
    curves = np.zeros((steps.count, chain.count, len(goals)))
    pairs = zip(goals, chain.parts, strict=True)
    courses = {
        k: _Course(chain, goal, nodes, steps.days)
        for k, (goal, nodes) in enumerate(pairs)
        if len(nodes)
    }
    for step in range(steps.count if courses else 0):
        taken, leaves = chain.transitions(steps, step)
        for k, course in courses.items():
            curves[step, :, k] = course.step(taken, leaves, chain.day(steps, step))
    return curves


def already(table: Table, target: Target) -> bool:
    """Is a target met today?"""
    return true_at(table, target, table.now)
