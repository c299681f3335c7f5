"""Faults of the file as YAML: what parsers stumble over, or take for something else in silence."""

from __future__ import annotations

from collections.abc import Iterator

from bad_input.broken import Broken, grown, plant, whole
from bad_input.small_case import SMALL

_DEEP = 10_000


def yaml_faults() -> Iterator[Broken]:
    """All broken cases of this kind."""
    yield from _words()
    yield from _commas_and_nulls()
    yield from _doubles()
    yield from _layout()
    yield from _brackets_and_quotes()
    yield from _machinery()
    yield from _whole_files()


def _words() -> Iterator[Broken]:
    """Words that YAML 1.1 takes for truth values, times or numbers must stay text."""
    toll = "    options:\n      high: as now\n"
    for word in ("yes", "no", "on", "NO", "y", "true", "Off"):
        says = f"'toll' has no option '{word}'"
        yield plant(f"yaml11_{word}_as_option", ("now: high", f"now: ‸{word}"), says=says)
    yield plant("yaml11_no_as_key", (toll, "    ‸no: [North]\n" + toll), says="no key 'no'")
    yield plant("yaml11_on_as_key", (toll, "    ‸on: talks\n" + toll), says="no key 'on'")
    yield plant(
        "yaml11_yes_as_key", ("{rate: 0.1 a year, ", "{‸yes: 1, rate: 0.1 a year, "), says="'yes'"
    )
    yield plant("sexagesimal_weight", ("weight: 60-80,", "weight: ‸12:30,"), says="'12:30'")
    yield plant("sexagesimal_date", ("as_of: 2030-05-01", "as_of: ‸12:30"), says="'12:30'")
    yield plant("octal_weight", ("weight: 35,", "weight: ‸0o17,"), says="'0o17'")
    yield plant("hex_weight", ("weight: 35,", "weight: ‸0x23,"), says="'0x23'")
    yield plant("infinite_weight", ("weight: 35,", "weight: ‸.inf,"), says="'.inf'")
    yield plant("nan_weight", ("weight: 35,", "weight: ‸.nan,"), says="'.nan'")
    yield plant("exponent_weight", ("weight: 35,", "weight: ‸3.5e1,"), says="'3.5e1'")
    yield plant("underscored_number", ("weight: 35,", "weight: ‸3_5,"), says="'3_5'")
    yield plant("timestamp", ("when: 2030-04-01,", "when: ‸2030-04-01T10:00:00Z,"), says="T10:00")


def _commas_and_nulls() -> Iterator[Broken]:
    reason = 'why: "radio ¶2"'
    yield plant(
        "unquoted_comma",
        (reason, "why: wants the toll ¶2, ‸but fears the weak ones"),
        says="unquoted comma",
    )
    yield plant(
        "unquoted_comma_before_a_key",
        ("{name: North bank, decides", "{name: North bank, ‸the old one, decides"),
        says="unquoted comma",
    )
    yield plant(
        "two_unquoted_commas",
        (reason, "why: wants it ¶2, ‸fears them, and waits"),
        says="unquoted comma",
    )
    yield plant(
        "unquoted_comma_in_options",
        ("army: soldiers, police: police", "army: soldiers, ‸horse and foot, police: police"),
        says="unquoted comma",
    )
    yield plant(
        "null_key_in_block", ("    ask: Who pays what?", "    ‸ask:"), says="'ask' has no value"
    )
    yield plant("null_word", ("language: en", "‸language: null"), says="'language' has no value")
    yield plant("null_tilde", ("handling: open", "‸handling: ~"), says="'handling' has no value")
    yield plant("null_needed", ("as_of: 2030-05-01", "‸as_of:"), says="'as_of' has no value")
    yield plant("null_in_flow", ("kind: news,", "‸kind: ,"), says="'kind' has no value")
    yield plant("null_in_list", ("authors: [Ost, Werth]", "authors: [Ost, ‸~]"), says="empty")
    yield plant(
        "null_list_item",
        ("forecasts:\n", "forecasts:\n  -‸\n"),
        says="empty",
    )
    yield plant(
        "null_entry", ("  Cyrus: {of: Council,", "  ‸Gus:\n  Cyrus: {of: Council,"), says="'Gus'"
    )
    yield plant(
        "null_section", ("shocks:\n  flood: {", "‸rules2:\nshocks:\n  flood: {"), says="rules2"
    )
    yield plant(
        "null_rules",
        ('contacts:\n  North-South: {rate: 0.5-1 a month, why: "[a]"}', "‸contacts:"),
        says="'contacts' has no value",
    )
    yield from _nulls_in_maps()
    yield plant("empty_text", ("name: Ada Ost", 'name: ‸""'), says="empty")
    yield plant("blank_text", ("name: Ada Ost", "name: ‸'  '"), says="empty")


