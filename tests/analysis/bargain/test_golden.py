"""The deal engine against eleven published domains and figures computed independently of it."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from analysis.bargain.genius import golden, read

from detente.analysis.bargain import solve

GOLDEN = golden()

#: Distinct points and packages where the golden file counts rounding as difference (55 and 71):
#: what exact arithmetic gives is checked below.
EXACT = {"Car-A": (53, 75)}


@pytest.fixture(params=GOLDEN)
def case(request):
    return request.param


def close(best, expected):
    assert np.allclose(best.utilities, expected, rtol=0, atol=1e-6)


def test_frontier_and_counts(case):
    domain = read(case)
    solved = solve(domain, disagreement="zero")
    assert solved.method == "merge"
    assert solved.lawful == domain.size == case["outcomes"]
    expected = EXACT.get(case["domain"], (case["pareto_distinct"], case["pareto_outcomes"]))
    assert (len(solved.pareto.counts), sum(solved.pareto.counts)) == expected
    if "pareto_points" in case:
        ours = sorted(solved.pareto.utilities.round(5).tolist())
        theirs = sorted(np.round(case["pareto_points"], 5).tolist())
        assert np.allclose(ours, theirs, atol=2e-5)


def exactly(domain):
    """How many packages have each vector, in hundredths and whole numbers (two parties)."""
    worth = [np.rint(w * 100).astype(int) for w in domain.worth]
    assert all(np.allclose(w * 100, whole) for w, whole in zip(domain.worth, worth, strict=True))
    return Counter(
        tuple(sum(int(w[p, k]) for w, k in zip(worth, choice, strict=True)) for p in range(2))
        for choice in product(*(range(len(axis.options)) for axis in domain.issues))
    )


def test_the_frontier_in_exact_arithmetic(case):
    if case["domain"] not in EXACT:
        return
    counts = exactly(read(case))
    unbeaten, most = [], -1
    for point in sorted(counts, reverse=True):
        if point[1] > most:
            unbeaten.append(point)
            most = point[1]
    assert (len(unbeaten), sum(counts[u] for u in unbeaten)) == EXACT[case["domain"]]


@pytest.mark.parametrize(("share", "key"), [(0.5, "zopa_half_of_max"), (0.7, "zopa_70pct_of_max")])
@pytest.mark.parametrize("method", ["merge", "dense"])
def test_room(case, share, key, method):
    domain = read(case)
    top = domain.base + sum(w.max(axis=1) for w in domain.worth)
    assert np.allclose(top, case["u_max"], atol=1e-6)
    solved = solve(domain, method=method, disagreement=share * top)
    expected = case[key]
    if case["domain"] in EXACT:  # many packages lie exactly on the threshold
        counts = exactly(domain)
        tops = [max(u[p] for u in counts) for p in range(2)]
        tenths = round(10 * share)
        expected = sum(
            n
            for u, n in counts.items()
            if all(10 * x >= tenths * top for x, top in zip(u, tops, strict=True))
        )
    assert solved.room == expected
    assert solved.has_room == (expected > 0)


@pytest.mark.parametrize("method", ["merge", "dense", "programs"])
@pytest.mark.parametrize("point", ["d0", "dmin"])
def test_solutions(case, method, point):
    domain = read(case)
    low = np.array(case["u_min"])
    name = "zero" if point == "d0" else "worst"
    solved = solve(domain, method=method, disagreement=name)
    if name == "worst":
        assert np.allclose(solved.point, low, atol=1e-6)
    found = solved.solutions
    assert all(best.proved for best in found.values())
    close(found["nash"], case[f"nash_{point}"])
    if f"nash_log_{point}" in case:
        assert found["nash"].value == pytest.approx(case[f"nash_log_{point}"], abs=1e-6)
    close(found["kalai_smorodinsky"], case[f"ks_{point}"])
    close(found["egalitarian"], case[f"egal_{point}"])
    if name == "worst":
        assert found["utilitarian"].value == pytest.approx(sum(case["utilitarian"]), abs=1e-6)
