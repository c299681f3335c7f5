"""From what was read of a published conflict to the conflict itself, in option or graph form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from detente.case.faults import Path
from detente.case.gmcr.model import MOST_ARCS_STATES, MOST_LATTICE, Model, ModelOption
from detente.case.gmcr.moves import Listed, Moves
from detente.case.gmcr.preferences import Preferences, Ranking
from detente.case.gmcr.priorities import LEFT, TAKEN, dense, lattice, ranks_of
from detente.case.gmcr.reading import Reading
from detente.core.conflict import (
    Arcs,
    Axis,
    Bools,
    Conflict,
    GraphForm,
    Ints,
    OptionForm,
    Ranks,
    better_by_rank,
)

# From left to taken, and from taken to left: [from, to] over the choices N and Y.
_STEPS = {
    "both": np.array([[True, True], [True, True]]),
    "forward": np.array([[True, True], [False, True]]),
    "backward": np.array([[True, False], [True, True]]),
}


def arc_by_arc(model: Model, moves: Moves, preferences: Preferences) -> Path | None:
    """The entry because of which moves or preferences must be listed pair by pair, if there is one.

    Everything else is a conflict in option form.
    """
    if moves.listed:
        return ("moves",)
    if moves.removed:
        return ("removed_moves",)
    if preferences.pairs:
        return ("preference_pairs",)
    if any(ranking.marks for ranking in preferences.rankings.values()):
        return ("preferences",)
    if model.states is not None and len(model.options or ()) > MOST_LATTICE:
        return ("options",)
    return None


def check_size(reading: Reading, model: Model, moves: Moves, preferences: Preferences) -> None:
    """Report a conflict too large to be listed pair by pair."""
    cause = arc_by_arc(model, moves, preferences)
    if cause is not None and model.count > MOST_ARCS_STATES:
        message = f"with {cause[0]} at most {MOST_ARCS_STATES} states are possible"
        hint = f"this conflict has {model.count}; leave {cause[0]} out, or rule out states"
        reading.report(cause, message, hint, key=True)


@dataclass(frozen=True, eq=False)
class Builder:
    """Makes the conflict of a model without faults."""

    reading: Reading
    model: Model
    moves: Moves
    preferences: Preferences

    @cached_property
    def dms(self) -> tuple[str, ...]:
        assert self.model.dms is not None
        return self.model.dms

    @cached_property
    def options(self) -> tuple[ModelOption, ...]:
        assert self.model.options is not None
        return self.model.options

    def conflict(self) -> Conflict:
        """The conflict: in graph form only where the option form cannot say it."""
        if arc_by_arc(self.model, self.moves, self.preferences) is None:
            return self.option_form()
        return self.graph_form()

    # --- option form ---

    def option_form(self) -> OptionForm:
        """States as combinations, numbered by decimal code: the first option is the last axis."""
        many = len(self.options)
        axes = tuple(Axis(option.id, (LEFT, TAKEN)) for option in reversed(self.options))
        steps = tuple(
            {
                many - 1 - k: _STEPS[option.direction]
                for k, option in reversed(list(enumerate(self.options)))
                if option.dm == name
            }
            for name in self.dms
        )
        codes, feasible, ids = None, self.model.feasible, None
        if self.model.states is not None:
            codes = np.array([self.model.code(state) for state in self.model.states], np.int64)
            feasible = np.zeros(1 << many, dtype=np.bool_)
            feasible[codes] = True
            if (codes != self.model.ids).any():
                ids = np.full(1 << many, -1, dtype=np.int64)
                ids[codes] = self.model.ids
        ranks = tuple(self._ranks_of_codes(name, codes) for name in self.dms)
        return OptionForm(self.dms, axes, steps, feasible, ranks, ids)

    def _ranks_of_codes(self, name: str, codes: Ints | None) -> Ranks:
        many = len(self.options)
        if self.preferences.by_priorities(name):
            columns = lattice([option.id for option in self.options])
            return ranks_of(self.preferences.priorities[name], columns, (2,) * many)
        ranking = self.preferences.rankings[name]
        place = self.model.ids if codes is None else codes
        found = np.zeros(1 << many, dtype=np.int32)
        found[place] = self._by_ranking(ranking)
        self._compare(name, found[place])
        return found

    # --- both ---

    @cached_property
    def _index(self) -> dict[int, int]:
        return {int(state): k for k, state in enumerate(self.model.ids)}

    @cached_property
    def _columns(self) -> dict[str, Bools]:
        """Where each option is taken, over the states in order."""
        patterns = [self.model.pattern(int(state)) for state in self.model.ids]
        return {
            option.id: np.array([pattern[k] == TAKEN for pattern in patterns], dtype=np.bool_)
            for k, option in enumerate(self.options)
        }

    def _by_ranking(self, ranking: Ranking) -> Ranks:
        """The rank of each state in order: 0 is the worst."""
        found = np.zeros(len(self.model.ids), dtype=np.int32)
        for rank, group in enumerate(reversed(ranking.groups)):
            found[[self._index[state] for state in group]] = rank
        return found

    def _compare(self, name: str, ranks: Ranks) -> None:
        """Note where somebody's priorities say something else than his ranking, which is used."""
        statements = self.preferences.priorities.get(name, ())
        if not statements:
            return
        meant = dense(ranks_of(statements, self._columns, (len(ranks),)))
        if (meant != dense(ranks)).any():
            message = "these priorities order the states otherwise than the ranking, which is used"
            path = ("priorities", self._key("priorities", name))
            self.reading.warn("priorities_differ", path, message)

    def _key(self, section: str, name: str) -> str:
        """How a decision maker is written as a key."""
        node = self.reading.node((section,))
        keys = [key.value for key, _ in node.pairs] if node is not None else []
        return next((key for key in keys if key.strip() == name), name)

    # --- graph form ---

    def graph_form(self) -> GraphForm:
        """States, arcs and pairs listed one by one, in the order of the file."""
        many = len(self.model.ids)
        better = np.zeros((len(self.dms), many, many), dtype=np.bool_)
        unknown = np.zeros_like(better) if self.preferences.pairs else None
        marked = any(ranking.marks for ranking in self.preferences.rankings.values())
        much = np.zeros_like(better) if marked else None
        for i, name in enumerate(self.dms):
            if name in self.preferences.pairs:
                assert unknown is not None
                for best, worst in self.preferences.pairs[name]:
                    better[i, self._index[worst], self._index[best]] = True
                unknown[i] = ~(better[i] | better[i].T | np.eye(many, dtype=np.bool_))
                continue
            if self.preferences.by_priorities(name):
                statements = self.preferences.priorities[name]
                ranks = ranks_of(statements, self._columns, (many,))
            else:
                ranking = self.preferences.rankings[name]
                ranks = self._by_ranking(ranking)
                self._compare(name, ranks)
                if much is not None:
                    much[i] = better_by_rank(self._by_ranking(_by_marks(ranking)))
            better[i] = better_by_rank(ranks)
        arcs = tuple(self._arcs(name) for name in self.dms)
        return GraphForm(self.dms, self.model.ids, arcs, better, unknown, much)

    def _arcs(self, name: str) -> Arcs:
        if name in self.moves.listed:
            there = self._as_matrix(self.moves.listed[name])
        else:
            there = self._by_options(name)
        if name in self.moves.removed:
            gone = self._as_matrix(self.moves.removed[name])
            self._warn_of_nothing(name, there, gone)
            there &= ~gone
        src, dst = np.nonzero(there)
        return Arcs(src.astype(np.int64), dst.astype(np.int64))

    def _as_matrix(self, moves: Listed) -> Bools:
        many = len(self.model.ids)
        found = np.zeros((many, many), dtype=np.bool_)
        for start, ends in moves.items():
            found[self._index[start], [self._index[end] for end in ends]] = True
        return found

    def _by_options(self, name: str) -> Bools:
        """From which state to which he comes by changing any of his own options."""
        many = len(self.model.ids)
        found = ~np.eye(many, dtype=np.bool_)
        for option in self.options:
            taken = self._columns[option.id].astype(np.intp)
            step = _STEPS[option.direction] if option.dm == name else np.eye(2, dtype=np.bool_)
            found &= step[taken[:, None], taken[None, :]]
        return found

    def _warn_of_nothing(self, name: str, there: Bools, gone: Bools) -> None:
        empty = np.argwhere(gone & ~there)
        if not len(empty):
            return
        start, end = (int(self.model.ids[k]) for k in empty[0])
        more = f", and {len(empty) - 1} more" if len(empty) > 1 else ""
        message = f"there is no move from {start} to {end} that could be removed{more}"
        path = ("removed_moves", self._key("removed_moves", name))
        self.reading.warn("removes_nothing", path, message)


def _by_marks(ranking: Ranking) -> Ranking:
    """The ranking with only the great steps left."""
    cuts = (0, *ranking.marks, len(ranking.groups))
    groups = [ranking.groups[a:b] for a, b in pairwise(cuts)]
    return Ranking(tuple(tuple(state for group in part for state in group) for part in groups))


def labels_of(model: Model) -> Mapping[int, str]:
    """The words of each state that has some."""
    return {state.id: state.label for state in (model.states or {}).values() if state.label}
