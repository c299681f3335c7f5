"""KTAB's spatial model of politics, the XML files: dimensions, actors, and its model's settings.

The elements are those of KTAB's ``smpSchema.xsd``: ``Scenario`` with ``name``, ``desc``,
``prngSeed``, ``ModelParameters``, ``Dimensions``, ``Actors`` and ``IdealAdjustment``. The schema
makes every coordinate and salience a decimal number from 0 to 100, so that an empty ``<dCoord>`` is
a fault: it does not say that an actor has no position, and KTAB has no way to say that.
"""

from __future__ import annotations

import json
from pathlib import Path
from xml.sax.saxutils import escape

from detente.case.faults import listed, plain
from detente.core.line import Line, Positions
from detente.neighbours.figures import figure, number
from detente.neighbours.form import Format, Model, Written
from detente.neighbours.ktab import prepared, too_salient
from detente.neighbours.lines import LONGEST_NAME, MOST_HELD, Draft, stem, told
from detente.neighbours.rows import Faults
from detente.neighbours.xmltree import Node, parse, parse_text

_MODEL = "model."
_PARAMETERS = (
    *("VictoryProbModel", "PCEModel", "StateTransitions", "VotingRule", "BigRAdjust"),
    *("BigRRange", "ThirdPartyCommit", "InterVecBrgn", "BargnModel"),
)
_KNOWN = (
    *("name", "desc", "prngSeed", "ModelParameters", "Dimensions", "Actors"),
    "IdealAdjustment",
)


def read(path: Path) -> Positions:
    """Which positions are in this KTAB XML file?

    Saliences 0 to 100 become 0 to 1. The settings of KTAB's model, the seed and the ideal
    adjustments are kept in ``remarks``, for the way back.

    Raises
    ------
    CaseErrors
        With every fault found, each with line and column.
    """
    return _Reader(parse(path), path.name).run()


def read_text(content: str, name: str = "scenario.xml") -> Positions:
    """Which positions are in this KTAB XML text?

    Examples
    --------
    >>> found = read_text(
    ...     "<Scenario><name>Fence</name><Dimensions><dName>Height</dName></Dimensions><Actors>"
    ...     "<Actor><name>Ann</name><description/><capability>10</capability>"
    ...     "<Position><dCoord>20</dCoord></Position><Salience><dSal>50</dSal></Salience></Actor>"
    ...     "</Actors></Scenario>")
    >>> found.title, found.actors, found.weight.tolist()
    ('Fence', ('Ann',), [[[5.0]]])
    """
    return _Reader(parse_text(content, name), name).run()


