"""A domain as a mixed integer program: one variable for each option of each issue.

Exactly one option of an issue is taken. Utilities are variables on a scale of 0 to 100 between
what would be worst and best for the party with links left aside. Links become rows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from detente.analysis.bargain import space
from detente.analysis.bargain.result import Package
from detente.analysis.large import linear
from detente.core.domain import Domain
from detente.core.logic import All, Formula, Is, Not, Some
from detente.core.streams import Floats

SCALE = 100.0
"""Every party's utility runs from 0 to this in a program."""

MARGIN = 1e-6
"""On that scale: differences that a program may not see."""

NODES = 1_000_000
"""Branch-and-bound nodes after which a search stops."""

RETRIES = 25
"""Packages that a program takes and an exact look refuses, before it is given up."""


class Program(linear.Linear):
    """Rows and variables with a deadline on the clock of ``time.perf_counter``."""

    def __init__(self, deadline: float = inf) -> None:
        super().__init__()
        self.deadline = deadline

    def fork(self) -> Program:
        """A copy that can grow on its own."""
        other = Program(self.deadline)
        other.low, other.high, other.whole = self.low[:], self.high[:], self.whole[:]
        other.rows, other.least, other.most = self.rows[:], self.least[:], self.most[:]
        return other

    def _run(self, cost: Floats, *, presolve: bool = True, digits: int | None = None) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows = LinearConstraint(self._matrix(digits), np.array(self.least), np.array(self.most))
        with linear.silence:
            return milp(
                cost,
                integrality=np.array(self.whole, dtype=np.int64),
                bounds=Bounds(np.array(self.low), np.array(self.high)),
                constraints=rows if self.rows else None,
                options={
                    "disp": False,
                    "presolve": presolve,
                    "mip_rel_gap": 0.0,
                    "time_limit": max(0.05, min(self.deadline - time.perf_counter(), 1e6)),
                    "node_limit": NODES,
                },
            )


@dataclass(frozen=True)
class Found:
    """A package, what no package can exceed, and whether the search came to its end."""

    package: Package | None
    bound: float
    proved: bool
    point: Floats | None = None


