"""The journal: what it keeps, what it refuses, and what shows when somebody has changed it."""

import json
import math
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.forecast import journal, journal_line, journal_lock
from detente.forecast.journal import JournalError, append, check, head, question_id, read

NOON = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)


def said(question: str = "talks@2019-12-31", rate: float = 0.34, **more) -> dict:
    known = {"question": question, "ask": question.partition("@")[0], "by": "2019-12-31"}
    return known | {"as_of": "2019-06-01", "yes_if": "envoys meet", "rate": rate} | more


def filled(path: Path, lines: int = 6) -> list[bytes]:
    for number in range(lines):
        append(path, [said(f"q{number}@2019-12-31", number / 10)], clock=lambda: NOON)
    return path.read_bytes().splitlines(keepends=True)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "forecasts.jsonl"


# --- what it keeps ---


def test_what_was_said_comes_back(path):
    components = [{"name": "inside", "rate": 0.3, "n": 1000}]
    written = append(
        path,
        [said(components=components, seed=7, reference=0.2, note="é, 한국")],
        clock=lambda: NOON,
    )
    assert path.read_text(encoding="utf-8") == written[0] + "\n"
    (entry,) = read(path)
    assert (entry.line, entry.seq, entry.made) == (1, 0, NOON)
    assert (entry.question, entry.ask) == ("talks@2019-12-31", "talks")
    assert (entry.by, entry.as_of) == (date(2019, 12, 31), date(2019, 6, 1))
    assert (entry.rate, entry.reference, entry.yes_if) == (0.34, 0.2, "envoys meet")
    assert entry.record["components"] == components
    assert entry.record["note"] == "é, 한국"
    assert entry.record["pool"] is None


def test_each_line_names_the_one_before(path):
    lines = filled(path, 3)
    records = [json.loads(line) for line in lines]
    assert [r["seq"] for r in records] == [0, 1, 2]
    assert records[0]["prev"] == "0" * 64
    import hashlib

    for before, after in zip(lines, records[1:], strict=False):
        assert after["prev"] == hashlib.sha256(before.rstrip(b"\n")).hexdigest()
    assert head(read(path)) == hashlib.sha256(lines[-1].rstrip(b"\n")).hexdigest()
    assert head([]) == "0" * 64


def test_the_id_is_of_what_is_said_not_of_when(tmp_path):
    ids = set()
    for days in (0, 5):
        file = tmp_path / str(days)
        append(file, [said()], clock=lambda days=days: NOON + timedelta(days=days))
        ids.add(read(file)[0].id)
    assert len(ids) == 1


def test_no_file_is_an_empty_journal(path):
    assert read(path) == []
    assert check(path) == []
    assert append(path, []) == []
    assert not path.exists()


def test_the_same_forecast_again_is_no_second_line(path):
    both = [said("a@2019-12-31"), said("b@2019-12-31")]
    assert len(append(path, both)) == 2
    assert append(path, both) == []
    assert append(path, [dict(reversed(both[0].items()))]) == []  # another order says the same
    assert len(append(path, [both[0], both[0]])) == 0


def test_a_forecast_that_came_back_to_an_old_figure_is_written(path):
    for rate in (0.3, 0.4, 0.3):
        assert len(append(path, [said(rate=rate)])) == 1
    assert [e.rate for e in read(path)] == [0.3, 0.4, 0.3]


def test_several_forecasts_of_one_question_at_once_are_not_doubled_either(path):
    several = [said(rate=0.1), said(rate=0.2), said(rate=0.1)]
    assert len(append(path, several)) == 3
    assert append(path, several) == []
    assert len(append(path, [said(rate=0.1), said(rate=0.5)])) == 1


