"""Which position would win, if every two fought it out by chance? The probabilistic Condorcet.

The definition is that of KTAB (the KAPSARC toolkit for behavioural analysis): each actor backs
``a`` against ``b`` with his weight times the difference of utilities; the coalitions are the sums
on each side; the chance that ``a`` wins is its coalition's share (the linear law); the standing
position is challenged again and again by one drawn evenly from all, and the chances asked for are
the shares of time each position stands in the long run. KTAB has other laws and rules too. Our own
choices: utility is distance on the line, weight is clout times salience, and a position held by
several counts once among the challengers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from detente.analysis.positions.pairs import backing, listed
from detente.core.streams import Floats


@dataclass(frozen=True, eq=False)
class Contest:
    """The positions held, ascending, and the chance that each wins."""

    places: Floats
    chances: Floats

    @property
    def mean(self) -> float:
        """Where the winner stands on average."""
        return float(self.places @ self.chances)


def contest(x: Floats, weight: Floats) -> Contest:
    """Which positions win, with what chance, if every two fight it out?

    Parameters
    ----------
    x, weight : array of float, shape (actors,)

    Returns
    -------
    Contest

    Examples
    --------
    >>> found = contest(np.array([0.0, 10.0, 10.0]), np.array([3.0, 0.5, 0.5]))
    >>> found.places.tolist(), found.chances.round(6).tolist()
    ([0.0, 10.0], [0.75, 0.25])
    """
    places, where = np.unique(x, return_inverse=True)
    n = len(places)
    if n == 1:
        return Contest(places, np.ones(1))
    held = np.bincount(where, weights=weight, minlength=n).astype(np.float64)
    lower, upper = (side[:, 0] for side in backing(places[:, None], held[:, None]))
    below, above = listed(n)
    beats = np.zeros((n, n))
    votes = lower + upper
    share = np.divide(lower, votes, out=np.full_like(votes, 0.5), where=votes > 0)
    beats[below, above], beats[above, below] = share, 1 - share
    # In the long run as much flows into each position as out of it: the columns of `flow` add up
    # to nought, so one equation is replaced by the sum of all chances.
    flow = beats - np.diag(beats.sum(axis=0))
    flow[-1] = 1.0
    right = np.zeros(n)
    right[-1] = 1.0
    chances = np.maximum(np.linalg.lstsq(flow, right, rcond=None)[0], 0.0)
    return Contest(places, chances / chances.sum())
