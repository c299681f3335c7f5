"""Wrong types, wrong numbers, wrong dates, wrong sentences."""

from __future__ import annotations

from collections.abc import Iterator

from bad_input.broken import MARK, Broken, in_source, plant, section


def value_faults() -> Iterator[Broken]:
    """All broken cases of this kind."""
    yield from _types()
    yield from _ranges()
    yield from _dates()
    yield from _conditions()
    yield from _reasons()


def _types() -> Iterator[Broken]:
    yield plant("list_for_text", ("ask: Do they talk?", "ask: ‸[Do, they]"), says="a list")
    yield plant("map_for_text", ("ask: Do they talk?", "ask: ‸{do: they}"), says="a map")
    yield plant("map_for_range", ("weight: 35,", "weight: ‸{lo: 3, hi: 5},"), says="a map")
    yield plant("list_for_range", ("weight: 35,", "weight: ‸[30, 40],"), says="a list")
    yield plant(
        "text_for_map",
        (
            "  Cyrus: {of: Council, cares: {toll: {weight: 50, wants: free, accepts: low}}}",
            "  Cyrus: ‸Council",
        ),
        says="map",
    )
    yield plant(
        "list_for_map",
        ("value: {army: 80, police: 60, joint: 30}", "value: ‸[80, 60, 30]"),
        says="map",
    )
    yield plant("text_for_list", ("authors: [Ost, Werth]", "authors: ‸Ost, Werth"), says="list")
    yield plant("map_for_list", ("mute: [Faye]", "mute: ‸{Faye: yes}"), says="a map")
    yield plant(
        "map_for_calendar",
        (
            section("calendar"),
            "calendar: ‸{fair: {when: 2030-06, what: the spring fair}}\n",
        ),
        says="list",
    )
    yield plant(
        "list_for_section",
        (
            "shocks:\n  flood: {rate: 0.1 a year, moves: {talks: letters}}",
            "shocks:\n  ‸- {rate: 0.1 a year, moves: {talks: letters}}",
        ),
        says="map",
    )
    yield plant(
        "text_for_section",
        ('contacts:\n  North-South: {rate: 0.5-1 a month, why: "[a]"}', "contacts: ‸frequent"),
        says="map",
    )
    yield plant(
        "list_for_name",
        ("{of: Council, cares: {guard", "{of: ‸[Council], cares: {guard"),
        says="a list",
    )
    sources = "".join(section("case").partition("  sources:\n")[1:])
    yield plant("text_for_sources", (sources, "  sources: ‸paper\n"), says="map")
    yield plant("truth_value", ("one_way: true", "one_way: ‸perhaps"), says="neither yes nor no")
    yield plant("handling", ("handling: open", "handling: ‸secret"), says="restricted")
    yield plant("cost", ("cost: medium", "cost: ‸huge"), says="medium")
    yield plant("kind", ("kind: step,", "kind: ‸leap,"), says="deal")
    yield plant("undo", ("undo: any", "undo: ‸all"), says="any")
    yield plant(
        "one_option_only",
        ("{of: Council, cares: {toll", "{of: Council, cares: {toll"),
        (
            "  guard:\n    ask: Who",
            "  door: {by: [South], now: shut, options: ‸{shut: closed}}\n  guard:\n    ask: Who",
        ),
        says="at least two options",
    )
    yield plant(
        "no_options",
        (
            "  guard:\n    ask: Who",
            "  door: {by: [South], now: shut, options: ‸[]}\n  guard:\n    ask: Who",
        ),
        says="empty",
    )
    yield plant(
        "options_twice",
        (
            "  guard:\n    ask: Who",
            "  door: {by: [South], now: shut, options: [up, shut, ‸shut]}\n  guard:\n    ask: Who",
        ),
        says="twice",
    )
    yield plant(
        "options_as_text",
        (
            "options: {broken: no contact, letters: letters only, working: sustained rounds}",
            "options: ‸broken, letters, working",
        ),
        says="[broken, letters, working]",
    )
    yield plant("empty_by", ("by: [South]\n", "by: ‸[]\n"), says="empty")
    yield plant("empty_hears", ("hears: {Faye: 10-30}", "hears: ‸{}"), says="empty")
    yield plant(
        "empty_value", ("value: {army: 80, police: 60, joint: 30}", "value: ‸{}"), says="empty"
    )
    yield plant("empty_no_deal", ("    no_deal: 55-70", "    no_deal: ‸{}"), says="no date")
    yield plant("empty_mute", ("mute: [Faye]", "mute: ‸[]"), says="empty")
    yield plant("empty_open", ("open: {toll: [free]}", "open: ‸{}"), says="empty")
    yield plant(
        "empty_shift",
        ("shift: {Ada.no_deal: -5..-15, deadline: 2031-06-30}", "shift: ‸{}"),
        says="empty",
    )
    yield plant("party_twice_in_by", ("by: [North, South]", "by: [North, ‸North]"), says="twice")
    yield plant("long_text", ("name: Ada Ost", f"name: ‸{'Ada ' * 3_000}"), says="longer than")


