"""Patterns among equilibria: against a slow reading of the same words, and in sentences."""

from __future__ import annotations

import json
from itertools import combinations, product
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.analysis.graph import patterns as module
from detente.analysis.graph.patterns import components, patterns, sentence
from detente.analysis.graph.table import CONCEPTS
from detente.core.conflict import Axis

SHAPE = (2, 3, 2, 2)
ROWS = np.array(list(product(*(range(n) for n in SHAPE))), dtype=np.int64)


def axes(shape=SHAPE):
    return [Axis(f"axis {k}", tuple("abcdefgh"[:n])) for k, n in enumerate(shape)]


def ask(flags, rows=ROWS, ids=None, shape=SHAPE):
    by = flags if isinstance(flags, dict) else {"gmr": np.array(flags)}
    return patterns(axes(shape), rows, np.arange(len(rows)) if ids is None else ids, by)


def only(states, count=24):
    flags = np.zeros(count, dtype=bool)
    flags[list(states)] = True
    return flags


# --- each figure ----------------------------------------------------------------------------------


@st.composite
def marked_states(draw):
    """Some of all states, their ids in any order, and which of them are equilibria."""
    kept = draw(st.lists(st.sampled_from(range(len(ROWS))), unique=True, min_size=1))
    ids = draw(st.permutations(range(len(kept))))
    flags = draw(st.lists(st.booleans(), min_size=len(kept), max_size=len(kept)))
    return ROWS[kept], np.array(ids), np.array(flags)


@given(marked_states())
def test_a_slow_reading_of_the_same_words_agrees(drawn):
    rows, ids, flags = drawn
    entry = ask(flags, rows, ids)["concepts"]["gmr"]
    chosen = [k for k in range(len(rows)) if flags[k]]
    assert (entry["count"], entry["of"]) == (len(chosen), len(rows))
    assert entry["share"] == pytest.approx(len(chosen) / len(rows))
    assert entry["discriminates"] == (len(chosen) / len(rows) <= 0.5)
    common, mostly = {}, []
    for k, axis in enumerate(axes()):
        for choice, name in enumerate(axis.options):
            every = np.mean(rows[:, k] == choice)
            if not chosen or every == 1:
                continue
            part = np.mean([rows[s, k] == choice for s in chosen])
            if part == 1:
                common[axis.name] = name
            elif part >= 0.8 and part - every >= 0.2 - 1e-12:
                mostly.append({"axis": axis.name, "option": name, "share": round(part, 9)})
    assert entry["common"] == common
    assert entry["mostly"] == mostly
    clusters = _clusters(rows, chosen)
    assert entry["clusters_in_all"] == len(clusters)
    expected = [(-len(one), min(ids[s] for s in one)) for one in clusters]
    found = [(-one["size"], one["example"]) for one in entry["clusters"]]
    assert found == sorted(expected)[:5]
    for one in entry["clusters"]:
        states = next(c for c in clusters if one["example"] in [ids[s] for s in c])
        assert one["common"] == ask(only(states, len(rows)), rows)["concepts"]["gmr"]["common"]


def _clusters(rows, chosen):
    """Sets of states, joined while two of them hold states that differ on one axis."""
    sets = [{s} for s in chosen]
    for s, t in combinations(chosen, 2):
        if np.count_nonzero(rows[s] != rows[t]) == 1:
            one = next(c for c in sets if s in c)
            two = next(c for c in sets if t in c)
            if one is not two:
                sets.remove(two)
                one |= two
    return sets


def test_just_half_of_the_states_still_tell_something():
    assert ask(only(range(12)))["concepts"]["gmr"]["discriminates"]
    assert not ask(only(range(13)))["concepts"]["gmr"]["discriminates"]


def test_more_than_two_hundred_are_too_many():
    shape = (2,) * 10
    rows = np.array(list(product(range(2), repeat=10)))
    for many in (200, 201):
        entry = ask(only(range(many), 1024), rows, shape=shape)["concepts"]["gmr"]
        assert entry["discriminates"] == (many == 200)


