"""The European Union decisions of the DEU data set: positions and saliences of states and bodies.

One row an issue, separated by semicolons: numbers and names of proposal and issue, procedure,
dates, then a column ``p…`` and a column ``s…`` for every actor, ``rp`` (the reference point) and
``out`` (the outcome); 0 to 100, missing where blank or 999 (DEU III, doi:10.34810/data53). There is
no column of power, so all count the same. Reading only: the columns of other data are not ours to
invent.
"""

from __future__ import annotations

import re
from datetime import date
from math import isnan
from pathlib import Path

from detente.case.faults import CaseErrors, Fault, listed, plain
from detente.core.line import Line, Positions
from detente.neighbours.decide_tables import Columns
from detente.neighbours.form import Format
from detente.neighbours.lines import Draft, crowded
from detente.neighbours.rows import Cell, Faults, Row, Rows, read_rows, take

_NEEDED = ("prnr", "isnr", "rp", "out")
_DATES = ("intro", "finact")
_CODES = frozenset({"prnrnmc", "prnr", "prname", "proc", "proccde"})
_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{2}|[0-9]{4})")
_NAMED = (
    "com=Commission, ep=European Parliament, at=Austria, be=Belgium, bu=Bulgaria, "
    "cr=Croatia, cy=Cyprus, cz=Czechia, dk=Denmark, ee=Estonia, fi=Finland, fr=France, "
    "de=Germany, el=Greece, hu=Hungary, ie=Ireland, it=Italy, lv=Latvia, lt=Lithuania, "
    "lu=Luxembourg, mt=Malta, nl=Netherlands, pl=Poland, pt=Portugal, ro=Romania, "
    "si=Slovenia, sk=Slovakia, es=Spain, se=Sweden, uk=United Kingdom"
)
_NAMES: dict[str, str] = dict(re.findall(r"(\w+)=([^,]+)", _NAMED))


def read(path: Path, proposal: str = "") -> Positions:
    """Which positions are in this DEU file?

    Parameters
    ----------
    path
        The file.
    proposal
        Only the issues of this proposal (its ``prnr`` or ``prname``); all where left empty.

    Returns
    -------
    Positions
        A line an issue, from 0 to 100, with reference and outcome where they are known; clout 1
        for all, which ``remarks`` says.

    Raises
    ------
    CaseErrors
        With every fault found, one message each.
    """
    return parse(read_rows(path, ";"), path.name, proposal)


def parse(table: Rows, name: str = "deu.csv", proposal: str = "") -> Positions:
    r"""Which positions are in this DEU table?

    Examples
    --------
    >>> from detente.neighbours.rows import rows_of
    >>> found = parse(rows_of(
    ...     "prnr;prname;isnr;intro;pcom;pde;scom;sde;rp;out\n"
    ...     "1;Eels;1;03-05-99;100;0;80;50;0;60\n"
    ...     "1;Eels;2;03-05-99;999;50;;70;;50\n", delimiter=";"))
    >>> found.names, [(line.id, line.reference, line.outcome) for line in found.lines]
    (('Commission', 'Germany'), [('1-1', 0.0, 60.0), ('1-2', None, 50.0)])
    """
    return _Reader(table, name, proposal).run()


