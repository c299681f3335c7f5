"""Who prefers what in the conflict of a case: statements, rankings, and pairs that votes decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from detente.case.faults import CaseErrors, plain
from detente.case.gmcr.preferences import Pairs, Ranking
from detente.case.gmcr.priorities import DEEPEST, LONGEST, dense
from detente.case.gmcr.sense import find_cycle
from detente.case.load import Loaded
from detente.core.additive import Middle
from detente.core.cells import Cells
from detente.core.conflict import Bools, Ints, Ranks
from detente.core.order import places
from detente.core.reading import values
from detente.core.streams import Floats
from detente.core.table import TOLERANCE, Actor, Table
from detente.neighbours.option_code import Coded, statement

MOST_RANKED = 4096
MOST_VOTED = 1024
MOST_PAIRS = 100_000
MOST_STATEMENTS = 200


@dataclass(eq=False)
class Orders:
    """The orders of a conflict as they are worked out, one decision maker after the other.

    Attributes
    ----------
    cells, codes
        The states, and the number of each.
    coded, now
        The issues that are options, and the choice of every issue today.
    rankings, pairs, priorities
        What was found, by decision maker.
    ranks
        How each state stands with him: higher is better.
    judged
        What was judged on the way, in plain sentences.
    """

    loaded: Loaded
    table: Table
    cells: Cells
    codes: Ints
    coded: tuple[Coded, ...]
    now: Mapping[str, str]
    rankings: dict[str, Ranking] = field(default_factory=dict)
    pairs: dict[str, Pairs] = field(default_factory=dict)
    priorities: dict[str, list[str]] = field(default_factory=dict)
    ranks: dict[str, Ranks] = field(default_factory=dict)
    judged: list[str] = field(default_factory=list)

    def add(self, party: str, dm: str) -> None:
        """Work out what one party prefers."""
        body = self.table.party[party]
        deciders = [self.table.actor[name] for name in self.table.deciders(party)]
        if len(deciders) == 1 and body.quorum == 1:
            self._add_actor(party, dm, deciders[0])
        else:
            self._add_votes(party, dm, deciders)

    # --- one actor ---

    def _add_actor(self, party: str, dm: str, actor: Actor) -> None:
        if actor.order is None:
            self._judge(dm, [actor])
        found = self._levels(actor)
        self.ranks[dm] = found
        if not found.any():
            self.priorities[dm] = []
            return
        if actor.order is not None and actor.order.kind == "prefers":
            texts = self._statements(actor)
            if texts is not None:
                self.priorities[dm] = texts
                return
        self._few(party, dm, MOST_RANKED)
        self.rankings[dm] = _ranking(found, self.codes)

    def _judge(self, dm: str, actors: list[Actor]) -> None:
        who = [a.id for a in actors if a.order is None]
        if who:
            self.judged.append(
                f"the order of {plain(dm, 60)} is a judgement: outcomes by their value to "
                f"{', '.join(who)} in one reading, with every range at its middle"
            )

    def _levels(self, actor: Actor) -> Ranks:
        """The rank of every state: equal where the case calls two values equal."""
        if actor.order is not None:
            return dense(places(actor.order, self.table, self.cells).reshape(-1))
        worth = self._values(actor)
        order = np.argsort(worth, kind="stable")
        level = np.concatenate([[0], np.cumsum(np.diff(worth[order]) > TOLERANCE)])
        found = np.zeros(len(worth), dtype=np.int32)
        found[order] = level
        return found

    def _values(self, actor: Actor) -> Floats:
        found = values(Middle(), self.table, actor, self.cells)
        return np.broadcast_to(found, (self.cells.size, 1)).reshape(-1)

    def _statements(self, actor: Actor) -> list[str] | None:
        """His statements that decide something; None where they cannot be written."""
        assert actor.order is not None
        texts: list[str] = []
        seen: set[bytes] = set()
        for level in actor.order.levels:
            true = np.broadcast_to(self.cells.truth(self.table, level), (self.cells.size,))
            if true.all() or not true.any():
                continue
            # The same again, or its opposite, tells no two states apart that are not told already.
            if true.tobytes() in seen or (~true).tobytes() in seen:
                continue
            seen.add(true.tobytes())
            text = statement(level, {one.issue: one for one in self.coded}, self.now)
            if isinstance(text, bool) or len(text) > LONGEST or _depth(text) > DEEPEST:
                return None
            texts.append(text[1:-1] if _wrapped(text) else text)
        return texts if len(texts) <= MOST_STATEMENTS else None

    # --- votes ---

    def _add_votes(self, party: str, dm: str, deciders: list[Actor]) -> None:
        self._few(party, dm, MOST_VOTED)
        self._judge(dm, deciders)
        better = self._better(party)
        score = better.sum(axis=0).astype(np.int32)
        body = self.table.party[party]
        how = f"{plain(dm, 60)} decides by {body.quorum} of {len(body.members)} votes"
        if ((score[None, :] > score[:, None]) == better).all():
            self.ranks[dm] = dense(score)
            self.rankings[dm] = _ranking(self.ranks[dm], self.codes)
            self.judged.append(f"{how}; the votes make an order, which is written as his ranking")
            return
        starts, ends = np.nonzero(better)
        if len(starts) > MOST_PAIRS:
            self._refuse(party, f"{how}, which makes {len(starts)} pairs: too many to write")
        codes = self.codes.tolist()
        pairs = tuple((codes[t], codes[s]) for s, t in zip(starts, ends, strict=True))
        if find_cycle(pairs) is not None:
            self._refuse(party, f"{how}, and the votes run in a circle: there is no order to write")
        self.pairs[dm] = pairs
        self.judged.append(
            f"{how}; the votes make no order: only the pairs they decide are written. Taken as "
            "--kind d, Nash, GMR and SMR are as in the case; SEQ and SSEQ may differ, for there "
            "others may use an undecided pair"
        )

    def _better(self, member: str) -> Bools:
        """Which state is better than which: [from, to]."""
        if member in self.table.actor:
            actor = self.table.actor[member]
            if actor.order is not None:
                ranks = self._levels(actor)
                return np.asarray(ranks[None, :] > ranks[:, None])
            worth = self._values(actor)
            return np.asarray(worth[None, :] > worth[:, None] + TOLERANCE)
        body = self.table.party[member]
        count = np.zeros((self.cells.size, self.cells.size), dtype=np.int16)
        for one in body.members:
            count += self._better(one)
        return np.asarray(count >= body.quorum)

    def _few(self, party: str, dm: str, most: int) -> None:
        if self.cells.size > most:
            message = f"{self.cells.size} states are too many to rank for {plain(dm, 60)}"
            self._refuse(party, f"{message} (at most {most})")

    def _refuse(self, party: str, message: str) -> None:
        hint = "narrow the case first, or write the party's preferences as one order (prefers)"
        fault = self.loaded.document.fault(("parties", party), message, hint, key=True)
        raise CaseErrors([fault])


def _ranking(ranks: Ranks, codes: Ints) -> Ranking:
    """Best first, equal ranks together."""
    groups: dict[int, list[int]] = {}
    for code, rank in sorted(zip(codes.tolist(), ranks.tolist(), strict=True)):
        groups.setdefault(rank, []).append(code)
    return Ranking(tuple(tuple(groups[rank]) for rank in sorted(groups, reverse=True)))


def _depth(text: str) -> int:
    deep = most = 0
    for sign in text:
        deep += (sign == "(") - (sign == ")")
        most = max(most, deep)
    return most


def _wrapped(text: str) -> bool:
    """Does one pair of brackets stand around everything?"""
    if not text.startswith("("):
        return False
    deep = 0
    for k, sign in enumerate(text):
        deep += (sign == "(") - (sign == ")")
        if deep == 0:
            return k == len(text) - 1
    return False
