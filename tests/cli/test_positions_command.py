"""``detente positions``: a case, another program's file, one line, a page, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from detente.analysis.positions.ask import MOST, positions_of_case, says_clout
from detente.cli import main
from detente.models.positions import model_positions
from detente.report.schema import findings_schema
from detente.study import QUESTIONS, open_case, questions_of, study

BRIDGE = """The bridge,A fictional example,4,1
Actor,Description,Influence,Height,Salience
North,Norden,60,20,70
South,Sudland,50,90,40
Port,The port,30,100,90
Vill,Village,10,0,80
"""
MEAN = (60 * 0.7 * 20 + 50 * 0.4 * 90 + 30 * 0.9 * 100) / (60 * 0.7 + 50 * 0.4 + 30 * 0.9 + 8)


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    path = tmp_path / "bridge.csv"
    path.write_text(BRIDGE, encoding="utf-8")
    return path


@pytest.fixture
def river(root: Path) -> Path:
    return root / "cases" / "veshta-basin"


def ask(*arguments: Any) -> Result:
    return CliRunner().invoke(main, ["positions", *map(str, arguments)])


def faults(data: Any, part: str = "positions") -> list[str]:
    schema = {"$ref": f"#/$defs/{part}", "$defs": findings_schema()["$defs"]}
    return [
        f"{'.'.join(map(str, e.absolute_path))}: {e.message[:200]}"
        for e in Draft202012Validator(schema).iter_errors(data)
    ]


def test_a_file_is_asked_as_it_is(bridge: Path) -> None:
    done = ask(bridge)
    assert done.exit_code == 0, done.output
    assert f"{MEAN:.1f}" in done.stdout
    assert "The public record" in done.stdout
    assert "because it did best on record" in " ".join(done.stdout.split())


def test_its_json_is_as_described(bridge: Path) -> None:
    done = ask(bridge, "--json", "--rounds", 4)
    data = json.loads(done.stdout)
    assert not faults(data)
    assert data["file"]["format"] == "ktab-csv"
    (line,) = data["support"]["lines"]
    assert line["mean"]["median"] == pytest.approx(MEAN)
    assert line["challenge"]["rounds"] == 4
    assert len(line["challenge"]["variants"][0]["median"]) == 5
    assert data["params"]["rounds"] == 4


def test_one_line_in_full(bridge: Path) -> None:
    done = ask(bridge, "--line", "Height")
    assert done.exit_code == 0, done.output
    for part in ("Who stands where", "Every figure", "Named readings", "Norden", "Banzhaf"):
        assert part in done.stdout


def test_a_line_misspelt_is_answered_with_a_guess(bridge: Path) -> None:
    done = ask(bridge, "--line", "Heigth")
    assert done.exit_code == 2
    assert "Did you mean Height?" in done.stderr


def test_it_writes_a_page_the_same_each_time(bridge: Path, tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        done = ask(bridge, "-o", tmp_path / "pages" / name)
        assert done.exit_code == 0, done.output
    texts = {(tmp_path / "pages" / name).read_bytes() for name in ("one.html", "two.html")}
    assert len(texts) == 1
    text = texts.pop().decode()
    assert "Where positions pull" in text
    assert "<script" not in text
    assert "Village" in text


def test_what_does_not_apply_is_refused(bridge: Path, river: Path) -> None:
    done = ask(bridge, "--readings", 5)
    assert done.exit_code == 2
    assert "--readings is for a case, not for a file of another program" in done.stderr
    done = ask(river, "--format", "ktab-csv")
    assert done.exit_code == 2
    assert "--format is for a file of another program, not for a case" in done.stderr
    done = ask(bridge, "--format", "nonsense")
    assert done.exit_code == 2
    assert "no format is called 'nonsense'" in done.stderr


def test_a_file_of_another_form_is_sent_to_its_command(tmp_path: Path) -> None:
    path = tmp_path / "bridge.yaml"
    path.write_text(
        "format: gmcr-case/1\ntitle: The bridge\ndms: [A, B]\n"
        "options:\n- {id: open, dm: A, name: opens}\n- {id: free, dm: B, name: frees}\n"
        "status_quo: 0\npreferences: {A: [2, 3, 0, 1], B: [1, 3, 0, 2]}\n",
        encoding="utf-8",
    )
    done = ask(path)
    assert done.exit_code == 2
    assert "detente stability" in done.stderr


def test_a_broken_file_is_told_with_every_fault_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "bridge.csv"
    path.write_text(BRIDGE.replace("60,20,70", "x,20,700"), encoding="utf-8")
    done = ask(path, "-o", tmp_path / "page.html")
    assert done.exit_code == 2
    assert "bridge.csv:3" in done.stderr
    assert not (tmp_path / "page.html").exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert ask(tmp_path / "no.csv").exit_code == 2


def test_a_case_is_asked_with_its_ranges(river: Path) -> None:
    done = ask(river, "--readings", 20, "--json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert not faults(data)
    assert data["support"]["clout"] == "given"
    assert "actors.Sarre.clout" in data["evidence"]
    assert any(e["mean"]["low"] < e["mean"]["high"] for e in data["support"]["lines"])


def test_a_case_without_clout_counts_all_the_same(root: Path) -> None:
    done = ask(root / "cases" / "korea-2019", "--readings", 5, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["support"]["clout"] == "equal"


def test_at_most_200_readings_are_used_and_that_is_said(river: Path) -> None:
    table = open_case(river)[1]
    found = positions_of_case(table, readings=MOST + 50, rounds=1)
    assert found.params["readings"] == MOST
    assert found.params["readings_asked_for"] == MOST + 50
    assert "200 of the 250 readings used" in found.method


def test_a_study_asks_it_only_where_there_is_clout(root: Path, river: Path) -> None:
    for name in ("korea-2019", "harbour-strike"):
        table = open_case(root / "cases" / name)[1]
        assert not says_clout(table)
        assert "positions" not in questions_of(table)
    assert questions_of(open_case(river)[1]) == QUESTIONS
    found = study(river, only=["room", "positions"], readings=10)
    assert list(found.findings) == ["room", "positions"]
    assert not faults(json.loads(found.to_json())["findings"]["positions"])


def test_clout_alone_makes_no_line(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "cases" / "harbour-strike", tmp_path / "case")
    path = tmp_path / "case" / "case.yaml"
    text = path.read_text(encoding="utf-8")
    assert "clout" not in text
    before = study(path, only=["room"], readings=20)["room"].support
    first = next(row for row in text.splitlines() if row.startswith("    of: "))
    path.write_text(text.replace(first, f"{first}\n    clout: 20-40", 1), encoding="utf-8")
    assert study(path, only=["room"], readings=20)["room"].support == before


def test_the_models_answer_has_rows_and_plain_data(bridge: Path) -> None:
    answer = model_positions(bridge, rounds=2)
    assert not faults(json.loads(json.dumps(answer.to_dict())))
    rows = answer.rows()
    assert [row["actor"] for row in rows] == [
        a["id"] for a in answer.to_dict()["support"]["lines"][0]["actors"]
    ]
    assert sum(row["share"] for row in rows) == pytest.approx(1.0)
    assert len(answer.to_frame()) == len(rows)
    with pytest.raises(ValueError, match="no format is called"):
        model_positions(bridge, format="x")
