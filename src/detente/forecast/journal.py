"""The journal of forecasts: what was said when, so that it can be scored and not be changed later.

The file ``forecasts.jsonl`` stands beside the case. One line is one forecast of one question, as a
JSON object. Lines are only ever added. Each carries the hash of the line before (``prev``) and of
itself (``seal``), so that a line changed, taken out or moved later shows. What a chain of
hashes cannot show by itself is that lines were cut off its end, or that the last one was written
anew with a hash to match: note the hash that :func:`head` gives somewhere else, and :func:`check`
can look for it.

Writing is safe against being killed at any point and against several writers at once: the whole new
file is written beside the old one, put on the disk, and then takes its place in one step, with a
lock held. The cost grows with the file; the limits below keep it small.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from detente.forecast.journal_line import (
    FIELDS,
    FIRST,
    LONGEST,
    OWN,
    Entry,
    Problem,
    digest,
    entry_of,
    packed,
    parsed,
    question_id,
    sha,
    wrong,
)
from detente.forecast.journal_lock import WAIT, held, replace, whole

__all__ = [
    "FIELDS",
    "FILE",
    "Entry",
    "JournalError",
    "Problem",
    "append",
    "check",
    "head",
    "now",
    "question_id",
    "read",
]

FILE = "forecasts.jsonl"
LARGEST = 64_000_000
"""Bytes in a journal, at most."""
_MOST_PROBLEMS = 100

_CHANGED = (
    "put the line back as it was, from a copy; a line is never changed, a new forecast is a new one"
)
_ABSENT = "put the lines back from a copy of the file"


class JournalError(Exception):
    """A journal that cannot be trusted, or a forecast that cannot be written into one."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        super().__init__("\n".join(self._said(one) for one in self.problems))

    def _said(self, one: Problem) -> str:
        place = f"{self.path}:{one.line}" if one.line else str(self.path)
        return f"{place}: {one.what}" + (f"\n  {one.advice}" if one.advice else "")


