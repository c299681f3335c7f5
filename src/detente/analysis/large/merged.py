"""Which deals, by merging: exact Pareto frontiers at sizes at which nobody looks at every outcome.

Works where every party that may be asked is decided by one actor with additive values, and where
the frontier stays small enough. What is said of a package is then what looking at every outcome
would say of it, in every reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from detente.analysis.deals import FLAGS, SHOWN, gains_of
from detente.analysis.disagreement import NO_DEAL, WORST, ZERO
from detente.analysis.large.merged_front import Ints, Outcome, frontier, worst
from detente.analysis.large.merged_prune import TooManyError
from detente.analysis.large.milp_model import Model, acceptable, listed
from detente.analysis.large.search import (
    READINGS,
    fewer,
    in_pieces,
    model_of,
    one_by_one,
    parties_of,
)
from detente.analysis.packages import deals_finding, describe, flagged, precedence, spread
from detente.analysis.solutions import NAMES, pareto, solutions
from detente.core.consent import Sheet, Terms
from detente.core.crisp import Crisp, crisp, not_additive
from detente.core.finding import Finding, share
from detente.core.grid import Bools, on_offer
from detente.core.reading import AS_OF, Draws
from detente.core.streams import Floats
from detente.core.table import Table, Target
from detente.core.work import Map

SMALL = 6000
"""Partial outcomes kept at once up to which a frontier is small enough to be found unasked."""

LARGEST = 40_000
"""Partial outcomes kept at once at most, where merging is asked for by name."""


@dataclass(frozen=True, eq=False)
class Edge:
    """The frontier of one reading in gains.

    ``gains`` has shape (points, parties); ``shift`` what is added to a gain to measure it from the
    point of disagreement, shape (parties,); ``counts`` how many outcomes give the same.
    """

    gains: Floats
    shift: Floats
    outcomes: tuple[Outcome, ...]
    counts: Ints | None


def edge_of(
    question: Crisp, parties: Sequence[str], now: Sequence[int], disagreement: str, most: int
) -> Edge | None:
    """The Pareto frontier of one reading; None where a rule is too intricate.

    Raises
    ------
    TooManyError
        Where more than ``most`` partial outcomes would have to be kept.
    """
    place = {say.party: k for k, say in enumerate(question.says)}
    who = [place[p] for p in parties]
    found = frontier(question, [(p, 1.0) for p in who], now, most)
    if found is None:
        return None
    limits = np.array([question.says[p].agree for p in who])
    shift = np.zeros(len(who))
    if disagreement == ZERO:
        shift = limits
    elif disagreement == WORST and len(found.values):
        known = found.values.min(axis=0)
        least = [worst(question, p, now, LARGEST, known[k]) for k, p in enumerate(who)]
        shift = limits - np.array(least, dtype=np.float64)
    return Edge(found.values - limits, shift, found.outcomes, found.counts)


def _piece(
    model: Model,
    terms: Terms,
    parties: Sequence[str],
    disagreement: str,
    most: int,
    seed: int,
    part: tuple[int, int],
) -> list[Edge] | None:
    """The frontiers of a few readings; None as soon as one of them cannot be found."""
    table, grid = model.table, model.grid
    now = [table.home[i] for i in grid.issues]
    edges = []
    for one in one_by_one(Draws(seed, *part)):
        question = crisp(table, one, model.target, grid, terms)
        if question is None:
            return None
        try:
            edge = edge_of(question, parties, now, disagreement, most)
        except TooManyError:
            return None
        if edge is None:
            return None
        edges.append(edge)
    return edges


def flags_by(
    edges: Sequence[Edge],
    draws: Draws,
    model: Model,
    terms: Terms,
    parties: Sequence[str],
    outcomes: list[Outcome],
) -> Bools:
    """What is each of the listed outcomes in each reading, compared with all there are?

    Shape (flags, outcomes, readings), as ``FLAGS``. The best by each solution lies on the
    frontier, so to compare with the frontier is to compare with every deal.
    """
    sheet = Sheet(draws, model.table, listed(model.grid, outcomes))
    deals = acceptable(sheet, model.target, terms)
    gains = gains_of(sheet, parties, terms, deals)
    flags = np.zeros((len(FLAGS), *deals.shape), dtype=np.bool_)
    flags[0] = deals
    for row, edge in enumerate(edges):
        points = len(edge.gains)
        if not points:
            continue
        both = np.concatenate([edge.gains.T, gains[:, :, row]], axis=1)
        flags[1, :, row] = pareto(both)[points:]
        over = (both + edge.shift[:, None])[:, :, None]
        for k, found in enumerate(solutions(both[:, :, None], over).values()):
            flags[2 + k, :, row] = found[points:, 0]
    return flags


def merged_deals(
    table: Table,
    target: Target,
    *,
    levers: Sequence[str] = (),
    bind: bool = False,
    disagreement: str = NO_DEAL,
    readings: int = READINGS,
    seed: int = 0,
    mapping: Map | None = None,
    most: int = SMALL,
) -> Finding | None:
    """Which deals does no other deal dominate, and which are the bargaining solutions?

    Parameters
    ----------
    table : Table
        The compiled case, with the ``levers`` already pulled.
    readings : int
        At most ``READINGS`` of them are used.
    most : int
        Partial outcomes kept at once at most, in each reading.

    Returns
    -------
    Finding or None
        As :func:`detente.analysis.deals.deals`, with ``space`` and the number of deals None: they
        are not counted. None where the question is not additive, or a frontier grows too large.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> table = fence()
    >>> merged_deals(table, table.target["shared"], readings=10).support["packages"][0]["changes"]
    {'gate': 'shared'}
    """
    used = min(readings, READINGS)
    model, terms = model_of(table, target), Terms(target.kind, AS_OF, bind)
    if not_additive(table, model.grid):
        return None
    parties = parties_of(model)
    work = partial(_piece, model, terms, parties, disagreement, most, seed)
    edges: list[Edge] = []
    if parties:
        first = work((0, 1))  # where one reading is too much, the others need not be tried
        parts = in_pieces(work, used, mapping) if first is not None else [None]
        for part in parts:
            if part is None:
                return None
            edges += part
    packages = _packages(Draws(seed, 0, used), model, terms, parties, edges)
    support: dict[str, Any] = {
        "target": target.id,
        "kind": target.kind,
        "levers": list(levers),
        "method": "merge",
        "disagreement": disagreement,
        "room": share(sum(len(e.gains) > 0 for e in edges), used),
        "parties": list(parties),
        **flagged(table, parties),
        "deals_per_reading": None,
        "pareto_per_reading": _counted(edges),
        "packages": packages,
        "space": None,
    }
    params = {"seed": seed, "target": target.id, "levers": list(levers), "bind": bind}
    if disagreement != NO_DEAL:
        params["disagreement"] = disagreement
    method = (
        f"the whole Pareto frontier of each of {used} readings, by merging issue by issue, "
        f"among {on_offer(table).size:.2g} outcomes on the table"
    )
    finding = deals_finding(table, target, support, params, method)
    return fewer(finding, used, readings, support["room"])


def _counted(edges: Sequence[Edge]) -> dict[str, float] | None:
    """How many outcomes are efficient in a reading; None where they are too many to count."""
    if not edges or any(e.counts is None for e in edges):
        return None
    numbers = [int(e.counts[pareto(e.gains.T)].sum()) for e in edges if e.counts is not None]
    return spread(np.array(numbers, dtype=np.float64))


def _packages(
    draws: Draws,
    model: Model,
    terms: Terms,
    parties: Sequence[str],
    edges: Sequence[Edge],
) -> list[dict[str, Any]]:
    """The dozen packages chosen most often, described."""
    some = sorted({o for e in edges for o in _chosen(e)})
    if len(some) < SHOWN:
        some = sorted({*some, *(o for e in edges for o in e.outcomes[: 20 * SHOWN])})
    if not some:
        return []
    flags = flags_by(edges, draws, model, terms, parties, some)
    chosen, deal = flags[2:].sum(axis=(0, 2)), flags[0].sum(axis=1)
    table = model.table
    places = [dict(zip(model.grid.issues, o, strict=True)) for o in some]

    def key(index: int) -> tuple[Any, ...]:
        return precedence(table, places[index], int(chosen[index]), int(deal[index]))

    return [
        describe(
            draws,
            table,
            places[index],
            dict(zip(FLAGS, flags[:, index], strict=True)),
            parties,
            terms,
        )
        for index in sorted(range(len(some)), key=key)[:SHOWN]
    ]


def _chosen(edge: Edge) -> list[Outcome]:
    """The points of a frontier that some solution chooses."""
    if not len(edge.gains):
        return []
    gains = edge.gains.T[:, :, None]
    found = solutions(gains, gains + edge.shift[:, None, None])
    rows = np.flatnonzero(np.any([found[name][:, 0] for name in NAMES], axis=0))
    return [edge.outcomes[row] for row in rows]
