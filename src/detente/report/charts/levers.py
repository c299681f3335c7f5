"""Levers: what helps, alone and in pairs?

Two drawings. Single levers: a filled dot for room when losses may be traded, a ring for room when
every bottom line binds, a line where the target stands today. Pairs: a triangle of figures,
framed where a pair gives clearly more than the sum of its parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.report.casebook import Casebook
from detente.report.charts.blockers_matrix import reasons
from detente.report.prose import Cell, Chart, Table, cell, header, numeric
from detente.report.shares import Share, bare, points
from detente.report.svg import SIZE, Svg, linear
from detente.report.text import NBSP, listed, plural, wrap

WIDTH = 336.0
NAME = 124.0
VALUE = 52.0
ROW = 20.0
PITCH = 34.0
LABEL = 98.0
PAIRS = 12
"""Levers shown in the triangle at most, the strongest first; the table has all."""

SINGLE_LEGEND = (
    "Filled dot: losses on one issue may be paid for on another. Ring: every bottom line binds. "
    "Upright line: room today without any lever."
)
PAIR_LEGEND = (
    "Room in per cent of readings when both levers are pulled; on the diagonal, one alone. Darker: "
    "more. Framed: complements, together clearly more than the sum of their parts. "
    "A stroke: the two contradict each other; a tick: meets the target by itself."
)


@dataclass(frozen=True)
class Single:
    """One lever alone."""

    lever: str
    trade: Share | None
    bind: Share | None
    gain: float
    status: str

    @property
    def share(self) -> float:
        """Return room when losses may be traded, 1 where the lever meets the target by itself."""
        return float(self.trade["share"]) if self.trade else float(self.status != "open")


@dataclass(frozen=True)
class Pair:
    """Two levers together."""

    levers: tuple[str, str]
    trade: Share | None
    bind: Share | None
    gain: float | None
    interaction: float | None
    error: float | None
    complement: bool
    status: str
    note: str = ""


@dataclass(frozen=True)
class Field:
    """Levers for one target, the strongest first."""

    title: str
    names: Mapping[str, str]
    base: Mapping[str, Share]
    singles: tuple[Single, ...]
    pairs: tuple[Pair, ...]

    def call(self, lever: str) -> str:
        """Return a lever in words."""
        return self.names.get(lever, lever)

    def pair(self, first: str, second: str) -> Pair | None:
        """Return the pair of two levers in either order."""
        return next((p for p in self.pairs if set(p.levers) == {first, second}), None)


def view(support: Mapping[str, Any], target: str, book: Casebook) -> Field | None:
    """Return the levers of one target; None where the case has none."""
    answer = (support.get("targets") or {}).get(target)
    if not answer or not answer.get("singles"):
        return None
    singles = [
        Single(name, item.get("trade"), item.get("bind"), item.get("gain") or 0.0, item["status"])
        for name, item in answer["singles"].items()
    ]
    singles.sort(key=lambda s: (-s.share, -(s.bind or {}).get("share", 0.0), s.lever))
    pairs = [
        Pair(
            levers=(item["levers"][0], item["levers"][1]),
            trade=item.get("trade"),
            bind=item.get("bind"),
            gain=item.get("gain"),
            interaction=item.get("interaction"),
            error=item.get("interaction_error"),
            complement=bool(item.get("complement")),
            status=item.get("status", "open"),
            note=item.get("note") or "",
        )
        for item in answer.get("pairs") or ()
    ]
    pairs.sort(key=lambda p: (-(p.trade or {}).get("share", -1.0), p.levers))
    names = {item.lever: book.lever(item.lever) for item in singles}
    return Field(book.target(target), names, answer["base"], tuple(singles), tuple(pairs))


def describe_singles(field: Field) -> str:
    """Return what the first drawing says, in words."""
    parts = [f"Today {bare(field.base.get('trade'))}."]
    for item in field.singles:
        if item.trade is None:
            parts.append(f"{field.call(item.lever)}: {item.status}.")
        else:
            bind = f", {bare(item.bind)} if bottom lines bind" if item.bind else ""
            parts.append(f"{field.call(item.lever)}: {bare(item.trade)}{bind}.")
    return " ".join(parts)


def draw_singles(field: Field, ident: str) -> str:
    """Return the dot plot."""
    top, foot = 6.0, 38.0
    tall = top + ROW * len(field.singles) + foot
    title = f"Room for {field.title} with one lever"
    svg = Svg(ident, (WIDTH, tall), title, describe_singles(field))
    x = linear(0, 1, NAME, WIDTH - VALUE)
    bottom = tall - foot
    for tick in (0.0, 0.5, 1.0):
        svg.line(x(tick), top, x(tick), bottom, "grid")
        svg.text(x(tick), bottom + 15, f"{tick * 100:.0f}{NBSP}%", "mute", "middle")
    svg.text(x(0.5), bottom + 31, "readings with room", "mute", "middle")
    base = field.base.get("trade")
    if base:
        svg.line(x(base["share"]), top, x(base["share"]), bottom, "base")
    for depth, item in enumerate(field.singles):
        y = top + ROW * (depth + 0.5)
        svg.line(0, y + ROW / 2, WIDTH, y + ROW / 2, "rule")
        svg.text(0, y + 4.5, field.call(item.lever), room=NAME - 12)
        if item.trade is None:
            svg.text(x(0) + 4, y + 4.5, item.status, "mute", room=WIDTH - x(0) - 8)
            continue
        if item.bind:
            svg.line(x(item.bind["share"]), y, x(item.trade["share"]), y, "stem")
            svg.circle(x(item.bind["share"]), y, 5.6, "ring")
        svg.circle(x(item.trade["share"]), y, 4, "dot")
        svg.text(WIDTH, y + 4.5, bare(item.trade), "b", "end")
    return svg.render()


def _shade(share: float) -> str:
    for least, cls in ((0.8, "s5"), (0.5, "s4"), (0.2, "s3"), (0.1, "s2"), (0.0005, "s1")):
        if share >= least:
            return cls
    return "s0"


def describe_pairs(field: Field) -> str:
    """Return what the triangle says, in words."""
    both = [pair for pair in field.pairs if pair.trade]
    said = [
        f"{field.call(p.levers[0])} with {field.call(p.levers[1])} {bare(p.trade)}"
        for p in both[:5]
    ]
    words = f"Best pairs: {listed(said)}." if said else "No pair can be pulled together."
    joint = [
        f"{field.call(p.levers[0])} and {field.call(p.levers[1])}" for p in both if p.complement
    ]
    if joint:
        words += f" Complements: {'; '.join(joint[:6])}."
    return words


def draw_pairs(field: Field, ident: str) -> str:
    """Return the triangle of pairs, each lever's own figure on the diagonal."""
    names = [item.lever for item in field.singles[:PAIRS]]
    pitch, label = PITCH, LABEL
    top = 4.0
    foot = 20.0
    size = (label + pitch * len(names), top + 26 * len(names) + foot)
    title = f"Room for {field.title} with two levers"
    svg = Svg(ident, size, title, describe_pairs(field))
    for down, first in enumerate(names):
        y = top + 26 * down
        for depth, words in enumerate(wrap(field.call(first), label - 22, SIZE, 2)):
            lines = len(wrap(field.call(first), label - 22, SIZE, 2))
            svg.text(0, y + 18 + (depth - (lines - 1) / 2) * 12.5, words, full=field.call(first))
        svg.text(label - 8, y + 17.5, _letter(down), "b", "end")
        for across, second in enumerate(names[: down + 1]):
            x = label + pitch * across
            if down == across:
                single = field.singles[down]
                _cell(svg, x, y, single.trade, single.status, False, first)
            else:
                pair = field.pair(first, second)
                hint = f"{field.call(first)} and {field.call(second)}"
                if pair:
                    _cell(svg, x, y, pair.trade, pair.status, pair.complement, hint)
    for across in range(len(names)):
        middle = label + pitch * (across + 0.5)
        svg.text(middle, top + 26 * len(names) + 14, _letter(across), "b", "middle")
    return svg.render()


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _cell(
    svg: Svg, x: float, y: float, share: Share | None, status: str, joint: bool, hint: str
) -> None:
    if share is None:
        contradict = status == "contradict"
        svg.rect(x + 1.5, y + 2, PITCH - 3, 22, "s0 edge", f"{hint}: {status}", rx=2)
        svg.text(
            x + PITCH / 2, y + 17.5, "/" if contradict else "\u2713", "mute", "middle", full=status
        )
        return
    cls = _shade(float(share["share"]))
    svg.rect(x + 1.5, y + 2, PITCH - 3, 22, f"{cls} {'framed' if joint else 'edge'}", hint, rx=2)
    shown = bare(share).replace(f"{NBSP}%", "")
    svg.text(x + PITCH / 2, y + 17.5, shown, f"on-{cls}{' b' if joint else ''}", "middle")


