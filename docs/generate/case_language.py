"""The reference of the case language, from the model that reads it."""

from __future__ import annotations

import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from detente.case import fields as kinds
from detente.case import grammar as grammar_module
from detente.case.jsonschema import case_schema
from detente.case.lints import LINTS
from detente.case.schema import Case

OTHER_WARNINGS = {
    "quote_without_place": "A reason quotes words, but names no paragraph they could stand in.",
    "said_in_other_words": "A `said` without quotation marks does not stand in its paragraph.",
    "source_without_text": "A source has no text beside the case, so nothing can be checked in it.",
}
"""Warnings that come with the sources and not from a lint."""


def fields() -> str:
    """Every section of a case file with its keys, in the order of the file."""
    return "\n\n".join(_sections(Case, "", set()))


def _sections(model: type[BaseModel], where: str, seen: set[type[BaseModel]]) -> Iterator[str]:
    seen.add(model)
    yield _table(model, where)
    for name, field in model.model_fields.items():
        inner = _inner(field.annotation)
        if inner is not None and inner not in seen:
            key = field.alias or name
            below = f"{where}.{key}" if where else key
            yield from _sections(inner, below + _each(field.annotation), seen)


def _inner(annotation: Any) -> type[BaseModel] | None:
    """The entry a field holds: itself, in a list, or in a map."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner(part))), None)


def _each(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin is dict:
        return ".NAME"
    if origin is tuple:
        return "[]"
    if origin is types.UnionType:
        return next((_each(part) for part in get_args(annotation) if _each(part)), "")
    return ""


def _table(model: type[BaseModel], where: str) -> str:
    title = f"### `{where}`" if where else "### The file"
    words = " ".join((model.__doc__ or "").split())
    rows = [_row(model, name, field) for name, field in model.model_fields.items()]
    head = ["| key | holds | needed | meaning | example |", "|---|---|---|---|---|"]
    return "\n".join([title, "", words, "", *head, *rows])


def _row(model: type[BaseModel], name: str, field: FieldInfo) -> str:
    key = field.alias or name
    need = "yes" if field.is_required() else _default(field)
    examples = " or ".join(f"`{one}`" for one in field.examples or ())
    cells = [f"`{key}`", _kind(model, key, field), need, field.description or "", examples]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _default(field: FieldInfo) -> str:
    default = field.get_default(call_default_factory=True)
    if isinstance(default, bool):
        return f"no: `{'yes' if default else 'no'}`"
    return f"no: `{default}`" if default else "no"


_KINDS: tuple[tuple[dict[str, Any], str], ...] = (
    (kinds.RANGE_SCHEMA, "[range](#ranges)"),
    (kinds.NAME_SCHEMA, "[name](#names)"),
    (kinds.NAMES_SCHEMA, "[names](#names)"),
    (kinds.WHEN_SCHEMA, "[date](#dates)"),
    (kinds.DATES_SCHEMA, "[date](#dates), or several"),
    (kinds.ONE_OF_SCHEMA, "[option or alternatives](#alternatives)"),
)
_BY_NAME = {
    "by": "[names](#names), or a map by option",
    "veto": "[names](#names), or a map by option",
    "options": "map or list of [names](#names)",
    "decides": "[who decides](#who-decides)",
    "refuses": "[options](#alternatives)",
    "rule": "[sentence](#conditions)",
    "while": "[condition](#conditions)",
    "no_deal": "[no-deal value](#no-deal-values)",
    "rate": "[rate](#rates)",
    "hears": "map of actors to [ranges](#ranges)",
    "value": "map of options to [ranges](#ranges)",
    "soften": "map of conditions to [ranges](#ranges)",
    "shift": "map to a [range](#ranges), or dates",
    "open": "map of issues to options",
    "set": "map of issues to an option",
    "moves": "map of issues to an option",
    "drop": "names of conditions",
    "as_of": "one day",
    "prefers": "[order](#orders)",
    "ranks": "[order](#orders)",
    "scale": "list of numbers",
    "one_way": "yes or no, `up` or `down`",
    "reference": "reference classes and histories",
}
"""Fields whose kind shows better by their name than by their schema."""


def _kind(model: type[BaseModel], key: str, field: FieldInfo) -> str:
    """What a field holds, in a word or two."""
    if _inner(field.annotation) is not None:
        return {".NAME": "map of entries", "[]": "list of entries"}.get(
            _each(field.annotation), "entry"
        )
    if model.__name__ in {"Target", "Forecast"} and key == "when":
        return "[condition](#conditions)"
    if model.__name__ == "Case" and key == "open":
        return "map of places to questions"
    one_party = key == "by" and model.__name__ in ("Rule", "Deadline", "Forecast")
    if key in _BY_NAME and not one_party:
        return _BY_NAME[key]
    found = _schema_of(model)["properties"][key]
    for known, words in _KINDS:
        if all(found.get(part) == value for part, value in known.items()):
            return words
    if "enum" in found:
        choices = [str(one) for one in found["enum"] if isinstance(one, str)]
        return "yes or no" if "yes" in choices else ", ".join(f"`{one}`" for one in choices)
    if "const" in found:
        return f"`{found['const']}`"
    return "text"


def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    schema = case_schema()
    return schema["$defs"].get(model.__name__, schema)  # type: ignore[no-any-return]


def grammar() -> str:
    """The grammar file of conditions, as it is."""
    path = Path(grammar_module.__file__).with_name("grammar.lark")
    return f"```text\n{path.read_text(encoding='utf-8').strip()}\n```"


def warnings() -> str:
    """Every warning and what it means."""
    found = {rule.__name__: (rule.__doc__ or "").splitlines()[0] for rule in LINTS}
    rows = [f"| `{name}` | {text} |" for name, text in sorted((found | OTHER_WARNINGS).items())]
    return "\n".join(["| warning | what is doubtful |", "|---|---|", *rows])
