"""Readers: from the raw text, lists and maps of a case file to values.

Every scalar of a case file arrives as text.  A reader raises `BadTextError`, or `BadEntryError`
where a list or map has several faults, each with its place below the entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from detente.case.faults import BadEntryError, BadTextError, Path, plain
from detente.case.values import ID, OneOf, Range, When, check_id

T = TypeVar("T")

LONGEST_TEXT = 10_000
_LONGEST_ENTRY = 2_000
_DEEPEST_PLACE = 12
_ONE_NUMBER = re.compile(r"[-−+]?\s?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")


def as_text(raw: Any, like: str, longest: int = _LONGEST_ENTRY) -> str:
    """One text, whatever was found there; `like` is an example of what to write."""
    if isinstance(raw, str):
        if len(raw) > longest:
            raise BadTextError(f"this text is longer than {longest} characters", "shorten it")
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return str(raw)
    found = "a list" if isinstance(raw, list) else "a map" if isinstance(raw, dict) else "no text"
    raise BadTextError(f"a text should stand here, but this is {found}", f"write such as {like}")


def read_prose(raw: Any) -> str:
    """Running text of one paragraph or several, not empty."""
    text = as_text(raw, '"text in quotation marks"', LONGEST_TEXT).strip()
    if not text:
        raise BadTextError("this text is empty", "write something, or leave the key out")
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
    faults: list[tuple[Path, BadTextError]] = []
    names: list[str] = []
    for place, item in enumerate(raw):
        try:
            name = read_name(item)
            if name in names:
                raise BadTextError(f"{name!r} is named twice", "name it once")
            names.append(name)
        except BadTextError as bad:
            faults.append(((place,), bad))
    if faults:
        raise BadEntryError(faults)
    if not names:
        raise BadTextError("this list is empty", "name at least one, or leave the key out")
    return tuple(names)


def _single(raw: Any) -> str:
    text = as_text(raw, "[A, B]").strip()
    names = [part.strip() for part in text.split(",")]
    if len(names) > 1:
        hint = f"write [{', '.join(plain(name, 30) for name in names[:8])}]"
        raise BadTextError(f"{plain(text, 40)!r} should be a list", hint)
    return check_id(text)


def read_references(raw: Any) -> tuple[str, ...]:
    """A list of histories and reference classes; a single one stands for a list of one."""
    if isinstance(raw, tuple):
        return raw
    items = raw if isinstance(raw, list) else as_text(raw, "impasses:talks").split(",")
    faults: list[tuple[Path, BadTextError]] = []
    found: list[str] = []
    for place, item in enumerate(items):
        try:
            name = ":".join(
                check_id(part.strip()) for part in as_text(item, "impasses:talks").split(":")
            )
            if name in found:
                raise BadTextError(f"{plain(name, 60)!r} is named twice", "name it once")
            found.append(name)
        except BadTextError as bad:
            faults.append(((place,) if isinstance(raw, list) else (), bad))
    if faults:
        raise BadEntryError(faults)
    if not found:
        raise BadTextError("this list is empty", "name at least one, or leave the key out")
    return tuple(found)


def read_range(raw: Any, lo: float, hi: float, *, shift: bool = False) -> Range:
    """A range inside the bounds of its field."""
    if isinstance(raw, Range):
        return raw
    found = Range.parse(as_text(raw, "45-60"), shift=shift)
    if min(found.lo, found.hi) < lo or max(found.lo, found.hi) > hi:
        raise BadTextError(
            f"{found} lies outside {lo:g} to {hi:g}", f"the scale runs from {lo:g} to {hi:g}"
        )
    return found


def read_values(raw: Any) -> dict[str, Range]:
    """A map from names to ranges on the 0-100 scale."""
    return _map(raw, "a map such as {A: 15-35}", lambda item: read_range(item, 0, 100))


def read_key(key: Any) -> str:
    """A name used as a key."""
    return check_id(as_text(key, "a name"))


def _map(
    raw: Any, like: str, read: Callable[[Any], T], name: Callable[[Any], str] = read_key
) -> dict[str, T]:
    """A map from names to something, with all faults of all its entries."""
    if not isinstance(raw, dict):
        raise BadTextError("a map should stand here", f"write {like}")
    faults: list[tuple[Path, BadTextError]] = []
    found: dict[str, T] = {}
    for key, item in raw.items():
        try:
            known = name(key)
        except BadTextError as bad:
            bad.on_key = True
            faults.append(((key,), bad))
            continue
        try:
            found[known] = read(item)
        except BadTextError as bad:
            faults.append(((key,), bad))
        except BadEntryError as bad:
            faults.extend(((key, *path), one) for path, one in bad.faults)
    if faults:
        raise BadEntryError(faults)
    if not found:
        raise BadTextError("this map is empty", f"write {like}, or leave the key out")
    return found


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
        raise BadTextError("an issue needs at least two options", "write {low: little, high: much}")
    return found


def read_scale(raw: Any) -> tuple[float, ...]:
    """Where the options of an issue lie: numbers that all rise or all fall."""
    if isinstance(raw, tuple):
        return raw
    if not isinstance(raw, list):
        text = plain(as_text(raw, "[0, 10, 40]").strip(), 60)
        hint = f"write [{text.strip('[]()')}]" if "," in text else "write such as [0, 10, 40]"
        raise BadTextError("a list of numbers should stand here, one an option", hint)
    faults: list[tuple[Path, BadTextError]] = []
    found: list[float] = []
    for place, item in enumerate(raw):
        try:
            found.append(_one_number(item))
        except BadTextError as bad:
            faults.append(((place,), bad))
    turn = None if faults else _turn(found)
    if turn is not None:
        message = (
            f"the places must all rise or all fall, and {plain(str(raw[turn]), 40)!r} does not"
        )
        faults.append(((turn,), BadTextError(message, "put the options in the order of the line")))
    if faults:
        raise BadEntryError(faults)
    return tuple(found)


def _one_number(raw: Any) -> float:
    text = as_text(raw, "12.5").strip()
    if not _ONE_NUMBER.fullmatch(text):
        raise BadTextError(f"{plain(text, 40)!r} is not a number", "write one, such as 12.5")
    return Range.parse(text).lo


def _turn(numbers: list[float]) -> int | None:
    """Which of several numbers first fails to go the way of the first two?"""
    for place in range(1, len(numbers)):
        step = numbers[place] - numbers[place - 1]
        if step == 0 or (step > 0) != (numbers[1] > numbers[0]):
            return place
    return None


def read_open(raw: Any) -> dict[str, tuple[str, ...]]:
    """Options to put on the table, by issue."""
    return _map(raw, "a map such as {scope: [full]}", read_names)


def read_questions(raw: Any) -> dict[str, str]:
    """What the analyst has still to answer: questions by their place in the case."""
    return _map(raw, f"such as {_QUESTION}", read_prose, read_place)


def read_place(raw: Any) -> str:
    """A place in the case: keys from the top of the file down, with dots between them."""
    text = as_text(raw, "issues.talks.now").strip()
    parts = text.split(".")
    if len(parts) > _DEEPEST_PLACE or not all(map(ID.fullmatch, parts)):
        message = f"{plain(text, 60)!r} is no place in a case"
        raise BadTextError(message, "write the keys that lead there, such as issues.talks.now")
    return text


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
    items = raw if isinstance(raw, list) else as_text(raw, "2019-06-28").split(" or ")
    faults: list[tuple[Path, BadTextError]] = []
    found: list[When] = []
    for place, item in enumerate(items):
        try:
            found.append(When.parse(as_text(item, "2019-06-28")))
        except BadTextError as bad:
            faults.append(((place,) if isinstance(raw, list) else (), bad))
    if faults:
        raise BadEntryError(faults)
    if not found:
        raise BadTextError("this list is empty", "write a date, or leave the key out")
    return tuple(found)


def read_condition_name(raw: Any) -> str:
    """A rule by its name, or a refusal as ACTOR.ISSUE."""
    text = as_text(raw, "a rule's name").strip()
    parts = text.split(".")
    if len(parts) > 2:
        message = f"{plain(text, 40)!r} names no condition"
        raise BadTextError(message, "write a rule's name, or a refusal as ACTOR.ISSUE")
    return ".".join(check_id(part) for part in parts)


def read_dropped(raw: Any) -> tuple[str, ...]:
    """Conditions to give up: one, or a list."""
    if isinstance(raw, tuple):
        return raw
    items = raw if isinstance(raw, list) else [raw]
    faults: list[tuple[Path, BadTextError]] = []
    found: dict[str, None] = {}
    for place, item in enumerate(items):
        try:
            found[read_condition_name(item)] = None
        except BadTextError as bad:
            faults.append(((place,) if isinstance(raw, list) else (), bad))
    if faults:
        raise BadEntryError(faults)
    if not found:
        raise BadTextError("this list is empty", "name a condition, or leave the key out")
    return tuple(found)


def read_softened(raw: Any) -> dict[str, Range]:
    """Conditions and how firm they are to be."""
    like = "a map such as {no_hawks: 10-40}"
    return _map(raw, like, lambda item: read_range(item, 0, 100), read_condition_name)


def read_shifted(raw: Any) -> dict[str, Range | tuple[When, ...]]:
    """What to add to no-deal values, and the deadline's new dates."""
    if not isinstance(raw, dict):
        raise BadTextError("a map should stand here", _SHIFT)
    faults: list[tuple[Path, BadTextError]] = []
    found: dict[str, Range | tuple[When, ...]] = {}
    for key, item in raw.items():
        try:
            actor, dot, what = str(key).partition(".")
            if key == "deadline":
                found[key] = read_dates(item)
            elif dot and what == "no_deal" and ID.fullmatch(actor):
                found[str(key)] = read_range(item, -100, 100, shift=True)
            else:
                message = f"{plain(str(key), 40)!r} cannot be shifted"
                faults.append(((key,), BadTextError(message, _SHIFT, on_key=True)))
        except BadTextError as bad:
            faults.append(((key,), bad))
        except BadEntryError as bad:
            faults.extend(((key, *path), one) for path, one in bad.faults)
    if faults:
        raise BadEntryError(faults)
    if not found:
        raise BadTextError("this map is empty", _SHIFT)
    return found


