"""A second opinion on rates: moves made at random in time, in plain Python.

A case is read by ``oracle`` and its moves are found by ``oracle_moves``; the clock (contacts,
shocks, windows, spoilers) is read off the table. One reading at a time: a dictionary from states to
probabilities is carried from step to step, and a simulator acts the same thing out. Quotations are
the sentences of the design that a part puts into practice.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, combinations, product
from math import exp, expm1, inf
from typing import Any

import oracle
import oracle_moves
from oracle import TOLERANCE, Number, Terms
from oracle_moves import SIZES, Ground, Key, Way

from detente.core.table import Span, Table

MONTH = 365.25 / 12
"""Rates are written by the month, and a month is so many days."""

Law = dict[Key, float]


@dataclass(frozen=True)
class Knobs:
    """What is supposed of everybody alike: the same names as the product's parameters."""

    slope: float = 10.0
    alone: float = 1.0
    contact: float = 1.0
    exchange: str = "2"
    step: int = 7
    drift: int = 4


@dataclass(frozen=True)
class Window:
    start: int
    end: int
    issues: frozenset[str]
    parties: frozenset[str]


@dataclass(frozen=True)
class Aim:
    kind: str
    when: oracle.Formula


@dataclass(frozen=True)
class World:
    """A case with its clock, everything by name."""

    ground: Ground
    contacts: dict[tuple[str, str], Number]
    shocks: tuple[tuple[str, Number, dict[str, str]], ...]
    windows: tuple[Window, ...]
    spoils: dict[str, Number]
    aims: dict[str, Aim]

    @property
    def case(self) -> oracle.Case:
        return self.ground.case

    def lawful(self, key: Key) -> bool:
        x = self.ground.outcome(key)
        return not any(broken(x) for broken, _ in self.case.logic)


def world(
    text: str,
    table: Table,
    levers: Sequence[str] = (),
    kinds: Mapping[str, str] | None = None,
) -> World:
    """The world behind a case file's text and the clock of its table.

    Parameters
    ----------
    table : Table
        Read for its clock and spoilers alone.
    kinds : dict, optional
        Targets that shall be asked about as another kind than they are written: ``event``.
    """
    ground = oracle_moves.pull(oracle_moves.read(text), levers)
    issue = table.issue
    shocks = [
        (s.id, _number(s.rate), {i: issue[i].options[o] for i, o in s.moves})
        for s in sorted(table.clock.shocks, key=lambda s: s.id)
    ]
    return World(
        ground,
        {_pair(*c.parties): _number(c.rate) for c in table.clock.contacts},
        tuple(shocks),
        tuple(Window(w.start, w.end, w.issues, w.parties) for w in table.clock.windows),
        {
            a.id: _number(a.spoils)
            for a in table.actors
            if a.spoils is not None and a.id in ground.case.actors
        },
        {
            name: Aim((kinds or {}).get(name, target.kind), target.when)
            for name, target in ground.case.targets.items()
        },
    )


def _number(span: Span) -> Number:
    return Number(span.path, span.lo, span.hi)


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


class Reading(oracle.Reading):
    """A reading that can be asked for no-deal values of any day."""

    def _own_no_deal(self, actor: str, when: Any) -> float:
        if isinstance(when, str):
            return super()._own_no_deal(actor, when)
        case = self.case
        deadline = date.max.toordinal() if case.deadline is None else self.choice(case.deadline)
        day = min(when, deadline)
        points = []
        for at, amount in case.actors[actor].no_deal:
            worth = self.number(amount)
            if amount.relative:
                worth += self.own(actor, case.home)
            last = at == "deadline"
            start = deadline if last else case.as_of if isinstance(at, str) else at
            points.append((start, last, worth))
        points.sort(key=lambda p: p[:2])
        if day < points[0][0]:
            return points[0][2]
        past = [p for p in points if p[0] <= day]
        if len(past) == len(points):
            return points[-1][2]
        (d0, _, w0), (d1, _, w1) = past[-1], points[len(past)]
        return w0 + (w1 - w0) * (day - d0) / (d1 - d0)


@dataclass(frozen=True)
class Candidate:
    """One way in which a move can come about: who makes it, and what decides how often."""

    end: Key
    issues: frozenset[str]
    makers: frozenset[str]
    group: tuple[str, ...]
    often: float
    spoiled: float


