"""Why is it stuck? Who would leave today's position, and what answer awaits him."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from detente.analysis.graph.concepts import CONCEPTS
from detente.analysis.numbering import on_table, states
from detente.analysis.room import rests_on
from detente.analysis.stay.flips import flips
from detente.analysis.stay.sanctions import improvement
from detente.analysis.stay.standing import Board, Group, Standing, named
from detente.analysis.stay.state_table import in_common
from detente.core.conflict import Bools
from detente.core.edits import pull
from detente.core.finding import Finding, percent, share
from detente.core.reading import Draws
from detente.core.table import Table
from detente.core.work import Map, over_readings

TOO_MANY = 1 << 20
"""Outcomes on the table from which on the question is left out, and says so."""

FORESEEN = 2500
"""States up to which answers are followed; beyond, only who would leave is told (Nash)."""

COMPARED = 1 << 23
"""States times readings up to which all readings are used; beyond, the first of them."""

FEWEST = 20

TOLD = ("nash", "gmr", "seq")
"""Concepts for which all outcomes on the table are looked at."""

SHOWN = 3
"""Improvements shown for each actor."""


@dataclass(frozen=True, eq=False)
class View:
    """What a piece of readings says of one focal state.

    ``left`` holds, by actor and concept, in which readings which states tempt him to leave with
    nobody to answer, in the sense of the concept: bits over states, shape (bytes, readings).
    """

    left: dict[tuple[Group, str], Any]

    @classmethod
    def joined(cls, parts: Sequence[View]) -> View:
        """One view from its pieces of readings, in order."""
        return cls({k: np.concatenate([p.left[k] for p in parts], axis=1) for k in parts[0].left})

    def tempting(self, group: Group, concept: str, count: int) -> Bools:
        """Improvements that nobody answers, in the sense of a concept; (states, readings)."""
        bits = self.left[group, concept]
        return np.unpackbits(bits, axis=0, count=count, bitorder="little").astype(np.bool_)

    def stable(self, group: Group, concept: str) -> Bools:
        """In which readings does a group stay? Shape (readings,)."""
        return np.asarray(~self.left[group, concept].any(axis=0))


def view(
    board: Board,
    focal: int,
    concepts: Sequence[str],
    seed: int,
    part: tuple[int, int],
) -> View:
    """Who would leave a state, in these readings?"""
    views = []
    for block in Draws(seed, *part).blocks(board.count):
        standing = Standing(block, board, [focal])
        found: dict[tuple[Group, str], Any] = {}
        for group in standing.groups:
            leaves = standing.leaves(group)
            for concept in concepts:
                left = leaves
                if concept != "nash" and leaves.any():
                    left = leaves & ~standing.answered(group, concept)
                flags = np.unpackbits(left[:, 0], axis=1, count=block.count, bitorder="little")
                found[group, concept] = np.packbits(flags, axis=0, bitorder="little")
        views.append(View(found))
    return View.joined(views)


def stability(
    table: Table,
    *,
    levers: Sequence[str] = (),
    concepts: Sequence[str] = CONCEPTS,
    readings: int = 1000,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """Why does nobody leave today's position, or who would?

    Parties are the decision makers, and every union of ``by`` sets is a coalition that is asked
    too. Somebody stays where he has no improvement (Nash), or where others could answer each of his
    improvements so that he would not have gained (GMR, SMR, SEQ, SSEQ).

    Parameters
    ----------
    table : Table
        The compiled case.
    levers : sequence of str
        Levers pulled before the question is asked.
    concepts : sequence of str
        Some of ``nash, gmr, smr, seq, sseq``. Nash, on which the others build, is always told.

    Returns
    -------
    Finding
        For each party and coalition the share of readings in which it stays, in each sense; its
        improvements with their answers; which single preference, were it the other way round,
        would change the verdict.

    Notes
    -----
    Definitions: Fang, Hipel & Kilgour 1993; Inohara & Hipel 2008 for coalitions; see "Semantics".

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> found = stability(fence(), readings=20)
    >>> found.support["actors"][0]["name"], found.support["actors"][0]["now"]["nash"]["word"]
    ('Ann+Bob', 'all')
    """
    moved = pull(table, levers)
    if on_table(moved).size > TOO_MANY:
        return _left_out(moved, levers, readings, seed)
    cells, (here,) = states(moved, [moved.now])
    followed = concepts if cells.size <= FORESEEN else ()
    asked = ("nash", *(c for c in CONCEPTS[1:] if c in followed))
    readings = min(readings, max(FEWEST, COMPARED // cells.size))
    board = Board(moved, cells)
    work = partial(view, board, here, asked, seed)
    parts = over_readings(work, readings, cells.size, mapping)
    found = View.joined(parts)
    draws = Draws(seed, 0, readings)
    standing = Standing(draws, board, [here])
    actors = [_actor(standing, g, found, asked) for g in standing.groups]
    actors += _idle(moved, standing.groups, asked, readings)
    return Finding(
        question="stability",
        answer=_sentence(actors),
        support={
            "levers": list(levers),
            "now": {"state": int(board.numbers[here]), "outcome": moved.options(moved.now)},
            "states": cells.size,
            "concepts": list(asked),
            "every_union": board.every_union,
            "actors": actors,
            "equilibrium": _everybody(found, standing.primitive, asked, readings, alone=True),
            "coalition_proof": _everybody(found, standing.groups, asked, readings, alone=False),
            "flips": flips(standing, found, asked),
            "in_common": in_common(
                board, concepts=[c for c in TOLD if c in asked], readings=readings, seed=seed
            ),
        },
        evidence=_evidence(moved),
        method=_method(cells.size),
        params={"readings": readings, "seed": seed, "levers": list(levers)},
        certificate={"improvements": _certificate(standing, found)},
    )


def _left_out(table: Table, levers: Sequence[str], readings: int, seed: int) -> Finding:
    """What is said of a table too large to look for whoever would leave."""
    size = on_table(table).size
    support: dict[str, Any] = {
        "levers": list(levers),
        "now": {"state": None, "outcome": table.options(table.now)},
        "states": size,
        "concepts": [],
        "every_union": False,
        "actors": [],
        "equilibrium": {},
        "coalition_proof": {},
        "flips": [],
        "in_common": None,
    }
    return Finding(
        question="stability",
        answer=f"Not asked: there are {size} outcomes on the table ({TOO_MANY} at most).",
        support=support,
        evidence=(),
        method="left out: too many outcomes on the table",
        params={"readings": readings, "seed": seed, "levers": list(levers)},
        certificate={"improvements": {}},
    )


def _evidence(table: Table) -> tuple[str, ...]:
    """Whose hands the issues are in, and what those who decide want and hold firmly."""
    moved = (i.id for i in table.issues if len(i.on_table) > 1 and i.id in table.relevant)
    return tuple(sorted({f"issues.{name}.by" for name in moved} | rests_on(table)))


def _method(size: int) -> str:
    if size > FORESEEN:
        return f"improvements from today among {size} states in every reading; answers not followed"
    return f"all legal sequences of moves among {size} states followed in every reading"


def _actor(
    standing: Standing, group: Group, found: View, concepts: Sequence[str]
) -> dict[str, Any]:
    """What one party or coalition would do."""
    count = standing.draws.count
    tempting = found.tempting(group, "nash", standing.count)
    often = tempting.sum(axis=1)
    changed, rank = standing.moves.changed(int(standing.focal[0])), standing.board.rank
    # The commonest improvement first, then the smallest.
    order = sorted(np.flatnonzero(often).tolist(), key=lambda t: (-often[t], changed[t], rank[t]))
    return {
        "name": named(standing.table, group),
        "members": named(standing.table, group).split("+"),
        "moves": True,
        "now": {c: share(int(found.stable(group, c).sum()), count) for c in concepts},
        "improvements": [
            improvement(
                standing,
                group,
                t,
                tempting[t],
                {c: found.tempting(group, c, standing.count)[t] for c in concepts if c != "nash"},
            )
            for t in order[:SHOWN]
        ],
        "improvements_in_all": len(order),
    }


def _idle(
    table: Table, groups: Sequence[Group], concepts: Sequence[str], readings: int
) -> list[dict[str, Any]]:
    """Parties that cannot move anything alone: they stay because they must."""
    alone = {next(iter(g)) for g in groups if len(g) == 1}
    return [
        {
            "name": party,
            "members": [party],
            "moves": False,
            "now": {c: share(readings, readings) for c in concepts},
            "improvements": [],
            "improvements_in_all": 0,
        }
        for party in table.party_order
        if party not in alone
    ]


def _everybody(
    found: View, groups: Sequence[Group], concepts: Sequence[str], readings: int, *, alone: bool
) -> dict[str, Any]:
    """In which share of readings does everybody stay: each party, or each coalition as well?"""
    asked = [g for g in groups if len(g) == 1 or not alone]
    return {
        c: share(
            int(
                np.logical_and.reduce(
                    [np.ones(readings, dtype=np.bool_), *(found.stable(g, c) for g in asked)]
                ).sum()
            ),
            readings,
        )
        for c in concepts
    }


def _certificate(standing: Standing, found: View) -> dict[str, Any]:
    """For each actor that would leave in some reading, one improvement a reading that has one."""
    certificate = {}
    by_name = np.argsort(standing.board.rank)
    for group in standing.groups:
        tempting = found.tempting(group, "nash", standing.count)
        if tempting.any():
            first = np.where(tempting.any(axis=0), tempting[by_name].argmax(axis=0), -1)
            used = np.unique(first[first >= 0])
            certificate[named(standing.table, group)] = {
                "outcomes": [_named(standing, int(by_name[t])) for t in used],
                "which": np.where(first < 0, -1, np.searchsorted(used, first)).tolist(),
            }
    return certificate


def _named(standing: Standing, state: int) -> dict[str, str]:
    return standing.table.options(standing.cells.outcome(state))


def _sentence(actors: Sequence[Mapping[str, Any]]) -> str:
    """Who would leave, most of all; or that nobody would."""
    movers = [a for a in actors if a["moves"]]
    if not movers:
        return "Nobody has a move on the table today."
    leaving = sorted(movers, key=lambda a: (a["now"]["nash"]["count"], len(a["members"])))
    first = leaving[0]
    away = 1 - first["now"]["nash"]["share"]
    if away == 0:
        return "Nobody gains by a move of his own today, alone or together, in any reading."
    alone = [a for a in movers if len(a["members"]) == 1]
    stays = [a for a in alone if a["now"]["nash"]["share"] == 1]
    text = f"{' and '.join(first['members'])} would gain by leaving today's position"
    text += " together" if len(first["members"]) > 1 else ""
    text += f" in {percent(away)} of the readings"
    foreseen = first["now"].get("seq")
    if foreseen and foreseen["count"] > first["now"]["nash"]["count"]:
        text += f", in {percent(1 - foreseen['share'])} without an answer that others want to give"
    if alone and len(stays) == len(alone):
        text += "; no party gains by moving alone"
    return text + "."
