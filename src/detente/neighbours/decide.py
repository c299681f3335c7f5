"""Decide and the exchange model: actors, points of decision, meanings of the scale, positions.

The text form has a tag at the beginning of each line: ``#A`` an actor (key, name), ``#P`` a point
of decision (key, name), ``#M`` the meaning of a point on its scale (issue, position, words), ``#D``
a position (actor, issue, position, salience 0 to 1, power); ``#/``, ``#0`` and ``#O`` are comments
(documentation of the program decide-exchange-model). The ends of a scale are its lowest and highest
meaning, or 0 and 100 where it has none. The same can stand in tables: see
:mod:`detente.neighbours.decide_tables`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import isnan
from pathlib import Path

from detente.case.faults import CaseErrors, Fault, plain
from detente.core.line import Line, Positions
from detente.neighbours.decide_tables import SECTION, read_tables
from detente.neighbours.figures import Figure, figure, written
from detente.neighbours.form import Format, Model, Written
from detente.neighbours.lines import (
    MOST_ACTORS,
    MOST_LINES,
    Draft,
    crowded,
    named,
    single,
    stem,
    told,
    unheld,
)
from detente.neighbours.rows import Faults, Row, Rows, rows_of, take, text_of

_END = "(end of the scale)"
_COMMENTS = ("#/", "#0", "#O")
_LINES = {
    "#A": "#A;key;name",
    "#P": "#P;key;name",
    "#M": "#M;issue;position;meaning",
    "#D": "#D;actor;issue;position;salience;power",
}


def read(path: Path) -> Positions:
    """Which positions are in this Decide file, table, or folder of tables?

    Parameters
    ----------
    path
        A text with tags; or a CSV with the columns actor, issue, position, salience, power, beside
        which ``…_actors.csv``, ``…_issues.csv`` and ``…_scales.csv`` are read where they are; or a
        folder with one such table.

    Raises
    ------
    CaseErrors
        With every fault found, one message each.
    """
    if _folder(path):
        return read_tables(_table_in(path))
    content = text_of(path)
    if _tagged(content):
        return parse(rows_of(content, str(path)), path.name)
    return read_tables(path)


def _folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _table_in(folder: Path) -> Path:
    try:
        found = sorted(p for p in folder.iterdir() if p.name.lower().endswith("positions.csv"))
    except OSError:
        found = []
    if len(found) != 1:
        message = "no file of positions is in this folder"
        hint = "it should be called NAME_positions.csv"
        if found:
            message = f"{len(found)} files of positions are in this folder"
            hint = f"name one of them, such as {plain(found[0].name, 60)}"
        raise CaseErrors([Fault(str(folder), 1, 1, message, hint)])
    return found[0]


def _tagged(content: str) -> bool:
    first = next((line for line in content.splitlines() if line.strip()), "")
    return first.lstrip().startswith(("#", '"#'))


def parse(table: Rows, name: str = "decide.txt") -> Positions:
    """Which positions are in these tagged lines?

    Examples
    --------
    >>> found = parse(rows_of('''#A;USA;United States
    ... #P;ld;Loss and damage
    ... #M;ld;0;no mention
    ... #M;ld;100;a compensation regime
    ... #D;USA;ld;20;0.5;1
    ... '''))
    >>> found.names, found.lines[0].marks, found.position.tolist()
    (('United States',), ((0.0, 'no mention'), (100.0, 'a compensation regime')), [[[20.0]]])
    """
    return _Reader(table, name).run()


class _Reader:
    """Reads one file of tagged lines and collects its faults."""

    def __init__(self, table: Rows, name: str) -> None:
        self.table, self.name = table, name
        self.faults = Faults()
        self.draft = Draft()
        self.marks: dict[str, dict[float, str]] = {}

    def run(self) -> Positions:
        by_tag: dict[str, list[Row]] = {tag: [] for tag in _LINES}
        for row in self.table.filled:
            tag = row.cell(0).text
            if tag in by_tag:
                by_tag[tag].append(row)
            elif not tag.startswith(_COMMENTS):
                self._strange(row)
        self.faults.stop()
        first = self.table.rows[0] if self.table.rows else Row((), 1, 1, 1)
        crowded(self.faults, self.table, first.cell(0), len(by_tag["#A"]), len(by_tag["#P"]))
        if len(by_tag["#A"]) > MOST_ACTORS or len(by_tag["#P"]) > MOST_LINES:
            self.faults.stop()
        for row in by_tag["#A"]:
            key, words = self._entry(row, "actor")
            self._once(row, "actor", key, self.draft.actors)
            self.draft.actors[key] = words
        for row in by_tag["#P"]:
            key, words = self._entry(row, "issue")
            self._once(row, "issue", key, self.draft.lines)
            self.draft.lines[key] = Line(key, words)
        for row in by_tag["#M"]:
            self._mark(row)
        self._scales()
        for row in by_tag["#D"]:
            self._position(row)
        if not by_tag["#D"]:
            self.faults.add(self.table, first.cell(0), "there is no position", _LINES["#D"])
        self.faults.stop()
        self._notes()
        title = told(self.draft.positions("", "")).get("title", "") or Path(self.name).stem
        return self.draft.positions(title, f"{self.name} (Decide)")

    def _notes(self) -> None:
        for row in self.table.filled:
            if row.cell(0).text == "#/" and row.cell(1).text == "title":
                self.draft.remarks.append(("title", row.cell(2).text))

    def _strange(self, row: Row) -> None:
        message = f"{plain(row.cell(0).text, 40)!r} is no tag of Decide"
        hint = "begin the line with #A, #P, #M or #D; with #/ it is a comment"
        self.faults.add(self.table, row.cell(0), message, hint)

    def _entry(self, row: Row, what: str) -> tuple[str, str]:
        key = named(self.faults, self.table, row.cell(1), f"the key of the {what}")
        return key, " ".join(row.cell(2).text.split()) or key

    def _once(self, row: Row, what: str, key: str, known: object) -> None:
        assert isinstance(known, dict)
        if key in known:
            message = f"the {what} {plain(key, 60)!r} stands here twice"
            self.faults.add(self.table, row.cell(1), message, "keep one line")

    def _known(self, row: Row, column: int, what: str, tag: str) -> str | None:
        cell = row.cell(column)
        key = " ".join(cell.text.split())
        if key in (self.draft.actors if what == "actor" else self.draft.lines):
            return key
        message = f"there is no {what} {plain(key, 60)!r}" if key else f"the {what} is missing"
        hint = f"write its key as a line {_LINES[tag]} has it" if key else ""
        self.faults.add(self.table, cell, message, hint)
        return None

    def _mark(self, row: Row) -> None:
        issue = self._known(row, 1, "issue", "#P")
        on = f"on {plain(issue, 40)}" if issue else "here"
        x = take(self.faults, self.table, row.cell(2), f"the position of a meaning {on}")
        if issue is None or isnan(x):
            return
        marks = self.marks.setdefault(issue, {})
        if x in marks:
            message = f"position {figure(x)} {on} has two meanings"
            self.faults.add(self.table, row.cell(2), message, "keep one")
        marks[x] = " ".join(row.cell(3).text.split())

    def _scales(self) -> None:
        for issue, marks in self.marks.items():
            low, high = (min(marks), max(marks)) if len(marks) > 1 else (0.0, 100.0)
            low, high = min(low, *marks), max(high, *marks)
            words = tuple((x, marks[x]) for x in sorted(marks) if marks[x] not in {"", _END})
            line = replace(self.draft.lines[issue], low=low, high=high, marks=words)
            self.draft.lines[issue] = line

    def _position(self, row: Row) -> None:
        actor = self._known(row, 1, "actor", "#A")
        issue = self._known(row, 2, "issue", "#P")
        of = f"of {plain(actor or '?', 40)} on {plain(issue or '?', 40)}"
        line = self.draft.lines[issue] if issue is not None else Line("", low=-1e300, high=1e300)
        low, high = (line.low, line.high) if issue is not None else (None, None)
        x = take(self.faults, self.table, row.cell(3), f"the position {of}", low, high)
        s = take(self.faults, self.table, row.cell(4), f"the salience {of}", 0, 1)
        c = take(self.faults, self.table, row.cell(5), f"the power {of}", 0)
        if actor is None or issue is None:
            return
        if (actor, issue) in self.draft.held:
            message = f"the position {of} stands here twice"
            self.faults.add(self.table, row.cell(1), message, "keep one line")
        self.draft.held[actor, issue] = (x, s, c)


def write(model: Model) -> Written:
    """How are these positions written in Decide's text form?

    With semicolons, as Decide has them. Power is written for each actor and issue; where some is
    larger than 1, all are divided by the largest, since Decide takes 0 to 1.

    Raises
    ------
    TypeError
        For anything but positions.
    """
    if not isinstance(model, Positions):
        raise TypeError("Decide holds positions only")
    lost: list[str] = []
    unheld(model, lost, frozenset({"marks", "ends", "names", "issues"}))
    found = single(model, lost)
    most = float(found.clout[0][found.present].max(initial=0.0))
    if most > 1:
        lost.append(f"the unit of power: divided by {figure(most)}, as Decide takes 0 to 1")
    rows: list[list[str | float]] = []
    if model.title:
        rows.append([Figure("#/"), "title", model.title])
    rows += [[Figure("#A"), a, n] for a, n in zip(found.actors, found.names, strict=True)]
    rows += [[Figure("#P"), line.id, line.name or line.id] for line in found.lines]
    for line in found.lines:
        rows += [[Figure("#M"), line.id, x, words] for x, words in _meanings(line)]
    for row, actor in enumerate(found.actors):
        for column, line in enumerate(found.lines):
            if found.present[row, column]:
                at = (0, row, column)
                power = float(found.clout[at]) / max(most, 1.0)
                x, s = float(found.position[at]), float(found.salience[at])
                rows.append([Figure("#D"), actor, line.id, x, s, power])
    return Written({f"{stem(model.title)}.csv": written(rows, ";")}, tuple(lost))


def _meanings(line: Line) -> list[tuple[float, str]]:
    """The marks of a line, with its ends where they are not marked."""
    marks = dict(line.marks)
    if len(marks) != 0 or (line.low, line.high) != (0.0, 100.0):
        for end in (line.low, line.high):
            marks.setdefault(end, _END)
    return sorted(marks.items())


def _looks_like(head: str) -> bool:
    if re.search(r'^\s*"?#[APMD]"?\s*[;,\t]', head, re.MULTILINE):
        return True
    first = next((line for line in head.splitlines() if line.strip()), "").lower()
    return set(SECTION) <= {word.strip(' "\ufeff') for word in re.split(r"[,;\t]", first)}


FORMAT = Format(
    name="decide",
    title="Decide / exchange model: tagged lines, or tables of actors, issues, scales, positions",
    holds="positions",
    suffixes=(".csv", ".txt"),
    read=read,
    write=write,
    looks_like=_looks_like,
)
