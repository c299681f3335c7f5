"""First passage by simulation, where there are too many states to follow all chains exactly.

The same moves at the same odds as in :mod:`detente.forecast.chain`, drawn one path at a time: only
the states that some path really comes to are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from detente.core.consent import Sheet, Terms
from detente.core.grid import Bools
from detente.core.reading import Draws
from detente.core.streams import Floats, uniform
from detente.core.table import Table, Target
from detente.core.timing import chance
from detente.core.words import unpacked
from detente.core.work import Map, carried, pieces
from detente.forecast.accept import accepts, survives
from detente.forecast.candidates import Candidates, Occasions
from detente.forecast.field import Field, Ints, Steps, steps_until
from detente.forecast.parameters import Parameters
from detente.forecast.passage import EVENT, Passage, Plan, places

PIECE = 250
"""Readings worked on at once."""


def simulated(
    table: Table,
    *,
    targets: Sequence[Target] | None = None,
    until: int,
    parameters: Parameters | None = None,
    readings: int = 1000,
    seed: int = 0,
    paths: int = 1,
    mapping: Map | None = None,
) -> Passage:
    """In what share of simulated paths is each target reached by each date, in each reading?

    As :func:`detente.forecast.passage.first_passage`, with a sampling error.

    Parameters
    ----------
    paths : int
        Paths for each reading.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> simulated(fence(), until=70, readings=20).curves["shared"].shape
    (20, 10)
    """
    plan = Plan(until, parameters or Parameters(), readings, seed)
    asked = tuple(table.targets if targets is None else targets)
    work = partial(_piece, table, asked, plan, paths)
    parts = carried(mapping or map, work, list(pieces(readings, PIECE)))
    steps = steps_until(table, until, plan.parameters)
    curves = {t.id: np.concatenate([part[t.id] for part in parts]) for t in asked}
    return Passage(steps.ends, curves, Field(table).size, "simulated")


def _piece(
    table: Table, targets: Sequence[Target], plan: Plan, paths: int, part: tuple[int, int]
) -> dict[str, Floats]:
    field, draws = Field(table), Draws(plan.seed, *part)
    steps = steps_until(table, plan.until, plan.parameters)
    result = {t.id: np.zeros((draws.count, steps.count)) for t in targets}
    if not steps.count:
        return result
    walker = _Walker(field, draws, plan, steps)
    goals = [(t, places(field, t)) for t in targets]
    for path in range(paths):
        for target, found in zip(targets, walker.walk(goals, path), strict=True):
            result[target.id] += found / paths
    return result


class _Walker:
    """Walks one path in each reading."""

    def __init__(self, field: Field, draws: Draws, plan: Plan, steps: Steps) -> None:
        self.field, self.draws, self.steps, self.plan = field, draws, steps, plan
        self.occasions = Occasions(field, draws, plan.parameters)
        self._moves: dict[int, tuple[Candidates, Sheet, Floats]] = {}
        self._often: dict[int, Floats] = {}
        self._sheets: dict[int, Sheet] = {}

    def _number(self, name: str, path: int, step: int) -> Floats:
        """One number in [0, 1) for each reading: a stream of its own for each path and step."""
        start = self.draws.start
        key = f"forecast.{name}.{path}.{step}"
        return uniform(self.plan.seed, key, start, start + self.draws.count)

    def walk(self, goals: Sequence[tuple[Target, Bools]], path: int) -> list[Floats]:
        """By goal, whether it has been reached by the end of each step: (readings, steps)."""
        state = np.full(self.draws.count, self.field.start)
        shocks = [
            (self.field.shocked[s.id], chance(self.draws.number(s.rate), self.steps.days))
            for s in sorted(self.field.table.clock.shocks, key=lambda s: s.id)
        ]
        reached = [np.zeros((self.draws.count, self.steps.count)) for _ in goals]
        for step in range(self.steps.count):
            for k, (led, likely) in enumerate(shocks):
                struck = self._number(f"shock{k}", path, step) < likely
                state = np.where(struck, led[state], state)
            state = self._moved(state, step, self._number("moves", path, step))
            for (target, where), found in zip(goals, reached, strict=True):
                found[:, step] = self._met(target, where, state, step)
        return [np.maximum.accumulate(found, axis=1) for found in reached]

    def _met(self, target: Target, where: Bools, state: Ints, step: int) -> Bools:
        met = where[state]
        if target.kind == EVENT:
            return met
        day = self.steps.block(step, self.plan.parameters.drift)
        for place in np.unique(state[met]).tolist():
            sheet = self._sheet(place)
            yes = sheet.acceptable(np.ones(1, dtype=np.bool_), Terms(target.kind, day))[0]
            here = state == place
            met[here] &= yes[here]
        return met

    def _sheet(self, place: int) -> Sheet:
        if place not in self._sheets:
            mask = np.zeros(self.field.size, dtype=np.bool_)
            mask[place] = True
            self._sheets[place] = Sheet(self.draws, self.field.table, self.field.cells.where(mask))
        return self._sheets[place]

    def _moved(self, state: Ints, step: int, fate: Floats) -> Ints:
        result = state.copy()
        for place in np.unique(state).tolist():
            here = np.flatnonzero(state == place)
            moves, sheet, spared = self._from(place)
            if not len(moves.ends):
                continue
            taken = self._odds(moves, sheet, spared, step, here)
            edge = np.cumsum(taken, axis=0)
            goes = fate[here] < edge[-1]
            pick = (edge <= fate[here]).sum(axis=0)
            result[here[goes]] = moves.ends[pick[goes]]
        return result

    def _from(self, place: int) -> tuple[Candidates, Sheet, Floats]:
        if place not in self._moves:
            moves = self.occasions.of(place)
            listed = self.field.cells.rows[moves.ends]
            sheet = Sheet(
                self.draws,
                self.field.table,
                type(self.field.cells)(self.field.cells.issues, listed),
            )
            flags = unpacked(moves.flags, self.draws.count)
            self._moves[place] = moves, sheet, sheet.flat(survives(sheet)) * flags
        return self._moves[place]

    def _odds(
        self, moves: Candidates, sheet: Sheet, spared: Floats, step: int, here: Ints
    ) -> Floats:
        """How likely is each candidate taken in the readings that stand here? (moves, readings)."""
        day = self.steps.block(step, self.plan.parameters.drift)
        windows = self.field.table.clock.windows
        yes = {
            party: sheet.flat(accepts(sheet, party, day, self.plan.parameters.slope))[:, here]
            for party in {
                p for k in set(moves.kinds.tolist()) for p in self.occasions.kinds[k].makers
            }
        }
        chances = spared[:, here].copy()
        groups: dict[tuple[str, ...], list[int]] = {}
        for k, number in enumerate(moves.kinds.tolist()):
            kind = self.occasions.kinds[number]
            if number not in self._often:
                self._often[number] = self.occasions.often(kind)
            left = 1 - self._often[number][here]
            for w in kind.windows:
                overlapped = self.steps.overlapped(windows[w])
                if step in overlapped:
                    left = left * (1 - 1 / len(overlapped))
            chances[k] *= 1 - left
            for party in kind.makers:
                chances[k] *= yes[party][k]
            groups.setdefault(self.occasions.group(kind.makers), []).append(k)
        return _taken(chances, list(groups.values()))


def _taken(chances: Floats, groups: list[list[int]]) -> Floats:
    """One candidate of each group is on the agenda; of all groups, one at most has its way."""
    result = np.zeros_like(chances)
    stays, every = np.ones(chances.shape[1]), np.zeros(chances.shape[1])
    for rows in groups:
        total = chances[rows].sum(axis=0)
        result[rows] = chances[rows] ** 2 / np.where(total > 0, total, 1.0)
        moved = result[rows].sum(axis=0)
        stays, every = stays * (1 - moved), every + moved
    return np.asarray(result * (1 - stays) / np.where(every > 0, every, 1.0))
