"""How far could a score be off by chance? Whole clusters are drawn again, with replacement."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np

from detente.core.streams import Floats

STREAM = "score.bootstrap"
_AT_ONCE = 200

Statistic = Callable[[Floats], Floats]
"""From sums over clusters, shape (draws, k), to figures, shape (draws, s)."""


def intervals(
    sums: Floats, statistic: Statistic, *, draws: int, seed: int
) -> list[tuple[float, float] | None]:
    """Between which values do 95 % of the figures lie when the clusters are drawn again?

    Questions of one case stand or fall together. So not questions are drawn but clusters of them,
    each with all it holds (Cameron, Gelbach & Miller 2008, Rev. Economics and Statistics 90:414;
    percentile interval). With few clusters the interval is too narrow.

    Parameters
    ----------
    sums : array of float, shape (clusters, k)
        What each cluster adds to the sums from which the figures are made.
    statistic : callable
        The figures, from such sums: (draws, k) to (draws, s). NaN where one has no value.
    draws : int
        How often the clusters are drawn.
    seed : int
        Seed of the stream ``score.bootstrap``.

    Returns
    -------
    list of (float, float) or None
        For each figure; None with fewer than two clusters, or where it has a value in fewer than
        95 of 100 draws.

    Examples
    --------
    >>> mean = lambda s: s[:, :1] / s[:, 1:]
    >>> sums = np.array([[0.1, 1.0], [0.3, 1.0], [0.2, 1.0], [0.2, 1.0]])
    >>> [(low, high)] = intervals(sums, mean, draws=500, seed=0)
    >>> low < 0.2 < high
    True
    """
    clusters = len(sums)
    figures = statistic(sums.sum(axis=0, keepdims=True)).shape[1]
    if clusters < 2:
        return [None] * figures
    digest = hashlib.sha256(f"{seed}\n{STREAM}".encode()).digest()
    key = np.frombuffer(digest[:16], dtype="<u8").astype(np.uint64)
    generator = np.random.Generator(np.random.Philox(key=key))
    pieces = []
    for start in range(0, draws, _AT_ONCE):
        size = min(_AT_ONCE, draws - start)
        counts = generator.multinomial(clusters, np.full(clusters, 1 / clusters), size=size)
        pieces.append(statistic(counts @ sums))
    found = np.concatenate(pieces)
    ends: list[tuple[float, float] | None] = []
    for column in found.T:
        valid = column[np.isfinite(column)]
        if len(valid) < 0.95 * len(column):
            ends.append(None)
        else:
            low, high = np.percentile(valid, [2.5, 97.5])
            ends.append((float(low), float(high)))
    return ends
