"""Who decides in a published conflict, over which options and states."""

from __future__ import annotations

from detente.case.faults import BadTextError, Path, listed, plain
from detente.case.gmcr.model import DIRECTIONS, MOST_OPTIONS, Model, ModelOption, ModelState
from detente.case.gmcr.reading import Reading
from detente.case.gmcr.states import read_infeasible, read_states
from detente.case.values import check_id

_DMS = "[US, USSR]"
_OPTION = "{id: o1, dm: US, name: Blockade, dir: both}"
_OPTION_KEYS = ("id", "dm", "name", "dir")


def read_model(reading: Reading, *, listed_moves: bool) -> Model:
    """Who decides, over which options, in which states?

    Parameters
    ----------
    reading
        The file; faults are reported there.
    listed_moves
        Whether all moves are listed one by one. Only then may a state leave an option open, and
        two states with words of their own have the same options.
    """
    dms = _read_dms(reading)
    options, all_options = _read_options(reading, dms)
    many = len(options) if options is not None and all_options else None
    infeasible, sure = read_infeasible(reading, many)
    states: dict[int, ModelState] | None = None
    named: frozenset[int] = frozenset()
    if reading.given(("states",)):
        states, named, sure = read_states(reading, many, infeasible, listed_moves)
    elif many is None:
        sure = False
    elif many > MOST_OPTIONS:
        message = f"{many} options make more combinations than can be numbered"
        hint = f"list the states under states:, or use at most {MOST_OPTIONS} options"
        reading.report(("options",), message, hint, key=True)
        sure = False
    elif many == 0:
        hint = f"write options: [{_OPTION}], or list the states and their moves"
        reading.report((), "there are neither options nor states", hint)
        sure = False
    model = Model(dms, options if all_options else None, infeasible, states, sure, named)
    if sure:
        _check_count(reading, model)
    return model


def _read_dms(reading: Reading) -> tuple[str, ...] | None:
    if not reading.given(("dms",)):
        reading.report((), "there is no 'dms'", f"name the decision makers: dms: {_DMS}")
        return None
    paths = reading.items(("dms",), _DMS)
    if paths is None:
        return None
    if not paths:
        reading.report(("dms",), "there is no decision maker", f"write such as {_DMS}")
        return None
    found: list[str] = []
    for path in paths:
        name = reading.name(path, "US")
        if name is not None and name in found:
            message = f"the decision maker {plain(name, 60)!r} is named twice"
            reading.report(path, message, "name each one once")
        elif name is not None:
            found.append(name)
    return tuple(found) if len(found) == len(paths) else None


def _read_options(
    reading: Reading, dms: tuple[str, ...] | None
) -> tuple[tuple[ModelOption, ...] | None, bool]:
    """The options, and whether all of them could be read."""
    if not reading.given(("options",)):
        return (), True
    paths = reading.items(("options",), f"[{_OPTION}]")
    if paths is None:
        return None, False
    found: list[ModelOption] = []
    ids: set[str] = set()
    for path in paths:
        option = _read_option(reading, path, dms)
        if option is not None and option.id in ids:
            message = f"the option {plain(option.id, 60)!r} stands here twice"
            reading.report((*path, "id"), message, "give each option an id of its own")
        elif option is not None:
            found.append(option)
            ids.add(option.id)
    return tuple(found), len(found) == len(paths)


def _read_option(reading: Reading, path: Path, dms: tuple[str, ...] | None) -> ModelOption | None:
    if reading.entries(path, _OPTION) is None:
        return None
    reading.strict_keys(path, _OPTION_KEYS)
    absent = [key for key in ("id", "dm") if not reading.given((*path, key))]
    if absent:
        message = f"this option has no {listed(absent, 'and')}"
        reading.report(path, message, f"write such as {_OPTION}")
    option = reading.name((*path, "id"), "o1")
    owner = reading.name((*path, "dm"), "US")
    direction: str | None = "both"
    if reading.given((*path, "dir")):
        direction = reading.name((*path, "dir"), "both")
    if direction is not None and direction not in DIRECTIONS:
        bad = BadTextError(
            f"{plain(direction, 40)!r} is no direction",
            "write both, forward (only N to Y), backward (only Y to N) or explicit",
            word=direction,
            known=DIRECTIONS,
        )
        reading.bad((*path, "dir"), bad)
    if owner is not None and dms is not None and owner not in dms:
        bad = BadTextError(
            f"there is no decision maker {plain(owner, 60)!r}", word=owner, known=dms
        )
        reading.bad((*path, "dm"), bad)
    if option is not None:
        try:
            check_id(option)
        except BadTextError as bad:
            reading.bad((*path, "id"), bad)
            return None
    if option is None or owner is None or direction is None:
        return None
    title = reading.text((*path, "name"), "Blockade") if reading.given((*path, "name")) else None
    return ModelOption(option, owner, title or option, direction)


def _check_count(reading: Reading, model: Model) -> None:
    """How many states there are, once that is sure."""
    many = model.count
    if many == 0:
        message = "no state is left: every combination of options is infeasible"
        reading.report(("infeasible",), message, "remove a pattern", key=True)
    if not reading.given(("n_states",)):
        return
    said = reading.text(("n_states",), "12")
    if said is not None and said != str(many):
        how = "are listed" if model.states is not None else "are feasible"
        reading.report(("n_states",), f"n_states is {plain(said, 20)}, but {many} {how}")
