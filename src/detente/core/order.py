"""Orders: what an actor prefers to what, written down as numbers of which only the order counts.

Whoever has an order says which of two outcomes is better, never by how much. So that he can sit at
the same table as those with values, each outcome gets a number from 0 to 100 all the same: larger
is better, equal is equally good, and a difference between two of them means nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import numpy as np
from numpy.typing import NDArray

from detente.core.grid import Outcomes
from detente.core.logic import TRUE, All, Formula, Some, holds
from detente.core.streams import Floats
from detente.core.table import TOLERANCE, Order, Table


def shares(order: Order) -> tuple[float, ...]:
    """How much does each level of an order add where it counts? Together 100.

    Of ``prefers``, level k of p adds in proportion to 2^(p-1-k) wherever it is true, so that the
    more important statement outweighs all that follow (option prioritisation: Fang, Hipel &
    Kilgour 1993). Of ``ranks``, each level adds the same wherever it or an earlier one is true.

    Examples
    --------
    >>> shares(Order("ranks", (TRUE, TRUE)))
    (50.0, 50.0)
    """
    count = len(order.levels)
    if order.kind == "ranks":
        return (100 / count,) * count
    whole = 2**count - 1
    return tuple(100 * 2 ** (count - 1 - k) / whole for k in range(count))


def steps(order: Order) -> tuple[Formula, ...]:
    """Where does each weight of an order count? One formula a level."""
    if order.kind == "prefers":
        return order.levels
    return tuple(_any(order.levels[: k + 1]) for k in range(len(order.levels)))


def _points(order: Order, level: int) -> int:
    """What a level adds in whole numbers: exact sums tell any two outcomes apart."""
    return 1 if order.kind == "ranks" else 2 ** (len(order.levels) - 1 - level)


def _scale(order: Order) -> int:
    """The whole number that stands for 100."""
    count = len(order.levels)
    return count if order.kind == "ranks" else 2**count - 1


def place(order: Order, outcome: Mapping[str, str]) -> float:
    """Where in an order is one outcome, given by option names? 0 (worst) to 100 (best).

    Examples
    --------
    >>> from detente.core.logic import Is, Not
    >>> shut, police = Is("gate", frozenset({"shut"})), Is("guard", frozenset({"police"}))
    >>> gate_first = Order("prefers", (Not(shut), police))
    >>> [round(place(gate_first, {"gate": g, "guard": w}), 1)
    ...  for g, w in [("open", "army"), ("shut", "police")]]
    [66.7, 33.3]
    """
    if order.kind == "ranks":
        count = len(order.levels)
        met = next((k for k, level in enumerate(order.levels) if holds(level, outcome)), count)
        total = count - met
    else:
        total = sum(_points(order, k) for k, s in enumerate(order.levels) if holds(s, outcome))
    return 100 * total / _scale(order)


def places(order: Order, table: Table, outcomes: Outcomes) -> Floats:
    """Where in an order are many outcomes? Spread over them, with one reading for all."""
    shape = (1,) * len(outcomes.space) if outcomes.space != (0,) else (0,)
    # Small integers: where an order names every issue, this is as large as the whole table.
    total: NDArray[np.int32] = np.zeros(shape, dtype=np.int32)
    if order.kind == "ranks":
        met = np.zeros(shape, dtype=np.bool_)
        for level in order.levels:
            met = met | outcomes.truth(table, level)
            total = total + met
    else:
        for k, statement in enumerate(order.levels):
            total = total + np.int32(_points(order, k)) * outcomes.truth(table, statement)
    result: Floats = (100 * np.asarray(total, dtype=np.float64) / _scale(order))[..., None]
    return result


def at_least(order: Order, limit: float) -> Formula:
    """Which outcomes have at least this place in an order (0 to 100, as :func:`place`)?

    One formula, however long the order is: each statement that counts in the limit must be true,
    up to the first that is true without counting there.

    Examples
    --------
    >>> from detente.core.logic import Is
    >>> order = Order("ranks", (Is("gate", frozenset({"open"})), Is("gate", frozenset({"shut"}))))
    >>> at_least(order, 51)
    Is(issue='gate', options=frozenset({'open'}))
    """
    scale = _scale(order)
    least = ceil((limit - TOLERANCE) / 100 * scale)
    if least > scale:
        return Some(())
    result: Formula = TRUE
    if order.kind == "ranks":
        return _any(order.levels[: scale - least + 1]) if least > 0 else result
    for k in reversed(range(len(order.levels))) if least > 0 else ():
        if least & _points(order, k):
            result = order.levels[k] if result == TRUE else All((order.levels[k], result))
        elif result != TRUE:
            result = Some((order.levels[k], result))
    return result


def _any(levels: tuple[Formula, ...]) -> Formula:
    return levels[0] if len(levels) == 1 else Some(levels)
