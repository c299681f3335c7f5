"""Mixed integer programs, built up row by row and solved with SciPy's HiGHS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from detente.core.streams import Floats

NODES = 20_000
"""Branch-and-bound nodes after which a search stops: the same on every machine."""

SECONDS = 30.0
"""Seconds after which a search stops even before that, where nodes are unusually slow."""

OPTIMAL, INFEASIBLE = 0, 2


@dataclass(frozen=True)
class Solution:
    """What a search found: the best point, its value, and what no point can exceed.

    ``proved`` says that the search came to its end: ``point`` is then the best there is, or None
    where there is none.
    """

    point: Floats | None
    value: float
    bound: float
    proved: bool


class Linear:
    """Variables with bounds, and rows that ask a weighted sum to be at least some number."""

    def __init__(self) -> None:
        self.low: list[float] = []
        self.high: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[Mapping[int, float]] = []
        self.least: list[float] = []

    def fork(self) -> Linear:
        """A copy that can grow on its own."""
        other = Linear()
        other.low, other.high, other.whole = self.low[:], self.high[:], self.whole[:]
        other.rows, other.least = self.rows[:], self.least[:]
        return other

    def variable(self, low: float = 0.0, high: float = 1.0, *, whole: bool = False) -> int:
        """A new variable's number; ``whole`` keeps it to whole numbers."""
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.low) - 1

    def at_least(self, terms: Mapping[int, float], least: float) -> None:
        """Ask a weighted sum of variables to be at least ``least``."""
        self.rows.append(terms)
        self.least.append(least)

    def maximise(self, objective: Mapping[int, float]) -> Solution:
        """The point with the largest weighted sum, proved best unless the search was cut off.

        An empty objective asks for any point at all. Searches end after ``NODES`` nodes or
        ``SECONDS`` seconds; the best point so far and the proven bound are then returned.

        Examples
        --------
        >>> program = Linear()
        >>> x, y = program.variable(whole=True), program.variable(whole=True)
        >>> program.at_least({x: -2.0, y: -2.0}, -3.0)
        >>> round(program.maximise({x: 1.0, y: 3.0}).value)
        3
        """
        from scipy.optimize import Bounds, LinearConstraint, milp

        cost = np.zeros(len(self.low))
        for variable, weight in objective.items():
            cost[variable] = -weight
        found = milp(
            cost,
            integrality=np.array(self.whole, dtype=np.int64),
            bounds=Bounds(np.array(self.low), np.array(self.high)),
            constraints=[LinearConstraint(self._matrix(), np.array(self.least), np.inf)]
            if self.rows
            else (),
            options={"disp": False, "mip_rel_gap": 0.0, "time_limit": SECONDS, "node_limit": NODES},
        )
        if found.status == INFEASIBLE:
            return Solution(None, -np.inf, -np.inf, proved=True)
        proved = found.status == OPTIMAL
        bound = found.mip_dual_bound
        if found.x is None:
            return Solution(None, -np.inf, np.inf if bound is None else -bound, proved=False)
        value = -float(found.fun)
        return Solution(found.x, value, value if bound is None else -float(bound), proved)

    def _matrix(self) -> object:
        from scipy.sparse import csr_array

        sizes = [len(row) for row in self.rows]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        columns = np.fromiter((c for row in self.rows for c in row), np.int32, int(starts[-1]))
        numbers = np.fromiter(
            (n for row in self.rows for n in row.values()), np.float64, int(starts[-1])
        )
        return csr_array((numbers, columns, starts), shape=(len(self.rows), len(self.low)))
