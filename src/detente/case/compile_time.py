"""From the case as written to its clock: rates by the month, windows, histories, the horizon.

Like the rest of the table, everything is sorted by name or by day, so that the order in which a
case declares things cannot change a figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from detente.case import moves
from detente.case.schema import Case
from detente.case.values import Rate
from detente.core.table import Span
from detente.core.timing import MONTH, Clock, Contact, History, Shock, Window

_TIMES = MappingProxyType({"day": MONTH, "week": MONTH / 7, "month": 1.0, "year": 1 / 12})
"""How often something happens a month that happens once in this time."""


def clock(case: Case) -> Clock:
    """What does this case say about time, beside its deadline?

    Parameters
    ----------
    case : Case
        A checked case.

    Returns
    -------
    Clock
        Rates in times a month, each still a range with its path in the case file; days as
        ordinals. Of the calendar, only what opens issues and is not over on ``as_of``. A date of
        less precision than a day stands for all its days in a window, for its last day as the
        horizon, and for its first day in a history and as the beginning of the stall.
    """
    horizon, stalled = case.meta.horizon, case.meta.stalled
    return Clock(
        contacts=tuple(_contacts(case)),
        shocks=tuple(_shock(case, name) for name in sorted(case.shocks)),
        windows=tuple(sorted(_windows(case), key=lambda w: (w.start, w.end, w.name))),
        horizon=None if horizon is None else horizon.end.toordinal(),
        histories=tuple(_history(name, case.histories[name]) for name in sorted(case.histories)),
        stalled=None if stalled is None else stalled.start.toordinal(),
    )


def per_month(rate: Rate, path: str) -> Span:
    """How often is that a month?

    Examples
    --------
    >>> per_month(Rate.parse("6-12 a year"), "shocks.flood")
    Span(path='shocks.flood', lo=0.5, hi=1.0)
    """
    times = _TIMES[rate.per]
    return Span(path, rate.lo * times, rate.hi * times)


def _contacts(case: Case) -> Iterator[Contact]:
    pairs = {name: case.pair(name) for name in case.contacts}
    for name, pair in sorted(pairs.items()):
        if pair is not None:
            first, second = sorted(pair)
            rate = per_month(case.contacts[name].rate, f"contacts.{name}")
            yield Contact((first, second), rate)


def _shock(case: Case, name: str) -> Shock:
    shock = case.shocks[name]
    put = tuple(
        (issue, tuple(case.issues[issue].options).index(shock.moves[issue]))
        for issue in sorted(shock.moves)
    )
    return Shock(name, per_month(shock.rate, f"shocks.{name}"), put)


def _windows(case: Case) -> Iterator[Window]:
    today = case.meta.as_of.start
    for event in case.calendar:
        issues, parties = case.opened(event)
        for when in (event.when, *(event.also or ())) if issues else ():
            if when.end > today:
                yield Window(
                    name=event.what,
                    start=when.start.toordinal(),
                    end=when.end.toordinal(),
                    issues=frozenset(issues),
                    parties=frozenset(parties),
                )


def _history(name: str, history: moves.History) -> History:
    start = history.from_.start.toordinal()
    days = {max(start, when.start.toordinal()) for when in history.dates}
    counts_for = tuple(sorted(history.counts_for or ()))
    return History(name, history.what, start, tuple(sorted(days)), counts_for)
