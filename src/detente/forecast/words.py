"""Words for probabilities, as intelligence analysts use them, so that a rate reads in plain words.

The bands are those of the US Intelligence Community Directive 203, *Analytic Standards* (2015),
section D.6.e.2.a.
"""

from __future__ import annotations

from math import isfinite

BANDS: tuple[tuple[str, float, float], ...] = (
    ("almost no chance", 0.01, 0.05),
    ("very unlikely", 0.05, 0.20),
    ("unlikely", 0.20, 0.45),
    ("roughly even chance", 0.45, 0.55),
    ("likely", 0.55, 0.80),
    ("very likely", 0.80, 0.95),
    ("almost certain", 0.95, 0.99),
)
"""The words with their bands, from the lowest up."""

_ROUNDING = 1e-9


def band(p: float) -> tuple[str, float, float]:
    """Which word stands for a probability, and from where to where does it reach?

    A probability on the edge of two bands gets the word that is nearer to even, so that the words
    for ``p`` and for ``1 - p`` always mirror each other. Below 1 % and above 99 % the outermost
    words are kept: the directive has none for what is ruled out.

    Parameters
    ----------
    p : float
        A probability, 0 to 1.

    Returns
    -------
    tuple of (str, float, float)
        The word, and the lower and upper edge of its band.

    Raises
    ------
    ValueError
        Where ``p`` is no probability.

    Examples
    --------
    >>> band(0.34)
    ('unlikely', 0.2, 0.45)
    >>> band(0.002)
    ('almost no chance', 0.01, 0.05)
    """
    if not isfinite(p) or not 0 <= p <= 1:
        raise ValueError(f"{p} is no probability: it must lie between 0 and 1")
    for found in BANDS:
        edge = found[2]
        below_even = edge <= 0.5
        if p < edge - _ROUNDING or (not below_even and p <= edge + _ROUNDING):
            return found
    return BANDS[-1]


def word(p: float) -> str:
    """Which word stands for a probability?

    Raises
    ------
    ValueError
        Where ``p`` is no probability.

    Examples
    --------
    >>> word(0.34), word(0.5), word(0.97)
    ('unlikely', 'roughly even chance', 'almost certain')
    """
    return band(p)[0]


def shown(p: float) -> str:
    """How is a probability printed? In whole per cent; the ends are left open.

    Raises
    ------
    ValueError
        Where ``p`` is no probability.

    Examples
    --------
    >>> shown(0.34), shown(0.004), shown(0.999)
    ('34 %', 'below 1 %', 'above 99 %')
    """
    band(p)
    if p < 0.01 - _ROUNDING:
        return "below 1 %"
    return "above 99 %" if p > 0.99 + _ROUNDING else f"{100 * p:.0f} %"
