"""Linear bounds on a bargaining solution's value, from the domain with its links left aside.

Without links, the best package for any weights on the parties is found issue by issue. That makes
Lagrangian bounds cheap: a few dozen steps give weights under which no package looks much better
than the solution is. Poor weights only cost time, never the answer.
"""

from __future__ import annotations

import numpy as np

from detente.analysis.bargain.blocks import Linear
from detente.core.domain import Domain
from detente.core.streams import Floats

STEPS = 80
"""Steps of the search for good weights."""

KEPT = 8
"""Bounds kept."""


class Free:
    """The packages of a domain with its links left aside, seen as gains over a point."""

    def __init__(self, domain: Domain, point: Floats) -> None:
        widest = max(len(axis.options) for axis in domain.issues)
        parties = len(domain.parties)
        self._table = np.zeros((len(domain.issues), widest, parties))
        for k, worth in enumerate(domain.worth):
            self._table[k, : worth.shape[1]] = worth.T
            self._table[k, worth.shape[1] :] = worth.T[0]  # repeats: never better than the first
        self._rows = np.arange(len(domain.issues))
        self._start = domain.base - point
        spread = self._table.max(axis=1) - self._table.min(axis=1)
        self.spread: Floats = np.maximum(spread.sum(axis=0), 1e-12)

    def best(self, weights: Floats) -> Floats:
        """The gains of the best package for these weights."""
        choice = (self._table @ weights).argmax(axis=1)
        gains: Floats = self._start + self._table[self._rows, choice].sum(axis=0)
        return gains

    def total(self, aim: Floats, tolerance: float) -> Linear:
        """Bounds on a weighted sum of gains where no gain may fall below zero.

        To the aim any weights may be added: they only add what is not negative.
        """
        extra = np.zeros(len(aim))
        size = float(np.abs(aim * self.spread).max()) / self.spread
        tried = []
        for step in range(STEPS):
            gains = self.best(aim + extra)
            tried.append((float((aim + extra) @ gains), extra))
            extra = np.maximum(extra - size * gains / self.spread / np.sqrt(step + 1.0), 0.0)
        tried.sort(key=lambda pair: pair[0])
        found = [np.zeros(len(aim)), *(extra for _, extra in tried[: KEPT - 1])]
        more = np.array([tolerance * float(e.sum()) for e in found])
        return Linear(aim + np.array(found), more)

    def least(self, scale: Floats) -> Linear:
        """Bounds on the smallest of the scaled gains: any weights that sum to one give one."""
        scaled = np.flatnonzero(scale > 0)
        shares = np.full(len(scaled), 1.0 / len(scaled))
        width = float((scale * self.spread)[scaled].max())
        tried = []
        for step in range(STEPS):
            weights = np.zeros(len(scale))
            weights[scaled] = shares * scale[scaled]
            gains = self.best(weights)
            tried.append((float(weights @ gains), weights))
            push = -2.0 * (gains * scale)[scaled] / width / np.sqrt(step + 1.0)
            shares = shares * np.exp(push - push.max())
            shares = shares / shares.sum()
        tried.sort(key=lambda pair: pair[0])
        found = np.array([weights for _, weights in tried[:KEPT]])
        return Linear(found, np.zeros(len(found)))

    def product(self, start: Floats) -> Linear:
        """Bounds on the logarithm of the product of gains: tangents at gains that are positive.

        They are laid at the steps of a climb (Frank & Wolfe 1956) from ``start`` to the largest
        product that mixtures of packages reach.
        """
        at = start
        found = [at]
        for _ in range(STEPS):
            towards = self.best(1.0 / at) - at
            low, high = 0.0, 1.0
            for _ in range(30):
                middle = (low + high) / 2
                here = at + middle * towards
                rises = bool((here > 0).all()) and float((towards / here).sum()) > 0
                low, high = (middle, high) if rises else (low, middle)
            at = at + low * towards
            found.append(at)
        kept = np.array([found[0], *found[-1 : -1 - 4 * (KEPT - 1) : -4]])
        more = np.log(kept).sum(axis=1) - kept.shape[1]
        return Linear(1.0 / kept, more)
