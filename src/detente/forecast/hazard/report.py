"""Forecasts of talks as rows, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import numpy as np

from detente.forecast.hazard.events import Panel, iso
from detente.forecast.hazard.question import Answer, Forecast
from detente.forecast.hazard.tables import DataError

#: What a saved fit calls itself. A change of the inputs is another form.
FORM = "detente-hazard/1"


def rows_of(panel: Panel, made: Forecast) -> dict[str, list[Any]]:
    """Which forecasts were made? One entry a pair, date and target, in columns.

    ``target`` is the class of talks (broad or narrow), ``horizon`` the days after ``date`` in which
    they would be held, ``p`` how likely that is.
    """
    columns: dict[str, list[Any]] = {
        name: [] for name in ("actor_a", "actor_b", "date", "target", "horizon", "p")
    }
    for one in made.answers:
        pairs = [panel.pairs[at] for at in panel.pair[one.rows].tolist()]
        columns["actor_a"] += [a for a, _ in pairs]
        columns["actor_b"] += [b for _, b in pairs]
        dates = {day: iso(day) for day in np.unique(panel.day[one.rows]).tolist()}
        columns["date"] += [dates[day] for day in panel.day[one.rows].tolist()]
        columns["target"] += [one.target.kind] * len(pairs)
        columns["horizon"] += [one.target.days] * len(pairs)
        columns["p"] += [round(p, 6) for p in one.p.tolist()]
    return columns


def as_csv(panel: Panel, made: Forecast) -> str:
    """The same as CSV, with a head."""
    columns = rows_of(panel, made)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def as_dict(panel: Panel, made: Forecast, *, rows: bool) -> dict[str, Any]:
    """Scores as JSON, with the forecasts themselves where ``rows`` is asked for."""
    told: dict[str, Any] = {
        "targets": {
            one.target.name: {
                "rows_forecast": len(one.rows),
                "rows_fitted": one.model.rows,
                "yes_fitted": one.model.yes,
                "fitted_until": iso(one.model.until),
                "penalty": one.model.penalty,
                "own_record": {"share": one.model.base[0], "windows": one.model.base[1]},
                "scores": dict(one.scores),
            }
            for one in made.answers
        },
        "notes": list(made.notes),
    }
    if rows:
        columns = rows_of(panel, made)
        told["forecasts"] = [
            dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
        ]
    return told


def explanations(
    panel: Panel, made: Forecast, asked: tuple[str, str, str]
) -> Iterator[tuple[Answer, float, dict[str, float]]]:
    """What pushes the forecast of one pair on one date, target by target?

    Raises
    ------
    DataError
        Where the panel has no such row.
    """
    first, second, date = asked
    pairs = [at for at, pair in enumerate(panel.pairs) if set(pair) == {first, second}]
    at_date = np.array([iso(day) == date for day in np.unique(panel.day).tolist()])
    days = np.unique(panel.day)[at_date]
    rows = np.flatnonzero(np.isin(panel.pair, pairs) & np.isin(panel.day, days))
    if not len(rows):
        raise DataError(f"The panel has no row for {first}, {second} on {date}.")
    assert made.history is not None
    for one in made.answers:
        at = np.flatnonzero(one.rows == rows[0])
        if not len(at):
            raise DataError(f"The row {first}, {second}, {date} is not one of those forecast.")
        columns = made.history.columns(one.target, one.model.priors)
        parts = one.model.explain(columns, int(rows[0]))
        parts["drift of all pairs since the fit"] = float(one.shift[at[0]])
        yield one, float(one.p[at[0]]), parts
