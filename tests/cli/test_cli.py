"""The command line as its users meet it: what it writes, prints and returns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detente.cli import main

CASES = Path(__file__).parents[2] / "cases"
KOREA = CASES / "korea-2019"
FEW = ("--readings", "30")
QUESTIONS = ("room", "deals", "blockers", "stability", "reach", "levers", "sensitivity")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_prints_tables_and_json(question: str) -> None:
    shown = run(question, KOREA, *FEW)
    assert shown.exit_code == 0, shown.output
    found = run(question, KOREA, *FEW, "--json", "--seed", "3")
    assert found.exit_code == 0
    finding = json.loads(found.stdout)
    assert finding["question"] == question
    assert finding["params"]["readings"] == 30
    assert finding["params"]["seed"] == 3
    assert finding["answer"].split()[0] in shown.stdout or question == "sensitivity"


@pytest.mark.parametrize("case", sorted(p.name for p in CASES.iterdir() if p.is_dir()))
def test_run_writes_a_page_and_its_data(case: str, tmp_path: Path) -> None:
    result = run("run", CASES / case, "-o", tmp_path / "deep" / "out", *FEW)
    assert result.exit_code == 0, result.output
    out = tmp_path / "deep" / "out"
    assert sorted(p.name for p in out.iterdir()) == ["findings.json", "report.html"]
    data = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    also = {"positions"} if "clout:" in (CASES / case / "case.yaml").read_text("utf-8") else set()
    assert set(data["findings"]) == {*QUESTIONS, "forecast"} | also
    assert data["case"]["hash"] == data["findings"]["room"]["case_hash"]
    assert str(out / "report.html") in result.output


@pytest.mark.parametrize("environment", [{"PYTHONHASHSEED": "1"}, {"LC_ALL": "C", "LANG": "C"}])
def test_the_same_file_gives_the_same_bytes(environment: dict[str, str], tmp_path: Path) -> None:
    outs = []
    for k, extra in enumerate(({"PYTHONHASHSEED": "0"}, environment)):
        out = tmp_path / str(k)
        command = [sys.executable, "-m", "detente", "run", str(KOREA), "-o", str(out), *FEW]
        subprocess.run(command, env=os.environ | extra, check=True, capture_output=True)
        outs.append({p.name: p.read_bytes() for p in out.iterdir()})
    assert outs[0] == outs[1]


def test_a_good_case_checks_and_a_broken_one_does_not(tmp_path: Path) -> None:
    assert run("check", KOREA).exit_code == 0
    text = (KOREA / "case.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "case.yaml"
    broken.write_text(text.replace("decides: Kim", "decides: Kym"), encoding="utf-8")
    result = run("check", broken)
    assert result.exit_code == 2
    assert f"{broken}:" in result.stderr
    assert "Kim" in result.stderr
    out = tmp_path / "out"
    assert run("run", broken, "-o", out).exit_code == 2
    assert not out.exists()


def test_unknown_names_on_the_command_line_say_what_was_meant() -> None:
    result = run("deals", KOREA, "--target", "talk_resume", *FEW)
    assert result.exit_code == 2
    assert "talks_resume" in result.stderr
    result = run("sensitivity", KOREA, "--levers", "drop_boltn", *FEW)
    assert result.exit_code == 2
    assert "drop_bolton" in result.stderr


def test_levers_on_the_command_line_change_the_answer() -> None:
    both = "drop_bolton,step_by_step"
    found = run("deals", KOREA, "--levers", both, "--json", *FEW)
    support = json.loads(found.stdout)["support"]
    assert support["levers"] == ["drop_bolton", "step_by_step"]
    assert support["room"]["share"] == 1.0


def test_new_writes_a_case_that_runs(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert run("new", folder).exit_code == 0
    assert run("check", folder).exit_code == 0
    assert run("run", folder, *FEW).exit_code == 0
    assert (folder / "out" / "report.html").exists()
    again = run("new", folder)
    assert again.exit_code == 2
    assert "mine" in again.stderr


def test_a_folder_that_cannot_be_written_is_one_clear_message(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    result = run("run", KOREA, "-o", blocked, "--readings", "5")
    assert result.exit_code == 2
    assert "Traceback" not in result.output + result.stderr
    assert blocked.read_text(encoding="utf-8") == "in the way"


def test_schemas_are_json() -> None:
    for what in ("case", "findings"):
        result = run("schema", what)
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["$schema"].startswith("https://json-schema.org/")


def test_compare_ranks_differences_by_what_they_do(tmp_path: Path) -> None:
    text = (KOREA / "case.yaml").read_text(encoding="utf-8")
    other = tmp_path / "korea"
    (other / "sources").mkdir(parents=True)
    for source in (KOREA / "sources").iterdir():
        (other / "sources" / source.name).write_bytes(source.read_bytes())
    changed = text.replace("by: Kim, firm: 40-80", "by: Kim, firm: 95-100", 1)
    changed = changed.replace("horizon: 2020-06-30", "horizon: 2020-07-31", 1)
    assert changed.count("firm: 95-100") == 1
    (other / "case.yaml").write_text(changed, encoding="utf-8")
    result = run("compare", KOREA, other, "--json", "--readings", "200")
    assert result.exit_code == 0, result.output
    support = json.loads(result.stdout)["support"]
    paths = [d["path"] for d in support["differences"]]
    assert paths == ["rules.no_hawks.firm", "meta.horizon"]
    first = support["differences"][0]
    assert "40-80" in first["sentence"]
    assert "95-100" in first["sentence"]
    a, b = support["room"]["a"]["talks_resume"], support["room"]["b"]["talks_resume"]
    # The only difference that moves room explains all of it, on the same streams.
    assert first["effect"]["talks_resume"] == pytest.approx(100 * (b["share"] - a["share"]))
    assert support["differences"][1]["largest"] == 0
    same = json.loads(run("compare", KOREA, KOREA, "--json", *FEW).stdout)
    assert same["support"]["differences"] == []
