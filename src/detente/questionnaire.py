"""A file of questions: read, asked of a case, and answered row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from detente.asking import UNSAID, as_of_day
from detente.case.classes import class_names
from detente.case.faults import BadEntryError, BadTextError, CaseErrors, Fault
from detente.case.grammar import Axis, parse_condition
from detente.case.load import Loaded
from detente.case.text import decode, read_bytes
from detente.core.table import Table, Target
from detente.forecast.asks import Ask
from detente.forecast.outside.questions import loosely
from detente.forecast.parameters import Parameters
from detente.forecast.passage import EVENT
from detente.forecast.pool import EXTREMISE
from detente.forecast.question import FARTHEST, OUTSIDE_ONLY, forecast

COLUMNS = ("id", "as_of", "question", "horizon", "target", "reference_class")
"""Columns of a file of questions; the last two may be empty or missing."""

ROWS = 20_000
"""Questions in one file, at most."""

LARGEST = 16_000_000
"""Bytes in one file of questions, at most."""


@dataclass(frozen=True)
class Row:
    """One question of a file, as read; ``line`` says where it stands."""

    line: int
    id: str
    as_of: date
    by: date
    question: str
    target: str
    reference: tuple[str, ...]


def read_questions(path: Path) -> list[Row]:
    """The questions in a CSV file.

    Columns ``id, as_of, question, horizon, target, reference_class``. ``horizon`` is the last day
    that counts, or a number of days. ``target`` is a target of the case, a condition in its
    grammar, or empty.

    Raises
    ------
    CaseErrors
        Every fault of the file with its line.
    """
    text = decode(read_bytes(path, LARGEST, "a file of questions"), str(path))
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    faults: list[Fault] = []
    rows: list[Row] = []
    try:
        header = [name.strip() for name in reader.fieldnames or ()]
        _check_header(path, header)
        reader.fieldnames = header
        for record in reader:
            if reader.line_num and len(rows) >= ROWS:
                raise CaseErrors([_fault(path, reader.line_num, f"more than {ROWS} questions")])
            try:
                rows.append(_row(reader.line_num, record))
            except BadTextError as bad:
                faults.append(_fault(path, reader.line_num, bad.message, bad.hint))
    except csv.Error as error:
        faults.append(_fault(path, reader.line_num, f"this is no CSV: {error}"))
    faults += _doubled(path, rows)
    if faults:
        raise CaseErrors(faults)
    return rows


def _fault(path: Path, line: int, message: str, hint: str = "") -> Fault:
    return Fault(str(path), max(line, 1), 1, message, hint, "")


def _check_header(path: Path, header: Sequence[str]) -> None:
    missing = [name for name in COLUMNS[:4] if name not in header]
    if missing or len(set(header)) < len(header):
        what = f"no column {', '.join(missing)}" if missing else "a column twice"
        hint = f"the first line names the columns: {','.join(COLUMNS)}"
        raise CaseErrors([_fault(path, 1, f"there is {what}", hint)])


def _row(line: int, record: Mapping[str | None, Any]) -> Row:
    if None in record or any(value is None for value in record.values()):
        raise BadTextError(
            "this line has not as many fields as the first", "quote text with commas"
        )
    cells = {str(name): str(value).strip() for name, value in record.items()}
    if not cells["id"] or not cells["question"]:
        raise BadTextError("a question needs an id and its words", "fill both in")
    as_of = _day(cells["as_of"], "as_of")
    by = _horizon(cells["horizon"], as_of)
    if by <= as_of:
        raise BadTextError(f"{by} is not after {as_of}", "write the last day that counts")
    words = cells.get("reference_class", "")
    classes = tuple(part.strip() for part in words.replace(";", ",").split(",") if part.strip())
    return Row(line, cells["id"], as_of, by, cells["question"], cells.get("target", ""), classes)


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{name} is no day: {text[:40]!r}"
        raise BadTextError(message, "write such as 2019-06-03") from None


def _horizon(text: str, as_of: date) -> date:
    number = text.lower().removesuffix("days").removesuffix("d").strip()
    if number.isdigit() and len(number) < 6:
        # A date near the end of the calendar has no day that many days later.
        ahead = min(int(number), FARTHEST + 1, (date.max - as_of).days)
        day = as_of + timedelta(days=ahead)
    else:
        day = _day(text, "horizon")
    if (day - as_of).days > FARTHEST or day == date.max:
        raise BadTextError("the horizon is too far", f"at most {FARTHEST // 365} years ahead")
    return day


def _doubled(path: Path, rows: Iterable[Row]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for row in rows:
        if row.id in seen:
            message = f"the id {row.id!r} stands in line {seen[row.id]} too"
            yield _fault(path, row.line, message, "give every question an id of its own")
        seen.setdefault(row.id, row.line)


def ask_of(row: Row, table: Table, loaded: Loaded) -> Ask:
    """A row as an ask: by target, by condition, or for the outside view alone.

    A condition that is a target of the case by another name is asked as that target.
    """
    target, notes = table.target.get(row.target), []
    if target is None and row.target:
        try:
            formula = parse_condition(row.target, axes_of(loaded)).formula
            same = next((t for t in table.targets if t.when == formula), None)
            target = same or Target(row.target, EVENT, formula)
        except (BadTextError, BadEntryError) as bad:
            notes.append(f"{OUTSIDE_ONLY}: the case cannot express {row.target!r} ({bad})")
    elif target is None:
        notes.append(UNSAID)
    names, taken = _classes(row, target, table)
    return Ask(
        row.question, target, row.by.toordinal(), "", names, "; ".join(notes + taken), row.id
    )


def _classes(row: Row, target: Target | None, table: Table) -> tuple[tuple[str, ...], list[str]]:
    """The reference classes a row names; words of its own stand for the classes nearest to them."""
    own = {h.id: h for h in table.clock.histories}
    counted = [name for name, h in own.items() if target and target.id in h.counts_for]
    known = {*class_names(), *own}
    names: list[str] = []
    taken = []
    for word in row.reference:
        if word in known:
            names.append(word)
            continue
        sort = loosely(f"{word} {'' if 'impasse' not in word.lower() else row.question}")
        meant = [f"questions:{sort}"]
        if sort != "all":
            meant = [f"impasses:{sort}", *meant, *(counted if sort == "talks" else [])]
        names += meant
        taken.append(f"the reference class {word[:60]!r} is taken as {', '.join(meant)}")
    return tuple(dict.fromkeys(names)), taken


def axes_of(loaded: Loaded) -> dict[str, Axis]:
    """The issues of a case as the grammar of conditions knows them."""
    return {
        name: Axis(tuple(issue.options), issue.ordered)
        for name, issue in loaded.case.issues.items()
    }


def answered(row: Row, question: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one row: the probability and every component."""
    names = ("target", "rate", "word", "low", "high", "components", "pool", "spread", "told")
    head = {
        "id": row.id,
        "as_of": row.as_of.isoformat(),
        "by": row.by.isoformat(),
        "question": row.question,
    }
    kept = {name: question[name] for name in names}
    probability = {"probability": question["rate"]}
    return head | probability | kept | {k: question[k] for k in ("left_out", "note")}


