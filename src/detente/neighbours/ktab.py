"""KTAB's spatial model of politics, the CSV files: actors with influence, positions and saliences.

Line 1 is name, description, number of actors, number of issues; line 2 the header; then a line an
actor: name, description, influence, and position and salience for each issue, all 0 to 100
(KAPSARC Toolkit for Behavioral Analysis, examples of its SMP program). Files may end their lines
with a comma. That the saliences of an actor add up to at most 100 is a rule of KTAB's that its own
files break; it is a warning here, not a fault.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from detente.case.faults import listed, plain
from detente.core.line import Line, Positions
from detente.neighbours.figures import Figure, figure, number, written
from detente.neighbours.form import Format, Model, Written
from detente.neighbours.lines import (
    Draft,
    crowded,
    named,
    one_clout,
    single,
    stem,
    stretched,
    told,
    unheld,
)
from detente.neighbours.rows import Cell, Faults, Row, Rows, read_rows, take

_HEAD = "Name,Description,NUMBER OF ACTORS,NUMBER OF ISSUES"
_TAIL = re.compile(r"(?:\s+|[_-])(?:position|pstn|pos)$", re.IGNORECASE)


def read(path: Path) -> Positions:
    """Which positions are in this KTAB CSV file?

    Parameters
    ----------
    path
        The file. Saliences 0 to 100 become 0 to 1; influence is kept as it is.

    Raises
    ------
    CaseErrors
        With every fault found, one message each.
    """
    return parse(read_rows(path), path.name)


def parse(table: Rows, name: str = "table.csv") -> Positions:
    r"""Which positions are in this KTAB table?

    Examples
    --------
    >>> from detente.neighbours.rows import rows_of
    >>> found = parse(rows_of(
    ...     "Fence,How high,2,1\n"
    ...     "Actor,Description,Influence,Height Position,Height Salience\n"
    ...     "Ann,The neighbour,10,20,50\n"
    ...     "Bob,The owner,30,80,100\n"))
    >>> found.actors, found.lines[0].id, found.weight[0, :, 0].tolist()
    (('Ann', 'Bob'), 'Height', [5.0, 30.0])
    """
    return _Reader(table, name).run()


class _Reader:
    """Reads one file and collects its faults."""

    def __init__(self, table: Rows, name: str) -> None:
        self.table, self.name = table, name
        self.faults = Faults()
        self.draft = Draft()

    def run(self) -> Positions:
        rows = self.table.filled
        if len(rows) < 2:
            cell = Cell("", 1, 1, 1, 1)
            self.faults.add(self.table, cell, "this is no KTAB file", f"begin with {_HEAD}")
            self.faults.stop()
        head, header, *body = rows
        people, issues = self._count(head.cell(2), "actors"), self._count(head.cell(3), "issues")
        self._issues(header, issues)
        crowded(self.faults, self.table, head.cell(2), len(body), issues)
        self.faults.stop()
        for row in body:
            self._actor(row)
        if len(body) != people:
            message = f"line 1 says {people} actors, but {len(body)} follow"
            self.faults.add(self.table, head.cell(2), message, f"write {len(body)}")
        self.faults.stop()
        if head.cell(1).text:
            self.draft.remarks.append(("description", head.cell(1).text))
        self._heavy()
        return self.draft.positions(head.cell(0).text or self.name, f"{self.name} (KTAB)")

    def _count(self, cell: Cell, what: str) -> int:
        found = number(cell.text)
        if found is None or found != int(found) or not 0 < found <= 100_000:
            shown = f"{plain(cell.text, 40)!r} is" if cell.text else "there is"
            message = f"{shown} no number of {what}"
            self.faults.add(self.table, cell, message, f"line 1 is {_HEAD}")
            return 0
        return int(found)

    def _issues(self, header: Row, count: int) -> None:
        """The issues, from the headers of their position columns."""
        found = max((len(header.cells) - 3 + 1) // 2, 0)
        if count and found != count:
            message = f"line 1 says {count} issues, but the header has columns for {found}"
            hint = "write Actor,Description,Influence, then Position and Salience of each issue"
            self.faults.add(self.table, header.cell(0), message, hint)
        for place in range(found):
            cell = header.cell(3 + 2 * place)
            name = _TAIL.sub("", named(self.faults, self.table, cell, "the name of an issue"))
            name = name or cell.text
            if name in self.draft.lines:
                message = f"the issue {plain(name, 60)!r} stands here twice"
                self.faults.add(self.table, cell, message, "give each issue a name of its own")
            self.draft.lines[name] = Line(name, name)

    def _actor(self, row: Row) -> None:
        name = named(self.faults, self.table, row.cell(0), "the name of the actor")
        if name in self.draft.actors:
            message = f"the actor {plain(name, 60)!r} stands here twice"
            self.faults.add(self.table, row.cell(0), message, "keep one line")
            return
        self.draft.actors[name] = " ".join(row.cell(1).text.split()) or name
        of = f"of {plain(name, 40)}"
        clout = take(self.faults, self.table, row.cell(2), f"the influence {of}", 0)
        self.draft.clout[name] = clout
        wanted = 3 + 2 * len(self.draft.lines)
        for place, line in enumerate(self.draft.lines):
            where = f"{of} on {plain(line, 40)}"
            one, other = row.cell(3 + 2 * place), row.cell(4 + 2 * place)
            x = take(self.faults, self.table, one, f"the position {where}", 0, 100)
            s = take(self.faults, self.table, other, f"the salience {where}", 0, 100, shift=-2)
            self.draft.held[name, line] = (x, s, clout)
        if len(row.cells) > wanted:
            cell = row.cell(wanted)
            message = f"{len(row.cells) - wanted} more cells stand here than the header has"
            self.faults.add(self.table, cell, message, "remove them, or put a text in quotes")

    def _heavy(self) -> None:
        """Warn where the saliences of an actor add up to more than KTAB allows."""
        heavy = too_salient(self.draft.positions("", ""))
        if heavy:
            self.draft.remarks.append(("warning", f"KTAB's own rule: {_warning(heavy)}"))


def too_salient(positions: Positions) -> list[str]:
    """Whose saliences add up to more than 100 % over all issues, as KTAB does not want it?"""
    total = np.nansum(positions.salience[0], axis=1)
    return [name for name, sum_ in zip(positions.actors, total, strict=True) if sum_ > 1 + 1e-9]


def _warning(heavy: list[str]) -> str:
    return f"the saliences of {listed(heavy, 'and', 5)} add up to more than 100"


def write(model: Model) -> Written:
    """How are these positions written as a KTAB CSV file?

    Positions are stretched to 0 to 100 and saliences written 0 to 100. An actor without a position
    on an issue is put in the middle with salience 0, since KTAB has no empty cells; a salience of 0
    has no weight in its model.

    Raises
    ------
    TypeError
        For anything but positions.
    """
    if not isinstance(model, Positions):
        raise TypeError("KTAB holds positions only")
    lost: list[str] = []
    found, clout = prepared(model, lost)
    lines = found.lines
    description = told(model).get("description", "")
    rows: list[list[str | float]] = [
        [model.title or "positions", description, float(len(found.actors)), float(len(lines))],
        [
            *("Actor", "Description", "Influence"),
            *(f"{line.id} {what}" for line in lines for what in ("Position", "Salience")),
        ],
    ]
    for row, (actor, name) in enumerate(zip(found.actors, found.names, strict=True)):
        cells: list[str | float] = [actor, name, clout[row]]
        for column in range(len(lines)):
            cells.append(float(found.position[0, row, column]))
            cells.append(Figure(figure(found.salience[0, row, column], shift=2)))
        rows.append(cells)
    return Written({f"{stem(model.title)}.csv": written(rows)}, tuple(lost))


def prepared(model: Positions, lost: list[str]) -> tuple[Positions, list[float]]:
    """Positions as both of KTAB's formats hold them, with one clout an actor; says what is lost."""
    unheld(model, lost, frozenset({"names"}))
    found = stretched(single(model, lost))
    clout = one_clout(found, lost)
    absent = int((~found.present).sum())
    if absent:
        lost.append(f"{absent} places where an actor takes no position: written 50, salience 0")
        x = np.where(found.present, found.position, 50.0)
        found = replace(found, position=x, salience=np.where(found.present, found.salience, 0.0))
    heavy = too_salient(found)
    if heavy:
        lost.append(f"KTAB's own rule: {_warning(heavy)}")
    return found, clout


def _looks_like(head: str) -> bool:
    lines = [line for line in head.splitlines() if line.strip()]
    if len(lines) < 2:
        return False
    counts = re.search(r",\s*[0-9]+\s*,\s*[0-9]+\s*,?[,0-9]*\s*$", lines[0])
    return counts is not None and lines[1].lower().replace(" ", "").startswith("actor,descr")


FORMAT = Format(
    name="ktab-csv",
    title="KTAB spatial model of politics, CSV: actors with influence, positions, saliences",
    holds="positions",
    suffixes=(".csv",),
    read=read,
    write=write,
    looks_like=_looks_like,
)
