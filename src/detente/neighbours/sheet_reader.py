"""From the sheets of a spreadsheet to positions: numbers or words, scales, saliences, clout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isnan, nan
from pathlib import Path

from detente.case.faults import listed, plain
from detente.core.line import Line, Positions
from detente.neighbours.decide_tables import Columns
from detente.neighbours.lines import Draft, crowded, span
from detente.neighbours.rows import Cell, Faults, Rows
from detente.neighbours.sheet_layout import Entry, Layout, lay_out, say, words
from detente.neighbours.sheet_numbers import BLANKS, Convention

_LONGEST_WORD = 100
_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")


@dataclass(frozen=True)
class Book:
    """The sheets of a file: the main one, and those called salience, scales and issues."""

    name: str
    main: Rows
    beside: Mapping[str, Rows]


def parse(book: Book) -> Positions:
    """Which positions are in these sheets?

    Examples
    --------
    >>> from detente.neighbours.rows import rows_of
    >>> found = parse(Book("talks.csv", rows_of('''Talks in spring
    ... actor;power;toll;toll salience
    ... Ann;10;20;50 %
    ... Bob;30;80,5;100 %
    ... '''), {}))
    >>> found.position[0, :, 0].tolist(), found.salience[0, :, 0].tolist()
    ([20.0, 80.5], [0.5, 1.0])
    """
    return _Reader(book).run()


class _Reader:
    """Turns sheets into positions and collects their faults."""

    def __init__(self, book: Book) -> None:
        self.book, self.table = book, book.main
        self.faults = Faults()
        self.draft = Draft()
        self.scales: dict[str, list[tuple[float, str]]] = {}
        self.taken: dict[str, set[float]] = {}
        self.placed: dict[str, bool] = {}
        self.numbers = Convention(comma=False, point=False)

    def run(self) -> Positions:
        layout = lay_out(self.table, self.faults)
        self.faults.stop()
        self.numbers = Convention.of(self._figures(layout))
        self.draft.actors = layout.actors
        if "issues" in self.book.beside:
            self._issues(self.book.beside["issues"])
        for name in layout.issues:
            self.draft.lines.setdefault(name, Line(name, name))
        first = self.table.filled[0].cell(0)
        crowded(self.faults, self.table, first, len(layout.actors), len(self.draft.lines))
        self.faults.stop()
        if "scales" in self.book.beside:
            self._scales(self.book.beside["scales"])
        x = self._positions(layout)
        s = self._saliences(layout, x)
        c = self._clout(layout)
        self.faults.stop()
        for entry in layout.entries:
            key = (entry.actor, entry.issue)
            if not isnan(x[key]):
                self.draft.held[key] = (x[key], s[key], c.get(key, c.get((entry.actor, ""), 1.0)))
        if layout.left_out:
            self.draft.remarks.append(("left_out", listed(layout.left_out, "and", 20)))
        for actor in layout.actors:
            self.draft.clout[actor] = c.get((actor, ""), 1.0)
        title = Path(self.book.name).stem
        return self.draft.positions(title, f"{self.book.name} (spreadsheet)")

    # --- figures ---

    def _figures(self, layout: Layout) -> Iterator[str]:
        """The texts of all cells that hold figures, for the sign that parts off decimals."""
        for entry in layout.entries:
            for cell in (entry.position, entry.salience, entry.clout):
                if cell is not None:
                    yield cell.text
        for kind, table in self.book.beside.items():
            columns = Columns(Faults(), table, ())
            names = {"name", "meaning", "issue"} if kind != "salience" else set()
            skip = {columns.place[name] for name in names if name in columns.place}
            for row in table.filled[1:]:
                yield from (c.text for k, c in enumerate(row.cells) if k not in skip)

    def _figure(self, table: Rows, cell: Cell, what: str, low: float | None = None) -> float:
        """The number in a cell; NaN, and a fault, where it is none."""
        found = self.numbers.read(cell.text)
        if found.value is None or (low is not None and found.value < low):
            self._not_understood(table, cell, what, found.either, low)
            return nan
        return found.value

    def _not_understood(
        self, table: Rows, cell: Cell, what: str, either: bool, low: float | None
    ) -> None:
        bound = "a number" if low is None else f"a number of at least {low:g}"
        message, hint = f"{what} is {plain(cell.text, 40)!r}, not {bound}", f"write {bound}"
        if not cell.text or cell.text.casefold() in BLANKS:
            message = f"{what} is missing"
        elif cell.text in _ERRORS:
            message = f"{what} is {cell.text}: a formula that went wrong"
        elif either:
            other = cell.text.replace(",", ".")
            hint = f"write {cell.text.replace(',', '')} or {other}: the comma has two meanings"
        say(self.faults, table, cell, message, hint)

    # --- issues and scales ---

    def _issues(self, table: Rows) -> None:
        """Names, ends, reference and outcome of issues, from a sheet of their own."""
        columns = Columns(self.faults, table, ("issue",))
        for row in columns.rows():
            key = words(columns.cell(row, "issue"))
            if not key or key in self.draft.lines:
                message = f"the issue {plain(key, 60)!r} stands here twice" if key else "no issue"
                say(self.faults, table, columns.cell(row, "issue"), message, "name each once")
                continue
            at: dict[str, float | None] = {}
            for name in ("low", "high", "reference", "outcome"):
                cell = columns.cell(row, name)
                of = f"{name} of {plain(key, 40)}"
                at[name] = self._figure(table, cell, of) if cell.text else None
            low, high = at["low"], at["high"]
            if low is not None and high is not None and low >= high:
                message = f"the scale of {plain(key, 40)} ends before it begins"
                say(self.faults, table, columns.cell(row, "low"), message, "write low below high")
            self.placed[key] = low is not None and high is not None
            line = Line(key, words(columns.cell(row, "name")) or key)
            self.draft.lines[key] = Line(
                key,
                line.name,
                0.0 if low is None else low,
                100.0 if high is None else high,
                reference=at["reference"],
                outcome=at["outcome"],
            )

    def _scales(self, table: Rows) -> None:
        """What points of a scale mean; without numbers, words in their order."""
        columns = Columns(self.faults, table, ("issue", "meaning"))
        for row in columns.rows():
            key = words(columns.cell(row, "issue"))
            if key not in self.draft.lines:
                message = f"there is no issue {plain(key, 60)!r}"
                say(self.faults, table, columns.cell(row, "issue"), message, "as in the main sheet")
                continue
            known = self.scales.setdefault(key, [])
            taken = self.taken.setdefault(key, set())
            cell = columns.cell(row, "position")
            given = cell.text.casefold() not in BLANKS
            of = f"a position on {plain(key, 40)}"
            x = self._figure(table, cell, of) if given else float(len(known))
            meaning = words(columns.cell(row, "meaning"))
            if x in taken or not meaning:
                message = f"a second meaning of {x:g}" if meaning else "the meaning is missing"
                say(self.faults, table, columns.cell(row, "meaning"), message, "write one a row")
            taken.add(x)
            known.append((x, meaning))

    # --- positions ---

    def _positions(self, layout: Layout) -> dict[tuple[str, str], float]:
        found: dict[tuple[str, str], float] = {}
        by_issue: dict[str, list[Entry]] = {name: [] for name in self.draft.lines}
        for entry in layout.entries:
            by_issue[entry.issue].append(entry)
        for issue, entries in by_issue.items():
            held = [e for e in entries if e.position.text.casefold() not in BLANKS]
            for entry in entries:
                found[entry.actor, entry.issue] = nan
            known = {text.casefold(): x for x, text in self.scales.get(issue, [])}
            worded = [e for e in held if self._is_word(e.position)]
            if worded and not known and len(worded) > len(held) - len(worded):
                known = self._in_order(issue, worded)
            for entry in held:
                x = known.get(words(entry.position).casefold())
                of = f"the position of {plain(entry.actor, 40)} on {plain(issue, 40)}"
                if x is None and known and self._is_word(entry.position):
                    hint = f"write a number, or one of: {listed(list(known), 'or', 8)}"
                    text = plain(entry.position.text, 40)
                    say(self.faults, self.table, entry.position, f"{of} is {text!r}", hint)
                    continue
                given = self._figure(self.table, entry.position, of) if x is None else x
                found[entry.actor, issue] = given
            self._line(issue, [(e, found[e.actor, issue]) for e in held])
        return found

    def _is_word(self, cell: Cell) -> bool:
        found = self.numbers.read(cell.text)
        odd = cell.text.casefold().strip("+-") in {"nan", "inf", "infinity"}
        return found.value is None and not found.either and cell.text not in _ERRORS and not odd

    def _in_order(self, issue: str, held: list[Entry]) -> dict[str, float]:
        """Distinct words as the marks of a line, in the order in which they appear."""
        first: dict[str, str] = {}
        for entry in held:
            text = words(entry.position)
            if len(text) > _LONGEST_WORD:
                message = f"this is a text of {len(text)} characters, no position"
                hint = "write a number or a short word; call a column of texts notes"
                say(self.faults, self.table, entry.position, message, hint)
            first.setdefault(text.casefold(), text)
        self.scales[issue] = [(float(k), text) for k, text in enumerate(first.values())]
        shown = listed(list(first.values()), "and", 10)
        question = f"In which order do these words stand on the line: {shown}? As they appear here."
        self.draft.remarks.append((f"ask:{issue}", question))
        return {text: float(k) for k, text in enumerate(first)}

    def _line(self, issue: str, held: list[tuple[Entry, float]]) -> None:
        """The ends and marks of a line, and whether all positions lie on it."""
        line = self.draft.lines[issue]
        marks = tuple(sorted(self.scales.get(issue, [])))
        low, high = line.low, line.high
        if not self.placed.get(issue):
            places = [x for x, _ in marks] if marks else [x for _, x in held]
            low, high = span(places) if marks else _guessed(places)
            if not marks:
                question = f"Which are the ends of this scale? Taken here: {low:g} to {high:g}."
                self.draft.remarks.append((f"ask:{issue}", question))
        for entry, x in held:
            if not isnan(x) and not low <= x <= high:
                of = f"the position of {plain(entry.actor, 40)} on {plain(issue, 40)}"
                hint = f"the scale runs from {low:g} to {high:g}"
                if marks:
                    hint += f"; or write {listed([text for _, text in marks], 'or', 8)}"
                message = f"{of} is {plain(entry.position.text, 40)}"
                say(self.faults, self.table, entry.position, message, hint)
        reference, outcome = line.reference, line.outcome
        self.draft.lines[issue] = Line(issue, line.name, low, high, marks, reference, outcome)

    # --- saliences and clout ---

    def _saliences(
        self, layout: Layout, x: dict[tuple[str, str], float]
    ) -> dict[tuple[str, str], float]:
        table, cells = self.table, {(e.actor, e.issue): e.salience for e in layout.entries}
        if "salience" in self.book.beside:
            table = self.book.beside["salience"]
            cells = dict.fromkeys(cells) | self._other(table, layout)
        if all(cell is None for cell in cells.values()):
            question = "How much does each issue matter to each? Nothing is said: all the same."
            self.draft.remarks.append(("ask", question))
            return dict.fromkeys(cells, 1.0)
        found: dict[tuple[str, str], float] = {}
        percent: dict[tuple[str, str], bool] = {}
        silent: dict[str, None] = {}
        for key, cell in cells.items():
            if isnan(x[key]):
                continue
            if cell is None:
                found[key] = 1.0
                silent[key[1]] = None
                continue
            of = f"the salience of {plain(key[0], 40)} on {plain(key[1], 40)}"
            found[key] = self._figure(table, cell, of, 0)
            percent[key] = self.numbers.read(cell.text).percent
        if silent:
            shown = listed(list(silent), "and", 10)
            question = f"How much do these matter, of which no salience is given: {shown}? 1 here."
            self.draft.remarks.append(("ask", question))
        most = max((v for k, v in found.items() if not percent.get(k) and not isnan(v)), default=0)
        top = next((top for top in (1.0, 10.0, 100.0) if most <= top), nan)
        if top == 10:
            question = f"What salience is the highest? The largest is {most:g}, so 10 is taken."
            self.draft.remarks.append(("ask", question))
        for key, sign in percent.items():
            whole, cell = 100.0 if sign else top, cells[key]
            if cell is not None and found[key] > 100:
                message = f"the salience of {plain(key[0], 40)} is {plain(cell.text, 40)}"
                say(self.faults, table, cell, message, "write 0 to 100, or 0 to 1 throughout")
            elif whole != 1:
                found[key] = float(f"{found[key] / whole:.15g}")
        return found

    def _other(self, table: Rows, layout: Layout) -> dict[tuple[str, str], Cell | None]:
        """The saliences on a sheet of their own, laid out as the main one."""
        other = lay_out(table, self.faults)
        found: dict[tuple[str, str], Cell | None] = {}
        for entry in other.entries:
            name, issue = plain(entry.actor, 40), plain(entry.issue, 40)
            if entry.actor not in layout.actors or entry.issue not in layout.issues:
                message = f"the main sheet has no {name!r} on {issue!r}"
                say(self.faults, table, entry.position, message, "write names as they are there")
            else:
                found[entry.actor, entry.issue] = entry.position
        for key in {(e.actor, e.issue) for e in layout.entries} - set(found):
            found[key] = Cell("", 1, 1, 1, 1)
        return found

    def _clout(self, layout: Layout) -> dict[tuple[str, str], float]:
        """Clout by actor and issue, and by actor alone (with an empty issue)."""
        found: dict[tuple[str, str], float] = {}
        if not layout.clout:
            self.draft.remarks.append(("clout", "equal"))
            return found
        for actor in layout.actors:
            cell = layout.clout.get(actor)
            if cell is None:
                cell = next(e.clout for e in layout.entries if e.actor == actor) or Cell(
                    "", 1, 1, 1, 1
                )
            found[actor, ""] = self._figure(self.table, cell, f"the clout of {plain(actor, 40)}", 0)
        for entry in layout.entries:
            given = layout.clout.get(entry.actor)
            if entry.clout is not None and entry.clout.text and entry.clout is not given:
                of = f"the clout of {plain(entry.actor, 40)} on {plain(entry.issue, 40)}"
                found[entry.actor, entry.issue] = self._figure(self.table, entry.clout, of, 0)
        return found


def _guessed(places: list[float]) -> tuple[float, float]:
    """The ends of a scale that are not stated: 0 to 1, 10 or 100 where that fits."""
    inside = [x for x in places if not isnan(x)]
    for top in (1.0, 10.0, 100.0):
        if inside and min(inside) >= 0 and max(inside) <= top:
            return 0.0, top
    return span(inside)
