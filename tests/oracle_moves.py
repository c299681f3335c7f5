"""A second opinion on moves: who goes where and gains by it, in plain Python.

The case is read by ``oracle``; what that leaves out (``undo``) is read here. One reading and one
pair of outcomes at a time, and a search that knows nothing but lists. Quotations are the sentences
of the design that a part puts into practice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, pairwise, product
from typing import Any

import oracle
import yaml
from oracle import TOLERANCE, Case, Reading, Terms

from detente.core.finding import Finding

SIZES = {"1": 1, "2": 2, "any": 10**6}
"""How many issues an exchange may change at once."""

Key = tuple[str, ...]
"""An outcome as the options of all issues, in the order of the case."""

Reason = tuple[str, str | None, str, str | None]
"""Party, actor, kind and what."""


@dataclass(frozen=True, eq=False)
class Ground:
    """A case with the issues that a single holder may take back."""

    case: Case
    undo: frozenset[str]
    ways: dict[Key, list[Way]] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.case.issues)

    @cached_property
    def now(self) -> Key:
        return self.key(self.case.now)

    def key(self, x: oracle.Outcome) -> Key:
        return tuple(x[i] for i in self.names)

    def outcome(self, key: Key) -> dict[str, str]:
        return dict(zip(self.names, key, strict=True))

    @cached_property
    def states(self) -> list[Key]:
        """Lawful outcomes on the table, "plus today's cell"."""
        case = self.case
        axes = [
            [o for o in issue.options if o in issue.on_table]
            if name in case.relevant
            else [case.now[name]]
            for name, issue in case.issues.items()
        ]
        found = [k for k in product(*axes) if oracle.lawful(case, self.outcome(k))]
        return found if self.now in found else [*found, self.now]

    def number(self, key: Key) -> int:
        """“a state's id is its row-major index over the on-table options”, issues as declared."""
        total = 0
        for name, option in zip(self.names, key, strict=True):
            issue = self.case.issues[name]
            marks = [o for o in issue.options if o in issue.on_table or o == issue.now]
            total = total * len(marks) + marks.index(option)
        return total

    def ways_from(self, x: Key) -> list[Way]:
        """All moves that the rules of the issues allow, whoever gains by them."""
        if x not in self.ways:
            found = (self.way(x, y) for y in self.states if y != x)
            self.ways[x] = [way for way in found if way is not None]
        return self.ways[x]

    def way(self, x: Key, y: Key) -> Way | None:
        needed: set[str] = set()
        guarded: set[str] = set()
        back: list[tuple[frozenset[str], frozenset[str]]] = []
        size = 0
        for name, a, b in zip(self.names, x, y, strict=True):
            if a == b:
                continue
            size += 1
            issue = self.case.issues[name]
            if not _may_go(issue, a, b):
                return None
            guarded |= issue.veto[b]
            if name in self.undo and _homewards(issue, a, b):
                back.append((issue.by[a], issue.by[b]))
            else:
                needed |= issue.by[b]
        return Way(y, size, frozenset(needed), frozenset(guarded), tuple(back))


@dataclass(frozen=True)
class Way:
    """One possible move: where to, how many issues, whose hands, who guards what it arrives at.

    ``back`` holds, for each issue taken back, its holders and those it takes otherwise.
    """

    end: Key
    size: int
    needed: frozenset[str]
    guarded: frozenset[str]
    back: tuple[tuple[frozenset[str], frozenset[str]], ...]

    def made_by(self, who: frozenset[str]) -> bool:
        """Is this just who it takes? “of an issue taken back”, a holder or all that must agree."""
        useful = set(self.needed)
        for holders, others in self.back:
            if not (holders & who or others <= who):
                return False
            useful |= holders | (others if others <= who else frozenset())
        return self.needed <= who <= useful


def read(text: str) -> Ground:
    """The ground behind a case file's text."""
    raw = yaml.load(text, Loader=yaml.BaseLoader)
    undo = frozenset(name for name, body in raw["issues"].items() if body.get("undo") == "any")
    return Ground(oracle.parse(text), undo)


def pull(ground: Ground, levers: Sequence[str]) -> Ground:
    """The ground after some levers, pulled in the order of the case."""
    chosen = [name for name in ground.case.levers if name in levers]
    return Ground(oracle.pull(ground.case, chosen), ground.undo)


