"""Whether preferences hold together: pairs without a circle, statements that say something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from detente.case.faults import Path
from detente.case.gmcr.model import Model
from detente.case.gmcr.priorities import Statement, lattice, truth
from detente.case.gmcr.reading import Reading

_MOST_TABLED = 12


def find_cycle(pairs: Iterable[tuple[int, int]]) -> list[int] | None:
    """Which states are, pair by pair, better than themselves? None where there are none.

    Examples
    --------
    >>> find_cycle([(1, 2), (2, 3), (3, 1)])
    [1, 2, 3]
    >>> find_cycle([(1, 2), (1, 3), (2, 3)]) is None
    True
    """
    below: dict[int, list[int]] = {}
    for better, worse in pairs:
        below.setdefault(better, []).append(worse)
    done: set[int] = set()
    for start in below:
        path: list[int] = []
        on_path: set[int] = set()
        waiting = [iter((start,))]
        while waiting:
            state = next(waiting[-1], None)
            if state is None:
                waiting.pop()
                if path:
                    last = path.pop()
                    on_path.discard(last)
                    done.add(last)
            elif state in on_path:
                return path[path.index(state) :]
            elif state not in done:
                path.append(state)
                on_path.add(state)
                waiting.append(iter(below.get(state, [])))
    return None


def check_sense(
    reading: Reading, statements: Sequence[Statement], places: Sequence[Path], *, used: bool
) -> None:
    """Report statements that can never be true, or that contradict one another."""
    tables: dict[tuple[tuple[str, ...], bytes], int] = {}
    for p, (statement, place) in enumerate(zip(statements, places, strict=True)):
        named = tuple(sorted(statement.options))
        if len(named) > _MOST_TABLED:
            continue
        table = np.broadcast_to(truth(statement.formula, lattice(named)), (2,) * len(named))
        same = tables.setdefault((named, table.tobytes()), p)
        opposite = tables.get((named, (~table).tobytes()))
        message = hint = ""
        if not table.any():
            message, hint = "this statement can never be true", "correct or remove it"
        elif table.all():
            # Some published lists have such statements; they do no harm.
            reading.warn("decides_nothing", place, "this statement is always true", key=False)
        elif same != p:
            message = f"this statement says the same as statement {same + 1}"
            reading.warn("decides_nothing", place, message, key=False)
            message = ""
        elif opposite is not None:
            message = f"this statement says the opposite of statement {opposite + 1}"
            hint = "keep the one that is preferred to be true"
        if message and used:
            reading.report(place, message, hint)
        elif message:
            reading.warn("decides_nothing", place, message, hint, key=False)


def check_settled(
    reading: Reading, statements: Sequence[Statement], places: Sequence[Path], model: Model
) -> None:
    """Report statements over options that some state leaves open."""
    open_in: dict[str, int] = {}
    for state in (model.states or {}).values():
        for option, letter in zip(model.options or (), state.pattern, strict=True):
            if letter == "-":
                open_in.setdefault(option.id, state.id)
    for statement, place in zip(statements, places, strict=True):
        unsettled = sorted(statement.options & open_in.keys())
        if unsettled:
            message = f"{unsettled[0]!r} is left open in state {open_in[unsettled[0]]}"
            hint = "say Y or N there, or give a ranking under preferences"
            reading.report(place, message, hint)
