"""``resolve``, ``score`` and ``journal`` as their users call them."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from detente.case.resolutions import load_resolutions
from detente.case.values import When
from detente.cli import record
from detente.forecast.journal import append, read

NOW = datetime(2020, 7, 15, 12, 0, tzinfo=UTC)

main = click.Group(commands=[record.resolve, record.score, record.journal])


def run(*args: object):
    return CliRunner().invoke(main, [str(a) for a in args])


def asked(*args: object) -> dict:
    found = run(*args, "--json")
    assert found.exit_code == 0, found.stderr
    return json.loads(found.stdout)


def said(ask: str, by: str, rate: float, as_of: str = "2019-06-01", reference=None) -> dict:
    found = {"question": f"{ask}@{by}", "ask": ask, "by": by, "as_of": as_of, "rate": rate}
    return found | {"reference": reference, "yes_if": "it is shared"}


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))


@pytest.fixture
def case(tmp_path, root):
    """A real case, with a journal of four forecasts of three questions."""
    folder = tmp_path / "strike"
    folder.mkdir()
    source = root / "cases" / "harbour-strike"
    for path in source.rglob("*"):
        to = folder / path.relative_to(source)
        if path.is_dir():
            to.mkdir()
        elif path.name != "forecasts.jsonl":
            to.write_bytes(path.read_bytes())
    append(
        folder / "forecasts.jsonl",
        [
            said("talks", "2019-12-31", 0.34, reference=0.2),
            said("talks", "2019-12-31", 0.60, "2019-09-01", reference=0.2),
            said("deal", "2020-06-30", 0.10, reference=0.15),
            said("deal", "2021-06-30", 0.25, reference=0.3),
        ],
    )
    return folder


def settle(case, question, outcome, *more, on="2019-11-01"):
    return run("resolve", case, question, outcome, "--source", "a paper", "--on", on, *more)


# --- resolve ---


def test_an_outcome_is_entered_and_read_back(case):
    found = settle(case, "talks@2019-12-31", "yes", "--note", 'said "yes": both')
    assert found.exit_code == 0, found.stderr
    assert (case / "resolutions.yaml").read_text() == (
        "talks@2019-12-31:\n"
        "  outcome: yes\n"
        "  on: 2019-11-01\n"
        '  source: "a paper"\n'
        '  note: "said \\"yes\\": both"\n'
    )
    one = load_resolutions(case)["talks@2019-12-31"]
    assert (one.outcome, one.on.start, one.source) == ("yes", date(2019, 11, 1), "a paper")
    assert one.note == 'said "yes": both'


def test_a_later_entry_keeps_comments_and_order(case):
    path = case / "resolutions.yaml"
    path.write_text("# ours\ndeal@2020-06-30: {outcome: no, on: 2020-07-01, source: b} # end\n# z")
    assert settle(case, "talks@2019-12-31", "no", on="2020-01-01").exit_code == 0
    text = path.read_text()
    assert text.startswith(
        "# ours\ndeal@2020-06-30: {outcome: no, on: 2020-07-01, source: b} # end"
    )
    assert "# z\ntalks@2019-12-31:\n" in text
    assert list(load_resolutions(case)) == ["deal@2020-06-30", "talks@2019-12-31"]


def test_a_correction_needs_to_be_asked_for_and_keeps_what_was(case):
    path = case / "resolutions.yaml"
    path.write_text(
        "# top\n"
        "talks@2019-12-31:\n"
        "  outcome: yes\n"
        "  # seen twice\n"
        "  on: 2019-11-01\n"
        "  source: a paper\n"
        "\n"
        "# about the deal\n"
        "deal@2020-06-30: {outcome: no, on: 2020-07-01, source: b}\n"
    )
    before = path.read_bytes()
    refused = settle(case, "talks@2019-12-31", "no", on="2020-01-02")
    assert refused.exit_code == 2
    assert "settled before: yes, on 2019-11-01" in refused.stderr
    assert path.read_bytes() == before
    assert settle(case, "talks@2019-12-31", "no", "--replace", on="2020-01-02").exit_code == 0
    assert settle(case, "talks@2019-12-31", "void", "--replace", on="2020-01-03").exit_code == 0
    text = path.read_text()
    assert text.startswith("# top\n  # seen twice\ntalks@2019-12-31:\n  outcome: void\n")
    assert text.endswith(
        "\n\n# about the deal\ndeal@2020-06-30: {outcome: no, on: 2020-07-01, source: b}\n"
    )
    found = load_resolutions(case)
    assert list(found) == ["talks@2019-12-31", "deal@2020-06-30"]
    assert [one.outcome for one in found["talks@2019-12-31"].was] == ["yes", "no"]


def test_the_same_again_changes_nothing(case):
    settle(case, "talks@2019-12-31", "yes")
    before = (case / "resolutions.yaml").read_bytes()
    again = settle(case, "talks@2019-12-31", "yes")
    assert again.exit_code == 0
    assert "stands so already" in again.stdout
    assert (case / "resolutions.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("args", "wrong"),
    [
        (["talk@2019-12-31", "yes", "--source", "s"], "Did you mean talks@2019-12-31?"),
        (["zzz", "yes", "--source", "s"], "There are: talks@2019-12-31"),
        (["talks@2019-12-31", "maybe", "--source", "s"], "'maybe' is not one of"),
        (["talks@2019-12-31", "yes"], "Missing option '--source'"),
        (["talks@2019-12-31", "yes", "--source", " ", "--on", "2019-11-01"], "empty|nothing"),
        (["talks@2019-12-31", "yes", "--source", "s", "--on", "2019-05-31"], "before the question"),
        (["talks@2019-12-31", "no", "--source", "s", "--on", "2020-07-16"], "in the future"),
        (["talks@2019-12-31", "yes", "--source", "s"], "after the last day that counts"),
        (["talks@2019-12-31", "no", "--source", "s", "--on", "soon"], "does not match"),
        (["talks@2019-12-31", "no", "--source", "a\x1b[31m"], "character|print"),
    ],
)
def test_what_is_refused_leaves_everything_as_it_was(case, args, wrong):
    import re

    found = run("resolve", case, *args)
    assert found.exit_code == 2
    assert re.search(wrong.replace("?", r"\?"), found.stderr), found.stderr
    assert not (case / "resolutions.yaml").exists()


def test_a_question_of_the_case_that_was_never_forecast_can_be_settled(case, monkeypatch):
    late = datetime(2031, 12, 1, tzinfo=UTC)  # the strike is one of a year to come
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(late.timestamp())))
    early = settle(case, "sit_down@2031-10-15", "yes", on="2031-09-01")
    assert "before the question was asked (2031-09-15)" in early.stderr
    assert settle(case, "sit_down@2031-10-15", "yes", on="2031-10-01").exit_code == 0
    assert asked("score", case)["settled_without_forecast"] == ["sit_down@2031-10-15"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{talks@2019-12-31: {outcome: no, on: 2020-01-01, source: s}}\n", "curly brackets"),
        ("talks@2019-12-31: {outcome: perhaps}\n", "is no outcome"),
        ("a: b: c\n", "faults?, nothing done"),
        ("deal@2020-06-30: {outcome: no, on: 2020-07-01, source: s}\n...\n", "by hand|fault"),
    ],
)
def test_a_file_that_cannot_be_added_to_is_left_alone(case, text, wrong):
    import re

    path = case / "resolutions.yaml"
    path.write_text(text)
    found = settle(case, "deal@2021-06-30", "no", on="2020-07-01")
    assert found.exit_code == 2
    assert re.search(wrong, found.stderr), found.stderr
    assert path.read_text() == text


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX systems")
def test_a_link_is_not_written_through(case, tmp_path):
    (tmp_path / "precious.yaml").write_text("")
    (case / "resolutions.yaml").symlink_to(tmp_path / "precious.yaml")
    found = settle(case, "talks@2019-12-31", "yes")
    assert found.exit_code == 2
    assert "link" in found.stderr
    assert (tmp_path / "precious.yaml").read_text() == ""


def test_indented_files_and_odd_names_are_added_to(case):
    append(case / "forecasts.jsonl", [said("odd: #1", "2019-12-31", 0.2)])
    path = case / "resolutions.yaml"
    path.write_text("  deal@2020-06-30: {outcome: no, on: 2020-07-01, source: s}\n")
    found = settle(case, "odd: #1@2019-12-31", "no")
    assert found.exit_code == 0, found.stderr
    assert list(load_resolutions(case)) == ["deal@2020-06-30", "odd: #1@2019-12-31"]


def test_two_who_settle_at_once_lose_nothing(case):
    program = (
        "import sys, click\nfrom detente.cli import record\n"
        "main = click.Group(commands=[record.resolve])\nmain(sys.argv[1:])\n"
    )
    questions = ["talks@2019-12-31", "deal@2020-06-30", "deal@2021-06-30"]
    more = ["no", "--source", "s", "--on", "2020-07-01"]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, "resolve", str(case), q, *more],
            stdout=subprocess.DEVNULL,
        )
        for q in questions
    ]
    assert [one.wait(60) for one in started] == [0, 0, 0]
    assert sorted(load_resolutions(case)) == sorted(questions)


# --- score ---


def test_nothing_settled_yet_is_no_fault(case):
    found = run("score", case)
    assert found.exit_code == 0
    assert "no questions resolved yet" in found.stdout
    assert "talks@2019-12-31" in found.stdout
    assert "OVERDUE by 197 days" in found.stdout
    assert "2 overdue" in found.stdout
    data = asked("score", case)
    assert data["score"] is None
    assert data["said"] == "no questions resolved yet"
    assert [(o["question"], o["overdue"]) for o in data["open"]] == [
        *(("talks@2019-12-31", True), ("deal@2020-06-30", True), ("deal@2021-06-30", False))
    ]


def test_a_case_without_journal_has_nothing_to_score(case):
    (case / "forecasts.jsonl").unlink()
    found = run("score", case)
    assert found.exit_code == 0
    assert "No question is open." in found.stdout


def test_scores_by_hand(case):
    settle(case, "talks@2019-12-31", "yes")
    settle(case, "deal@2020-06-30", "no", on="2020-07-01")
    data = asked("score", case)
    found = data["score"]
    assert found["brier"] == pytest.approx((0.16 + 0.01) / 2)
    assert found["skill"] == pytest.approx(1 - (0.16 + 0.01) / (0.64 + 0.0225))
    assert found["clusters"] == 2
    assert found["backtests"] == 2
    assert [o["question"] for o in data["open"]] == ["deal@2021-06-30"]
    first = asked("score", case, "--mode", "first")["score"]
    assert first["brier"] == pytest.approx((0.66**2 + 0.01) / 2)
    daily = asked("score", case, "--mode", "daily", "--reference", "even")["score"]
    early = (date(2019, 9, 1) - date(2019, 6, 1)).days
    late = (date(2019, 11, 1) - date(2019, 9, 1)).days
    talks = (early * 0.66**2 + late * 0.16) / (early + late)
    assert daily["brier"] == pytest.approx((talks + 0.01) / 2)
    assert daily["reference_brier"] == 0.25


def test_the_tables_say_what_the_figures_are(case):
    settle(case, "talks@2019-12-31", "yes")
    settle(case, "deal@2020-06-30", "no", on="2020-07-01")
    text = run("score", case).stdout
    assert "2 settled (1 yes, 1 no); the last forecast made before" in text
    assert "0.085" in text
    assert "reliability" in text
    assert "Only 2 settled" in text
    assert "Calibration line: not drawn" in text
    assert "60 and 70 %" in text
    assert "deal@2021-06-30" in text


def test_void_questions_are_named_not_scored(case):
    settle(case, "talks@2019-12-31", "void")
    data = asked("score", case)
    assert data["score"] is None
    assert data["void"] == ["talks@2019-12-31"]
    assert "Void, not scored: talks@2019-12-31" in run("score", case).stdout


def test_a_question_settled_before_it_was_forecast_is_told(case):
    settle(case, "talks@2019-12-31", "yes", on="2019-06-01")
    text = run("score", case).stdout
    assert "no questions resolved yet" in text
    assert "Settled before any forecast of it counts: talks@2019-12-31" in text


def test_several_cases_are_pooled_and_are_the_clusters(case, tmp_path):
    import shutil

    other = tmp_path / "other"
    settle(case, "talks@2019-12-31", "yes")
    shutil.copytree(case, other)
    found = asked("score", case, other, case)
    assert found["score"]["n"] == 2
    assert found["score"]["clusters"] == 2
    assert {q["cluster"] for q in found["score"]["questions"]} == {"strike", "other"}
    assert "other: deal@2021-06-30" in [o["name"] for o in found["open"]]


def test_a_backtest_refuses_what_is_dated_later(case):
    settle(case, "talks@2019-12-31", "yes")
    settle(case, "deal@2020-06-30", "no", on="2020-07-01")
    late = run("score", case, "--as-of", "2020-06-30")
    assert late.exit_code == 2
    assert "resolutions.yaml:5:1" in late.stderr
    assert (
        "the resolution of 'deal@2020-06-30' is dated 2020-07-01, after 2020-06-30" in late.stderr
    )
    early = run("score", case, "--as-of", "2019-08-31")
    assert early.exit_code == 2
    assert (
        "forecasts.jsonl:2:1: the forecast of 'talks@2019-12-31' is dated 2019-09-01"
        in early.stderr
    )
    assert "3 faults" in early.stderr
    assert run("score", case, "--as-of", "2020-07-01").exit_code == 0


def test_a_resolution_from_the_future_is_refused_without_backtest_too(case):
    (case / "resolutions.yaml").write_text(
        "talks@2019-12-31: {outcome: no, on: 2021-01-01, source: s}\n"
    )
    found = run("score", case)
    assert found.exit_code == 2
    assert "which is today" in found.stderr


def test_a_broken_journal_gives_no_figures(case):
    path = case / "forecasts.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0].replace(b"0.34", b"0.94") + b"".join(lines[1:]))
    for args in (["score", case], ["journal", case], ["journal", case, "--check"]):
        found = run(*args)
        assert found.exit_code == 2
        assert "forecasts.jsonl:1: this line was changed" in found.stderr
        assert found.stdout == ""
    assert settle(case, "talks@2019-12-31", "yes").exit_code == 2


def test_no_such_case_is_said(tmp_path):
    for command in ("score", "journal"):
        found = run(command, tmp_path / "none")
        assert found.exit_code == 2
        assert "no such case" in found.stderr


# --- journal ---


def test_the_journal_is_listed(case):
    text = run("journal", case).stdout
    assert "2020-07-15 12:00:00" in text
    assert "34 %" in text
    assert "unlikely" in text
    data = asked("journal", case)
    assert data["lines"] == 4
    assert data["problems"] == []
    assert [f["rate"] for f in data["forecasts"]] == [0.34, 0.6, 0.1, 0.25]
    assert data["head"] in text


def test_the_journal_is_checked(case):
    head = asked("journal", case)["head"]
    assert "4 lines, all as they were written" in run("journal", case, "--check").stdout
    path: Path = case / "forecasts.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:3]))
    assert run("journal", case, "--check").exit_code == 0
    cut = run("journal", case, "--head", head)
    assert cut.exit_code == 2
    assert "noted earlier" in cut.stderr
    assert "--head" in run("journal", case, "--head", "zz").stderr
    data = run("journal", case, "--head", head, "--json")
    assert data.exit_code == 2
    assert json.loads(data.stdout)["problems"][0]["line"] == 3


def test_an_empty_journal_is_said(case):
    (case / "forecasts.jsonl").unlink()
    assert "No forecast has been written down yet." in run("journal", case).stdout
    assert asked("journal", case)["lines"] == 0


def test_hostile_names_are_shown_harmless(case):
    append(case / "forecasts.jsonl", [said("[red]\x1b[31mx", "2021-12-31", 0.2)])
    for command in ("score", "journal"):
        text = run(command, case).stdout
        assert "\x1b" not in text
        assert "[red]" in text


def test_dates_are_spans_of_one_day(case):
    settle(case, "talks@2019-12-31", "yes")
    assert load_resolutions(case)["talks@2019-12-31"].on == When(
        date(2019, 11, 1), date(2019, 11, 1)
    )
    assert len(read(case / "forecasts.jsonl")) == 4
