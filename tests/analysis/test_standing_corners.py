"""Who stays, in cases at the edge: nobody can move, one outcome, bodies, broken laws, size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from oracle_standing import board_of, standings

from detente.analysis.numbering import TooManyStatesError
from detente.analysis.stay.holds import holds
from detente.analysis.stay.stability import FORESEEN, stability
from detente.analysis.stay.state_table import state_table
from detente.core.edits import pull
from detente.core.examples import fence
from detente.core.finding import Finding
from detente.core.reading import Draws
from detente.core.table import Table
from detente.study import open_case

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
GATE = "gate: {now: shut, options: [shut, ajar, open], by: [P, Q]}"
LAMP = "lamp: {now: 'off', options: ['off', 'on'], by: [P]}"


def actor(party: str, more: str = "", **wants: str) -> str:
    cares = ", ".join(f"{i}: {{weight: '50', wants: {o}, accepts: {o}}}" for i, o in wants.items())
    return f"{{of: {party}, cares: {{{cares}}}{more}}}"


def case(
    tmp_path: Path,
    issues: str,
    actors: dict[str, str],
    parties: str = "{P: {decides: X}, Q: {decides: Y}}",
    rest: str = "targets: {t: {when: gate = open}}",
) -> tuple[str, Table]:
    """A case in few words, as text and as a table."""
    people = "\n".join(f"  {name}: {body}" for name, body in actors.items())
    text = f"""
case: {{title: A corner, as_of: 2031-05-01}}
parties: {parties}
issues:
  {issues}
