"""Room on tables too large to look at every outcome: integer programs, one a reading.

The other questions to large tables live in :mod:`detente.analysis.large.deals` and
:mod:`detente.analysis.large.blockers` and can be imported from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from detente.analysis.large.blockers import large_blockers
from detente.analysis.large.deals import large_deals
from detente.analysis.large.milp_model import Model
from detente.analysis.large.search import (
    READINGS,
    UNDECIDED,
    YES,
    Verdicts,
    fewer,
    in_pieces,
    model_of,
    parties_of,
    search,
)
from detente.analysis.room import ALREADY, BY_ITSELF, NOTHING, OPEN, finish, terms_of
from detente.analysis.scale import ENUMERABLE
from detente.core.consent import Terms, offered, true_at
from detente.core.finding import Finding, share
from detente.core.grid import Bools, flat, on_offer
from detente.core.reading import AS_OF, DEADLINE, Draws
from detente.core.table import Table, Target
from detente.core.work import Map

__all__ = ["large_blockers", "large_deals", "large_flags", "large_room", "large_status"]

Rooms = dict[str, dict[tuple[str, str], Verdicts]]


def large_status(table: Table, model: Model) -> str:
    """Is the target open, true already, met by the lever itself, or beyond what is on offer?"""
    target = model.target
    if true_at(table, target, table.home):
        return ALREADY
    if true_at(table, target, table.now):
        return BY_ITSELF
    answer = model.linear.maximise({})
    return NOTHING if answer.proved and answer.point is None else OPEN


def _piece(table: Table, models: dict[str, Model], seed: int, part: tuple[int, int]) -> Rooms:
    draws = Draws(seed, *part)
    result = {}
    for name, model in models.items():
        named = terms_of(table, model.target)
        rooms = search(draws, model, tuple(named.values()))
        result[name] = {key: rooms[on] for key, on in named.items()}
    return result


def large_room(
    table: Table, *, readings: int = READINGS, seed: int = 0, mapping: Map | None = None
) -> Finding:
    """Is there room for each target, where outcomes are too many to look at each?

    In each reading an integer program looks for one acceptable outcome. What it finds is checked,
    and that it finds none is proved; a search cut off by its limit leaves the reading undecided.

    Parameters
    ----------
    table : Table
        The compiled case, levers applied or not.
    readings : int
        At most ``READINGS`` of them are used.

    Returns
    -------
    Finding
        As :func:`detente.analysis.room.room`; ``outcomes`` of a target is None where they were
        too many to count, and ``outcomes_at_most`` then bounds them.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> large_room(fence(), readings=10).support["targets"]["shared"]["trade"]["as_of"]["word"]
    'all'
    """
    used = min(readings, READINGS)
    models = {t.id: model_of(table, t) for t in table.targets}
    status = {name: large_status(table, model) for name, model in models.items()}
    opened = {name: model for name, model in models.items() if status[name] == OPEN}
    parts = in_pieces(partial(_piece, table, opened, seed), used, mapping) if opened else []
    targets: dict[str, Any] = {}
    certificate: dict[str, Any] = {}
    for target in table.targets:
        rooms = {
            key: Verdicts.joined([p[target.id][key] for p in parts])
            for key in (parts[0][target.id] if target.id in opened else ())
        }
        targets[target.id] = _describe(table, target, models[target.id], status[target.id], rooms)
        certificate[target.id] = {
            f"{rule} {date}": _witnesses(table, models[target.id], v)
            for (rule, date), v in rooms.items()
        }
    method = (
        f"an integer program in each of {used} readings looks for an acceptable outcome among "
        f"{on_offer(table).size:.2g} on the table; each one found was checked, and where there is "
        "none that was proved"
    )
    finding = finish(table, targets, certificate, used, seed, method)
    sampled = status[table.headline] == OPEN
    shown = targets[table.headline]["trade"][AS_OF] if sampled else None
    return fewer(finding, used, readings, shown)


def _describe(
    table: Table,
    target: Target,
    model: Model,
    status: str,
    rooms: dict[tuple[str, str], Verdicts],
) -> dict[str, Any]:
    """The support of one target: how many outcomes, who is asked, and the four shares."""
    entry: dict[str, Any] = {"kind": target.kind, "status": status}
    if model.grid.size <= ENUMERABLE:
        entry["outcomes"] = int(flat(*offered(table, target)).sum())
    else:
        entry |= {"outcomes": None, "outcomes_at_most": model.grid.size}
    some = status != NOTHING
    entry["asked"] = list(parties_of(model)) if some else []
    entry["veto"] = model.names("veto")
    for rule in ("trade", "bind"):
        entry[rule] = {AS_OF: None, DEADLINE: None}
    for rule, date in terms_of(table, target):
        if not some:
            # Proved once for all readings: nothing was sampled.
            entry[rule][date] = share(0, 0) | {"high": 0.0}
        elif (rule, date) in rooms:
            entry[rule][date] = rooms[rule, date].share()
    return entry


def _witnesses(table: Table, model: Model, found: Verdicts) -> dict[str, Any]:
    """One acceptable outcome for each reading with room; readings share the outcomes listed."""
    distinct = sorted({w for w in found.witness if w is not None})
    place = {w: k for k, w in enumerate(distinct)}
    names = [table.options(dict(zip(model.grid.issues, w, strict=True))) for w in distinct]
    return {
        "outcomes": names,
        "readings": [-1 if w is None else place[w] for w in found.witness],
        "undecided": [k for k, room in enumerate(found.room.tolist()) if room == UNDECIDED],
    }


def large_flags(
    draws: Draws, table: Table, target: Target, terms: Sequence[Terms]
) -> tuple[dict[Terms, Bools], bool]:
    """Readings in which room was found, and whether any lawful outcome is on offer.

    A reading left undecided counts as one in which no room was found.
    """
    model = model_of(table, target)
    if large_status(table, model) == NOTHING:
        return {on: np.zeros(draws.count, dtype=np.bool_) for on in terms}, False
    verdicts = search(draws, model, terms)
    return {on: found.room == YES for on, found in verdicts.items()}, True
