"""Simultaneous sanctions: published cases, brute force, and what is refused."""

from __future__ import annotations

from random import Random

import gmcr_oracle as oracle
import numpy as np
import pytest
from analysis import golden
from gmcr_strategies import option_case

from detente.analysis.graph import simultaneous as module
from detente.analysis.graph.examples import dilemma
from detente.analysis.graph.simultaneous import simultaneous, stable_for_all
from detente.core.conflict import Axis, OptionForm

FREE = np.ones((2, 2), dtype=bool)


def three(ranks, feasible=None) -> OptionForm:
    """Three parties with one option each; ranks of the eight combinations, later digits faster."""
    return OptionForm(
        dms=("A", "B", "C"),
        axes=tuple(Axis(name, ("no", "yes")) for name in "abc"),
        steps=({0: FREE}, {1: FREE}, {2: FREE}),
        feasible=np.ones(8, dtype=bool) if feasible is None else np.array(feasible, dtype=bool),
        ranks=tuple(np.array(r, dtype=np.int32) for r in ranks),
    )


def one_way_out(worst: int) -> OptionForm:
    """At 0 everybody gains by moving alone; A is hurt only where all of ``worst`` move."""
    alone = {0: 4, 1: 2, 2: 1}
    ranks = [np.ones(8), np.zeros(8), np.zeros(8)]
    ranks[0][[4, 5, 6, 7]] = 2
    ranks[0][worst] = 0
    ranks[1][alone[1]] = ranks[2][alone[2]] = 1
    return three(ranks)


def test_one_other_is_enough():
    assert simultaneous(one_way_out(0b110))["A"][0]


def test_it_may_take_two_others():
    assert simultaneous(one_way_out(0b111))["A"][0]


def test_without_the_other_there_is_no_sanction():
    form = one_way_out(0b100)
    form.ranks[0][4] = 2
    assert not simultaneous(form)["A"][0]


def test_only_those_who_would_gain_by_moving_alone_move():
    form = one_way_out(0b111)
    form.ranks[2][1] = 0
    assert not simultaneous(form)["A"][0]


def test_what_ends_in_no_state_is_no_sanction():
    form = one_way_out(0b110)
    form.feasible[0b110] = False
    assert not simultaneous(form)["A"][[0]].any()


def test_an_equally_good_end_is_a_sanction():
    form = one_way_out(0b110)
    form.ranks[0][0b110] = form.ranks[0][0]
    assert simultaneous(form)["A"][0]


@golden.here
@pytest.mark.parametrize("name", golden.cases("definition"))
def test_published_cases(name):
    case = golden.read(name)
    form = golden.form(case)
    found = simultaneous(form)
    known = golden.result(case, "definition")["stable"]
    for dm, flags in found.items():
        nash = set(golden.expected(known[dm]["nash"], case))
        assert nash <= set(golden.listed_ids(flags, form))
        if "sim" in known[dm]:
            assert golden.listed_ids(flags, form) == golden.expected(known[dm]["sim"], case)


@golden.here
@pytest.mark.parametrize("name", golden.cases("program"))
def test_a_program_that_misses_stable_states_finds_no_others(name):
    case = golden.read(name)
    form = golden.form(case)
    found = simultaneous(form)
    theirs = golden.result(case, "program")
    for dm, by in theirs["stable"].items():
        ours = set(golden.listed_ids(found[dm], form))
        assert set(golden.expected(by["sim"], case)) <= ours
    joint = golden.listed_ids(stable_for_all(found), form)
    assert set(golden.expected(theirs["equilibria"]["sim"], case)) <= set(joint)


@golden.here
def test_north_korea_has_known_results():
    case = golden.read("north_korea_2017")
    assert "sim" in golden.result(case, "definition")["stable"]["NK"]
    form = golden.form(case)
    assert golden.listed_ids(stable_for_all(simultaneous(form)), form) == [0, 4, 5, 10]


@pytest.mark.parametrize("part", range(4))
def test_brute_force_agrees(part, monkeypatch):
    met = 0
    for k in range(part, 1000, 4):
        rng = Random(f"at once {k}")
        case = option_case(rng)
        if case.shared:
            continue
        monkeypatch.setattr(module, "CHUNK", rng.choice((1, 7, 1 << 20)))
        model, found = case.model(), simultaneous(case.option_form())
        for dm, flags in found.items():
            assert flags.tolist() == [oracle.sim(model, dm, s) for s in model.states], (k, dm)
        met += any((flags & ~_nash(model, dm)).any() for dm, flags in found.items())
    assert met > 20, "hardly a sanction among the models drawn"


def _nash(model, dm):
    return np.array(oracle.table(model, dm, ("nash",))["nash"])


def test_an_axis_of_two_is_refused():
    form = dilemma()
    shared = OptionForm(
        form.dms, form.axes, ({0: FREE, 1: FREE}, {1: FREE}), form.feasible, form.ranks
    )
    with pytest.raises(ValueError, match="'Bob silent' can be changed by Ann, Bob"):
        simultaneous(shared)


def test_who_cannot_change_an_axis_does_not_own_it():
    form = dilemma()
    stuck = np.eye(2, dtype=bool)
    same = OptionForm(
        form.dms, form.axes, ({0: FREE, 1: stuck}, {1: FREE}), form.feasible, form.ranks
    )
    for dm, flags in simultaneous(same).items():
        assert flags.tolist() == simultaneous(form)[dm].tolist()


def test_who_can_do_nothing_is_content():
    form = dilemma()
    idle = OptionForm(form.dms, form.axes, ({0: FREE}, {}), form.feasible, form.ranks)
    found = simultaneous(idle)
    assert found["Bob"].all()
    assert found["Ann"].tolist() == [True, True, False, False]


def many_choices() -> OptionForm:
    """A likes its second choice, the others the last of nine; A does not mind what they do."""
    shape = (2, 9, 9)
    return OptionForm(
        dms=("A", "B", "C"),
        axes=tuple(Axis(f"axis {n}", tuple("123456789"[:n])) for n in shape),
        steps=tuple({k: np.ones((n, n), dtype=bool)} for k, n in enumerate(shape)),
        feasible=np.ones(162, dtype=bool),
        ranks=tuple(np.indices(shape)[k].ravel().astype(np.int32) for k in range(3)),
    )


@pytest.mark.parametrize(
    ("most", "why"),
    [(1400, "B has 9 choices in each of 162 states"), (1900, "1,900 joint changes")],
)
def test_too_large_is_refused(monkeypatch, most, why):
    assert not simultaneous(many_choices())["A"][:81].any()
    monkeypatch.setattr(module, "MOST", most)
    with pytest.raises(ValueError, match=f"too large for simultaneous stability: .*{why}"):
        simultaneous(many_choices())
