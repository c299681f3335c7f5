"""Utilities from 0 to 1 with weights that add up to 1, as GENIUS and GeniusWeb expect them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from detente.case.faults import plain
from detente.core.domain import Domain
from detente.core.streams import Floats

_DIGITS = 12


def on_scale(domain: Domain, keep: Callable[[Domain, int], bool]) -> tuple[Domain, list[str]]:
    """What is a domain on the scale from 0 to 1, party by party?

    The best package of a party becomes 1. Its worst becomes 0 where something is worth less than
    nothing; else only the unit changes, and nothing stays nothing. On every issue the best option
    scores 1, so that programs which divide by the largest score find the same.

    Parameters
    ----------
    domain
        Without links and with nothing beside the issues, as `sums.fitted` makes it.
    keep
        Whether the numbers of a party (by its row) may stay as they are.

    Returns
    -------
    tuple of Domain and list of str
        The domain, and a sentence for each party whose numbers changed.

    Examples
    --------
    >>> d = Domain.of("Fence", {"gate": ("shut", "open")}, {"A": {"gate": (1.0, 4.0)}})
    >>> on_scale(d, lambda domain, row: False)[0].scores[0].tolist()
    [[0.25, 1.0]]
    """
    weights, reserve = domain.weights.copy(), domain.reserve.copy()
    scores = [array.copy() for array in domain.scores]
    changed: list[str] = []
    for row, party in enumerate(domain.parties):
        if keep(domain, row):
            continue
        low = np.array([worth[row].min() for worth in domain.worth])
        if low.min() >= 0 and not reserve[row] < 0:
            low = np.zeros_like(low)
        swing = np.array([worth[row].max() for worth in domain.worth]) - low
        total = float(swing.sum())
        for k, worth in enumerate(domain.worth):
            part = (worth[row] - low[k]) / swing[k] if swing[k] > 0 else np.zeros(worth.shape[1])
            scores[k][row] = np.clip(part, 0.0, 1.0)
        weights[row] = _summing(swing / total if total > 0 else np.ones(len(low)) / len(low))
        if not math.isnan(reserve[row]):
            over = float(reserve[row] - low.sum())
            reserve[row] = over / total if total > 0 else float(np.sign(over))
        changed.append(f"the utilities of {plain(party, 60)} are put on the scale from 0 to 1")
    return replace(domain, weights=weights, scores=tuple(scores), reserve=reserve), changed


def _summing(shares: Floats) -> Floats:
    """Shares rounded to decimals that add up to 1 exactly, which GeniusWeb insists on."""
    unit = 10**_DIGITS
    counts = np.rint(shares * unit).astype(np.int64)
    counts[int(np.argmax(counts))] += unit - int(counts.sum())
    return np.array([int(count) / unit for count in counts], dtype=np.float64)
