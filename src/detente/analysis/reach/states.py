"""States: the lawful outcomes on the table, and in which readings a step leads from one to another.

The readings of a step are packed into words of 64 bits, so that one operation tells of all of them.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from detente.analysis.numbering import by_name, numbers
from detente.core.consent import Sheet, Terms, among, lawful
from detente.core.grid import Bools, flat, on_offer
from detente.core.logic import Formula
from detente.core.moves import Moves
from detente.core.reading import AS_OF, Draws
from detente.core.steps import Steps
from detente.core.table import Table, Target
from detente.core.words import Ints, Words, packed

KEPT = 1 << 27
"""Bytes of steps that are kept once they are worked out."""


def many(table: Table) -> int:
    """How many lawful outcomes are on the table?"""
    grid = on_offer(table)
    return int(flat(grid, lawful(table, grid)).sum())


class States:
    """The states of a table under some readings, and the steps between them.

    Parameters
    ----------
    like : States, optional
        The same table under other readings, of which the list of states is taken over.

    Attributes
    ----------
    start : int
        Today's outcome, by its place among the states.
    size, count, width : int
        States, readings, and words in which the readings are packed.
    full : array of words
        All readings.
    """

    def __init__(self, draws: Draws, table: Table, like: States | None = None) -> None:
        self.draws = draws
        self.table = table
        if like is None:
            self.cells, (self.start,) = among(table, on_offer(table), [table.now])
        else:
            self.cells, self.start = like.cells, like.start
        self.moves = Moves(draws, table, self.cells)
        self._between = Steps(self.moves)
        self.full = self._between.full
        self.size = self.cells.size
        self.count = draws.count
        self.width = len(self.full)
        self._steps: dict[int, tuple[Ints, Words]] = {}
        self._near: dict[tuple[int, int], Ints] = {}
        self._goals: dict[str, Goal] = {}

    @property
    def small(self) -> bool:
        """Can all steps be kept?"""
        return self.size * self.size * self.width * 8 <= KEPT

    def steps(self, start: int, most: int | None = None) -> tuple[Ints, Words]:
        """Where do steps lead from a state, and in which readings? (ends,) and (ends, words).

        Parameters
        ----------
        most : int, optional
            Issues changed at once, at most.
        """
        if not self.small:
            ends = np.flatnonzero(self.moves.possible(start, most))
            return ends, self._between.between(start, ends)
        if start not in self._steps:
            ends = np.flatnonzero(self.moves.possible(start))
            bits = self._between.between(start, ends)
            some = bits.any(axis=1)
            self._steps[start] = ends[some], bits[some]
        ends, bits = self._steps[start]
        if most is None:
            return ends, bits
        key = (start, most)
        if key not in self._near:
            self._near[key] = np.flatnonzero(self.moves.changed(start)[ends] <= most)
        near = self._near[key]
        return ends[near], bits[near]

    def between(self, start: int, ends: Ints) -> Words:
        """In which readings do steps lead from a state to others that it can go to at all?"""
        return self._between.between(start, ends)

    def step(self, start: int, end: int) -> Words:
        """In which readings does a step lead from one state to another? Shape (words,)."""
        if not self.moves.possible(start)[end]:
            return np.zeros_like(self.full)
        return np.asarray(self.between(start, np.array([end]))[0])

    def gains(self, party: str, start: int, end: int) -> Words:
        """In which readings is a party better off in one state than in another? Shape (words,)."""
        return np.asarray(self._between.gains(party, start, np.array([end]))[0])

    def tolerates(self, party: str, end: int) -> Words:
        """In which readings would a veto holder let a move arrive at a state? Shape (words,)."""
        return np.asarray(self._between.tolerates(party)[end])

    def truth(self, formula: Formula) -> Bools:
        """In which states is a formula true? Shape (size,)."""
        return self.cells.truth(self.table, formula)

    def goal(self, target: Target) -> Goal:
        """The states that meet a target, and in which readings each is acceptable."""
        if target.id not in self._goals:
            self._goals[target.id] = self._goal(target)
        return self._goals[target.id]

    def _goal(self, target: Target) -> Goal:
        cells, table = self.cells, self.table
        allowed = lawful(table, cells) & cells.truth(table, target.when)
        ends = np.flatnonzero(allowed)
        sheet = Sheet(self.draws, table, cells.where(allowed))
        everywhere = np.ones(len(ends), dtype=np.bool_)
        return Goal(ends, packed(sheet.acceptable(everywhere, Terms(target.kind, AS_OF))))

    @cached_property
    def rank(self) -> Ints:
        """The place of each state in the order of its options' names, whatever their order."""
        return by_name(self.table, self.cells)

    @cached_property
    def numbers(self) -> Ints:
        """The number each state is known by."""
        return numbers(self.table, self.cells)

    def options(self, state: int) -> dict[str, str]:
        """Option names of a state."""
        return self.table.options(self.cells.outcome(state))

    def changes(self, start: int, end: int) -> dict[str, list[str]]:
        """What changes from one state to another: issue to the options left and arrived at."""
        before, after = self.options(start), self.options(end)
        return {i: [before[i], after[i]] for i in before if before[i] != after[i]}


class Goal:
    """The states that meet a target, with the readings in which each is acceptable.

    Attributes
    ----------
    ends : array of int
        The states, in order.
    accepted : array of words, shape (ends, words)
        In which readings every party asked consents to each.
    """

    def __init__(self, ends: Ints, accepted: Words) -> None:
        self.ends = ends
        self.accepted = accepted

    @property
    def room(self) -> Words:
        """In which readings is some state acceptable? Shape (words,)."""
        return np.asarray(np.bitwise_or.reduce(self.accepted, axis=0))

    def among(self, states: Ints) -> Words:
        """In which readings are some states acceptable? Shape (states, words)."""
        result = np.zeros((len(states), self.accepted.shape[1]), dtype=np.uint64)
        if len(self.ends):
            at = np.minimum(np.searchsorted(self.ends, states), len(self.ends) - 1)
            here = self.ends[at] == states
            result[here] = self.accepted[at[here]]
        return result
