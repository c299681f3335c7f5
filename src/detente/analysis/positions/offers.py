"""Which offer does each actor take? What the pairs of one round lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.analysis.positions.pairs import NOISE, Ints, listed
from detente.core.streams import Floats

Bools = NDArray[np.bool_]
CHOICES = ("enforce", "least", "category")
CONFLICT, COMPROMISE, GIVE_IN = 0.0, 1.0, 2.0


@dataclass(frozen=True, eq=False)
class Policy:
    """How offers are chosen, reading by reading; arrays of booleans of shape (readings,)."""

    enforce: Bools
    category: Bools
    conflict: Bools

    @classmethod
    def of(cls, rules: Sequence[tuple[str, bool]]) -> Policy:
        """From the choice, and whether conflicts move anybody, of each reading."""
        unknown = sorted({choice for choice, _ in rules} - set(CHOICES))
        if unknown:
            raise ValueError(f"no such choice: {unknown[0]}; there are {', '.join(CHOICES)}")
        return cls(
            np.array([choice == "enforce" for choice, _ in rules]),
            np.array([choice == "category" for choice, _ in rules]),
            np.array([conflict for _, conflict in rules]),
        )

    def at(self, columns: Ints) -> Policy:
        """Some of the readings."""
        return Policy(self.enforce[columns], self.category[columns], self.conflict[columns])


@dataclass(frozen=True, eq=False)
class Step:
    """What one round does; arrays of shape (actors, readings).

    Attributes
    ----------
    move : array of float
        By how much each actor moves.
    by : array of int
        Whose offer he takes, -1 where he takes none.
    """

    move: Floats
    by: Ints


def accepted(
    up: Floats, down: Floats, gap: Floats, apart: Bools, policy: Policy, start: Floats
) -> Step:
    """Which offers are made and taken, by what each of a pair expects from a challenge?

    Of a pair at most one moves. With ``a`` for the one who expects to gain, ``b`` for the other:
    if both gain, the one who gains less goes all the way (or nobody moves); if ``b`` loses less
    than ``a`` gains, he goes ``|b/a|`` of the way; if he loses as much or more, all the way; if
    neither gains, nobody moves.

    Parameters
    ----------
    up, down : array of float, shape (pairs, readings)
        What the lower one of each pair expects from challenging the upper, and the other way.
    gap : array of float, shape (pairs, readings)
        The distance between the two.
    apart : array of bool, shape (pairs, readings)
        Whether they stand apart at all.
    policy : Policy
    start : array of float, shape (readings,)
        The range at the start, which says how small a difference is rounding.

    Returns
    -------
    Step
    """
    first = up > down  # is it the lower one who gains more, so that the upper one may move?
    a, b = np.where(first, up, down), np.where(first, down, up)
    both = b > NOISE
    made = apart & (a > NOISE) & np.where(both, policy.conflict & (a > b + NOISE), True)
    partly = ~both & (a > -b + NOISE)
    with np.errstate(divide="ignore", invalid="ignore"):
        length = gap * np.where(partly, np.clip(-b / a, 0.0, 1.0), 1.0)
    kind = None
    if policy.category.any():
        kind = np.where(both, CONFLICT, np.where(partly, COMPROMISE, GIVE_IN))
        kind = np.where(policy.category, kind, CONFLICT)
    least = np.where(policy.enforce, -a, length)
    then = np.where(policy.enforce, length, -a)
    slack = np.where(policy.enforce, NOISE, NOISE * start)
    return choose(first, made, kind, least, then, slack, length)


def choose(
    first: Bools,
    made: Bools,
    kind: Floats | None,
    least: Floats,
    then: Floats,
    slack: Floats,
    length: Floats,
) -> Step:
    """Which of the offers made does each actor take?

    Parameters
    ----------
    first : array of bool, shape (pairs, readings)
        Whether the upper one of the pair is to move, towards the lower.
    made : array of bool, shape (pairs, readings)
        Whether there is an offer.
    kind, least, then : array of float, shape (pairs, readings)
        What is looked at in turn, the smallest being taken; ``kind`` may be left out.
    slack : array of float, shape (readings,)
        How far above the smallest ``least`` still counts as tied.
    length : array of float, shape (pairs, readings)
        How far he would move.

    Returns
    -------
    Step
        Ties that remain go to the offer of the lower one.
    """
    n = int((1 + np.sqrt(1 + 8 * len(length))) / 2 + 0.5)  # from n (n - 1) / 2 pairs
    upper, lower = made & first, made & ~first
    one = _spread(np.where(upper, least, np.inf), np.where(lower, least, np.inf), n)
    two = _spread(then, then, n)
    if kind is not None:
        order = _spread(np.where(upper, kind, np.inf), np.where(lower, kind, np.inf), n)
        one = np.where(order <= order.min(axis=1, keepdims=True), one, np.inf)
    best = one.min(axis=1)
    some = np.isfinite(best)
    tied = one <= (np.where(some, best, -np.inf) + slack)[:, None]
    by = np.argmin(np.where(tied, two, np.inf), axis=1)
    move = np.take_along_axis(_spread(-length, length, n), by[:, None], axis=1)[:, 0]
    return Step(np.where(some, move, 0.0), np.where(some, by, -1))


def _spread(upper: Floats, lower: Floats, n: int) -> Floats:
    """From pairs to a table (who moves, whose offer, reading); nobody makes himself an offer."""
    below, above = listed(n)
    full = np.full((n, n, upper.shape[1]), np.inf)
    full[above, below] = upper
    full[below, above] = lower
    return full
