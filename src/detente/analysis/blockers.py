"""What blocks it? Conditions, refusals, no-deal values, vetoes and options nobody offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from detente.analysis.bits import Bits, Board, names_of
from detente.analysis.minimal import GONE, conflicts, minimal_sets, suffices
from detente.analysis.packages import bitmap
from detente.analysis.room import ALREADY, room_in, status
from detente.core.consent import Terms
from detente.core.finding import WORKS, Finding, percent, share
from detente.core.reading import AS_OF, Draws
from detente.core.table import Table
from detente.core.work import Map, over_readings

MOST_UNOFFERED = 2
"""Options nobody offers in one set, unless asked for more."""

PER_SIZE = 4
"""Sets of one size that are shown."""

LARGEST = 5
"""Things in one set or conflict at most."""

WORDS = 60_000_000
"""Outcomes times readings up to which all readings are used."""


def _piece(board: Board, seed: int, part: tuple[int, int]) -> Bits:
    """Minimal sets of bits that would have to go, by reading."""
    terms = Terms(board.target.kind, AS_OF)
    draws = Draws(seed, *part)
    free = room_in(draws, board.table, board.target, (terms,))[terms].flags
    stuck = np.flatnonzero(~free)
    found = [np.zeros((int(free.sum()), 1), dtype=np.uint64)]
    if len(stuck):
        blocks = draws.only(stuck).blocks(board.columns // 4)
        found += [minimal_sets(board.broken(block, terms)) for block in blocks]
    order = np.argsort(np.concatenate([np.flatnonzero(free), stuck]))
    return stacked(found)[order]


def stacked(parts: Sequence[Bits]) -> Bits:
    """Rows of several pieces, filled up to one width."""
    width = max(p.shape[1] for p in parts)
    filled = [np.pad(p, ((0, 0), (0, width - p.shape[1])), constant_values=GONE) for p in parts]
    return np.concatenate(filled)


def blockers(
    table: Table,
    *,
    target: str | None = None,
    most_unoffered: int = MOST_UNOFFERED,
    readings: int = 1000,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """What stands in the way of each target, and what is the least that must go?

    In each reading every lawful outcome that meets the target is the set of what it breaks; the
    minimal such sets are exact. Over readings a set scores the share in which it suffices.

    Parameters
    ----------
    table : Table
        The compiled case.
    target : str, optional
        One target; by default all that are not already so.
    most_unoffered : int
        Options that nobody offers in one set, at most (more where the target itself needs more).

    Returns
    -------
    Finding
        For each target: what each thing alone would gain in room (points), the smallest sets that
        give room, and the minimal conflicts that cannot stand together.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> blockers(fence(), readings=50).support["targets"]["shared"]["room"]["word"]
    'all'
    """
    targets: dict[str, Any] = {}
    certificate: dict[str, Any] = {}
    for goal in table.targets:
        if target not in (None, goal.id) or status(table, goal) == ALREADY:
            continue
        board = Board(table, goal, most_unoffered)
        columns = max(board.columns, 1)
        used = min(readings, max(20, WORDS // columns))
        parts = over_readings(partial(_piece, board, seed), used, columns, mapping)
        targets[goal.id], certificate[goal.id] = describe(board, stacked(parts))
    params = {"readings": readings, "seed": seed, "most_unoffered": most_unoffered}
    return finish(table, target, targets, certificate, params)


def describe(board: Board, minimal: Bits) -> tuple[dict[str, Any], dict[str, Any]]:
    """The support of one target, and the readings in which each shown set suffices."""
    of = len(minimal)
    base = int(suffices(minimal, 0).sum())
    met = int(np.bitwise_or.reduce(np.where(minimal == GONE, np.uint64(0), minimal), axis=None))
    alone: list[dict[str, Any]] = []
    for k, blocker in enumerate(board.blockers):
        if not met >> k & 1:
            continue
        count = int(suffices(minimal, 1 << k).sum())
        alone.append(
            {
                "id": blocker.id,
                "kind": blocker.kind,
                "label": blocker.label,
                "who": blocker.who or None,
                "paths": list(blocker.paths),
                "room": share(count, of),
                "gain": round(100 * (count - base) / of, 6),
            }
        )
    alone.sort(key=lambda a: (-a["gain"], a["id"]))
    shown = smallest_sets(minimal)
    names = board.blockers
    sets = [
        {"ids": names_of(names, s), "suffices": share(count, of), "minimal": share(often, of)}
        for s, count, often in shown
    ]
    clashes = [
        {"ids": names_of(names, c), "share": share(count, of)}
        for c, count in common_conflicts(minimal)
    ]
    support = {
        "room": share(base, of),
        "bits": [b.id for k, b in enumerate(names) if met >> k & 1],
        "alone": alone,
        "sets": sets,
        "conflicts": clashes,
        "most_unoffered": board.most,
        "left_out": list(board.left_out),
    }
    certificate = {
        "sets": [
            {"ids": names_of(names, s), "readings": bitmap(suffices(minimal, s))}
            for s, _, _ in shown
        ]
    }
    return support, certificate


def smallest_sets(minimal: Bits) -> list[tuple[int, int, int]]:
    """The smallest sets by score: (bits, readings in which it suffices, in which it is minimal).

    Minimal sets of single readings and unions of two of them are candidates; of each size the few
    best are kept, and none that adds nothing to a smaller one.
    """
    rows = minimal[minimal != GONE]
    often = Counter(
        {int(s): int(n) for s, n in zip(*np.unique(rows, return_counts=True), strict=True)}
    )
    often.pop(0, None)
    small = [s for s in often if s.bit_count() <= LARGEST]
    leaders = sorted(small, key=lambda s: (-often[s], s))[:24]
    unions = {a | b for a, b in combinations(leaders, 2)}
    candidates = set(sorted(small, key=lambda s: (-often[s], s))[:150])
    candidates |= {u for u in unions if u.bit_count() <= LARGEST}
    scored = {s: int(suffices(minimal, s).sum()) for s in candidates}
    shown: list[tuple[int, int, int]] = []
    for size in range(1, LARGEST + 1):
        best = sorted(
            (s for s in scored if s.bit_count() == size and scored[s]),
            key=lambda s: (-scored[s], s),
        )
        adds = [s for s in best if all(t & s != t or scored[t] < scored[s] for t, _, _ in shown)]
        shown += [(s, scored[s], often[s]) for s in adds[:PER_SIZE]]
        if any(count == len(minimal) for _, count, _ in shown):
            break
    return shown


def common_conflicts(minimal: Bits) -> list[tuple[int, int]]:
    """Minimal conflicts over the readings without room: (bits, readings in which it is one)."""
    families = Counter(
        tuple(int(s) for s in row if s != GONE) for row in minimal[~suffices(minimal, 0)]
    )
    families.pop((), None)
    found: set[int] = set()
    for family, _ in families.most_common(200):
        found |= set(conflicts(list(family), 3))
    scored = []
    for c in found:
        bits = np.uint64(c)
        hit = ((minimal & bits) != 0) | (minimal == GONE)
        scored.append((c, int((hit.all(axis=1) & (minimal[:, 0] != GONE)).sum())))
    scored.sort(key=lambda p: (-p[1], p[0].bit_count(), p[0]))
    return scored[:8]


def finish(
    table: Table,
    target: str | None,
    targets: dict[str, Any],
    certificate: dict[str, Any],
    params: dict[str, Any],
    method: str = "minimal sets of what each lawful outcome breaks, exact in every reading",
) -> Finding:
    """The finding on blockers, from what was found for each target."""
    asked_for = target or table.headline
    evidence = {
        p for t in targets.values() for a in t["alone"] if a["gain"] > 0 for p in a["paths"]
    }
    return Finding(
        question="blockers",
        answer=_sentence(asked_for, targets.get(asked_for)),
        support={"targets": targets},
        evidence=tuple(sorted(evidence)),
        method=method,
        params=params,
        certificate=certificate,
    )


def _sentence(target: str, entry: dict[str, Any] | None) -> str:
    if entry is None:
        return f"{target} is already so: nothing blocks it."
    if entry["room"]["share"] >= 1:
        return f"Nothing blocks {target}: there is room in all readings."
    working = [s for s in entry["sets"] if s["suffices"]["share"] >= WORKS]
    if not working:
        return (
            f"No small set of blockers, if it went, would give room for {target} in most readings."
        )
    label = {a["id"]: a["label"] for a in entry["alone"]}
    least = " and ".join(label.get(name, name) for name in working[0]["ids"])
    return (
        f"The least that must go for {target}: {least} "
        f"(room in {percent(working[0]['suffices']['share'])} of the readings)."
    )
