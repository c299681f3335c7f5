"""What blocks it, on tables too large to look at every outcome? The fewest lifts, by programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, isinf
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from detente.analysis.bits import MOST, Blocker, Board, condition, no_deal, unoffered, veto
from detente.analysis.blockers import LARGEST, MOST_UNOFFERED, describe, finish
from detente.analysis.large.milp_consent import Consents
from detente.analysis.large.milp_model import Model
from detente.analysis.large.search import fewer, in_pieces, one_by_one, share_of
from detente.analysis.minimal import GONE
from detente.core.consent import Terms, true_at
from detente.core.finding import Finding, share
from detente.core.grid import Grid, narrow, on_offer, reachable
from detente.core.reading import AS_OF, Draws
from detente.core.table import Table, Target
from detente.core.work import Map

MANY = 20
"""Readings at most: each takes a program for every set listed and for every doubt to settle."""

SETS = 8
"""Minimal sets listed in a reading; singles are always listed to the last."""

ROUNDS = 3
"""Rounds in which the sets about to be shown are tried in the readings that did not list them."""

ALL = 1 << 30
"""Stands for every size: all minimal sets of the reading are known."""

Set = frozenset[str]


@dataclass(frozen=True)
class Family:
    """Minimal sets of one reading: all of them up to the size ``complete``, maybe more beyond."""

    sets: tuple[Set, ...]
    complete: int

    @property
    def decided(self) -> bool:
        """Whether the search got far enough to say what nothing and each thing alone would do."""
        return self.complete >= 1

    def with_set(self, found: Set) -> Family:
        """The family with one more minimal set in it."""
        return self if found in self.sets else replace(self, sets=(*self.sets, found))

    def suffices(self, lifted: Set) -> bool:
        """Does lifting these leave some outcome with nothing in its way, as far as is known?"""
        return any(s <= lifted for s in self.sets)


@dataclass(frozen=True)
class Question:
    """Of the sets of blockers that lie within ``within`` and avoid ``without``: is there one?"""

    reading: int
    within: Set | None = None
    without: Set = frozenset()


class Situation:
    """The outcomes that meet a target when options nobody offers may be used, sparingly."""

    def __init__(self, table: Table, target: Target, most: int) -> None:
        offer = on_offer(table)
        pairs = zip(offer.issues, offer.choices, strict=True)
        whole = Grid(
            offer.issues,
            tuple(
                reachable(table.issue[i], table.now[i]) if i in table.relevant else today
                for i, today in pairs
            ),
        )
        grid = narrow(table, whole, target.when)
        self.table = table
        self.target = target
        self.model = Model(table, grid, target)
        self.spare: dict[str, int] = {}
        forced = 0
        for issue, today in zip(offer.issues, offer.choices, strict=True):
            options = self.model.x[issue]
            forced += not set(options) & set(today)
            names = table.issue[issue].options
            self.spare |= {
                f"unoffered:{issue}.{names[k]}": v for k, v in options.items() if k not in today
            }
        self.most = max(most, forced)
        self.terms = Terms(target.kind, AS_OF)

    def program(self, one: Draws) -> tuple[Consents, dict[str, int]]:
        """Everybody's consent in one reading, with what can be lifted as variables by id."""
        consents = Consents(self.model, one, self.terms, elastic=True)
        consents.linear.at_least(dict.fromkeys(self.spare.values(), -1.0), -float(self.most))
        return consents, consents.slack | self.spare

    def blocker(self, name: str) -> Blocker:
        """The blocker an id stands for."""
        kind, _, rest = name.partition(":")
        if kind == "unoffered":
            issue = next(i for i in self.model.x if rest.startswith(f"{i}."))
            for option in self.table.issue[issue].options:
                if unoffered(issue, option).id == name:
                    return unoffered(issue, option)
        if kind == "no_deal":
            return no_deal(self.table.actor[rest])
        if kind == "veto":
            return veto(rest)
        return condition(next(c for c in self.table.conditions if c.id == rest))


