"""What a published conflict consists of: decision makers, their options, and the states."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from detente.case.faults import BadTextError, listed
from detente.core.conflict import Bools, Ints

MOST_OPTIONS = 26
"""More options than this make too many combinations to number, unless the states are listed."""
MOST_LATTICE = 20
"""Listed states of more options than this are kept as a list, not as a place among all codes."""
MOST_ARCS_STATES = 4096
"""More states than this cannot be listed pair by pair."""

DIRECTIONS = ("both", "forward", "backward", "explicit")


@dataclass(frozen=True)
class ModelOption:
    """Something a decision maker may do or leave.

    `direction` is one of `DIRECTIONS`: ``forward`` only from left to taken, ``backward`` only from
    taken to left, ``explicit`` as the listed moves say.
    """

    id: str
    dm: str
    name: str
    direction: str


@dataclass(frozen=True)
class ModelState:
    """A listed state: its pattern over the options (Y, N, or - where left open), and its words."""

    id: int
    pattern: str
    label: str = ""


@dataclass(frozen=True, eq=False)
class Model:
    """What could be read of who and what; None or incomplete where faults were found.

    Attributes
    ----------
    dms
        Decision makers.
    options
        In the order of the file; the first is bit 0 of the decimal code.
    infeasible
        Patterns of Y, N and - that no state may match.
    states
        The listed states; None where every feasible pattern is a state.
    sure
        Whether everything that says which states there are could be read.
    named
        The numbers of all listed states, faulty ones too, so that nobody calls them unknown.
    """

    dms: tuple[str, ...] | None
    options: tuple[ModelOption, ...] | None
    infeasible: tuple[str, ...]
    states: Mapping[int, ModelState] | None
    sure: bool
    named: frozenset[int] = field(default_factory=frozenset)

    @cached_property
    def feasible(self) -> Bools:
        """Which decimal codes match no infeasible pattern; for `MOST_OPTIONS` options at most."""
        many = len(self.options or ())
        found = np.ones((2,) * many, dtype=np.bool_)
        for pattern in self.infeasible:
            # The first option is bit 0 of the code, so the last axis.
            found[tuple(_INDEX[letter] for letter in reversed(pattern))] = False
        return found.reshape(-1)

    @cached_property
    def ids(self) -> Ints:
        """The numbers of the states: as listed, or the feasible codes upwards."""
        if self.states is not None:
            return np.array(list(self.states), dtype=np.int64)
        return np.flatnonzero(self.feasible).astype(np.int64)

    @cached_property
    def count(self) -> int:
        """How many states there are."""
        return int(np.count_nonzero(self.feasible)) if self.states is None else len(self.states)

    def exists(self, state: int) -> bool:
        """Is there a state of this number? Where that cannot be told, there is."""
        if self.states is not None:
            return not self.named or state in self.named
        return not self.sure or (state < self.feasible.size and bool(self.feasible[state]))

    def missing(self, given: Collection[int], most: int) -> list[int]:
        """The first states that are not among these."""
        if self.states is not None:
            return [state for state in self.states if state not in given][:most]
        left = self.feasible.copy()
        left[list(given)] = False
        found: list[int] = np.flatnonzero(left)[:most].tolist()
        return found

    def pattern(self, state: int) -> str:
        """The options of a state as Y, N and -, in the order of the file."""
        if self.states is not None:
            return self.states[state].pattern
        return pattern_of(state, len(self.options or ()))

    def code(self, state: int) -> int:
        """The decimal code of a state whose options are all settled."""
        return code_of(self.pattern(state))

    def unknown(self, state: int) -> BadTextError:
        """What to say of a number that is no state."""
        if self.states is None:
            many = len(self.options or ())
            if state < self.feasible.size:
                pattern = pattern_of(state, many)
                return BadTextError(f"state {state} ({pattern}) is infeasible", "remove it")
            hint = f"states are numbered by decimal code, 0 to {self.feasible.size - 1}"
            return BadTextError(f"there is no state {state}", hint)
        known = listed([str(one) for one in sorted(self.named)], "and", 30)
        return BadTextError(f"there is no state {state}", f"there are: {known}")


_INDEX: dict[str, int | slice] = {"Y": 1, "N": 0, "-": slice(None)}


def code_of(pattern: str) -> int:
    """The decimal code of a pattern of Y and N: the first option counts 1, the next 2, then 4.

    Examples
    --------
    >>> code_of("NYN")
    2
    """
    return sum(1 << k for k, letter in enumerate(pattern) if letter == "Y")


def pattern_of(code: int, many: int) -> str:
    """The pattern of a decimal code over so many options.

    Examples
    --------
    >>> pattern_of(2, 3)
    'NYN'
    """
    return "".join("Y" if code >> k & 1 else "N" for k in range(many))
