"""All packages of a domain in blocks that stay in the cache: an inner table, and an outer loop.

The inner table holds the utilities of every lawful way to settle the last issues. For each way to
settle the others (a block), utilities are that table plus one number a party. Counting is a few
passes over each block. The best package needs few blocks: every linear bound on what is sought
gives a bound for each block, blocks are taken in falling order of their bounds, and the rest is
left as soon as the next bound falls short of what was found. That is exact.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from detente.analysis.bargain import space
from detente.analysis.bargain.result import Package
from detente.core.conflict import Bools, Ints
from detente.core.domain import Domain, Link
from detente.core.logic import issues
from detente.core.streams import Floats

INNER = 1 << 14
"""Ways in the inner table, about: one table of them a party stays in the cache."""

MASKS = 4096
"""What links forbid in a block is remembered for so many kinds of block."""

LOOK = 64
"""Blocks between two looks at the clock."""


class OutOfTimeError(Exception):
    """The time for this ran out."""


@dataclass(frozen=True)
class Linear:
    """Bounds on what is sought: rows of weights on gains, and a number for each row."""

    weights: Floats
    more: Floats


class Blocks:
    """The lawful packages of a domain, a block at a time.

    Attributes
    ----------
    inner : array of float, shape (parties, ways)
        What each way to settle the inner issues adds.
    outer : array of float, shape (blocks, parties)
        What the rest of a block's packages comes to, base included.
    deadline : float
        On the clock of ``time.perf_counter``; past it, ``OutOfTimeError`` is raised.
    """

    def __init__(self, domain: Domain, deadline: float = np.inf) -> None:
        self.domain = domain
        self.deadline = deadline
        self.tolerance = space.tolerance(domain)
        split = _split(domain)
        self._outside, self._inside = tuple(range(split)), tuple(range(split, len(domain.issues)))
        inner = list(space.pieces(domain, self._inside, space.within(domain, self._inside)))
        self._ways = np.concatenate([piece.ways for piece in inner])
        table = np.concatenate([piece.utilities for piece in inner])
        self.inner: Floats = np.ascontiguousarray(table.T)
        outer = list(space.pieces(domain, self._outside, space.within(domain, self._outside)))
        self._starts = np.concatenate([piece.ways for piece in outer])
        self.outer: Floats = np.concatenate([piece.utilities for piece in outer]) + domain.base
        self._mixed = self._between(domain.links)
        self._masks: dict[tuple[int, ...], Bools | None] = {}
        empty = not self.inner.shape[1]
        if empty:
            self._starts, self.outer = self._starts[:0], self.outer[:0]

    def _between(self, links: Sequence[Link]) -> list[Link]:
        """The links that tie inner issues to outer ones; also what is needed to apply them."""
        inside = {self.domain.issues[k].name for k in self._inside}
        outside = {self.domain.issues[k].name for k in self._outside}
        mixed = [x for x in links if issues(x.broken) & inside and issues(x.broken) & outside]
        named = set().union(*(issues(link.broken) for link in mixed))
        shape = tuple(len(self.domain.issues[k].options) for k in self._inside)
        columns = zip(self._inside, space.unravel(self._ways, shape), strict=True)
        self._columns = {self.domain.issues[k].name: c for k, c in columns}
        shape = tuple(len(self.domain.issues[k].options) for k in self._outside)
        keys = zip(self._outside, space.unravel(self._starts, shape), strict=True)
        self._keys = {
            self.domain.issues[k].name: c for k, c in keys if self.domain.issues[k].name in named
        }
        stacked = [column[:, None] for column in self._keys.values()]
        self._key: Ints | None = np.concatenate(stacked, axis=1) if stacked else None
        return mixed

    def allowed(self, block: int) -> Bools | None:
        """Which ways of the inner table keep the links in this block? None: all of them."""
        if self._key is None:
            return None
        key = tuple(self._key[block].tolist())
        if key not in self._masks:
            if len(self._masks) >= MASKS:
                self._masks.clear()
            here = {name: np.asarray(k) for name, k in zip(self._keys, key, strict=True)}
            shape = (len(self._ways),)
            mask = space.lawful(self.domain, self._mixed, {**self._columns, **here}, shape)
            self._masks[key] = None if mask.all() else mask
        return self._masks[key]

    def lawful(self) -> int:
        """How many packages keep every link?"""
        ways = len(self._ways)
        if self._key is None:
            return ways * len(self.outer)
        total = 0
        kinds, often = np.unique(self._key, axis=0, return_counts=True)
        places = {tuple(kind): n for kind, n in zip(kinds.tolist(), often.tolist(), strict=True)}
        done: set[tuple[int, ...]] = set()
        for block, row in enumerate(self._key.tolist()):
            if (key := tuple(row)) not in done:
                done.add(key)
                mask = self.allowed(block)
                total += places[key] * (ways if mask is None else int(np.count_nonzero(mask)))
                self._tick(len(done))
        return total

    def room(self, point: Floats) -> Ints:
        """How many packages of each block are lawful and leave nobody below the point?"""
        need = point[None, :] - self.tolerance - self.outer
        alive = np.flatnonzero((need <= self.inner.max(axis=1, initial=-np.inf)).all(axis=1))
        tested = need > self.inner.min(axis=1, initial=np.inf)
        result = np.zeros(len(self.outer), dtype=np.int64)
        ways = len(self._ways)
        mask, one = np.empty(ways, dtype=np.bool_), np.empty(ways, dtype=np.bool_)
        for n, block in enumerate(alive.tolist()):
            self._tick(n)
            allowed = self.allowed(block)
            parties = np.flatnonzero(tested[block]).tolist()
            if not parties:
                result[block] = ways if allowed is None else np.count_nonzero(allowed)
                continue
            first, *others = parties
            np.greater_equal(self.inner[first], need[block, first], out=mask)
            for p in others:
                np.greater_equal(self.inner[p], need[block, p], out=one)
                np.logical_and(mask, one, out=mask)
            if allowed is not None:
                np.logical_and(mask, allowed, out=mask)
            result[block] = np.count_nonzero(mask)
        return result

    def gains(self, block: int, point: Floats, *, eligible: bool = True) -> tuple[Floats, Ints]:
        """Gains over the point in one block, shape (parties, packages), and which ways they are.

        Packages that break a link, or leave somebody below the point, are left out.
        """
        gains = self.inner + (self.outer[block] - point)[:, None]
        mask = self.allowed(block)
        if eligible:
            enough = (gains >= -self.tolerance).all(axis=0)
            mask = enough if mask is None else mask & enough
        if mask is None or mask.all():
            return gains, np.arange(gains.shape[1])
        kept = np.flatnonzero(mask)
        return gains[:, kept], kept

    def falling(self, bounds: Linear, point: Floats, among: Bools) -> Iterator[tuple[int, float]]:
        """Blocks in falling order of their bound on what is sought, with that bound."""
        top = np.full(len(self.outer), np.inf)
        offsets = self.outer - point
        for weights, more in zip(bounds.weights, bounds.more, strict=True):
            inner = float((weights @ self.inner).max(initial=-np.inf))
            top = np.minimum(top, offsets @ weights + (inner + more))
        chosen = np.flatnonzero(among)
        order = chosen[np.argsort(-top[chosen], kind="stable")]
        for n, block in enumerate(order.tolist()):
            self._tick(n)
            yield block, float(top[block])

    def package(self, block: int, way: int) -> Package:
        """The option numbers of one package."""
        result: list[int] = []
        for group, flat in ((self._outside, self._starts[block]), (self._inside, self._ways[way])):
            shape = tuple(len(self.domain.issues[k].options) for k in group)
            result += [int(column) for column in space.unravel(np.asarray(flat), shape)]
        return tuple(result)

    def _tick(self, count: int) -> None:
        if count % LOOK == 0 and time.perf_counter() > self.deadline:
            raise OutOfTimeError


def _split(domain: Domain) -> int:
    """The first of the inner issues."""
    ways = 1
    for k in range(len(domain.issues) - 1, -1, -1):
        more = ways * len(domain.issues[k].options)
        # A table too small costs more for the loop around it than one too large for the cache.
        if more > INNER and not (ways < INNER // 8 and more <= 16 * INNER):
            return k + 1 if ways > 1 else k
        ways = more
    return 0
