"""Positions written in another program's format and read again: what both hold comes back."""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from neighbours.line_strategies import positions, words

from detente.core.line import Line, Positions
from detente.neighbours import registry, sheet_layout
from detente.neighbours.figures import figure, guarded, number, unguarded, written
from detente.neighbours.form import Written
from detente.neighbours.rows import rows_of


def there_and_back(model: Positions, name: str, file: str = "") -> tuple[Positions, Written]:
    form = registry.FORMATS[name]
    assert form.write is not None
    out = form.write(model)
    with tempfile.TemporaryDirectory() as folder:
        for key, data in out.files.items():
            assert key == Path(key).name
            (Path(folder) / key).write_bytes(data if isinstance(data, bytes) else data.encode())
        main = next(iter(out.files))
        found = form.read(Path(folder) / (Path(main).stem + file if file else main))
    assert isinstance(found, Positions)
    return found, out


def same_figures(one: Positions, other: Positions) -> None:
    assert one.actors == other.actors
    for name in ("position", "salience", "clout"):
        left = np.where(one.present, getattr(one, name)[0], 0)
        right = np.where(other.present, getattr(other, name)[0], 0)
        np.testing.assert_array_equal(left, right)
    np.testing.assert_array_equal(one.present, other.present)


@settings(max_examples=60)
@given(positions(plain=True, everywhere=True, one_clout=True))
@pytest.mark.parametrize("name", ["ktab-csv", "ktab-xml"])
def test_ktab_gives_back_what_it_holds(name: str, model: Positions) -> None:
    # In a header "Cost Position" the last word says what the column is.
    assume(not any(line.id.casefold().endswith((" position", " pos")) for line in model.lines))
    found, out = there_and_back(model, name)
    same_figures(found, model)
    assert found.names == model.names
    assert [line.id for line in found.lines] == [line.id for line in model.lines]
    assert found.title == model.title
    assert all("rule" in one for one in out.lost)


@settings(max_examples=60)
@given(positions())
def test_decide_gives_back_what_it_holds(model: Positions) -> None:
    most = model.clout[0][model.present].max(initial=0.0)
    if most > 1:
        model = replace(model, clout=model.clout / most)
    lines = tuple(replace(line, reference=None, outcome=None) for line in model.lines)
    model = replace(model, lines=lines)
    assume(model.present.any())
    found, out = there_and_back(model, "decide")
    same_figures(found, model)
    assert (found.names, found.lines, found.title) == (model.names, lines, model.title)
    assert not out.lost


def understood(model: Positions) -> bool:
    """Names that a person would not take for a total, or for nothing."""
    first = [name.casefold().split()[0] for name in model.actors]
    return not set(first) & sheet_layout._TOTALS and model.present.any()


@settings(max_examples=60)
@given(positions())
def test_spreadsheets_give_back_everything(model: Positions) -> None:
    assume(understood(model))
    found, out = there_and_back(model, "sheet")
    same_figures(found, model)
    assert (found.names, found.lines) == (model.names, model.lines)
    assert not out.lost


def in_a_workbook(model: Positions) -> Positions:
    """Figures of ten digits: workbooks hold sixteen, not every last bit."""

    def short(value: float | None) -> float | None:
        return None if value is None else round(value, 10)

    lines = []
    for line in model.lines:
        marks = {round(x, 10): text for x, text in line.marks}
        ends = {"reference": short(line.reference), "outcome": short(line.outcome)}
        lines.append(replace(line, marks=tuple(sorted(marks.items())), **ends))  # type: ignore[arg-type]
    figures = {name: getattr(model, name).round(4) for name in ("position", "salience", "clout")}
    return replace(model, lines=tuple(lines), **figures)


@settings(max_examples=15)
@given(positions())
def test_workbooks_give_back_everything(model: Positions) -> None:
    pytest.importorskip("openpyxl")
    assume(understood(model))
    model = in_a_workbook(model)
    found, _ = there_and_back(model, "sheet", ".xlsx")
    same_figures(found, model)
    assert (found.names, found.lines) == (model.names, model.lines)