def _ranges() -> Iterator[Broken]:
    yield plant("upside_down", ("weight: 20-30", "weight: ‸30-20"), says="write 20-30")
    yield plant("over_scale", ("weight: 20-30", "weight: ‸20-130"), says="0 to 100")
    yield plant("below_scale", ("weight: 20-30", "weight: ‸-20..30"), says="0 to 100")
    yield plant("doubtful_minus", ("weight: 20-30", "weight: ‸-20-30"), says="two ways")
    yield plant("words_for_number", ("weight: 35,", "weight: ‸very much,"), says="not a number")
    yield plant("decimal_comma", ("weight: 35,", 'weight: ‸"35,5",'), says="35.5")
    yield plant("three_numbers", ("weight: 20-30", "weight: ‸20-30-40"), says="not a number")
    yield plant("half_range", ("weight: 20-30", "weight: ‸20-"), says="not a number")
    yield plant("huge_number", ("weight: 35,", f"weight: ‸{'9' * 400},"), says="too large")
    yield plant("long_number", ("weight: 35,", f"weight: ‸0.{'3' * 1_000}x,"), says="not a number")
    yield plant(
        "endless_number", ("weight: 35,", f"weight: ‸{'9' * 1_000_000},"), says="longer than"
    )
    yield plant("arabic_digits", ("weight: 35,", "weight: ‸٣٥,"), says="not a number")
    yield plant("now_in_weight", ("weight: 35,", "weight: ‸now + 5,"), says="no_deal")
    yield plant("firm_over", ("firm: 40-60", "firm: ‸40-160"), says="0 to 100")
    yield plant("chance_over", ("chance: 10-30}", "chance: ‸10-300}"), says="0 to 100")
    yield plant("value_over", ("joint: 100}", "joint: ‸101}"), says="0 to 100")
    yield plant("no_deal_over", ("no_deal: 55-70", "no_deal: ‸55-170"), says="0 to 100")
    yield plant("no_deal_down", ("{2030-05-01: 40-50,", "{2030-05-01: ‸50-40,"), says="write 40-50")
    yield plant("no_deal_word", ("{2030-05-01: 40-50,", "{2030-05-01: ‸fair,"), says="not a number")
    yield plant("relative_over", ("now + 5..15", "‸now + 5..150"), says="100")
    yield plant("relative_twice_minus", ("now + 5..15", "‸now - -5..15"), says="minus")
    yield plant("hears_over", ("hears: {Faye: 10-30}", "hears: {Faye: ‸10-130}"), says="0 to 100")
    yield plant(
        "hears_together_over",
        ("    hears: {Faye: 10-30}", "    ‸hears: {Faye: 10-60, Ben: 20-50}"),
        says="110",
    )
    yield plant(
        "hears_himself",
        ("hears: {Faye: 10-30}", "hears: {Faye: 10-30, ‸Ada: 10-20}"),
        says="himself",
    )
    yield plant("rate_without_time", ("rate: 0.1 a year", "rate: ‸0.1"), says="rate")
    yield plant("rate_of_decades", ("rate: 0.1 a year", "rate: ‸0.1 a decade"), says="rate")
    yield plant("negative_rate", ("rate: 0.1 a year", "rate: ‸-0.1 a year"), says="negative")
    yield plant("rate_down", ("rate: 0.5-1 a month", "rate: ‸1-0.5 a month"), says="0.5-1")
    yield plant("clout_below", ("clout: 20-40", "clout: ‸-20..40"), says="0 to")
    yield plant(
        "shift_over", ("Ada.no_deal: -5..-15", "Ada.no_deal: ‸-5..-150"), says="-100 to 100"
    )
    yield plant("quorum_too_large", ('"2 of Cyrus', '‸"4 of Cyrus'), says="from 1 to 3")
    yield plant("quorum_zero", ('"2 of Cyrus', '‸"0 of Cyrus'), says="from 1 to 3")
    yield plant("quorum_huge", ('"2 of Cyrus', f'‸"{"9" * 20} of Cyrus'), says="decides")
    yield plant(
        "quorum_unsaid", ('"all of Ben, Council"', '‸"Ben, Council"'), says="all of Ben, Council"
    )
    yield plant(
        "decider_twice", ('"2 of Cyrus, Dora, Edith"', '‸"2 of Cyrus, Dora, Cyrus"'), says="twice"
    )
    yield plant(
        "decides_words", ("decides: Ada}", "decides: ‸whoever is there}"), says="who decides"
    )
    yield plant(
        "wants_with_comma",
        ("wants: letters or working", "wants: ‸letters, working"),
        says="letters or working",
    )
    yield plant(
        "wants_twice", ("wants: letters or working", "wants: ‸letters or letters"), says="twice"
    )
    yield plant("refuses_empty_list", ("refuses: free, firm", "refuses: ‸[], firm"), says="empty")


