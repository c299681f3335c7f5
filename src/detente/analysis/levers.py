"""What would revive it? Levers alone, in pairs, and the smallest set that works."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from detente.analysis.lab import TRADE, Lab, Names, Variant
from detente.analysis.movers import movers, useless
from detente.analysis.packages import bitmap
from detente.analysis.room import BY_ITSELF, OPEN
from detente.analysis.scale import too_large
from detente.core.consent import offered
from detente.core.edits import apply
from detente.core.finding import WORKS, Finding, percent, share, word
from detente.core.table import Lever, Open, Put, Table, Target
from detente.core.work import Map

COMPLEMENT = 5.0
"""Points by which a pair must beat the sum of its parts to be called complements."""

EXHAUSTIVE = 3
"""Lever sets up to this size are all tried in the search for the smallest that works."""

FEW = 10
"""Readings where the table is too large to look at each outcome."""

TRIED = 250
"""Sets beyond pairs that are tried at most."""


def levers(
    table: Table, *, readings: int = 1000, seed: int = 0, mapping: Map | None = None
) -> Finding:
    """Which levers open room, alone, in pairs, and which smallest set works?

    Parameters
    ----------
    table : Table
        The compiled case with its levers.

    Returns
    -------
    Finding
        For every target: room after each lever and each pair by trade and by bind, complements
        (more than the sum of the parts by at least 5 points and twice the sampling error on the
        same readings), the smallest working set (room in at least half of the readings); which
        edit of a lever carries its effect; what the mover gains or loses; what does not matter.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> levers(fence(), readings=50).support["targets"]["shared"]["singles"]["hinge"]["gain"]
    0.0
    """
    names = [lever.id for lever in table.levers]
    large = _any_too_large(table)
    used_readings = min(readings, FEW) if large else readings
    lab = Lab(table, used_readings, seed, mapping)
    pairs = [p for p in combinations(names, 2) if not lab.clash(p)]
    lab.run([(), *((n,) for n in names), *pairs])
    targets: dict[str, Any] = {}
    for target in table.targets:
        targets[target.id] = {
            "base": lab.rooms((), target.id),
            "status": lab.status((), target.id),
            "singles": {n: _single(lab, n, target.id) for n in names},
            "pairs": [_pair(lab, p, target.id) for p in combinations(names, 2)],
            "smallest": smallest(lab, target),
        }
    best = targets[table.headline]["smallest"]
    used: Names = tuple(best["levers"]) if best else ()
    support: dict[str, Any] = {"targets": targets, "edits": {}, "movers": {}, "useless": {}}
    if not large:
        support["edits"] = {lever.id: _edits(lab, lever) for lever in table.levers}
        support["movers"] = movers(table, used, readings, seed)
        support["useless"] = useless(lab, used)
    return Finding(
        question="levers",
        answer=_sentence(table.headline, targets[table.headline]),
        support=support,
        evidence=tuple(f"levers.{n}" for n in names),
        method=f"room in {len(lab.results)} variants of the table, on the same readings"
        + (
            ", by integer programs; edits, movers and what is useless were left out"
            if large
            else ""
        ),
        params={"readings": used_readings, "seed": seed, "headline": table.headline},
        certificate=_certificate(lab),
    )


def _any_too_large(table: Table) -> bool:
    """Would the table be too large to look at each outcome with every lever pulled?"""
    edits = [e for lever in table.levers for e in lever.edits if isinstance(e, Open | Put)]
    return too_large(apply(table, edits))


def _single(lab: Lab, name: str, target: str) -> dict[str, Any]:
    entry = lab.rooms((name,), target)
    entry["status"] = lab.status((name,), target)
    entry["gain"] = None if entry["trade"] is None else lab.points((name,), target)
    return entry


def _pair(lab: Lab, names: Names, target: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"levers": list(names), "trade": None, "bind": None, "gain": None}
    entry |= {"interaction": None, "interaction_error": None, "complement": False, "note": ""}
    clash = lab.clash(names)
    if clash is not None:
        return entry | {"status": "contradict", "note": f"both edit {clash}, differently"}
    entry |= lab.rooms(names, target) | {"status": lab.status(names, target)}
    if entry["trade"] is None:
        return entry
    entry["gain"] = lab.points(names, target)
    if all(lab.status((n,), target) != BY_ITSELF for n in names):
        entry |= interaction(lab, names, target)
    return entry


def interaction(lab: Lab, names: Names, target: str) -> dict[str, Any]:
    """How much more does a pair do than the sum of its parts, on the same readings?"""
    both, base = lab.flags(names, target).astype(float), lab.flags((), target).astype(float)
    parts = [lab.flags((n,), target).astype(float) for n in names]
    contrast = both - parts[0] - parts[1] + base
    points = 100 * float(contrast.mean())
    error = 100 * float(contrast.std(ddof=1)) / np.sqrt(len(contrast)) if len(contrast) > 1 else 0.0
    return {
        "interaction": round(points, 6),
        "interaction_error": round(float(error), 6),
        "complement": points >= COMPLEMENT and points >= 2 * float(error),
    }


def smallest(lab: Lab, target: Target) -> dict[str, Any] | None:
    """The smallest set of levers after which there is room in at least half of the readings.

    Sets of up to three are all tried (while they are few); beyond that, levers are taken away from
    all of them pulled together until none can go.
    """
    if lab.status((), target.id) not in (OPEN, "nothing on offer"):
        return None
    names = tuple(lab.lever)
    if not _conceivable(lab, target):
        return None
    for size in range((2 if _any_too_large(lab.table) else EXHAUSTIVE) + 1):
        sets = [s for s in combinations(names, size) if not lab.clash(s)]
        if size > 2 and len(sets) > TRIED:
            break
        lab.run(sets)
        working = [s for s in sets if _works(lab, s, target.id)]
        if working:
            best = max(working, key=lambda s: (int(lab.flags(s, target.id).sum()), _reverse(s)))
            return _described(lab, best, target.id, exhaustive=True)
    found = _by_deletion(lab, target.id)
    return None if found is None else _described(lab, found, target.id, exhaustive=False)


def _reverse(names: Names) -> tuple[int, ...]:
    """A key by which the alphabetically first set wins among equals under ``max``."""
    return tuple(-ord(c) for c in " ".join(names))


def _works(lab: Lab, names: Names, target: str) -> bool:
    if lab.status(names, target) == BY_ITSELF:
        return False
    return bool(lab.flags(names, target).mean() >= WORKS)


def _conceivable(lab: Lab, target: Target) -> bool:
    """Would the target be on offer at all if every lever put its options on the table?"""
    if _any_too_large(lab.table):
        return True
    edits = [
        Open(e.issue, (e.option,)) if isinstance(e, Put) else e
        for lever in lab.table.levers
        for e in lever.edits
        if isinstance(e, Open | Put)
    ]
    _, allowed = offered(apply(lab.table, edits), target)
    return bool(allowed.any())


def _by_deletion(lab: Lab, target: str) -> Names | None:
    names = tuple(lab.lever)
    if lab.clash(names):
        return None
    lab.run([names])
    if not _works(lab, names, target):
        return None
    for name in lab.lever:
        fewer = tuple(n for n in names if n != name)
        lab.run([fewer])
        if _works(lab, fewer, target):
            names = fewer
    return names


def _described(lab: Lab, names: Names, target: str, *, exhaustive: bool) -> dict[str, Any]:
    return {"levers": list(names), "size": len(names), "exhaustive": exhaustive} | lab.rooms(
        names, target
    )


def _edits(lab: Lab, lever: Lever) -> list[dict[str, Any]]:
    """Which of a lever's edits carries its effect: room with it alone, and without it."""
    if len(lever.edits) < 2:
        return []
    alone = [apply(lab.table, [e]) for e in lever.edits]
    without = [apply(lab.table, [e for e in lever.edits if e is not left]) for left in lever.edits]
    found = lab.tables([*alone, *without], TRADE)
    half = len(lever.edits)
    return [
        {
            "edit": lever.labels[k],
            "alone": _shares(found[k], lab.readings),
            "without": _shares(found[half + k], lab.readings),
        }
        for k in range(half)
    ]


def _shares(found: Variant, readings: int) -> dict[str, Any]:
    return {
        target: share(int(found.flags[target, "trade"].sum()), readings)
        if status in (OPEN, "nothing on offer")
        else None
        for target, status in found.status.items()
    }


def _certificate(lab: Lab) -> dict[str, Any]:
    """The readings with room in every variant tried, as bitmaps."""
    return {
        target.id: {
            "+".join(names) or "today": {
                rule: bitmap(lab.flags(names, target.id, rule)) for rule in ("trade", "bind")
            }
            for names in lab.results
        }
        for target in lab.table.targets
    }


def _sentence(headline: str, entry: dict[str, Any]) -> str:
    base, best = entry["base"]["trade"], entry["smallest"]
    if base is None:
        return f"{headline} is already so: no lever is needed."
    if best is None:
        return f"No set of levers in the case gives room for {headline} in half of the readings."
    if not best["levers"]:
        return f"There is room for {headline} in {base['word']} of the readings as things stand."
    after = best["trade"]["share"]
    return (
        f"{' and '.join(best['levers'])} would take room for {headline} from {base['word']} "
        f"({percent(base['share'])}) to {word(after)} ({percent(after)}) of the readings."
    )
