"""A case as a published conflict: its unilateral game in option form, and what that leaves out.

What a party can do alone becomes its options. Where an issue takes several parties, nobody moves it
alone: its states stay in the model, and the moves are listed one by one so that no figure pretends
otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detente.case.faults import CaseErrors, Path, plain
from detente.case.gmcr.file import ConflictFile, load_conflict_text
from detente.case.gmcr.model import ModelOption
from detente.case.gmcr.priorities import dense
from detente.case.load import Loaded
from detente.case.text import LARGEST
from detente.case.writing import ids
from detente.core.cells import Cells
from detente.core.conflict import Bools, GraphForm, Ints, better_by_rank
from detente.core.consent import among
from detente.core.grid import Grid
from detente.core.moves import can_go, hands
from detente.core.table import Issue, Table
from detente.neighbours.conflict_lost import lost_of
from detente.neighbours.conflict_orders import Orders
from detente.neighbours.conflict_text import Sketch, sketch_text
from detente.neighbours.option_code import MOST_BOXES, Coded, boxes, pattern_list

MOST_OPTIONS = 20
MOST_LISTED = 4096
MOST_ARCS = 150_000

_NARROW = "narrow the case first: leave out issues, or take options off the table with on_table"


def conflict_of_case(
    loaded: Loaded, table: Table, *, alone: bool = False
) -> tuple[ConflictFile, tuple[str, ...]]:
    """What is the conflict of this case, if everybody decides alone?

    Parameters
    ----------
    loaded, table
        The case as written, and as arrays.
    alone : bool
        Leave out every issue that is not in one party's hands: it stays where it is now.
        Otherwise its states are kept, and moves are listed one by one.

    Returns
    -------
    ConflictFile
        Parties as decision makers (by their names in words), options on the table as options.
        Priorities and rankings where a case has them; an actor's value becomes a ranking of the
        states, as it is in the middle of every range. A party that decides by votes has a ranking
        where the votes make one, else pairs.
    tuple of str
        What is left out or judged, one plain sentence each.

    Raises
    ------
    CaseErrors
        Where the case does not fit: too many options, states or rules, or votes in a circle.
    """
    return _Maker(loaded, table, alone).made()


@dataclass(frozen=True, eq=False)
class _Maker:
    loaded: Loaded
    table: Table
    alone: bool

    # --- which issues, in whose hands ---

    @cached_property
    def live(self) -> dict[str, tuple[int, ...]]:
        """The issues that can be more than one thing, as declared, with their options in play."""
        found = {}
        for name in self.table.issue_order:
            issue = self.table.issue[name]
            marks = tuple(sorted(issue.on_table | {self.table.now[name]}))
            if len(marks) > 1 and not (self.alone and self._plain_hands(issue, marks) is None):
                found[name] = marks
        return found

    def _plain_hands(self, issue: Issue, marks: tuple[int, ...]) -> tuple[str, str] | None:
        """Who holds an issue alone, and which way it goes; None where that is not so simple."""
        part = np.ix_(marks, marks)
        free = can_go(issue)[part]
        able = {p: hands(issue, frozenset({p}))[part] for p in self.table.party_order}
        stay = np.eye(len(marks), dtype=np.bool_)
        movers = [p for p, there in able.items() if (there & ~stay).any()]
        if len(movers) != 1 or not (able[movers[0]] == free).all():
            return None
        steps = issue.ordered or len(marks) == 2
        up, down = np.triu(np.ones_like(free)), np.tril(np.ones_like(free))
        for way, wanted in (("both", np.ones_like(free)), ("forward", up), ("backward", down)):
            if (free == wanted).all() and (steps or way == "both"):
                return movers[0], way
        return None

    @cached_property
    def held(self) -> dict[str, tuple[str, str]]:
        """Who holds each live issue, and which way its options go."""
        found = {}
        for name, marks in self.live.items():
            issue = self.table.issue[name]
            found[name] = self._plain_hands(issue, marks) or (self._first(issue), "explicit")
        return found

    def _first(self, issue: Issue) -> str:
        """Under whose name an issue stands that no single party holds."""
        named = {party for by in issue.by for party in by}
        return next((p for p in self.table.party_order if p in named), self.table.party_order[0])

    def hands_of(self, party: str, name: str) -> Bools:
        """From which choice to which a party takes an issue alone, over the options in play."""
        marks = self.live[name]
        return hands(self.table.issue[name], frozenset({party}))[np.ix_(marks, marks)]

    # --- states ---

    @cached_property
    def coded(self) -> tuple[Coded, ...]:
        wanted: list[str] = []
        for name, marks in self.live.items():
            options = self.table.issue[name].options
            several = len(marks) > 2
            wanted += [f"{name}_{options[k]}" if several else name for k in marks[1:]]
        # The same name twice (a_b of c, a of b_c) needs two ids, so each is asked for by its place.
        fit = iter(_each_once(wanted))
        found = []
        for name, marks in self.live.items():
            issue = self.table.issue[name]
            names = tuple(next(fit) for _ in marks[1:])
            choices = tuple(issue.options[k] for k in marks)
            found.append(Coded(name, choices, names, issue.ordered or len(marks) == 2))
        return tuple(found)

    @cached_property
    def cells(self) -> Cells:
        choices = [self.live.get(i.id, (self.table.now[i.id],)) for i in self.table.issues]
        return among(self.table, Grid(tuple(i.id for i in self.table.issues), tuple(choices)))[0]

    @cached_property
    def codes(self) -> Ints:
        """The decimal code of each state."""
        found = np.zeros(self.cells.size, dtype=np.int64)
        at = 0
        for one in self.coded:
            options = self.table.issue[one.issue].options
            worth = np.zeros(len(options), dtype=np.int64)
            for choice, letters in one.letters.items():
                bits = (1 << (at + j) for j, x in enumerate(letters) if x == "Y")
                worth[options.index(choice)] = sum(bits)
            found += worth[self.cells.options(one.issue)]
            at += len(one.ids)
        return found

    def _refuse(self, path: Path, message: str, hint: str = _NARROW) -> CaseErrors:
        return CaseErrors([self.loaded.document.fault(path, message, hint, key=True)])

    def _check_size(self) -> None:
        many = sum(len(one.ids) for one in self.coded)
        if not many:
            message = "nobody can change anything alone here, so there are no options"
            raise self._refuse(("issues",), message, "ask `detente deals` about this case")
        if many > MOST_OPTIONS:
            message = f"these issues make {many} options, and at most {MOST_OPTIONS} can be written"
            raise self._refuse(("issues",), message)
        if not self.cells.size:
            raise self._refuse(("rules",), "the rules leave no outcome", "check the rules")
        explicit = any(way == "explicit" for _, way in self.held.values())
        if explicit and self.cells.size > MOST_LISTED:
            message = f"{self.cells.size} states are too many to list every move"
            raise self._refuse(("issues",), f"{message} (at most {MOST_LISTED})")

    def _infeasible(self) -> tuple[str, ...]:
        before, many = 0, sum(len(one.ids) for one in self.coded)
        found: list[str] = []
        for one in self.coded:
            after = many - before - len(one.ids)
            found += ["-" * before + own + "-" * after for own in one.impossible]
            before += len(one.ids)
        choices = {
            i.id: [i.options[k] for k in self.live.get(i.id, (self.table.now[i.id],))]
            for i in self.table.issues
        }
        for name, law in self.table.laws:
            parts = boxes(law, choices)
            patterns = [p for box in parts or () for p in pattern_list(box, self.coded)]
            if parts is None or len(found) + len(patterns) > MOST_BOXES:
                message = f"the rule takes more than {MOST_BOXES} patterns to write"
                raise self._refuse(("rules", name), message, "split it, or say it more simply")
            found += patterns
        return tuple(dict.fromkeys(found))

    # --- moves ---

    def _listed(self, dms: dict[str, str]) -> dict[str, dict[int, tuple[int, ...]]]:
        """Moves one by one, for those who have a hand in what is not in one party's hands."""
        found: dict[str, dict[int, tuple[int, ...]]] = {}
        mixed = [name for name, (_, way) in self.held.items() if way == "explicit"]
        total = 0
        for party, dm in dms.items():
            if not mixed or not (
                any(self.held[name][0] == party for name in mixed)
                or any(self._moves(party, name) for name in mixed)
            ):
                continue
            there = ~np.eye(self.cells.size, dtype=np.bool_)
            for one in self.coded:
                able = self.hands_of(party, one.issue)
                place = np.searchsorted(self.live[one.issue], self.cells.options(one.issue))
                there &= able[place[:, None], place[None, :]]
            total += int(there.sum())
            if total > MOST_ARCS:
                raise self._refuse(("issues",), f"there are more than {MOST_ARCS} moves to list")
            found[dm] = {
                int(self.codes[s]): tuple(self.codes[np.flatnonzero(there[s])].tolist())
                for s in np.flatnonzero(there.any(axis=1))
            }
        return found

    def _moves(self, party: str, name: str) -> bool:
        able = self.hands_of(party, name)
        return bool((able & ~np.eye(len(able), dtype=np.bool_)).any())

    # --- put together ---

    @cached_property
    def dms(self) -> dict[str, str]:
        """Who decides, by party: those with a hand in something, and those with an order."""
        holders = {owner for owner, _ in self.held.values()}
        members = {m for party in self.table.parties for m in party.members}
        keep = [
            p
            for p in self.table.party_order
            if p in holders
            or any(self._moves(p, name) for name in self.live)
            or (p not in members and len(self.table.deciders(p)) == 1)
        ]
        words = {p: " ".join((self.loaded.case.parties[p].name or p).split()) for p in keep}
        texts = list(words.values())
        clear = len(set(texts)) == len(texts) and all(len(t) <= 200 for t in texts)
        return words if clear else {p: p for p in keep}

    def _options(self) -> Iterator[ModelOption]:
        for one in self.coded:
            owner, way = self.held[one.issue]
            said = self.loaded.case.issues[one.issue].options
            for option, choice in zip(one.ids, one.choices[1:], strict=True):
                words = " ".join(str(said[choice] or "").split()) or f"{one.issue} = {choice}"
                yield ModelOption(option, self.dms[owner], words, way)

    def made(self) -> tuple[ConflictFile, tuple[str, ...]]:
        """The conflict, read back from its own text and compared with what was meant."""
        self._check_size()
        now = {i.id: i.options[self.table.now[i.id]] for i in self.table.issues}
        orders = Orders(self.loaded, self.table, self.cells, self.codes, self.coded, now)
        for party, dm in self.dms.items():
            orders.add(party, dm)
        case = self.loaded.case
        sketch = Sketch(
            title=case.meta.title,
            id=ids([self.loaded.path.absolute().parent.name], "conflict").popitem()[1],
            dms=tuple(self.dms.values()),
            options=tuple(self._options()),
            infeasible=self._infeasible(),
            status_quo=self._now(),
            listed=self._listed(self.dms),
            rankings=orders.rankings,
            pairs=orders.pairs,
            priorities=orders.priorities,
            sources=(f"the case {case.meta.title!r}, as of {case.meta.as_of}",),
        )
        text = sketch_text(sketch)
        if len(text.encode()) > LARGEST:
            raise self._refuse(("issues",), f"the model is larger than {LARGEST // 1_000_000} MB")
        file = load_conflict_text(text, self.loaded.path)
        self._compare(file, orders)
        lost = lost_of(self.loaded, self.table, self.held, self.live, self.dms)
        if sketch.status_quo is None:
            lost = (*lost, "today's position breaks a rule of logic: no status quo is written")
        return file, (*orders.judged, *lost)

    def _now(self) -> int | None:
        row = np.array([self.table.now[name] for name in self.cells.issues])
        same = np.flatnonzero((self.cells.rows == row).all(axis=1))
        return int(self.codes[same[0]]) if len(same) else None

    def _compare(self, file: ConflictFile, orders: Orders) -> None:
        """Refuse a text that does not say what the case says: better no figure than a wrong one."""
        good = np.array_equal(np.sort(self.codes), np.sort(file.model.ids))
        order = np.argsort(self.codes)
        for i, dm in enumerate(self.dms.values()):
            if not good or dm in orders.pairs:
                continue
            wanted = dense(orders.ranks[dm])[order]
            if isinstance(file.conflict, GraphForm):
                found = file.conflict.better[i]
                good = bool((found == better_by_rank(wanted)).all())
            else:
                good = np.array_equal(dense(file.conflict.ranks[i][file.model.ids]), wanted)
        if not good:
            message = f"{plain(self.loaded.case.meta.title, 60)!r} would not mean the same there"
            raise self._refuse((), message, "this is a mistake of detente: please report it")


def _each_once(names: Sequence[str]) -> list[str]:
    """Fit ids for names of which some may be alike."""
    told: dict[str, None] = {}
    for name in names:
        while name in told:
            name = f"{name}_"  # noqa: PLW2901
        told[name] = None
    return list(ids(told, "option").values())
