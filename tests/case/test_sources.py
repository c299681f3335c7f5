import pytest
from case.small import TEXT, faults, loaded, swapped, written
from hypothesis import given
from hypothesis import strategies as st

from detente.case.faults import CaseErrors
from detente.case.load import load
from detente.case.reasons import Place, normal, parse_reason, parts, stands_in
from detente.case.sources import paragraphs

ARTICLE = "\n\n".join(
    [
        "Can It Be Revived?",
        "The first paragraph ends here.",
        "“A quoted line”",
        "Next Moves",
        "A paragraph on\ntwo lines without an end",
        "# A heading. With a stop.",
        "* * *",
        "Really?",
        "x" * 81,
    ]
)


def test_headings_do_not_count_as_paragraphs():
    assert paragraphs(ARTICLE) == (
        "The first paragraph ends here.",
        "“A quoted line”",
        "A paragraph on two lines without an end",
        "Really?",
        "x" * 81,
    )
    assert paragraphs(ARTICLE.replace("\n", "\r\n")) == paragraphs(ARTICLE)
    assert paragraphs("") == paragraphs("\n \n\t\n") == ()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("¶5", ["seed ¶5"]),
        ("words ¶4-5", ["seed ¶4-5"]),
        ("¶4–5", ["seed ¶4-5"]),
        ("¶¶ 4-5", ["seed ¶4-5"]),
        ("¶8 ¶9", ["seed ¶8", "seed ¶9"]),
        ("¶8, ¶9 and ¶11", ["seed ¶8", "seed ¶9", "seed ¶11"]),
        ("kcna ¶2 ¶3; then ¶4", ["kcna ¶2", "kcna ¶3", "seed ¶4"]),
        ("kcna¶2", ["kcna ¶2"]),
        ("in public ¶2", ["seed ¶2"]),
        ("since 1953 ¶2", ["seed ¶2"]),
    ],
)
def test_locators_are_found(text, places):
    found = parse_reason(text, ["seed", "kcna"], "seed")
    assert [str(place) for place in found.places] == places
    assert all(text[at] == "¶" for at in found.at)


def test_marks_and_unknown_sources():
    found = parse_reason("guess [a], known [bg]; other¶3 and ¶x", ["seed"], "seed")
    assert found.judgement
    assert found.background
    assert [one.text for one in found.unknown] == ["other"]
    assert found.bare == (35,)
    assert parse_reason("¶1", [], None).places == (Place("", 1, 1),)


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("'small weapons' ¶4", ["small weapons"]),
        ("“small weapons” and ‘others’", ["small weapons", "others"]),
        ('"small weapons"', ["small weapons"]),
        ("his party's leaders' 'new method'", ["new method"]),
        ("'We'll work on that together' ¶6", ["We'll work on that together"]),
        ("it's the '90s", []),
        ("a 'warmonger', 'human defect' ¶9", ["warmonger", "human defect"]),
        ("„so nicht“ «non» 「駄目」", ["so nicht", "non", "駄目"]),
        ("don't ‘we’ll see’", ["we’ll see"]),
        ("an unclosed 'quote", []),
        ("'' and \"\"", []),
    ],
)
def test_quotes_are_told_from_apostrophes(text, quotes):
    assert list(parse_reason(text).quotes) == quotes


@pytest.mark.parametrize(
    ("fragment", "found"),
    [
        ("small weapons", True),
        ("Small weapons,", True),
        ("which “disturbed”", True),
        ("small … others … not me", True),
        ("others ... small", False),
        ("mall weapons", False),
        ("small weapon", False),
        ("large weapons", False),
        ("", True),
    ],
)
def test_fragments_are_found_as_whole_words_in_order(fragment, found):
    text = normal("Small weapons, which ‘disturbed’\n some of my people — and others, but not me.")
    assert stands_in(fragment, text) is found


def test_other_scripts_need_no_word_ends():
    assert stands_in("안전 보장", normal("그들은 안전 보장을 원한다"))


