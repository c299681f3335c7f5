"""The reading ``code2014``: what a program of 2014 makes of the challenge model.

A program published in 2014 (github.com/jmckib/bdm-scholz-expected-utility-model; nothing of it is
used here) is the one that comes nearest to the table of results of Scholz, Calbert & Smith (2011,
table 2). What it does differently was worked out from descriptions and results:

* a chance to win is the weight behind a position divided by the votes of all actors on all ordered
  pairs of positions held, so that the chances of two rivals do not add up to 1;
* in those votes, distances as shares of the range are raised to the voter's own exponent for risk;
* the range is that of the start;
* both utilities of a pair are worked out with the exponent of the actor who looks at it;
* he goes all the way to somebody who gains more than himself (the shortest such move first); where
  there is none, he goes part of the way to somebody who gains more than he himself would lose, and
  takes of these offers the one with the smallest ``(|a| x_i + |b| x_j) / (|a| + |b|)``; he never
  gives in;
* nobody moves unless challenged (``q`` = 1);
* what is left tied goes to the higher position, which reproduces its results on four data sets.
"""

from __future__ import annotations

import numpy as np

from detente.analysis.positions.offers import COMPROMISE, CONFLICT, Step
from detente.analysis.positions.pairs import (
    NOISE,
    Pair,
    backing,
    exponents,
    first_utilities,
    listed,
    logarithms,
    summed,
)
from detente.core.streams import Floats


def steps_of_2014(x: Floats, salience: Floats, weight: Floats, span: Floats) -> Step:
    """Who moves where in one round, as the program of 2014 has it?

    Parameters
    ----------
    x, salience, weight : array of float, shape (actors, readings)
        Positions in ascending order in every reading.
    span : array of float, shape (readings,)
        The range at the start.

    Returns
    -------
    Step
    """
    below, above = listed(len(x))
    gap = x[above] - x[below]
    apart = gap > NOISE * span
    pair = _pair(x, salience, gap / span, apart, backing(x, weight), span)
    r = exponents(summed(*first_utilities(pair, np.ones_like(span)), len(x), received=True))
    pair = _pair(x, salience, gap / span, apart, _backing(x, weight, r, span), span)
    success, failure = logarithms(pair.distance)
    n, readings = x.shape
    kind, key = (np.full((n, n, readings), np.inf) for _ in range(2))
    move = np.zeros((n, n, readings))
    for mine, other, ways in ((below, above, 1.0), (above, below, -1.0)):
        a, b = _seen_by(mine, other, pair, r, success, failure, ways > 0)
        full = apart & (a > NOISE) & (b > a + NOISE)
        part = apart & (a < 0) & (b > NOISE) & (b > -a + NOISE)
        with np.errstate(divide="ignore", invalid="ignore"):
            length = gap * np.where(part, np.abs(a / b), 1.0)
            meets = (np.abs(a) * x[mine] + np.abs(b) * x[other]) / (np.abs(a) + np.abs(b))
        kind[mine, other] = np.where(full, CONFLICT, np.where(part, COMPROMISE, np.inf))
        key[mine, other] = np.where(full, gap, np.where(part, meets, np.inf))
        move[mine, other] = ways * length
    first = kind.min(axis=1, keepdims=True)
    # ties go to the higher position: the last of the smallest
    by = n - 1 - np.argmin(np.where(kind <= first, key, np.inf)[:, ::-1], axis=1)
    some = np.isfinite(first[:, 0])
    taken = np.take_along_axis(move, by[:, None], axis=1)[:, 0]
    return Step(np.where(some, taken, 0.0), np.where(some, by, -1))


def _pair(
    x: Floats,
    salience: Floats,
    distance: Floats,
    apart: np.ndarray,
    behind: tuple[Floats, Floats],
    span: Floats,
) -> Pair:
    """The pairs, their chances divided by the votes on all ordered pairs."""
    lower, upper = behind
    votes = 2 * (lower + upper).sum(axis=0)
    votes = np.where(votes > 0, votes, 1.0)
    wins, loses = (np.where(apart, side / votes, 0.0) for side in (lower, upper))
    return Pair(x, salience, distance, wins, loses, x[0], span)


def _backing(x: Floats, weight: Floats, r: Floats, span: Floats) -> tuple[Floats, Floats]:
    """The weight behind each of two positions, with each voter's own exponent for risk."""
    below, above = listed(len(x))
    lower = np.zeros((len(below), x.shape[1]))
    net = np.zeros_like(lower)
    for k in range(len(x)):
        with np.errstate(divide="ignore"):
            far = weight[k] * np.exp(r[k] * np.log(np.abs(x - x[k]) / span))
        vote = far[above] - far[below]
        net += vote
        lower += np.maximum(vote, 0.0)
    return lower, np.maximum(lower - net, 0.0)


def _seen_by(
    mine: np.ndarray,
    other: np.ndarray,
    pair: Pair,
    r: Floats,
    success: Floats,
    failure: Floats,
    lower: bool,
) -> tuple[Floats, Floats]:
    """What one of each pair expects, and what he thinks the other expects: with his exponent."""
    good, bad = np.exp(r[mine] * success), np.exp(r[mine] * failure)
    even = 4 * 0.5 ** r[mine] - 4 * good
    p, back = (pair.wins, pair.loses) if lower else (pair.loses, pair.wins)
    a = even - 4 * pair.salience[other] * (1 - p) * (bad - good)
    b = even - 4 * pair.salience[mine] * (1 - back) * (bad - good)
    return a, b
