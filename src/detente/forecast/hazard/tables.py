"""Reading a table of the user's: what is wrong with it is said once a fault."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

MISSING_POLARS = (
    "Parquet files are read with polars, which is not installed: pip install 'detente[events]'"
)


class DataError(ValueError):
    """What is wrong with the data of a forecast, one sentence a fault."""

    def __init__(self, *faults: str):
        super().__init__("\n".join(faults))
        self.faults = faults


def frames() -> Any:
    """The data frame library, or a sentence on how to get it."""
    try:
        import polars as pl
    except ModuleNotFoundError:
        raise DataError(MISSING_POLARS) from None
    return pl


def read(path: Path, needed: tuple[str, ...], rows: str) -> Any:
    """Which table does a parquet file hold?

    Parameters
    ----------
    path : Path
        The file.
    needed : tuple of str
        Columns it must have.
    rows : str
        What its rows are, for messages: ``events`` or ``rows``.

    Raises
    ------
    DataError
        Where it is absent, no parquet file, empty, or lacks columns.
    """
    pl = frames()
    if not path.is_file():
        raise DataError(f"{path}: there is no such file.")
    try:
        table = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        first = (str(error).splitlines() or ["unreadable"])[0]
        raise DataError(f"{path}: not a readable parquet file ({first}).") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a broken file can make the reader panic
            raise
        raise DataError(f"{path}: not a readable parquet file (the reader gave up).") from None
    faults = []
    absent = [name for name in needed if name not in table.columns]
    if absent:
        found = ", ".join(table.columns[:20])
        faults.append(f"{path}: no column {', '.join(absent)}; there are: {found}.")
    if not table.height:
        faults.append(f"{path}: the file holds no {rows}.")
    if faults:
        raise DataError(*faults)
    return table


def texts(table: Any, name: str, path: Path, *, null: bool) -> tuple[Any, list[str]]:
    """A column as text (null as ""), with the faults found."""
    pl = frames()
    column = table[name]
    if not any(column.dtype == one for one in (pl.String, pl.Categorical, pl.Enum, pl.Null)):
        return None, [f"{path}: column {name} must be text, not {column.dtype}."]
    count = int(column.null_count())
    if count and not null:
        return None, [f"{path}: column {name} is empty in {count} rows."]
    return column.cast(pl.String).fill_null(""), []


def days(table: Any, path: Path) -> tuple[Any, list[str]]:
    """The column ``date`` as days since 1970-01-01, with the faults found."""
    pl = frames()
    column = table["date"]
    if column.dtype == pl.String:
        column = column.str.to_date("%Y-%m-%d", strict=False)
    elif column.dtype == pl.Datetime:
        column = column.dt.date()
    if column.dtype != pl.Date:
        return None, [f"{path}: column date must hold dates, not {table['date'].dtype}."]
    count = int(column.null_count())
    if count:
        return None, [f"{path}: column date is empty, or no date (YYYY-MM-DD), in {count} rows."]
    return column.cast(pl.Int32).to_numpy().astype("int64"), []


def codes(path: Path) -> dict[str, str]:
    """Which CAMEO code has each label, by a table with the columns event and cameo_code?"""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            if not {"event", "cameo_code"} <= set(reader.fieldnames or ()):
                raise DataError(f"{path}: needs the columns event and cameo_code.")
            found = [(row["event"] or "", row["cameo_code"] or "") for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path}: cannot be read ({error}).") from None
    return {event.strip().lower(): code.strip() for event, code in found if event and code}
