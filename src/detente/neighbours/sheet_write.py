"""Positions as the sheets of a spreadsheet: positions, issues, scales."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from detente.core.line import Positions
from detente.neighbours.figures import written

Sheet: TypeAlias = Sequence[Sequence[str | float]]
"""Rows of texts and numbers; the first is the header."""


def sheets(found: Positions) -> dict[str, Sheet]:
    """The sheets these positions fill: ``positions``, ``issues``, and ``scales`` if there are any.

    Examples
    --------
    >>> from detente.core.line import Line
    >>> one = Positions.of("Fence", {"Ann": (20.0, 0.5, 3.0)}, Line("height"))
    >>> for row in sheets(one)["positions"]:
    ...     print(row)
    ['actor', 'name', 'issue', 'position', 'salience', 'clout']
    ['Ann', 'Ann', 'height', 20.0, 0.5, 3.0]
    """
    header: list[str | float] = ["actor", "name", "issue", "position", "salience", "clout"]
    rows = [header]
    for row, (actor, name) in enumerate(zip(found.actors, found.names, strict=True)):
        for column, line in enumerate(found.lines):
            at = (0, row, column)
            if found.present[row, column]:
                figures = (found.position[at], found.salience[at], found.clout[at])
                rows.append([actor, name, line.id, *map(float, figures)])
            else:
                rows.append([actor, name, line.id, "", "", float(found.clout[at])])
    issues: list[list[str | float]] = [["issue", "name", "low", "high", "reference", "outcome"]]
    for line in found.lines:
        known = ["" if x is None else float(x) for x in (line.reference, line.outcome)]
        issues.append([line.id, line.name or line.id, line.low, line.high, *known])
    scales: list[list[str | float]] = [["issue", "position", "meaning"]]
    scales += [[line.id, x, text] for line in found.lines for x, text in line.marks]
    result: dict[str, Sheet] = {"positions": rows, "issues": issues}
    return result | {"scales": scales} if len(scales) > 1 else result


def text_of_sheet(rows: Sheet) -> str:
    """A sheet as CSV."""
    return written(rows)
