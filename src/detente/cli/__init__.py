"""The command line. Heavy modules are imported inside the commands, so that --help is quick."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from detente.cli.deals import deals
from detente.cli.forecast import forecast
from detente.cli.graph import reach, stability
from detente.cli.hazard import hazard
from detente.cli.neighbours import export, import_
from detente.cli.positions import positions
from detente.cli.record import journal, resolve, score
from detente.cli.shared import (
    CASE,
    LEVERS,
    TARGET,
    answer,
    console,
    counted,
    faults,
    known,
    options,
    progress,
    pull,
    remind,
    show,
    warn,
)

if TYPE_CHECKING:
    from detente.core.finding import Finding
    from detente.core.table import Table


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="detente")
def main() -> None:
    """Can these talks be revived? What blocks them, and which move would revive them?

    CASE is a case folder (with case.yaml in it) or a case file. Start with

    \b
        detente new mycase        write a commented template
        detente check mycase      find what is wrong with a case, all at once
        detente run mycase        answer every question, write out/report.html

    Words: ROOM is the share of plausible readings of the case in which some outcome on offer is
    acceptable to everybody whose yes it needs. It is not the probability of a deal.
    """  # noqa: D301 - click wants a real backspace


@main.command()
@CASE
@options
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where to write report.html and findings.json (default: out/ beside the case file).",
)
def run(case: Path, out: Path | None, readings: int, seed: int, as_json: bool) -> None:
    """Answer every question of CASE: a page, findings.json and the same in the terminal."""
    from detente.files import write_all
    from detente.report.page import render_html
    from detente.study import study

    with faults(), progress() as step:
        result = study(case, readings=readings, seed=seed, progress=step)
        page = render_html(result.loaded, result.findings, result.version)
        data = result.to_json()
    folder = out or result.loaded.path.parent / "out"
    with faults():
        write_all(folder, {"report.html": page, "findings.json": data})
    if as_json:
        click.echo(data, nl=False)
    else:
        from detente.report.terminal import render_terminal

        remind(result.loaded)
        render_terminal(result.loaded, result.findings, console())
        click.echo(f"\nThe page: {folder / 'report.html'}\nThe data: {folder / 'findings.json'}")


@main.command()
@CASE
@options
def room(case: Path, readings: int, seed: int, as_json: bool) -> None:
    """Is there room? For each target: today and at the deadline, by trade and by bind."""
    from detente.analysis.ask import room as question

    answer(case, as_json, lambda table: question(table, readings=readings, seed=seed))


@main.command()
@CASE
@TARGET
@click.option(
    "--most-unoffered",
    type=click.IntRange(0, 6),
    default=2,
    show_default=True,
    help="Options that nobody offers in one set, at most.",
)
@options
def blockers(
    case: Path, target: str | None, most_unoffered: int, readings: int, seed: int, as_json: bool
) -> None:
    """What stands in the way, what is the least that must go, what cannot stand together?"""
    from detente.analysis.ask import blockers as question

    def ask(table: Table) -> Finding:
        return question(
            table,
            target=known(table, target),
            most_unoffered=most_unoffered,
            readings=readings,
            seed=seed,
        )

    answer(case, as_json, ask)


@main.command()
@CASE
@options
def levers(case: Path, readings: int, seed: int, as_json: bool) -> None:
    """What would revive it? Levers alone, in pairs, and the smallest set that works."""
    from detente.analysis.ask import levers as question

    answer(case, as_json, lambda table: question(table, readings=readings, seed=seed))


@main.command()
@CASE
@TARGET
@LEVERS
@options
def sensitivity(
    case: Path, target: str | None, pulled: str, readings: int, seed: int, as_json: bool
) -> None:
    """How sure? Which inputs, moved inside their own range, flip the verdict?"""
    from detente.analysis.ask import sensitivity as question

    def ask(table: Table) -> Finding:
        return question(
            table,
            target=known(table, target),
            levers=pull(table, pulled),
            readings=readings,
            seed=seed,
        )

    answer(case, as_json, ask)


@main.command()
@click.argument("first", type=click.Path(path_type=Path), metavar="A")
@click.argument("second", type=click.Path(path_type=Path), metavar="B")
@options
def compare(first: Path, second: Path, readings: int, seed: int, as_json: bool) -> None:
    """Two versions of a case, or two analysts: what differs, and what each difference does."""
    from detente.compare import compare as question

    with faults(), progress() as step:
        finding = question(first, second, readings=readings, seed=seed, progress=step)
    show(finding, as_json)


@main.command()
@CASE
def check(case: Path) -> None:
    """Find what is wrong with CASE, everything in one pass. Exit code 2 where it is broken."""
    from detente.case.faults import plain
    from detente.case.gmcr.file import is_conflict_file, load_conflict
    from detente.case.load import Loaded
    from detente.study import open_case

    with faults():
        loaded = load_conflict(case) if is_conflict_file(case) else open_case(case)[0]
    warn(loaded.warnings)
    found = counted(len(loaded.warnings), "warning")
    # A published conflict asks nothing: only a case has questions still open.
    asked = loaded.case.open if isinstance(loaded, Loaded) else {}
    if asked:
        found += f", {counted(len(asked), 'open question')}"
    click.echo(f"{loaded.path}: good ({found})")
    for place, question in asked.items():
        click.echo(f"  {plain(place)}: {plain(question, 400)}")


@main.command()
@click.argument("name")
def new(name: str) -> None:
    """Write a commented template of a case into a new folder NAME."""
    from detente.case.template import write_template

    with faults():
        path = write_template(Path(name))
    click.echo(f"Written: {path}\nNext: detente run {name}")


@main.command()
@click.argument("what", type=click.Choice(["case", "findings"]), default="case")
def schema(what: str) -> None:
    """Print the JSON Schema of the case file (for editors), or of findings.json."""
    import json

    if what == "case":
        from detente.case.jsonschema import case_schema as make
    else:
        from detente.report.schema import findings_schema as make
    click.echo(json.dumps(make(), indent=1, ensure_ascii=False))


COMMANDS = (
    deals,
    stability,
    reach,
    positions,
    import_,
    export,
    forecast,
    resolve,
    score,
    journal,
    hazard,
)

for command in COMMANDS:
    main.add_command(command)