def test_mostly_starts_at_eighty_per_cent_and_twenty_points_more_than_all():
    """Ten states, six on the left: of five equilibria four are, which is 20 points more."""
    rows = np.array([[k >= 6] for k in range(10)], dtype=np.int64)
    shape = (2,)
    found = ask(only([0, 1, 2, 3, 6], 10), rows, shape=shape)["concepts"]["gmr"]["mostly"]
    assert found == [{"axis": "axis 0", "option": "a", "share": 0.8}]
    rows[6] = 0
    assert not ask(only([0, 1, 2, 3, 7], 10), rows, shape=shape)["concepts"]["gmr"]["mostly"]
    assert not ask(only([0, 1, 2, 7], 10), rows, shape=shape)["concepts"]["gmr"]["mostly"]


def test_what_all_states_have_is_not_worth_saying():
    rows = ROWS[ROWS[:, 1] == 2]
    assert ask(only([0], len(rows)), rows)["concepts"]["gmr"]["common"] == {
        "axis 0": "a",
        "axis 2": "a",
        "axis 3": "a",
    }


def test_no_equilibria_have_nothing_in_common():
    entry = ask(only([]))["concepts"]["gmr"]
    assert entry["discriminates"]
    assert not entry["common"]
    assert not entry["mostly"]
    assert not entry["clusters"]
    assert entry["clusters_in_all"] == 0


def test_a_long_thin_cluster_is_one():
    """Sixty states, each a change of one more axis; half of them are not next to each other."""
    rng = np.random.default_rng(0)
    path = np.cumsum(np.eye(60, dtype=np.int64), axis=0)
    assert set(components(path).tolist()) == {0}
    shuffled = rng.permutation(60)
    assert set(components(path[shuffled]).tolist()) == {0}
    assert components(path[::2]).tolist() == list(range(30))


def test_many_axes_do_not_overflow():
    """A hundred axes have more combinations than an integer holds."""
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 3, (50, 100))
    rows[1::2] = rows[::2]
    changed = np.arange(1, 50, 2)
    rows[changed, rng.integers(0, 100, len(changed))] += 1
    assert components(rows).tolist() == [k - k % 2 for k in range(50)]


def test_twenty_thousand_equilibria_in_seconds():
    rows = np.stack(np.unravel_index(np.arange(2**20)[::52][:20000], (2,) * 20), axis=1)
    began = perf_counter()
    found = ask(np.ones(20000, dtype=bool), rows, shape=(2,) * 20)["concepts"]["gmr"]
    assert found["clusters_in_all"] > 0
    assert perf_counter() - began < 20


def test_above_that_clusters_are_left_out(monkeypatch):
    monkeypatch.setattr(module, "CLUSTERED", 5)
    found = ask(only(range(6)))["concepts"]["gmr"]
    assert found["clusters"] is None
    assert found["clusters_in_all"] is None
    assert found["left_out"] == "clusters are looked for among at most 5 states, not 6"
    assert ask(only(range(5)))["concepts"]["gmr"]["left_out"] == ""


# --- the most robust states -----------------------------------------------------------------------


def test_the_most_demanding_concepts_come_first():
    marks = {
        "gmr": only([0, 1, 2, 3, 4, 5, 6]),
        "smr": only([0, 1, 2, 4]),
        "seq": only([0, 1, 3]),
        "sseq": only([0, 1]),
        "nash": only([1]),
    }
    ranking = ask(marks)["ranking"]
    assert [one["state"] for one in ranking] == [1, 0, 3, 2, 4, 5, 6]
    assert ranking[0] == {
        "state": 1,
        "options": {"axis 0": "a", "axis 1": "a", "axis 2": "a", "axis 3": "b"},
        "concepts": list(marks),
        "shares": None,
    }
    assert ranking[3]["concepts"] == ["gmr", "smr"]


def test_ties_go_to_the_smaller_number_and_ten_are_shown():
    ids = np.arange(len(ROWS))[::-1].copy()
    ranking = ask(only(range(24)), ids=ids)["ranking"]
    assert [one["state"] for one in ranking] == list(range(10))
    assert ranking[0]["options"]["axis 1"] == "c"


def test_other_concepts_count_after_those_known():
    ranking = ask({"sim": only([3]), "gmr": only([5])})["ranking"]
    assert [one["state"] for one in ranking] == [5, 3]


