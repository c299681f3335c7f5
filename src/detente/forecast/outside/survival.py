"""How likely is an event within some days more, given how long one has waited already?

The curve is that of Kaplan and Meier ("Nonparametric estimation from incomplete observations",
Journal of the American Statistical Association 53, 1958), for spells that may end unfinished (right
censoring) or be seen only from some day on (left truncation). Its variance is Greenwood's, put on
the scale of the log of the cumulative hazard, so that an interval stays within 0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

ENOUGH = 5
"""Fewer spells at risk than this are not read off the curve; a constant hazard stands in."""

STRETCH = 10
"""The constant hazard is taken from the last stretch that at least so many spells entered."""

Z = 1.959963984540054
"""Standard normal deviate of a 95 % interval."""


@dataclass(frozen=True)
class Spell:
    """One wait, in days since it began.

    ``entry`` is the day from which it is watched (0 as a rule), ``exit`` the day of the event or,
    if ``event`` is false, the last day watched without one.
    """

    exit: float
    event: bool
    entry: float = 0.0


@dataclass(frozen=True)
class Step:
    """One fall of the curve: the day, spells at risk, events, and what is left afterwards."""

    day: float
    at_risk: int
    events: int
    surviving: float


@dataclass(frozen=True)
class Estimate:
    """Chance of the event within the days asked, with its 95 % interval and what it rests on.

    ``curve`` is what the Kaplan-Meier curve alone says, None where it was left for a constant
    hazard; ``how`` is ``curve``, ``curve and hazard`` or ``hazard``; ``note`` says in words what
    was put in place of what.
    """

    rate: float
    low: float
    high: float
    at_risk: int
    events: int
    curve: float | None
    how: str
    note: str = ""


def kaplan_meier(spells: Sequence[Spell], since: float = 0.0) -> list[Step]:
    """What share is still waiting after each event, among those still waiting at ``since``?

    Parameters
    ----------
    spells : sequence of Spell
        A spell counts at risk on day t if it is watched before t and not ended before t.
    since : float
        Days already waited; earlier events do not count.

    Returns
    -------
    list of Step
        One for every day with an event after ``since``, in order.

    Examples
    --------
    >>> spells = [Spell(2, True), Spell(3, False), Spell(5, True), Spell(7, True)]
    >>> [(step.day, step.at_risk, step.surviving) for step in kaplan_meier(spells)]
    [(2, 4, 0.75), (5, 2, 0.375), (7, 1, 0.0)]
    """
    surviving = 1.0
    steps = []
    for day in sorted({s.exit for s in spells if s.event and s.exit > since}):
        at_risk = sum(s.entry < day <= s.exit for s in spells)
        events = sum(s.event and s.exit == day and s.entry < day for s in spells)
        if events:
            surviving *= 1 - events / at_risk
            steps.append(Step(day, at_risk, events, surviving))
    return steps


def within(spells: Sequence[Spell], elapsed: float, days: float) -> Estimate | None:
    """How likely is the event within ``days`` more, given none in the ``elapsed`` days so far?

    Read off the Kaplan-Meier curve as long as at least ``ENOUGH`` spells are at risk; after that
    day the hazard is taken as constant, at its value over the last stretch which ``STRETCH`` spells
    entered, with half an event added (Jeffreys' prior of a rate). Where the curve says 0 or 1, half
    a case of either outcome is added (Jeffreys' prior of a share), so the answer is never certain.

    Parameters
    ----------
    spells : sequence of Spell
    elapsed, days : float
        Days gone, and days more; ``days`` is positive.

    Returns
    -------
    Estimate or None
        None if nothing was ever watched.

    Raises
    ------
    ValueError
        If ``days`` is not positive or ``elapsed`` is negative.

    Examples
    --------
    >>> spells = [Spell(day, True) for day in range(10, 110, 10)]
    >>> round(within(spells, 20, 30).rate, 3)  # 3 of the 8 that were left
    0.375
    """
    if elapsed < 0 or not days > 0:
        raise ValueError(f"days gone are 0 or more, days asked positive: {elapsed}, {days}")
    watched = tuple(s for s in spells if s.exit > s.entry >= 0)
    if not watched:
        return None
    until = elapsed + days
    curve_steps, limit, start = _read(watched, elapsed)
    steps = [s for s in curve_steps if s.day <= min(until, limit)]
    hazard = -math.log(steps[-1].surviving) if steps and steps[-1].surviving > 0 else 0.0
    certain = bool(steps) and steps[-1].surviving <= 0
    # Where all at risk had the event at once the variance has no value, and the curve says 1.
    variance = (
        0.0 if certain else sum(s.events / (s.at_risk * (s.at_risk - s.events)) for s in steps)
    )
    at_risk = sum(s.entry <= elapsed < s.exit for s in watched)
    events = sum(s.event and elapsed < s.exit <= until for s in watched)
    if until <= limit or certain:
        curve = 1.0 if certain else -math.expm1(-hazard)
        return _from_curve(watched, elapsed, until, (curve, hazard, variance), at_risk, events)
    tail = until - max(limit, elapsed)
    extra = sum(s.event and s.exit > start for s in watched)
    exposure = math.fsum(max(0.0, s.exit - max(s.entry, start)) for s in watched)
    rate = (extra + 0.5) / exposure
    total = hazard + rate * tail
    error = variance + (tail / exposure) ** 2 * (extra + 0.5)
    low, high = _interval(total, error)
    note = (
        f"fewer than {ENOUGH} cases were followed beyond day {limit:.0f}, so from there a constant "
        f"hazard stands in: {extra} events and a half in {exposure:.0f} days watched after day "
        f"{start:.0f}"
    )
    how = "curve and hazard" if limit > elapsed else "hazard"
    return Estimate(-math.expm1(-total), low, high, at_risk, events, None, how, note)


@lru_cache(maxsize=64)  # a curve by date asks the same spells for every date
def _read(watched: tuple[Spell, ...], elapsed: float) -> tuple[tuple[Step, ...], float, float]:
    """The curve from ``elapsed`` on, up to which day it is read, and the last stretch's start."""
    curve = tuple(kaplan_meier(watched, elapsed))
    return curve, _followed(watched, elapsed), _stretch(watched)


def _from_curve(
    spells: Sequence[Spell],
    elapsed: float,
    until: float,
    read: tuple[float, float, float],
    at_risk: int,
    events: int,
) -> Estimate:
    curve, hazard, variance = read
    if 0 < curve < 1:
        low, high = _interval(hazard, variance)
        return Estimate(curve, low, high, at_risk, events, curve, "curve")
    from scipy.special import betaincinv  # scipy.stats takes a second to import

    # A case lost from sight on the way counts half, as in a life table.
    lost = sum(not s.event and elapsed < s.exit <= until for s in spells)
    n = max(at_risk - lost / 2, 1.0)
    yes, no = n * curve + 0.5, n * (1 - curve) + 0.5
    note = f"{'none' if curve <= 0 else 'all'} of those at risk had the event, so half a case of "
    return Estimate(
        yes / (n + 1),
        0.0 if curve <= 0 else float(betaincinv(yes, no, 0.05)),
        1.0 if curve > 0 else float(betaincinv(yes, no, 0.95)),
        at_risk,
        events,
        curve,
        "curve",
        note + "either outcome is added and the interval is one-sided",
    )


def _interval(hazard: float, variance: float) -> tuple[float, float]:
    """Ends of the 95 % interval of a probability, on the log scale of its cumulative hazard."""
    if hazard <= 0:
        return 0.0, 0.0
    factor = math.exp(min(Z * math.sqrt(variance) / hazard, 50.0))
    return -math.expm1(-hazard / factor), -math.expm1(-hazard * factor)


def _risk_after(spells: Sequence[Spell], day: float) -> int:
    return sum(s.entry <= day < s.exit for s in spells)


def _followed(spells: Sequence[Spell], elapsed: float) -> float:
    """Up to which day are at least ``ENOUGH`` spells at risk, from ``elapsed`` on?"""
    if _risk_after(spells, elapsed) < ENOUGH:
        return elapsed
    later = {d for s in spells for d in (s.entry, s.exit) if d > elapsed}
    return next((d for d in sorted(later) if _risk_after(spells, d) < ENOUGH), math.inf)


def _stretch(spells: Sequence[Spell]) -> float:
    """From which day on is the constant hazard taken?"""
    days = {0.0} | {d for s in spells for d in (s.entry, s.exit)}
    return max((d for d in days if _risk_after(spells, d) >= STRETCH), default=0.0)
