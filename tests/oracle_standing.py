"""A second opinion on who stays: stability on the table of a case, in plain Python.

One reading, one outcome and one question at a time, built on the case and the readings of
``oracle``. Nothing is shared with the product but the random streams. The concepts are those of
the graph model (Fang, Hipel & Kilgour 1993; Rêgo & Vieira 2017; Inohara & Hipel 2008), said of the
parties of a case.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

import oracle
import yaml
from oracle import TOLERANCE, Case, Issue, Reading, Terms

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
UNIONS = 64

State = tuple[str, ...]  # one option for every issue, in the order of the case
Group = frozenset[str]
Step = tuple[Group, State]  # who moves, and where to


def undoable(text: str) -> frozenset[str]:
    """Issues that each single holder may take back, which the plain oracle does not read."""
    raw = yaml.load(text, Loader=yaml.BaseLoader)
    return frozenset(name for name, body in raw["issues"].items() if body.get("undo") == "any")


# --- whose hands ----------------------------------------------------------------------------------


def may_go(issue: Issue, a: str, b: str) -> bool:
    """Does the way an issue goes allow it to be taken from one option to another?"""
    at, there, home = (issue.options.index(o) for o in (a, b, issue.now))
    if issue.one_way == "no" or a == b:
        return True
    if issue.one_way in {"up", "down"}:
        return (there > at) == (issue.one_way == "up")
    if not issue.ordered:
        return b != issue.now
    # "`one_way: true` forbids moving back": the way from where it stands towards the case's now.
    return at == home or (there > at) == (at > home)


def nearer(issue: Issue, a: str, b: str) -> bool:
    """Is b on the way from a back to the case's own now?"""
    if not issue.ordered:
        return a != issue.now and b == issue.now
    at, there, home = (issue.options.index(o) for o in (a, b, issue.now))
    return home <= there < at or at < there <= home


class Board:
    """The states of a case and who can move between them: what holds in every reading."""

    def __init__(self, case: Case, undo: frozenset[str]) -> None:
        self.case, self.undo = case, undo
        self.now: State = tuple(case.now.values())
        self.states = self._states()
        self._known: dict[Any, Any] = {}

    def _states(self) -> list[State]:
        """“states = lawful combinations of on-table options (+ today's)”."""
        case = self.case
        axes = [
            [o for o in issue.options if o in issue.on_table]
            if name in case.relevant
            else [case.now[name]]
            for name, issue in case.issues.items()
        ]
        lawful = [x for x in product(*axes) if not any(b(self.outcome(x)) for b, _ in case.logic)]
        return lawful if self.now in lawful else [*lawful, self.now]

    def outcome(self, state: State) -> dict[str, str]:
        return dict(zip(self.case.issues, state, strict=True))

    def number(self, state: State) -> int | None:
        """The place of a state, counted row-major over the options on the table."""
        found = 0
        for option, issue in zip(state, self.case.issues.values(), strict=True):
            marks = [o for o in issue.options if o in issue.on_table]
            if option not in marks:
                return None
            found = found * len(marks) + marks.index(option)
        return found

    def alike(self, s: State) -> list[State]:
        """Outcomes that differ from a state only on issues no figure depends on."""
        free = [
            [a] if name in self.case.relevant else [o for o in issue.options if o in issue.on_table]
            for a, (name, issue) in zip(s, self.case.issues.items(), strict=True)
        ]
        return list(product(*free))

    def changes(self, s: State, t: State) -> dict[str, tuple[str, str]]:
        return {i: (a, b) for i, a, b in zip(self.case.issues, s, t, strict=True) if a != b}

    def named(self, group: Group) -> str:
        return "+".join(p for p in self.case.parties if p in group)

    # Groups ----------------------------------------------------------------------------------

    def by_sets(self) -> list[Group]:
        """“the distinct by sets of on-table options of issues with at least two options on the
        table that some figure depends on (plus single holders where undo)”."""
        found: set[Group] = set()
        for name, issue in self.case.issues.items():
            if name in self.case.relevant and len(issue.on_table) > 1:
                sets = [issue.by[o] for o in issue.on_table]
                found.update(sets)
                if name in self.undo:
                    found.update(frozenset({p}) for by in sets for p in by)
        return sorted(found, key=lambda g: (len(g), sorted(g)))

    def groups(self) -> list[Group]:
        """“each union of by sets (more than 64: only the by sets)”."""
        if "groups" not in self._known:
            self._known["groups"] = self._groups()
        found: list[Group] = self._known["groups"]
        return found

    def _groups(self) -> list[Group]:
        given = self.by_sets()
        found = set(given)
        grown = True
        while grown and len(found) <= UNIONS:
            more = {a | b for a in found for b in given} - found
            grown = bool(more)
            found |= more
        return sorted(found if len(found) <= UNIONS else given, key=lambda g: (len(g), sorted(g)))

    def every_union(self) -> bool:
        """Is every union of by sets asked?"""
        return {a | b for a, b in combinations(self.groups(), 2)} <= set(self.groups())

    def actors(self) -> list[Group]:
        """Everybody asked: each party alone, and each group."""
        alone = [frozenset({p}) for p in self.case.parties]
        return alone + [g for g in self.groups() if g not in alone]

    # Moves -----------------------------------------------------------------------------------

    def able(self, group: Group, s: State) -> frozenset[State]:
        """Where a group can go, vetoes aside."""
        if (group, s) not in self._known:
            axes = [
                [b for b in self._marks(name) if a == b or self._takes(group, name, a, b)]
                for name, a in zip(self.case.issues, s, strict=True)
            ]
            there = self._known.setdefault("states", frozenset(self.states))
            self._known[group, s] = there & (frozenset(product(*axes)) - {s})
        found: frozenset[State] = self._known[group, s]
        return found

    def _marks(self, name: str) -> list[str]:
        now = self.case.now[name]
        return sorted(self.case.issues[name].on_table | {now})

    def _takes(self, group: Group, name: str, a: str, b: str) -> bool:
        """“iff one_way/heading allows it and (all of by[b] in G, or the issue has `undo`, b is
        nearer to the case's own now on the same side, and some holder in by[a] is in G)”."""
        issue = self.case.issues[name]
        together = issue.by[b] <= group
        back = name in self.undo and nearer(issue, a, b) and bool(issue.by[a] & group)
        return may_go(issue, a, b) and (together or back)

    def exact(self, group: Group, s: State) -> frozenset[State]:
        """“exactly the moves that it can make and no smaller group that is a proper subset can”."""
        if ("exact", group, s) not in self._known:
            fewer = [self.able(g, s) for g in self.groups() if g < group]
            self._known["exact", group, s] = self.able(group, s).difference(*fewer)
        found: frozenset[State] = self._known["exact", group, s]
        return found

    def guards(self, group: Group, s: State, t: State) -> frozenset[str]:
        """“every party outside the group named in veto[b] of a changed issue”."""
        who = [self.case.issues[i].veto[b] for i, (_, b) in self.changes(s, t).items()]
        return frozenset().union(*who) - group


