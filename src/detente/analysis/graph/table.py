"""The stability table: every state, every decision maker, every concept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from detente.analysis.graph.arcs import MOST, listed
from detente.analysis.graph.concepts import CONCEPTS, SIMULTANEOUS
from detente.analysis.graph.verdicts import Conventions, Game
from detente.core.conflict import Bools, Conflict, GraphForm, Ints, OptionForm

SWEPT = "minimum sweeps over option axes (exact)"
WALKED = "legal sequences on listed moves (exact)"


@dataclass(frozen=True, eq=False)
class Stability:
    """Which states are stable for whom?

    Attributes
    ----------
    dms : tuple of str
        The decision makers.
    ids : array of int, shape (states,)
        The file's own number of each state.
    stable : mapping
        By actor (a decision maker, or a coalition's members joined by ``+``) and concept, an array
        of bool, shape (states,).
    equilibria : mapping
        By concept, the states stable for every decision maker, shape (states,).
    method : str
        How it was worked out.
    params : mapping
        The conventions used.
    """

    dms: tuple[str, ...]
    ids: Ints
    stable: Mapping[str, Mapping[str, Bools]]
    equilibria: Mapping[str, Bools]
    method: str
    params: Mapping[str, Any]

    def lists(self) -> dict[str, Any]:
        """The same as plain lists of state numbers, in ascending order."""
        return {
            "stable": {
                actor: {c: self._ids(flags) for c, flags in by.items()}
                for actor, by in self.stable.items()
            },
            "equilibria": {c: self._ids(flags) for c, flags in self.equilibria.items()},
        }

    def _ids(self, flags: Bools) -> list[int]:
        found: list[int] = np.sort(self.ids[flags]).tolist()
        return found

    def rows(self) -> list[dict[str, Any]]:
        """One row a state and actor: ``state``, ``actor`` and a column of true or false a concept.

        Where ``actor`` is None the row tells whether the state is an equilibrium: stable for all.
        """
        named = [*self.stable.items(), (None, self.equilibria)]
        return [
            {"state": int(self.ids[k]), "actor": actor}
            | {concept: bool(flags[k]) for concept, flags in by.items()}
            for k in range(len(self.ids))
            for actor, by in named
        ]


def stability(
    conflict: Conflict,
    *,
    concepts: Sequence[str] = CONCEPTS,
    coalitions: Sequence[tuple[str, ...]] = (),
    kind: str | None = None,
    start: str = "removed",
    back: bool = True,
    strong: bool = False,
) -> Stability:
    """Which states would nobody leave, in which sense of foresight?

    Parameters
    ----------
    conflict : Conflict
        Option form of any size, or listed moves (up to 8,192 states).
    concepts : sequence of str
        Some of ``nash, gmr, smr, seq, sseq``; and ``sim`` (simultaneous sanctions, Fraser &
        Hipel 1984), which is for single decision makers in option form.
    coalitions : sequence of tuples of str
        Groups of decision makers asked as one: all their members must gain (Inohara & Hipel 2008).
    kind : str, optional
        How unknown preferences are taken: ``a`` (bold, and sure of sanctions) to ``d`` (cautious).
        Needed where some are unknown.
    start : str
        ``removed``: others who come back to the state they answer from have not reached it (as in
        the matrix form); ``kept``: they have. Matters only where preferences are unknown.
    back : bool
        Whether an answer that ends exactly where the mover started sanctions him.
    strong : bool
        Strong stability: only an answer he finds greatly worse sanctions him.

    Returns
    -------
    Stability

    Raises
    ------
    ValueError
        For an unknown concept, kind, start or member of a coalition; for ``sim`` where moves are
        listed or coalitions asked; where preferences are unknown
        and no kind is given; where moves must be listed and there are too many states.

    Notes
    -----
    Definitions: Fang, Hipel & Kilgour 1993, ch. 3 and 4, as in
    :mod:`detente.analysis.graph.verdicts`.

    Examples
    --------
    The prisoner's dilemma: mutual silence (3) is no Nash equilibrium, but whoever breaks it ends
    worse off, once the other answers.

    >>> from detente.analysis.graph.examples import dilemma
    >>> stability(dilemma()).lists()["equilibria"]["nash"]
    [0]
    >>> stability(dilemma()).lists()["equilibria"]["seq"]
    [0, 3]
    """
    _check(conflict, concepts, coalitions, kind, start)
    if SIMULTANEOUS in concepts:
        return _with_simultaneous(conflict, concepts, back=back, strong=strong)
    params = {"kind": kind, "start": start, "back": back, "strong": strong}
    plain = not coalitions and kind is None and not strong
    if plain and isinstance(conflict, OptionForm) and _swept(conflict, back):
        from detente.analysis.graph.sweep import sweep

        found = sweep(conflict, concepts)
        codes = np.flatnonzero(conflict.feasible)
        by_dm: dict[str, dict[str, Bools]] = {dm: {} for dm in conflict.dms}
        for concept in concepts:
            for dm, flags in zip(conflict.dms, found.pop(concept), strict=True):
                by_dm[dm][concept] = flags[codes]
        ids = codes if conflict.ids is None else conflict.ids[codes]
        return _table(conflict.dms, ids, by_dm, by_dm, concepts, SWEPT, params)
    form = conflict if isinstance(conflict, GraphForm) else listed(conflict)
    if form.size > MOST:
        raise ValueError(f"{form.size} states are too many to list their moves ({MOST} at most)")
    game = Game(form, Conventions(kind, start == "kept", back, strong))
    single = {dm: game.verdicts((i,), concepts) for i, dm in enumerate(form.dms)}
    groups = {members(form.dms, group): group for group in coalitions}
    joint = {
        name: game.verdicts(tuple(sorted(form.dms.index(m) for m in group)), concepts)
        for name, group in groups.items()
    }
    return _table(form.dms, form.ids, single, single | joint, concepts, WALKED, params)


def _with_simultaneous(
    conflict: Conflict, concepts: Sequence[str], *, back: bool, strong: bool
) -> Stability:
    from detente.analysis.graph.simultaneous import simultaneous

    assert isinstance(conflict, OptionForm)
    others = [c for c in concepts if c != SIMULTANEOUS] or ["nash"]
    table = stability(conflict, concepts=others, back=back, strong=strong)
    found = simultaneous(conflict)
    by_dm = {
        dm: {c: found[dm] if c == SIMULTANEOUS else table.stable[dm][c] for c in concepts}
        for dm in conflict.dms
    }
    return _table(conflict.dms, table.ids, by_dm, by_dm, concepts, table.method, table.params)


def members(dms: Sequence[str], group: Sequence[str]) -> str:
    """The name of a coalition: its members in the conflict's own order, joined by ``+``.

    Examples
    --------
    >>> members(("US", "EC", "Japan"), ("Japan", "US"))
    'US+Japan'
    """
    return "+".join(dm for dm in dms if dm in group)


def _table(
    dms: tuple[str, ...],
    ids: Ints,
    single: Mapping[str, Mapping[str, Bools]],
    stable: Mapping[str, Mapping[str, Bools]],
    concepts: Sequence[str],
    method: str,
    params: Mapping[str, Any],
) -> Stability:
    everybody = {c: np.logical_and.reduce([single[dm][c] for dm in dms], axis=0) for c in concepts}
    return Stability(dms, ids, stable, everybody, method, params)


def _swept(form: OptionForm, back: bool) -> bool:
    """Can the sweeps answer?

    Not where somebody could be put back exactly where he started, and that is not to count.
    """
    owners = [axis for steps in form.steps for axis in steps]
    return form.transitive and (back or len(owners) == len(set(owners)))


def _check_group(conflict: Conflict, group: Sequence[str]) -> None:
    for member in group:
        if member not in conflict.dms:
            raise ValueError(f"unknown decision maker {member!r}: {', '.join(conflict.dms)}")
    if len(group) < 2 or len(set(group)) < len(group):
        raise ValueError(f"a coalition has at least two different members, not {list(group)}")
    if members(conflict.dms, group) in conflict.dms:
        raise ValueError(f"a decision maker has the coalition's name {'+'.join(group)!r}")


def _check(
    conflict: Conflict,
    concepts: Sequence[str],
    coalitions: Sequence[tuple[str, ...]],
    kind: str | None,
    start: str,
) -> None:
    known = (*CONCEPTS, SIMULTANEOUS)
    if not concepts:
        raise ValueError(f"name at least one concept: there are {', '.join(known)}")
    for concept in concepts:
        if concept not in known:
            raise ValueError(f"unknown concept {concept!r}: there are {', '.join(known)}")
    if SIMULTANEOUS in concepts and (isinstance(conflict, GraphForm) or coalitions):
        raise ValueError("sim is for models in option form without coalitions: leave it out")
    for group in coalitions:
        _check_group(conflict, group)
    if kind not in (None, "a", "b", "c", "d"):
        raise ValueError(f"unknown kind {kind!r}: a, b, c or d")
    if start not in ("removed", "kept"):
        raise ValueError(f"unknown start {start!r}: removed or kept")
    if kind is None and isinstance(conflict, GraphForm) and conflict.unknown is not None:
        raise ValueError("some preferences are unknown: say how they are taken (kind a, b, c or d)")
