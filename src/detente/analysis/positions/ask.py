"""Positions of a case: its wishes and weights as lines, drawn, then asked like any file's."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.positions.question import positions
from detente.core.finding import Finding
from detente.core.reading import Draws
from detente.core.standing import positions_of
from detente.core.table import Table
from detente.core.work import Map

MOST = 200
"""Readings used at most: the spread they show is steady long before, and the models are slow."""

ROUNDS = 10


def says_clout(table: Table) -> bool:
    """Does the case say of anybody who stands on a line how much power he can bring to bear?

    Only then are positions asked about with all other questions.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> says_clout(fence())
    False
    """
    if all(actor.clout is None for actor in table.actors):
        return False
    try:
        positions_of(table, Draws(0, 0, 1))
    except ValueError:  # power alone, and no line to bring it to bear on
        return False
    return True


def positions_of_case(
    table: Table,
    *,
    rounds: int = ROUNDS,
    readings: int = 1000,
    seed: int = 0,
    mapping: Map | None = None,
) -> Finding:
    """Where do the positions in a case pull each ordered issue, and how sure is that?

    Parameters
    ----------
    table : Table
        The compiled case.
    rounds : int
        Rounds of the challenge model.
    readings : int
        Draws of everything uncertain; at most 200 of them are used.
    seed : int
        Seed of all streams.
    mapping : callable, optional
        Taken like every other question takes it; the work here is too small to be carried away.

    Returns
    -------
    Finding
        That of :func:`detente.analysis.positions.question.positions`, with the places in the case
        it rests on as evidence.

    Raises
    ------
    ValueError
        Where no ordered issue is left on which anybody who counts wants something.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> found = positions_of_case(fence(), readings=5)
    >>> [line["id"] for line in found.support["lines"]], found.params["readings"]
    (['gate'], 5)
    """
    del mapping
    used = min(readings, MOST)
    stands = positions_of(table, Draws(seed, 0, used))
    found = positions(stands, rounds=rounds, seed=seed)
    issues = {line.id for line in stands.lines}
    evidence = tuple(
        path
        for actor in table.actors
        if actor.id in stands.actors
        for path in (
            *([f"actors.{actor.id}.clout"] if actor.clout is not None else []),
            *(f"actors.{actor.id}.cares.{c.issue}" for c in actor.cares if c.issue in issues),
        )
    )
    params = found.params | {"readings": used, "seed": seed, "rounds": rounds}
    method = found.method
    if used < readings:
        params["readings_asked_for"] = readings
        method = f"{method}; {used} of the {readings} readings used"
    return replace(found, evidence=evidence, params=params, method=method)
