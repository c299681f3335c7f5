"""The shortest legal sequence of moves into a set of states."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

Mover = TypeVar("Mover", bound=Hashable)


def shortest(
    start: int,
    movers: Mapping[Mover, Callable[[int], Iterable[int] | None]],
    wanted: Callable[[int], bool],
) -> tuple[tuple[Mover, int, int], ...]:
    """How do others get from a state to one that is wanted, in the fewest moves?

    A search over pairs of state and last mover, since nobody moves twice in a row (Fang, Hipel &
    Kilgour 1993, ch. 4). Among equals the first mover, and the first end he gives, are taken.

    Parameters
    ----------
    movers : mapping
        For each mover, where he can go from a state (None: nowhere).
    wanted : callable
        Whether a state, once moved to, ends the search.

    Returns
    -------
    tuple
        Moves as (mover, from, to); empty where there is no such sequence.

    Examples
    --------
    >>> shortest(0, {"Ann": {0: [1]}.get, "Bob": {1: [2]}.get}, lambda state: state == 2)
    (('Ann', 0, 1), ('Bob', 1, 2))
    """
    first: tuple[int, Mover | None] = (start, None)
    before: dict[tuple[int, Mover | None], tuple[int, Mover | None]] = {}
    seen, level = {first}, [first]
    while level:
        following: list[tuple[int, Mover | None]] = []
        for node in level:
            for who, ends in movers.items():
                for end in (ends(node[0]) or ()) if who != node[1] else ():
                    reached = (end, who)
                    if reached in seen:
                        continue
                    seen.add(reached)
                    before[reached] = node
                    if wanted(end):
                        return _path(before, reached)
                    following.append(reached)
        level = following
    return ()


def _path(
    before: Mapping[tuple[int, Mover | None], tuple[int, Mover | None]],
    end: tuple[int, Mover | None],
) -> tuple[tuple[Mover, int, int], ...]:
    moves: list[tuple[Mover, int, int]] = []
    state, who = end
    while who is not None:
        previous = before[state, who]
        moves.append((who, previous[0], state))
        state, who = previous
    return tuple(reversed(moves))
