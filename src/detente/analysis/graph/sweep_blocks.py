"""The states one decision maker moves among, as columns of a table, and one sweep over them.

All his moves stay within a *block*: the feasible states that differ only in what he controls. The
table of a decision maker has a column for each block, best state for him first, so that whatever he
would rather have stands above where he starts from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from detente.core.conflict import Bools, OptionForm

Array = NDArray[Any]
Codes = NDArray[np.int64]
Kind = TypeVar("Kind")

PIECE = 1 << 16
"""Entries of a table worked on at a time: what they need then stays in the cache of a core."""

NARROWEST = 256
"""Columns worked on at a time at least: with fewer, calling numpy costs more than its work."""

LOW = np.uint64(0xFFFFFFFF)
"""The half of a sort key that holds the code of the state."""

NEVER = np.uint64(0xFFFFFFFFFFFFFFFF)
"""The sort key of a combination that is no state: after all others."""


@dataclass(frozen=True)
class Frame(Generic[Kind]):
    """The axes, where neighbours of the same kind are taken as one.

    Attributes
    ----------
    dims : tuple of int
        How long each is.
    kinds : tuple of hashable
        Of which kind each is.
    """

    dims: tuple[int, ...]
    kinds: tuple[Kind, ...]

    @classmethod
    def of(cls, shape: Sequence[int], kinds: Sequence[Kind]) -> Frame[Kind]:
        """Take together what may be.

        Examples
        --------
        >>> Frame.of((2, 3, 2, 2), "aaba")
        Frame(dims=(6, 2, 2), kinds=('a', 'b', 'a'))
        """
        dims: list[int] = []
        merged: list[Kind] = []
        for size, kind in zip(shape, kinds, strict=True):
            if merged and merged[-1] == kind:
                dims[-1] *= size
            else:
                dims.append(size)
                merged.append(kind)
        return cls(tuple(dims), tuple(merged))

    def along(self, kind: Kind) -> tuple[int, ...]:
        """Which of the dims are of this kind?"""
        return tuple(k for k, other in enumerate(self.kinds) if other == kind)

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """How far apart are the codes of neighbours?"""
        return tuple(
            int(np.prod(self.dims[k + 1 :], dtype=np.int64)) for k in range(len(self.dims))
        )

    def codes(self, kind: Kind) -> Codes:
        """The codes of all combinations on the axes of one kind, with the first choice elsewhere.

        Examples
        --------
        >>> Frame.of((2, 3, 2), "aba").codes("a").tolist()
        [0, 1, 6, 7]
        """
        found = np.zeros(1, dtype=np.int64)
        for k in self.along(kind):
            steps = np.arange(self.dims[k], dtype=np.int64) * self.strides[k]
            found = np.add.outer(found, steps).ravel()
        return found

    def place(self, kind: Kind, codes: Array) -> Array:
        """Which of the combinations that :meth:`codes` lists is each of these codes?

        Examples
        --------
        >>> Frame.of((2, 3, 2), "aba").place("a", np.array([0, 3, 7, 11])).tolist()
        [0, 1, 3, 3]
        """
        found = np.zeros_like(codes)
        for k in self.along(kind):
            found *= self.dims[k]
            found += codes // self.strides[k] % self.dims[k]
        return found


def changes(form: OptionForm, dm: int) -> dict[int, Bools]:
    """The axes on which a decision maker can change anything: from which choice to which."""
    found = {}
    for axis, step in sorted(form.steps[dm].items()):
        own = np.eye(len(step), dtype=np.bool_)
        if (step & ~own).any():
            found[axis] = step | own
    return found


def classes(moves: Mapping[int, Bools]) -> tuple[Array, Bools]:
    """Between which sets of choices is there no way back?

    Choices that lead to the same ones form a class; as moves are transitive, they lead to each
    other too, and to all or none of another class.

    Returns
    -------
    array of int, shape (combinations of choices,)
        The class of each, axes in order.
    array of bool, shape (classes, classes)
        From which class to which a move leads.

    Examples
    --------
    One choice that can be changed freely, and one that cannot be taken back:

    >>> both, once = np.ones((2, 2), dtype=bool), np.array([[True, True], [False, True]])
    >>> of, leads = classes({0: both, 1: once})
    >>> of.tolist(), leads.tolist()
    ([1, 0, 1, 0], [[True, False], [True, True]])
    """
    found, leads = np.zeros(1, dtype=np.int64), np.ones((1, 1), dtype=np.bool_)
    for axis in sorted(moves):
        rows, first, of = np.unique(moves[axis], axis=0, return_index=True, return_inverse=True)
        found = np.add.outer(found * len(rows), of.ravel()).ravel()
        leads = np.kron(leads, rows[:, first])
    return found, leads


@dataclass(frozen=True, eq=False)
class Blocks:
    """Where one decision maker can go, best first.

    Attributes
    ----------
    table : array of int, shape (states in the largest block, blocks)
        Twice the code of a state, plus one where he likes it as much as the one above. Blocks of a
        single state are left out; smaller blocks are filled up with their last state.
    frame : Frame
        With kind True for what he controls.
    column : array of int, shape (combinations of what he does not control,)
        The column of each block, and one past the last where it is left out.
    eager : array of bool, shape (blocks + 1,)
        In which blocks there is anything to gain for him.
    level : array of int, shape of the table, optional
        The class of what he has chosen in each state; left out where all moves can be undone.
    leads : array of bool, shape (classes, classes), optional
        From which class to which his moves lead.
    """

    table: Array
    frame: Frame[bool]
    column: NDArray[np.int32]
    eager: Bools
    level: Array | None = None
    leads: Bools | None = None

    @property
    def width(self) -> int:
        return len(self.eager) - 1

    def columns_of(self, codes: Codes) -> NDArray[np.int32]:
        """In which columns are these states?"""
        found: NDArray[np.int32] = self.column[self.frame.place(False, codes)]
        return found


def tabulate(form: OptionForm, dm: int, ranks: Array) -> Blocks | None:
    """Where can this decision maker go, best first?

    Parameters
    ----------
    ranks : array of uint32, shape (codes,)
        His ranks from one up; what stands at infeasible codes means nothing.

    Returns
    -------
    Blocks or None
        None where he can go nowhere.
    """
    moves = changes(form, dm)
    frame = Frame.of(form.shape, [axis in moves for axis in range(len(form.shape))])
    own, rest = frame.codes(True), frame.codes(False)
    ones = form.feasible.view(np.uint8).reshape(frame.dims)
    count = np.add.reduce(ones, axis=frame.along(True), dtype=np.int32).ravel()
    live = np.flatnonzero(count > 1)
    if not moves or not len(live):
        return None
    deep, wide = int(count.max()), len(live)
    column = np.full(len(rest), wide, dtype=np.int32)
    column[live] = np.arange(wide, dtype=np.int32)
    small = 2 * len(form.feasible) <= np.iinfo(np.int32).max
    table = np.empty((deep, wide), dtype=np.int32 if small else np.int64)
    eager = np.zeros(wide + 1, dtype=np.bool_)
    step = max(NARROWEST, PIECE // len(own))
    for start in range(0, wide, step):
        part = slice(start, min(start + step, wide))
        codes = np.add.outer(rest[live[part]], own)
        # One number to sort by: the rank turned round, then the code.
        keys = np.subtract(LOW, ranks.take(codes), dtype=np.uint64)
        keys <<= np.uint64(32)
        keys |= codes.view(np.uint64)
        keys[~form.feasible.take(codes)] = NEVER
        keys.sort(axis=1)
        eager[part] = _fill(table[:, part], keys[:, :deep].T)
    if all(step.all() for step in moves.values()):
        return Blocks(table, frame, column, eager)
    of, leads = classes(moves)
    of = of.astype(np.min_scalar_type(len(leads)))
    level = np.empty(table.shape, dtype=of.dtype)
    for row, codes in zip(level, table, strict=True):
        row[:] = of[frame.place(True, codes >> 1)]
    return Blocks(table, frame, column, eager, level, leads)


def _fill(table: Array, keys: Array) -> Bools:
    """Write sorted keys into a piece of the table; in which columns is there anything to gain?"""
    table[:] = (keys & LOW) << np.uint64(1)
    rank = keys >> np.uint64(32)
    tied = rank[1:] == rank[:-1]
    gap = keys == NEVER
    gain = ~(tied | gap[1:])
    for k in range(1, len(keys)):
        table[k] |= tied[k - 1]
        table[k, gap[k]] = table[k - 1, gap[k]] | 1
    found: Bools = gain.any(axis=0)
    return found


def lower(
    blocks: Blocks,
    values: Array,
    columns: Codes | None,
    *,
    improving: bool,
    most: int,
    piece: int = PIECE,
) -> Codes | None:
    """Take over the least value that one decision maker's next move leads to.

    Parameters
    ----------
    blocks : Blocks
        Where he can go.
    values : array of unsigned int, shape (codes, lanes)
        Numbers of each state, which are lowered in place; one or two at a time.
    columns : array of int, optional
        The blocks to look at; all if left out.
    improving : bool
        He moves only to what he likes better.
    most : int
        Of how many changed states the codes are wanted.
    piece : int
        Entries of the table worked on at a time.

    Returns
    -------
    array of int, or None
        The codes of the states whose numbers changed; None where there are more than that.
    """
    record = values.view(f"u{values.itemsize * values.shape[1]}").reshape(-1)
    step = max(NARROWEST, piece // len(blocks.table))
    found: list[Codes] = []
    total = 0
    for start in range(0, blocks.width if columns is None else len(columns), step):
        part = slice(start, start + step)
        where = part if columns is None else columns[part]
        table = blocks.table[:, where]
        codes = np.right_shift(table, 1, out=np.empty(table.shape, dtype=np.int64))
        old = record.take(codes)
        ceiling = _ceiling(blocks, old, table, where, values.dtype, improving)
        new = _least(old, ceiling, values.dtype)
        changed = new != old
        count = int(np.count_nonzero(changed))
        if not count:
            continue
        total += count
        # To pick out what changed costs more than to write everything, unless it is little.
        fresh = codes[changed] if total <= most or 4 * count < codes.size else None
        if fresh is None:
            record[codes] = new
        else:
            record[fresh] = new[changed]
            if total <= most:
                found.append(fresh)
    if total > most:
        return None
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _least(one: Array, other: Array, lane: np.dtype[Any]) -> Array:
    """The smaller of two arrays of records, lane by lane."""
    least: Array = np.minimum(one.view(lane), other.view(lane))
    return least.view(one.dtype)


def _ceiling(
    blocks: Blocks, old: Array, table: Array, where: Any, lane: np.dtype[Any], improving: bool
) -> Array:
    """The least value he can reach from each entry of a piece of the table, one row at least."""
    tied = (table & 1).astype(np.bool_) if improving else None
    if blocks.level is None or blocks.leads is None:
        return _reached(old, tied, lane)
    level = blocks.level[:, where]
    never = np.iinfo(old.dtype).max
    found = np.full_like(old, never)
    for k, leads in enumerate(blocks.leads):
        seen = old if leads.all() else np.where(leads.take(level), old, never)
        np.copyto(found, _reached(seen, tied, lane), where=level == k)
    return found


def _reached(old: Array, tied: Bools | None, lane: np.dtype[Any]) -> Array:
    """The least value above each entry that is better, or in the whole column if tied is None."""
    if tied is None:
        least: Array = np.minimum.reduce(old.view(lane), axis=0)
        return least.view(old.dtype)[None, :]
    above = np.empty_like(old)
    above[0] = np.iinfo(old.dtype).max
    values, lows = old.view(lane), above.view(lane)
    for k in range(1, len(old)):
        np.minimum(values[k - 1], lows[k - 1], out=lows[k])
    if tied.any():
        for k in range(1, len(old)):
            np.putmask(above[k], tied[k], above[k - 1])
    return above
