"""Which states a published conflict has: listed one by one, or all that no pattern rules out."""

from __future__ import annotations

from collections.abc import Mapping

from detente.case.faults import Path, plain
from detente.case.gmcr.model import ModelState, code_of
from detente.case.gmcr.reading import Reading

_STATE_KEYS = ("yn", "label", "dec")


def read_infeasible(reading: Reading, many: int | None) -> tuple[tuple[str, ...], bool]:
    """The patterns, and whether all of them could be read."""
    if not reading.given(("infeasible",)):
        return (), True
    paths = reading.items(("infeasible",), '["YY--"]')
    if paths is None:
        return (), False
    found: list[str] = []
    for path in paths:
        pattern = reading.text(path, '"YY--"')
        if pattern is None or not fit_pattern(reading, path, pattern, many, "YN-"):
            continue
        if not pattern.strip("-"):
            reading.report(path, "this pattern rules out every state", "put a Y or an N in it")
            continue
        found.append(pattern)
    return tuple(found), len(found) == len(paths)


def fit_pattern(reading: Reading, path: Path, pattern: str, many: int | None, letters: str) -> bool:
    """Whether a pattern has one fit letter for each option; reports it where it has not."""
    for at, letter in enumerate(pattern):
        if letter not in letters:
            message = f"{plain(letter)!r} has no meaning in a pattern"
            hint = "write Y for taken, N for not taken"
            if "-" in letters:
                hint += ", - for either"
            elif letter == "-":
                hint = "a state says Y or N for every option, unless all moves are listed"
            reading.report(path, message, hint, at=at)
            return False
    if many is not None and len(pattern) != many:
        message = f"the pattern {plain(pattern, 40)!r} has {len(pattern)} letters"
        options = f"{many} option{'' if many == 1 else 's'}"
        reading.report(path, message, f"write one letter for each of the {options}, in order")
        return False
    return many is not None


def read_states(
    reading: Reading,
    many: int | None,
    infeasible: tuple[str, ...],
    listed_moves: bool,
) -> tuple[dict[int, ModelState], frozenset[int], bool]:
    """The listed states, the numbers of all that were meant, and whether all could be read."""
    found: dict[int, ModelState] = {}
    entries = reading.entries(("states",), "{1: {yn: NY}, 2: {yn: YY}}")
    node = reading.node(("states",))
    if entries is None or node is None:
        return found, frozenset(), False
    seen: set[int] = set()
    if not entries and reading.whole(("states",)):
        reading.report(("states",), "there is no state", "write such as {1: {yn: NY}}")
    for key, path in entries:
        number = reading.number(path, key, key=True)
        if number is None:
            continue
        if number in seen:
            message = f"state {number} stands here twice"
            reading.report(path, message, "number each state once", key=True)
            continue
        seen.add(number)
        state = _read_state(reading, path, number, many, listed_moves)
        if state is not None:
            found[number] = state
    sure = many is not None and len(found) == len(entries) > 0 and reading.whole(("states",))
    _check_apart(reading, found, listed_moves)
    _check_feasible(reading, found, infeasible)
    keys = [key.value for key, _ in node.pairs if key.kind == "text"]
    if not all(key.isdecimal() for key in keys) or len(set(map(int, keys))) < len(keys):
        # A number written wrong may be that of any state.
        return found, frozenset(), False
    return found, frozenset(map(int, keys)), sure


def _read_state(
    reading: Reading, path: Path, number: int, many: int | None, listed_moves: bool
) -> ModelState | None:
    if reading.entries(path, "{yn: NY}") is None:
        return None
    reading.known_keys(path, _STATE_KEYS)
    label = reading.text((*path, "label"), "the deal") if reading.given((*path, "label")) else ""
    if not reading.given((*path, "yn")):
        if many == 0:
            return ModelState(number, "", label or "")
        message = f"state {number} does not say which options are taken"
        reading.report(path, message, "write such as {yn: NY}, a letter for each option", key=True)
        return None
    pattern = reading.text((*path, "yn"), "NY")
    letters = "YN-" if listed_moves else "YN"
    if pattern is None or not fit_pattern(reading, (*path, "yn"), pattern, many, letters):
        return None
    if reading.given((*path, "dec")) and "-" not in pattern:
        code = reading.text((*path, "dec"), "5")
        if code is not None and code != str(code_of(pattern)):
            message = f"the code of {plain(pattern, 40)} is {code_of(pattern)}"
            reading.report((*path, "dec"), message, "correct one of the two: yn or dec")
    return ModelState(number, pattern, label or "")


def _check_apart(reading: Reading, states: Mapping[int, ModelState], listed_moves: bool) -> None:
    first: dict[str, ModelState] = {}
    for state in states.values():
        if not state.pattern:
            continue
        other = first.setdefault(state.pattern, state)
        told = listed_moves and state.label and other.label and state.label != other.label
        if other is not state and not told:
            message = f"states {other.id} and {state.id} are the same: {plain(state.pattern, 40)}"
            hint = "remove one, or correct its options"
            path: Path = ("states", _key(reading, state.id), "yn")
            reading.report(path, message, hint)


def _check_feasible(
    reading: Reading, states: Mapping[int, ModelState], infeasible: tuple[str, ...]
) -> None:
    masks = [(pattern, _bits(pattern, "YN"), _bits(pattern, "Y")) for pattern in infeasible]
    for state in states.values():
        settled, taken = _bits(state.pattern, "YN"), _bits(state.pattern, "Y")
        for pattern, mask, value in masks:
            if mask & settled == mask and taken & mask == value:
                message = f"state {state.id} is infeasible: it matches {plain(pattern, 40)}"
                hint = "remove the state, or correct the pattern under infeasible"
                path: Path = ("states", _key(reading, state.id), "yn")
                reading.report(path, message, hint)
                break


def _bits(pattern: str, letters: str) -> int:
    return sum(1 << k for k, letter in enumerate(pattern) if letter in letters)


def _key(reading: Reading, number: int) -> str:
    """How a state's number is written in the file."""
    if reading.given(("states", str(number))):
        return str(number)
    node = reading.node(("states",))
    keys = [key.value for key, _ in node.pairs] if node is not None else []
    return next(key for key in keys if key.isdecimal() and int(key) == number)
