"""Can they get there? Moves that suit all who make them, from today to an acceptable outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any, Literal

from detente.analysis.packages import bitmap
from detente.analysis.reach.states import States, many
from detente.analysis.reach.told import Telling, shares
from detente.analysis.reach.walk import EXCHANGES, Walk, walk
from detente.analysis.reach.words import sentence
from detente.analysis.room import ALREADY, BY_ITSELF, OPEN, met, rests_on
from detente.analysis.scale import too_large
from detente.core.edits import contradiction, pull
from detente.core.finding import Finding
from detente.core.grid import on_offer
from detente.core.reading import Draws
from detente.core.table import Table
from detente.core.work import Map, over_readings

STATES = 16_384
"""Lawful outcomes on the table up to which exchanges of any size are looked at."""

NEAR = 32_768
"""The same for exchanges of one issue and of two; beyond, reach is left out."""

WORK = 1 << 33
"""Pairs of states times readings up to which all readings are used."""

NEIGHBOURS = 1024
"""Outcomes that differ from one on two issues at most: about so many, where there are many."""

NUMBERS = 1 << 22
"""States times readings at most: what one actor's values may take up."""

FEWEST = 20
"""Readings that are used at least."""

Names = tuple[str, ...]


@dataclass(frozen=True)
class _Plan:
    """What is affordable: which sets of levers, exchanges of which size, in how many readings."""

    sets: list[Names]
    left_out: list[Names]
    exchanges: tuple[str, ...]
    readings: int
    states: int


