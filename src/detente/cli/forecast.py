"""The command ``forecast``: how likely, by when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.shared import (
    CASE,
    LEVERS,
    TARGET,
    console,
    counted,
    faults,
    known,
    options,
    progress,
    pull,
    remind,
    show,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from detente.case.load import Loaded
    from detente.core.finding import Finding
    from detente.core.table import Table
    from detente.forecast.asks import Ask
    from detente.forecast.parameters import Parameters


@click.command()
@CASE
@TARGET
@LEVERS
@click.option(
    "--questions",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Answer the questions of a CSV file (id, as_of, question, horizon, target,"
    " reference_class): one JSON object a line.",
)
@click.option(
    "--as-of",
    "day",
    metavar="DATE",
    help="Backtest: as of this day. Refuses a case that knows anything later.",
)
@click.option(
    "--slope",
    type=click.FloatRange(0.1, 1000),
    default=10.0,
    show_default=True,
    help="Acceptance slope: points of gain over no deal from even odds to 73 %.",
)
@click.option(
    "--exchange",
    type=click.Choice(["1", "2", "any"]),
    default="2",
    show_default=True,
    help="Issues that change hands on one occasion, at most.",
)
@click.option(
    "--extremise",
    type=click.FloatRange(1.0, 3.0),
    default=1.2,
    show_default=True,
    help="How far the pool is moved away from the outside view; 1: not at all.",
)
@click.option("--no-journal", is_flag=True, help="Do not write the forecast into forecasts.jsonl.")
@options
def forecast(
    case: Path,
    target: str | None,
    pulled: str,
    questions: Path | None,
    day: str | None,
    slope: float,
    exchange: str,
    extremise: float,
    no_journal: bool,
    readings: int,
    seed: int,
    as_json: bool,
) -> None:
    """How likely, by when? Inside view, reference classes and their pool, for each question.

    The questions are those under ``forecasts:`` in CASE. What is said is written into
    forecasts.jsonl beside the case, so that it can be scored later (``detente score``). What is
    asked on a supposition is not: a backtest, levers, another slope, a file of questions.
    """
    from detente.asking import asks_of
    from detente.forecast.question import forecast as question
    from detente.questionnaire import answers, read_questions
    from detente.study import open_case, stamped

    if day and questions:
        raise click.UsageError("--as-of does not go with --questions: each row has its own as_of.")
    plain = (slope, exchange, extremise) == (10.0, "2", 1.2)
    keep = plain and not (no_journal or day or pulled or target or questions)
    with faults(), progress():
        loaded, table = open_case(case)
        chosen = _parameters(slope, exchange)
        args: dict[str, Any] = {"parameters": chosen, "extremise": extremise}
        args |= {"readings": readings, "seed": seed}
        if questions is not None:
            rows = answers(loaded, table, read_questions(questions), **args)
            found = None
        else:
            table, rows = _as_of(loaded, table, day), []
            asks = _about(asks_of(loaded, table), table, known(table, target))
            found = stamped(question(table, asks, levers=pull(table, pulled), **args), loaded)
    if found is None:
        _print(rows, as_json)
        return
    remind(loaded)
    show(found, as_json)
    if keep:
        _journal(loaded, found)


def _parameters(slope: float, exchange: str) -> Parameters:
    from detente.forecast.parameters import Parameters

    return Parameters(slope=slope, exchange=exchange)  # type: ignore[arg-type]


def _date(text: str) -> date:
    from datetime import date

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text[:40]!r} is no day; write such as 2019-06-03.") from None


def _as_of(loaded: Loaded, table: Table, day: str | None) -> Table:
    """The table as of a day, or as the case has it: in both cases nothing later is let in."""
    from datetime import date

    from detente.asking import as_of_day, backtest

    if day is None:
        return as_of_day(loaded, table, date.fromordinal(table.as_of))
    return backtest(loaded, table, _date(day))


def _about(asks: Sequence[Ask], table: Table, target: str | None) -> list[Ask]:
    """The questions asked, or those about one target; all still open on the day of the analysis."""
    late = [a for a in asks if a.by <= table.as_of]
    if late:
        raise click.UsageError(f"{late[0].id} was already due on the day of the analysis.")
    return [a for a in asks if target is None or (a.target and a.target.id == target)]


def _print(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    import json

    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    from detente.report.question_rows import show_answers

    show_answers(rows, console())


def _journal(loaded: Loaded, finding: Finding) -> None:
    """Write what was said into the journal beside the case."""
    from detente.asking import records
    from detente.cli.record import recorded
    from detente.core.version import VERSION
    from detente.forecast.journal import FILE, append

    path = loaded.path.parent / FILE
    with recorded():
        written = append(path, records(finding, VERSION))
    if written:
        click.echo(f"{counted(len(written), 'forecast')} written into {path}", err=True)
