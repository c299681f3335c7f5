"""The challenge model against a plain program, published figures and its own symmetries."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import oracle_positions as oracle
import pytest
import yaml

from detente.analysis.positions.challenge import Rules, challenge
from detente.analysis.positions.pairs import (
    Pair,
    backing,
    exponents,
    first_utilities,
    listed,
    second_utilities,
    summed,
)
from detente.analysis.positions.variants import NAMED, grid

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "bargaining_cases"
CASES = (
    "bdm1994_emission_standards",
    "ktab2014_china_soe_competitive",
    "preana2014_iran_election",
    "china_reform_24actors",
)
EMISSION = CASES[0]
here = pytest.mark.skipif(not FOLDER.exists(), reason="the published cases are not here")


def read(name):
    case = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    rows = [[a["position"], a["salience"], a["capability"]] for a in case["actors"]]
    return case, tuple(np.array(rows).T[:, None, :])


def made_up(seed, n, whole=True):
    rng = np.random.Generator(np.random.Philox(seed))
    x = rng.integers(0, 6, n) * 10.0 if whole else rng.random(n) * 100
    return x, rng.integers(1, 11, n) / 10, rng.integers(1, 9, n) / 2


@pytest.mark.parametrize("seed", range(12))
def test_every_reading_moves_as_the_plain_program_moves(seed):
    n = 2 + seed % 7
    x, salience, clout = made_up(seed, n, whole=seed % 2 == 0)
    actors = [oracle.Actor(*map(float, row)) for row in zip(x, salience, clout, strict=True)]
    rules = [*NAMED, *grid()]
    for one in rules:
        # Step by step from the same places: rounding grows without bound over the rounds.
        for state in oracle.run(actors, one, 3)[:3]:
            x, salience, clout = (
                np.array([column]) for column in zip(*map(parts, state), strict=True)
            )
            run = challenge(x, salience, clout, [one], rounds=1)
            after = oracle.run(state, one, 1)[1]
            assert run.first[0, 0] == pytest.approx([a.x for a in after], abs=1e-7), one.name
            ends = [oracle.mean(s) for s in (state, after)]
            assert run.mean[0, 0] == pytest.approx(ends, abs=1e-7), one.name
            ends = [oracle.median(s) for s in (state, after)]
            assert run.median[0, 0] == pytest.approx(ends, abs=1e-7), one.name


def parts(actor):
    return actor.x, actor.salience, actor.clout


def test_many_readings_at_once_are_what_each_is_alone():
    drawn = [made_up(seed, 7, whole=False) for seed in range(40)]
    x, salience, clout = (np.array([one[k] for one in drawn]) for k in range(3))
    together = challenge(x, salience, clout, NAMED, rounds=4)
    for k in (0, 17, 39):
        part = slice(k, k + 1)
        alone = challenge(x[part], salience[part], clout[part], NAMED, rounds=4)
        assert (together.median[:, k] == alone.median[:, 0]).all()
        assert (together.by[:, k] == alone.by[:, 0]).all()


def test_the_order_of_the_actors_does_not_matter_nor_does_the_unit():
    x, salience, clout = made_up(3, 9)
    plain = challenge(x[None], salience[None], clout[None], grid(), rounds=3)
    turn = np.random.Generator(np.random.Philox(1)).permutation(9)
    turned = challenge(x[None, turn], salience[None, turn], clout[None, turn], grid(), rounds=3)
    assert turned.first[:, 0] == pytest.approx(plain.first[:, 0][:, turn], abs=1e-9)
    larger = challenge(7 * x[None] - 50, salience[None], 3 * clout[None], grid(), rounds=3)
    assert larger.mean == pytest.approx(7 * plain.mean - 50, abs=1e-7)


def test_corners():
    one = np.array([[5.0]]), np.array([[1.0]]), np.array([[1.0]])
    assert challenge(*one, NAMED, rounds=2).median.tolist() == [[[5.0] * 3]] * 5
    agreed = np.full((1, 4), 3.0), np.full((1, 4), 0.5), np.ones((1, 4))
    assert (challenge(*agreed, grid(), rounds=2).first == 3.0).all()
    assert (challenge(*agreed, grid(), rounds=0).by == -1).all()
    with pytest.raises(ValueError, match="no such choice: loudest"):
        challenge(*one, [Rules("x", choice="loudest")])
    with pytest.raises(ValueError, match="needs an actor"):
        challenge(np.zeros((1, 0)), np.zeros((1, 0)), np.zeros((1, 0)), NAMED)


def test_weightless_actors_are_moved_without_fault():
    x = np.array([[0.0, 5.0, 10.0]])
    run = challenge(x, np.array([[0.0, 1.0, 0.0]]), np.ones((1, 3)), [*NAMED, *grid()], rounds=3)
    assert np.isfinite(run.median).all()
    assert np.isfinite(run.first).all()


def test_what_stands_behind_positions_is_the_same_when_counted_by_halving(monkeypatch):
    rng = np.random.Generator(np.random.Philox(5))
    x = np.sort(rng.integers(0, 40, (30, 6)) * 1.0, axis=0)
    weight = rng.random((30, 6))
    counted = backing(x, weight)
    monkeypatch.setattr("detente.analysis.positions.pairs.COUNTED", 0)
    halved = backing(x, weight)
    assert counted[0] == pytest.approx(halved[0], abs=1e-9)
    assert counted[1] == pytest.approx(halved[1], abs=1e-9)


@here
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("rules", NAMED, ids=lambda rules: rules.name)
def test_named_readings_give_the_published_rounds(name, rules):
    case, given = read(name)
    golden = case["computed_here"]["readings"][rules.name]
    run = challenge(*given, [rules], rounds=10)
    long = len(golden["weighted_mean"])
    assert run.median[0, 0, :long] == pytest.approx(golden["weighted_median"], abs=1e-4)
    assert run.mean[0, 0, :long] == pytest.approx(golden["weighted_mean"], abs=1e-4)
    if "positions_round1" in golden:
        there = list(golden["positions_round1"].values())
        assert run.first[0, 0] == pytest.approx(there, abs=1e-4)
    if long not in (7, 11):  # they all agree: the list ends there, ours repeats to the end
        assert (run.median[0, 0, long:] == run.median[0, 0, long - 1]).all()


@here
def test_the_grid_spreads_as_published():
    case, given = read(EMISSION)
    spread = case["computed_here"]["reading_spread_72_configs"]["median_after_5_rounds"]
    ends = challenge(*given, grid(), rounds=5).median[:, 0, 5]
    found = np.percentile(ends, [0, 25, 50, 75, 100])
    assert found == pytest.approx(
        [spread[key] for key in ("min", "q25", "median", "q75", "max")], abs=6e-4
    )


@here
def test_code2014_is_nearest_to_the_published_table():
    case, given = read(EMISSION)
    run = challenge(*given, NAMED[:1], rounds=8)
    cut = np.floor(10 * run.median[0, 0, 1:]) / 10
    assert (cut == case["published"]["scholz_median_by_round"]).sum() == 7
    mean, table = run.mean[0, 0, 1:], case["published"]["scholz_mean_by_round"]
    cut, rounded = np.floor(10 * mean) / 10, np.round(mean, 1)
    assert (cut == table).sum() == 6  # the other two are there if rounded
    assert ((cut == table) | (rounded == table)).all()


@here
def test_chances_exponents_and_expected_utilities_are_the_published_ones():
    case, (x, salience, clout) = read(EMISSION)
    golden = case["computed_here"]
    n = x.shape[1]
    order = np.argsort(x[0], kind="stable")
    x, salience, weight = (a[0, order, None] for a in (x, salience, salience * clout))
    lower, upper = backing(x, weight)
    below, above = listed(n)
    span = x[-1] - x[0]
    with np.errstate(invalid="ignore"):
        won = np.nan_to_num(lower / (lower + upper))
    for name, chance in golden["win_probability_eq31"].items():
        one, two = (float(part) for part in name.split("_vs_"))
        a, b = min(one, two), max(one, two)
        k = np.flatnonzero((x[below, 0] == a) & (x[above, 0] == b))[0]
        assert (won[k, 0] if one == a else 1 - won[k, 0]) == pytest.approx(chance, abs=1e-6)
    gap = (x[above] - x[below]) / span
    pair = Pair(x, salience, gap, won, 1 - won, np.array([7.0]), span)
    secure = summed(*first_utilities(pair, np.ones(1)), n, received=True)
    names = [list(golden["weights"])[k] for k in order]
    assert secure[:, 0] == pytest.approx(
        [golden["first_pass_security_column_sum"][k] for k in names], abs=1e-6
    )
    r = exponents(secure)
    assert r[:, 0] == pytest.approx([golden["risk_exponent_r"][k] for k in names], abs=1e-6)
    up, down = second_utilities(pair, r, np.ones(1))
    full = np.zeros((n, n))
    full[below, above], full[above, below] = up[:, 0], down[:, 0]
    matrix = np.array(golden["expected_utility_second_pass_Q1"]["matrix_Eij_row_challenger"])
    assert full == pytest.approx(matrix[np.ix_(order, order)], abs=1e-5)
