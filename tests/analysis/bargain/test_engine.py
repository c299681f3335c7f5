"""Which method is taken, what is said of it, what bad input gets, what happens in a hurry."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain, repeat
from types import SimpleNamespace

import numpy as np
import pytest

from bench.deals import made_up
from detente.analysis.bargain import (
    blocks,
    cheapest_concession,
    engine,
    fewest_lifts,
    merge,
    minimal_blockers,
    model,
    solve,
)
from detente.analysis.bargain.programs import largest_smallest_share
from detente.core.domain import Domain, Link
from detente.core.logic import TRUE, All, Is

PIE = Domain.of(
    "Pie", {"cut": ("A's", "B's")}, {"A": {"cut": (1.0, 0.0)}, "B": {"cut": (0.0, 1.0)}}
)


def test_a_domain_beyond_counting_is_merged():
    solved = solve(made_up(2, 30, 10, 0))
    assert solved.method == "merge"
    assert solved.lawful == 10**30
    assert solved.room is None
    assert solved.has_room
    assert "too many to count" in solved.why
    assert all(best.proved for best in solved.solutions.values())
    assert set(solved.solutions) == {
        "utilitarian", "egalitarian", "nash", "kalai_smorodinsky", "ks_nearest",
    }  # fmt: skip


def test_many_ties_are_counted_beyond_64_bits():
    issues = {f"i{k}": tuple("abcde") for k in range(40)}
    flat = dict.fromkeys(issues, (1.0, 1.0, 1.0, 0.0, 0.0))
    solved = solve(Domain.of("Flat", issues, {"A": flat, "B": flat}))
    assert solved.pareto.counts == (3**40,)
    assert solved.lawful == solved.room == 5**40
    assert all(best.ties == 3**40 for best in solved.solutions.values())


def test_many_parties_are_looked_at_one_by_one_then_by_programs():
    few = solve(made_up(4, 8, 8, 4), disagreement="zero")
    assert few.method == "dense"
    assert few.pareto is None
    assert "ks_nearest" not in few.solutions
    many = solve(made_up(4, 12, 8, 4), disagreement="zero")
    assert many.method == "programs"
    assert many.lawful is None or many.lawful < 8**12
    assert all(best.proved for best in many.solutions.values())


def test_dense_and_programs_agree_on_a_larger_domain():
    domain = made_up(5, 7, 7, 6)
    one, other = (solve(domain, method=m) for m in ("dense", "programs"))
    for name, best in one.solutions.items():
        assert other.solutions[name].package == best.package
        assert other.solutions[name].value == pytest.approx(best.value, abs=1e-7)


def test_merging_is_given_up_with_a_reason(monkeypatch):
    monkeypatch.setattr(merge.merge, "__kwdefaults__", {"points": 10})
    solved = solve(made_up(3, 6, 5, 0))
    assert solved.method == "dense"
    assert "more than 10 points" in solved.why
    with pytest.raises(ValueError, match="merging was given up: the frontier has more than 10"):
        solve(made_up(3, 6, 5, 0), method="merge")


def test_a_large_knot_of_links_is_not_merged():
    domain = made_up(2, 14, 8, 40)
    with pytest.raises(ValueError, match="links tie 14 issues together"):
        solve(domain, method="merge")


def test_no_lawful_package():
    domain = replace(PIE, links=(Link("never", TRUE),))
    for method in ("merge", "dense", "programs"):
        solved = solve(domain, method=method)
        assert (solved.has_room, solved.room, solved.solutions) == (False, 0, {})
        assert solved.lawful == 0
        json.dumps(solved.to_dict(), allow_nan=False)
    assert fewest_lifts(domain, np.ones(2)).package is None
    assert cheapest_concession(domain, np.ones(2)).package is None
    assert minimal_blockers(domain, np.ones(2)).ids == ("link:never",)
    json.dumps(fewest_lifts(domain, np.ones(2)).to_dict(), allow_nan=False)
    json.dumps(cheapest_concession(domain, np.ones(2)).to_dict(), allow_nan=False)


def test_no_room():
    for method in ("merge", "dense", "programs"):
        solved = solve(PIE, method=method, disagreement=np.array([1.0, 1.0]))
        assert (solved.has_room, solved.room, solved.solutions) == (False, 0, {})
        assert solved.disagreement == "given"
        assert solved.to_dict()["solutions"] == {}


def test_what_the_domain_does_not_say_is_said():
    why = solve(PIE).why
    assert "does not say what A, B has without a deal" in why


def test_plain_data():
    data = solve(PIE, disagreement="zero").to_dict()
    assert list(data) == [
        "domain", "method", "why", "disagreement", "lawful", "room", "has_room", "pareto",
        "solutions",
    ]  # fmt: skip
    assert data["domain"] == {
        "title": "Pie",
        "parties": ["A", "B"],
        "issues": {"cut": 2},
        "packages": 2,
    }
    assert data["pareto"]["points"][0] == {
        "utilities": {"A": 1.0, "B": 0.0},
        "package": {"cut": "A's"},
        "outcomes": 1,
    }
    assert data["solutions"]["utilitarian"]["ties"] == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"method": "guess"}, "no method 'guess'"),
        ({"disagreement": "best"}, "no disagreement point 'best'"),
        ({"disagreement": np.zeros(3)}, "one number a party is needed"),
        ({"disagreement": np.array([0.0, np.nan])}, "must be a finite number"),
    ],
)
def test_bad_questions(given, words):
    with pytest.raises(ValueError, match=words):
        solve(PIE, **given)


def test_bad_domains():
    nobody = Domain.of("Nobody", {"cut": ("x",)}, {})
    with pytest.raises(ValueError, match="no parties"):
        solve(nobody)
    with pytest.raises(ValueError, match="no issues"):
        solve(Domain.of("Nothing", {}, {"A": {}}))
    odd = Domain.of("Odd", {"cut": ("x", "y")}, {"A": {"cut": (1.0, np.inf)}})
    with pytest.raises(ValueError, match="not a finite number"):
        solve(odd)
    with pytest.raises(ValueError, match="too many to be looked at"):
        solve(made_up(2, 30, 10, 0), method="dense")


@pytest.mark.parametrize("looks", [0, 10, 300, 320, 340, 360, 380, 400, 450, 500])
def test_in_a_hurry_dense_gives_a_bound(monkeypatch, looks):
    domain = made_up(4, 6, 5, 3)
    truth = solve(domain, method="merge")
    clock = chain([0.0] * looks, repeat(np.inf))
    monkeypatch.setattr(blocks, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    monkeypatch.setattr(blocks, "LOOK", 1)
    monkeypatch.setattr(blocks, "INNER", 50)
    hurried = solve(domain, method="dense")
    assert hurried.room in {None, truth.room}
    assert hurried.has_room in {None, True}
    assert hurried.room is not None or "ime was up" in hurried.why
    for name, best in hurried.solutions.items():
        assert best.bound >= truth.solutions[name].value - 1e-9
        assert best.value <= truth.solutions[name].value + 1e-9
        assert best.ties is None or best.proved
        assert not best.proved or best.value == pytest.approx(truth.solutions[name].value)
    json.dumps(hurried.to_dict(), allow_nan=False)


def test_in_a_hurry_programs_give_a_bound():
    domain = made_up(6, 15, 6, 12)
    hurried = solve(domain, method="programs", seconds=0.3)
    whole = solve(domain, method="programs")
    for name, best in hurried.solutions.items():
        assert best.bound >= whole.solutions[name].value - 1e-6
        assert best.value <= whole.solutions[name].bound + 1e-9
        assert domain.lawful(best.package)
    value, bound, proved = largest_smallest_share(domain, domain.reserve)
    assert proved
    assert value == pytest.approx(whole.solutions["kalai_smorodinsky"].value, abs=1e-9)
    assert bound >= value


def test_links_that_programs_must_spell_out():
    issues = {"x": ("a", "b"), "y": ("a", "b"), "z": ("a", "b")}
    worth = {"A": dict.fromkeys(issues, (0.0, 1.0))}
    links = (Link("l", All((Is("x", frozenset("b")), Is("y", frozenset("b"))))),)
    domain = Domain.of("Spelt", issues, worth, links=links)
    assert solve(domain, method="programs", disagreement="zero").solutions["nash"].value == (
        pytest.approx(np.log(2.0))
    )
    assert model.Model(domain, without={"l"}).links == []
    assert engine.dense_limit(domain) == 200_000_000
