"""What a forecast of talks is made from: dated events, and the rows that ask about two parties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.forecast.hazard.labels import CLASSES, OTHER, kind_of_label
from detente.forecast.hazard.tables import DataError, codes, days, frames, read, texts

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

TARGET = re.compile(r"y_([a-z]+)_([1-9][0-9]{0,3})")
SPLITS = ("train", "val", "test", "gap")
_LONGEST = 30_000  # days; more would not fit the compact calendars


@dataclass(frozen=True)
class Target:
    """What is asked: talks of a class within so many days. ``name`` is its column in the panel."""

    kind: str
    days: int

    @property
    def name(self) -> str:
        return f"y_{self.kind}_{self.days}"


@dataclass(frozen=True)
class Events:
    """Dated events, the earliest first.

    Attributes
    ----------
    day : array of int, shape (n,)
        Days since 1970-01-01.
    kind : array of int, shape (n,)
        Place in `labels.KINDS`, or `OTHER`.
    source, target : array of int, shape (n,)
        Place in ``actors``; -1 where the data name no actor.
    by, to : array of int, shape (n,)
        Numbers of the persons or bodies behind the two; the same as the actors where not told.
    actors : tuple of str
        Names.
    unknown : tuple of str
        Labels that no rule knows.
    """

    day: Ints
    kind: Ints
    source: Ints
    target: Ints
    by: Ints
    to: Ints
    actors: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panel:
    """Rows that ask: will these two talk within h days after this date?

    Attributes
    ----------
    pairs : tuple of (str, str)
        The pairs of parties.
    pair : array of int, shape (rows,)
        Place in ``pairs``.
    day : array of int, shape (rows,)
        Date of the row: what happened up to and including it is known.
    happened : mapping of Target to array of int, shape (rows,)
        1 yes, 0 no, -1 unknown.
    split : mapping of int to array of str, shape (rows,)
        By horizon: train, val, test or gap, where the panel says so.
    flags : mapping of str to array of bool, shape (rows,)
        Columns ``freeze_*``.
    """

    pairs: tuple[tuple[str, str], ...]
    pair: Ints
    day: Ints
    happened: Mapping[Target, Ints]
    split: Mapping[int, NDArray[np.str_]]
    flags: Mapping[str, Bools]


def iso(day: int) -> str:
    """A day's number as a date.

    Examples
    --------
    >>> iso(0)
    '1970-01-01'
    """
    return date.fromordinal(day + date(1970, 1, 1).toordinal()).isoformat()


def read_events(path: Path, relations: Path | None = None) -> Events:
    """Which dated events does a parquet file hold?

    Columns: ``date``, ``source_actor``, ``target_actor`` (countries or bodies; may be empty),
    ``event`` (label or CAMEO code), and if they are there ``source`` and ``target`` (who exactly).

    Parameters
    ----------
    path : Path
        The file.
    relations : Path, optional
        A table with the columns event and cameo_code; without it, the labels are read by
        themselves.

    Raises
    ------
    DataError
        What is wrong with the file, all at once.
    """
    table = read(path, ("date", "source_actor", "target_actor", "event"), "events")
    day, faults = days(table, path)
    found = {}
    for name, null in (("source_actor", True), ("target_actor", True), ("event", False)):
        found[name], more = texts(table, name, path, null=null)
        faults += more
    exact = {"source", "target"} <= set(table.columns)
    for name in ("source", "target") if exact else ():
        found[name], more = texts(table, name, path, null=True)
        faults += more
    if faults:
        raise DataError(*faults)
    if int(day.max()) - int(day.min()) > _LONGEST:
        raise DataError(f"{path}: from {iso(int(day.min()))} to {iso(int(day.max()))} is too long.")
    known = None if relations is None else codes(relations)
    names, (source, target) = _numbered([found["source_actor"], found["target_actor"]])
    by, to = _numbered([found["source"], found["target"]])[1] if exact else (source + 1, target + 1)
    labels, (label,) = _numbered([found["event"]])
    kinds = np.array([kind_of_label(one, known) for one in labels], dtype=np.int64)
    order = np.argsort(day, kind="stable")
    return Events(
        day=day[order],
        kind=kinds[label][order],
        source=source[order],
        target=target[order],
        by=np.maximum(by, 0)[order],
        to=np.maximum(to, 0)[order],
        actors=names,
        unknown=tuple(one for one, kind in zip(labels, kinds, strict=True) if kind == OTHER),
    )


def _numbered(columns: list[Any]) -> tuple[tuple[str, ...], list[Ints]]:
    """Texts as numbers in alphabetical order; -1 for the empty one."""
    pl = frames()
    names = pl.concat([one.unique() for one in columns]).unique().sort().to_list()
    names = [name for name in names if name]
    place = {name: at for at, name in enumerate(names)}
    place[""] = -1
    return tuple(names), [
        one.replace_strict(place, return_dtype=pl.Int64).to_numpy() for one in columns
    ]


def read_panel(path: Path, expected: Sequence[Target] = ()) -> Panel:
    """Which rows ask about two parties?

    Columns: ``actor_a``, ``actor_b``, ``date``; targets ``y_broad_H`` or ``y_narrow_H`` (1, 0, or
    -1 where unknown) for any number of days H; and if they are there ``split_H`` (train, val, test
    or gap) and flags ``freeze_*``.

    Parameters
    ----------
    path : Path
        The file.
    expected : sequence of Target
        What is asked where the panel has no target of its own; the outcomes are unknown then.

    Raises
    ------
    DataError
        What is wrong with the file, all at once.
    """
    table = read(path, ("actor_a", "actor_b", "date"), "rows")
    day, faults = days(table, path)
    found = {}
    for name in ("actor_a", "actor_b"):
        found[name], more = texts(table, name, path, null=False)
        faults += more
    happened: dict[Target, Ints] = {}
    split: dict[int, NDArray[np.str_]] = {}
    for column in table.columns:
        match = TARGET.fullmatch(column)
        if match and match[1] in CLASSES:
            values, more = _outcomes(table, column, path)
            happened[Target(match[1], int(match[2]))] = values
            faults += more
    if not happened:
        happened = {one: np.full(table.height, -1, np.int64) for one in expected}
    for horizon in sorted({one.days for one in happened}):
        if f"split_{horizon}" in table.columns:
            split[horizon], more = _split(table, f"split_{horizon}", path)
            faults += more
    flags, more = _flags(table, path)
    faults += more
    if not happened:
        faults.append(f"{path}: no column y_broad_H or y_narrow_H, such as y_broad_30.")
    if faults:
        raise DataError(*faults)
    pairs, pair = _pairs(found["actor_a"], found["actor_b"], day, path)
    return Panel(pairs, pair, day, happened, split, flags)


def _outcomes(table: Any, column: str, path: Path) -> tuple[Ints, list[str]]:
    pl = frames()
    values = table[column]
    if values.dtype == pl.Boolean:
        values = values.cast(pl.Int8)
    if not values.dtype.is_integer():
        return np.empty(0, np.int64), [
            f"{path}: column {column} must hold 1, 0 or -1, not {values.dtype}."
        ]
    numbers = values.fill_null(-1).cast(pl.Int64).to_numpy()
    wrong = int((~np.isin(numbers, (-1, 0, 1))).sum())
    if wrong:
        return numbers, [f"{path}: column {column} is neither 1, 0 nor -1 in {wrong} rows."]
    return numbers, []


def _split(table: Any, column: str, path: Path) -> tuple[NDArray[np.str_], list[str]]:
    values, faults = texts(table, column, path, null=False)
    if faults:
        return np.empty(0, dtype=np.str_), faults
    strange = sorted(set(values.unique().to_list()) - set(SPLITS))
    if strange:
        return np.empty(0, dtype=np.str_), [
            f"{path}: column {column} may say {', '.join(SPLITS)}, not {strange[0]!r}."
        ]
    return values.to_numpy().astype(np.str_), []


def _flags(table: Any, path: Path) -> tuple[dict[str, Bools], list[str]]:
    pl = frames()
    flags: dict[str, Bools] = {}
    faults = []
    for column in table.columns:
        if column.startswith("freeze_"):
            if table[column].dtype == pl.Boolean:
                flags[column] = table[column].fill_null(value=False).to_numpy()
            else:
                faults.append(f"{path}: column {column} must be true or false.")
    return flags, faults


def _pairs(first: Any, second: Any, day: Ints, path: Path) -> tuple[tuple[Any, ...], Ints]:
    """The pairs, and which each row is about; neither with itself nor twice on a day."""
    names, (a, b) = _numbered([first, second])
    faults = []
    if (min(a.min(), b.min())) < 0:
        faults.append(f"{path}: an actor has no name.")
    if (a == b).any():
        faults.append(f"{path}: {names[int(a[a == b][0])]} is paired with itself.")
    keys, pair = np.unique(a * len(names) + b, return_inverse=True)
    pair = pair.ravel().astype(np.int64)
    twice = len(day) - len(np.unique(pair * (10**7) + day + 5 * 10**6))
    if twice:
        faults.append(f"{path}: {twice} rows repeat the pair and date of another.")
    if faults:
        raise DataError(*faults)
    found = tuple((names[int(k) // len(names)], names[int(k) % len(names)]) for k in keys)
    return found, pair
