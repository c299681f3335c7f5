"""Curves: the rate of one target by date, with its fan and all its components."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np

from detente.core.streams import Floats
from detente.core.table import Target
from detente.forecast.component import Component
from detente.forecast.inside import Seen, mean_of
from detente.forecast.pool import pool

FAN = (0.1, 0.9)
"""Shares of the readings between which the fan lies."""


def curve(
    seen: Seen,
    target: Target,
    deadline: tuple[tuple[int, ...], Any],
    outside: Callable[[int], Sequence[Component]],
    extremise: float,
) -> dict[str, Any]:
    """How does the rate of a target grow with time?

    Parameters
    ----------
    deadline : tuple
        The readings of the deadline, sorted, and which of them each reading drew.
    outside : callable
        The outside components by a day.

    Returns
    -------
    dict
        ``dates``; ``inside`` with mean, ends of the fan, and means of the readings with the
        earliest and the latest deadline; ``outside`` by component; ``rate``, the pool.
    """
    assert seen.passage is not None
    found = seen.curve(target)
    days = seen.passage.ends.tolist()
    low, high = np.quantile(found, FAN, axis=0) if found.size else (found[:0], found[:0])
    others = [outside(day) for day in days]
    names = list(dict.fromkeys(c.name for some in others for c in some))
    rates = [
        _pooled(seen, target, day, some, extremise) for day, some in zip(days, others, strict=True)
    ]
    return {
        "dates": [date.fromordinal(day).isoformat() for day in days],
        "inside": {
            "mean": _rounded(found.mean(axis=0)),
            "early": _of(found, deadline, 0),
            "late": _of(found, deadline, -1),
            "low": _rounded(low),
            "high": _rounded(high),
        },
        "outside": {name: [_rate(some, name) for some in others] for name in names},
        # A pool is not lower by a later day: what has been reached stays reached.
        "rate": _rounded(np.maximum.accumulate(np.array(rates)) if rates else np.zeros(0)),
    }


def _pooled(
    seen: Seen, target: Target, day: int, others: Sequence[Component], extremise: float
) -> float:
    values = seen.by(target, day)
    assert values is not None
    inside = Component("inside", "inside", min(1.0, mean_of(values)[0]), n=len(values))
    return pool([inside, *others], extremise=extremise)


def _of(found: Floats, deadline: tuple[tuple[int, ...], Any], which: int) -> list[float] | None:
    days, drawn = deadline
    if len(days) < 2:
        return None
    rows = found[drawn == days[which]]
    return _rounded(rows.mean(axis=0)) if len(rows) else None


def _rate(some: Sequence[Component], name: str) -> float | None:
    return next((round(c.rate, 6) for c in some if c.name == name), None)


def _rounded(values: Floats) -> list[float]:
    return [float(v) for v in np.round(values, 6)]
