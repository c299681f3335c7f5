"""Who can move where in a published conflict, where it began, and which coalitions it looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from detente.case.faults import BadTextError, Path, plain
from detente.case.gmcr.model import Model, ModelOption, code_of
from detente.case.gmcr.reading import Reading

OPTION_FORM = "option-form"
Listed = Mapping[int, tuple[int, ...]]

_MOVES = "{US: {1: [2, 3], 2: [3]}}, or option-form"
_PATTERN = re.compile(r"[YN]+")


@dataclass(frozen=True, eq=False)
class Moves:
    """The moves as far as they are listed.

    Attributes
    ----------
    listed
        For each decision maker whose moves are listed, where they lead from each state. Whoever is
        not in it may change his options in any way their directions allow.
    removed
        For each decision maker, moves that are taken out.
    """

    listed: Mapping[str, Listed] = field(default_factory=dict)
    removed: Mapping[str, Listed] = field(default_factory=dict)


def all_listed(reading: Reading) -> bool:
    """Does this file list all moves one by one?"""
    node = reading.node(("moves",))
    if node is None or node.kind != "map":
        return False
    return not any(value.value.strip() == OPTION_FORM for _, value in node.pairs)


def by_dm(reading: Reading, section: str, like: str, model: Model) -> Iterator[tuple[str, Path]]:
    """The entries of a section that has one for each decision maker; reports unknown names."""
    for key, path in reading.entries((section,), like) or ():
        name = key.strip()
        if model.dms is not None and name not in model.dms:
            bad = BadTextError(
                f"there is no decision maker {plain(name, 60)!r}", word=name, known=model.dms
            )
            reading.bad(path, bad, key=True)
        else:
            yield name, path


def read_state(reading: Reading, path: Path, model: Model) -> int | None:
    """The number of a state that exists."""
    text = reading.text(path, "1")
    number = None if text is None else reading.number(path, text)
    if number is not None and not model.exists(number):
        reading.bad(path, model.unknown(number))
        return None
    return number


def read_moves(reading: Reading, model: Model) -> Moves:
    """Which moves are listed, and which are taken out?"""
    listed: dict[str, Listed] = {}
    node = reading.node(("moves",))
    if node is not None and node.kind == "text":
        _check_word(reading, ("moves",))
    elif node is not None:
        listed = {name: {} for name in model.dms or ()}
        for name, path in by_dm(reading, "moves", _MOVES, model):
            below = reading.node(path)
            if below is not None and below.kind == "text":
                if _check_word(reading, path):
                    listed.pop(name, None)
            else:
                listed[name] = _read_listed(reading, path, model)
    removed: dict[str, Listed] = {}
    for name, path in by_dm(reading, "removed_moves", "{US: {1: [2]}}", model):
        removed[name] = _read_listed(reading, path, model)
    if reading.given(("moves",)) and node is None:
        return Moves(listed, removed)
    for place, option in enumerate(model.options or ()):
        _check_direction(reading, place, option, listed)
    return Moves(listed, removed)


def _check_word(reading: Reading, path: Path) -> bool:
    """Whether the one word that may stand here does; reports any other."""
    word = reading.text(path, OPTION_FORM)
    if word is not None and word != OPTION_FORM:
        bad = BadTextError(
            f"{plain(word, 40)!r} does not say who can move where",
            f"write {OPTION_FORM}, or list the moves: {{US: {{1: [2, 3]}}}}",
            word=word,
            known=(OPTION_FORM,),
        )
        reading.bad(path, bad)
    return word == OPTION_FORM


def _check_direction(
    reading: Reading, place: int, option: ModelOption, listed: Mapping[str, Listed]
) -> None:
    if option.direction == "explicit" and option.dm not in listed:
        message = (
            f"the direction of {option.id!r} is explicit, but no moves of its owner are listed"
        )
        hint = "write both, forward or backward; or list the moves under moves:"
        reading.report(("options", place, "dir"), message, hint)


def _read_listed(reading: Reading, path: Path, model: Model) -> dict[int, tuple[int, ...]]:
    """Moves of one decision maker: a map from states to lists of states."""
    found: dict[int, tuple[int, ...]] = {}
    for key, below in reading.entries(path, "{1: [2, 3]}") or ():
        start = reading.number(below, key, key=True)
        if start is None:
            continue
        if not model.exists(start):
            reading.bad(below, model.unknown(start), key=True)
            continue
        if start in found:
            message = f"state {start} stands here twice"
            reading.report(below, message, "write all its moves in one list", key=True)
            continue
        found[start] = tuple(_read_ends(reading, below, model, start))
    return found


def _read_ends(reading: Reading, path: Path, model: Model, start: int) -> Iterator[int]:
    node = reading.node(path)
    single = node is not None and node.kind == "text"
    seen: set[int] = set()
    for place in [path] if single else reading.items(path, "[2, 3]") or ():
        end = read_state(reading, place, model)
        if end is None:
            continue
        if end == start:
            message = f"a move from state {start} to itself is no move"
            reading.report(place, message, "remove it: to stay is always possible")
        elif end in seen:
            message = f"the move from {start} to {end} stands here twice"
            reading.report(place, message, "remove one")
        else:
            seen.add(end)
            yield end


# --- where it began, and who joins whom ---


def read_status_quo(reading: Reading, model: Model) -> int | None:
    """The state in which things were: its number, or its options as Y and N."""
    path: Path = ("status_quo",)
    text = reading.text(path, "1")
    many = len(model.options) if model.options is not None else None
    if text is None or not _PATTERN.fullmatch(text):
        return None if text is None else read_state(reading, path, model)
    if many is None or not model.sure:
        return None
    if len(text) != many:
        message = f"the pattern {plain(text, 40)!r} has {len(text)} letters"
        reading.report(path, message, f"write the number of a state, or {many} letters")
        return None
    if model.states is None:
        found = code_of(text)
        if model.exists(found):
            return found
    else:
        for state in model.states.values():
            if state.pattern == text:
                return state.id
    reading.report(path, f"there is no state {plain(text, 40)}", "write the number of a state")
    return None


def read_coalitions(reading: Reading, model: Model) -> tuple[tuple[str, ...], ...]:
    """The coalitions named, each in the order of the decision makers.

    A map with keys such as ``US+EC`` (what stands behind them is free), or a list of such names or
    of lists; a list of plain names is one coalition.
    """
    path: Path = ("coalitions",)
    node = reading.node(path)
    if node is None or model.dms is None:
        return ()
    found: list[tuple[str, ...]] = []
    for place, parts, key in _groups(reading, path, model.dms):
        members = _members(reading, place, parts, model.dms, key=key)
        if members is None:
            continue
        if members in found:
            message = f"the coalition {plain('+'.join(members), 80)!r} stands here twice"
            reading.report(place, message, "remove one", key=key)
        else:
            found.append(members)
    return tuple(found)


def _groups(
    reading: Reading, path: Path, dms: tuple[str, ...]
) -> Iterator[tuple[Path, list[tuple[str, Path]], bool]]:
    """Each coalition: its place, its members with theirs, and whether it stands in a key."""
    node = reading.node(path)
    if node is None:
        return
    if node.kind == "map":
        for key, value in node.pairs:
            place: Path = (*path, key.value)
            if value.kind == "list" and not set(_split(key.value, dms)) <= set(dms):
                # A coalition with a name of its own, and its members in a list.
                yield place, _texts(reading, place), False
            else:
                yield place, [(name, place) for name in _split(key.value, dms)], True
        return
    places = reading.items(path, "[[US, EC], [US, Japan]]") or []
    nodes = [reading.node(place) for place in places]
    if len(places) > 1 and all(one is not None and one.value.strip() in dms for one in nodes):
        yield path, _texts(reading, path), False
        return
    for place, one in zip(places, nodes, strict=True):
        if one is not None and one.kind == "text":
            yield place, [(name, place) for name in _split(one.value, dms)], False
        elif one is not None:
            yield place, _texts(reading, place), False


def _texts(reading: Reading, path: Path) -> list[tuple[str, Path]]:
    places = reading.items(path, "[US, EC]") or []
    found = [(reading.text(place, "US"), place) for place in places]
    return [(text, place) for text, place in found if text is not None]


def _split(text: str, dms: tuple[str, ...]) -> list[str]:
    """The names joined by + in a text; a decision maker may have a + in his own name."""
    if text.strip() in dms:
        return [text.strip()]
    return [part.strip() for part in text.split("+")]


def _members(
    reading: Reading,
    place: Path,
    parts: list[tuple[str, Path]],
    dms: tuple[str, ...],
    *,
    key: bool,
) -> tuple[str, ...] | None:
    good = bool(parts)
    if not parts and reading.whole(place):
        reading.report(place, "this coalition has no members", "name them, such as [US, EC]")
    names: set[str] = set()
    for name, path in parts:
        if name not in dms:
            bad = BadTextError(
                f"there is no decision maker {plain(name, 60)!r}", word=name, known=dms
            )
            reading.bad(path, bad, key=key)
            good = False
        elif name in names:
            message = f"{plain(name, 60)!r} is twice in this coalition"
            reading.report(path, message, "name each member once", key=key)
            good = False
        names.add(name)
    return tuple(name for name in dms if name in names) if good else None