def _nulls_in_maps() -> Iterator[Broken]:
    """Where an entry is empty, nothing more is said about the map it leaves a gap in."""
    old = "{army: 80, police: 60, joint: 30}"
    yield plant("null_value", (old, "{‸army: , police: 60, joint: 30}"), says="'army' has no value")
    yield plant(
        "null_by_option",
        ("low: [North, South], free: [North", "‸low: , free: [North"),
        says="'low' has no value",
    )
    yield plant("null_only_share", ("hears: {Faye: 10-30}", "hears: {‸Faye: }"), says="'Faye'")
    yield plant("null_only_edit", ("do: {mute: [Faye]}", "do: {‸mute: }"), says="'mute'")
    yield plant("null_only_open", ("open: {toll: [free]}", "open: {‸toll: }"), says="'toll'")
    yield plant("null_only_set", ("set: {guard: police}", "set: {‸guard: }"), says="'guard'")
    yield plant("null_only_move", ("moves: {talks: letters}", "moves: {‸talks: }"), says="'talks'")
    yield plant("null_only_muted", ("mute: [Faye]", "mute: [‸~]"), says="empty")
    yield plant("null_decides", ("decides: Ada}", "‸decides: }"), says="'decides' has no value")
    yield plant(
        "null_of", ("Dora: {of: Council", "Dora: {‸of: , name: D"), says="'of' has no value"
    )
    yield plant("null_now", ("    now: army", "    ‸now:"), says="'now' has no value")
    yield plant(
        "null_wants", ("        wants: letters or working", "        ‸wants:"), says="'wants'"
    )
    yield plant("null_option", ("{army: soldiers,", "{‸army: ,"), says="'army' has no value")
    yield plant(
        "null_options",
        ("    options: {army: soldiers, police: police, joint: a joint post}", "    ‸options:"),
        says="'options' has no value",
    )
    yield plant("null_refusal", ("refuses: free, firm", "‸refuses: , firm"), says="'refuses'")
    yield plant("null_reading", ("read_as: 2030-12-31, or", "‸read_as: , or"), says="'read_as'")
    yield plant(
        "null_rule",
        ("on_paper: {rule: toll = free needs talks >= letters}", "on_paper: {‸rule: }"),
        says="'rule'",
    )
    yield plant("null_by", ("by: Faye, firm", "‸by: , firm"), says="'by' has no value")
    yield plant(
        "null_target",
        ("accord: {when: talks = working and toll >= low, kind", "accord: {‸when: , kind"),
        says="'when'",
    )
    yield plant("null_source_date", ("date: 2030-04-20,", "‸date: ,"), says="'date' has no value")


