"""Blockers as bits: what stands between an outcome and everybody's consent.

Each thing that could be lifted (a condition, a refusal, a no-deal value, a veto, an option nobody
offers) is one bit; an outcome in a reading is the set of bits it breaks. An outcome with no bits is
a deal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import combinations, product
from math import prod

import numpy as np
from numpy.typing import NDArray

from detente.analysis.minimal import GONE
from detente.core.cells import Cells, distinct
from detente.core.consent import Sheet, Terms, asked, lawful
from detente.core.grid import Bools, Grid, narrow, on_offer, reachable
from detente.core.reading import Draws, concerns, held, threshold, values
from detente.core.table import TOLERANCE, Actor, Condition, Table, Target

Bits = NDArray[np.uint64]
MOST = 56
"""Bits kept at most: the rest of the word holds the size of a set, for sorting."""

COALITIONS = 64
"""Ways for all asked in one outcome to say yes, up to which their members are told apart."""

SEARCHED = 5000
"""Sets of issues tried in the search for the fewest unoffered options that meet a target."""


@dataclass(frozen=True)
class Blocker:
    """Something that could stand in the way: its id, kind, holder and places in the case."""

    id: str
    kind: str
    who: str
    label: str
    paths: tuple[str, ...]


def unoffered(issue: str, option: str) -> Blocker:
    """An option that nobody offers today."""
    return Blocker(
        f"unoffered:{issue}.{option}",
        "unoffered",
        "",
        f"nobody offers {issue} = {option}",
        (f"issues.{issue}",),
    )


def condition(c: Condition) -> Blocker:
    """A rule or refusal somebody holds."""
    kind = "refusal" if c.kind == "refusal" else "condition"
    what = "refuses" if kind == "refusal" else "holds to"
    name = c.id.removeprefix("rules.").removeprefix(f"actors.{c.owner}.cares.")
    name = name.replace(".refuses.", " = ")
    return Blocker(f"{kind}:{c.id}", kind, c.owner, f"{c.owner} {what} {name}", (c.id,))


def no_deal(actor: Actor) -> Blocker:
    """How well an actor can live without a deal; of one who has an order, that he prefers today."""
    label, path = f"{actor.id}'s no-deal value", f"actors.{actor.id}.no_deal"
    if actor.order is not None:
        label, path = f"{actor.id} prefers today", f"actors.{actor.id}.{actor.order.kind}"
    return Blocker(f"no_deal:{actor.id}", "no_deal", actor.id, label, (path,))


def veto(party: str) -> Blocker:
    """A party that could stop it and would."""
    return Blocker(f"veto:{party}", "veto", party, f"{party} can veto", (f"parties.{party}",))


def consent(party: str) -> Blocker:
    """A large body's consent as a whole."""
    return Blocker(
        f"consent:{party}", "consent", party, f"{party} does not consent", (f"parties.{party}",)
    )


def reachable_cells(table: Table, target: Target, most: int) -> tuple[Cells, int]:
    """Lawful outcomes that meet the target with at most ``most`` options nobody offers.

    Where the target itself needs more than that, as many as it needs at least; the number used is
    returned with the outcomes.
    """
    offer = on_offer(table)
    spare = {
        i.id: tuple(
            k for k in reachable(i, table.now[i.id]) if k not in offer.choices[offer.axis[i.id]]
        )
        for i in table.issues
        if i.id in table.relevant
    }
    spare = {issue: options for issue, options in spare.items() if options}
    everything = {i: reachable(table.issue[i], table.now[i]) for i in spare}
    whole = narrow(table, _with(offer, everything), target.when)
    forced = sum(
        not set(left) & set(today) for left, today in zip(whole.choices, offer.choices, strict=True)
    )
    found: list[Cells] = []
    tried = 0
    for size in range(forced, len(spare) + 1):
        if size > most and (any(c.size for c in found) or tried > SEARCHED):
            break
        for chosen in combinations(spare, size):
            tried += 1
            piece = narrow(table, _with(offer, {i: spare[i] for i in chosen}), target.when)
            if piece.size:
                cells = Cells.of(piece)
                found.append(cells.where(lawful(table, cells) & cells.truth(table, target.when)))
                most = max(most, size) if found[-1].size else most
    rows = [c.rows for c in found] or [np.zeros((0, len(offer.issues)), dtype=np.int16)]
    return Cells(offer.issues, np.concatenate(rows)), most


