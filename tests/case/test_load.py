"""Good cases load; broken ones give one message per fault, each in its place."""
# ruff: noqa: E501 - a table of faults reads best in rows

import os
import pickle
from pathlib import Path

import pytest
from case.small import TEXT, faults, loaded, swapped, written
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.case.faults import CaseErrors
from detente.case.load import load, load_text
from detente.case.values import Range


def test_the_template_loads_without_a_warning(tmp_path):
    found = loaded(tmp_path)
    assert found.warnings == ()
    assert found.case.meta.title == "The river"
    assert found.case.actors["Ben"].cares["payment"].weight == Range(30, 50)
    assert found.case.deciders("Upton") == ("Ada",)
    assert found.case.advisers == ("Cleo",)
    assert found.path == tmp_path / "case.yaml"
    assert len(found.sha256) == 64
    assert len(found.sources.texts["notes"].paragraphs) == 4


def test_a_case_is_a_file_or_a_folder_also_by_a_link(tmp_path):
    folder = written(tmp_path / "a")
    (tmp_path / "link").symlink_to(folder)
    (folder / "other.yaml").symlink_to(folder / "case.yaml")
    hashes = {
        load(path).sha256 for path in (folder, folder / "case.yaml", str(folder), tmp_path / "link")
    }
    assert len(hashes) == 1
    assert load(folder / "other.yaml").case == load(folder).case


def test_a_case_cannot_be_changed_and_can_be_sent_elsewhere(tmp_path):
    case = loaded(tmp_path).case
    with pytest.raises(ValueError, match="frozen"):
        case.meta.title = "x"
    assert pickle.loads(pickle.dumps(case)) == case


