"""The command ``forecast``: figures, journal, backtest, a file of questions."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from detente.cli import main
from detente.forecast.journal import FILE, check, read

CASES = Path(__file__).parents[2] / "cases"
FEW = ("--readings", "20")
HEADER = "id,as_of,question,horizon,target,reference_class\n"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(w) for w in words])


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(CASES / "korea-2019", folder)
    return folder


def test_it_tells_the_figure_in_words_and_number_and_every_component(case: Path):
    shown = run("forecast", case, *FEW)
    assert shown.exit_code == 0, shown.output
    for word in ("our figure", "inside view", "impasses: talks", "history: us dprk", "judgement"):
        assert word in shown.output
    assert "4 forecasts written into" in shown.stderr


def test_what_is_said_is_written_down_once(case: Path):
    for _ in range(2):
        assert run("forecast", case, *FEW).exit_code == 0
    entries = read(case / FILE)
    assert [e.question.split("@")[0] for e in entries] == [
        "talks_resume",
        "contact",
        "interim_deal",
        "final_deal",
    ]
    assert check(case / FILE) == []
    assert all(e.record["case_hash"] and e.record["version"] for e in entries)
    assert run("forecast", case, *FEW, "--seed", "5").exit_code == 0
    assert len(read(case / FILE)) > 4


@pytest.mark.parametrize(
    "words",
    [
        ("--no-journal",),
        ("--as-of", "2019-06-03"),
        ("--levers", "drop_bolton"),
        ("--slope", "5"),
        ("--target", "contact"),
    ],
)
def test_only_the_plain_forecast_is_written_down(case: Path, words: tuple[str, ...]):
    assert run("forecast", case, *FEW, *words).exit_code == 0
    assert not (case / FILE).exists()


def test_a_journal_that_was_changed_is_not_written_to(case: Path):
    assert run("forecast", case, *FEW).exit_code == 0
    path = case / FILE
    before = path.read_bytes().replace(b'"rate": 0.', b'"rate": 0.0', 1)
    path.write_bytes(before.replace(b'"rate":0.', b'"rate":0.0', 1))
    changed = path.read_bytes()
    done = run("forecast", case, *FEW, "--seed", "9")
    assert done.exit_code == 2
    assert "line 1" in done.output or ":1:" in done.output
    assert path.read_bytes() == changed


def test_then_it_is_settled_and_scored(case: Path):
    assert run("forecast", case, *FEW).exit_code == 0
    assert "no questions resolved yet" in run("score", case).output.lower()
    words = ("yes", "--source", "the press", "--on", "2019-06-30")
    assert run("resolve", case, "contact@2019-09-30", *words).exit_code == 0
    score = json.loads(run("score", case, "--json").stdout)["score"]
    said = next(e.rate for e in read(case / FILE) if e.question == "contact@2019-09-30")
    assert score["n"] == 1
    assert score["brier"] == pytest.approx((1 - said) ** 2)


def questions(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "questions.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_file_of_questions_is_answered_row_by_row(case: Path, tmp_path: Path):
    path = questions(
        tmp_path,
        "b,2019-06-03,Will they meet?,2019-09-30,contact,talks",
        'a,2019-06-03,"A test, long-range?",180,testing = long_range,',
        "c,2019-06-03,Does it snow?,90 days,weather = snow,",
        "d,2019-06-03,Will they meet?,2019-09-30,talks >= meeting,us_dprk",
    )
    done = run("forecast", case, "--questions", path, "--json", *FEW)
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["b", "a", "c", "d"]
    by = {row["id"]: row for row in rows}
    assert all(0 < row["probability"] < 1 and row["components"] for row in rows)
    assert by["a"]["by"] == "2019-11-30"
    assert by["a"]["components"][0]["name"] == "inside"
    assert by["c"]["note"].startswith("outside view only")
    assert [c["name"] for c in by["c"]["components"]] == ["questions:all"]
    # A condition that is a target by another name is that target.
    assert by["d"]["target"] == "contact"
    assert by["d"]["components"][0]["rate"] == by["b"]["components"][0]["rate"]
    assert not (case / FILE).exists()
    table = run("forecast", case, "--questions", path, *FEW)
    assert table.exit_code == 0
    assert "Does it snow?" in table.output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no column"),
        ("id,as_of,question\n", "there is no column horizon"),
        (HEADER + "a,nope,x,90,,\n", "as_of is no day"),
        (HEADER + "a,2019-06-03,x,2019-01-01,,\n", "is not after"),
        (HEADER + "a,2019-06-03,x\n", "not as many fields"),
        (HEADER + "a,2019-06-03,x,9,,\na,2019-06-03,y,9,,\n", "stands in line 2 too"),
        (HEADER + "a,2019-06-03,,9,,\n", "needs an id and its words"),
        (HEADER + 'a,2019-06-03,"x,9,,\n', "no CSV"),
        (HEADER + "a,9999-12-30,x,99999,,\n", "too far"),
    ],
)
def test_a_faulty_file_of_questions_has_one_message_a_fault(
    case: Path, tmp_path: Path, text: str, message: str
):
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    done = run("forecast", case, "--questions", path, *FEW)
    assert done.exit_code == 2, done.output
    assert message in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--as-of", "junk"), "is no day"),
        (("--as-of", "2021-01-01"), "already due"),
        (("--as-of", "2019-06-03", "--questions", "q.csv"), "each row has its own"),
        (("--slope", "0"), "slope"),
        (("--target", "contcat"), "contact"),
        (("--questions", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_bad_options_are_told_in_a_sentence(case: Path, words: tuple[str, ...], message: str):
    done = run("forecast", case, *FEW, *words)
    assert done.exit_code == 2
    assert message in done.output


def test_a_case_without_questions_says_so(tmp_path: Path):
    text = (CASES / "harbour-strike" / "case.yaml").read_text(encoding="utf-8")
    folder = tmp_path / "case"
    shutil.copytree(CASES / "harbour-strike", folder)
    (folder / "case.yaml").write_text(text[: text.index("forecasts:")], encoding="utf-8")
    done = run("forecast", folder, *FEW)
    assert done.exit_code == 0, done.output
    assert "asks no question with a date" in done.output
    assert not (folder / FILE).exists()
