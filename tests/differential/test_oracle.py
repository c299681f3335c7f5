"""Every figure of every question, against brute force in plain Python.

The same comparisons run on the cases of the repository, with few readings, and on generated ones.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import oracle
import pytest
import strategies
from differential.compare import (
    both,
    same_blockers,
    same_deals,
    same_levers,
    same_room,
    same_sensitivity,
)
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from oracle import Case

from detente.core.reading import _line
from detente.core.table import Table
from detente.study import open_case

CASES = sorted(p.name for p in (Path(__file__).parents[2] / "cases").iterdir())


@pytest.fixture(params=CASES)
def written(request, root: Path) -> tuple[Case, Table]:
    """A case of the repository, read twice."""
    folder = root / "cases" / request.param
    return oracle.parse(oracle.open_text(folder)), open_case(folder)[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("generated")


# --- the cases of the repository ------------------------------------------------------------------


def test_room_in_the_cases(written):
    case, table = written
    same_room(case, table, n=40, seed=0)


def test_deals_in_the_cases(written):
    case, table = written
    same_deals(case, table, 6, 0, (), bind=False)
    same_deals(case, table, 6, 0, tuple(case.levers)[:2], bind=True)


def test_blockers_in_the_cases(written):
    case, table = written
    same_blockers(case, table, n=2, seed=3, target=case.headline)


def test_levers_in_the_cases(written):
    case, table = written
    same_levers(case, table, n=2, seed=1)


def test_sensitivity_in_the_cases(written):
    case, table = written
    same_sensitivity(case, table, 3, 2, tuple(case.levers)[:2])


# --- scores on a line -----------------------------------------------------------------------------


@given(
    st.lists(st.decimals("-1000000", "1000000", places=6), min_size=2, max_size=7, unique=True),
    st.booleans(),
    st.data(),
)
@settings(max_examples=300, phases=strategies.PHASES)
def test_scores_on_any_line(places, falling, data):
    """Against the same definition in exact fractions, in whatever units."""
    scale = sorted(places, reverse=falling)
    option = st.integers(0, len(scale) - 1)
    wants, accepts = data.draw(option), data.draw(option)
    found = _line(wants, accepts, tuple(map(float, scale)))
    exact = tuple(Fraction(place) for place in scale)
    for k in range(len(scale)):
        assert found[k] == pytest.approx(oracle.score(k, wants, accepts, exact), abs=1e-6)
        assert 0 <= found[k] <= 100


def test_generated_cases_have_scales():
    """Otherwise the comparisons below would say nothing about them."""
    seen = set()

    @given(strategies.cases())
    @settings(max_examples=40, phases=[Phase.generate], database=None, derandomize=True)
    def look(doc):
        for issue in doc["issues"].values():
            seen.add("scale" in issue)

    look()
    assert seen == {True, False}


# --- generated cases ------------------------------------------------------------------------------


@given(strategies.cases())
@settings(max_examples=40, phases=strategies.PHASES)
def test_room_in_generated_cases(folder, doc):
    case, table = both(strategies.text(doc), folder)
    same_room(case, table, n=12, seed=1)


@given(strategies.cases())
@settings(max_examples=40, phases=strategies.PHASES)
def test_deals_in_generated_cases(folder, doc):
    case, table = both(strategies.text(doc), folder)
    same_deals(case, table, 8, 2, (), bind=False)
    same_deals(case, table, 8, 2, tuple(case.levers)[:1], bind=True)


@given(strategies.cases())
@settings(max_examples=40, phases=strategies.PHASES)
def test_blockers_in_generated_cases(folder, doc):
    case, table = both(strategies.text(doc), folder)
    same_blockers(case, table, n=8, seed=3)


@given(strategies.cases())
@settings(max_examples=30, phases=strategies.PHASES)
def test_levers_in_generated_cases(folder, doc):
    case, table = both(strategies.text(doc), folder)
    same_levers(case, table, n=8, seed=4)


@given(strategies.cases())
@settings(max_examples=20, phases=strategies.PHASES)
def test_sensitivity_in_generated_cases(folder, doc):
    case, table = both(strategies.text(doc), folder)
    same_sensitivity(case, table, 6, 5, tuple(case.levers)[:1])


# --- the oracle against itself --------------------------------------------------------------------


@given(strategies.cases())
@settings(max_examples=30, phases=strategies.PHASES)
def test_the_oracle_s_minimal_sets_are_minimal_and_sufficient_by_definition(doc):
    case = oracle.parse(strategies.text(doc))
    for reading in oracle.readings(case, 3):
        for target in case.targets:
            for found in oracle.minimal_blockers(reading, target):
                assert oracle.suffices(reading, target, found)
                assert not any(oracle.suffices(reading, target, found - {b}) for b in found)
