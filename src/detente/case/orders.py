"""Ordinal wishes as an analyst writes them: statements by importance, or outcomes best first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from detente.case.faults import BadEntryError, BadTextError, Path, plain
from detente.case.fields import in_words
from detente.case.grammar import Axis, Condition, parse_condition
from detente.case.readers import as_text, read_prose
from detente.core.logic import Formula, Some

MOST_STATEMENTS = 30
"""So many statements still fit on one scale, however finely outcomes differ."""

MOST_RANKS = 500

Axes = Mapping[str, Axis] | None
Found = list[tuple[Path, BadTextError]]


@dataclass(frozen=True)
class Wish:
    """One statement about outcomes, and the reason for it where it has one of its own."""

    condition: Condition
    why: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.condition.text


@dataclass(frozen=True)
class Rank:
    """What stands at one place of a ranking; of several wishes each is as good as the other."""

    wishes: tuple[Wish, ...]

    def __str__(self) -> str:
        texts = ", ".join(map(str, self.wishes))
        return f"[{texts}]" if len(self.wishes) > 1 else texts

    @property
    def formula(self) -> Formula:
        """Where one of them is true."""
        parts = tuple(wish.condition.formula for wish in self.wishes)
        return parts[0] if len(parts) == 1 else Some(parts)


def read_prefers(raw: Any, axes: Axes) -> tuple[Wish, ...]:
    """Statements, the most important first; a single one stands for a list of one."""
    items = _listed(raw, "[talks >= working, team = envoy]")
    if len(items) > MOST_STATEMENTS:
        message = f"more than {MOST_STATEMENTS} statements in one order"
        raise BadTextError(message, "keep those that decide something, or write ranks")
    faults: Found = []
    found = _wishes((((k,), item) for k, item in enumerate(items)), axes, faults)
    if faults:
        raise BadEntryError(faults)
    return found


def read_ranks(raw: Any, axes: Axes) -> tuple[Rank, ...]:
    """Outcomes by sentences, the best first; a list inside the list is a tie."""
    items = _listed(raw, "[talks = working, [talks = letters, team = envoy]]")
    if sum(len(item) if isinstance(item, list) else 1 for item in items) > MOST_RANKS:
        message = f"more than {MOST_RANKS} sentences in one ranking"
        raise BadTextError(message, "one sentence can stand for many outcomes; or write prefers")
    faults: Found = []
    found: list[Rank] = []
    for place, item in enumerate(items):
        tied: list[tuple[Path, Any]] = [((place,), item)]
        if isinstance(item, list):
            tied = [((place, k), one) for k, one in enumerate(item)]
            if not tied:
                faults.append(
                    ((place,), BadTextError("this tie is empty", "write sentences in it"))
                )
        found.append(Rank(_wishes(tied, axes, faults)))
    if faults:
        raise BadEntryError(faults)
    return tuple(found)


def _listed(raw: Any, like: str) -> list[Any]:
    if isinstance(raw, dict):
        raise BadTextError("a list should stand here, but this is a map", f"write such as {like}")
    items = raw if isinstance(raw, list) else [raw]
    if not items:
        raise BadTextError("this list is empty", "write a sentence, or leave the key out")
    return items


def _wishes(items: Iterable[tuple[Path, Any]], axes: Axes, faults: Found) -> tuple[Wish, ...]:
    """The wishes that can be read, each with its path below the field; faults are collected."""
    found: list[Wish] = []
    for path, item in items:
        try:
            found.append(_wish(item, axes))
        except BadTextError as bad:
            faults.append((path, bad))
        except BadEntryError as bad:
            faults.extend(((*path, *below), one) for below, one in bad.faults)
    return tuple(found)


def _wish(item: Any, axes: Axes) -> Wish:
    if isinstance(item, list):
        hint = "only `ranks` has ties, and a tie holds sentences"
        raise BadTextError("a sentence should stand here, but this is a list", hint)
    if not isinstance(item, dict):
        return Wish(parse_condition(as_text(item, _LIKE), axes))
    faults: Found = []
    parts: dict[str, Any] = {}
    readers: dict[str, Callable[[Any], Any]] = {
        "when": lambda part: parse_condition(as_text(part, _LIKE), axes),
        "why": read_prose,
    }
    for key, part in item.items():
        try:
            if key not in readers:
                message = f"there is no key {plain(key, 60)!r} here"
                hint = "keys here are when and why"
                raise BadTextError(message, hint, word=key, known=readers, on_key=True)
            parts[key] = readers[key](part)
        except BadTextError as bad:
            faults.append(((key,), bad))
        except BadEntryError as bad:
            faults.extend(((key, *below), one) for below, one in bad.faults)
    if "when" not in item and not faults:
        faults.append(((), BadTextError("this statement has no 'when'", f"write when: {_LIKE}")))
    if faults:
        raise BadEntryError(faults)
    return Wish(parts["when"], parts.get("why"))


_LIKE = "talks >= working"


def _written(wish: Wish) -> Any:
    return {"when": str(wish), "why": wish.why} if wish.why else str(wish)


def _rank_written(rank: Rank) -> Any:
    found = [_written(wish) for wish in rank.wishes]
    return found[0] if len(found) == 1 else found


_SENTENCE = {"type": "string", "minLength": 3}
_WISH = {
    "anyOf": [
        _SENTENCE,
        {
            "type": "object",
            "properties": {"when": _SENTENCE, "why": {"type": "string", "minLength": 1}},
            "required": ["when"],
            "additionalProperties": False,
        },
    ]
}

Prefers = Annotated[
    tuple[Wish, ...],
    PlainValidator(in_words(read_prefers, tuple)),
    PlainSerializer(lambda found: [_written(wish) for wish in found]),
    WithJsonSchema(
        {
            "anyOf": [
                _SENTENCE,
                {"type": "array", "items": _WISH, "minItems": 1, "maxItems": MOST_STATEMENTS},
            ]
        }
    ),
]
Ranks = Annotated[
    tuple[Rank, ...],
    PlainValidator(in_words(read_ranks, tuple)),
    PlainSerializer(lambda found: [_rank_written(rank) for rank in found]),
    WithJsonSchema(
        {
            "anyOf": [
                _SENTENCE,
                {
                    "type": "array",
                    "items": {
                        "anyOf": [*_WISH["anyOf"], {"type": "array", "items": _WISH, "minItems": 1}]
                    },
                    "minItems": 1,
                    "maxItems": MOST_RANKS,
                },
            ]
        }
    ),
]
