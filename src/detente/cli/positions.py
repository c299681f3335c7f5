"""The command of positions: where they pull each issue, for a case or another program's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.shared import console, faults, options, refuse, remind, usage
from detente.cli.shared import progress as bar

if TYPE_CHECKING:
    from detente.core.finding import Finding
    from detente.report.positions_page import Heading


@click.command()
@click.argument("case", type=click.Path(path_type=Path), metavar="CASE|FILE")
@click.option("--line", "line", metavar="NAME", help="Show one line in full.")
@click.option(
    "--rounds",
    type=click.IntRange(1, 100),
    default=10,
    show_default=True,
    help="Rounds of the challenge model.",
)
@click.option(
    "--format",
    "form",
    metavar="NAME",
    help="The format of FILE, where its content does not tell.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Write a page as well: one self-contained file.",
)
@options
def positions(
    case: Path,
    line: str | None,
    rounds: int,
    form: str | None,
    out: Path | None,
    *,
    readings: int,
    seed: int,
    as_json: bool,
) -> None:
    """Where do positions pull each issue, with what weight behind them?

    CASE is a case; FILE a file of another program that holds positions on a line, such as KTAB's
    or Decide's. The weighted mean comes first because it did best on record; the challenge model
    is shown as a spread only.
    """
    with usage():
        if is_case(case):
            refuse({"form": "--format"}, "a file of another program", "a case")
            finding, extra, heading = _of_case(case, rounds, readings, seed)
        else:
            refuse({"readings": "--readings"}, "a case", "a file of another program")
            finding, extra, heading = _of_file(case, form, rounds, seed)
    chosen = _chosen(finding, line) if line is not None else None
    if out is not None:
        _write(finding, heading, out)
    if as_json:
        import json

        click.echo(json.dumps(finding.to_dict() | extra, ensure_ascii=False, indent=1))
    elif chosen is not None:
        _show_line(chosen)
    else:
        from detente.report.terminal import show

        show(finding, console())
    if out is not None and not as_json:
        click.echo(f"\nThe page: {out}")


def is_case(path: Path) -> bool:
    """Is this a case, and not a file of another program?"""
    from detente.neighbours.registry import is_case as found

    return found(path)


def _of_case(
    path: Path, rounds: int, readings: int, seed: int
) -> tuple[Finding, dict[str, Any], Heading]:
    from detente.analysis.positions.ask import positions_of_case
    from detente.report.positions_page import Heading
    from detente.study import open_case, stamped

    with faults(), bar():
        loaded, table = open_case(path)
        found = positions_of_case(table, rounds=rounds, readings=readings, seed=seed)
    remind(loaded)
    meta = loaded.case.meta
    heading = Heading(
        title=meta.title,
        question=meta.question or "",
        kicker=f"As of {meta.as_of.start.isoformat()}",
        handling=meta.handling,
        lang=meta.language or "en",
        asks={name: issue.ask or "" for name, issue in loaded.case.issues.items()},
    )
    return stamped(found, loaded), {}, heading


def _of_file(
    path: Path, form: str | None, rounds: int, seed: int
) -> tuple[Finding, dict[str, Any], Heading]:
    from detente.models.positions import model_positions
    from detente.report.positions_page import Heading

    with faults(), bar():
        found = model_positions(path, format=form, rounds=rounds, seed=seed)
    data = found.to_dict()
    heading = Heading(
        title=found.positions.title or path.stem,
        kicker=f"{path.name}: {found.title}",
        source=found.positions.source,
    )
    return found.finding, {"file": data["file"]}, heading


def _chosen(finding: Finding, line: str) -> dict[str, Any]:
    """The line of this name."""
    lines = {entry["id"]: entry for entry in finding.support["lines"]}
    named = {str(entry["name"]): entry for entry in lines.values()}
    found: dict[str, Any] | None = lines.get(line) or named.get(line)
    if found is None:
        from difflib import get_close_matches

        close = get_close_matches(line, [*lines, *named], 1)
        meant = f"Did you mean {close[0]}?" if close else f"There are: {', '.join(lines)}."
        raise click.UsageError(f"There is no line {line!r}. {meant}")
    return found


def _show_line(entry: dict[str, Any]) -> None:
    from detente.report.positions_tables import of_line
    from detente.report.sections.positions import sentences
    from detente.report.terminal import grid, words

    drawn = console()
    for said in sentences(entry):
        drawn.print(words(said))
    for table in of_line(entry):
        if not table.empty:
            drawn.print()
            drawn.print(grid(table))


def _write(finding: Finding, heading: Heading, out: Path) -> None:
    from detente.core.version import VERSION
    from detente.files import write_all
    from detente.report.positions_page import render_positions

    text = render_positions(finding, heading, VERSION)
    with faults():
        write_all(out.parent, {out.name: text})
