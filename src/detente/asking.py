"""From a case and its questions to asks: what the forecast is asked, and as of which day.

Nothing that became known after the day of the analysis may enter: what a case or its resolutions
hold that is later is refused here, for every way in which a forecast can be asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from detente.case.cut import later_than
from detente.case.faults import CaseErrors
from detente.case.load import Loaded
from detente.case.resolutions import Resolution, load_resolutions
from detente.core.finding import Finding
from detente.core.table import Table, Target
from detente.forecast.asks import Ask
from detente.forecast.passage import EVENT
from detente.forecast.question import OUTSIDE_ONLY

UNSAID = f"{OUTSIDE_ONLY}: the case names no target or condition for this question"


def asks_of(loaded: Loaded, table: Table) -> list[Ask]:
    """The questions a case asks under ``forecasts``, in their order.

    Each is about a target, about a condition (an event that asks for no consent), or in words
    that only the outside view can answer.
    """
    found = []
    for entry in loaded.case.forecasts:
        target, note = table.target.get(entry.ask), ""
        if entry.when is not None:
            target = Target(entry.ask, EVENT, entry.when.formula)
        elif target is None:
            note = UNSAID
        found.append(
            Ask(
                text=entry.ask,
                target=target,
                by=entry.by.end.toordinal(),
                yes_if=entry.yes_if,
                reference=tuple(str(name) for name in entry.reference or ()),
                note=note,
            )
        )
    return found


def refuse_later(loaded: Loaded, day: date) -> None:
    """Refuse a case that holds anything known only after a day.

    Raises
    ------
    CaseErrors
        One fault for every source, event, statement, history date or the case's own date that is
        later, each with its place.
    """
    faults = later_than(loaded, day)
    if faults:
        raise CaseErrors(faults)


def backtest(loaded: Loaded, table: Table, day: date) -> Table:
    """The same table asked as of a day, with nothing later anywhere beside the case.

    Raises
    ------
    CaseErrors
        Where the case or its resolutions know anything that is later.
    """
    resolutions = load_resolutions(loaded.path.parent)
    faults = later_than(loaded, day, resolutions)
    if faults:
        raise CaseErrors(faults)
    return replace(table, as_of=day.toordinal())


def as_of_day(loaded: Loaded, table: Table, day: date) -> Table:
    """The same table, asked as of another day.

    Raises
    ------
    CaseErrors
        Where the case knows anything that is later.
    """
    refuse_later(loaded, day)
    return replace(table, as_of=day.toordinal())


def known_resolutions(folder: Path, day: date) -> dict[str, Resolution]:
    """How questions beside a case came out, as far as that was known on a day."""
    every = load_resolutions(folder)
    return {name: one for name, one in every.items() if one.on.end <= day}


def records(finding: Finding, version: str) -> list[dict[str, Any]]:
    """What the journal keeps of a forecast: one record for each question with a figure."""
    found = []
    for question in finding.support["questions"]:
        if question["rate"] is None:
            continue
        outside = [c for c in question["components"] if c["kind"] != "inside"]
        found.append(
            {
                "question": question["id"],
                "ask": question["ask"],
                "by": question["by"],
                "yes_if": question["yes_if"],
                "as_of": finding.support["as_of"],
                "rate": question["rate"],
                "components": [
                    {k: c[k] for k in ("name", "kind", "rate", "n", "weight")}
                    for c in question["components"]
                ],
                "pool": question["pool"],
                "case_hash": finding.case_hash,
                "version": version,
                "seed": finding.params["seed"],
                "readings": finding.params["readings"],
                "reference": question["pool"]["centre"] if outside else None,
                "levers": finding.params["levers"],
            }
        )
    return found