def _may_go(issue: oracle.Issue, a: str, b: str) -> bool:
    """“`one_way: true` forbids moving back”; `up` and `down` name the only direction there is."""
    home, here, there = (issue.options.index(o) for o in (issue.now, a, b))
    match issue.one_way:
        case "up":
            return there > here
        case "down":
            return there < here
        case "no":
            return True
    if not issue.ordered:
        return b != issue.now
    if here == home:
        return True
    return there > here if here > home else there < here


def _homewards(issue: oracle.Issue, a: str, b: str) -> bool:
    """“lets each single holder move the issue back towards the case's `now`”."""
    if not issue.ordered:
        return b == issue.now
    home, here, there = (issue.options.index(o) for o in (issue.now, a, b))
    return home <= there < here or here < there <= home


class Board:
    """What one reading makes of the states of a ground: looked up instead of worked out twice."""

    def __init__(self, ground: Ground, reading: Reading) -> None:
        self.ground = ground
        self.case = ground.case
        self.reading = reading
        self._worth: dict[tuple[str, Key], float] = {}
        self._broken: dict[tuple[str, Key], list[str]] = {}
        self._tolerates: dict[tuple[str, Key], bool] = {}

    def worth(self, actor: str, x: Key) -> float:
        if (actor, x) not in self._worth:
            self._worth[actor, x] = self.reading.value(actor, self.ground.outcome(x))
        return self._worth[actor, x]

    def broken(self, actor: str, x: Key) -> list[str]:
        """What an actor holds firmly that an outcome breaks."""
        if (actor, x) not in self._broken:
            held = self.reading.by_owner[actor]
            outcome = self.ground.outcome(x)
            self._broken[actor, x] = [c.id for c in held if c.broken(outcome)]
        return self._broken[actor, x]

    def gains(self, party: str, x: Key, y: Key) -> bool:
        """“each must strictly gain against the cell it leaves, none may break a refusal or firm
        condition”."""
        if any(self.broken(a, y) for a in oracle.bound_by(self.case, party)):
            return False
        quorum, members = self.case.parties[party]
        return sum(self.votes(m, x, y) for m in members) >= quorum

    def votes(self, member: str, x: Key, y: Key) -> bool:
        if member not in self.case.actors:
            return self.gains(member, x, y)
        if self.broken(member, y):
            return False
        return self.worth(member, y) > self.worth(member, x) + TOLERANCE

    def tolerates(self, party: str, y: Key) -> bool:
        if (party, y) not in self._tolerates:
            outcome = self.ground.outcome(y)
            gain = oracle.party_gain(self.reading, party, outcome, Terms("step"))
            self._tolerates[party, y] = gain >= -TOLERANCE
        return self._tolerates[party, y]

    def made(self, x: Key, way: Way) -> bool:
        """Would just those a move takes make it, and nobody else veto it?"""
        if not all(self.gains(p, x, way.end) for p in way.needed):
            return False
        spare = frozenset().union(*(a | b for a, b in way.back)) - way.needed
        able = sorted(p for p in spare if self.gains(p, x, way.end))
        return any(
            way.made_by(who) and all(self.tolerates(p, way.end) for p in way.guarded - who)
            for count in range(len(able) + 1)
            for who in (way.needed | set(extra) for extra in combinations(able, count))
        )

    def step(self, x: Key, y: Key) -> bool:
        way = self.ground.way(x, y)
        return way is not None and self.made(x, way)

    def accepts(self, target: str, y: Key) -> bool:
        kind = self.case.targets[target].kind
        return oracle.consented(self.reading, self.ground.outcome(y), Terms(kind))

    def goals(self, target: str) -> set[Key]:
        """“one of this reading's acceptable outcomes of the target”."""
        found = map(self.ground.key, oracle.outcomes(self.case, target))
        return {y for y in found if self.accepts(target, y)}

    def distance(self, target: str, size: int) -> int | None:
        """The fewest moves from today to an acceptable outcome, each of so many issues at most."""
        goals = self.goals(target)
        seen, front, steps = {self.ground.now}, [self.ground.now], 0
        while front and not goals & set(front):
            steps += 1
            after = []
            for x in front if goals else ():
                for way in self.ground.ways_from(x):
                    if way.end not in seen and way.size <= size and self.made(x, way):
                        seen.add(way.end)
                        after.append(way.end)
            front = after
        return steps if front else None

    # Why a step is not made --------------------------------------------------------------------

    def blamed(self, party: str, x: Key, y: Key) -> Iterator[Reason]:
        """Who of a party that does not gain is against it, and why."""
        for adviser in oracle.bound_by(self.case, party):
            yield from ((party, adviser, "condition", c) for c in self.broken(adviser, y))
        for member in self.case.parties[party][1]:
            if member not in self.case.actors:
                if not self.gains(member, x, y):
                    yield from ((party, *r[1:]) for r in self.blamed(member, x, y))
                continue
            yield from ((party, member, "condition", c) for c in self.broken(member, y))
            if self.worth(member, y) <= self.worth(member, x) + TOLERANCE:
                yield party, member, "loses", None

    def against(self, x: Key, y: Key) -> set[Reason]:
        way = self.ground.way(x, y)
        assert way is not None
        found: set[Reason] = set()
        gaining = {p for p in self.case.parties if self.gains(p, x, y)}
        makers = set(way.needed)
        for party in way.needed - gaining:
            found |= set(self.blamed(party, x, y))
        for holders, others in way.back:
            makers |= (holders & gaining) | (others if others <= gaining else set())
            if not holders & gaining and not others <= gaining:
                for party in holders:
                    found |= set(self.blamed(party, x, y))
        vetoing = {p for p in way.guarded - makers if not self.tolerates(p, y)}
        return found | {(p, None, "veto", None) for p in vetoing}

    def refused(self, target: str, y: Key) -> set[Reason]:
        """Why an outcome is not accepted by everybody asked."""
        outcome = self.ground.outcome(y)
        terms = Terms(self.case.targets[target].kind)
        asked = oracle.asked(self.case, outcome)
        found = {r for p in asked for r in self.unwilling(p, y, terms)}
        vetoing = oracle.vetoing(self.case, outcome) - asked
        return found | {(p, None, "veto", None) for p in vetoing if not self.tolerates(p, y)}

    def unwilling(self, party: str, y: Key, terms: Terms) -> Iterator[Reason]:
        outcome = self.ground.outcome(y)
        if oracle.party_gain(self.reading, party, outcome, terms) >= -TOLERANCE:
            return
        for adviser in oracle.bound_by(self.case, party):
            yield from ((party, adviser, "condition", c) for c in self.broken(adviser, y))
        for member in self.case.parties[party][1]:
            if member not in self.case.actors:
                yield from ((party, *r[1:]) for r in self.unwilling(member, y, terms))
                continue
            yield from ((party, member, "condition", c) for c in self.broken(member, y))
            limit = self.reading.threshold(member, terms.kind, terms.when)
            if self.worth(member, y) < limit - TOLERANCE:
                yield party, member, "loses", None


