"""Published conflicts: what is read from a file, and that it is the conflict the file describes."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pytest
import yaml
from bad_input.plant_gmcr import BASES, EXPLICIT, FEASIBLE, LISTED

from detente.case.gmcr.file import ConflictFile, is_conflict_file, load_conflict, load_conflict_text
from detente.core.conflict import GraphForm, OptionForm

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "gmcr_cases"
GOLDEN = sorted(FOLDER.glob("*.yaml"))

DILEMMA = """\
format: gmcr-case/1
title: Two prisoners
dms: [Ada, Ben]
options:
- {id: a, dm: Ada, name: Keep silent, dir: both}
- {id: b, dm: Ben, name: Keep silent, dir: both}
states: {1: {yn: NN}, 2: {yn: YN}, 3: {yn: NY}, 4: {yn: YY}}
moves: option-form
preferences: {Ada: [3, 4, 1, 2], Ben: [2, 4, 1, 3]}
"""


def changed(text: str, *swaps: tuple[str, str]) -> ConflictFile:
    """A model with some texts exchanged, each of which occurs once."""
    for old, new in swaps:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return load_conflict_text(text)


def option_form(file: ConflictFile) -> OptionForm:
    assert isinstance(file.conflict, OptionForm)
    return file.conflict


def graph_form(file: ConflictFile) -> GraphForm:
    assert isinstance(file.conflict, GraphForm)
    return file.conflict


def arcs(conflict: GraphForm, dm: str) -> set[tuple[int, int]]:
    """The moves of somebody by the file's numbers."""
    one = conflict.arcs[conflict.dms.index(dm)]
    pairs = zip(conflict.ids[one.src].tolist(), conflict.ids[one.dst].tolist(), strict=True)
    return set(pairs)


def better(conflict: GraphForm, dm: str, what: str = "better") -> set[tuple[int, int]]:
    """The pairs (worse, better) of somebody by the file's numbers."""
    table = getattr(conflict, what)[conflict.dms.index(dm)]
    worse, best = np.nonzero(table)
    return set(zip(conflict.ids[worse].tolist(), conflict.ids[best].tolist(), strict=True))


def improvements(file: ConflictFile) -> dict[str, dict[int, set[int]]]:
    """Where each decision maker can go and gains, from each state, by the file's numbers."""
    conflict = file.conflict
    found: dict[str, dict[int, set[int]]] = {}
    if isinstance(conflict, GraphForm):
        for dm in conflict.dms:
            gains = arcs(conflict, dm) & better(conflict, dm)
            found[dm] = {s: {t for s2, t in gains if s2 == s} for s in conflict.ids.tolist()}
        return found
    codes = np.flatnonzero(conflict.feasible)
    ids = codes if conflict.ids is None else conflict.ids[codes]
    cells = np.array(np.unravel_index(codes, conflict.shape)).T
    for dm, steps, ranks in zip(conflict.dms, conflict.steps, conflict.ranks, strict=True):
        found[dm] = {int(s): set() for s in ids}
        for k, s in enumerate(codes):
            for m, t in enumerate(codes):
                able = all(
                    steps[axis][a, b] if axis in steps else a == b
                    for axis, (a, b) in enumerate(zip(cells[k], cells[m], strict=True))
                )
                if able and ranks[t] > ranks[s]:
                    found[dm][int(ids[k])].add(int(ids[m]))
    return found


# --- the published cases ---


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_published_case_is_read_as_it_is_written(path: Path) -> None:
    file = load_conflict(path)
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert is_conflict_file(path)
    assert file.title == raw["title"]
    assert file.conflict.dms == tuple(raw["dms"])
    assert [one.id for one in file.options] == [one["id"] for one in raw["options"]]
    assert file.model.count == raw["n_states"]
    assert file.status_quo == raw.get("status_quo")
    assert [set(one) for one in file.coalitions] == [
        set(one.split("+")) for one in raw.get("coalitions", {})
    ]
    for state, entry in raw.get("states", {}).items():
        assert file.pattern(state) == entry["yn"]
        assert file.labels.get(state, "") == entry.get("label", "")


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_published_stability_begins_with_the_same_improvements(path: Path) -> None:
    file = load_conflict(path)
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for result in raw["results"]:
        for dm, stable in result.get("stable", {}).items():
            nash = raw["states"] if stable["nash"] == "all" else stable["nash"]
            gains = improvements(file)[dm]
            assert sorted(s for s, ends in gains.items() if not ends) == sorted(nash)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_priorities_give_the_published_rankings(path: Path) -> None:
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not {"priorities", "preferences"} <= set(raw):
        pytest.skip("it does not have both")
    assert load_conflict(path).warnings == ()
    # The same by priorities alone.
    text = path.read_text(encoding="utf-8").replace("\npreferences:", "\nx_preferences:")
    assert improvements(load_conflict_text(text)) == improvements(load_conflict(path))


