"""A published conflict written out: the parts of a model as the text of a gmcr-case/1 file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from detente.case.gmcr.model import ModelOption, ModelState
from detente.case.gmcr.moves import OPTION_FORM, Listed
from detente.case.gmcr.preferences import GREATLY, Pairs, Ranking
from detente.case.gmcr.reading import FORMAT
from detente.case.writing import exactly, plainly, quoted

_A_LINE = 20


@dataclass(frozen=True, eq=False)
class Sketch:
    """What a file of the form gmcr-case/1 says, before it is written.

    Attributes
    ----------
    title, id : str
    dms : tuple of str
    options : tuple of ModelOption
        The first counts 1 in a decimal code.
    infeasible : tuple of str
        Patterns of Y, N and -.
    states : mapping, optional
        The states one by one; left out, every combination that no pattern rules out.
    status_quo : int, optional
    listed : mapping, optional
        For each decision maker whose moves are listed, where they lead; everybody who is not in it
        changes his options freely.
    removed : mapping
        Moves taken out.
    rankings, pairs, priorities : mapping
        Who prefers what; at least one of them for each decision maker.
    coalitions : tuple of tuple of str
    sources : tuple of str
    remarks : tuple of str
        Lines of comment at the top.
    notes : mapping
        Lists of texts under keys of their own, which mean nothing to the form.
    """

    title: str
    dms: tuple[str, ...]
    options: tuple[ModelOption, ...]
    id: str = ""
    infeasible: tuple[str, ...] = ()
    states: Mapping[int, ModelState] | None = None
    status_quo: int | None = None
    listed: Mapping[str, Listed] = field(default_factory=dict)
    removed: Mapping[str, Listed] = field(default_factory=dict)
    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    pairs: Mapping[str, Pairs] = field(default_factory=dict)
    priorities: Mapping[str, Sequence[str]] = field(default_factory=dict)
    coalitions: tuple[tuple[str, ...], ...] = ()
    sources: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    notes: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)


def sketch_text(sketch: Sketch) -> str:
    """What is the file of this conflict?

    Examples
    --------
    >>> a = ModelOption("a", "Row", "Swerve", "both")
    >>> print(sketch_text(Sketch("Two", ("Row",), (a,), rankings={"Row": Ranking(((1,), (0,)))})))
    format: gmcr-case/1
    title: "Two"
    dms: ["Row"]
    options:
    - {id: a, dm: "Row", name: "Swerve", dir: both}
    moves: option-form
    preferences:
      "Row": [1, 0]
    <BLANKLINE>
    """
    return "".join(f"{line}\n" for line in _lines(sketch))


def _lines(sketch: Sketch) -> Iterator[str]:
    yield f"format: {FORMAT}"
    yield from (f"# {plainly(line)}".rstrip() for line in sketch.remarks)
    if sketch.id:
        yield f"id: {quoted(sketch.id)}"
    yield f"title: {quoted(sketch.title)}"
    if sketch.sources:
        yield f"source: {_texts(map(quoted, sketch.sources))}"
    yield f"dms: {_texts(map(exactly, sketch.dms))}"
    if sketch.options:
        yield "options:"
    for one in sketch.options:
        owner, name = exactly(one.dm), quoted(one.name)
        yield f"- {{id: {one.id}, dm: {owner}, name: {name}, dir: {one.direction}}}"
    if sketch.infeasible:
        yield f"infeasible: {_texts(map(exactly, sketch.infeasible))}"
    yield from _states(sketch)
    if sketch.status_quo is not None:
        yield f"status_quo: {sketch.status_quo}"
    yield from _moves(sketch)
    yield from _preferences(sketch)
    if sketch.coalitions:
        groups = (f"[{', '.join(map(exactly, one))}]" for one in sketch.coalitions)
        yield f"coalitions: [{', '.join(groups)}]"
    for name, lists in sketch.notes.items():
        if lists:
            yield f"{name}:"
        for key, texts in lists.items():
            yield f"  {exactly(key)}: {_texts(map(exactly, texts))}"


def _texts(texts: Sequence[str] | Iterator[str] | map[str]) -> str:
    return f"[{', '.join(texts)}]"


def _states(sketch: Sketch) -> Iterator[str]:
    if sketch.states is None:
        return
    yield "states:"
    for state in sketch.states.values():
        parts = [f"yn: {exactly(state.pattern)}"] if state.pattern else []
        parts += [f"label: {quoted(state.label)}"] if state.label else []
        yield f"  {state.id}: {{{', '.join(parts)}}}"


def _moves(sketch: Sketch) -> Iterator[str]:
    if not sketch.listed:
        yield f"moves: {OPTION_FORM}"
    else:
        yield "moves:"
        for dm in sketch.dms:
            if dm not in sketch.listed:
                yield f"  {exactly(dm)}: {OPTION_FORM}"
            elif not sketch.listed[dm]:
                yield f"  {exactly(dm)}: {{}}"
            else:
                yield from _arcs(dm, sketch.listed[dm])
    if any(sketch.removed.values()):
        yield "removed_moves:"
        for dm, arcs in sketch.removed.items():
            if arcs:
                yield from _arcs(dm, arcs)


def _arcs(dm: str, arcs: Listed) -> Iterator[str]:
    yield f"  {exactly(dm)}:"
    for start, ends in arcs.items():
        if ends:
            yield f"    {start}: [{', '.join(map(str, ends))}]"


def _preferences(sketch: Sketch) -> Iterator[str]:
    if sketch.rankings:
        yield "preferences:"
    for dm, ranking in sketch.rankings.items():
        items = list(_ranked(ranking))
        if len(items) <= _A_LINE:
            yield f"  {exactly(dm)}: [{', '.join(items)}]"
        else:
            yield f"  {exactly(dm)}:"
            yield from (f"  - {item}" for item in items)
    if sketch.pairs:
        yield "preference_pairs:"
    for dm, pairs in sketch.pairs.items():
        yield f"  {exactly(dm)}: [{', '.join(f'[{best}, {worst}]' for best, worst in pairs)}]"
    if sketch.priorities:
        yield "priorities:"
    for dm, statements in sketch.priorities.items():
        if not statements:
            yield f"  {exactly(dm)}: []"
            continue
        yield f"  {exactly(dm)}:"
        yield from (f"  - {exactly(text)}" for text in statements)


def _ranked(ranking: Ranking) -> Iterator[str]:
    cuts = (0, *ranking.marks, len(ranking.groups))
    for k, (begin, end) in enumerate(pairwise(cuts)):
        if k:
            yield exactly(GREATLY)
        for group in ranking.groups[begin:end]:
            numbers = ", ".join(map(str, group))
            yield numbers if len(group) == 1 else f"[{numbers}]"