def _doubles() -> Iterator[Broken]:
    yield plant(
        "double_section",
        ("\ntargets:\n", "\n‸actors: {Zed: {of: North}}\ntargets:\n"),
        says="twice",
    )
    yield plant(
        "double_entry",
        ("  Dora: {of: Council", "  ‸Cyrus: {of: Council}\n  Dora: {of: Council"),
        says="twice",
    )
    yield plant(
        "double_field", ("    undo: any\n", "    undo: any\n    ‸ask: Really?\n"), says="twice"
    )
    yield plant("double_in_flow", ("kind: step, ", "kind: step, ‸kind: deal, "), says="twice")
    yield plant(
        "double_option",
        ("letters: letters only, ", "letters: letters only, ‸letters: more of them, "),
        says="twice",
    )
    yield plant("double_quoted_key", ("kind: step, ", 'kind: step, ‸"kind": deal, '), says="twice")
    yield plant(
        "triple_key", ("main: true", "main: true, ‸main: no, ‸main: yes"), says=["twice", "twice"]
    )
    yield plant(
        "double_no_deal",
        ("deadline: 30-40, why", "deadline: 30-40, ‸deadline: 20-30, why"),
        says="twice",
    )


def _layout() -> Iterator[Broken]:
    yield plant("tab_indent", ("    undo: any\n", "‸\tundo: any\n"), says="tab")
    yield plant("tab_after_spaces", ("  language: en\n", "  ‸\tlanguage: en\n"), says="tab")
    yield plant("one_space_too_few", ("    undo: any\n", "   ‸undo: any\n"), says="indentation")
    yield plant(
        "one_space_too_many", ("  language: en\n", "   language‸: en\n"), says="indentation"
    )
    yield plant(
        "dash_out_of_line", ("  - {when: 2030-06,", " ‸- {when: 2030-06,"), says="indentation"
    )
    yield plant("no_space_after_colon", ("  language: en\n", "  ‸language:en\n"), says="colon")
    yield plant(
        "colon_in_text",
        ("  title: The bridge at Marn", "  title: The bridge‸: at Marn"),
        says="colon",
    )
    yield plant("text_after_quote", ("name: Ada Ost", 'name: "Ada" ‸Ost'), says="quot")
    yield plant(
        "item_in_map",
        ("  Dora: {of: Council", "  ‸- Gus\n  Dora: {of: Council"),
        says="does not fit",
    )
    yield plant(
        "key_in_list",
        ("  - {when: 2030-06,", "  ‸more: none\n  - {when: 2030-06,"),
        says="dash",
    )


def _brackets_and_quotes() -> Iterator[Broken]:
    yield plant(
        "open_brace",
        ("kind: step, main: true}", "kind: step, main: true"),
        ("  accord: {when", "  accord‸: {when"),
        says="opened in line 110",
    )
    yield plant(
        "open_bracket",
        ("by: [South]\n", "by: [South\n"),
        ("    one_way: true", "    one_way‸: true"),
        says="opened in line 40",
    )
    yield plant("brace_for_bracket", ("by: [South]", "by: [South‸}"), says="brackets")
    yield plant("brace_too_many", ("main: true}", "main: true}‸}"), says="")
    yield plant(
        "open_double_quote",
        ('why: "[a] two keys"', 'why: "[a] two keys'),
        ('"2 of Cyrus', '"‸2 of Cyrus'),
        says="quotation mark opened in line 17",
    )
    yield plant(
        "open_single_quote",
        ("ask: Do they talk?", "ask: 'Do they talk?"),
        ("'time is on our side'", "'‸time is on our side'"),
        says="quotation mark opened in line 22",
    )
    yield plant(
        "last_quote_open", ("yes_if: the bridge", "yes_if: ‸'the bridge"), says="never closed"
    )
    yield plant("bad_escape", ("name: Ada Ost", 'name: "Ada ‸\\q Ost"'), says="\\")
    yield plant("reason_in_brackets_unquoted", ('why: "[bg]"}', "why: [bg] ‸¶2}"), says="brackets")
    yield plant("colon_in_flow_text", ("name: North bank,", "name: North‸: bank,"), says="")
    yield plant("percent_text", ("ask: Do they talk?", "ask: ‸%20 more"), says="quotation marks")
    yield plant("at_sign_text", ("ask: Do they talk?", "ask: ‸@home"), says="quotation marks")
    yield plant(
        "backtick_text", ("ask: Do they talk?", "ask: ‸`Do they talk?`"), says="quotation marks"
    )
    yield plant("map_as_key", ("language: en", "‸{a: b}: en"), says="key")
    yield plant("list_as_key", ("language: en", "‸[a, b]: en"), says="key")
    yield plant("question_mark_key", ("  language: en", "  ? ‸[a, b]\n  : en"), says="key")