BREAKS = [
    # schema
    ("decides: Ada", "decids: Ada", "there is no key 'decids' here", "did you mean decides?"),
    ("decides: Ada}", "decides: Ada, colour: red}", "no key 'colour'", "keys here are name, decides"),
    ("    of: Upton\n", "", "'actors.Ada' has no 'of'", "write of: US"),
    ("  as_of: 2025-03-01", "  as_of: 2025-03", "more than one day", "write one day"),
    ("as_of: 2025-03-01", "as_of: March", "'March' is not a date", "write 2019"),
    ("title: Notes on the river talks, kind", "kind", "has no 'title'", "write title"),
    ("weight: 40-60", "weight: 60-40", "runs downwards", "write 40-60"),
    ("weight: 40-60", "weight: 40-160", "lies outside 0 to 100", "the scale runs"),
    ("weight: 40-60", "weight: much", "'much' is not a number", "write a number"),
    ("weight: 40-60, ", "", "has no 'weight'", "write weight: 60-80"),
    ("weight: 40-60", "weight: [40, 60]", "this is a list", "write such as 45-60"),
    ("wants: little, ", "", "'water' has no wants", "write wants: OPTION"),
    ("cost: low", "cost: cheap", "'cheap' is no word for 'cost'", "write low, medium or high"),
    ("now + 0..10", "now + 10..0", "runs downwards", "write 0-10"),
    ("now + 0..10", "soon", "'soon' is not a number", "write a number"),
    ("deadline: 15-30", "dead_line: 15-30", "'dead_line' is not a date", "keys here are dates"),
    ("parties:      ", "parties: x    ", "", ""),
    ("decides: Ada", "decides: Ada and Eve", "how many of them must agree?", "write all of"),
    ("    by: [Upton]\n    now: little", "    by: []\n    now: little", "list is empty", "name at"),
    ("    by: [Upton]\n    now: little", "    now: little", "has no 'by'", "write by: [US"),
    ("options: {little: as little as today, third: a third of the flow, half: half of the flow}",
     "options: {little: as little as today}", "at least two options", "write {low"),
    # names
    ("decides: Ben", "decides: Bne", "no actor (or body) 'Bne'", "did you mean Ben?"),
    ("of: Downham\n    hears", "of: Downam\n    hears", "no party 'Downam'", "did you mean Downham?"),
    ("hears: {Cleo", "hears: {Cloe", "no actor 'Cloe'", "did you mean Cleo?"),
    ("hears: {Cleo", "hears: {Ben", "cannot hear himself", "remove it"),
    ("hears: {Cleo: 10-20}", "hears: {Cleo: 60-70, Ada: 10-40}", "up to 110 %", "lower the upper"),
    ("by: [Downham]", "by: [Ben]", "no party 'Ben'", "Ben is an actor; name the party: Downham"),
    ("by: [Downham]", "by: [Downham]\n    veto: {al: [Upton]}", "has no option 'al'", "did you mean all?"),
    ("by: [Downham]", "by: {share: [Downham]}", "whose yes it takes for all", "add all: [PARTY]"),
    ("now: upton_only", "now: upton", "no option 'upton'", "did you mean upton_only?"),
    ("on_table: [upton_only]", "on_table: [joint]", "on_table leaves out 'upton_only'", "add upton"),
    ("on_table: [upton_only]", "on_table: [upton_only, jont]", "no option 'jont'", "did you mean"),
    ("on_table: [upton_only]", "undo: any\n    one_way: yes", "cannot be undone", "keep `undo`"),
    ("wants: all, accepts: share, why: \"the dam", "wants: al, accepts: share, why: \"the dam",
     "no option 'al'", "did you mean all?"),
    ("accepts: share or all", "accepts: share or allof", "no option 'allof'", "did you mean all?"),
    ("accepts: share or all", "accepts: share/all", "is not the name of an option", "write share or all"),
    ("gauge: {weight: 5-15", "guage: {weight: 5-15", "no issue 'guage'", "did you mean gauge?"),
    ("gauge: {weight: 5-15, wants: upton_only, accepts: joint", "gauge: {weight: 5-15, value: {joint: 3}",
     "value leaves out upton_only", "add upton_only: 0-100"),
    ("by: [Downham]", "ordered: no\n    by: [Downham]", "", ""),
    ("by: Ben, firm", "by: Downham, firm", "no actor 'Downham'", "Downham is a party; name the actor: Ben"),
    ("by: Ben, firm: 60-90", "firm: 60-90", "a rule of logic, so it cannot", "say whose condition"),
    ("payment >= share needs gauge", "paymnt >= share needs gauge", "no issue 'paymnt'", "did you mean payment?"),
    ("gauge = joint, by: Ben", "gauge is joint, by: Ben", "'is' does not fit", "write such as"),
    ("gauge = joint, by: Ben, firm: 60-90,", "gauge = joint, while: gauge = x, by: Ben,", "no option 'x'", ""),
    ("rule: payment >= share needs gauge = joint, by: Ben, firm: 60-90",
     "rule: water = little needs gauge = joint", "today's position breaks this rule", "mend the rule"),
    ("deadline: {by: Ben", "deadline: {by: Bem", "no actor or party 'Bem'", "did you mean Ben?"),
    ("read_as: 2025-06-20", "read_as: 2025-01-20", "is over before as_of", "write a later date"),
    ("horizon: 2025-12-31", "horizon: 2024", "the horizon 2024 is over", "write a later"),
    ("by: 2025-12-31", "by: 2025-02-28", "is over before as_of", "write a later"),
    ("date: 2025-02", "date: 2025-04", "source 'notes' of 2025-04 is later than as_of", "nothing learned"),
    ("when: water >= third and", "when: water >= thrid and", "no option 'thrid'", "did you mean third?"),
    ("ask: agreement", "ask: agrement", "no target 'agrement'", "did you mean agreement?"),
    # levers
    ("who: Ada, with", "who: Upton, with", "no actor 'Upton'", "Upton is a party; name the actor: Ada"),
    ("with: [Ben], cost", "with: [Ada], cost", "named in `who` already", "remove him"),
    ("open: {gauge: [joint]}", "open: {gauge: [jiont]}", "no option 'jiont'", "did you mean joint?"),
    ("open: {gauge: [joint]}", "open: {gage: [joint]}", "no issue 'gage'", "did you mean gauge?"),
    ("do: {open: {gauge: [joint]}}", "do: {}", "changes nothing", "write open, set"),
    ("open: {gauge: [joint]}", "opne: {gauge: [joint]}", "no key 'opne'", "did you mean open?"),
    ("open: {gauge: [joint]}", "drop: [blind]", "no condition 'blind'", ""),
    ("open: {gauge: [joint]}", "soften: {no_blind_payment: 70-80}", "would make it firmer", "both ends"),
    ("open: {gauge: [joint]}", "mute: [Ben]", "'Ben' decides for Downham", "mute an actor whom"),
    ("open: {gauge: [joint]}", "shift: {Ben.weight: -5}", "'Ben.weight' cannot be shifted", "write such"),
    ("open: {gauge: [joint]}", "shift: {Bne.no_deal: -5}", "no actor 'Bne'", "did you mean Ben?"),
    ("who: Ada, with: [Ben], cost: low, do: {open: {gauge: [joint]}}", "who: Ada, do: {set: {gauge: joint}}",
     "takes Downham", "name Ben in"),
    ("who: Ada, with: [Ben], cost: low, do: {open: {gauge: [joint]}}",
     "who: Ada, do: {drop: [no_blind_payment]}", "takes Downham", "name Ben in"),
    # sources
    ("dam is 'too dear for one town' ¶2", "dam is 'too dear for us' ¶2", "does not stand in notes ¶2", "it stands in no source"),
    ("'a third would do' ¶3", "'a third would do' ¶2", "does not stand in notes ¶2", "it stands in ¶3"),
    ("farmers come first ¶2", "farmers come first ¶9", "no paragraph 9", "it has paragraphs 1 to 4"),
    ("farmers come first ¶2", "farmers come first ¶", "¶ without a paragraph number", "write such as"),
    ("farmers come first ¶2", "farmers come first ¶3-2", "runs downwards", "write ¶2-3"),
    ("farmers come first ¶2", "farmers come first note¶2", "no source 'note'", "did you mean notes?"),
    # yaml
    ("decides: Ada", "decides: Ada, with Eve", "unquoted comma", "put quotes round the text"),
    ("  Downham: {", "  Upton: {decides: Ada}\n  Downham: {", "stands here twice", "keep one"),
    ("rules:\n", "rules:\n\nlevels:\n", "", ""),
    ("now: little", "now:", "the key 'now' has no value", "write one"),
    ("now: little", "now: &here little", "anchors (&name) are not part", "write the text out"),
    ("now: little", "now: !!str little", "tags (!name) are not part", "write the text out"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"), [one for one in BREAKS if one[2]], ids=lambda text: text[:30]
)
def test_one_fault_gives_one_message(tmp_path, old, new, message, hint):
    text = swapped((old, new))
    found = faults(tmp_path, text)
    assert len(found) == 1, "\n".join(map(str, found))
    fault = found[0]
    assert message in fault.message
    assert fault.hint.startswith(hint)
    assert str(fault).startswith(f"{tmp_path / 'case.yaml'}:{fault.line}:{fault.col}: ")
    line = text.splitlines()[fault.line - 1]
    assert 1 <= fault.col <= len(line) + 1


def test_faults_of_all_kinds_come_in_one_pass_in_order(tmp_path):
    text = swapped(
        ("as_of: 2025-03-01", "as_of: soon"),
        ("decides: Ada", "decides: Eva"),
        ("now: little", "now: litle"),
        ("weight: 60-80", "weight: 80-60"),
        ("'a third would do' ¶3", "'a third is fine' ¶3"),
        ("payment >= share needs", "payments >= share needs"),
        ("open: {gauge: [joint]}", "open: {gauge: [joined]}"),
        ("ask: agreement", "ask: agreemint"),
    )
    found = faults(tmp_path, text)
    assert len(found) == 8
    assert [one.line for one in found] == sorted(one.line for one in found)


def test_a_faulty_entry_does_not_make_its_name_unknown(tmp_path):
    text = swapped(
        ("    now: little\n", ""), ("  Ada:\n    of: Upton\n", "  Ada:\n    off: Upton\n")
    )
    found = faults(tmp_path, text)
    assert [one.message for one in found] == [
        "'issues.water' has no 'now'",
        "there is no key 'off' here",
    ]


def test_a_missing_section_is_one_fault(tmp_path):
    start, end = TEXT.index("issues:\n"), TEXT.index("# --- who: what each")
    found = faults(tmp_path, TEXT[:start] + TEXT[end:])
    assert [one.message for one in found] == ["there is no 'issues'"]


@pytest.mark.parametrize("section", ["parties", "issues", "actors", "targets"])
def test_an_empty_section_is_one_fault_beside_the_names_it_lacks(tmp_path, section):
    place = TEXT.index(f"\n{section}:")
    end = TEXT.index("\n\n", place)
    found = faults(tmp_path, TEXT[:place] + f"\n{section}: {{}}" + TEXT[end:])
    assert any(one.message.startswith("a case needs at least one") for one in found)


def test_bodies_that_decide_in_a_circle_are_one_fault(tmp_path):
    bodies = "  Council: {decides: Board}\n  Board: {decides: '1 of Ada, Council'}\n"
    text = swapped(
        ("Upton: {decides: Ada}", "Upton: {decides: all of Ada and Council}"),
        ("  Downham: {", bodies + "  Downham: {"),
    )
    found = faults(tmp_path, text)
    assert len(found) == 1
    assert found[0].message == "who decides runs in a circle: Council -> Board -> Council"


def test_very_long_chains_of_bodies_are_refused(tmp_path):
    chain = "".join(f"  B{n}: {{decides: B{n + 1}}}\n" for n in range(1500))
    text = swapped(
        (
            "  Upton: {decides: Ada}\n",
            f"  Upton: {{decides: B0}}\n{chain}  B1500: {{decides: Ada}}\n",
        )
    )
    assert any(
        "bodies decide one within the other" in one.message for one in faults(tmp_path, text)
    )


def test_a_set_asks_every_member_the_decision_takes(tmp_path):
    text = swapped(
        ("Upton: {decides: Ada}", "Upton: {decides: 2 of Ada and Cleo and Dan}"),
        (
            "rules:\n",
            "  Dan: {of: Upton, cares: {water: {weight: 1, wants: half, accepts: half}}}\nrules:\n",
        ),
        ("with: [Ben], cost: low, do: {open: {gauge: [joint]}}", "do: {set: {water: third}}"),
    )
    found = faults(tmp_path, text)
    assert len(found) == 1
    assert "takes Upton" in found[0].message
    assert found[0].hint == "name Cleo in `who` or `with`"
    assert faults(tmp_path, text.replace("who: Ada,", "who: Ada, with: [Dan],")) == ()


def test_an_advisers_condition_is_his_principals_to_drop(tmp_path):
    cares = "payment: {weight: 80-100, wants: nothing, accepts: share"
    text = swapped(
        (cares, cares + ", refuses: all"), ("open: {gauge: [joint]}", "drop: [Cleo.payment]")
    )
    assert faults(tmp_path, text) == ()
    alone = text.replace("with: [Ben], ", "")
    assert "a condition of Cleo, takes Downham" in faults(tmp_path, alone)[0].message


def test_rules_of_logic_cannot_be_dropped(tmp_path):
    text = swapped(
        (", by: Ben, firm: 60-90", ""), ("open: {gauge: [joint]}", "drop: [no_blind_payment]")
    )
    assert [one.message for one in faults(tmp_path, text)] == [
        "'no_blind_payment' is a rule of logic: nobody can give it up"
    ]


def test_what_happened_later_is_refused_and_what_is_planned_is_not(tmp_path):
    event = "calendar:\n  - {when: 2025-03, what: rain, moves: {water: third}}\n"
    planned = "  - {when: 2025-04, what: a fair, opens: [water]}\n"
    said = "statements:\n  - {who: Ada, when: 2025-03-02, at: ¶2, said: too dear}\n"
    assert faults(tmp_path, swapped(("rules:\n", event + planned + "rules:\n"))) == ()
    later = event.replace("2025-03", "2025-03-02")
    found = faults(tmp_path, swapped(("rules:\n", later + planned + said + "rules:\n")))
    assert len(found) == 2
    assert all("later than as_of" in one.message for one in found)


@pytest.mark.parametrize("name", ["Upton-Downam", "Upton", "Upton-Upton"])
def test_contacts_join_two_parties(tmp_path, name):
    text = swapped(("  Upton-Downham:", f"  {name}:"))
    assert [one.message for one in faults(tmp_path, text)] == [
        f"'{name}' does not name two parties"
    ]
    assert loaded(tmp_path).case.pair("Upton-Downham") == ("Upton", "Downham")


# --- files ---


@pytest.mark.parametrize(
    ("data", "message", "place"),
    [
        (b"case: \xff", "byte 0xff is not UTF-8 text", (1, 7)),
        ("case: \u00e9\n  x: \x00".encode(), "a NUL byte cannot stand in a case", (2, 6)),
        ("case: x".encode("utf-16"), "this file is UTF-16", (1, 1)),
        ("a: b\u2028c".encode(), "U+2028", (1, 5)),
        (b"", "this file is empty", (1, 1)),
        (b"a: " + b"x" * 2_000_001, "may not be larger than 2 MB", (1, 1)),
        (b"a: " + b"x" * 10_000_000, "may not be larger than 2 MB", (1, 1)),
    ],
    ids=["utf8", "nul", "utf16", "separator", "empty", "2MB", "10MB"],
)
def test_files_that_are_no_text(tmp_path, data, message, place):
    found = faults(tmp_path, data)
    assert len(found) == 1
    assert message in found[0].message
    assert (found[0].line, found[0].col) == place


def test_byte_order_marks_and_any_line_ends_are_fine(tmp_path):
    plain = loaded(tmp_path / "a").case
    assert loaded(tmp_path / "b", b"\xef\xbb\xbf" + TEXT.encode()).case == plain
    assert loaded(tmp_path / "c", TEXT.replace("\n", "\r\n").encode()).case == plain
    assert loaded(tmp_path / "d", TEXT.replace("\n", "\r").encode()).case == plain


def test_places_that_are_no_file(tmp_path):
    (tmp_path / "case.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    for path, message in [
        (tmp_path / "nothing.yaml", "there is no such file"),
        (tmp_path, "this is a folder"),
        (tmp_path / "pipe.yaml", "not an ordinary file"),
        (Path("nul\0.yaml"), "cannot be read|no such file"),
        (tmp_path / ("x" * 300), "cannot be read|no such file"),
    ]:
        with pytest.raises(CaseErrors, match=message):
            load(path)


def test_a_case_in_other_letters_loads(tmp_path):
    text = TEXT.replace("Upton", "윗마을").replace("Ada", "에이다").replace("half", "절반")
    case = loaded(tmp_path, text).case
    assert case.deciders("윗마을") == ("에이다",)
    assert "절반" in case.issues["water"].options


pieces = st.sampled_from(
    [
        *(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "'",
            '"',
            "#",
            "-",
            "&a",
            "*a",
            "!!x",
            "\n",
            "  ",
            "~",
            "null",
        ),
        *(
            "now",
            "of",
            "45-60",
            "60-45",
            "needs",
            "=",
            "¶9",
            "'x' ¶2",
            "\t",
            "\0",
            "é",
            "\x85",
            "%",
        ),
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, 12), pieces), min_size=1, max_size=4
    )
)
def test_a_damaged_case_loads_or_says_what_is_wrong(changes):
    text = TEXT
    for at, cut, piece in changes:
        text = text[:at] + piece + text[at + cut :]
    try:
        load_text(text, "/nowhere/case.yaml")
    except CaseErrors as errors:
        assert errors.faults  # noqa: PT017 - either outcome is right
        for fault in errors.faults:
            assert fault.message
            assert "\x00" not in str(fault)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80))
def test_any_text_loads_or_says_what_is_wrong(text):
    with pytest.raises(CaseErrors):
        load_text(text, "/nowhere/case.yaml")
