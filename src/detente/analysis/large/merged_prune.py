"""Which partial outcomes does no other beat, where only some columns can make one better?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.analysis.bargain import prune
from detente.core.grid import Bools
from detente.core.streams import Floats

Ints = NDArray[np.int64]

DUST = 1e-11
"""Value points: differences that only come from the order of additions."""

LEADERS = 1024
"""Rows that the rest is compared with at once."""


class TooManyError(Exception):
    """The frontier grew beyond what was allowed."""


def undominated(strict: Floats, eased: Floats, most: int = 1 << 62) -> Bools:
    """Which rows does no other row beat?

    A row beats another where it is at least as large in every column of both arrays and larger in
    some column of ``strict``, differences that only come from rounding aside. Both have the shape
    (rows, columns), the mask (rows,).

    Raises
    ------
    TooManyError
        Where more than ``most`` rows are left.

    Examples
    --------
    >>> gains = np.array([[2.0, 1.0], [1.0, 1.0], [1.0, 2.0]])
    >>> undominated(gains, np.array([[0.0], [0.0], [0.0]])).tolist()
    [True, False, True]
    >>> undominated(gains, np.array([[0.0], [1.0], [0.0]])).tolist()
    [True, True, True]
    """
    result = np.zeros(len(strict), dtype=np.bool_)
    # Whole numbers, equal within the dust: from here on all comparisons are exact.
    codes = prune.ranks(strict, DUST)
    points = np.concatenate([codes, prune.ranks(eased, DUST)], axis=1)
    # To be at least as good as another and no better is to be at least as good both ways round.
    both = np.concatenate([points, -codes], axis=1)
    # From the largest sum on: a row can only be beaten by one whose sum is larger.
    left = np.argsort(-codes.sum(axis=1), kind="stable")
    kept = 0
    while len(left):
        lead, size = left[:LEADERS], min(LEADERS, len(left))
        lead = lead[~_beaten(points[lead], both[lead], points[lead], both[lead])]
        result[lead] = True
        kept += len(lead)
        if kept > most:
            raise TooManyError
        left = left[size:]
        left = left[~_beaten(points[left], both[left], points[lead], both[lead])]
    return result


def _beaten(points: Ints, both: Ints, leaders: Ints, both_leaders: Ints) -> Bools:
    """Which points does some leader beat, and not only equal?"""
    as_good = prune.at_least(points, leaders)
    same = prune.at_least(both, both_leaders)
    found: Bools = as_good > same
    return found