_QUESTION = '{issues.talks.now: "Where do the talks stand today?"}'
_SHIFT = "write such as {Kim.no_deal: -5..-15} or {deadline: 2020-06-30}"


def read_day(raw: Any) -> When:
    """One single day."""
    found = When.parse(as_text(raw, "2019-06-01"))
    if not found.day:
        raise BadTextError(f"{found} is more than one day", f"write one day, such as {found.end}")
    return found


def read_flag(raw: Any) -> bool:
    """Yes or no."""
    words = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
    if isinstance(raw, bool):
        return raw
    text = as_text(raw, "yes or no").strip().lower()
    if text not in words:
        raise BadTextError(f"{plain(text, 30)!r} is neither yes nor no", "write yes or no")
    return words[text]


def read_one_way(raw: Any) -> bool | Literal["up", "down"]:
    """Yes or no, or the direction: `up` to later options only, `down` to earlier ones."""
    ways: dict[str, Literal["up", "down"]] = {"up": "up", "down": "down"}
    if isinstance(raw, str) and raw.strip().lower() in ways:
        return ways[raw.strip().lower()]
    try:
        return read_flag(raw)
    except BadTextError as bad:
        message = f"{bad.message}, and no direction"
        raise BadTextError(message, "write yes, no, up or down") from None