def reach(
    table: Table,
    *,
    target: str | None = None,
    levers: Sequence[str] = (),
    with_levers: bool | Literal["pairs"] = True,
    sets: Sequence[Sequence[str]] = (),
    readings: int = 1000,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """In which share of the readings do moves that suit their makers lead to each target?

    A move changes one issue or several at once. Every party whose hands it needs must be strictly
    better off where it arrives than where it starts and break nothing it holds firmly; a veto
    holder who does not make the move must tolerate. A target is reached in a reading where moves
    lead from today to an outcome that everybody asked accepts, as room counts them; so reach is
    never more than room. It is told by how many issues may change hands at once: one, two, or any
    number. It is not the probability that anybody makes these moves.

    Parameters
    ----------
    table : Table
        The compiled case.
    target : str, optional
        One target; by default all of them.
    levers : sequence of str
        Levers pulled before the question is asked: paths and stops are told after them.
    with_levers : bool or "pairs"
        Whether reach after each single lever (and after each pair) is told as well.
    sets : sequence of sequences of str
        More sets of levers after which it is told, such as the smallest that works.
    readings : int
        Draws of everything uncertain. On a large table fewer are used, and the finding says so.

    Returns
    -------
    Finding
        For each target: room and reach on the same readings, the smallest exchange that is enough,
        the shortest and the most robust path for each exchange, and where it stops. The
        certificate holds a path for each reading that is reached.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> found = reach(fence(), readings=50).support["targets"]["shared"]
    >>> found["room"]["word"], found["reach"]["any"]["word"]
    ('all', 'none')
    >>> [(r["actor"], r["kind"]) for r in found["stops"]["reasons"]]
    [('Bob', 'loses')]
    """
    pulled = _ordered(table, levers)
    asked = [target] if target is not None else [t.id for t in table.targets]
    plan = _plan(table, pulled, _wanted(table, pulled, with_levers, sets), readings)
    params: dict[str, Any] = {"readings": readings, "seed": seed, "levers": list(pulled)}
    params |= {"target": target, "with_levers": with_levers, "sets": [list(s) for s in sets]}
    if not plan.exchanges:
        return _left_out(pull(table, pulled), asked, pulled, params, plan)
    tables = [pull(table, names) for names in plan.sets]
    here, whole = plan.sets.index(pulled), (0, plan.readings)
    shown = [plan.sets.index(s) for s in map(partial(_ordered, table), sets) if s in plan.sets]
    kept: dict[tuple[int, tuple[int, int]], States] = {}
    known = (kept, frozenset({here, *shown})) if mapping is None else None
    work = partial(_piece, tables, asked, plan.exchanges, seed, known)
    parts = over_readings(work, plan.readings, plan.states, mapping)
    walks = [Walk.joined([part[k] for part in parts]) for k in range(len(tables))]

    def telling_of(k: int) -> Telling:
        states = kept.get((k, whole)) or States(Draws(seed, *whole), tables[k])
        return Telling(states, walks[k], plan.exchanges[-1])

    telling = telling_of(here)
    found = list(zip(plan.sets, walks, strict=True))
    targets, certificate = {}, {}
    for name in asked:
        targets[name], certificate[name] = telling.target(name)
        targets[name]["levers"] = [e for names, w in found for e in _after(names, w, name)]
        certificate[name]["levers"] = [_bitmaps(names, w, name) for names, w in found]
    leading = target or table.headline
    for k in dict.fromkeys(k for k in shown if k != here):
        after = telling_of(k)
        _also(plan.sets[k], after.target(leading), targets[leading], certificate[leading])
        telling.expansions += after.expansions
    states = telling.states
    return Finding(
        question="reach",
        answer=sentence(target or table.headline, pulled, targets),
        support={
            "targets": targets,
            "levers": list(pulled),
            "states": states.size,
            "readings_used": plan.readings,
        },
        evidence=_evidence(table, plan.sets),
        method=_method(plan, readings, telling.expansions),
        params=params,
        certificate=certificate,
    )


def _also(
    names: Names,
    told: tuple[dict[str, Any], dict[str, Any]],
    target: dict[str, Any],
    certificate: dict[str, Any],
) -> None:
    """Paths and stops after a set of levers stand with what is told of the set."""
    entry, proof = told
    paths = {k: entry[k] for k in ("smallest", "paths", "stops")}
    for found, more in ((target, paths), (certificate, proof)):
        for after in found["levers"]:
            if after["levers"] == list(names):
                after.update(more)


def _ordered(table: Table, names: Iterable[str]) -> Names:
    """Levers in the order in which the case lists them."""
    wanted = set(names)
    return tuple(lever.id for lever in table.levers if lever.id in wanted)


def _wanted(
    table: Table,
    pulled: Names,
    with_levers: bool | Literal["pairs"],
    sets: Sequence[Sequence[str]],
) -> list[Names]:
    """The sets of levers to ask about, none of them contradicting itself; first as things stand."""
    lever = {one.id: one for one in table.levers}
    found: list[Names] = [(), pulled]
    found += [(name,) for name in lever] if with_levers else []
    found += list(combinations(lever, 2)) if with_levers == "pairs" else []
    found += [_ordered(table, names) for names in sets]
    return [
        names
        for names in dict.fromkeys(found)
        if names == pulled
        or not any(contradiction(lever[a], lever[b]) for a, b in combinations(names, 2))
    ]


def _plan(table: Table, pulled: Names, wanted: list[Names], readings: int) -> _Plan:
    """Which of it is affordable: sets of levers with too many outcomes are left out."""
    sizes: dict[Names, int] = {}
    for names in wanted:
        moved = pull(table, names)
        sizes[names] = NEAR + 1 if too_large(moved) else many(moved)
    exchanges = tuple(EXCHANGES) if sizes[pulled] <= STATES else tuple(EXCHANGES)[:2]
    most = STATES if len(exchanges) == len(EXCHANGES) else NEAR
    if sizes[pulled] > NEAR:
        return _Plan([], wanted, (), 0, on_offer(pull(table, pulled)).size)
    kept = [names for names in wanted if sizes[names] <= most]
    largest = max(1, *(sizes[names] for names in kept))
    pairs = largest * (largest if "any" in exchanges else min(largest, NEIGHBOURS))
    afford = min(WORK // pairs, NUMBERS // largest)
    used = min(readings, max(FEWEST, afford))
    left_out = [names for names in wanted if names not in kept]
    return _Plan(kept, left_out, exchanges, used, largest)


def _piece(
    tables: Sequence[Table],
    targets: Sequence[str],
    exchanges: Sequence[str],
    seed: int,
    known: tuple[dict[tuple[int, tuple[int, int]], States], frozenset[int]] | None,
    part: tuple[int, int],
) -> list[Walk]:
    """What is reached in each variant, for these readings.

    The streams are drawn once. ``known``, if given, keeps the states of some variants.
    """
    trunk = Draws(seed, *part)
    walks = []
    for k, table in enumerate(tables):
        states = States(trunk.branch(), table)
        walks.append(walk(states, targets, exchanges))
        if known is not None and k in known[1]:
            known[0][k, part] = states
    return walks


def _after(names: Names, walked: Walk, name: str) -> list[dict[str, Any]]:
    """Reach of a target after a set of levers; nothing where there is no room in any reading."""
    status = walked.status[name]
    room = name in walked.room and bool(walked.room[name].any())
    if status == ALREADY or (names and not room and status != BY_ITSELF):
        return []
    return [{"levers": list(names), "status": status, **shares(walked, name)}]


def _bitmaps(names: Names, walked: Walk, name: str) -> dict[str, Any]:
    """The readings with room, and those reached, after a set of levers."""
    if name not in walked.room:
        return {"levers": list(names), "room": None, "reach": None}
    reach = {k: bitmap(flags) for k, flags in walked.reach[name].items()}
    return {"levers": list(names), "room": bitmap(walked.room[name]), "reach": reach}


def _evidence(table: Table, sets: Sequence[Names]) -> tuple[str, ...]:
    """Every entry of the case file that the answer rests on."""
    levers = {f"levers.{name}" for names in sets for name in names}
    return tuple(sorted(levers | rests_on(table)))


def _method(plan: _Plan, readings: int, expansions: int) -> str:
    """What was done, in words."""
    sizes = {"1": "one issue", "2": "two issues", "any": "any number"}
    *some, last = (sizes[k] for k in plan.exchanges)
    text = (
        f"exact in every reading: moves of {', '.join(some)} or {last} at once followed from today"
        f" among the lawful outcomes on the table (at most {plan.states}), with"
        f" {len(plan.sets)} sets of levers; paths by best-first search, {expansions} expansions"
    )
    if "any" not in plan.exchanges:
        text += f"; with more than {STATES} outcomes, larger exchanges are left out"
    if plan.left_out:
        text += f"; {len(plan.left_out)} sets of levers with too many outcomes are left out"
    if plan.readings < readings:
        text += f"; {plan.readings} of {readings} readings, for the size of the table"
    return text


def _left_out(
    table: Table, asked: Sequence[str], pulled: Names, params: dict[str, Any], plan: _Plan
) -> Finding:
    """The finding where there are too many outcomes to follow moves among them."""
    targets: dict[str, Any] = {
        name: {
            "status": met(table, table.target[name]) or OPEN,
            "room": None,
            "reach": None,
            "smallest": None,
            "levers": [],
            "paths": [],
            "stops": None,
        }
        for name in asked
    }
    return Finding(
        question="reach",
        answer="Whether moves lead there is left out: there are too many outcomes on the table.",
        support={
            "targets": targets,
            "levers": list(pulled),
            "states": plan.states,
            "readings_used": 0,
        },
        evidence=(),
        method=f"left out: more than {NEAR} lawful outcomes on the table",
        params=params,
    )