def now() -> datetime:
    """What time is it (UTC)? ``SOURCE_DATE_EPOCH``, where it is set, says so."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if fixed is not None and fixed.isdecimal():
        return datetime.fromtimestamp(int(fixed), UTC)
    return datetime.now(UTC)


def append(
    path: Path,
    records: Sequence[Mapping[str, Any]],
    *,
    clock: Callable[[], datetime] = now,
    wait: float = WAIT,
) -> list[str]:
    """Write forecasts into a journal: all of them, or none.

    A forecast that says the same as the one that stands last for its question is not written again.
    So a program that was killed can simply be run again. After another forecast of the question
    in between, it is.

    Parameters
    ----------
    path : Path
        The journal; it is made where there is none.
    records : sequence of mapping
        What each forecast says, under the names in :data:`FIELDS` (and others). Dates as ISO text.
    clock : callable
        Gives the time at which they are made.
    wait : float
        Seconds to wait for another writer.

    Returns
    -------
    list of str
        The lines written, without their ends.

    Raises
    ------
    JournalError
        Where the journal is not in order (nothing is written), or a record is not a forecast.
    OSError
        Where it cannot be read or written, or another writer does not come to an end.

    Examples
    --------
    >>> import tempfile
    >>> said = {"question": "talks@2019-12-31", "ask": "talks", "by": "2019-12-31"}
    >>> said |= {"as_of": "2019-06-01", "rate": 0.34}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     first = append(Path(folder) / FILE, [said])
    ...     again = append(Path(folder) / FILE, [said])
    ...     kept = read(Path(folder) / FILE)
    >>> len(first), len(again), kept[0].rate
    (1, 0, 0.34)
    """
    contents = [_content(path, number, record) for number, record in enumerate(records, 1)]
    with held(path, wait):
        data, entries = _opened(path)
        made = clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        prev = entries[-1].hash if entries else FIRST
        lines: list[bytes] = []
        for content in _unwritten(contents, entries):
            body = {"seq": len(entries) + len(lines), "prev": prev}
            body |= {"id": digest(content), "made": made} | content
            line = packed(body | {"seal": sha(packed(body))})
            if len(line) > LONGEST:
                raise JournalError(path, [Problem(0, _too_long(content["question"]))])
            prev = sha(line)
            lines.append(line)
        if lines:
            after = data + b"".join(line + b"\n" for line in lines)
            if len(after) > LARGEST:
                advice = "move it aside under another name; a new one begins with the next forecast"
                raise JournalError(path, [Problem(0, f"the journal is full ({_mb()})", advice)])
            replace(path, after)
    return [line.decode() for line in lines]


def read(path: Path) -> list[Entry]:
    """Which forecasts are in a journal, in the order they were written? None where there is none.

    Raises
    ------
    JournalError
        Where the journal is not in order: figures are not taken from it then.
    OSError
        Where it cannot be read.
    """
    return _opened(path)[1]


def check(path: Path, known: str | None = None) -> list[Problem]:
    """What is wrong with a journal? Empty where every line is as it was written.

    Parameters
    ----------
    path : Path
        The journal.
    known : str, optional
        The hash of a line (or its first 12 characters or more), noted earlier (see :func:`head`):
        it must still be there.

    Raises
    ------
    ValueError
        Where ``known`` is no such hash.
    OSError
        Where it cannot be read.
    """
    if known is not None and not re.fullmatch(r"[0-9a-f]{12,64}", known):
        raise ValueError("a hash is 12 to 64 of the characters 0-9 and a-f")
    hashes, _, problems = _examine(whole(path, LARGEST) or b"")
    if known is not None and not any(one.startswith(known) for one in hashes):
        what = f"no line has the hash {known} noted earlier: lines were cut off or replaced"
        problems.append(Problem(len(hashes), what, _ABSENT))
    return problems


def head(entries: Sequence[Entry]) -> str:
    """Which hash stands for the whole journal so far? That of its last line."""
    return entries[-1].hash if entries else FIRST


# --- reading ---


def _opened(path: Path) -> tuple[bytes, list[Entry]]:
    data = whole(path, LARGEST) or b""
    _, entries, problems = _examine(data)
    if problems:
        raise JournalError(path, problems)
    return data, entries


def _examine(data: bytes) -> tuple[list[str], list[Entry], list[Problem]]:
    """The hash of every line, the forecasts, and what is wrong (no more than the first hundred)."""
    if len(data) > LARGEST:
        return [], [], [Problem(1, f"the journal is larger than {_mb()}", "is it the right file?")]
    *lines, rest = data.split(b"\n")
    hashes: list[str] = []
    entries: list[Entry] = []
    problems: list[Problem] = []
    sound = True  # whether the line before is as it was written
    for number, line in enumerate(lines, 1):
        try:
            entry = entry_of(number, line)
        except ValueError as error:
            problems.append(Problem(number, str(error), _CHANGED))
            sound = False
        else:
            expected = entries[-1].seq + 1 if entries and sound else number - 1
            before = hashes[-1] if hashes else FIRST
            if sound and entry.record["prev"] != before:
                problems.append(_break(number, entry.seq, expected))
            elif sound and entry.seq != expected:
                what = f"this line is number {entry.seq}, where {expected} should stand"
                problems.append(Problem(number, what, _CHANGED))
            entries.append(entry)
            sound = True
        hashes.append(sha(line))
        if len(problems) >= _MOST_PROBLEMS:
            problems.append(Problem(number, "so many lines are wrong that the rest is left aside"))
            return hashes, entries, problems
    if rest:
        what = "this line breaks off: its end is missing"
        advice = "take the torn line away, or put it back whole from a copy"
        problems.append(Problem(len(lines) + 1, what, advice))
    return hashes, entries, problems


def _break(line: int, seq: int, expected: int) -> Problem:
    """Why a sound line does not follow on the one before it."""
    if seq > expected:
        gone = "one line is" if seq == expected + 1 else f"{seq - expected} lines are"
        return Problem(line, f"{gone} missing before this one", _ABSENT)
    if seq < expected:
        what = f"this line stands in the wrong place or twice: it was line {seq + 1}"
        return Problem(line, what, "put the lines back into their order, from a copy of the file")
    if line == 1:
        return Problem(1, "this line was written after another one, which is missing", _ABSENT)
    what = f"line {line} was not written after this line: it stands in place of another"
    return Problem(line - 1, what, _CHANGED)


# --- writing ---


def _content(path: Path, number: int, record: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says, as it will be read back; raises JournalError where it is no forecast."""
    try:
        own = [name for name in OWN if name in record]
        if own:
            raise ValueError(f"{own[0]} is written by the journal itself")
        ordered = {name: record.get(name) for name in FIELDS}
        ordered |= {name: record[name] for name in sorted(record) if name not in FIELDS}
        content = parsed(packed(ordered).decode())
        faults = list(wrong(content))
        if faults:
            raise ValueError(faults[0])
    except (TypeError, ValueError, RecursionError) as error:
        raise JournalError(path, [Problem(0, f"forecast {number} is refused: {error}")]) from None
    assert isinstance(content, dict)
    return content


def _unwritten(
    contents: Iterable[dict[str, Any]], entries: Sequence[Entry]
) -> list[dict[str, Any]]:
    """What remains to be written: of each question, what does not stand at the journal's end yet.

    The last forecasts of a question may be the first ones of the records: those are left out.
    """
    contents = list(contents)
    standing: dict[str, list[str]] = {}
    for entry in entries:
        standing.setdefault(entry.question, []).append(entry.id)
    wanted: dict[str, list[str]] = {}
    for content in contents:
        ids = wanted.setdefault(content["question"], [])
        if not ids or ids[-1] != digest(content):
            ids.append(digest(content))
    skip = {q: _overlap(standing.get(q, []), ids) for q, ids in wanted.items()}
    last = dict.fromkeys(wanted, "")
    kept: list[dict[str, Any]] = []
    for content in contents:
        question, own = content["question"], digest(content)
        if own == last[question]:
            continue
        last[question] = own
        if skip[question]:
            skip[question] -= 1
        else:
            kept.append(content)
    return kept


def _overlap(old: Sequence[str], new: Sequence[str]) -> int:
    """How many of the first of ``new`` are the last of ``old``?"""
    most = min(len(old), len(new))
    return next((k for k in range(most, 0, -1) if list(old[-k:]) == list(new[:k])), 0)


def _too_long(question: str) -> str:
    return f"the forecast of {question[:80]!r} is longer than {LONGEST:,} bytes"


def _mb() -> str:
    return f"{LARGEST // 1_000_000} MB"
