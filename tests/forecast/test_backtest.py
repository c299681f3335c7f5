"""As of a day: whatever became known later is refused, on every path into a forecast."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from detente.asking import as_of_day, known_resolutions
from detente.case.faults import CaseErrors
from detente.cli import main
from detente.forecast.outside.reference import look
from detente.questionnaire import answers, read_questions
from detente.study import open_case, study

DAY = "2019-06-03"
KOREA = Path("cases/korea-2019")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(KOREA, folder)
    return folder / "case.yaml"


def _run(*words: str):
    return CliRunner().invoke(main, list(words))


def _smuggled(case: Path, old: str, new: str) -> Path:
    text = case.read_text(encoding="utf-8")
    assert old in text
    case.write_text(text.replace(old, new, 1), encoding="utf-8")
    return case


SMUGGLED = {
    "source": (
        "kind: background brief, date: 2019-06-01",
        "kind: background brief, date: 2019-07-01",
    ),
    "event": (
        "\ncalendar:",
        "\ncalendar:\n  - {when: 2019-07-01, what: x, moves: {talks: letters}}\n#",
    ),
    "statement": (
        "\nstatements:",
        '\nstatements:\n  - {who: Trump, when: 2019-07-01, at: ¶1, said: "warmonger"}\n#',
    ),
    "stall": ("stalled: 2019-02-28", "stalled: 2019-07-01"),
    "history": ("dates: [", "dates: [2019-07-01, "),
}


@pytest.mark.parametrize("what", SMUGGLED)
def test_the_case_itself_refuses_what_is_later_than_its_own_day(case: Path, what: str):
    done = _run("forecast", str(_smuggled(case, *SMUGGLED[what])), "--no-journal")
    assert done.exit_code == 2, done.output
    assert "2019-07-01" in done.output


@pytest.mark.parametrize("command", ["forecast"])
def test_an_earlier_day_refuses_the_whole_case(command: str):
    done = _run(command, str(KOREA), "--as-of", "2019-05-20", "--readings", "5")
    assert done.exit_code == 2
    assert "this case stands as of 2019-06-01" in done.output
    assert "source 'brief'" in done.output
    assert "what happened on 2019-05-26" in done.output


def test_from_python_as_well():
    loaded, table = open_case(KOREA)
    with pytest.raises(CaseErrors, match="2019-06-01"):
        as_of_day(loaded, table, date(2019, 5, 31))
    assert as_of_day(loaded, table, date(2019, 6, 3)).as_of == date(2019, 6, 3).toordinal()


def test_a_question_older_than_the_case_gets_no_word_from_it(tmp_path: Path):
    rows = tmp_path / "q.csv"
    rows.write_text(
        "id,as_of,question,horizon,target,reference_class\n"
        "old,2019-05-01,Talks?,2019-12-31,talks_resume,us_dprk\n"
        "new,2019-06-03,Talks?,2019-12-31,talks_resume,us_dprk\n",
        encoding="utf-8",
    )
    loaded, table = open_case(KOREA)
    old, new = answers(loaded, table, read_questions(rows), readings=10)
    assert {c["name"] for c in new["components"]} == {"inside", "history:us_dprk"}
    assert not {c["name"] for c in old["components"]} & {"inside", "history:us_dprk"}
    assert "2019-06-01" in old["note"]
    assert old["target"] is None


def test_impasses_and_question_sets_are_cut_off_on_the_day():
    early = look([], kind="step", as_of=date(1998, 1, 1), by=date(1998, 12, 31), text="talks")
    assert [c.name for c in early.components] == ["impasses:talks"]
    assert any("questions:talks" in reason for reason in early.left_out)
    late = look([], kind="step", as_of=date(2019, 6, 3), by=date(2019, 12, 31), text="talks")
    counts = [int(x.components[0].basis.split()[0]) for x in (early, late)]
    assert counts[0] < counts[1]


RESOLVED = "contact@2019-09-30: {outcome: yes, on: 2019-06-30, source: the press}\n"


def test_resolutions_are_read_only_as_far_as_they_were_known(case: Path):
    (case.parent / "resolutions.yaml").write_text(RESOLVED, encoding="utf-8")
    assert known_resolutions(case.parent, date(2019, 6, 29)) == {}
    assert list(known_resolutions(case.parent, date(2019, 6, 30))) == ["contact@2019-09-30"]


def test_a_smuggled_resolution_changes_no_figure_and_is_refused_in_a_backtest(case: Path):
    plain = _run("forecast", str(case), "--as-of", DAY, "--readings", "10", "--json")
    (case.parent / "resolutions.yaml").write_text(RESOLVED, encoding="utf-8")
    done = _run("forecast", str(case), "--as-of", DAY, "--readings", "10", "--json")
    assert done.exit_code == 2
    assert "2019-06-30" in done.output
    page = study(case, only=["forecast"], readings=10)["forecast"]
    figures = json.loads(plain.stdout)["support"]["questions"][0]["components"]
    assert page.support["track"] is None
    assert [c["name"] for c in page.support["questions"][0]["components"]] == [
        c["name"] for c in figures
    ]


def test_a_backtest_writes_nothing(case: Path):
    before = sorted(p.name for p in case.parent.iterdir())
    done = _run("forecast", str(case), "--as-of", DAY, "--readings", "5")
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in case.parent.iterdir()) == before
