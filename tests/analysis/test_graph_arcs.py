"""Moves as arcs: who gets where, in which order, and what witnesses look like."""

from __future__ import annotations

from itertools import product
from random import Random

import gmcr_oracle as oracle
import numpy as np
import pytest
from gmcr_strategies import graph_case, option_case

from detente.analysis.graph import arcs as module
from detente.analysis.graph import verdicts
from detente.analysis.graph.arcs import (
    Steps,
    arcs_between,
    listed,
    pack,
    sequences,
    turned,
    unpack,
)
from detente.analysis.graph.examples import dilemma
from detente.analysis.graph.table import stability
from detente.analysis.graph.verdicts import Conventions, Game, within
from detente.analysis.graph.witness import Answer, Step, Witness, witness
from detente.core.conflict import Arcs, Axis, GraphForm, OptionForm, better_by_rank

FREE = np.ones((2, 2), dtype=bool)


def arcs(*pairs):
    found = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return Arcs(found[:, 0], found[:, 1])


def pairs_of(some):
    return list(zip(some.src.tolist(), some.dst.tolist(), strict=True))


def reached(movers, count, start, *, kept=False):
    """Where sequences lead from one start."""
    found = unpack(sequences(movers, count, kept=kept), count)
    return np.flatnonzero(found[:, start]).tolist()


# --- relations as bits ----------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 7, 8, 9, 70])
def test_bits_come_back_as_they_went(count):
    relation = np.random.default_rng(count).random((count, count)) < 0.3
    assert np.array_equal(unpack(pack(relation), count), relation)
    assert np.array_equal(unpack(turned(pack(relation), count), count), relation.T)
    some = arcs_between(relation)
    back = np.zeros_like(relation)
    back[some.src, some.dst] = True
    assert np.array_equal(back, relation)
    assert pairs_of(some) == sorted(pairs_of(some))


# --- one step -------------------------------------------------------------------------------------


def test_each_state_collects_from_where_one_comes_or_goes():
    some = arcs((0, 1), (2, 1), (1, 3))
    bits = pack(np.eye(4, dtype=bool))
    into = unpack(Steps.into(some, 4).collect(bits), 4)
    assert into.astype(int).tolist() == [[0] * 4, [1, 0, 1, 0], [0] * 4, [0, 1, 0, 0]]
    out = unpack(Steps.out_of(some, 4).collect(bits), 4)
    assert out.astype(int).tolist() == [[0, 1, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0], [0] * 4]


def test_nobody_collects_without_arcs():
    bits = pack(np.ones((3, 3), dtype=bool))
    assert not Steps.into(arcs(), 3).collect(bits).any()


def test_arcs_can_be_closed_for_some_bits():
    """``when`` is in the order of the steps, which ``order`` tells."""
    some = arcs((0, 2), (1, 0), (1, 2))
    steps = Steps.into(some, 3)
    assert some.dst[steps.order].tolist() == [0, 2, 2]
    when = np.array([[True, False], [False, True], [True, True]])
    bits = pack(np.ones((3, 2), dtype=bool))
    found = unpack(steps.collect(bits, pack(when[steps.order])), 2)
    assert found.tolist() == [[False, True], [False, False], [True, True]]
    assert unpack(bits, 2).all(), "what is given stays as it is"


@pytest.mark.parametrize("chunk", [1, 16, 40, 640, 1 << 20])
def test_chunks_change_nothing(monkeypatch, chunk):
    rng = np.random.default_rng(7)
    relation = rng.random((30, 30)) < 0.2
    relation[:, 4] = True
    relation[:, 5] = False
    some = arcs_between(relation)
    bits = pack(rng.random((30, 70)) < 0.1)
    when = pack(rng.random((len(some), 70)) < 0.5)
    steps = Steps.into(some, 30)
    whole = steps.collect(bits), steps.collect(bits, when)
    monkeypatch.setattr(module, "CHUNK", chunk)
    assert np.array_equal(steps.collect(bits), whole[0])
    assert np.array_equal(steps.collect(bits, when), whole[1])
    for end in range(30):
        expected = np.bitwise_or.reduce(bits[relation[:, end]], axis=0)
        assert np.array_equal(whole[0][end], expected)
        leads = np.flatnonzero(some.dst[steps.order] == end)
        expected = np.bitwise_or.reduce(bits[some.src[steps.order][leads]] & when[leads], axis=0)
        assert np.array_equal(whole[1][end], expected)


def test_chunks_change_no_verdict(monkeypatch):
    drawn = [graph_case(Random(f"chunks {k}"), 12).graph_form() for k in range(30)]
    whole = [stability(form).lists() for form in drawn]
    monkeypatch.setattr(module, "CHUNK", 1)
    monkeypatch.setattr(verdicts, "GATHERED", 3)
    assert [stability(form).lists() for form in drawn] == whole


# --- sequences ------------------------------------------------------------------------------------


def test_nobody_moves_twice_in_a_row():
    assert reached([arcs((0, 1), (1, 2))], 3, 0) == [1]
    assert reached([arcs((0, 1), (1, 2)), arcs()], 3, 0) == [1]


