"""Where a deal is a sum: one reading of the deal question as numbers on options.

Where every party that may be asked is decided by one actor who values issues one by one, a reading
of the deal question is nothing but sums, thresholds and a few formulas. The frontier of such a
question can be found at sizes at which nobody can look at every outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.core.consent import Terms, advice_of, below_line
from detente.core.grid import Bools, Grid
from detente.core.logic import Formula
from detente.core.reading import Draws, held, threshold, worth
from detente.core.streams import Floats
from detente.core.table import Actor, Condition, Table, Target

Levels = NDArray[np.int8]

NOBODY, TOLERATE, AGREE = 0, 1, 2
"""What is asked of a party: nothing, to tolerate (a veto), or its yes."""


def sole(table: Table, party: str) -> Actor | None:
    """The one actor whose additive judgement is the party's; None where there is no such actor.

    A body of several, or an actor with an order, is no sum.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> table = fence()
    >>> [sole(table, p.id).id for p in table.parties]
    ['Ann', 'Bob']
    """
    members = table.party[party].members
    if len(members) != 1 or members[0] not in table.actor:
        return None
    actor = table.actor[members[0]]
    return None if actor.order is not None or actor.id in table.pliant else actor


@dataclass(frozen=True, eq=False)
class Say:
    """One party's part in one reading.

    Attributes
    ----------
    party, actor : str
    worth : tuple of arrays, one an issue, shape (options in play,)
        What each option adds to the value, in points.
    agree, tolerate : float
        The value from which on it says yes, and from which on it does not use its veto.
    broken : tuple of formulas
        Conditions held in this reading; where one is true it consents to nothing.
    below : tuple of arrays of bool, one an issue, shape (options in play,)
        Options below its own bottom line, where these bind.
    """

    party: str
    actor: str
    worth: tuple[Floats, ...]
    agree: float
    tolerate: float
    broken: tuple[Formula, ...]
    below: tuple[Bools, ...]


@dataclass(frozen=True, eq=False)
class Crisp:
    """One reading of the deal question where everybody's value is a sum.

    Attributes
    ----------
    grid : Grid
        The options in play on each issue.
    names : tuple of tuples of str
        The names of these options.
    says : tuple of Say
        Every party that some outcome of the grid asks, for its yes or for its veto.
    levels : tuple of arrays, one an issue, shape (options in play, parties)
        What choosing an option asks of each party (``NOBODY``, ``TOLERATE``, ``AGREE``).
    laws : tuple of formulas
        True in what is impossible.
    when : formula
        The target.
    """

    grid: Grid
    names: tuple[tuple[str, ...], ...]
    says: tuple[Say, ...]
    levels: tuple[Levels, ...]
    laws: tuple[Formula, ...]
    when: Formula


def asked_somewhere(table: Table, grid: Grid) -> tuple[str, ...]:
    """Which parties does some outcome of a grid ask, for their yes or for their veto?"""
    found: set[str] = set()
    for name, options in zip(grid.issues, grid.choices, strict=True):
        issue = table.issue[name]
        for k in options:
            if k != table.now[name]:
                found |= {*issue.by[k], *issue.veto[k]}
    return tuple(sorted(found))


def not_additive(table: Table, grid: Grid) -> tuple[str, ...]:
    """Which of the parties asked have no single additive judgement behind them?"""
    return tuple(p for p in asked_somewhere(table, grid) if sole(table, p) is None)


def crisp(
    table: Table, one: Draws, target: Target, grid: Grid, terms: Terms | None = None
) -> Crisp | None:
    """What is the deal question in one reading, where everybody's value is a sum?

    Parameters
    ----------
    table : Table
    one : Draws
        A single reading.
    target : Target
    grid : Grid
        The outcomes that could meet the target: see :func:`detente.core.grid.narrow`.
    terms : Terms, optional
        On what terms consent is asked; by default today, by trade, as the target's kind has it.

    Returns
    -------
    Crisp or None
        None where some party that may be asked is decided by several, or by somebody with an order.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> from detente.core.grid import on_offer
    >>> table = fence()
    >>> [s.party for s in crisp(table, Draws(0, 0, 1), table.targets[0], on_offer(table)).says]
    ['Ann', 'Bob']
    """
    if not_additive(table, grid):
        return None
    parties = asked_somewhere(table, grid)
    terms = terms or Terms(target.kind)
    return Crisp(
        grid=grid,
        names=tuple(
            tuple(table.issue[i].options[k] for k in options)
            for i, options in zip(grid.issues, grid.choices, strict=True)
        ),
        says=tuple(say_of(table, one, grid, party, terms) for party in parties),
        levels=tuple(_levels(table, grid, parties, k) for k in range(len(grid.issues))),
        laws=tuple(law for _, law in table.laws),
        when=target.when,
    )


def say_of(table: Table, one: Draws, grid: Grid, party: str, terms: Terms) -> Say:
    """One party's part in one reading; it must have a single additive judgement."""
    actor = sole(table, party)
    assert actor is not None
    parts = worth(one, table, actor)
    low = below_line(one, table, actor) if terms.bind else {}
    pairs = [(i, list(o)) for i, o in zip(grid.issues, grid.choices, strict=True)]
    return Say(
        party=party,
        actor=actor.id,
        worth=tuple(parts[i][0, o] if i in parts else np.zeros(len(o)) for i, o in pairs),
        agree=float(threshold(one, table, actor, terms.kind, terms.date)[0]),
        tolerate=float(threshold(one, table, actor, "step", terms.date)[0]),
        broken=tuple(c.broken for c in _conditions(table, party, actor) if held(one, c)[0]),
        below=tuple(
            low[i][0, o] if i in low else np.zeros(len(o), dtype=np.bool_) for i, o in pairs
        ),
    )


def _conditions(table: Table, party: str, actor: Actor) -> tuple[Condition, ...]:
    own = tuple(c for c in table.conditions if c.owner == actor.id)
    return (*own, *advice_of(table, party))


def _levels(table: Table, grid: Grid, parties: tuple[str, ...], k: int) -> Levels:
    name, options = grid.issues[k], grid.choices[k]
    issue, now = table.issue[name], table.now[name]
    result = np.zeros((len(options), len(parties)), dtype=np.int8)
    for row, option in enumerate(options):
        if option == now:
            continue
        for column, party in enumerate(parties):
            if party in issue.by[option]:
                result[row, column] = AGREE
            elif party in issue.veto[option]:
                result[row, column] = TOLERATE
    return result