def test_shares_of_readings():
    """Many readings under the weaker concepts outweigh a few under the strongest."""
    nash, seq = np.zeros(24), np.zeros(24)
    nash[[2, 3, 7]] = 0.1, 0.5, 0.05
    seq[[2, 3, 6, 7]] = 0.1, 0.5, 0.9, 0.15
    found = ask({"seq": seq, "nash": nash})
    assert found["threshold"] == 0.5
    assert [one["state"] for one in found["ranking"]] == [3, 6, 2, 7]
    assert found["ranking"][0]["concepts"] == ["seq", "nash"]
    assert found["ranking"][1]["concepts"] == ["seq"]
    assert found["ranking"][1]["shares"] == {"seq": 0.9, "nash": 0.0}
    assert found["concepts"]["seq"]["count"] == 2
    assert found["concepts"]["nash"]["count"] == 1
    assert "in at least half of the readings" in sentence(found)


# --- as a whole -----------------------------------------------------------------------------------


def test_the_answer_is_plain_data_and_the_same_each_time():
    rng = np.random.default_rng(3)
    marks = {c: rng.random(24) for c in CONCEPTS}
    text = json.dumps(ask(marks))
    assert json.dumps(ask(marks)) == text
    assert json.loads(text) == ask(marks)


def test_other_orders_of_the_states_change_nothing():
    rng = np.random.default_rng(4)
    marks = {c: rng.random(24) < 0.4 for c in CONCEPTS}
    order = rng.permutation(24)
    moved = patterns(axes(), ROWS[order], order, {c: f[order] for c, f in marks.items()})
    assert moved == ask(marks)


def test_what_does_not_fit_together_is_refused():
    with pytest.raises(ValueError, match="24 states on 3 axes"):
        patterns(axes()[:3], ROWS, np.arange(24), {})
    with pytest.raises(ValueError, match=r"24 states, but seq has shape \(23,\)"):
        ask({"seq": np.zeros(23, dtype=bool)})


# --- in words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({}, "No concept was asked about."),
        ({"nash": []}, "Nash marks none of 24 outcomes as stable for all."),
        ({"nash": [4]}, "Nash marks 1 of 24 outcomes as stable for all."),
        (
            {"gmr": range(12, 24), "seq": range(23, 24)},
            (
                "GMR marks 12 of 24 outcomes as stable for all; SEQ marks 1;"
                " all 12 that GMR marks have axis 0 = b."
            ),
        ),
        (
            {"nash": [], "gmr": range(20), "smr": range(20), "seq": [0, 3]},
            (
                "GMR and SMR mark 20 of 24 outcomes as stable for all, so they tell little;"
                " SEQ marks 2; Nash marks none;"
                " both that SEQ marks have axis 0 = a and axis 1 = a."
            ),
        ),
        (
            {"gmr": range(2, 24)},
            "GMR marks 22 of 24 outcomes as stable for all, so it tells little.",
        ),
        (
            {"smr": [0, 1, 2, 3, 4, 12]},
            "SMR marks 6 of 24 outcomes as stable for all; 83 % of the 6 have axis 0 = a.",
        ),
        (
            {"smr": [0, 1], "seq": [0, 12], "nash": []},
            (
                "SMR and SEQ mark 2 of 24 outcomes as stable for all; Nash marks none;"
                " both that SMR marks have axis 0 = a, axis 1 = a and axis 2 = a."
            ),
        ),
    ],
)
def test_sentences(marks, words):
    assert sentence(ask({c: only(states) for c, states in marks.items()})) == words


def test_only_three_choices_are_named():
    shape = (2,) * 6
    rows = np.array(list(product(range(2), repeat=6)))
    found = sentence(ask({"sseq": only([0, 1], 64)}, rows, shape=shape))
    assert found.endswith("have axis 0 = a, axis 1 = a, axis 2 = a and 2 more like this.")


def test_too_many_to_read_is_said():
    rows = np.array(list(product(range(2), repeat=10)))
    found = sentence(ask({"smr": only(range(0, 1024, 4), 1024)}, rows, shape=(2,) * 10))
    assert found == (
        "SMR marks 256 of 1024 outcomes as stable for all, too many to read one by one;"
        " all 256 have axis 8 = a and axis 9 = a."
    )
