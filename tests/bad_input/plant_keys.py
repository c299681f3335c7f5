"""Unknown and missing keys, names that nothing in the case has, and what must not be twice."""

from __future__ import annotations

from collections.abc import Iterator

from bad_input.broken import Broken, grown, plant, section


def key_faults() -> Iterator[Broken]:
    """All broken cases of this kind."""
    yield from _unknown_keys()
    yield from _missing()
    yield from _unknown_names()
    yield from _ids()


def _unknown_keys() -> Iterator[Broken]:
    """One near miss at every level, and some keys that are like nothing."""
    near = (
        ("case", "  handling: open", "  ‸handlng: open", "handling"),
        ("source", "{title: Radio notes, ", "{title: Radio notes, ‸grad: B2, ", "grade"),
        ("party", "{name: North bank,", "{‸nam: North bank,", "name"),
        ("issue", "    one_way: true", "    ‸oneway: true", "one_way"),
        ("actor", "    clout: 20-40", "    ‸clot: 20-40", "clout"),
        ("care", "refuses: free, firm", "‸refuse: free, firm", "refuses"),
        ("spoils", "repairs ¶3, chance: 10-30}", "repairs ¶3, ‸chanse: 10-30}", "chance"),
        ("rule", "by: Ben, firm: 70-90, while", "by: Ben, ‸firmness: 70-90, while", "firm"),
        ("contact", '0.5-1 a month, why: "[a]"', '0.5-1 a month, ‸whi: "[a]"', "why"),
        ("shock", "{rate: 0.1 a year, moves", "{rate: 0.1 a year, ‸move", "moves"),
        ("deadline", "{by: Ben, said: until", "{by: Ben, ‸sad: until", "said"),
        ("event", "the spring fair, opens:", "the spring fair, ‸open:", "opens"),
        ("statement", "tone: refuses,", "‸tones: refuses,", "tone"),
        ("target", "kind: step, main: true", "kind: step, ‸mian: true", "main"),
        ("lever", "do: {mute: [Faye]}", "‸costs: low, do: {mute: [Faye]}", "cost"),
        ("edits", "{mute: [Faye]}", "{‸muted: [Faye]}", "mute"),
        ("forecast", "yes_if: the bridge", "‸yesif: the bridge", "yes_if"),
    )
    for where, old, new, meant in near:
        yield plant(f"near_key_in_{where}", (old, new), says=f"did you mean {meant}?")
    yield grown("unknown_section", "‸wishes: {peace: now}\n", says="no key 'wishes'")
    yield grown("near_section", "‸lever: {a: {who: Ada}}\n", says="did you mean levers?")
    yield plant(
        "misspelt_section", ("forecasts:\n", "‸forcasts:\n"), says="did you mean forecasts?"
    )
    yield plant(
        "misspelt_needed_section", ("\nissues:\n", "\n‸isues:\n"), says="did you mean issues?"
    )
    yield plant("misspelt_case", ("case:\n  title", "‸Case:\n  title"), says="did you mean case?")
    yield plant(
        "wrong_level",
        ("    of: North\n    name: Ada Ost", "    of: North\n    ‸weight: 50"),
        says="'weight'",
    )
    yield plant(
        "key_in_capitals",
        ("    ask: Who pays what?", "    ‸ASK: Who pays what?"),
        says="did you mean ask?",
    )
    yield plant(
        "key_of_another_kind",
        ("  Dora: {of: Council,", "  Dora: {of: Council, ‸decides: Ben,"),
        says="'decides'",
    )
    yield plant(
        "unknown_no_deal_key",
        ("deadline: 30-40, why", "‸dedline: 30-40, why"),
        says="'dedline' is not a date",
    )
    yield plant("python_name_of_a_key", ("while: guard", "‸while_: guard"), says="while")


