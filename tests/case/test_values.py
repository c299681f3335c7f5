from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.faults import BadTextError
from detente.case.values import Decides, OneOf, Range, Rate, When, check_id

numbers = st.decimals(0, 1000, places=3, allow_nan=False).map(float)


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [
        ("45-60", 45, 60),
        ("45–60", 45, 60),
        ("45..60", 45, 60),
        ("45 - 60", 45, 60),
        ("45 to 60", 45, 60),
        ("45%-60%", 45, 60),
        ("45-60 %", 45, 60),
        ("70", 70, 70),
        ("0.3-1.0", 0.3, 1),
        (".5", 0.5, 0.5),
        ("-5..10", -5, 10),
        ("−15..−5", -15, -5),
        ("+5..+10", 5, 10),
    ],
)
def test_a_range_is_read_in_every_form_that_means_one_thing(text, lo, hi):
    found = Range.parse(text)
    assert (found.lo, found.hi, found.relative) == (lo, hi, False)
    assert str(found) == text


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [("now + 5..15", 5, 15), ("now+5-15", 5, 15), ("now - 5..10", -10, -5), ("now", 0, 0)],
)
def test_a_range_may_be_counted_from_now(text, lo, hi):
    assert Range.parse(text, relative=True) == Range(lo, hi, relative=True)
    with pytest.raises(BadTextError, match="only a no_deal value"):
        Range.parse(text)


def test_a_shift_keeps_the_order_in_which_it_is_written():
    found = Range.parse("-5..-15", shift=True)
    assert (found.lo, found.hi) == (-5, -15)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("60-45", "write 45-60"),
        ("-5..-15", "write -15..-5"),
        ("-5-10", "write -5..10"),
        ("4,5", "write a decimal point: 4.5"),
        ("45 or 60", "write a range: 45-60"),
        ("high", "write a number"),
        ("", "write a number"),
        ("1e3", "write a number"),
        ("5-", "write a number"),
        ("9" * 400, "numbers go up to"),
    ],
)
def test_a_range_that_is_none_says_what_to_write(text, hint):
    with pytest.raises(BadTextError) as caught:
        Range.parse(text)
    assert caught.value.hint.startswith(hint)


@given(numbers, numbers, st.booleans())
def test_ranges_round_trip(a, b, relative):
    made = Range(min(a, b), max(a, b), relative)
    again = Range.parse(str(made), relative=True)
    assert again == made
    assert str(again) == str(made)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_dates_round_trip(a, b):
    made = When(min(a, b), max(a, b))
    again = When.parse(str(made))
    assert again == made
    assert str(again) == str(made)


names = st.from_regex(r"\w{1,8}(-\w{1,4})?", fullmatch=True)


@given(st.lists(names, min_size=1, max_size=4, unique=True), st.integers(1, 4))
def test_alternatives_and_deciders_round_trip(options, count):
    try:
        for option in options:
            check_id(option)
    except BadTextError:
        return
    assert OneOf.parse(str(OneOf(tuple(options)))).options == tuple(options)
    if len(options) > 1 and count <= len(options):
        made = Decides("count", count, tuple(options))
        assert Decides.parse(str(made)) == made


@given(numbers, numbers, st.sampled_from(["day", "week", "month", "year"]))
def test_rates_round_trip(a, b, per):
    made = Rate(min(a, b), max(a, b), per)
    assert Rate.parse(str(made)) == made


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_a_plain_fault(text):
    for parse in (Range.parse, OneOf.parse, When.parse, Decides.parse, Rate.parse):
        try:
            assert str(parse(text)) == text.strip()
        except BadTextError as bad:
            assert bad.message  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2019-06", "2019-06-01", "2019-06-30"),
        ("2019-06-28", "2019-06-28", "2019-06-28"),
        ("2019-06-28/29", "2019-06-28", "2019-06-29"),
        ("2019-06-28/2019-07-02", "2019-06-28", "2019-07-02"),
        ("2019-06-28/07-02", "2019-06-28", "2019-07-02"),
        ("2019-06/07", "2019-06-01", "2019-07-31"),
        ("2019/2020", "2019-01-01", "2020-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(text, start, end):
    found = When.parse(text)
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)
    assert str(found) == text


@pytest.mark.parametrize(
    "text",
    ["June 2019", "28.6.2019", "2019-02-30", "2019-13", "2019/06", "0000", "2019-06-29/28", "19-6"],
)
def test_what_is_no_date_says_so(text):
    with pytest.raises(BadTextError, match=r"date|day|span|ends"):
        When.parse(text)


@pytest.mark.parametrize(
    ("text", "kind", "count", "who"),
    [
        ("Trump", "one", 1, ("Trump",)),
        ("all of Knesset, PM", "all", 2, ("Knesset", "PM")),
        ("3 of A, B, C, D", "count", 3, ("A", "B", "C", "D")),
        ("2 of A and B", "count", 2, ("A", "B")),
        ("any of A, B, and C", "count", 1, ("A", "B", "C")),
        ("김정은", "one", 1, ("김정은",)),
    ],
)
def test_who_decides_is_read_as_a_sentence(text, kind, count, who):
    assert Decides.parse(text) == Decides(kind, count, who)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("A, B", "write all of A, B"),
        ("5 of A, B", "write a number from 1 to 2"),
        ("0 of A", "write a number"),
        ("all of A, A", "name each one once"),
        ("the king", "write a name"),
    ],
)
def test_who_decides_must_be_clear(text, hint):
    with pytest.raises(BadTextError) as caught:
        Decides.parse(text)
    assert caught.value.hint.startswith(hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("freeze/major", "write freeze or major"),
        ("freeze, major", "write freeze or major"),
        ("freeze or freeze", "name each alternative once"),
        ("a or not", "choose another name"),
    ],
)
def test_alternatives_must_be_clear(text, hint):
    with pytest.raises(BadTextError) as caught:
        OneOf.parse(text)
    assert caught.value.hint == hint


@pytest.mark.parametrize("text", ["monthly", "0.3 a fortnight", "-1..2 a month", "a month"])
def test_what_is_no_rate_says_so(text):
    with pytest.raises(BadTextError):
        Rate.parse(text)
