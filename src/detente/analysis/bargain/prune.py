"""Which of some points does no other beat? Exact, for any number of parties, a million points."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.core.conflict import Ints
from detente.core.streams import Floats

LEADERS = 1024
"""Points that the rest is compared with at once: their tables stay in the cache."""

AT_ONCE = 1 << 15
"""Points compared at once."""

Counts = NDArray[Any]
"""Whole numbers: 64 bits where they are sure to fit, else Python's own."""


def ranks(points: Floats, tolerance: float) -> Ints:
    """Each column as whole numbers, higher is better; within the tolerance is the same number.

    Values are chained: sorted, and a new number begins where the step up exceeds the tolerance.
    From here on all comparisons are exact.
    """
    result = np.empty(points.shape, dtype=np.int64)
    for p in range(points.shape[1]):
        order = np.argsort(points[:, p], kind="stable")
        up = np.diff(points[order, p], prepend=points[order[:1], p]) > tolerance
        result[order, p] = np.cumsum(up)
    return result


def frontier(points: Floats, counts: Counts, tolerance: float) -> tuple[Ints, Counts]:
    """Which points are unbeaten, one of each kind, and how many packages does each stand for?

    Parameters
    ----------
    points : array of float, shape (points, parties)
    counts : array of int, shape (points,)
        Packages that each point stands for.
    tolerance : float
        Up to this difference two numbers count as equal.

    Returns
    -------
    chosen : array of int
        Places of the unbeaten points, best for the first party first; of equal points the first.
    counts : array
        Packages of each, equal points added up.

    Examples
    --------
    >>> chosen, counts = frontier(np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 1.0], [1.0, 2.0]]),
    ...                           np.ones(4, dtype=np.int64), 1e-9)
    >>> chosen.tolist(), counts.tolist()
    ([1, 0], [1, 2])
    """
    if not len(points):
        return np.zeros(0, dtype=np.int64), counts[:0]
    codes = ranks(points, tolerance)
    order = np.lexsort(codes.T[::-1])[::-1]
    ordered = codes[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    starts = np.flatnonzero(new)
    total = np.add.reduceat(counts[order], starts)
    first = np.minimum.reduceat(order, starts)
    kept = _unbeaten(ordered[starts])
    return first[kept], total[kept]


def _unbeaten(codes: Ints) -> Ints:
    """Places of the unbeaten among different points that descend from the first column on."""
    if codes.shape[1] == 1:
        return np.zeros(1, dtype=np.int64)
    if codes.shape[1] == 2:
        before = np.maximum.accumulate(np.concatenate([[-1], codes[:-1, 1]]))
        return np.flatnonzero(codes[:, 1] > before)
    # From the largest sum of ranks on: a point can only be beaten by one whose sum is larger.
    left = np.argsort(-codes.sum(axis=1), kind="stable")
    found = []
    while len(left):
        leaders = left[:LEADERS]
        # Each leader is at least as good as itself; one more and it is beaten (none are equal).
        leaders = leaders[at_least(codes[leaders], codes[leaders]) <= 1]
        found.append(leaders)
        left = left[LEADERS:]
        left = left[at_least(codes[left], codes[leaders]) == 0]
    return np.sort(np.concatenate(found))


def at_least(points: Ints, leaders: Ints) -> Ints:
    """How many leaders are at least as good as each point for every party?

    One bit a leader: for every party, a table gives the leaders from each rank on, so that a
    point takes one look-up a party and the bits that all of them share are the answer.
    """
    tables, values = [], []
    many = len(leaders)
    for p in range(leaders.shape[1]):
        order = np.argsort(leaders[:, p], kind="stable")
        table = np.zeros((many + 1, many // 64 + 1), dtype=np.uint64)
        bit = np.left_shift(np.uint64(1), (order % 64).astype(np.uint64))
        table[np.arange(many), order // 64] = bit
        tables.append(np.bitwise_or.accumulate(table[::-1], axis=0)[::-1].copy())
        values.append(leaders[order, p])
    result = np.empty(len(points), dtype=np.int64)
    for start in range(0, len(points), AT_ONCE):
        some = points[start : start + AT_ONCE]
        bits = tables[0][np.searchsorted(values[0], some[:, 0])]
        for p in range(1, len(tables)):
            bits &= tables[p][np.searchsorted(values[p], some[:, p])]
        result[start : start + AT_ONCE] = np.bitwise_count(bits).sum(axis=1, dtype=np.int64)
    return result
