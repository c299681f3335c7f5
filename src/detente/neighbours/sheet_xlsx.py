"""XLSX workbooks, read with care and written so that nothing in them is run.

A workbook is a zip file of XML. Before openpyxl sees it, its members are counted and measured, and
none may have a document type. Formulas are not computed: the value that was last shown counts.
Links to other files are not followed, macros are not run.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any
from xml.parsers import expat

from detente.case.faults import CaseErrors, Fault, plain
from detente.case.text import FORBIDDEN, character, read_bytes
from detente.neighbours.figures import figure, guarded, unguarded
from detente.neighbours.rows import LONGEST_CELL, MOST_CELLS, Cell, Faults, Row, Rows
from detente.neighbours.sheet_write import Sheet

LARGEST = 20_000_000
LARGEST_INSIDE = 50_000_000
MOST_MEMBERS = 1000
MOST_ROWS = 100_000
MOST_SHEETS = 50
_RATIO = 200
_SMALL = 1_000_000
_STAMP = (1980, 1, 1, 0, 0, 0)
_INSTALL = "pip install 'detente[sheets]'"
_SAVE = "save it anew as .xlsx, or as CSV"


def read_sheets(path: Path) -> list[Rows]:
    """Which sheets are in this workbook, as last shown?

    Raises
    ------
    CaseErrors
        Where it is no workbook, too large, made to do harm, or has formulas without values; and
        where openpyxl is not installed, with what to install.
    """
    data = _bytes(path)
    _inspect(data, str(path))
    openpyxl = _openpyxl(str(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shown = _open(openpyxl, data, values=True)
            formulas = _open(openpyxl, data, values=False)
            return _sheets(shown, formulas, str(path))
    except CaseErrors:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl fails in many ways on a broken workbook
        said = plain(str(error) or type(error).__name__, 80)
        raise CaseErrors([_fault(str(path), f"this workbook cannot be read: {said}")]) from None


def _bytes(path: Path) -> bytes:
    try:
        return read_bytes(path, LARGEST, "a workbook")
    except CaseErrors as errors:
        raise CaseErrors(Fault(f.file, f.line, f.col, f.message) for f in errors.faults) from None


def _fault(file: str, message: str, hint: str = _SAVE) -> Fault:
    return Fault(file, 1, 1, message, hint)


def _openpyxl(file: str) -> Any:
    try:
        import openpyxl
    except ImportError:
        message = "reading XLSX needs openpyxl, which is not installed"
        raise CaseErrors([_fault(file, message, f"run {_INSTALL}, or save as CSV")]) from None
    return openpyxl


def _open(openpyxl: Any, data: bytes, *, values: bool) -> Any:
    return openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=values, keep_links=False, keep_vba=False
    )


# --- before opening ---


def _inspect(data: bytes, file: str) -> None:
    """Refuse what is no workbook, or one made to fill the memory or to reach other files."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        message = "this workbook is an old .xls file, or locked with a password"
        raise CaseErrors([_fault(file, message, "save it as .xlsx, without a password")])
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            fault = _measured(found, file) or _searched(found, file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        fault = _fault(file, "this is no XLSX workbook")
    if fault is not None:
        raise CaseErrors([fault])


def _measured(found: zipfile.ZipFile, file: str) -> Fault | None:
    members = found.infolist()
    if len(members) > MOST_MEMBERS:
        return _fault(file, f"this workbook has {len(members)} parts, more than {MOST_MEMBERS}")
    total = sum(member.file_size for member in members)
    if total > LARGEST_INSIDE:
        most = LARGEST_INSIDE // 1_000_000
        return _fault(file, f"unpacked this workbook takes {total // 1_000_000} MB, not {most}")
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        return _fault(file, "two parts of this workbook have the same name")
    for member in members:
        name = plain(member.filename, 60)
        parts = re.split(r"[\\/]", member.filename)
        if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in member.filename:
            return _fault(file, f"a part of this workbook is called {name!r}, a way out of it")
        large = member.file_size > _SMALL
        if large and member.file_size > _RATIO * max(member.compress_size, 1):
            return _fault(file, f"{name!r} unpacks to more than {_RATIO} times its size")
    if "[Content_Types].xml" not in names:
        return _fault(file, "this zip file is no XLSX workbook")
    return None


def _searched(found: zipfile.ZipFile, file: str) -> Fault | None:
    """Look for a document type, or an encoding that could hide one, in every XML part."""
    for member in found.infolist():
        if member.filename.lower().endswith((".xml", ".rels", ".vml")):
            message = _xml_trouble(found.read(member))
            if message:
                return _fault(file, f"{plain(member.filename, 60)!r} in this workbook {message}")
    return None


def _xml_trouble(data: bytes) -> str:
    trouble: list[str] = []
    parser = expat.ParserCreate()

    def doctype(*_: object) -> None:
        trouble.append("has a document type (<!DOCTYPE …>), which is not read")

    def declared(_: object, encoding: str | None, __: object) -> None:
        if (encoding or "utf-8").lower() not in {"utf-8", "us-ascii", "utf-16"}:
            trouble.append(f"is written in {plain(str(encoding), 20)}, not UTF-8")

    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declared
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        return trouble[0] if trouble else "is not sound XML"
    return trouble[0] if trouble else ""


# --- cells ---


def _sheets(shown: Any, formulas: Any, file: str) -> list[Rows]:
    if len(shown.worksheets) > MOST_SHEETS:
        raise CaseErrors([_fault(file, f"a workbook has at most {MOST_SHEETS} sheets")])
    faults = Faults()
    budget = [MOST_CELLS]
    found = []
    for sheet, other in zip(shown.worksheets, formulas.worksheets, strict=True):
        title = plain(str(sheet.title), 40)
        rows = list(_rows(sheet, title, file, faults, budget))
        table = Rows(file, tuple(rows), sheet=title)
        _empty_formulas(other, table, faults)
        found.append(table)
    faults.stop()
    if not found:
        raise CaseErrors([_fault(file, "no sheet is in this workbook")])
    return found


def _walk(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    # What the file says of its own size is not believed.
    sheet.reset_dimensions()
    yield from enumerate(sheet.iter_rows(), 1)


def _rows(sheet: Any, title: str, file: str, faults: Faults, budget: list[int]) -> Iterator[Row]:
    for number, cells in _walk(sheet):
        budget[0] -= len(cells) + 1
        if number > MOST_ROWS or budget[0] < 0:
            most = f"{MOST_ROWS:,} rows and {MOST_CELLS:,} cells"
            raise CaseErrors([_fault(file, f"sheet {title!r} has more than {most}")])
        row = []
        for column, cell in enumerate(cells, 1):
            text = _text(cell)
            made = Cell(unguarded(text.strip()), number, column, number, column)
            bad = FORBIDDEN.search(text)
            if bad is not None or len(text) > LONGEST_CELL:
                what = f"{LONGEST_CELL:,} characters are the most for a cell"
                what = f"{character(bad[0])} cannot stand in a table" if bad is not None else what
                where = f"sheet {title!r}, cell {made.address}"
                faults.take(Fault(file, number, column, f"{where}: {what}", "shorten the text"))
                made = Cell("", number, column, number, column)
            row.append(made)
        while row and not row[-1].text:
            row.pop()
        yield Row(tuple(row), number, number, len(row) + 1)


def _text(cell: Any) -> str:
    """What a cell shows, as text: numbers exact, per cent as per cent, dates as 2019-06-28."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if "%" in str(cell.number_format or ""):
            return f"{figure(float(round(Decimal(repr(float(value))).scaleb(2), 12)))}%"
        text = figure(float(value)) if isfinite(value) else "nan"
        # Four decimals: three could be taken for thousands in a file with decimal commas.
        return f"{text}0" if text[-4:-3] == "." else text
    if isinstance(value, datetime | date | time | timedelta):
        return value.isoformat() if not isinstance(value, timedelta) else str(value)
    return str(value)


def _empty_formulas(sheet: Any, table: Rows, faults: Faults) -> None:
    """A formula of which the file holds no value is a fault: nothing is computed here."""
    known = {(cell.row, cell.column) for row in table.rows for cell in row.filled}
    for number, cells in _walk(sheet):
        for column, cell in enumerate(cells, 1):
            if getattr(cell, "data_type", "") == "f" and (number, column) not in known:
                made = Cell("", number, column, number, column)
                where = f"sheet {table.sheet!r}, cell {made.address}"
                message = f"{where}: a formula without a value"
                faults.add(table, made, message, "open and save it in a spreadsheet, or write it")


# --- writing ---


def workbook(found: Mapping[str, Sheet]) -> bytes:
    """The sheets as one XLSX workbook; the same sheets always give the same bytes.

    Raises
    ------
    ImportError
        Where openpyxl is not installed.
    """
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in found.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                if value == "":
                    continue
                cell = sheet.cell(row=number, column=column)
                if isinstance(value, str):
                    cell.value = guarded(value)
                    cell.data_type = "s"
                else:
                    cell.value = value
    stream = io.BytesIO()
    book.save(stream)
    return _stamped(stream.getvalue())


def _stamped(data: bytes) -> bytes:
    """The same workbook without the time at which it was written."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for member in old.infolist():
            body = old.read(member)
            if member.filename == "docProps/core.xml":
                body = re.sub(
                    rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z", b"1980-01-01T00:00:00Z", body
                )
            info = zipfile.ZipInfo(member.filename, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, body)
    return result.getvalue()
