"""Paths as data: the lanes of the chart and its table twin, and which of them are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from detente.report.answers import Answers
from detente.report.casebook import Casebook
from detente.report.moves import gains, transition, who
from detente.report.prose import Cell, Table, cell, header, line, name, numeric, plain
from detente.report.sections.there import (
    EXCHANGES,
    HOW,
    after_levers,
    entry_of,
    reasons,
    target_of,
)
from detente.report.shares import Share, bare
from detente.report.text import NBSP, listed

NODES = 12
"""Boxes drawn at most; more paths are in the table only."""


@dataclass(frozen=True)
class Step:
    """One move: what it changes, in short and in full, whose it is and how often it is made."""

    changes: Mapping[str, Any]
    movers: tuple[str, ...]
    share: Share
    gains: Mapping[str, Any]
    ordinal: tuple[str, ...]


@dataclass(frozen=True)
class Lane:
    """One path, or the route on which it stops (at ``stop``, the number of steps made)."""

    when: str
    what: str
    steps: tuple[Step, ...]
    number: int = 0
    share: Share | None = None
    stop: int | None = None
    lost: Share | None = None
    why: str = ""

    @property
    def nodes(self) -> int:
        """Return the boxes it takes."""
        return 1 + len(self.steps)

    @property
    def title(self) -> str:
        """Return what stands above it."""
        return self.what if self.share is None else f"{self.what}: target met in {bare(self.share)}"

    @property
    def said(self) -> str:
        """Return the same inside a sentence."""
        return f"{self.title[0].lower()}{self.title[1:]}"


@dataclass(frozen=True)
class Ways:
    """Every path, and those of them that are drawn."""

    target: str
    lanes: tuple[Lane, ...]
    drawn: tuple[Lane, ...]


def view(answers: Answers) -> Ways | None:
    """Return the paths to the headline target; None where there is nothing to draw."""
    entry = entry_of(answers)
    if not entry:
        return None
    pulled = answers.support("reach").get("levers") or ()
    lanes = list(_lanes(entry, _when(pulled, answers.book), answers))
    after = after_levers(answers)
    if after:
        lanes += _lanes(after, _when(after["levers"], answers.book), answers)
    if not lanes:
        return None
    lanes = [replace(lane, number=number) for number, lane in enumerate(lanes, 1)]
    return Ways(answers.book.target(target_of(answers)), tuple(lanes), _drawn(lanes))


def _when(levers: Sequence[str], book: Casebook) -> str:
    return f"With {listed([book.lever(item) for item in levers])}" if levers else "Today"


def _lanes(entry: Mapping[str, Any], when: str, answers: Answers) -> Iterator[Lane]:
    """Yield the paths of one state of affairs, each once, or the route on which it stops."""
    found: dict[tuple[int, ...], list[Mapping[str, Any]]] = {}
    for path in entry.get("paths") or ():
        found.setdefault(tuple(step["state"] for step in path["steps"]), []).append(path)
    for same in found.values():
        sizes = [path["exchange"] for path in same]
        share = max((path["share"] for path in same), key=lambda item: item["count"])
        why = list(dict.fromkeys(word for path in same for word in path["why"]))
        steps = tuple(_step(step) for step in same[0]["steps"])
        yield Lane(when, _what(sizes, why, len(found)), steps, share=share)
    stop = entry.get("stops")
    if stop and not found:
        end = stop["at"] == len(stop["route"])
        said = reasons(stop, answers, end=end)
        why_not = plain(tuple(s for s in said if s.kind != "ref" and s.text != NBSP))
        steps = tuple(_step(step) for step in stop["route"])
        what = "No path; the nearest move"
        if (entry.get("room") or {}).get("count"):
            what += f", in the {bare(stop['unreached'])} with room"
        at, lost = stop["at"], stop["lost"]
        yield Lane(when, what, steps, stop=at, lost=lost, why=why_not)


def _step(step: Mapping[str, Any]) -> Step:
    return Step(
        step["changes"],
        tuple(step["movers"]),
        step["share"],
        step.get("gains") or {},
        tuple(step.get("ordinal") or ()),
    )


def _what(sizes: Sequence[str], why: Sequence[str], paths: int) -> str:
    """Return by which exchanges a path is found, and which of several it is."""
    known = [size for size in EXCHANGES if size in sizes]
    words = listed([HOW[size] for size in known], "or")
    if len(known) == len(EXCHANGES):
        words = "one issue at a time"
    text = words[0].upper() + words[1:]
    return f"{text}, {why[0]} path" if len(why) == 1 and paths > 1 else text


def _drawn(lanes: Sequence[Lane]) -> tuple[Lane, ...]:
    """Return the lanes that fit: one for each state of affairs first, then the most robust."""
    firsts = [next(lane for lane in lanes if lane.when == when) for when in whens(lanes)]
    rest = sorted(
        (lane for lane in lanes if lane not in firsts),
        key=lambda lane: (-(lane.share or {}).get("count", 0), lane.nodes),
    )
    chosen: list[Lane] = []
    for lane in (*firsts, *rest):
        if sum(item.nodes for item in chosen) + lane.nodes <= NODES:
            chosen.append(lane)
    return tuple(lane for lane in lanes if lane in chosen)


def whens(lanes: Sequence[Lane]) -> list[str]:
    """Return the states of affairs of some lanes, each once."""
    return list(dict.fromkeys(lane.when for lane in lanes))


def table(ways: Ways, book: Casebook) -> Table:
    """Return the twin: every step of every path, drawn or not."""
    rows: list[tuple[Cell, ...]] = []
    for lane in ways.lanes:
        for place, step in enumerate(lane.steps):
            stops = place == lane.stop
            made = f"stops: {bare(lane.lost)}" if stops else bare(step.share)
            rows.append(
                (
                    header(f"{lane.number}.{place + 1}"),
                    cell("" if place else line(name(lane.when), f": {lane.said}")),
                    cell(who(step.movers, book)),
                    cell(transition(step.changes, book)),
                    numeric(made, "basis-reach"),
                    cell(gains(step.gains, step.ordinal, book)),
                )
            )
        if lane.why:
            why = cell(name(lane.why))
            rows.append((header(f"{lane.number}, why"), cell(""), cell(""), why))
    heads = ("Step", "Path", "Whose move", "What changes", "Made in", "Points gained")
    caption = f"Paths to {ways.target}: every step"
    return Table(caption, heads, tuple(rows), frozenset({4}))