def boards(ground: Ground, n: int, seed: int) -> list[Board]:
    return [Board(ground, reading) for reading in oracle.readings(ground.case, n, seed)]


def most_robust(drawn: Sequence[Board], target: str, size: int, longest: int = 8) -> int:
    """In how many readings does the best single path work? Every path is followed."""
    ground = drawn[0].ground
    everywhere = frozenset(range(len(drawn)))
    goals = [board.goals(target) for board in drawn]
    best = 0
    reached: dict[Key, set[frozenset[int]]] = {ground.now: {everywhere}}
    for _ in range(longest):
        after: dict[Key, set[frozenset[int]]] = {}
        for x, holding in reached.items():
            for way in ground.ways_from(x):
                if way.size > size:
                    continue
                made = frozenset(r for r in everywhere if drawn[r].made(x, way))
                after.setdefault(way.end, set()).update(h & made for h in holding if h & made)
        reached = {x: _largest(sets) for x, sets in after.items() if sets}
        for x, sets in reached.items():
            here = frozenset(r for r in everywhere if x in goals[r])
            best = max(best, *(len(s & here) for s in sets))
    return best


def _largest(sets: Iterable[frozenset[int]]) -> set[frozenset[int]]:
    """Sets that are part of no other: all that matters for what follows."""
    kept: list[frozenset[int]] = []
    for one in sorted(sets, key=len, reverse=True):
        if not any(one <= other for other in kept):
            kept.append(one)
    return set(kept)


# --- the checker of a finding ---------------------------------------------------------------------


