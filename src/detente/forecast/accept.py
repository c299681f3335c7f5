"""How likely does somebody say yes, and what spoilers leave of it?"""

from __future__ import annotations

import numpy as np

from detente.core.consent import Sheet, Terms, barred, nth_largest
from detente.core.streams import Floats
from detente.core.table import TOLERANCE, Actor


def accepts(sheet: Sheet, party: str, day: int, slope: float) -> Floats:
    """How likely does a party accept each outcome, asked on a day? Spread, with readings.

    Even odds where the outcome is worth exactly as much as no deal, 73 % a slope above it
    (logistic). Never, where it breaks something held firmly. Of one who has an order only better
    or worse than today is known: it counts as one slope.

    Parameters
    ----------
    day : int
        Ordinal of the day at which no-deal values are taken.
    slope : float
        Points of gain over no deal from even odds to 73 %.
    """
    gain = _gain(sheet, party, day, slope)
    with np.errstate(over="ignore"):
        return np.asarray(1.0 / (1.0 + np.exp(-gain)))


def _gain(sheet: Sheet, party: str, day: int, slope: float) -> Floats:
    """A party's gain over no deal, in slopes."""
    body = sheet.table.party[party]
    gains = [_of(sheet, member, day, slope) for member in body.members]
    result = gains[0] if len(gains) == 1 else nth_largest(gains, body.quorum)
    return barred(result, sheet.advice_broken(party))


def _of(sheet: Sheet, member: str, day: int, slope: float) -> Floats:
    if member not in sheet.table.actor:
        return _gain(sheet, member, day, slope)
    if member in sheet.table.pliant:
        return np.full(sheet.draws.count, np.inf)
    actor = sheet.table.actor[member]
    over = sheet.values(actor) - sheet.limit(actor, Terms("deal", day))
    if actor.order is not None:
        over = slope * np.where(np.abs(over) <= TOLERANCE, 0.0, np.sign(over))
    return barred(over / slope, sheet.breaks(member))


def survives(sheet: Sheet) -> Floats:
    """How likely does a move to each outcome come through in spite of spoilers? With readings.

    A spoiler acts where the outcome is worth less to him than the case's own now.
    """
    result: Floats = np.ones(sheet.draws.count)
    for actor in sheet.table.actors:
        if actor.spoils is not None:
            left = 1.0 - sheet.draws.number(actor.spoils) / 100
            result = result * np.where(_worse(sheet, actor), left, 1.0)
    return result


def _worse(sheet: Sheet, actor: Actor) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    from detente.core.reading import value_of_now

    now = value_of_now(sheet.draws, sheet.table, actor)
    return np.asarray(sheet.values(actor) < now - TOLERANCE)
