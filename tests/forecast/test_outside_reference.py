"""Which classes speak to a question, with nothing in them that was learnt later."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.forecast.component import KINDS
from detente.forecast.outside.history import gaps, own_record
from detente.forecast.outside.impasses import impasses, kinds, spells
from detente.forecast.outside.questions import SETS, classify, in_days, loosely, share
from detente.forecast.outside.reference import impasse_component, look, reference
from detente.forecast.pool import pool

AS_OF, BY, STALLED = date(2019, 6, 1), date(2019, 12, 31), date(2019, 2, 28)


@dataclass(frozen=True)
class Own:
    id: str
    what: str
    start: int
    days: tuple[int, ...]
    counts_for: tuple[str, ...] = ()


def monthly(n: int, counts_for: tuple[str, ...] = ("talks_resume",)) -> Own:
    days = tuple(date(2018, 1, 1).toordinal() + 30 * i for i in range(n))
    return Own("us_dprk", "talks", days[0] if days else 1, days, counts_for)


def names(*args, **more):
    return [c.name for c in reference(*args, **{"as_of": AS_OF, "by": BY, **more})]


# --- the table ------------------------------------------------------------------------------------


def test_the_table_holds_dates_in_order_and_says_what_is_from_memory():
    rows = impasses()
    assert len(rows) >= 45
    assert len({row.id for row in rows}) == len(rows)
    assert [row.start for row in rows] == sorted(row.start for row in rows)
    for row in rows:
        assert row.basis in {"cited", "partly", "memory"}, row.id
        assert ("memory" in row.source) == (row.basis != "cited"), row.id
        assert (row.source == "memory") == (row.basis == "memory"), row.id
        assert row.start < row.until, row.id
        for came in (row.revived, row.deal):
            assert came is None or row.start < came <= row.until, row.id
        assert row.revived is None or row.deal is None or row.revived <= row.deal, row.id
        assert row.deal is None or row.revived is not None, row.id
        assert bool(row.revived) == bool(row.revival), row.id
        assert bool(row.deal) == bool(row.deal_name), row.id
        assert row.checked, row.id


@given(st.dates(date(1950, 1, 1), date(2026, 1, 1)), st.sampled_from(["talks", "deal"]))
def test_what_came_later_does_not_change_what_was_known(day, event):
    known, dropped = spells(impasses(), event, day)
    assert len(known) + dropped == len(impasses())
    changed = []
    for row in impasses():
        if row.start >= day:
            continue
        late = {
            name: None
            for name in ("revived", "deal")
            if (when := getattr(row, name)) is not None and when > day
        }
        changed.append(replace(row, **late))
    assert spells(changed, event, day)[0] == known
    assert all(spell.exit <= (day - date(1951, 1, 1)).days for spell in known)


def test_the_case_itself_is_cut_off_on_the_day():
    (hanoi,) = (row for row in impasses() if row.id == "dprk_hanoi_2019")
    ((spell,), _) = spells([hanoi], "talks", AS_OF)
    assert (spell.exit, spell.event) == ((AS_OF - hanoi.start).days, False)
    ((spell,), _) = spells([hanoi], "talks", date(2019, 7, 1))
    assert (spell.exit, spell.event) == (122, True)
    assert spells([hanoi], "talks", hanoi.start) == ([], 1)


# --- classes --------------------------------------------------------------------------------------


def test_classes_by_kind_of_target():
    own = monthly(12)
    more = {"histories": [own], "stalled": STALLED}
    assert names([], kind="deal", **more) == ["impasses:deal", "questions:deal"]
    assert names([], kind="step", target="talks_resume", **more) == [
        "impasses:talks",
        "questions:talks",
        "history:us_dprk",
    ]
    assert names([], kind="event", text="A weapon test by then?", **more) == ["questions:all"]
    assert names([], kind="event", text="A signed peace treaty?", **more) == [
        "impasses:deal",
        "questions:deal",
    ]
    # A record that counts for a target joins whatever the words are.
    test = monthly(12, ("launch",))
    assert names([], kind="event", target="launch", histories=[test]) == [
        "questions:all",
        "history:us_dprk",
    ]


def test_named_classes_and_nothing_else():
    found = reference(
        ["impasses:talks:nuclear", "us_dprk", "history:us_dprk", "questions:office"],
        kind="deal",
        as_of=AS_OF,
        by=BY,
        stalled=STALLED,
        histories=[monthly(12)],
    )
    assert [c.name for c in found] == [
        "impasses:talks:nuclear",
        "history:us_dprk",
        "questions:office",
    ]
    assert all(c.kind in KINDS and 0 < c.rate < 1 and c.low <= c.rate <= c.high for c in found)
    assert all(c.basis and c.caveat for c in found)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("talks", "questions:talks"),
        ("contacts between enemies", "questions:talks"),
        ("Summit of leaders", "questions:talks"),
        ("agreements signed", "questions:deal"),
        ("cease-fire holds", "questions:deal"),
        ("coup d'état", "questions:all"),
        ("?", "questions:all"),
    ],
)
def test_any_words_lead_to_a_class_and_the_basis_says_so(words, name):
    (found,) = reference([words], kind="event", as_of=AS_OF, by=BY)
    assert found.name == name
    assert f"the words '{words}' are taken as this class" in found.basis
    assert found.judgement


@given(st.text())
def test_every_text_has_a_class(text):
    assert classify(text) in {*SETS, "other"}
    assert loosely(text) in SETS


@pytest.mark.parametrize("name", ["impasses:talk", "questions:coups", "history:nobody", "a:b"])
def test_a_wrong_name_is_told_with_the_right_ones(name):
    with pytest.raises(ValueError, match=r"impasses:talks.*questions:talks"):
        reference([name], kind="step", as_of=AS_OF, by=BY)


def test_a_date_that_is_not_ahead_is_refused():
    with pytest.raises(ValueError, match="not later"):
        reference([], kind="deal", as_of=AS_OF, by=AS_OF)


def test_nothing_is_left_out_silently():
    early = date(2014, 1, 1)
    seen = look([], kind="deal", as_of=early, by=date(2014, 6, 1))
    assert [c.name for c in seen.components] == ["impasses:deal"]
    assert "2015-06-10" in seen.left_out[0]
    seen = look(["history:us_dprk"], kind="step", as_of=AS_OF, by=BY, histories=[monthly(2)])
    assert seen.components == ()
    assert "2 dated occasions are too few" in seen.left_out[0]
    seen = look(["impasses:talks:people"], kind="step", as_of=date(1970, 1, 1), by=BY)
    assert "no impasse of this kind" in seen.left_out[0]
    seen = look(["talks", "questions:talks"], kind="step", as_of=AS_OF, by=BY)
    assert "counted once" in seen.left_out[0]


def test_time_gone_counts_and_is_told_where_it_is_not_known():
    stalled = impasse_component("talks", as_of=AS_OF, by=BY, stalled=STALLED)
    unknown = impasse_component("talks", as_of=AS_OF, by=BY)
    assert stalled.rate != unknown.rate
    assert "longer than 93 days" in stalled.basis
    assert "does not say since when" in unknown.caveat
    assert "does not say since when" not in stalled.caveat


@pytest.mark.parametrize("kind", kinds())
@pytest.mark.parametrize("event", ["talks", "deal"])
def test_every_kind_of_impasse_gives_a_chance_at_any_age(event, kind):
    for years in (0, 1, 10, 40):
        stalled = AS_OF - timedelta(365 * years)
        found = impasse_component(event, as_of=AS_OF, by=BY, stalled=stalled, kind=kind)
        assert 0 < found.rate < 1
        assert found.low <= found.rate <= found.high


# --- questions ------------------------------------------------------------------------------------


def test_shares_by_hand():
    # Beta(4.5, 16.5): mean 4.5 / 21
    assert share(4, 20)[0] == pytest.approx(4.5 / 21)
    assert share(0, 9)[1] == 0
    assert share(9, 9)[2] == 1


def test_talks_take_time_and_deals_do_not_show_it():
    def rate(name, days):
        (found,) = reference([name], kind="step", as_of=AS_OF, by=AS_OF + timedelta(days))
        return found.rate

    assert rate("questions:talks", 233) == pytest.approx(1 - (1 - 4.5 / 21) ** (233 / 116.5))
    assert rate("questions:deal", 86) == rate("questions:deal", 300) == pytest.approx(4.5 / 29)
    assert rate("questions:deal", 13) == pytest.approx(in_days(4.5 / 29, 13, 26))
    assert in_days(1, 5, 10) == 1
    # No question gave more than 352 days, so the chance stays, and the basis says so.
    assert rate("questions:talks", 352) == rate("questions:talks", 700)
    (found,) = reference(["talks"], kind="step", as_of=AS_OF, by=AS_OF + timedelta(700))
    assert "no question gave more than 352 days, 700 are asked" in found.basis


# --- the parties' own record ----------------------------------------------------------------------


@given(st.lists(st.integers(1, 4000), min_size=1), st.integers(1, 4000))
def test_waits_and_the_time_before_them_make_the_whole_record(days, as_of):
    known = [day for day in days if day <= as_of]
    if not known:
        with pytest.raises(ValueError, match="no occasion"):
            gaps(days, as_of)
        return
    waits, elapsed = gaps(days, as_of)
    assert sum(wait.exit for wait in waits) == as_of - min(known)
    assert elapsed == as_of - max(known)
    assert sum(wait.event for wait in waits) == len(set(known)) - 1


def test_a_record_by_hand():
    # Waits of 10, 20, ... 100 days; 40 days have passed, so six waits were longer.
    days, day = [1000], 1000
    for wait in range(10, 110, 10):
        day += wait
        days.append(day)
    own = Own("us", "talks", 1000, tuple(days))
    today = date.fromordinal(day + 40)
    found = own_record(own, as_of=today, by=today + timedelta(20))
    assert found.rate == pytest.approx(1 - (5 / 6) * (4 / 5))
    assert found.n == 6
    assert "6 of 10 earlier waits" in found.basis
    # Occasions after the day are not known yet.
    later = replace(own, days=(*days, day + 50))
    assert own_record(later, as_of=today, by=today + timedelta(20)) == found


def test_the_classes_disagree_and_pool():
    found = reference(
        [],
        kind="step",
        as_of=AS_OF,
        by=BY,
        stalled=STALLED,
        histories=[monthly(18)],
        text="talks resume",
        target="talks_resume",
    )
    assert len(found) == 3
    assert min(c.rate for c in found) < pool(found) < max(c.rate for c in found)
