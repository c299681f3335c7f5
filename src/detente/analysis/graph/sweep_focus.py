"""One decision maker at a time: what could the others do to him, and where would he stay?

The numbers of all states are kept in one array and lowered in place, block after block
(:mod:`detente.analysis.graph.sweep_blocks`); his own moves need no table, since the best he can
reach is a maximum along axes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from detente.analysis.graph.sweep_blocks import (
    PIECE,
    Array,
    Blocks,
    Frame,
    changes,
    lower,
)
from detente.core.conflict import Bools, OptionForm

Part = tuple[slice, ...]

SLAB = 1 << 18
"""States worked on at a time where all of them are passed once."""

FEW = 64
"""Changed states are listed up to one in so many."""

PASSES = ((False, ("gmr", "smr")), (True, ("seq", "sseq")))
"""Do others move only to what they like better? And the concepts, without and with a reply."""

FREELY = -1
"""In place of an axis: he can change it from anything to anything."""


@dataclass(frozen=True)
class Tricks:
    """What makes the sweeps fast; none of it changes an answer. For measurements.

    Attributes
    ----------
    worklist : bool
        Look again only at blocks in which something changed.
    whole : bool
        See at once how low everything gets where others can reach all they can change.
    pairs : bool
        Carry the numbers of two concepts through the same sweeps.
    narrow : bool
        Keep numbers in 16 bits where they fit.
    pieces : bool
        Work on as much at a time as the cache of a core holds.
    """

    worklist: bool = True
    whole: bool = True
    pairs: bool = True
    narrow: bool = True
    pieces: bool = True


ALL = Tricks()


@dataclass(frozen=True, eq=False)
class Scale:
    """Ranks of one decision maker, and what to take away so that the lowest is one.

    Attributes
    ----------
    ranks : array of uint32, shape (codes,)
    least, most : int
        Among the states.
    """

    ranks: Array
    least: int
    most: int

    @classmethod
    def of(cls, ranks: Array, feasible: Bools) -> Scale:
        """Find out the range of some ranks."""
        if ranks.dtype != np.int32:
            ranks = np.unique(ranks, return_inverse=True)[1].astype(np.int32)
        info = np.iinfo(np.int32)
        least = int(ranks.min(where=feasible, initial=info.max))
        most = int(ranks.max(where=feasible, initial=info.min))
        if most - least > np.iinfo(np.uint32).max - 2:
            return cls.of(ranks.astype(np.int64), feasible)
        # Taken as unsigned, differences come out right however far apart the ranks are.
        return cls(ranks.view(np.uint32), least, max(most, least))

    def plain(self) -> Array:
        """The ranks from one up."""
        return self.at(self.ranks.shape, (slice(None),))

    def at(self, dims: tuple[int, ...], part: Part) -> Array:
        """The ranks from one up in part of the states, with the codes laid out in these dims."""
        found: Array = self.ranks.reshape(dims)[part] - np.uint32((self.least - 1) % (1 << 32))
        return found


class Control(NamedTuple):
    """Who can change an axis?

    Attributes
    ----------
    own : int or None
        None where he cannot change it, ``FREELY`` where he can from anything to anything, else its
        number.
    others : bool
        Can others change it?
    """

    own: int | None
    others: bool


@dataclass(frozen=True, eq=False)
class Focus:
    """One decision maker's question: what could the others do to him?"""

    form: OptionForm
    dm: int
    scale: Scale
    tricks: Tricks

    @cached_property
    def moves(self) -> Mapping[int, Bools]:
        """What he can change."""
        return changes(self.form, self.dm)

    @cached_property
    def contested(self) -> Mapping[int, bool]:
        """What others can change; true where one of them can from anything to anything."""
        found: dict[int, bool] = {}
        for j in range(len(self.form.dms)):
            if j != self.dm:
                for axis, step in changes(self.form, j).items():
                    found[axis] = found.get(axis, False) or bool(step.all())
        return found

    @cached_property
    def frame(self) -> Frame[Control]:
        """The axes by who can change them."""
        own = {a: FREELY if step.all() else a for a, step in self.moves.items()}
        kinds = [Control(own.get(a), a in self.contested) for a in range(len(self.form.shape))]
        return Frame.of(self.form.shape, kinds)

    @cached_property
    def lane(self) -> np.dtype[Any]:
        """The smallest kind of number in which his ranks fit, with room for one above all."""
        narrow = self.tricks.narrow and self.scale.most - self.scale.least + 2 <= 0xFFFF
        return np.dtype(np.uint16 if narrow else np.uint32)

    def shaped(self, flat: Array) -> Array:
        """Codes as the frame has them."""
        return flat.reshape(*self.frame.dims, *flat.shape[1:])

    def slabs(self) -> Iterator[Part]:
        """Parts of the frame, each with all that he can reach from it."""
        everything = [slice(None)] * len(self.frame.dims)
        fixed = [k for k, axis in enumerate(self.frame.kinds) if axis.own is None]
        if not fixed:
            yield tuple(everything)
            return
        widest = max(fixed, key=lambda k: self.frame.dims[k])
        long = self.frame.dims[widest]
        step = max(1, SLAB * long // len(self.form.feasible))
        for start in range(0, long, step):
            everything[widest] = slice(start, start + step)
            yield tuple(everything)

    def worth(self, part: Part) -> Array:
        """His ranks in a slab, from one up; zero at infeasible codes."""
        ranks = self.scale.at(self.frame.dims, part).astype(self.lane)
        ranks *= self.shaped(self.form.feasible)[part]
        return ranks

    def best(self, worth: Array) -> Array:
        """The most he can make of each state of a slab, with one place where it is all the same."""
        free = tuple(k for k, axis in enumerate(self.frame.kinds) if axis.own == FREELY)
        found: Array = worth.max(axis=free, keepdims=True) if free else worth
        for k, axis in enumerate(self.frame.kinds):
            if axis.own is not None and axis.own != FREELY:
                rows = self.moves[axis.own]
                along = np.moveaxis(found, k, 0)
                after = [along[row].max(axis=0) for row in rows]
                found = np.stack(after, axis=k)
        return found

    def verdicts(self, others: Sequence[Blocks], concepts: Sequence[str]) -> dict[str, Bools]:
        """Where he would stay, by concept."""
        if not self.moves:
            return {c: self.form.feasible.copy() for c in concepts}
        nash = np.empty(len(self.form.feasible), dtype=np.bool_)
        for part in self.slabs():
            worth = self.worth(part)
            np.greater_equal(worth, self.best(worth), out=self.shaped(nash)[part])
        nash &= self.form.feasible
        found = {"nash": nash} if "nash" in concepts else {}
        if np.array_equal(nash, self.form.feasible):
            return found | {c: nash.copy() for c in concepts if c != "nash"}
        for improving, pair in PASSES:
            asked = [c for c in pair if c in concepts]
            for some in [asked] if self.tricks.pairs else [[c] for c in asked]:
                if some:
                    found |= self._foreseen(others, improving, some)
        return found

    def _foreseen(
        self, others: Sequence[Blocks], improving: bool, concepts: Sequence[str]
    ) -> dict[str, Bools]:
        """The verdicts of one pass."""
        values = self._start([c in ("smr", "sseq") for c in concepts])
        if self._whole and not improving:
            loose = tuple(k for k, axis in enumerate(self.frame.kinds) if axis.others)
            for k in range(len(concepts)):
                lane = self.shaped(values)[..., k]
                lane[...] = lane.min(axis=loose, keepdims=True)
        else:
            self._settle(others, values, improving)
        found = {c: np.empty(len(self.form.feasible), dtype=np.bool_) for c in concepts}
        for part in self.slabs():
            worth = self.worth(part)
            for k, flags in enumerate(found.values()):
                least = np.minimum(worth, self.shaped(values)[..., k][part])
                stays = worth >= self.best(least)
                np.logical_and(
                    stays, self.shaped(self.form.feasible)[part], out=self.shaped(flags)[part]
                )
        return found

    @cached_property
    def _whole(self) -> bool:
        """Can the others together reach anything they can change, whatever is so now?"""
        free = all(self.contested.values())
        return self.tricks.whole and free and bool(self.form.feasible.all())

    def _start(self, replies: Sequence[bool]) -> Array:
        """The numbers before anybody moved, shape (codes, lanes): ranks, or those of replies."""
        values = np.empty((len(self.form.feasible), len(replies)), dtype=self.lane)
        for part in self.slabs():
            worth = self.worth(part)
            for k, reply in enumerate(replies):
                # Infeasible codes get a number too; no table leads there, so it is never asked.
                self.shaped(values)[..., k][part] = self.best(worth) if reply else worth
        return values

    def _settle(self, others: Sequence[Blocks], values: Array, improving: bool) -> None:
        """Sweep until nothing changes."""
        most = len(values) // FEW if self.tricks.worklist else 0
        piece = PIECE if self.tricks.pieces else values.size
        hopeful = [b.eager if improving else np.arange(b.width + 1) < b.width for b in others]
        waiting = [h.copy() for h in hopeful]
        while any(w.any() for w in waiting):
            for j, blocks in enumerate(others):
                columns = np.flatnonzero(waiting[j])
                if not len(columns):
                    continue
                waiting[j][:] = False
                some = None if len(columns) == blocks.width else columns
                changed = lower(blocks, values, some, improving=improving, most=most, piece=piece)
                for k, other in enumerate(others):
                    if k == j:
                        continue
                    if changed is None:
                        waiting[k][:] = hopeful[k]
                    elif len(changed):
                        waiting[k][other.columns_of(changed)] = True
                        waiting[k] &= hopeful[k]
