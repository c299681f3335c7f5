"""How are several components made into one probability, and why do they disagree?

The pool is the weighted mean of the log-odds (the geometric mean of the odds). If the inside view
takes part, the mean is then moved a little further from the outside view: components that share
part of what they know are, pooled, too close to where each of them began (Satopää and others,
"Combining multiple probability predictions using a simple logit model", International Journal of
Forecasting 30, 2014). The point it is moved away from is the base rate, not one half.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from detente.forecast.component import Component
from detente.forecast.words import shown

FLOOR = 0.01
"""No component counts as less than this or more than its complement, nor does the pool."""

EXTREMISE = 1.2
"""How many times further from the centre the pool is put.

Studies with hundreds of closed questions find values from about 1.2 up. With few closed questions
of one's own the value cannot be fitted, so the smallest one is the default.
"""

CLOSE = 0.1
"""Components within so many probability points are told as agreeing."""

THIN = 12
"""Fewer cases than this may alone explain why a component stands apart."""

WHY_EQUAL = (
    "Every component has the same weight: there are too few closed forecasts of this kind "
    "to learn weights from, and weights learnt from few do worse than equal ones."
)

_RESTS_ON = {
    "inside": "is the model of this case, with its parties, its moves and its dates",
    "survival": "follows remembered impasses that had lasted as long as this one",
    "base rate": "is the share of all questions of this sort, whoever the parties are",
    "history": "follows these parties' own record since they last did it",
    "hazard": "is one constant rate, the same for every case of the class",
}


def logit(p: float) -> float:
    """What are the log-odds of a probability, after the floor?

    Examples
    --------
    >>> logit(0.5)
    0.0
    >>> logit(0.0) == logit(0.01)
    True
    """
    inner = min(max(p, FLOOR), 1 - FLOOR)
    return math.log(inner / (1 - inner))


def pool(
    components: Sequence[Component], *, extremise: float = EXTREMISE, centre: float | None = None
) -> float:
    """Which single probability stands for all components?

    Parameters
    ----------
    components : sequence of Component
        Each counts with its ``weight``; one with weight 0 is as good as absent.
    extremise : float
        How many times further from the centre the mean of the log-odds is put; 1 leaves it.
    centre : float, optional
        Probability to move away from. Left out, it is the pool of the outside components; with
        none of those, nothing is moved.

    Returns
    -------
    float
        Probability in [0.01, 0.99].

    Raises
    ------
    ValueError
        If no component has a positive weight, or ``extremise`` is below 1.

    Examples
    --------
    >>> inside = Component("inside", "inside", 0.6)
    >>> outside = Component("questions:talks", "base rate", 0.2)
    >>> round(pool([inside, outside], extremise=1), 3)
    0.38
    >>> round(pool([inside, outside]), 3)
    0.423
    """
    if not extremise >= 1:
        raise ValueError(f"extremise is 1 or more, not {extremise}")
    middle = _mean(components)
    if middle is None:
        raise ValueError("a pool needs at least one component with a positive weight")
    away = base_rate(components) if centre is None else centre
    if away is None:
        return _probability(middle)
    start = logit(away)
    return _probability(start + extremise * (middle - start))


def base_rate(components: Sequence[Component]) -> float | None:
    """What does the outside view say by itself (the centre that a pool moves away from)?

    Returns
    -------
    float or None
        Probability in [0.01, 0.99]; None if no outside component has a positive weight.

    Examples
    --------
    >>> base_rate([Component("inside", "inside", 0.6)]) is None
    True
    """
    middle = _mean([component for component in components if component.outside])
    return None if middle is None else _probability(middle)


def default_weights(components: Sequence[Component]) -> tuple[dict[str, float], str]:
    """Which weights does a pool take when nobody sets any, and why?

    Returns
    -------
    tuple
        Weight by name of component, summing to 1, and the reason.

    Examples
    --------
    >>> default_weights([Component("inside", "inside", 0.6)])[0]
    {'inside': 1.0}
    """
    share = 1 / len(components) if components else 0.0
    return {component.name: share for component in components}, WHY_EQUAL


def account(
    components: Sequence[Component], *, extremise: float = EXTREMISE, centre: float | None = None
) -> dict[str, object]:
    """How was the pool made, so that a reader can make it again?

    Returns
    -------
    dict
        ``method``, ``weights`` by name (summing to 1), ``extremise``, ``centre`` (None where
        nothing was moved).
    """
    total = math.fsum(component.weight for component in components) or 1.0
    weights: Mapping[str, float] = {c.name: round(c.weight / total, 6) for c in components}
    away = base_rate(components) if centre is None else centre
    return {
        "method": "log-odds",
        "weights": dict(weights),
        "extremise": extremise if away is not None else 1.0,
        "centre": None if away is None else round(away, 6),
    }


def spread(components: Sequence[Component]) -> float:
    """How far apart, in probability, are the highest and the lowest component that count?

    Examples
    --------
    >>> spread([Component("inside", "inside", 0.6), Component("own", "history", 0.5)])
    0.1
    """
    rates = [component.rate for component in components if component.weight > 0]
    return round(max(rates) - min(rates), 6) if rates else 0.0


def disagreement(components: Sequence[Component]) -> str:
    """Which components are furthest apart, and why do they differ?

    Returns
    -------
    str
        One sentence (empty if fewer than two components count).

    Examples
    --------
    >>> disagreement([Component("inside", "inside", 0.6), Component("own", "history", 0.55)])
    'The 2 components agree within 5 points: from 55 % (own) to 60 % (inside).'
    """
    counted = [component for component in components if component.weight > 0]
    if len(counted) < 2:
        return ""
    low = min(counted, key=lambda c: (c.rate, c.name))
    high = max(counted, key=lambda c: (c.rate, c.name))
    if high.rate - low.rate <= CLOSE:
        return (
            f"The {len(counted)} components agree within {100 * (high.rate - low.rate):.0f} points:"
            f" from {_percent(low)} ({low.name}) to {_percent(high)} ({high.name})."
        )
    return (
        f"{high.name} says {_percent(high)} and {low.name} {_percent(low)}: {_why(high, low)}"
        f"{_thin(high, low)}."
    )


def _why(high: Component, low: Component) -> str:
    if high.kind == low.kind:
        return f"both are of one kind ({high.kind}) but count different cases"
    return f"the first {_RESTS_ON[high.kind]}; the second {_RESTS_ON[low.kind]}"


def _thin(*two: Component) -> str:
    """Does one of the two rest on so little that this alone may explain the difference?"""
    thin = [f"{c.name} rests on {c.n} cases only" for c in two if c.outside and c.n < THIN]
    return f"; {' and '.join(thin)}" if thin else ""


def _percent(component: Component) -> str:
    return shown(component.rate)


def _mean(components: Sequence[Component]) -> float | None:
    """Weighted mean of the log-odds; summed exactly, so that the order does not matter."""
    total = math.fsum(component.weight for component in components)
    if not total > 0:
        return None
    # Shares first: a product with a very small weight would lose its digits before the division.
    return math.fsum(component.weight / total * logit(component.rate) for component in components)


def _probability(log_odds: float) -> float:
    return min(max(1 / (1 + math.exp(-log_odds)), FLOOR), 1 - FLOOR)
