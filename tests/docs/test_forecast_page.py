"""The figures that the page on the forecast works out by hand are those of the program."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path

import pytest

from detente.forecast.component import Component
from detente.forecast.parameters import ABOUT, Parameters
from detente.forecast.passage import first_passage
from detente.forecast.pool import EXTREMISE, FLOOR, pool
from detente.forecast.words import BANDS
from detente.study import open_case

BLOCK = re.compile(r"<!-- file: bridge.yaml -->\n```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "docs" / "explanation" / "forecast.md").read_text(encoding="utf-8")


def rate(
    text: str, folder: Path, day: date, old: str = "", new: str = "", slope: float = 10
) -> float:
    found = BLOCK.search(text)
    assert found is not None
    body = found[1].replace(old, new, 1) if old else found[1]
    path = folder / "bridge.yaml"
    path.write_text(body, encoding="utf-8")
    table = open_case(path)[1]
    passage = first_passage(
        table, until=day.toordinal(), readings=4, parameters=Parameters(slope=slope)
    )
    return float(passage.by("swap", day.toordinal()).mean())


@pytest.mark.parametrize("slope", [5, 10, 20])
def test_the_slope_table(text: str, tmp_path: Path, slope: int) -> None:
    row = re.search(rf"^\| {slope} \| (.*?) \| (.*?) \| (\d+) % \| (\d+) % \|$", text, re.MULTILINE)
    assert row is not None
    yes = 1 / (1 + math.exp(-20 / slope))
    week = -math.expm1(-7 / 30.4375) * yes**2
    assert (f"{yes:.3f}", f"{week:.3f}") == (row[1], row[2])
    for told, day in zip((row[3], row[4]), (date(2031, 6, 7), date(2031, 8, 9)), strict=True):
        assert round(100 * rate(text, tmp_path, day, slope=slope)) == int(told)
    assert rate(text, tmp_path, date(2031, 5, 17), slope=slope) == pytest.approx(week)


def test_a_step_that_ends_later_does_not_count(text: str, tmp_path: Path) -> None:
    found = {rate(text, tmp_path, date(2031, 6, day)) for day in (7, 10, 13)}
    assert len(found) == 1
    assert rate(text, tmp_path, date(2031, 6, 14)) > max(found)


def test_the_window(text: str, tmp_path: Path) -> None:
    window = (
        "calendar:\n  - {when: 2031-05-20/30, what: talks, opens: [bridge, drivers]}\n\ntargets:"
    )
    found = rate(text, tmp_path, date(2031, 6, 7), "targets:", window)
    assert "= 0.80`" in text
    assert round(found, 2) == 0.80


def test_the_spoiler(text: str, tmp_path: Path) -> None:
    marek = (
        "  Marek:\n    of: Norden\n    spoils: {how: a roadblock, chance: 50}\n    cares:\n"
        '      bridge: {weight: 50, wants: closed, accepts: closed, why: "[a]"}\n\ncontacts:'
    )
    found = rate(text, tmp_path, date(2031, 6, 7), "contacts:", marek)
    assert "by 7 June it is 28 %" in text
    assert round(found, 2) == 0.28


def test_the_pool(text: str) -> None:
    both = [Component("inside", "inside", 0.5), Component("questions:talks", "base rate", 0.2)]
    assert "33.3 %" in text
    assert f"{100 * pool(both, extremise=1):.1f}" == "33.3"
    assert "36.5 %" in text
    assert f"{100 * pool(both):.1f}" == "36.5"
    assert (EXTREMISE, FLOOR) == (1.2, 0.01)


def test_parameters_and_words(text: str) -> None:
    for name, value in vars(Parameters()).items():
        row = re.search(rf"^\| {name} \| (\d+)", text, re.MULTILINE)
        assert row is not None
        assert float(row[1]) == float(value)
    assert set(ABOUT) == set(vars(Parameters()))
    for word, low, high in BANDS:
        assert f"| {word} | {100 * low:.0f} to {100 * high:.0f} %" in text
