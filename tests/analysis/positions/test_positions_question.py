"""The finding on positions: what it says first, what stands beside, and that it is plain data."""

from __future__ import annotations

import json

import numpy as np
import pytest

from detente.analysis.positions.question import positions
from detente.core.line import Line, Positions

MARKS = ((0.0, "nothing"), (50.0, "half"), (100.0, "all"))


def given(readings=1, lines=2, n=4):
    rng = np.random.Generator(np.random.Philox(7))
    shape = (readings, n, lines)
    base = rng.random((1, n, lines)) * 80
    x = np.broadcast_to(base, shape) + rng.random(shape) * 10 * (readings > 1)
    salience, clout = rng.random((1, n, lines)) + np.zeros(shape), np.ones(shape)
    names = tuple(f"a{k}" for k in range(n))
    axes = tuple(
        Line(f"l{k}", f"issue {k}", marks=MARKS, reference=20.0 if k else None)
        for k in range(lines)
    )
    return Positions("", names, names, axes, x, salience, clout, remarks=(("clout", "equal"),))


def test_the_mean_leads_and_the_challenge_model_is_a_spread():
    found = positions(given(lines=1))
    line = found.support["lines"][0]
    mean = f"{line['mean']['median']:.1f}"
    assert found.answer.startswith(f"The positions balance, as a weighted mean, at: issue 0 {mean}")
    assert f"nearest to '{line['nearest_mark']}'" in found.answer
    assert "23.0 of 100" in found.answer
    assert "26.8" in found.answer
    grid = line["challenge"]["grid"]
    assert (grid["configurations"], grid["round"]) == (72, 5)
    assert "72 readings of the challenge model" in found.answer
    assert [len(v["median"]) for v in line["challenge"]["variants"]] == [11] * 5


def test_everything_is_plain_finite_data_and_always_the_same():
    found = positions(given(readings=30))
    text = json.dumps(found.to_dict(), allow_nan=False)
    assert text == json.dumps(positions(given(readings=30)).to_dict())
    for line in found.support["lines"]:
        assert line["mean"]["low"] < line["mean"]["median"] < line["mean"]["high"]
        assert sum(c for _, c in line["condorcet"]["winners"]) == pytest.approx(1)
        assert sum(one["share"] for one in line["coalitions"]) == pytest.approx(1)
        assert sum(one["shapley_shubik"] for one in line["power"]) == pytest.approx(1)
        assert all(0.01 <= move["share"] <= 1 for move in line["moves"])
        assert all(move["who"] != move["whom"] for move in line["moves"])
    assert found.support["lines"][0]["winset"] is None
    assert found.support["lines"][1]["winset"]["rule"] == "everybody must agree"
    assert found.support["exchange"]["count"] == len(found.support["exchange"]["exchanges"])
    assert "30 readings" in found.method


def test_who_has_no_clout_is_said():
    base = given()
    said = Positions(
        base.title,
        base.actors,
        base.names,
        base.lines,
        base.position,
        base.salience,
        base.clout,
        remarks=(("left_out", "X, Y"),),
    )
    support = positions(said).support
    assert (support["clout"], support["left_out"]) == ("given", ["X", "Y"])
    assert positions(base).support["clout"] == "equal"


def test_one_actor_has_a_mean_and_no_challenge():
    alone = Positions.of("", {"A": (30.0, 1.0, 1.0)}, Line("l"))
    line = positions(alone).support["lines"][0]
    assert (line["challenge"], line["moves"]) == (None, [])
    assert line["mean"] == {"median": 30.0, "low": 30.0, "high": 30.0}
    assert line["nearest_mark"] is None


def test_too_many_actors_are_not_challenged():
    x = np.linspace(0, 100, 201)
    many = Positions.of("", {f"a{k}": (float(x[k]), 0.5, 1.0) for k in range(201)}, Line("l"))
    line = positions(many, rounds=1).support["lines"][0]
    assert line["challenge"] is None
    assert len(line["power"]) == 201


def test_faults():
    nobody = Positions.of("", {"A": (30.0, 0.0, 1.0)}, Line("l"))
    with pytest.raises(ValueError, match="no issue has anybody"):
        positions(nobody)
    with pytest.raises(ValueError, match="at least one round"):
        positions(given(), rounds=0)
    without = given()
    without.clout[0, 2, 1] = np.nan
    with pytest.raises(ValueError, match="clout of 'a2' on 'l1' must be a number"):
        positions(without)
