"""Entries that are well formed, but do not go together; and several faults at once."""

from __future__ import annotations

from collections.abc import Iterator

from bad_input.broken import Broken, plant, section


def sense_faults() -> Iterator[Broken]:
    """All broken cases of this kind."""
    yield from _consent()
    yield from _cares()
    yield from _levers()
    yield from _several()


def _consent() -> Iterator[Broken]:
    yield plant(
        "now_not_on_table", ("on_table: [high, low]", "on_table: ‸[low]"), says="leaves out 'high'"
    )
    yield plant(
        "on_table_twice", ("on_table: [high, low]", "on_table: [high, low, ‸low]"), says="twice"
    )
    yield plant(
        "by_leaves_out",
        (
            "    by: {high: [North], low: [North, South], free: [North, South]}",
            "    ‸by: {high: [North], low: [North, South]}",
        ),
        says="free",
    )
    yield plant(
        "one_way_and_undo", ("one_way: true", "one_way: true\n    ‸undo: any"), says="undone"
    )
    yield plant(
        "decides_on_itself",
        (
            "  North: {name: North bank, decides: Ada}",
            "  North: {name: North bank, decides: ‸North}",
        ),
        says="circle",
    )
    yield plant(
        "decides_in_a_circle",
        ("2 of Cyrus, Dora, Edith", "2 of Cyrus, South, Edith"),
        ('"all of Ben', '‸"all of Ben'),
        says="circle",
    )
    yield plant(
        "decides_in_a_long_circle",
        (
            '  Council: {decides: "2 of Cyrus, Dora, Edith"}',
            "  Council: {decides: ‸B1}\n"
            + "".join(f"  B{n}: {{decides: B{n + 1}}}\n" for n in range(1, 9))
            + "  B9: {decides: Council}",
        ),
        says="circle",
    )
    yield plant(
        "bodies_too_deep",
        (
            '  Council: {decides: "2 of Cyrus, Dora, Edith"}',
            "  Council: {decides: B1}\n"
            + "".join(f"  B{n}: {{decides: B{n + 1}}}\n" for n in range(1, 60))
            + "  B60: {decides: Cyrus}",
        ),
        ('decides: "all of Ben, Council"', 'decides: ‸"all of Ben, Council"'),
        says="bodies",
    )
    yield plant("two_main_targets", ("kind: deal}", "kind: deal, ‸main: yes}"), says="main")


def _cares() -> Iterator[Broken]:
    yield plant(
        "unordered_without_value",
        (
            "cares: {guard: {weight: 50, value: {army: 90, police: 50, joint: 20}}}",
            "cares: {‸guard: {weight: 50, wants: army, accepts: police}}",
        ),
        says="no order",
    )
    yield plant(
        "value_leaves_out",
        ("value: {army: 90, police: 50, joint: 20}", "‸value: {army: 90, police: 50}"),
        says="joint",
    )
    yield plant(
        "neither_wants_nor_value",
        (
            "cares: {talks: {weight: 50, wants: working, accepts: broken}}",
            "cares: {‸talks: {weight: 50}}",
        ),
        says="wants",
    )


