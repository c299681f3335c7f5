"""Sweeps say what the definitions say, on small conflicts of every shape and on a large one."""

from __future__ import annotations

import hashlib
import itertools
import json
import math

import numpy as np
import pytest
import yaml

from bench.stability import Made, made_up, main, published
from detente.analysis.graph import sweep_blocks, sweep_focus
from detente.analysis.graph.concepts import CONCEPTS
from detente.analysis.graph.sweep import SMALL, sweep
from detente.analysis.graph.sweep_focus import Focus, Scale, Tricks
from detente.core.conflict import Axis, OptionForm

BOTH = np.ones((2, 2), dtype=bool)
FORWARD = np.array([[1, 1], [0, 1]], dtype=bool)


def drawn(rng, most_states, *, ranks=None, plain=False):
    """A random conflict: 2 to 5 decision makers, 2 to 9 axes, owned by one, two or nobody."""
    dms = int(rng.integers(2, 6))
    shape = []
    for _ in range(int(rng.integers(2, 10))):
        size = int(rng.integers(2, 4))
        if math.prod(shape) * size <= most_states:
            shape.append(size)
    steps = [{} for _ in range(dms)]
    for axis, size in enumerate(shape):
        for owner in rng.permutation(dms)[: rng.choice([0, 1, 2], p=[0.1, 0.75, 0.15])]:
            steps[owner][axis] = transitive_step(rng, size, plain)
    codes = math.prod(shape)
    feasible = rng.random(codes) >= rng.choice([0.0, 0.1, 0.3, 0.7])
    kinds = [1, 2, 3, codes, 2**31 - 1] if ranks is None else [ranks]
    lowest = int(rng.choice([0, 5, -(2**31)]))
    found = [
        (rng.integers(0, rng.choice(kinds), size=codes) + lowest).astype(np.int32)
        for _ in range(dms)
    ]
    axes = tuple(Axis(f"o{k}", tuple("abc"[:size])) for k, size in enumerate(shape))
    names = tuple("ABCDE"[:dms])
    return OptionForm(names, axes, tuple(steps), feasible, tuple(found))


def transitive_step(rng, size, plain):
    """From which choice to which: anything, one way only, or something in between."""
    if plain or rng.random() < 0.6:
        return np.ones((size, size), dtype=bool)
    step = np.eye(size, dtype=bool) | (rng.random((size, size)) < 0.4)
    for _ in range(size):
        step = step.astype(int) @ step.astype(int) > 0
    return step


def naive(form):
    """The definitions, word for word: sets of states, sequences found by breadth-first search."""
    shape = form.shape
    places = list(itertools.product(*map(range, shape)))
    states = np.flatnonzero(form.feasible).tolist()
    dms = range(len(form.dms))

    def may(j, s, t):
        return s != t and all(
            a == b or (axis in form.steps[j] and form.steps[j][axis][a, b])
            for axis, (a, b) in enumerate(zip(places[s], places[t], strict=True))
        )

    rank = [r.tolist() for r in form.ranks]
    moves = [{s: [t for t in states if may(j, s, t)] for s in states} for j in dms]
    gains = [{s: [t for t in moves[j][s] if rank[j][t] > rank[j][s]] for s in states} for j in dms]

    def reached(arcs, i, start):
        """By legal sequences of all but i: nobody moves twice in a row."""
        seen = set()
        fresh = [(start, None)]
        while fresh:
            state, last = fresh.pop()
            for j in dms:
                if j not in (i, last):
                    new = {(t, j) for t in arcs[j][state]} - seen
                    seen |= new
                    fresh += new
        return {t for t, _ in seen}

    found = {c: [np.zeros(len(form.feasible), dtype=bool) for _ in dms] for c in CONCEPTS}
    for i in dms:
        u = rank[i]
        for c in CONCEPTS:
            arcs = moves if c in ("gmr", "smr") else gains
            answers = {t: reached(arcs, i, t) for t in states} if c != "nash" else {}
            for s in states:
                found[c][i][s] = all(
                    any(
                        u[t] <= u[s]
                        and (c in ("gmr", "seq") or all(u[x] <= u[s] for x in moves[i][t]))
                        for t in answers.get(s1, ())
                    )
                    for s1 in gains[i][s]
                )
    return found


def same(one, other):
    return all(np.array_equal(a, b) for c in one for a, b in zip(one[c], other[c], strict=True))