def _with(grid: Grid, replaced: dict[str, tuple[int, ...]]) -> Grid:
    pairs = zip(grid.issues, grid.choices, strict=True)
    return Grid(grid.issues, tuple(replaced.get(issue, options) for issue, options in pairs))


@dataclass(frozen=True)
class Coalition:
    """One way for a party to say yes: whose yes it takes, and through which bodies."""

    actors: frozenset[str]
    bodies: frozenset[str]

    def within(self, other: Coalition) -> bool:
        """Does it take no more than the other?"""
        return self.actors <= other.actors and self.bodies <= other.bodies


def coalitions(table: Table, party: str) -> list[Coalition]:
    """The smallest ways for a party to say yes, nested bodies resolved."""
    body = table.party[party]
    found: list[Coalition] = []
    for members in combinations(body.members, body.quorum):
        parts = [
            [Coalition(frozenset({m}), frozenset())] if m in table.actor else coalitions(table, m)
            for m in members
        ]
        for choice in product(*parts):
            actors = frozenset[str]().union(*(c.actors for c in choice))
            bodies = frozenset({party}).union(*(c.bodies for c in choice))
            found.append(Coalition(actors, bodies))
    distinct = list(dict.fromkeys(found))
    return [c for c in distinct if not any(o != c and o.within(c) for o in distinct)]


YES, VETO = "by", "veto"

Key = tuple[str, str]
"""A role and a party."""

Way = dict[Key, Coalition | None]
"""By role and party: who says yes for it. None: the party as a whole, or the veto as such."""


