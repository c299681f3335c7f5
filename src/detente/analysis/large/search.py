"""What the questions to large tables share: pieces of readings, verdicts and how to say them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from detente.analysis.large.milp_consent import Consents
from detente.analysis.large.milp_model import ALWAYS, Model, Outcome, acceptable, listed
from detente.core.consent import Sheet, Terms
from detente.core.finding import Finding, percent, share
from detente.core.grid import narrow, on_offer
from detente.core.reading import CELLS, Draws
from detente.core.table import Table, Target
from detente.core.work import Map, carried, pieces

T = TypeVar("T")

READINGS = 50
"""Readings at most: each costs a search instead of a row of an array."""

PIECE = 5
"""Readings in a piece of work, always, so that no figure depends on who carries the pieces."""

UNKNOWN, NO, YES, UNDECIDED = 0, 1, 2, 3


def in_pieces(work: Callable[[tuple[int, int]], T], readings: int, mapping: Map | None) -> list[T]:
    """Do some work on all readings, in order; on threads unless a map is given.

    The solver lets go of the interpreter, so threads do run side by side.
    """
    parts = list(pieces(readings, PIECE))
    if mapping is not None:
        return carried(mapping, work, parts)
    if len(parts) == 1:
        return [work(parts[0])]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(work, parts))


def one_by_one(draws: Draws) -> list[Draws]:
    """Each reading on its own; what is worked out for all of them is shared."""
    return list(draws.blocks(CELLS))


def model_of(table: Table, target: Target) -> Model:
    """The program of the lawful outcomes on the table that meet a target."""
    return Model(table, narrow(table, on_offer(table), target.when), target)


def parties_of(model: Model) -> tuple[str, ...]:
    """Whose yes does every lawful outcome that meets the target need?

    Where no party is asked by all of them: every party that some of them asks. Found by one
    program a party instead of looking at each outcome.
    """
    always, sometimes = [], []
    for party in model.names():
        options = set().union(*model.asking(party))
        without, having = model.fork(), model.fork()
        without.linear.at_least(dict.fromkeys(options, -1.0), 0.0)
        answer = without.linear.maximise({})
        if answer.proved and answer.point is None:
            always.append(party)
        having.clause(options, ALWAYS)
        if having.linear.maximise({}).point is not None:
            sometimes.append(party)
    return tuple(always or sometimes) if sometimes else ()


@dataclass(frozen=True)
class Verdicts:
    """Whether each reading has room (``NO``, ``YES``, ``UNDECIDED``), and a deal where it has."""

    room: NDArray[np.int8]
    witness: list[Outcome | None]

    @classmethod
    def joined(cls, parts: Sequence[Verdicts]) -> Verdicts:
        """Verdicts over all readings, from pieces in order."""
        return cls(np.concatenate([p.room for p in parts]), [w for p in parts for w in p.witness])

    def share(self) -> dict[str, Any]:
        """The share of readings with room; undecided ones widen the interval, and are counted."""
        return share_of(
            int((self.room == YES).sum()), int((self.room == UNDECIDED).sum()), len(self.room)
        )


def search(draws: Draws, model: Model, terms: Sequence[Terms]) -> dict[Terms, Verdicts]:
    """In which readings is there room, on each of several terms?

    A deal found for one reading is tried in all others before they are searched themselves, and
    where trade has no room bind has none either.
    """
    found = {
        on: Verdicts(np.zeros(draws.count, dtype=np.int8), [None] * draws.count) for on in terms
    }
    for on in sorted(terms, key=lambda t: t.bind):
        for row, one in enumerate(one_by_one(draws)):
            if found[on].room[row] != UNKNOWN:
                continue
            best = Consents(model, one, on).best({})
            if best.outcome is not None:
                _try_everywhere(draws, model, best.outcome, found)
                continue
            found[on].room[row] = NO if best.proved else UNDECIDED
            narrower = replace(on, bind=True)
            if best.proved and narrower in found:
                found[narrower].room[row] = NO
    return found


def _try_everywhere(
    draws: Draws, model: Model, outcome: Outcome, found: dict[Terms, Verdicts]
) -> None:
    sheet = Sheet(draws, model.table, listed(model.grid, [outcome]))
    for on, verdicts in found.items():
        deal = acceptable(sheet, model.target, on)[0]
        for row in np.flatnonzero(deal & (verdicts.room != YES)):
            verdicts.room[row] = YES
            verdicts.witness[row] = outcome


def share_of(yes: int, undecided: int, of: int) -> dict[str, Any]:
    """A share of the decided readings, with an interval that allows for the undecided ones.

    Examples
    --------
    >>> share_of(3, 2, 10)["of"]
    8
    """
    found = share(yes, of - undecided)
    if undecided:
        found["low"] = share(yes, of)["low"]
        found["high"] = share(yes + undecided, of)["high"]
        found["undecided"] = undecided
        if undecided == of:
            found["word"] = "undecided"
    return found


def fewer(finding: Finding, used: int, readings: int, room: dict[str, Any] | None) -> Finding:
    """The same finding, saying on how many readings it rests and how sure that makes the share."""
    said = f"{finding.answer} Worked out on {used} readings"
    if room is not None:
        said += f": 95 % interval {100 * room['low']:.0f} to {percent(room['high'])}"
        if room.get("undecided"):
            said += f", {room['undecided']} undecided"
    return replace(
        finding,
        answer=said + ".",
        params=finding.params | {"readings": used, "readings_asked_for": readings},
    )
