"""The kinds of field a case has: which reader each uses, and how JSON Schema describes it.

Where a reader raises `BadTextError` or `BadEntryError`, `reading` turns that into a pydantic error
that carries the fault to the loader, which knows the place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from detente.case.faults import BadEntryError, BadTextError, Path
from detente.case.grammar import Axis, Condition, Sentence, parse_condition, parse_rule
from detente.case.readers import (
    as_text,
    read_by,
    read_dates,
    read_day,
    read_dropped,
    read_flag,
    read_key,
    read_moves,
    read_name,
    read_names,
    read_one_way,
    read_open,
    read_options,
    read_prose,
    read_questions,
    read_range,
    read_references,
    read_refuses,
    read_scale,
    read_shifted,
    read_softened,
    read_values,
)
from detente.case.values import Decides, OneOf, Range, Rate, When

T = TypeVar("T")

FAULT = "case"
"""Type of the pydantic errors that carry our own faults in their context."""

NUMBER = r"[-+−]?\s?([0-9]+(\.[0-9]+)?|\.[0-9]+)\s*%?"
ONE_NUMBER = r"^\s*[-+−]?\s?([0-9]+(\.[0-9]+)?|\.[0-9]+)\s*$"
RANGE = rf"^\s*{NUMBER}(\s*(\.\.|-|–|—|to)\s*{NUMBER})?\s*$"
COUNTED = rf"^\s*(now(\s*[-+−–]\s*{NUMBER}(\s*(\.\.|-|–|—|to)\s*{NUMBER})?)?)\s*$"
# Wider than the reader's own pattern: to an editor's regular expressions, \w is ASCII only.
_WORD = r"[^\s.,:;/()\[\]{}=<>!&|'\"]+"
NAME = rf"^\s*{_WORD}\s*$"
ONE_OF = rf"^\s*{_WORD}(\s+or\s+{_WORD})*\s*$"
_DAY = r"[0-9]{4}(-[0-9]{2}){0,2}"
WHEN = rf"^\s*{_DAY}(/({_DAY}|[0-9]{{2}}(-[0-9]{{2}})?))?\s*$"
RATE = rf"^\s*{NUMBER}(\s*(\.\.|-|–|—|to)\s*{NUMBER})?\s*(a|per|/)\s*(day|week|month|year)\s*$"

RANGE_SCHEMA = {"type": ["string", "number"], "pattern": RANGE}
NAME_SCHEMA = {"type": ["string", "number"], "pattern": NAME}
NAMES_SCHEMA = {
    "anyOf": [NAME_SCHEMA, {"type": "array", "items": NAME_SCHEMA, "minItems": 1}],
}
WHEN_SCHEMA = {"type": ["string", "integer"], "pattern": WHEN}
DATES_SCHEMA = {
    "anyOf": [
        {"type": ["string", "integer"], "pattern": rf"{WHEN[:-1]}(or\s{WHEN[1:-1]})*$"},
        {"type": "array", "items": WHEN_SCHEMA, "minItems": 1},
    ]
}
REFERENCE_SCHEMA = {"type": "string", "pattern": rf"^\s*{_WORD}(:{_WORD})*\s*$"}
CONDITION = rf"^{_WORD}(\.{_WORD})?$"
PLACE = rf"^\s*{_WORD}(\.{_WORD})*\s*$"
CONDITION_SCHEMA = {"type": ["string", "number"], "pattern": CONDITION}
ONE_OF_SCHEMA = {"type": ["string", "number"], "pattern": ONE_OF}


@dataclass(frozen=True)
class Words:
    """What readers of conditions must know of the rest of the case: the issues' options.

    None stands for issues that cannot be read, so that nothing is said about their names.
    """

    axes: Mapping[str, Axis] | None


def carried(*faults: tuple[Path, BadTextError]) -> PydanticCustomError:
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
        except BadTextError as bad:
            raise carried(((), bad)) from None
        except BadEntryError as bad:
            raise carried(*bad.faults) from None

    return run


def in_words(
    read: Callable[[Any, Mapping[str, Axis] | None], T], kind: type[Any]
) -> Callable[[Any, ValidationInfo], T]:
    """As `reading`, for readers that must know the options of every issue."""

    def run(raw: Any, info: ValidationInfo) -> T:
        known: Any = raw
        if isinstance(raw, kind):
            return known  # type: ignore[no-any-return]
        context = info.context
        if not isinstance(context, Words):
            raise carried(((), BadTextError("conditions are read by detente.case.load only")))
        return reading(lambda text: read(text, context.axes))(raw)

    return run


def _sentence(
    parse: Callable[[str, Mapping[str, Axis] | None], T], kind: type[T], like: str
) -> Any:
    return PlainValidator(in_words(lambda raw, axes: parse(as_text(raw, like), axes), kind))


def _shifted_text(found: Mapping[str, Range | tuple[When, ...]]) -> dict[str, Any]:
    return {
        key: [str(one) for one in item] if isinstance(item, tuple) else str(item)
        for key, item in found.items()
    }


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
Names = Annotated[
    tuple[str, ...], PlainValidator(reading(read_names)), WithJsonSchema(NAMES_SCHEMA)
]
References = Annotated[
    tuple[str, ...],
    PlainValidator(reading(read_references)),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "items": REFERENCE_SCHEMA, "minItems": 1},
            ]
        }
    ),
]
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
    WithJsonSchema({"type": "object", "additionalProperties": RANGE_SCHEMA, "minProperties": 1}),
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
    WithJsonSchema(DATES_SCHEMA),
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
        {
            "anyOf": [
                *NAMES_SCHEMA["anyOf"],
                {"type": "object", "additionalProperties": NAMES_SCHEMA},
            ]
        }
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
Scale = Annotated[
    tuple[float, ...],
    PlainValidator(reading(read_scale)),
    PlainSerializer(list),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": ["string", "number"], "pattern": ONE_NUMBER},
            "minItems": 2,
        }
    ),
]
Opened = Annotated[
    dict[str, tuple[str, ...]],
    PlainValidator(reading(read_open)),
    WithJsonSchema({"type": "object", "additionalProperties": NAMES_SCHEMA, "minProperties": 1}),
]
Questions = Annotated[
    dict[str, str],
    PlainValidator(reading(read_questions)),
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": PLACE},
            "additionalProperties": {"type": ["string", "number", "boolean"], "minLength": 1},
            "minProperties": 1,
        }
    ),
]
Moves = Annotated[
    dict[str, str],
    PlainValidator(reading(read_moves)),
    WithJsonSchema({"type": "object", "additionalProperties": NAME_SCHEMA, "minProperties": 1}),
]
Dropped = Annotated[
    tuple[str, ...],
    PlainValidator(reading(read_dropped)),
    WithJsonSchema(
        {"anyOf": [CONDITION_SCHEMA, {"type": "array", "items": CONDITION_SCHEMA, "minItems": 1}]}
    ),
]
Softened = Annotated[
    dict[str, Range],
    PlainValidator(reading(read_softened)),
    PlainSerializer(lambda found: {key: str(item) for key, item in found.items()}),
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": CONDITION},
            "additionalProperties": RANGE_SCHEMA,
            "minProperties": 1,
        }
    ),
]
Shifted = Annotated[
    dict[str, Range | tuple[When, ...]],
    PlainValidator(reading(read_shifted)),
    PlainSerializer(_shifted_text),
    WithJsonSchema(
        {
            "type": "object",
            "properties": {"deadline": DATES_SCHEMA},
            "patternProperties": {rf"^{_WORD}\.no_deal$": RANGE_SCHEMA},
            "additionalProperties": False,
            "minProperties": 1,
        }
    ),
]
Flag = Annotated[
    bool,
    PlainValidator(reading(read_flag)),
    WithJsonSchema({"enum": [True, False, "yes", "no", "true", "false", "on", "off"]}),
]
OneWay = Annotated[
    bool | Literal["up", "down"],
    PlainValidator(reading(read_one_way)),
    WithJsonSchema(
        {"enum": [True, False, "yes", "no", "true", "false", "on", "off", "up", "down"]}
    ),
]
Condition_ = Annotated[
    Condition,
    _sentence(parse_condition, Condition, "talks >= working"),
    _AS_TEXT,
    WithJsonSchema({"type": "string", "minLength": 3}),
]
Sentence_ = Annotated[
    Sentence,
    _sentence(parse_rule, Sentence, "talks >= working needs sequence >= steps"),
    _AS_TEXT,
    WithJsonSchema({"type": "string", "pattern": r"\bneeds\b"}),
]
