"""Pairs of actors on a line, for many readings at once: chances to win and expected utilities.

Arrays have the readings last, so that whatever is done to a pair is done to all readings in one
sweep. Actors are in ascending order of position in each reading; a pair is (lower, upper).
Equations are those of Scholz, Calbert & Smith (2011), ICAART, pp. 18-30, doi:10.5220/
0003121500180030, which collects those of Bueno de Mesquita (1994, 1997).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from detente.core.streams import Floats

Ints = NDArray[np.intp]
NOISE = 1e-12
"""Below this, differences of utilities and of positions (as shares of the range) are rounding."""

COUNTED = 64
"""Up to so many actors, counting them all is faster than halving."""


@lru_cache(maxsize=32)
def listed(actors: int) -> tuple[Ints, Ints]:
    """Which places in the ascending order make up the pairs? The lower and the upper one of each.

    Examples
    --------
    >>> [places.tolist() for places in listed(3)]
    [[0, 0, 1], [1, 2, 2]]
    """
    lower, upper = np.triu_indices(actors, 1)
    lower.setflags(write=False)
    upper.setflags(write=False)
    return lower, upper


def backing(x: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """How much weight, times how much nearer it is, stands behind each of two positions?

    With ``v_k = weight_k (|x_k - x_upper| - |x_k - x_lower|)``: the sum of the positive ones, for
    the lower position, and of the negative ones without their sign, for the upper. The sums are
    read off running sums of weight and weight times position, so that a pair costs a search for
    its midpoint and not a sweep over all actors.

    Parameters
    ----------
    x, weight : array of float, shape (actors, readings)
        ``x`` ascending along the first axis.

    Returns
    -------
    two arrays of float, shape (pairs, readings)

    Examples
    --------
    >>> lower, upper = backing(np.array([[4.0], [7.0], [10.0]]), np.array([[2.0], [1.0], [3.0]]))
    >>> lower[:, 0].tolist(), upper[:, 0].tolist()
    ([6.0, 12.0, 9.0], [12.0, 18.0, 9.0])
    """
    n, readings = x.shape
    below, above = listed(n)
    mass = np.zeros((n + 1, readings))
    moment = np.zeros((n + 1, readings))
    np.cumsum(weight, axis=0, out=mass[1:])
    np.cumsum(weight * x, axis=0, out=moment[1:])
    left = x * mass[1:] - moment[1:]  # sum of weight times distance, of those to the left
    total = 2 * left - x * mass[-1] + moment[-1]  # the same of all
    middle = 0.5 * (x[below] + x[above])
    rank = _up_to(x, middle, below, above) * readings + np.arange(readings)
    at_middle = middle * mass.ravel()[rank] - moment.ravel()[rank]
    lower = np.maximum(2 * (at_middle - left[below]), 0.0)
    upper = np.maximum(lower - (total[above] - total[below]), 0.0)
    return lower, upper


def _up_to(x: Floats, middle: Floats, below: Ints, above: Ints) -> Ints:
    """How many actors stand at or below the midpoint of each pair?"""
    n, readings = x.shape
    if n <= COUNTED:
        rank = np.zeros(middle.shape, dtype=np.uint8)
        for one in x:
            rank += one <= middle
        return rank.astype(np.intp)
    flat, column = x.ravel(), np.arange(readings)
    low = np.repeat(below[:, None] + 1, readings, axis=1)
    high = np.repeat(above[:, None], readings, axis=1)
    for _ in range(n.bit_length()):
        half = (low + high) >> 1
        further = flat[half * readings + column] <= middle
        np.copyto(low, half + 1, where=further)
        np.copyto(high, half, where=~further)
    return low


@dataclass(frozen=True, eq=False)
class Pair:
    """What the pairs of one round look like; arrays of shape (pairs, readings).

    Attributes
    ----------
    x, salience : array of float, shape (actors, readings)
    distance : array
        Between the two, as a share of the range.
    wins : array
        Chance that the lower position wins against the upper one (equation 31).
    loses : array
        Chance that the upper one wins; 1 - ``wins``, but for reading ``code2014``.
    middle : array of float, shape (readings,)
        The weighted median.
    range : array of float, shape (readings,)
        By which distances are measured.
    """

    x: Floats
    salience: Floats
    distance: Floats
    wins: Floats
    loses: Floats
    middle: Floats
    range: Floats

    @property
    def drift(self) -> Floats:
        """Distance of each actor from the weighted median, as a share of the range."""
        return np.abs(self.x - self.middle) / self.range


def first_utilities(pair: Pair, q: Floats) -> tuple[Floats, Floats]:
    """What does each of the two expect from challenging the other, risk left aside?

    Returns
    -------
    two arrays of float, shape (pairs, readings)
        Of the lower one, challenging the upper; and the other way.
    """
    below, above = listed(len(pair.x))
    d = pair.distance
    up = 2 * d * (1 - 2 * pair.salience[above] * (1 - pair.wins))
    down = 2 * d * (1 - 2 * pair.salience[below] * (1 - pair.loses))
    if (q < 1).any():
        drift = pair.drift
        for expected, who in ((up, below), (down, above)):
            m = drift[who]
            drifted = (1 - q) * np.where(m < d - NOISE, m + d, -(m + d))
            np.subtract(expected, drifted, out=expected)
    return up, down


def second_utilities(pair: Pair, r: Floats, q: Floats) -> tuple[Floats, Floats]:
    """What does each of the two expect from challenging the other, with his exponent for risk?

    ``E_i(ij) = s_j [P U_s + (1-P) U_f] + (1-s_j) U_s - Q U_sq - (1-Q) [T U_b + (1-T) U_w]``.

    Parameters
    ----------
    pair : Pair
    r : array of float, shape (actors, readings)
        Exponents for risk, 0.5 (seeks it) to 2 (shuns it).
    q : array of float, shape (readings,)
        How likely it is that the other does nothing, if he is not challenged.

    Returns
    -------
    two arrays of float, shape (pairs, readings)
        Of the lower one, challenging the upper; and the other way.
    """
    below, above = listed(len(pair.x))
    success, failure = logarithms(pair.distance)
    even = 0.5**r
    found = []
    for who, other, p in ((below, above, pair.wins), (above, below, pair.loses)):
        mine = r[who]
        good, bad = np.exp(mine * success), np.exp(mine * failure)
        expected = 2 - 2 * q - 4 * good - 4 * pair.salience[other] * (1 - p) * (bad - good)
        expected += q * 4 * even[who]
        if (q < 1).any():
            m = pair.drift[who]
            reach = 0.25 * (m + pair.distance)
            better = np.where(m < pair.distance - NOISE, 0.5 - reach, 0.5 + reach)
            expected -= (1 - q) * (2 - 4 * better**mine)
        found.append(expected)
    return found[0], found[1]


def logarithms(distance: Floats) -> tuple[Floats, Floats]:
    """Logarithms of ``0.5 - 0.5 d`` and ``0.5 + 0.5 d``; of nought minus infinity."""
    with np.errstate(divide="ignore"):
        return np.log(np.maximum(0.5 - 0.5 * distance, 0.0)), np.log(0.5 + 0.5 * distance)


def exponents(security: Floats) -> Floats:
    """How much risk does each actor take, by how secure he is?

    ``R = (2 S - max S - min S) / (max S - min S)`` and ``r = (1 - R/3) / (1 + R/3)``.

    Parameters
    ----------
    security : array of float, shape (actors, readings)

    Returns
    -------
    array of float, shape (actors, readings)
        Between 0.5 and 2; 1 where all are equally secure.
    """
    top, bottom = security.max(axis=0), security.min(axis=0)
    spread = top - bottom
    even = spread <= NOISE
    risk = (2 * security - top - bottom) / np.where(even, 1.0, spread)
    third = np.where(even, 0.0, risk) / 3
    return (1 - third) / (1 + third)


def summed(up: Floats, down: Floats, actors: int, *, received: bool) -> Floats:
    """What do all challenges to each actor, or all challenges by him, add up to?

    ``received`` sums over the challengers, which is what the worked example needs (ambiguity A2).

    Returns
    -------
    array of float, shape (actors, readings)
    """
    full = np.zeros((actors, actors, up.shape[1]))
    below, above = listed(actors)
    full[below, above] = up
    full[above, below] = down
    return np.asarray(full.sum(axis=0 if received else 1))