def _levers() -> Iterator[Broken]:
    yield plant("mute_a_principal", ("mute: [Faye]", "mute: [‸Ada]"), says="only advisers")
    yield plant("mute_a_member", ("mute: [Faye]", "mute: [Faye, ‸Dora]"), says="only advisers")
    yield plant("mute_a_party", ("mute: [Faye]", "mute: [‸South]"), says="no actor 'South'")
    yield plant(
        "set_without_owner",
        (
            "{who: Ben, with: [Cyrus, Dora], cost: low, from: 2030-06-01, do: {set: {guard: ",
            "{who: Ada, do: {set: {guard: ‸",
        ),
        says="South",
    )
    yield plant(
        "set_without_quorum",
        (
            "with: [Cyrus, Dora], cost: low, from: 2030-06-01, do: {set: {guard: police}}",
            "with: [Cyrus], do: {set: {guard: ‸police}}",
        ),
        says="Dora",
    )
    yield plant(
        "drop_without_owner",
        ("hush: {who: Ada, do: {mute: [Faye]}}", "hush: {who: Ada, do: {drop: [‸toll_first]}}"),
        says="Ben",
    )
    yield plant(
        "soften_without_owner",
        ("soften: {who: Ben,", "soften: {who: Ada,"),
        ("{soften: {toll_first: 20-40}}", "{soften: {toll_first: ‸20-40}}"),
        says="Ben",
    )
    yield plant("soften_upwards", ("toll_first: 20-40", "toll_first: ‸80-95"), says="firmer")
    yield plant(
        "soften_and_drop",
        (
            "do: {soften: {toll_first: 20-40}}",
            "do: {drop: [toll_first], soften: {‸toll_first: 20-40}}",
        ),
        says="both drops and softens",
    )
    yield plant("soften_partly_upwards", ("toll_first: 20-40", "toll_first: ‸20-95"), says="firmer")
    yield plant(
        "drop_logic", ("drop: [hard_line,", "drop: [hard_line, ‸on_paper,"), says="rule of logic"
    )
    yield plant(
        "soften_logic",
        ("{toll_first: 20-40}", "{toll_first: 20-40, ‸on_paper: 10-20}"),
        says="rule of logic",
    )
    yield plant(
        "drop_no_refusal",
        ("drop: [hard_line, Ada.toll]", "drop: [hard_line, ‸Ada.talks]"),
        says="no condition 'Ada.talks'",
    )
    yield plant(
        "drop_three_parts",
        ("drop: [hard_line, Ada.toll]", "drop: [hard_line, ‸Ada.toll.free]"),
        says="names no condition",
    )
    yield plant(
        "shift_a_weight",
        ("{Ada.no_deal: -5..-15", "{‸Ada.weight: -5..-15"),
        says="cannot be shifted",
    )
    yield plant(
        "shift_unknown",
        ("{Ada.no_deal: -5..-15", "{‸horizon: 2032-01-01"),
        says="cannot be shifted",
    )
    yield plant("who_twice", ("with: [Cyrus, Dora]", "with: [Cyrus, Dora, ‸Ben]"), says="already")
    yield plant("open_twice", ("open: {toll: [free]}", "open: {toll: [free, ‸free]}"), says="twice")


def _several() -> Iterator[Broken]:
    yield plant(
        "several_values",
        ("as_of: 2030-05-01", "as_of: ‸2030-05-51"),
        ("now: army", "now: ‸armee"),
        ("weight: 20-30", "weight: ‸30-20"),
        ("{rule: toll = free needs", "{rule: toll = ‸fre needs"),
        ("kind: step,", "kind: ‸leap,"),
        says=["no such day", "did you mean army?", "write 20-30", "did you mean free?", "leap"],
    )
    yield plant(
        "several_kinds",
        ("  language: en", "  ‸langage: en"),
        ("    ask: Who pays what?", "    ‸ask:"),
        ("hears: {Faye: 10-30}", "hears: {‸Fay: 10-30}"),
        ('why: "radio ¶2"', "why: wants it ¶2, ‸and more"),
        ("mute: [Faye]", "mute: [‸Ada]"),
        ("{ask: sit_down, by: 2030-09-30", "{ask: sit_down, by: ‸2029-09-30"),
        says=["language", "no value", "Faye", "unquoted comma", "advisers", "before as_of"],
    )
    yield plant(
        "several_in_one_line",
        (
            'guard: {weight: 20-30, value: {army: 0-10, police: 45-55, joint: 100}, why: "[bg]"}',
            'guard: {weight: ‸30-20, value: {army: ‸200, police: ‸x, joint: 100}, ‸whi: "[bg]"}',
        ),
        says=["write 20-30", "0 to 100", "not a number", "why"],
    )
    yield plant(
        "several_in_lists",
        ("calendar:\n  - {when: 2030-04-01,", "calendar:\n  - {when: ‸2030-14-01,"),
        ("opens: [talks, toll]", "opens: [talks, ‸tolls]"),
        ("about: toll, tone", "about: ‸tolll, tone"),
        (
            'at: radio ¶1, said: "the clerk has gone home"',
            'at: radio ‸¶9, said: "the clerk has gone home"',
        ),
        says=["no such day", "toll", "toll", "no paragraph 9"],
    )
    yield plant(
        "faulty_entries_keep_their_names",
        ("  Faye:\n    of: North\n", "  Faye:\n    ‸off: North\n"),
        (
            "  toll_first: {rule: talks >= working needs toll >= low,",
            "  toll_first: {rule: talks >= working ‸toll >= low,",
        ),
        ("  sit_down: {when: talks >= letters,", "  sit_down: {when: talks ‸letters,"),
        says=["did you mean of?", "", ""],
    )
    yield plant(
        "faulty_issue_keeps_its_name",
        (
            "    options: {army: soldiers, police: police, joint: a joint post}",
            "    options: ‸none of these",
        ),
        says="",
    )
    yield plant(
        "faulty_section_keeps_quiet",
        (
            section("rules"),
            "rules: ‸as they are\n",
        ),
        says="map",
    )
