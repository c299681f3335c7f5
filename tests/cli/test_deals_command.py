"""`detente deals` for a case and for a file of another program."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from click.testing import CliRunner

from detente.cli import main
from detente.report.schema import findings_schema

POSITIONS = """\
actor,issue,position,salience,clout
North,cap,0,80,3
South,cap,100,40,2
West,cap,60,100,1
North,date,10,50,3
South,date,20,90,2
"""


def ask(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["deals", *words])
    return done.exit_code, done.stdout, done.stderr


def test_a_case_by_every_word(root: Path) -> None:
    case = str(root / "cases" / "korea-2019")
    found = {}
    for point in ("no-deal", "reserve", "worst", "zero"):
        code, out, _ = ask(case, "--json", "--readings", "20", "--disagreement", point)
        assert code == 0
        found[point] = json.loads(out)
        schema = {"$ref": "#/$defs/deals", "$defs": findings_schema()["$defs"]}
        jsonschema.validate(found[point], schema)
    assert found["no-deal"] == found["reserve"]
    assert "disagreement" not in found["no-deal"]["params"]
    assert found["no-deal"]["support"]["method"] == "dense"
    assert found["worst"]["params"]["disagreement"] == "worst"
    for key in ("room", "deals_per_reading", "pareto_per_reading"):
        assert found["zero"]["support"][key] == found["no-deal"]["support"][key]


def test_programs_can_be_asked_for_by_name(root: Path) -> None:
    case = str(root / "cases" / "korea-2019")
    code, out, _ = ask(case, "--json", "--readings", "5", "--method", "programs")
    assert code == 0
    data = json.loads(out)
    assert data["support"]["method"] == data["params"]["method"] == "programs"
    code, _, err = ask(case, "--method", "programs", "--disagreement", "zero", "--readings", "5")
    assert code == 2
    assert "Leave 'zero' out" in err


def test_what_does_not_apply_is_refused(root: Path, tmp_path: Path) -> None:
    case = str(root / "cases" / "korea-2019")
    code, _, err = ask(case, "--seconds", "3")
    assert code == 2
    assert "--seconds is for a file of another program, not for a case." in err
    file = tmp_path / "talks.csv"
    file.write_text(POSITIONS, encoding="utf-8")
    code, _, err = ask(str(file), "--levers", "x")
    assert code == 2
    assert "--levers is for a case, not for a file of another program." in err
    code, _, err = ask(str(file), "--format", "abacus")
    assert code == 2
    assert "No format is called 'abacus'" in err


def test_nothing_there_is_said(tmp_path: Path) -> None:
    code, _, err = ask(str(tmp_path / "nowhere"))
    assert code == 2
    assert "no such file" in err


def test_a_file_of_positions_answers(tmp_path: Path) -> None:
    file = tmp_path / "talks.csv"
    file.write_text(POSITIONS, encoding="utf-8")
    code, out, err = ask(str(file), "--json")
    assert code == 0, err
    data = json.loads(out)
    assert data["domain"]["issues"] == {"cap": 3, "date": 2}
    assert data["domain"]["read_as"].startswith("positions on 2 lines")
    assert len(data["domain"]["hash"]) == 64
    code, out, _ = ask(str(file))
    assert code == 0
    assert "Read from positions" in out


def test_a_published_conflict_is_sent_elsewhere(root: Path) -> None:
    file = next((root / "tests" / "models").glob("*.yaml"))
    code, _, err = ask(str(file))
    assert code == 2
    assert "detente stability" in err
