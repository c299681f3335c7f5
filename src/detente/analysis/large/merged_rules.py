"""Formulas read one issue at a time, as small machines that remember what matters.

Each state of a machine is what is left of its formula once some issues are decided; states that
leave the same are one. So partial outcomes after which all rules ask the same of the rest can be
compared with each other, and no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detente.core.additive import settle
from detente.core.grid import Bools
from detente.core.logic import All, Formula, Some, issues

Ints = NDArray[np.int64]

DONE = 0
"""The state in which nothing of a formula is left to decide."""

STATES = 5000
"""States of one machine after one issue at most; a formula that needs more is not merged."""


@dataclass(frozen=True, eq=False)
class Machine:
    """A formula as steps over the issues, in the order in which these are decided.

    Attributes
    ----------
    start : int
        The state before the first issue.
    fires : bool
        Whether the formula is true whatever is decided.
    steps : tuple of arrays, one an issue, shape (states, options)
        The state after each option; ``DONE`` once the formula is decided.
    true : tuple of arrays of bool, likewise
        Whether it has become true by this option.
    """

    start: int
    fires: bool
    steps: tuple[Ints, ...]
    true: tuple[Bools, ...]


def machine(
    formula: Formula, order: Sequence[str], names: Sequence[Sequence[str]]
) -> Machine | None:
    """How does a formula follow a partial outcome? None where it would need too many states.

    Parameters
    ----------
    formula : Formula
    order : sequence of str
        The issues in the order in which they are decided; every issue of the formula is there.
    names : sequence of sequences of str
        The options of each.

    Examples
    --------
    >>> from detente.core.logic import Is
    >>> both = All((Is("a", frozenset({"x"})), Is("b", frozenset({"y"}))))
    >>> found = machine(both, ["a", "b"], [["x", "z"], ["y", "z"]])
    >>> found.start, [step.tolist() for step in found.steps]
    (1, [[[0, 0], [1, 0]], [[0, 0], [0, 0]]])
    """
    true, false = All(()), Some(())
    left = settle(formula, {})
    if left in {true, false}:
        nothing = tuple(np.zeros((1, len(n)), dtype=np.int64) for n in names)
        return Machine(DONE, left == true, nothing, tuple(n.astype(np.bool_) for n in nothing))
    states: list[Formula] = [left]
    steps, fired = [], []
    for issue, options in zip(order, names, strict=True):
        after: dict[Formula, int] = {}
        step = np.zeros((len(states) + 1, len(options)), dtype=np.int64)
        fire = np.zeros(step.shape, dtype=np.bool_)
        for row, state in enumerate(states, 1):
            touched = issue in issues(state)
            for column, option in enumerate(options):
                rest = settle(state, {issue: option}) if touched else state
                if rest in {true, false}:
                    fire[row, column] = rest == true
                else:
                    step[row, column] = after.setdefault(rest, len(after) + 1)
        if len(after) > STATES:
            return None
        states = list(after)
        steps.append(step)
        fired.append(fire)
    return Machine(1, False, tuple(steps), tuple(fired))


def reading_order(formulas: Sequence[Formula], names: Sequence[str]) -> list[str]:
    """In which order to decide the issues, so that few formulas are half decided at a time?

    Greedy: next comes the issue after which the fewest formulas are open, then the one that
    closes most; equals stay in the order given.

    Examples
    --------
    >>> from detente.core.logic import Is
    >>> reading_order([All((Is("a", frozenset("x")), Is("c", frozenset("x"))))], ["a", "b", "c"])
    ['b', 'a', 'c']
    """
    wanted = [issues(f) & set(names) for f in formulas]
    done: list[str] = []
    while len(done) < len(names):

        def cost(name: str) -> tuple[int, int]:
            known = {*done, name}
            open_ = sum(1 for w in wanted if w & known and not w <= known)
            closed = sum(1 for w in wanted if w and w <= known)
            return open_, -closed

        done.append(min((n for n in names if n not in done), key=cost))
    return done
