"""Whole case files for hypothesis: small enough for brute force, unlike enough to be unfair.

A case is a ``Doc``, the nested dict that its YAML text stands for, so that a test can permute or
rename its entries and write the text again. Numbers are taken from a coarse grid, so that ties,
certain values and empty rooms are common.
"""

from __future__ import annotations

import os
from decimal import Decimal
from itertools import pairwise
from typing import Any

import oracle
import yaml
from hypothesis import Phase
from hypothesis import strategies as st

# Making a failing case smaller takes minutes: worth it at a desk, not where all tests are run.
PHASES = [
    p for p in Phase if os.environ.get("CI") != "true" or p not in {Phase.shrink, Phase.explain}
]

Doc = dict[str, Any]
Draw = Any


def text(doc: Doc) -> str:
    """The case file as text."""
    written: str = yaml.safe_dump(doc, sort_keys=False, allow_unicode=True, width=100)
    return written


@st.composite
def cases(draw: Draw, *, crisp: bool = False) -> Doc:
    """A valid case file. With ``crisp``, nothing in it is uncertain."""
    return _Author(draw, crisp=crisp).case()


class _Author:
    """Writes one case, drawing every decision."""

    def __init__(self, draw: Draw, *, crisp: bool) -> None:
        self.draw, self.crisp = draw, crisp
        self.issues: Doc = {}
        self.parties: Doc = {}
        self.actors: Doc = {}
        self.rules: Doc = {}
        self.deciders: dict[str, list[str]] = {}
        self.ordinal: list[str] = []
        self.has_deadline = self.chance()

    # Small decisions -------------------------------------------------------------------------

    def chance(self, one_in: int = 2) -> bool:
        return bool(self.draw(st.integers(0, one_in - 1)) == 0)

    def one(self, things: Any) -> Any:
        return self.draw(st.sampled_from(list(things)))

    def some(self, things: Any, least: int = 1, most: int = 99) -> list[Any]:
        """A few of some things, in their own order."""
        things = list(things)
        most = min(most, len(things))
        chosen = self.draw(
            st.lists(st.sampled_from(things), min_size=least, max_size=most, unique=True)
        )
        return [t for t in things if t in chosen]

    def range(self, lo: int, hi: int) -> str:
        """A number or a range on a grid of ten steps."""
        step = (hi - lo) // 10 or 1
        a = lo + step * self.draw(st.integers(0, 10))
        b = a if self.crisp else min(hi, a + step * self.draw(st.integers(0, 4)))
        return str(a) if a == b else f"{a}-{b}"

    def or_two(self, things: list[str]) -> str:
        """An option, or two that are neighbours."""
        if len(things) > 1 and not self.crisp and self.chance():
            return " or ".join(self.one(list(pairwise(things))))
        return str(self.one(things))

    # The case --------------------------------------------------------------------------------

    def case(self) -> Doc:
        self.who()
        for k in range(self.draw(st.sampled_from([3, 4, 2]))):
            self.issues[f"i{k}"] = self.issue()
        self.ordinal = [actor for actor in self.actors if self.chance(5)]
        for actor in self.actors:
            self.judgement(actor)
        for k in range(self.draw(st.sampled_from([2, 3, 1, 0]))):
            self.rules[f"r{k}"] = self.rule()
        doc: Doc = {
            "case": {"title": "Made up", "as_of": "2020-03-01"},
            "parties": self.parties,
            "issues": self.issues,
            "actors": self.actors,
        }
        if self.rules:
            doc["rules"] = self.rules
        if self.has_deadline:
            doc["deadline"] = self.deadline()
        kinds = st.sampled_from(["step", "deal"])
        doc["targets"] = {
            f"t{k}": {"when": self.condition(), "kind": self.draw(kinds)}
            for k in range(self.draw(st.integers(1, 2)))
        }
        if self.chance(3):
            doc["targets"][self.one(doc["targets"])]["main"] = "true"
        levers = {f"l{k}": self.lever() for k in range(self.draw(st.sampled_from([2, 3, 1, 0])))}
        if levers:
            doc["levers"] = levers
        return _sound(doc)

    def who(self) -> None:
        """Parties of one actor, of a quorum of actors, or with a body inside; and advisers."""
        for k in range(self.draw(st.integers(2, 3))):
            party = f"P{k}"
            names = [f"A{k}{j}" for j in range(self.draw(st.sampled_from([1, 3, 2])))]
            self.deciders[party] = list(names)
            of = dict.fromkeys(names, party)
            members = names
            if len(names) == 3 and self.chance():
                self.parties[f"B{k}"] = {"decides": self.body(names[:2])}
                of |= dict.fromkeys(names[:2], f"B{k}")
                members = [f"B{k}", names[2]]
            self.parties[party] = {"decides": self.body(members)}
            if self.chance(3):
                of[f"V{k}"] = self.one([p for p in self.parties if p.endswith(str(k))])
            self.actors |= {name: {"of": its} for name, its in of.items()}

    def body(self, members: list[str]) -> str:
        if len(members) == 1:
            return members[0]
        many = self.one(["all", *range(1, len(members) + 1)])
        return f"{many} of {', '.join(members)}"

    def asked(self) -> list[str]:
        return self.some([p for p in self.parties if p.startswith("P")])

    def issue(self) -> Doc:
        options = [f"o{k}" for k in range(self.draw(st.sampled_from([3, 2, 4])))]
        now = self.one(options)
        issue: Doc = {"now": now, "options": options, "by": self.asked()}
        if self.chance(3):
            named = self.some(options)
            named = [o for o in options if o in named or o != now]
            issue["by"] = {o: self.asked() for o in named}
        if self.chance(3):
            issue["veto"] = self.asked()
            if self.chance():
                issue["veto"] = {o: self.asked() for o in self.some(options)}
        if self.chance():
            offered = self.some(options)
            issue["on_table"] = [o for o in options if o in offered or o == now]
        if self.chance(4):
            issue["ordered"] = "no"
        if "ordered" not in issue and self.chance():
            issue["scale"] = self.scale(len(options))
        if self.chance(4):
            ways = [{"one_way": "true"}, {"undo": "any"}]
            if "ordered" not in issue or len(options) == 2:
                ways += [{"one_way": "up"}, {"one_way": "down"}]
            issue.update(self.one(ways))
        return issue

    def scale(self, many: int) -> list[str]:
        """Where options lie on a line, in steps that differ much, up or down."""
        steps = [self.one(["1", "0.1", "3", "40", "7.25"]) for _ in range(many - 1)]
        place = Decimal(self.one(["0", "-20", "0.3", "100"]))
        way = self.one([1, -1])
        return [str(place), *(str(place := place + way * Decimal(step)) for step in steps)]

    # Judgements ------------------------------------------------------------------------------

    def judgement(self, actor: str) -> None:
        body = self.actors[actor]
        if actor in self.ordinal:
            body.update(self.order())
            return
        others = [a for a in self.actors if a != actor and a not in self.ordinal]
        if others and self.chance(3):
            body["hears"] = {a: self.range(0, 50) for a in self.some(others, most=2)}
        no_deal = self.no_deal()
        if no_deal is not None:
            body["no_deal"] = no_deal
        body["cares"] = {i: self.care(i) for i in self.some(self.issues, most=3)}

    def order(self) -> Doc:
        """What somebody prefers to what, without saying by how much."""

        def wishes(most: int) -> list[Any]:
            found = [self.condition(1) for _ in range(self.draw(st.integers(1, most)))]
            return [{"when": w, "why": "[a]"} if self.chance(5) else w for w in found]

        if self.chance():
            return {"prefers": wishes(5)}
        return {"ranks": [tied if tied[1:] else tied[0] for tied in map(wishes, [2, 2, 1])]}

    def no_deal(self) -> Any:
        forms = ["absent", "range", "range", "always", "dates", "now"]
        amount = self.range(30, 80)
        match self.one([*forms, *["deadline"] * (2 * self.has_deadline)]):
            case "absent":
                return None
            case "always":
                return {"always": amount}
            case "dates":
                days = self.some(["2019-06", "2020-01-15", "2020-04", "2020-12-31"])
                return {day: self.range(30, 80) for day in days}
            case "deadline":
                return {"2020-02": amount, "deadline": self.range(30, 80)}
            case "now":
                ends = sorted(self.draw(st.lists(st.integers(-4, 4), min_size=2, max_size=2)))
                lo, hi = (5 * e for e in (ends if not self.crisp else ends[:1] * 2))
                return "now" if lo == hi == 0 else f"now + {lo}..{hi}"
        return amount

    def care(self, issue: str) -> Doc:
        options = self.issues[issue]["options"]
        care: Doc = {"weight": self.range(0, 100)}
        if "ordered" in self.issues[issue] or self.chance(4):
            care["value"] = {o: self.range(0, 100) for o in options}
        else:
            care["wants"], care["accepts"] = self.or_two(options), self.or_two(options)
        if self.chance(4):
            refused = self.some(options, most=2)
            care["refuses"] = self.or_two(options) if self.chance() else refused
            if not self.crisp and self.chance():
                care["firm"] = self.range(0, 100)
        return care

    # Conditions ------------------------------------------------------------------------------

    def condition(self, depth: int = 2) -> str:
        form = self.one(["is", "is", "and", "or", "not"]) if depth else "is"
        if form in {"and", "or"}:
            return f"{self.inner(depth)} {form} {self.inner(depth)}"
        if form == "not":
            return f"not {self.inner(depth)}"
        issue = self.one(self.issues)
        options = self.issues[issue]["options"]
        signs = ["=", "=", "!="] if "ordered" in self.issues[issue] else ["=", "!=", ">=", "<="]
        sign = self.one(signs)
        if sign == ">=":
            return f"{issue} >= {self.one(options[1:])}"
        if sign == "<=":
            return f"{issue} <= {self.one(options[:-1])}"
        return f"{issue} {sign} {'/'.join(self.some(options, most=len(options) - 1))}"

    def inner(self, depth: int) -> str:
        found = self.condition(depth - 1)
        return f"({found})" if " and " in found or " or " in found else found

    def rule(self) -> Doc:
        rule: Doc = {"rule": f"{self.condition(1)} needs {self.condition(1)}"}
        if self.chance(4):
            return rule
        rule["by"] = self.one(self.actors)
        if self.chance() and not self.crisp:
            rule["firm"] = self.range(0, 100)
        if self.chance(4):
            rule["while"] = self.condition(0)
        return rule

    def deadline(self) -> Doc:
        dates = ["2020-06-30", "2020-09", "2020-04-01", "2020-12-31"]
        deadline: Doc = {"read_as": self.one(dates[:2])}
        if self.chance() and not self.crisp:
            others = self.some([d for d in dates if d != deadline["read_as"]], most=2)
            deadline["or"] = others[0] if len(others) == 1 else others
        return deadline

    # Levers ----------------------------------------------------------------------------------

    def lever(self) -> Doc:
        """Edits that somebody may make: `who` and `with` hold whatever they touch."""
        do: Doc = {}
        movers: list[str] = []
        for verb in self.some(self.possible(), most=3):
            edits, holders = getattr(self, f"_{verb}")()
            do[verb] = edits
            movers += holders
        if do.get("soften", {}).keys() & set(do.get("drop", [])):
            del do["soften"]  # both at once would say two things of one condition
        movers = list(dict.fromkeys(movers)) or [self.one(self.deciders["P0"])]
        lever: Doc = {"who": movers[0], "do": do}
        if movers[1:]:
            lever["with"] = movers[1:]
        return lever

    def possible(self) -> list[str]:
        found = ["set"] if self.settable() else []
        if self.has_deadline or self.shiftable():
            found.append("shift")
        if any("on_table" in i for i in self.issues.values()):
            found.append("open")
        if self.held():
            found += ["drop", "soften"]
        if self.advisers():
            found.append("mute")
        return found

    def advisers(self) -> list[str]:
        return [a for a in self.actors if a.startswith("V")]

    def held(self) -> dict[str, str]:
        """Conditions by the name a lever gives them, with who holds them."""
        found = {r: rule["by"] for r, rule in self.rules.items() if "by" in rule}
        return found | {
            f"{a}.{i}": a
            for a, actor in self.actors.items()
            for i, care in actor.get("cares", {}).items()
            if "refuses" in care
        }

    def owners(self, actor: str) -> list[str]:
        """Who may give up what an actor holds: himself, or an adviser's principals."""
        if not actor.startswith("V"):
            return [actor]
        return self.deciders[f"P{actor[1:]}"]

    def _open(self) -> tuple[Doc, list[str]]:
        spare = {i: b for i, b in self.issues.items() if "on_table" in b}
        issue = self.one(spare)
        options = [o for o in spare[issue]["options"] if o not in spare[issue]["on_table"]]
        return {issue: self.some(options or spare[issue]["options"][:1])}, []

    def _set(self) -> tuple[Doc, list[str]]:
        issue = self.one(self.settable())
        body = self.issues[issue]
        option = self.one(self.settable()[issue])
        by = body["by"] if isinstance(body["by"], list) else body["by"][option]
        return {issue: option}, [a for party in by for a in self.deciders[party]]

    def settable(self) -> dict[str, list[str]]:
        """Where a lever may set each issue: not against the way it goes."""
        found = {}
        for issue, body in self.issues.items():
            options, now = body["options"], body["options"].index(body["now"])
            way = body.get("one_way")
            ahead = {"up": options[now + 1 :], "down": options[:now]}
            found[issue] = ahead.get(way, [o for o in options if o != body["now"]])
        return {issue: options for issue, options in found.items() if options}

    def shiftable(self) -> list[str]:
        """Deciders who have a no-deal value: an order has none."""
        every = [a for names in self.deciders.values() for a in names]
        return [a for a in every if a not in self.ordinal]

    def _drop(self) -> tuple[list[str], list[str]]:
        names = self.some(self.held(), most=2)
        return names, [a for n in names for a in self.owners(self.held()[n])]

    def _soften(self) -> tuple[Doc, list[str]]:
        name = self.one(self.held())
        return {name: self.softer(name)}, self.owners(self.held()[name])

    def softer(self, name: str) -> str:
        """Not firmer than before, at either end."""
        if "." in name:
            actor, issue = name.split(".")
            entry = self.actors[actor]["cares"][issue]
        else:
            entry = self.rules[name]
        firm = oracle.number(entry.get("firm", "100"), "")
        # In a crisp case a condition is held for certain, or not at all.
        lo = int(firm.lo * self.one([0, 10] if self.crisp else [0, 2, 5, 10]) / 10)
        return (
            str(lo) if self.crisp else f"{lo}-{max(lo, int(firm.hi * self.one([5, 8, 10]) / 10))}"
        )

    def _mute(self) -> tuple[list[str], list[str]]:
        name = self.one(self.advisers())
        return [name], self.owners(name)

    def _shift(self) -> tuple[Doc, list[str]]:
        if self.has_deadline and (self.chance(3) or not self.shiftable()):
            return {"deadline": self.one(["2020-05", "2021-01-31"])}, []
        actor = self.one(self.shiftable())
        lo, hi = self.draw(st.sampled_from([(-5, -20), (-30, -30), (10, 20), (-10, 5)]))
        return {f"{actor}.no_deal": f"{lo}..{hi}" if lo != hi and not self.crisp else str(lo)}, [
            actor
        ]


def _sound(doc: Doc) -> Doc:
    """The case without rules of logic that today breaks, and with targets that today misses."""
    case = oracle.parse(text(doc))
    for name, target in case.targets.items():
        if target.when(case.home):
            doc["targets"][name]["when"] = f"not ({doc['targets'][name]['when']})"
    if all(not broken(case.home) for broken, _ in case.logic):
        return doc
    kept = {r: body for r, body in doc["rules"].items() if "by" in body}
    return {k: v for k, v in doc.items() if k != "rules"} | ({"rules": kept} if kept else {})
