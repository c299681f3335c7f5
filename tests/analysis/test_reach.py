"""Reach: where self-interested moves lead, against a plain search and on cases made by hand."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import oracle
import oracle_moves
import pytest
import strategies
import yaml
from analysis.tables import random_table
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_moves import SIZES, Ground, boards, check_levers, check_reach, most_robust
from strategies_moves import moving

from detente.analysis.ask import reach, room
from detente.analysis.reach import paths as reach_paths
from detente.analysis.reach import states
from detente.analysis.reach import stops as reach_stops
from detente.analysis.reach.states import Goal, States, many
from detente.core import steps as core_steps
from detente.core.consent import among
from detente.core.edits import pull
from detente.core.examples import fence
from detente.core.finding import Finding
from detente.core.grid import on_offer
from detente.core.reading import Draws
from detente.core.steps import Steps
from detente.core.table import Table
from detente.core.words import number, packed, unpacked, weight
from detente.study import open_case

reach_module = import_module(
    "detente.analysis.reach.question"
)  # `analysis.reach` is also the question

CASES = {
    "harbour-strike": (12, ("mediators_paper", "review_panel")),
    "korea-2019": (4, ("drop_bolton", "step_by_step")),
    "veshta-basin": (3, ("reshuffle",)),
}
EXCHANGES = ("1", "2", "any")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("reach")


def both(text: str, folder: Path) -> tuple[Ground, Table]:
    place = folder / "case.yaml"
    place.write_text(text, encoding="utf-8")
    return oracle_moves.read(text), open_case(place)[1]


def counts(finding: Finding, target: str) -> list[int]:
    found = finding.support["targets"][target]["reach"]
    return [found[k]["count"] for k in EXCHANGES]


def reasons(finding: Finding, target: str) -> list[tuple[Any, ...]]:
    told = finding.support["targets"][target]["stops"]
    return [(r["party"], r["actor"], r["kind"], r["what"]) for r in told["reasons"]]


# --- cases made by hand ---------------------------------------------------------------------------

TWO = """
case: {title: Two who could trade, as_of: 2020-03-01}
parties: {P: {decides: X}, Q: {decides: Z}}
issues:
  bread: {now: kept, options: [kept, given], by: [P]}
  wine: {now: kept, options: [kept, given], by: [Q]}
actors:
  X: {of: P, no_deal: '0', cares: {bread: {weight: '30', value: {kept: '100', given: '0'}},
                                   wine: {weight: '70', value: {kept: '0', given: '100'}}}}
  Z: {of: Q, no_deal: '0', cares: {bread: {weight: '60', value: {kept: '0', given: '100'}},
                                   wine: {weight: '40', value: {kept: '100', given: '0'}}}}