def answers(
    loaded: Loaded,
    table: Table,
    rows: Sequence[Row],
    *,
    parameters: Parameters | None = None,
    extremise: float = EXTREMISE,
    readings: int = 1000,
    seed: int = 0,
) -> list[dict[str, Any]]:
    """With what probability does each row come true? One answer a row, in their order.

    Rows of one day are asked together. Where the case knows anything later than that day, only the
    outside view answers, and says why.
    """
    found: dict[str, dict[str, Any]] = {}
    for day in sorted({row.as_of for row in rows}):
        some = [row for row in rows if row.as_of == day]
        moved, asks = _asked(loaded, table, some, day)
        finding = forecast(
            moved,
            asks,
            with_levers=False,
            with_signposts=False,
            parameters=parameters,
            extremise=extremise,
            readings=readings,
            seed=seed,
        )
        pairs = zip(some, finding.support["questions"], strict=True)
        found |= {row.id: answered(row, question) for row, question in pairs}
    return [found[row.id] for row in rows]


def _asked(loaded: Loaded, table: Table, rows: Sequence[Row], day: date) -> tuple[Table, list[Ask]]:
    """The table as of a day with the asks of some rows."""
    try:
        moved = as_of_day(loaded, table, day)
    except CaseErrors as errors:
        # Whatever the case says, its histories included, was written with later knowledge.
        note = f"{OUTSIDE_ONLY}: {errors.faults[0].message}"
        clock = replace(table.clock, histories=(), stalled=None)
        blind = replace(table, as_of=day.toordinal(), clock=clock)
        asks = [ask_of(row, table, loaded) for row in rows]
        kept = [tuple(n for n in a.reference if n not in loaded.case.histories) for a in asks]
        pairs = zip(asks, kept, strict=True)
        return blind, [replace(a, target=None, note=note, reference=k) for a, k in pairs]
    return moved, [ask_of(row, moved, loaded) for row in rows]
