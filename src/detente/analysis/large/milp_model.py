"""A target as a mixed integer program: which outcomes are lawful and meet it, and who is asked.

One variable stands for each option of each issue, exactly one of which is taken. Laws, the target
and conditions become rows; "where the party is asked" becomes a variable that is 1 as soon as an
option is taken that asks it. Whose consent a reading has is in
:mod:`detente.analysis.large.milp_consent`.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy

import numpy as np

from detente.analysis.large.linear import Linear, Solution
from detente.core.cells import Cells
from detente.core.consent import Sheet, Terms, lawful
from detente.core.grid import Bools, Grid
from detente.core.logic import All, Formula, Is, Not, Some
from detente.core.table import Table, Target

ALWAYS = None
"""Stands for a variable that is always 1."""

Outcome = tuple[int, ...]


class Model:
    """The outcomes of a grid that break no law and meet the target, as a program.

    ``x`` holds the variable of each option by issue and option index.
    """

    def __init__(self, table: Table, grid: Grid, target: Target) -> None:
        self.table = table
        self.grid = grid
        self.target = target
        self.linear = Linear()
        self.x: dict[str, dict[int, int]] = {}
        for issue, options in zip(grid.issues, grid.choices, strict=True):
            fixed = 1.0 if len(options) == 1 else 0.0
            found = {k: self.linear.variable(fixed, whole=True) for k in options}
            self.linear.at_least(dict.fromkeys(found.values(), 1.0), 1.0, 1.0)
            self.x[issue] = found
        for _, law in table.laws:
            self.require(law, wanted=False)
        self.require(target.when)

    def fork(self) -> Model:
        """A copy whose program can grow on its own."""
        other = copy(self)
        other.linear = self.linear.fork()
        return other

    def require(
        self,
        formula: Formula,
        when: int | None = ALWAYS,
        *,
        wanted: bool = True,
        unless: int | None = None,
    ) -> None:
        """Ask a formula to be true (or false) wherever ``when`` is 1 and ``unless`` is not."""
        match formula:
            case Not(part=part):
                self.require(part, when, wanted=not wanted, unless=unless)
            case All(parts=parts) if wanted:
                for part in parts:
                    self.require(part, when, unless=unless)
            case Some(parts=parts) if not wanted:
                for part in parts:
                    self.require(part, when, wanted=False, unless=unless)
            case _:
                self.clause(self._claim(formula, wanted=wanted), when, unless)

    def clause(self, some: Iterable[int], when: int | None, unless: int | None = None) -> None:
        """Ask one of several variables to be 1 wherever ``when`` is 1 and ``unless`` is not."""
        row = dict.fromkeys(some, 1.0)
        if unless is not None:
            row[unless] = 1.0
        if when is not None:
            row[when] = row.get(when, 0.0) - 1.0
        self.linear.at_least(row, 1.0 if when is None else 0.0)

    def _claim(self, formula: Formula, *, wanted: bool) -> set[int]:
        """Variables any of which, where it is 1, makes the formula true (or false)."""
        match formula:
            case Is(issue=issue, options=options):
                names = self.table.issue[issue].options
                return {v for k, v in self.x[issue].items() if (names[k] in options) == wanted}
            case Not(part=part):
                return self._claim(part, wanted=not wanted)
            case All(parts=parts) | Some(parts=parts):
                if len(parts) != 1 and isinstance(formula, All) == wanted:
                    both = self.linear.variable()
                    self.require(formula, both, wanted=wanted)
                    return {both}
                return set().union(*(self._claim(part, wanted=wanted) for part in parts))

    def asking(self, party: str, role: str = "by") -> list[set[int]]:
        """The options whose choice asks a party, as variables, issue by issue."""
        found = []
        for name, options in self.x.items():
            issue = self.table.issue[name]
            who = issue.by if role == "by" else issue.veto
            now = self.table.now[name]
            found.append({v for k, v in options.items() if k != now and party in who[k]})
        return [asked for asked in found if asked]

    def asked(self, party: str, role: str = "by") -> int | None:
        """A variable that is 1 wherever the party is asked (``ALWAYS``: every outcome asks it)."""
        groups = self.asking(party, role)
        everything = [set(options.values()) for options in self.x.values()]
        if any(group in everything for group in groups):
            return ALWAYS
        result = self.linear.variable()
        for group in groups:
            self.linear.at_least({result: 1.0, **dict.fromkeys(group, -1.0)}, 0.0)
        return result

    def names(self, role: str = "by") -> list[str]:
        """The parties some outcome of the grid asks."""
        return [p for p in sorted(self.table.party) if self.asking(p, role)]

    def outcome(self, solution: Solution) -> Outcome:
        """The options taken at a point."""
        point = solution.point
        assert point is not None
        return tuple(
            max(options, key=lambda k, at=options: float(point[at[k]]))  # type: ignore[misc]
            for options in self.x.values()
        )

    def exclude(self, outcome: Outcome, among: Iterable[str]) -> None:
        """Leave out every outcome with the same options on these issues."""
        taken = {i: self.x[i][k] for i, k in zip(self.x, outcome, strict=True)}
        row = {taken[i]: -1.0 for i in among}
        self.linear.at_least(row, 1.0 - len(row))


def listed(grid: Grid, outcomes: list[Outcome]) -> Cells:
    """Outcomes of a grid, one by one."""
    rows = np.array(outcomes, dtype=np.int16).reshape(len(outcomes), len(grid.issues))
    return Cells(grid.issues, rows)


def acceptable(sheet: Sheet, target: Target, terms: Terms) -> Bools:
    """Which outcomes are lawful, meet the target and are consented to? (outcomes, readings)."""
    outcomes, table = sheet.outcomes, sheet.table
    allowed = lawful(table, outcomes) & outcomes.truth(table, target.when)
    return sheet.acceptable(allowed, terms)
