"""Which deals? The acceptable packages, and what the bargaining solutions make of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detente.analysis.disagreement import NO_DEAL, known, measured
from detente.analysis.packages import deals_finding, describe, flagged, precedence, spread
from detente.analysis.solutions import NAMES, pareto, solutions
from detente.analysis.space import deal_space
from detente.analysis.stay.holds import holds
from detente.core.consent import Sheet, Terms, needed, offered
from detente.core.edits import pull
from detente.core.finding import Finding, share
from detente.core.grid import Bools, Grid
from detente.core.reading import AS_OF, Draws
from detente.core.streams import Floats
from detente.core.table import Table, Target
from detente.core.work import Map, over_readings

FLAGS = ("deal", "pareto", *NAMES)
SHOWN = 12
"""Packages shown at most."""

KEPT = 1 << 22
"""Outcomes times readings up to which all flags are kept."""


def gains_of(sheet: Sheet, parties: Sequence[str], terms: Terms, deals: Bools) -> Floats:
    """Gains of the parties where an outcome is a deal, minus infinity elsewhere.

    Shape (parties, outcomes, readings).
    """
    gains = [np.where(deals, sheet.flat(sheet.stake(p, terms)), -np.inf) for p in parties]
    return np.stack(gains)


def flags_in(
    sheet: Sheet,
    allowed: Bools,
    parties: Sequence[str],
    terms: Terms,
    disagreement: str = NO_DEAL,
) -> Bools:
    """What is each outcome in each reading? Shape (flags, outcomes, readings), as ``FLAGS``."""
    deals = sheet.acceptable(allowed, terms)
    result = np.zeros((len(FLAGS), *deals.shape), dtype=np.bool_)
    some = np.flatnonzero(deals.any(axis=0))
    if not len(some):
        return result
    gains = gains_of(sheet, parties, terms, deals)
    over = measured(sheet, parties, terms, deals, gains, disagreement)
    gains = gains[:, :, some]
    result[0] = deals
    for k, reading in enumerate(some):
        result[1, :, reading] = pareto(gains[:, :, k])
    for k, found in enumerate(
        solutions(gains, None if over is None else over[:, :, some]).values()
    ):
        result[2 + k][:, some] = found
    return result


@dataclass(frozen=True)
class Tally:
    """What a piece of readings says of all outcomes.

    ``counts`` has shape (flags, outcomes); ``deals`` and ``efficient`` count them by reading;
    ``flags``, where it is kept, has shape (flags, outcomes chosen, readings).
    """

    counts: NDArray[np.int64]
    deals: NDArray[np.int64]
    efficient: NDArray[np.int64]
    flags: Bools

    @classmethod
    def joined(cls, parts: Sequence[Tally]) -> Tally:
        """One tally from its pieces of readings, in order."""
        return cls(
            np.sum([p.counts for p in parts], axis=0),
            np.concatenate([p.deals for p in parts]),
            np.concatenate([p.efficient for p in parts]),
            np.concatenate([p.flags for p in parts], axis=2),
        )


def _tally(
    table: Table,
    target: Target,
    parties: Sequence[str],
    terms: Terms,
    disagreement: str,
    seed: int,
    chosen: Sequence[int],
    part: tuple[int, int],
) -> Tally:
    """What each outcome is how often; the flags of the chosen ones reading by reading."""
    grid, allowed = offered(table, target)
    tallies = []
    for block in Draws(seed, *part).blocks(grid.size * len(parties)):
        flags = flags_in(Sheet(block, table, grid), allowed, parties, terms, disagreement)
        deals, efficient = flags[0].sum(axis=0), flags[1].sum(axis=0)
        tallies.append(Tally(flags.sum(axis=2), deals, efficient, flags[:, list(chosen)]))
    return Tally.joined(tallies)


def deals(
    table: Table,
    *,
    target: str | None = None,
    levers: Sequence[str] = (),
    bind: bool = False,
    disagreement: str = NO_DEAL,
    readings: int = 1000,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """Which packages would be accepted, and which are the bargaining solutions?

    Parameters
    ----------
    table : Table
        The compiled case.
    target : str, optional
        The target the packages must meet; by default the headline.
    levers : sequence of str
        Levers pulled before the question is asked.
    bind : bool
        Whether no issue may lie below a principal's own bottom line.
    disagreement : str
        From where the egalitarian, Nash and Kalai-Smorodinsky deals measure gains: ``no-deal``
        (each party's threshold), ``worst`` (the worst of the deals for it) or ``zero`` (on the
        scale of 0 to 100). Which outcomes are deals does not depend on it.

    Returns
    -------
    Finding
        At most a dozen packages, each with the share of readings in which it is a deal, Pareto
        efficient and each of the four solutions; gains by party; who is worse off without a say.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> deals(fence(), readings=50).support["packages"][0]["changes"]
    {'gate': 'shared'}
    """
    moved = pull(table, levers)
    goal = moved.target[target or moved.headline]
    terms = Terms(goal.kind, AS_OF, bind)
    grid, allowed = offered(moved, goal)
    parties = needed(moved, grid, allowed)
    params: dict[str, Any] = {"readings": readings, "seed": seed, "target": goal.id}
    params |= {"levers": list(levers), "bind": bind}
    if known(disagreement) != NO_DEAL:
        params["disagreement"] = disagreement
    if not parties:
        return _finding(moved, goal, levers, params, grid, [], None, parties, [])
    # Where they are few, the flags of all outcomes are kept; else only of those shown, later.
    every = range(grid.size) if grid.size * readings <= KEPT else ()
    work = partial(_tally, moved, goal, parties, terms, disagreement, seed)
    tally = Tally.joined(over_readings(partial(work, every), readings, grid.size, mapping))
    chosen = ranked(moved, grid, tally.counts)[:SHOWN]
    if every:
        flags = tally.flags[:, chosen]
    else:
        parts = over_readings(partial(work, chosen), readings, grid.size, mapping)
        flags = Tally.joined(parts).flags
    per_reading = [tally.deals, tally.efficient]
    draws = Draws(seed, 0, readings)
    packages = [
        describe(
            draws,
            moved,
            grid.outcome(index),
            dict(zip(FLAGS, flags[:, k], strict=True)),
            parties,
            terms,
        )
        for k, index in enumerate(chosen)
    ]
    outcomes = [grid.outcome(index) for index in chosen]
    for package, held in zip(packages, holds(draws, moved, outcomes, flags[0]), strict=True):
        package["holds"] = held
    space = deal_space(draws, moved, goal, terms, parties, chosen, per_reading[0] > 0)
    return _finding(moved, goal, levers, params, grid, packages, space, parties, per_reading)


def ranked(table: Table, grid: Grid, counts: np.ndarray) -> list[int]:
    """Outcomes that are a deal in some reading, the most often chosen by the solutions first.

    See :func:`detente.analysis.packages.precedence`.
    """

    def key(index: int) -> tuple[Any, ...]:
        chosen = int(counts[2:, index].sum())
        return precedence(table, grid.outcome(index), chosen, int(counts[0, index]))

    # Only the best few by the figures need the slow key.
    some = np.flatnonzero(counts[0])
    if len(some) > 20 * SHOWN:
        rough = -counts[2:, some].sum(axis=0) * (int(counts[0].max()) + 1) - counts[0, some]
        cut = np.partition(rough, 20 * SHOWN)[20 * SHOWN]
        some = some[rough <= cut][: 200 * SHOWN]
    return sorted((int(i) for i in some), key=key)


def _finding(
    table: Table,
    target: Target,
    levers: Sequence[str],
    params: dict[str, Any],
    grid: Grid,
    packages: list[dict[str, Any]],
    space: dict[str, Any] | None,
    parties: Sequence[str],
    per_reading: Sequence[np.ndarray],
) -> Finding:
    with_room = int((per_reading[0] > 0).sum()) if per_reading else 0
    room = share(with_room, params["readings"])
    support = {
        "target": target.id,
        "kind": target.kind,
        "levers": list(levers),
        "method": "dense",
        "disagreement": params.get("disagreement", NO_DEAL),
        "room": room,
        "parties": list(parties),
        **flagged(table, parties),
        "deals_per_reading": spread(per_reading[0]) if per_reading else None,
        "pareto_per_reading": spread(per_reading[1]) if per_reading else None,
        "packages": packages,
        "space": space,
    }
    method = f"all {grid.size} outcomes that could meet the target compared in every reading"
    return deals_finding(table, target, support, params, method)