actors:
{people}
{rest}
"""
    place = tmp_path / "case.yaml"
    place.write_text(text, encoding="utf-8")
    return text, open_case(place)[1]


def actors(found: Finding) -> dict[str, dict[str, Any]]:
    return {a["name"]: a for a in found.support["actors"]}


def counts(entry: dict[str, Any]) -> dict[str, int]:
    return {c: share["count"] for c, share in entry["now"].items()}


def same_as_by_hand(text: str, table: Table, levers: tuple[str, ...] = (), n: int = 4) -> Finding:
    """Every verdict on today, and on each outcome, against brute force."""
    found = stability(table, levers=levers, readings=n)
    board = board_of(text, levers)
    drawn = standings(board, n)
    assert set(actors(found)) == {board.named(g) for g in board.actors()}
    for group in board.actors():
        for concept in CONCEPTS:
            stays = sum(one.stable(group, board.now, concept) for one in drawn)
            assert actors(found)[board.named(group)]["now"][concept]["count"] == stays
    whole = state_table(table, levers=levers, readings=n)
    assert set(whole["states"]) == {board.number(s) for s in board.states}
    return found


# --- nothing to do --------------------------------------------------------------------------------


def test_nobody_has_a_move(tmp_path):
    gate = GATE.replace("by:", "on_table: [shut], by:")
    text, table = case(tmp_path, gate, {"X": actor("P", gate="open"), "Y": actor("Q", gate="shut")})
    found = same_as_by_hand(text, table)
    assert found.answer == "Nobody has a move on the table today."
    assert not any(a["moves"] for a in found.support["actors"])
    assert found.support["states"] == 1
    assert found.support["equilibrium"]["seq"]["word"] == "all"
    assert found.support["flips"] == []
    assert found.certificate == {"improvements": {}}
    listed = state_table(table, readings=4)
    assert listed["equilibria"]["nash"] == [0]
    (held,) = holds(Draws(0, 0, 4), table, [table.now], np.ones((1, 4), dtype=np.bool_))
    assert held is not None
    assert held["together"]["share"] == 1
    assert held["exits"] == []


def test_all_that_can_be_moved_goes_one_way_and_is_there(tmp_path):
    gate = "gate: {now: open, options: [shut, open], by: [P, Q], one_way: up}"
    people = {"X": actor("P", gate="shut"), "Y": actor("Q", gate="shut")}
    text, table = case(tmp_path, gate, people, rest="targets: {t: {when: gate = shut, kind: step}}")
    found = same_as_by_hand(text, table)
    assert actors(found)["P+Q"]["now"]["nash"]["word"] == "all"
    assert found.answer.startswith("Nobody gains by a move of his own today")


def test_one_lawful_outcome(tmp_path):
    text, table = case(
        tmp_path,
        GATE,
        {"X": actor("P", gate="open"), "Y": actor("Q", gate="open")},
        rest="rules: {never: {rule: gate != shut needs gate = shut}}\n"
        "targets: {t: {when: gate = open}}",
    )
    found = same_as_by_hand(text, table)
    assert found.support["states"] == 1
    assert found.support["now"] == {"state": 0, "outcome": {"gate": "shut"}}


def test_a_party_in_no_by_stays_because_it_must(tmp_path):
    people = {
        "X": actor("P", gate="open"),
        "Y": actor("Q", gate="open"),
        "Z": actor("R", gate="open"),
    }
    parties = "{P: {decides: X}, R: {decides: Z}, Q: {decides: Y}}"
    text, table = case(tmp_path, GATE, people, parties)
    found = same_as_by_hand(text, table)
    by_name = actors(found)
    assert not by_name["R"]["moves"]
    assert set(counts(by_name["R"]).values()) == {4}
    assert set(counts(by_name["P+Q"]).values()) == {0}


# --- today is out of the ordinary -----------------------------------------------------------------

LAW = """rules: {lit: {rule: gate = open needs lamp = on}}
targets: {t: {when: gate = ajar}}
levers: {go: {who: X, with: [Y], do: {set: {gate: open}}},
         ajar: {who: X, with: [Y], do: {set: {gate: ajar}}}}"""


def test_today_breaks_a_law_after_a_lever(tmp_path):
    people = {"X": actor("P", gate="open", lamp="'off'"), "Y": actor("Q", gate="shut")}
    text, table = case(tmp_path, f"{GATE}\n  {LAMP}", people, rest=LAW)
    before = same_as_by_hand(text, table)
    assert before.support["states"] == 5
    after = same_as_by_hand(text, table, ("go",))
    assert after.support["states"] == 6
    assert after.support["now"] == {"state": 4, "outcome": {"gate": "open", "lamp": "off"}}


def test_a_target_that_a_lever_meets_by_itself(tmp_path):
    people = {"X": actor("P", gate="open"), "Y": actor("Q", gate="shut")}
    text, table = case(tmp_path, f"{GATE}\n  {LAMP}", people, rest=LAW)
    found = same_as_by_hand(text, table, ("ajar",))
    assert found.support["now"]["outcome"]["gate"] == "ajar"
    assert found.support["levers"] == ["ajar"]


def test_undo_leads_back_to_the_case_s_own_now(tmp_path):
    """After a lever somebody walks out alone: towards the case's now, not to any other option."""
    gate = GATE.replace("by:", "undo: any, by:")
    people = {"X": actor("P", gate="open"), "Y": actor("Q", gate="shut")}
    text, table = case(tmp_path, f"{gate}\n  {LAMP}", people, rest=LAW)
    found = same_as_by_hand(text, table, ("ajar",))
    (exit_,) = actors(found)["Q"]["improvements"]
    assert exit_["changes"] == {"gate": ["ajar", "shut"]}
    assert actors(found)["P"]["improvements"] == []


def test_a_broken_condition_may_be_left_and_not_be_arrived_at(tmp_path):
    """Today breaks what X holds: he may leave for what breaks nothing, not for what breaks it."""
    people = {"X": actor("P", gate="open"), "Y": actor("Q", gate="open")}
    held = (
        "rules: {must: {rule: gate = shut/ajar needs gate = open, by: X}}\n"
        "targets: {t: {when: gate = open}}"
    )
    text, table = case(tmp_path, GATE, people, rest=held)
    (improvement,) = actors(same_as_by_hand(text, table))["P+Q"]["improvements"]
    assert improvement["changes"] == {"gate": ["shut", "open"]}