def test_who_has_moved_may_move_again_after_another():
    assert reached([arcs((0, 1), (2, 3)), arcs((1, 2))], 4, 0) == [1, 2, 3]


def test_another_may_come_to_the_same_state_and_open_the_way():
    """The first mover cannot go on from 1 himself, but can where the second brought it there."""
    first, second = arcs((0, 1), (1, 2)), arcs((0, 1))
    assert reached([first], 3, 0) == [1]
    assert reached([first, second], 3, 0) == [1, 2]


def test_coming_back_counts_only_if_kept():
    back = [arcs((0, 1)), arcs((1, 0))]
    assert reached(back, 2, 0) == [1]
    assert reached(back, 2, 0, kept=True) == [0, 1]
    assert reached(back, 2, 1, kept=True) == [0, 1]
    assert reached([arcs((0, 1), (1, 0))], 2, 0, kept=True) == [1], "twice in a row"


def test_nobody_reaches_nothing():
    assert reached([], 3, 1) == []
    assert reached([], 3, 1, kept=True) == []


def _model(movers, count):
    names = "ABCDE"[: len(movers)]
    moves = {
        dm: {s: {t for a, t in pairs_of(own) if a == s} for s in range(count)}
        for dm, own in zip(names, movers, strict=True)
    }
    return oracle.Model(tuple(names), tuple(range(count)), moves, {dm: set() for dm in names})


@pytest.mark.parametrize("kept", [False, True])
def test_the_two_sentences_of_the_definition_agree(kept):
    for k in range(200):
        rng = Random(f"sequences {k}")
        form = graph_case(rng, 12).graph_form()
        model = _model(form.arcs, form.size)
        start = "kept" if kept else "removed"
        for s in range(form.size):
            expected = oracle.reachable_by_induction(model, model.dms, s, start=start)
            assert reached(form.arcs, form.size, s, kept=kept) == sorted(expected), k


# --- the smallest conflict in which an opponent must move twice -----------------------------------


def repeat_mover(order=("A", "B", "C")) -> OptionForm:
    """Three parties with an option each; ids are 1 to 8, A's option counting 1, B's 2, C's 4."""
    best_first = {
        "A": [8, 3, 1, 2, 7, 6, 5, 4],
        "B": [6, 4, 7, 3, 5, 2, 1, 8],
        "C": [6, 2, 4, 7, 8, 3, 5, 1],
    }
    bits = np.array(list(product((0, 1), repeat=3)))
    ids = 1 + bits @ [1 << "ABC".index(dm) for dm in order]
    return OptionForm(
        dms=tuple(order),
        axes=tuple(Axis(dm.lower(), ("no", "yes")) for dm in order),
        steps=tuple({k: FREE} for k in range(3)),
        feasible=np.ones(8, dtype=bool),
        ranks=tuple(
            np.array([-best_first[dm].index(i) for i in ids], dtype=np.int32) for dm in order
        ),
        ids=ids,
    )


def test_b_stays_at_2_because_a_moves_twice():
    """A, C and A again: 4, 3, 7, 8, which B likes least of all."""
    form = listed(repeat_mover())
    place = {int(i): k for k, i in enumerate(form.ids)}
    found = witness(Game(form), (1,), place[2], "seq")
    (answer,) = found.answers
    steps = [
        (form.dms[step.movers[0]], int(form.ids[step.start]), int(form.ids[step.end]))
        for step in answer.sanction
    ]
    assert found.stable
    assert form.ids[answer.improvement] == 4
    assert steps == [("A", 4, 3), ("C", 3, 7), ("A", 7, 8)]


@pytest.mark.parametrize("order", ["ABC", "CAB", "BCA"])
def test_the_repeat_mover_in_any_order(order):
    found = stability(listed(repeat_mover(tuple(order)))).lists()
    assert found["stable"]["B"]["seq"] == [1, 2, 3, 4, 5, 6, 7]
    assert found["equilibria"] == {
        "nash": [6],
        "gmr": [2, 3, 5, 6, 7],
        "smr": [3, 6, 7],
        "seq": [6, 7],
        "sseq": [6, 7],
    }


# --- moves listed from options --------------------------------------------------------------------


def test_every_move_of_the_dilemma_is_listed():
    form = listed(dilemma())
    assert form.dms == ("Ann", "Bob")
    assert form.ids.tolist() == [0, 1, 2, 3]
    assert [pairs_of(own) for own in form.arcs] == [
        [(0, 2), (1, 3), (2, 0), (3, 1)],
        [(0, 1), (1, 0), (2, 3), (3, 2)],
    ]
    assert np.array_equal(form.better[0], better_by_rank(dilemma().ranks[0]))
    assert form.unknown is None
    assert form.much is None


def test_moves_into_what_is_no_state_are_left_out_and_ids_go_along():
    whole = dilemma()
    form = listed(
        OptionForm(
            whole.dms,
            whole.axes,
            whole.steps,
            np.array([True, True, False, True]),
            whole.ranks,
            np.array([10, 11, 12, 13]),
        )
    )
    assert form.ids.tolist() == [10, 11, 13]
    assert [pairs_of(own) for own in form.arcs] == [[(1, 2), (2, 1)], [(0, 1), (1, 0)]]