def test_the_clock_can_be_fixed_from_outside(path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1560000000")
    append(path, [said()])
    assert read(path)[0].made == datetime(2019, 6, 8, 13, 20, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "never")
    assert abs(journal.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_questions_are_named_by_target_and_day():
    day = date(2019, 12, 31)
    assert question_id("contact", day) == "contact@2019-12-31"
    free = question_id("Will  envoys meet?", day)
    assert free == question_id("Will envoys meet?", day)
    assert free != question_id("Will envoys meet!", day)
    assert "\ud800" not in question_id("odd \ud800 text", day)


# --- what it refuses ---


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"rate": math.nan}, "not JSON compliant|no probability"),
        ({"rate": 1.2}, "rate is no probability"),
        ({"rate": None}, "rate is no probability"),
        ({"rate": True}, "rate is no probability"),
        ({"reference": -0.1}, "reference is no probability"),
        ({"by": "soon"}, "by is no day"),
        ({"by": "20191231"}, "by is no day"),
        ({"as_of": "2019-02-30"}, "as_of is no day"),
        ({"as_of": None}, "as_of is no day"),
        ({"question": " "}, "question is no text"),
        ({"yes_if": 3}, "yes_if is no text"),
        ({"seq": 0}, "seq is written by the journal"),
        ({"components": {1, 2}}, "not JSON serializable"),
        ({"components": [math.inf]}, "not JSON compliant"),
        ({"note": "\ud800"}, "surrogates"),
    ],
)
def test_what_cannot_be_scored_is_not_written(path, more, wrong):
    filled(path, 1)
    before = path.read_bytes()
    with pytest.raises(JournalError, match=wrong) as error:
        append(path, [said("x@2019-12-31"), said() | more])
    assert "forecast 2" in str(error.value)
    assert path.read_bytes() == before


def test_a_huge_forecast_is_refused(path, monkeypatch):
    with pytest.raises(JournalError, match="longer than 1,000,000 bytes"):
        append(path, [said(note="x" * 1_000_000)])
    assert not path.exists()
    monkeypatch.setattr(journal, "LARGEST", 1000)
    with pytest.raises(JournalError, match="full"):
        append(path, [said(note="x" * 600)])
    assert not path.exists()


def test_a_broken_journal_takes_no_more(path):
    lines = filled(path, 3)
    path.write_bytes(lines[0] + lines[2])
    with pytest.raises(JournalError, match=r"forecasts.jsonl:2: one line is missing") as error:
        append(path, [said("new@2019-12-31")])
    assert error.value.problems[0].advice
    with pytest.raises(JournalError):
        read(path)
    assert path.read_bytes() == lines[0] + lines[2]


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"\xff\xfe\n", "not UTF-8"),
        (b"{\n", "not JSON"),
        (b"{}\n", "something is missing"),
        (b"[]\n", "something is missing"),
        (b"\n", "not JSON"),
        (b'{"rate": NaN}\n', "NaN"),
        (b'{"rate": 1, "rate": 2}\n', "key twice"),
        (b'{"rate": 1e999}\n', "something is missing"),
        (b"[" * 100_000 + b"\n", "nested too deeply|not JSON"),
        (b'{"n": ' + b"9" * 5000 + b"}\n", "limit|digits"),
        (b"x" * 1_000_001 + b"\n", "longer than 1,000,000 bytes"),
        (b"\x00\x1b[31m\n", "not JSON"),
        (b"no end", "breaks off"),
    ],
)
def test_hostile_lines_are_told_not_read(path, content, wrong):
    path.write_bytes(content)
    (problem,) = check(path)
    assert problem.line == 1
    with pytest.raises(JournalError, match=wrong):
        read(path)
    with pytest.raises(JournalError, match=wrong):
        append(path, [said()])
    assert path.read_bytes() == content


def test_a_file_too_large_is_not_read(path, monkeypatch):
    monkeypatch.setattr(journal, "LARGEST", 5000)
    path.write_bytes(b"x" * 6000)
    (problem,) = check(path)
    assert "larger than" in problem.what


def test_very_many_faults_are_not_all_told(path):
    path.write_bytes(b"x\n" * 500)
    assert len(check(path)) == 101


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX systems")
def test_links_and_pipes_are_not_followed(tmp_path):
    real = tmp_path / "real"
    filled(real, 1)
    link = tmp_path / "forecasts.jsonl"
    link.symlink_to(real)
    for ask in (read, check, lambda p: append(p, [said("x@2019-12-31")])):
        with pytest.raises(OSError, match="link"):
            ask(link)
    assert len(read(real)) == 1
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="ordinary file"):
        read(pipe)
    with pytest.raises(OSError, match="ordinary file"):
        read(tmp_path)
    other = tmp_path / "other.jsonl"
    target = tmp_path / "precious"
    target.write_text("precious")
    (tmp_path / ".other.jsonl.new").symlink_to(target)
    append(other, [said()])
    assert target.read_text() == "precious"
    (tmp_path / ".third.lock").symlink_to(target)
    with pytest.raises(OSError, match="symbolic"):
        append(tmp_path / "third", [said()])


