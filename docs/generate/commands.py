"""The reference of the command line, from click."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from detente.cli import main


def commands() -> str:
    """Every command with its arguments and options."""
    context = click.Context(main, info_name="detente")
    return "\n\n".join(
        _command(context, name, main.commands[name]) for name in sorted(main.commands)
    )


def _command(context: click.Context, name: str, command: click.Command) -> str:
    inner = click.Context(command, info_name=name, parent=context)
    usage = " ".join(["detente", name, *command.collect_usage_pieces(inner)])
    words = inspect.cleandoc(command.help or "").replace("\b\n", "")
    table = [*_rows(command, inner)]
    head = ["| option | meaning | default |", "|---|---|---|"]
    return "\n".join([f"## {name}", "", words, "", "```text", usage, "```", "", *head, *table])


def _rows(command: click.Command, context: click.Context) -> Iterator[str]:
    for one in command.get_params(context):
        if not isinstance(one, click.Option) or "--help" in one.opts:
            continue
        names = ", ".join(f"`{name}`" for name in sorted(one.opts, key=len))
        whole = isinstance(one.type, click.types.IntParamType)
        what = "" if one.is_flag else f" `{'N' if whole else one.make_metavar(context)}`"
        limits = ""
        if isinstance(one.type, click.IntRange):
            limits = f" From {one.type.min:,} to {one.type.max:,}."
        default = "" if one.is_flag or one.default in (None, "") else f"`{one.default}`"
        default = "" if "Sentinel" in default else default
        yield f"| {names}{what} | {one.help}{limits} | {default} |"
    yield "| `-h`, `--help` | Show what the command does. | |"
