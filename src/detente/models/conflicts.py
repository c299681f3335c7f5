"""Published conflicts: the stability table of a model, in one call or one command.

A model is a file of the form ``gmcr-case/1`` (decision makers, options, states, moves,
preferences); a case of our own is asked the same by
:func:`detente.analysis.stay.stability.stability`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detente.analysis.graph.arcs import listed
from detente.analysis.graph.concepts import CONCEPTS, SIMULTANEOUS
from detente.analysis.graph.inverse import inverse, total
from detente.analysis.graph.patterns import patterns, sentence
from detente.analysis.graph.table import Stability, stability
from detente.analysis.graph.verdicts import Conventions, Game
from detente.analysis.graph.witness import Witness, witness
from detente.case.gmcr.file import ConflictFile, load_conflict
from detente.core.conflict import Axis, GraphForm, Ints, OptionForm
from detente.core.version import VERSION
from detente.frames import as_frame

KINDS = ("a", "b", "c", "d")


@dataclass(frozen=True, eq=False)
class ModelAnswer:
    """The stability table of a published conflict.

    Attributes
    ----------
    file : ConflictFile
        The model as read.
    tables : mapping
        One table where all preferences are known (key ``""``), else one for each of the types
        ``a`` to ``d``.
    """

    file: ConflictFile
    tables: Mapping[str, Stability]

    @property
    def table(self) -> Stability:
        """The table; of several types, the first."""
        return next(iter(self.tables.values()))

    def to_dict(self) -> dict[str, Any]:
        """Plain data: ``stable`` and ``equilibria`` with the file's own state numbers.

        With unknown preferences each list becomes a mapping from the type to its list.
        """
        lists = {kind: table.lists() for kind, table in self.tables.items()}
        first = self.table
        many = "" not in lists
        stable = {
            actor: {c: _by_kind(lists, "stable", actor, c, many=many) for c in by}
            for actor, by in first.stable.items()
        }
        found = self.patterns()
        return {
            "detente": VERSION,
            "model": {
                "id": self.file.id,
                "title": self.file.title,
                "hash": self.file.sha256,
                "states": len(first.ids),
                "decision_makers": list(first.dms),
                "status_quo": self.file.status_quo,
            },
            "numbers": first.ids.tolist(),
            "concepts": list(first.equilibria),
            "method": first.method,
            "params": dict(first.params) | ({"kind": list(lists)} if many else {}),
            "stable": stable,
            "equilibria": {
                c: _by_kind(lists, "equilibria", None, c, many=many) for c in first.equilibria
            },
            "coalitions": {
                a: {f"c{c}": ids for c, ids in by.items()}
                for a, by in stable.items()
                if a not in first.dms
            },
            "patterns": found,
            "pattern": sentence(found),
        }

    def patterns(self) -> dict[str, Any]:
        """What the equilibria have in common, and which concepts tell anything at all."""
        axes, digits = _axes(self.file, self.table.ids)
        return patterns(axes, digits, self.table.ids, self.table.equilibria)

    def rows(self) -> list[dict[str, Any]]:
        """One row a state and actor, with a column of true or false for each concept."""
        return [
            ({"type": kind} if kind else {}) | row
            for kind, table in self.tables.items()
            for row in table.rows()
        ]

    def to_frame(self) -> Any:
        """The rows as a polars or pandas data frame."""
        return as_frame(self.rows())


def _by_kind(
    lists: Mapping[str, Any], what: str, actor: str | None, concept: str, *, many: bool
) -> Any:
    found = {
        kind: (entry[what][actor] if actor is not None else entry[what])[concept]
        for kind, entry in lists.items()
    }
    return found if many else next(iter(found.values()))


def _axes(file: ConflictFile, ids: Ints) -> tuple[list[Axis], Ints]:
    """The options as axes, and each state's place on them; a model without any is one axis."""
    if not file.options:
        return [Axis("state", tuple(str(i) for i in ids))], np.arange(len(ids))[:, None]
    letters = {"N": 0, "Y": 1, "-": 0}
    axes = [Axis(f"{o.dm}: {o.name}", ("no", "yes")) for o in file.options]
    if isinstance(file.conflict, OptionForm) and file.conflict.ids is None:
        return axes, (ids[:, None] >> np.arange(len(axes))[None, :]) & 1
    rows = [[letters[x] for x in file.pattern(int(i))] for i in ids]
    return axes, np.array(rows, dtype=np.int64)


