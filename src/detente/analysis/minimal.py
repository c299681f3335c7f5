"""Minimal sets of bits: what must go, and what cannot stand together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]

LEADERS = 4
"""Sets taken one by one before the rest is sorted."""

SIZE = np.uint64(56)
LOW = np.uint64((1 << 56) - 1)
GONE = np.uint64((1 << 64) - 1)


def minimal_sets(bits: Bits) -> Bits:
    """Which sets of a row hold no other set of that row?

    Parameters
    ----------
    bits : array of uint64, shape (readings, sets)
        Sets as bits 0 to 55; more than one row at a time.

    Returns
    -------
    array of uint64, shape (readings, most minimal sets in a row)
        The minimal sets of each row, smallest first, filled up with ``GONE``.

    Examples
    --------
    >>> minimal_sets(np.array([[0b111, 0b010, 0b101]], dtype=np.uint64)).tolist()
    [[2, 5]]
    """
    if bits.shape[1] == 0:
        return np.full((len(bits), 1), GONE)
    keyed = bits | np.bitwise_count(bits).astype(np.uint64) << SIZE
    found, keyed = _leaders(keyed)
    keyed = _compact(keyed)
    at = 0
    while at < keyed.shape[1]:
        leader = keyed[:, at : at + 1]
        rest = keyed[:, at + 1 :]
        inside = (rest & leader & LOW) == (leader & LOW)
        rest[inside & (leader != GONE)] = GONE
        at += 1
        if at % 4 == 0:
            tail = _trim(np.sort(keyed[:, at:], axis=1))
            keyed = np.concatenate([keyed[:, :at], tail], axis=1)
    keyed = _trim(np.sort(np.concatenate([found, keyed], axis=1), axis=1))
    return np.where(keyed == GONE, GONE, keyed & LOW)


def _leaders(keyed: Bits) -> tuple[Bits, Bits]:
    """The few smallest sets of each row, and what they leave.

    They hold down most of the others, which then need not be sorted.
    """
    found = np.full((len(keyed), LEADERS), GONE)
    for k in range(LEADERS):
        found[:, k] = keyed.min(axis=1)
        leader = np.where(found[:, k] == GONE, GONE, found[:, k] & LOW)[:, None]
        keyed[(keyed & leader) == leader] = GONE
        keyed = keyed[:, (keyed != GONE).any(axis=0)]
        if keyed.shape[1] == 0:
            return found, np.full((len(keyed), 1), GONE)
    return found, keyed


def _compact(keyed: Bits) -> Bits:
    """Rows sorted by size of set, each set once."""
    keyed = np.sort(keyed, axis=1)
    keyed[:, 1:][keyed[:, 1:] == keyed[:, :-1]] = GONE
    return _trim(np.sort(keyed, axis=1))


def _trim(keyed: Bits) -> Bits:
    width = int((keyed != GONE).sum(axis=1).max(initial=0))
    return keyed[:, : max(width, 1)]


def suffices(minimal: Bits, lifted: int) -> NDArray[np.bool_]:
    """In which rows does lifting a set leave some outcome with nothing in its way?"""
    left = minimal & ~np.uint64(lifted)
    result: NDArray[np.bool_] = ((left == 0) & (minimal != GONE)).any(axis=1)
    return result


def conflicts(family: list[int], largest: int) -> list[int]:
    """Minimal hitting sets, up to a size: each cannot stand whole, whatever else gives way.

    Berge's sequential method (1989, Hypergraphs, ch. 2); cutting off larger sets on the way loses
    none of the small ones, since a partial hitting set only grows.

    Examples
    --------
    >>> sorted(conflicts([0b011, 0b110], 2))
    [2, 5]
    """
    found = [0]
    for members in family:
        hit = [t for t in found if t & members]
        grown = {
            t | 1 << k
            for t in found
            if not t & members and t.bit_count() < largest
            for k in range(members.bit_length())
            if members >> k & 1
        }
        found = hit + [g for g in grown if not any(h & g == h for h in hit)]
        found = _smallest(found)
    return found


def _smallest(sets: list[int]) -> list[int]:
    kept: list[int] = []
    for candidate in sorted(set(sets), key=lambda s: (s.bit_count(), s)):
        if not any(k & candidate == k for k in kept):
            kept.append(candidate)
    return kept