def check_reach(ground: Ground, finding: Finding, *, shortest: bool = True) -> None:
    """Each path of a certificate holds where it says, and where none is, a search finds none.

    Parameters
    ----------
    shortest : bool
        Whether paths said to be shortest must be so: not where a search was cut off.
    """
    n, seed = finding.support["readings_used"], finding.params["seed"]
    moved = pull(ground, finding.support["levers"])
    drawn = boards(moved, n, seed)
    for target, entry in finding.support["targets"].items():
        certificate = finding.certificate[target]
        assert entry["status"] == oracle.status(moved.case, target)
        if entry["status"] != "open":
            assert entry["paths"] == []
            assert entry["stops"] is None
            continue
        goals = [board.goals(target) for board in drawn]
        assert entry["room"]["count"] == sum(map(bool, goals))
        keys = [moved.key(x) for x in certificate["outcomes"]]
        _check_witnesses(drawn, goals, entry, certificate, keys)
        for size, found in entry["reach"].items():
            expected = sum(b.distance(target, SIZES[size]) is not None for b in drawn)
            assert found["count"] == expected, (target, size)
        _check_shown(drawn, goals, target, entry, certificate, keys, shortest=shortest)
        if entry["stops"] is not None:
            _check_stops(drawn, goals, target, entry)


def check_levers(ground: Ground, finding: Finding) -> None:
    """After each set of levers there is room, and reach, in just the readings of the bitmaps."""
    n, seed = finding.support["readings_used"], finding.params["seed"]
    for target, entry in finding.support["targets"].items():
        listed = {tuple(e["levers"]): e for e in entry["levers"]}
        for bits in finding.certificate[target]["levers"]:
            moved = pull(ground, bits["levers"])
            told = listed.get(tuple(bits["levers"]))
            if bits["room"] is None:
                status = oracle.status(moved.case, target)
                assert status != "open"
                assert told is None or told["status"] == status
                continue
            drawn = boards(moved, n, seed)
            expected = {"room": [bool(b.goals(target)) for b in drawn]}
            for size, most in SIZES.items():
                expected[size] = [b.distance(target, most) is not None for b in drawn]
            for name, flags in expected.items():
                text = bits["room"] if name == "room" else bits["reach"][name]
                assert int(text, 16) == sum(1 << r for r, flag in enumerate(flags) if flag)
                if told is not None:
                    found = told["room"] if name == "room" else told["reach"][name]
                    assert found["count"] == sum(flags)
            assert (told is None) == (bits["levers"] != [] and not any(expected["room"]))


def _check_witnesses(
    drawn: Sequence[Board],
    goals: Sequence[set[Key]],
    entry: dict[str, Any],
    certificate: dict[str, Any],
    keys: Sequence[Key],
) -> None:
    sizes = []
    for board, goal, place in zip(drawn, goals, certificate["readings"], strict=True):
        if place < 0:
            sizes.append(10**9)
            continue
        path = [keys[k] for k in certificate["paths"][place]]
        assert path[0] == board.ground.now
        assert path[-1] in goal
        assert all(board.step(x, y) for x, y in pairwise(path))
        sizes.append(max(_changed(x, y) for x, y in pairwise(path)))
    for size, found in entry["reach"].items():
        assert found["count"] == sum(s <= SIZES[size] for s in sizes)
    enough = [k for k, found in entry["reach"].items() if found == entry["reach"]["any"]]
    assert entry["smallest"] == (enough[0] if entry["reach"]["any"]["count"] else None)


def _changed(x: Key, y: Key) -> int:
    return sum(a != b for a, b in zip(x, y, strict=True))


def _check_shown(
    drawn: Sequence[Board],
    goals: Sequence[set[Key]],
    target: str,
    entry: dict[str, Any],
    certificate: dict[str, Any],
    keys: Sequence[Key],
    *,
    shortest: bool,
) -> None:
    ground = drawn[0].ground
    best: dict[str, int] = {}
    for told, shown in zip(entry["paths"], certificate["shown"], strict=True):
        path = [keys[k] for k in shown["path"]]
        assert told["exchange"] == shown["exchange"]
        assert path[0] == ground.now
        assert len(path) - 1 == len(told["steps"]) <= 8
        assert max(_changed(x, y) for x, y in pairwise(path)) <= SIZES[told["exchange"]]
        steps = _check_steps(drawn, path, told["steps"])
        works = [r for r in steps[-1] if path[-1] in goals[r]]
        assert int(shown["readings"], 16) == sum(1 << r for r in works)
        assert told["share"]["count"] == len(works) > 0
        size = SIZES[told["exchange"]]
        if shortest and "shortest" in told["why"]:
            moves = [b.distance(target, size) for b in drawn]
            assert len(path) - 1 == min(m for m in moves if m is not None)
        best.setdefault(told["exchange"], 0)
        assert best[told["exchange"]] <= len(works)
        best[told["exchange"]] = len(works)
    assert set(best) == {k for k, found in entry["reach"].items() if found["count"]}


