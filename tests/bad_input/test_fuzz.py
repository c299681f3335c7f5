"""Whatever is done to the text of a case, it loads, or is refused with messages in their places."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from bad_input.broken import Good
from bad_input.plant_cases import NAMES, good_case
from bad_input.small_case import SMALL, SOURCES
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detente.case.compile import compile_case
from detente.case.faults import BadEntryError, BadTextError, CaseErrors, Fault
from detente.case.grammar import Axis, parse_condition, parse_rule
from detente.case.load import load, load_text

GOOD = {good.name: good for good in [Good("small", SMALL, SOURCES), *map(good_case, NAMES)]}
_SECONDS = 2.0
# What YAML, the grammar and our readers treat in a way of its own.
_SPECIAL = [
    *"\n\t\r {}[]()<>:,'\"#&*!|%@`?-=/\\~.…¶“’–¬0%áß한م",
    "\n  ", "\n    ", ": ", "- ", "---\n", "...\n", "<<: ", "? ", "| ", "> ", "&a ", "*a ", "!!x ",
    "now", "needs", "not ", " or ", "null", "yes", "..", "-5", "1e9", "2030-02-30", "\\x", "\0",
    "\ufeff", "\u2028", "\x85", "\u202e", "😀", "why", "deadline", "¶99", "ordered: no",
]  # fmt: skip


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The good cases with their sources, each in a folder."""
    found = {}
    for name, good in GOOD.items():
        folder = tmp_path_factory.mktemp(name)
        for file, data in good.files(good.text).items():
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_bytes(data)
        found[name] = folder
    return found


@st.composite
def mangled(draw: Any, text: str) -> str:
    """A text after a few accidents to its lines and characters."""
    for _ in range(draw(st.integers(1, 4))):
        lines = text.split("\n")
        first = draw(st.integers(0, len(lines) - 1))
        second = draw(st.integers(0, len(lines) - 1))
        at = draw(st.integers(0, len(text)))
        accident = draw(st.integers(0, 8))
        if accident == 0:
            del lines[first]
        elif accident == 1:
            lines.insert(second, lines[first])
        elif accident == 2:
            lines[first], lines[second] = lines[second], lines[first]
        elif accident == 3:
            lines[first] = " " * draw(st.integers(0, 9)) + lines[first].lstrip()
        elif accident == 4:
            lines = lines[: first + 1]
        if accident < 5:
            text = "\n".join(lines)
        elif accident == 5:
            text = text[:at] + text[at + draw(st.integers(1, 12)) :]
        elif accident == 6:
            text = text[:at] + draw(st.sampled_from(_SPECIAL)) + text[at + 1 :]
        elif accident == 7:
            text = text[:at] + draw(st.text(max_size=8)) + text[at:]
        else:
            text = text[:at] + draw(st.sampled_from(_SPECIAL)) + text[at:]
    return text


def endure(text: str, path: Path) -> None:
    """Load a text: it is a case that can be computed, or its faults are well told."""
    before = process_time()
    try:
        loaded = load_text(text, path)
    except CaseErrors as errors:
        well_told(errors.faults, text, path)
    else:
        compile_case(loaded.case)
        for warning in loaded.warnings:
            assert warning.name
    assert process_time() - before < _SECONDS


def places_hold(faults: tuple[Fault, ...]) -> None:
    """Faults are there, none twice, in order, and printable."""
    assert faults
    assert len(set(map(str, faults))) == len(faults)
    places = [(one.file, one.line, one.col) for one in faults]
    assert places == sorted(places)
    for one in faults:
        assert one.message
        assert (one.message + one.hint).isprintable()
        assert all(char.isprintable() or char == "\n" for char in str(one))


def well_told(faults: tuple[Fault, ...], text: str, path: Path) -> None:
    """Also, they stand inside the text."""
    places_hold(faults)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for one in faults:
        if one.file == str(path):
            assert 1 <= one.line <= len(lines)
            assert 1 <= one.col <= len(lines[one.line - 1]) + 2


@pytest.mark.parametrize("name", GOOD)
@given(data=st.data())
@settings(max_examples=35)
def test_accidents(name: str, folders: dict[str, Path], data: st.DataObject) -> None:
    endure(data.draw(mangled(GOOD[name].text)), folders[name] / "case.yaml")


@given(data=st.data())
@settings(max_examples=120)
def test_accidents_to_the_small_case(folders: dict[str, Path], data: st.DataObject) -> None:
    endure(data.draw(mangled(SMALL)), folders["small"] / "case.yaml")


@given(data=st.data())
@settings(max_examples=35)
def test_accidents_to_bytes(
    tmp_path_factory: pytest.TempPathFactory, folders: dict[str, Path], data: st.DataObject
) -> None:
    raw = bytearray(SMALL.encode())
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=4)):
        raw[at] = data.draw(st.integers(0, 255))
    path = folders["small"] / "fuzzed.yaml"
    path.write_bytes(raw)
    try:
        loaded = load(path)
    except CaseErrors as errors:
        places_hold(errors.faults)
    else:
        compile_case(loaded.case)


_LEAVES = st.one_of(
    st.sampled_from(
        ["Ada", "talks", "toll", "North", "low", "yes", "5-50", "2030-06-01", "¶1", "a needs b"]
    ),
    st.text(max_size=12),
)
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(_LEAVES, st.sampled_from(["who", "do", "by", "rule", "when", "cares"])),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)


@given(data=st.data())
@settings(max_examples=120)
def test_anything_anywhere(folders: dict[str, Path], data: st.DataObject) -> None:
    """Any entry of the small case exchanged for any tree."""
    tree = yaml.load(SMALL, Loader=yaml.CBaseLoader)
    node: Any = tree
    while True:
        keys = list(node) if isinstance(node, dict) else range(len(node))
        key = data.draw(st.sampled_from(list(keys)))
        below = node[key]
        if not isinstance(below, dict | list) or not below or data.draw(st.integers(0, 2)) == 0:
            node[key] = data.draw(_TREES)
            break
        node = below
    endure(json.dumps(tree, ensure_ascii=False), folders["small"] / "case.yaml")


_WORDS = [
    "talks", "toll", "guard", "broken", "letters", "low", "army", "x", "=", "!=", ">=", "<=", ">",
    "<", "≥", "/", "(", ")", "and", "or", "not", "needs", "-", "_", "1", "'", ",",
]  # fmt: skip
_AXES = {
    "talks": Axis(("broken", "letters", "working")),
    "toll": Axis(("high", "low", "free")),
    "guard": Axis(("army", "police"), ordered=False),
    "x": Axis(None),
}


@given(words=st.lists(st.sampled_from(_WORDS), max_size=14), glue=st.sampled_from(["", " ", "\n"]))
@example(words=["("] * 3000, glue="")
@settings(max_examples=300)
def test_any_words_as_a_condition(words: list[str], glue: str) -> None:
    text = glue.join(words)
    for parse in (parse_condition, parse_rule):
        faults: tuple[tuple[Any, BadTextError], ...] = ()
        try:
            parse(text, _AXES)
        except BadTextError as bad:
            faults = (((), bad),)
        except BadEntryError as several:
            faults = several.faults
            assert faults
        for _, one in faults:
            assert one.message
            assert 0 <= one.at <= len(text)
