"""What a case says about time: the clock it compiles to, what is known when, and the outcomes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from case.small import TEXT, faults, loaded, swapped
from hypothesis import given
from hypothesis import strategies as st

from detente.case.classes import CLASSES, KINDS, class_names
from detente.case.compile import compile_case
from detente.case.compile_time import per_month
from detente.case.cut import later_than
from detente.case.faults import CaseErrors
from detente.case.load import load, load_text
from detente.case.readers import read_references
from detente.case.resolutions import load_resolutions, read_resolutions
from detente.case.schema import halves
from detente.case.values import Rate
from detente.core.edits import apply
from detente.core.table import Mute, Span
from detente.core.timing import MONTH, Clock
from detente.forecast.outside.impasses import kinds
from detente.forecast.outside.questions import SETS

TIMED = """\
shocks:
  storm: {rate: 0.7-1.4 a week, moves: {water: half, gauge: joint}}
  drought: {rate: 3-6 a year, moves: {water: little}}
histories:
  rounds:
    {what: a round of talks, from: 2020-03, dates: [2021-06, 2020, 2023-05-09/10],
     counts_for: agreement}
calendar:
  - {when: 2025-01, what: a fair, opens: [water]}
  - {when: 2025-04-02/03, also: [2025-03, 2025-09-30], what: a market, opens: [gauge, water, Upton]}
  - {when: 2025-05, what: spring}
  - {when: 2025-03-01, what: today, opens: [payment]}
