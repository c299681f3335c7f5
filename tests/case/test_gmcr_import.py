"""A published conflict as a case: it loads, and has the same states, moves and rankings."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from bad_input.plant_gmcr import EXPLICIT, FEASIBLE, LISTED

from detente.case.compile import compile_case
from detente.case.faults import CaseErrors
from detente.case.gmcr.file import ConflictFile, load_conflict, load_conflict_text
from detente.case.gmcr.to_case import case_text
from detente.case.load import Loaded, load_text
from detente.core.conflict import OptionForm
from detente.core.logic import holds
from detente.core.moves import can_go
from detente.core.order import place

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "gmcr_cases"
GOLDEN = sorted(FOLDER.glob("*.yaml"))
SMALL = [path for path in GOLDEN if path.stem != "uruguay_round_trade"]
DAY = date(2030, 5, 1)

PLAIN = LISTED.replace('">>", ', "").replace("removed_moves:\n  South: {5: [1], 6: [2]}\n", "")


def as_case(file: ConflictFile) -> Loaded:
    return load_text(case_text(file, as_of=DAY))


def agree(file: ConflictFile, loaded: Loaded) -> None:
    """The case has the states, the moves and the rankings of the conflict."""
    conflict, case = file.conflict, loaded.case
    assert isinstance(conflict, OptionForm)
    table = compile_case(case)
    names = [axis.name for axis in conflict.axes]
    outcomes = [
        dict(zip(names, cell, strict=True)) for cell in product(("no", "yes"), repeat=len(names))
    ]
    lawful = [
        all(not holds(r.rule.when, o) or holds(r.rule.needs, o) for r in case.rules.values())
        for o in outcomes
    ]
    assert lawful == conflict.feasible.tolist()
    states = np.flatnonzero(conflict.feasible)
    for dm, ranks, steps in zip(conflict.dms, conflict.ranks, conflict.steps, strict=True):
        (party,) = [key for key, entry in case.parties.items() if entry.name == dm]
        (actor,) = case.deciders(party)
        (order,) = [one.order for one in table.actors if one.id == actor]
        assert order is not None
        ours = np.array([place(order, outcomes[code]) for code in states])
        assert (
            np.sign(ours[:, None] - ours) == np.sign(ranks[states][:, None] - ranks[states])
        ).all()
        owned = [name for name, issue in case.issues.items() if issue.by == (party,)]
        assert sorted(owned) == sorted(names[axis] for axis in steps)
        for axis, step in steps.items():
            assert (can_go(table.issue[names[axis]]) == step).all()


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_a_published_case_says_the_same_as_a_case(path: Path) -> None:
    file = load_conflict(path)
    loaded = as_case(file)
    agree(file, loaded)
    assert loaded.case.meta.title == file.title


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_published_case_loads_as_a_case(path: Path) -> None:
    expected = {"source_without_text", "order_without_points", "free_concession"}
    assert {one.name for one in as_case(load_conflict(path)).warnings} <= expected


@pytest.mark.parametrize("text", [PLAIN, FEASIBLE], ids=["listed", "feasible"])
def test_our_own_models_say_the_same_as_cases(text: str) -> None:
    file = load_conflict_text(text)
    agree(file, as_case(file))


def test_the_same_model_always_gives_the_same_text() -> None:
    first, again = (case_text(load_conflict_text(PLAIN), as_of=DAY) for _ in range(2))
    assert first == again
    assert "as_of: 2030-05-01" in first


def test_names_are_kept_and_ids_made_safe() -> None:
    case = as_case(load_conflict_text(PLAIN)).case
    assert {key: entry.name for key, entry in case.parties.items()} == {
        "North_Bank": "North Bank",
        "South": "South",
    }
    assert case.issues["o2"].ask == "North Bank: Sell the ferry?"
    assert case.issues["o2"].one_way == "up"
    assert case.actors["North_Bank_decider"].of == "North_Bank"


def test_today_is_the_status_quo() -> None:
    case = as_case(load_conflict_text(PLAIN.replace("status_quo: 1", "status_quo: 6"))).case
    assert [issue.now for issue in case.issues.values()] == ["yes", "no", "yes"]
    target = case.targets["change"].when.formula
    assert not holds(target, {"o1": "yes", "o2": "no", "o3": "yes"})
    assert holds(target, {"o1": "no", "o2": "no", "o3": "yes"})
    assert "no status quo" not in case_text(load_conflict_text(PLAIN), as_of=DAY)


def test_without_a_status_quo_today_is_a_guess_and_says_so() -> None:
    # Of the combinations in order, the first in which Cy can still withdraw his suit.
    text = case_text(load_conflict_text(FEASIBLE), as_of=DAY)
    case = load_text(text).case
    assert {name: issue.now for name, issue in case.issues.items()} == {
        "graze": "no", "fence": "no", "sue": "yes",
    }  # fmt: skip
    assert "names no status quo" in text
    assert all(str(issue.why).startswith("[a] now") for issue in case.issues.values())


def test_what_lies_behind_a_one_way_option_is_noted() -> None:
    text = PLAIN.replace("status_quo: 1", "status_quo: 3")
    assert "o2: moves one way only" in case_text(load_conflict_text(text), as_of=DAY)


def test_combinations_that_are_no_state_become_rules() -> None:
    text = PLAIN.replace("  7: {yn: NYY, dec: 6}\n", "").replace("[3, 7]", "3")
    file = load_conflict_text(text.replace(", 7: 7}", "}").replace("n_states: 6", "n_states: 5"))
    loaded = as_case(file)
    agree(file, loaded)
    assert str(loaded.case.rules["infeasible_2"].rule) == "o2 = yes needs o3 = no"
    assert "not ruled out in the publication" in case_text(file, as_of=DAY)


def test_a_pattern_over_one_option_rules_a_choice_out() -> None:
    text = FEASIBLE.replace('["YYN"]', '["YYN", "--N"]').replace("n_states: 7", "n_states: 4")
    file = load_conflict_text(text)
    agree(file, as_case(file))


def test_ties_and_statements_are_kept() -> None:
    case = as_case(load_conflict_text(PLAIN)).case
    ranks = case.actors["North_Bank_decider"].ranks
    assert ranks is not None
    assert [len(rank.wishes) for rank in ranks] == [1, 1, 2, 1, 1]
    case = as_case(load_conflict_text(FEASIBLE)).case
    assert [str(wish) for wish in case.actors["Ben_decider"].prefers or ()] == [
        "graze = no or fence = yes",
        "not (sue = yes and fence = yes)",
    ]
    assert case.actors["Ben_decider"].why == "[bg] as published in Three shepherds"


def test_hostile_words_stay_words() -> None:
    odd = "'\\\"quoted\\\" ¶5 it''s # {a: b} [a] \\\\ needs | > * & ! %"
    names = f'"{odd.replace("¶5", "¶ 5")}"'
    text = FEASIBLE.replace("[Ada, Ben, Cy]", f"[{names}, and, 'null']")
    text = text.replace("dm: Ada", f"dm: {names}").replace("dm: Ben", "dm: and")
    text = text.replace("dm: Cy", "dm: 'null'").replace("  Ada:", f"  {names}:")
    text = text.replace("  Ben:", "  and:").replace("  Cy:", "  'null':")
    text = text.replace("Three shepherds", f'"{odd}"').replace('"Fence it"', f'"{odd}"')
    loaded = as_case(load_conflict_text(text))
    assert "and_" in loaded.case.parties
    assert "null_" in loaded.case.parties
    assert "par. 5" in loaded.case.meta.title


def test_ids_stay_apart() -> None:
    text = FEASIBLE.replace("[Ada, Ben, Cy]", '["A B", "A_B", "A-(B)"]').replace("Ada", '"A B"')
    text = text.replace("dm: Ben", "dm: A_B").replace("  Ben:", "  A_B:")
    text = text.replace("dm: Cy", 'dm: "A-(B)"').replace("  Cy:", '  "A-(B)":')
    assert list(as_case(load_conflict_text(text)).case.parties) == ["A_B", "A_B_2", "A_B_3"]


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        (EXPLICIT, "cannot hold moves listed one by one or pairs of which nothing is known", 11),
        (LISTED, "cannot hold removed moves or strength of preference", 21),
        (PLAIN.replace("[2, 1,", '[2, ">>", 1,'), "cannot hold strength of preference (>>)", 21),
    ],
    ids=["explicit", "listed", "strength"],
)
def test_what_a_case_cannot_hold_is_one_fault(text: str, says: str, line: int) -> None:
    file = load_conflict_text(text, "models/siege.yaml")
    with pytest.raises(CaseErrors) as caught:
        case_text(file, as_of=DAY)
    (fault,) = caught.value.faults
    assert says in fault.message
    assert fault.hint.startswith("ask `detente stability siege.yaml`")
    assert fault.line == line


def test_orders_that_are_too_long_for_a_case() -> None:
    statements = ", ".join("fence" for _ in range(31))
    text = FEASIBLE.replace("Cy: []", f"Cy: [{statements}]")
    with pytest.raises(CaseErrors, match="31 statements, a case takes 30"):
        case_text(load_conflict_text(text), as_of=DAY)
    long = FEASIBLE.replace("Cy: []", f"Cy: [{' | '.join(['fence & sue'] * 80)}]")
    with pytest.raises(CaseErrors, match="more than 2000 characters"):
        case_text(load_conflict_text(long), as_of=DAY)
    options = "".join(f"- {{id: o{k}, dm: A, name: x, dir: both}}\n" for k in range(10))
    ranking = f"preferences: {{A: {list(range(1024))}}}\n"
    head = "format: gmcr-case/1\ndms: [A]\noptions:\n"
    with pytest.raises(CaseErrors, match="more than 500 states one by one"):
        case_text(load_conflict_text(head + options + ranking), as_of=DAY)


def test_states_that_would_take_too_many_rules() -> None:
    # Half of all combinations, scattered so that no two of them share a pattern.
    many = 11
    options = "".join(f"- {{id: o{k}, dm: A, name: x, dir: both}}\n" for k in range(many))
    even = [cell for cell in product("NY", repeat=many) if cell.count("Y") % 2 == 0]
    states = "".join(f"  {k}: {{yn: {''.join(cell)}}}\n" for k, cell in enumerate(even))
    head = f"format: gmcr-case/1\ndms: [A]\noptions:\n{options}states:\n{states}"
    with pytest.raises(CaseErrors, match="more than 500 rules"):
        case_text(load_conflict_text(f"{head}priorities: {{A: [o1]}}\n"), as_of=DAY)
