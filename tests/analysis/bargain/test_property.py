"""Every method against brute force: same answers, and certificates that hold."""

from __future__ import annotations

import json
from math import prod

import numpy as np
import pytest
from analysis.bargain.domains import domains
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_bargain import Oracle

from detente.analysis.bargain import blocks, merge, solve, space

METHODS = ["merge", "dense", "programs"]


@st.composite
def questions(draw, *, most=700):
    domain = draw(domains(most=most))
    oracle = Oracle(domain)
    kind = draw(st.sampled_from(["zero", "worst", "reserve", "given"]))
    disagreement = kind
    if kind == "given":
        # Somewhere between a party's worst and best: room is then neither sure nor rare.
        share = draw(st.sampled_from([0.0, 0.25, 0.5, 0.75]))
        values = oracle.values or [domain.base.tolist()]
        low, high = np.min(values, axis=0), np.max(values, axis=0)
        disagreement = np.round(4 * (low + share * (high - low))) / 4
    return domain, oracle, disagreement


def agrees(solved, oracle):
    domain = solved.domain
    room = oracle.eligible(solved.point.tolist())
    assert solved.has_room == bool(room)
    assert solved.room in {len(room), None}
    assert solved.lawful in {len(oracle.lawful), None}
    expected = oracle.solutions(solved.point.tolist())
    assert set(expected) == set(solved.solutions) - {"ks_nearest"}
    for name, (value, winners, ties) in expected.items():
        best = solved.solutions[name]
        assert domain.lawful(best.package)
        assert np.allclose(domain.utility(best.package), best.utilities)
        assert (best.utilities >= solved.point - 1e-9).all()
        assert any(np.allclose(best.utilities, w, atol=1e-7) for w in winners), name
        assert best.value == pytest.approx(value, abs=1e-7)
        assert best.bound >= best.value
        assert best.bound <= best.value + 1e-4
        assert best.proved
        assert best.ties in {ties, None}
        assert best.ties is not None or solved.method == "programs"
    json.dumps(solved.to_dict(), allow_nan=False)


def point_of(solved, domain, oracle):
    """The point, from the words."""
    if not oracle.values:
        return
    low = np.array(oracle.low())
    if solved.disagreement == "zero":
        assert not solved.point.any()
    elif solved.disagreement == "worst":
        assert np.allclose(solved.point, low)
    elif solved.disagreement == "reserve":
        gap = np.isnan(domain.reserve)
        assert np.allclose(solved.point, np.where(gap, low, domain.reserve))
        assert gap.any() == ("does not say" in solved.why)


@settings(max_examples=150, deadline=None)
@given(questions())
def test_merge_and_dense(question):
    domain, oracle, disagreement = question
    for method in ("merge", "dense"):
        solved = solve(domain, method=method, disagreement=disagreement)
        assert solved.lawful == len(oracle.lawful)
        assert solved.room is not None
        point_of(solved, domain, oracle)
        agrees(solved, oracle)
        if method == "merge":
            ours = {
                tuple(round(x, 6) + 0.0 for x in u): n
                for u, n in zip(solved.pareto.utilities.tolist(), solved.pareto.counts, strict=True)
            }
            assert ours == oracle.pareto()
            for package, u in zip(solved.pareto.packages, solved.pareto.utilities, strict=True):
                named = {a.name: a.options[k] for a, k in zip(domain.issues, package, strict=True)}
                assert domain.lawful(named)
                assert np.allclose(domain.utility(named), u)
            if solved.has_room:
                near = solved.solutions["ks_nearest"]
                assert near.value == pytest.approx(oracle.nearest(solved.point.tolist()), abs=1e-7)


@settings(max_examples=40, deadline=None)
@given(questions(most=200))
def test_programs(question):
    domain, oracle, disagreement = question
    solved = solve(domain, method="programs", disagreement=disagreement)
    point_of(solved, domain, oracle)
    agrees(solved, oracle)


@settings(max_examples=60, deadline=None)
@given(questions(), st.sampled_from([1, 4, 16]))
def test_dense_whatever_the_size_of_its_blocks(question, ways):
    domain, oracle, disagreement = question
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "INNER", ways)
        patch.setattr(blocks, "MASKS", 2)
        solved = solve(domain, method="dense", disagreement=disagreement)
    agrees(solved, oracle)


@settings(max_examples=40, deadline=None)
@given(questions(), st.sampled_from([1, 3, 50]))
def test_merge_whatever_the_size_of_its_pieces(question, ways):
    domain, oracle, disagreement = question
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(space, "PIECE", ways)
        patch.setattr(merge.prune, "LEADERS", ways)
        patch.setattr(merge.prune, "AT_ONCE", 2)
        solved = solve(domain, method="merge", disagreement=disagreement)
    agrees(solved, oracle)
    assert sum(solved.pareto.counts) == sum(oracle.pareto().values())


@settings(max_examples=60, deadline=None)
@given(domains())
def test_issues_hang_together_as_links_say(domain):
    groups = space.components(domain)
    assert sorted(k for g in groups for k in g) == list(range(len(domain.issues)))
    assert prod(space.numbers(domain, g) for g in groups) == domain.size
    assert all(any(link in space.within(domain, g) for g in groups) for link in domain.links)
