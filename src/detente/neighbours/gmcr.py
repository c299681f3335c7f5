"""Published conflicts as a neighbour's format: gmcr-case/1 read, and written back."""

from __future__ import annotations

import re
from collections.abc import Mapping

from detente.case.faults import CaseErrors, Fault, listed
from detente.case.gmcr.file import ConflictFile, load_conflict
from detente.case.gmcr.reading import SECTIONS
from detente.case.writing import ids
from detente.neighbours.conflict_text import Sketch, sketch_text
from detente.neighbours.form import Format, Model, Written

_SIGN = re.compile(r"""^\W{0,3}format["']?\s*:\s*["']?gmcr-case""", re.MULTILINE)
_KEPT = frozenset({*SECTIONS, "source", "strategies"})


def sketch_of(file: ConflictFile) -> Sketch:
    """What does a published conflict say, part by part?

    Everything the form knows: numbers of states, moves listed or removed, unknown pairs and
    strength of preference too.
    """
    model, preferences = file.model, file.preferences
    return Sketch(
        title=file.title,
        id=file.id,
        dms=file.conflict.dms,
        options=file.options,
        infeasible=model.infeasible,
        states=model.states,
        status_quo=file.status_quo,
        listed=file.moves.listed,
        removed=file.moves.removed,
        rankings=preferences.rankings,
        pairs=preferences.pairs,
        priorities={
            dm: [one.text for one in statements]
            for dm, statements in preferences.priorities.items()
        },
        coalitions=file.coalitions,
        sources=file.sources,
        notes={"strategies": strategies_of(file)},
    )


def strategies_of(file: ConflictFile) -> Mapping[str, list[str]]:
    """The names of strategies as an .nfg file had them, kept beside the model as a note."""
    place = file.document.places.get(("strategies",))
    if place is None or place.value.kind != "map":
        return {}
    return {
        key.value: [one.value for one in value.items]
        for key, value in place.value.pairs
        if value.kind == "list" and all(one.kind == "text" for one in value.items)
    }


def left_out(file: ConflictFile) -> tuple[str, ...]:
    """What of a published conflict is not in `sketch_of`? One plain sentence each."""
    lost = []
    keys = [key.value for key, _ in file.document.root.pairs]
    free = [key for key in keys if key not in _KEPT]
    if free:
        lost.append(f"notes beside the model are left out: {listed(free, 'and', 8)}")
    if "utilities" in keys:
        lost.append("utilities are written as rankings: only their order counts here")
    return tuple(lost)


def write(model: Model) -> Written:
    """How is a conflict written as gmcr-case/1?

    Raises
    ------
    CaseErrors
        Where the model is no conflict.

    Examples
    --------
    >>> from detente.case.gmcr.file import load_conflict_text
    >>> file = load_conflict_text('''
    ... format: gmcr-case/1
    ... dms: [Ann]
    ... options: [{id: a, dm: Ann, name: sings}]
    ... priorities: {Ann: [a]}
    ... ''')
    >>> again = load_conflict_text(write(file).files["conflict.yaml"])
    >>> again.conflict.dms, again.options == file.options
    (('Ann',), True)
    """
    file = as_conflict(model, "gmcr")
    return Written({file_name(file): sketch_text(sketch_of(file))}, left_out(file))


def file_name(file: ConflictFile, ending: str = ".yaml") -> str:
    """A name for the file of a conflict: its id as a plain word, whatever stands there."""
    return ids([file.id], "conflict")[file.id] + ending


def as_conflict(model: Model, name: str) -> ConflictFile:
    """The model as a conflict; raises `CaseErrors` where it is none."""
    if not isinstance(model, ConflictFile):
        message = f"{name} holds decision makers, options and preferences, and this holds none"
        raise CaseErrors([Fault("model", 1, 1, message)])
    return model


FORMAT = Format(
    name="gmcr",
    title="a published conflict: options, states and rankings (gmcr-case/1, YAML)",
    holds="conflict",
    suffixes=(".yaml", ".yml"),
    read=load_conflict,
    write=write,
    looks_like=lambda head: _SIGN.search(head) is not None,
)