# --- who decides ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("quorum", "stays"), [("1", False), ("2", False), ("all", True)])
def test_a_body_gains_by_its_quorum(tmp_path, quorum, stays):
    people = {
        "A": actor("P", gate="open"),
        "B": actor("P", gate="open"),
        "C": actor("P", gate="shut"),
        "Y": actor("Q", gate="shut"),
    }
    gate = GATE.replace("by: [P, Q]", "by: [P]")
    parties = f"{{P: {{decides: '{quorum} of A, B, C'}}, Q: {{decides: Y}}}}"
    text, table = case(tmp_path, gate, people, parties)
    found = actors(same_as_by_hand(text, table))["P"]
    assert (found["now"]["nash"]["word"] == "all") == stays
    assert all(i["gains"] == {} for i in found["improvements"])


def test_a_body_within_a_body_and_its_adviser(tmp_path):
    people = {
        "A": actor("K", gate="open"),
        "B": actor("K", gate="shut"),
        "C": actor("P", gate="open"),
        "V": "{of: K, cares: {gate: {weight: '50', wants: shut, accepts: shut, refuses: open}}}",
        "Y": actor("Q", gate="shut"),
    }
    gate = GATE.replace("by: [P, Q]", "by: [P]")
    parties = "{K: {decides: '1 of A, B'}, P: {decides: 'all of K, C'}, Q: {decides: Y}}"
    text, table = case(tmp_path, gate, people, parties)
    found = actors(same_as_by_hand(text, table))
    (improvement,) = found["P"]["improvements"]
    assert improvement["changes"] == {"gate": ["shut", "ajar"]}
    assert not found["K"]["moves"]


@pytest.mark.parametrize(("veto", "stays"), [("", False), (", veto: [Q]", True)])
def test_a_veto_stops_whoever_moves_without_its_holder(tmp_path, veto, stays):
    """Q would not tolerate an open gate; of the lamp, which they light together, nobody asks him
    besides."""
    gate = "gate: {now: shut, options: [shut, open], by: [P]" + veto + "}"
    lamp = LAMP.replace("by: [P]", "by: [P, Q], veto: [Q]")
    people = {
        "X": actor("P", gate="open", lamp="'on'"),
        "Y": actor("Q", ", no_deal: '90'", gate="shut", lamp="'on'"),
    }
    text, table = case(tmp_path, f"{gate}\n  {lamp}", people)
    found = actors(same_as_by_hand(text, table))
    assert (found["P"]["now"]["nash"]["word"] == "all") == stays
    first = found["P+Q"]["improvements"][0]
    assert first["changes"] == {"lamp": ["off", "on"]}


# --- who answers ----------------------------------------------------------------------------------


def ranked(party: str, *best_first: str) -> str:
    return f"{{of: {party}, ranks: [{', '.join(repr(r) for r in best_first)}]}}"


STEPS = """cell: {now: cold, options: [cold, warm], by: [F]}
  one: {now: 'no', options: ['no', 'yes'], by: [A], veto: [V]}
  two: {now: 'no', options: ['no', 'yes'], by: [A]}"""
FOUR = "{F: {decides: X}, A: {decides: Y}, V: {decides: Z}, S: {decides: W}}"
ONCE = "targets: {t: {when: two = yes}}"
SORRY = "cell = warm and one = yes and two = yes"


