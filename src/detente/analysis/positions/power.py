"""Whose weight turns a majority, and which places could carry? Power indices and winsets.

The indices answer one question only: in how many coalitions is it this actor's weight that makes
the difference (Shapley & Shubik 1954, Am. Pol. Sci. Rev. 48:787; Banzhaf 1965, Rutgers Law Rev.
19:317)? They say nothing about where anybody stands. The winset (Tsebelis 2002, *Veto Players*) is
the other way round: which places does everybody who can say no prefer to how things are?
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

import numpy as np

from detente.core.streams import Floats

FINEST = 20_000
"""The total to which weights are scaled where they are no whole numbers of that size already."""


@dataclass(frozen=True, eq=False)
class Power:
    """Power indices of a weighted majority game.

    Attributes
    ----------
    shapley_shubik : array of float, shape (actors,)
        Share of the orders of joining in which the actor is the one who makes a majority; sum 1.
    banzhaf : array of float, shape (actors,)
        Share of all swings that are his; sum 1.
    swings : array of float, shape (actors,)
        Share of the coalitions of the others to which he makes the difference (Banzhaf's index
        before it is divided by the sum).
    units, quota : tuple of int, int
        The weights as whole numbers, and how many of them a coalition needs.
    error : float
        The largest difference between a weight and its whole number, as a share of the total;
        0 where nothing had to be rounded.
    """

    shapley_shubik: Floats
    banzhaf: Floats
    swings: Floats
    units: tuple[int, ...]
    quota: int
    error: float


def power(weight: Floats, *, quota: float | None = None) -> Power:
    """Whose weight turns a majority?

    Coalitions are counted exactly, not drawn: the sums that the others reach are followed one
    actor at a time. For the index of Shapley and Shubik everybody joins with chance ``t``, and the
    chance to be the one who matters, a polynomial in ``t``, is integrated exactly by Gauss's rule.

    Parameters
    ----------
    weight : array of float, shape (actors,)
        At least 0, not all 0.
    quota : float, optional
        What a coalition must reach, in the unit of the weights. By default more than half.

    Returns
    -------
    Power

    Raises
    ------
    ValueError
        If weights are negative or all 0, or no coalition reaches the quota.

    Examples
    --------
    >>> found = power(np.array([3.0, 2.0, 2.0, 1.0]), quota=5)
    >>> found.shapley_shubik.round(6).tolist(), found.banzhaf.round(6).tolist()
    ([0.416667, 0.25, 0.25, 0.083333], [0.416667, 0.25, 0.25, 0.083333])
    """
    weight = np.asarray(weight, dtype=np.float64)
    if not (weight >= 0).all() or not 0 < weight.sum() < np.inf:
        raise ValueError("weights must be at least 0, and not all of them 0")
    units, error = whole(weight)
    total = sum(units)
    needed = total // 2 + 1
    if quota is not None:
        needed = int(np.ceil(quota / weight.sum() * total - 1e-9))
    if not 0 < needed <= total:
        raise ValueError("no coalition reaches the quota, or every one does")
    nodes, shares = np.polynomial.legendre.leggauss(len(units) // 2 + 1)
    shapley = np.zeros(len(units))
    for node, share in zip(nodes, shares, strict=True):
        shapley += 0.5 * share * _turns(units, needed, 0.5 * (1 + float(node)))
    swings = _turns(units, needed, 0.5)
    return Power(
        shapley / shapley.sum(), swings / swings.sum(), swings, tuple(units), needed, error
    )


def whole(weight: Floats) -> tuple[list[int], float]:
    """Which whole numbers stand for the weights, and how far off is the worst of them?

    Examples
    --------
    >>> whole(np.array([0.1, 0.25, 0.4]))
    ([2, 5, 8], 0.0)
    """
    exact = [Fraction(float(w)).limit_denominator(10**6) for w in weight]
    if all(
        abs(float(f) - w) <= 1e-12 * max(1.0, float(w)) for f, w in zip(exact, weight, strict=True)
    ):
        below = lcm(*(f.denominator for f in exact))
        units = [int(f * below) for f in exact]
        common = gcd(*units) or 1
        if sum(units) // common <= FINEST:
            return [u // common for u in units], 0.0
    finest = FINEST if len(weight) <= 50 else FINEST // 10
    shares = weight / weight.sum()
    units = [round(float(s) * finest) for s in shares]
    total = sum(units)
    return units, float(np.abs(np.array(units) / total - shares).max())


def _turns(units: list[int], needed: int, chance: float) -> Floats:
    """How likely is it that each makes the difference, if the others join with that chance?"""
    n = len(units)
    before = np.zeros((n + 1, needed))  # sums of the first k, as far as they fall short
    before[0, 0] = 1.0
    for k, unit in enumerate(units):
        before[k + 1] = (1 - chance) * before[k]
        if unit < needed:
            before[k + 1, unit:] += chance * before[k, : needed - unit]
    after = np.zeros(needed)
    after[0] = 1.0
    found = np.zeros(n)
    for k in range(n - 1, -1, -1):
        unit = units[k]
        up_to = np.concatenate([[0.0], np.cumsum(after)])
        # with a sum of s before him, those after may add up to quota - 1 - s, but not so much
        # less that all fall short with him as well
        found[k] = before[k] @ up_to[:0:-1]
        if unit < needed:
            found[k] -= before[k, : needed - unit] @ up_to[needed - unit : 0 : -1]
        joined = (1 - chance) * after
        if unit < needed:
            joined[unit:] += chance * after[: needed - unit]
        after = joined
    return found


@dataclass(frozen=True)
class Winset:
    """Which places could replace how things are.

    Attributes
    ----------
    rule : str
        Whose consent it takes, in words.
    low, high : float
        The ends; the reference is one of them.
    empty : bool
        Nothing but the reference itself is left.
    """

    rule: str
    low: float
    high: float
    empty: bool


def winset(
    x: Floats,
    weight: Floats,
    reference: float,
    ends: tuple[float, float],
    *,
    unanimous: bool = True,
) -> Winset:
    """Which places would carry against the reference, if everybody prefers what is nearer to him?

    Parameters
    ----------
    x, weight : array of float, shape (actors,)
    reference : float
        How things are.
    ends : (float, float)
        Of the scale; the winset is cut there.
    unanimous : bool
        Everybody can say no; else more than half of the weight carries.

    Returns
    -------
    Winset

    Examples
    --------
    >>> winset(np.array([40.0, 70.0]), np.ones(2), 20.0, (0.0, 100.0))
    Winset(rule='everybody must agree', low=20.0, high=60.0, empty=False)
    """
    mirrored = 2 * np.asarray(x, dtype=np.float64) - reference  # as good to each as the reference
    if unanimous:
        needed, rule = 1 - 1e-12, "everybody must agree"
        share = np.full(len(mirrored), 1 / len(mirrored))
    else:
        needed, rule = 0.5 + 1e-12, "more than half of the weight"
        share = np.asarray(weight / weight.sum())
    high = max((m for m in mirrored if share[mirrored >= m].sum() > needed), default=reference)
    low = min((m for m in mirrored if share[mirrored <= m].sum() > needed), default=reference)
    high = min(max(high, reference), max(ends[1], reference))
    low = max(min(low, reference), min(ends[0], reference))
    return Winset(rule, float(low), float(high), bool(high - low <= 1e-9 * (ends[1] - ends[0])))