class Model:
    """The packages of a domain as a program.

    Attributes
    ----------
    x : list of lists of int
        The variable of each option, by issue.
    terms : list of dict
        Each party's utility, 0 to ``SCALE``, as a weighted sum of variables.
    low, spread : array of float, shape (parties,)
        Utility = low + spread * terms / SCALE.
    """

    def __init__(
        self, domain: Domain, deadline: float = inf, *, without: Collection[str] = ()
    ) -> None:
        self.domain = domain
        self.tolerance = space.tolerance(domain)
        self.linear = Program(deadline)
        self.x: list[list[int]] = []
        for axis in domain.issues:
            found = [self.linear.variable(whole=True) for _ in axis.options]
            self.linear.at_least(dict.fromkeys(found, 1.0), 1.0, 1.0)
            self.x.append(found)
        self.low: Floats = domain.base + sum(w.min(axis=1) for w in domain.worth)
        spread = sum(w.max(axis=1) - w.min(axis=1) for w in domain.worth)
        self.spread: Floats = np.where(spread > self.tolerance, spread, 1.0)
        self.terms = [self._utility(p) for p in range(len(domain.parties))]
        self.links = [link for link in domain.links if link.id not in without]
        for link in self.links:
            self.require(link.broken, wanted=False)

    def fork(self) -> Model:
        """A copy whose program can grow on its own."""
        other = Model.__new__(Model)
        other.__dict__.update(self.__dict__)
        other.linear = self.linear.fork()
        return other

    def _utility(self, party: int) -> dict[int, float]:
        row: dict[int, float] = {}
        for worth, variables in zip(self.domain.worth, self.x, strict=True):
            above = (worth[party] - worth[party].min()) * (SCALE / self.spread[party])
            row.update({v: float(a) for v, a in zip(variables, above, strict=True) if a})
        return row

    def utility(self, party: int) -> int:
        """A variable that is a party's utility, 0 to ``SCALE``.

        Rows of tangents are short with it. Elsewhere the sum itself is better: searches for the
        largest smallest share take half as long.
        """
        result = self.linear.variable(0.0, SCALE)
        self.linear.at_least({**self.terms[party], result: -1.0}, 0.0, 0.0)
        return result

    def scaled(self, party: int, utility: float) -> float:
        """A utility on the scale of the party's variable."""
        return float((utility - self.low[party]) * (SCALE / self.spread[party]))

    def floor(self, party: int, utility: float) -> None:
        """Ask that a party has at least so much (no row where every package gives it that)."""
        at = self.scaled(party, utility) - MARGIN / 10
        if at > 0:
            self.linear.at_least(self.terms[party], at)

    def require(self, formula: Formula, when: int | None = None, *, wanted: bool = True) -> None:
        """Ask a formula to be true (or false), at least wherever the variable ``when`` is 1."""
        match formula:
            case Not(part=part):
                self.require(part, when, wanted=not wanted)
            case All(parts=parts) if wanted:
                for part in parts:
                    self.require(part, when)
            case Some(parts=parts) if not wanted:
                for part in parts:
                    self.require(part, when, wanted=False)
            case _:
                self._clause(self._claim(formula, wanted=wanted), when)

    def _clause(self, some: Iterable[int], when: int | None) -> None:
        """Ask that one of several variables is 1, at least wherever ``when`` is."""
        row = dict.fromkeys(some, 1.0)
        if when is not None:
            row[when] = row.get(when, 0.0) - 1.0
        if row:
            self.linear.at_least(row, 1.0 if when is None else 0.0)
        else:  # nothing can make it true: no package at all
            self.linear.at_least({self.x[0][0]: 1.0}, 2.0)

    def _claim(self, formula: Formula, *, wanted: bool) -> set[int]:
        """Variables any of which, where it is 1, makes the formula true (or false)."""
        match formula:
            case Is(issue=issue, options=options):
                k = self.domain.place[issue]
                names = self.domain.issues[k].options
                pairs = zip(names, self.x[k], strict=True)
                return {v for name, v in pairs if (name in options) == wanted}
            case Not(part=part):
                return self._claim(part, wanted=not wanted)
            case All(parts=parts) | Some(parts=parts):
                if len(parts) != 1 and isinstance(formula, All) == wanted:
                    both = self.linear.variable()
                    self.require(formula, both, wanted=wanted)
                    return {both}
                return set().union(*(self._claim(part, wanted=wanted) for part in parts))

    def exclude(self, package: Package) -> None:
        """Leave one package out."""
        taken = [self.x[k][option] for k, option in enumerate(package)]
        self.linear.at_least(dict.fromkeys(taken, -1.0), 1.0 - len(taken))

    def best(
        self, objective: Mapping[int, float], fit: Callable[[Floats], bool] = lambda _: True
    ) -> Found:
        """The package with the largest weighted sum of variables.

        What the program takes is looked at exactly: a package that breaks a link, or whose
        utilities do not ``fit``, by an amount programs cannot see, is left out and the search
        goes on.
        """
        for _ in range(RETRIES):
            found = self.linear.maximise(objective)
            if found.point is None:
                return Found(None, found.bound, found.proved)
            package = self.package(found.point)
            if self.keeps(package) and fit(space.utility(self.domain, package)):
                return Found(package, found.bound, found.proved, found.point)
            self.exclude(package)
        return Found(None, inf, proved=False)

    def keeps(self, package: Package) -> bool:
        """Does a package keep the links of this program, looked at exactly?"""
        at = {axis.name: np.asarray(k) for axis, k in zip(self.domain.issues, package, strict=True)}
        return not any(bool(space.truth(self.domain, x.broken, at)) for x in self.links)

    def package(self, point: Floats) -> Package:
        """The options taken at a point."""
        return tuple(int(np.argmax(point[variables])) for variables in self.x)


def extremes(domain: Domain, deadline: float = inf) -> tuple[Floats, Floats, bool]:
    """The least and the most each party has in a lawful package, and whether that is proved.

    Where the time is too short, the ends with links left aside stand in.
    """
    model = Model(domain, deadline)
    high = domain.base + sum(w.max(axis=1) for w in domain.worth)
    low, proved = model.low.copy(), True
    for p, terms in enumerate(model.terms):
        for ends, sign in ((low, -1.0), (high, 1.0)):
            found = model.fork().best({v: sign * weight for v, weight in terms.items()})
            if found.package is not None and found.proved:
                ends[p] = space.utility(domain, found.package)[p]
            else:
                proved = False
    return low, high, proved
