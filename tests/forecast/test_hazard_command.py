"""The command: forecasts as CSV, scores, and one clear message a fault."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

pl = pytest.importorskip("polars")

from forecast.hazard_world import events as world  # noqa: E402
from forecast.hazard_world import panel as rows  # noqa: E402
from forecast.hazard_world import write  # noqa: E402

from detente.cli.hazard import hazard  # noqa: E402


def run(*arguments):
    return CliRunner().invoke(hazard, [str(one) for one in arguments])


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return write(tmp_path_factory.mktemp("made"))


def test_forecasts_are_printed_as_csv(path):
    done = run(path, "--predict")
    assert done.exit_code == 0, done.stderr
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(found[0]) == ["actor_a", "actor_b", "date", "target", "horizon", "p"]
    assert {row["target"] for row in found} == {"broad"}
    assert {row["horizon"] for row in found} == {"20"}
    assert all(0 < float(row["p"]) < 1 for row in found)
    table = pl.read_parquet(path)
    assert len(found) == table.filter(pl.col("split_20") == "test").height
    assert run(path, "--predict").stdout == done.stdout


def test_scores_as_a_table_and_as_json(path):
    done = run(path)
    assert done.exit_code == 0, done.stderr
    assert "y_broad_20" in done.stdout
    told = json.loads(run(path, "--json").stdout)
    scores = told["targets"]["y_broad_20"]["scores"]
    assert set(scores) == {"all", "freeze"}
    one = scores["all"]
    assert one["parts"]["brier"] == pytest.approx(one["brier"], abs=1e-9)
    assert set(one["against"]) == {"own record", "earlier share", "share of these rows"}
    record = one["against"]["own record"]
    assert record["low"] < record["skill"] < record["high"]


def test_parquet_and_a_fit_that_is_kept(path, tmp_path):
    out, kept = tmp_path / "p.parquet", tmp_path / "fit.json"
    assert run(path, "--predict", "--out", out, "--save", kept).exit_code == 0
    first = pl.read_parquet(out)
    again = run(path, "--predict", "--model", kept)
    assert again.exit_code == 0, again.stderr
    second = pl.read_csv(again.stdout.encode())
    bare = pl.read_parquet(path).filter(pl.col("split_20") == "test")
    bare.select("actor_a", "actor_b", "date").write_parquet(tmp_path / "panel_bare.parquet")
    beside = path.with_name("events_made.parquet")
    third = run(tmp_path / "panel_bare.parquet", "--predict", "--model", kept, "--events", beside)
    assert third.exit_code == 0, third.stderr
    assert len(third.stdout.splitlines()) == first.height + 1
    assert first["p"].to_list() == pytest.approx(second["p"].to_list(), abs=2e-6)


def test_what_pushes_one_forecast(path):
    done = run(path, "--explain", "Borduria", "Arland", "2011-10-25")
    assert done.exit_code in {0, 2}
    table = pl.read_parquet(path).filter(pl.col("split_20") == "test")
    day = table["date"][0].isoformat()
    done = run(path, "--explain", "Borduria", "Arland", day)
    assert done.exit_code == 0, done.stderr
    assert "intent to meet" in done.stdout
    assert run(path, "--explain", "Nobody", "Arland", day).exit_code == 2


def test_nothing_later_than_as_of_is_used_in_silence(path):
    done = run(path, "--predict", "--as-of", "2011-06-01")
    assert done.exit_code == 2
    assert "dated after 2011-06-01" in done.stderr
    assert "outcomes to fit on were not known" in done.stderr
    assert not done.stdout
    assert run(path, "--predict", "--as-of", "2013-01-01").exit_code == 0


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("date", [1], "column date must hold dates"),
        ("date", ["soon"], "column date is empty, or no date"),
        ("actor_a", [3], "column actor_a must be text"),
        ("actor_a", [None], "column actor_a"),
        ("actor_a", ["Borduria"], "paired with itself"),
        ("y_broad_20", [0.5], "must hold 1, 0 or -1"),
        ("y_broad_20", [7], "neither 1, 0 nor -1"),
        ("split_20", ["later"], "may say train, val, test, gap"),
        ("freeze_broad", ["yes"], "must be true or false"),
    ],
)
def test_a_wrong_column_is_named(path, tmp_path, column, values, said):
    table = pl.read_parquet(path).filter(pl.col("actor_b") == "Borduria")
    wrong = table.with_columns(pl.Series(column, values * table.height))
    wrong.write_parquet(tmp_path / "panel_x.parquet")
    done = run(tmp_path / "panel_x.parquet", "--events", path.with_name("events_made.parquet"))
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_absent_empty_and_broken_files_are_said(path, tmp_path):
    events = path.with_name("events_made.parquet")
    gone = run(tmp_path / "panel_none.parquet")
    assert (gone.exit_code, "no such file" in gone.stderr) == (2, True)
    for content in (b"", b"PAR1", b"PAR1" + b"\0" * 50 + b"PAR1", events.read_bytes()[:3000]):
        broken = tmp_path / "panel_b.parquet"
        broken.write_bytes(content)
        done = run(broken, "--events", events)
        assert done.exit_code == 2
        assert "not a readable parquet file" in done.stderr
    pl.read_parquet(path).head(0).write_parquet(tmp_path / "panel_e.parquet")
    assert "holds no rows" in run(tmp_path / "panel_e.parquet", "--events", events).stderr
    pl.read_parquet(events).drop("event").write_parquet(tmp_path / "events_e.parquet")
    done = run(path, "--events", tmp_path / "events_e.parquet")
    assert "no column event" in done.stderr
    pl.read_parquet(path).drop("y_broad_20").write_parquet(tmp_path / "panel_y.parquet")
    assert "no column y_broad_H" in run(tmp_path / "panel_y.parquet", "--events", events).stderr


def test_events_are_looked_for_beside_the_panel(path, tmp_path):
    pl.read_parquet(path).write_parquet(tmp_path / "panel_z.parquet")
    assert "no events_*.parquet beside it" in run(tmp_path / "panel_z.parquet").stderr
    strangers = world() | {"source_actor": ["X"] * len(world()["date"])}
    strangers["target_actor"] = ["Y"] * len(strangers["date"])
    pl.DataFrame(strangers).write_parquet(tmp_path / "events_other.parquet")
    assert "name none of the panel's actors" in run(tmp_path / "panel_z.parquet").stderr


def test_wrong_models_and_targets_are_said(path, tmp_path):
    assert "no such target" in run(path, "--horizon", "90").stderr
    for content in ("", "[]", "{}", '{"form": "other/1"}', '{"form": "detente-hazard/1"}'):
        (tmp_path / "m.json").write_text(content)
        done = run(path, "--model", tmp_path / "m.json")
        assert done.exit_code == 2, content
        assert "m.json" in done.stderr
    assert run(path, "--out", "x.txt").exit_code == 2
    one = world()
    unknown = rows(one) | {"y_broad_20": [-1] * len(rows(one)["date"])}
    done = run(write(tmp_path, events=one, panel=unknown), "--predict")
    assert (done.exit_code, "--model MODEL.json" in done.stderr) == (2, True)