class _Reader:
    """Reads one scenario and collects its faults."""

    def __init__(self, root: Node, name: str) -> None:
        self.root, self.name = root, name
        self.faults = Faults()
        self.draft = Draft()

    def _fault(self, node: Node, message: str, hint: str = "") -> None:
        self.faults.take(node.fault(message, hint))

    def run(self) -> Positions:
        root = self.root
        if root.tag != "Scenario":
            self._fault(root, f"<{plain(root.tag, 40)}> is no KTAB scenario", "begin <Scenario>")
            self.faults.stop()
        for node in root.children:
            if node.tag not in _KNOWN:
                hint = f"KTAB knows {listed(_KNOWN, 'and')}"
                self._fault(node, f"<{plain(node.tag, 40)}> is not part of a scenario", hint)
        title = root.find("name")
        actors = root.find("Actors")
        people = actors.all("Actor") if actors is not None else []
        if actors is None or not people:
            self._fault(actors or root, "no actor stands in this file", "write <Actors><Actor>…")
            self.faults.stop()
        self._dimensions(people[0])
        if len(people) * len(self.draft.lines) > MOST_HELD:
            self._fault(root, f"actors times dimensions are more than {MOST_HELD:,}")
            self.faults.stop()
        for actor in people:
            self._actor(actor)
        self.faults.stop()
        self._settings()
        self.faults.stop()
        heavy = too_salient(self.draft.positions("", ""))
        if heavy:
            text = f"KTAB's own rule: the saliences of {listed(heavy, 'and', 5)} add up to more"
            self.draft.remarks.append(("warning", f"{text} than 100"))
        words = _line(title.text) if title is not None else ""
        return self.draft.positions(words or self.name, f"{self.name} (KTAB)")

    def _dimensions(self, first: Node) -> None:
        """The dimensions, by name; where the file names none, as many as the first actor has."""
        found = self.root.find("Dimensions")
        if found is None:
            position = first.find("Position")
            count = len(position.all("dCoord")) if position is not None else 0
            names = [f"Dimension {k + 1}" for k in range(count)]
            self.draft.lines = {name: Line(name, name) for name in names}
        for node in found.all("dName") if found is not None else ():
            name = self._name(node, "a dimension")
            if name in self.draft.lines:
                message = f"the dimension {plain(name, 60)!r} stands here twice"
                self._fault(node, message, "give each a name of its own")
            self.draft.lines[name] = Line(name, name)
        if not self.draft.lines:
            self._fault(found or self.root, "there is no dimension", "write <dName>NAME</dName>")
        self.faults.stop()

    def _name(self, node: Node, what: str) -> str:
        name = _line(node.text)
        if not name:
            self._fault(node, f"the name of {what} is missing", "write one")
        elif len(name) > LONGEST_NAME:
            self._fault(node, f"the name of {what} is longer than {LONGEST_NAME} characters")
        return name

    def _actor(self, node: Node) -> None:
        parts: dict[str, Node] = {}
        for tag in ("name", "capability", "Position", "Salience"):
            found = node.find(tag)
            if found is None:
                self._fault(node, f"this actor has no <{tag}>", f"write <{tag}>…</{tag}>")
            else:
                parts[tag] = found
        if len(parts) < 4:
            return
        name = self._name(parts["name"], "an actor")
        if name in self.draft.actors:
            message = f"the actor {plain(name, 60)!r} stands here twice"
            self._fault(parts["name"], message, "keep one")
            return
        words = node.find("description")
        self.draft.actors[name] = (_line(words.text) if words is not None else "") or name
        of = f"of {plain(name, 40)}"
        clout = self._number(parts["capability"], f"the capability {of}", None)
        self.draft.clout[name] = clout
        places = self._row(parts["Position"], "dCoord", f"the position {of}", 0)
        weights = self._row(parts["Salience"], "dSal", f"the salience {of}", -2)
        for line, x, s in zip(self.draft.lines, places, weights, strict=False):
            self.draft.held[name, line] = (x, s, clout)

    def _row(self, node: Node, tag: str, what: str, shift: int) -> list[float]:
        found, wanted = node.all(tag), list(self.draft.lines)
        if len(found) != len(wanted):
            message = f"{len(found)} numbers stand here, but there are {len(wanted)} dimensions"
            self._fault(node, message, f"write one <{tag}> for each dimension, in their order")
            return []
        return [
            self._number(one, f"{what} on {plain(line, 40)}", 100, shift)
            for one, line in zip(found, wanted, strict=True)
        ]

    def _number(self, node: Node, what: str, high: float | None, shift: int = 0) -> float:
        bounds = "a number of at least 0" if high is None else f"a number from 0 to {high:g}"
        found = number(node.text)
        if not node.text:
            self._fault(node, f"{what} is missing: <{node.tag}> is empty", f"write {bounds}")
        elif found is None:
            message = f"{what} is {plain(node.text, 40)!r}, not a number"
            self._fault(node, message, f"write {bounds}")
        elif found < 0 or (high is not None and found > high):
            self._fault(node, f"{what} is {plain(node.text, 40)}", f"write {bounds}")
        else:
            return number(node.text, shift) or 0.0
        return 0.0

    def _settings(self) -> None:
        """What is kept for the way back only."""
        for tag, key in (("desc", "description"), ("prngSeed", "prngSeed")):
            node = self.root.find(tag)
            if node is not None and node.text:
                self.draft.remarks.append((key, _line(node.text)))
        found = self.root.find("ModelParameters")
        for node in found.children if found is not None else ():
            if node.tag in _PARAMETERS:
                self.draft.remarks.append((_MODEL + node.tag, _line(node.text)))
            else:
                hint = f"there are: {listed(_PARAMETERS, 'and')}"
                self._fault(node, f"<{plain(node.tag, 40)}> is no model parameter", hint)
        ideals = self.root.find("IdealAdjustment")
        pairs: list[list[str]] = []
        for pair in ideals.all("iaPair") if ideals is not None else ():
            tags = ("adjustingIdeal", "referencePos", "adjust")
            parts = [node.text for tag in tags if (node := pair.find(tag)) is not None]
            strange = [name for name in parts[:2] if _line(name) not in self.draft.actors]
            if len(parts) < 3 or number(parts[2]) is None:
                hint = "write adjustingIdeal, referencePos and adjust (a number)"
                self._fault(pair, "this pair is not complete", hint)
            elif strange:
                self._fault(pair, f"there is no actor {plain(strange[0], 60)!r}", "name an actor")
            else:
                pairs.append([_line(part) for part in parts])
        if pairs:
            self.draft.remarks.append(("ideal", json.dumps(pairs, ensure_ascii=False)))