rules:
"""


def clock(folder: Path, text: str) -> Clock:
    return compile_case(loaded(folder, text).case).clock


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_a_case_compiles_to_its_clock(tmp_path):
    found = clock(tmp_path, swapped(("rules:\n", TIMED)))
    assert [one.parties for one in found.contacts] == [("Downham", "Upton")]
    assert found.contacts[0].rate == Span("contacts.Upton-Downham", 1.0, 2.0)
    drought, storm = found.shocks
    assert (drought.id, drought.moves) == ("drought", (("water", 0),))
    assert drought.rate == Span("shocks.drought", 0.25, 0.5)
    assert (storm.id, storm.moves) == ("storm", (("gauge", 1), ("water", 2)))
    assert storm.rate.lo == pytest.approx(0.7 * MONTH / 7)
    assert found.horizon == day("2025-12-31")
    assert found.stalled == day("2024-12-01")
    (rounds,) = found.histories
    assert rounds.what == "a round of talks"
    assert rounds.start == day("2020-03-01")
    assert rounds.counts_for == ("agreement",)
    # A year that begins before the history does is its first day.
    assert rounds.days == (day("2020-03-01"), day("2021-06-01"), day("2023-05-09"))


def test_windows_are_dates_that_open_issues_and_end_later_than_today(tmp_path):
    march, april, september = clock(tmp_path, swapped(("rules:\n", TIMED))).windows
    assert (march.start, march.end) == (day("2025-03-01"), day("2025-03-31"))
    assert (april.start, april.end) == (day("2025-04-02"), day("2025-04-03"))
    assert september.start == september.end == day("2025-09-30")
    for one in (march, april, september):
        assert one.name == "a market"
        assert one.issues == {"gauge", "water"}
        assert one.parties == {"Upton"}


def test_without_words_on_time_there_is_none(tmp_path):
    text = swapped(
        ("  stalled: 2024-12 ", "  # "),
        ("  horizon: 2025-12-31\n", ""),
        ("contacts:   ", "# "),
        ('  Upton-Downham: {rate: 1-2 a month, why: "[a] two towns on one river"}\n', ""),
    )
    assert clock(tmp_path, text) == Clock()


def test_a_spoiler_goes_with_his_advice(tmp_path):
    adviser = "  Cleo:                            # nobody's `decides` names her: an adviser\n"
    text = swapped((adviser, adviser + "    spoils: {how: by letter, chance: 20-40}\n"))
    table = compile_case(loaded(tmp_path, text).case)
    assert table.actor["Cleo"].spoils == Span("actors.Cleo.spoils.chance", 20, 40)
    assert table.actor["Ada"].spoils is None
    assert "Cleo" not in apply(table, [Mute("Cleo")]).actor


def test_the_order_of_the_file_changes_no_clock(tmp_path):
    text = swapped(("rules:\n", TIMED))
    start, end = text.index("calendar:"), text.index("rules:\n")
    head, *events = text[start:end].splitlines(keepends=True)
    turned = text[:start] + head + "".join(events[::-1]) + text[end:]
    assert turned != text
    assert clock(tmp_path / "a", turned) == clock(tmp_path / "b", text)


@pytest.mark.parametrize(
    ("text", "times"),
    [("2 a day", 2 * MONTH), ("2 a week", 2 * MONTH / 7), ("2 a month", 2), ("6 a year", 0.5)],
)
def test_rates_are_by_the_month(text, times):
    assert per_month(Rate.parse(text), "x").lo == pytest.approx(times)


def test_a_name_joins_two_parties_in_every_way_it_can_be_read():
    parties = ("A", "A-B", "B", "B-C", "C")
    assert halves("A-B-C", parties) == [("A", "B-C"), ("A-B", "C")]
    assert halves("A-A", parties) == []
    assert halves("A", parties) == []


def test_a_forecast_asks_for_a_target_an_event_or_in_words(tmp_path):
    event = "  - {ask: flood, when: water = half, by: 2025-06, yes_if: half of it flows}\n"
    words = "  - {ask: Does it rain?, by: 2025-06, yes_if: rain, reference: questions:all}\n"
    target, flood, rain = loaded(tmp_path, TEXT + event + words).case.forecasts
    assert (target.when, target.reference) == (None, None)
    assert str(flood.when) == "water = half"
    assert rain.reference == ("questions:all",)
    assert faults(tmp_path, TEXT + event.replace("when: water = half, ", ""))


@pytest.mark.parametrize("raw", ["a, impasses:talks", ["a", "impasses : talks"], ("a", "b")])
def test_references_are_names_with_colons(raw):
    assert read_references(raw) in {("a", "impasses:talks"), ("a", "b")}


def test_classes_have_names_and_words():
    names = class_names()
    assert len(set(names)) == len(names)
    assert not any("KIND" in name for name in names)
    assert all(words and ":" in name for name, words in CLASSES.items())


def test_the_classes_of_the_case_are_those_of_the_forecast():
    """The two layers may not know each other, so the names stand in both."""
    assert kinds() == KINDS
    assert {name.split(":")[1] for name in CLASSES if name.startswith("impasses:")} == {
        "talks",
        "deal",
    }
    assert {name.split(":")[1] for name in CLASSES if name.startswith("questions:")} == set(SETS)


# --- what is known when ---


@pytest.fixture(scope="module")
def korea(root):
    return load(root / "cases" / "korea-2019")


def test_a_case_holds_nothing_later_than_its_own_day(root):
    for name in ("korea-2019", "harbour-strike", "veshta-basin"):
        found = load(root / "cases" / name)
        assert later_than(found, found.case.meta.as_of.start) == []
        assert later_than(found, date(2040, 1, 1)) == []


def test_a_day_earlier_the_whole_case_is_hindsight(korea):
    first, second = later_than(korea, date(2019, 5, 31))
    assert "stands as of 2019-06-01, which is later than 2019-05-31" in first.message
    assert "write one that stands as of the earlier day" in first.hint
    assert "source 'brief' of 2019-06-01" in second.message
    assert first.line > 1
    assert first.snippet


def test_every_kind_of_hindsight_is_named(tmp_path):
    later = TIMED.replace("2025-01, what", "2025-02-20, what") + ""
    said = "statements:\n  - {who: Ada, when: 2025-02-10, at: ¶2, said: too dear}\n"
    moved = "  - {when: 2025-02-12, what: rain, moves: {water: little}}\n"
    text = swapped(("rules:\n", later.replace("rules:\n", moved + said + "rules:\n")))
    text = text.replace("stalled: 2024-12", "stalled: 2025-02-01")
    text = text.replace("2023-05-09/10", "2025-02-05")
    found = loaded(tmp_path, text)
    named = [one.path for one in later_than(found, date(2025, 1, 31))]
    assert named == [
        "case.as_of",
        "case.stalled",
        "case.sources.notes.date",
        "histories.rounds.dates.2",
        "calendar.0.when",
        "calendar.3.when",
        "calendar.4.when",
        "statements.0.when",
    ]
    for earlier in (date(2019, 1, 1), date(2025, 2, 28)):
        assert later_than(found, earlier)[0].path == "case.as_of"


def test_outcomes_are_hindsight_too(korea):
    outcomes = read_resolutions("q: {outcome: no, on: 2020-01-01, source: a paper}")
    assert later_than(korea, date(2020, 1, 1), outcomes) == []
    (found,) = later_than(korea, date(2019, 12, 31), outcomes)
    assert found.message == "the outcome of 'q', of 2020-01-01, is later than 2019-12-31"
    assert (found.file, found.line, found.col) == ("resolutions.yaml", 1, 1)


@given(st.dates(date(2018, 1, 1), date(2021, 1, 1)), st.integers(0, 400))
def test_a_later_day_never_knows_less(korea, first, more):
    later = date.fromordinal(first.toordinal() + more)
    assert {one.path for one in later_than(korea, later)} <= {
        one.path for one in later_than(korea, first)
    }


# --- outcomes ---

GOOD = """\
# how it came out
talks@2019-12-31:
  outcome: yes
  on: 2019-06-30
  source: "a paper of that day"
  note: counted as a meeting
  was:
    - {outcome: void, on: 2019-07-01, source: a first look}
