"""What the programs for all bargaining solutions share: the clock, and the packages found."""

from __future__ import annotations

import time
from collections.abc import Collection

import numpy as np

from detente.analysis.bargain import space
from detente.analysis.bargain.model import SCALE, Found, Model
from detente.analysis.bargain.result import Best, Package, in_words
from detente.core.domain import Domain
from detente.core.streams import Floats
from detente.core.table import TOLERANCE

CLOSE = 1e-7
"""Relative difference up to which a value counts as having met its bound."""


class Search:
    """The programs of one domain and one point, and all that they have found.

    Attributes
    ----------
    seen : dict
        Eligible packages that some program took, and their gains.
    """

    def __init__(self, domain: Domain, point: Floats, end: float) -> None:
        self.domain, self.point, self.end = domain, point, end
        self.base = Model(domain)
        self.parties = range(len(domain.parties))
        self.seen: dict[Package, Floats] = {}

    def fits(self, utilities: Floats) -> bool:
        """Does nobody end below the point?"""
        return bool((utilities >= self.point - self.base.tolerance).all())

    def model(self, part: float, kept: Collection[int] | None = None) -> Model:
        """A fresh copy that may use a part of the time left; it keeps these parties' floors."""
        model = self.base.fork()
        for p in self.parties if kept is None else kept:
            model.floor(p, float(self.point[p]))
        now = time.perf_counter()
        model.linear.deadline = now + max(0.05, part * (self.end - now))
        return model

    def ask(self, model: Model, objective: dict[int, float]) -> Found:
        """The best eligible package, noted for later."""
        found = model.best(objective, self.fits)
        if found.package is not None:
            self.seen[found.package] = space.utility(self.domain, found.package) - self.point
        return found

    def told(
        self, package: Package, value: float, bound: float, *, proved: bool, ties: int | None = None
    ) -> Best:
        """A package in words, with its value looked at exactly."""
        close = bound - value <= CLOSE * max(1.0, abs(value))
        return Best(
            package=in_words(self.domain, package),
            utilities=space.utility(self.domain, package),
            value=value,
            bound=max(value, bound),
            proved=proved and close,
            ties=ties,
        )

    def size(self, scale: Floats) -> float:
        """One unit of a program's level, in scaled gains."""
        high = self.base.low + self.base.spread - self.point
        return float(np.max(scale * np.maximum(high, TOLERANCE), initial=TOLERANCE)) / SCALE

    def gain(
        self,
        model: Model,
        party: int,
        factor: float,
        more: dict[int, float],
        utility: int | None = None,
    ) -> tuple[dict[int, float], float]:
        """The row: factor * gain + more is at least nothing."""
        unit = float(model.spread[party]) / SCALE * factor
        away = float(self.point[party] - model.low[party]) * factor
        if utility is not None:
            return {utility: unit, **more}, away
        return {**{v: unit * weight for v, weight in model.terms[party].items()}, **more}, away