@pytest.mark.parametrize(
    ("more", "stays"),
    [
        ("", False),
        ("\n  three: {now: 'yes', options: ['no', 'yes'], by: [A, S], one_way: up}", False),
        ("\n  three: {now: 'no', options: ['no', 'yes'], by: [S]}", True),
    ],
)
def test_nobody_answers_twice_in_a_row(tmp_path, more, stays):
    """A could punish F by moving `one` and then `two`, not both at once, for V would stop that.

    He may not move twice in a row, nor pass off the second move as one of A and S together; but
    where S can move in between, he may.
    """
    people = {
        "X": ranked("F", f"cell = warm and not ({SORRY})", "cell = cold"),
        "Y": ranked("A", "cell = cold" if not more else "cell = cold or three = yes"),
        "Z": ranked("V", f"not ({SORRY})"),
        "W": ranked("S", "cell = cold" if not more else "cell = cold or three = yes"),
    }
    text, table = case(tmp_path, STEPS + more, people, FOUR, ONCE)
    found = actors(same_as_by_hand(text, table, n=1))["F"]
    assert counts(found)["nash"] == 0
    assert bool(counts(found)["gmr"]) == stays
    if stays:
        answer = found["improvements"][0]["answer"]
        assert [step["movers"] for step in answer["steps"]] == [["A"], ["S"], ["A"]]


APART = """peace: {now: 'no', options: ['no', 'yes'], by: [F, V]}
  one: {now: 'no', options: ['no', 'yes'], by: [A]}
  two: {now: 'no', options: ['no', 'yes'], by: [S]}"""


def test_coalitions_answer_a_coalition_together(tmp_path):
    """Neither A nor S would answer alone, but both together would: F and V reckon with it."""
    both = "one = yes and two = yes"
    wish = ("peace = yes and one = yes and two = yes", "one = no and two = no")
    people = {
        "X": ranked("F", f"peace = yes and not ({both})", "peace = no"),
        "Y": ranked("A", *wish),
        "Z": ranked("V", f"peace = yes and not ({both})", "peace = no"),
        "W": ranked("S", *wish),
    }
    text, table = case(tmp_path, APART, people, FOUR, "targets: {t: {when: peace = yes}}")
    found = actors(same_as_by_hand(text, table, n=1))["F+V"]
    assert counts(found) == {"nash": 0, "gmr": 1, "smr": 1, "seq": 1, "sseq": 1}
    (step,) = found["improvements"][0]["answer"]["steps"]
    assert step["movers"] == ["A", "S"]


# --- what if somebody preferred otherwise? --------------------------------------------------------

RETREAT = """line: {now: r0, options: [r0, r1, r2, r3], by: [P, Q], undo: any}
  lamp: {now: 'off', options: ['off', 'on'], by: [P]}"""
ADVANCED = """targets: {t: {when: line = r2}}
levers: {go: {who: X, with: [Y], do: {set: {line: r3}}}}"""


def test_a_preference_turned_round_can_make_an_answer_hurt(tmp_path):
    """From r3 P would step back to r2, or to r1; Q would take r2 on to r1. If P did not like r1
    better than r3, it would have nothing to gain by r2 either."""
    people = {
        "X": ranked("P", "line = r2", "line = r1", "line = r3"),
        "Y": ranked("Q", "line = r1", "line = r3", "line = r2"),
    }
    text, table = case(tmp_path, RETREAT, people, rest=ADVANCED)
    found = same_as_by_hand(text, table, ("go",), n=1)
    assert counts(actors(found)["P"])["seq"] == 0
    flip = next(
        f
        for f in found.support["flips"]
        if f["actor"] == "P" and f["changes"] == {"line": ["r3", "r1"]}
    )
    assert {c: s["count"] for c, s in flip["flips"].items()} == {"nash": 0, "seq": 1}


# --- how it is asked ------------------------------------------------------------------------------


@pytest.mark.parametrize("mapping", [None, map])
def test_one_reading(mapping):
    found = stability(fence(), readings=1, mapping=mapping)
    assert found.params["readings"] == 1
    assert {a["now"]["nash"]["of"] for a in found.support["actors"]} == {1}
    assert state_table(fence(), readings=1)["readings"] == 1


def test_no_more_readings_than_asked_for(root):
    table = open_case(root / "cases" / "veshta-basin")[1]
    assert state_table(table, readings=2, concepts=("nash",))["readings"] == 2


