"""What only the forecast uses: contacts, dates that open, histories, and what is asked."""

from __future__ import annotations

from collections.abc import Iterator

from bad_input.broken import Broken, plant

CONTACT = "  North-South: {rate"
OPENS = "opens: [guard, South]"
DATES = "dates: [2021-06, 2023-06-04/05, 2029]"
REFERENCE = "reference: [impasses:deal:peace, questions:deal, fairs]"
WHEN = "{ask: Does the army leave?, when: not guard = army"


def time_faults() -> Iterator[Broken]:
    """All broken cases of this kind."""
    yield from _calendar()
    yield from _histories()
    yield from _forecasts()


def _calendar() -> Iterator[Broken]:
    both = "{rate: 1 a year}\n"
    yield plant(
        "contact_both_ways",
        (CONTACT, f"  South-North: {both}  ‸North-South: {{rate"),
        says="the same two parties",
    )
    yield plant(
        "contact_in_two_readings",
        (
            "  Council: {decides",
            "  North-South: {decides: Dora}\n  South-Council: {decides: Dora}\n  Council: {decides",
        ),
        (CONTACT, f"  ‸North-South-Council: {both}{CONTACT}"),
        says="more than one way: North and South-Council or North-South and Council",
    )
    yield plant(
        "contact_three",
        (CONTACT, f"  ‸North-South-Council: {both}{CONTACT}"),
        says="does not name two parties",
    )
    yield plant("opens_party", (OPENS, "opens: [guard, ‸Suoth]"), says="did you mean South?")
    yield plant("opens_actor", (OPENS, "opens: [guard, ‸Hugo]"), says="no issue (or party) 'Hugo'")
    yield plant("opens_nothing", (OPENS, "‸opens: [North, South]"), says="no issue that it opens")
    yield plant("opens_nobody", (OPENS, "‸opens: South"), says="such as talks and toll")
    yield plant(
        "opens_issue_or_party",
        ("  Council: {decides", "  guard: {decides: Dora}\n  Council: {decides"),
        (OPENS, "opens: [‸guard, South]"),
        says="the name of an issue and of a party",
    )
    yield plant(
        "stalled_later", ("stalled: 2030-03-31", "stalled: ‸2030-05-02"), says="later than as_of"
    )
    yield plant("stalled_words", ("stalled: 2030-03-31", "stalled: ‸long ago"), says="not a date")
    yield plant("stalled_key", ("  stalled: 2030", "  ‸staled: 2030"), says="did you mean stalled?")


def _histories() -> Iterator[Broken]:
    yield plant("history_later", (DATES, "dates: [2021-06, ‸2030-05-02]"), says="later than as_of")
    yield plant("history_later_alone", (DATES, "dates: ‸2031"), says="later than as_of")
    yield plant(
        "history_begins_later",
        ("    from: 2020\n", "    from: ‸2031\n"),
        (DATES, "dates: ‸2029"),
        says=["later than as_of", "before the history begins (from: 2031)"],
    )
    yield plant("history_earlier", (DATES, "dates: [‸2019-12-31, 2021]"), says="before the history")
    yield plant("history_twice", (DATES, "dates: [2021-06, 2022, ‸2021-06]"), says="twice")
    yield plant("history_not_a_date", (DATES, "dates: [2021-06, ‸spring]"), says="not a date")
    yield plant("history_empty", (DATES, "dates: ‸[]"), says="this list is empty")
    yield plant(
        "history_target", ("counts_for: sit_down", "counts_for: ‸sitdown"), says="mean sit_down?"
    )
    yield plant(
        "history_target_in_list",
        ("counts_for: sit_down", "counts_for: [accord, ‸acord]"),
        says="did you mean accord?",
    )
    yield plant(
        "history_without_from",
        ("  fairs:\n", "  ‸fairs:\n"),
        ("    from: 2020\n", ""),
        says="'from'",
    )
    yield plant("history_key", ("counts_for: sit_down", "‸count_for: sit_down"), says="counts_for")


def _forecasts() -> Iterator[Broken]:
    yield plant("forecast_today", ("by: 2030-09-30", "by: ‸2030-05-01"), says="no time is left")
    yield plant(
        "when_of_a_target",
        (WHEN, "{ask: accord, ‸when: not guard = army"),
        says="'accord' is a target",
    )
    yield plant("when_unknown", (WHEN, WHEN.replace("guard", "‸gard")), says="did you mean guard?")
    bare = WHEN.replace("= army", "‸army")
    yield plant("when_no_condition", (WHEN, bare), says="a sign")
    for name, new, says in (
        ("history", "[impasses:talks, ‸fair]", "did you mean fairs?"),
        ("class", "[‸impases:talks, fairs]", "did you mean impasses:talks?"),
        ("kind", "[impasses:talks:‸peas, fairs]", "did you mean impasses:talks:peace?"),
        ("alone", "‸quarrels", "write a history of this case, or impasses:talks"),
        ("twice", "[fairs, ‸fairs]", "twice"),
        ("colon", "[fairs, ‸'impasses:']", "cannot be a name"),
        ("empty", "‸[]", "this list is empty"),
        ("map", "‸{fairs: yes}", "a map"),
    ):
        mark = (
            new.replace("talks:‸peas", "talks:peas").replace("[imp", "[‸imp")
            if name == "kind"
            else new
        )
        yield plant(f"reference_{name}", (REFERENCE, f"reference: {mark}"), says=says)
    yield plant(
        "several_in_time",
        ("stalled: 2030-03-31", "stalled: ‸2030-06"),
        (CONTACT, "  South-North: {rate: 1 a year}\n  ‸North-South: {rate"),
        (DATES, "dates: [2021-06, ‸2030-06-01]"),
        (OPENS, "opens: [‸gard, South]"),
        ("by: 2030-09-30", "by: ‸2030-05-01"),
        (REFERENCE, "reference: [‸impasses]"),
        says=["as_of", "same two", "as_of", "guard", "no time", "no reference class"],
    )