def _machinery() -> Iterator[Broken]:
    """Anchors, aliases, tags, documents, directives: none of them is part of a case."""
    yield plant("anchor", ("by: [South]", "by: ‸&south [South]"), says="anchor")
    yield plant(
        "alias",
        ("by: [North, South]", "by: ‸&both [North, South]"),
        ("veto: {free: [South]}", "veto: {free: *both}"),
        says="alias",
    )
    yield plant("alias_of_nothing", ("by: [South]", "by: ‸*south"), says="alias")
    yield plant("merge_key", ("language: en", "<<: ‸*defaults"), says="")
    yield plant("python_tag", ("name: Ada Ost", "name: ‸!!python/object:os.system x"), says="tag")
    yield plant(
        "python_apply",
        ("name: Ada Ost", "name: ‸‸!!python/object/apply:os.system ['touch broken']"),
        says=["a list", "tag"],
    )
    yield plant("own_tag", ("name: Ada Ost", "name: ‸!secret Ada"), says="tag")
    yield plant("int_tag", ("weight: 35,", "weight: ‸!!int 35,"), says="tag")
    yield plant("binary_tag", ("name: Ada Ost", "name: ‸!!binary QWRh"), says="tag")
    yield whole("second_document", SMALL + "‸---\ncase: {title: Another}\n", says="second document")
    yield whole("directive", "‸%YAML 9.9\n---\n" + SMALL, says="%")
    yield whole("unknown_directive", "%FOO‸ bar\n---\n" + SMALL, says="%")
    laughs = "‸a0: ‸&a0 [lol, lol]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    yield whole("billion_laughs", laughs + SMALL, says=["no key 'a0'", "aliases"])


def _whole_files() -> Iterator[Broken]:
    yield whole("empty_file", "‸", says="empty")
    yield whole("only_comments", "‸# nothing\n\n# at all\n", says="empty")
    yield whole("only_blanks", "‸ \n \n", says="empty")
    yield whole("only_dashes", "‸---\n...\n", says="empty")
    yield whole("list_on_top", "‸- case\n- parties\n", says="map")
    yield whole("text_on_top", "‸just some words\n", says="map")
    yield whole("number_on_top", "‸42\n", says="map")
    yield whole("json_list", "‸[1, 2, 3]\n", says="map")
    yield whole("null_on_top", "‸null\n", says="empty")
    yield whole("deep_brackets", "case: " + "[" * 23 + "‸" + "[" * _DEEP, says="levels")
    yield whole("deep_braces", "case: " + "{a: " * 23 + "‸" + "{a: " * _DEEP, says="levels")
    steps = ["".join((" " * n, "a:\n")) for n in range(1_500)]
    yield whole(
        "deep_indents",
        "".join(steps[:24]) + " " * 24 + "‸" + "".join(steps[24:])[24:],
        says="levels",
    )
    yield whole("deep_dashes", "- " * 24 + "‸" + "- " * _DEEP + "a\n", says="levels")
    yield whole("deep_question_marks", "? " * 24 + "‸" + "? " * _DEEP, says="")
    yield whole("long_line_of_quotes", "case: ‸" + '"' + "a" * 1_000_000, says="quot")
    yield grown("many_colons", "a: a‸: " + "a: " * 10_000 + "\n", says="colon")