class Board:
    """The blockers of one target: which bits each outcome breaks in each reading."""

    def __init__(self, table: Table, target: Target, most: int) -> None:
        self.table = table
        self.target = target
        self.cells, self.most = reachable_cells(table, target, most)
        self._ask()
        self.ways = self._ways()
        self.blockers = self._listed()
        # What does not fit into the word shares its last bit, and cannot be lifted.
        self.bit = {b.id: np.uint64(1 << min(k, 63)) for k, b in enumerate(self.blockers)}
        self._forget_excess()

    def _ask(self) -> None:
        """Who is asked in which outcomes. Whoever gives his yes needs no veto besides."""
        self.asked = {(YES, p): where for p, where in asked(self.table, self.cells).items()}
        for party, where in asked(self.table, self.cells, "veto").items():
            yes = self.asked.get((YES, party))
            alone = where if yes is None else where & ~yes
            if alone.any():
                self.asked[VETO, party] = alone

    def _ways(self) -> dict[Key, list[Coalition | None]]:
        """Each way for a party to say yes: who of it must.

        A veto can be lifted as such, or what its holders hold firmly can go. Members are told apart
        as long as no outcome has too many ways for all whom it asks; the parties come by name.
        """
        found: dict[Key, list[Coalition | None]] = {}
        count = np.ones(self.cells.size, dtype=np.intp)
        for (role, party), where in self.asked.items():
            ways: list[Coalition | None] = [*coalitions(self.table, party)]
            if role == VETO:
                ways = [None, *(w for w in ways if self._breakable(w, where))]
            if count[where].max() * len(ways) > COALITIONS:
                ways = [None]
            count[where] *= len(ways)
            found[role, party] = ways
        return found

    @property
    def columns(self) -> int:
        """Ways to say yes in all outcomes together."""
        return sum(
            len(places) * prod(len(self.ways[key]) for key in keys)
            for keys, places in self._patterns
        )

    @cached_property
    def _patterns(self) -> list[tuple[list[Key], NDArray[np.intp]]]:
        """Which of the parties with more than one way are asked together, and in which outcomes."""
        several = [key for key, ways in self.ways.items() if len(ways) > 1]
        rows = np.zeros((self.cells.size, len(several)), dtype=np.int16)
        for k, key in enumerate(several):
            rows[:, k] = self.asked[key]
        few, which = distinct(rows)
        return [
            (
                [key for key, there in zip(several, row, strict=True) if there],
                np.flatnonzero(which == k),
            )
            for k, row in enumerate(few)
        ]

    def _breakable(self, members: Coalition | None, where: Bools) -> list[Condition]:
        """What these members hold that some outcome of a mask would break."""
        return [
            c
            for c in self._conditions(members)
            if (self.cells.truth(self.table, c.broken) & where).any()
        ]

    def _listed(self) -> list[Blocker]:
        """Everything that some outcome could break, conditions first, in a fixed order."""
        table, cells = self.table, self.cells
        found: dict[str, Blocker] = {}
        for (role, party), ways in self.ways.items():
            where = self.asked[role, party]
            for members in ways:
                listed = [condition(c) for c in self._breakable(members, where)]
                if role == VETO:
                    listed.append(veto(party))
                elif members is None:
                    listed.append(consent(party))
                else:
                    listed += [no_deal(table.actor[a]) for a in sorted(members.actors)]
                found |= {b.id: b for b in listed}
        offer = on_offer(table)
        for issue, options in zip(offer.issues, offer.choices, strict=True):
            names = table.issue[issue].options
            used = np.unique(cells.options(issue))
            spare = [unoffered(issue, names[k]) for k in used if int(k) not in options]
            found |= {b.id: b for b in spare}
        ranks = ("condition", "refusal", "no_deal", "consent", "veto", "unoffered")
        return sorted(found.values(), key=lambda b: (ranks.index(b.kind), b.id))

    def _forget_excess(self) -> None:
        """Beyond the bits that fit, unoffered options are no longer liftable: their cells go."""
        self.left_out = tuple(b.id for b in self.blockers[MOST:])
        if self.left_out:
            bad = self._unoffered_bits() >= np.uint64(1 << MOST)
            self.cells = self.cells.where(~bad)
            kept = {key: where[~bad] for key, where in self.asked.items()}
            self.asked = {key: where for key, where in kept.items() if where.any()}
            self.ways = {key: ways for key, ways in self.ways.items() if key in self.asked}

    def _conditions(self, members: Coalition | None) -> list[Condition]:
        """What these members hold, and what the advisers of the bodies they act through hold."""
        table = self.table
        if members is None:
            return []
        deciders = {body: set(table.deciders(body)) for body in members.bodies}
        return [
            c
            for c in table.conditions
            if c.owner in members.actors
            or ((body := table.actor[c.owner].party) in deciders and c.owner not in deciders[body])
        ]

    def _unoffered_bits(self) -> Bits:
        result = np.zeros(self.cells.size, dtype=np.uint64)
        for issue in self.cells.issues:
            names = self.table.issue[issue].options
            bits = np.array(
                [self.bit.get(f"unoffered:{issue}.{n}", np.uint64(0)) for n in names],
                dtype=np.uint64,
            )
            if bits.any():
                result |= bits[self.cells.options(issue)]
        return result

    def broken(self, draws: Draws, terms: Terms) -> Bits:
        """The bits each outcome breaks: shape (readings, ways to say yes in all outcomes)."""
        one_way = {key: ways[0] for key, ways in self.ways.items() if len(ways) == 1}
        always = self._way(draws, terms, one_way) | self._unoffered_bits()[:, None]
        several = {
            key: [self._way(draws, terms, {key: members}) for members in ways]
            for key, ways in self.ways.items()
            if len(ways) > 1
        }
        bits = np.empty((draws.count, self.columns), dtype=np.uint64)
        at = 0
        for keys, places in self._patterns:
            ways = [[way[places] for way in several[key]] for key in keys]
            for choice in product(*ways):
                upto = at + len(places)
                bits[:, at:upto] = reduce(np.bitwise_or, choice, always[places]).T
                at = upto
        bits[bits >= np.uint64(1 << MOST)] = GONE
        return bits

    def _way(self, draws: Draws, terms: Terms, way: Way) -> Bits:
        """What stands in the way when these members of each party must say yes.

        Shape (outcomes, readings).
        """
        zero = np.uint64(0)
        firm = np.zeros(draws.count, dtype=np.uint64)
        would = np.zeros(self.cells.size, dtype=np.uint64)
        answers = Answers(self.cells.size, draws.count)
        for (role, party), members in way.items():
            where = self.asked[role, party]
            for c in self._breakable(members, where):
                bit = self.bit[condition(c).id]
                firm |= np.where(held(draws, c), bit, zero)
                would |= np.where(self.cells.truth(self.table, c.broken) & where, bit, zero)
            on = terms if role == YES else Terms("step", terms.date)
            name = f"veto:{party}" if role == VETO else f"consent:{party}"
            if members is None:
                sheet = Sheet(draws, self.table, self.cells.where(where))
                no = ~sheet.consents(party, on)
                answers.add(where, np.arange(len(no)), no, self.bit[name])
                continue
            for actor in sorted(members.actors):
                bit = self.bit[name if role == VETO else f"no_deal:{actor}"]
                answers.add(where, *self._low(draws, on, actor, where), bit)
        return answers.bits() | (firm & would[:, None])

    def _low(
        self, draws: Draws, terms: Terms, name: str, where: Bools
    ) -> tuple[NDArray[np.intp], Bools]:
        """Where is an outcome worth less to an actor than going without?

        Only the issues that matter to him tell outcomes apart: the answer is worked out once for
        each combination of them, and given with the combination of every outcome of the mask.
        """
        actor = self.table.actor[name]
        matters = concerns(self.table, actor)
        axes = [k for k, issue in enumerate(self.cells.issues) if issue in matters]
        rows, inverse = distinct(self.cells.rows[where][:, axes])
        few = Cells(tuple(self.cells.issues[k] for k in axes), rows)
        limit = threshold(draws, self.table, actor, terms.kind, terms.date)
        return inverse, values(draws, self.table, actor, few) < limit - TOLERANCE


