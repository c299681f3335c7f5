"""What a notebook user meets behind ``import detente``."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import detente

HARBOUR = Path(__file__).parents[2] / "cases" / "harbour-strike"


@pytest.fixture(scope="module")
def answers() -> detente.notebook.Answers:  # type: ignore[name-defined]
    return detente.run(HARBOUR, readings=30)


def test_a_handful_of_names_and_nothing_heavy() -> None:
    assert set(detente.__all__) == {"CaseErrors", "Finding", "load", "run"}
    assert callable(detente.run)
    # Importing the modules behind it must not hide the name.
    assert callable(detente.run)
    with pytest.raises(AttributeError):
        detente.nothing_of_the_kind  # noqa: B018


def test_findings_show_themselves(answers) -> None:  # type: ignore[no-untyped-def]
    for name in answers.findings:
        shown = answers[name]
        assert isinstance(shown, detente.Finding)
        html = shown._repr_html_()
        assert "<table" in html or "<svg" in html
        assert "<script" not in html
        assert str(shown) == shown.answer
    assert answers.to_html().startswith("<!DOCTYPE html>")
    assert "<svg" in answers._repr_html_()


def test_frames_hold_every_figure(answers) -> None:  # type: ignore[no-untyped-def]
    frame = answers["room"].to_frame()
    assert isinstance(frame, pl.DataFrame)
    row = frame.filter(pl.col("path") == "targets.sit_down.trade.as_of").row(0, named=True)
    share = answers["room"].support["targets"]["sit_down"]["trade"]["as_of"]
    assert row["value"] == share["share"]
    assert row["word"] == share["word"]


def test_the_same_figures_as_the_study(answers) -> None:  # type: ignore[no-untyped-def]
    from detente.study import study

    plain = study(HARBOUR, readings=30)
    assert {n: f.support for n, f in plain.findings.items()} == {
        n: f.support for n, f in answers.findings.items()
    }
