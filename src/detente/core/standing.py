"""Where do the actors of a table stand? Ordered issues become lines, wishes points on them.

The way from a case to :class:`~detente.core.line.Positions`, which the models of positions ask and
other programs' files are written from.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from detente.core.line import Line, Positions
from detente.core.reading import Draws
from detente.core.streams import Floats
from detente.core.table import Actor, Care, Issue, Table

NO_LINE = "nobody with power has a wish on an issue whose options have an order: there is no line"


def positions_of(table: Table, draws: Draws) -> Positions:
    """Where does each actor stand on each ordered issue, with what weight and power?

    A line is an ordered issue on which at least one actor who counts wants something. An actor
    stands at the place of the option he wants, or of the best option of his value map (the first of
    several that are equally good). His salience is the weight he gives the issue. Who has an
    order instead of cares has no place on a line. Where nobody's clout is known, all count the
    same; else those without clout do not count.

    Parameters
    ----------
    table : Table
        The situation; actors and issues in its own order.
    draws : Draws
        The readings in which wishes, weights and clout are drawn, each on its own stream.

    Returns
    -------
    Positions
        Position in the units of each issue's scale (equal steps 0, 1, 2 where it has none),
        salience 0 to 1, clout as written; arrays of shape (readings, actors, lines), NaN where an
        actor has no care. Marks are the options, the reference is the place of now. Titles and
        words are ids: a table knows no others. ``remarks`` holds ``("clout", "equal")`` where all
        count the same, and under ``left_out`` who is not among the actors.

    Raises
    ------
    ValueError
        Where no line is left.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> found = positions_of(fence(), Draws(1, 0, 3))
    >>> found.actors, [line.id for line in found.lines], found.readings
    (('Ann', 'Bob'), ['gate'], 3)
    """
    given = [actor for actor in table.actors if actor.clout is not None]
    able = [actor for actor in given or table.actors if actor.order is None]
    wishes = {i.id: _on(able, i) for i in table.issues if i.ordered and _matters(able, i)}
    if not wishes:
        raise ValueError(NO_LINE)
    issues = [table.issue[name] for name in wishes]
    counted = [actor for actor in able if any(actor.id in cares for cares in wishes.values())]
    shape = (draws.count, len(counted), len(issues))
    position, salience, clout = np.full(shape, np.nan), np.full(shape, np.nan), np.ones(shape)
    for row, actor in enumerate(counted):
        if actor.clout is not None:
            clout[:, row, :] = draws.number(actor.clout)[:, None]
        for column, (issue, cares) in enumerate(zip(issues, wishes.values(), strict=True)):
            if actor.id in cares:
                care = cares[actor.id]
                position[:, row, column] = _wanted(draws, issue, care)
                salience[:, row, column] = draws.number(care.weight) / 100
    names = tuple(actor.id for actor in counted)
    return Positions(
        title="",
        actors=names,
        names=names,
        lines=tuple(_line(issue, table.now[issue.id]) for issue in issues),
        position=position,
        salience=salience,
        clout=clout,
        remarks=_remarks(table, names, equal=not given),
    )


def _matters(actors: list[Actor], issue: Issue) -> bool:
    """Is there somebody with power, in some reading, to whom the issue matters?"""
    powerful = [a for a in actors if a.clout is None or a.clout.hi > 0]
    return any(care.weight.hi > 0 for care in _on(powerful, issue).values())


def _on(actors: list[Actor], issue: Issue) -> Mapping[str, Care]:
    """What the actors want on an issue, by actor."""
    return {a.id: care for a in actors for care in a.cares if care.issue == issue.id}


def _wanted(draws: Draws, issue: Issue, care: Care) -> Floats:
    """The place of what is wanted in each reading, shape (readings,)."""
    places = np.array(issue.places)
    if care.value is not None:
        worth = np.stack([draws.number(value) for value in care.value], axis=1)
        best: Floats = places[worth.argmax(axis=1)]
        return best
    assert care.wants is not None
    wanted: Floats = places[draws.choice(care.wants)]
    return wanted


def _line(issue: Issue, now: int) -> Line:
    marks = sorted(zip(issue.places, issue.options, strict=True))
    return Line(
        id=issue.id,
        name=issue.id,
        low=marks[0][0],
        high=marks[-1][0],
        marks=tuple(marks),
        reference=issue.places[now],
    )


def _remarks(table: Table, counted: tuple[str, ...], *, equal: bool) -> tuple[tuple[str, str], ...]:
    left = [actor.id for actor in table.actors if actor.id not in counted]
    remarks = [("clout", "equal")] if equal else []
    return (*remarks, ("left_out", ", ".join(left))) if left else tuple(remarks)
