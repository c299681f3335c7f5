"""Decide's figures as tables: one of positions, and beside it actors, issues and scales.

``cop_positions.csv`` has the columns actor, issue, position, salience, power. Its neighbours are
found by what stands before ``positions``: ``cop_actors.csv`` (actor, name), ``cop_issues.csv``
(issue, name, and if known low, high, reference, outcome), ``cop_scales.csv`` (issue, position,
meaning). Each may be missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isnan
from pathlib import Path

from detente.case.faults import plain
from detente.core.line import Line, Positions
from detente.neighbours.lines import Draft, crowded, named
from detente.neighbours.rows import Cell, Faults, Row, Rows, read_rows, take

SECTION = ("actor", "issue", "position", "salience", "power")
_TAILS = ("_positions", "-positions", " positions", "positions")


def siblings(path: Path) -> dict[str, Path]:
    """Which tables of actors, issues and scales lie beside a table of positions?"""
    stem = path.stem
    tail = next((tail for tail in _TAILS if stem.lower().endswith(tail)), "")
    lead, joint = stem[: len(stem) - len(tail)], tail.removesuffix("positions") or "_"
    if not lead:
        joint = ""
    found = {}
    for kind in ("actors", "issues", "scales"):
        other = path.with_name(f"{lead}{joint}{kind}{path.suffix}")
        if other.is_file():
            found[kind] = other
    return found


class Columns:
    """A table with a header: its rows, and which column has which name."""

    def __init__(self, faults: Faults, table: Rows, needed: tuple[str, ...]) -> None:
        self.faults, self.table = faults, table
        header = table.filled[0] if table.filled else Row((), 1, 1, 1)
        self.place: dict[str, int] = {}
        for column, cell in enumerate(header.cells):
            self.place.setdefault(cell.text.casefold(), column)
        self.header = header.cell(0)
        absent = [name for name in needed if name not in self.place]
        if absent:
            message = f"the header has no column {' and no '.join(absent)}"
            faults.add(table, self.header, message, f"the columns are {','.join(needed)}")
        self.sound = not absent
        self.width = len(header.cells)

    def rows(self) -> Iterator[Row]:
        """The rows below the header, with a fault for each that is too long."""
        for row in self.table.filled[1:] if self.sound else ():
            if len(row.cells) > self.width:
                cell = row.cell(self.width)
                message = "more cells stand in this row than in the header"
                self.faults.add(self.table, cell, message, "put a text with commas in quotes")
            yield row

    def cell(self, row: Row, name: str) -> Cell:
        """The cell of a row in a named column; empty where there is no such column."""
        return row.cell(self.place.get(name, len(row.cells)))

    def number(self, row: Row, name: str, what: str) -> float | None:
        """A number that may be left out."""
        if name not in self.place or not self.cell(row, name).text:
            return None
        found = take(self.faults, self.table, self.cell(row, name), what)
        return None if isnan(found) else found


def read_tables(path: Path) -> Positions:
    """Which positions are in this table and those beside it?

    Raises
    ------
    CaseErrors
        With every fault of all of them, one message each.
    """
    return _Reader(path).run()


class _Reader:
    """Reads a table of positions and its neighbours, and collects their faults."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.faults = Faults()
        self.draft = Draft()
        self.listed: dict[str, bool] = {}

    def run(self) -> Positions:
        beside = siblings(self.path)
        table = read_rows(self.path)
        columns = Columns(self.faults, table, SECTION)
        self.faults.stop()
        self.listed = {kind: kind in beside for kind in ("actors", "issues")}
        if "actors" in beside:
            self._actors(beside["actors"])
        if "issues" in beside:
            self._issues(beside["issues"])
        self._appearing(columns)
        crowded(
            self.faults,
            table,
            columns.header,
            len(self.draft.actors),
            len(self.draft.lines),
        )
        self.faults.stop()
        if "scales" in beside:
            self._scales(beside["scales"])
        for row in columns.rows():
            self._position(columns, row)
        self.faults.stop()
        name = self.path.stem
        tail = next((tail for tail in _TAILS if name.lower().endswith(tail)), "")
        title = name[: len(name) - len(tail)] or name
        return self.draft.positions(title, f"{self.path.name} (Decide)")

    def _actors(self, path: Path) -> None:
        columns = Columns(self.faults, read_rows(path), ("actor",))
        for row in columns.rows():
            key = named(self.faults, columns.table, columns.cell(row, "actor"), "the actor")
            if key in self.draft.actors:
                message = f"the actor {plain(key, 60)!r} stands here twice"
                self.faults.add(columns.table, columns.cell(row, "actor"), message, "keep one")
            self.draft.actors[key] = _words(columns.cell(row, "name")) or key

    def _issues(self, path: Path) -> None:
        columns = Columns(self.faults, read_rows(path), ("issue",))
        for row in columns.rows():
            cell = columns.cell(row, "issue")
            key = named(self.faults, columns.table, cell, "the issue")
            if key in self.draft.lines:
                message = f"the issue {plain(key, 60)!r} stands here twice"
                self.faults.add(columns.table, cell, message, "keep one")
            low = columns.number(row, "low", "the lower end")
            high = columns.number(row, "high", "the upper end")
            low, high = 0.0 if low is None else low, 100.0 if high is None else high
            if low >= high:
                message = f"the scale of {plain(key, 60)} ends before it begins"
                self.faults.add(columns.table, cell, message, "write low smaller than high")
            self.draft.lines[key] = Line(
                key,
                _words(columns.cell(row, "name")) or key,
                low,
                high,
                reference=columns.number(row, "reference", "the reference"),
                outcome=columns.number(row, "outcome", "the outcome"),
            )

    def _appearing(self, columns: Columns) -> None:
        """Actors and issues that no table lists, in the order in which they appear."""
        for row in columns.rows():
            for kind, column in (("actors", "actor"), ("issues", "issue")):
                key = _words(columns.cell(row, column))
                if self.listed[kind] or not key:
                    continue
                if kind == "actors":
                    self.draft.actors.setdefault(key, key)
                else:
                    self.draft.lines.setdefault(key, Line(key, key))

    def _scales(self, path: Path) -> None:
        columns = Columns(self.faults, read_rows(path), ("issue", "position", "meaning"))
        marks: dict[str, dict[float, str]] = {}
        for row in columns.rows():
            key = self._known(columns, row, "issue")
            what = f"the position of a meaning on {plain(key or '?', 40)}"
            cell = columns.cell(row, "position")
            x = take(self.faults, columns.table, cell, what)
            if key is None or isnan(x):
                continue
            if x in marks.setdefault(key, {}):
                message = f"position {x:g} on {plain(key, 40)} has two meanings"
                self.faults.add(columns.table, cell, message, "keep one")
            marks[key][x] = _words(columns.cell(row, "meaning"))
        for key, found in marks.items():
            line = self.draft.lines[key]
            low, high = (line.low, line.high)
            if len(found) > 1 and (low, high) == (0.0, 100.0):
                low, high = min(found), max(found)
            words = tuple((x, found[x]) for x in sorted(found) if found[x])
            low, high = min(low, *found), max(high, *found)
            self.draft.lines[key] = replace(line, low=low, high=high, marks=words)

    def _known(self, columns: Columns, row: Row, kind: str) -> str | None:
        cell = columns.cell(row, kind)
        key = _words(cell)
        if key in (self.draft.actors if kind == "actor" else self.draft.lines):
            return key
        message = f"there is no {kind} {plain(key, 60)!r}" if key else f"the {kind} is missing"
        hint = f"the table of {kind}s does not list it" if key else f"write the {kind}"
        self.faults.add(columns.table, cell, message, hint)
        return None

    def _position(self, columns: Columns, row: Row) -> None:
        actor, issue = self._known(columns, row, "actor"), self._known(columns, row, "issue")
        if actor is None or issue is None:
            return
        of = f"of {plain(actor, 40)} on {plain(issue, 40)}"
        line, table = self.draft.lines[issue], columns.table
        x_cell = columns.cell(row, "position")
        x = take(self.faults, table, x_cell, f"the position {of}", line.low, line.high)
        s = take(self.faults, table, columns.cell(row, "salience"), f"the salience {of}", 0, 1)
        c = take(self.faults, table, columns.cell(row, "power"), f"the power {of}", 0)
        if (actor, issue) in self.draft.held:
            message = f"the position {of} stands here twice"
            self.faults.add(table, columns.cell(row, "actor"), message, "keep one row")
        self.draft.held[actor, issue] = (x, s, c)


def _words(cell: Cell) -> str:
    return " ".join(cell.text.split())
