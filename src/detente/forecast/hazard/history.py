"""What is known on a day: counts that fade with time, and calendars of days with talks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.core.streams import Floats
from detente.forecast.hazard.events import Bools, Events, Ints, Panel

Shorts = NDArray[np.int16]


@dataclass(frozen=True)
class Asked:
    """The rows of a panel, gathered by date.

    Attributes
    ----------
    first, second : array of int, shape (dyads,)
        The actors of each dyad, as the events number them; -1 where no event names one.
    dyad : array of int, shape (rows,)
    day : array of int, shape (rows,)
    dates : array of int, shape (dates,)
        The distinct dates, the earliest first.
    rows : list of array of int
        The rows of each date.
    start : int
        The first day of the events.
    """

    first: Ints
    second: Ints
    dyad: Ints
    day: Ints
    dates: Ints
    rows: list[Ints]
    start: int


def asked(events: Events, panel: Panel) -> Asked:
    """Which dyads and dates does a panel ask about, in the numbers of the events?"""
    place = {name: at for at, name in enumerate(events.actors)}
    ends = np.array([[place.get(a, -1), place.get(b, -1)] for a, b in panel.pairs], np.int64)
    count = len(events.actors) + 1
    named = (ends.min(axis=1) + 1) * count + ends.max(axis=1) + 1
    keys, number = np.unique(named, return_inverse=True)  # A with B and B with A are one dyad
    first, second = keys // count - 1, keys % count - 1
    dates, at = np.unique(panel.day, return_inverse=True)
    order = np.argsort(at.ravel(), kind="stable")
    cuts = np.searchsorted(at.ravel()[order], np.arange(1, len(dates)))
    start = int(events.day[0])
    return Asked(
        first, second, number.ravel()[panel.pair], panel.day, dates, np.split(order, cuts), start
    )


def dyads(events: Events, ask: Asked) -> Ints:
    """Between which dyad of the panel is each event? -1 where none."""
    count = len(events.actors) + 1
    table = np.full(count * count, -1, np.int64)
    number = np.arange(len(ask.first))
    known = (ask.first >= 0) & (ask.second >= 0)
    table[ask.first[known] * count + ask.second[known]] = number[known]
    table[ask.second[known] * count + ask.first[known]] = number[known]
    return np.asarray(table[events.source * count + events.target])


def faded(
    day: Ints, cell: Ints, weight: Floats | None, dates: Ints, half: float, size: int
) -> Iterator[Floats]:
    """How much happened up to each date, if an act counts half after so many days?

    Parameters
    ----------
    day : array of int, shape (n,)
        Days of the acts, ascending.
    cell : array of int, shape (n,)
        What each is counted in.
    weight : array of float, optional
        What each counts on its day; 1 by default.
    dates : array of int
        Ascending; acts of the date itself count, later ones do not.
    half : float
        Half-life, days.
    size : int
        Number of cells.

    Yields
    ------
    array of float, shape (size,)
        One for each date; it must not be kept, as the next is written over it.

    Examples
    --------
    >>> day, cell = np.array([0, 7, 14]), np.zeros(3, dtype=np.int64)
    >>> [float(one[0]) for one in faded(day, cell, None, np.array([7, 14]), 7.0, 1)]
    [1.5, 1.75]
    """
    cuts = np.searchsorted(day, dates, side="right")
    state = np.zeros(size)
    low, last = 0, int(dates[0])
    for date, high in zip(dates.tolist(), cuts.tolist(), strict=True):
        state *= 2.0 ** ((last - date) / half)
        now = 2.0 ** ((day[low:high] - date) / half)
        if weight is not None:
            now *= weight[low:high]
        state += np.bincount(cell[low:high], now, size)
        low, last = high, date
        yield state


def exposure(ask: Asked, half: float) -> Floats:
    """What share of a full history lies behind each date? Short histories are scaled up by it."""
    return np.asarray(1.0 - 2.0 ** -(np.maximum(ask.dates - ask.start + 1, 1) / half))


@dataclass(frozen=True)
class Calendar:
    """On which days did a dyad talk, up to any day.

    Attributes
    ----------
    count : array of int, shape (dyads, days + 1)
        Days with talks among the first k days of the events.
    last : array of int, shape (dyads, days + 1)
        The last of them, from 1; 0 where there is none yet.
    start : int
        The first day.
    """

    count: Shorts
    last: Shorts
    start: int

    def place(self, day: Ints) -> Ints:
        """How many days of the calendar have passed at the end of each day?"""
        return np.clip(day - self.start + 1, 0, self.count.shape[1] - 1)

    def windows(self, horizon: int) -> NDArray[np.int32]:
        """How many of the first k windows of ``horizon`` days held talks? (dyads, days + 2 - h).

        Window s is the days s+1 to s+horizon. It is known once it has closed, so at place k the
        first k + 1 - horizon windows are.
        """
        held = self.count[:, horizon:] > self.count[:, : max(self.count.shape[1] - horizon, 0)]
        found = np.zeros((held.shape[0], held.shape[1] + 1), dtype=np.int32)
        np.cumsum(held, axis=1, out=found[:, 1:])
        return found


def calendar(day: Ints, dyad: Ints, count: int, start: int, end: int) -> Calendar:
    """The calendar of ``count`` dyads from day ``start`` to ``end``.

    Examples
    --------
    >>> made = calendar(np.array([2, 4]), np.array([0, 0]), 1, 1, 5)
    >>> made.count.tolist(), made.last.tolist()
    ([[0, 0, 1, 1, 2, 2]], [[0, 0, 2, 2, 4, 4]])
    >>> made.windows(2).tolist()
    [[0, 1, 2, 3, 4]]
    """
    within = day <= end
    talked = np.zeros((count, end - start + 2), dtype=np.int16)
    talked[dyad[within], day[within] - start + 1] = 1
    number = np.arange(talked.shape[1], dtype=np.int16)
    last = np.maximum.accumulate(talked * number, axis=1)
    return Calendar(np.cumsum(talked, axis=1, dtype=np.int16), last, start)


def pooled(windows: NDArray[np.int32], places: int) -> float:
    """In what share of all windows that had closed at a place did a dyad talk?"""
    known = int(np.clip(places, 0, windows.shape[1] - 1))
    return float(windows[:, known].mean() / known) if known else 0.0


def same(a: Ints, b: Ints) -> Bools:
    """Where are both actors told, and different?"""
    return np.asarray((a >= 0) & (b >= 0) & (a != b))
