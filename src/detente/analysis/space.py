"""The deal space: what each outcome gives two parties, in one reading near the middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detente.analysis.packages import single
from detente.analysis.solutions import pareto
from detente.core.consent import Sheet, Terms, offered
from detente.core.grid import Bools, flat
from detente.core.reading import Draws, threshold
from detente.core.table import Table, Target

POINTS = 1500
"""Points drawn at most; deals and packages are always among them."""


def middle_reading(
    draws: Draws, table: Table, terms: Terms, parties: Sequence[str], among: Bools
) -> int:
    """Which reading, of those given, has thresholds closest to their medians?"""
    if not among.any():
        among = np.ones_like(among)
    distance = np.zeros(draws.count)
    for party in parties:
        for name in table.deciders(party):
            limit = threshold(draws, table, table.actor[name], terms.kind, terms.date)
            distance = distance + np.abs(limit - np.median(limit))
    return int(np.argmin(np.where(among, np.round(distance, 9), np.inf)))


def deal_space(
    draws: Draws,
    table: Table,
    target: Target,
    terms: Terms,
    parties: Sequence[str],
    packages: Sequence[int],
    with_room: Bools,
) -> dict[str, Any]:
    """Points of a scatter: gain of two parties, the package shown, whether deal and Pareto.

    The two parties drawn are those who say yes least often in that reading.
    """
    reading = middle_reading(draws, table, terms, parties, with_room)
    one = Draws(draws.seed, draws.start + reading, draws.start + reading + 1)
    grid, allowed = offered(table, target)
    sheet = Sheet(one, table, grid)
    allowed = flat(grid, allowed)
    yes = {p: float(sheet.flat(sheet.consents(p, terms))[allowed, 0].mean()) for p in parties}
    drawn = sorted(sorted(parties, key=lambda p: (yes[p], p))[:2])
    deals = sheet.acceptable(allowed.reshape(grid.space), terms)[:, 0]
    surplus = {p: sheet.flat(sheet.bare_gain(p, terms))[:, 0] for p in parties}
    gains = np.where(deals, np.stack([surplus[p] for p in parties]), -np.inf)
    efficient = pareto(gains)
    today = Sheet(one, table, single(table, table.home))
    shown = _shown(allowed, deals, packages)
    place = {index: k for k, index in enumerate(packages)}
    points = [
        [round(float(surplus[p][i]), 3) for p in drawn]
        + [place.get(i, -1), bool(deals[i]), bool(efficient[i])]
        for i in shown
    ]
    return {
        "parties": drawn,
        "points": points,
        "left_out": int(allowed.sum()) - len(shown),
        "now": [round(float(today.bare_gain(p, terms)[0]), 3) for p in drawn],
        "reading": reading,
    }


def _shown(allowed: Bools, deals: Bools, packages: Sequence[int]) -> list[int]:
    """Which outcomes to draw: all where they are few, else deals first and then every so many."""
    candidates = np.flatnonzero(allowed)
    if len(candidates) <= POINTS:
        return [int(i) for i in candidates]
    first = np.flatnonzero(deals)[: POINTS // 2]
    step = -(-len(candidates) // (POINTS - len(first)))
    return sorted({*map(int, packages), *map(int, first), *map(int, candidates[::step])})