def family_of(situation: Situation, one: Draws) -> Family:
    """The minimal sets of one reading, smallest first, each found by one program.

    Each set found is cut off together with everything that holds it, so the next smallest is
    minimal too.
    """
    consents, lifts = situation.program(one)
    fewest = dict.fromkeys(lifts.values(), -1.0)
    found: list[Set] = []
    while True:
        answer = consents.linear.maximise(fewest)
        if not answer.proved:
            least = 0 if isinf(answer.bound) else ceil(-answer.bound - 1e-6)
            return Family(tuple(found), max(least, *map(len, found), 0) - 1)
        if answer.point is None:
            return Family(tuple(found), ALL)
        here = frozenset(n for n, v in lifts.items() if answer.point[v] > 0.5)
        if len(here) > LARGEST:
            return Family(tuple(found), LARGEST)
        found.append(here)
        if not here:
            return Family(tuple(found), ALL)
        if len(found) >= SETS and len(here) > 1:
            return Family(tuple(found), len(here) - 1)
        row = {lifts[name]: -1.0 for name in here}
        consents.linear.at_least(row, 1.0 - len(here))


def answer_of(situation: Situation, one: Draws, question: Question) -> tuple[Set | None, bool]:
    """A smallest set that meets the question (None where there is none), and whether it is sure."""
    consents, lifts = situation.program(one)
    for name, variable in lifts.items():
        outside = question.within is not None and name not in question.within
        if outside or name in question.without:
            consents.linear.high[variable] = 0.0
    answer = consents.linear.maximise(dict.fromkeys(lifts.values(), -1.0))
    if answer.point is None or not answer.proved:
        return None, answer.proved
    return frozenset(n for n, v in lifts.items() if answer.point[v] > 0.5), True


def _families(situation: Situation, seed: int, part: tuple[int, int]) -> list[Family]:
    return [family_of(situation, one) for one in one_by_one(Draws(seed, *part))]


def _answers(
    situation: Situation, seed: int, questions: Sequence[Question], part: tuple[int, int]
) -> list[tuple[Question, Set | None, bool]]:
    start, stop = part
    here = [q for q in questions if start <= q.reading < stop]
    if not here:
        return []
    rows = one_by_one(Draws(seed, start, stop))
    return [(q, *answer_of(situation, rows[q.reading - start], q)) for q in here]


