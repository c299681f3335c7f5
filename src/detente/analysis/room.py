"""Is there room? The share of readings in which some acceptable outcome is on offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.core.consent import (
    Sheet,
    Terms,
    asked,
    could_consent,
    lawful,
    needed,
    offered,
    true_at,
)
from detente.core.finding import Finding, percent, share
from detente.core.grid import Bools, Grid, flat, narrow, on_offer
from detente.core.reading import AS_OF, CELLS, DEADLINE, Draws
from detente.core.table import Table, Target
from detente.core.work import Map, over_readings

ALREADY = "already so"
NOTHING = "nothing on offer"
OPEN = "open"
BY_ITSELF = "meets the target by itself"


@dataclass(frozen=True)
class Room:
    """Room for one target on one set of terms: in which readings, and one deal in each of them.

    ``outcomes`` counts the lawful outcomes on the table that meet the target; ``witness`` holds the
    flat index of an acceptable one on ``grid``, -1 where there is none.
    """

    grid: Grid
    outcomes: int
    flags: Bools
    witness: NDArray[np.int64]


def met(table: Table, target: Target) -> str | None:
    """Is the target true already, or met by the levers pulled? None where it is neither."""
    if true_at(table, target, table.home):
        return ALREADY
    return BY_ITSELF if true_at(table, target, table.now) else None


def status(table: Table, target: Target) -> str:
    """Is the target open, true already, met by the lever itself, or beyond what is on offer?"""
    return met(table, target) or (OPEN if offered(table, target)[1].any() else NOTHING)


def room_in(
    draws: Draws, table: Table, target: Target, terms: Sequence[Terms]
) -> dict[Terms, Room]:
    """In which readings is there room for a target, on each of several terms?

    A large grid is searched block by block. Readings that have found room are left out of further
    blocks, and so are those in which somebody asked would refuse even the best of a block.
    """
    grid = narrow(table, on_offer(table), target.when)
    found = {
        on: Room(grid, 0, np.zeros(draws.count, dtype=np.bool_), np.full(draws.count, -1))
        for on in terms
    }
    offset = outcomes = 0
    blocks = list(grid.blocks(max(1, CELLS // draws.count)))
    for block in blocks:
        allowed = lawful(table, block) & block.truth(table, target.when)
        if allowed.any():
            outcomes += int(flat(block, allowed).sum())
            look = _worth_a_look(draws, table, block, allowed, found, sift=len(blocks) > 1)
            _search(draws, table, block, allowed, offset, found, look)
        offset += block.size
    return {on: replace(room, outcomes=outcomes) for on, room in found.items()}


def _search(
    draws: Draws,
    table: Table,
    block: Grid,
    allowed: Bools,
    offset: int,
    found: dict[Terms, Room],
    look: dict[Terms, Bools],
) -> None:
    """Note the first acceptable outcome of a block in each reading that is worth a look."""
    if not look:
        return
    rows = np.flatnonzero(np.logical_or.reduce(list(look.values())))
    part = draws if len(rows) == draws.count else draws.only(rows)
    sheet = Sheet(part, table, block)
    for on in look:
        room = found[on]
        deals = sheet.acceptable(allowed, on)
        here = np.flatnonzero(np.asarray(deals.any(axis=0)) & ~room.flags[rows])
        room.witness[rows[here]] = offset + deals[:, here].argmax(axis=0)
        room.flags[rows[here]] = True


def _worth_a_look(
    draws: Draws,
    table: Table,
    block: Grid,
    allowed: Bools,
    found: dict[Terms, Room],
    *,
    sift: bool,
) -> dict[Terms, Bools]:
    """Readings that lack room so far and in which everybody asked might consent in the block.

    Terms on which no reading is worth a look are left out.
    """
    always = []
    if sift:
        masks = asked(table, block)
        always = [p for p, where in masks.items() if not (allowed & ~where).any()]
    look = {}
    for on, room in found.items():
        still = ~room.flags
        for party in always:
            if still.any():
                still = still & could_consent(draws, table, party, block, on)
        if still.any():
            look[on] = still
    return look


def terms_of(table: Table, target: Target) -> dict[tuple[str, str], Terms]:
    """The terms on which room is always reported: trade and bind, at as_of and the deadline."""
    dates = (AS_OF, DEADLINE) if table.deadline is not None else (AS_OF,)
    return {
        (rule, date): Terms(target.kind, date, rule == "bind")
        for rule in ("trade", "bind")
        for date in dates
    }


def _piece(table: Table, seed: int, part: tuple[int, int]) -> dict[str, dict[Any, Room]]:
    draws = Draws(seed, *part)
    result = {}
    for target in table.targets:
        if met(table, target) is None:
            named = terms_of(table, target)
            rooms = room_in(draws, table, target, tuple(named.values()))
            if any(found.outcomes for found in rooms.values()):
                result[target.id] = {name: rooms[on] for name, on in named.items()}
    return result


def joined(rooms: Sequence[Room]) -> Room:
    """Room over all readings, from its pieces in order."""
    return Room(
        rooms[0].grid,
        rooms[0].outcomes,
        np.concatenate([r.flags for r in rooms]),
        np.concatenate([r.witness for r in rooms]),
    )


def room(
    table: Table, *, readings: int = 1000, seed: int = 0, mapping: Map | None = None
) -> Finding:
    """Is there room for each target, today and at the deadline, by trade and by bind?

    Room is the share of readings in which at least one lawful outcome on the table meets the
    target and every party asked consents to it. It is not the probability of a deal.

    Parameters
    ----------
    table : Table
        The compiled case, levers applied or not.
    readings : int
        Draws of everything uncertain; the share's 95 % interval comes with it.
    mapping : callable, optional
        A ``map`` that carries pieces of readings elsewhere (an executor's, dask's, Ray's). The
        figures are the same to the last digit.

    Returns
    -------
    Finding
        ``certificate`` holds one acceptable outcome for each reading that has room.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> room(fence(), readings=50).support["targets"]["shared"]["trade"]["as_of"]["word"]
    'all'
    """
    outcomes = on_offer(table).size
    parts = over_readings(partial(_piece, table, seed), readings, outcomes, mapping)
    targets: dict[str, Any] = {}
    certificate: dict[str, Any] = {}
    for target in table.targets:
        rooms = {}
        if target.id in parts[0]:
            rooms = {n: joined([p[target.id][n] for p in parts]) for n in parts[0][target.id]}
        targets[target.id] = describe(table, target, rooms)
        certificate[target.id] = {
            f"{rule} {date}": witnesses(table, r) for (rule, date), r in rooms.items()
        }
    return finish(table, targets, certificate, readings, seed)


def describe(table: Table, target: Target, rooms: dict[tuple[str, str], Room]) -> dict[str, Any]:
    """The support of one target: how many outcomes, who is asked, and the four shares."""
    grid, allowed = offered(table, target)
    entry: dict[str, Any] = {
        "kind": target.kind,
        "status": met(table, target) or (OPEN if allowed.any() else NOTHING),
        "outcomes": int(flat(grid, allowed).sum()),
        "asked": list(needed(table, grid, allowed)),
        "veto": sorted(asked(table, grid, "veto")),
    }
    for rule in ("trade", "bind"):
        entry[rule] = {AS_OF: None, DEADLINE: None}
    for (rule, when), found in rooms.items():
        entry[rule][when] = share(int(found.flags.sum()), len(found.flags))
    if entry["status"] == NOTHING:
        entry = _none(table, entry)
    return entry


def _none(table: Table, entry: dict[str, Any]) -> dict[str, Any]:
    """Nothing on offer meets the target: room is none in every reading, without sampling."""
    dates = (AS_OF, DEADLINE) if table.deadline is not None else (AS_OF,)
    exact = {"share": 0.0, "count": 0, "of": 0, "low": 0.0, "high": 0.0, "word": "none"}
    for rule in ("trade", "bind"):
        for when in dates:
            entry[rule][when] = dict(exact)
    return entry


def witnesses(table: Table, found: Room) -> dict[str, Any]:
    """One acceptable outcome for each reading with room; readings share the outcomes listed."""
    distinct = sorted({int(w) for w in found.witness if w >= 0})
    place = {w: k for k, w in enumerate(distinct)}
    return {
        "outcomes": [table.options(found.grid.outcome(w)) for w in distinct],
        "readings": [place.get(int(w), -1) for w in found.witness],
    }


def finish(
    table: Table,
    targets: dict[str, Any],
    certificate: dict[str, Any],
    readings: int,
    seed: int,
    method: str = "every lawful outcome on the table checked in every reading",
) -> Finding:
    """The finding on room, from what was found for each target."""
    dates = None if table.deadline is None else [_iso(d) for d in table.deadline.options]
    return Finding(
        question="room",
        answer=_sentence(table, targets),
        support={
            "headline": table.headline,
            "dates": {"as_of": _iso(table.as_of), "deadline": dates},
            "now": table.options(table.now),
            "targets": targets,
        },
        evidence=tuple(sorted(rests_on(table))),
        method=method,
        params={"readings": readings, "seed": seed},
        certificate=certificate,
    )


def _iso(day: int) -> str:
    return date.fromordinal(max(day, 1)).isoformat()


def _sentence(table: Table, targets: dict[str, Any]) -> str:
    entry = targets[table.headline]
    if entry["status"] == ALREADY:
        return f"{table.headline} is already so."
    if entry["status"] == NOTHING:
        return f"Nothing on offer today meets {table.headline}."
    if entry["status"] == BY_ITSELF:
        return f"The lever meets {table.headline} by itself."
    s = entry["trade"][AS_OF]
    return (
        f"Room for {table.headline} exists in {s['word']} of the plausible readings "
        f"({percent(s['share'])}, {s['count']} of {s['of']})."
    )


def rests_on(table: Table) -> set[str]:
    """Every entry of the case file that the deciders' consent rests on."""
    deciding = {a for p in table.parties for a in table.deciders(p.id)}
    paths = {f"actors.{a}.no_deal" for a in deciding if table.actor[a].no_deal}
    for name in deciding:
        actor = table.actor[name]
        paths |= {f"actors.{name}.cares.{c.issue}" for c in actor.cares}
        paths |= {f"actors.{name}.{actor.order.kind}"} if actor.order else set()
        paths |= {f"actors.{name}.hears" for _ in actor.hears[:1]}
    return paths | {c.id for c in table.conditions}
