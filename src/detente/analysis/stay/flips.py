"""Which single preference, were it the other way round, would change who stays?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from detente.analysis.graph.arcs import pack, unpack
from detente.analysis.stay.sanctions import changes
from detente.analysis.stay.standing import Group, Standing, lead_to, named, who
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
    entries = []
    for group in standing.groups:
        candidates = _candidates(standing, group, found)
        if candidates and asked:
            verdict = _Verdict(standing, group, asked)
            entries += [verdict.entry(end) for end in candidates]
    entries = [e for e in entries if max(f["share"] for f in e["flips"].values()) > 0]
    entries.sort(key=lambda e: (-max(f["share"] for f in e["flips"].values()), who(e["actor"])))
    return entries[:SHOWN]


def _candidates(standing: Standing, group: Group, found: Tempted) -> list[int]:
    """Outcomes a group could go to: those that tempt most often, then the smallest changes."""
    focal = int(standing.focal[0])
    able = np.flatnonzero(standing.board.able_from(group, focal))
    often = found.tempting(group, "nash", standing.count).sum(axis=1)
    changed = standing.moves.changed(focal)
    rank = standing.board.rank
    ranked = sorted(able.tolist(), key=lambda t: (-int(often[t]), int(changed[t]), int(rank[t])))
    near = sorted(able.tolist(), key=lambda t: (int(changed[t]), int(rank[t])))
    half = CANDIDATES // 2
    return list(dict.fromkeys([*ranked[:half], *near[:half]]))


class _Verdict:
    """What a group's verdict on today rests on, worked out once for all its preferences."""

    def __init__(self, standing: Standing, group: Group, concepts: Sequence[str]) -> None:
        self.standing, self.group = standing, group
        self.focal = int(standing.focal[0])
        self.leaves = standing.leaves(group)
        self.before = {c: standing.stable(group, c, self.leaves)[0] for c in concepts}
        if "seq" in concepts:
            movers = standing.movers(group, improving=True)
            self.ways = [standing.way(g, improving=True) for g in movers]
            self.goal = standing.sanctions(group, caught=False)

    def entry(self, end: int) -> dict[str, Any]:
        """What turning the preference between today and one outcome does."""
        standing, count = self.standing, self.standing.draws.count
        prefers = standing.prefers(self.group, end)
        flips = {c: self._changed(end, c, prefers) for c in self.before}
        return {
            "actor": named(standing.table, self.group),
            "changes": changes(standing, self.focal, end),
            "prefers": share(int(prefers.sum()), count),
            "flips": {c: share(int(flags.sum()), count) for c, flags in flips.items()},
        }

    def _changed(self, end: int, concept: str, prefers: Bools) -> Bools:
        """In which readings does the verdict change when this preference is turned round?"""
        there = Arcs(np.array([self.focal]), np.array([end]))
        open_ = self.standing.opened(there, self.group, improving=False)[0]
        turned = self.leaves.copy()
        turned[end, 0] = pack(open_ & ~prefers)
        if concept != "nash" and turned.any():
            goal = self.goal.copy()
            goal[end, 0] = pack(prefers)
            turned = turned & ~lead_to(goal, self.ways)
        after = ~unpack(np.bitwise_or.reduce(turned, axis=0), self.standing.draws.count)[0]
        return np.asarray(self.before[concept] != after)