def _missing() -> Iterator[Broken]:
    yield plant("no_title", ("case:\n  title: The bridge at Marn\n", "‸case:\n"), says="'title'")
    yield plant("no_as_of", ("case:\n", "‸case:\n"), ("  as_of: 2030-05-01\n", ""), says="'as_of'")
    yield plant(
        "source_without_date",
        ("    radio: {title: Radio notes, date: 2030-04}", "    ‸radio: {title: Radio notes}"),
        says="'date'",
    )
    yield plant(
        "source_without_title", ("    radio: {title: Radio notes,", "    ‸radio: {"), says="'title'"
    )
    yield plant(
        "party_without_decides",
        ("  North: {name: North bank, decides: Ada}", "  ‸North: {name: North bank}"),
        says="'decides'",
    )
    yield plant(
        "issue_without_by", ("  guard:\n", "  ‸guard:\n"), ("    by: [South]\n", ""), says="'by'"
    )
    yield plant(
        "issue_without_now", ("  guard:\n", "  ‸guard:\n"), ("    now: army\n", ""), says="'now'"
    )
    yield plant(
        "issue_without_options",
        ("  guard:\n", "  ‸guard:\n"),
        ("    options: {army: soldiers, police: police, joint: a joint post}\n", ""),
        says="'options'",
    )
    yield plant("actor_without_of", ("  Faye:\n    of: North\n", "  ‸Faye:\n"), says="'of'")
    yield plant(
        "care_without_weight", ("      guard: {weight: 35,", "      ‸guard: {"), says="'weight'"
    )
    yield plant(
        "care_without_wants",
        ("cares: {talks: {weight: 50, wants: working,", "cares: {‸talks: {weight: 50,"),
        says="wants",
    )
    yield plant(
        "care_without_accepts",
        (
            "cares: {toll: {weight: 50, wants: free, accepts: low}",
            "cares: {‸toll: {weight: 50, wants: free}",
        ),
        says="accepts",
    )
    yield plant(
        "rule_without_rule",
        ("  on_paper: {rule: toll = free needs talks >= letters}", "  ‸on_paper: {by: Ada}"),
        says="'rule'",
    )
    yield plant(
        "target_without_when",
        ("  sit_down: {when: talks >= letters, ", "  ‸sit_down: {"),
        says="'when'",
    )
    yield plant(
        "lever_without_do",
        ("  hush: {who: Ada, do: {mute: [Faye]}}", "  ‸hush: {who: Ada}"),
        says="'do'",
    )
    yield plant("lever_without_who", ("  hush: {who: Ada, do", "  ‸hush: {do"), says="'who'")
    yield plant(
        "forecast_without_by",
        ("  - {ask: sit_down, by: 2030-09-30, ", "  - ‸{ask: sit_down, "),
        says="'by'",
    )
    yield plant(
        "statement_without_place",
        ("tone: refuses, when: 2030-04-18, at: ¶1,", "tone: refuses, when: 2030-04-18,"),
        ("  - {who: Ben, about: toll", "  - ‸{who: Ben, about: toll"),
        says="'at'",
    )
    yield plant(
        "contact_without_rate",
        ("  North-South: {rate: 0.5-1 a month, ", "  ‸North-South: {"),
        says="'rate'",
    )
    yield plant(
        "no_targets",
        ("case:\n", "‸case:\n"),
        (section("targets"), ""),
        says="'targets'",
    )
    yield plant(
        "lever_that_does_nothing", ("do: {mute: [Faye]}", "‸do: {}"), says="changes nothing"
    )
    yield plant("entry_that_is_empty", ("  Dora: {of", "  ‸Gus: {}\n  Dora: {of"), says="'of'")


