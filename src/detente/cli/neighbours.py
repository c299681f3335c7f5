"""``import`` and ``export``: from files of other programs to a case, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from detente.cli.shared import counted, faults, warn

if TYPE_CHECKING:
    from detente.neighbours.form import Model, Written

NEXT = {"positions": "positions", "domain": "deals", "conflict": "stability"}
"""Which question is asked first of what form."""

_STDOUT = "-"


class _FormatName(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """The name of a format; the formats themselves are loaded only when one is used."""

    name = "format"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        from difflib import get_close_matches

        from detente.neighbours.registry import FORMATS

        word = str(value).lower()
        if word in FORMATS or (word == "auto" and getattr(param, "name", "") == "form"):
            return word
        close = get_close_matches(word, list(FORMATS), 1)
        meant = f" Did you mean {close[0]}?" if close else f" There are: {', '.join(FORMATS)}."
        raise click.BadParameter(f"There is no format {value!r}.{meant}", ctx, param)


class _Listing(click.Command):
    """A command whose help ends with a line for each format."""

    written = False

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every format with what it is."""
        from detente.neighbours.registry import FORMATS

        rows = [
            (name, f"{form.title} [{form.holds}]")
            for name, form in FORMATS.items()
            if not self.written or form.write is not None
        ]
        with formatter.section("Formats"):
            formatter.write_dl(rows)
        super().format_epilog(ctx, formatter)


class _Export(_Listing):
    written = True


_JSON = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print what was written, left open and lost as JSON.",
)


@click.command(name="import", cls=_Listing)
@click.argument("form", type=_FormatName(), metavar="FORMAT")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the new case (default: named after FILE, in this folder).",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The date the case speaks of, which such files do not have (default: 2000-01-01).",
)
@click.option(
    "--proposal",
    metavar="NAME",
    help="Of a deu file, the issues of one proposal only (its number or name).",
)
@_JSON
def import_(
    form: str, file: Path, out: Path | None, as_of: Any, proposal: str | None, *, as_json: bool
) -> None:
    """Turn a file of another program into a case.

    FORMAT is the program's; `auto` tells it from the file. FILE may be a folder where a program
    writes several files. What the file does not say stands in the case under `open`, as questions
    for you.
    """
    from detente.case.load import load_text
    from detente.files import write_all
    from detente.neighbours.registry import detect, holds, lost_on_the_way_in, read, to_case

    path = (out or Path(file.absolute().stem)) / "case.yaml"
    with faults():
        name = detect(file).name if form == "auto" else form
        model = read(file, name) if proposal is None else _proposal(name, file, proposal)
        day = as_of.date() if as_of is not None else None
        text = to_case(model, as_of=day, origin=file.absolute().name)
        loaded = load_text(text, path)
        if path.exists():
            raise click.UsageError(f"{path} is there already: name another --out.")
        write_all(path.parent, {path.name: text})
    warn(getattr(model, "warnings", ()))
    lost = lost_on_the_way_in(model)
    _tell(lost, "not in the case")
    asked = dict(loaded.case.open)
    if as_json:
        _print(name, [path], lost, asked)
        return
    click.echo(f"Written: {path}")
    if asked:
        click.echo(f"Left open: {counted(len(asked), 'question')}, in {path} under open")
    click.echo(f"Next: detente check {path.parent}")
    click.echo(f"      detente {NEXT[holds(model)]} {path.parent}")


def _proposal(name: str, file: Path, proposal: str) -> Model:
    """One proposal of a file that holds many."""
    if name != "deu":
        raise click.UsageError(f"--proposal is for deu, not for {name}.")
    from detente.neighbours.deu import read

    return read(file, proposal=proposal)


@click.command(name="export", cls=_Export)
@click.argument("form", type=_FormatName(), metavar="FORMAT")
@click.argument("case", type=click.Path(path_type=Path), metavar="CASE|FILE")
@click.option(
    "-o",
    "--out",
    metavar="FILE|DIR",
    help="Where to write: a file, a folder for formats of several files, or - for the terminal.",
)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@_JSON
def export(form: str, case: Path, out: str | None, *, force: bool, as_json: bool) -> None:
    """Write a case (or a file of another program) in the format of another program.

    Ranges are written as their middle. What the format cannot hold is told on standard error, one
    line each. A FILE can be written in any format that holds the same form.
    """
    from detente.files import write_all

    if out == _STDOUT and as_json:
        raise click.UsageError("-o - prints the file itself: leave out --json.")
    with faults():
        written, asked = _written(form, case)
    if out == _STDOUT:
        _to_stdout(form, written)
        _tell(written.lost, f"not in {form}")
        return
    places = _places(written.files, out, case)
    _refuse_to_replace(places, force=force)
    with faults():
        folder = next(iter(places.values())).parent
        write_all(folder, {path.name: written.files[name] for name, path in places.items()})
    _tell(written.lost, f"not in {form}")
    if as_json:
        _print(form, places.values(), written.lost, asked)
        return
    for path in places.values():
        click.echo(f"Written: {path}")


def _written(form: str, path: Path) -> tuple[Written, dict[str, str]]:
    """The files of a case or of another program's file, and what the case leaves open."""
    from detente.neighbours.registry import convert, from_case, is_case, read

    if is_case(path):
        from detente.case.compile import compile_case
        from detente.case.load import load

        loaded = load(path)
        table = compile_case(loaded.case)
        return from_case(loaded, table, form), dict(loaded.case.open)
    model: Model = read(path)
    return convert(model, form, path), {}


def _to_stdout(form: str, written: Written) -> None:
    if len(written.files) > 1:
        raise click.UsageError(f"{form} writes {len(written.files)} files: name a folder with -o.")
    content = next(iter(written.files.values()))
    click.echo(content, nl=False)


def _places(files: Mapping[str, str | bytes], out: str | None, source: Path) -> dict[str, Path]:
    """Where each file goes: one to a file (or into a folder), several into a folder.

    Of several, the one whose ending is asked for alone, where only one has it.
    """
    ending = Path(out).suffix.lower() if out is not None else ""
    alike = [name for name in files if ending and name.lower().endswith(ending)]
    if len(alike) == 1:
        files = {alike[0]: files[alike[0]]}
    if len(files) == 1:
        name = next(iter(files))
        place = Path(out) if out is not None else Path(name)
        return {name: place / name if place.is_dir() else place}
    folder = Path(out) if out is not None else Path(source.absolute().stem)
    if folder.is_file():
        raise click.UsageError(f"{folder} is a file, and {len(files)} files need a folder.")
    return {name: folder / name for name in files}


def _refuse_to_replace(places: Mapping[str, Path], *, force: bool) -> None:
    there = [str(path) for path in places.values() if path.exists()]
    if there and not force:
        raise click.UsageError(f"{', '.join(there)}: there already. Use --force to replace it.")


def _tell(lost: Iterable[str], where: str) -> None:
    """What is lost goes to standard error, so that standard output stays the answer."""
    for sentence in lost:
        click.echo(f"{where}: {sentence}", err=True)


def _print(form: str, paths: Iterable[Path], lost: Iterable[str], asked: Mapping[str, str]) -> None:
    import json

    data = {
        "format": form,
        "files": [str(path) for path in paths],
        "lost": list(lost),
        "open": dict(asked),
    }
    click.echo(json.dumps(data, ensure_ascii=False))
