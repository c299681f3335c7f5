"""Positions on a line: who stands where on each issue, how much it matters, with what power behind.

The simplest use of an axis of the table: the issue is a line, each actor a point on it. The models
of positions (:mod:`detente.analysis.positions`) ask their questions of this; files of other
programs and cases both fill it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detente.core.streams import Floats


@dataclass(frozen=True)
class Line:
    """One issue as a line from ``low`` to ``high``.

    Attributes
    ----------
    id, name : str
        A short name, and the issue in words.
    low, high : float
        The ends of the scale, in its own units; ``low < high``.
    marks : tuple of (float, str)
        Points of the scale that have a meaning, in ascending order, with the words for it.
    reference : float, optional
        Where the issue stays if nothing is agreed.
    outcome : float, optional
        What was decided in the end, where that is known.
    """

    id: str
    name: str = ""
    low: float = 0.0
    high: float = 100.0
    marks: tuple[tuple[float, str], ...] = ()
    reference: float | None = None
    outcome: float | None = None

    @property
    def length(self) -> float:
        """How long the scale is, in its own units."""
        return self.high - self.low


@dataclass(frozen=True, eq=False)
class Positions:
    """Actors on lines, in one reading or many.

    Attributes
    ----------
    title : str
    actors : tuple of str
        Short names, each once.
    names : tuple of str
        The actors in words, in the same order.
    lines : tuple of Line
    position : array of float, shape (readings, actors, lines)
        In the units of each line; NaN where an actor takes no position.
    salience : array of float, shape (readings, actors, lines)
        How much the issue matters to the actor, 0 to 1; NaN where there is no position.
    clout : array of float, shape (readings, actors, lines)
        The power he can bring to bear, at least 0, on any scale common to all.
    source : str
        Where the figures come from, in words.
    remarks : tuple of (str, str)
        What a file says beside, for the way back into it: words by key.

    Examples
    --------
    >>> two = Positions.of("Fence", {"A": (0.0, 1.0, 2.0), "B": (100.0, 0.5, 2.0)}, Line("height"))
    >>> two.weight[0, :, 0].tolist()
    [2.0, 1.0]
    """

    title: str
    actors: tuple[str, ...]
    names: tuple[str, ...]
    lines: tuple[Line, ...]
    position: Floats
    salience: Floats
    clout: Floats
    source: str = ""
    remarks: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, title: str, actors: dict[str, tuple[float, float, float]], line: Line) -> Positions:
        """One line, one reading: by actor his position, salience (0 to 1) and clout."""
        rows = np.array(list(actors.values()), dtype=np.float64).reshape(1, -1, 3)
        names = tuple(actors)
        x, s, c = (rows[:, :, k : k + 1] for k in range(3))
        return cls(title, names, names, (line,), x, s, c)

    @property
    def readings(self) -> int:
        """In how many readings the positions are given; 1 for a file."""
        return len(self.position)

    @cached_property
    def present(self) -> NDArray[np.bool_]:
        """Who takes a position on which line? Booleans of shape (actors, lines)."""
        return np.asarray(np.isfinite(self.position).all(axis=0))

    @cached_property
    def weight(self) -> Floats:
        """Clout times salience, 0 where there is no position; shape (readings, actors, lines)."""
        return np.nan_to_num(self.clout * self.salience, nan=0.0)

    def on(self, line: int) -> Positions:
        """One line alone, with those actors only who take a position on it."""
        rows = np.flatnonzero(self.present[:, line])
        part = (slice(None), rows, slice(line, line + 1))
        return replace(
            self,
            actors=tuple(self.actors[k] for k in rows),
            names=tuple(self.names[k] for k in rows),
            lines=(self.lines[line],),
            position=self.position[part],
            salience=self.salience[part],
            clout=self.clout[part],
        )

    def each(self) -> Iterator[Positions]:
        """Every line alone, in order."""
        for line in range(len(self.lines)):
            yield self.on(line)
