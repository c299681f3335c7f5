"""Time for generated cases: how often people meet, what strikes from outside, what is planned.

The clock is laid on the compiled table, by name, so that it can be put on a case that was written
without one. ``timed`` draws with hypothesis from the cases of ``strategies_moves``; ``plain`` draws
from a seeded generator small cases in which something nearly always happens, for bulk runs.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st
from strategies import Doc
from strategies_moves import moving

from detente.core.table import Span, Table, Target
from detente.core.timing import Clock, Contact, Shock, Window

Draw = Any
Rate = tuple[float, float]

AS_OF = date(2020, 3, 1).toordinal()
"""The day of all generated cases."""


@dataclass(frozen=True)
class Timing:
    """A clock by name: rates a month, chances in per cent, days as ordinals."""

    contacts: dict[str, Rate]
    shocks: dict[str, tuple[Rate, dict[str, str]]]
    windows: tuple[tuple[int, int, frozenset[str], frozenset[str]], ...]
    spoils: dict[str, Rate]
    kinds: dict[str, str]
    """Targets asked about as mere events."""

    def on(self, table: Table) -> Table:
        """The table with this clock; names that it does not know are left out."""
        issue, parties = table.issue, {p.id for p in table.parties}
        contacts = tuple(
            Contact(_two(pair), Span(f"contacts.{pair}", *rate))
            for pair, rate in self.contacts.items()
            if set(_two(pair)) <= parties
        )
        shocks = tuple(
            Shock(
                name,
                Span(f"shocks.{name}", *rate),
                tuple((i, issue[i].options.index(o)) for i, o in sorted(moves.items())),
            )
            for name, (rate, moves) in sorted(self.shocks.items())
        )
        windows = tuple(Window(f"w{k}", *entry) for k, entry in enumerate(self.windows))
        actors = tuple(
            replace(a, spoils=Span(f"actors.{a.id}.spoils.chance", *self.spoils[a.id]))
            if a.id in self.spoils
            else a
            for a in table.actors
        )
        return replace(table, actors=actors, clock=Clock(contacts, shocks, windows))

    def targets(self, table: Table) -> list[Target]:
        """The targets of the table, of the kinds asked about."""
        return [replace(t, kind=self.kinds.get(t.id, t.kind)) for t in table.targets]


def _two(pair: str) -> tuple[str, str]:
    a, b = pair.split("-")
    return a, b


# --- drawn by hypothesis --------------------------------------------------------------------------


@st.composite
def timed(draw: Draw, *, most: int = 24, levers: bool = True, **kind: Any) -> tuple[Doc, Timing]:
    """A valid case file and a clock for it."""
    doc = draw(moving(most=most, levers=levers, **kind))
    return doc, draw(clocks(doc, crisp=bool(kind.get("crisp"))))


@st.composite
def clocks(draw: Draw, doc: Doc, *, crisp: bool = False) -> Timing:
    """A clock for a case file."""

    def rate(*ends: float) -> Rate:
        lo = draw(st.sampled_from(ends))
        hi = lo if crisp else draw(st.sampled_from([e for e in ends if e >= lo]))
        return lo, hi

    def some(things: Any, least: int, most: int) -> list[Any]:
        listed = list(things)
        taken = draw(st.lists(st.sampled_from(listed), min_size=least, max_size=most, unique=True))
        return [t for t in listed if t in taken]

    parties = [p for p in doc["parties"] if p.startswith("P")]
    pairs = [f"{a}-{b}" for a in parties for b in parties if a < b]
    contacts = {pair: rate(0.0, 0.3, 1.0, 2.0, 20.0) for pair in some(pairs, 0, 3)}
    shocks = {}
    for k in range(draw(st.sampled_from([0, 1, 1, 2]))):
        moves = {
            i: draw(st.sampled_from(doc["issues"][i]["options"])) for i in some(doc["issues"], 1, 2)
        }
        shocks[f"s{k}"] = (rate(0.0, 0.05, 0.5, 3.0), moves)
    windows = []
    for _ in range(draw(st.sampled_from([0, 1, 2]))):
        start = AS_OF + draw(st.integers(-10, 60))
        end = start + draw(st.sampled_from([0, 1, 6, 7, 30]))
        who = some(parties, 0, len(parties))
        windows.append((start, end, frozenset(some(doc["issues"], 1, 9)), frozenset(who)))
    spoils = {a: rate(0.0, 30.0, 60.0, 100.0) for a in some(doc["actors"], 0, 2)}
    events = {t: "event" for t in doc["targets"] if draw(st.integers(0, 3)) == 0}
    return Timing(contacts, shocks, tuple(windows), spoils, events)


# --- drawn by a plain generator -------------------------------------------------------------------


def plain(seed: int) -> tuple[Doc, Timing]:
    """A small case with a clock, the same for the same seed on every machine."""
    return _Plain(random.Random(seed)).case()


class _Plain:
    """Few people of one mind who mostly want something else than what there is."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.parties = [f"P{k}" for k in range(rng.choice([2, 2, 3]))]

    def case(self) -> tuple[Doc, Timing]:
        rng = self.rng
        issues = {f"i{k}": self.issue() for k in range(rng.choice([1, 2, 2, 3]))}
        doc: Doc = {
            "case": {"title": "Made up", "as_of": "2020-03-01"},
            "parties": {p: {"decides": f"A{p[1:]}"} for p in self.parties},
            "issues": issues,
            "actors": {f"A{p[1:]}": self.actor(p, issues) for p in self.parties},
        }
        if rng.random() < 0.4:
            doc["parties"]["P0"] = {"decides": f"{rng.choice(['any', 'all'])} of A0, A9"}
            doc["actors"]["A9"] = self.actor("P0", issues)
        if rng.random() < 0.4:
            doc["actors"]["V1"] = self.actor("P1", issues)
            if "cares" in doc["actors"]["A1"] and "cares" in doc["actors"]["V1"]:
                doc["actors"]["A1"]["hears"] = {"V1": "10-40"}
        if rng.random() < 0.3 and len(issues) > 1:
            doc["rules"] = {"r0": self.rule(issues)}
        if rng.random() < 0.6:
            doc["deadline"] = {"read_as": "2020-04-20", "or": "2020-06-30"}
        else:
            for actor in doc["actors"].values():
                if isinstance(actor.get("no_deal"), dict):
                    actor["no_deal"].pop("deadline", None)
        doc["targets"] = {f"t{k}": self.target(issues) for k in range(rng.choice([1, 2]))}
        return doc, self.timing(doc)

    def issue(self) -> Doc:
        rng = self.rng
        options = [f"o{k}" for k in range(rng.choice([2, 3, 3]))]
        now = rng.choice([options[0], options[0], options[-1]])
        issue: Doc = {"now": now, "options": options}
        issue["by"] = sorted(rng.sample(self.parties, rng.choice([1, 2, len(self.parties)])))
        if rng.random() < 0.3:
            issue["by"] = {o: sorted(rng.sample(self.parties, rng.choice([1, 2]))) for o in options}
        if rng.random() < 0.2:
            issue["veto"] = [rng.choice(self.parties)]
        if rng.random() < 0.2:
            issue["on_table"] = [o for o in options if o == now or rng.random() < 0.7]
        if rng.random() < 0.4:
            issue["undo"] = "any"
        elif rng.random() < 0.2:
            issue["one_way"] = "true"
        return issue

    def actor(self, party: str, issues: Doc) -> Doc:
        rng = self.rng
        actor: Doc = {"of": party}
        if rng.random() < 0.15:
            actor["prefers"] = [self.wish(issues) for _ in range(rng.choice([1, 2, 3]))]
            return actor
        low = rng.choice([20, 30, 40])
        actor["no_deal"] = rng.choice(
            [
                f"{low}-{low + 20}",
                {"2020-03-01": f"{low + 20}", "2020-05": f"{low}-{low + 10}"},
                {"always": f"{low}"},
                {"2020-03-01": f"{low + 30}", "deadline": f"{low - 10}-{low}"},
                "now",
            ]
        )
        actor["cares"] = {i: self.care(i, issues[i]) for i in issues if rng.random() < 0.8} or {
            "i0": self.care("i0", issues["i0"])
        }
        return actor

    def care(self, name: str, issue: Doc) -> Doc:
        rng, options = self.rng, issue["options"]
        others = [o for o in options if o != issue["now"]]
        wants = rng.choice(others) if rng.random() < 0.75 else issue["now"]
        care: Doc = {"weight": f"{rng.choice([10, 30, 60])}-70"}
        care |= {"wants": wants, "accepts": rng.choice(options)}
        if rng.random() < 0.15:
            care |= {"refuses": rng.choice(options), "firm": "20-80"}
        return care

    def wish(self, issues: Doc) -> str:
        name = self.rng.choice(list(issues))
        return f"{name} {self.rng.choice(['=', '!='])} {self.rng.choice(issues[name]['options'])}"

    def rule(self, issues: Doc) -> Doc:
        """Something that today does not break: what is not now needs something else."""
        a, b = self.rng.sample(list(issues), 2)
        gone = next(o for o in issues[a]["options"] if o != issues[a]["now"])
        rule = {"rule": f"{a} = {gone} needs {self.wish({b: issues[b]})}"}
        if self.rng.random() < 0.5:
            rule |= {"by": self.rng.choice(["A0", "A1"]), "firm": "30-100"}
        return rule

    def target(self, issues: Doc) -> Doc:
        rng = self.rng
        names = rng.sample(list(issues), rng.choice([1, min(2, len(issues))]))
        parts = [f"{n} != {issues[n]['now']}" for n in names]
        return {
            "when": rng.choice([" and ", " or "]).join(parts),
            "kind": rng.choice(["step", "deal"]),
        }

    def timing(self, doc: Doc) -> Timing:
        rng = self.rng
        pairs = [f"{a}-{b}" for a in self.parties for b in self.parties if a < b]
        contacts = {p: rng.choice([(0.3, 1.0), (2.0, 2.0), (0.0, 0.2)]) for p in pairs[:2]}
        shocks = {}
        for k in range(rng.choice([0, 1, 2])):
            name = rng.choice(list(doc["issues"]))
            moves = {name: rng.choice(doc["issues"][name]["options"])}
            shocks[f"s{k}"] = (rng.choice([(0.05, 0.2), (1.0, 1.0)]), moves)
        windows = []
        for _ in range(rng.choice([0, 1, 2])):
            start = AS_OF + rng.randint(-5, 50)
            who = frozenset(rng.sample(self.parties, rng.choice([0, 2])))
            some = frozenset(rng.sample(list(doc["issues"]), rng.randint(1, len(doc["issues"]))))
            windows.append((start, start + rng.choice([0, 3, 20]), some, who))
        spoils = {a: (20.0, 70.0) for a in doc["actors"] if rng.random() < 0.25}
        events = {t: "event" for t in doc["targets"] if rng.random() < 0.2}
        return Timing(contacts, shocks, tuple(windows), spoils, events)
