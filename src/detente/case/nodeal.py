"""How well an actor can live without a deal: one value, or values at dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from detente.case.faults import BadEntryError, BadTextError, Path
from detente.case.fields import COUNTED, RANGE, WHEN, reading
from detente.case.readers import as_text, read_prose
from detente.case.values import Range, When


@dataclass(frozen=True)
class Anchor:
    """A no-deal value at one date, at the deadline, or always."""

    at: When | Literal["deadline", "always"]
    amount: Range

    @property
    def key(self) -> str:
        """The date as written."""
        return str(self.at)


@dataclass(frozen=True)
class NoDeal:
    """An actor's no-deal value as written, in the order written, and its reason."""

    anchors: tuple[Anchor, ...]
    why: str | None = None

    def __str__(self) -> str:
        if len(self.anchors) == 1 and self.anchors[0].at == "always":
            return str(self.anchors[0].amount)
        return ", ".join(f"{one.key}: {one.amount}" for one in self.anchors)


def read_no_deal(raw: Any) -> NoDeal:
    """A range, a range counted from now, or a map of dates (and `deadline`, `always`, `why`)."""
    if not isinstance(raw, dict):
        return NoDeal((Anchor("always", _amount(raw)),))
    faults: list[tuple[Path, BadTextError]] = []
    anchors: list[Anchor] = []
    why: str | None = None
    for key, item in raw.items():
        try:
            if key == "why":
                why = read_prose(item)
                continue
        except BadTextError as bad:
            faults.append(((key,), bad))
            continue
        try:
            at = _at(str(key))
        except BadTextError as bad:
            bad.on_key = True
            faults.append(((key,), bad))
            continue
        try:
            anchors.append(Anchor(at, _amount(item)))
        except BadTextError as bad:
            faults.append(((key,), bad))
    faults += _clashes(anchors, [key for key, _ in faults])
    if not anchors and not faults:
        hint = "write such as {2019-06: 45-60, deadline: 35-50}"
        faults.append(((), BadTextError("this no-deal value names no date", hint)))
    if faults:
        raise BadEntryError(faults)
    return NoDeal(tuple(anchors), why)


def _clashes(anchors: list[Anchor], bad: list[Path]) -> list[tuple[Path, BadTextError]]:
    """`always` beside a date, and two anchors on the same day."""
    found: list[tuple[Path, BadTextError]] = []
    if len(anchors) > 1 and not bad and any(one.at == "always" for one in anchors):
        hint = "keep `always` alone, or write dates only"
        message = "`always` cannot stand beside dates"
        found.append((("always",), BadTextError(message, hint, on_key=True)))
    days: dict[Any, str] = {}
    for one in anchors:
        if isinstance(one.at, When):
            other = days.setdefault(one.at.start, one.key)
            if other != one.key:
                message = f"{one.key} begins on the same day as {other}"
                hint = "keep one of the two"
                found.append(((one.key,), BadTextError(message, hint, on_key=True)))
    return found


def _at(key: str) -> When | Literal["deadline", "always"]:
    if key == "deadline":
        return "deadline"
    if key == "always":
        return "always"
    try:
        return When.parse(key)
    except BadTextError as bad:
        hint = "keys here are dates, `deadline`, `always` and `why`"
        raise BadTextError(bad.message, hint) from None


def _amount(raw: Any) -> Range:
    if isinstance(raw, Range):
        return raw
    found = Range.parse(as_text(raw, "45-60"), relative=True)
    low = -100 if found.relative else 0
    if found.lo < low or found.hi > 100:
        raise BadTextError(f"{found} lies outside {low} to 100", "no-deal values run from 0 to 100")
    return found


_AMOUNT = {"type": ["string", "number"], "pattern": f"({RANGE})|({COUNTED})"}

NoDealField = Annotated[
    NoDeal,
    PlainValidator(reading(read_no_deal, NoDeal)),
    PlainSerializer(
        lambda found: (
            {one.key: str(one.amount) for one in found.anchors}
            | ({"why": found.why} if found.why else {})
        )
    ),
    WithJsonSchema(
        {
            "anyOf": [
                _AMOUNT,
                {
                    "type": "object",
                    "properties": {
                        "deadline": _AMOUNT,
                        "always": _AMOUNT,
                        "why": {"type": "string", "minLength": 1},
                    },
                    "patternProperties": {WHEN: _AMOUNT},
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ]
        }
    ),
]
