"""One line of the journal: a forecast as bytes that are always the same for the same forecast."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

LONGEST = 1_000_000
"""Bytes in one line, at most."""
FIRST = "0" * 64
"""What stands for the hash of the line before the first."""

FIELDS = (
    *("question", "ask", "by", "yes_if", "as_of", "rate", "components", "pool"),
    *("case_hash", "version", "seed", "readings", "reference"),
)
"""What a forecast says. The first three, ``as_of`` and ``rate`` must be there; a record may say
more under other names."""
OWN = ("seq", "prev", "id", "made", "seal")


@dataclass(frozen=True)
class Problem:
    """Something wrong with a journal: where (0: in what was to be written), what, what to do."""

    line: int
    what: str
    advice: str = ""


@dataclass(frozen=True)
class Entry:
    """One forecast in a journal.

    ``line`` counts from 1, ``seq`` from 0. ``id`` is the hash of what the forecast says, without
    when it was written down (``made``). ``hash`` is that of the whole line. ``record`` holds
    everything in it.
    """

    line: int
    seq: int
    id: str
    made: datetime
    question: str
    ask: str
    by: date
    yes_if: str | None
    as_of: date
    rate: float
    reference: float | None
    hash: str
    record: Mapping[str, Any]


def question_id(ask: str, by: date) -> str:
    """What is a question called? Its target and the last day that counts.

    A question in free words is called by its first words and the hash of all of them.

    Examples
    --------
    >>> question_id("talks_resume", date(2019, 12, 31))
    'talks_resume@2019-12-31'
    >>> question_id("Will envoys meet in Stockholm?", date(2019, 10, 31))
    'will-envoys-meet-in-81b825@2019-10-31'
    """
    if not any(c.isspace() for c in ask):
        return f"{ask}@{by.isoformat()}"
    words = re.findall(r"\w+", ask.lower())[:4]
    digest = hashlib.sha256(" ".join(ask.split()).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{'-'.join([*words, digest[:6]])}@{by.isoformat()}"


def entry_of(number: int, line: bytes) -> Entry:
    """One line as a forecast; raises ValueError with what is wrong."""
    if len(line) > LONGEST:
        raise ValueError(f"this line is longer than {LONGEST:,} bytes")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("this line is not UTF-8: it was changed") from None
    if text.endswith("\r"):
        raise ValueError("this line ends in CR LF: a program has changed the line ends to Windows'")
    record = parsed(text)
    if not isinstance(record, dict) or any(key not in record for key in (*OWN, *FIELDS)):
        raise ValueError("this line is no forecast: something is missing in it")
    body = {key: value for key, value in record.items() if key != "seal"}
    if packed(record) != line or record["seal"] != sha(packed(body)):
        raise ValueError("this line was changed: it is not what its seal was put on")
    content = {key: value for key, value in body.items() if key not in OWN}
    if record["id"] != digest(content):
        raise ValueError("this line was changed: its id is not the hash of what it says")
    faults = list(wrong(content))
    if faults or type(record["seq"]) is not int:
        raise ValueError(f"this line is no forecast: {(faults or ['seq is no number'])[0]}")
    return _typed(number, line, record)


def _typed(number: int, line: bytes, record: Mapping[str, Any]) -> Entry:
    try:
        made = datetime.strptime(record["made"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except (TypeError, ValueError):
        raise ValueError("this line is no forecast: made is no time") from None
    return Entry(
        line=number,
        seq=record["seq"],
        id=record["id"],
        made=made,
        question=record["question"],
        ask=record["ask"],
        by=date.fromisoformat(record["by"]),
        yes_if=record["yes_if"],
        as_of=date.fromisoformat(record["as_of"]),
        rate=float(record["rate"]),
        reference=None if record["reference"] is None else float(record["reference"]),
        hash=sha(line),
        record=record,
    )


def parsed(text: str) -> Any:
    """JSON, read strictly: no key twice, no NaN, nothing nested beyond reason."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("this line has a key twice")
        return found

    def refuse(name: str) -> None:
        raise ValueError(f"this line says {name}, which is no number")

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise ValueError(
            f"this line is not JSON: {error.msg} at character {error.pos + 1}"
        ) from None
    except RecursionError:
        raise ValueError("this line is nested too deeply") from None


def wrong(content: Mapping[str, Any]) -> Iterable[str]:
    """What is wrong with what a forecast says? Nothing, where all of it can be scored."""
    for name in ("question", "ask"):
        if not isinstance(content[name], str) or not content[name].strip():
            yield f"{name} is no text"
    if content["yes_if"] is not None and not isinstance(content["yes_if"], str):
        yield "yes_if is no text"
    for name in ("by", "as_of"):
        if not _is_day(content[name]):
            yield f"{name} is no day such as 2019-06-01"
    for name in ("rate", "reference"):
        value = content[name]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (number and isfinite(value) and 0 <= value <= 1) and (
            value is not None or name == "rate"
        ):
            yield f"{name} is no probability from 0 to 1"


def _is_day(value: Any) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def packed(record: Mapping[str, Any]) -> bytes:
    """A record as the bytes of its line, without the line end."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8")


def digest(content: Mapping[str, Any]) -> str:
    """The hash of what a forecast says, in whatever order it says it."""
    text = json.dumps(content, ensure_ascii=True, allow_nan=False, sort_keys=True)
    return sha(text.encode())


def sha(data: bytes) -> str:
    """SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
