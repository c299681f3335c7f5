"""Where in a spreadsheet stands what: header, actors, issues, and whose figure is whose.

Two layouts are known. Wide: a row an actor, a column an issue, perhaps with columns such as "Tax
salience", or the saliences on a sheet of their own. Long: a row an actor and issue, with columns
for position, salience and clout in any order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.case.faults import plain
from detente.neighbours.lines import LONGEST_NAME, MOST_HELD
from detente.neighbours.rows import Cell, Faults, Row, Rows, letters

_WORDS = {
    "actor": "actor actors party parties country countries stakeholder stakeholders player players"
    " delegation delegations state states member members",
    "name": "name names description full_name long_name",
    "issue": "issue issues topic topics question questions dimension dimensions",
    "position": "position positions stance stances preference preferences ideal_point",
    "salience": "salience saliences importance priority priorities",
    "clout": "clout power influence weight weights capability capabilities",
    "notes": "note notes comment comments remark remarks source sources",
}
ROLES = {word.replace("_", " "): role for role, words in _WORDS.items() for word in words.split()}
"""What a header means, in lower case."""

_TOTALS = frozenset("total totals sum average averages mean median all maximum minimum".split())  # noqa: SIM905
_SALIENT = "salience|importance|priority"
_AFTER = re.compile(rf"(?P<issue>.+?)[\s_:–-]*[(\[]?(?:{_SALIENT})[)\]]?", re.IGNORECASE)
_BEFORE = re.compile(rf"(?:{_SALIENT})[\s_:–-]+(?:(?:of|on|for)\s+)?(?P<issue>.+)", re.IGNORECASE)
_POSITION = re.compile(r"[\s_:–-]+[(\[]?position[)\]]?$", re.IGNORECASE)
_FIRST_ROWS = 40


@dataclass(frozen=True)
class Entry:
    """What a spreadsheet says of one actor on one issue, cell by cell."""

    actor: str
    issue: str
    position: Cell
    salience: Cell | None
    clout: Cell | None


@dataclass
class Layout:
    """The actors (with names in words), the issues and the entries of a sheet."""

    actors: dict[str, str] = field(default_factory=dict)
    issues: dict[str, Cell] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    clout: dict[str, Cell] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def words(cell: Cell) -> str:
    """The text of a cell with single blanks."""
    return " ".join(cell.text.split())


def role(cell: Cell) -> str:
    """What a header means: actor, issue, position and so on; empty where it is none of these."""
    return ROLES.get(re.sub(r"[\s_]+", " ", cell.text.casefold()).strip(" :*"), "")


def say(faults: Faults, table: Rows, cell: Cell, message: str, hint: str = "") -> None:
    """A fault at a cell, which is named as a spreadsheet names it."""
    sheet = f"sheet {plain(table.sheet, 40)!r}, " if table.sheet else ""
    faults.add(table, cell, f"{sheet}cell {cell.address}: {message}", hint)


def lay_out(table: Rows, faults: Faults) -> Layout:
    """What stands where in this sheet? Collects faults for what is not understood."""
    found = _header(table)
    layout = Layout()
    if found is None:
        first = table.rows[0] if table.rows else Row((), 1, 1, 1)
        hint = "begin with a row such as actor, clout, ISSUE 1, ISSUE 2; an actor a row below it"
        say(faults, table, first.cell(0), "no header with actors and issues is found", hint)
        return layout
    header, body = found
    roles = [role(cell) for cell in header.cells]
    if "actor" not in roles and "name" in roles:
        roles[roles.index("name")] = "actor"
    for kind in ("actor", "clout", "issue", "position"):
        if roles.count(kind) > 1 and kind in {"actor", "clout"}:
            again = header.cell(len(roles) - 1 - roles[::-1].index(kind))
            say(faults, table, again, f"a second column of the {kind}s", "keep one of them")
    rows = [row for row in body if not _total(row, roles, layout)]
    if {"actor", "issue", "position"} <= set(roles):
        _Long(table, faults, layout, roles).run(rows)
    else:
        _Wide(table, faults, layout, roles, header).run(rows)
    if not layout.entries and not faults.found:
        say(faults, table, header.cell(0), "no actor stands below this header", "write a row each")
    return layout


def _header(table: Rows) -> tuple[Row, list[Row]] | None:
    """The first row that looks like a header, and the rows below it."""
    rows = table.filled
    for place, row in enumerate(rows[:_FIRST_ROWS]):
        roles = {role(cell) for cell in row.filled}
        if len(row.filled) > 1 and "actor" in roles:
            return row, rows[place + 1 :]
    for place, row in enumerate(rows[:_FIRST_ROWS]):
        below = rows[place + 1] if place + 1 < len(rows) else None
        if len(row.filled) > 1 and below is not None and len(below.filled) > 1:
            return row, rows[place + 1 :]
    return None


def _total(row: Row, roles: list[str], layout: Layout) -> bool:
    column = roles.index("actor") if "actor" in roles else 0
    name = words(row.cell(column))
    parts = re.split(r"\W+", name.casefold())
    if parts and parts[0] in _TOTALS and len(parts) <= 2:
        layout.left_out.append(f"row {row.number}: {name}")
        return True
    return False


def _named(faults: Faults, table: Rows, cell: Cell, what: str) -> str:
    name = words(cell)
    if not name:
        say(faults, table, cell, f"the name of {what} is missing", "write one, or clear the row")
    elif len(name) > LONGEST_NAME:
        hint = "write a short name; a longer one goes into a column called name"
        say(faults, table, cell, f"the name of {what} has over {LONGEST_NAME} characters", hint)
    return name


class _Long:
    """A row an actor and issue."""

    def __init__(self, table: Rows, faults: Faults, layout: Layout, roles: list[str]) -> None:
        self.table, self.faults, self.layout = table, faults, layout
        self.column = {kind: place for place, kind in reversed(list(enumerate(roles))) if kind}

    def _cell(self, row: Row, kind: str) -> Cell | None:
        return row.cell(self.column[kind]) if kind in self.column else None

    def run(self, rows: list[Row]) -> None:
        seen: set[tuple[str, str]] = set()
        for row in rows:
            cells = [row.cell(self.column[kind]) for kind in ("actor", "issue", "position")]
            actor = _named(self.faults, self.table, cells[0], "the actor")
            issue = _named(self.faults, self.table, cells[1], "the issue")
            if (actor, issue) in seen and actor and issue:
                message = f"{plain(actor, 40)!r} stands twice on {plain(issue, 40)!r}"
                say(self.faults, self.table, cells[0], message, "keep one row")
            seen.add((actor, issue))
            name = self._cell(row, "name")
            given = words(name) if name is not None else ""
            if given or actor not in self.layout.actors:
                self.layout.actors[actor] = given or actor
            self.layout.issues.setdefault(issue, cells[1])
            clout = self._cell(row, "clout")
            if clout is not None and clout.text:
                self.layout.clout.setdefault(actor, clout)
            salience = self._cell(row, "salience")
            self.layout.entries.append(Entry(actor, issue, cells[2], salience, clout))


class _Wide:
    """A row an actor, a column an issue."""

    def __init__(
        self, table: Rows, faults: Faults, layout: Layout, roles: list[str], header: Row
    ) -> None:
        self.table, self.faults, self.layout = table, faults, layout
        self.roles, self.header = roles, header
        self.actor = roles.index("actor") if "actor" in roles else 0
        self.positions: dict[str, int] = {}
        self.saliences: dict[str, int] = {}

    def run(self, rows: list[Row]) -> None:
        self._columns(rows)
        clout = self.roles.index("clout") if "clout" in self.roles else None
        name = self.roles.index("name") if "name" in self.roles else None
        for row in rows:
            actor = _named(self.faults, self.table, row.cell(self.actor), "the actor")
            if not actor:
                continue
            if actor in self.layout.actors:
                message = f"the actor {plain(actor, 60)!r} stands here twice"
                say(self.faults, self.table, row.cell(self.actor), message, "keep one row")
                continue
            self.layout.actors[actor] = (words(row.cell(name)) if name is not None else "") or actor
            if clout is not None:
                self.layout.clout[actor] = row.cell(clout)
            for issue, column in self.positions.items():
                salience = self.saliences.get(issue)
                self.layout.entries.append(
                    Entry(
                        actor,
                        issue,
                        row.cell(column),
                        row.cell(salience) if salience is not None else None,
                        row.cell(clout) if clout is not None else None,
                    )
                )

    def _columns(self, rows: list[Row]) -> None:
        """Which column holds which issue, and which the saliences of which."""
        salient: list[tuple[Cell, str]] = []
        width = max([len(self.header.cells), *(len(row.cells) for row in rows)])
        if width * len(rows) > MOST_HELD:
            message = f"{len(rows):,} rows of up to {width:,} columns are more than is read"
            say(self.faults, self.table, self.header.cell(0), message, "write the long form")
            return
        for column in range(width):
            cell = self.header.cell(column)
            kind = self.roles[column] if column < len(self.roles) else ""
            if column == self.actor or kind in {"actor", "name", "clout"}:
                continue
            if kind == "notes":
                self.layout.left_out.append(f"column {letters(column + 1)}: {words(cell)}")
            elif not cell.text:
                self._nameless(rows, column)
            elif kind == "salience":
                salient.append((cell, ""))
            elif found := (_AFTER.fullmatch(words(cell)) or _BEFORE.fullmatch(words(cell))):
                salient.append((cell, found["issue"]))
            else:
                self._issue(cell, column)
        for cell, issue in salient:
            self._salience(cell, issue)
        if not self.positions and not self.faults.found:
            hint = "write an issue in each column to the right of the actors"
            say(
                self.faults, self.table, self.header.cell(self.actor), "no column is an issue", hint
            )

    def _nameless(self, rows: list[Row], column: int) -> None:
        filled = next((row.cell(column) for row in rows if row.cell(column).text), None)
        if filled is not None:
            message = f"column {letters(column + 1)} has figures but no header"
            say(self.faults, self.table, filled, message, "write the issue above, or clear it")

    def _issue(self, cell: Cell, column: int) -> None:
        name = _POSITION.sub("", words(cell)) or words(cell)
        if len(name) > LONGEST_NAME:
            message = f"the name of the issue has over {LONGEST_NAME} characters"
            say(self.faults, self.table, cell, message, "write a short name")
        if name in self.positions:
            message = f"the issue {plain(name, 60)!r} stands here twice"
            say(self.faults, self.table, cell, message, "keep one column")
        self.positions[name] = column
        self.layout.issues[name] = cell

    def _salience(self, cell: Cell, issue: str) -> None:
        names: Mapping[str, str] = {name.casefold(): name for name in self.positions}
        if not issue and len(names) == 1:
            issue = next(iter(names))
        name = names.get(_POSITION.sub("", issue).casefold().strip())
        if name is None:
            said = f"there is no issue {plain(issue, 40)!r} for this salience"
            message = said if issue else "this salience does not say of which issue it is"
            say(self.faults, self.table, cell, message, "write ISSUE salience, as the issue is")
        elif name in self.saliences:
            say(self.faults, self.table, cell, f"a second salience of {plain(name, 40)!r}")
        else:
            self.saliences[name] = cell.column - 1
