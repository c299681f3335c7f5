"""The questions, each by the method the size of the table affords.

Up to about four million outcomes on the table every one of them is looked at; beyond that, integer
programs answer in fewer readings and say so. Scipy is imported only then.
"""

from __future__ import annotations

from collections.abc import Sequence

from detente.analysis import blockers as small_blockers
from detente.analysis import deals as small_deals
from detente.analysis import room as small_room
from detente.analysis.levers import levers
from detente.analysis.reach.question import reach
from detente.analysis.scale import too_large
from detente.analysis.sensitivity import sensitivity
from detente.analysis.stay.stability import stability
from detente.core.edits import pull
from detente.core.finding import Finding
from detente.core.table import Table
from detente.core.work import Map

__all__ = ["blockers", "deals", "levers", "reach", "room", "sensitivity", "stability"]


def room(
    table: Table, *, readings: int = 1000, seed: int = 0, mapping: Map | None = None
) -> Finding:
    """Is there room? See :func:`detente.analysis.room.room`."""
    if too_large(table):
        from detente.analysis.large.questions import large_room

        return large_room(table, readings=readings, seed=seed, mapping=mapping)
    return small_room.room(table, readings=readings, seed=seed, mapping=mapping)


def blockers(
    table: Table,
    *,
    target: str | None = None,
    most_unoffered: int = small_blockers.MOST_UNOFFERED,
    readings: int = 1000,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """What blocks it? See :func:`detente.analysis.blockers.blockers`."""
    if too_large(table):
        from detente.analysis.large.questions import large_blockers

        return large_blockers(
            table,
            target=target,
            readings=readings,
            seed=seed,
            mapping=mapping,
            max_unoffered=most_unoffered,
        )
    return small_blockers.blockers(
        table,
        target=target,
        most_unoffered=most_unoffered,
        readings=readings,
        seed=seed,
        mapping=mapping,
    )


def deals(
    table: Table,
    *,
    target: str | None = None,
    levers: Sequence[str] = (),
    bind: bool = False,
    readings: int = 1000,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """Which deals? See :func:`detente.analysis.deals.deals`."""
    moved = pull(table, levers)
    if too_large(moved):
        from detente.analysis.large.questions import large_deals

        return large_deals(
            moved,
            moved.target[target or moved.headline],
            levers=levers,
            bind=bind,
            readings=readings,
            seed=seed,
            mapping=mapping,
        )
    return small_deals.deals(
        table,
        target=target,
        levers=levers,
        bind=bind,
        readings=readings,
        seed=seed,
        mapping=mapping,
    )