@pytest.mark.parametrize("concepts", [("seq",), ("sseq", "gmr"), (), ("smr", "nash")])
def test_nash_is_always_told(concepts):
    whole = stability(fence(), readings=9)
    found = stability(fence(), concepts=concepts, readings=9)
    asked = [c for c in CONCEPTS if c == "nash" or c in concepts]
    assert found.support["concepts"] == asked
    assert found.answer.startswith("Nobody gains")
    for one, all_ in zip(found.support["actors"], whole.support["actors"], strict=True):
        assert one["now"] == {c: all_["now"][c] for c in asked}


def test_unions_are_all_asked_or_said_not_to_be(root):
    """In the basin six parties act alone: more than 64 unions."""
    basin = open_case(root / "cases" / "veshta-basin")[1]
    assert not stability(basin, concepts=("nash",), readings=20).support["every_union"]
    assert stability(fence(), readings=2).support["every_union"]


# --- size -----------------------------------------------------------------------------------------


def large(tmp_path: Path, issues: int) -> Table:
    """Three parties, each with issues of its own and one in common; three options everywhere."""
    names = ("P", "Q", "R")
    options = ["low", "mid", "high"]
    doc: dict[str, Any] = {
        "case": {"title": "Large", "as_of": "2031-05-01"},
        "parties": {p: {"decides": f"A{p}"} for p in names},
        "issues": {
            f"i{k}": {
                "now": "low",
                "options": list(options),
                "by": list(names) if k == 0 else [names[k % 3]],
            }
            for k in range(issues)
        },
        "actors": {
            f"A{p}": {
                "of": p,
                "no_deal": "30-50",
                "cares": {
                    f"i{k}": {"weight": "20-80", "wants": options[(j + k) % 3], "accepts": "mid"}
                    for k in range(issues)
                },
            }
            for j, p in enumerate(names)
        },
        "targets": {"t": {"when": "i0 = high"}},
    }
    place = tmp_path / "case.yaml"
    place.write_text(yaml.safe_dump(doc, sort_keys=False), encoding="utf-8")
    return open_case(place)[1]


def test_too_many_states_to_follow_answers(tmp_path):
    """About 20,000: who would leave is told, and whether deals hold is not asked."""
    table = large(tmp_path, 9)
    found = stability(table, readings=20)
    assert found.support["states"] == 3**9 > FORESEEN
    assert found.support["concepts"] == ["nash"]
    assert found.support["in_common"] is None
    assert "answers not followed" in found.method
    names = [a["name"] for a in found.support["actors"]]
    assert names == ["P", "Q", "R", "P+Q", "P+R", "Q+R", "P+Q+R"]
    for entry in found.support["actors"]:
        assert all(i["answered"] == {} and i["answer"] is None for i in entry["improvements"])
    ends = [dict.fromkeys(table.issue, 0), dict.fromkeys(table.issue, 1)]
    assert holds(Draws(0, 0, 20), table, ends, np.ones((2, 20), dtype=np.bool_)) == [None, None]
    with pytest.raises(TooManyStatesError):
        state_table(table, readings=8)


def test_so_many_states_that_few_readings_can_be_followed(tmp_path):
    table = large(tmp_path, 7)
    found = stability(table, readings=20)
    assert found.support["states"] == 3**7 <= FORESEEN
    assert found.support["concepts"] == list(CONCEPTS)
    ends = [dict.fromkeys(table.issue, 1)]
    moved = pull(table, ())
    (held,) = holds(Draws(0, 0, 200), moved, ends, np.ones((1, 200), dtype=np.bool_))
    assert held is not None
    assert held["together"]["of"] == (1 << 17) // 3**7


def test_nothing_to_hold():
    assert holds(Draws(0, 0, 9), fence(), [], np.ones((0, 9), dtype=np.bool_)) == []
    never = np.zeros((1, 9), dtype=np.bool_)
    assert holds(Draws(0, 0, 9), fence(), [{"gate": 1}], never) == [None]
