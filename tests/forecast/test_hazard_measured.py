"""On eleven years of real events: published figures are found again, and the bars are met.

The data are not part of the project; without them beside it, these tests are skipped.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pl = pytest.importorskip("polars")

from detente.forecast.hazard.events import Target, read_events, read_panel  # noqa: E402
from detente.forecast.hazard.question import forecast  # noqa: E402
from detente.forecast.hazard.report import rows_of  # noqa: E402
from detente.forecast.hazard.scores import scored  # noqa: E402

DATA = Path(__file__).parents[3] / "shared" / "data" / "icews_talks"
PANEL, EVENTS = DATA / "panel_2005_2015.parquet", DATA / "events_2005_2015.parquet"
BASELINES = DATA / "baseline_predictions_test.parquet"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not BASELINES.is_file(), reason="the benchmark is not beside the project"),
]

KEYS = ["actor_a", "actor_b", "date", "target", "horizon"]

#: Brier scores of the saved baselines: climatology, own record, logit.
PUBLISHED = {
    ("broad", 30, "all"): (0.1025, 0.0835, 0.0776),
    ("broad", 90, "all"): (0.1879, 0.1455, 0.1349),
    ("narrow", 30, "all"): (None, 0.0204, 0.0196),
    ("narrow", 90, "all"): (None, 0.0437, 0.0405),
    ("broad", 30, "freeze"): (0.0817, 0.0797, 0.0753),
    ("broad", 90, "freeze"): (0.1834, 0.1758, 0.1638),
    ("narrow", 30, "freeze"): (0.0538, 0.0518, 0.0520),
    ("narrow", 90, "freeze"): (0.1269, 0.1177, 0.1157),
    ("broad", 30, "freeze_conflict"): (0.0989, 0.1002, 0.0942),
    ("narrow", 30, "freeze_conflict"): (0.0816, 0.0760, 0.0775),
}


@pytest.fixture(scope="module")
def baselines():
    saved = pl.read_parquet(BASELINES)
    panel = pl.read_parquet(PANEL).select("actor_a", "actor_b", "date", "^freeze_.*$")
    text = [pl.col(name).cast(pl.String) for name in ("actor_a", "actor_b")]
    saved = saved.with_columns(*text, pl.col("target").cast(pl.String))
    return saved.join(panel.with_columns(*text), on=KEYS[:3], how="left")


@pytest.fixture(scope="module")
def ours():
    panel, events = read_panel(PANEL), read_events(EVENTS, DATA / "relations.csv")
    return panel, events, forecast(panel, events)


def subset(table, kind, horizon, rows):
    chosen = table.filter((pl.col("target") == kind) & (pl.col("horizon") == horizon))
    return chosen if rows == "all" else chosen.filter(pl.col(f"{rows}_{kind}"))


def judge(table, column, against):
    pair = (table["actor_a"] + "|" + table["actor_b"]).rank("dense").to_numpy().astype(np.int64)
    references = {name: table[name].to_numpy().astype(float) for name in against}
    p, y = table[column].to_numpy().astype(float), table["y"].to_numpy().astype(float)
    return scored(p, y, references, pair)


def test_the_saved_baselines_are_scored_as_published(baselines):
    for (kind, horizon, rows), figures in PUBLISHED.items():
        table = subset(baselines, kind, horizon, rows)
        for name, figure in zip(("p_climatology", "p_dyad_rate", "p_logit"), figures, strict=True):
            if figure is not None:
                found = judge(table, name, [])["brier"]
                assert found == pytest.approx(figure, abs=1e-4), (kind, horizon, rows, name)
    main = judge(subset(baselines, "broad", 30, "all"), "p_logit", ["p_dyad_rate"])
    assert main["auc"] == pytest.approx(0.821, abs=1e-3)
    assert main["ece"] == pytest.approx(0.011, abs=1e-3)
    assert main["log"] == pytest.approx(0.272, abs=1e-3)
    told = main["against"]["p_dyad_rate"]
    assert (told["low"], told["high"]) == pytest.approx((0.060, 0.082), abs=3e-3)


def test_the_bars_are_met(ours, baselines):
    panel, _, made = ours
    found = pl.DataFrame(rows_of(panel, made)).with_columns(pl.col("date").str.to_date())
    table = baselines.join(found, on=KEYS, how="left")
    assert table["p"].null_count() == 0
    main = judge(subset(table, "broad", 30, "all"), "p", ["p_dyad_rate", "p_logit"])
    assert main["brier"] <= 0.0775
    assert main["against"]["p_dyad_rate"]["skill"] >= 0.07
    assert main["against"]["p_logit"]["low"] > 0
    assert main["ece"] <= 0.015
    frozen = judge(subset(table, "broad", 30, "freeze"), "p", ["p_dyad_rate"])
    assert frozen["brier"] <= 0.0752
    assert frozen["against"]["p_dyad_rate"]["low"] > 0.03
    far = judge(subset(table, "broad", 90, "all"), "p", ["p_dyad_rate"])
    assert far["against"]["p_dyad_rate"]["skill"] >= 0.08


def test_a_day_less_of_history_gains_nothing_and_a_day_too_much_would_show(ours):
    panel, events, made = ours
    target = Target("narrow", 30)
    known = next(one for one in made.answers if one.target == target).scores["all"]["brier"]
    briers = {}
    for shift in (1, -1):
        moved = replace(events, day=events.day + shift)
        answer = forecast(panel, moved, targets=[target]).answers[0]
        briers[shift] = answer.scores["all"]["brier"]
    assert briers[1] > known - 2e-5  # a day less is known
    assert briers[-1] < known - 1e-4  # tomorrow is known: it would be seen


def test_shuffled_dates_destroy_the_skill(ours):
    panel, events, _ = ours
    generator = np.random.Generator(np.random.Philox(1))
    mixed = generator.permutation(len(events.day))
    names = ("kind", "source", "target", "by", "to")
    shuffled = replace(events, **{name: getattr(events, name)[mixed] for name in names})
    found = forecast(panel, shuffled, targets=[Target("broad", 30)]).answers[0].scores
    assert found["all"]["against"]["own record"]["skill"] < 0.02
