"""Moves as arcs, and what sequences of them reach: sets of states as bits, whole rows at a time.

A row of bits holds one flag for each of many starts (or readings). One step of everybody is then a
gather and an ``or``, whatever the number of starts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from detente.core.conflict import Arcs, Bools, GraphForm, Ints, OptionForm, better_by_rank
from detente.core.words import packed

Bits = NDArray[np.uint8]

MOST = 8192
"""States up to which moves are listed one by one: a relation between them then takes 8 MB."""

CHUNK = 1 << 26
"""Bytes gathered at once."""


def pack(flags: Bools) -> Bits:
    """Rows of flags as rows of bits, filled up with zeros to whole words of 64.

    Examples
    --------
    >>> pack(np.array([True, False, True])).tolist()
    [5, 0, 0, 0, 0, 0, 0, 0]
    """
    return np.asarray(packed(flags).astype("<u8", copy=False).view(np.uint8))


def width(count: int) -> int:
    """Bytes that so many bits take, in whole words.

    Examples
    --------
    >>> width(1), width(64), width(65)
    (8, 8, 16)
    """
    return 8 * -(-count // 64)


def unpack(bits: Bits, count: int) -> Bools:
    """Rows of bits as rows of ``count`` flags."""
    return np.unpackbits(bits, axis=-1, count=count, bitorder="little").astype(np.bool_)


def turned(bits: Bits, count: int) -> Bits:
    """A square relation of ``count`` states with its two sides exchanged."""
    return pack(unpack(bits, count).T)


def arcs_between(relation: Bools) -> Arcs:
    """A relation ``[from, to]`` as arcs."""
    src, dst = np.nonzero(relation)
    return Arcs(src, dst)


class Steps:
    """One mover's arcs, ready to carry bits from where they are to where they are wanted.

    ``other[k]`` is the state whose bits arc k brings; arcs are in the order of the states that
    collect. ``order`` puts what is known of the arcs as given into that order.
    """

    def __init__(self, at: Ints, other: Ints, count: int) -> None:
        self.order = np.argsort(at, kind="stable")
        self.other = other[self.order]
        self.here, self.offsets = np.unique(at[self.order], return_index=True)
        self.count = count

    @classmethod
    def into(cls, arcs: Arcs, count: int) -> Steps:
        """Each state collects from where one can come to it."""
        return cls(arcs.dst, arcs.src, count)

    @classmethod
    def out_of(cls, arcs: Arcs, count: int) -> Steps:
        """Each state collects from where one can go from it."""
        return cls(arcs.src, arcs.dst, count)

    def collect(self, bits: Bits, when: Bits | None = None) -> Bits:
        """What each state collects from the others; shape as ``bits``: (states, ...).

        Parameters
        ----------
        when : array of bits, optional
            For each arc, in the order of this object, under which bits it may be used; broadcast
            against a row of bits.
        """
        words = np.ascontiguousarray(bits).view(np.uint64)
        result = np.zeros((self.count, *words.shape[1:]), dtype=np.uint64)
        if not len(self.here):
            return result.view(np.uint8)
        ends = np.append(self.offsets[1:], len(self.other))
        most = max(1, CHUNK // max(bits[0].size, 1))
        usable = None if when is None else np.ascontiguousarray(when).view(np.uint64)
        first = 0
        while first < len(self.here):
            last = int(np.searchsorted(ends, self.offsets[first] + most, side="right"))
            last = max(last, first + 1)
            start, stop = self.offsets[first], ends[last - 1]
            rows = words[self.other[start:stop]]
            if usable is not None:
                rows &= usable[start:stop]
            found = np.bitwise_or.reduceat(rows, self.offsets[first:last] - start, axis=0)
            result[self.here[first:last]] = found
            first = last
        return result.view(np.uint8)


def sequences(movers: Sequence[Arcs], count: int, *, kept: bool = False) -> Bits:
    """Where do legal sequences of moves lead? Bits ``[end, start]``.

    Nobody moves twice in a row, but everybody may move again later (Fang, Hipel & Kilgour 1993,
    ch. 4: the reachable list of a coalition, here for all starts at once).

    Parameters
    ----------
    movers : sequence of Arcs
        One entry for each who may move.
    kept : bool
        Whether coming back to the start counts as reaching it.

    Examples
    --------
    >>> one, two = Arcs(np.array([0]), np.array([1])), Arcs(np.array([1]), np.array([2]))
    >>> unpack(sequences([one, two], 3), 3).T.astype(int).tolist()
    [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
    """
    start = pack(np.eye(count, dtype=np.bool_))
    steps = [Steps.into(arcs, count) for arcs in movers if len(arcs)]
    last = [step.collect(start) for step in steps]
    version, seen = [0] * len(steps), [-1] * len(steps)
    while any(_others(version, k) != seen[k] for k in range(len(steps))):
        for k, step in enumerate(steps):
            if _others(version, k) == seen[k]:
                continue
            seen[k] = _others(version, k)
            before = start.copy()
            for j, rows in enumerate(last):
                if j != k:
                    before |= rows
            found = last[k] | step.collect(before)
            if not np.array_equal(found, last[k]):
                last[k] = found
                version[k] += 1
    result = np.zeros_like(start)
    for rows in last:
        result |= rows
    return result if kept else result & ~start


def _others(version: Sequence[int], mover: int) -> int:
    """How often the others' rows have grown: only then has a mover something new to collect."""
    return sum(version) - version[mover]


def listed(form: OptionForm) -> GraphForm:
    """The same conflict with every move listed.

    Raises
    ------
    ValueError
        Where there are more than ``MOST`` states.
    """
    codes = np.flatnonzero(form.feasible)
    if len(codes) > MOST:
        raise ValueError(f"{len(codes)} states are too many to list their moves ({MOST} at most)")
    digits = np.stack(np.unravel_index(codes, form.shape), axis=1).astype(np.int64)
    place = np.full(form.feasible.size, -1, dtype=np.int64)
    place[codes] = np.arange(len(codes))
    return GraphForm(
        form.dms,
        codes if form.ids is None else form.ids[codes],
        tuple(_own_moves(form, steps, digits, place) for steps in form.steps),
        np.stack([better_by_rank(ranks[codes]) for ranks in form.ranks]),
    )


def _own_moves(form: OptionForm, steps: Mapping[int, Bools], digits: Ints, place: Ints) -> Arcs:
    """One decision maker's arcs: every change of his own axes that ends in a state."""
    axes = sorted(steps)
    found: list[Ints] = []
    for chosen in product(*(range(form.shape[a]) for a in axes)):
        arrived = digits.copy()
        able = np.ones(len(digits), dtype=np.bool_)
        for axis, option in zip(axes, chosen, strict=True):
            able &= steps[axis][digits[:, axis], option]
            arrived[:, axis] = option
        found.append(np.where(able, place[np.ravel_multi_index(tuple(arrived.T), form.shape)], -1))
    ends = np.stack(found, axis=1) if found else np.full((len(digits), 1), -1)
    here = np.repeat(np.arange(len(digits)), ends.shape[1])
    there = ends.reshape(-1)
    real = (there >= 0) & (there != here)
    pairs = np.unique(np.stack([here[real], there[real]], axis=1), axis=0)
    return Arcs(pairs[:, 0], pairs[:, 1])