class Search:
    """Families of all readings, and what was asked beyond them."""

    def __init__(
        self, situation: Situation, families: list[Family], seed: int, mapping: Map | None
    ) -> None:
        self.situation = situation
        self.families = families
        self.seed = seed
        self.mapping = mapping
        self.refuted: set[Question] = set()
        self.doubtful: set[Question] = set()
        self.board, self.minimal = self._listed()

    def _listed(self) -> tuple[Board, NDArray[np.uint64]]:
        """The blockers met, and the minimal sets of the decided readings as bits."""
        rows = [f.sets for f in self.families if f.decided]
        often = Counter(name for sets in rows for s in sets for name in s)
        ranks = ("condition", "refusal", "no_deal", "veto", "unoffered")
        kept = sorted(often, key=lambda n: (-often[n], n))[:MOST]
        kept.sort(key=lambda n: (ranks.index(n.partition(":")[0]), n))
        bit = {name: 1 << k for k, name in enumerate(kept)}
        words = [
            sorted(
                (sum(bit[n] for n in s) for s in sets if s <= bit.keys()),
                key=lambda w: (w.bit_count(), w),
            )
            for sets in rows
        ]
        width = max([1, *map(len, words)])
        minimal = np.full((len(words), width), GONE)
        for row, found in zip(minimal, words, strict=True):
            row[: len(found)] = found
        board = _Listed(
            [self.situation.blocker(name) for name in kept],
            self.situation.most,
            tuple(sorted(set(often) - set(kept))),
        )
        return cast(Board, board), minimal

    def open_questions(self, support: Mapping[str, Any]) -> list[Question]:
        """What the figures about to be shown rest on and no family settles."""
        found = []
        left_out = frozenset(self.board.left_out)
        for row, family in enumerate(self.families):
            if not family.decided or family.complete == ALL:
                continue
            shown = [frozenset(s["ids"]) for s in support["sets"]]
            open_ = [s for s in shown if len(s) > family.complete and not family.suffices(s)]
            found += [Question(row, within=s) for s in open_]
            clashes = [frozenset(c["ids"]) for c in support["conflicts"]]
            found += [
                Question(row, without=c | left_out)
                for c in clashes
                if all(s & c or s & left_out for s in family.sets)
            ]
        return [q for q in found if q not in self.refuted]

    def settle(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The support of the target once what it shows was tried in every reading."""
        for _ in range(ROUNDS):
            support, _ = describe(self.board, self.minimal)
            questions = [q for q in self.open_questions(support) if q not in self.doubtful]
            if not questions:
                break
            self._ask(questions)
            self.board, self.minimal = self._listed()
        support, certificate = describe(self.board, self.minimal)
        self._own_up(support)
        return support, certificate

    def _ask(self, questions: Sequence[Question]) -> None:
        work = partial(_answers, self.situation, self.seed, questions)
        for part in in_pieces(work, len(self.families), self.mapping):
            for question, found, sure in part:
                if found is not None:
                    row = question.reading
                    self.families[row] = self.families[row].with_set(found)
                elif sure:
                    self.refuted.add(question)
                else:
                    self.doubtful.add(question)

    def _own_up(self, support: dict[str, Any]) -> None:
        """Count the readings in which a shown set stayed open; leave out conflicts not proved."""
        left_out = set(self.board.left_out)
        open_ = self.open_questions(support)
        for entry in support["sets"]:
            count = sum(q.within == frozenset(entry["ids"]) for q in open_)
            if count:
                entry["undecided"] = count
        doubtful = {q.without - left_out for q in open_ if q.within is None}
        support["conflicts"] = [
            c for c in support["conflicts"] if frozenset(c["ids"]) not in doubtful
        ]


@dataclass(frozen=True)
class _Listed:
    """What :func:`detente.analysis.blockers.describe` needs to know of a board."""

    blockers: list[Blocker]
    most: int
    left_out: tuple[str, ...]


def large_blockers(
    table: Table,
    *,
    target: str | None = None,
    readings: int = MANY,
    seed: int = 0,
    mapping: Map | None = None,
    max_unoffered: int = MOST_UNOFFERED,
) -> Finding:
    """What stands in the way of each target, where outcomes are too many to look at each?

    In each reading integer programs list the smallest sets whose removal gives room, one after
    another. The sets shown are then tried in every reading.

    Parameters
    ----------
    table : Table
        The compiled case.
    target : str, optional
        One target; by default all that are not already so.
    readings : int
        At most ``MANY`` of them are used.
    max_unoffered : int
        Options that nobody offers in one set, at most (more where the target itself needs more).

    Returns
    -------
    Finding
        As :func:`detente.analysis.blockers.blockers`; ``undecided`` of a target counts readings
        whose search was cut off, which its figures leave out.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> large_blockers(fence(), readings=10).support["targets"]["shared"]["room"]["word"]
    'all'
    """
    used = min(readings, MANY)
    targets: dict[str, Any] = {}
    certificate: dict[str, Any] = {}
    for goal in table.targets:
        if target not in (None, goal.id) or true_at(table, goal, table.home):
            continue
        situation = Situation(table, goal, max_unoffered)
        parts = in_pieces(partial(_families, situation, seed), used, mapping)
        families = [f for part in parts for f in part]
        targets[goal.id], certificate[goal.id] = _settled(situation, families, seed, mapping)
    method = (
        f"the smallest sets of what must go, by integer programs in each of {used} readings; "
        "the sets shown were tried in every reading"
    )
    params = {"readings": used, "seed": seed, "most_unoffered": max_unoffered}
    finding = finish(table, target, targets, certificate, params, method)
    entry = targets.get(target or table.headline)
    return fewer(finding, used, readings, entry and entry["room"])


def _settled(
    situation: Situation, families: Iterable[Family], seed: int, mapping: Map | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    search = Search(situation, list(families), seed, mapping)
    undecided = sum(not f.decided for f in search.families)
    if undecided == len(search.families):
        empty: dict[str, Any] = {"bits": [], "alone": [], "sets": [], "conflicts": []}
        support = {"room": share(0, 0), **empty, "most_unoffered": situation.most, "left_out": []}
        found: tuple[dict[str, Any], dict[str, Any]] = (support, {"sets": []})
    else:
        found = search.settle()
    support = found[0]
    support["room"] = share_of(support["room"]["count"], undecided, len(search.families))
    support["undecided"] = undecided
    return found