@given(st.text(max_size=60))
def test_any_reason_can_be_read(text):
    found = parse_reason(text, ["seed"], "seed")
    assert all(text[one.at :].lstrip().startswith(one.text) for one in found.fragments)
    assert isinstance(parts(text), list)
    paragraphs(text)


def test_a_case_without_its_text_is_warned_about_once(tmp_path):
    folder = written(tmp_path)
    (folder / "sources/notes.md").unlink()
    text = swapped(("'a third would do' ¶3", "'invented' ¶99"))
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    warnings = load(folder).warnings
    assert [one.name for one in warnings] == ["source_without_text"]


def test_a_text_file_does_as_well(tmp_path):
    folder = written(tmp_path)
    (folder / "sources/notes.md").rename(folder / "sources/notes.txt")
    assert load(folder).warnings == ()


def test_sources_do_not_lead_out_of_the_case(tmp_path):
    folder = written(tmp_path / "case")
    (tmp_path / "secret.txt").write_text("Secret.", encoding="utf-8")
    (folder / "sources/notes.md").unlink()
    (folder / "sources/notes.md").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(CaseErrors, match="leads out of the case's folder"):
        load(folder)
    text = TEXT.replace("    notes: {", "    ../../secret: {")
    found = faults(tmp_path / "other", text)
    assert [one.message for one in found] == ["'../../secret' cannot be a name"]


@pytest.mark.parametrize(
    ("data", "message"), [(b"\xff", "not UTF-8"), (b"x" * 5_000_001, "larger than 5 MB")]
)
def test_a_source_that_is_no_text_is_a_fault(tmp_path, data, message):
    folder = written(tmp_path)
    (folder / "sources/notes.md").write_bytes(data)
    with pytest.raises(CaseErrors, match=message) as caught:
        load(folder)
    assert caught.value.faults[0].file.endswith("notes.md")


def test_locators_without_a_source_are_one_fault(tmp_path):
    start, end = TEXT.index("  sources:"), TEXT.index("\nparties:")
    found = faults(tmp_path, TEXT[:start] + TEXT[end:])
    assert [one.message for one in found] == ["¶ points to a source, but the case declares none"]


def test_two_sources_need_a_default_or_a_name(tmp_path):
    second = "default: true}\n    more: {title: More, date: 2025-01}"
    text = swapped(("default: true}", second))
    assert [one.name for one in loaded(tmp_path, text).warnings] == ["source_without_text"]
    found = faults(tmp_path, text.replace(", default: true", ""))
    assert [one.message for one in found] == ["¶ points to no source: none is the default"]
    both = text.replace("date: 2025-01}", "date: 2025-01, default: true}")
    assert [one.message for one in faults(tmp_path, both)] == [
        "two sources are the default: 'notes' and 'more'"
    ]


@pytest.mark.parametrize(
    ("at", "said", "message"),
    [
        ("¶2", "too dear for one town", None),
        ("notes ¶2", "her farmers … too dear", None),
        ("[bg]", "not in the text", None),
        ("¶2", "too dear for us", "does not stand in notes ¶2"),
        ("¶9", "too dear", "has no paragraph 9"),
        ("somewhere", "too dear", "names no paragraph"),
    ],
)
def test_statements_are_checked_word_for_word(tmp_path, at, said, message):
    extra = f"statements:\n  - {{who: Ada, about: water, at: {at!r}, said: {said!r}}}\nrules:\n"
    found = faults(tmp_path, swapped(("rules:\n", extra)))
    assert [message in one.message for one in found] == ([True] if message else [])


def test_doubtful_quotes_are_warnings(tmp_path):
    text = swapped(
        ("said: before the summer ¶3", "said: by June ¶3"),
        ("'a third would do' ¶3", "'a third would do'"),
    )
    names = {one.name for one in loaded(tmp_path, text).warnings}
    assert names == {"said_in_other_words", "quote_without_place"}
