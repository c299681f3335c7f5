"""The states of a case: its lawful outcomes on the table, and the numbers they are known by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.core.cells import Cells
from detente.core.conflict import Ints
from detente.core.consent import among
from detente.core.grid import Grid
from detente.core.table import Issue, Table

FORBIDDEN = 512
"""Combinations looked at for each outcome asked about, at most."""


def on_table(table: Table) -> Grid:
    """All combinations of options on the table; issues no figure depends on stay at now.

    Unlike the outcomes on offer, these also hold what a one-way issue has left behind.
    """
    choices = [
        tuple(sorted(i.on_table)) if i.id in table.relevant else (table.now[i.id],)
        for i in table.issues
    ]
    return Grid(tuple(i.id for i in table.issues), tuple(choices))


class TooManyStatesError(ValueError):
    """There are too many outcomes on the table to ask about each."""


def few_states(table: Table, most: int) -> Cells:
    """All lawful outcomes on the table, where they are few enough to ask about each.

    Raises
    ------
    TooManyStatesError
        Where there are more than ``most`` (or very many that a rule of logic forbids).
    """
    size = on_table(table).size
    if size <= FORBIDDEN * most:
        cells, _ = states(table, [table.now])
        size = cells.size
        if size <= most:
            return cells
    raise TooManyStatesError(
        f"{size} outcomes on the table are too many to ask about each ({most} at most)"
    )


def states(table: Table, wanted: Sequence[dict[str, int]] = ()) -> tuple[Cells, list[int]]:
    """All lawful outcomes on the table, and the places of some outcomes among them.

    An outcome that is not among them (today's, where it breaks a rule of logic) is added at the
    end.
    """
    return among(table, on_table(table), wanted)


def numbers(table: Table, cells: Cells) -> Ints:
    """The number of each state: row-major over the options on the table, issues as declared.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> numbers(fence(), states(fence())[0]).tolist()
    [0, 1]
    """
    found = np.zeros(cells.size, dtype=np.int64)
    for name in table.issue_order:
        issue = table.issue[name]
        found = found * len(_marks(issue)) + _place(issue)[cells.options(name)]
    return found


def by_name(table: Table, cells: Cells) -> Ints:
    """The place of each outcome in the order of its options' names, whatever their order.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> by_name(fence(), states(fence())[0]).tolist()
    [1, 0]
    """
    names = []
    for issue in cells.issues:
        options = table.issue[issue].options
        place = {name: k for k, name in enumerate(sorted(options))}
        names.append(np.array([place[o] for o in options])[cells.options(issue)])
    order = np.lexsort(names[::-1]) if names else np.arange(cells.size)
    rank = np.empty(cells.size, dtype=np.int64)
    rank[order] = np.arange(cells.size)
    return rank


def _marks(issue: Issue) -> list[int]:
    return sorted(issue.on_table | {issue.now})


def _place(issue: Issue) -> Ints:
    """The place of each option among those on the table."""
    marks = _marks(issue)
    return np.array([sum(m < k for m in marks) for k in range(len(issue.options))])


def spare(table: Table) -> Ints:
    """What the options of issues that no figure depends on add to a state's number.

    Such issues stay at now in every state; an outcome that differs only on them is as stable.
    """
    found = np.zeros(1, dtype=np.int64)
    for name in table.issue_order:
        issue = table.issue[name]
        marks = _marks(issue)
        here = marks.index(table.now[name])
        free = np.arange(len(marks)) - here if name not in table.relevant else np.zeros(1, np.int64)
        found = (found[:, None] * len(marks) + free[None, :]).reshape(-1)
    return found