def test_the_large_case_is_read_fast() -> None:
    path = FOLDER / "uruguay_round_trade.yaml"
    if not path.exists():
        pytest.skip("the published cases are not here")
    before = process_time()
    conflict = option_form(load_conflict(path))
    assert process_time() - before < 1
    assert conflict.feasible.sum() == 138_240
    assert conflict.ids is None
    assert conflict.axes[-1].name == "o1"


# --- option form ---


def test_states_are_numbered_by_decimal_code() -> None:
    conflict = option_form(changed(DILEMMA))
    assert [axis.name for axis in conflict.axes] == ["b", "a"]
    assert conflict.axes[0].options == ("N", "Y")
    assert conflict.ids is not None
    assert conflict.ids.tolist() == [1, 2, 3, 4]
    assert [ranks.tolist() for ranks in conflict.ranks] == [[1, 0, 3, 2], [1, 3, 0, 2]]
    assert [list(steps) for steps in conflict.steps] == [[1], [0]]


def test_numbers_that_are_codes_need_no_list() -> None:
    text = "states: {0: {yn: NN}, 1: {yn: YN}, 2: {yn: NY}, 3: {yn: YY}}"
    swaps = (DILEMMA.splitlines()[6], text), ("[3, 4, 1, 2]", "[2, 3, 0, 1]")
    conflict = option_form(changed(DILEMMA, *swaps, ("[2, 4, 1, 3]", "[1, 3, 0, 2]")))
    assert conflict.ids is None
    assert conflict.ranks[0].tolist() == [1, 0, 3, 2]


def test_only_listed_states_are_states() -> None:
    states = "states: {10: {yn: NN}, 30: {yn: YY}, 20: {yn: YN}}"
    swaps = (DILEMMA.splitlines()[6], states), ("[3, 4, 1, 2]", "[[30, 10], 20]")
    conflict = option_form(changed(DILEMMA, *swaps, ("[2, 4, 1, 3]", "[20, 10, 30]")))
    assert conflict.feasible.tolist() == [True, True, False, True]
    assert conflict.ids is not None
    assert conflict.ids.tolist() == [10, 20, -1, 30]
    assert conflict.ranks[0][[0, 1, 3]].tolist() == [1, 0, 1]


def test_without_a_list_every_feasible_pattern_is_a_state() -> None:
    conflict = option_form(load_conflict_text(FEASIBLE))
    assert np.flatnonzero(~conflict.feasible).tolist() == [3]
    assert conflict.ids is None
    # Ada: graze, then neither fence nor court; code = graze + 2 fence + 4 sue.
    assert conflict.ranks[0].tolist() == [1, 3, 0, 2, 0, 2, 0, 2]
    assert conflict.ranks[2].tolist() == [0] * 8


def test_directions_become_steps() -> None:
    swaps = (
        ("Keep silent, dir: both}\n- {id: b", "Silent, dir: forward}\n- {id: b"),
        (
            "Keep silent, dir: both}\nstates",
            "Silent, dir: backward}\nstates",
        ),
    )
    conflict = option_form(changed(DILEMMA, *swaps))
    assert conflict.steps[0][1].tolist() == [[True, True], [False, True]]
    assert conflict.steps[1][0].tolist() == [[True, False], [True, True]]


def test_utilities_rank_and_ties_are_kept() -> None:
    utilities = "utilities: {Ada: {1: 0, 2: -3.5, 3: 1e1, 4: 0.0}, Ben: {1: 1, 2: 4, 3: .5, 4: 2}}"
    file = changed(DILEMMA, (DILEMMA.splitlines()[8], utilities))
    assert option_form(file).ranks[0].tolist() == [1, 0, 2, 1]
    assert improvements(file)["Ben"] == improvements(load_conflict_text(DILEMMA))["Ben"]


