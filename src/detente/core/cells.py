"""Cells: some outcomes of the table, listed one by one.

Where a question looks at outcomes that form no rectangle (all with at most two options that nobody
offers, say), they are listed. Cells answer the same calls as a grid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.core.grid import Bools, Grid, Groups
from detente.core.logic import All, Formula, Is, Not, Some
from detente.core.streams import Floats
from detente.core.table import Table


@dataclass(frozen=True, eq=False)
class Cells:
    """Outcomes as rows of option indices, shape (size, issues)."""

    issues: tuple[str, ...]
    rows: NDArray[np.int16]

    @property
    def size(self) -> int:
        return len(self.rows)

    @cached_property
    def axis(self) -> dict[str, int]:
        return {issue: k for k, issue in enumerate(self.issues)}

    @classmethod
    def of(cls, grid: Grid) -> Cells:
        """All outcomes of a grid, in its order."""
        if grid.size == 0:
            return cls(grid.issues, np.zeros((0, len(grid.issues)), dtype=np.int16))
        axes = [np.asarray(c, dtype=np.int16) for c in grid.choices]
        mesh = np.meshgrid(*axes, indexing="ij")
        return cls(grid.issues, np.stack([m.reshape(-1) for m in mesh], axis=1))

    def where(self, mask: Bools) -> Cells:
        """Only the outcomes of a mask."""
        return Cells(self.issues, self.rows[mask])

    def outcome(self, index: int) -> dict[str, int]:
        """Option index by issue of one outcome."""
        return {i: int(k) for i, k in zip(self.issues, self.rows[index], strict=True)}

    @cached_property
    def _halves(self) -> list[tuple[Cells, NDArray[np.intp]]]:
        """The distinct combinations on each half of the issues, and which one each outcome has."""
        middle = len(self.issues) // 2
        found = []
        for part in (slice(None, middle), slice(middle, None)):
            rows, inverse = distinct(self.rows[:, part])
            found.append((Cells(self.issues[part], rows), inverse))
        return found

    @property
    def space(self) -> tuple[int, ...]:
        """One axis: the list."""
        return (self.size,)

    def total(self, parts: Mapping[str, Floats], count: int) -> Floats:
        """Sum of numbers per option over all issues; (size, readings)."""
        result = np.zeros((self.size, count))
        for half, inverse in self._halves:
            some = np.zeros((half.size, count))
            for issue, rows in zip(half.issues, half.rows.T, strict=True):
                if issue in parts:
                    some += parts[issue].T[rows]
            result += some[inverse]
        return result

    def some(self, parts: Mapping[str, Bools], count: int) -> Bools:
        """Is any of the flags per option set? (size, readings)."""
        result = np.zeros((self.size, count), dtype=np.bool_)
        for issue, rows in zip(self.issues, self.rows.T, strict=True):
            if issue in parts:
                result |= parts[issue].T[rows]
        return result

    def truth(self, table: Table, formula: Formula) -> Bools:
        """In which outcomes is a formula true? Shape (size,)."""
        match formula:
            case Is(issue=issue, options=options):
                flags = np.array([n in options for n in table.issue[issue].options])
                found: Bools = flags[self.rows[:, self.axis[issue]]]
                return found
            case Not(part=part):
                return ~self.truth(table, part)
            case All(parts=parts):
                result = np.ones(self.size, dtype=np.bool_)
                for part in parts:
                    result &= self.truth(table, part)
                return result
            case Some(parts=parts):
                result = np.zeros(self.size, dtype=np.bool_)
                for part in parts:
                    result |= self.truth(table, part)
                return result

    def moved_for(self, now: Mapping[str, int], groups: Groups, name: str) -> Bools:
        """In which outcomes does some issue, moved from now, involve a name? Shape (size,)."""
        result = np.zeros(self.size, dtype=np.bool_)
        for issue, rows in zip(self.issues, self.rows.T, strict=True):
            flags = np.array(
                [name in who and k != now[issue] for k, who in enumerate(groups[issue])]
            )
            if flags.any():
                result |= flags[rows]
        return result

    def options(self, issue: str) -> NDArray[np.intp]:
        """The option each outcome has on an issue."""
        return self.rows[:, self.axis[issue]].astype(np.intp)


def distinct(rows: NDArray[np.int16]) -> tuple[NDArray[np.int16], NDArray[np.intp]]:
    """The distinct rows of an array, and which of them each row is.

    Rows are told apart by one whole number each, which is much quicker than by their columns.

    Examples
    --------
    >>> few, which = distinct(np.array([[1, 2], [0, 2], [1, 2]], dtype=np.int16))
    >>> few.tolist(), which.tolist()
    ([[0, 2], [1, 2]], [1, 0, 1])
    """
    radix = rows.max(axis=0, initial=0).astype(np.int64) + 1
    if np.prod(radix.astype(np.float64)) > 2.0**62:
        few, inverse = np.unique(rows, axis=0, return_inverse=True)
        return few, inverse.reshape(-1)
    place = np.cumprod(np.concatenate([[1], radix[:0:-1]]))[::-1][: rows.shape[1]]
    _, first, inverse = np.unique(
        rows.astype(np.int64) @ place, return_index=True, return_inverse=True
    )
    return rows[first], inverse
