"""Tables of text from strangers (CSV), read with care: every cell knows where it stands.

The delimiter (comma, semicolon or tab) and the encoding (UTF-8 or Windows-1252) are found out;
size, cells and characters are limited; nothing in a cell is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import nan
from pathlib import Path

from detente.case.faults import CaseErrors, Fault, plain, snippet
from detente.case.text import FORBIDDEN, Text, character, read_bytes
from detente.neighbours.figures import number, two_ways, unguarded

LARGEST = 20_000_000
MOST_CELLS = 500_000
LONGEST_CELL = 10_000
MOST_FAULTS = 100

_SAVE = "save the file as CSV in UTF-8"
_QUOTED = re.compile(r' *"([^"]*(?:""[^"]*)*)" *')


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell, without blanks around it, and where.

    Attributes
    ----------
    text : str
    row, column : int
        Where in the table, counted from 1 as in a spreadsheet.
    line, col : int
        Where in the text of the file, counted from 1.
    """

    text: str
    row: int
    column: int
    line: int
    col: int

    @property
    def address(self) -> str:
        """The cell's name in a spreadsheet, such as ``B7``."""
        return f"{letters(self.column)}{self.row}"


def letters(column: int) -> str:
    """What is a column (from 1) called in a spreadsheet?

    Examples
    --------
    >>> letters(2), letters(28)
    ('B', 'AB')
    """
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells without the empty ones at the end, and the place where it ends."""

    cells: tuple[Cell, ...]
    number: int
    line: int
    end: int

    def cell(self, column: int) -> Cell:
        """The cell in a column (from 0); an empty one at the end of the row where there is none."""
        if column < len(self.cells):
            return self.cells[column]
        return Cell("", self.number, column + 1, self.line, self.end)

    @property
    def filled(self) -> list[Cell]:
        """The cells that are not empty."""
        return [cell for cell in self.cells if cell.text]


@dataclass(frozen=True)
class Rows:
    """A table: the rows of a file, or of one sheet of it.

    Attributes
    ----------
    file : str
    rows : tuple of Row
        Empty rows too, so that their numbers are those a spreadsheet shows.
    delimiter : str
        What stands between the cells; empty in a sheet.
    source : Text, optional
        The text of the file, to show a line of it.
    sheet : str
        The name of the sheet; empty in a CSV file.
    """

    file: str
    rows: tuple[Row, ...]
    delimiter: str = ""
    source: Text | None = None
    sheet: str = ""

    @property
    def filled(self) -> list[Row]:
        """The rows in which something stands."""
        return [row for row in self.rows if row.cells]

    def fault(self, cell: Cell, message: str, hint: str = "") -> Fault:
        """A fault at a cell."""
        if self.source is None:
            shown = f"    {cell.address}: {plain(cell.text, 80)}" if cell.text else ""
        else:
            shown = snippet(self.source.line(cell.line), cell.col)
        message, hint = plain(message, 1000), plain(hint, 1000)
        return Fault(self.file, cell.line, cell.col, message, hint, shown)


class Faults:
    """Collects the faults of a file, so that all are told at once (the first hundred of them)."""

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self.more = 0

    def add(self, table: Rows, cell: Cell, message: str, hint: str = "") -> None:
        """One more fault, at a cell."""
        if len(self.found) < MOST_FAULTS:
            self.found.append(table.fault(cell, message, hint))
        else:
            self.more += 1

    def take(self, fault: Fault) -> None:
        """One more fault."""
        if len(self.found) < MOST_FAULTS:
            self.found.append(fault)
        else:
            self.more += 1

    def stop(self) -> None:
        """Raise `CaseErrors` with everything found, if there is anything."""
        if self.found:
            found = sorted(set(self.found), key=lambda f: (f.file, f.line, f.col, f.message))
            if self.more:
                last = found[-1]
                found.append(Fault(last.file, last.line, last.col, f"and {self.more} more faults"))
            raise CaseErrors(found)


# --- reading ---


def read_rows(path: Path, delimiter: str = "") -> Rows:
    """What stands in this CSV file?

    Parameters
    ----------
    path
        A file of at most 20 MB, half a million cells, 10,000 characters a cell.
    delimiter
        Comma, semicolon or tab; found out where it is left empty.

    Raises
    ------
    CaseErrors
        Where it cannot be read as a table.
    """
    return rows_of(text_of(path), str(path), delimiter)


def text_of(path: Path) -> str:
    """The text of a table file: UTF-8 or Windows-1252, without control characters."""
    try:
        data = read_bytes(path, LARGEST, "a table")
    except CaseErrors as errors:
        raise CaseErrors(
            Fault(f.file, f.line, f.col, f.message, "name a file that is there" * bool(f.hint))
            for f in errors.faults
        ) from None
    return _decoded(data, str(path))


def _decoded(data: bytes, file: str) -> str:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise CaseErrors([Fault(file, 1, 1, "this file is UTF-16, not UTF-8", _SAVE)])
    if data[:4] == b"PK\x03\x04":
        message = "this is a workbook or a zip file, not a text"
        raise CaseErrors([Fault(file, 1, 1, message, "give the file the ending .xlsx")])
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        content = body.decode("utf-8")
    except UnicodeDecodeError as error:
        try:
            content = body.decode("cp1252")
        except UnicodeDecodeError:
            sound = body[: error.start].decode("utf-8", "replace")
            message = f"byte 0x{body[error.start]:02x} is not UTF-8 text"
            raise CaseErrors([Text(file, sound).fault(len(sound), message, _SAVE)]) from None
    found = FORBIDDEN.search(content)
    if found is not None:
        message = f"{character(found[0])} cannot stand in a table"
        raise CaseErrors([Text(file, content).fault(found.start(), message, "remove it")])
    return content


def rows_of(content: str, file: str = "table.csv", delimiter: str = "") -> Rows:
    r"""What stands in this CSV text?

    Examples
    --------
    >>> found = rows_of('actor;position\nA;"1;5"\n')
    >>> found.delimiter, [[cell.text for cell in row.cells] for row in found.rows]
    (';', [['actor', 'position'], ['A', '1;5']])
    """
    delimiter = delimiter or delimiter_of(content)
    source = Text(file, content)
    return Rows(file, tuple(_Splitter(source, delimiter).rows()), delimiter, source)


def delimiter_of(content: str) -> str:
    r"""Which delimiter does this text have? Looks at its first lines, outside quotation marks.

    Examples
    --------
    >>> delimiter_of("actor;position\nA;12,5\nB;7,25\n")
    ';'
    """
    bare = re.sub(r'"[^"\n]*"', "", content[:20_000])
    lines = [line for line in bare.splitlines()[:30] if line.strip()]
    best, most = ",", 0.0
    for sign in "\t;,":
        counts = [line.count(sign) for line in lines]
        filled = [count for count in counts if count]
        if not filled:
            continue
        common = max(filled.count(one) for one in set(filled))
        score = (len(filled) + common) / len(counts)
        if score > most + 0.1:
            best, most = sign, score
    return best


class _Splitter:
    """Splits a text into rows and cells, and remembers where each begins."""

    def __init__(self, source: Text, delimiter: str) -> None:
        self.source = source
        self.content = source.content
        self.delimiter = delimiter
        self.bare = re.compile(rf"[^{delimiter}\r\n]*")
        self.line = 1
        self.start = 0
        self.count = 0

    def rows(self) -> Iterator[Row]:
        at, number, content = 0, 0, self.content
        while at < len(content):
            number += 1
            cells: list[Cell] = []
            while True:
                place = (self.line, at - self.start + 1)
                text, at = self._field(at)
                cells.append(Cell(unguarded(text.strip()), number, len(cells) + 1, *place))
                self._limit(at)
                if at >= len(content) or content[at] != self.delimiter:
                    break
                at += 1
            end = Row((), number, self.line, at - self.start + 1)
            while cells and not cells[-1].text:
                cells.pop()
            yield Row(tuple(cells), number, end.line, end.end)
            if at < len(content):
                at += 2 if content.startswith("\r\n", at) else 1
                self.line, self.start = self.line + 1, at

    def _limit(self, at: int) -> None:
        self.count += 1
        if self.count > MOST_CELLS:
            raise CaseErrors([self.source.fault(at, f"a table has at most {MOST_CELLS:,} cells")])

    def _field(self, at: int) -> tuple[str, int]:
        bare = self.bare.match(self.content, at)
        assert bare is not None
        if not bare[0].lstrip(" ").startswith('"'):
            if len(bare[0]) > LONGEST_CELL:
                raise self._refuse(at, f"a cell has at most {LONGEST_CELL:,} characters", "")
            return bare[0], bare.end()
        found = _QUOTED.match(self.content, at)
        if found is None:
            raise self._refuse(at, "a quotation mark opened here is never closed", "close it")
        after = self.content[found.end() : found.end() + 1]
        if after not in {"", "\r", "\n", self.delimiter}:
            hint = 'write a quotation mark inside a quoted text twice: ""'
            raise self._refuse(found.end(), "text stands after the closing quotation mark", hint)
        if len(found[1]) > LONGEST_CELL:
            raise self._refuse(at, f"a cell has at most {LONGEST_CELL:,} characters", "")
        for end in re.finditer(r"\r\n|\n|\r", found[0]):
            self.line, self.start = self.line + 1, found.start() + end.end()
        return found[1].replace('""', '"'), found.end()

    def _refuse(self, at: int, message: str, hint: str) -> CaseErrors:
        return CaseErrors([self.source.fault(at, message, hint)])


def take(
    faults: Faults,
    table: Rows,
    cell: Cell,
    what: str,
    low: float | None = None,
    high: float | None = None,
    shift: int = 0,
) -> float:
    """The number in a cell; NaN, and a fault, where none within `low` to `high` stands there.

    `what` says what it should be, as in "the salience of Ann"; the bounds are in the file's units.
    """
    bounds = f"a number from {low or 0:g} to {high:g}" if high is not None else "a number"
    if high is None and low is not None:
        bounds = f"a number of at least {low:g}"
    if not cell.text:
        faults.add(table, cell, f"{what} is missing", f"write {bounds}")
        return nan
    found = number(cell.text)
    if found is None:
        hint = f"write {bounds}"
        if two_ways(cell.text):
            joined, point = cell.text.replace(",", ""), cell.text.replace(",", ".")
            hint = f"write {joined} or {point}: the comma can be read in two ways"
        faults.add(table, cell, f"{what} is {plain(cell.text, 40)!r}, not a number", hint)
        return nan
    if (low is not None and found < low) or (high is not None and found > high):
        faults.add(table, cell, f"{what} is {plain(cell.text, 40)}", f"write {bounds}")
        return nan
    return found if not shift else number(cell.text, shift) or 0.0
