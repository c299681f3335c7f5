"""The command line. Heavy modules are imported inside the commands, so that --help is quick."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from detente.case.load import Loaded
    from detente.core.finding import Finding
    from detente.core.table import Table

F = TypeVar("F", bound=Callable[..., Any])

CASE = click.argument("case", type=click.Path(path_type=Path), metavar="CASE")


def options(command: F) -> F:
    """The options every question takes."""
    command = click.option(
        "--readings",
        type=click.IntRange(1, 1_000_000),
        default=1000,
        show_default=True,
        help="How many draws of everything uncertain.",
    )(command)
    command = click.option(
        "--seed",
        type=int,
        default=0,
        show_default=True,
        help="Seed of all random streams.",
    )(command)
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        help="Print the finding as JSON instead of tables.",
    )(command)


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


TARGET = click.option("--target", metavar="NAME", help="A target of the case.")
LEVERS = click.option(
    "--levers",
    "pulled",
    metavar="A,B",
    default="",
    help="Levers pulled before asking.",
)


@main.command()
@CASE
@TARGET
@LEVERS
@click.option("--bind", is_flag=True, help="No issue may lie below a principal's bottom line.")
@options
def deals(
    case: Path,
    target: str | None,
    pulled: str,
    bind: bool,
    readings: int,
    seed: int,
    as_json: bool,
) -> None:
    """Which packages would be accepted, and which are the bargaining solutions?"""
    from detente.analysis.ask import deals as question

    def ask(table: Table) -> Finding:
        return question(
            table,
            target=known(table, target),
            levers=pull(table, pulled),
            bind=bind,
            readings=readings,
            seed=seed,
        )

    answer(case, as_json, ask)


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
    from detente.study import open_case

    with faults():
        loaded, _ = open_case(case)
    warn(loaded.warnings)
    click.echo(f"{loaded.path}: good ({counted(len(loaded.warnings), 'warning')})")


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


# --- shared by the commands --------------------------------------------------------


def answer(case: Path, as_json: bool, ask: Callable[[Table], Finding]) -> None:
    """Open a case, ask one question, show the finding."""
    from detente.study import open_case, stamped

    with faults(), progress():
        loaded, table = open_case(case)
        finding = stamped(ask(table), loaded)
    remind(loaded)
    show(finding, as_json)


def show(finding: Finding, as_json: bool) -> None:
    """A finding as JSON or as tables."""
    if as_json:
        click.echo(finding.to_json())
        return
    from detente.report.terminal import show as tables

    tables(finding, console())


def console() -> Any:
    """Where tables go: the width of the terminal, or a plain 120 columns in a pipe."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def known(table: Table, target: str | None) -> str | None:
    """A target's name, if the case has it."""
    return target if target is None else _known("target", target, list(table.target))


def pull(table: Table, names: str) -> tuple[str, ...]:
    """Lever names from ``a,b``, all of them known and fit to be pulled together."""
    from itertools import combinations

    from detente.core.edits import contradiction

    lever = {one.id: one for one in table.levers}
    wanted = tuple(n.strip() for n in names.split(",") if n.strip())
    for name in wanted:
        _known("lever", name, list(lever))
    for a, b in combinations(wanted, 2):
        entry = contradiction(lever[a], lever[b])
        if entry is not None:
            message = f"{a} and {b} cannot be pulled together: both edit {entry}, differently."
            raise click.UsageError(message)
    return wanted


def _known(kind: str, name: str, names: list[str]) -> str:
    if name not in names:
        from difflib import get_close_matches

        close = get_close_matches(name, names, 1)
        meant = f" Did you mean {close[0]}?" if close else f" There are: {', '.join(names)}."
        raise click.UsageError(f"The case has no {kind} {name!r}.{meant}")
    return name


@contextmanager
def faults() -> Iterator[None]:
    """What is wrong with a file is said once a fault, on standard error, with exit code 2."""
    from detente.case.faults import CaseErrors

    try:
        yield
    except CaseErrors as errors:
        for fault in errors.faults:
            click.echo(str(fault), err=True)
        click.echo(f"{counted(len(errors.faults), 'fault')}, nothing done.", err=True)
        raise SystemExit(2) from None
    except OSError as error:
        click.echo(f"{error.filename or ''}: {error.strerror or error}", err=True)
        raise SystemExit(2) from None


def warn(warnings: Any) -> None:
    """Warnings go to standard error, so that standard output stays the answer."""
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)


def remind(loaded: Loaded) -> None:
    """Beside an answer, warnings are only counted: ``check`` shows them."""
    if loaded.warnings:
        many = counted(len(loaded.warnings), "warning")
        click.echo(f"{many} on this case: detente check {loaded.path} shows them.", err=True)


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 fault, 2 faults."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar on standard error, once the work takes longer than a second."""
    if not sys.stderr.isatty():
        yield None
        return
    from threading import Timer

    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", visible=False, total=None)
        shown = Timer(1.0, bar.update, (task,), {"visible": True})
        shown.daemon = True
        shown.start()

        def step(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total)

        try:
            yield step
        finally:
            shown.cancel()
