"""Mixed integer programs, built up row by row and solved with SciPy's HiGHS."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.core.streams import Floats

NODES = 20_000
"""Branch-and-bound nodes after which a search stops: the same on every machine."""

SECONDS = 30.0
"""Seconds after which a search stops even before that, where nodes are unusually slow."""

OPTIMAL, INFEASIBLE = 0, 2
GAVE_UP = "HiGHS Status 4:"


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


class _Silence:
    """Keeps what HiGHS prints past its own options off the terminal.

    It writes to the process's standard output, so that is pointed at the null device while any
    thread is solving, and back when the last one has done.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._saved = -1

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside > 1:
                return
            try:
                self._saved = os.dup(1)
            except OSError:  # no standard output at all: nothing to keep quiet
                self._saved = -1
                return
            _flush()
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.close(null)

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside or self._saved < 0:
                return
            _flush()
            os.dup2(self._saved, 1)
            os.close(self._saved)


def _flush() -> None:
    """Write out what Python and the C library still hold back for standard output."""
    import ctypes

    if sys.stdout is not None:
        sys.stdout.flush()
    # Where the C library cannot be asked, a line of the solver's may come through.
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).fflush(None)


silence = _Silence()


class Linear:
    """Variables with bounds, and rows that ask a weighted sum to be at least some number."""

    def __init__(self) -> None:
        self.low: list[float] = []
        self.high: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[Mapping[int, float]] = []
        self.least: list[float] = []
        self.most: list[float] = []

    def fork(self) -> Linear:
        """A copy that can grow on its own."""
        other = Linear()
        other.low, other.high, other.whole = self.low[:], self.high[:], self.whole[:]
        other.rows, other.least, other.most = self.rows[:], self.least[:], self.most[:]
        return other

    def variable(self, low: float = 0.0, high: float = 1.0, *, whole: bool = False) -> int:
        """A new variable's number; ``whole`` keeps it to whole numbers."""
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.low) - 1

    def at_least(self, terms: Mapping[int, float], least: float, most: float = np.inf) -> None:
        """Ask a weighted sum of variables to be at least ``least`` (and at most ``most``)."""
        self.rows.append(terms)
        self.least.append(least)
        self.most.append(most)

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
        cost = np.zeros(len(self.low))
        for variable, weight in objective.items():
            cost[variable] = -weight
        found = self._run(cost)
        # HiGHS 1.12 and its neighbours give up on some small programs ("solve error") that they
        # solve without difficulty once presolve or the last digits are out of the way.
        if GAVE_UP in found.message:
            found = self._run(cost, presolve=False, digits=8)
        if GAVE_UP in found.message:
            found = self._run(cost, digits=7)
        if found.status == INFEASIBLE:
            return Solution(None, -np.inf, -np.inf, proved=True)
        proved = found.status == OPTIMAL
        bound = found.mip_dual_bound
        if found.x is None:
            return Solution(None, -np.inf, np.inf if bound is None else -bound, proved=False)
        value = -float(found.fun)
        return Solution(found.x, value, value if bound is None else -float(bound), proved)

    def _run(self, cost: Floats, *, presolve: bool = True, digits: int | None = None) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows = LinearConstraint(self._matrix(digits), np.array(self.least), np.array(self.most))
        with silence:
            return milp(
                cost,
                integrality=np.array(self.whole, dtype=np.int64),
                bounds=Bounds(np.array(self.low), np.array(self.high)),
                constraints=rows if self.rows else None,
                options={
                    "disp": False,
                    "presolve": presolve,
                    "mip_rel_gap": 0.0,
                    "time_limit": SECONDS,
                    "node_limit": NODES,
                },
            )

    def _matrix(self, digits: int | None) -> object:
        from scipy.sparse import csr_array

        sizes = [len(row) for row in self.rows]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        columns = np.fromiter((c for row in self.rows for c in row), np.int32, int(starts[-1]))
        numbers = np.fromiter(
            (n for row in self.rows for n in row.values()), np.float64, int(starts[-1])
        )
        if digits is not None:
            numbers = np.round(numbers, digits)
        return csr_array((numbers, columns, starts), shape=(len(self.rows), len(self.low)))
