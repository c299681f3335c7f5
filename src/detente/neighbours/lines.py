"""What the formats of positions share: actors, lines, positions gathered, and what gets lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import inf, isfinite, nan

import numpy as np

from detente.case.faults import plain
from detente.core.line import Line, Positions
from detente.core.streams import Floats
from detente.neighbours.rows import Cell, Faults, Rows

LONGEST_NAME = 200
MOST_ACTORS = 5000
MOST_LINES = 2000
MOST_HELD = 500_000
_DEVICES = frozenset({"con", "prn", "aux", "nul"})


@dataclass
class Draft:
    """Positions as they are read: actors, lines, and who stands where.

    Attributes
    ----------
    actors : dict of str to str
        Names in words by short name.
    lines : dict of str to Line
    held : dict
        By actor and line: position, salience, clout.
    remarks : list of (str, str)
    """

    actors: dict[str, str] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    held: dict[tuple[str, str], tuple[float, float, float]] = field(default_factory=dict)
    clout: dict[str, float] = field(default_factory=dict)
    remarks: list[tuple[str, str]] = field(default_factory=list)

    def ends(self, line: str, low: float, high: float) -> None:
        """Set the ends of a line."""
        self.lines[line] = replace(self.lines[line], low=low, high=high)

    def positions(self, title: str, source: str) -> Positions:
        """Everything gathered, in one reading. Clout is 1 where nothing is said of it."""
        rows = {name: row for row, name in enumerate(self.actors)}
        columns = {name: column for column, name in enumerate(self.lines)}
        shape = (1, len(rows), len(columns))
        position, salience, clout = np.full(shape, nan), np.full(shape, nan), np.ones(shape)
        for name, value in self.clout.items():
            clout[0, rows[name], :] = value
        for (actor, line), (x, s, c) in self.held.items():
            at = (0, rows[actor], columns[line])
            position[at], salience[at], clout[at] = x, s, c
        return Positions(
            title=title,
            actors=tuple(self.actors),
            names=tuple(self.actors.values()),
            lines=tuple(self.lines.values()),
            position=position,
            salience=salience,
            clout=clout,
            source=source,
            remarks=tuple(self.remarks),
        )


def named(faults: Faults, table: Rows, cell: Cell, what: str) -> str:
    """The name in a cell; a fault where there is none, or one too long."""
    if not cell.text:
        faults.add(table, cell, f"{what} is missing", "write a name")
    elif len(cell.text) > LONGEST_NAME:
        message = f"{what} is longer than {LONGEST_NAME} characters"
        faults.add(table, cell, message, "write a short name; a description goes elsewhere")
    return " ".join(cell.text.split())


def crowded(faults: Faults, table: Rows, cell: Cell, actors: int, lines: int) -> None:
    """A fault where there are too many actors or issues, or none."""
    for count, most, what in (
        (actors, MOST_ACTORS, "actors"),
        (lines, MOST_LINES, "issues"),
        (actors * lines, MOST_HELD, "actors times issues"),
    ):
        if count > most:
            faults.add(table, cell, f"there are {count:,} {what}, more than {most:,}")
    if not actors:
        faults.add(table, cell, "no actor stands in this file", "write a row for each actor")
    elif not lines:
        faults.add(table, cell, "no issue stands in this file", "write an issue with its positions")


def span(values: Iterable[float]) -> tuple[float, float]:
    """The smallest and the largest of some numbers; 0 and 100 where there are none."""
    found = [value for value in values if isfinite(value)]
    low, high = min(found, default=inf), max(found, default=-inf)
    return (low, high) if low < high else (min(low, 0.0), max(high, 100.0))


def stem(title: str) -> str:
    """A fit file name for a title, without ending: letters, digits, - and _ only.

    Examples
    --------
    >>> stem("../../etc/passwd"), stem("Fish & ships"), stem("con"), stem("?!")
    ('etc_passwd', 'Fish_ships', 'con_', 'positions')
    """
    found = re.sub(r"[^A-Za-z0-9_-]+", "_", title).strip("_-")[:60] or "positions"
    return f"{found}_" if found.casefold() in _DEVICES else found


def told(positions: Positions) -> Mapping[str, str]:
    """The remarks of a file by key; of several with one key the last."""
    return dict(positions.remarks)


# --- what gets lost on the way into a format ---


def single(positions: Positions, lost: list[str]) -> Positions:
    """One reading: the medians where there are many, which is said."""
    if positions.readings == 1:
        return positions
    lost.append(
        f"the spread over {positions.readings} readings: the medians of positions, saliences and"
        " clout are written"
    )

    def middle(values: Floats) -> Floats:
        found = np.sort(values, axis=0)[positions.readings // 2 : positions.readings // 2 + 1]
        return np.where(positions.present[None], found, nan)

    clout = np.median(positions.clout, axis=0)[None]
    return replace(
        positions,
        position=middle(positions.position),
        salience=middle(positions.salience),
        clout=clout,
    )


def one_clout(positions: Positions, lost: list[str]) -> list[float]:
    """The clout of each actor, the same on all lines: the mean over lines where it differs."""
    found, differs = [], 0
    for row in range(len(positions.actors)):
        values = positions.clout[0, row][positions.present[row]]
        values = values if len(values) else positions.clout[0, row]
        differs += bool(np.ptp(values) > 0) if len(values) else 0
        same = len(values) == 0 or bool(np.ptp(values) == 0)
        found.append(float(values[0] if len(values) else 1.0) if same else float(values.mean()))
    if differs:
        lost.append(f"clout that differs by issue ({differs} actors): its mean is written")
    return found


def unheld(positions: Positions, lost: list[str], holds: frozenset[str]) -> None:
    """Say which of marks, reference, outcome, ends, names and issue names a format cannot hold."""
    lines = positions.lines
    count = sum(len(line.marks) for line in lines)
    if "marks" not in holds and count:
        lost.append(f"the meanings of {count} points on the scales")
    for what, words in (
        ("reference", "where the issue stays without an agreement"),
        ("outcome", "what was decided in the end"),
    ):
        known = sum(getattr(line, what) is not None for line in lines)
        if what not in holds and known:
            lost.append(f"{words} ({known} issues)")
    if "ends" not in holds:
        moved = [line.id for line in lines if (line.low, line.high) != (0.0, 100.0)]
        if moved:
            shown = ", ".join(plain(name, 30) for name in moved[:5])
            lost.append(f"the units of the scales of {shown}: stretched to 0 to 100")
    if "names" not in holds and positions.names != positions.actors:
        lost.append("the names of the actors in words")
    if "issues" not in holds and any(line.name not in {"", line.id} for line in lines):
        lost.append("the names of the issues in words")


def stretched(positions: Positions) -> Positions:
    """All lines from 0 to 100; those that are so already keep every digit."""
    x = positions.position.copy()
    for column, line in enumerate(positions.lines):
        if (line.low, line.high) != (0.0, 100.0):
            x[:, :, column] = np.clip((x[:, :, column] - line.low) / line.length * 100, 0, 100)
    return replace(positions, position=x)
