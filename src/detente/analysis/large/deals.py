"""Which deals, on tables too large to look at every outcome? The solutions as programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from detente.analysis.deals import SHOWN, gains_of
from detente.analysis.large.bargain import Bargain
from detente.analysis.large.milp_model import Model, Outcome, acceptable, listed
from detente.analysis.large.search import (
    READINGS,
    Verdicts,
    fewer,
    in_pieces,
    model_of,
    one_by_one,
    parties_of,
    search,
)
from detente.analysis.packages import deals_finding, describe, flagged, precedence
from detente.analysis.solutions import NAMES, solutions
from detente.core.consent import Sheet, Terms
from detente.core.finding import Finding, share
from detente.core.grid import Bools, on_offer
from detente.core.reading import AS_OF, Draws
from detente.core.table import Table, Target
from detente.core.work import Map

Piece = tuple[Verdicts, list[list[Outcome]], list[dict[str, float]]]


def _piece(
    model: Model, terms: Terms, parties: Sequence[str], seed: int, part: tuple[int, int]
) -> Piece:
    """Room and the outcomes worth comparing, for a few readings."""
    draws = Draws(seed, *part)
    verdicts = search(draws, model, (terms,))[terms]
    outcomes: list[list[Outcome]] = []
    gaps: list[dict[str, float]] = []
    for row, one in enumerate(one_by_one(draws)):
        witness = verdicts.witness[row]
        if witness is None:
            outcomes.append([])
            gaps.append({})
            continue
        found = Bargain(model, one, terms, parties).run()
        outcomes.append([witness, *found.outcomes])
        gaps.append(found.gaps)
    return verdicts, outcomes, gaps


def flags_of(
    draws: Draws, model: Model, terms: Terms, parties: Sequence[str], outcomes: list[Outcome]
) -> dict[str, Bools]:
    """Which of the listed outcomes is a deal, and which the best of them by each solution?

    Each mask has shape (outcomes, readings).
    """
    sheet = Sheet(draws, model.table, listed(model.grid, outcomes))
    deals = acceptable(sheet, model.target, terms)
    result = {"deal": deals} | {name: np.zeros_like(deals) for name in NAMES}
    some = np.flatnonzero(deals.any(axis=0))
    if len(some):
        gains = gains_of(sheet, parties, terms, deals)[:, :, some]
        for name, mask in solutions(gains).items():
            result[name][:, some] = mask
    return result


def large_deals(
    table: Table,
    target: Target,
    *,
    levers: Sequence[str] = (),
    bind: bool = False,
    readings: int = READINGS,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """Which packages do the bargaining solutions choose, where outcomes are too many to list?

    In each reading the four solutions are found by integer programs; every outcome found is then
    looked at in every reading, exactly. Other outcomes may be deals too: there is no Pareto set.

    Parameters
    ----------
    table : Table
        The compiled case, with the ``levers`` already pulled.
    readings : int
        At most ``READINGS`` of them are used.

    Returns
    -------
    Finding
        As :func:`detente.analysis.deals.deals`, with ``pareto`` and ``space`` None.
        ``support["unproved"]`` counts, by solution, readings in which the search was cut off, and
        gives the largest gap to the proven bound.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> table = fence()
    >>> large_deals(table, table.target["shared"], readings=10).support["packages"][0]["changes"]
    {'gate': 'shared'}
    """
    used = min(readings, READINGS)
    model, terms = model_of(table, target), Terms(target.kind, AS_OF, bind)
    parties = parties_of(model)
    parts: list[Piece] = []
    packages: list[dict[str, Any]] = []
    if parties:
        parts = in_pieces(partial(_piece, model, terms, parties, seed), used, mapping)
        outcomes = sorted({o for _, listed_, _ in parts for found in listed_ for o in found})
        packages = _packages(Draws(seed, 0, used), model, terms, parties, outcomes)
    room = Verdicts.joined([p[0] for p in parts]).share() if parts else share(0, used)
    support = {
        "target": target.id,
        "kind": target.kind,
        "levers": list(levers),
        "method": "programs",
        "disagreement": "no-deal",
        "room": room,
        "parties": list(parties),
        **flagged(table, parties),
        "deals_per_reading": None,
        "pareto_per_reading": None,
        "packages": packages,
        "space": None,
        "unproved": _unproved([g for _, _, gaps in parts for g in gaps]),
    }
    params = {"seed": seed, "target": target.id, "levers": list(levers), "bind": bind}
    method = (
        f"the four solutions by integer programs in each of {used} readings, among "
        f"{on_offer(table).size:.2g} outcomes on the table; no Pareto set"
    )
    finding = deals_finding(table, target, support, params, method)
    return fewer(finding, used, readings, room)


def _packages(
    draws: Draws, model: Model, terms: Terms, parties: Sequence[str], outcomes: list[Outcome]
) -> list[dict[str, Any]]:
    """The dozen packages chosen most often, described."""
    if not outcomes:
        return []
    flags = flags_of(draws, model, terms, parties, outcomes)
    chosen = np.sum([flags[name].sum(axis=1) for name in NAMES], axis=0)
    deal = flags["deal"].sum(axis=1)
    table = model.table
    places = [dict(zip(model.grid.issues, o, strict=True)) for o in outcomes]

    def key(index: int) -> tuple[Any, ...]:
        return precedence(table, places[index], int(chosen[index]), int(deal[index]))

    found = []
    for index in sorted(range(len(outcomes)), key=key)[:SHOWN]:
        place = places[index]
        own = {name: mask[index] for name, mask in flags.items()}
        found.append(describe(draws, table, place, own, parties, terms) | {"pareto": None})
    return found


def _unproved(gaps: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """By solution: readings in which it was not proved to be the best, and the largest gap."""
    result = {}
    for name in NAMES:
        some = [g[name] for g in gaps if name in g]
        if some:
            widest = max(some)
            result[name] = {
                "readings": len(some),
                "gap": round(widest, 6) if np.isfinite(widest) else None,
            }
    return result