def board_of(text: str, levers: Sequence[str] = ()) -> Board:
    return Board(oracle.pull(oracle.parse(text), levers), undoable(text))


# --- one reading ----------------------------------------------------------------------------------


class Standing:
    """Who wants what in one reading, and where he stays.

    ``turned`` supposes one preference the other way round: whose, and between which two states.
    """

    def __init__(self, board: Board, reading: Reading) -> None:
        self.board, self.reading = board, reading
        self.turned: tuple[Group, State, State] | None = None
        self._known: dict[Any, Any] = {}

    def once(self, key: Any, work: Any) -> Any:
        if key not in self._known:
            self._known[key] = work()
        return self._known[key]

    def value(self, actor: str, s: State) -> float:
        worth: float = self.once(
            ("value", actor, s), lambda: self.reading.value(actor, self.board.outcome(s))
        )
        return worth

    def breaks(self, actor: str, s: State) -> bool:
        """Does a state break something an actor holds firmly?"""
        found: bool = self.once(
            ("breaks", actor, s),
            lambda: any(
                c.broken(self.board.outcome(s)) for c in self.reading.by_owner.get(actor, ())
            ),
        )
        return found

    def party_gains(self, party: str, s: State, t: State) -> bool:
        """“a body gains when at least quorum members gain (nested); advisers bind their party”."""
        case = self.board.case
        if any(self.breaks(a, t) for a in oracle.bound_by(case, party)):
            return False
        quorum, members = case.parties[party]
        votes = 0
        for m in members:
            if m not in case.actors:
                votes += self.party_gains(m, s, t)
            else:
                better = self.value(m, t) > self.value(m, s) + TOLERANCE
                votes += better and not self.breaks(m, t)
        return votes >= quorum

    def gains(self, group: Group, s: State, t: State) -> bool:
        """“every member of the group strictly gains from s to t”."""
        found: bool = self.once(
            ("gains", group, s, t), lambda: all(self.party_gains(p, s, t) for p in group)
        )
        return found

    def tolerates(self, party: str, t: State) -> bool:
        """“value >= min(no-deal at as_of, value of the case's own now), no broken condition”."""

        def let_pass() -> bool:
            worth = oracle.party_gain(self.reading, party, self.board.outcome(t), Terms("step"))
            return worth >= -TOLERANCE

        found: bool = self.once(("tolerates", party, t), let_pass)
        return found

    # Moves -----------------------------------------------------------------------------------

    def passed(self, group: Group, s: State, t: State) -> bool:
        """Does nobody stop the move?"""
        return all(self.tolerates(p, t) for p in self.board.guards(group, s, t))

    def moves(self, group: Group, s: State) -> list[State]:
        """“the focal's own moves: everything its group can do”."""
        found: list[State] = self.once(
            ("moves", group, s),
            lambda: [t for t in self.board.able(group, s) if self.passed(group, s, t)],
        )
        return found

    def leaves(self, group: Group, s: State) -> list[State]:
        """Where a group would go if nobody answered."""
        found = [t for t in self.moves(group, s) if self.prefers(group, s, t)]
        return sorted(found)

    def prefers(self, group: Group, s: State, t: State) -> bool:
        """What the group asked about would rather have, supposed turned round or not."""
        there = self.gains(group, s, t)
        return there != (self.turned == (group, s, t))

    def movers(self, group: Group, concept: str) -> list[Group]:
        """Who may answer: “primitive movers disjoint from the focal; for coalitions of at least 2
        under SEQ/SSEQ every group of the list disjoint from the focal”."""
        classes = len(group) > 1 and concept in {"seq", "sseq"}
        every = self.board.groups() if classes else self.board.by_sets()
        return [g for g in every if not g & group]

    def step(self, mover: Group, s: State, concept: str) -> list[State]:
        """Where a mover can take an answer next, in the sense of a concept.

        A mover makes moves that take it and nobody less; in SEQ and SSEQ it gains by each.
        """
        improving = concept in {"seq", "sseq"}

        def found() -> list[State]:
            return sorted(
                t
                for t in self.board.exact(mover, s)
                if self.passed(mover, s, t) and (not improving or self.gains(mover, s, t))
            )

        ends: list[State] = self.once(("step", mover, s, improving), found)
        return ends

    def reached(self, group: Group, s1: State, concept: str) -> set[State]:
        """Where others can take it by “legal sequences (not the same mover twice in a row)”."""

        def search() -> set[State]:
            seen: set[Step] = set()
            queue: deque[tuple[Group | None, State]] = deque([(None, s1)])
            movers = self.movers(group, concept)
            while queue:
                last, here = queue.popleft()
                for mover in movers:
                    if mover == last:
                        continue
                    for there in self.step(mover, here, concept):
                        if (mover, there) not in seen:
                            seen.add((mover, there))
                            queue.append((mover, there))
            # "Return to the start is not reached."
            return {t for _, t in seen} - {s1}

        kind = "better" if concept in {"seq", "sseq"} else "any"
        found: set[State] = self.once(("reached", group, s1, kind), search)
        return found

    # Verdicts --------------------------------------------------------------------------------

    def deters(self, group: Group, s: State, s2: State, concept: str) -> bool:
        """Is it a sanction: “not every member gains”, and (SMR, SSEQ) there is no way out of it?"""
        if self.prefers(group, s, s2):
            return False
        if concept in {"gmr", "seq"}:
            return True
        return not any(self.prefers(group, s, s3) for s3 in self.moves(group, s2))

    def answered(self, group: Group, s: State, s1: State, concept: str) -> bool:
        """Could others make a group sorry to have gone from s to s1?"""
        return any(self.deters(group, s, s2, concept) for s2 in self.reached(group, s1, concept))

    def stable(self, group: Group, s: State, concept: str) -> bool:
        wants = self.leaves(group, s)
        if concept == "nash":
            return not wants
        return all(self.answered(group, s, s1, concept) for s1 in wants)

    def flipped(self, group: Group, s: State, t: State, concept: str) -> bool:
        """Is the verdict on s another where the group's preference between s and t is turned?"""
        before = self.stable(group, s, concept)
        self.turned = (group, s, t)
        after = self.stable(group, s, concept)
        self.turned = None
        return before != after

    # Witnesses -------------------------------------------------------------------------------

    def sanctions(
        self, group: Group, s: State, s1: State, concept: str, steps: Sequence[Step]
    ) -> bool:
        """Is this very sequence an answer of others to a group's move from s to s1?"""
        last, here = None, s1
        for mover, there in steps:
            legal = mover != last and mover in self.movers(group, concept)
            if not legal or there not in self.step(mover, here, concept):
                return False
            last, here = mover, there
        return bool(steps) and here != s1 and self.deters(group, s, here, concept)


def standings(board: Board, n: int, seed: int = 0) -> list[Standing]:
    return [Standing(board, r) for r in oracle.readings(board.case, n, seed)]