targets: {swap: {when: bread = given and wine = given, main: 'true'}}
"""


def asked(folder: Path, edit: Callable[[Any], None] = lambda doc: None, **how: Any) -> Finding:
    """The finding on an edited case in which nothing is uncertain, checked."""
    doc = yaml.load(TWO, Loader=yaml.BaseLoader)
    edit(doc)
    # Written out in full: the case language knows no aliases.
    ground, table = both(strategies.text(json.loads(json.dumps(doc))), folder)
    finding = reach(table, **({"readings": 1} | how))
    check_reach(ground, finding)
    return finding


def test_one_thing_for_another(folder):
    found = asked(folder)
    entry = found.support["targets"]["swap"]
    assert counts(found, "swap") == [0, 1, 1]
    assert entry["smallest"] == "2"
    assert entry["stops"] is None
    assert [(p["exchange"], p["why"]) for p in entry["paths"]] == [
        ("2", ["shortest", "most robust"]),
        ("any", ["shortest", "most robust"]),
    ]
    (step,) = entry["paths"][0]["steps"]
    assert step["movers"] == ["P", "Q"]
    assert step["gains"]["P"] == {"median": 40.0, "low": 40.0, "high": 40.0}
    assert step["state"] == 3
    assert "exchanging two issues at a time; one issue at a time in none" in found.answer


def test_a_rule_can_make_it_take_a_package(folder):
    def edit(doc):
        doc["issues"]["salt"] = {"now": "kept", "options": ["kept", "given"], "by": ["P", "Q"]}
        doc["rules"] = {"all": {"rule": "bread = given or wine = given needs salt = given"}}
        doc["rules"]["one"] = {"rule": "salt = given needs bread = given and wine = given"}

    found = asked(folder, edit)
    assert counts(found, "swap") == [0, 0, 1]
    assert found.support["targets"]["swap"]["smallest"] == "any"
    assert "by packages" in found.answer


def test_it_stops_where_somebody_would_lose(folder):
    def edit(doc):
        doc["actors"]["Z"]["cares"]["wine"]["weight"] = "90"

    found = asked(folder, edit)
    told = found.support["targets"]["swap"]["stops"]
    assert found.support["targets"]["swap"]["room"]["count"] == 1
    assert counts(found, "swap") == [0, 0, 0]
    assert (told["at"], told["lost"]["count"]) == (0, 1)
    assert reasons(found, "swap") == [("Q", "Z", "loses", None)]
    assert "though there is room" in found.answer


def test_it_stops_at_the_end_where_the_outcome_is_not_accepted(folder):
    def edit(doc):
        doc["actors"]["X"]["no_deal"] = "90"

    found = asked(folder, edit)
    told = found.support["targets"]["swap"]["stops"]
    assert (told["at"], len(told["route"])) == (1, 1)
    assert reasons(found, "swap") == [("P", "X", "loses", None)]
    assert "no room" in found.answer


def test_it_stops_at_a_veto_and_at_what_somebody_holds(folder):
    def edit(doc):
        doc["parties"]["R"] = {"decides": "2 of U, V, W"}
        doc["issues"]["wine"]["veto"] = ["R"]
        hurt = {"wine": {"weight": "1", "value": {"kept": "100", "given": "0"}}}
        doc["actors"] |= {name: {"of": "R", "no_deal": "50", "cares": hurt} for name in "UVW"}
        doc["actors"]["Y"] = {"of": "P", "cares": {"bread": doc["actors"]["X"]["cares"]["bread"]}}
        doc["rules"] = {"dear": {"rule": "bread = given needs wine = kept", "by": "Y"}}

    found = asked(folder, edit)
    assert reasons(found, "swap") == [
        ("P", "Y", "condition", "rules.dear"),
        ("R", None, "veto", None),
    ]


@pytest.mark.parametrize("undo", [True, False])
def test_a_single_holder_takes_back_what_can_be_undone(folder, undo):
    def edit(doc):
        talks = {"now": "none", "options": ["none", "open"], "by": ["P", "Q"]}
        doc["issues"]["talks"] = talks | ({"undo": "any"} if undo else {})
        for name, best in (("X", "open"), ("Z", "none")):
            value = {o: "100" if o == best else "0" for o in talks["options"]}
            doc["actors"][name]["cares"]["talks"] = {"weight": "10", "value": value}
        doc["targets"]["swap"] = {"when": "talks = none and wine = given and bread = given"}
        doc["levers"] = {"begin": {"who": "X", "with": ["Z"], "do": {"set": {"talks": "open"}}}}
        for name, issue, other in (("X", "bread", "wine"), ("Z", "wine", "bread")):
            cares = doc["actors"][name]["cares"]
            cares[issue]["value"] = {"kept": "0", "given": "100"}
            del cares[other]

    found = asked(folder, edit, levers=["begin"])
    assert counts(found, "swap") == [int(undo), 1, 1]
    if undo:
        steps = found.support["targets"]["swap"]["paths"][0]["steps"]
        back = next(s for s in steps if "talks" in s["changes"])
        assert back["movers"] == ["Q"]


def test_what_does_not_arise(folder):
    def edit(doc):
        doc["issues"]["wine"]["on_table"] = ["kept"]
        doc["targets"] |= {"so": {"when": "wine = kept"}, "bake": {"when": "bread = given"}}
        doc["levers"] = {"bake": {"who": "X", "do": {"set": {"bread": "given"}}}}

    found = asked(folder, edit, levers=["bake"])
    entries = found.support["targets"]
    assert {t: e["status"] for t, e in entries.items()} == {
        "swap": "nothing on offer",
        "so": "already so",
        "bake": "meets the target by itself",
    }
    assert entries["swap"]["reach"]["any"] == entries["swap"]["room"]
    assert entries["so"]["reach"] is entries["so"]["room"] is None
    assert entries["so"]["levers"] == []
    assert [(e["levers"], e["status"]) for e in entries["bake"]["levers"]] == [
        ([], "open"),
        (["bake"], "meets the target by itself"),
    ]
    assert found.answer == "Even after bake, nothing on offer meets swap."


def test_levers_are_told_one_by_one_in_pairs_and_as_asked_for(folder):
    def edit(doc):
        doc["actors"]["Z"]["cares"]["wine"]["weight"] = "90"
        doc["levers"] = {
            "more": {"who": "X", "do": {"shift": {"X.no_deal": "5"}}},
            "less": {"who": "X", "do": {"shift": {"X.no_deal": "-5"}}},
            "sell": {"who": "Z", "do": {"set": {"wine": "given"}}},
        }

    def listed(**how: Any) -> list[list[str]]:
        found = asked(folder, edit, **how)
        entry = found.support["targets"]["swap"]["levers"]
        bitmaps = found.certificate["swap"]["levers"]
        assert [b["levers"] for b in bitmaps] == [e["levers"] for e in entry]
        return [e["levers"] for e in entry]

    assert listed() == [[], ["more"], ["less"], ["sell"]]
    pairs = [["more", "sell"], ["less", "sell"]]
    assert listed(with_levers="pairs") == [[], ["more"], ["less"], ["sell"], *pairs]
    assert listed(with_levers=False) == [[]]
    assert listed(with_levers=False, sets=[("sell", "less")]) == [[], ["less", "sell"]]
    assert listed(with_levers=False, levers=["sell"]) == [[], ["sell"]]


def test_of_equals_the_path_with_fewest_changes_is_shown(root):
    """Contact is made in all readings by talking alone, and by packages with all sorts in them."""
    table = open_case(root / "cases" / "korea-2019")[1]
    found = reach(table, target="contact", readings=40, with_levers=False)
    assert list(found.support["targets"]) == ["contact"]
    paths = found.support["targets"]["contact"]["paths"]
    assert [list(s["changes"]) for p in paths for s in p["steps"]] == [["talks"]] * 3


# --- against a plain search -----------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_the_cases(name, root):
    readings, levers = CASES[name]
    ground = oracle_moves.read(oracle.open_text(root / "cases" / name))
    table = open_case(root / "cases" / name)[1]
    for pulled in ((), levers):
        found = reach(table, levers=pulled, with_levers=False, readings=readings, seed=5)
        check_reach(ground, found)


@pytest.mark.parametrize("strategy", [strategies.cases(), moving()], ids=["any", "moving"])
def test_generated_cases(folder, strategy):
    @given(strategy, st.integers(0, 3))
    @settings(max_examples=25, phases=strategies.PHASES)
    def agree(doc, seed):
        ground, table = both(strategies.text(doc), folder)
        names = list(ground.case.levers)
        for pulled in [(), *((name,) for name in names[:1])]:
            found = reach(table, levers=pulled, readings=6, seed=seed, with_levers=False)
            check_reach(ground, found)

    agree()


@given(moving())
@settings(max_examples=15, phases=strategies.PHASES)
def test_levers_in_generated_cases(folder, doc):
    ground, table = both(strategies.text(doc), folder)
    check_levers(ground, reach(table, readings=5, seed=2, with_levers="pairs"))


@given(moving())
@settings(max_examples=15, phases=strategies.PHASES)
def test_no_path_works_in_more_readings_than_the_most_robust(folder, doc):
    ground, table = both(strategies.text(doc), folder)
    found = reach(table, readings=5, seed=1, with_levers=False)
    drawn = boards(ground, 5, 1)
    for target, entry in found.support["targets"].items():
        best = {p["exchange"]: p["share"]["count"] for p in entry["paths"]}
        for exchange, count in best.items():
            assert count == most_robust(drawn, target, SIZES[exchange])


@given(moving(), st.integers(0, 3))
@settings(max_examples=25, phases=strategies.PHASES)
def test_every_step_and_why_it_is_not_made(folder, doc, seed):
    """All pairs of outcomes, whether or not anybody ever gets to the first of them."""
    ground, table = both(strategies.text(doc), folder)
    place = States(Draws(seed, 0, 3), table)
    drawn = boards(ground, 3, seed)
    keys = [ground.key(place.options(state)) for state in range(place.size)]
    assert set(keys) == set(ground.states)
    for start in random.Random(seed).sample(range(place.size), min(place.size, 8)):
        ends, bits = place.steps(start)
        made = {int(end): number(row) for end, row in zip(ends, bits, strict=True)}
        for end, key in enumerate(keys):
            expected = {r for r in range(3) if drawn[r].step(keys[start], key)} - {
                r for r in range(3) if end == start
            }
            assert made.get(end, 0) == sum(1 << r for r in expected)
            if end != start and ground.way(keys[start], key) is not None:
                told: dict[Any, int] = {}
                for reason, readings in reach_stops._not_made(place, start, end, place.full):
                    left = number(readings) & ~made.get(end, 0)
                    named = tuple(part or None for part in reason)
                    told |= {named: told.get(named, 0) | left} if left else {}
                why = {r: drawn[r].against(keys[start], key) for r in {0, 1, 2} - expected}
                assert told == {
                    reason: sum(1 << r for r, found in why.items() if reason in found)
                    for reason in set().union(*why.values())
                }


def test_who_takes_an_issue_back_does_not_veto_himself(folder):
    def edit(doc):
        talks = {"now": "none", "options": ["none", "open"], "by": ["P", "Q"], "undo": "any"}
        doc["issues"]["talks"] = talks | {"veto": ["Q"]}
        value = {"none": "100", "open": "0"}
        doc["actors"]["Z"]["cares"]["talks"] = {"weight": "10", "value": value}
        doc["actors"]["Z"]["no_deal"] = "50"
        doc["issues"]["salt"] = {"now": "kept", "options": ["kept", "given"], "by": ["P"]}
        doc["actors"]["X"]["cares"]["salt"] = {
            "weight": "1",
            "value": {"kept": "100", "given": "0"},
        }
        doc["levers"] = {
            "sell": {"who": "X", "with": ["Z"], "do": {"set": {"talks": "open", "wine": "given"}}}
        }

    doc = yaml.load(TWO, Loader=yaml.BaseLoader)
    edit(doc)
    _, table = both(strategies.text(doc), folder)
    place = States(Draws(0, 0, 1), pull(table, ["sell"]))
    options = {state: place.options(state) for state in range(place.size)}
    wanted = {"bread": "kept", "salt": "kept", "talks": "none", "wine": "given"}
    end = next(state for state, found in options.items() if found == wanted)
    assert not place.tolerates("Q", end).any()
    assert place.step(place.start, end).any()
    # Where P would have to give salt besides, it is P who does not, and still no veto of Q.
    dear = next(s for s, found in options.items() if found == wanted | {"salt": "given"})
    why = list(reach_stops._not_made(place, place.start, dear, place.full))
    assert [reason for reason, readings in why if readings.any()] == [("P", "X", "loses", "")]


@pytest.mark.parametrize("name", ["korea-2019", "4 29", "5 3", "5 13", "5 26", "5 27"])
def test_long_paths_are_the_best_there_are(name, root):
    """Every path of up to eight steps is followed; the steps themselves are checked above."""
    if name in CASES:
        table = pull(open_case(root / "cases" / name)[1], CASES[name][1])
    else:
        issues, seed = map(int, name.split())
        table = random_table(seed, issues)
    place = States(Draws(4, 0, 30), table)
    found = reach(table, readings=30, seed=4, with_levers=False).support["targets"]
    for target, entry in found.items():
        goal = place.goal(table.target[target])
        accepted = dict(zip(goal.ends.tolist(), map(number, goal.accepted), strict=True))
        shown = {(p["exchange"], why): p for p in entry["paths"] for why in p["why"]}
        for exchange in EXCHANGES if place.size < 120 else ("1", "2"):
            best = followed(place, accepted, SIZES[exchange])
            told = shown.get((exchange, "most robust"))
            assert max(best) == (told["share"]["count"] if told else 0)
            if told:
                assert len(told["steps"]) == best.index(max(best)) + 1
                short = shown[exchange, "shortest"]
                first = next(k for k, count in enumerate(best) if count)
                assert (len(short["steps"]), short["share"]["count"]) == (first + 1, best[first])


def followed(place: States, accepted: dict[int, int], size: int) -> list[int]:
    """In how many readings does the best path of so many steps work? One to eight steps."""
    steps = {
        state: [(int(e), number(row)) for e, row in zip(*place.steps(state, size), strict=True)]
        for state in range(place.size)
    }
    here, best = {place.start: {number(place.full)}}, []
    for _ in range(8):
        after: dict[int, set[int]] = {}
        for state, sets in here.items():
            for end, bits in steps[state]:
                after.setdefault(end, set()).update(s & bits for s in sets if s & bits)
        here = {
            end: {s for s in sets if not any(s != t and s & ~t == 0 for t in sets)}
            for end, sets in after.items()
        }
        best.append(
            max(
                (
                    (s & accepted[end]).bit_count()
                    for end in here.keys() & accepted
                    for s in here[end]
                ),
                default=0,
            )
        )
    return best


def test_a_later_path_to_a_state_may_be_the_better_one():
    """Two ways lead to A, one after the other, and what goes on from A differs by reading."""
    today, a, b, c, d, goal = range(6)
    arrows = {
        today: {a: 0b0001111, b: 0b1111000},
        b: {a: 0b1111000},
        a: {c: 0b1111000, d: 0b0000111},
        c: {goal: 0b1111000},
        d: {goal: 0b0000111},
        goal: {},
    }
    every = np.array([0b1111111], dtype=np.uint64)

    def steps(state: int, most: int | None) -> Any:
        ends = np.array(sorted(arrows[state]), dtype=np.int64)
        return ends, np.array([[arrows[state][e]] for e in ends], dtype=np.uint64).reshape(-1, 1)

    changed = SimpleNamespace(changed=lambda state: np.ones(6, dtype=np.int64))
    place: Any = SimpleNamespace(
        small=True, size=6, width=1, start=today, rank=np.arange(6), steps=steps, moves=changed
    )
    aim = Goal(np.array([goal]), every[None, :])
    found, _ = reach_paths.paths_to(place, aim, {"any": every}, [])
    assert {why: f.path for f in found for why in f.why} == {
        "shortest": (today, a, d, goal),
        "most robust": (today, b, a, c, goal),
    }


# --- what must hold everywhere --------------------------------------------------------------------


def flags(finding: Finding, target: str) -> dict[str, str]:
    """Readings with room and reached, as bitmaps, of the case as it stands."""
    first = finding.certificate[target]["levers"][0]
    return {"room": first["room"], **(first["reach"] or {})}


@given(moving())
@settings(max_examples=15, phases=strategies.PHASES)
def test_room_bounds_reach_and_a_larger_exchange_reaches_no_less(folder, doc):
    _, table = both(strategies.text(doc), folder)
    found, rooms = reach(table, readings=20), room(table, readings=20)
    for target, entry in found.support["targets"].items():
        if entry["status"] != "open":
            continue
        assert entry["room"] == rooms.support["targets"][target]["trade"]["as_of"]
        for one in found.certificate[target]["levers"]:
            if one["room"] is not None:
                bits = [int(one["reach"][k], 16) for k in EXCHANGES] + [int(one["room"], 16)]
                assert all(less & ~more == 0 for less, more in pairwise(bits))


@given(strategies.cases())
@settings(max_examples=10, phases=strategies.PHASES)
def test_more_readings_keep_the_first_ones(folder, doc):
    _, table = both(strategies.text(doc), folder)
    few, many_more = (reach(table, readings=n, with_levers=False) for n in (7, 100))
    for target in few.support["targets"]:
        first, later = flags(few, target), flags(many_more, target)
        for name, bits in first.items():
            assert bits is None or int(bits, 16) == int(later[name], 16) & 0x7F
        kept = few.certificate[target]["readings"]
        told = [paths_of(f, target) for f in (few, many_more)]
        assert told[0] == told[1][: len(kept)]


def paths_of(finding: Finding, target: str) -> list[list[dict[str, str]] | None]:
    """The path of each reading that is reached, as outcomes."""
    entry = finding.certificate[target]
    return [
        None if k < 0 else [entry["outcomes"][s] for s in entry["paths"][k]]
        for k in entry["readings"]
    ]


@pytest.mark.parametrize("name", ["harbour-strike", "korea-2019"])
def test_the_same_through_any_map(name, root):
    table = open_case(root / "cases" / name)[1]
    plain = reach(table, readings=300, sets=[CASES[name][1]], with_levers=False)
    with ThreadPoolExecutor(2) as pool:
        spread = reach(
            table, readings=300, sets=[CASES[name][1]], with_levers=False, mapping=pool.map
        )
    assert spread.to_json() == plain.to_json()


def test_another_seed_is_another_draw(root):
    table = open_case(root / "cases" / "harbour-strike")[1]
    first, again, other = (reach(table, readings=60, seed=s).to_json() for s in (1, 1, 2))
    assert first == again != other


@given(moving(), st.integers(0, 999))
@settings(max_examples=15, phases=strategies.PHASES)
def test_order_of_declaration(folder, doc, seed):
    """All but the numbers of states, which follow the order in which issues are declared."""
    first = reach(both(strategies.text(doc), folder)[1], readings=12, with_levers=False)
    mixed = shuffled(doc, random.Random(seed))
    second = reach(both(strategies.text(mixed), folder)[1], readings=12, with_levers=False)
    for target, entry in first.support["targets"].items():
        assert numberless(entry) == numberless(second.support["targets"][target])


def shuffled(doc: Any, rng: random.Random) -> Any:
    """The case with everything declared in another order, where order carries no meaning."""
    mixed = copy.deepcopy(doc)
    for part in ("parties", "issues", "actors", "rules", "targets"):
        names = list(mixed.get(part, {}))
        rng.shuffle(names)
        mixed |= {part: {name: mixed[part][name] for name in names}} if names else {}
    for issue in mixed["issues"].values():
        if issue.get("ordered") == "no" and issue.get("one_way") not in ("up", "down"):
            rng.shuffle(issue["options"])
    return mixed


def numberless(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: numberless(v) for k, v in value.items() if k != "state"}
    return [numberless(v) for v in value] if isinstance(value, list) else value


# --- how it is worked out -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_packed_steps_are_what_parties_gain(seed):
    """Gains, put together issue by issue in plain Python, are what the steps say."""
    table = random_table(seed, issues=4)
    draws = Draws(3, 0, 70)
    place = States(draws, table)
    moves, steps = place.moves, Steps(place.moves)
    everywhere = np.arange(place.size)
    for start in range(0, place.size, 5):
        rows = unpacked(steps.between(start, everywhere), 70)
        expected = np.ones_like(rows)
        for party in (one.id for one in table.parties):
            gains = moves.gains(party, start)
            assert (unpacked(steps.gains(party, start, everywhere), 70) == gains).all()
            needed, guarded = (
                found.get(party, np.zeros(place.size, dtype=bool))
                for found in (moves.needs(start), moves.guarded(start))
            )
            expected[needed] &= gains[needed]
            asks = guarded & ~needed
            expected[asks] &= moves.tolerates(party)[asks]
        assert (rows == expected).all()
        near, bits = place.steps(start, 2)
        assert (moves.changed(start)[near] <= 2).all()
        assert (bits == steps.between(start, near)).all()


@pytest.mark.parametrize("name", ["harbour-strike", "korea-2019"])
def test_without_room_to_keep_steps_the_figures_are_the_same(name, root, monkeypatch):
    table = open_case(root / "cases" / name)[1]
    pulled = CASES[name][1]
    plain = reach(table, levers=pulled, readings=70, with_levers=False)
    for module in (states, core_steps):
        monkeypatch.setattr(module, "KEPT", 0)
    monkeypatch.setattr(reach_paths, "FEW_EXPANSIONS", 10**6)
    lean = reach(table, levers=pulled, readings=70, with_levers=False)
    assert lean.certificate == plain.certificate
    assert lean.support == plain.support


@pytest.mark.parametrize("kept", [True, False])
def test_a_search_that_is_cut_off_says_so(kept, root, monkeypatch):
    ground = oracle_moves.read(oracle.open_text(root / "cases" / "korea-2019"))
    table = open_case(root / "cases" / "korea-2019")[1]
    if not kept:
        monkeypatch.setattr(states, "KEPT", 0)
    for name in ("EXPANSIONS", "FEW_EXPANSIONS"):
        monkeypatch.setattr(reach_paths, name, 2)
    pulled = ("drop_bolton", "step_by_step")
    found = reach(table, levers=pulled, target="interim_deal", readings=4, with_levers=False)
    paths = found.support["targets"]["interim_deal"]["paths"]
    assert False in {p["exact"] for p in paths}
    check_reach(ground, found, shortest=False)


def test_a_large_table_gets_fewer_readings_and_says_so(monkeypatch):
    table = random_table(2, issues=5)
    monkeypatch.setattr(reach_module, "WORK", 25 * many(table) ** 2)
    found = reach(table, readings=300)
    assert found.support["readings_used"] == 25
    assert "25 of 300 readings" in found.method


def test_a_larger_table_is_asked_about_small_exchanges_only(monkeypatch):
    table = random_table(1, issues=5)
    whole = reach(table, readings=40)
    monkeypatch.setattr(reach_module, "STATES", 10)
    found = reach(table, readings=40)
    for target, entry in found.support["targets"].items():
        known = whole.support["targets"][target]["reach"]
        assert entry["reach"] == known | {"any": None}
        assert {p["exchange"] for p in entry["paths"]} <= {"1", "2"}
    assert "larger exchanges are left out" in found.method


def test_sets_of_levers_with_too_many_outcomes_are_left_out(root, monkeypatch):
    table = open_case(root / "cases" / "harbour-strike")[1]
    monkeypatch.setattr(reach_module, "STATES", many(pull(table, ["rota"])))
    found = reach(table, readings=20)
    listed = [e["levers"] for e in found.support["targets"]["sit_down"]["levers"]]
    assert ["rota"] in listed
    assert ["mediators_paper"] not in listed
    assert "2 sets of levers with too many outcomes are left out" in found.method


def test_beyond_that_it_is_left_out(monkeypatch):
    monkeypatch.setattr(reach_module, "NEAR", 1)
    monkeypatch.setattr(reach_module, "STATES", 1)
    found = reach(fence(), readings=20)
    assert found.support["readings_used"] == 0
    assert found.support["targets"]["shared"]["reach"] is None
    assert "left out" in found.answer
    assert "left out" in found.method


def test_today_is_a_state_even_where_it_breaks_a_law(folder):
    def edit(doc):
        doc["levers"] = {"bake": {"who": "X", "do": {"set": {"bread": "given"}}}}
        doc["rules"] = {"no": {"rule": "bread = given needs wine = given"}}

    # P takes its bread back, and then they trade: nothing else is lawful.
    found = asked(folder, edit, levers=["bake"])
    assert counts(found, "swap") == [0, 1, 1]
    doc = yaml.load(TWO, Loader=yaml.BaseLoader)
    edit(doc)
    table = pull(both(strategies.text(doc), folder)[1], ["bake"])
    cells, (start,) = among(table, on_offer(table), [table.now])
    assert table.options(cells.outcome(start)) == {"bread": "given", "wine": "kept"}


def test_words_of_readings():
    rows = np.random.default_rng(1).random((3, 130)) < 0.5
    words = packed(rows)
    assert words.shape == (3, 3)
    assert (unpacked(words, 130) == rows).all()
    assert weight(words).tolist() == rows.sum(axis=1).tolist()
    assert number(words[0]) == sum(1 << int(r) for r in np.flatnonzero(rows[0]))
