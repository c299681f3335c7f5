"""Every registered format keeps the same promises: this runs over all of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from time import process_time
from typing import TypeVar

import numpy as np
import pytest
from neighbours.examples import files_of, lay

from detente.case.compile import compile_case
from detente.case.faults import CaseErrors, Fault
from detente.case.load import load, load_text
from detente.core.conflict import GraphForm
from detente.core.domain import Domain
from detente.core.line import Positions
from detente.neighbours.form import Model, Written
from detente.neighbours.registry import (
    FORMATS,
    convert,
    detect,
    from_case,
    holds,
    is_case,
    read,
    to_case,
)
from docs.generate.formats import page_of

ROOT = Path(__file__).parents[2]
NAMES = list(FORMATS)
WRITTEN = [name for name in NAMES if name != "deu"]
SECONDS = 2.0
T = TypeVar("T")


def test_the_order_is_the_one_people_are_told() -> None:
    assert [
        *("genius", "geniusweb", "ktab-csv", "ktab-xml", "decide", "deu", "mactor", "sheet"),
        *("gmcr", "nfg"),
    ] == NAMES
    assert [name for name in NAMES if FORMATS[name].write is not None] == WRITTEN


@pytest.mark.parametrize("name", NAMES)
def test_a_format_says_what_it_is(name: str) -> None:
    form = FORMATS[name]
    assert form.name == name
    assert 10 < len(form.title) <= 100
    assert "\n" not in form.title
    assert form.holds in ("positions", "domain", "conflict")
    assert all(s.startswith(".") and s == s.lower() for s in form.suffixes)
    assert not form.looks_like("")


@pytest.mark.parametrize("name", NAMES)
def test_a_format_has_a_page_with_an_example(name: str) -> None:
    assert page_of(name) is not None
    assert files_of(name)


@pytest.fixture
def example(request, tmp_path) -> Path:
    return lay(request.param, tmp_path / "example")


def each(names=NAMES):
    pairs = [pytest.param(n, n, id=n) for n in names]
    return pytest.mark.parametrize(("name", "example"), pairs, indirect=["example"])


@each()
def test_the_example_is_read_and_told_from_others(name: str, example: Path) -> None:
    assert detect(example).name == name
    model = read(example)
    assert holds(model) == FORMATS[name].holds


def tried(work: Callable[[], T]) -> tuple[T | None, tuple[Fault, ...]]:
    """What comes of it, or the faults that are told."""
    try:
        return work(), ()
    except CaseErrors as errors:
        return None, errors.faults


def _as_case(model: Model, folder: Path) -> object:
    return load_text(to_case(model), folder / "case.yaml")


def put(written: Written, folder: Path) -> Path:
    """Write what a format gives; the path that is read again."""
    folder.mkdir()
    for name, content in written.files.items():
        assert Path(name).name == name
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / next(iter(written.files))


def same(one: Model, other: Model) -> None:
    """Two models say the same, up to their titles and where they were read."""
    assert type(one) is type(other)
    if isinstance(one, Positions):
        assert isinstance(other, Positions)
        assert other.actors == one.actors
        np.testing.assert_allclose(other.position, one.position, rtol=1e-9)
        np.testing.assert_allclose(other.salience, one.salience, rtol=1e-9)
        # Only shares of clout mean anything.
        np.testing.assert_allclose(
            other.clout / np.nanmax(other.clout), one.clout / np.nanmax(one.clout), rtol=1e-9
        )
    elif isinstance(one, Domain):
        assert isinstance(other, Domain)
        assert [(a.name, a.options) for a in other.issues] == [
            (a.name, a.options) for a in one.issues
        ]
        assert other.parties == one.parties
        for ours, theirs in zip(one.worth, other.worth, strict=True):
            np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(other.reserve, one.reserve)
    else:
        assert not isinstance(other, Positions | Domain)
        assert other.conflict.dms == one.conflict.dms
        assert [o.name for o in other.options] == [o.name for o in one.options]
        assert other.preferences.rankings == one.preferences.rankings
        assert isinstance(other.conflict, GraphForm) == isinstance(one.conflict, GraphForm)


@each(WRITTEN)
def test_the_example_comes_back_from_its_own_writer(
    name: str, example: Path, tmp_path: Path
) -> None:
    model = read(example)
    write = FORMATS[name].write
    assert write is not None
    written = write(model)
    again = read(put(written, tmp_path / "again"), name)
    same(model, again)
    assert dict(write(again).files) == dict(write(again).files)
    assert all(sentence and "\n" not in sentence for sentence in written.lost)


@each()
def test_the_example_becomes_a_case_that_loads(name: str, example: Path) -> None:
    model = read(example, name)
    text = to_case(model, origin=example.name)
    loaded = load_text(text, example.parent / "case.yaml")
    assert "case.as_of" in loaded.case.open
    assert loaded.case.meta.as_of.start == date(2000, 1, 1)
    compile_case(loaded.case)
    dated = load_text(to_case(model, as_of=date(2031, 5, 10)), example.parent / "case.yaml")
    assert "case.as_of" not in dated.case.open


@each(WRITTEN)
def test_an_imported_case_goes_back(name: str, example: Path, tmp_path: Path) -> None:
    model = read(example, name)
    loaded = load_text(to_case(model), tmp_path / "case.yaml")
    written = from_case(loaded, compile_case(loaded.case), name)
    assert written.files
    assert written.lost
    assert holds(read(put(written, tmp_path / "again"), name)) == FORMATS[name].holds


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("case", ["korea-2019", "harbour-strike", "veshta-basin"])
def test_the_example_cases_are_written_or_refused(name: str, case: str, tmp_path: Path) -> None:
    loaded = load(ROOT / "cases" / case)
    written, errors = tried(partial(from_case, loaded, compile_case(loaded.case), name))
    if written is None:
        assert all(fault.message for fault in errors)
        return
    assert written.lost
    read(put(written, tmp_path / "out"), name)


@pytest.mark.parametrize("case", ["korea-2019", "harbour-strike"])
def test_a_case_is_no_neighbours_file(case: str) -> None:
    assert is_case(ROOT / "cases" / case)
    assert is_case(ROOT / "cases" / case / "case.yaml")
    assert not is_case(ROOT / "tests" / "models" / "weir.yaml")


@each()
def test_what_holds_another_form_is_refused(name: str, example: Path) -> None:
    model = read(example, name)
    for other in NAMES:
        if FORMATS[other].holds != FORMATS[name].holds:
            with pytest.raises(CaseErrors):
                convert(model, other, example)


# --- files that are no good ---

GARBAGE = {
    "empty": b"",
    "blank": b" \n\t\n",
    "nul": b"\0" * 100,
    "binary": bytes(range(256)) * 20,
    "utf-16": "Actor;Issue\n".encode("utf-16"),
    "one-line": b"x" * 100_000,
    "deep": b"{" * 50_000,
    "tags": b"<a>" * 20_000,
    "bomb": b'<!DOCTYPE a [<!ENTITY b "cc">]><a>&b;</a>',
    "zip": b"PK\x03\x04" + bytes(range(256)),
    "commas": b"," * 50_000,
    "lines": b"a,b\n" * 50_000,
}


@pytest.mark.parametrize("what", GARBAGE)
@pytest.mark.parametrize("name", NAMES)
def test_garbage_gives_faults_and_nothing_else(name: str, what: str, tmp_path: Path) -> None:
    for suffix in FORMATS[name].suffixes:
        path = tmp_path / f"file{suffix}"
        path.write_bytes(GARBAGE[what])
        begin = process_time()
        with pytest.raises(CaseErrors) as found:
            read(path, name)
        assert found.value.faults
        assert process_time() - begin < SECONDS


@pytest.mark.parametrize("name", NAMES)
def test_too_large_a_file_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"file{FORMATS[name].suffixes[0]}"
    with path.open("wb") as stream:
        stream.truncate(64_000_000)
    begin = process_time()
    with pytest.raises(CaseErrors):
        read(path, name)
    assert process_time() - begin < SECONDS


@pytest.mark.parametrize("name", [*NAMES, None])
def test_what_is_not_there_is_a_fault(name: str | None, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", tmp_path / ("x" * 300), tmp_path / "a\0b", tmp_path):
        with pytest.raises(CaseErrors):
            read(path, name)


PIECES = (
    *(b"\0", b"\xff", b'"', b"'", b"<", b">", b"{", b"}", b"[", b"]", b",", b";", b"\t", b"\n"),
    *(b"#", b":", b"-", b"9" * 400, b"1e999", b"nan", b"inf", b"-0", b"&amp;", b"]]>", b"null"),
    *("é¶\u2028\u202e".encode(), b"=cmd|' /C calc'!A0", b"../../etc/passwd", b"%s%n", b"\r"),
)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A file with one to four small changes."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.choice((0, 0, 1, 1, 2, 5, 40)))
        kind = rng.randrange(4)
        if kind == 0:
            data = data[:at] + data[end:]
        elif kind == 1:
            data = data[:at] + rng.choice(PIECES) + data[end:]
        elif kind == 2:
            data = data[:at] + data[at:end] * rng.randint(2, 5) + data[end:]
        else:
            other = rng.randrange(len(data) + 1)
            data = data[:at] + data[other : other + 30] + data[end:]
    return data


@each()
def test_mutations_are_read_or_refused(name: str, example: Path) -> None:
    folder = example if example.is_dir() else example.parent
    sound = {path: path.read_bytes() for path in sorted(folder.iterdir())}
    rng = random.Random(6)
    for turn in range(200):
        path = rng.choice(list(sound))
        path.write_bytes(mutated(sound[path], rng))
        begin = process_time()
        model, errors = tried(partial(read, example, name))
        assert (model is None) == bool(errors), turn
        assert all(f.message and "\n" not in f.message for f in errors), turn
        if model is not None:
            assert holds(model) == FORMATS[name].holds, turn
            _, errors = tried(partial(_as_case, model, folder))
            assert all("YAML" not in f.message for f in errors), turn
        assert process_time() - begin < SECONDS, turn
        path.write_bytes(sound[path])


def test_a_file_of_no_program_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear all,\nplease find attached nothing.\n")
    (tmp_path / "notes.doc").write_text("Dear all")
    for name in ("notes.doc",):
        with pytest.raises(CaseErrors, match="cannot be told"):
            detect(tmp_path / name)
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CaseErrors, match="could be"):
        detect(tmp_path / "table.csv")
