"""How many rankings make a state stable, against listing all of them."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, factorial
from random import Random

import gmcr_oracle as oracle
import pytest
from gmcr_oracle import CONCEPTS, Rules
from gmcr_strategies import GraphCase, OptionCase, graph_case, option_case

from detente.analysis.graph.inverse import inverse, total
from detente.analysis.graph.monotone import minimal, sizes_of_sets

#: How many small conflicts are listed.
MODELS = 120


def _syria() -> GraphCase:
    """Two decision makers, three options, one combination impossible: Syria and Iraq in 1975."""
    states = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (0, 1, 1)]
    arcs = [
        frozenset(
            (s, t)
            for s, t in product(range(6), repeat=2)
            if s != t and all(states[s][k] == states[t][k] for k in kept)
        )
        for kept in ((2,), (0, 1))
    ]
    better = [
        frozenset((low - 1, high - 1) for at, low in enumerate(best) for high in best[:at])
        for best in ((1, 3, 6, 2, 4, 5), (2, 4, 6, 1, 5, 3))
    ]
    return GraphCase(("Syria", "Iraq"), (1, 2, 3, 4, 5, 6), tuple(arcs), tuple(better))


def test_published_counts():
    """720 (1 - (1/3 + 1/3 - 1/5)) = 384; the 420 once published came from a loop error."""
    form = _syria().graph_form()
    assert total(form) == 720
    assert inverse(form, 1, 0) == {"nash": 240, "gmr": 384, "smr": 300, "seq": 384, "sseq": 300}


@pytest.mark.parametrize("part", range(4))
def test_against_listing(part):
    for k in range(part, MODELS, 4):
        rng = Random(f"inverse {k}")
        unknown = rng.random() < 0.2
        case = graph_case(rng, 6 if k % 8 == 0 else 5, unknown=unknown)
        model, dm = case.model(), rng.randrange(len(case.dms))
        target, back = rng.choice(model.states), rng.random() < 0.7
        rules = Rules("d" if unknown else None, back=back)
        expected = oracle.inverse(model, model.dms[dm], target, CONCEPTS, rules)
        assert inverse(case.graph_form(), target, dm, back=back) == expected, k


def test_against_listing_what_is_below():
    """Larger conflicts: for each set below the state, the brute force is asked once."""
    for k in range(150):
        rng = Random(f"sets {k}")
        case = option_case(rng, 9) if k % 2 else graph_case(rng, 9)
        model, dm = case.model(), rng.randrange(len(case.dms))
        target = rng.choice(model.states)
        counts = inverse(case.graph_form(), target, dm)
        expected = dict.fromkeys(CONCEPTS, 0)
        rest = [s for s in model.states if s != target]
        for inside in product((False, True), repeat=len(rest)):
            below = [s for s, yes in zip(rest, inside, strict=True) if yes]
            above = [s for s in rest if s not in below]
            supposed = oracle.with_ranking(model, model.dms[dm], [*above, target, *below])
            for concept in CONCEPTS:
                if oracle.stable(supposed, model.dms[dm], target, concept):
                    expected[concept] += factorial(len(below)) * factorial(len(above))
        assert counts == expected, k


def test_sizes_against_listing_sets():
    for k in range(400):
        rng = Random(f"clauses {k}")
        n = rng.randint(1, 8)
        clauses = [
            [
                rng.randrange(1, 1 << n) & rng.randrange(1, 1 << n) or 1
                for _ in range(rng.randint(1, 5))
            ]
            for _ in range(rng.randint(0, 5))
        ]
        elements = [1 << b for b in range(n) if any(t >> b & 1 for c in clauses for t in c)]
        expected = [0] * (len(elements) + 1)
        for chosen in product((False, True), repeat=len(elements)):
            held = sum(e for e, yes in zip(elements, chosen, strict=True) if yes)
            expected[sum(chosen)] += all(any(t & held == t for t in c) for c in clauses)
        assert sizes_of_sets(clauses) == expected, k


def test_a_term_that_asks_nothing_holds():
    assert sizes_of_sets([[0, 0b11], [0b100]]) == [0, 1, 2, 1]
    assert sizes_of_sets([]) == [1]
    assert minimal([0b1, 0b11, 0b110, 0b1110]) == {0b1, 0b110}


def test_hundreds_of_states():
    """Nine options of three decision makers: nobody could list 512! rankings.

    Let p be how high the state stands, evenly spread; each other state is below it with chance p.
    """
    rng = Random(9)
    free = frozenset({(0, 1), (1, 0)})
    ranks = tuple(tuple(rng.sample(range(512), 512)) for _ in range(3))
    steps = tuple({3 * i + k: free for k in range(3)} for i in range(3))
    form = OptionCase(("A", "B", "C"), (2,) * 9, steps, (True,) * 512, ranks).graph_form()
    counts = inverse(form, 5, 0)
    share = {concept: Fraction(n, total(form)) for concept, n in counts.items()}
    # Seven moves, and all have to lead below.
    assert share["nash"] == Fraction(1, 8)
    # In each of seven blocks of 64, a move and its answers, one has to be below:
    # the integral of (1 - (1 - p)^64)^7.
    assert share["gmr"] == sum(comb(7, k) * Fraction((-1) ** k, 64 * k + 1) for k in range(8))
    # All seven, or all eight states of one of 63 rows: of 1 - (1 - p^8)^63 (1 - p^7).
    assert share["smr"] == 1 - sum(
        comb(63, k) * (Fraction((-1) ** k, 8 * k + 1) - Fraction((-1) ** k, 8 * k + 8))
        for k in range(64)
    )
    assert share["nash"] < share["sseq"] <= share["smr"] < share["gmr"] < 1
    assert share["sseq"] <= share["seq"] < share["gmr"]


def test_giving_up_is_said():
    with pytest.raises(ValueError, match="gmr takes more than 5 steps: 4 states matter"):
        inverse(_syria().graph_form(), 1, 0, effort=5)
    assert inverse(_syria().graph_form(), 1, 0, ("nash",), effort=5) == {"nash": 240}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ((6, 0), "unknown state 6"),
        ((-1, 0), "unknown state -1"),
        ((0, 2), "unknown decision maker 2"),
        ((0, 0, ("nash", "best")), "unknown concept 'best'"),
    ],
)
def test_wrong_questions(asked, message):
    with pytest.raises(ValueError, match=message):
        inverse(_syria().graph_form(), *asked)
