"""The questions, each by the method the size of the table affords.

Up to about four million outcomes on the table every one of them is looked at; beyond that, integer
programs answer in fewer readings and say so. Scipy is imported only then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from detente.analysis import blockers as small_blockers
from detente.analysis import deals as small_deals
from detente.analysis import room as small_room
from detente.analysis.disagreement import NO_DEAL, known
from detente.analysis.levers import levers
from detente.analysis.reach.question import reach
from detente.analysis.scale import ENUMERABLE, too_large
from detente.analysis.sensitivity import sensitivity
from detente.analysis.stay.stability import stability
from detente.core.crisp import not_additive
from detente.core.edits import pull
from detente.core.finding import Finding
from detente.core.grid import narrow, on_offer
from detente.core.table import Table, Target
from detente.core.work import Map

__all__ = ["blockers", "deals", "levers", "reach", "room", "sensitivity", "stability"]

METHODS = ("auto", "dense", "merge", "programs")


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
    method: str = "auto",
    disagreement: str = NO_DEAL,
    readings: int = 1000,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """Which deals? See :func:`detente.analysis.deals.deals`.

    Parameters
    ----------
    method : str
        ``dense`` looks at every outcome; ``merge`` finds the exact Pareto frontier without (at
        most 50 readings; every party asked must be one actor with additive values); ``programs``
        finds the four solutions by integer programs (at most 50 readings, no frontier). ``auto``
        takes the first of these that the case affords; ``support["method"]`` says which.
    disagreement : str
        From where the egalitarian, Nash and Kalai-Smorodinsky deals measure gains: ``no-deal``,
        ``worst`` or ``zero``.

    Raises
    ------
    ValueError
        Where a method asked for by name cannot answer, in one sentence.
    """
    known(disagreement)
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, not {method!r}.")
    moved = pull(table, levers)
    goal = moved.target[target or moved.headline]
    common: dict[str, Any] = {"levers": levers, "bind": bind}
    common |= {"readings": readings, "seed": seed, "mapping": mapping}
    large = too_large(moved)
    if method == "dense" and large:
        raise ValueError(
            f"The method dense looks at every outcome, and there are {on_offer(moved).size:.2g}: "
            f"at most {ENUMERABLE:,} can be looked at. Use merge or programs."
        )
    if method == "dense" or (method == "auto" and not large):
        found = small_deals.deals(table, target=target, disagreement=disagreement, **common)
    else:
        found = _large_deals(moved, goal, method, disagreement, common)
    return found if method == "auto" else _by(found, method)


def _large_deals(
    table: Table, target: Target, method: str, disagreement: str, common: dict[str, Any]
) -> Finding:
    """By merging where the question is additive and the frontier small, else by programs."""
    from detente.analysis.large.merged import LARGEST, SMALL, merged_deals
    from detente.analysis.large.questions import large_deals

    if method != "programs":
        most = SMALL if method == "auto" else LARGEST
        found = merged_deals(table, target, disagreement=disagreement, most=most, **common)
        if found is not None:
            return found
    why = _not_merged(table, target)
    if method == "merge":
        raise ValueError(f"The method merge cannot answer this: {why}. Use programs.")
    if disagreement != NO_DEAL:
        also = "" if method == "programs" else f", and merging cannot answer this: {why}"
        raise ValueError(
            f"Integer programs measure gains from what each has without a deal only{also}. "
            f"Leave {disagreement!r} out."
        )
    return large_deals(table, target, **common)


def _not_merged(table: Table, target: Target) -> str:
    """Why can a question not be answered by merging?"""
    others = not_additive(table, narrow(table, on_offer(table), target.when))
    if others:
        who = ", ".join(others)
        is_ = "is" if len(others) == 1 else "are"
        return f"{who} {is_} decided by several, or by an order"
    return "the Pareto frontier of some reading is too large to be found this way"


def _by(finding: Finding, method: str) -> Finding:
    """The same finding, with the method that was asked for by name among its parameters."""
    return replace(finding, params=finding.params | {"method": method})
