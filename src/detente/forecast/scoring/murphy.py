"""The Brier score and its parts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.core.streams import Floats

TENTHS = tuple(k / 10 for k in range(11))
"""Edges of the bins. Each holds its lower edge; the last holds both."""


def brier(p: Floats, y: Floats, w: Floats) -> float:
    """How far were the forecasts off? The mean of (p - y)², from 0 (perfect) to 1 (all wrong).

    This is the one-sided score of a yes-no question. The two-sided one, which some tournaments and
    Brier (1950, Monthly Weather Review 78:1) use, is twice as large.

    Parameters
    ----------
    p, y, w : array of float, shape (n,)
        Probabilities of yes, what happened (1 yes, 0 no), and weights.

    Examples
    --------
    >>> float(brier(np.array([0.8, 0.3]), np.array([1.0, 0.0]), np.ones(2)).__round__(3))
    0.065
    """
    return float(np.average((p - y) ** 2, weights=w))


def log_score(p: Floats, y: Floats, w: Floats, floor: float) -> float:
    """How surprising was what happened? The mean of -ln(probability given to it), in nats.

    No probability counts as less than ``floor``: otherwise one forecast of 0 % for what then
    happened would outweigh everything else. 0 is perfect; saying 50 % each time scores ln 2 = 0.693
    (Good 1952, J. Royal Statistical Society B 14:107).

    Parameters
    ----------
    p, y, w : array of float, shape (n,)
        Probabilities of yes, what happened (1 yes, 0 no), and weights.
    floor : float
        The smallest probability that counts.

    Examples
    --------
    >>> round(log_score(np.array([0.5, 0.0]), np.array([1.0, 0.0]), np.ones(2), 0.01), 4)
    0.3516
    """
    return float(np.average(log_scores(p, y, floor), weights=w))


def log_scores(p: Floats, y: Floats, floor: float) -> Floats:
    """The same for each forecast by itself."""
    given = np.clip(np.where(y > 0.5, p, 1 - p), floor, 1 - floor)
    return np.asarray(-np.log(given))


@dataclass(frozen=True)
class Murphy:
    """The parts of a Brier score: reliability - resolution + uncertainty + spread - leaning.

    Attributes
    ----------
    reliability : float
        How far the share of yes in a bin lies from what was said there (less is better).
    resolution : float
        How far the shares of yes of the bins differ from the overall share (more is better).
    uncertainty : float
        How uncertain the questions were: share of yes times share of no.
    spread : float
        Within bins: how much the probabilities differ.
    leaning : float
        Within bins: whether higher probabilities went with yes (twice the covariance).
    """

    reliability: float
    resolution: float
    uncertainty: float
    spread: float
    leaning: float

    @property
    def brier(self) -> float:
        """The sum of the parts: the Brier score itself, up to rounding."""
        within = self.spread - self.leaning
        return self.reliability - self.resolution + self.uncertainty + within

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {"brier": self.brier}


def bins(p: Floats, edges: tuple[float, ...] = TENTHS) -> NDArray[np.int64]:
    """In which bin is each probability? From 0.

    Examples
    --------
    >>> bins(np.array([0.0, 0.1, 0.3, 0.999, 1.0])).tolist()
    [0, 1, 3, 9, 9]
    """
    return np.digitize(p, np.asarray(edges[1:-1])).astype(np.int64)


def murphy(p: Floats, y: Floats, w: Floats, edges: tuple[float, ...] = TENTHS) -> Murphy:
    """Of what does the Brier score consist?

    Murphy's three parts (1973, J. Applied Meteorology 12:595) add up to the score only where all
    forecasts of a bin are equal. With the two terms within bins of Stephenson, Coelho & Jolliffe
    (2008, Weather and Forecasting 23:752, eq. 8) they always do.

    Parameters
    ----------
    p, y, w : array of float, shape (n,)
        Probabilities of yes, what happened (1 yes, 0 no), and weights.
    edges : tuple of float
        Edges of the bins, from 0 to 1.

    Examples
    --------
    >>> m = murphy(np.array([0.2, 0.2, 0.9, 0.9]), np.array([0.0, 1.0, 1.0, 1.0]), np.ones(4))
    >>> round(m.reliability, 3), round(m.resolution, 4), round(m.uncertainty, 4), round(m.brier, 3)
    (0.05, 0.0625, 0.1875, 0.175)
    """
    share = w / w.sum()
    at = bins(p, edges)
    count = len(edges) - 1
    weight = np.bincount(at, share, count)
    some = np.where(weight > 0, weight, 1.0)
    said = np.bincount(at, share * p, count) / some
    seen = np.bincount(at, share * y, count) / some
    overall = float(share @ y)
    off, apart = p - said[at], y - seen[at]
    return Murphy(
        reliability=float(weight @ (said - seen) ** 2),
        resolution=float(weight @ (seen - overall) ** 2),
        uncertainty=overall * (1 - overall),
        spread=float(share @ off**2),
        leaning=2 * float(share @ (off * apart)),
    )
