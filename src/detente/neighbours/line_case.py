"""From positions on lines to a case: everything the file says, and a question for all it does not.

Each line becomes an issue whose options are the marked and the held points of its scale, with
``scale`` for where they lie. Each actor becomes a party of his own. Positions, saliences and clout
come back as they were when the case is turned into positions again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import isnan

import numpy as np

from detente.case.faults import CaseErrors, Fault
from detente.case.text import LARGEST
from detente.case.writing import ids, plainly, quoted
from detente.core.line import Line, Positions
from detente.neighbours.figures import figure
from detente.neighbours.lines import single, told

NO_DAY = date(2000, 1, 1)
"""The day written where nobody says when the analysis was made."""

_SHORT = 24
_STRONGEST = 1e6
_CHARACTERS = "\"'“”„«»‘’「」『』"


def line_case(positions: Positions, *, as_of: date, origin: str) -> str:
    """What would these positions be as a case?

    Parameters
    ----------
    positions
        As read from a neighbour's file. Of many readings the middle ones are taken.
    as_of
        The day of the analysis, which such files do not have; `NO_DAY` adds a question.
    origin
        The file it comes from, in words.

    Returns
    -------
    str
        A complete case file. ``wants`` is the held position, ``accepts`` the farther end of the
        scale, so that the worth of a place falls evenly with the distance; ``weight`` is the
        salience in per cent. What the file does not say stands under ``open``.

    Raises
    ------
    CaseErrors
        Where the case would be larger than a case may be, or nobody takes a position.

    Examples
    --------
    >>> two = Positions.of("Fence", {"A": (0.0, 1.0, 2.0), "B": (70.0, 0.5, 2.0)}, Line("height"))
    >>> text = line_case(two, as_of=date(2030, 5, 1), origin="fence.csv")
    >>> print(text.partition("actors:")[2].partition("B:")[0].rstrip())
    <BLANKLINE>
      A:
        of: A
        name: "A"
        clout: 2
        cares:
          height: {weight: 100, wants: at_0, accepts: at_100, why: "[bg] fence.csv as imported"}
    """
    held = single(positions, [])
    if not held.present.any():
        raise CaseErrors([Fault(origin, 1, 1, "nobody takes a position in this file")])
    text = "".join(f"{line}\n" for line in _Writer(held, as_of, origin).lines())
    if len(text.encode()) > LARGEST:
        message = f"as a case this would be larger than {LARGEST // 1_000_000} MB"
        raise CaseErrors([Fault(origin, 1, 1, message, "leave out issues or actors")])
    return text


@dataclass(frozen=True, eq=False)
class _Place:
    """One option of an issue: its id, where it lies, and what it means."""

    id: str
    at: float
    words: str


@dataclass(frozen=True, eq=False)
class _Writer:
    """Writes the case of some positions, line by line."""

    held: Positions
    as_of: date
    origin: str

    # --- who and what ---

    @cached_property
    def rows(self) -> list[int]:
        """Who takes a position on anything."""
        return [int(row) for row in np.flatnonzero(self.held.present.any(axis=1))]

    @cached_property
    def actors(self) -> dict[int, str]:
        fit = ids((self.held.actors[row] for row in self.rows), "actor")
        return {row: fit[self.held.actors[row]] for row in self.rows}

    @cached_property
    def issues(self) -> dict[int, str]:
        columns = [int(c) for c in np.flatnonzero(self.held.present.any(axis=0))]
        fit = ids(["agreement", *(self.held.lines[column].id for column in columns)], "issue")
        if any(self.held.lines[column].id == "agreement" for column in columns):
            fit["agreement"] = "agreement_on"
        return {column: fit[self.held.lines[column].id] for column in columns}

    @cached_property
    def places(self) -> dict[int, list[_Place]]:
        return {column: self._places(column) for column in self.issues}

    def _places(self, column: int) -> list[_Place]:
        """The options of an issue: what is marked, what is held, and the ends."""
        line = self.held.lines[column]
        words = dict(line.marks)
        x = self.held.position[0, :, column]
        points = {*words, *(float(one) for one in x[~np.isnan(x)]), line.low, line.high}
        if line.reference is not None:
            points.add(line.reference)
        at = sorted(points)
        names: dict[str, float] = {}
        for point in at:
            name = _short(words.get(point, ""), point)
            # Two points may have the same words: the second goes by its place.
            name = _named(point) if name in names else name
            names[f"{name}_" * (name in names) or name] = point
        fit = ids(names, "option")
        return [_Place(fit[n], p, words.get(p, "") or _at(line, p)) for n, p in names.items()]

    @cached_property
    def held_at(self) -> dict[int, dict[float, _Place]]:
        """The option at each place of an issue."""
        return {column: {p.at: p for p in places} for column, places in self.places.items()}

    @cached_property
    def clout(self) -> dict[int, float] | None:
        """The clout of each actor; None where all count the same because nothing is said."""
        if told(self.held).get("clout") == "equal" and np.ptp(self.held.clout) == 0:
            return None
        found = {}
        for row in self.rows:
            values = self.held.clout[0, row][self.held.present[row]]
            found[row] = float(values[0] if np.ptp(values) == 0 else values.mean())
        return found

    @cached_property
    def mixed(self) -> list[int]:
        """Whose clout differs by issue."""
        present, clout = self.held.present, self.held.clout[0]
        return [row for row in self.rows if np.ptp(clout[row][present[row]]) > 0]

    @cached_property
    def why(self) -> str:
        words = "".join(c for c in self.origin if c not in _CHARACTERS)
        return f"[bg] {words.replace('[', '(').replace(']', ')')} as imported"

    # --- the file ---

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from ("", "parties:")
        for row, actor in self.actors.items():
            name = quoted(self.held.names[row] or self.held.actors[row])
            yield f"  {actor}: {{name: {name}, decides: {actor}}}"
        yield from self._issues()
        yield from self._actors()
        yield from ("", "targets:")
        yield "  settled: {when: agreement = signed, kind: deal, main: true}"
        yield from ("", "# What the file does not say, and you have to:", "open:")
        for path, question in self._questions():
            yield f"  {path}: {quoted(question)}"

    def _head(self) -> Iterator[str]:
        held, day = self.held, self.as_of.isoformat()
        yield f"# {plainly(held.title or self.origin)}: positions on lines, made into a case."
        yield f"# From {plainly(held.source or self.origin)}: where each actor stands, how much it"
        yield "# matters to him (weight), and his clout. What it does not say stands under `open`."
        for key, words in held.remarks:
            if key in {"description", "left_out", "warning"}:
                yield f"# {key.replace('_', ' ')}: {plainly(words)}"
        yield from ("", "case:", f"  title: {quoted(held.title or self.origin)}")
        yield "  question: Where could they meet?"
        yield f"  as_of: {day}"

    def _issues(self) -> Iterator[str]:
        by = f"[{', '.join(self.actors.values())}]"
        yield from ("", "issues:", "  agreement:")
        yield "    ask: Do they sign an agreement?"
        yield from (f"    by: {by}", "    now: none")
        yield '    options: {none: "no agreement", signed: "an agreement is signed"}'
        yield f"    why: {quoted(self.why)}"
        for column, issue in self.issues.items():
            line, places = self.held.lines[column], self.places[column]
            yield f"  {issue}:"
            yield f"    ask: {quoted(line.name or line.id)}"
            # Who takes no position is asked for the agreement as a whole, not for this issue.
            held = [a for row, a in self.actors.items() if self.held.present[row, column]]
            yield f"    by: [{', '.join(held)}]"
            yield f"    now: {self._now(column).id}"
            yield "    options:"
            yield from (f"      {place.id}: {quoted(place.words)}" for place in places)
            yield f"    scale: [{', '.join(figure(place.at) for place in places)}]"
            yield f"    why: {quoted(self.why)}"
            if line.outcome is not None:
                yield f"    # what was decided in the end: {figure(line.outcome)}"

    def _now(self, column: int) -> _Place:
        reference, places = self.held.lines[column].reference, self.places[column]
        return next((place for place in places if place.at == reference), places[0])

    def _actors(self) -> Iterator[str]:
        yield from ("", "actors:")
        strongest = max((self.clout or {}).values(), default=0.0)
        unit = _STRONGEST / strongest if strongest > _STRONGEST else 1.0
        if unit < 1:
            yield f"  # clout: divided by {figure(1 / unit)}, as a case takes at most a million"
        for row, actor in self.actors.items():
            yield f"  {actor}:"
            yield f"    of: {actor}"
            yield f"    name: {quoted(self.held.names[row] or self.held.actors[row])}"
            if self.clout is not None:
                note = "   # the mean; the file has one for each issue" if row in self.mixed else ""
                yield f"    clout: {_brief(self.clout[row] * unit)}{note}"
            yield "    cares:"
            for column, issue in self.issues.items():
                if self.held.present[row, column]:
                    yield f"      {issue}: {self._care(row, column)}"

    def _care(self, row: int, column: int) -> str:
        x = float(self.held.position[0, row, column])
        places = self.places[column]
        wants = self.held_at[column][x]
        low, high = places[0], places[-1]
        accepts = low if x - low.at > high.at - x else high
        weight = self._weight(float(self.held.salience[0, row, column]))
        parts = f"weight: {weight}, wants: {wants.id}, accepts: {accepts.id}"
        return f"{{{parts}, why: {quoted(self.why)}}}"

    @staticmethod
    def _weight(salience: float) -> str:
        return figure(0.0 if isnan(salience) else salience, shift=2)

    # --- what the file leaves open ---

    def _questions(self) -> Iterator[tuple[str, str]]:
        """Every question by its place in the case; what is asked at one place in one breath."""
        found: dict[str, list[str]] = {}
        for path, question in self._asked():
            found.setdefault(path, []).append(question)
        return ((path, " ".join(questions)) for path, questions in found.items())

    def _asked(self) -> Iterator[tuple[str, str]]:
        if self.as_of == NO_DAY:
            yield "case.as_of", "On which day was this judged? The file does not say."
        must = f"Here all {len(self.actors)} must, each to the issues he takes a position on (by)."
        yield "parties", f"Who must say yes? The file does not say whose consent it takes. {must}"
        if self.clout is None:
            yield "actors", "How much power has each? The file does not say: all count the same."
        for row in self.mixed if self.clout is not None else ():
            question = "Which clout counts? The file has one for each issue; this is their mean."
            yield f"actors.{self.actors[row]}.clout", question
        for column, issue in self.issues.items():
            yield from self._of_issue(column, issue)
        places = {self.held.lines[column].id: issue for column, issue in self.issues.items()}
        for key, words in self.held.remarks:
            kind, _, name = key.partition(":")
            if kind == "ask" and (not name or name in places):
                yield f"issues.{places[name]}.scale" if name else "actors", words
        rest = "As long as this is left out: as well as with things as they are now."
        for actor in self.actors.values():
            yield f"actors.{actor}.no_deal", f"How well can {actor} live without a deal? {rest}"
        yield "deadline", "By when must they agree, and who says so?"
        yield "rules", "Which issues hang together, and whose condition is that?"

    def _of_issue(self, column: int, issue: str) -> Iterator[tuple[str, str]]:
        line = self.held.lines[column]
        if line.reference is None:
            first = self.places[column][0].id
            yield (
                f"issues.{issue}.now",
                f"Where do things stand today? The file does not say: {first} is the lower end.",
            )
        who = next(a for row, a in self.actors.items() if self.held.present[row, column])
        rest = (
            "For all, the farther end is worth 50 here: only that the worth falls evenly is meant."
        )
        question = f"What is the least each would take on {issue}? {rest}"
        yield f"actors.{who}.cares.{issue}.accepts", question


def _short(words: str, point: float) -> str:
    """What the id of an option is made from: its words where they are short, else its place."""
    return words if words and len(words) <= _SHORT and re.search(r"\w", words) else _named(point)


def _named(point: float) -> str:
    """The id of a place on a line.

    Examples
    --------
    >>> _named(70.0), _named(-2.5)
    ('at_70', 'at_minus_2_5')
    """
    sign = "minus_" if point < 0 else ""
    return f"at_{sign}{figure(abs(point)).replace('.', '_')}"


def _at(line: Line, point: float) -> str:
    end = {line.low: " (the lower end of the scale)", line.high: " (the upper end of the scale)"}
    return f"at {figure(point)}{end.get(point, '')}"


def _brief(value: float) -> str:
    """A number with at most 12 significant digits."""
    return figure(float(f"{value:.12g}"))
