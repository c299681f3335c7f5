"""MACTOR: a matrix of actors and objectives, and who has influence on whom.

Rows are actors, columns objectives; a cell from -4 to 4 (in older files -3 to 3) says with its sign
whether an actor is for or against an objective and with its size how much it matters; 0 is neither.
An objective becomes a line from 0 (against) to 100 (for). The influences, a matrix of actors and
actors, stand below after an empty row, or beside in ``NAME_influence.csv``. Clout is the sum of an
actor's row without the diagonal: what he can do to all others. (MACTOR's own coefficient of
competitiveness is not used, since its definition could not be checked at a source.)
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from math import isnan
from pathlib import Path

import numpy as np

from detente.case.faults import plain
from detente.core.line import Line, Positions
from detente.neighbours.figures import Figure, figure, written
from detente.neighbours.form import Format, Model, Written
from detente.neighbours.lines import Draft, crowded, named, single, stem, told, unheld
from detente.neighbours.rows import Cell, Faults, Row, Rows, read_rows, take

_MARKS = ((0.0, "against"), (100.0, "for"))
_SCALE = re.compile(r"-\s*([1-9])\s*\.\.\s*\+?\1\b")
_SUMS = "row sums of the influence matrix, without the diagonal"


def read(path: Path) -> Positions:
    """Which positions are in this MACTOR matrix?

    Parameters
    ----------
    path
        The matrix of actors and objectives; ``NAME_influence.csv`` beside it is read too.

    Raises
    ------
    CaseErrors
        With every fault found, one message each.
    """
    beside = path.with_name(f"{re.sub('_objectives$', '', path.stem)}_influence{path.suffix}")
    other = read_rows(beside) if beside != path and beside.is_file() else None
    return parse(read_rows(path), path.name, other)


def parse(table: Rows, name: str = "mactor.csv", influence: Rows | None = None) -> Positions:
    r"""Which positions are in this matrix of actors and objectives?

    Examples
    --------
    >>> from detente.neighbours.rows import rows_of
    >>> found = parse(rows_of(
    ...     "actor -4..4,dam,toll\nAnn,4,-2\nBob,-3,0\n\n,Ann,Bob\nAnn,0,3\nBob,1,0\n"))
    >>> found.position[0].tolist(), found.salience[0].tolist(), found.clout[0, :, 0].tolist()
    ([[100.0, 0.0], [0.0, nan]], [[1.0, 0.5], [0.75, nan]], [3.0, 1.0])
    """
    return _Reader(table, name, influence).run()


class _Reader:
    """Reads one file, or two, and collects their faults."""

    def __init__(self, table: Rows, name: str, influence: Rows | None) -> None:
        self.table, self.name, self.other = table, name, influence
        self.faults = Faults()
        self.draft = Draft()

    def run(self) -> Positions:
        blocks = _blocks(self.table)
        first = blocks[0] if blocks else []
        corner = first[0].cell(0) if first else Cell("", 1, 1, 1, 1)
        objectives = self._header(first[0]) if first else []
        crowded(self.faults, self.table, corner, max(len(first) - 1, 0), len(objectives))
        self.faults.stop()
        self._matrix(first, objectives)
        self.faults.stop()
        block = (self.table, blocks[1]) if len(blocks) > 1 else None
        if self.other is not None:
            found = _blocks(self.other)
            block = (self.other, found[0] if found else [])
        if block is not None:
            self._influence(*block)
        else:
            self.draft.remarks.append(("clout", "equal"))
        for rows in blocks[2:]:
            message = "a third block of rows stands here"
            hint = "a file holds actors by objectives, and actors by actors"
            self.faults.add(self.table, rows[0].cell(0), message, hint)
        self.faults.stop()
        return self.draft.positions(Path(self.name).stem, f"{self.name} (MACTOR)")

    def _header(self, row: Row) -> list[str]:
        found: list[str] = []
        for column in range(1, len(row.cells)):
            name = named(self.faults, self.table, row.cell(column), "the name of an objective")
            if name in self.draft.lines:
                message = f"the objective {plain(name, 60)!r} stands here twice"
                self.faults.add(self.table, row.cell(column), message, "keep one column")
            found.append(name)
            self.draft.lines[name] = Line(name, name, marks=_MARKS)
        return found

    def _matrix(self, rows: list[Row], objectives: list[str]) -> None:
        cells: dict[tuple[str, str], float] = {}
        scale = _SCALE.search(rows[0].cell(0).text)
        most = int(scale[1]) if scale is not None else 4
        for row in rows[1:]:
            name = named(self.faults, self.table, row.cell(0), "the name of an actor")
            if name in self.draft.actors:
                message = f"the actor {plain(name, 60)!r} stands here twice"
                self.faults.add(self.table, row.cell(0), message, "keep one row")
            self.draft.actors[name] = name
            self._long(self.table, row, len(objectives) + 1)
            for column, objective in enumerate(objectives, 1):
                what = f"the valuation of {plain(objective, 40)} by {plain(name, 40)}"
                cell = row.cell(column)
                value = take(self.faults, self.table, cell, what, -most, most)
                cells[name, objective] = value
        if scale is None and all(abs(value) <= 3 for value in cells.values()):
            most = 3
        self.draft.remarks.append(("scale", f"-{most}..{most}"))
        for key, value in cells.items():
            if value and not isnan(value):
                self.draft.held[key] = (100.0 if value > 0 else 0.0, abs(value) / most, 1.0)

    def _long(self, table: Rows, row: Row, wanted: int) -> None:
        if len(row.cells) > wanted:
            message = "more cells stand in this row than in the header"
            self.faults.add(table, row.cell(wanted), message, "remove them")

    def _influence(self, table: Rows, rows: list[Row]) -> None:
        actors = list(self.draft.actors)
        header = [" ".join(cell.text.split()) for cell in rows[0].cells[1:]] if rows else []
        if header != actors:
            cell = rows[0].cell(1) if rows else Cell("", 1, 1, 1, 1)
            message = "the columns of the influences are not the actors, in their order"
            self.faults.add(table, cell, message, f"write ,{','.join(actors[:8])}")
            return
        found = np.zeros((len(actors), len(actors)))
        for row in rows[1:]:
            name = " ".join(row.cell(0).text.split())
            if name not in self.draft.actors or name in self.draft.clout:
                known = name in self.draft.clout
                message = f"{plain(name, 60)!r} stands here twice" if known else ""
                message = message or f"there is no actor {plain(name, 60)!r} in the first matrix"
                self.faults.add(table, row.cell(0), message, "write each actor once")
                continue
            self._long(table, row, len(actors) + 1)
            at = actors.index(name)
            for column, other in enumerate(actors):
                if column == at and not row.cell(column + 1).text:
                    continue
                what = f"the influence of {plain(name, 40)} on {plain(other, 40)}"
                found[at, column] = take(self.faults, table, row.cell(column + 1), what, 0)
            self.draft.clout[name] = float(found[at].sum() - found[at, at])
        absent = [name for name in actors if name not in self.draft.clout]
        if absent and not self.faults.found:
            message = f"the influences of {plain(absent[0], 60)!r} are missing"
            self.faults.add(table, rows[0].cell(0), message, "write a row for every actor")
        for (name, objective), (x, s, _) in self.draft.held.items():
            self.draft.held[name, objective] = (x, s, self.draft.clout.get(name, 1.0))
        self.draft.remarks.append(("clout", _SUMS))
        self.draft.remarks.append(("influence", json.dumps(found.tolist())))


def _blocks(table: Rows) -> list[list[Row]]:
    """The rows, parted where an empty one stands."""
    found: list[list[Row]] = []
    open_ = False
    for row in table.rows:
        if row.cells and open_:
            found[-1].append(row)
        elif row.cells:
            found.append([row])
        open_ = bool(row.cells)
    return found


def write(model: Model) -> Written:
    """How are these positions written as a MACTOR matrix?

    The side of the middle an actor stands on is the sign, his salience the size, rounded to whole
    steps; influences are written where they were read from such a file.

    Raises
    ------
    TypeError
        For anything but positions.
    """
    if not isinstance(model, Positions):
        raise TypeError("MACTOR holds positions only")
    lost: list[str] = []
    if any(line.marks not in {(), _MARKS} for line in model.lines):
        unheld(model, lost, frozenset())
    else:
        plain_lines = tuple(replace(line, marks=()) for line in model.lines)
        unheld(replace(model, lines=plain_lines), lost, frozenset())
    found = single(model, lost)
    remarks = told(model)
    scale = _SCALE.search(remarks.get("scale", ""))
    most = int(scale[1]) if scale is not None else 4
    rows: list[list[str | float]] = [[f"actor -{most}..{most}", *(line.id for line in found.lines)]]
    between = middle = rounded = 0
    for row, actor in enumerate(found.actors):
        cells: list[str | float] = [actor]
        for column, line in enumerate(found.lines):
            if not found.present[row, column]:
                cells.append(0.0)
                continue
            x = float(found.position[0, row, column])
            size = float(found.salience[0, row, column]) * most
            side = np.sign(x - (line.low + line.high) / 2)
            between += x not in {line.low, line.high}
            middle += side == 0
            rounded += bool(abs(size - round(size)) > 1e-9)
            cells.append(Figure(figure(float(side) * round(size))))
        rows.append(cells)
    for count, words in (
        (between, "positions between the ends of a scale: written as for or against"),
        (middle, "positions in the very middle: written 0, which is no position"),
        (rounded, f"saliences that are no whole steps of {most}: rounded"),
    ):
        if count:
            lost.append(f"{count} {words}")
    text = written(rows) + _influences(found, remarks, lost)
    return Written({f"{stem(model.title)}.csv": text}, tuple(lost))


def _influences(found: Positions, remarks: object, lost: list[str]) -> str:
    """The influences as read, if they still are what the clout comes from."""
    assert isinstance(remarks, dict)
    try:
        matrix = np.array(json.loads(remarks.get("influence", "[]")), dtype=np.float64)
    except (ValueError, TypeError):
        matrix = np.zeros(0)
    count = len(found.actors)
    if matrix.shape == (count, count):
        sums = matrix.sum(axis=1) - np.diag(matrix)
        if np.array_equal(np.broadcast_to(sums[:, None], found.clout[0].shape), found.clout[0]):
            rows: list[list[str | float]] = [["", *found.actors]]
            for name, row in zip(found.actors, matrix.tolist(), strict=True):
                rows.append([name, *row])
            return "\n" + written(rows)
    if remarks.get("clout") != "equal":
        lost.append("the clout of the actors: MACTOR has influences of one on another instead")
    return ""


def _looks_like(head: str) -> bool:
    first = next((line for line in head.splitlines() if line.strip()), "")
    return _SCALE.search(re.split(r"[,;\t]", first)[0]) is not None


FORMAT = Format(
    name="mactor",
    title="MACTOR: matrix of actors and objectives (-4 to 4), with influences if there are any",
    holds="positions",
    suffixes=(".csv",),
    read=read,
    write=write,
    looks_like=_looks_like,
)
