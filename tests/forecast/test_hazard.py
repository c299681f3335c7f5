"""Forecasts of talks look at nothing later than their date, and are as good as they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("polars")

from forecast.hazard_world import events as world
from forecast.hazard_world import panel as rows
from forecast.hazard_world import write

from detente.forecast.hazard.events import Target, read_events, read_panel
from detente.forecast.hazard.features import History
from detente.forecast.hazard.fit import Model
from detente.forecast.hazard.labels import KINDS, OTHER, kind_of_label
from detente.forecast.hazard.question import forecast, roles
from detente.forecast.hazard.scores import own_record
from detente.forecast.hazard.tables import DataError

TARGET = Target("broad", 20)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = write(tmp_path_factory.mktemp("made"))
    return read_panel(path), read_events(path.with_name("events_made.parquet"))


def values(panel, events):
    history = History(events, panel)
    return np.column_stack(history.columns(TARGET, {"broad": 0.2, "narrow": 0.1}).values)


def test_inputs_look_at_nothing_later_than_their_date(made):
    panel, events = made
    whole = values(panel, events)
    for cut in np.unique(panel.day)[[3, 30, 60]].tolist():
        later = events.day > cut
        kind = np.where(later, (events.kind + 3) % len(KINDS), events.kind)
        source = np.where(later, (events.source + 1) % len(events.actors), events.source)
        by = np.where(later, 0, events.by)
        changed = replace(events, kind=kind, source=source, by=by)
        kept = panel.day <= cut
        assert np.array_equal(whole[kept], values(panel, changed)[kept])
        assert not np.array_equal(whole[~kept], values(panel, changed)[~kept])


def test_inputs_do_not_depend_on_the_other_rows(made):
    panel, events = made
    kept = (panel.day > np.median(panel.day)) & (panel.pair % 2 == 0)
    part = replace(panel, pair=panel.pair[kept], day=panel.day[kept])
    assert np.allclose(values(panel, events)[kept], values(part, events), atol=1e-9)


def test_an_act_of_the_day_itself_counts(made):
    panel, events = made
    day = int(panel.day[40])
    at = int(np.flatnonzero(events.day <= day)[-1])
    moved = events.day.copy()
    moved[at] = day
    pair = panel.pairs[panel.pair[40]]
    a, b = (events.actors.index(name) for name in pair)
    source, target, kind = events.source.copy(), events.target.copy(), events.kind.copy()
    source[at], target[at], kind[at] = a, b, 2
    changed = replace(events, day=moved, source=source, target=target, kind=kind)
    history = History(changed, panel).columns(TARGET, {"broad": 0.2, "narrow": 0.1})
    since = history.values[history.names.index("broad: time since")]
    assert since[40] == 0


def test_skill_over_the_own_record_which_shuffled_dates_destroy(made):
    panel, events = made
    good = forecast(panel, events).answers[0].scores["all"]
    assert good["against"]["own record"]["skill"] > 0.03
    generator = np.random.Generator(np.random.Philox(3))
    shuffled = np.sort(generator.permutation(events.day))
    mixed = generator.permutation(len(events.day))
    bad = replace(
        events,
        day=shuffled,
        **{name: getattr(events, name)[mixed] for name in ("kind", "source", "target", "by", "to")},
    )
    lost = forecast(panel, bad).answers[0].scores["all"]
    assert lost["against"]["own record"]["skill"] < 0.5 * good["against"]["own record"]["skill"]


def test_no_window_that_was_open_at_the_first_row_to_forecast_is_fitted_on(made):
    panel, _ = made
    everything = replace(panel, split={20: np.where(panel.split[20] == "gap", "val", "test")})
    for one in (panel, replace(panel, split={}), everything):
        role = roles(one, TARGET)
        if role.fit.any():
            assert (panel.day[role.fit] + 20).max() < panel.day[role.ask].min()
        assert not (role.fit & role.ask).any()
        assert not (role.held & ~role.fit).any()


def test_outcomes_of_rows_to_forecast_change_no_forecast(made):
    panel, events = made
    role = roles(panel, TARGET)
    other = np.where(role.ask, 1 - panel.happened[TARGET], panel.happened[TARGET])
    other = np.clip(other, 0, 1)
    first = forecast(panel, events).answers[0].p
    second = forecast(replace(panel, happened={TARGET: other}), events).answers[0].p
    assert np.array_equal(first, second)


def test_what_pushes_adds_up_to_the_forecast(made):
    panel, events = made
    found = forecast(panel, events)
    answer = found.answers[0]
    columns = found.history.columns(TARGET, answer.model.priors)
    parts = answer.model.explain(columns, int(answer.rows[5]))
    odds = np.log(answer.p[5] / (1 - answer.p[5]))
    assert sum(parts.values()) + answer.shift[5] == pytest.approx(odds, abs=1e-4)
    assert "intent to meet" in parts


def test_the_drift_is_learned_from_closed_windows_only(made):
    panel, events = made
    whole = forecast(panel, events).answers[0]
    days = panel.day[whole.rows]
    cut = int(np.unique(days)[15])
    known = replace(events, kind=np.where(events.day > cut, 8, events.kind))
    part = forecast(panel, known).answers[0]
    assert whole.shift[days == cut].any()
    assert np.array_equal(whole.p[days <= cut], part.p[days <= cut])
    assert not np.array_equal(whole.p, part.p)


def test_a_fit_that_was_kept_forecasts_the_same(made):
    panel, events = made
    first = forecast(panel, events).answers[0]
    kept = Model.from_dict(first.model.to_dict())
    unknown = replace(panel, split={}, happened={TARGET: np.full(len(panel.day), -1)})
    again = forecast(unknown, events, models={TARGET: kept}).answers[0]
    place = {int(row): p for row, p in zip(again.rows, again.p, strict=True)}
    shared = [k for k, row in enumerate(first.rows) if int(row) in place]
    assert shared
    for k in shared:
        assert place[int(first.rows[k])] == pytest.approx(first.p[k], abs=1e-5)


def test_the_own_record_counts_only_windows_that_have_closed():
    generator = np.random.Generator(np.random.Philox(5))
    pair = generator.integers(0, 3, 60)
    day = np.arange(60) * 4
    happened = generator.integers(-1, 2, 60)
    found = own_record(pair, day, happened, 10, 0.3, 2.0)
    for row in range(60):
        closed = (pair == pair[row]) & (day + 10 <= day[row]) & (happened >= 0)
        share = (happened[closed].sum() + 0.6) / (closed.sum() + 2.0)
        assert found[row] == pytest.approx(share)


def test_a_panel_without_splits_is_cut_at_its_median_date(tmp_path):
    one = world()
    path = write(tmp_path, events=one, panel=rows(one, split=False))
    panel = read_panel(path)
    role = roles(panel, TARGET)
    dates = np.unique(panel.day)
    assert panel.day[role.ask].min() == dates[len(dates) // 2]
    assert role.held.any()
    assert role.fit.sum() > role.held.sum()


def test_nothing_to_fit_on_is_said(made):
    panel, events = made
    unknown = replace(panel, happened={TARGET: np.full(len(panel.day), -1)})
    with pytest.raises(DataError, match=r"no fit is possible.*--model"):
        forecast(unknown, events)


def test_labels_are_read_without_a_table():
    assert KINDS[kind_of_label("CONSULT ")] == "consultations"
    assert KINDS[kind_of_label("Reject mediation")] == "refusals and halts"
    assert KINDS[kind_of_label("046")] == "negotiations and mediation"
    assert KINDS[kind_of_label("190")] == "deeds of conflict"
    assert kind_of_label("Zzz") == OTHER
    assert KINDS[kind_of_label("zzz", {"zzz": "036"})] == "intent to meet"
