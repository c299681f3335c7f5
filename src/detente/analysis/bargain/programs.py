"""The deals of a domain of any size, by mixed integer programs with proven bounds.

Maximising the smallest of several sums, or one sum, is one program. The lexicographic max-min then
asks whether another package does as well for whoever has least; where none does, the first is the
answer, and else the sums of the smallest two, three and so on are maximised in turn (Ogryczak &
Tamir 2003). The Nash product is climbed by tangents of the logarithm: each lies above it, so each
program's optimum bounds the product.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from math import inf

import numpy as np

from detente.analysis.bargain import choose, space
from detente.analysis.bargain.model import MARGIN, SCALE, Model
from detente.analysis.bargain.result import Best, Package
from detente.analysis.bargain.search import CLOSE, Search
from detente.analysis.bargain.tangents import Tangents
from detente.analysis.solutions import NAMES
from detente.core.domain import Domain
from detente.core.streams import Floats
from detente.core.table import TOLERANCE

OTHERS = 4
"""Packages as good for whoever has least that are looked at one by one."""


@dataclass
class Programs:
    """What the programs found."""

    has_room: bool | None = None
    solutions: dict[str, Best] = field(default_factory=dict)


def programs(
    domain: Domain, point: Floats, *, seconds: float = 60.0, only: Collection[str] = NAMES
) -> Programs:
    """Which packages do the bargaining solutions name, however many packages there are?

    Parameters
    ----------
    domain : Domain
    point : array of float, shape (parties,)
    seconds : float
        Time after which the best found so far is returned, with a bound.
    only : collection of str
        Which solutions are asked for.

    Returns
    -------
    Programs
        Differences below a hundred-millionth of a party's range of utilities are not sure to be
        seen.

    Examples
    --------
    >>> d = Domain.of("Fence", {"gate": ("shut", "open")}, {"A": {"gate": (1.0, 3.0)}})
    >>> programs(d, np.array([0.0])).solutions["egalitarian"].package
    {'gate': 'open'}
    """
    return _Search(domain, point, time.perf_counter() + seconds).run(only)


def largest_smallest_share(
    domain: Domain, point: Floats, *, seconds: float = 60.0
) -> tuple[float, float, bool]:
    """How large can the smallest share of a party's best gain be?

    The first level of Kalai and Smorodinsky's solution on a finite set: a value that some package
    reaches, one that none exceeds, and whether the two have met.

    Raises
    ------
    ValueError
        Where no package that leaves nobody below the point was found.

    Examples
    --------
    >>> d = Domain.of("Fence", {"gate": ("shut", "open")}, {"A": {"gate": (1.0, 3.0)}})
    >>> value, bound, proved = largest_smallest_share(d, np.array([0.0]))
    >>> round(value, 6), proved
    (1.0, True)
    """
    search = _Search(domain, point, time.perf_counter() + seconds)
    if search.ask(search.model(0.3), {}).package is None:
        raise ValueError("no package was found that leaves nobody below the point")
    ideal, sure = search.ideals()
    counted = ideal > TOLERANCE
    scale = np.where(counted, 1.0 / np.where(counted, ideal, 1.0), 0.0)
    _, _, bound = search.least(scale, 1.0)
    value = max(
        float(choose.smallest_share(gains[:, None], ideal)[0]) for gains in search.seen.values()
    )
    return value, max(value, bound), sure and bound - value <= CLOSE


class _Search(Search):
    """The solutions of one domain; what one program finds is a start for the next."""

    def run(self, only: Collection[str]) -> Programs:
        """The solutions asked for; those that need least time come first."""
        any_at_all = self.ask(self.model(0.3), {})
        if any_at_all.package is None:
            return Programs(False if any_at_all.proved else None)
        found = Programs(True)
        tell = found.solutions
        if "utilitarian" in only:
            tell["utilitarian"] = self.utilitarian()
        if not {"egalitarian", "nash", "kalai_smorodinsky"} & set(only):
            return found
        ideal, proved = self.ideals()
        ones = np.ones(len(self.point))
        counted = ideal > TOLERANCE
        shares = np.where(counted, 1.0 / np.where(counted, ideal, 1.0), 0.0)
        starts = {
            name: (scale, self.least(scale, 0.4))
            for name, scale in (("kalai_smorodinsky", shares), ("egalitarian", ones))
            if name in only
        }
        if "nash" in only:
            tell["nash"] = Tangents(self).best(ideal)
        for name, (scale, start) in starts.items():
            capped = name == "kalai_smorodinsky" and not counted.all()
            best = self.refined(scale, start, part=0.5, capped=capped)
            sure = proved or name == "egalitarian"
            tell[name] = best if sure else self._doubted(best)
        found.solutions = {name: tell[name] for name in NAMES if name in tell}
        return found

    def _doubted(self, best: Best) -> Best:
        """The same package where the parties' best gains are not sure: nothing is proved."""
        return Best(best.package, best.utilities, best.value, max(1.0, best.value), proved=False)

    def utilitarian(self) -> Best:
        """The largest sum of utilities."""
        model = self.model(0.2)
        unit = model.spread / SCALE
        size = float(unit.max())
        objective: dict[int, float] = {}
        for terms, u in zip(model.terms, unit, strict=True):
            for variable, weight in terms.items():
                objective[variable] = objective.get(variable, 0.0) + weight * float(u / size)
        found = self.ask(model, objective)
        bound = found.bound * size + float(model.low.sum())
        package = max(self.seen, key=lambda key: float(self.seen[key].sum()))
        value = float(space.utility(self.domain, package).sum())
        return self.told(package, value, bound, proved=found.proved)

    def ideals(self) -> tuple[Floats, bool]:
        """The most each party gains in an eligible package, and whether that is proved."""
        result, proved = np.zeros(len(self.point)), True
        for p in self.parties:
            found = self.ask(self.model(0.1), self.base.terms[p])
            proved = proved and found.proved and found.package is not None
            result[p] = max(float(gains[p]) for gains in self.seen.values())
        return result, proved

    def least(self, scale: Floats, part: float) -> tuple[Model, int, float]:
        """The largest smallest scaled gain: the program, its level's variable, the bound."""
        # Whose share counts is above the point wherever the smallest share is not negative.
        model = self.model(part, [p for p in self.parties if not scale[p] > 0])
        size = self.size(scale)
        level = model.linear.variable(-MARGIN, SCALE)
        for p in self.parties:
            if scale[p] > 0:
                model.linear.at_least(*self.gain(model, p, float(scale[p]) / size, {level: -1.0}))
        if not (scale > 0).any():
            return model, level, inf
        found = self.ask(model, {level: 1.0})
        return model, level, found.bound * size

    def refined(
        self,
        scale: Floats,
        start: tuple[Model, int, float],
        *,
        part: float,
        capped: bool = False,
    ) -> Best:
        """The lexicographic max-min: among those best for the least, best for the next."""
        model, level, bound = start

        def sorted_gains(gains: Floats) -> list[float]:
            counted = [float(g * s) for g, s in zip(gains, scale, strict=True) if s > 0]
            return sorted(counted) or [1.0]

        def best() -> tuple[Package, list[float]]:
            package = max(self.seen, key=lambda key: _rounded(sorted_gains(self.seen[key])))
            return package, sorted_gains(self.seen[package])

        package, gains = best()
        if not (scale > 0).any():
            return self.told(package, 1.0, 1.0, proved=True)
        size = self.size(scale)
        met = bound - gains[0] <= CLOSE * max(1.0, abs(gains[0]), size * SCALE)
        now = time.perf_counter()
        model.linear.deadline = now + max(0.05, part * (self.end - now))
        proved, ties = False, None
        if met:
            model.linear.low[level] = gains[0] / size - MARGIN
            proved, ties = self._others(model, level, sorted_gains, gains[0])
            if not proved:
                proved = self._levels(model, scale, size)
        package, gains = best()
        value = min(gains[0], 1.0) if capped else gains[0]
        bound = max(value, gains[0] if met else bound)
        return self.told(package, value, bound, proved=met and proved, ties=ties)

    def _others(
        self, model: Model, level: int, key: Callable[[Floats], list[float]], least: float
    ) -> tuple[bool, int | None]:
        """Are the packages as good for whoever has least few enough to look at each?"""
        other = model.fork()
        for package, gains in self.seen.items():
            if key(gains)[0] >= least - MARGIN:
                other.exclude(package)
        for _ in range(OTHERS):
            found = self.ask(other, {level: 1.0})
            if found.package is None:
                if not found.proved:
                    return False, None
                ranked = sorted((_rounded(key(g)) for g in self.seen.values()), reverse=True)
                return True, sum(r == ranked[0] for r in ranked)
            other.exclude(found.package)
        return False, None

    def _levels(self, model: Model, scale: Floats, size: float) -> bool:
        """Maximise the sum of the smallest two, three, ... scaled gains in turn."""
        counted = [p for p in self.parties if scale[p] > 0]
        program = model.linear
        for count in range(2, len(counted) + 1):
            level = program.variable(-SCALE, 2 * SCALE)
            objective = {level: float(count)}
            for p in counted:
                short = program.variable(0.0, 3 * SCALE)
                row, least = self.gain(model, p, float(scale[p]) / size, {short: 1.0, level: -1.0})
                program.at_least(row, least)
                objective[short] = -1.0
            found = self.ask(model, objective)
            if found.package is None or not found.proved:
                return False
            gains = sorted(self.seen[found.package][p] * scale[p] / size for p in counted)
            program.at_least(objective, float(sum(gains[:count])) - MARGIN)
        return True


def _rounded(gains: list[float]) -> tuple[float, ...]:
    """Numbers that compare alike where they differ by rounding only."""
    return tuple(round(gain, 9) for gain in gains)