def table_singles(field: Field, book: Casebook) -> Table:
    """Return the twin of the dot plot."""
    at = {item.ident: item for item in book.levers}
    rows: list[tuple[Cell, ...]] = [
        (
            header("no lever"),
            cell(""),
            numeric(bare(field.base.get("trade")), "basis-levers"),
            numeric(bare(field.base.get("bind")), "basis-levers"),
            numeric(""),
            cell(""),
        )
    ]
    for item in field.singles:
        lever = at.get(item.lever)
        known = item.trade is not None
        rows.append(
            (
                header(field.call(item.lever)),
                cell(listed([lever.who, *lever.with_]) if lever else ""),
                numeric(bare(item.trade) if known else item.status, "basis-levers"),
                numeric(bare(item.bind), "basis-levers"),
                numeric(points(item.gain) if known else ""),
                reasons((lever.path,), book) if lever else cell(""),
            )
        )
    head = ("Lever", "Who would have to move", "Room", "If bottom lines bind", "Gain", "Why")
    caption = f"Room for {field.title} with one lever"
    return Table(caption, head, tuple(rows), frozenset({2, 3, 4}))


def table_pairs(field: Field) -> Table:
    """Return the twin of the triangle, every pair, the best first."""
    rows: list[tuple[Cell, ...]] = []
    for pair in field.pairs:
        known = pair.trade is not None
        more = ""
        if known and pair.interaction is not None:
            more = points(pair.interaction)
            if pair.error:
                more += f" \u00b1{pair.error:.1f}"
        remark = "complements" if pair.complement else "" if known else pair.status
        if pair.note and not known:
            remark = f"{remark}: {pair.note}"
        rows.append(
            (
                header(f"{field.call(pair.levers[0])} + {field.call(pair.levers[1])}"),
                numeric(bare(pair.trade), "basis-levers"),
                numeric(bare(pair.bind), "basis-levers"),
                numeric(points(pair.gain) if known and pair.gain is not None else ""),
                numeric(more),
                cell(remark),
            )
        )
    head = ("Pair", "Room", "If bottom lines bind", "Gain", "Beyond the sum of parts", "Remark")
    caption = f"Room for {field.title} with two levers"
    return Table(caption, head, tuple(rows), frozenset({1, 2, 3, 4}))


def charts(support: Mapping[str, Any], target: str, book: Casebook) -> tuple[Chart, ...]:
    """Return the dot plot and, with two levers or more, the triangle."""
    field = view(support, target, book)
    if field is None:
        return ()
    out = [
        Chart(
            ident="levers",
            title="Levers, one at a time",
            ask=f"Which move alone makes room for {book.target(target)}?",
            drawing=draw_singles(field, "levers"),
            twin=table_singles(field, book),
            legend=SINGLE_LEGEND,
            half=True,
        )
    ]
    if field.pairs:
        more = len(field.singles) - PAIRS
        tail = f" {plural(more, 'weaker lever')} in the table only." if more > 0 else ""
        out.append(
            Chart(
                ident="pairs",
                title="Levers in pairs",
                ask=f"Which two moves together make room for {book.target(target)}?",
                drawing=draw_pairs(field, "pairs"),
                twin=table_pairs(field),
                legend=PAIR_LEGEND + tail,
                half=LABEL + PITCH * min(PAIRS, len(field.singles)) <= WIDTH,
            )
        )
    return tuple(out)
