"""The command of deals: which packages would be accepted, for a case or another program's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.shared import (
    LEVERS,
    TARGET,
    answer,
    console,
    faults,
    known,
    options,
    pull,
    refuse,
    usage,
)
from detente.cli.shared import progress as bar

if TYPE_CHECKING:
    from detente.core.finding import Finding
    from detente.core.table import Table

FOR_CASES = {
    "target": "--target",
    "pulled": "--levers",
    "bind": "--bind",
    "readings": "--readings",
    "seed": "--seed",
}
FOR_FILES = {"form": "--format", "seconds": "--seconds"}


@click.command()
@click.argument("case", type=click.Path(path_type=Path), metavar="CASE|FILE")
@TARGET
@LEVERS
@click.option("--bind", is_flag=True, help="No issue may lie below a principal's bottom line.")
@click.option(
    "--method",
    type=click.Choice(["auto", "dense", "merge", "programs"]),
    default="auto",
    show_default=True,
    help="Look at every outcome, merge the exact frontier, or solve integer programs.",
)
@click.option(
    "--disagreement",
    type=click.Choice(["no-deal", "reserve", "worst", "zero"]),
    default="no-deal",
    show_default=True,
    help="From where Nash and others measure gains (reserve is no-deal, as files call it).",
)
@click.option("--format", "form", metavar="NAME", help="The format of FILE, if it does not tell.")
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 86_400),
    default=60.0,
    show_default=True,
    help="Time for FILE; after that, the best found and a proven bound.",
)
@options
def deals(
    case: Path,
    target: str | None,
    pulled: str,
    bind: bool,
    method: str,
    disagreement: str,
    form: str | None,
    seconds: float,
    *,
    readings: int,
    seed: int,
    as_json: bool,
) -> None:
    """Which packages would be accepted, and which are the bargaining solutions?

    CASE is a case; FILE a file or folder of another program that holds a bargaining domain, such
    as GENIUS's, or positions on lines, such as Decide's.
    """
    from detente.neighbours.registry import is_case

    no_deal = disagreement in {"no-deal", "reserve"}
    with usage():
        if not is_case(case) and case.exists():
            refuse(FOR_CASES, "a case", "a file of another program")
            point = "reserve" if no_deal else disagreement
            _ask_file(case, form, (method, point, seconds), as_json=as_json)
            return
        refuse(FOR_FILES, "a file of another program", "a case")
        point = "no-deal" if no_deal else disagreement
        how: dict[str, Any] = {"method": method, "disagreement": point, "bind": bind}
        _ask_case(case, target, pulled, how | {"readings": readings, "seed": seed}, as_json)


def _ask_case(
    case: Path, target: str | None, pulled: str, how: dict[str, Any], as_json: bool
) -> None:
    from detente.analysis.ask import deals as question

    def ask(table: Table) -> Finding:
        return question(table, target=known(table, target), levers=pull(table, pulled), **how)

    answer(case, as_json, ask)


def _ask_file(path: Path, form: str | None, how: tuple[str, str, float], *, as_json: bool) -> None:
    import json

    from detente.models.domains import model_deals
    from detente.report.domain_tables import show_domain

    method, point, seconds = how
    with faults(), bar():
        found = model_deals(
            path, format=form, method=method, disagreement=point, seconds=seconds
        ).to_dict()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        show_domain(found, console())
