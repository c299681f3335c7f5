"""The kinds of field a case has: how each reads its text, and how JSON Schema describes it.

Every scalar of a case file arrives as text.  A reader raises `BadText` or `BadEntry`; `reading`
turns that into a pydantic error that carries the fault to the loader, which knows the place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from detente.case.faults import BadEntry, BadText, Path, plain
from detente.case.grammar import Axis, Condition, Sentence, parse_condition, parse_rule
from detente.case.values import Decides, OneOf, Range, Rate, When, check_id

T = TypeVar("T")

LONGEST_TEXT = 10_000
FAULT = "case"
"""Type of the pydantic errors that carry our own faults in their context."""

NUMBER = r"[-+−]?\s?([0-9]+(\.[0-9]+)?|\.[0-9]+)\s*%?"
RANGE = rf"^\s*{NUMBER}(\s*(\.\.|-|–|—|to)\s*{NUMBER})?\s*$"
COUNTED = rf"^\s*(now(\s*[-+−–]\s*{NUMBER}(\s*(\.\.|-|–|—|to)\s*{NUMBER})?)?)\s*$"
NAME = r"^\w+(-\w+)*$"
ONE_OF = r"^\s*\w+(-\w+)*(\s+or\s+\w+(-\w+)*)*\s*$"
WHEN = r"^\s*[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?(/([0-9]{4}(-[0-9]{2}){0,2}|[0-9]{2}(-[0-9]{2})?))?\s*$"
RATE = rf"^\s*{NUMBER}(\s*(\.\.|-|–|—|to)\s*{NUMBER})?\s*(a|per|/)\s*(day|week|month|year)\s*$"

RANGE_SCHEMA = {"type": ["string", "number"], "pattern": RANGE}
NAME_SCHEMA = {"type": ["string", "number"], "pattern": NAME}
NAMES_SCHEMA = {
    "anyOf": [NAME_SCHEMA, {"type": "array", "items": NAME_SCHEMA, "minItems": 1}],
}
WHEN_SCHEMA = {"type": ["string", "integer"], "pattern": WHEN}
ONE_OF_SCHEMA = {"type": ["string", "number"], "pattern": ONE_OF}


@dataclass(frozen=True)
class Words:
    """What readers of conditions must know of the rest of the case: the issues' options."""

    axes: Mapping[str, Axis]


def carried(*faults: tuple[Path, BadText]) -> PydanticCustomError:
    """A pydantic error that carries faults, each with its path below the field."""
    text = "; ".join(bad.message for _, bad in faults)
    return PydanticCustomError(FAULT, "{text}", {"text": text, "faults": faults})


def reading(read: Callable[[Any], T], kind: type[T] | None = None) -> Callable[[Any], T]:
    """Let a reader's faults travel through pydantic; a value already read passes unchanged."""

    def run(raw: Any) -> T:
        if kind is not None and isinstance(raw, kind):
            return raw
        try:
            return read(raw)
        except BadText as bad:
            raise carried(((), bad)) from None
        except BadEntry as bad:
            raise carried(*bad.faults) from None

    return run


