"""What the tests of the report share: reading pages back, and cases at the edge."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from detente.core.finding import Finding, share
from detente.report.casebook import (
    ActorBook,
    Casebook,
    IssueBook,
    LeverBook,
    Option,
    PartyBook,
    Place,
    Reason,
    SaidBook,
    Source,
    Stance,
    TargetBook,
)
from detente.report.prose import Chart, plain

SVG = "{http://www.w3.org/2000/svg}"
EVIL = "<script>alert(1)</script>\"' onload=x &amp; \x1b[31m\u202e{{ 7*7 }}"
ARABIC = "\u0627\u0644\u0645\u0641\u0627\u0648\u0636\u0627\u062a"
KOREAN = "\ube44\ud575\ud654"
LONG = "a very long name that goes on and on " * 8


class Reader(HTMLParser):
    """Reads a page back: ids, links, tags, text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for key, value in attrs:
            self.attributes.append((key, value or ""))
            if key == "id":
                self.ids.append(value or "")
            if key == "href":
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> Reader:
    """Read a page back."""
    reader = Reader()
    reader.feed(page)
    return reader


def drawing(chart: Chart) -> ET.Element:
    """Parse a chart's drawing."""
    return ET.fromstring(chart.drawing)


def words(root: ET.Element) -> list[str]:
    """Return the texts written in a drawing, without the titles that show on hovering."""
    return [
        item.text or "".join(child.tail or "" for child in item) for item in root.iter(f"{SVG}text")
    ]


def cells(chart: Chart) -> list[str]:
    """Return the texts of a chart's twin."""
    return [plain(item.line) for row in chart.twin.rows for item in row]


def finding(question: str, support: dict[str, object]) -> Finding:
    """A finding with this support."""
    params = {"readings": 10, "seed": 0}
    return Finding(question, "An answer.", support, ("actors.x",), "looked", params, "ab" * 32)


def hostile() -> Casebook:
    """A case whose every word is an attack, or a name in another script, or far too long."""
    issue = IssueBook(
        EVIL, EVIL, (Option("o1", EVIL, True, True), Option(LONG, LONG, False, False))
    )
    return Casebook(
        title=EVIL,
        question=LONG + ARABIC,
        as_of="2020-01-01",
        handling=EVIL,
        lang="ar",
        parties=(PartyBook("p", EVIL), PartyBook("q", ARABIC)),
        issues=(issue, IssueBook(KOREAN, KOREAN, (Option(ARABIC, ARABIC, True, True),))),
        actors=(
            ActorBook(ARABIC, "p", True),
            ActorBook(EVIL, "q", True),
            ActorBook(LONG, "q", False),
        ),
        stances=(
            Stance(ARABIC, EVIL, ("o1",), (LONG,), path="actors.a"),
            Stance(EVIL, EVIL, (LONG,), ("o1",), ("o1",), {"o1": EVIL}, path="actors.b"),
            Stance(LONG, KOREAN, (ARABIC,), (ARABIC,), path="actors.c"),
        ),
        targets=(TargetBook("t", EVIL, "step"),),
        levers=(LeverBook("l", EVIL, (ARABIC,), EVIL, "2021-01-01", (EVIL,), "levers.l"),),
        statements=(SaidBook(EVIL, (EVIL,), EVIL, EVIL, Place("s", 1, 1), 'x" onclick="y'),),
        reasons=(Reason("actors.a", EVIL, EVIL, EVIL + " ¶1", (Place("s", 1, 1),), (EVIL,)),),
        sources=(Source("s", EVIL, EVIL, EVIL, EVIL, "ar", {1: EVIL * 3}, True, "javascript:x"),),
        forecasts=1,
    )


def already() -> tuple[Casebook, dict[str, Finding]]:
    """A case whose only target is met today, and that names no levers."""
    entry = {"kind": "step", "status": "already so", "trade": {"as_of": None, "deadline": None}}
    support = {
        "headline": "t",
        "dates": {"as_of": "2020-01-01", "deadline": None},
        "targets": {"t": entry},
    }
    book = Casebook("Calm", "", "2020-01-01", targets=(TargetBook("t", "a = b", "step"),))
    return book, {"room": finding("room", support)}


def nothing() -> tuple[Casebook, dict[str, Finding]]:
    """A case whose only target nothing on offer meets."""
    book, found = already()
    room = found["room"]
    targets = {"t": {"kind": "deal", "status": "nothing on offer", "trade": {"as_of": share(0, 0)}}}
    return book, {"room": replace(room, support={**room.support, "targets": targets})}


def figures(text: str) -> set[str]:
    """Return the numbers in a text, as written."""
    return set(re.findall(r"\d[\d,.]*", text))
