"""Has the level of all pairs moved since the fit? What earlier forecasts missed is learned from."""

from __future__ import annotations

import numpy as np

from detente.core.streams import Floats
from detente.forecast.hazard.events import Ints
from detente.forecast.hazard.history import Calendar

#: Windows that closed so many days before a row no longer count.
MEMORY = 365

#: How far the level is expected to move, in log-odds (standard deviation).
EXPECTED = 0.15

#: How far it swings from window to window (the same): one calm month is no new level.
SWING = 0.2


def drift(
    talks: Calendar,
    rows: tuple[Ints, Ints],
    odds: Floats,
    fitted_to: int,
    horizon: int,
) -> Floats:
    """By how much should each forecast move, in log-odds, as earlier ones were too high or low?

    Only forecasts of rows after the fit whose window had closed by the row's own date count, with
    what the events up to that date say of them: nothing is learned from the future. The shift is
    that of a penalised logistic regression on nothing but a constant.

    Parameters
    ----------
    talks : Calendar
        Days with talks.
    rows : (array of int, array of int), shape (n,)
        Dyad and day of every row of the panel.
    odds : array of float, shape (n,)
        Log-odds of the model for each.
    fitted_to : int
        Last date of a row fitted on; only later rows count.
    horizon : int
        Days of the window.

    Returns
    -------
    array of float, shape (n,)
        0 where nothing has been learned yet.
    """
    order = np.argsort(rows[1], kind="stable")
    dyad, day, odds = rows[0][order], rows[1][order], odds[order]
    dates, at = np.unique(rows[1], return_inverse=True)
    end = talks.place(day + horizon)
    happened = talks.count[dyad, end] > talks.count[dyad, talks.place(day)]
    spacing = float(np.median(np.diff(dates))) if len(dates) > 1 else float(horizon)
    weight = min(1.0, spacing / horizon)  # windows that overlap tell the same thing again
    found = np.zeros(len(dates))
    for number, date in enumerate(dates.tolist()):
        oldest = max(fitted_to, date - horizon - MEMORY)
        low, high = np.searchsorted(day, [oldest, date - horizon], side="right")
        if low < high:
            seen = slice(int(low), int(high))
            windows = 1.0 + float(day[seen].max() - day[seen].min()) / horizon
            true = happened[seen].astype(np.float64)
            found[number] = _shift(odds[seen], true, weight, windows)
    return np.asarray(found[at.ravel()])


def _shift(odds: Floats, happened: Floats, weight: float, windows: float) -> float:
    shift, firm = 0.0, 1.0 / EXPECTED**2
    likely = 0.5 * (1.0 + np.tanh(0.5 * odds))
    known = weight * float((likely * (1 - likely)).sum())
    weight /= 1.0 + known * SWING**2 / windows
    for _ in range(4):
        p = 0.5 * (1.0 + np.tanh(0.5 * (odds + shift)))
        slope = weight * float((happened - p).sum()) - firm * shift
        shift += slope / (weight * float((p * (1 - p)).sum()) + firm)
    return shift
