"""The deals of a domain whose packages can all be looked at, exactly and without a solver."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

import numpy as np

from detente.analysis.bargain import space
from detente.analysis.bargain.blocks import Blocks, Linear, OutOfTimeError
from detente.analysis.bargain.majorants import Free
from detente.analysis.bargain.result import Best, Package, in_words
from detente.core.conflict import Bools, Ints
from detente.core.domain import Domain
from detente.core.streams import Floats

FACTORS = 16
"""Gains that can be multiplied before the logarithm is taken."""

Key = Floats
"""What packages are compared by, the first number first: shape (levels, packages)."""


@dataclass
class Keeper:
    """The best package so far by one key, and how many are as good."""

    tolerance: float
    key: Floats | None = None
    ties: int = 0
    at: tuple[int, int] = (-1, -1)
    bound: float = inf
    done: bool = False
    gains: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def value(self) -> float:
        """The first number of the key; minus infinity before anything was found."""
        return -inf if self.key is None else float(self.key[0])

    def see(self, block: int, ways: Ints, gains: Floats, key: Key) -> None:
        """Look at some packages: level by level, only the best so far stay in play."""
        left = np.arange(key.shape[1])
        level_with = self.key is not None
        for level, numbers in enumerate(key):
            if not len(left):
                return
            top = float(numbers[left].max())
            if level_with and self.key is not None:
                mine = float(self.key[level])
                if top < mine - self.tolerance:
                    return
                level_with = top <= mine + self.tolerance
                top = max(top, mine) if level_with else top
            left = left[numbers[left] >= top - self.tolerance]
        if not len(left):
            return
        if level_with:
            self.ties += len(left)
            return
        first = int(left[0])
        self.key, self.ties = key[:, first].copy(), len(left)
        self.at, self.gains = (block, int(ways[first])), gains[:, first].copy()


@dataclass
class Dense:
    """What looking at all packages found."""

    lawful: int | None = None
    room: int | None = None
    solutions: dict[str, Best] = field(default_factory=dict)


def lows(domain: Domain, deadline: float = inf) -> Floats:
    """The least each party has in a lawful package (infinity where there is none)."""
    blocks = Blocks(domain, deadline)
    zero, everywhere = np.zeros(len(domain.parties)), np.ones(len(blocks.outer), dtype=np.bool_)
    result = np.full(len(domain.parties), inf)
    for p in range(len(domain.parties)):
        aim = np.zeros((1, len(domain.parties)))
        aim[0, p] = -1.0
        for block, bound in blocks.falling(Linear(aim, np.zeros(1)), zero, everywhere):
            if -bound >= result[p]:
                break
            gains, _ = blocks.gains(block, zero, eligible=False)
            result[p] = min(result[p], float(gains[p].min(initial=inf)))
    return result


def count(domain: Domain, point: Floats, deadline: float = inf) -> int:
    """How many lawful packages leave nobody below the point?

    Raises
    ------
    OutOfTimeError
        Past the deadline (on the clock of ``time.perf_counter``).

    Examples
    --------
    >>> d = Domain.of("Fence", {"gate": ("shut", "open")}, {"A": {"gate": (1.0, 3.0)}})
    >>> count(d, np.array([2.0]))
    1
    """
    return int(Blocks(domain, deadline).room(point).sum())


def dense(domain: Domain, point: Floats, *, seconds: float = 60.0) -> Dense:
    """Which packages do the bargaining solutions name, and how many leave nobody below the point?

    Parameters
    ----------
    domain : Domain
    point : array of float, shape (parties,)
    seconds : float
        Time after which the best found so far is returned, with a bound.

    Returns
    -------
    Dense
        Counts and solutions by name; ties are counted exactly.

    Examples
    --------
    >>> d = Domain.of("Fence", {"gate": ("shut", "open")}, {"A": {"gate": (1.0, 3.0)}})
    >>> dense(d, np.array([0.0])).solutions["utilitarian"].package
    {'gate': 'open'}
    """
    found = Dense()
    blocks = Blocks(domain, time.perf_counter() + seconds)
    among: Bools = np.ones(len(blocks.outer), dtype=np.bool_)
    try:
        found.lawful = blocks.lawful()
        rooms = blocks.room(point)
        among, found.room = rooms > 0, int(rooms.sum())
    except OutOfTimeError:
        # Solutions are still tried for: the likeliest blocks come first.
        blocks.deadline += 0.25 * seconds
    if found.room != 0 and len(blocks.outer):
        _Search(blocks, point, among).run(found)
    return found


class _Search:
    """The solutions, one after another; each starts from what those before have found."""

    def __init__(self, blocks: Blocks, point: Floats, among: Bools) -> None:
        self.blocks, self.point, self.among = blocks, point, among
        self.domain = blocks.domain
        self.free = Free(self.domain, point)
        self.parties = len(self.domain.parties)

    def run(self, found: Dense) -> None:
        """All solutions, noted in ``found``."""
        ones = np.ones(self.parties)
        total = self.free.total(ones, self.blocks.tolerance)
        keepers = {
            "utilitarian": self._best(total, lambda g: g.sum(axis=0, keepdims=True)),
            "egalitarian": self._best(self.free.least(ones), lambda g: np.sort(g, axis=0)),
        }
        keepers["nash"] = self._nash(keepers["egalitarian"])
        keepers["kalai_smorodinsky"] = self._kalai_smorodinsky()
        for name, keeper in keepers.items():
            if keeper.key is not None:
                found.solutions[name] = self._told(name, keeper)

    def _best(self, bounds: Linear, key: Callable[[Floats], Key]) -> Keeper:
        """The best eligible package by a key whose first number the bounds hold for."""
        blocks = self.blocks
        keeper = Keeper(blocks.tolerance)
        slack = 2 * blocks.tolerance
        try:
            for block, bound in blocks.falling(bounds, self.point, self.among):
                keeper.bound = bound
                if bound < keeper.value - slack:
                    break
                gains, ways = blocks.gains(block, self.point)
                if len(ways):
                    keeper.see(block, ways, gains, key(gains))
            keeper.bound, keeper.done = keeper.value, True
        except OutOfTimeError:
            keeper.bound = max(keeper.bound, keeper.value)
        return keeper

    def _nash(self, egalitarian: Keeper) -> Keeper:
        """The largest product of gains; where not all can gain, of as many as possible."""
        tolerance = self.blocks.tolerance
        if egalitarian.value > tolerance:
            bounds = self.free.product(egalitarian.gains)

            def logarithm(gains: Floats) -> Key:
                strict = (gains > tolerance).all(axis=0)
                # One logarithm of the product is cheaper than one a party; few factors cannot
                # leave the range of the numbers.
                positive = np.where(strict, gains, 1.0)
                few = len(gains) <= FACTORS
                logs = np.log(positive.prod(axis=0)) if few else np.log(positive).sum(axis=0)
                return np.where(strict, logs, -inf)[None, :]

            return self._best(bounds, logarithm)

        def winners(gains: Floats) -> Key:
            strict = gains > tolerance
            logs = np.log(np.where(strict, gains, 1.0)).sum(axis=0)
            return np.stack([strict.sum(axis=0).astype(np.float64), logs])

        keeper = self._best(Linear(np.zeros((1, self.parties)), np.array([inf])), winners)
        if keeper.key is not None:
            keeper.key = keeper.key[1:]
            keeper.bound = keeper.value if keeper.done else inf
        return keeper

    def _kalai_smorodinsky(self) -> Keeper:
        """Lexicographic max-min of shares of each party's best gain in an eligible package."""
        ideal, done = np.zeros(self.parties), True
        for p in range(self.parties):
            aim = np.zeros(self.parties)
            aim[p] = 1.0
            bounds = self.free.total(aim, self.blocks.tolerance)
            keeper = self._ideal(p, bounds)
            ideal[p], done = keeper.value, done and keeper.done
        scaled = ideal > self.blocks.tolerance
        if not scaled.any():
            keeper = self._best(
                Linear(np.zeros((1, self.parties)), np.array([inf])),
                lambda g: np.ones((1, g.shape[1])),
            )
        else:
            scale = np.where(scaled, 1.0 / np.where(scaled, ideal, 1.0), 0.0)

            def shares(gains: Floats) -> Key:
                found = np.where(scaled[:, None], gains * scale[:, None], 1.0)
                ranked: Floats = np.sort(found, axis=0)
                return ranked

            # A party nothing lets gain counts as a full share, so the smallest is bounded by
            # the others' alone (and by one).
            keeper = self._best(self.free.least(scale), shares)
        if not done:
            keeper.done, keeper.bound = False, max(1.0, keeper.value)
        return keeper

    def _ideal(self, party: int, bounds: Linear) -> Keeper:
        """The most one party gains in an eligible package; ties do not matter here."""
        keeper = Keeper(self.blocks.tolerance)
        try:
            for block, bound in self.blocks.falling(bounds, self.point, self.among):
                if bound <= keeper.value:
                    break
                gains, ways = self.blocks.gains(block, self.point)
                if len(ways):
                    top = float(gains[party].max())
                    keeper.key = np.array([max(top, keeper.value)])
            keeper.done = True
        except OutOfTimeError:
            pass
        return keeper

    def _told(self, name: str, keeper: Keeper) -> Best:
        package: Package = self.blocks.package(*keeper.at)
        utilities = space.utility(self.domain, package)
        value, bound = keeper.value, keeper.bound
        if name == "utilitarian":  # in utilities, not in gains
            value, bound = float(utilities.sum()), bound + float(self.point.sum())
        return Best(
            package=in_words(self.domain, package),
            utilities=utilities,
            value=value,
            bound=max(value, bound),
            proved=keeper.done,
            ties=keeper.ties if keeper.done else None,
        )


__all__ = ["Dense", "OutOfTimeError", "count", "dense", "lows"]