class Answers:
    """Who says no to which outcome in which reading, packed in small integers until the end."""

    def __init__(self, outcomes: int, readings: int) -> None:
        self._packs: list[tuple[NDArray[np.uint8], list[np.uint64]]] = []
        self._shape = (outcomes, readings)

    def add(self, where: Bools, combination: NDArray[np.intp], no: Bools, bit: np.uint64) -> None:
        """One more blocker: its noes by combination, for the outcomes of a mask."""
        if not self._packs or len(self._packs[-1][1]) == 8:
            self._packs.append((np.zeros(self._shape, dtype=np.uint8), []))
        pack, bits = self._packs[-1]
        flags = (no.astype(np.uint8) << len(bits))[combination]
        if where.all():
            pack |= flags
        else:
            pack[where] |= flags
        bits.append(bit)

    def bits(self) -> Bits:
        """All answers as sets of blockers."""
        result = np.zeros(self._shape, dtype=np.uint64)
        for pack, bits in self._packs:
            meaning = np.zeros(256, dtype=np.uint64)
            for k, bit in enumerate(bits):
                meaning[(np.arange(256) >> k) & 1 == 1] |= bit
            result |= meaning[pack]
        return result


def names_of(blockers: Iterable[Blocker], bits: int) -> list[str]:
    """The ids of a set of bits, in the board's order."""
    return [b.id for k, b in enumerate(blockers) if bits >> k & 1]
