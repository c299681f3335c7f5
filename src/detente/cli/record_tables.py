"""Scores, open questions and the journal, in the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from detente.case.faults import plain
from detente.forecast.words import shown, word


def show_score(data: Mapping[str, Any], out: Console) -> None:
    """The score as tables: figures, parts, calibration, and what to bear in mind."""
    params = data["params"]
    no = data["n"] - data["yes"]
    head = f"{data['n']} settled ({data['yes']} yes, {no} no); {params['mode_said']}"
    out.print(f"[bold]{escape(head)}[/bold]", soft_wrap=True)
    figures = Table("figure", "value", "95 % interval", "what it says")
    found, ends = data["discrimination"], data["intervals"]
    rows = [
        (
            "Brier score",
            data["brier"],
            ends["brier"],
            "0 perfect, 0.25 for always 50 %, 1 all wrong",
        ),
        ("log score", data["log"], ends["log"], f"0 perfect; floor {params['floor']}, in nats"),
        ("skill", data["skill"], ends["skill"], f"against {params['reference_said']}"),
        ("AUC", found["auc"], None, "0.5 no better than chance, 1 tells yes from no"),
        (
            "mean for yes",
            found["mean_yes"],
            None,
            "higher than for no, if forecasts tell them apart",
        ),
        ("mean for no", found["mean_no"], None, ""),
    ]
    for name, value, pair, says in rows:
        interval = "" if pair is None else f"{pair[0]:.3f} to {pair[1]:.3f}"
        figures.add_row(name, _number(value), interval, escape(says))
    out.print(figures)
    parts = data["murphy"]
    out.print(
        f"Brier {data['brier']:.4f} = reliability {parts['reliability']:.4f} - resolution "
        f"{parts['resolution']:.4f} + uncertainty {parts['uncertainty']:.4f} + spread within bins "
        f"{parts['spread']:.4f} - leaning within bins {parts['leaning']:.4f}",
        soft_wrap=True,
    )
    bins = Table("said between", "n", "said on average", "happened", "95 % interval")
    for row in data["bins"]:
        bins.add_row(
            f"{100 * row['low']:.0f} and {100 * row['high']:.0f} %",
            str(row["n"]),
            shown(row["said"]),
            _share(row["happened"]),
            f"{_share(row['happened_low'])} to {_share(row['happened_high'])}",
        )
    out.print(bins)
    out.print(_line(data["line"]), soft_wrap=True)
    for note in data["notes"]:
        out.print(escape(plain(note, 2000)), soft_wrap=True)


def _line(fit: Mapping[str, Any]) -> str:
    if fit["slope"] is None:
        return f"Calibration line: not drawn ({fit['why_not']})."
    ends = [
        f"({fit[f'{name}_low']:.2f} to {fit[f'{name}_high']:.2f})"
        for name in ("intercept", "slope")
    ]
    return (
        f"Calibration line: intercept {fit['intercept']:.2f} {ends[0]}, slope {fit['slope']:.2f} "
        f"{ends[1]}; 0 and 1 are perfect."
    )


def show_open(rows: Sequence[Mapping[str, Any]], out: Console) -> None:
    """The questions that are open, the overdue ones first."""
    if not rows:
        out.print("No question is open.")
        return
    found = Table("open question", "last day", "rate now", "in words", "due")
    for row in rows:
        late = row["days_left"] < 0
        due = f"OVERDUE by {-row['days_left']} days" if late else f"in {row['days_left']} days"
        name = escape(plain(row["name"]))
        found.add_row(name, row["by"], shown(row["rate"]), word(row["rate"]), due)
    out.print(found)
    late = sum(row["days_left"] < 0 for row in rows)
    if late:
        out.print(
            f"{late} overdue: settle with: detente resolve CASE QUESTION yes|no|void --source TEXT"
        )


def show_journal(data: Mapping[str, Any], out: Console) -> None:
    """The forecasts of a journal, in the order they were written."""
    if not data["forecasts"]:
        out.print("No forecast has been written down yet.")
        return
    found = Table("line", "made (UTC)", "as of", "question", "last day", "rate", "in words")
    for row in data["forecasts"]:
        found.add_row(
            str(row["seq"] + 1),
            row["made"].rstrip("Z").replace("T", " "),
            row["as_of"],
            escape(plain(row["question"])),
            row["by"],
            shown(row["rate"]),
            word(row["rate"]),
        )
    out.print(found)
    out.print(
        f"Hash of the last line: {data['head']}\nNoted elsewhere, it shows later that no line was "
        "cut off: detente journal CASE --head HASH",
        soft_wrap=True,
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"