def _dates() -> Iterator[Broken]:
    yield plant("no_such_day", ("horizon: 2031-12-31", "horizon: ‸2031-02-30"), says="no such day")
    yield plant("no_such_month", ("horizon: 2031-12-31", "horizon: ‸2031-13"), says="no such day")
    yield plant("year_zero", ("date: 2030-04}", "date: ‸0000}"), says="no such day")
    yield plant("leap_day", ("when: 2030-04-18", "when: ‸2030-02-29"), says="no such day")
    yield plant(
        "date_in_words", ("horizon: 2031-12-31", "horizon: ‸end of 2031"), says="not a date"
    )
    yield plant(
        "date_the_other_way", ("horizon: 2031-12-31", "horizon: ‸31.12.2031"), says="not a date"
    )
    yield plant("american_date", ("horizon: 2031-12-31", "horizon: ‸12/31/2031"), says="not a date")
    yield plant("short_date", ("horizon: 2031-12-31", "horizon: ‸2031-1-5"), says="not a date")
    yield plant("as_of_a_month", ("as_of: 2030-05-01", "as_of: ‸2030-05"), says="more than one day")
    yield plant("span_backwards", ("when: 2030-06,", "when: ‸2030-06-20/10,"), says="ends before")
    yield plant("span_half", ("when: 2030-06,", "when: ‸2030-06-20/,"), says="date")
    yield plant(
        "source_later", ("date: 2030-04-20,", "date: ‸2030-05-02,"), says="later than as_of"
    )
    yield plant(
        "statement_later", ("when: 2030-04-18,", "when: ‸2030-06-18,"), says="later than as_of"
    )
    yield plant("move_later", ("when: 2030-04-01,", "when: ‸2030-07-01,"), says="later than as_of")
    yield plant(
        "move_also_later",
        ("when: 2030-04-01,", "when: 2030-04-01, also: ‸2030-07-01,"),
        says="later than as_of",
    )
    yield plant(
        "horizon_over", ("horizon: 2031-12-31", "horizon: ‸2029-12-31"), says="before as_of"
    )
    yield plant(
        "deadline_over", ("read_as: 2030-12-31", "read_as: ‸2029-12-31"), says="before as_of"
    )
    yield plant("deadline_reading_over", ("or: 2031-03-31", "or: ‸2029-03-31"), says="before as_of")
    yield plant(
        "deadline_list_over",
        ("or: 2031-03-31", "or: [2031-03-31, ‸2029-03-31]"),
        says="before as_of",
    )
    yield plant("forecast_over", ("by: 2030-09-30", "by: ‸2030-04-30"), says="before as_of")
    yield plant(
        "new_deadline_over", ("deadline: 2031-06-30", "deadline: ‸2029-06-30"), says="before as_of"
    )
    yield plant("no_deal_day", ("{2030-05-01: 40-50", "{‸2030-05-32: 40-50"), says="no such day")
    yield plant(
        "no_deal_clash",
        ("{2030-05-01: 40-50,", "{2030-05: 30-40, ‸2030-05-01: 40-50,"),
        says="same day",
    )
    yield plant("no_deal_always", ("{2030-05-01: 40-50,", "{‸always: 40-50,"), says="always")
    yield plant(
        "anchor_without_deadline",
        (
            section("deadline"),
            "",
        ),
        ("2030-05-01: 40-50, deadline:", "2030-05-01: 40-50, ‸deadline:"),
        ("Ada.no_deal: -5..-15, deadline:", "Ada.no_deal: -5..-15, ‸deadline:"),
        says=["no deadline", "no deadline"],
    )
    yield plant(
        "deadline_without_reading",
        ("\ndeadline: {by: Ben,", "\n‸deadline: {by: Ben,"),
        (" read_as: 2030-12-31, or:", " or:"),
        says="'read_as'",
    )