@pytest.mark.parametrize("seed", range(8))
def test_small_conflicts_of_every_shape_agree_with_the_definitions(seed):
    rng = np.random.default_rng([11, seed])
    for _ in range(100):
        form = drawn(rng, 24)
        assert same(sweep(form), naive(form))


def test_somewhat_larger_conflicts_agree_too():
    rng = np.random.default_rng(12)
    for _ in range(3):
        form = drawn(rng, 100)
        assert same(sweep(form), naive(form))


@pytest.mark.parametrize("name", Tricks.__dataclass_fields__)
def test_no_trick_changes_an_answer(name):
    rng = np.random.default_rng(13)
    for _ in range(8):
        form = drawn(rng, 3000)
        assert same(sweep(form), sweep(form, tricks=Tricks(**{name: False})))


@pytest.mark.parametrize("few", [2, 10**9])
@pytest.mark.parametrize("plain", [True, False])
def test_no_size_of_a_piece_changes_an_answer(monkeypatch, few, plain):
    rng = np.random.default_rng(18)
    for _ in range(8):
        form = drawn(rng, 1000, plain=plain)
        whole = sweep(form, threads=1)
        with monkeypatch.context() as patch:
            patch.setattr(sweep_focus, "PIECE", 8)
            patch.setattr(sweep_blocks, "PIECE", 8)
            patch.setattr(sweep_blocks, "NARROWEST", 3)
            patch.setattr(sweep_focus, "SLAB", 50)
            patch.setattr(sweep_focus, "FEW", few)
            assert same(whole, sweep(form))
        assert same(whole, sweep(form, threads=3))


def test_numbers_at_the_start_are_the_same_in_slabs(monkeypatch):
    rng = np.random.default_rng(19)
    for _ in range(20):
        form = drawn(rng, 500)
        focus = Focus(form, 0, Scale.of(form.ranks[0], form.feasible), Tricks())
        whole = focus._start([False, True])
        with monkeypatch.context() as patch:
            patch.setattr(sweep_focus, "SLAB", 20)
            pieces = focus._start([False, True])
        assert np.array_equal(whole, pieces)


@pytest.mark.parametrize("most", range(65_531, 65_537))
def test_ranks_around_the_end_of_16_bits(most):
    near = ((1, 0, most, 0), (most - 1, most, 0, 1))
    assert same(sweep(small(ranks=near)), naive(small(ranks=near)))


def test_threads_change_nothing_where_they_are_the_default():
    rng = np.random.default_rng(14)
    size = 2 * SMALL
    axes = tuple(Axis(f"o{k}", ("N", "Y")) for k in range(15))
    steps = tuple({k: BOTH if k % 4 else FORWARD for k in range(j, 15, 3)} for j in range(3))
    ranks = tuple(rng.integers(0, 9, size=size).astype(np.int32) for _ in range(3))
    form = OptionForm(("A", "B", "C"), axes, steps, rng.random(size) < 0.6, ranks)
    whole = sweep(form)
    assert same(whole, sweep(form, threads=1))
    assert same(whole, sweep(form, threads=5))


def test_what_sees_further_keeps_what_sees_less_far():
    """Nash is in SSEQ, SSEQ in SMR and SEQ, and these in GMR."""
    rng = np.random.default_rng(15)
    for _ in range(40):
        found = sweep(drawn(rng, 5000))
        for less, more in (
            ("nash", "sseq"),
            ("sseq", "smr"),
            ("smr", "gmr"),
            ("sseq", "seq"),
            ("seq", "gmr"),
        ):
            for small, large in zip(found[less], found[more], strict=True):
                assert not (small & ~large).any(), (less, more)


def test_only_the_order_of_ranks_counts_and_nothing_at_infeasible_codes():
    rng = np.random.default_rng(16)
    for _ in range(30):
        form = drawn(rng, 500, ranks=40)
        stretched = tuple(
            np.where(form.feasible, np.unique(r, return_inverse=True)[1] * 50_000_000 - 2**31, junk)
            for r, junk in zip(form.ranks, rng.integers(-(2**31), 2**31, size=9), strict=False)
        )
        other = OptionForm(
            form.dms,
            form.axes,
            form.steps,
            form.feasible,
            tuple(r.astype(np.int32) for r in stretched),
        )
        assert same(sweep(form), sweep(other))


