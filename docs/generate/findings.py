"""The reference of findings.json, from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detente.report.schema import findings_schema

Schema = dict[str, Any]


def findings() -> str:
    """The file, then every part of it by name."""
    schema = findings_schema()
    parts = [_part("findings.json", schema)]
    parts += [_part(name, part) for name, part in schema["$defs"].items()]
    return "\n\n".join(parts)


def _part(name: str, schema: Schema) -> str:
    rows = [*_rows(schema, "")]
    lines = [f"## {name}", "", schema["description"]]
    if "enum" in schema:
        lines += ["", "One of: " + ", ".join(f"`{one}`" for one in schema["enum"]) + "."]
    if rows:
        lines += ["", "| key | holds | meaning |", "|---|---|---|", *rows]
    return "\n".join(lines)


def _rows(schema: Schema, path: str) -> Iterator[str]:
    """Every key below a part, down to the parts that have a section of their own."""
    needed = schema.get("required", ())
    for name, inner in schema.get("properties", {}).items():
        here = f"{path}{name}"
        sure = "" if name in needed else " (not always there)"
        words = inner["description"].replace("|", "\\|")
        yield f"| `{here}` | {_kind(inner)} | {words}{sure} |"
        yield from _rows(inner, f"{here}.")
        yield from _below(inner, here)
    if not path:
        yield from _below(schema, "")


def _below(schema: Schema, path: str) -> Iterator[str]:
    item = schema.get("items")
    if isinstance(item, dict):
        yield from _rows(item, f"{path}[].")
        yield from _below(item, f"{path}[]")
    entry = schema.get("additionalProperties")
    if isinstance(entry, dict):
        yield from _rows(entry, f"{path}.NAME." if path else "NAME.")
        yield from _below(entry, f"{path}.NAME" if path else "NAME")


def _kind(schema: Schema) -> str:
    """What a key holds, in words."""
    choices = schema.get("anyOf", [schema])
    found = [_one(choice) for choice in choices]
    return " or ".join(found)


def _one(schema: Schema) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name})"
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join(_plain(kind, schema) for kind in kinds)


def _plain(kind: str, schema: Schema) -> str:
    if kind == "array":
        return f"list of {_one(schema['items'])}" if schema.get("items") else "list"
    if kind == "object":
        inner = schema.get("additionalProperties")
        return f"map to {_kind(inner)}" if isinstance(inner, dict) else "map"
    return {"string": "text", "boolean": "true or false", "integer": "whole number"}.get(kind, kind)
