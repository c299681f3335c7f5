"""Who could trade what with whom? Exchanges of support between two lines, of equal gain to both.

The exchange model of Stokman & Van Oosten (1994, in Bueno de Mesquita & Stokman, *European
Community Decision Making*), in the version of equal gain by Dijkstra, Van Assen and Stokman. Two
actors who stand on opposite sides of the weighted mean on two lines can both gain: each gives way
on the line that matters less to him, compared with the other. A move of ``dx`` shifts the mean by
``w dx / sum w``; what it is worth to an actor is his salience times the shift.

Where the description leaves something open, the choice is the one that gives the list of the
original Decide program for the climate talks of 2015:

* sides and partners go by the positions and means at the start, and only the mover's own place is
  followed as it shifts;
* nobody moves beyond the position his partner held at the start;
* all that an actor buys on a line shifts the mean by no more than from where it started to his own
  position;
* the exchange of the highest gain is done first, then all are worked out anew. Exact ties go by
  alphabet: first actor, second actor, the line the first gives way on, the line he gains on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.core.line import Positions
from detente.core.streams import Floats

LEAST = 1e-9
"""A gain below this (in per cent of a scale) is not worth an exchange, and is likely rounding."""

Ints = NDArray[np.intp]


@dataclass(frozen=True)
class Exchange:
    """One exchange: ``i`` gives way on ``gives``, ``j`` on ``gets``.

    Attributes
    ----------
    i, j : str
        The two actors; ``i`` comes first in the alphabet.
    gives, start, end
        The line on which ``i`` gives way, from where to where, in its units.
    gets, start_j, end_j
        The line on which ``j`` gives way.
    gain : float
        What each of the two gains: salience times per cent of the scale.
    """

    i: str
    gives: str
    start: float
    end: float
    j: str
    gets: str
    start_j: float
    end_j: float
    gain: float


@dataclass(frozen=True)
class Trades:
    """All exchanges in the order they are made, and what they do to the weighted means."""

    exchanges: tuple[Exchange, ...]
    before: dict[str, float]
    after: dict[str, float]


def middle(given: Positions) -> Positions:
    """The middle of all readings: the median of every figure; a file is its own middle."""
    if given.readings == 1:
        return given
    there = given.present
    held = [np.where(there, a, 0.0) for a in (given.position, given.salience, given.clout)]
    x, s, c = (np.where(there, np.median(a, axis=0), np.nan)[None] for a in held)
    return Positions(given.title, given.actors, given.names, given.lines, x, s, c, given.source)


def exchanges(given: Positions, *, most: int = 10_000) -> Trades:
    """Which exchanges of equal gain are there, and where do they leave the weighted means?

    Parameters
    ----------
    given : Positions
        Two lines or more. Of many readings the middle is taken.
    most : int
        Exchanges made at most.

    Returns
    -------
    Trades
        With the means of every line before and after, in its units. Lines on which nobody has
        weight are left out.

    Raises
    ------
    ValueError
        If there are fewer than two lines.

    Examples
    --------
    >>> from detente.core.line import Line
    >>> x = np.array([[[0.0, 0.0], [100.0, 100.0]]])
    >>> salience = np.array([[[0.2, 0.8], [0.8, 0.2]]])
    >>> who, lines = ("A", "B"), (Line("p"), Line("q"))
    >>> two = Positions("Two", who, who, lines, x, salience, np.ones_like(x))
    >>> found = exchanges(two)
    >>> [(e.i, e.gives, e.end, e.j, e.gets, e.end_j, round(e.gain, 6)) for e in found.exchanges]
    [('A', 'p', 100.0, 'B', 'q', 0.0, 12.0)]
    """
    if len(given.lines) < 2:
        raise ValueError("an exchange needs two lines")
    market = _Market(middle(given))
    made: list[Exchange] = []
    while len(made) < most:
        best = market.best()
        if best is None:
            break
        made.append(market.make(best))
    return Trades(tuple(made), market.means(market.start), market.means(market.now))


class _Market:
    """Everything that could be exchanged, kept up to date as exchanges are made."""

    def __init__(self, given: Positions) -> None:
        self.given = given
        ids = [line.id for line in given.lines]
        self.actors = np.array(sorted(range(len(given.actors)), key=lambda k: given.actors[k]))
        self.lines = np.array(sorted(range(len(ids)), key=lambda k: ids[k]))
        low = np.array([line.low for line in given.lines])
        long = np.array([line.length for line in given.lines])
        table = np.ix_(self.actors, self.lines)
        self.low, self.unit = low[self.lines], long[self.lines] / 100
        self.there = given.present[table]
        self.x = np.where(self.there, (given.position[0][table] - self.low) / self.unit, 0.0)
        self.s = np.where(self.there, given.salience[0][table], 0.0)
        weight = np.where(self.there, given.weight[0][table], 0.0)
        self.there = self.there & (weight > 0)
        total = weight.sum(axis=0)
        self.pull = weight / np.where(total > 0, total, 1.0)
        self.held = total > 0
        self.start, self.now = self.x.copy(), self.x.copy()
        mean = (self.pull * self.x).sum(axis=0)
        self.left = np.abs(self.x - mean)  # how far each may still shift the mean as a buyer
        side = np.where(self.there, np.sign(np.round(self.x - mean, 9)), 0.0)
        self.pairs = self._pairs(side)
        self.gain = np.array([])
        self.size: tuple[Floats, Floats] = (np.array([]), np.array([]))
        self._price(np.arange(len(self.pairs[0])), first=True)

    def _pairs(self, side: Floats) -> tuple[Ints, Ints, Ints, Ints]:
        """Who could exchange: first actor, his line, second actor, his line; in alphabetical order.

        The first cares less for his line, compared with the other line, than the second does.
        """
        found = []
        n = len(self.actors)
        for i in range(n):
            opposite = side[i] * side[i + 1 :] < 0  # (others, lines)
            s, others = self.s[i], self.s[i + 1 :]
            cheaper = s[None, :, None] * others[:, None, :] < s[None, None, :] * others[:, :, None]
            fits = cheaper & opposite[:, :, None] & opposite[:, None, :]
            j, p, q = np.nonzero(fits)
            found.append(np.stack([np.full_like(j, i), p, j + i + 1, q]))
        i, p, j, q = np.concatenate(found, axis=1) if found else np.zeros((4, 0), dtype=np.intp)
        return i, p, j, q

    def _price(self, which: Ints, *, first: bool = False) -> None:
        """How far could each of these go, as shifts of the two means, and for what gain?"""
        i, p, j, q = (column[which] for column in self.pairs)
        room_p = self._room(i, p, j) * self.pull[i, p]
        room_q = self._room(j, q, i) * self.pull[j, q]
        shift_p = np.minimum(room_p, self.left[j, p])
        shift_q = np.minimum(room_q, self.left[i, q])
        rate_p, rate_q = self.s[i, p] + self.s[j, p], self.s[i, q] + self.s[j, q]
        both = np.minimum(shift_p * rate_p, shift_q * rate_q)  # equal gain: p and q weigh the same
        shift_p, shift_q = both / rate_p, both / rate_q
        gain = self.s[i, q] * shift_q - self.s[i, p] * shift_p
        if first:
            self.gain, self.size = gain, (shift_p, shift_q)
        else:
            self.gain[which] = gain
            self.size[0][which], self.size[1][which] = shift_p, shift_q

    def _room(self, who: Ints, line: Ints, partner: Ints) -> Floats:
        """How far could somebody still move towards where his partner stood at the start?"""
        goal = self.start[partner, line]
        way = np.sign(goal - self.start[who, line])
        room = (goal - self.now[who, line]) * way
        return np.where(room > LEAST, room, 0.0)

    def best(self) -> int | None:
        """The exchange of the highest gain; of equal ones the first by alphabet."""
        if not len(self.gain) or self.gain.max() <= LEAST:
            return None
        top = self.gain.max()
        tied = np.flatnonzero(self.gain >= top * (1 - 1e-9))
        i, p, j, q = (column[tied] for column in self.pairs)
        return int(tied[np.lexsort((q, p, j, i))[0]])

    def make(self, which: int) -> Exchange:
        """Make an exchange, and work out anew whatever it touches."""
        i, p, j, q = (int(column[which]) for column in self.pairs)
        gain = float(self.gain[which])
        before = self._place(i, p), self._place(j, q)
        for who, line, partner, shift in (
            (i, p, j, self.size[0][which]),
            (j, q, i, self.size[1][which]),
        ):
            way = np.sign(self.start[partner, line] - self.start[who, line])
            self.now[who, line] += way * shift / self.pull[who, line]
            self.left[partner, line] = max(0.0, self.left[partner, line] - shift)
        a, pa, b, qb = self.pairs
        touched = np.zeros(len(a), dtype=np.bool_)
        for who, line in ((i, p), (j, q), (j, p), (i, q)):
            touched |= ((a == who) | (b == who)) & ((pa == line) | (qb == line))
        self._price(np.flatnonzero(touched))
        names = self.given.actors
        lines = [self.given.lines[k].id for k in self.lines]
        after = self._place(i, p), self._place(j, q)
        one, two = names[self.actors[i]], names[self.actors[j]]
        return Exchange(
            one, lines[p], before[0], after[0], two, lines[q], before[1], after[1], gain
        )

    def _place(self, who: int, line: int) -> float:
        return float(round(self.low[line] + self.now[who, line] * self.unit[line], 10))

    def means(self, x: Floats) -> dict[str, float]:
        """The weighted means, by line, in its units."""
        mean = self.low + (self.pull * x).sum(axis=0) * self.unit
        by_id = {
            self.given.lines[line].id: float(mean[k])
            for k, line in enumerate(self.lines)
            if self.held[k]
        }
        return {line.id: by_id[line.id] for line in self.given.lines if line.id in by_id}
