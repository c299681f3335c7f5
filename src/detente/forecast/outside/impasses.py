"""What became of historic impasses: did talks come back, was there a deal, and after how long?

The table ``impasses.csv`` beside this module was made for this project; ``impasses.md`` says how
its rows were chosen, what stands behind each and which way it errs.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from detente.forecast.outside.survival import Spell

Event = Literal["talks", "deal"]


@dataclass(frozen=True)
class Impasse:
    """One impasse: when it began, when talks came back and a deal came (if they did).

    ``until`` is the last day for which it is known that what has no date had not happened.
    ``basis`` says what the dates rest on: ``cited``, ``partly`` or ``memory``.
    """

    id: str
    impasse: str
    parties: str
    kind: str
    start: date
    revived: date | None
    revival: str
    deal: date | None
    deal_name: str
    until: date
    basis: str
    source: str
    checked: str

    def came(self, event: Event) -> date | None:
        return self.revived if event == "talks" else self.deal


@cache
def impasses() -> tuple[Impasse, ...]:
    """Which historic impasses are known, in the order in which they began?

    Examples
    --------
    >>> len(impasses()) >= 45, impasses()[0].id
    (True, 'korea_1951')
    """
    text = files("detente.forecast.outside").joinpath("impasses.csv").read_text(encoding="utf-8")
    return tuple(_row(row) for row in csv.DictReader(text.splitlines()))


def kinds() -> tuple[str, ...]:
    """Which kinds of impasse does the table tell apart?

    Examples
    --------
    >>> "nuclear" in kinds()
    True
    """
    return tuple(sorted({row.kind for row in impasses()}))


def spells(
    rows: Sequence[Impasse], event: Event, as_of: date | None = None
) -> tuple[list[Spell], int]:
    """How long did each impasse last, as far as could be known on a day?

    Parameters
    ----------
    rows : sequence of Impasse
    event : "talks" or "deal"
        What ends the wait.
    as_of : date, optional
        Knowledge cut: impasses that began on that day or later are dropped, and what happened
        after it counts as not having happened yet.

    Returns
    -------
    tuple
        The spells in days, and how many rows were dropped.

    Examples
    --------
    >>> known, dropped = spells(impasses(), "talks", date(1953, 1, 1))
    >>> [(spell.exit, spell.event) for spell in known], dropped == len(impasses()) - 2
    ([(63, True), (85, False)], True)
    """
    found = []
    for row in rows:
        last = row.until if as_of is None else min(row.until, as_of)
        if row.start >= last:
            continue
        came = row.came(event)
        happened = came is not None and came <= last
        end = came if came is not None and happened else last
        found.append(Spell((end - row.start).days, happened))
    return found, len(rows) - len(found)


def _row(row: dict[str, str]) -> Impasse:
    return Impasse(
        id=row["id"],
        impasse=row["impasse"],
        parties=row["parties"],
        kind=row["kind"],
        start=date.fromisoformat(row["start"]),
        revived=_date(row["revived"]),
        revival=row["revival"],
        deal=_date(row["deal"]),
        deal_name=row["deal_name"],
        until=date.fromisoformat(row["observed_until"]),
        basis=row["basis"],
        source=row["source"],
        checked=row["checked"],
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