def _conditions() -> Iterator[Broken]:
    rule = "rule: toll = free needs talks >= letters"
    bad = {
        "no_needs": ("toll = free‸", "'needs'"),
        "two_needs": ("toll = free needs talks >= letters ‸needs guard = army", "needs"),
        "needs_first": ("‸needs talks >= letters", "needs"),
        "needs_last": ("toll = free needs‸", "ends"),
        "no_sign": ("toll ‸free needs talks >= letters", "expected a sign"),
        "no_option": ("toll = ‸needs talks >= letters", "expected a name"),
        "no_issue": ("‸= free needs talks >= letters", "expected"),
        "two_signs": ("toll = ‸= free needs talks >= letters", "expected a name"),
        "bad_sign": ("toll =‸> free needs talks >= letters", ""),
        "bracket_open": ("(toll = free ‸needs talks >= letters", "needs"),
        "bracket_close": ("toll = free‸) needs talks >= letters", "never opened"),
        "brackets_empty": ("(‸) needs talks >= letters", ""),
        "and_and": ("toll = free and ‸and guard = army needs talks >= letters", "and"),
        "or_last": ("toll = free or ‸needs talks >= letters", "needs"),
        "not_last": ("toll = free needs not‸", "ends"),
        "ampersand": ("toll = free ‸& guard = army needs talks >= letters", "write and"),
        "pipe": ("toll = free ‸| guard = army needs talks >= letters", "no meaning"),
        "exclamation": ("‸! toll = free needs talks >= letters", "no meaning"),
        "dollar": ("toll = ‸$free needs talks >= letters", "no meaning"),
        "dot": ("toll‸.x = free needs talks >= letters", "no meaning"),
        "or_for_slash": ("toll = low or free ‸needs talks >= letters", "toll = low/free"),
        "slash_last": ("toll = free/ ‸needs talks >= letters", "expected a name"),
        "slash_first": ("toll = ‸/free needs talks >= letters", "expected a name"),
        "many_with_order": ("toll ‸>= low/free needs talks >= letters", "one option"),
        "never_true": ("toll > ‸free needs talks >= letters", "no option of 'toll' lies above"),
        "never_below": ("toll < ‸high needs talks >= letters", "no option of 'toll' lies below"),
        "chain": ("high <= toll ‸<= free needs talks >= letters", ""),
        "order_of_unordered": ("guard ‸>= joint needs talks >= letters", "no order"),
        "code": ("__import__‸('os') needs talks >= letters", ""),
        "number": ("toll >= ‸2 needs talks >= letters", "no option '2'"),
        "emoji": ("toll = ‸😀 needs talks >= letters", "no meaning"),
        "every_name_wrong": ("‸tol = free needs talks >= ‸leters", ""),
    }
    for name, (text, says) in bad.items():
        words = ["did you mean"] * 2 if text.count("‸") == 2 else says
        quoted = text
        if set(text) & set("!&|'"):
            at = MARK if text[0] == MARK else ""
            quoted = f'{at}"{text.removeprefix(MARK)}"'
        yield plant(f"condition_{name}", (rule, f"rule: {quoted}"), says=words)
    yield plant(
        "condition_deep",
        (rule, 'rule: "' + "(" * 20 + "‸" + "(" * 1_000 + '"'),
        says="brackets inside",
    )
    yield plant(
        "condition_long",
        (rule, "rule: ‸" + "toll = free and " * 2_000 + rule[6:]),
        says="longer than",
    )
    yield plant("condition_deepest", (rule, 'rule: ‸"' + "(" * 10_000 + '"'), says="longer than")
    yield plant(
        "condition_nots",
        (rule, "rule: " + "not " * 400 + "toll = ‸fre needs talks >= letters"),
        says="free",
    )
    yield plant("condition_empty", (rule, 'rule: ‸""'), says="")
    yield plant(
        "needs_in_target",
        ("when: talks >= letters, kind", "when: talks >= letters ‸needs toll = low, kind"),
        says="only a rule",
    )
    yield plant("while_broken", ("while: guard = army", "while: guard =‸"), says="ends")
    yield plant(
        "logic_broken_today",
        ("{" + rule + "}", "{rule: ‸toll = high needs talks >= letters}"),
        says="today",
    )
    yield plant("logic_with_firm", (rule, rule + ", ‸firm: 50"), says="without `by`")


