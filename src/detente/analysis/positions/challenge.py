"""Who moves whom, round by round? The challenge model, in many readings of its equations at once.

The model (Bueno de Mesquita 1994, 1997; the equations as collected by Scholz, Calbert & Smith 2011,
ICAART, pp. 18-30, doi:10.5220/0003121500180030) lets every actor weigh a challenge to every other.
Those who expect to gain make offers, each actor takes one, all move, and the next round begins. The
text leaves much open, so the model has many defensible readings which end far apart; that is why
its result is only ever shown as a spread. What is chosen, by the label of the ambiguity:

* A1, the chance that nobody moves unless challenged: ``q``. The published case needs 1; other work
  of the author uses 0.5.
* A2, security: the sum of what others expect from challenging an actor (``received``), as the
  worked example needs, or of what he expects himself (``made``), as the appendix prints. Actors at
  the same position are part of the sum (their term is nought for ``q`` = 1), not of the offers.
* A3, a compromise: the weaker side moves by ``|b/a|`` of the way, towards the other, as the figure
  has it; the text has one sign the other way.
* A4a, both expect to gain (conflict): the one who expects less gives way in full, or nobody moves.
* A4b, which offer is taken: ``enforce`` (of the one who expects most), ``least`` (the shortest
  move) or ``category`` (conflict before compromise before giving in, then the shortest move).
  What is left tied goes to the shortest move or to the one who expects most, then to the lower
  position.
* A5, the range by which distances are measured: that of the round (``moving``) or of the start.
* A6, a drift to the median (``T``, counted if ``q`` < 1) is welcome if the median is strictly
  nearer to the actor than his opponent is, and unwelcome otherwise.
* A7, the weighted median is the lowest held position up to which half of the weight lies.
* A8, there is no rule for stopping: every run has its full number of rounds. Once nothing moves,
  or all agree, the figures repeat to the end. (Where two offers are all but tied, or all are all
  but equally secure, rounding decides, and the rounds after it go their own way.)
* A9, each actor's expected utility is worked out with his own exponent for risk.
* A10, a chance to win has the votes of all actors, those of the two among them (equation 31).

The reading ``code2014`` follows a program of 2014 instead; see
:mod:`detente.analysis.positions.code2014`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from detente.analysis.positions.centre import weighted_mean, weighted_median
from detente.analysis.positions.code2014 import steps_of_2014
from detente.analysis.positions.offers import Policy, Step, accepted
from detente.analysis.positions.pairs import (
    NOISE,
    Ints,
    Pair,
    backing,
    exponents,
    first_utilities,
    listed,
    second_utilities,
    summed,
)
from detente.core.streams import Floats

CELLS = 1 << 14
"""Pairs times readings in one sweep: few enough for the cache, enough to keep numpy busy."""


@dataclass(frozen=True)
class Rules:
    """One reading of the challenge model.

    Attributes
    ----------
    name, words : str
        What it is called, and what it makes of the equations, in plain words.
    choice : str
        ``enforce``, ``least`` or ``category`` (A4b).
    conflict : bool
        The one who expects less gives way where both expect to gain; else nobody moves (A4a).
    q : float
        The chance that nobody moves unless challenged, 0 to 1 (A1).
    moving : bool
        Distances are measured by the range of the round, not of the start (A5).
    received : bool
        Security sums the challenges received, not those made (A2).
    risk : bool
        Exponents for risk are used; else all are 1.
    code2014 : bool
        The program of 2014; the other attributes then say nothing.
    """

    name: str
    words: str = ""
    choice: str = "enforce"
    conflict: bool = True
    q: float = 1.0
    moving: bool = True
    received: bool = True
    risk: bool = True
    code2014: bool = False


@dataclass(frozen=True, eq=False)
class Run:
    """What the challenge model does, reading by reading.

    Attributes
    ----------
    rules : tuple of Rules
    median, mean : array of float, shape (rules, readings, rounds + 1)
        The weighted median and mean at the start and after each round.
    first : array of float, shape (rules, readings, actors)
        Where each actor stands after the first round.
    by : array of int, shape (rules, readings, actors)
        Whose offer he took in the first round; -1 where he took none.
    """

    rules: tuple[Rules, ...]
    median: Floats
    mean: Floats
    first: Floats
    by: Ints


def challenge(
    x: Floats, salience: Floats, clout: Floats, rules: Sequence[Rules], *, rounds: int = 10
) -> Run:
    """How do the positions move, if everybody challenges whom he expects to win against?

    Parameters
    ----------
    x, salience, clout : array of float, shape (readings, actors)
        Positions in any unit, salience 0 to 1, clout on any scale.
    rules : sequence of Rules
        Readings of the model.
    rounds : int
        How many rounds are followed.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        If there is no actor, or ``rounds`` is negative, or a choice has no such name.

    Examples
    --------
    >>> strong = np.array([[0.0, 10.0]]), np.array([[0.9, 0.5]]), np.array([[3.0, 1.0]])
    >>> challenge(*strong, [Rules("plain")], rounds=1).first.round(3).tolist()
    [[[0.0, 6.959]]]
    """
    if not x.shape[1] or rounds < 0:
        raise ValueError("the challenge model needs an actor, and rounds from 0 up")
    readings, n = x.shape
    items = len(rules) * readings
    median, mean = (np.empty((items, rounds + 1)) for _ in range(2))
    first, by = np.array(np.tile(x, (len(rules), 1))), np.full((items, n), -1, dtype=np.intp)
    share = max(1, CELLS // max(1, n * n))
    for old in (False, True):
        every = np.array([k for k in range(items) if rules[k // readings].code2014 == old])
        for start in range(0, len(every), share):
            part = every[start : start + share]
            here = part % readings
            sweep = _Sweep(
                x[here], salience[here], clout[here], [rules[k // readings] for k in part]
            )
            for turn in range(rounds + 1):
                if turn:
                    sweep.step()
                if turn == 1:
                    first[part], by[part] = sweep.x, sweep.by
                median[part, turn] = weighted_median(sweep.x, sweep.weight)
                mean[part, turn] = weighted_mean(sweep.x, sweep.weight)
    shape = (len(rules), readings)
    return Run(
        tuple(rules),
        median.reshape(*shape, -1),
        mean.reshape(*shape, -1),
        first.reshape(*shape, n),
        by.reshape(*shape, n),
    )


class _Sweep:
    """Some readings under some rules, one of each, moved round by round together."""

    def __init__(self, x: Floats, salience: Floats, clout: Floats, rules: list[Rules]) -> None:
        self.x, self.salience, self.weight = x.copy(), salience, salience * clout
        self.start = np.ptp(x, axis=1)
        self.live = self.start > 0
        self.by = np.full(x.shape, -1, dtype=np.intp)
        self.old = rules[0].code2014
        self.policy = Policy.of([(one.choice, one.conflict) for one in rules])
        self.q = np.array([one.q for one in rules])
        self.moving = np.array([one.moving for one in rules])
        self.received = np.array([one.received for one in rules])
        self.risk = np.array([one.risk for one in rules])

    def step(self) -> None:
        """One round: offers are made, everybody takes one or none, all move at once."""
        self.by = np.full(self.x.shape, -1, dtype=np.intp)
        live = np.flatnonzero(self.live)
        if not len(live):
            return
        order = np.argsort(self.x[live], axis=1, kind="stable")
        x, salience, weight = (
            np.ascontiguousarray(np.take_along_axis(a[live], order, axis=1).T)
            for a in (self.x, self.salience, self.weight)
        )
        taken = self._taken(x, salience, weight, live)
        moved = np.empty_like(self.x[live])
        np.put_along_axis(moved, order, (x + taken.move).T, axis=1)
        whose = np.take_along_axis(order, np.maximum(taken.by, 0).T, axis=1)
        by = np.empty_like(order)
        np.put_along_axis(by, order, np.where(taken.by.T < 0, -1, whose), axis=1)
        self.by[live] = by
        still = np.abs(moved - self.x[live]).max(axis=1) <= NOISE * self.start[live]
        agreed = np.ptp(moved, axis=1) <= NOISE * self.start[live]
        self.x[live] = moved
        self.live[live] = ~(still | agreed)

    def _taken(self, x: Floats, salience: Floats, weight: Floats, live: Ints) -> Step:
        """Which offers are taken by actors in ascending order, readings last?"""
        if self.old:
            return steps_of_2014(x, salience, weight, self.start[live])
        below, above = listed(len(x))
        span = np.where(self.moving[live], x[-1] - x[0], self.start[live])
        lower, upper = backing(x, weight)
        votes = lower + upper
        gap = x[above] - x[below]
        apart = gap > NOISE * self.start[live]
        with np.errstate(divide="ignore", invalid="ignore"):
            wins = np.where(apart & (votes > 0), lower / votes, 0.0)
        pair = Pair(x, salience, gap / span, wins, 1 - wins, weighted_median(x.T, weight.T), span)
        q = self.q[live]
        risk, received = self.risk[live], self.received[live]
        r = np.ones_like(x)
        if risk.any():
            up, down = first_utilities(pair, q)
            secure = np.empty_like(x)
            for way in np.unique(received[risk]):
                some = risk & (received == way)
                columns = slice(None) if some.all() else some
                secure[:, columns] = exponents(
                    summed(up[:, columns], down[:, columns], len(x), received=bool(way))
                )
            r = np.where(risk, secure, 1.0)
        up, down = second_utilities(pair, r, q)
        return accepted(up, down, gap, apart, self.policy.at(live), self.start[live])
