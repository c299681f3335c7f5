"""The bargaining solutions read off a complete Pareto frontier.

What any of them names is unbeaten, so nothing else needs to be looked at. How many packages are as
good is the sum of the counts of the points that are.
"""

from __future__ import annotations

from math import log

import numpy as np

from detente.analysis import solutions
from detente.analysis.bargain import space
from detente.analysis.bargain.result import Best, Frontier, in_words
from detente.core.conflict import Bools
from detente.core.domain import Domain
from detente.core.streams import Floats
from detente.core.table import TOLERANCE


def choose(domain: Domain, frontier: Frontier, point: Floats) -> dict[str, Best]:
    """Which packages do the solutions name, given the frontier and what there is without a deal?

    Parameters
    ----------
    domain : Domain
    frontier : Frontier
        Complete.
    point : array of float, shape (parties,)

    Returns
    -------
    dict of Best
        By name; empty where every package leaves somebody below the point.

    Examples
    --------
    >>> from detente.analysis.bargain.merge import merge
    >>> d = Domain.of("Fence", {"gate": ("shut", "open")}, {"A": {"gate": (1.0, 3.0)}})
    >>> choose(d, merge(d).frontier, np.array([0.0]))["nash"].package
    {'gate': 'open'}
    """
    gains = (frontier.utilities - point).T
    eligible = np.flatnonzero((gains >= -space.tolerance(domain)).all(axis=0))
    if not len(eligible):
        return {}
    gains = gains[:, eligible]
    found = {}
    for name, mask in solutions.solutions(gains[:, :, None]).items():
        found[name] = _told(domain, frontier, eligible, mask[:, 0], _values(name, gains, point))
    distance = to_the_line(gains)
    near = distance <= distance.min() + TOLERANCE
    found["ks_nearest"] = _told(domain, frontier, eligible, near, distance)
    return found


def to_the_line(gains: Floats) -> Floats:
    """How far are gains from the line from nothing to everybody's best, shape (packages,)?

    ``gains`` has shape (parties, packages). The line is the one on which Kalai and Smorodinsky's
    solution lies where mixtures are possible; the distance is Euclid's, in units of utility.
    """
    ideal = gains.max(axis=1)
    length = float(ideal @ ideal)
    along = (ideal @ gains) / length if length > 0 else np.zeros(gains.shape[1])
    distance: Floats = np.sqrt(((gains - ideal[:, None] * along) ** 2).sum(axis=0))
    return distance


def _values(name: str, gains: Floats, point: Floats) -> Floats:
    """What a solution makes as large as it can, for each package."""
    if name == "utilitarian":
        return np.asarray(gains.sum(axis=0) + point.sum())
    if name == "egalitarian":
        return np.asarray(gains.min(axis=0))
    if name == "nash":
        strict = gains > TOLERANCE
        return np.asarray(np.log(np.where(strict, gains, 1.0)).sum(axis=0))
    return smallest_share(gains, gains.max(axis=1))


def smallest_share(gains: Floats, ideal: Floats) -> Floats:
    """The smallest share of a party's best gain, for each package; 1 for who cannot gain."""
    counted = ideal > TOLERANCE
    shares = gains[counted] / ideal[counted][:, None]
    return np.asarray(shares.min(axis=0, initial=1.0 if not counted.all() else np.inf))


def product(gains: Floats) -> float:
    """The logarithm of the product of the gains that are more than nothing."""
    return sum(log(gain) for gain in gains.tolist() if gain > TOLERANCE)


def _told(
    domain: Domain, frontier: Frontier, eligible: np.ndarray, mask: Bools, values: Floats
) -> Best:
    best = np.flatnonzero(mask)
    first = int(best[0])
    place = int(eligible[first])
    package = frontier.packages[place]
    value = float(values[first])
    return Best(
        package=in_words(domain, package),
        utilities=frontier.utilities[place],
        value=value,
        bound=value,
        proved=True,
        ties=sum(frontier.counts[int(eligible[k])] for k in best),
    )