def test_some_concepts_alone_are_as_with_all():
    rng = np.random.default_rng(17)
    for _ in range(10):
        form = drawn(rng, 500)
        whole = sweep(form)
        for some in ((), ("nash",), ("smr",), ("seq", "gmr"), ("sseq",)):
            found = sweep(form, some)
            assert tuple(found) == some
            assert same(found, whole)


def small(feasible=(1, 1, 1, 1), ranks=((2, 0, 3, 1), (2, 3, 0, 1)), steps=({0: BOTH}, {1: BOTH})):
    axes = (Axis("a", ("N", "Y")), Axis("b", ("N", "Y")))
    return OptionForm(
        ("A", "B"),
        axes,
        steps,
        np.array(feasible, dtype=bool),
        tuple(np.array(r, dtype=np.int32) for r in ranks),
    )


def test_ranks_as_far_apart_as_can_be():
    far = ((0, -(2**31), 2**31 - 1, -5), (0, 7, -(2**31), -5))
    assert same(sweep(small(ranks=far)), sweep(small()))


def test_corners():
    assert not any(f.any() for by in sweep(small(feasible=(0, 0, 0, 0))).values() for f in by)
    alone = sweep(small(feasible=(0, 1, 0, 0)))
    assert all(f.tolist() == [False, True, False, False] for by in alone.values() for f in by)
    stuck = sweep(small(steps=({}, {})))
    assert all(f.all() for by in stuck.values() for f in by)
    bare = OptionForm(("A",), (), ({},), np.ones(1, dtype=bool), (np.int32([3]),))
    assert all(by[0].tolist() == [True] for by in sweep(bare).values())
    alike = sweep(small(ranks=((4, 4, 4, 4), (1, 1, 1, 1))))
    assert all(f.all() for by in alike.values() for f in by)


def test_one_decision_maker_has_nobody_to_fear():
    form = OptionForm(
        ("A",), (Axis("a", ("N", "Y")),), ({0: BOTH},), np.ones(2, bool), (np.int32([0, 1]),)
    )
    assert all(by[0].tolist() == [False, True] for by in sweep(form).values())


def test_what_sweeps_cannot_do_is_refused():
    with pytest.raises(ValueError, match="unknown concept 'sim'"):
        sweep(small(), ("sim",))
    step = np.array([[1, 1, 0], [0, 1, 1], [0, 0, 1]], dtype=bool)
    axes = (Axis("a", ("x", "y", "z")),)
    form = OptionForm(("A",), axes, ({0: step},), np.ones(3, bool), (np.int32([0, 1, 2]),))
    with pytest.raises(ValueError, match="transitive"):
        sweep(form)


@pytest.fixture(scope="module")
def uruguay(root):
    path = root.parent / "shared" / "data" / "gmcr_cases" / "uruguay_round_trade.yaml"
    if not path.exists():
        pytest.skip("the published conflicts are not here")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_uruguay_round_has_the_known_counts_and_checksums(uruguay):
    """138,240 states of 2^20 combinations, 6 decision makers."""
    # The file counts its first option as the lowest bit, which is our last axis.
    turned = {
        "options": uruguay["options"][::-1],
        "infeasible": [pattern[::-1] for pattern in uruguay["infeasible"]],
    }
    form = published({**uruguay, **turned})
    known = uruguay["results"][0]
    found = sweep(form)
    assert int(form.feasible.sum()) == uruguay["n_states"]
    for concept in CONCEPTS:
        for dm, flags in zip(form.dms, found[concept], strict=True):
            counts = known["n_stable"].get(dm, {})
            assert int(flags.sum()) == counts.get(concept, uruguay["n_states"])
        everybody = np.flatnonzero(np.logical_and.reduce(found[concept]))
        assert len(everybody) == known["n_equilibria"][concept]
        digest = hashlib.sha256(",".join(map(str, everybody)).encode()).hexdigest()
        assert digest == known["equilibria_sha256"][concept]


def test_the_benchmark_makes_up_what_it_says(capsys):
    made = Made(9, 3, infeasible=40, ranks="statements", one_way=1)
    form, again = made_up(made), made_up(made)
    assert np.array_equal(form.feasible, again.feasible)
    assert all(np.array_equal(a, b) for a, b in zip(form.ranks, again.ranks, strict=True))
    assert [len(steps) for steps in form.steps] == [3, 3, 3]
    assert abs(int(form.feasible.sum()) - made.states) < 60
    assert same(sweep(form), naive(form))
    assert main(made.command(without=["whole"], threads=2)) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"cpu", "wall"}
