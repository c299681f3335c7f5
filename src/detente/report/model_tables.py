"""The stability table of a published conflict, or of every outcome of a case, in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from detente.core.finding import percent

LONGEST = 60
"""States listed one by one; beyond, what the equilibria have in common is told instead."""

NAMES = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ", "sim": "SIM"}


def show_model(data: Mapping[str, Any], words: Callable[[int], str], out: Console) -> None:
    """The stability table of a model: a row a state, a column an actor, and the equilibria.

    Parameters
    ----------
    data : mapping
        What ``ModelAnswer.to_dict`` returned, with ``why`` and ``inverse`` where asked.
    words : callable
        A state in words, by its number.
    """
    model = data["model"]
    out.print(f"[bold]{escape(model['title'])}[/bold]", soft_wrap=True)
    out.print(f"{model['states']} states, {data['method']}", soft_wrap=True)
    kinds = data["params"]["kind"] if isinstance(data["params"]["kind"], list) else [None]
    for kind in kinds:
        if kind is not None:
            out.print(f"\nUnknown preferences taken as type {kind}")
        if model["states"] <= LONGEST:
            out.print(_table(data, words, kind))
        _list(data, kind, out)
    out.print(escape(data["pattern"]), soft_wrap=True)
    _ranking(data["patterns"]["ranking"], out)
    if "why" in data:
        _why(data["why"], words, out)
    if "inverse" in data:
        _inverse(data["inverse"], out)


def _of(entry: Any, kind: str | None) -> Sequence[int]:
    found: Sequence[int] = entry if kind is None else entry[kind]
    return found


def _table(data: Mapping[str, Any], words: Callable[[int], str], kind: str | None) -> Table:
    table = Table()
    for name in ("state", "what it is", *data["stable"], "everybody"):
        table.add_column(escape(name))
    marks = {a: {c: set(_of(e, kind)) for c, e in by.items()} for a, by in data["stable"].items()}
    marks["everybody"] = {c: set(_of(e, kind)) for c, e in data["equilibria"].items()}
    for state in sorted(data["numbers"]):
        cells = [_holds(marks[actor], state) for actor in (*data["stable"], "everybody")]
        table.add_row(str(state), escape(words(state)), *cells)
    return table


def _holds(by: Mapping[str, set[int]], state: int) -> str:
    """The concepts under which a state is stable, the strictest said first."""
    found = [NAMES[c] for c, states in by.items() if state in states]
    return "all" if len(found) == len(by) else " ".join(found) or "-"


def _list(data: Mapping[str, Any], kind: str | None, out: Console) -> None:
    for concept, entry in data["equilibria"].items():
        states = _of(entry, kind)
        name = f"{NAMES[concept]} equilibria ({len(states)}):"
        if len(states) <= LONGEST:
            out.print(f"{name} {', '.join(map(str, states)) or 'none'}", soft_wrap=True)
        else:
            out.print(f"{name} too many to read one by one", soft_wrap=True)
            if kind is None:
                _clusters(data["patterns"]["concepts"][concept], out)


def _clusters(found: Mapping[str, Any], out: Console) -> None:
    """What many equilibria have in common, all of them and group by group."""
    if found["common"]:
        out.print(escape(f"    all: {_options(found['common'])}"), soft_wrap=True)
    clusters = found["clusters"] or []
    for cluster in clusters if len(clusters) > 1 else []:
        text = f"    {cluster['size']} that hang together, such as {cluster['example']}"
        out.print(escape(f"{text}: {_options(cluster['common'])}"), soft_wrap=True)


def _options(common: Mapping[str, str]) -> str:
    return ", ".join(f"{axis} = {option}" for axis, option in common.items()) or "nothing in common"


def _ranking(ranking: Sequence[Mapping[str, Any]], out: Console) -> None:
    """The states that stay equilibria under the most demanding concepts, or in most readings."""
    if ranking:
        states = ", ".join(str(entry["state"]) for entry in ranking)
        out.print(f"Most robust first (at most ten): {states}", soft_wrap=True)


def _why(data: Mapping[str, Any], words: Callable[[int], str], out: Console) -> None:
    """Witnesses, those of an actor that say the same said once."""
    out.print(f"\n[bold]Why state {data['state']}[/bold] ({escape(words(data['state']))})")
    for (actor, stable, answers), concepts in _alike(data["witnesses"]).items():
        verdict = "stable" if stable else "not stable"
        names = ", ".join(NAMES[c] for c in concepts)
        out.print(f"{escape(actor)}: {verdict} ({names})", soft_wrap=True)
        for end, steps in answers:
            text = f"    would go to {end}"
            text += f", but then {', then '.join(steps)}" if steps else ", and nobody answers"
            out.print(escape(text), soft_wrap=True)
        if stable and not answers:
            out.print("    has nowhere better to go")


def _alike(witnesses: Sequence[Mapping[str, Any]]) -> dict[tuple[Any, ...], list[str]]:
    found: dict[tuple[Any, ...], list[str]] = {}
    for witness in witnesses:
        answers = tuple((a["improvement"], _moves(a["sanction"])) for a in witness["answers"])
        key = (witness["actor"], witness["stable"], answers)
        found.setdefault(key, []).append(witness["concept"])
    return found


def _moves(steps: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(f"{s['movers']} goes from {s['from']} to {s['to']}" for s in steps)


def _inverse(data: Mapping[str, Any], out: Console) -> None:
    table = Table(
        title=f"Strict rankings (of {data['rankings']}) under which state {data['state']}"
        " holds, all else as it is"
    )
    concepts = list(next(iter(data["stable"].values()), {}))
    for name in ("decision maker", *(NAMES[c] for c in concepts)):
        table.add_column(name)
    for dm, by in data["stable"].items():
        table.add_row(escape(dm), *(str(by[c]) for c in concepts))
    out.print(table)


def _shares(data: Mapping[str, Any], out: Console) -> None:
    title = f"Share of a party's rankings under which it would stay in state {data['state']}"
    table = Table(title=f"{title} ({data['readings']} readings)")
    concepts = list(next(iter(data["shares"].values()), {}))
    for name in ("party", *(NAMES[c] for c in concepts)):
        table.add_column(name)
    for party, by in data["shares"].items():
        cells = ("not counted" if by[c] is None else percent(by[c]) for c in concepts)
        table.add_row(escape(party), *cells)
    out.print(table)


def show_states(data: Mapping[str, Any], out: Console) -> None:
    """Every outcome on the table of a case that is stable for all, or what these have in common."""
    if "inverse" in data:
        _shares(data["inverse"], out)
    if "left_out" in data:
        out.print(escape(data["left_out"]), soft_wrap=True)
        return
    if "states" not in data:
        return
    out.print(
        f"\n[bold]Every outcome on the table[/bold] ({len(data['states'])}, numbered over "
        f"{escape(', '.join(data['numbered']))}; {data['readings']} readings)",
        soft_wrap=True,
    )
    shown = sorted({s for by in data["shares"].values() for s in by})
    if len(shown) <= LONGEST:
        table = Table()
        for name in ("state", *(NAMES[c] for c in data["shares"]), "what it is"):
            table.add_column(name)
        for state in shown:
            shares = [f"{100 * by.get(state, 0):.0f} %" for by in data["shares"].values()]
            what = ", ".join(f"{i} {o}" for i, o in data["states"][state].items())
            table.add_row(str(state), *shares, escape(what))
        out.print(table)
    out.print(escape(data["pattern"]), soft_wrap=True)
    _ranking(data["patterns"]["ranking"], out)
