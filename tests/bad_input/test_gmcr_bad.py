"""Every fault planted in a published conflict is found: in one pass, one message each, in place."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from bad_input.plant_gmcr import BASES, BrokenModel, broken_models
from hypothesis import given
from hypothesis import strategies as st

from detente.case.faults import CaseErrors, Fault
from detente.case.gmcr.file import is_conflict_file, load_conflict, load_conflict_text

MODELS = {broken.name: broken for broken in broken_models()}
_SECONDS = 2.0


def refused(broken: BrokenModel, path: Path) -> tuple[Fault, ...]:
    """The faults for which a model is refused."""
    path.write_bytes(broken.text.encode())
    before = process_time()
    with pytest.raises(CaseErrors) as caught:
        load_conflict(path)
    assert process_time() - before < _SECONDS
    return caught.value.faults


def test_there_are_enough() -> None:
    assert len(MODELS) == sum(1 for _ in broken_models()), "two broken models have the same name"
    assert len(MODELS) >= 120


@pytest.mark.parametrize("name", MODELS)
def test_every_fault_is_named_once_in_its_place(name: str, tmp_path: Path) -> None:
    broken = MODELS[name]
    found = refused(broken, tmp_path / "model.yaml")
    told = "\n".join(map(str, found))
    places = [(one.line, one.col) for one in found]
    assert places == [(one.line, one.col) for one in broken.expected], told
    for one, expected in zip(found, broken.expected, strict=True):
        assert expected.says in str(one), told
        assert one.file == str(tmp_path / "model.yaml")
        assert all(char.isprintable() or char == "\n" for char in str(one))


@pytest.mark.parametrize("base", BASES)
def test_the_models_themselves_are_sound(base: str) -> None:
    assert load_conflict_text(BASES[base]).warnings == ()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"format: gmcr-case/1\ntitle: \xff", "0xff"),
        (b"format: gmcr-case/1\ntitle: \0", "NUL"),
        ("format: gmcr-case/1".encode("utf-16"), "UTF-16"),
        (b"format: gmcr-case/1\n" + b"# more\n" * 400_000, "larger than 2 MB"),
    ],
)
def test_files_that_are_no_text(data: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_bytes(data)
    with pytest.raises(CaseErrors, match=says):
        load_conflict(path)


def test_what_is_no_file(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.yaml", tmp_path / ("x" * 300), Path("a\0b")):
        assert not is_conflict_file(path)
        with pytest.raises(CaseErrors):
            load_conflict(path)


def test_too_large_a_text() -> None:
    with pytest.raises(CaseErrors, match="larger than"):
        load_conflict_text("x" * 2_000_001)


PIECES = st.sampled_from(
    [*"{}[]:,'\"#-!~|&()9YN\t\0é\x85\n", "&a", "*a", "  ", "null", ">>", "yn", "o1", "1e999", "all"]
)


@pytest.mark.parametrize("base", BASES)
@given(data=st.data())
def test_a_damaged_model_loads_or_says_what_is_wrong(base: str, data: st.DataObject) -> None:
    text = BASES[base]
    for _ in range(data.draw(st.integers(1, 4))):
        at, cut = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 12))
        text = text[:at] + data.draw(PIECES) + text[at + cut :]
    try:
        load_conflict_text(text)
    except CaseErrors as errors:
        assert errors.faults  # noqa: PT017 - either outcome is right
        for fault in errors.faults:
            assert fault.message
            assert "\0" not in str(fault)


@given(st.text(max_size=80))
def test_any_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(CaseErrors):
        load_conflict_text(f"format: gmcr-case/1\n{text}")
