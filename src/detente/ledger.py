"""The ledger of a case: what was forecast, how it came out, and how good it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from detente.case.faults import CaseErrors, Fault
from detente.case.resolutions import Resolution, load_resolutions
from detente.forecast.journal import FILE, JournalError, read
from detente.forecast.journal_line import Entry
from detente.forecast.score import REFERENCES, Said, Settled, score


@dataclass
class Book:
    """What the journals and resolutions of some cases hold together."""

    settled: list[Settled]
    open: list[dict[str, Any]]
    void: list[str]
    unforecast: list[str]


def add(
    book: Book,
    entries: Sequence[Entry],
    resolutions: Mapping[str, Resolution],
    case: str,
    now: date,
) -> None:
    """Put the forecasts and resolutions of one case into a book; questions by their names."""
    asked: dict[str, list[Entry]] = {}
    for entry in entries:
        asked.setdefault(entry.question, []).append(entry)
    for question, forecasts in asked.items():
        last, found = forecasts[-1], resolutions.get(question)
        name = f"{case}: {question}" if case else question
        if found is None:
            row: dict[str, Any] = {
                "name": name,
                "case": case or None,
                "question": question,
                "ask": last.ask,
            }
            row |= {"by": last.by.isoformat(), "rate": last.rate, "yes_if": last.yes_if}
            left = (last.by - now).days
            book.open.append(row | {"days_left": left, "overdue": left < 0})
        elif found.outcome == "void":
            book.void.append(name)
        else:
            said = tuple(Said(e.as_of, e.rate, e.reference, e.made.date()) for e in forecasts)
            cluster, yes = case or last.ask, found.outcome == "yes"
            book.settled.append(Settled(name, cluster, yes, found.on.start, last.by, said))
    prefix = f"{case}: " if case else ""
    book.unforecast += [prefix + question for question in resolutions if question not in asked]


def track(folder: Path) -> dict[str, Any] | None:
    """How good were the forecasts made beside this case that have been settled?

    None where none has been settled. No forecast is made from it: it is shown beside them.

    Raises
    ------
    CaseErrors
        Where the journal was changed, or the resolutions are faulty.
    """
    path = folder / FILE
    try:
        entries = read(path)
    except JournalError as error:
        faults = [Fault(str(path), p.line, 1, p.what, p.advice) for p in error.problems]
        raise CaseErrors(faults) from None
    book = Book([], [], [], [])
    add(book, entries, load_resolutions(folder), "", date.max)
    found = score(book.settled)
    if found is None:
        return None
    data = found.to_dict()
    said = REFERENCES[data["params"]["reference"]]
    return data | {"params": data["params"] | {"reference_said": said}}