def test_a_ranking_is_used_before_priorities_and_a_difference_is_noted() -> None:
    same = load_conflict_text(f'{DILEMMA}priorities: {{Ada: [b, "!a"], Ben: [a, "!b"]}}\n')
    assert same.warnings == ()
    other = load_conflict_text(f'{DILEMMA}priorities: {{Ada: [a, b], Ben: [a, "!b"]}}\n')
    assert [(one.name, one.line) for one in other.warnings] == [("priorities_differ", 10)]
    assert improvements(other) == improvements(load_conflict_text(DILEMMA))


def test_utilities_may_say_the_same_as_a_ranking() -> None:
    utilities = "utilities: {Ada: {3: 9, 4: 8, 1: 7, 2: 6}}\n"
    assert load_conflict_text(DILEMMA + utilities).warnings == ()


# --- graph form ---


def test_listed_moves_make_a_graph() -> None:
    file = load_conflict_text(EXPLICIT)
    conflict = graph_form(file)
    assert conflict.ids.tolist() == [1, 2, 3]
    assert arcs(conflict, "Town") == {(1, 2)}
    assert arcs(conflict, "Army") == {(1, 3), (2, 1), (2, 3)}
    assert file.pattern(3) == "-Y"
    assert file.words(2) == "peace"
    assert file.coalitions == (("Town", "Army"),)


def test_of_other_pairs_nothing_is_known() -> None:
    conflict = graph_form(load_conflict_text(EXPLICIT))
    assert better(conflict, "Army") == {(1, 2), (3, 1)}
    assert better(conflict, "Army", "unknown") == {(2, 3), (3, 2)}
    assert better(conflict, "Town", "unknown") == set()
    assert conflict.much is None


def test_removed_moves_and_strength_make_a_graph() -> None:
    conflict = graph_form(load_conflict_text(LISTED))
    assert arcs(conflict, "South") == {(1, 5), (2, 6), (3, 7), (7, 3)}
    north = {(1, 2), (1, 3), (2, 1), (2, 3), (5, 6), (5, 7), (6, 5), (6, 7)}
    assert arcs(conflict, "North Bank") == north
    assert better(conflict, "North Bank", "much") == {(w, b) for w in (3, 7, 6, 5) for b in (1, 2)}
    assert better(conflict, "South", "much") == set()
    assert (3, 1) in better(conflict, "North Bank")
    assert not {(3, 7), (7, 3)} & better(conflict, "North Bank")
    assert better(conflict, "South") & {(2, 1), (5, 3), (5, 7), (7, 5)} == {(2, 1), (5, 3)}


def test_several_marks_of_strength_add_up() -> None:
    text = DILEMMA.replace("[3, 4, 1, 2]", '[3, ">>", [4, 1], ">>", 2]')
    assert better(graph_form(load_conflict_text(text)), "Ada", "much") == {
        (4, 3), (1, 3), (2, 3), (2, 4), (2, 1),
    }  # fmt: skip


@pytest.mark.parametrize("base", ["listed", "feasible"])
def test_both_forms_describe_the_same_conflict(base: str) -> None:
    text = BASES[base].replace('">>", ', "")
    text = text.replace("removed_moves:\n  South: {5: [1], 6: [2]}\n", "")
    plain = load_conflict_text(text)
    assert isinstance(plain.conflict, OptionForm)
    dm = plain.conflict.dms[0]
    listed = load_conflict_text(f"{text}removed_moves: {{{dm!r}: {{}}}}\n")
    assert isinstance(listed.conflict, GraphForm)
    assert improvements(plain) == improvements(listed)


def test_moves_of_some_may_be_listed() -> None:
    conflict = graph_form(changed(DILEMMA, ("option-form", "{Ada: option-form, Ben: {1: [3]}}")))
    assert arcs(conflict, "Ada") == {(1, 2), (2, 1), (3, 4), (4, 3)}
    assert arcs(conflict, "Ben") == {(1, 3)}


def test_a_removed_move_that_is_not_there_is_noted() -> None:
    file = load_conflict_text(f"{DILEMMA}removed_moves: {{Ada: {{1: [3, 2]}}}}\n")
    assert [one.name for one in file.warnings] == ["removes_nothing"]
    assert arcs(graph_form(file), "Ada") == {(2, 1), (3, 4), (4, 3)}


def test_pairs_beside_rankings() -> None:
    swaps = (", Ben: [2, 4, 1, 3]}", "}\npreference_pairs: {Ben: [[2, 4], [4, 3]]}")
    conflict = graph_form(changed(DILEMMA, swaps))
    assert better(conflict, "Ada", "unknown") == set()
    # No pair is added to those given: that 2 is better than 3 as well, nobody said.
    assert better(conflict, "Ben") == {(4, 2), (3, 4)}
    assert (3, 2) in better(conflict, "Ben", "unknown")