def model_stability(
    path: str | Path,
    *,
    concepts: Sequence[str] = CONCEPTS,
    coalitions: Sequence[Sequence[str]] | None = None,
    kind: str | None = None,
    start: str = "removed",
    back: bool = True,
    strong: bool = False,
) -> ModelAnswer:
    """Which states of a published conflict are stable for whom, and for all?

    Parameters are those of :func:`detente.analysis.graph.table.stability`; ``coalitions`` are by
    default those the file names. Where preferences are unknown and no kind is given, all four
    types are worked out.

    Raises
    ------
    CaseErrors
        Where the file breaks its form: all faults at once.
    ValueError
        For options that do not fit the model.

    Examples
    --------
    >>> answer = model_stability("elmira.yaml")  # doctest: +SKIP
    >>> answer.table.lists()["equilibria"]["nash"]  # doctest: +SKIP
    [5, 6, 7, 10, 11, 12]
    """
    file = load_conflict(path)
    conflict = file.conflict
    groups = _groups(file, concepts, coalitions)
    unknown = isinstance(conflict, GraphForm) and conflict.unknown is not None
    kinds = KINDS if unknown and kind is None else (kind,)
    tables = {
        k or "": stability(
            conflict,
            concepts=concepts,
            coalitions=groups,
            kind=k,
            start=start,
            back=back,
            strong=strong,
        )
        for k in kinds
    }
    if not unknown:
        tables = {"": next(iter(tables.values()))}
    return ModelAnswer(file, tables)


def _groups(
    file: ConflictFile, concepts: Sequence[str], asked: Sequence[Sequence[str]] | None
) -> list[tuple[str, ...]]:
    """The coalitions asked for; by default the file's own, unless a concept knows none."""
    if asked is not None:
        return [tuple(g) for g in asked]
    return [] if SIMULTANEOUS in concepts else list(file.coalitions)


def graph_of(file: ConflictFile) -> GraphForm:
    """The model with every move listed."""
    return file.conflict if isinstance(file.conflict, GraphForm) else listed(file.conflict)


def place_of(file: ConflictFile, form: GraphForm, state: int) -> int:
    """The place of a state given by the file's number.

    Raises
    ------
    ValueError
        Where the model has no such state.
    """
    found = np.flatnonzero(form.ids == state)
    if not len(found):
        known = ", ".join(str(i) for i in form.ids[:12]) + (", ..." if form.size > 12 else "")
        raise ValueError(f"{file.path} has no state {state}: there are {known}")
    return int(found[0])


def why(
    file: ConflictFile,
    state: int,
    *,
    concepts: Sequence[str] = CONCEPTS,
    coalitions: Sequence[Sequence[str]] = (),
    conventions: Conventions | None = None,
) -> list[dict[str, Any]]:
    """Why is a state stable, or not, for each decision maker? One witness an actor and concept.

    Returns
    -------
    list of dict
        ``actor``, ``concept``, ``stable``, and ``answers``: improvements, each with the moves that
        sanction it (``movers``, ``from``, ``to``), none where nobody answers.

    Raises
    ------
    ValueError
        For a state the model does not have, and for unknown preferences without a kind.
    """
    form = graph_of(file)
    place = place_of(file, form, state)
    if form.unknown is not None and (conventions is None or conventions.kind is None):
        raise ValueError("some preferences are unknown: say how they are taken (a, b, c or d)")
    game = Game(form, conventions)
    sides: list[tuple[int, ...]] = [(i,) for i in range(len(form.dms))]
    sides += [tuple(sorted(form.dms.index(m) for m in group)) for group in coalitions]
    return [
        _plain(form, witness(game, side, place, concept))
        for side in sides
        for concept in concepts
        if concept != SIMULTANEOUS
    ]


def _plain(form: GraphForm, found: Witness) -> dict[str, Any]:
    def names(group: Sequence[int]) -> str:
        return "+".join(form.dms[i] for i in group)

    return {
        "actor": names(found.members),
        "concept": found.concept,
        "stable": found.stable,
        "answers": [
            {
                "improvement": int(form.ids[a.improvement]),
                "sanction": [
                    {
                        "movers": names(s.movers),
                        "from": int(form.ids[s.start]),
                        "to": int(form.ids[s.end]),
                    }
                    for s in a.sanction
                ],
            }
            for a in found.answers
        ],
    }


def inverses(
    file: ConflictFile, state: int, *, concepts: Sequence[str] = CONCEPTS, back: bool = True
) -> dict[str, Any]:
    """What must each decision maker prefer for a state to hold? Counts of his strict rankings.

    Returns
    -------
    dict
        ``rankings`` (how many there are), and by decision maker and concept in how many of them he
        would stay, the preferences of all others as they are.
    """
    form = graph_of(file)
    place = place_of(file, form, state)
    return {
        "state": state,
        "rankings": total(form),
        "stable": {
            dm: inverse(form, place, i, [c for c in concepts if c != SIMULTANEOUS], back=back)
            for i, dm in enumerate(form.dms)
        },
    }
