"""Rates against a dictionary carried from step to step, and against courses of events acted out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path

import numpy as np
import oracle
import oracle_forecast as second
import pytest
import strategies
import strategies_time
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import Doc
from strategies_time import Timing

from detente.core.edits import pull
from detente.core.table import Table
from detente.forecast.parameters import Parameters
from detente.forecast.passage import Passage, first_passage
from detente.forecast.simulate import simulated
from detente.study import open_case

CASES = sorted(p.name for p in (Path(__file__).parents[2] / "cases").iterdir())
SMALL = 120
"""Small cases of the plain generator that are followed exactly."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("rates")


@dataclass(frozen=True)
class Asked:
    """One question asked of both."""

    table: Table
    timing: Timing
    world: second.World
    parameters: Parameters
    until: int

    @property
    def steps(self) -> int:
        return second.steps_until(self.world, self.until, self.parameters)

    def exact(self, n: int, seed: int) -> Passage:
        return first_passage(self.table, **self._on(n, seed))

    def _on(self, n: int, seed: int) -> dict:
        targets = self.timing.targets(self.table)
        shared = {"targets": targets, "until": self.until, "parameters": self.parameters}
        return shared | {"readings": n, "seed": seed}

    def simulated(self, n: int, seed: int, paths: int) -> Passage:
        return simulated(self.table, **self._on(n, seed), paths=paths)

    def same(self, n: int, seed: int) -> dict[str, list[list[float]]]:
        """The product's exact curves are the oracle's, to the ninth digit."""
        found = self.exact(n, seed)
        expected = second.curves(self.world, self.until, n, seed, self.parameters)
        length = self.parameters.step
        ends = [self.table.as_of + length * (w + 1) for w in range(self.steps)]
        assert list(found.ends) == ends
        assert set(found.curves) == set(expected)
        for name, rows in expected.items():
            assert found.curves[name].shape == (n, self.steps)
            np.testing.assert_allclose(found.curves[name], np.array(rows), rtol=0, atol=1e-9)
        return expected


def asked(
    text: str,
    table: Table,
    timing: Timing,
    levers: Sequence[str] = (),
    until: int = 90,
    **parameters: object,
) -> Asked:
    pulled = pull(timing.on(table), levers)
    world = second.world(text, pulled, levers, timing.kinds)
    return Asked(pulled, timing, world, Parameters(**parameters), pulled.as_of + until)


def compiled(doc: Doc, folder: Path) -> tuple[str, Table]:
    text, place = strategies.text(doc), folder / "case.yaml"
    place.write_text(text, encoding="utf-8")
    return text, open_case(place)[1]


def habits(k: int) -> dict[str, object]:
    """Other parameters for every case, the ordinary ones most often."""
    return {
        "exchange": ["2", "1", "any"][k % 3],
        "slope": [10.0, 5.0, 20.0, 10.0][k % 4],
        "step": [7, 7, 7, 7, 3][k % 5],
        "drift": [4, 4, 4, 1, 4, 4, 5][k % 7],
        "alone": [1.0, 1.0, 4.0][k % 3],
    }


# --- the cases of the repository ------------------------------------------------------------------


def busy(table: Table) -> Timing:
    """A clock for a case: a shock, a window and two who spoil, whatever the case itself says."""
    issues = [i for i in table.issues if i.id in table.relevant and len(i.on_table) > 1]
    first, last = issues[0], issues[-1]
    other = next(o for k, o in enumerate(first.options) if k != first.now)
    window = (table.as_of + 9, table.as_of + 16, frozenset({first.id, last.id}), frozenset[str]())
    pairs = [f"{a.id}-{b.id}" for a in table.parties for b in table.parties if a.id < b.id]
    return Timing(
        {pair: (0.2 * k, 0.2 * k + 1) for k, pair in enumerate(pairs) if pair.count("-") == 1},
        {"blow": ((0.1, 0.4), {first.id: other})},
        (window,),
        {a.id: (20.0, 80.0) for a in table.actors[:2]},
        {},
    )