class _Reader:
    """Reads one file and collects its faults."""

    def __init__(self, table: Rows, name: str, proposal: str) -> None:
        self.table, self.name, self.proposal = table, name, proposal.strip()
        self.faults = Faults()
        self.draft = Draft()
        self.half: list[str] = []
        self.outside: list[str] = []

    def run(self) -> Positions:
        columns = Columns(self.faults, self.table, _NEEDED)
        people = self._people(columns)
        self.faults.stop()
        rows = [row for row in columns.rows() if self._wanted(columns, row)]
        if not rows and self.proposal:
            message = f"there is no proposal {plain(self.proposal, 60)!r}"
            known = list(dict.fromkeys(columns.cell(r, "prnr").text for r in columns.rows()))
            raise CaseErrors([Fault(self.table.file, 1, 1, message, f"there are {listed(known)}")])
        crowded(self.faults, self.table, columns.header, len(people), len(rows))
        self.faults.stop()
        self.draft.actors = {name: _NAMES.get(name, name) for name in people}
        for row in rows:
            self._issue(columns, row, people)
        self.faults.stop()
        return self._result(columns, rows)

    def _people(self, columns: Columns) -> list[str]:
        """The actors that have a column of positions and one of saliences."""
        taken = set(_CODES)
        found = []
        for column in columns.place:
            name = column[1:]
            if column.startswith("p") and column not in taken and name:
                if f"s{name}" in columns.place:
                    found.append(name)
                elif name in _NAMES:
                    cell = self.table.filled[0].cell(columns.place[column])
                    message = f"the actor {name!r} has positions but no saliences"
                    self.faults.add(self.table, cell, message, f"add the column s{name}")
        if columns.sound and not found:
            message = "no actor has a column of positions and one of saliences"
            hint = "they are called such as pde and sde"
            self.faults.add(self.table, columns.header, message, hint)
        return found

    def _wanted(self, columns: Columns, row: Row) -> bool:
        names = [columns.cell(row, column).text for column in ("prnr", "prname")]
        return not self.proposal or self.proposal.casefold() in {n.casefold() for n in names}

    def _issue(self, columns: Columns, row: Row, people: list[str]) -> None:
        parts = [columns.cell(row, name).text for name in ("prnr", "isnr")]
        key = "-".join(" ".join(part.split()) for part in parts)
        if not all(parts):
            message = "the number of the proposal or of the issue is missing"
            self.faults.add(self.table, columns.cell(row, "prnr"), message, "write prnr and isnr")
        if key in self.draft.lines:
            message = f"the issue {plain(key, 40)} stands here twice"
            self.faults.add(self.table, columns.cell(row, "isnr"), message, "number it anew")
            return
        title = " ".join(columns.cell(row, "prname").text.split()) or f"proposal {parts[0]}"
        ends = {}
        for column, what in (("rp", "the reference point"), ("out", "the outcome")):
            found = self._number(columns, row, column, f"{what} of {plain(key, 40)}", None)
            ends[column] = None if isnan(found) else found
            if not isnan(found) and not 0 <= found <= 100:
                self.outside.append(f"{what} of {key}")
        line = Line(key, f"{title}, issue {parts[1]}", reference=ends["rp"], outcome=ends["out"])
        self.draft.lines[key] = line
        for name in people:
            of = f"of {_NAMES.get(name, plain(name, 40))} on {plain(key, 40)}"
            x = self._number(columns, row, f"p{name}", f"the position {of}", 100)
            s = self._number(columns, row, f"s{name}", f"the salience {of}", 100, -2)
            if not isnan(x) and isnan(s):
                self.half.append(f"{name} on {key}")
            elif not isnan(x):
                self.draft.held[name, key] = (x, s, 1.0)
        self._dates(columns, row, key)

    def _number(
        self, columns: Columns, row: Row, name: str, what: str, high: float | None, shift: int = 0
    ) -> float:
        """A figure; NaN where it is blank or 999."""
        cell = columns.cell(row, name)
        if cell.text in {"", ".", "999", "999.0", "999,0"}:
            return float("nan")
        low = None if high is None else 0
        return take(self.faults, self.table, cell, what, low, high, shift)

    def _dates(self, columns: Columns, row: Row, key: str) -> None:
        for name in _DATES:
            cell = columns.cell(row, name)
            if name not in columns.place or cell.text in {"", "999"}:
                continue
            day = _day(cell)
            if day is None:
                message = f"{plain(cell.text, 40)!r} is no date"
                self.faults.add(self.table, cell, message, "write day-month-year: 03-05-99")
            else:
                self.draft.remarks.append((f"{name}:{key}", day.isoformat()))

    def _result(self, columns: Columns, rows: list[Row]) -> Positions:
        draft = self.draft
        present = {actor for actor, _ in draft.held}
        absent = [name for name in draft.actors if name not in present]
        draft.actors = {name: words for name, words in draft.actors.items() if name in present}
        if not draft.actors:
            message = "nobody has both a position and a salience in these rows"
            self.faults.add(self.table, columns.header, message)
            self.faults.stop()
        draft.remarks.insert(0, ("clout", "equal"))
        for key, names in (
            ("left_out", absent),
            ("warning", [f"{one}: position without salience" for one in self.half]),
            ("warning", [f"{one} is not from 0 to 100" for one in self.outside]),
        ):
            if names:
                draft.remarks.append((key, listed(names, "and", 20)))
        title = columns.cell(rows[0], "prname").text if self.proposal else ""
        source = f"{self.name} (DEU)"
        return draft.positions(title or Path(self.name).stem, source)


def _day(cell: Cell) -> date | None:
    """A date such as 03-05-99; years before 70 belong to this century."""
    found = _DAY.fullmatch(cell.text)
    if found is None:
        return None
    day, month, year = map(int, found.groups())
    if year < 100:
        year += 1900 if year >= 70 else 2000
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _looks_like(head: str) -> bool:
    first = next((line for line in head.splitlines() if line.strip()), "").lower()
    words = {word.strip(' "\ufeff') for word in first.split(";")}
    return set(_NEEDED) <= words


FORMAT = Format(
    name="deu",
    title="DEU data set: positions and saliences on EU decisions, with reference and outcome",
    holds="positions",
    suffixes=(".csv",),
    read=read,
    looks_like=_looks_like,
)
