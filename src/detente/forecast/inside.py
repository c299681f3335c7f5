"""The inside view of many questions at once: passage in the case as it stands and in variants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from detente.core.reading import Draws
from detente.core.streams import Floats
from detente.core.table import Table, Target
from detente.core.work import Map
from detente.forecast.component import Component
from detente.forecast.field import room_for
from detente.forecast.parameters import Parameters
from detente.forecast.passage import Passage, Plan, already, passages
from detente.forecast.simulate import simulated

EXACT = 1 << 19
"""Pairs of states within one exchange up to which chains are followed exactly."""

NEAR = 32_768
"""Outcomes up to which paths are simulated; beyond, the inside view is left out."""

PARTIES = 60
"""Parties at most: whoever makes a move is kept in the bits of one number."""

NOTHING = "nothing that anybody offers, and no shock, leads to it"
Z = 1.959963984540054


@dataclass(frozen=True)
class Seen:
    """What was seen of one variant of the table.

    Attributes
    ----------
    passage : Passage or None
        None where there are too many outcomes.
    """

    table: Table
    targets: tuple[Target, ...]
    passage: Passage | None
    parameters: Parameters

    @property
    def method(self) -> str:
        return "left out" if self.passage is None else self.passage.method

    def by(self, target: Target, day: int) -> Floats | None:
        """In each reading, with what probability a target is reached by a day."""
        if already(self.table, target):
            readings = 1 if self.passage is None else len(self.passage.curves[target.id])
            return np.ones(readings)
        return None if self.passage is None else self.passage.by(target.id, day)

    def curve(self, target: Target) -> Floats:
        """The same for every step: (readings, steps)."""
        assert self.passage is not None
        return self.passage.curves[target.id]

    def component(self, target: Target, day: int) -> Component | None:
        """What the inside view says about one question; None where it has nothing to say.

        Nothing, too, about what is so today: whether it will come about again no move can tell.
        """
        found = self.by(target, day)
        if found is None or already(self.table, target):
            return None
        mean, error = mean_of(found)
        return Component(
            "inside",
            "inside",
            mean,
            max(0.0, mean - Z * error),
            min(1.0, mean + Z * error),
            len(found),
            basis=self._basis(mean),
            judgement=True,
            caveat=(
                "It knows only what the case says: options, contacts, shocks. The interval is"
                " sampling error alone."
            ),
        )

    def _basis(self, mean: float) -> str:
        how = "exact" if self.method == "exact" else "simulated"
        text = (
            f"first passage in the model of this case, {how} in every reading; acceptance slope"
            f" {self.parameters.slope:g} points, at most {self.parameters.exchange} issues at once"
        )
        return f"{text}; {NOTHING}" if mean == 0 else text


def mean_of(values: Floats) -> tuple[float, float]:
    """A mean over readings with its standard error.

    Examples
    --------
    >>> mean_of(np.array([0.0, 1.0]))
    (0.5, 0.5)
    """
    count = len(values)
    error = float(values.std(ddof=1) / np.sqrt(count)) if count > 1 else 0.0
    return float(values.mean()), error


@dataclass(frozen=True)
class Looker:
    """Sees variants of one table, on the same readings."""

    targets: tuple[Target, ...]
    plan: Plan
    mapping: Map | None = None

    def see(self, tables: Sequence[Table]) -> list[Seen]:
        """What happens in each of these variants."""
        few = [len(t.parties) <= PARTIES for t in tables]
        pairs = [_pairs(t, self.plan.parameters) for t in tables]
        exact = [k for k in range(len(tables)) if few[k] and pairs[k] <= EXACT]
        found: list[Passage | None] = [None] * len(tables)
        some = passages([tables[k] for k in exact], self.targets, self.plan, self.mapping)
        for k, passage in zip(exact, some, strict=True):
            found[k] = passage
        for k, table in enumerate(tables):
            if found[k] is None and few[k] and room_for(table).size <= NEAR:
                found[k] = self._drawn(table)
        return [
            Seen(table, self.targets, one, self.plan.parameters)
            for table, one in zip(tables, found, strict=True)
        ]

    def _drawn(self, table: Table) -> Passage:
        plan = self.plan
        return simulated(
            table,
            targets=self.targets,
            until=plan.until,
            parameters=plan.parameters,
            readings=plan.readings,
            seed=plan.seed,
            mapping=self.mapping,
        )

    def sloped(self, slope: float) -> Looker:
        """The same with another acceptance slope."""
        parameters = replace(self.plan.parameters, slope=slope)
        return replace(self, plan=replace(self.plan, parameters=parameters))

    def first(self, readings: int) -> Looker:
        """The same on the first readings only."""
        return replace(self, plan=replace(self.plan, readings=min(readings, self.plan.readings)))

    @cached_property
    def draws(self) -> Draws:
        """The readings that are looked at."""
        return Draws(self.plan.seed, 0, self.plan.readings)


def _pairs(table: Table, parameters: Parameters) -> int:
    """About how many pairs of outcomes lie within one exchange?"""
    grid = room_for(table)
    others = [len(c) - 1 for c in grid.choices]
    if parameters.exchange == "any":
        return grid.size * grid.size
    one = sum(others)
    near = (
        one if parameters.exchange == "1" else one + (one * one - sum(k * k for k in others)) // 2
    )
    return grid.size * max(near, 1)


def deadlines(looker: Looker, table: Table) -> tuple[tuple[int, ...], Any]:
    """The readings of the deadline, and in which reading each is drawn: (days, (readings,))."""
    if table.deadline is None:
        return (), None
    return tuple(sorted(table.deadline.options)), looker.draws.choice(table.deadline)
