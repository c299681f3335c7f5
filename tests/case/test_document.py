import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case import document as module
from detente.case.document import Document
from detente.case.faults import CaseErrors


def broken(text):
    with pytest.raises(CaseErrors) as caught:
        Document.parse(text, "f.yaml")
    assert len(caught.value.faults) == 1
    return caught.value.faults[0]


def test_every_scalar_stays_text():
    found = Document.parse(
        "on: yes\nno: [off, 12:30, 0x10, 1_000, 2019-06-01, .5, null-ish]\nNO: 'null'"
    )
    assert found.data == {
        "on": "yes",
        "no": ["off", "12:30", "0x10", "1_000", "2019-06-01", ".5", "null-ish"],
        "NO": "null",
    }
    assert found.faults == ()


def test_places_are_known_after_other_letters_and_line_ends():
    text = "한국: {a: 말, b: 'x''y'}\r\nc:\r\n  - 하나 # one\r\n  - |\r\n    long\r\n\r\nd: e\r\n"
    found = Document.parse(text)
    for path, value in [
        (("한국", "a"), "말"),
        (("한국", "b"), "'x''y'"),
        (("c", 0), "하나"),
        (("c", 1), "|\r\n    long"),
        (("d",), "e"),
    ]:
        node = found.places[path].value
        assert text[node.start : node.end] == value
    assert found.text.place(found.index(("d",), key=True)) == (7, 1)
    assert found.text.place(found.index(("c", 0))) == (3, 5)


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("a: one two", 4, (1, 8)),
        ("a: 'it''s two'", 5, (1, 11)),
        ('a: "one two"', 4, (1, 9)),
        ("a: one\n  two", 4, (2, 3)),
        ("a: one\n\n  two", 4, (3, 3)),
    ],
)
def test_columns_inside_a_text_are_found(text, offset, place):
    found = Document.parse(text)
    assert found.text.place(found.index(("a",), at=offset)) == place


def test_the_place_of_what_is_not_there_is_the_entry_above():
    found = Document.parse("a:\n  b: {c: d}\n")
    assert found.text.place(found.index(("a", "b", "x", "y"))) == (2, 3)


def test_double_keys_empty_values_and_aliases_are_faults_but_no_end():
    found = Document.parse("a: 1\nb:\na: 2\nc: ~\nd: [1, ~]\ne: &x 1\nf: *x\ng: !!str y\nh: ok")
    assert [(one.line, one.message.split(" ")[-1]) for one in found.faults[:3]] == [
        (2, "value"),
        (3, "1)"),
        (4, "value"),
    ]
    messages = "\n".join(one.message for one in found.faults)
    assert "this list item is empty" in messages
    assert messages.count("are not part of a case") == 1
    assert "(3 in this file)" in messages
    assert found.data == {"a": "1", "e": "1", "g": "y", "h": "ok"}
    assert {("b",), ("c",), ("d",), ("f",)} <= found.gaps


def test_an_unquoted_comma_is_recognised_once():
    found = Document.parse("{why: wants relief, but fears weakness, and more, by: x}")
    assert len(found.faults) == 1
    assert "unquoted comma" in found.faults[0].message
    assert found.faults[0].hint.endswith('why: "wants relief, but fears weakness"')
    assert found.data == {"by": "x"}


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("a: b: c", (1, 5), "a colon makes a key here"),
        ("a: {b: c", (1, 9), "the braces {…} are not closed"),
        ("a: [b, c", (1, 9), "the brackets […] are not closed"),
        ("a: {why: see ¶5 [a]}", (1, 17), "the braces {…} are not closed"),
        ("a: 'b\nc: d", (1, 4), "a quotation mark opened here is never closed"),
        ("a: b\n\tc: d", (2, 1), "a tab cannot indent"),
        ("\ta: b", (1, 1), "a tab cannot indent"),
        ("a: @x", (1, 4), "a text cannot begin with '@'"),
        ('a: "x" y', (1, 8), "the line does not go on as it began"),
        ("- a\nb: c", (2, 1), "without a dash"),
        ('a: "\\q"', (1, 5), "a code that does not exist"),
        ("a: }", (1, 4), "a value is missing here"),
        ("%YAML 3.0\n---\na: b", (1, 1), "begins with % is no case"),
        ("a: |x\n b", (1, 5), "nothing may follow | or >"),
        ("a: 1\n---\nb: 2", (2, 1), "a second document begins here"),
        ("", (1, 1), "this file is empty"),
        ("# a comment", (1, 1), "this file is empty"),
        ("just words", (1, 1), "a case is a map of sections"),
        ("- a", (1, 1), "a case is a map of sections"),
        ("? [a]\n: b", (1, 3), "a key must be a plain word"),
    ],
)
def test_yaml_errors_are_one_plain_sentence(text, place, message):
    fault = broken(text)
    assert message in fault.message
    assert abs(fault.col - place[1]) <= 1
    assert fault.line == place[0]
    assert fault.snippet.splitlines()[1].strip() == "^"


def test_control_characters_made_by_escapes_are_refused():
    found = Document.parse('a: "\\e[31m"\nb: "\\0"')
    assert [one.message for one in found.faults] == [
        "the control character U+001B cannot stand in a case",
        "a NUL byte cannot stand in a case",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500_000,
        "{a: " * 200_000,
        "- " * 200_000,
        "".join(" " * i + "a:\n" for i in range(600)),
    ],
)
def test_deep_nesting_is_refused_at_once(text):
    began = time.perf_counter()
    assert "levels inside each other" in broken(text).message
    assert time.perf_counter() - began < 2


def test_aliases_that_would_explode_are_harmless():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for last, name in zip("abcdefghijklmnopq", "bcdefghijklmnopqr", strict=True):
        lines.append(f"{name}: &{name} [{', '.join(['*' + last] * 9)}]")
    found = Document.parse("\n".join(lines))
    assert len(found.faults) == 1
    assert "aliases" in found.faults[0].message


def test_the_slow_reader_says_the_same(monkeypatch):
    text = "a: {b: 'x''y', c: [1, 2]} # note\nd: |\n  long\n  text\ne: 말"
    fast = Document.parse(text)
    monkeypatch.setattr(module, "_LOADER", module.yaml.SafeLoader)
    slow = Document.parse(text)
    assert slow.data == fast.data
    assert slow.places[("a", "c", 1)] == fast.places[("a", "c", 1)]
    assert "the braces" in broken("a: {b: c").message


plain = st.text(st.sampled_from("ab:,#'\"{}[]&*!|>%@`-? \n\t\r~0é말"), max_size=60)


@given(plain)
def test_any_text_is_a_document_or_a_fault(text):
    try:
        found = Document.parse(text)
    except CaseErrors as errors:
        assert len(errors.faults) == 1  # noqa: PT017 - either outcome is right
        return
    for place in found.places.values() if not found.faults else ():
        node = place.value
        if node.kind == "text" and not node.style and "\n" not in text[node.start : node.end]:
            assert text[node.start : node.end].rstrip("\r") == node.value