def _unknown_names() -> Iterator[Broken]:
    """A near miss in every place that refers to something, and names like nothing."""
    near = (
        ("decides_actor", "decides: Ada}", "decides: ‸Adda}", "Ada"),
        ("decides_body", "all of Ben, Council", "all of Ben, ‸Counsil", "Council"),
        ("decides_member", "2 of Cyrus, Dora, Edith", "2 of Cyrus, ‸Doris, Edith", "Dora"),
        ("by", "    by: [South]\n", "    by: [‸Suoth]\n", "South"),
        ("by_party", "by: {high: [North], low", "by: {high: [‸Nort], low", "North"),
        ("by_option", "by: {high: [North], low:", "by: {high: [North], ‸lwo:", "low"),
        ("veto_party", "veto: {free: [South]}", "veto: {free: [‸Sooth]}", "South"),
        ("veto_option", "veto: {free: [South]}", "veto: {‸fre: [South]}", "free"),
        ("now", "now: army", "now: ‸armee", "army"),
        ("on_table", "on_table: [high, low]", "on_table: [high, ‸lwo]", "low"),
        ("of", "Dora: {of: Council", "Dora: {of: ‸Concil", "Council"),
        ("hears", "hears: {Faye: 10-30}", "hears: {‸Fay: 10-30}", "Faye"),
        ("cares", "cares: {guard: {weight: 50", "cares: {‸gaurd: {weight: 50", "guard"),
        ("wants", "wants: letters or working", "wants: ‸letters or workin", "working"),
        ("accepts", "accepts: low or free", "accepts: ‸lo or free", "low"),
        ("refuses", "refuses: free, firm", "refuses: ‸frees, firm", "free"),
        (
            "value",
            "{army: 80, police: 60, joint: 30}",
            "{army: 80, ‸polise: 60, joint: 30}",
            "police",
        ),
        ("rule_issue", "{rule: toll = free needs", "{rule: ‸tol = free needs", "toll"),
        ("rule_option", "{rule: toll = free needs", "{rule: toll = ‸fre needs", "free"),
        ("rule_second_option", "guard = joint/police", "guard = joint/‸polize", "police"),
        ("rule_needs", "needs talks >= letters", "needs talks >= ‸leters", "letters"),
        ("rule_by", "by: Faye, firm", "by: ‸Fayee, firm", "Faye"),
        ("while", "while: guard = army", "while: ‸gard = army", "guard"),
        ("shock", "moves: {talks: letters}", "moves: {‸talk: letters}", "talks"),
        ("shock_option", "moves: {talks: letters}", "moves: {talks: ‸letter}", "letters"),
        ("event_moves", "moves: {talks: broken}", "moves: {talks: ‸brokn}", "broken"),
        ("event_opens", "opens: [talks, toll]", "opens: [talks, ‸tolls]", "toll"),
        ("contact", "  North-South: {rate", "  ‸North-Soth: {rate", "North-South"),
        ("about", "about: [talks, toll_first]", "about: [talks, ‸tollfirst]", "toll_first"),
        ("deadline_by", "{by: Ben, said", "{by: ‸Bem, said", "Ben"),
        ("target", "{when: talks >= letters, kind", "{when: ‸talcs >= letters, kind", "talks"),
        (
            "target_option",
            "talks = working and toll >= low, kind",
            "talks = ‸worked and toll >= low, kind",
            "working",
        ),
        ("who", "hush: {who: Ada", "hush: {who: ‸Addah", "Ada"),
        ("with", "with: [Cyrus, Dora]", "with: [Cyrus, ‸Dorah]", "Dora"),
        ("open_issue", "open: {toll: [free]}", "open: {‸tolll: [free]}", "toll"),
        ("open_option", "open: {toll: [free]}", "open: {toll: [‸feee]}", "free"),
        ("set_issue", "set: {guard: police}", "set: {‸guards: police}", "guard"),
        ("set_option", "set: {guard: police}", "set: {guard: ‸plice}", "police"),
        ("drop", "drop: [hard_line,", "drop: [‸hardline,", "hard_line"),
        ("drop_refusal", "hard_line, Ada.toll]", "hard_line, ‸Ada.tol]", "Ada.toll"),
        ("soften", "soften: {toll_first: 20-40}", "soften: {‸tollfirst: 20-40}", "toll_first"),
        ("mute", "mute: [Faye]", "mute: [‸Fay]", "Faye"),
        ("shift", "{Ada.no_deal: -5..-15", "{‸Adda.no_deal: -5..-15", "Ada"),
        ("ask", "{ask: sit_down,", "{ask: ‸sitdown,", "sit_down"),
    )
    for where, old, new, meant in near:
        yield plant(f"near_name_in_{where}", (old, new), says=f"did you mean {meant}?")
    yield plant("capitals_in_option", ("now: army", "now: ‸ARMY"), says="did you mean army?")
    yield plant("name_like_nothing", ("now: army", "now: ‸zzz"), says="'guard' has no option 'zzz'")
    yield plant(
        "source_in_reason", ('why: "radio ¶2"', 'why: ‸"radia¶2"'), says="did you mean radio?"
    )
    yield plant(
        "party_for_actor", ("by: Faye, firm", "by: ‸North, firm"), says="name the actor: Ada"
    )
    yield plant(
        "actor_for_party", ("    by: [South]\n", "    by: [‸Ben]\n"), says="name the party: South"
    )
    yield plant(
        "party_in_who", ("hush: {who: Ada", "hush: {who: ‸North"), says="name the actor: Ada"
    )
    yield plant(
        "contact_with_itself", ("  North-South: {", "  ‸North-North: {"), says="two parties"
    )
    yield plant("contact_of_one", ("  North-South: {", "  ‸North: {"), says="two parties")
    yield plant("prototype_names", ("now: army", "now: ‸__class__"), says="__class__")
    yield plant(
        "dangling_references",
        ("  Faye:\n    of: North\n", "  Gina:\n    of: North\n"),
        ("hears: {Faye:", "hears: {‸Faye:"),
        ("by: Faye,", "by: ‸Faye,"),
        ("mute: [Faye]", "mute: [‸Faye]"),
        says=["'Faye'"] * 3,
    )