def as_text(raw: Any, like: str) -> str:
    """One text, whatever was found there; `like` is an example of what to write."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return str(raw)
    found = "a list" if isinstance(raw, list) else "a map" if isinstance(raw, dict) else "no text"
    raise BadText(f"a text should stand here, but this is {found}", f"write such as {like}")


def read_prose(raw: Any) -> str:
    """Running text of one paragraph or several, not empty."""
    text = as_text(raw, '"text in quotation marks"').strip()
    if not text:
        raise BadText("this text is empty", "write something, or leave the key out")
    if len(text) > LONGEST_TEXT:
        raise BadText(f"this text is longer than {LONGEST_TEXT} characters", "shorten it")
    return text


def read_name(raw: Any) -> str:
    """One name of something in the case."""
    return check_id(as_text(raw, "one name").strip())


def read_names(raw: Any) -> tuple[str, ...]:
    """A list of names; a single name stands for a list of one."""
    if isinstance(raw, tuple):
        return raw
    if not isinstance(raw, list):
        return (_single(raw),)
    faults: list[tuple[Path, BadText]] = []
    names: list[str] = []
    for place, item in enumerate(raw):
        try:
            name = read_name(item)
            if name in names:
                raise BadText(f"{name!r} is named twice", "name it once")
            names.append(name)
        except BadText as bad:
            faults.append(((place,), bad))
    if faults:
        raise BadEntry(faults)
    if not names:
        raise BadText("this list is empty", "name at least one, or leave the key out")
    return tuple(names)


def _single(raw: Any) -> str:
    text = as_text(raw, "[A, B]").strip()
    names = [part.strip() for part in text.split(",")]
    if len(names) > 1:
        hint = f"write [{', '.join(plain(name, 30) for name in names[:8])}]"
        raise BadText(f"{plain(text, 40)!r} should be a list", hint)
    return check_id(text)


def read_range(raw: Any, lo: float, hi: float, *, shift: bool = False) -> Range:
    """A range inside the bounds of its field."""
    if isinstance(raw, Range):
        return raw
    found = Range.parse(as_text(raw, "45-60"), shift=shift)
    if min(found.lo, found.hi) < lo or max(found.lo, found.hi) > hi:
        raise BadText(f"{found} lies outside {lo:g} to {hi:g}", f"the scale runs from {lo:g} to {hi:g}")
    return found


def read_values(raw: Any) -> dict[str, Range]:
    """A map from names to ranges on the 0-100 scale."""
    return _map(raw, "a map such as {A: 15-35}", lambda item: read_range(item, 0, 100))


def _map(raw: Any, like: str, read: Callable[[Any], T]) -> dict[str, T]:
    """A map from names to something, with all faults of all its entries."""
    if not isinstance(raw, dict):
        raise BadText("a map should stand here", f"write {like}")
    faults: list[tuple[Path, BadText]] = []
    found: dict[str, T] = {}
    for key, item in raw.items():
        try:
            found[read_key(key)] = read(item)
        except BadText as bad:
            faults.append(((key,), bad))
        except BadEntry as bad:
            faults.extend(((key, *path), one) for path, one in bad.faults)
    if faults:
        raise BadEntry(faults)
    if not found:
        raise BadText("this map is empty", f"write {like}, or leave the key out")
    return found


def read_key(key: Any) -> str:
    """A name used as a key."""
    return check_id(as_text(key, "a name"))


def read_by(raw: Any) -> tuple[str, ...] | dict[str, tuple[str, ...]]:
    """Parties, for every option alike or by the option arrived at."""
    if isinstance(raw, dict):
        return _map(raw, "a map such as {statement: [US]}", read_names)
    return read_names(raw)


def read_options(raw: Any) -> dict[str, str]:
    """Options from one end to the other: a map of names and descriptions, or a list of names."""
    if isinstance(raw, dict):
        found = _map(raw, "{low: little, high: much}", read_prose)
    else:
        found = {name: name for name in read_names(raw)}
    if len(found) < 2:
        raise BadText("an issue needs at least two options", "write {low: little, high: much}")
    return found


def read_open(raw: Any) -> dict[str, tuple[str, ...]]:
    """Options to put on the table, by issue."""
    return _map(raw, "a map such as {scope: [full]}", read_names)


def read_moves(raw: Any) -> dict[str, str]:
    """One option for each of several issues."""
    return _map(raw, "a map such as {testing: quiet}", read_name)


def read_refuses(raw: Any) -> tuple[OneOf, ...]:
    """What nothing can buy: one option, alternatives, or a list of options all refused."""
    if isinstance(raw, list):
        return tuple(OneOf((name,), name) for name in read_names(raw))
    if isinstance(raw, tuple):
        return raw
    return (OneOf.parse(as_text(raw, "an option, or [a, b]")),)


def read_dates(raw: Any) -> tuple[When, ...]:
    """One date, or a list of dates."""
    if isinstance(raw, tuple):
        return raw
    items = raw if isinstance(raw, list) else [raw]
    faults: list[tuple[Path, BadText]] = []
    found: list[When] = []
    for place, item in enumerate(items):
        try:
            found.append(When.parse(as_text(item, "2019-06-28")))
        except BadText as bad:
            faults.append(((place,) if isinstance(raw, list) else (), bad))
    if faults:
        raise BadEntry(faults)
    if not found:
        raise BadText("this list is empty", "write a date, or leave the key out")
    return tuple(found)


def read_day(raw: Any) -> When:
    """One single day."""
    found = When.parse(as_text(raw, "2019-06-01"))
    if not found.day:
        raise BadText(f"{found} is more than one day", f"write one day, such as {found.end}")
    return found


def read_flag(raw: Any) -> bool:
    """Yes or no."""
    words = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
    if isinstance(raw, bool):
        return raw
    text = as_text(raw, "yes or no").strip().lower()
    if text not in words:
        raise BadText(f"{plain(text, 30)!r} is neither yes nor no", "write yes or no")
    return words[text]


def _sentence(parse: Callable[[str, Mapping[str, Axis]], T], kind: type[T], like: str) -> Any:
    def run(raw: Any, info: ValidationInfo) -> T:
        if isinstance(raw, kind):
            return raw
        context = info.context
        if not isinstance(context, Words):
            raise carried(((), BadText("conditions are read by detente.case.load only")))
        return reading(lambda text: parse(as_text(text, like), context.axes))(raw)

    return PlainValidator(run)


_AS_TEXT = PlainSerializer(str, return_type=str)

Prose = Annotated[
    str,
    PlainValidator(reading(read_prose)),
    WithJsonSchema({"type": ["string", "number", "boolean"], "minLength": 1}),
]
Name = Annotated[str, PlainValidator(reading(read_name)), WithJsonSchema(NAME_SCHEMA)]
Key = Annotated[
    str, PlainValidator(reading(read_key)), WithJsonSchema({"type": "string", "pattern": NAME})
]
Names = Annotated[tuple[str, ...], PlainValidator(reading(read_names)), WithJsonSchema(NAMES_SCHEMA)]
Percent = Annotated[
    Range,
    PlainValidator(reading(lambda raw: read_range(raw, 0, 100))),
    _AS_TEXT,
    WithJsonSchema(RANGE_SCHEMA),
]
Clout = Annotated[
    Range,
    PlainValidator(reading(lambda raw: read_range(raw, 0, 1e6))),
    _AS_TEXT,
    WithJsonSchema(RANGE_SCHEMA),
]
Alternatives = Annotated[
    OneOf,
    PlainValidator(reading(lambda raw: OneOf.parse(as_text(raw, "freeze or major")), OneOf)),
    _AS_TEXT,
    WithJsonSchema(ONE_OF_SCHEMA),
]
Refused = Annotated[
    tuple[OneOf, ...],
    PlainValidator(reading(read_refuses)),
    PlainSerializer(lambda found: [str(one) for one in found]),
    WithJsonSchema(
        {"anyOf": [ONE_OF_SCHEMA, {"type": "array", "items": NAME_SCHEMA, "minItems": 1}]}
    ),
]
Values = Annotated[
    dict[str, Range],
    PlainValidator(reading(read_values)),
    PlainSerializer(lambda found: {key: str(item) for key, item in found.items()}),
    WithJsonSchema(
        {"type": "object", "additionalProperties": RANGE_SCHEMA, "minProperties": 1}
    ),
]
Date = Annotated[
    When,
    PlainValidator(reading(lambda raw: When.parse(as_text(raw, "2019-06-28")), When)),
    _AS_TEXT,
    WithJsonSchema(WHEN_SCHEMA),
]
Day = Annotated[
    When,
    PlainValidator(reading(read_day, When)),
    _AS_TEXT,
    WithJsonSchema({"type": "string", "pattern": r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$"}),
]
Dates = Annotated[
    tuple[When, ...],
    PlainValidator(reading(read_dates)),
    PlainSerializer(lambda found: [str(one) for one in found]),
    WithJsonSchema({"anyOf": [WHEN_SCHEMA, {"type": "array", "items": WHEN_SCHEMA}]}),
]
Often = Annotated[
    Rate,
    PlainValidator(reading(lambda raw: Rate.parse(as_text(raw, "0.3-1.0 a month")), Rate)),
    _AS_TEXT,
    WithJsonSchema({"type": "string", "pattern": RATE}),
]
Deciding = Annotated[
    Decides,
    PlainValidator(reading(lambda raw: Decides.parse(as_text(raw, "all of A, B")), Decides)),
    _AS_TEXT,
    WithJsonSchema({"type": ["string", "number"], "minLength": 1}),
]
By = Annotated[
    tuple[str, ...] | dict[str, tuple[str, ...]],
    PlainValidator(reading(read_by)),
    WithJsonSchema(
        {"anyOf": [*NAMES_SCHEMA["anyOf"], {"type": "object", "additionalProperties": NAMES_SCHEMA}]}
    ),
]
Options = Annotated[
    dict[str, str],
    PlainValidator(reading(read_options)),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "object",
                    "additionalProperties": {"type": ["string", "number", "boolean"]},
                    "minProperties": 2,
                },
                {"type": "array", "items": NAME_SCHEMA, "minItems": 2},
            ]
        }
    ),
]
Opened = Annotated[
    dict[str, tuple[str, ...]],
    PlainValidator(reading(read_open)),
    WithJsonSchema({"type": "object", "additionalProperties": NAMES_SCHEMA, "minProperties": 1}),
]
Moves = Annotated[
    dict[str, str],
    PlainValidator(reading(read_moves)),
    WithJsonSchema({"type": "object", "additionalProperties": NAME_SCHEMA, "minProperties": 1}),
]
Flag = Annotated[
    bool,
    PlainValidator(reading(read_flag)),
    WithJsonSchema({"enum": [True, False, "yes", "no", "true", "false", "on", "off"]}),
]
When_ = Annotated[
    Condition,
    _sentence(parse_condition, Condition, "talks >= working"),
    _AS_TEXT,
    WithJsonSchema({"type": "string", "minLength": 3}),
]
Rule_ = Annotated[
    Sentence,
    _sentence(parse_rule, Sentence, "talks >= working needs sequence >= steps"),
    _AS_TEXT,
    WithJsonSchema({"type": "string", "pattern": r"\bneeds\b"}),
]
