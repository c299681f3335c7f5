"""The stability table: published cases, strength of preference, conventions, what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from analysis import golden

from detente.analysis.graph import table as module
from detente.analysis.graph.arcs import listed
from detente.analysis.graph.examples import dilemma
from detente.analysis.graph.table import CONCEPTS, SWEPT, WALKED, members, stability
from detente.core.conflict import Arcs, Axis, GraphForm, OptionForm

FREE = np.ones((2, 2), dtype=bool)


def arcs(*pairs):
    found = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return Arcs(found[:, 0], found[:, 1])


def relation(count, *pairs):
    found = np.zeros((count, count), dtype=bool)
    for s, t in pairs:
        found[s, t] = True
    return found


# --- published cases ------------------------------------------------------------------------------


@golden.here
@pytest.mark.parametrize("way", ["as it is", "listed"])
@pytest.mark.parametrize("name", golden.cases("definition"))
def test_published_tables(name, way):
    case = golden.read(name)
    form = golden.form(case)
    found = stability(form if way == "as it is" else listed(form))
    assert found.method == (SWEPT if way == "as it is" else WALKED)
    lists, known = found.lists(), golden.result(case, "definition")
    for dm in case["dms"]:
        for concept in CONCEPTS:
            expected = golden.expected(known["stable"][dm][concept], case)
            assert lists["stable"][dm][concept] == expected, (dm, concept)
    for concept in CONCEPTS:
        expected = golden.expected(known["equilibria"][concept], case)
        assert lists["equilibria"][concept] == expected, concept


@golden.here
def test_all_published_tables_are_looked_at():
    assert len(golden.cases("definition")) >= 9


@golden.here
def test_published_coalitions():
    case = golden.read("elmira")
    groups = {name: tuple(name.split("+")) for name in case["coalitions"]}
    found = stability(golden.form(case), coalitions=list(groups.values()))
    assert found.method == WALKED
    assert list(found.stable) == [*case["dms"], *groups]
    lists = found.lists()
    for name, by in case["coalitions"].items():
        for concept, states in by.items():
            expected = golden.expected(states, case)
            assert lists["stable"][name][concept.removeprefix("c")] == expected, (name, concept)
    assert lists["equilibria"] == stability(golden.form(case)).lists()["equilibria"]


@golden.here
def test_a_coalition_breaks_the_deadlock_of_elmira():
    found = stability(golden.form(golden.read("elmira")), coalitions=[("Uniroyal", "MoE")])
    assert 7 in found.lists()["equilibria"]["nash"]
    assert 7 not in found.lists()["stable"]["MoE+Uniroyal"]["gmr"]


# --- the table itself -----------------------------------------------------------------------------


def test_lists_are_in_ascending_order_of_the_files_numbers():
    whole = dilemma()
    form = OptionForm(
        whole.dms, whole.axes, whole.steps, whole.feasible, whole.ranks, np.array([7, 5, 3, 1])
    )
    for conflict in (form, listed(form)):
        found = stability(conflict)
        assert found.ids.tolist() == [7, 5, 3, 1]
        assert found.lists()["stable"]["Ann"]["nash"] == [5, 7]
        assert found.lists()["equilibria"]["seq"] == [1, 7]


def test_ids_leave_out_what_is_no_state():
    whole = dilemma()
    feasible = np.array([True, False, True, True])
    form = OptionForm(whole.dms, whole.axes, whole.steps, feasible, whole.ranks)
    for conflict in (form, listed(form)):
        found = stability(conflict)
        assert found.ids.tolist() == [0, 2, 3]
        assert all(len(flags) == 3 for flags in found.equilibria.values())


def test_one_row_a_state_and_actor():
    found = stability(dilemma(), concepts=("nash", "seq"), coalitions=[("Ann", "Bob")])
    rows = found.rows()
    assert len(rows) == 4 * 4
    assert rows[0] == {"state": 0, "actor": "Ann", "nash": True, "seq": True}
    assert [row["actor"] for row in rows[:4]] == ["Ann", "Bob", "Ann+Bob", None]
    assert rows[2] == {"state": 0, "actor": "Ann+Bob", "nash": False, "seq": False}
    assert rows[-1] == {"state": 3, "actor": None, "nash": False, "seq": True}
    for row in rows:
        if row["actor"] is None:
            alone = [r for r in rows if r["state"] == row["state"] and r["actor"] in found.dms]
            assert row["seq"] == all(r["seq"] for r in alone)
    assert all(type(row["nash"]) is bool and type(row["state"]) is int for row in rows)


def test_only_the_concepts_asked_for_in_that_order():
    for conflict in (dilemma(), listed(dilemma())):
        found = stability(conflict, concepts=("seq", "nash"))
        assert list(found.equilibria) == ["seq", "nash"]
        assert list(found.stable["Bob"]) == ["seq", "nash"]


def test_the_conventions_are_told():
    found = stability(dilemma(), start="kept", back=False, strong=True, kind="b")
    assert found.params == {"kind": "b", "start": "kept", "back": False, "strong": True}


def test_a_coalition_is_named_in_the_order_of_the_conflict():
    assert members(("A", "B", "C"), ("C", "A")) == "A+C"
    one = stability(dilemma(), coalitions=[("Ann", "Bob")])
    other = stability(dilemma(), coalitions=[("Bob", "Ann")])
    assert one.lists() == other.lists()


def test_two_who_both_gain_leave_together():
    """In the dilemma both gain by silence together, and nobody is left to answer."""
    found = stability(dilemma(), coalitions=[("Ann", "Bob")]).lists()["stable"]["Ann+Bob"]
    assert found == {concept: [1, 2, 3] for concept in CONCEPTS}


# --- conventions ----------------------------------------------------------------------------------


def put_back() -> GraphForm:
    """A gains by going from 0 to 1; B can put A back."""
    return GraphForm(
        ("A", "B"),
        np.arange(2),
        (arcs((0, 1)), arcs((1, 0))),
        np.stack([relation(2, (0, 1)), relation(2, (1, 0))]),
    )


def test_being_put_back_is_a_sanction_unless_said_otherwise():
    assert stability(put_back()).lists()["stable"]["A"] == {
        "nash": [1],
        "gmr": [0, 1],
        "smr": [1],
        "seq": [0, 1],
        "sseq": [1],
    }
    assert stability(put_back(), back=False).lists()["stable"]["A"] == {
        key: [1] for key in CONCEPTS
    }


def test_options_of_two_owners_are_listed_where_being_put_back_does_not_count():
    whole = dilemma()
    shared = OptionForm(
        whole.dms, whole.axes, ({0: FREE, 1: FREE}, {1: FREE}), whole.feasible, whole.ranks
    )
    assert stability(shared).method == SWEPT
    assert stability(shared, back=False).method == WALKED
    assert stability(whole, back=False).method == SWEPT
    assert stability(shared, back=False).lists() == stability(listed(shared), back=False).lists()


def test_moves_that_cannot_be_made_as_one_are_listed():
    around = np.array([[True, True, False], [False, True, True], [True, False, True]])
    form = OptionForm(
        ("A", "B"),
        (Axis("x", ("a", "b", "c")),),
        ({0: around}, {}),
        np.ones(3, dtype=bool),
        (np.array([0, 1, 2], dtype=np.int32),) * 2,
    )
    assert stability(form).method == WALKED
    assert stability(form).lists()["stable"]["A"]["gmr"] == [2]


# --- strength of preference -----------------------------------------------------------------------


def strength(*, worse: tuple[tuple[int, int], ...]) -> GraphForm:
    """A gains by going from 0 to 1. B then goes to 2, gaining by it, or to 3, which it does not.

    A dislikes 2, 3 and 4 more than 0, and can leave 3 for 4. ``worse`` are those pairs (from, to)
    of which A greatly prefers the second.
    """
    better = np.stack(
        [
            relation(5, (0, 1), *((bad, ok) for bad in (2, 3, 4) for ok in (0, 1))),
            relation(5, (1, 2)),
        ]
    )
    much = np.stack([relation(5, *worse), relation(5)])
    return GraphForm(
        ("A", "B"), np.arange(5), (arcs((0, 1), (3, 4)), arcs((1, 2), (1, 3))), better, much=much
    )


def holds(form: GraphForm, *, strong: bool) -> list[str]:
    """Under which concepts is 0 stable for A?"""
    found = stability(form, strong=strong)
    return [concept for concept in CONCEPTS if found.stable["A"][concept][0]]


@pytest.mark.parametrize(
    ("worse", "strongly"),
    [
        ((), []),
        (((2, 0),), ["gmr", "smr", "seq", "sseq"]),
        (((3, 0),), ["gmr"]),
        (((3, 0), (4, 0)), ["gmr", "smr"]),
        (((4, 0),), []),
        (((2, 1), (3, 1)), []),
    ],
    ids=[
        "nothing is much worse",
        "what B gains by is",
        "A can leave for what is not",
        "nor is there a way out",
        "only what B cannot bring about is",
        "only than the improvement",
    ],
)
def test_a_strong_sanction_is_much_worse_than_the_state_left(worse, strongly):
    """Hamouda, Kilgour & Hipel 2006: by hand, from the definitions."""
    form = strength(worse=worse)
    assert holds(form, strong=False) == ["gmr", "smr", "seq", "sseq"]
    assert holds(form, strong=True) == strongly


def test_strength_does_not_matter_where_nobody_wants_to_leave():
    found = stability(strength(worse=()), strong=True)
    for concept in CONCEPTS:
        assert found.stable["A"][concept].tolist() == [False, True, True, True, True]
        assert found.stable["B"][concept].tolist() == [True, False, True, True, True]


def test_how_much_is_gained_by_leaving_does_not_matter():
    """Improvements of either strength are answered alike."""
    form = strength(worse=((0, 1), (2, 0)))
    assert holds(form, strong=True) == ["gmr", "smr", "seq", "sseq"]
    assert holds(strength(worse=((0, 1),)), strong=True) == []
    assert holds(strength(worse=((0, 1),)), strong=False) == ["gmr", "smr", "seq", "sseq"]


def test_where_nothing_is_much_worse_strong_stability_is_nash():
    found = stability(dilemma(), strong=True).lists()
    nash = stability(dilemma()).lists()["stable"]
    for dm in ("Ann", "Bob"):
        assert found["stable"][dm] == dict.fromkeys(CONCEPTS, nash[dm]["nash"])


# --- what is refused ------------------------------------------------------------------------------


def unknown() -> GraphForm:
    form = put_back()
    return GraphForm(
        form.dms,
        form.ids,
        form.arcs,
        np.zeros((2, 2, 2), dtype=bool),
        np.stack([relation(2, (0, 1), (1, 0)), relation(2)]),
    )


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"concepts": ("nash", "max")}, "unknown concept 'max': there are nash, gmr"),
        ({"coalitions": [("Ann", "Eve")]}, "unknown decision maker 'Eve': Ann, Bob"),
        ({"kind": "e"}, "unknown kind 'e'"),
        ({"start": "gone"}, "unknown start 'gone'"),
    ],
)
def test_what_is_not_known_is_refused(asked, why):
    for conflict in (dilemma(), listed(dilemma())):
        with pytest.raises(ValueError, match=why):
            stability(conflict, **asked)


def test_unknown_preferences_need_a_kind():
    with pytest.raises(ValueError, match="say how they are taken"):
        stability(unknown())
    leaves = {kind: stability(unknown(), kind=kind).lists()["stable"]["A"] for kind in "abcd"}
    assert leaves["a"]["nash"] == leaves["c"]["nash"] == [1]
    assert leaves["b"]["nash"] == leaves["d"]["nash"] == [0, 1]


def test_too_many_states_to_list_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MOST", 1)
    with pytest.raises(ValueError, match="2 states are too many"):
        stability(put_back())


@pytest.mark.parametrize(
    ("group", "says"),
    [((), "at least two"), (("Ann",), "at least two"), (("Ann", "Ann"), "different members")],
)
def test_a_coalition_has_two_different_members(group, says):
    with pytest.raises(ValueError, match=says):
        stability(dilemma(), coalitions=[group])
