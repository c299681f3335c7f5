"""The page on the forecast says what was measured: its tables are written here and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detente.forecast.outside.calibration import calibration, fitted_rate

DATA = Path(__file__).parents[3] / "shared" / "data" / "icews_talks"
BASELINES = DATA / "baseline_predictions_test.parquet"

WAYS = {"impasses": "class alone", "pooled": "pooled", "earlier": "earlier only"}
PAIRS = {"all": "all", "freeze": "in a freeze"}
SINCE = {0: "at the break", 91: "3 months on"}


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "docs" / "explanation" / "forecast.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    return calibration()


def number(value: float, digits: int) -> str:
    """As a figure of the page: no minus before a nought."""
    shown = f"{value:.{digits}f}"
    return shown.lstrip("-") if not float(shown) else shown


def interval(fit: dict[str, Any], name: str) -> str:
    low, high = number(fit[f"{name}_low"], 2), number(fit[f"{name}_high"], 2)
    return f"{number(fit[name], 2)} [{low}, {high}]"


def overall_table(measured: dict[str, Any]) -> list[str]:
    """Intercept and slope by event and by what was known."""
    head = (
        "| event | from | forecasts | impasses | said | came | Brier | skill | intercept | slope |"
    )
    rows = [
        f"| {one['event']} | {WAYS[one['way']]} | {one['n']:,} | {one['impasses']}"
        f" | {100 * one['said']:.0f} % | {100 * one['came']:.0f} %"
        f" | {number(one['brier'], 3)} | {number(one['skill'], 3)}"
        f" | {interval(one, 'intercept')} | {interval(one, 'slope')} |"
        for one in measured["overall"]
    ]
    return [head, "|---|---|--:|--:|--:|--:|--:|--:|---|---|", *rows]


def cells_table(measured: dict[str, Any]) -> list[str]:
    """What was said and what came, by event, time gone and time asked."""
    head = "| event | asked | within | n | came | class says | pooled says | Brier, bare share"
    rows = [
        f"| {one['event']} | {SINCE[one['elapsed']]} | {one['months']} months | {one['n']}"
        f" | {100 * one['came']:.0f} % | {100 * one['impasses']['said']:.0f} %"
        f" | {100 * one['pooled']['said']:.0f} % | {number(one['share_brier'], 3)}"
        f" | {number(one['impasses']['brier'], 3)} | {number(one['pooled']['brier'], 3)} |"
        for one in measured["cells"]
    ]
    return [f"{head} | class | pooled |", "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|", *rows]


def rate_words(fit: dict[str, Any]) -> str:
    """What a constant rate comes to, and where it fails."""
    first, last = fit["check"][0], fit["check"][-1]
    return (
        f"Without the rows of the flagship's own story, {fit['rows']} impasses were watched for"
        f" {fit['months']:,.0f} months, and in {fit['events']} of them talks came back:"
        f" {number(fit['rate'], 3)} a month [{number(fit['low'], 3)}, {number(fit['high'], 3)}]."
        f" But by that rate {100 * first['constant']:.0f} % are back within {first['months']}"
        f" months, where the curve says {100 * first['curve']:.0f} %; within {last['months']},"
        f" {100 * last['constant']:.0f} % and {100 * last['curve']:.0f} %."
    )


def hazard_rows() -> list[str]:
    """How good the hazard is on the public panel, against both reckonings of the pair's own rate.

    The saved rates are joined by pair and date, and scored as the program scores its own.
    """
    import polars as pl

    from detente.forecast.hazard.events import read_events, read_panel
    from detente.forecast.hazard.question import forecast
    from detente.forecast.hazard.report import rows_of
    from detente.forecast.hazard.scores import subsets

    keys = ["actor_a", "actor_b", "date", "target", "horizon"]
    path = DATA / "panel_2005_2015.parquet"
    panel = read_panel(path)
    made = forecast(panel, read_events(DATA / "events_2005_2015.parquet", DATA / "relations.csv"))
    cast = [pl.col(name).cast(pl.String) for name in ("actor_a", "actor_b", "target")]
    saved = pl.read_parquet(BASELINES).with_columns(*cast, pl.col("date").cast(pl.String))
    found = pl.DataFrame(rows_of(panel, made)).join(
        saved, on=keys, how="left", maintain_order="left"
    )
    start, lines = 0, []
    for one in made.answers:
        table = found[start : start + len(one.rows)]
        start += len(one.rows)
        known = table["y"].is_not_null().to_numpy()
        for name, these in subsets(one.target.kind, panel.flags, one.rows).items():
            if name in PAIRS:
                lines.append(_hazard_row(panel, one, name, table, these & known))
    return lines


def _hazard_row(panel: Any, one: Any, name: str, table: Any, these: Any) -> str:
    from detente.forecast.hazard.scores import scored

    rate, y = (table[column].to_numpy()[these].astype(float) for column in ("p_dyad_rate", "y"))
    against = scored(one.p[these], y, {"saved": rate}, panel.pair[one.rows][these])
    own = one.scores[name]
    assert own["n"] == against["n"]
    told = [
        f"{number(s['skill'], 3)} [{number(s['low'], 3)}, {number(s['high'], 3)}]"
        for s in (against["against"]["saved"], own["against"]["own record"])
    ]
    return (
        f"| {one.target.kind} | {one.target.days} | {PAIRS[name]} | {own['n']:,}"
        f" | {number(own['brier'], 4)} | {told[0]} | {told[1]} | {number(own['ece'], 3)} |"
    )


def test_no_figure_is_missing(text: str) -> None:
    assert "FIGURE" not in text


def test_the_calibration_of_the_outside_view(text: str, measured: dict[str, Any]) -> None:
    for table in (overall_table(measured), cells_table(measured)):
        assert "\n".join(table) in text, "the page should say:\n" + "\n".join(table)


def test_the_summary_of_it(text: str, measured: dict[str, Any]) -> None:
    by = {(one["event"], one["way"]): one for one in measured["overall"]}
    both, earlier = by["both", "pooled"], by["both", "earlier"]
    assert f"| {measured['rows']} rows, {both['n']:,} forecasts |" in text
    assert f"| {interval(both, 'intercept')} and {interval(both, 'slope')};" in text
    words = " ".join(text.split())
    said, came = (f"{100 * earlier[name]:.0f} % {name}" for name in ("said", "came"))
    assert f"{said.replace('said', 'was said')} and {came}" in words
    assert f"does better by {-100 * earlier['skill']:.0f} %" in words
    for event, ok in (("talks", True), ("deal", False)):
        fit = by[event, "pooled"]
        assert (fit["slope_low"] < 1 < fit["slope_high"]) is ok
        assert (fit["intercept_low"] < 0 < fit["intercept_high"]) is ok


def test_the_constant_rate(text: str) -> None:
    told = rate_words(fitted_rate())
    assert " ".join(told.split()) in " ".join(text.split()), told


@pytest.mark.slow
@pytest.mark.skipif(not BASELINES.is_file(), reason="the benchmark is not beside the project")
def test_the_hazard(text: str) -> None:
    rows = hazard_rows()
    assert "\n".join(rows) in text, "the page should say:\n" + "\n".join(rows)
