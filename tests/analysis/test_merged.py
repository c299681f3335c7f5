"""Merging issue by issue says of every package what looking at every outcome says."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
import oracle  # noqa: F401 - strategies of cases need it
import pytest
import strategies
from analysis.tables import random_table
from hypothesis import HealthCheck, assume, given, settings

from detente.analysis import ask
from detente.analysis.deals import deals, flags_in, gains_of
from detente.analysis.disagreement import POINTS
from detente.analysis.large.bargain import Bargain
from detente.analysis.large.merged import LARGEST, SMALL, edge_of, flags_by, merged_deals
from detente.analysis.large.merged_front import frontier
from detente.analysis.large.merged_prune import TooManyError, undominated
from detente.analysis.large.search import model_of, parties_of
from detente.analysis.solutions import pareto
from detente.case.compile import compile_case
from detente.case.load import load_text
from detente.core.consent import Sheet, Terms, needed, offered
from detente.core.crisp import crisp, not_additive
from detente.core.grid import Grid
from detente.core.reading import Draws
from detente.core.table import Party, Table, Target

READINGS = 4


def additive(seed: int) -> Table:
    """A random table in which every party is decided by one actor; two by the same."""
    table = random_table(seed)
    one = {"A": "Ann", "B": "Bea", "C": "Cal", "D": "Dan", "Council": "Dan"}
    return replace(table, parties=tuple(Party(p, 1, (a,)) for p, a in one.items()))


def same_as_dense(table: Table, target: Target, bind: bool, disagreement: str) -> int:
    """Compare everything that both ways say; how many readings have a deal."""
    terms = Terms(target.kind, bind=bind)
    model = model_of(table, target)
    grid, allowed = offered(table, target)
    parties = needed(table, grid, allowed)
    if not parties or not_additive(table, grid):
        return 0
    assert parties_of(model) == parties
    draws = Draws(0, 0, READINGS)
    sheet = Sheet(draws, table, grid)
    truth = flags_in(sheet, allowed, parties, terms, disagreement)
    gains = gains_of(sheet, parties, terms, truth[0])
    now = [table.home[i] for i in grid.issues]
    edges = []
    for row in range(READINGS):
        question = crisp(table, draws.only(np.array([row])), target, grid, terms)
        assert question is not None
        edge = edge_of(question, parties, now, disagreement, LARGEST)
        assert edge is not None
        edges.append(edge)
        _same_frontier(edge, grid, gains[:, :, row], truth[1, :, row])
    every = [tuple(grid.outcome(k)[i] for i in grid.issues) for k in range(grid.size)]
    assert (flags_by(edges, draws, model, terms, parties, every) == truth).all()
    return int(truth[0].any(axis=0).sum())


def _same_frontier(edge, grid: Grid, gains, efficient) -> None:  # type: ignore[no-untyped-def]
    keep = pareto(edge.gains.T)
    assert edge.counts[keep].sum() == efficient.sum()
    wanted = np.unique(np.round(gains[:, efficient].T, 7), axis=0)
    found = np.unique(np.round(edge.gains[keep], 7), axis=0)
    assert wanted.shape == found.shape
    assert np.allclose(wanted, found, atol=1e-6)
    for outcome, gain in zip(edge.outcomes, edge.gains, strict=True):
        index = grid.index(dict(zip(grid.issues, outcome, strict=True)))
        assert np.allclose(gains[:, index], gain, atol=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_every_flag_of_every_outcome_is_that_of_enumeration(seed: int) -> None:
    table = additive(seed)
    for target in table.targets:
        for bind in (False, True):
            same_as_dense(table, target, bind, POINTS[seed % 3])


def test_the_random_tables_do_have_deals() -> None:
    some = [additive(seed) for seed in range(12)]
    assert sum(same_as_dense(t, g, False, "no-deal") > 0 for t in some for g in t.targets) > 6


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    phases=strategies.PHASES,
)
@given(strategies.cases())
def test_cases_of_any_shape_are_merged_exactly(doc: strategies.Doc) -> None:
    table = compile_case(load_text(strategies.text(doc)).case)
    assume(any(not not_additive(table, offered(table, t)[0]) for t in table.targets))
    for target in table.targets:
        same_as_dense(table, target, False, "worst")


@pytest.mark.parametrize("disagreement", POINTS)
def test_the_findings_agree(disagreement: str) -> None:
    for seed in (0, 3, 5, 9):
        table = additive(seed)
        goal = table.target[table.headline]
        found = merged_deals(table, goal, readings=20, disagreement=disagreement)
        dense = deals(table, readings=20, disagreement=disagreement)
        assert found is not None
        assert found.support["room"] == dense.support["room"]
        assert found.support["pareto_per_reading"] == (
            dense.support["pareto_per_reading"] if found.support["parties"] else None
        )
        listed = {p["id"]: p for p in dense.support["packages"]}
        some = 0
        for package in found.support["packages"]:
            if package["id"] in listed:
                some += 1
                same = listed[package["id"]]
                assert {k: v for k, v in same.items() if k != "holds"} == package
                assert found.certificate[package["id"]] == dense.certificate[package["id"]]
        assert bool(some) == bool(listed)


def test_only_additive_questions_are_merged() -> None:
    table = random_table(0)
    assert merged_deals(table, table.targets[0]) is None
    with pytest.raises(ValueError, match="decided by several"):
        ask.deals(table, method="merge")


def test_large_tables_are_merged_where_that_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "too_large", lambda table: True)
    assert ask.deals(additive(3), readings=5).support["method"] == "merge"
    assert ask.deals(random_table(0), readings=3).support["method"] == "programs"
    with pytest.raises(ValueError, match="looks at every outcome"):
        ask.deals(additive(3), method="dense")
    with pytest.raises(ValueError, match="decided by several"):
        ask.deals(random_table(0), readings=3, disagreement="worst")


def test_a_search_cut_off_leaves_the_party_out_of_even_shares(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = random_table(0)
    target = table.target[table.headline]
    model = model_of(table, target)
    one = Draws(0, 0, 1)
    bargain = Bargain(model, one, Terms(target.kind), parties_of(model))
    ideal = bargain._ideal
    monkeypatch.setattr(bargain, "_ideal", lambda p: inf if p == bargain.parties[0] else ideal(p))
    assert bargain.run() is bargain.found


def test_the_page_names_the_limits(root: Path) -> None:
    page = (root / "docs" / "explanation" / "deals.md").read_text(encoding="utf-8")
    assert f"{SMALL:,}" in page
    assert f"{LARGEST:,}" in page


def test_a_frontier_that_grows_too_large_is_given_up() -> None:
    table = additive(3)
    target = table.targets[0]
    assert merged_deals(table, target, readings=5, most=1) is None
    grid, _ = offered(table, target)
    question = crisp(table, Draws(0, 0, 1), target, grid, Terms())
    assert question is not None
    now = [table.home[i] for i in grid.issues]
    with pytest.raises(TooManyError):
        frontier(question, [(0, 1.0), (1, 1.0), (2, 1.0)], now, 1)


def test_only_the_strict_columns_beat() -> None:
    gains = np.array([[1.0, 1.0], [1.0, 1.0], [0.5, 1.0]])
    ease = np.array([[1.0], [0.0], [2.0]])
    assert undominated(gains, ease).tolist() == [True, True, True]
    assert undominated(gains, ease[[0, 1, 1]]).tolist() == [True, True, False]
