"""Two versions of a case, or two analysts: what differs, and what each difference does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from detente.analysis.lab import TRADE, Variant, evaluate
from detente.analysis.room import OPEN
from detente.analysis.scale import too_large
from detente.analysis.sensitivity import label
from detente.case.compile import compile_case
from detente.case.schema import Case
from detente.core.finding import Finding, percent, share
from detente.core.grid import on_offer
from detente.core.table import Table
from detente.core.work import Map, over_readings
from detente.study import READINGS, SEED, Progress, open_case

WORDS = frozenset({"why", "name", "ask", "title", "question", "said", "how", "cost", "grade"})
"""Fields in which only words stand: no figure depends on them."""

UNCOMPARED = frozenset(
    {"statements", "calendar", "forecasts", "contacts", "shocks", "histories", "open"}
)
"""Sections that room does not depend on: that they differ is said, not what it does."""


@dataclass(frozen=True)
class Difference:
    """One entry in which two cases differ; None where it is missing."""

    path: tuple[str, ...]
    first: Any
    second: Any


def compare(
    first: str | Path,
    second: str | Path,
    *,
    readings: int = READINGS,
    seed: int = SEED,
    mapping: Map | None = None,
    progress: Progress | None = None,
) -> Finding:
    """In what do two case files differ, and what does each difference do to room?

    Each difference is put into the first case alone, on the same random streams, and room is
    worked out again. Differences are ranked by what they do.

    Parameters
    ----------
    first, second : str or Path
        Case folders or files.

    Returns
    -------
    Finding
        ``differences``, each with a sentence and its effect on every target in points of room
        (None where it cannot stand alone), and room in both cases.

    Raises
    ------
    CaseErrors
        Where one of the files breaks the case language.
    """
    (loaded, table), (other, second_table) = open_case(first), open_case(second)
    found = list(differences(loaded.case, other.case))
    variants = [_alone(loaded.case, d) for d in found]
    tables = [table, *(v for v in variants if v is not None)]
    if progress is not None:
        progress("compare", 0, 1)
    rooms = _rooms(tables, readings, seed, mapping)
    both = {"a": rooms[0], "b": _rooms([second_table], readings, seed, mapping)[0]}
    effects = iter(rooms[1:])
    entries = [
        _entry(d, rooms[0], None if v is None else next(effects))
        for d, v in zip(found, variants, strict=True)
    ]
    entries.sort(key=lambda e: (-(e["largest"] or 0.0), e["effect"] is None, e["path"]))
    return Finding(
        question="compare",
        answer=_sentence(entries, table.headline, both),
        support={
            "a": str(loaded.path),
            "b": str(other.path),
            "differences": entries,
            "room": both,
        },
        evidence=tuple(e["path"] for e in entries),
        method="each difference put alone into the first case, room worked out on the same streams",
        params={"readings": readings, "seed": seed},
        case_hash=loaded.sha256,
        certificate={"hashes": [loaded.sha256, other.sha256]},
    )


def differences(first: Case, second: Case) -> Iterator[Difference]:
    """Entries in which two cases differ, in the order of the first; words alone do not count."""
    yield from _between(first, second, ())


def _between(first: Any, second: Any, path: tuple[str, ...]) -> Iterator[Difference]:
    if path and (path[-1] in WORDS or path[0] in UNCOMPARED or path == ("meta", "sources")):
        return
    if first == second or _plain(first) == _plain(second):
        return
    if isinstance(first, BaseModel) and isinstance(second, BaseModel):
        for name in type(first).model_fields:
            yield from _between(getattr(first, name), getattr(second, name), (*path, name))
    elif isinstance(first, Mapping) and isinstance(second, Mapping) and not _leaf(path):
        for key in dict.fromkeys([*first, *second]):
            yield from _between(first.get(key), second.get(key), (*path, key))
    else:
        yield Difference(path, first, second)


def _leaf(path: tuple[str, ...]) -> bool:
    """Maps that are one statement, and are compared whole: options, by, edits of a lever."""
    return path[-1] in {"options", "by", "veto", "open", "set", "soften", "shift"}


def _plain(value: Any) -> Any:
    """A value without the words in it."""
    if isinstance(value, BaseModel):
        names = [n for n in type(value).model_fields if n not in WORDS]
        return {n: _plain(getattr(value, n)) for n in names}
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if hasattr(value, "anchors"):
        return value.anchors
    return value


def _alone(case: Case, difference: Difference) -> Table | None:
    """The first case with this one difference, None where it cannot stand alone."""
    try:
        return compile_case(_put(case, difference.path, difference.second))
    except (KeyError, ValueError, AssertionError, AttributeError):
        # Something else in the first case still refers to what the second has changed.
        return None


def _put(node: Any, path: Sequence[str], value: Any) -> Any:
    """The same tree with another value at a path; None takes an entry of a map away."""
    name, *rest = path
    if isinstance(node, BaseModel):
        inner = value if not rest else _put(getattr(node, name), rest, value)
        return node.model_copy(update={name: inner})
    changed = dict(node)
    if rest:
        changed[name] = _put(node[name], rest, value)
    elif value is None:
        del changed[name]
    else:
        changed[name] = value
    return changed


def _rooms(
    tables: Sequence[Table], readings: int, seed: int, mapping: Map | None
) -> list[dict[str, Any]]:
    """Room for every target today, by trade, in each table; None where it does not arise."""
    if any(too_large(t) for t in tables):
        readings = min(readings, 20)
    work = partial(evaluate, tables, seed, rules=TRADE)
    outcomes = max(on_offer(t).size for t in tables)
    parts = over_readings(work, readings, outcomes, mapping)
    found = []
    for k in range(len(tables)):
        variant = Variant.joined([p[k] for p in parts])
        found.append(
            {
                target: share(int(variant.flags[target, "trade"].sum()), readings)
                if status in (OPEN, "nothing on offer")
                else None
                for target, status in variant.status.items()
            }
        )
    return found


def _entry(
    difference: Difference, base: dict[str, Any], alone: dict[str, Any] | None
) -> dict[str, Any]:
    effect = None
    if alone is not None:
        effect = {
            target: round(100 * (alone[target]["share"] - base[target]["share"]), 6)
            if base[target] and alone.get(target)
            else None
            for target in base
        }
    known = [abs(e) for e in (effect or {}).values() if e is not None]
    return {
        "path": ".".join(difference.path),
        "sentence": _says(difference),
        "a": _text(difference.first),
        "b": _text(difference.second),
        "effect": effect,
        "largest": max(known) if known else None,
    }


def _says(difference: Difference) -> str:
    """A difference as a sentence."""
    path = ".".join(difference.path)
    first, second = _text(difference.first), _text(difference.second)
    if difference.first is None and len(difference.path) > 1:
        return f"Only B has {path}: {second}."
    if difference.second is None and len(difference.path) > 1:
        return f"Only A has {path}: {first}."
    subject = label(path)
    subject = subject[0].upper() + subject[1:] if subject != path else f"For {path}"
    return f"{subject}: A says {first}, B says {second}."


def _text(value: Any) -> str:
    """A value of the case as an analyst would write it."""
    if value is None:
        return "nothing"
    if isinstance(value, BaseModel):
        parts = value.model_dump(by_alias=True, exclude_none=True, exclude={"why"})
        return _text(parts)
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {_text(v)}" for k, v in value.items())
    if isinstance(value, tuple | list):
        return ", ".join(_text(v) for v in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _sentence(entries: list[dict[str, Any]], headline: str, both: dict[str, Any]) -> str:
    if not entries:
        return "The two cases differ in nothing that a figure depends on."
    moved = [e for e in entries if e["largest"]]
    many = "1 difference" if len(entries) == 1 else f"{len(entries)} differences"
    text = f"{many}; by itself, {len(moved) or 'none'} of them moves room."
    a, b = both["a"].get(headline), both["b"].get(headline)
    if a and b:
        text += f" Room for {headline}: {percent(a['share'])} in A, {percent(b['share'])} in B."
    return f"{text} The largest: {moved[0]['sentence']}" if moved else text
