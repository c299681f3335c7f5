"""The parties' own record: how long did they usually wait until they did it again?

Waits between dated occasions are spells, the wait going on now is one that has not ended yet, and
the chance is that of the next occasion given how long one has waited already.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol

from detente.forecast.component import Component
from detente.forecast.outside.survival import Spell, within

OCCASIONS = 3
"""Fewer occasions than this are no record."""


class Record(Protocol):
    """Dated occasions of one thing between the same parties (ordinal days)."""

    @property
    def id(self) -> str: ...
    @property
    def what(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def days(self) -> Sequence[int]: ...
    @property
    def counts_for(self) -> Sequence[str]: ...


def gaps(days: Sequence[int], as_of: int) -> tuple[list[Spell], int]:
    """How long were the waits between occasions, and how long is the one going on?

    Parameters
    ----------
    days : sequence of int
        Days of the occasions, in any order; those after ``as_of`` are left out.
    as_of : int
        Day on which the record is read.

    Returns
    -------
    tuple
        The spells, the unfinished one last, and the days since the last occasion. The time before
        the first occasion is not used: nobody knows when that wait began.

    Raises
    ------
    ValueError
        If there is no occasion up to ``as_of``.

    Examples
    --------
    >>> gaps([10, 40, 100], 130)[0][0], gaps([10, 40, 100], 130)[1]
    (Spell(exit=30, event=True, entry=0.0), 30)
    """
    known = sorted({day for day in days if day <= as_of})
    if not known:
        raise ValueError("no occasion up to that day")
    waits = [Spell(b - a, event=True) for a, b in pairwise(known)]
    elapsed = as_of - known[-1]
    if elapsed:
        waits.append(Spell(elapsed, event=False))
    return waits, elapsed


def own_record(record: Record, *, as_of: date, by: date) -> Component | str:
    """How likely is the next occasion by a date, going by the parties' own record?

    Parameters
    ----------
    record : Record
    as_of, by : date
        Day on which the record is read, and the date asked about.

    Returns
    -------
    Component or str
        The component; or, where the record is too short, a sentence that says so.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> first = date(2018, 1, 1)
    >>> days = [first.toordinal() + 30 * i for i in range(10)]
    >>> record = SimpleNamespace(id="us", what="talks", start=days[0], days=days, counts_for=())
    >>> component = own_record(record, as_of=date(2018, 10, 9), by=date(2018, 11, 9))
    >>> component.name, component.n
    ('history:us', 9)
    """
    today = as_of.toordinal()
    known = sorted({day for day in record.days if day <= today})
    if len(known) < OCCASIONS:
        return f"history:{record.id}: {len(known)} dated occasions are too few (at least 3)"
    waits, elapsed = gaps(known, today)
    found = within(waits, elapsed, (by - as_of).days)
    if found is None:  # three different days make two waits
        raise AssertionError("a record with waits has an estimate")
    first, last = date.fromordinal(known[0]), date.fromordinal(known[-1])
    read = f"; {found.note}" if found.note else ""
    return Component(
        name=f"history:{record.id}",
        kind="history",
        rate=found.rate,
        low=min(found.low, found.rate),
        high=max(found.high, found.rate),
        n=found.at_risk,
        basis=(
            f"{record.what}: {len(known)} occasions from {first} to {last}, {elapsed} days since "
            f"the last; {found.at_risk} of {len(known) - 1} earlier waits lasted longer than that, "
            f"and {found.events} of these ended within the time asked{read}"
        ),
        caveat=(
            "It assumes that the parties go on as they did; it is often right until the day on "
            "which things change, and far off after it."
        ),
    )