def test_many_options_with_few_states_are_listed() -> None:
    many = 40
    options = "".join(f"- {{id: o{k}, dm: A, name: x, dir: both}}\n" for k in range(many))
    states = f"states: {{1: {{yn: {'N' * many}}}, 2: {{yn: {'Y' * many}}}}}\n"
    head = "format: gmcr-case/1\ndms: [A]\noptions:\n"
    conflict = graph_form(load_conflict_text(f"{head}{options}{states}priorities: {{A: [o39]}}\n"))
    assert arcs(conflict, "A") == {(1, 2), (2, 1)}
    assert better(conflict, "A") == {(1, 2)}


def test_states_without_options() -> None:
    text = (
        "format: gmcr-case/1\ndms: [A, B]\nstates: {4: {label: war}, 9: {label: peace}}\n"
        "moves: {A: {4: 9}, B: {9: [4]}}\npreferences: {A: [9, 4], B: [[4, 9]]}\n"
    )
    file = load_conflict_text(text)
    assert arcs(graph_form(file), "A") == {(4, 9)}
    assert file.words(9) == "peace"


# --- the rest of a file ---


def test_extra_keys_and_free_text_are_let_be() -> None:
    extra = """\
historical_path: [1, 2, null, 3]
n_moves: 17
notes:
-
results:
- {origin: other, stable: , stable: x}
sources: none
preferences_note: recalled
"""
    file = load_conflict_text(DILEMMA + extra)
    assert improvements(file) == improvements(load_conflict_text(DILEMMA))


def test_what_a_file_need_not_say(tmp_path: Path) -> None:
    path = tmp_path / "short.yaml"
    text = DILEMMA.replace("title: Two prisoners\n", "").replace("moves: option-form\n", "")
    path.write_text(text.replace(", name: Keep silent, dir: both", ""), encoding="utf-8")
    file = load_conflict(path)
    assert (file.title, file.id, file.status_quo, file.coalitions) == ("short", "short", None, ())
    assert file.words(2) == "Ada: a"
    assert file.words(1) == "nothing is done"
    assert file.path == path
    assert len(file.sha256) == 64


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("[[Ben, Ada]]", [("Ada", "Ben")]),
        ("[Ada, Ben]", [("Ada", "Ben")]),
        ("[Ada+Ben]", [("Ada", "Ben")]),
        ("{Ben+Ada: {cnash: [1]}}", [("Ada", "Ben")]),
        ("{both: [Ada, Ben]}", [("Ada", "Ben")]),
        ("[[Ada], Ben + Ada]", [("Ada",), ("Ada", "Ben")]),
        ("[]", []),
    ],
)
def test_coalitions_in_all_their_forms(written: str, meant: list[tuple[str, ...]]) -> None:
    assert list(load_conflict_text(f"{DILEMMA}coalitions: {written}\n").coalitions) == meant


@pytest.mark.parametrize(("written", "meant"), [("3", 3), ("'04'", 4), ("NY", 3)])
def test_a_status_quo_by_number_or_pattern(written: str, meant: int) -> None:
    assert load_conflict_text(f"{DILEMMA}status_quo: {written}\n").status_quo == meant


def test_names_with_a_plus(tmp_path: Path) -> None:
    text = DILEMMA.replace("Ada", '"A+B"') + 'coalitions: ["A+B"]\n'
    assert load_conflict_text(text).coalitions == (("A+B",),)


@pytest.mark.parametrize(
    ("content", "meant"),
    [
        (DILEMMA, True),
        ("# a comment\n\nformat:   'gmcr-case/2'\n", True),
        ('{"format": "gmcr-case/1"}', True),
        ("\ufeffformat: gmcr-case/1\n", True),
        ("case:\n  title: format\n", False),
        ("case:\n  format: gmcr-case/1\n", False),
        ("# format: gmcr-case/1\n", False),
        ("", False),
    ],
)
def test_telling_the_two_kinds_of_file_apart(content: str, meant: bool, tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(content, encoding="utf-8")
    assert is_conflict_file(path) is meant


def test_our_own_cases_are_no_conflict_files(root: Path) -> None:
    assert not any(map(is_conflict_file, [*(root / "cases").glob("*/case.yaml"), root / "cases"]))
