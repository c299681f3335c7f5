"""When things can happen: contacts, calendar windows, shocks, and how far ahead to look.

Only the forecast asks for time; room, reach and stability are asked of one day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.core.ranges import Span
from detente.core.streams import Floats

MONTH = 365.25 / 12
"""Days in a month, on average: rates in a case are written by the month."""


@dataclass(frozen=True)
class Contact:
    """How often two parties can deal outside the calendar, in occasions a month."""

    parties: tuple[str, str]
    rate: Span


@dataclass(frozen=True)
class Shock:
    """Something that may happen at any time, in times a month, and where it puts issues."""

    id: str
    rate: Span
    moves: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Window:
    """An occasion in the calendar: from when to when (ordinal days), and what it opens.

    ``issues`` can be dealt with on the occasion; ``parties``, if any are named, are those who are
    there. Without, everybody is whose hands a move needs.
    """

    name: str
    start: int
    end: int
    issues: frozenset[str]
    parties: frozenset[str] = frozenset()


@dataclass(frozen=True)
class History:
    """When the same thing happened before between the same parties: ordinal days, in order.

    It was looked for from ``start`` on. ``counts_for`` names the targets it says something about;
    empty where it is only there to be referred to.
    """

    id: str
    what: str
    start: int
    days: tuple[int, ...]
    counts_for: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clock:
    """All that the case says about time beside its deadline.

    ``stalled`` is the ordinal day since when the talks stand still; None where the case says none.
    """

    contacts: tuple[Contact, ...] = ()
    shocks: tuple[Shock, ...] = ()
    windows: tuple[Window, ...] = ()
    horizon: int | None = None
    histories: tuple[History, ...] = ()
    stalled: int | None = None


def chance(rate: Floats | float, days: float) -> Floats:
    """How likely does something that happens so often a month happen within some days?

    Examples
    --------
    >>> float(chance(1.0, MONTH).round(4))
    0.6321
    """
    return np.asarray(-np.expm1(-np.asarray(rate, dtype=np.float64) * days / MONTH))
