"""What the commands share: options, opening a case, showing an answer, saying what is wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
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


TARGET = click.option("--target", metavar="NAME", help="A target of the case.")
LEVERS = click.option(
    "--levers",
    "pulled",
    metavar="A,B",
    default="",
    help="Levers pulled before asking.",
)


def answer(
    case: Path,
    as_json: bool,
    ask: Callable[[Table], Finding],
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Open a case, ask one question, show the finding.

    ``extra`` is what the question found besides: printed after the finding, or with its JSON.
    """
    from detente.study import open_case, stamped

    with faults(), progress():
        loaded, table = open_case(case)
        finding = stamped(ask(table), loaded)
    remind(loaded)
    show(finding, as_json, extra)


def show(finding: Finding, as_json: bool, extra: Mapping[str, Any] | None = None) -> None:
    """A finding as JSON or as tables."""
    if as_json:
        import json

        data = finding.to_dict() | dict(extra or {})
        click.echo(json.dumps(data, ensure_ascii=False, indent=None if extra else 1))
        return
    from detente.report.terminal import show as tables

    tables(finding, console())
    if extra:
        from detente.report.model_tables import show_states

        show_states(extra, console())


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


def refuse(names: Mapping[str, str], there: str, here: str) -> None:
    """What does not apply is refused, rather than left aside in silence.

    ``names`` are options by the name of their parameter; they are for ``there``, not ``here``.
    """
    from click.core import ParameterSource

    context = click.get_current_context()
    for parameter, name in names.items():
        if context.get_parameter_source(parameter) == ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{name} is for {there}, not for {here}.")


@contextmanager
def usage() -> Iterator[None]:
    """What does not fit together is said in one line, with exit code 2."""
    try:
        yield
    except ValueError as error:
        raise click.UsageError(str(error)) from None
