"""Bargaining solutions on a finite set of deals, for many readings at once.

Each function takes gains of shape (parties, outcomes, readings), minus infinity where an outcome
is no deal, and returns a mask of shape (outcomes, readings). Ties within the tolerance all count,
so that neither names nor the order of declaration can decide between equals.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.core.streams import Floats
from detente.core.table import TOLERANCE

Bools = NDArray[np.bool_]

NAMES = ("utilitarian", "egalitarian", "nash", "kalai_smorodinsky")


def utilitarian(gains: Floats) -> Bools:
    """Which deals give the largest sum of gains? (Harsanyi 1955)."""
    return _largest(gains.sum(axis=0))


def egalitarian(gains: Floats) -> Bools:
    """Which deals are best for whoever gains least, then for the next? (Kalai 1977, leximin)."""
    return _leximin(gains)


def nash(gains: Floats) -> Bools:
    """Which deals have the largest product of gains? (Nash 1950).

    Where no deal lets every party gain strictly, as many as possible shall, and then their product
    counts.
    """
    deal = np.asarray(np.isfinite(gains).all(axis=0))
    strict = (gains > TOLERANCE) & deal
    winners = np.where(deal, strict.sum(axis=0), -1)
    most = _largest(winners.astype(np.float64))
    logs = np.log(np.where(strict, gains, 1.0)).sum(axis=0)
    return _largest(np.where(most, logs, -np.inf))


def kalai_smorodinsky(gains: Floats) -> Bools:
    """Which deals come closest to equal shares of each party's best? (Kalai & Smorodinsky 1975).

    On a finite set the name has two meanings: lexicographic max-min of the gains divided by each
    party's best gain among the deals (Imai 1983), and the deal nearest to the straight line from
    the point of disagreement to the point where each has his best. Here, and wherever a case is
    asked, it is the first. A party whom no deal lets gain strictly is left out of account.
    """
    best = gains.max(axis=1, keepdims=True)
    scale = np.where(best > TOLERANCE, best, 1.0)
    shares = np.where(best > TOLERANCE, gains / scale, np.where(np.isfinite(gains), 1.0, gains))
    return _leximin(shares)


def solutions(gains: Floats, measured: Floats | None = None) -> dict[str, Bools]:
    """The four bargaining solutions by name.

    Parameters
    ----------
    gains : array of float, shape (parties, outcomes, readings)
        Gains over what each would have without a deal.
    measured : array of float, likewise, optional
        Gains over another point of disagreement. The egalitarian, Nash and Kalai-Smorodinsky deals
        depend on it; the utilitarian one does not.
    """
    others = gains if measured is None else measured
    found = (utilitarian(gains), egalitarian(others), nash(others), kalai_smorodinsky(others))
    return dict(zip(NAMES, found, strict=True))


def _largest(score: Floats) -> Bools:
    """Where is a score, of shape (outcomes, readings), within the tolerance of its maximum?"""
    top = score.max(axis=0, keepdims=True)
    result: Bools = (score >= top - TOLERANCE) & np.isfinite(score)
    return result


def _leximin(gains: Floats) -> Bools:
    ranked = np.sort(gains, axis=0)
    best = np.asarray(np.isfinite(ranked).all(axis=0))
    for level in ranked:
        best = _largest(np.where(best, level, -np.inf))
    return best


def pareto(gains: Floats) -> Bools:
    """Which deals does no other deal beat for one party without loss to another?

    ``gains`` has shape (parties, outcomes); the mask has shape (outcomes,). Differences within
    the tolerance count as none.

    Examples
    --------
    >>> pareto(np.array([[1.0, 2.0, 1.0], [2.0, 1.0, 1.0]])).tolist()
    [True, True, False]
    """
    result = np.zeros(gains.shape[1], dtype=np.bool_)
    left = np.flatnonzero(np.isfinite(gains).all(axis=0))
    # From the largest sum on: a deal can only be beaten by one whose sum is larger.
    left = left[np.argsort(-gains[:, left].sum(axis=0), kind="stable")]
    while len(left):
        leader = gains[:, left[0]][:, None]
        rest = gains[:, left]
        equal = (np.abs(rest - leader) <= TOLERANCE).all(axis=0)
        result[left[equal]] = True
        left = left[~equal & (rest > leader + TOLERANCE).any(axis=0)]
    return result
