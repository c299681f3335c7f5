"""The reference of the Python interface: the public names and their docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import detente

MEMBERS: dict[str, tuple[str, ...]] = {
    "Finding": ("to_dict", "to_json", "to_frame"),
    "CaseErrors": ("faults",),
}
"""What of a class is public and shown."""


def names() -> str:
    """Every public name of the package."""
    return "\n\n".join("\n".join(_name(name)) for name in sorted(detente.__all__))


def _name(name: str) -> Iterator[str]:
    found = getattr(detente, name)
    yield f"## detente.{name}"
    yield ""
    if inspect.isclass(found):
        yield _docs(found)
        for member in MEMBERS.get(name, ()):
            inner = getattr(found, member, None)
            if inspect.isfunction(inner):
                yield ""
                yield f"`{member}{_signature(inner)}` {_docs(inner)}"
    else:
        yield "```text"
        yield f"detente.{name}{_signature(found)}"
        yield "```"
        yield ""
        yield _docs(found)


def _signature(function: Any) -> str:
    given = inspect.signature(function)
    kept = [
        one.replace(annotation=inspect.Parameter.empty)
        for one in given.parameters.values()
        if one.name != "self"
    ]
    return str(given.replace(parameters=kept, return_annotation=inspect.Signature.empty))


def _docs(found: Any) -> str:
    """A numpy-style docstring as Markdown."""
    lines: list[str] = []
    rows = inspect.cleandoc(found.__doc__ or "").splitlines()
    for row, under in zip(rows, [*rows[1:], ""], strict=True):
        if set(row) == {"-"}:
            continue
        if under and set(under) == {"-"}:
            if row == "Examples":
                break
            lines.append(f"**{row}**")
            lines.append("")
        elif row.startswith("    "):
            lines[-1] += f" {row.strip()}"
        elif lines and any(one.startswith("**") for one in lines) and row:
            lines.append(f"* `{row}`:")
        else:
            lines.append(row)
    text = "\n".join(lines).strip().replace("``", "`")
    return re.sub(r":\w+:`~?([\w.]+)`", r"`\1`", text)
