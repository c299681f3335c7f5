"""``stability``, ``reach`` and ``import`` as their users call them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.cli import main

ROOT = Path(__file__).parents[2]
DILEMMA = ROOT / "tests" / "models" / "dilemma.yaml"
WEIR = ROOT / "tests" / "models" / "weir.yaml"
HARBOUR = ROOT / "cases" / "harbour-strike"


def ask(*args: object):
    return CliRunner().invoke(main, [str(a) for a in args])


def asked(*args: object) -> dict:
    found = ask(*args, "--json")
    assert found.exit_code == 0, found.stderr
    return json.loads(found.stdout)


def test_a_published_table_comes_back_in_one_command():
    found = asked("stability", DILEMMA)
    # The prisoner's dilemma (Fang, Hipel & Kilgour 1993): talk of both is the only Nash
    # equilibrium, silence of both is stable for whoever looks further ahead.
    assert found["equilibria"]["nash"] == [1]
    for concept in ("gmr", "smr", "seq", "sseq"):
        assert found["equilibria"][concept] == [1, 4]
    assert found["stable"]["Ann"]["nash"] == [1, 3]
    assert found["stable"]["Ann+Bob"]["nash"] == [2, 3, 4]
    assert found["coalitions"]["Ann+Bob"]["cseq"] == [2, 3, 4]


def test_the_table_in_words_names_states_as_the_file_does():
    text = ask("stability", DILEMMA).stdout
    assert "both are silent" in text
    assert "Nash equilibria (1): 1" in text
    assert "SEQ equilibria (2): 1, 4" in text


def test_why_shows_the_moves_behind_a_verdict():
    text = ask("stability", DILEMMA, "--why", 4).stdout
    assert "would go to 3, but then Bob goes from 3 to 1" in text
    found = asked("stability", DILEMMA, "--why", 4)["why"]["witnesses"]
    seq = next(w for w in found if w["actor"] == "Ann" and w["concept"] == "seq")
    steps = [{"movers": "Bob", "from": 3, "to": 1}]
    assert seq["answers"] == [{"improvement": 3, "sanction": steps}]


def test_inverse_counts_the_rankings_under_which_a_state_holds():
    found = asked("stability", DILEMMA, "--inverse", 4)["inverse"]
    assert found["rankings"] == 24
    # Nash: silence must be better than talk for him, in half of all rankings. With SEQ it is also
    # enough that mutual talk (1), Bob's answer, is worse: 24 (1 - 1/3). With SSEQ he must not
    # escape to 2 either: silence second best, behind 3 alone, adds 2 to the 12.
    assert found["stable"]["Ann"] == {"nash": 12, "gmr": 16, "smr": 14, "seq": 16, "sseq": 14}


def test_concepts_can_be_chosen():
    assert list(asked("stability", WEIR, "--concept", "seq,sim")["equilibria"]) == ["seq", "sim"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--concept", "nahs"], "unknown concept 'nahs'"),
        (["--concept", ""], "name at least one concept"),
        (["--coalition", "Ann+Eve"], "unknown decision maker 'Eve'"),
        (["--coalition", "Ann"], "at least two different members"),
        (["--why", "99"], "has no state 99"),
        (["--inverse", "99"], "has no state 99"),
        (["--kind", "z"], "'z' is not one of"),
    ],
)
def test_what_does_not_fit_a_model_is_said_in_one_line(args, says):
    found = ask("stability", DILEMMA, *args)
    assert found.exit_code == 2
    assert says in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--why", "1"], "--why is for a published conflict"),
        (["--inverse", "99999"], "no outcome on the table has the number 99999"),
        (["--coalition", "Union+Company"], "--coalition is for a published conflict"),
        (["--concept", "sim"], "No concept 'sim'"),
        (["--levers", "magic"], "no lever 'magic'"),
    ],
)
def test_what_does_not_fit_a_case_is_said_in_one_line(args, says):
    found = ask("stability", HARBOUR, *args, "--readings", 10)
    assert found.exit_code == 2
    assert says in found.stderr


def test_a_case_tells_every_outcome_on_the_table():
    found = asked("stability", HARBOUR, "--readings", 20)
    assert set(found) >= {"question", "answer", "support", "stable", "equilibria", "states"}
    assert set(found["stable"]) == {"Union", "Company", "Union+Company"} | set(found["stable"])
    for by in found["stable"].values():
        assert set(by["nash"]) <= set(by["sseq"]) <= set(by["smr"]) <= set(by["gmr"])
    assert {str(s) for s in found["equilibria"]["gmr"]} <= set(found["states"])


def test_a_model_is_imported_once_and_nothing_is_overwritten(tmp_path):
    folder = tmp_path / "orla"
    first = ask("import", "gmcr", WEIR, "-o", folder)
    assert first.exit_code == 0, first.stderr
    assert ask("check", folder).exit_code == 0
    before = (folder / "case.yaml").read_bytes()
    again = ask("import", "gmcr", WEIR, "-o", folder)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert (folder / "case.yaml").read_bytes() == before


def test_a_broken_model_is_refused_with_every_fault(tmp_path):
    text = WEIR.read_text().replace('"!sue", "!pay", "open"', '"!sue", "!prey"')
    (tmp_path / "weir.yaml").write_text(text.replace("dir: forward", "dir: upward", 1))
    for command in (["stability"], ["import", "gmcr"]):
        found = ask(*command, tmp_path / "weir.yaml")
        assert found.exit_code == 2
        assert "2 faults, nothing done." in found.stderr
        assert "prey" in found.stderr
        assert "upward" in found.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["weir.yaml"]