deal@2020-06-30: {outcome: no, on: 2020-06-30, source: nothing was signed}
"""


def test_outcomes_are_read_with_what_they_were_before(tmp_path):
    (tmp_path / "resolutions.yaml").write_text(GOOD, encoding="utf-8")
    found = load_resolutions(tmp_path)
    assert found == load_resolutions(tmp_path / "resolutions.yaml") == read_resolutions(GOOD)
    talks = found["talks@2019-12-31"]
    assert (talks.outcome, str(talks.on), talks.note) == (
        "yes",
        "2019-06-30",
        "counted as a meeting",
    )
    assert [one.outcome for one in talks.was] == ["void"]
    assert (talks.line, talks.col, talks.shown) == (2, 1, "talks@2019-12-31:")
    assert found["deal@2020-06-30"].outcome == "no"
    assert list(read_resolutions(GOOD, known=found)) == list(found)


def test_a_folder_without_outcomes_has_none(tmp_path):
    assert load_resolutions(tmp_path) == {}
    assert read_resolutions("") == read_resolutions("# nothing yet\n\n") == {}
    with pytest.raises(CaseErrors, match="no such file"):
        load_resolutions(tmp_path / "resolutions.yaml")


Q = "q: {outcome: yes, on: 2019-06-30, source: a paper}"
BAD = [
    (Q.replace("yes", "maybe"), (1, 14), "'maybe' is no outcome", "write yes, no or void"),
    (Q.replace("2019-06-30", "2019-06-31"), (1, 23), "no such day", "write 2019"),
    (Q.replace("outcome", "outcom"), (1, 5), "no key 'outcom'", "did you mean outcome?"),
    (Q.replace("source: a paper", "where: here"), (1, 35), "no key 'where'", ""),
    (Q.replace(", source: a paper", ""), (1, 1), "'q' has no 'source'", "write source"),
    ("q: yes", (1, 1), "should be a map", "write {outcome"),
    ("q: {outcome: [yes], on: 2019, source: a}", (1, 14), "this is a list", "write such as"),
    (Q + "\n" + Q, (2, 1), "stands here twice", "keep one"),
    (Q.replace("}", ", was: no}"), (1, 52), "should be a list of earlier entries", "write was"),
    (Q.replace("}", ", was: [{on: 2018}]}"), (1, 58), "has no 'outcome'", "write outcome: yes"),
    (Q.replace("a paper", "a paper, page 3"), (1, 52), "unquoted comma", "put quotes"),
    (Q.replace("yes", ""), (1, 5), "has no value", "write one"),
    ("- q", (1, 1), "is a map of questions", "write ID: {outcome"),
    ("q: &a {outcome: yes, on: 2019, source: a}", (1, 4), "anchors", ""),
]


@pytest.mark.parametrize(("text", "place", "message", "hint"), BAD, ids=[one[2] for one in BAD])
def test_faulty_outcomes_are_refused_in_place(text, place, message, hint):
    with pytest.raises(CaseErrors) as caught:
        read_resolutions(text, "r.yaml")
    fault = next(one for one in caught.value.faults if message in one.message)
    assert (fault.file, fault.line, fault.col) == ("r.yaml", *place)
    assert hint in fault.hint


def test_all_faults_of_outcomes_come_in_one_pass():
    text = "a: {outcome: maybe, on: never, source: x}\nb: {outcome: yes}\nc: no\n"
    with pytest.raises(CaseErrors) as caught:
        read_resolutions(text, known=["a", "bb"])
    assert [one.line for one in caught.value.faults] == [1, 1, 2, 2, 2, 3, 3]
    assert "did you mean bb?" in caught.value.faults[4].hint


@given(st.text(max_size=60))
def test_any_outcomes_are_read_or_refused(text):
    try:
        read_resolutions(text)
    except CaseErrors as errors:
        assert errors.faults  # noqa: PT017 - either outcome is right


def test_the_same_question_by_the_same_day_is_asked_once():
    text = Path("cases/korea-2019/case.yaml").read_text(encoding="utf-8")
    asked = "\n  - {ask: contact, by: 2019-09-30, yes_if: they meet}\n"
    with pytest.raises(CaseErrors, match="asked by 2019-09-30 already, in entry 2"):
        load_text(text.rstrip() + asked, "cases/korea-2019/case.yaml")
