"""Flags as bits in words of 64: one operation tells of 64 readings, or of 64 states."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from detente.core.grid import Bools

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]


def packed(flags: Bools) -> Words:
    """Flags over readings as words: (..., readings) to (..., words); bit r tells of reading r.

    Examples
    --------
    >>> packed(np.array([True, False, True])).tolist()
    [5]
    """
    bits = np.packbits(flags, axis=-1, bitorder="little")
    whole = np.zeros((*bits.shape[:-1], -(-flags.shape[-1] // 64) * 8), dtype=np.uint8)
    whole[..., : bits.shape[-1]] = bits
    return whole.view("<u8").astype(np.uint64, copy=False)


def unpacked(words: Words, count: int) -> Bools:
    """Words as flags over so many readings.

    Examples
    --------
    >>> unpacked(packed(np.array([True, False, True])), 3).tolist()
    [True, False, True]
    """
    octets = np.ascontiguousarray(words.astype("<u8", copy=False)).view(np.uint8)
    return np.unpackbits(octets, axis=-1, count=count, bitorder="little").astype(np.bool_)


def number(words: Words) -> int:
    """One row of words as a whole number whose bit r tells of reading r."""
    return int.from_bytes(words.astype("<u8", copy=False).tobytes(), "little")


def weight(words: Words) -> Ints:
    """How many readings are set? (..., words) to (...)."""
    return np.asarray(np.bitwise_count(words).sum(axis=-1, dtype=np.int64))
