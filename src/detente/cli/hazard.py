"""The command hazard: talks between two parties within so many days, from event data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.shared import console

if TYPE_CHECKING:
    from detente.forecast.hazard.events import Panel, Target
    from detente.forecast.hazard.fit import Model
    from detente.forecast.hazard.question import Forecast

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("panel", type=_FILE, metavar="PANEL.parquet")
@click.option(
    "--predict", is_flag=True, help="Print the forecasts of the rows to forecast, as CSV."
)
@click.option("--events", type=_FILE, metavar="FILE", help="The events (default: beside PANEL).")
@click.option(
    "--relations",
    type=_FILE,
    metavar="FILE",
    help="Label to CAMEO code, columns event and cameo_code (default: relations.csv beside).",
)
@click.option("--out", type=_FILE, metavar="FILE", help="Write forecasts to .csv or .parquet.")
@click.option("--horizon", type=click.IntRange(1, 9999), metavar="DAYS", help="Only this horizon.")
@click.option("--class", "kind", type=click.Choice(["broad", "narrow"]), help="Only this class.")
@click.option("--model", type=_FILE, metavar="FILE", help="Forecast with an earlier fit.")
@click.option("--save", type=_FILE, metavar="FILE", help="Keep the fit for --model, as JSON.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Refuse if anything fitted on or looked at is dated later.",
)
@click.option(
    "--explain",
    nargs=3,
    metavar="A B DATE",
    help="Say what pushes the forecast of one row up or down.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the intervals.")
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
def hazard(
    panel: Path,
    predict: bool,
    events: Path | None,
    relations: Path | None,
    out: Path | None,
    horizon: int | None,
    kind: str | None,
    model: Path | None,
    save: Path | None,
    as_of: datetime | None,
    explain: tuple[str, str, str] | None,
    seed: int,
    as_json: bool,
) -> None:
    """How likely are talks between two parties within so many days, by their event history?

    PANEL has the columns actor_a, actor_b, date and targets such as y_broad_30 (1, 0, or -1 where
    unknown). Rows marked train and val in split_30 are fitted on; test rows are forecast. History
    counts up to and including the date of each row. Without --predict, the forecasts are scored.
    """
    # The matrices are small: threads that wait for one another take more time than they save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from detente.forecast.hazard.events import read_events, read_panel
    from detente.forecast.hazard.question import forecast
    from detente.forecast.hazard.report import as_dict

    if out is not None and out.suffix not in {".csv", ".parquet"}:
        raise click.UsageError("--out must end in .csv or .parquet.")
    with _faults():
        models = None if model is None else _load(model)
        asked = read_panel(panel, tuple(models or ()))
        wanted = _wanted(asked, horizon, kind)
        found = read_events(events or _beside(panel), relations or _relations(events or panel))
        made = forecast(
            asked,
            found,
            targets=wanted,
            models=models,
            as_of=None if as_of is None else (as_of - datetime(1970, 1, 1)).days,  # noqa: DTZ001
            seed=seed,
        )
        if explain:
            _explained(asked, made, explain)
            return
        if save is not None:
            _save(save, made)
        if out is not None:
            _write(out, asked, made)
    for note in (*made.notes, *_strange(found.unknown)):
        click.echo(f"note: {note}", err=True)
    if as_json:
        import json

        click.echo(json.dumps(as_dict(asked, made, rows=predict and out is None), indent=1))
    elif not predict:
        _tables(made)
    elif out is None:
        from detente.forecast.hazard.report import as_csv

        click.echo(as_csv(asked, made), nl=False)


@contextmanager
def _faults() -> Iterator[None]:
    from detente.forecast.hazard.tables import DataError

    try:
        yield
    except DataError as error:
        for fault in error.faults:
            click.echo(fault, err=True)
        raise SystemExit(2) from None
    except OSError as error:
        click.echo(f"{error.filename or ''}: {error.strerror or error}", err=True)
        raise SystemExit(2) from None


def _beside(panel: Path) -> Path:
    """The events that belong to a panel: of the same name, or else the only ones in its folder."""
    from detente.forecast.hazard.tables import DataError

    named = panel.with_name(panel.name.replace("panel", "events"))
    if named != panel and named.is_file():
        return named
    there = sorted(panel.parent.glob("events_*.parquet"))
    if len(there) == 1:
        return there[0]
    many = "several events_*.parquet" if there else "no events_*.parquet"
    raise DataError(f"{panel}: there is {many} beside it; say which: --events FILE.")


def _relations(near: Path) -> Path | None:
    """A table of labels beside the data, if there is one."""
    path = near.parent / "relations.csv"
    return path if path.is_file() else None


def _wanted(panel: Panel, horizon: int | None, kind: str | None) -> list[Target]:
    from detente.forecast.hazard.tables import DataError

    wanted = [
        one for one in panel.happened if horizon in {None, one.days} and kind in {None, one.kind}
    ]
    if not wanted:
        there = ", ".join(one.name for one in panel.happened)
        raise DataError(f"The panel has no such target; it has {there}.")
    return wanted


def _load(path: Path) -> dict[Target, Model]:
    import json

    from detente.forecast.hazard.fit import Model
    from detente.forecast.hazard.report import FORM
    from detente.forecast.hazard.tables import DataError

    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["form"] != FORM:
            raise DataError(f"{path}: is of the form {data['form']!r}, not {FORM!r}.")
        models = [Model.from_dict(one) for one in data["models"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path}: is no fit that --save wrote ({error}).") from None
    return {one.target: one for one in models}


def _save(path: Path, made: Forecast) -> None:
    import json

    from detente.forecast.hazard.report import FORM

    models = [one.model.to_dict() for one in made.answers]
    text = json.dumps({"form": FORM, "models": models}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _write(path: Path, panel: Panel, made: Forecast) -> None:
    from detente.forecast.hazard.report import as_csv, rows_of
    from detente.forecast.hazard.tables import frames

    if path.suffix == ".csv":
        path.write_text(as_csv(panel, made), encoding="utf-8")
        return
    frames().DataFrame(rows_of(panel, made)).write_parquet(path)


def _strange(labels: tuple[str, ...]) -> list[str]:
    if not labels:
        return []
    few = ", ".join(labels[:3]) + (", ..." if len(labels) > 3 else "")
    return [f"{len(labels)} event labels are of no known kind, and count as activity only: {few}"]


def _explained(panel: Panel, made: Forecast, asked: tuple[str, str, str]) -> None:
    from rich.table import Table

    from detente.forecast.hazard.report import explanations

    for answer, p, parts in explanations(panel, made, asked):
        title = f"{answer.target.name}: {asked[0]}, {asked[1]}, {asked[2]}: {100 * p:.1f} %"
        table = Table("what", "log-odds", title=title, title_justify="left")
        for name, push in parts.items():
            table.add_row(name, f"{push:+.2f}")
        console().print(table)


def _tables(made: Forecast) -> None:
    from rich.table import Table

    heads = ("rows", "n", "yes", "Brier", "own record", "skill over it (95 %)", "log", "AUC", "ECE")
    for answer in made.answers:
        if not answer.scores:
            click.echo(f"{answer.target.name}: no outcome is known, so there is nothing to score.")
            continue
        fitted = f"fitted on {answer.model.rows} rows, penalty {answer.model.penalty:g}"
        table = Table(*heads, title=f"{answer.target.name} ({fitted})", title_justify="left")
        for name, one in answer.scores.items():
            table.add_row(name.replace("_", " + "), *_figures(one))
        console().print(table)


def _figures(one: dict[str, Any]) -> list[str]:
    record = one["against"]["own record"]
    between = "" if record["low"] is None else f" [{record['low']:+.3f}, {record['high']:+.3f}]"
    return [
        f"{one['n']:,}",
        f"{100 * one['share']:.1f} %",
        f"{one['brier']:.4f}",
        f"{record['brier']:.4f}",
        f"{record['skill']:+.3f}{between}",
        f"{one['log']:.4f}",
        "" if one["auc"] is None else f"{one['auc']:.3f}",
        f"{one['ece']:.4f}",
    ]
