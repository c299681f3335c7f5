"""Positions as a case: it loads, and gives the same positions again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from neighbours.broken_lines import BASES
from neighbours.line_strategies import positions

from detente.case.compile import compile_case
from detente.case.faults import CaseErrors
from detente.case.load import Loaded, load_text
from detente.case.writing import ids
from detente.core.line import Line, Positions
from detente.core.reading import Draws
from detente.core.standing import positions_of
from detente.neighbours import registry
from detente.neighbours.line_case import NO_DAY, line_case


def loaded(model: Positions, day: date = NO_DAY) -> Loaded:
    return load_text(line_case(model, as_of=day, origin="file.csv"))


def given_back(model: Positions) -> None:
    """The case of a model says the same as the model."""
    case = loaded(model)
    found = positions_of(compile_case(case.case), Draws(0, 0, 1))
    rows = [row for row in range(len(model.actors)) if model.present[row].any()]
    columns = [c for c in range(len(model.lines)) if model.present[:, c].any()]
    actors = ids([model.actors[row] for row in rows], "actor")
    issues = ids(["agreement", *(model.lines[c].id for c in columns)], "issue")
    assert sorted(found.actors) == sorted(actors.values())
    at = {line.id: place for place, line in enumerate(found.lines)}
    unit = max((model.clout[0][row][model.present[row]].mean() for row in rows), default=1) / 1e6
    for row in rows:
        other = found.actors.index(actors[model.actors[row]])
        clout = model.clout[0, row][model.present[row]].mean() / max(unit, 1)
        for column in columns:
            line = model.lines[column]
            assert issues[line.id] in at, "nobody cares about it"
            place = at[issues[line.id]]
            here, there = (0, row, column), (0, other, place)
            assert model.present[row, column] == found.present[other, place]
            assert (found.lines[place].low, found.lines[place].high) == (line.low, line.high)
            if line.reference is not None:
                assert found.lines[place].reference == line.reference
            if model.present[row, column]:
                assert found.position[there] == pytest.approx(model.position[here], abs=1e-9)
                assert found.salience[there] == pytest.approx(model.salience[here], abs=1e-9)
                if ("clout", "equal") not in model.remarks:
                    assert found.clout[there] == pytest.approx(clout, rel=1e-9, abs=1e-9)


@settings(max_examples=40)
@given(positions())
def test_every_case_loads_and_gives_back_the_positions(model: Positions) -> None:
    # A line on which nothing matters to anybody with power is no line of a case.
    power = np.where(model.present, model.clout[0], 0).max(axis=1, keepdims=True)
    weight = np.nan_to_num(model.salience[0]) * (power > 0)
    held = model.present.any(axis=0)
    assume(held.any())
    assume((weight.max(axis=0)[held] > 0).all())
    assume(all(line.id != "agreement" for line in model.lines))
    given_back(model)


@pytest.mark.parametrize("base", BASES)
def test_small_files_become_cases(base: str, tmp_path: Path) -> None:
    name, files = BASES[base]
    for file, text in files.items():
        (tmp_path / file).write_text(text)
    model = registry.FORMATS[name].read(tmp_path / next(iter(files)))
    assert isinstance(model, Positions)
    given_back(model)


def test_published_files_become_cases(root: Path) -> None:
    folder = root.parent / "shared" / "data"
    if not (folder / "ktab_smp").is_dir():
        pytest.skip("the published files are not here (../shared/data)")
    for path in [
        *(folder / "ktab_smp").glob("*.csv"),
        *(folder / "cop21_decide").glob("*_positions.csv"),
    ]:
        model = registry.read(path)
        assert isinstance(model, Positions)
        given_back(model)


def test_what_the_file_does_not_say_is_asked() -> None:
    line = Line("toll", "How high is the toll?", 0, 100, reference=30.0)
    other = Line("agreement", "Who watches?")
    x = np.array([[[10.0, 0.0], [70.0, np.nan]]])
    model = Positions(
        "T",
        ("A", "B"),
        ("Ann", "Bob"),
        (line, other),
        x,
        np.where(np.isnan(x), np.nan, 0.5),
        np.ones((1, 2, 2)),
        "f.csv",
        (("clout", "equal"), ("ask:toll", "Which ends?")),
    )
    case = loaded(model).case
    assert set(case.open) == {
        "case.as_of",
        "parties",
        "actors",
        "issues.agreement_on.now",
        "issues.toll.scale",
        "actors.A.cares.toll.accepts",
        "actors.A.cares.agreement_on.accepts",
        "actors.A.no_deal",
        "actors.B.no_deal",
        "deadline",
        "rules",
    }
    assert case.issues["toll"].now == "at_30"
    assert case.actors["A"].cares["toll"].accepts.options == ("at_100",)  # type: ignore[union-attr]
    assert case.actors["B"].cares["toll"].accepts.options == ("at_0",)  # type: ignore[union-attr]
    assert "case.as_of" not in loaded(model, date(2015, 10, 2)).case.open


def test_hostile_words_stay_words() -> None:
    bad = '"}\n  evil: {by: [x]} # ¶5 [a] \u202e =cmd|'
    line = Line(bad, bad, 0, 1, ((0.0, bad), (1.0, "yes: [no]")))
    model = Positions.of(bad, {bad: (0.0, 1.0, 1.0), "no": (1.0, 1.0, 2.0)}, line)
    case = load_text(line_case(model, as_of=NO_DAY, origin=bad)).case
    assert len(case.issues) == 2
    assert "evil" not in case.issues


def test_points_with_the_same_words_are_two_options() -> None:
    marks = ((0.0, "at_1"), (1.0, "at_1"), (2.0, "at_2"), (3.0, "at_2"), (4.0, "at 3"))
    model = Positions.of("T", {"A": (1.0, 1.0, 1.0)}, Line("x", "x", 0, 4, marks))
    options = loaded(model).case.issues["x"].options
    assert len(options) == 5
    given_back(model)


def test_clout_beyond_a_million_keeps_its_shares() -> None:
    model = Positions.of("T", {"A": (0.0, 1.0, 4e9), "B": (1.0, 1.0, 1e9)}, Line("x"))
    found = positions_of(compile_case(loaded(model).case), Draws(0, 0, 1))
    assert found.clout[0, 0, 0] == 4 * found.clout[0, 1, 0] == 1e6


def test_what_is_too_large_or_empty_is_refused() -> None:
    none = Positions.of("T", {"A": (np.nan, np.nan, 1.0)}, Line("x"))
    with pytest.raises(CaseErrors, match="nobody takes a position"):
        line_case(none, as_of=NO_DAY, origin="f")
    shape = (1, 200, 100)
    names = tuple(f"actor_{k}" for k in range(200))
    lines = tuple(Line(f"line_{k}") for k in range(100))
    large = Positions("T", names, names, lines, *(np.ones(shape) for _ in range(3)))
    with pytest.raises(CaseErrors, match="larger than 2 MB"):
        line_case(large, as_of=NO_DAY, origin="f")
