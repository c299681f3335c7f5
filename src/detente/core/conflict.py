"""A conflict in graph form: who decides, which states there are, who moves where, who wants what.

The Graph Model for Conflict Resolution (Fang, Hipel & Kilgour 1993) asks its questions of this. Two
forms hold the same thing: an :class:`OptionForm`, where states are combinations of options and
moves change options (arrays on axes, any size), and a :class:`GraphForm`, where every move is an
arc (anything at all, up to a few thousand states).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Ranks = NDArray[np.int32]


@dataclass(frozen=True)
class Axis:
    """One option of somebody's, or an issue: a name and the choices on it."""

    name: str
    options: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class OptionForm:
    """A conflict whose states are combinations of options, in row-major order over the axes.

    Attributes
    ----------
    dms : tuple of str
        Decision makers.
    axes : tuple of Axis
    steps : tuple of mappings
        For each decision maker, by axis, from which choice to which he can go: shape
        (choices, choices), ``[from, to]``, reflexive. Axes he cannot change are left out. He may
        change all of his axes at once.
    feasible : array of bool, shape (codes,)
        Which combinations are states.
    ranks : tuple of arrays, shape (codes,)
        For each decision maker, higher is better and equal is equally good. What stands at
        infeasible codes means nothing.
    ids : array of int, shape (codes,), optional
        The file's own number of each state; left out, it is the code.
    """

    dms: tuple[str, ...]
    axes: tuple[Axis, ...]
    steps: tuple[Mapping[int, Bools], ...]
    feasible: Bools
    ranks: tuple[Ranks, ...]
    ids: Ints | None = None

    @cached_property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(a.options) for a in self.axes)

    @cached_property
    def transitive(self) -> bool:
        """Can every two moves of one decision maker in a row also be made as one?

        Then the rule that nobody moves twice in a row forbids nothing.
        """
        return all(not ((r @ r) & ~r).any() for steps in self.steps for r in steps.values())


@dataclass(frozen=True, eq=False)
class Arcs:
    """Moves of one decision maker as pairs of state indices, sorted by ``src``, then ``dst``."""

    src: Ints
    dst: Ints

    def __len__(self) -> int:
        return len(self.src)


@dataclass(frozen=True, eq=False)
class GraphForm:
    """A conflict whose moves are listed one by one.

    Attributes
    ----------
    ids : array of int, shape (states,)
        The file's own number of each state.
    arcs : tuple of Arcs
        Moves of each decision maker; none goes from a state to itself.
    better : array of bool, shape (dms, states, states)
        ``better[i, s, t]``: i is known to prefer t to s.
    unknown : array of bool, same shape, optional
        It is not known which of the two i prefers; symmetric, and false where ``better`` is true
        one way or the other.
    much : array of bool, same shape, optional
        i greatly prefers t to s (a part of ``better``).
    """

    dms: tuple[str, ...]
    ids: Ints
    arcs: tuple[Arcs, ...]
    better: Bools
    unknown: Bools | None = None
    much: Bools | None = None

    @property
    def size(self) -> int:
        return len(self.ids)


Conflict = OptionForm | GraphForm


def better_by_rank(ranks: Ranks) -> Bools:
    """Who is preferred to whom, from ranks of shape (states,): ``[s, t]`` where t beats s.

    Examples
    --------
    >>> better_by_rank(np.array([2, 1, 2], dtype=np.int32)).tolist()
    [[False, False, False], [True, False, True], [False, False, False]]
    """
    found: Bools = ranks[None, :] > ranks[:, None]
    return found
