import pytest
from case.small import TEXT, faults
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.case.document import Document
from detente.case.edit import EditError, delete, insert, set_value

BLOCK = """\
# on top
a:   # first
  b: 45-60      # a range
  c: {d: x, e: [1, 2], f: 'y'} # flow
  말: |
    long
    text

  # before g
  g:
    - one   # item
    - h: two
      i: three
    - four
"""


def data(text):
    return Document.parse(text).data


@pytest.mark.parametrize(
    ("path", "new", "old_part", "new_part"),
    [
        ("a.b", "50-70", "b: 45-60      #", "b: 50-70      #"),
        ("a.c.d", "say: it", "d: x", 'd: "say: it"'),
        ("a.c.e.1", 3, "[1, 2]", "[1, 3]"),
        ("a.c.e", ["p", "q, r"], "[1, 2]", '[p, "q, r"]'),
        ("a.c", {"d": "x"}, "{d: x, e: [1, 2], f: 'y'}", "{d: x}"),
        ("a.말", "short", "|\n    long\n    text", "short"),
        ("a.g.1.i", "null", "three", '"null"'),
        ("a.g.0", "한국", "one", "한국"),
        ("a.g.2", "", "four", '""'),
        ("a.c.f", True, "'y'", "yes"),
    ],
)
def test_a_value_is_set_and_nothing_else_changes(path, new, old_part, new_part):
    for text in (BLOCK, BLOCK.replace("\n", "\r\n"), "\ufeff" + BLOCK):
        ending = "\r\n" if "\r" in text else "\n"
        old_part_here = old_part.replace("\n", ending)
        assert set_value(text, path, new) == text.replace(old_part_here, new_part, 1)


def test_a_key_without_a_value_gets_one():
    assert set_value("a: {b: , c: d}", "a.b", "x") == "a: {b: x , c: d}"
    assert set_value("a:\nb: c\n", "a", "x") == "a: x\nb: c\n"
    assert set_value("a: {b, c: d}", "a.b", "x") == "a: {b: x, c: d}"
    assert set_value("a: ~ # none\n", "a", "x") == "a: x # none\n"


@pytest.mark.parametrize(
    ("path", "new", "line", "at"),
    [
        ("a.z", "new", "  z: new", 14),
        ("z", {"k": "v"}, "z: {k: v}", 14),
        ("a.g.3", "five", "    - five", 14),
        ("a.g.1.j", "x", "      j: x", 13),
    ],
)
def test_a_new_entry_of_a_block_is_a_new_line(path, new, line, at):
    for ending in ("\n", "\r\n"):
        lines = BLOCK.splitlines()
        wanted = ending.join([*lines[: at - 0], line, *lines[at:]]) + ending
        assert insert(BLOCK.replace("\n", ending), path, new) == wanted


@pytest.mark.parametrize(
    ("text", "path", "new", "wanted"),
    [
        ("{a: b}", "c", "d", "{a: b, c: d}"),
        ("a: {}", "a.b", "c", "a: {b: c}"),
        ("a: []", "a.0", "c", "a: [c]"),
        ("a: [b] # note", "a.1", "c", "a: [b, c] # note"),
        ("a: b", "c", "d", "a: b\nc: d"),
        ("a: b # note", "c", "d", "a: b # note\nc: d"),
    ],
)
def test_new_entries(text, path, new, wanted):
    assert insert(text, path, new) == wanted


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.b", "  b: 45-60      # a range\n", "  # a range\n"),
        ("a.c.d", "{d: x, e", "{e"),
        ("a.c.e", "e: [1, 2], ", ""),
        ("a.c.e.0", "[1, 2]", "[2]"),
        ("a.c.e.1", "[1, 2]", "[1]"),
        ("a.c.f", ", f: 'y'}", "}"),
        ("a.말", "  말: |\n    long\n    text\n", ""),
        ("a.g.0", "    - one   # item\n", "    # item\n"),
        ("a.g.2", "    - four\n", ""),
        ("a.g.1.i", "      i: three\n", ""),
        ("a.g.1", "    - h: two\n      i: three\n", ""),
    ],
)
def test_an_entry_is_deleted_and_comments_stay(path, old, new):
    assert old in BLOCK
    assert delete(BLOCK, path) == BLOCK.replace(old, new, 1)


def test_the_last_entry_leaves_an_empty_map_or_list():
    assert delete("a:\n  b: c # note\n", "a.b") == "a:\n  {} # note\n"
    assert delete("a:\n  - c\n", "a.0") == "a:\n  []\n"
    assert delete("a: {b: c}", "a.b") == "a: {}"
    with pytest.raises(EditError, match="last section"):
        delete("a: b", "a")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda: set_value(BLOCK, "a.x", "1"), "there is no entry a.x"),
        (lambda: set_value(BLOCK, "a.g.9", "1"), "there is no entry"),
        (lambda: insert(BLOCK, "a.b", "1"), "there is already an entry"),
        (lambda: insert(BLOCK, "x.y", "1"), "there is no place for"),
        (lambda: insert(BLOCK, "a.b.c", "1"), "there is no place for"),
        (lambda: insert(BLOCK, "a.g.7", "1"), "there is no place for"),
        (lambda: delete(BLOCK, "a.x"), "there is no entry"),
        (lambda: set_value("a: [", "a", "1"), "cannot be read"),
        (lambda: set_value(BLOCK, "a.b", "\x00"), "cannot stand in a case"),
    ],
)
def test_edits_that_cannot_be_made_are_refused(edit, message):
    with pytest.raises(EditError, match=message):
        edit()


def test_an_edited_case_is_still_good(tmp_path):
    text = set_value(TEXT, "actors.Ada.cares.water.weight", "50-70")
    text = insert(text, "actors.Ada.cares.water.refuses", "half")
    text = insert(
        text, "levers.quiet", {"who": "Ben", "do": {"mute": ["Cleo"]}, "why": "[a], firm"}
    )
    text = delete(text, "forecasts.0")
    assert faults(tmp_path, text) == ()
    comments = {line for line in TEXT.splitlines() if line.lstrip().startswith("#")}
    assert comments <= set(text.splitlines())


WHOLE = Document.parse(TEXT)
PATHS = [path for path, place in WHOLE.places.items() if place.value.kind == "text"]


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(PATHS), st.text(st.characters(exclude_categories=["C"]), max_size=20))
def test_setting_a_text_keeps_all_other_bytes(path, new):
    node = WHOLE.places[path].value
    try:
        edited = set_value(TEXT, path, new)
    except EditError:
        assert any(mark in new for mark in "\u2028\u2029")
        return
    assert edited.startswith(TEXT[: node.start])
    assert edited.endswith(TEXT[node.end :])
    assert Document.parse(edited).places[path].value.value == new


ENTRIES = [path for path in WHOLE.places if len(path) > 1]


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(ENTRIES))
def test_deleting_and_inserting_bring_the_data_back(path):
    place = WHOLE.places[path]
    last = WHOLE.places[path[:-1]].value
    fewer = delete(TEXT, path)
    gone = TEXT[(place.key or place.value).start : place.value.end]
    assert fewer.count("#") == TEXT.count("#") - gone.count("#")
    if place.value.kind == "text" and isinstance(path[-1], str) and len(last.pairs) > 1:
        again = insert(fewer, path, place.value.value)
        assert data(again) == data(TEXT)