def _reasons() -> Iterator[Broken]:
    yield plant(
        "quote_not_there",
        ("'time is on our side' ¶2", "'‸time is with us' ¶2"),
        says="does not stand in paper ¶2",
    )
    yield plant(
        "quote_elsewhere",
        ("'time is on our side' ¶2", "'‸time is on our side' ¶3"),
        says="it stands in ¶2",
    )
    yield plant(
        "quote_in_other_source",
        ("'time is on our side' ¶2", "'‸the clerk has gone home' ¶2"),
        says="it stands in radio ¶1",
    )
    yield plant(
        "quote_one_word_changed",
        ("'not one coin more' ¶1", "'‸not one coin less' ¶1"),
        says="does not stand",
    )
    yield plant(
        "statement_not_there", ('at: ¶1, said: "not', 'at: ¶2, said: ‸"not'), says="it stands in ¶1"
    )
    yield plant(
        "missing_paragraph", ("'time is on our side' ¶2", "time is on our side ‸¶7"), says="1 to 3"
    )
    yield plant(
        "paragraph_zero", ("repairs ¶3, chance", "repairs ‸¶0, chance"), says="no paragraph 0"
    )
    yield plant(
        "paragraphs_backwards", ("repairs ¶3, chance", "repairs ‸¶3-2, chance"), says="downwards"
    )
    yield plant(
        "paragraph_huge",
        ("repairs ¶3, chance", f"repairs ‸¶{'9' * 3_000}, chance"),
        says="no paragraph",
    )
    yield plant(
        "paragraph_unnumbered",
        ("repairs ¶3, chance", "repairs ‸¶, chance"),
        says="without a paragraph number",
    )
    yield plant(
        "said_at_missing",
        ("the year is out ¶3, read", "the year is out ‸¶4, read"),
        says="no paragraph 4",
    )
    yield plant("statement_unplaced", ("at: radio ¶1", "at: ‸somewhere"), says="names no paragraph")
    yield plant(
        "statement_unknown_source", ("at: radio ¶1", "at: ‸radioo¶1"), says="did you mean radio?"
    )
    yield plant(
        "two_defaults",
        ("{title: Radio notes, ", "{title: Radio notes, ‸default: true, "),
        says="two sources are the default",
    )
    yield plant(
        "no_default",
        ("default: true, grade: B2", "grade: B2"),
        ("'time is on our side' ¶2", "'time is on our side' ‸¶2"),
        says="none is the default",
    )
    yield plant(
        "no_sources",
        (
            "".join(section("case").partition("  sources:\n")[1:]),
            "",
        ),
        ("'time is on our side' ¶2", "'time is on our side' ‸¶2"),
        says="declares none",
    )
    yield in_source("control_character_in_source", "the toll is", "the ‸\x07toll is", "U+0007")