@pytest.mark.parametrize("hurried", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_rates_in_the_cases(root, name, hurried):
    text = oracle.open_text(root / "cases" / name)
    table = open_case(root / "cases" / name)[1]
    levers = tuple(oracle.parse(text).levers)[: 2 * hurried]
    if hurried:
        asked(text, table, busy(table), levers, 28, alone=4.0, contact=4.0).same(3, 1)
    else:
        plain = Timing({}, {}, (), {}, {})
        world = second.world(text, table)
        Asked(table, plain, world, Parameters(), table.as_of + 56).same(3, 0)


# --- generated cases ------------------------------------------------------------------------------


def test_rates_in_small_cases(folder):
    moved = 0
    for seed in range(SMALL):
        doc, timing = strategies_time.plain(seed)
        rows = asked(*compiled(doc, folder), timing, **habits(seed)).same(3, seed)
        moved += any(0 < row[-1] < 1 for curves in rows.values() for row in curves)
    # Were nothing to happen in them, little would have been compared.
    assert moved > SMALL / 3


@given(strategies_time.timed(), st.integers(0, 99))
@settings(max_examples=50, phases=strategies.PHASES)
def test_rates_in_generated_cases(folder, drawn, seed):
    doc, timing = drawn
    text, table = compiled(doc, folder)
    levers = list(doc.get("levers", {}))[: seed % 3]
    if oracle.clash(oracle.parse(text), levers):
        levers = levers[:1]
    asked(text, table, timing, levers, **habits(seed)).same(2, seed)


# --- acted out ------------------------------------------------------------------------------------


def together(
    rows: Sequence[Sequence[float]], found: Sequence[Sequence[float]], paths: int
) -> list[float]:
    """How many standard errors apart are all readings together, by step?

    Readings that leave nothing to chance must agree to the last digit.
    """
    apart = []
    for w in range(len(rows[0]) if rows else 0):
        gap = sum(f[w] - p[w] for p, f in zip(rows, found, strict=True))
        variance = sum(p[w] * (1 - p[w]) for p in rows) / paths
        if variance < 1e-12:
            assert abs(gap) < 1e-9
        else:
            apart.append(abs(gap) / sqrt(variance))
    return apart


def test_the_oracle_against_its_own_simulator(folder):
    paths, apart = 150, []
    for seed in range(500, 515):
        doc, timing = strategies_time.plain(seed)
        one = asked(*compiled(doc, folder), timing, **habits(seed))
        drawn = second.chains(one.world, 2, seed, one.parameters)
        found = second.frequencies(drawn, one.steps, paths, seed)
        for name, curves in found.items():
            rows = [chain.curve(name, one.steps) for chain in drawn]
            apart += together(rows, curves, paths)[::4]
    assert max(apart) < 4
    assert np.mean(np.square(apart)) < 1.6


def test_simulated_small_cases(folder):
    paths, apart = 60, []
    for seed in range(600, 625):
        doc, timing = strategies_time.plain(seed)
        one = asked(*compiled(doc, folder), timing, **habits(seed))
        rows = second.curves(one.world, one.until, 8, seed, one.parameters)
        found = one.simulated(8, seed, paths)
        for name in rows:
            apart += together(rows[name], found.curves[name].tolist(), paths)[::4]
    assert max(apart) < 4
    assert np.mean(np.square(apart)) < 1.6


@pytest.mark.parametrize("name", CASES)
def test_simulated_cases(root, name):
    text = oracle.open_text(root / "cases" / name)
    table = open_case(root / "cases" / name)[1]
    one = asked(text, table, busy(table), (), 84, alone=4.0, contact=4.0)
    rows, found = one.exact(40, 2), one.simulated(40, 2, 50)
    for target in rows.curves:
        curves = [c.tolist() for c in (rows.curves[target], found.curves[target])]
        assert max(together(*curves, 50), default=0.0) < 4


def test_targets_that_are_mere_events(folder):
    """A target of the table is not changed by how it is asked about elsewhere."""
    doc, timing = strategies_time.plain(7)
    text, table = compiled(doc, folder)
    every = replace(timing, kinds=dict.fromkeys(doc["targets"], "event"))
    one = asked(text, table, every)
    one.same(2, 0)
    assert {t.kind for t in one.table.targets} <= {"step", "deal"}
