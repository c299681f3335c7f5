"""Saying with few patterns which combinations of options are none of the listed states."""

from __future__ import annotations

import numpy as np

from detente.core.conflict import Bools, Ints


def cover(feasible: Bools, codes: Ints, many: int, most: int) -> list[str] | None:
    """Which patterns rule out every feasible combination but the listed states?

    Each pattern is as short as it can be: no letter of it can be left out without ruling out a
    listed state. Found one by one, so that there may be more of them than are needed.

    Parameters
    ----------
    feasible : array of bool, shape (2^many,)
        Which decimal codes nothing rules out so far.
    codes : array of int
        The codes of the listed states.
    many
        How many options there are.
    most
        How many patterns are too many.

    Returns
    -------
    list of str or None
        Patterns of Y, N and -, the first option first; None where there would be too many.

    Examples
    --------
    >>> cover(np.ones(4, dtype=bool), np.array([0, 1]), 2, 10)
    ['-Y']
    """
    left = feasible.copy()
    left[codes] = False
    found: list[str] = []
    while left.any():
        if len(found) == most:
            return None
        value = int(np.argmax(left))
        mask = (1 << many) - 1
        for k in range(many):
            shorter = mask & ~(1 << k)
            if ((codes & shorter) != (value & shorter)).all():
                mask = shorter
        where: list[int | slice] = [slice(None)] * many
        pattern = ["-"] * many
        for k in range(many):
            if mask >> k & 1:
                pattern[k] = "Y" if value >> k & 1 else "N"
                where[many - 1 - k] = value >> k & 1
        left.reshape((2,) * many)[tuple(where)] = False
        found.append("".join(pattern))
    return found