# --- what shows when it was changed ---


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    return tuple(filled(tmp_path_factory.mktemp("journal") / "forecasts.jsonl"))


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    return tmp_path_factory.mktemp("scratch") / "forecasts.jsonl"


@given(data=st.data())
@settings(max_examples=400)
def test_any_byte_changed_is_noticed(lines, scratch, data):
    whole = bytearray(b"".join(lines))
    at = data.draw(st.integers(0, len(whole) - 1))
    new = data.draw(st.integers(0, 255).filter(lambda b: b != whole[at]))
    line = whole[:at].count(b"\n") + 1
    whole[at] = new
    scratch.write_bytes(whole)
    problems = check(scratch)
    assert problems
    assert problems[0].line == line


@given(st.permutations(range(6)), st.integers(0, 6))
@settings(max_examples=150)
def test_lines_taken_out_or_moved_are_noticed(lines, scratch, order, kept):
    scratch.write_bytes(b"".join(lines[i] for i in order[:kept]))
    untouched = list(order[:kept]) == list(range(kept))
    assert (check(scratch) == []) == untouched


def test_lines_cut_off_the_end_are_noticed_by_a_hash_noted_earlier(path):
    lines = filled(path, 3)
    noted = head(read(path))
    assert check(path, noted) == []
    append(path, [said("later@2019-12-31")])
    assert check(path, noted[:12]) == []
    path.write_bytes(b"".join(lines[:2]))
    assert check(path) == []
    (problem,) = check(path, noted)
    assert "noted earlier" in problem.what
    with pytest.raises(ValueError, match="12 to 64"):
        check(path, "abc")


def test_a_line_written_anew_with_its_own_hash_is_noticed(path):
    lines = filled(path, 4)
    forged = json.loads(lines[1])
    forged["rate"] = 0.99
    content = {k: v for k, v in forged.items() if k not in journal_line.OWN}
    forged["id"] = journal_line.digest(content)
    body = {k: v for k, v in forged.items() if k != "seal"}
    forged["seal"] = journal_line.sha(journal_line.packed(body))
    path.write_bytes(lines[0] + journal_line.packed(forged) + b"\n" + lines[2] + lines[3])
    (problem,) = check(path)
    assert problem.line == 2
    assert "in place of another" in problem.what


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (lambda ls: [*ls[:2], *ls[4:]], 3, "2 lines are missing before this one"),
        (lambda ls: ls[1:], 1, "one line is missing before this one"),
        (lambda ls: [*ls, ls[2]], 7, "wrong place or twice: it was line 3"),
        (lambda ls: [*ls[:5], ls[5][:-9]], 6, "breaks off"),
        (lambda ls: [*ls[:5], ls[5].replace(b"\n", b"\r\n")], 6, "CR LF"),
        (lambda ls: [*ls[:2], ls[2].replace(b'"rate":0.2', b'"rate":0.8'), *ls[3:]], 3, "seal"),
        (lambda ls: [*ls[:2], ls[2].replace(b'"rate":0.2', b'"rate": 0.2'), *ls[3:]], 3, "seal"),
    ],
)
def test_the_first_problem_says_where_and_what(lines, scratch, change, line, what):
    scratch.write_bytes(b"".join(change(list(lines))))
    first = check(scratch)[0]
    assert first.line == line
    assert what in first.what
    assert first.advice


def test_one_changed_line_is_one_problem(lines, scratch):
    changed = lines[2].replace(b'"rate":0.2', b'"rate":0.8')
    scratch.write_bytes(b"".join([*lines[:2], changed, *lines[3:]]))
    assert len(check(scratch)) == 1


def test_a_lock_held_too_long_is_said(path):
    with (
        journal_lock.held(path),
        pytest.raises(journal_lock.BusyError, match="another program"),
    ):
        append(path, [said()], wait=0.05)