def _ids() -> Iterator[Broken]:
    dora = "  Dora: {of: Council,"
    yield plant(
        "id_with_blank", (dora, "  ‸Big Gus: {of: North}\n" + dora), says="cannot be a name"
    )
    yield plant("id_with_dot", (dora, "  ‸Gus.G: {of: North}\n" + dora), says="cannot be a name")
    yield plant("id_with_slash", (dora, "  ‸Gus/G: {of: North}\n" + dora), says="cannot be a name")
    yield plant(
        "reserved_id", (dora, "  ‸needs: {of: North}\n" + dora), says="word of the condition"
    )
    yield plant(
        "reserved_option",
        ("police: police,", "‸or: police, police: police,"),
        ("value: {army: 0-10,", "value: {army: 0-10,"),
        says="word of the condition",
    )
    yield plant("long_id", (dora, f"  ‸{'G' * 5_000}: {{of: North}}\n" + dora), says="longer than")
    yield plant(
        "right_to_left_mark", (dora, "  ‸Gu\u202es: {of: North}\n" + dora), says="cannot be a name"
    )
    yield plant(
        "right_to_left_mark_in_what_was_meant",
        (dora, "  ‸Guus\u202e: {of: North}\n" + dora),
        ("mute: [Faye]", "mute: [‸Guus]"),
        says=["cannot be a name", "did you mean Guus\\u202e?"],
    )
    yield plant(
        "invisible_blank", (dora, "  ‸Gu\u200bs: {of: North}\n" + dora), says="cannot be a name"
    )
    yield plant(
        "hyphen_look_alike", ("  North-South: {", "  ‸North‑South: {"), says="cannot be a name"
    )
    yield plant("cyrillic_look_alike", ("now: army", "now: ‸аrmy"), says="did you mean army?")
    yield plant(
        "full_width_look_alike",
        ("of: Council, cares: {guard", "of: ‸Ｃouncil, cares: {guard"),
        says="did you mean Council?",
    )
    yield plant(
        "composed_otherwise",
        ("name: Ada Ost", "name: Ada Ost"),
        (dora, "  Zoé: {of: North}\n" + dora),
        ("mute: [Faye]", "mute: [Faye, ‸Zoe\u0301]"),
        says="cannot be a name",
    )
    yield plant("empty_id", (dora, '  ‸"": {of: North}\n' + dora), says="cannot be a name")
    yield plant("number_minus", (dora, "  ‸-1: {of: North}\n" + dora), says="cannot be a name")
    yield plant("html_id", (dora, "  ‸<script>: {of: North}\n" + dora), says="cannot be a name")
