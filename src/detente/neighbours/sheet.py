"""Spreadsheets written by people: actors and issues, as CSV or XLSX.

Wide or long (see :mod:`detente.neighbours.sheet_layout`), with title rows, empty rows, totals,
decimal commas and per cent signs. Words instead of numbers become the marks of a scale. Sheets
called ``salience``, ``scales`` and ``issues`` are read beside the main one; of a CSV file
``NAME.csv`` these are ``NAME_salience.csv`` and so on. What is not understood is one fault each,
with the cell.
"""

from __future__ import annotations

from pathlib import Path

from detente.case.faults import CaseErrors
from detente.core.line import Positions
from detente.neighbours.form import Format, Model, Written
from detente.neighbours.lines import single, stem
from detente.neighbours.rows import Rows, read_rows, rows_of
from detente.neighbours.sheet_layout import role
from detente.neighbours.sheet_reader import Book, parse
from detente.neighbours.sheet_write import sheets, text_of_sheet

_KINDS = {
    **dict.fromkeys(["salience", "saliences", "importance", "priorities"], "salience"),
    **dict.fromkeys(["scales", "scale", "meanings", "legend"], "scales"),
    **dict.fromkeys(["issues", "topics"], "issues"),
}


def read(path: Path) -> Positions:
    """Which positions are in this spreadsheet?

    Parameters
    ----------
    path
        A CSV file or an XLSX workbook.

    Raises
    ------
    CaseErrors
        With every fault found, one message each, with the cell it is about.
    """
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        from detente.neighbours.sheet_xlsx import read_sheets

        return parse(_chosen(path.name, read_sheets(path)))
    beside = {}
    for kind in ("salience", "scales", "issues"):
        other = path.with_name(f"{path.stem}_{kind}{path.suffix}")
        if other.is_file():
            beside[kind] = read_rows(other)
    return parse(Book(path.name, read_rows(path), beside))


def _chosen(name: str, found: list[Rows]) -> Book:
    """The main sheet of a workbook: called positions, or else the first with anything in it."""
    beside: dict[str, Rows] = {}
    rest: list[Rows] = []
    for sheet in found:
        kind = _KINDS.get(sheet.sheet.casefold().strip())
        if kind is not None and kind not in beside:
            beside[kind] = sheet
        elif sheet.filled:
            rest.append(sheet)
    named = [sheet for sheet in rest if sheet.sheet.casefold().strip() == "positions"]
    main = [*named, *rest, *found]
    return Book(name, main[0], beside)


def write(model: Model) -> Written:
    """How are these positions written as a spreadsheet?

    In long form as CSV, with issues and scales in files of their own; and as one XLSX workbook
    where openpyxl is installed. Nothing of a single reading is lost.

    Raises
    ------
    TypeError
        For anything but positions.
    """
    if not isinstance(model, Positions):
        raise TypeError("a spreadsheet of this kind holds positions only")
    lost: list[str] = []
    found = sheets(single(model, lost))
    name = stem(model.title)
    files: dict[str, str | bytes] = {
        f"{name}.csv" if kind == "positions" else f"{name}_{kind}.csv": text_of_sheet(rows)
        for kind, rows in found.items()
    }
    try:
        from detente.neighbours.sheet_xlsx import workbook

        files[f"{name}.xlsx"] = workbook(found)
    except ImportError:
        pass
    return Written(files, tuple(lost))


def _looks_like(head: str) -> bool:
    from detente.neighbours import decide, deu, ktab, mactor

    others = (decide.FORMAT, deu.FORMAT, ktab.FORMAT, mactor.FORMAT)
    if any(other.looks_like(head) for other in others):
        return False
    try:
        table = rows_of(head.removeprefix("\ufeff"))
    except CaseErrors:
        return False
    for row in table.filled[:40]:
        roles = [role(cell) for cell in row.filled]
        if "actor" in roles:
            return any(kind not in {"actor", "name", "notes"} for kind in roles)
    return False


FORMAT = Format(
    name="sheet",
    title="Spreadsheet, CSV or XLSX: actors and issues, with saliences and clout if there are any",
    holds="positions",
    suffixes=(".csv", ".xlsx"),
    read=read,
    write=write,
    looks_like=_looks_like,
)