def _line(text: str) -> str:
    return " ".join(text.split())


def write(model: Model) -> Written:
    """How are these positions written as a KTAB XML file?

    As :func:`detente.neighbours.ktab.write`, with the settings of KTAB's model where they were
    read from such a file.

    Raises
    ------
    TypeError
        For anything but positions.
    """
    if not isinstance(model, Positions):
        raise TypeError("KTAB holds positions only")
    lost: list[str] = []
    found, clout = prepared(model, lost)
    remarks = told(model)
    out = ['<?xml version="1.0" encoding="UTF-8"?>', "<Scenario>"]
    out.append(_element("name", model.title or "positions", 2))
    out.append(_element("desc", remarks.get("description", ""), 2))
    out.append(_element("prngSeed", remarks.get("prngSeed", "0"), 2))
    settings = [(tag, remarks[_MODEL + tag]) for tag in _PARAMETERS if _MODEL + tag in remarks]
    if settings:
        out += ["  <ModelParameters>", *(_element(*pair, 4) for pair in settings)]
        out.append("  </ModelParameters>")
    out += ["  <Dimensions>", *(_element("dName", line.id, 4) for line in found.lines)]
    out += ["  </Dimensions>", "  <Actors>"]
    for row, (actor, name) in enumerate(zip(found.actors, found.names, strict=True)):
        out += ["    <Actor>", _element("name", actor, 6), _element("description", name, 6)]
        out += [_element("capability", figure(clout[row]), 6), "      <Position>"]
        out += [_element("dCoord", figure(x), 8) for x in found.position[0, row]]
        out += ["      </Position>", "      <Salience>"]
        out += [_element("dSal", figure(s, shift=2), 8) for s in found.salience[0, row]]
        out += ["      </Salience>", "    </Actor>"]
    out.append("  </Actors>")
    out += _ideals(remarks.get("ideal", ""), found.actors)
    text = "\n".join([*out, "</Scenario>", ""])
    return Written({f"{stem(model.title)}.xml": text}, tuple(lost))


def _ideals(text: str, actors: tuple[str, ...]) -> list[str]:
    try:
        pairs = json.loads(text) if text else []
    except ValueError:
        return []
    out: list[str] = []
    for one, other, adjust in pairs:
        if one in actors and other in actors:
            out += ["    <iaPair>", _element("adjustingIdeal", one, 6)]
            out += [_element("referencePos", other, 6), _element("adjust", adjust, 6)]
            out.append("    </iaPair>")
    return ["  <IdealAdjustment>", *out, "  </IdealAdjustment>"] if out else []


def _element(tag: str, text: str, indent: int) -> str:
    clean = _line("".join(c if c.isprintable() else " " for c in text))
    return f"{' ' * indent}<{tag}>{escape(clean)}</{tag}>"


FORMAT = Format(
    name="ktab-xml",
    title="KTAB spatial model of politics, XML: dimensions, actors, model settings",
    holds="positions",
    suffixes=(".xml",),
    read=read,
    write=write,
    looks_like=lambda head: "<Scenario" in head,
)
