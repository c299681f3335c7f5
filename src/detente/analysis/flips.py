"""Which single preference, were it the other way round, would change who stays?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from detente.analysis.graph.arcs import pack, unpack
from detente.analysis.sanctions import changes
from detente.analysis.standing import Group, Standing, lead_to, named
from detente.core.conflict import Arcs, Bools
from detente.core.finding import share

CANDIDATES = 12
"""Outcomes tried for each actor: those that tempt most often, and the moves that change least."""

SHOWN = 6
ASKED = ("nash", "seq")


class Tempted(Protocol):
    """Who is tempted by what, as a view of all readings tells."""

    def tempting(self, group: Group, concept: str, count: int) -> Bools:
        """Unanswered improvements, (states, readings)."""
        ...


def flips(standing: Standing, found: Tempted, concepts: Sequence[str]) -> list[dict[str, Any]]:
    """Which preference between today and one outcome, turned round, changes the verdict most often?

    An actor who prefers an outcome to today is supposed not to, and the other way round; all else
    stays. Counted exactly, reading by reading, for Nash and for SEQ.

    Returns
    -------
    list of dict
        ``actor``, ``changes`` (the outcome), ``prefers`` (share of readings in which it is now
        preferred), ``flips`` (by concept, share of readings in which the verdict on today
        changes); the strongest first.
    """
    asked = [c for c in ASKED if c in concepts]
    entries = [
        _entry(standing, group, end, asked)
        for group in standing.groups
        for end in _candidates(standing, group, found)
    ]
    entries = [e for e in entries if max(f["share"] for f in e["flips"].values()) > 0]
    entries.sort(key=lambda e: (-max(f["share"] for f in e["flips"].values()), e["actor"]))
    return entries[:SHOWN]


def _candidates(standing: Standing, group: Group, found: Tempted) -> list[int]:
    """Outcomes a group could go to: those that tempt most often, then the smallest changes."""
    focal = int(standing.focal[0])
    able = np.flatnonzero(standing.board.able_from(group, focal))
    often = found.tempting(group, "nash", standing.count).sum(axis=1)
    changed = standing.moves.changed(focal)
    ranked = sorted(able.tolist(), key=lambda t: (-int(often[t]), int(changed[t]), t))
    near = sorted(able.tolist(), key=lambda t: (int(changed[t]), t))
    half = CANDIDATES // 2
    return list(dict.fromkeys([*ranked[:half], *near[:half]]))


def _entry(standing: Standing, group: Group, end: int, concepts: Sequence[str]) -> dict[str, Any]:
    focal = int(standing.focal[0])
    count = standing.draws.count
    prefers = np.ones(count, dtype=np.bool_)
    for party in group:
        prefers &= standing.moves.gains(party, focal, np.array([end]))[0]
    return {
        "actor": named(standing.table, group),
        "changes": changes(standing, focal, end),
        "prefers": share(int(prefers.sum()), count),
        "flips": {
            c: share(int(_changed(standing, group, end, c, prefers).sum()), count) for c in concepts
        },
    }


def _changed(standing: Standing, group: Group, end: int, concept: str, prefers: Bools) -> Bools:
    """In which readings does the verdict change when this preference is turned round?"""
    focal = int(standing.focal[0])
    leaves = standing.leaves(group)
    turned = leaves.copy()
    there = Arcs(np.array([focal]), np.array([end]))
    open_ = standing.opened(there, group, improving=False)[0]
    turned[end, 0] = pack(open_ & ~prefers)
    before = standing.stable(group, concept, leaves)[0]
    if concept != "nash":
        goal = standing.sanctions(group, caught=False)
        goal[end, 0] = pack(prefers)
        ways = [standing.way(g, improving=True) for g in standing.movers(group, improving=True)]
        turned = turned & ~lead_to(goal, ways)
    after = ~unpack(np.bitwise_or.reduce(turned, axis=0), standing.draws.count)[0]
    return np.asarray(before != after)