def test_several_axes_change_at_once_and_directions_are_kept():
    forward = np.array([[True, True], [False, True]])
    form = listed(
        OptionForm(
            ("A", "B"),
            (Axis("x", ("n", "y")), Axis("y", ("n", "y"))),
            ({0: forward, 1: FREE}, {}),
            np.ones(4, dtype=bool),
            (np.arange(4, dtype=np.int32),) * 2,
        )
    )
    assert pairs_of(form.arcs[0]) == [
        (0, 1),
        (0, 2),
        (0, 3),
        (1, 0),
        (1, 2),
        (1, 3),
        (2, 3),
        (3, 2),
    ]
    assert len(form.arcs[1]) == 0


def test_listed_moves_are_those_of_the_plain_reading():
    for k in range(200):
        case = option_case(Random(f"listed {k}"))
        form, plain = listed(case.option_form()), case.graph_form()
        for one, other in zip(form.arcs, plain.arcs, strict=True):
            assert pairs_of(one) == pairs_of(other), k
        assert np.array_equal(form.better, plain.better)


def test_too_many_states_are_not_listed(monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    with pytest.raises(
        ValueError, match=r"4 states are too many to list their moves \(3 at most\)"
    ):
        listed(dilemma())


def test_arcs_within_a_relation():
    relation = np.zeros((3, 3), dtype=bool)
    relation[0, 1] = relation[2, 0] = True
    assert pairs_of(within(arcs((0, 1), (1, 2), (2, 0)), relation)) == [(0, 1), (2, 0)]


# --- witnesses ------------------------------------------------------------------------------------


def test_a_state_without_improvements_needs_no_answer():
    for concept in ("nash", "gmr", "smr", "seq", "sseq"):
        found = witness(Game(listed(dilemma())), (0,), 0, concept)
        assert found == Witness((0,), 0, concept, stable=True, answers=())


def test_an_improvement_that_nobody_can_answer_is_the_witness():
    game = Game(listed(dilemma()))
    assert witness(game, (0,), 3, "nash").answers == (Answer(1, ()),)
    assert witness(game, (0,), 2, "gmr") == Witness(
        (0,), 2, "gmr", stable=False, answers=(Answer(0, ()),)
    )


def test_every_improvement_has_its_answer():
    """A may go to 1 or 2; B answers each with a different move."""
    form = GraphForm(
        ("A", "B"),
        np.arange(5),
        (arcs((0, 1), (0, 2)), arcs((1, 3), (2, 4))),
        np.stack([better_by_rank(np.array(r)) for r in ([2, 3, 4, 1, 0], [0, 0, 0, 1, 1])]),
    )
    found = witness(Game(form), (0,), 0, "sseq")
    assert found.answers == (
        Answer(1, (Step((1,), 1, 3),)),
        Answer(2, (Step((1,), 2, 4),)),
    )
    one_less = GraphForm(form.dms, form.ids, (form.arcs[0], arcs((1, 3))), form.better)
    assert witness(Game(one_less), (0,), 0, "sseq").answers == (Answer(2, ()),)


def test_the_members_of_a_coalition_move_as_one_step():
    """B and C only gain together, so what they do against A and D is one step of both."""
    form = GraphForm(
        ("A", "B", "C", "D"),
        np.arange(4),
        (arcs((0, 1)), arcs((1, 2)), arcs((2, 3)), arcs()),
        np.stack(
            [
                better_by_rank(np.array(r))
                for r in ([1, 2, 2, 0], [0, 1, 0, 2], [0, 1, 0, 2], [1, 2, 2, 0])
            ]
        ),
    )
    found = witness(Game(form), (0, 3), 0, "seq")
    assert found.stable
    assert found.answers == (Answer(1, (Step((1, 2), 1, 3),)),)
    assert not witness(Game(form), (0,), 0, "seq").stable


def test_a_sanction_back_at_the_answered_state_needs_the_start_kept():
    """A type-c mover is not sure to gain from 0 to 1; the others can go from 1 and come back."""
    better = np.zeros((3, 3, 3), dtype=bool)
    better[0, 0, 2] = True
    unknown = np.zeros_like(better)
    unknown[0, 0, 1] = unknown[0, 1, 0] = True
    form = GraphForm(
        ("A", "B", "C"), np.arange(3), (arcs((0, 1)), arcs((1, 2)), arcs((2, 1))), better, unknown
    )
    removed, kept = Game(form, Conventions("c")), Game(form, Conventions("c", kept=True))
    assert witness(removed, (0,), 0, "gmr").answers == (Answer(1, ()),)
    assert witness(kept, (0,), 0, "gmr").answers == (
        Answer(1, (Step((1,), 1, 2), Step((2,), 2, 1))),
    )
    for kind in ("a", "b", "d"):
        same = [
            witness(Game(form, Conventions(kind, kept=k)), (0,), 0, "gmr").stable
            for k in (False, True)
        ]
        assert same[0] == same[1]