@settings(max_examples=60)
@given(positions(plain=True), st.data())
def test_mactor_gives_back_what_it_holds(model: Positions, data: st.DataObject) -> None:
    shape = model.position[0].shape
    sizes = data.draw(
        st.lists(st.integers(-4, 4), min_size=int(np.prod(shape)), max_size=int(np.prod(shape)))
    )
    values = np.array(sizes, dtype=float).reshape(shape)
    marks = ((0.0, "against"), (100.0, "for"))
    model = replace(
        model,
        lines=tuple(replace(line, marks=marks) for line in model.lines),
        names=model.actors,
        position=np.where(values == 0, np.nan, np.where(values > 0, 100.0, 0.0))[None],
        salience=np.where(values == 0, np.nan, np.abs(values) / 4)[None],
        clout=np.ones((1, *shape)),
        remarks=(("clout", "equal"),),
    )
    found, out = there_and_back(model, "mactor")
    same_figures(found, model)
    assert found.lines == model.lines
    assert not out.lost


def test_without_openpyxl_the_tables_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    form = registry.FORMATS["sheet"]
    assert form.write is not None
    one = Positions.of("Fence", {"A": (1.0, 1.0, 1.0)}, Line("x"))
    assert list(form.write(one).files) == ["Fence.csv", "Fence_issues.csv"]


@given(words)
def test_no_text_is_run_by_a_spreadsheet(text: str) -> None:
    line = written([[text, f"={text}", f"@{text}", f"-{text}", f"+{text}", f"'={text}"]])
    for delimiter in ",;\t":
        rows = list(csv.reader(io.StringIO(line), delimiter=delimiter))
        if delimiter == ",":
            assert len(rows[0]) == 6
        for cell in rows[0]:
            assert not cell.lstrip().startswith(("=", "@", "+", "-"))
    cells = [cell.text for cell in rows_of(line, delimiter=",").rows[0].cells]
    assert cells == [
        " ".join(one.split())
        for one in (text, f"={text}", f"@{text}", f"-{text}", f"+{text}", f"'={text}")
    ]


def test_a_workbook_holds_no_formula() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    form = registry.FORMATS["sheet"]
    assert form.write is not None
    one = Positions.of(
        "=1+1", {'=HYPERLINK("http://x")': (1.0, 1.0, 1.0)}, Line("=cmd|'/C calc'!A0")
    )
    files = form.write(one).files
    data = next(data for name, data in files.items() if name.endswith(".xlsx"))
    assert isinstance(data, bytes)
    assert data == form.write(one).files["1_1.xlsx"]
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith("=")


@given(st.text())
def test_the_guard_comes_off_again(text: str) -> None:
    once = guarded(text)
    assert guarded(unguarded(once)) == once


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([0, 2]))
def test_numbers_are_exact(value: float, shift: int) -> None:
    assume(abs(value) < 1e300)
    assert number(figure(value, shift), -shift) == value


@pytest.mark.parametrize("name", ["ktab-csv", "ktab-xml", "decide", "mactor", "sheet"])
def test_file_names_stay_inside_their_folder(name: str) -> None:
    form = registry.FORMATS[name]
    assert form.write is not None
    one = Positions.of("../../etc/passwd", {"A": (1.0, 1.0, 1.0)}, Line("x"))
    for file in form.write(one).files:
        assert file == Path(file).name
        assert not file.startswith(".")


def test_what_is_lost_is_said() -> None:
    line = Line("x", "An issue", 0, 10, ((0.0, "none"),), 2.0, 3.0)
    other = Line("y", "y")
    x = np.array([[[1.0, 50.0], [4.0, np.nan]], [[2.0, 50.0], [5.0, np.nan]]])
    c = np.array([[[1.0, 2.0], [3.0, 3.0]]] * 2)
    s = np.where(np.isnan(x), np.nan, 0.75)
    model = Positions("T", ("A", "B"), ("Ann", "Bob"), (line, other), x, s, c)
    said = {
        name: " / ".join(registry.FORMATS[name].write(model).lost)  # type: ignore[misc]
        for name in ("ktab-csv", "decide", "mactor", "sheet")
    }
    for word in (
        "readings",
        "meanings",
        "stays without",
        "in the end",
        "units of the scales",
        "differs by issue",
        "takes no position",
        "more than 100",
    ):
        assert word in said["ktab-csv"], word
    for word in ("readings", "stays without", "in the end", "unit of power"):
        assert word in said["decide"], word
    for word in ("between the ends", "whole steps", "clout", "names of the actors"):
        assert word in said["mactor"] or word == "whole steps", word
    assert "readings" in said["sheet"]