def _check_steps(
    drawn: Sequence[Board], path: Sequence[Key], steps: Sequence[dict[str, Any]]
) -> list[list[int]]:
    """The readings left after each step, all that is told of it checked."""
    ground = drawn[0].ground
    left = list(range(len(drawn)))
    after = []
    for (x, y), step in zip(pairwise(path), steps, strict=True):
        left = [r for r in left if drawn[r].step(x, y)]
        after.append(left)
        pairs = zip(ground.names, x, y, strict=True)
        assert step["changes"] == {i: [a, b] for i, a, b in pairs if a != b}
        assert step["share"]["count"] == len(left)
        assert step["state"] == ground.number(y)
        way = ground.way(x, y)
        assert way is not None
        assert way.needed <= set(step["movers"])
        if not way.back:
            assert way.needed == set(step["movers"])
        assert set(step["gains"]) == set(step["movers"])
        for r in left:
            gaining = {p for p in step["movers"] if drawn[r].gains(p, x, y)}
            assert way.needed <= gaining
            assert all(a & gaining or b <= gaining for a, b in way.back)
        for party, gain in step["gains"].items():
            points = [_points(drawn[r], party, x, y) for r in left if drawn[r].gains(party, x, y)]
            assert (gain is None) == (not points)
            if gain is not None:
                assert min(points) - 1e-6 <= gain["low"] <= gain["median"] + 1e-6
                assert gain["median"] <= gain["high"] + 1e-6 <= max(points) + 2e-6
                assert gain["low"] >= 0
    return after


def _points(board: Board, party: str, x: Key, y: Key) -> float:
    """“A party's gain is the k-th largest among its deciders”, here against the cell left."""
    quorum, members = board.case.parties[party]
    gains = []
    for m in members:
        if m not in board.case.actors:
            gains.append(_points(board, m, x, y))
        elif board.broken(m, y):
            gains.append(-1e9)
        else:
            gains.append(board.worth(m, y) - board.worth(m, x))
    return sorted(gains, reverse=True)[quorum - 1]


def _check_stops(
    drawn: Sequence[Board], goals: Sequence[set[Key]], target: str, entry: dict[str, Any]
) -> None:
    found = entry["stops"]
    ground = drawn[0].ground
    with_room = [r for r, goal in enumerate(goals) if goal]
    lost = [r for r in with_room if drawn[r].distance(target, SIZES["any"]) is None]
    lost = lost if with_room else list(range(len(drawn)))
    assert lost
    path = [ground.now]
    for step in found["route"]:
        changes = {i: b for i, (_, b) in step["changes"].items()}
        path.append(ground.key(ground.outcome(path[-1]) | changes))
    _check_steps(drawn, path, found["route"])
    places = []
    for r in lost:
        pairs = enumerate(pairwise(path))
        end = len(path) - 1
        place = next((k for k, (x, y) in pairs if not drawn[r].step(x, y)), end)
        assert place < end or path[-1] not in goals[r]
        places.append(place)
    counts = Counter(places)
    at = min(counts, key=lambda k: (-counts[k], k))
    assert found["at"] == at
    assert found["unreached"]["count"] == len(lost)
    assert found["lost"]["count"] == counts[at]
    assert found["share"]["count"] == sum(k >= at for k in places)
    reasons: Counter[Reason] = Counter()
    for r, place in zip(lost, places, strict=True):
        if place == at:
            last = at == len(path) - 1
            board = drawn[r]
            why = board.refused(target, path[-1]) if last else board.against(*path[at : at + 2])
            assert why
            reasons.update(why)
    told = {
        (r["party"], r["actor"], r["kind"], r["what"]): r["share"]["count"]
        for r in found["reasons"]
    }
    assert told == dict(reasons)
