"""Where the forecast takes place: the outcomes that moves and shocks can lead to, and the calendar.

A state is a lawful outcome on the table, or one that a shock leads to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.core.consent import among, lawful
from detente.core.grid import Bools, Grid, flat, on_offer
from detente.core.table import Table
from detente.core.timing import Window
from detente.forecast.parameters import Parameters

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Steps:
    """Steps in time from the day of the analysis: step w ends at ``ends[w]``."""

    as_of: int
    days: int
    count: int

    @property
    def ends(self) -> Ints:
        """The last day of each step, as an ordinal."""
        return self.as_of + self.days * np.arange(1, self.count + 1)

    def block(self, step: int, drift: int) -> int:
        """The day at which no-deal values are taken for a step."""
        return self.as_of + self.days * drift * (step // drift) + self.days * drift // 2

    def overlapped(self, window: Window) -> range:
        """The steps that a window of the calendar overlaps, however far the forecast looks."""
        first = max(0, -(-(window.start - self.as_of) // self.days) - 1)
        return range(first, (window.end - self.as_of - 1) // self.days + 1)


def steps_until(table: Table, until: int, parameters: Parameters) -> Steps:
    """The whole steps from the day of the analysis to a day.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> steps_until(fence(), 30, Parameters()).ends.tolist()
    [7, 14, 21, 28]
    """
    days = parameters.step
    return Steps(table.as_of, days, max(0, (until - table.as_of) // days))


def room_for(table: Table) -> Grid:
    """The grid of all that is on offer or that a shock names."""
    grid = on_offer(table)
    named = {(issue, k) for shock in table.clock.shocks for issue, k in shock.moves}
    choices = []
    for issue, options in zip(grid.issues, grid.choices, strict=True):
        extra = {k for name, k in named if name == issue}
        choices.append(tuple(sorted({*options, *extra})))
    return Grid(grid.issues, tuple(choices))


def left_alone(table: Table) -> Table:
    """The table with nobody asked about issues that nothing depends on.

    A shock may still move them, since a question can be about just that.
    """
    issues = tuple(
        i
        if i.id in table.relevant
        else replace(i, by=((),) * len(i.options), veto=((),) * len(i.options))
        for i in table.issues
    )
    return replace(table, issues=issues)


class Field:
    """The states of a table in time.

    Attributes
    ----------
    cells : Cells
        The states.
    start : int
        Today's outcome, by its place among them.
    shocked : dict of str to array
        By shock, the state it leads to from each state: the same one where it changes nothing or
        where a rule of logic forbids it.
    """

    def __init__(self, table: Table) -> None:
        self.table = table = left_alone(table)
        self.cells, (self.start,) = among(table, room_for(table), [table.now])
        self.size = self.cells.size
        self.shocked = {s.id: self._led(dict(s.moves)) for s in table.clock.shocks}

    @cached_property
    def _place(self) -> dict[bytes, int]:
        return {row.tobytes(): k for k, row in enumerate(self.cells.rows)}

    def _led(self, moves: dict[str, int]) -> Ints:
        rows = self.cells.rows.copy()
        for issue, option in moves.items():
            rows[:, self.cells.axis[issue]] = option
        # Today's outcome may itself break a rule of logic: it is a state, but no shock leads there.
        legal = flat(self.cells, lawful(self.table, self.cells))
        found = np.arange(self.size)
        for k, row in enumerate(rows):
            at = self._place.get(row.tobytes())
            if at is not None and legal[at]:
                found[k] = at
        return found

    @cached_property
    def off_table(self) -> Bools:
        """Which option of each state no move may arrive at: (size, issues)."""
        cells, table = self.cells, self.table
        flags = np.zeros(cells.rows.shape, dtype=np.bool_)
        for k, name in enumerate(cells.issues):
            issue = table.issue[name]
            allowed = np.array([o in issue.on_table for o in range(len(issue.options))])
            flags[:, k] = ~allowed[cells.rows[:, k]]
        return flags

    def barred(self, start: int) -> Bools:
        """To which states would a move from here bring an issue to an option off the table?"""
        moved = self.cells.rows != self.cells.rows[start]
        return np.asarray((moved & (self.off_table | self._idle)).any(axis=1))

    @cached_property
    def _idle(self) -> Bools:
        """Which issues nothing depends on: shocks alone move them. Shape (issues,)."""
        return np.array([name not in self.table.relevant for name in self.cells.issues])


def states_of(table: Table) -> int:
    """How many outcomes there are to look at, before rules of logic are applied."""
    return room_for(table).size