class Chain:
    """What happens in one reading, from step to step."""

    def __init__(self, world: World, reading: Reading, knobs: Any) -> None:
        self.world, self.reading, self.knobs = world, reading, knobs
        self.case = world.case
        self.board = oracle_moves.Board(world.ground, reading)
        self._known: dict[Any, Any] = {}

    def once(self, key: Any, work: Any) -> Any:
        if key not in self._known:
            self._known[key] = work()
        return self._known[key]

    # Time ------------------------------------------------------------------------------------

    def block(self, w: int) -> int:
        return int(w // self.knobs.drift)

    def day(self, block: int) -> int:
        """“no-deal values are taken once for every 4 steps, at the middle”."""
        length = self.knobs.step * self.knobs.drift
        return int(self.case.as_of + length * block + length // 2)

    def chance(self, rate: float) -> float:
        return -expm1(-rate * self.knobs.step / MONTH)

    def overlaps(self, window: Window, w: int) -> bool:
        """“step w covers (as_of+7w, as_of+7(w+1)]”."""
        first = self.case.as_of + self.knobs.step * w + 1
        return window.start <= first + self.knobs.step - 1 and window.end >= first

    def weeks(self, window: Window) -> int:
        """“number of steps from as_of on that the window overlaps”."""
        last = (window.end - self.case.as_of) // self.knobs.step + 1
        return sum(self.overlaps(window, w) for w in range(max(last, 0) + 1))

    def opened(self, w: int) -> tuple[int, ...]:
        return tuple(k for k, v in enumerate(self.world.windows) if self.overlaps(v, w))

    # Shocks ----------------------------------------------------------------------------------

    def shocked(self, s: Key) -> Law:
        """“independent, by name: each … puts its issues to its options (no effect where a rule of
        logic forbids the outcome)”."""

        def work() -> Law:
            law = {s: 1.0}
            for _, rate, moves in self.world.shocks:
                p = self.chance(self.reading.number(rate))
                after: Law = defaultdict(float)
                for x, mass in law.items():
                    after[x] += mass * (1 - p)
                    after[self.struck(x, moves)] += mass * p
                law = {x: mass for x, mass in after.items() if mass > 0}
            return law

        found: Law = self.once(("shocked", s), work)
        return found

    def struck(self, x: Key, moves: dict[str, str]) -> Key:
        names = self.world.ground.names
        there = tuple(moves.get(i, o) for i, o in zip(names, x, strict=True))
        return there if self.world.lawful(there) else x

    # Moves -----------------------------------------------------------------------------------

    def ends(self, s: Key) -> Iterator[Key]:
        """Lawful states that differ on so many issues at most, “today's among them”.

        “Issues nothing depends on stay at now”: no move takes them along, only shocks move them.
        """
        case, names = self.case, self.world.ground.names
        free = [k for k, i in enumerate(names) if i in case.relevant]
        most = min(SIZES[self.knobs.exchange], len(free))
        for count in range(1, most + 1):
            for axes in combinations(free, count):
                offers = [self.offers(names[k], s[k]) for k in axes]
                for options in product(*offers):
                    t = list(s)
                    for k, o in zip(axes, options, strict=True):
                        t[k] = o
                    end = tuple(t)
                    if self.world.lawful(end) or end == self.world.ground.now:
                        yield end

    def offers(self, name: str, here: str) -> list[str]:
        """“moves arrive only at on-table options”; and only at options that some state has: room
        has none behind a one-way issue's now, unless a shock names it."""

        def work() -> list[str]:
            issue, now = self.case.issues[name], self.case.now[name]
            named = {moves[name] for _, _, moves in self.world.shocks if name in moves}
            return [
                o
                for o in issue.options
                if o in issue.on_table and (o in named or not oracle._back(issue, now, o))
            ]

        return [o for o in self.once(("offers", name), work) if o != here]

    def makers(self, s: Key, way: Way) -> set[frozenset[str]]:
        """“an issue with undo that goes back towards now may alternatively be moved by any single
        holder: each choice is a candidate of its own”."""
        choices = [
            [others, *(frozenset({holder}) for holder in holders)] for holders, others in way.back
        ]
        return {way.needed.union(*chosen) for chosen in product(*choices)}

    def candidates(self, s: Key) -> list[Candidate]:
        """Moves that all makers gain by and no veto stops, whenever that may be."""
        found: list[Candidate] = self.once(("candidates", s), lambda: list(self._candidates(s)))
        return found

    def _candidates(self, s: Key) -> Iterator[Candidate]:
        names = self.world.ground.names
        for t in self.ends(s):
            way = self.world.ground.way(s, t)
            if way is None:
                continue
            changed = frozenset(i for i, a, b in zip(names, s, t, strict=True) if a != b)
            for who in sorted(self.makers(s, way), key=sorted):
                if not who or not all(self.board.gains(p, s, t) for p in who):
                    continue
                if all(self.board.tolerates(p, t) for p in way.guarded - who):
                    group, often = self.occasion(who)
                    yield Candidate(t, changed, who, group, often, self.spoiling(t))

    def occasion(self, who: frozenset[str]) -> tuple[tuple[str, ...], float]:
        """“the pair of makers with the lowest rate (middle of the range; ties: by name)”."""
        if len(who) == 1:
            return tuple(who), self.chance(self.knobs.alone)
        plain = self.knobs.contact

        def middle(pair: tuple[str, str]) -> float:
            found = self.world.contacts.get(pair)
            return plain if found is None else (found.lo + found.hi) / 2

        pair = min(combinations(sorted(who), 2), key=lambda pair: (middle(pair), pair))
        known = self.world.contacts.get(pair)
        return pair, self.chance(plain if known is None else self.reading.number(known))

    def spoiling(self, t: Key) -> float:
        """“actor with `spoils` for whom the end is worth less than the case's own now”."""
        kept = 1.0
        home = self.world.ground.key(self.case.home)
        for actor, share in self.world.spoils.items():
            if self.board.worth(actor, t) < self.board.worth(actor, home) - TOLERANCE:
                kept *= 1 - self.reading.number(share) / SPOILS_OF
        return kept

    def accepts(self, party: str, t: Key, block: int) -> float:
        """“logistic(g/slope)”."""

        def work() -> float:
            return logistic(self.gain(party, t, block) / self.knobs.slope)

        found: float = self.once(("accepts", party, t, block), work)
        return found

    def gain(self, party: str, t: Key, block: int) -> float:
        """Over no deal; “an actor with an order counts as gain +slope where better than now”."""
        case = self.case
        if any(self.board.broken(a, t) for a in oracle.bound_by(case, party)):
            return -inf
        quorum, members = case.parties[party]
        gains = [
            self.vote(m, t, block) if m in case.actors else self.gain(m, t, block) for m in members
        ]
        return sorted(gains, reverse=True)[quorum - 1]

    def vote(self, actor: str, t: Key, block: int) -> float:
        if actor in self.case.pliant:
            return inf
        if self.board.broken(actor, t):
            return -inf
        worth = self.board.worth(actor, t)
        if self.case.actors[actor].order is None:
            return worth - self.reading.no_deal(actor, self.day(block))  # type: ignore[arg-type]
        more = worth - self.board.worth(actor, self.world.ground.key(self.case.home))
        sign = 0 if abs(more) <= TOLERANCE else 1 if more > 0 else -1
        return float(sign * self.knobs.slope)

    def likelihoods(self, s: Key, block: int, opened: tuple[int, ...]) -> list[float]:
        """The chance c of each candidate."""
        found = []
        for one in self.candidates(s):
            q = one.often
            for k in opened:
                window = self.world.windows[k]
                there = not window.parties or one.makers <= window.parties
                if one.issues <= window.issues and there:
                    q = 1 - (1 - q) * (1 - 1 / self.once(("n", k), lambda: self.weeks(window)))  # noqa: B023
            for party in sorted(one.makers):
                q *= self.accepts(party, one.end, block)
            found.append(q * one.spoiled)
        return found

    def moved(self, s: Key, w: int) -> Law:
        """Where the moves of a step lead; where none is made the state stays."""
        block, opened = self.block(w), self.opened(w)
        found: Law = self.once(("moved", s, block, opened), lambda: self._moved(s, block, opened))
        return found

    def _moved(self, s: Key, block: int, opened: tuple[int, ...]) -> Law:
        """“P_i = c_i^2/sum c … exit = 1-prod_g(1-P_g) … P_i * exit / sum_g P_g”."""
        made = self.packages(s, block, opened)
        shares: dict[tuple[str, ...], float] = defaultdict(float)
        for one, share, _ in made:
            shares[one.group] += share
        stays = 1.0
        for share in shares.values():
            stays *= 1 - share
        total = sum(shares.values())
        law: Law = defaultdict(float)
        law[s] = stays
        for one, share, _ in made:
            law[one.end] += share * (1 - stays) / total
        return {t: p for t, p in law.items() if p > 0}

    def packages(
        self, s: Key, block: int, opened: tuple[int, ...]
    ) -> list[tuple[Candidate, float, float]]:
        """Each candidate that can happen: its share P, and its chance c once it is talked about."""
        likely = self.likelihoods(s, block, opened)
        sums: dict[tuple[str, ...], float] = defaultdict(float)
        pairs = [(one, c) for one, c in zip(self.candidates(s), likely, strict=True) if c > 0]
        for one, c in pairs:
            sums[one.group] += c
        return [(one, c * c / sums[one.group], c) for one, c in pairs]

    # Targets ---------------------------------------------------------------------------------

    def there(self, name: str, s: Key, w: int) -> bool:
        """“the state meets it and (step/deal) all asked consent … or (event) simply where the
        condition is true”."""
        block = self.block(w)

        def work() -> bool:
            aim = self.world.aims[name]
            x = self.world.ground.outcome(s)
            if not aim.when(x):
                return False
            if aim.kind == "event":
                return True
            # Room knows lawful outcomes only, and a lever can make today's an unlawful one.
            if not self.world.lawful(s):
                return False
            # Nobody is asked about an issue that nothing depends on: it counts as left at now.
            x = {i: o if i in self.case.relevant else self.case.now[i] for i, o in x.items()}
            terms = Terms(aim.kind, self.day(block))  # type: ignore[arg-type]
            return oracle.consented(self.reading, x, terms)

        found: bool = self.once(("there", name, s, block), work)
        return found

    def curve(self, name: str, steps: int) -> list[float]:
        """Probability that a target was reached by the end of each step."""
        still: Law = {self.world.ground.now: 1.0}
        reached, curve = 0.0, []
        for w in range(steps):
            after: Law = defaultdict(float)
            for s, mass in still.items():
                for x, p in self.shocked(s).items():
                    for t, q in self.moved(x, w).items():
                        after[t] += mass * p * q
            still = {}
            for t, mass in after.items():
                if self.there(name, t, w):
                    reached += mass
                else:
                    still[t] = mass
            curve.append(reached)
        return curve

    def states(self, steps: int) -> set[Key]:
        """Every state that something can lead to within so many steps."""
        seen = front = {self.world.ground.now}
        for w in range(steps):
            front = {t for s in seen for x in self.shocked(s) for t in self.moved(x, w)}
            seen = seen | front
        return seen

    # The simulator ---------------------------------------------------------------------------

    def path(self, steps: int, rng: random.Random) -> dict[str, int]:
        """One course of events: in which step each target was reached first."""
        s, found = self.world.ground.now, {}
        for w in range(steps):
            for _, rate, moves in self.world.shocks:
                if rng.random() < self.chance(self.reading.number(rate)):
                    s = self.struck(s, moves)
            s = self.walk(s, w, rng)
            for name in self.world.aims:
                if name not in found and self.there(name, s, w):
                    found[name] = w
        return found

    def walk(self, s: Key, w: int, rng: random.Random) -> Key:
        """“one package is on the agenda, in proportion to its chance, and succeeds with its
        chance”; where somebody succeeds, one package of all groups is made."""
        made = self.once(
            ("made", s, self.block(w), self.opened(w)),
            lambda: self.packages(s, self.block(w), self.opened(w)),
        )
        agendas: dict[tuple[str, ...], list[float]] = defaultdict(list)
        for one, _, c in made:
            agendas[one.group].append(c)
        success = False
        for chances in agendas.values():
            on = _drawn(chances, rng)
            success |= rng.random() < chances[on]
        if not success:
            return s
        end: Key = made[_drawn([share for _, share, _ in made], rng)][0].end
        return end


SPOILS_OF = 100.0
"""Chances to spoil are written in per cent, as firmness and shares of the ear are."""


def _drawn(weights: Sequence[float], rng: random.Random) -> int:
    sums = list(accumulate(weights))
    return min(bisect(sums, rng.random() * sums[-1]), len(weights) - 1)


def logistic(z: float) -> float:
    """1 / (1 + exp(-z)), for any z."""
    if z >= 0:
        return 1 / (1 + exp(-z))
    return exp(z) / (1 + exp(z))


def steps_until(world: World, until: int, knobs: Any) -> int:
    """“reached "by" day d if reached in a step that ends on or before d”."""
    return max(0, (until - world.case.as_of) // int(knobs.step))


def chains(world: World, n: int, seed: int, knobs: Any = None) -> list[Chain]:
    knobs = knobs or Knobs()
    return [Chain(world, Reading(world.case, r, n, seed), knobs) for r in range(n)]


def curves(
    world: World, until: int, n: int, seed: int = 0, knobs: Any = None
) -> dict[str, list[list[float]]]:
    """Curves by target, one for each reading, worked out exactly."""
    knobs = knobs or Knobs()
    steps = steps_until(world, until, knobs)
    drawn = chains(world, n, seed, knobs)
    return {name: [chain.curve(name, steps) for chain in drawn] for name in world.aims}


def frequencies(
    drawn: Iterable[Chain], steps: int, paths: int, seed: int
) -> dict[str, list[list[float]]]:
    """The same, counted over so many simulated courses of events for each reading."""
    rng = random.Random(seed)
    found: dict[str, list[list[float]]] = defaultdict(list)
    for chain in drawn:
        first = [chain.path(steps, rng) for _ in range(paths)]
        for name in chain.world.aims:
            curve = [sum(f.get(name, steps) <= w for f in first) / paths for w in range(steps)]
            found[name].append(curve)
    return dict(found)


def event(world: World, name: str) -> World:
    """The world where one target is a mere event."""
    return replace(world, aims=world.aims | {name: replace(world.aims[name], kind="event")})
