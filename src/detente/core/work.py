"""Work over readings, in pieces that any ``map`` can carry."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

PIECE = 125
"""Readings in a piece handed to a map."""

LARGE = 500_000_000
"""Readings times outcomes from which the standard library's threads are used by default: below
that, measured, they cost more than they save."""


class Map(Protocol):
    """Anything that maps a function over items in order: the built-in ``map``, an executor's."""

    def __call__(self, fn: Callable[[Any], Any], items: Iterable[Any], /) -> Iterable[Any]: ...


def pieces(readings: int, size: int) -> Iterator[tuple[int, int]]:
    """First reading and the one after the last of each piece of work."""
    for start in range(0, readings, size):
        yield start, min(start + size, readings)


def carried(
    mapping: Map, work: Callable[[tuple[int, int]], T], parts: Iterable[tuple[int, int]]
) -> list[T]:
    """What a map of the user's makes of the pieces, in order.

    A cluster's map may hand out futures: all are asked for first, and then waited for.
    """
    handed = list(mapping(work, parts))
    return [r.result() if hasattr(r, "result") else r for r in handed]


def over_readings(
    work: Callable[[tuple[int, int]], T], readings: int, outcomes: int, mapping: Map | None
) -> list[T]:
    """Do some work on all readings, in order; results are the same whatever the map.

    Parameters
    ----------
    work : callable
        Takes (start, stop) and returns what holds for these readings. Must pickle where the map
        sends it to other processes.
    outcomes : int
        Outcomes looked at in a reading: how large the work is.
    mapping : callable, optional
        Where the pieces are worked on. By default in this thread where the work is small, else on
        the standard library's threads. It may return futures, as dask.distributed's does.
    """
    if mapping is None and readings * outcomes < LARGE:
        return [work((0, readings))]
    parts = list(pieces(readings, PIECE))
    if mapping is not None:
        return carried(mapping, work, parts)
    from concurrent.futures import ThreadPoolExecutor  # slow to import, seldom needed

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(work, parts))
