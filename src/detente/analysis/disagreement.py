"""From which point are gains measured? What each would have if nothing came of it, by three words.

The egalitarian, Nash and Kalai-Smorodinsky solutions depend on the point of disagreement (Nash
1953); which outcomes are deals at all does not change with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from detente.core.consent import Sheet, Terms
from detente.core.grid import Bools
from detente.core.streams import Floats
from detente.core.table import Actor

NO_DEAL, WORST, ZERO = "no-deal", "worst", "zero"

POINTS = (NO_DEAL, WORST, ZERO)
"""Each party's threshold; the worst of the deals for it; zero on its scale of 0 to 100."""


class _FromZero(Sheet):
    """A sheet on which every gain is a value: the threshold counts as zero."""

    def limit(self, actor: Actor, terms: Terms) -> Floats:
        """Zero, whatever he could have without a deal."""
        return np.zeros_like(super().limit(actor, terms))

    def bare_gain(self, party: str, terms: Terms) -> Floats:
        """A party's value with everybody's conditions and bottom lines left aside."""
        bare = _FromZero(self.draws, replace(self.table, conditions=()), self.outcomes)
        return bare.party_gain(party, replace(terms, bind=False))


def known(disagreement: str) -> str:
    """The word, if it is one of the three.

    Examples
    --------
    >>> known("worst")
    'worst'
    """
    if disagreement not in POINTS:
        raise ValueError(f"disagreement must be one of {', '.join(POINTS)}, not {disagreement!r}.")
    return disagreement


def measured(
    sheet: Sheet,
    parties: Sequence[str],
    terms: Terms,
    deals: Bools,
    gains: Floats,
    disagreement: str,
) -> Floats | None:
    """What does each deal give over the point of disagreement? None: what the gains say already.

    Parameters
    ----------
    sheet : Sheet
    parties : sequence of str
    terms : Terms
    deals : array of bool, shape (outcomes, readings)
    gains : array of float, shape (parties, outcomes, readings)
        Gains over the thresholds, minus infinity where an outcome is no deal.
    disagreement : str
        One of ``POINTS``.

    Returns
    -------
    array of float, shape (parties, outcomes, readings), or None
    """
    if disagreement == NO_DEAL:
        return None
    if disagreement == WORST:
        least = np.where(deals, gains, np.inf).min(axis=1, keepdims=True)
        return np.where(deals, gains - np.where(np.isfinite(least), least, 0.0), -np.inf)
    plain = _FromZero(sheet.draws, sheet.table, sheet.outcomes)
    return np.stack([np.where(deals, sheet.flat(plain.stake(p, terms)), -np.inf) for p in parties])
