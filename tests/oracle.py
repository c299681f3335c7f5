"""A second opinion: the semantics of a case in plain Python, one outcome and one reading at a time.

Nothing here is fast, and nothing here is shared with the product but the random streams: the case
text is read by its own small parser, and every figure comes from looking at each outcome in each
reading. Quotations in comments are the sentences of the design that a part puts into practice.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import combinations, product
from math import inf, log
from pathlib import Path
from typing import Any

import yaml

from detente.core.streams import uniform

TOLERANCE = 1e-9
Outcome = Mapping[str, str]
Formula = Callable[[Outcome], bool]


# --- the case text --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Number:
    """A range on its own stream; ``relative`` ranges are counted from the actor's value of now."""

    path: str
    lo: float
    hi: float
    relative: bool = False


@dataclass(frozen=True)
class Choice:
    """Alternatives, one of which holds; which one is drawn on its own stream."""

    path: str
    options: tuple[Any, ...]


@dataclass(frozen=True)
class Issue:
    options: tuple[str, ...]
    now: str
    on_table: frozenset[str]
    by: dict[str, frozenset[str]]
    veto: dict[str, frozenset[str]]
    ordered: bool
    one_way: str  # yes, no, up or down
    places: tuple[Fraction, ...]


@dataclass(frozen=True)
class Care:
    weight: Number
    wants: Choice | None
    accepts: Choice | None
    value: dict[str, Number] | None


@dataclass(frozen=True)
class Actor:
    of: str
    cares: dict[str, Care]
    hears: dict[str, Number]
    no_deal: tuple[tuple[str | int, Number], ...]  # day, 'deadline' or 'always', and the value
    order: Order | None = None


@dataclass(frozen=True)
class Order:
    """Statements by importance, or ranks best first (of several formulas, any will do)."""

    prefers: tuple[Formula, ...]
    ranks: tuple[tuple[Formula, ...], ...]
    issues: frozenset[str]


@dataclass(frozen=True)
class Condition:
    """A rule held by somebody, or a refusal; ``key`` is how a lever names it."""

    id: str
    key: str
    kind: str
    owner: str
    broken: Formula
    issues: frozenset[str]
    firm: Number
    stream: str
    given: tuple[Choice, str] | None = None


@dataclass(frozen=True)
class Target:
    kind: str
    when: Formula
    issues: frozenset[str]


@dataclass(frozen=True)
class Case:
    parties: dict[str, tuple[int, tuple[str, ...]]]  # how many of whom decide
    issues: dict[str, Issue]
    actors: dict[str, Actor]
    conditions: tuple[Condition, ...]
    logic: tuple[tuple[Formula, frozenset[str]], ...]  # broken where true
    targets: dict[str, Target]
    levers: dict[str, dict[str, Any]]
    as_of: int
    deadline: Choice | None
    headline: str
    advisers: frozenset[str]
    moved: dict[str, str] = field(default_factory=dict)  # what levers have set
    pliant: frozenset[str] = frozenset()  # actors supposed to agree to everything
    known: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def home(self) -> dict[str, str]:
        """Gains and tolerance are “measured from the case's own now”."""
        return {i: issue.now for i, issue in self.issues.items()}

    @property
    def now(self) -> dict[str, str]:
        """After `set`, `now` moves for consent."""
        return self.home | self.moved

    @property
    def relevant(self) -> frozenset[str]:
        """Issues that some care, rule or target mentions: no figure depends on the others."""
        found = {i for a in self.actors.values() for i in a.cares}
        found |= {i for a in self.actors.values() if a.order for i in a.order.issues}
        for names in [c.issues for c in self.conditions] + [n for _, n in self.logic]:
            found |= names
        return frozenset(found.union(*(t.issues for t in self.targets.values())))


def parse(text: str) -> Case:
    """The case behind a file's text. The text is taken to be valid."""
    raw = yaml.load(text, Loader=yaml.BaseLoader)
    issues = {name: _issue(body) for name, body in raw["issues"].items()}
    actors, conditions = {}, []
    for name, body in raw["actors"].items():
        actors[name] = _actor(name, body, issues)
        conditions += list(_refusals(name, body))
    logic = []
    for name, body in raw.get("rules", {}).items():
        # "rule: A needs B": broken where A and not B; "`while` is tested in the outcome".
        left, right = re.split(r"\sneeds\s", body["rule"])
        parts = [_formula(left, issues), _formula(right, issues)]
        parts.append(_formula(body.get("while", ""), issues))
        broken = _broken(*(p for p, _ in parts))
        names = frozenset().union(*(n for _, n in parts))
        if "by" not in body:
            logic.append((broken, names))
            continue
        path = f"rules.{name}"
        firm = number(body.get("firm", "100"), f"{path}.firm")
        held = f"{path}#holds"
        conditions.append(Condition(path, name, "condition", body["by"], broken, names, firm, held))
    targets = {}
    for name, body in raw["targets"].items():
        when, names = _formula(body["when"], issues)
        targets[name] = Target(body.get("kind", "deal"), when, names)
    parties = {name: _decides(body["decides"]) for name, body in raw["parties"].items()}
    deciding = {m for _, members in parties.values() for m in members}
    return Case(
        parties,
        issues,
        actors,
        tuple(conditions),
        tuple(logic),
        targets,
        dict(raw.get("levers", {})),
        days(raw["case"]["as_of"])[0],
        _deadline(raw.get("deadline")),
        _headline(raw),
        frozenset(a for a in actors if a not in deciding),
    )


def open_text(path: Path) -> str:
    """The text of a case folder or file."""
    return (path / "case.yaml" if path.is_dir() else path).read_text(encoding="utf-8")


def number(text: str, path: str) -> Number:
    """`45-60`, `45..60`, `70`, `now`, `now + 5..15`, `now - 5..10`."""
    stripped = text.replace("%", "").strip()
    found = re.fullmatch(r"(now)?\s*([+-](?=\s))?\s*(.*)", stripped)
    assert found is not None
    ends = re.fullmatch(r"(-?\d+(?:\.\d+)?)(?:\s*(?:-|–|\.\.|to)\s*(-?\d+(?:\.\d+)?))?", found[3])
    relative = found[1] is not None
    if ends is None:
        assert not found[3], text
        return Number(path, 0.0, 0.0, relative)
    lo = float(ends[1])
    hi = lo if ends[2] is None else float(ends[2])
    return Number(path, -hi, -lo, True) if found[2] == "-" else Number(path, lo, hi, relative)


def days(text: str) -> tuple[int, int]:
    """First and last day of `2019`, `2019-06`, `2019-06-28` or `2019-06-28/29`."""
    head, _, tail = text.strip().partition("/")
    if tail and len(tail) < len(head):
        tail = head[: len(head) - len(tail)] + tail

    def ends(part: str) -> tuple[date, date]:
        numbers = [int(p) for p in part.split("-")]
        year, month = numbers[0], numbers[1] if len(numbers) > 1 else 0
        if len(numbers) == 3:
            return date(*numbers), date(*numbers)
        last = month or 12
        return date(year, month or 1, 1), date(year, last, monthrange(year, last)[1])

    return ends(head)[0].toordinal(), ends(tail or head)[1].toordinal()


def _names(raw: Any) -> tuple[str, ...]:
    return (raw,) if isinstance(raw, str) else tuple(raw)


def _issue(body: dict[str, Any]) -> Issue:
    options = tuple(body["options"])

    def by_option(entry: Any, *, otherwise_all: bool) -> dict[str, frozenset[str]]:
        if not isinstance(entry, dict):
            return dict.fromkeys(options, frozenset(_names(entry or ())))
        named = {o: frozenset(_names(p)) for o, p in entry.items()}
        rest = frozenset().union(*named.values()) if otherwise_all else frozenset()
        return {o: named.get(o, rest) for o in options}

    return Issue(
        options,
        body["now"],
        frozenset(_names(body.get("on_table", options))),
        by_option(body["by"], otherwise_all=True),
        by_option(body.get("veto"), otherwise_all=False),
        body.get("ordered", "yes") not in {"no", "false"},
        {"true": "yes", "false": "no"}.get(word := body.get("one_way", "no"), word),
        tuple(Fraction(place) for place in body.get("scale", range(len(options)))),
    )


def _choice(text: str | None, path: str) -> Choice | None:
    return None if text is None else Choice(path, tuple(re.split(r"\s+or\s+", text.strip())))


def _actor(name: str, body: dict[str, Any], issues: dict[str, Issue]) -> Actor:
    cares = {}
    for issue, care in body.get("cares", {}).items():
        path = f"actors.{name}.cares.{issue}"
        value = care.get("value")
        cares[issue] = Care(
            number(care["weight"], f"{path}.weight"),
            _choice(care.get("wants"), f"{path}.wants"),
            _choice(care.get("accepts"), f"{path}.accepts"),
            value and {o: number(v, f"{path}.value.{o}") for o, v in value.items()},
        )
    hears = {a: number(s, f"actors.{name}.hears.{a}") for a, s in body.get("hears", {}).items()}
    no_deal = _no_deal(body.get("no_deal"), f"actors.{name}.no_deal")
    return Actor(body["of"], cares, hears, no_deal, _order(body, issues))


def _order(body: dict[str, Any], issues: dict[str, Issue]) -> Order | None:
    """“statements, the most important first”, or “best-first: a nested list is a tie”."""
    if "prefers" not in body and "ranks" not in body:
        return None
    seen: set[str] = set()

    def read(wish: Any) -> Formula:
        formula, names = _formula(wish["when"] if isinstance(wish, dict) else wish, issues)
        seen.update(names)
        return formula

    prefers = tuple(map(read, body.get("prefers", ())))
    ranks = [rank if isinstance(rank, list) else [rank] for rank in body.get("ranks", ())]
    tied = tuple(tuple(map(read, rank)) for rank in ranks)
    return Order(prefers, tied, frozenset(seen))


def _no_deal(raw: Any, path: str) -> tuple[tuple[str | int, Number], ...]:
    if raw is None:
        return (("always", Number(path, 0.0, 0.0, relative=True)),)  # "the value of now"
    if isinstance(raw, str):
        return (("always", number(raw, path)),)
    found: list[tuple[str | int, Number]] = []
    for key, text in raw.items():
        if key != "why":
            # A date of less precision stands for its first day where it starts something.
            word = key in {"deadline", "always", "as_of"}
            found.append((key if word else days(key)[0], number(text, path)))
    return tuple(found)


def _refusals(name: str, body: dict[str, Any]) -> Iterator[Condition]:
    """A refusal is a condition on one issue; `a or b` is one of the two, a list is all of them."""
    for issue, care in body.get("cares", {}).items():
        path = f"actors.{name}.cares.{issue}"
        for text in _names(care.get("refuses", ())):
            alternatives = _choice(text, f"{path}.refuses")
            assert alternatives is not None
            for option in alternatives.options:
                yield Condition(
                    f"{path}.refuses.{option}",
                    f"{name}.{issue}",
                    "refusal",
                    name,
                    _is(issue, {option}),
                    frozenset({issue}),
                    number(care.get("firm", "100"), f"{path}.firm"),
                    f"{path}#holds",
                    (alternatives, option) if len(alternatives.options) > 1 else None,
                )


def _decides(text: str) -> tuple[int, tuple[str, ...]]:
    found = re.fullmatch(r"(?:(all|any|\d+)\s+of\s+)?(.*)", text.strip())
    assert found is not None
    names = tuple(re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", found[2]))
    many = {"all": len(names), "any": 1, None: 1}
    return (many[found[1]] if found[1] in many else int(found[1])), names


def _deadline(raw: Any) -> Choice | None:
    if raw is None:
        return None
    # A date of less precision stands for its last day where it ends something.
    return Choice(
        "deadline", tuple(days(t)[1] for t in (raw["read_as"], *_names(raw.get("or", ()))))
    )


def _headline(raw: dict[str, Any]) -> str:
    """`main: true`, else the first forecast whose `ask` is a target, else the first target."""
    targets = raw["targets"]
    main = [t for t, body in targets.items() if body.get("main") in {"true", "yes"}]
    asked = [f["ask"] for f in raw.get("forecasts", ()) if f["ask"] in targets]
    first: str = [*main, *asked, *targets][0]
    return first


# --- conditions: sentences in a small grammar -----------------------------------------------------


def _is(issue: str, options: Iterable[str]) -> Formula:
    kept = frozenset(options)
    return lambda x: x[issue] in kept


def _broken(when: Formula, needs: Formula, during: Formula) -> Formula:
    return lambda x: when(x) and not needs(x) and during(x)


def _formula(text: str, issues: dict[str, Issue]) -> tuple[Formula, frozenset[str]]:
    """“and binds tighter than or; not; round brackets”. No text at all is always true."""
    tokens = re.findall(r"[<>!=]=|[<>=()/]|[\w-]+", text)
    seen: set[str] = set()

    def chain(word: str, part: Callable[[], Formula], join: Callable[..., bool]) -> Formula:
        parts = [part()]
        while tokens[:1] == [word]:
            tokens.pop(0)
            parts.append(part())
        return parts[0] if len(parts) == 1 else lambda x: join(p(x) for p in parts)

    def either() -> Formula:
        return chain("or", both, any)

    def both() -> Formula:
        return chain("and", one, all)

    def one() -> Formula:
        token = tokens.pop(0)
        if token == "not":
            inner = one()
            return lambda x: not inner(x)
        if token == "(":
            inner = either()
            tokens.pop(0)
            return inner
        sign, named = tokens.pop(0), [tokens.pop(0)]
        while tokens[:1] == ["/"]:
            named.append(tokens[1])
            del tokens[:2]
        seen.add(token)
        return _is(token, _meant(issues[token].options, sign, named))

    if not tokens:
        return (lambda x: True), frozenset()
    whole = either()
    assert not tokens, text
    return whole, frozenset(seen)


def _meant(options: tuple[str, ...], sign: str, named: list[str]) -> list[str]:
    """Which options satisfy `issue >= option`? Options run from one end to the other."""
    if sign in {"=", "=="}:
        return named
    if sign == "!=":
        return [o for o in options if o not in named]
    place = options.index(named[0])
    return {
        ">=": list(options[place:]),
        ">": list(options[place + 1 :]),
        "<=": list(options[: place + 1]),
        "<": list(options[:place]),
    }[sign]


# --- a reading ------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def _stream(seed: int, path: str, n: int) -> tuple[float, ...]:
    return tuple(float(u) for u in uniform(seed, path, 0, n))


class Reading:
    """“one draw of everything uncertain in the case (all arrays crisp)”."""

    def __init__(
        self, case: Case, index: int, n: int, seed: int, pins: Mapping[str, float] | None = None
    ) -> None:
        self.case, self.index, self.n, self.seed = case, index, n, seed
        self.pins = pins or {}
        self._scores: dict[tuple[str, str], dict[str, float]] = {}
        self._weights: dict[tuple[str, str], float] = {}
        self._shares: dict[str, dict[str, float]] = {}
        self._values: dict[tuple[Any, ...], float] = {}
        self._limits: dict[tuple[str, str, str], float] = {}
        # "a reading holds a condition iff its stream u < `firm`"
        self.held = tuple(c for c in case.conditions if self._holds(c))
        self.by_owner = {a: [c for c in self.held if c.owner == a] for a in case.actors}

    def u(self, path: str) -> float:
        return _stream(self.seed, path, self.n)[self.index]

    def number(self, number: Number) -> float:
        if number.lo == number.hi:
            return number.lo
        return number.lo + self.pins.get(number.path, self.u(number.path)) * (number.hi - number.lo)

    def choice(self, choice: Choice) -> Any:
        if len(choice.options) == 1:
            return choice.options[0]
        at = self.pins.get(choice.path, int(self.u(choice.path) * len(choice.options)))
        return choice.options[int(at)]

    def _holds(self, c: Condition) -> bool:
        chosen = c.given is None or self.choice(c.given[0]) == c.given[1]
        return chosen and self.u(c.stream) < self.number(c.firm) / 100

    def score(self, actor: str, issue: str, option: str) -> float:
        known = self._scores.get((actor, issue))
        if known is None:
            care, names = self.case.actors[actor].cares[issue], self.case.issues[issue].options
            places = self.case.issues[issue].places
            if care.value is not None:  # "An explicit `value:` map overrides."
                known = {o: self.number(care.value[o]) for o in names}
            else:
                assert care.wants is not None
                assert care.accepts is not None
                w = names.index(self.choice(care.wants))
                a = names.index(self.choice(care.accepts))
                known = {o: score(x, w, a, places) for x, o in enumerate(names)}
            self._scores[actor, issue] = known
        return known[option]

    def own(self, actor: str, x: Outcome) -> float:
        """“The value of an outcome is the weighted mean over the issues cared about”."""
        order = self.case.actors[actor].order
        if order is not None:
            return _in_order(order, x)
        key = (actor, *(x[i] for i in self.case.actors[actor].cares))
        if key not in self._values:
            total = worth = 0.0
            for issue, care in self.case.actors[actor].cares.items():
                weight = self._weights.setdefault((actor, issue), self.number(care.weight))
                total += weight
                worth += weight * self.score(actor, issue, x[issue])
            self._values[key] = worth / total if total > 0 else 0.0
        return self._values[key]

    def _mixed(self, actor: str, judged: Callable[[str], float]) -> float:
        """`hears` “mixes the adviser's values *and* no-deal value into the principal's”."""
        if actor not in self._shares:
            hears = self.case.actors[actor].hears
            self._shares[actor] = {a: self.number(s) / 100 for a, s in hears.items()}
        shares = self._shares[actor]
        mine = (1 - sum(shares.values())) * judged(actor)
        return mine + sum(share * judged(adviser) for adviser, share in shares.items())

    def value(self, actor: str, x: Outcome) -> float:
        return self._mixed(actor, lambda a: self.own(a, x))

    def no_deal(self, actor: str, when: str) -> float:
        """The mixed no-deal value at `as_of` or at the deadline of this reading."""
        return self._mixed(actor, lambda a: self._own_no_deal(a, when))

    def _own_no_deal(self, actor: str, when: str) -> float:
        """“interpolated between its dates to the deadline (each reading with its own deadline),
        flat after it, one draw per actor through all his dates”."""
        case = self.case
        # Without a deadline no anchor can name it, and time runs on without end.
        end: int = date.max.toordinal() if case.deadline is None else self.choice(case.deadline)
        at = min(case.as_of if when == "as_of" else end, end)
        days_ = {"deadline": end, "always": case.as_of, "as_of": case.as_of}
        anchors: list[tuple[int, bool, float]] = []
        for day, amount in case.actors[actor].no_deal:
            worth = self.number(amount)
            if amount.relative:
                worth += self.own(actor, case.home)
            anchors.append((days_[day] if isinstance(day, str) else day, day == "deadline", worth))
        anchors.sort(key=lambda anchor: anchor[:2])
        before = [a for a in anchors if a[0] <= at]
        after = [a for a in anchors if a[0] > at]
        if not before:
            return anchors[0][2]
        if not after:
            return before[-1][2]
        (day0, _, worth0), (day1, _, worth1) = before[-1], after[0]
        return worth0 + (worth1 - worth0) * (at - day0) / (day1 - day0)

    def threshold(self, actor: str, kind: str, when: str) -> float:
        """“He *agrees* … if value(x) >= his `no_deal` value at that date; he *tolerates* x if
        value(x) >= the lower of his no-deal value and the value of `now`."""
        key = (actor, kind, when)
        if key not in self._limits:
            limit = self.no_deal(actor, when)
            if kind == "step":
                limit = min(limit, self.value(actor, self.case.home))
            self._limits[key] = limit
        return self._limits[key]


def _in_order(order: Order, x: Outcome) -> float:
    """“100 * sum 2^(p-1-k) / (2^p - 1)”, or “100 * (n - k) / n at level k, 0 for unmatched”."""
    if order.prefers:
        bits = "".join("1" if wish(x) else "0" for wish in order.prefers)
        return 100 * int(bits, 2) / int("1" * len(bits), 2)
    for k, tied in enumerate(order.ranks):
        if any(wish(x) for wish in tied):
            return 100 * (len(order.ranks) - k) / len(order.ranks)
    return 0.0


@lru_cache(maxsize=1 << 16)
def score(x: int, w: int, a: int, places: tuple[Fraction, ...]) -> float:
    """The score of option `x` on an issue with its options at `places`, wanted `w`, accepted `a`.

    “100 to 50 linearly from w to a, 50 to 0 from a to e; the same score at the same distance on
    the other side of w, never below 0 (a = e: the first slope goes on to 0). a = w: 100 at w,
    elsewhere 50(1 - d/D) with D the distance to that side's end.” Distances are “measured on the
    scale”; left out, options lie in equal steps.
    """
    distance = abs(places[x] - places[w])
    if a == w:
        side = places[0] if x < w else places[-1]
        return 100.0 if x == w else float(50 * (1 - distance / abs(side - places[w])))
    bottom = abs(places[a] - places[w])
    end = abs((places[0] if a < w else places[-1]) - places[w])
    if distance <= bottom or end == bottom:
        return max(0.0, float(100 - 50 * distance / bottom))
    return max(0.0, float(50 * (end - distance) / (end - bottom)))


def readings(
    case: Case, n: int, seed: int = 0, pins: Mapping[str, float] | None = None
) -> list[Reading]:
    return [Reading(case, r, n, seed, pins) for r in range(n)]


# --- consent --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Terms:
    """A question of consent: `step` or `deal`, at `as_of` or `deadline`, by trade or by bind."""

    kind: str
    when: str = "as_of"
    bind: bool = False


NOTHING: frozenset[str] = frozenset()


def actor_gain(
    reading: Reading, actor: str, x: Outcome, terms: Terms, lifted: frozenset[str] = NOTHING
) -> float:
    """“value(x) minus the threshold; minus infinity if x has an option he `refuses` or breaks a
    condition he holds firmly in this reading”. ``lifted`` names blockers supposed to be gone."""
    if actor in reading.case.pliant:
        return inf
    if any(c.broken(x) and bit(c) not in lifted for c in reading.by_owner[actor]):
        return -inf
    if terms.bind and _below_bottom_line(reading, actor, x):
        return -inf
    gain = reading.value(actor, x) - reading.threshold(actor, terms.kind, terms.when)
    return max(gain, 0.0) if f"no_deal:{actor}" in lifted else gain


def _below_bottom_line(reading: Reading, actor: str, x: Outcome) -> bool:
    """“no issue on which x differs from now may lie below the principal's own bottom line, unless x
    is no worse for him there than now”."""
    home = reading.case.home
    for issue in reading.case.actors[actor].cares:
        there = reading.score(actor, issue, x[issue])
        if there < 50 - TOLERANCE and there < reading.score(actor, issue, home[issue]) - TOLERANCE:
            return True
    return False


def party_gain(
    reading: Reading, party: str, x: Outcome, terms: Terms, lifted: frozenset[str] = NOTHING
) -> float:
    """“A party's gain is the k-th largest among its deciders; nested bodies recurse”. “An adviser's
    firm condition binds the party he is `of` while he is there”."""
    case = reading.case
    for adviser in bound_by(case, party):
        if any(c.broken(x) and bit(c) not in lifted for c in reading.by_owner[adviser]):
            return -inf
    quorum, members = case.parties[party]
    gains = [
        actor_gain(reading, m, x, terms, lifted)
        if m in case.actors
        else party_gain(reading, m, x, terms, lifted)
        for m in members
    ]
    return sorted(gains, reverse=True)[quorum - 1]


def stake(reading: Reading, party: str, x: Outcome, terms: Terms) -> float:
    """A party's gain, whether it is asked or not: where it is not, its conditions and bottom lines
    cannot stand in the way (the docs' semantics, "Deals")."""
    case = reading.case
    if party in asked(case, x):
        return party_gain(reading, party, x, terms)
    aside = frozenset(bit(c) for c in case.conditions)
    return party_gain(reading, party, x, replace(terms, bind=False), aside)


def bound_by(case: Case, party: str) -> list[str]:
    """Advisers whose conditions bind a party: those who are `of` it, while they are there."""
    return [a for a, actor in case.actors.items() if a in case.advisers and actor.of == party]


def bit(c: Condition) -> str:
    """The name of a condition as a blocker."""
    return f"{c.kind}:{c.id}"


def asked(case: Case, x: Outcome) -> frozenset[str]:
    """“those in `by` of the issues in which x differs from now”."""
    now = case.now
    return NOTHING.union(*(i.by[x[n]] for n, i in case.issues.items() if x[n] != now[n]))


def vetoing(case: Case, x: Outcome) -> frozenset[str]:
    """“a veto holder is asked only when an issue he has a veto on differs”."""
    now = case.now
    return NOTHING.union(*(i.veto[x[n]] for n, i in case.issues.items() if x[n] != now[n]))


def consented(reading: Reading, x: Outcome, terms: Terms, lifted: frozenset[str] = NOTHING) -> bool:
    """Does everybody asked consent? “in a step every party asked must tolerate, in a deal agree”;
    a veto holder “must tolerate”. Who is asked for his yes needs no veto besides."""
    saying_yes = asked(reading.case, x)
    if any(party_gain(reading, p, x, terms, lifted) < -TOLERANCE for p in saying_yes):
        return False
    tolerant = replace(terms, kind="step")
    gone = _conditions_in(lifted)
    return not any(
        party_gain(reading, p, x, tolerant, gone) < -TOLERANCE
        for p in vetoing(reading.case, x) - saying_yes
        if f"veto:{p}" not in lifted
    )


# --- outcomes and room ----------------------------------------------------------------------------


def lawful(case: Case, x: Outcome) -> bool:
    """“without `by` it is a rule of logic, true in every cell”; `one_way` “forbids moving back”,
    which in one outcome matters only after a lever has moved the issue, unless it names the way."""
    if any(broken(x) for broken, _ in case.logic):
        return False
    now = case.now
    return not any(_back(case.issues[i], now[i], x[i]) for i in case.relevant)


def _back(issue: Issue, moved: str, option: str) -> bool:
    if issue.one_way in {"up", "down"}:
        at, there = issue.options.index(moved), issue.options.index(option)
        return there < at if issue.one_way == "up" else there > at
    if issue.one_way == "no":
        return False
    if not issue.ordered:
        return option == issue.now and moved != issue.now
    home, at, there = (issue.options.index(o) for o in (issue.now, moved, option))
    return there < at if home < at else there > at if home > at else False


def outcomes(case: Case, target: str, unoffered: int = 0) -> list[dict[str, str]]:
    """Lawful outcomes that meet a target, with at most so many options nobody offers."""
    if (target, unoffered) not in case.known:
        case.known[target, unoffered] = list(_outcomes(case, target, unoffered))
    found: list[dict[str, str]] = case.known[target, unoffered]
    return found


def _outcomes(case: Case, target: str, unoffered: int) -> Iterator[dict[str, str]]:
    axes: list[tuple[str, ...]] = []
    for name, issue in case.issues.items():
        if name not in case.relevant:
            axes.append((case.now[name],))
        elif unoffered == 0:
            axes.append(tuple(o for o in issue.options if o in issue.on_table))
        else:
            axes.append(issue.options)
    for options in product(*axes):
        x = dict(zip(case.issues, options, strict=True))
        meets = case.targets[target].when(x) and lawful(case, x)
        if meets and (unoffered == 0 or len(missing(case, x)) <= unoffered):
            yield x


def missing(case: Case, x: Outcome) -> frozenset[str]:
    """Options of an outcome that nobody offers, as blockers."""
    return frozenset(f"unoffered:{i}.{o}" for i, o in x.items() if o not in case.issues[i].on_table)


def status(case: Case, target: str) -> str:
    """“a target true today is answered 'already so'”; “A lever that meets the target by itself is
    named so and gets no room figure”."""
    when = case.targets[target].when
    if when(case.home):
        return "already so"
    if when(case.now):
        return "meets the target by itself"
    return "open" if outcomes(case, target) else "nothing on offer"


def room(
    case: Case,
    target: str,
    drawn: Sequence[Reading],
    when: str = "as_of",
    *,
    bind: bool = False,
) -> list[bool]:
    """“share of readings with at least one lawful, on-table outcome in the target that every party
    asked consents to”: for each reading, whether there is one."""
    terms = Terms(case.targets[target].kind, when, bind)
    cells = outcomes(case, target)
    return [any(consented(reading, x, terms) for x in cells) for reading in drawn]


def needed(case: Case, target: str) -> frozenset[str]:
    """Parties whose yes every outcome on offer needs."""
    sets = [asked(case, x) for x in outcomes(case, target)]
    return frozenset.intersection(*sets) if sets else NOTHING


# --- deals ----------------------------------------------------------------------------------------

SOLUTIONS = ("utilitarian", "egalitarian", "nash", "kalai_smorodinsky")


def at_the_table(case: Case, target: str) -> list[str]:
    """Over whom deals are compared: whom all need, and where there is none, whom any needs."""
    always = needed(case, target)
    return sorted(always or NOTHING.union(*(asked(case, x) for x in outcomes(case, target))))


def deals(reading: Reading, target: str, *, bind: bool = False) -> list[dict[str, Any]]:
    """The deals of one reading, each with its gains and what it is among them."""
    case = reading.case
    terms = Terms(case.targets[target].kind, bind=bind)
    parties = at_the_table(case, target)
    found: list[dict[str, Any]] = [
        {"outcome": x, "gains": [stake(reading, p, x, terms) for p in parties]}
        for x in outcomes(case, target)
        if consented(reading, x, terms)
    ]
    gains = [d["gains"] for d in found]
    for k, d in enumerate(found):
        d["pareto"] = not any(_beats(other, gains[k]) for other in gains)
    for name, best in solutions(gains).items():
        for k, d in enumerate(found):
            d[name] = k in best
    return found


def _beats(a: Sequence[float], b: Sequence[float]) -> bool:
    """Is a better for somebody and worse for nobody?"""
    pairs = list(zip(a, b, strict=True))
    better = any(p > q + TOLERANCE for p, q in pairs)
    return better and all(p >= q - TOLERANCE for p, q in pairs)


def solutions(gains: Sequence[Sequence[float]]) -> dict[str, set[int]]:
    """Which deals are the bargaining solutions? Ties within the tolerance all count."""
    if not gains:
        return {name: set() for name in SOLUTIONS}
    everyone = range(len(gains[0]))
    best = [max(g[p] for g in gains) for p in everyone]
    # Kalai-Smorodinsky: gains as shares of each party's best; a party whom no deal lets gain is
    # left out of account.
    counted = [p for p in everyone if best[p] > TOLERANCE]
    shares = [[g[p] / best[p] for p in counted] for g in gains]
    # Nash: the product of gains; where not all can gain strictly, as many as possible shall.
    winners = [[v for v in g if v > TOLERANCE] for g in gains]
    most = max(len(w) for w in winners)
    logs = [sum(log(v) for v in w) if len(w) == most else -inf for w in winners]
    return {
        "utilitarian": _top([sum(g) for g in gains], set(range(len(gains)))),
        "egalitarian": _leximin(gains),
        "nash": _top(logs, set(range(len(gains)))),
        "kalai_smorodinsky": _leximin(shares),
    }


def _top(scores: Sequence[float], among: set[int]) -> set[int]:
    highest = max(scores[k] for k in among)
    return {k for k in among if scores[k] >= highest - TOLERANCE and scores[k] > -inf}


def _leximin(gains: Sequence[Sequence[float]]) -> set[int]:
    """Best for whoever gains least, then for the next."""
    ranked = [sorted(g) for g in gains]
    left = {k for k, g in enumerate(ranked) if -inf not in g}
    for level in range(len(ranked[0])):
        left = _top([g[level] for g in ranked], left) if left else left
    return left


def worse_off(reading: Reading, x: Outcome) -> dict[str, float]:
    """How much each principal loses against the case's own now, if he does."""
    case = reading.case
    losses = {
        a: reading.value(a, case.home) - reading.value(a, x)
        for a in case.actors
        if a not in case.advisers
    }
    return {a: loss for a, loss in losses.items() if loss > TOLERANCE}


def with_a_say(case: Case, x: Outcome) -> frozenset[str]:
    """Actors who decide for a party that is asked, bodies resolved."""
    found: set[str] = set()
    queue = list(asked(case, x) | vetoing(case, x))
    while queue:
        for member in case.parties[queue.pop()][1]:
            if member in case.actors:
                found.add(member)
            else:
                queue.append(member)
    return frozenset(found)


# --- blockers -------------------------------------------------------------------------------------

Sets = frozenset[frozenset[str]]


def smallest_of(sets: Iterable[frozenset[str]]) -> Sets:
    """Sets that hold no other of them."""
    kept: list[frozenset[str]] = []
    for candidate in sorted(set(sets), key=len):
        if not any(k <= candidate for k in kept):
            kept.append(candidate)
    return frozenset(kept)


def allowance(case: Case, target: str, most: int) -> int:
    """“at most two unoffered options per set”, or as many as the target itself needs."""
    for count in range(most, len(case.issues) + 1):
        if outcomes(case, target, count):
            return count
    return most


def minimal_blockers(reading: Reading, target: str, most_unoffered: int = 2) -> Sets:
    """“minimal sets whose removal gives room” in one reading."""
    case = reading.case
    cells = outcomes(case, target, allowance(case, target, most_unoffered))
    found: set[frozenset[str]] = set()
    for x in cells:
        found |= _ways_to(reading, x, Terms(case.targets[target].kind))
    return smallest_of(found)


def _ways_to(reading: Reading, x: Outcome, terms: Terms) -> Sets:
    """What could be lifted to make one outcome a deal: each minimal choice."""
    saying_yes = asked(reading.case, x)
    parts = [frozenset({missing(reading.case, x)})]
    parts += [_party_ways(reading, p, x, terms) for p in saying_yes]
    tolerant = replace(terms, kind="step")
    for p in vetoing(reading.case, x) - saying_yes:
        # Either he loses his veto, or the conditions go that keep him from tolerating it.
        ways = [w for w in _party_ways(reading, p, x, tolerant) if w == _conditions_in(w)]
        parts.append(smallest_of([*ways, frozenset({f"veto:{p}"})]))
    return _all_of(parts)


def _conditions_in(lifted: frozenset[str]) -> frozenset[str]:
    return frozenset(b for b in lifted if not b.startswith("no_deal:"))


def _all_of(parts: Iterable[Sets]) -> Sets:
    """One way from each part, together."""
    found: Sets = frozenset({NOTHING})
    for part in parts:
        found = smallest_of(a | b for a in found for b in part)
    return found


def _broken_by(reading: Reading, actor: str, x: Outcome) -> frozenset[str]:
    return frozenset(bit(c) for c in reading.by_owner[actor] if c.broken(x))


def _party_ways(reading: Reading, party: str, x: Outcome, terms: Terms) -> Sets:
    """Each minimal set that, lifted, makes a party consent."""
    case = reading.case
    bound = NOTHING.union(*(_broken_by(reading, a, x) for a in bound_by(case, party)))
    quorum, members = case.parties[party]
    ways = [
        _actor_ways(reading, m, x, terms) if m in case.actors else _party_ways(reading, m, x, terms)
        for m in members
    ]
    enough = [_all_of(chosen) for chosen in combinations(ways, quorum)]
    return _all_of([frozenset({bound}), smallest_of(w for e in enough for w in e)])


def _actor_ways(reading: Reading, actor: str, x: Outcome, terms: Terms) -> Sets:
    low = reading.value(actor, x) < reading.threshold(actor, terms.kind, terms.when) - TOLERANCE
    value = frozenset({f"no_deal:{actor}"}) if low else NOTHING
    return frozenset({_broken_by(reading, actor, x) | value})


def suffices(reading: Reading, target: str, lifted: frozenset[str], most: int = 2) -> bool:
    """Would there be room if these blockers were gone? By definition, outcome by outcome."""
    case = reading.case
    terms = Terms(case.targets[target].kind)
    return any(
        missing(case, x) <= lifted and consented(reading, x, terms, lifted)
        for x in outcomes(case, target, allowance(case, target, most))
    )


def conflicts(family: Sets, largest: int) -> Sets:
    """“minimal conflicts that cannot stand together (their minimal hitting sets)”."""
    if not family or NOTHING in family:
        return frozenset()
    bits = sorted(NOTHING.union(*family))
    hitting = (
        frozenset(chosen)
        for size in range(1, largest + 1)
        for chosen in combinations(bits, size)
        if all(members & set(chosen) for members in family)
    )
    return smallest_of(hitting)


# --- levers ---------------------------------------------------------------------------------------


def pull(case: Case, names: Sequence[str]) -> Case:
    """The case after some levers: “`open, set, drop, soften, mute, shift`”."""
    for name in names:
        for verb, edits in case.levers[name]["do"].items():
            pairs = edits.items() if isinstance(edits, dict) else [(e, None) for e in _names(edits)]
            for entry, new in pairs:
                case = edit(case, verb, entry, new)
    return case


def edit(case: Case, verb: str, entry: str, new: Any) -> Case:
    """The case after one edit."""
    match verb:
        case "open":
            return _offering(case, entry, _names(new))
        case "set":
            moved = _offering(case, entry, (new,))
            return replace(moved, moved=case.moved | {entry: new})
        case "drop":
            return replace(case, conditions=tuple(c for c in case.conditions if c.key != entry))
        case "soften":
            softer = tuple(
                replace(c, firm=number(new, c.firm.path)) if c.key == entry else c
                for c in case.conditions
            )
            return replace(case, conditions=softer)
        case "mute":
            return without(case, entry)
        case "shift" if entry == "deadline":
            days_ = tuple(days(t)[1] for t in _names(new))
            return replace(case, deadline=Choice("deadline", days_))
        case "shift":
            return _shifted(case, entry.removesuffix(".no_deal"), new)
    raise ValueError(verb)


def _offering(case: Case, issue: str, options: Iterable[str]) -> Case:
    offer = case.issues[issue].on_table | frozenset(options)
    return replace(case, issues=case.issues | {issue: replace(case.issues[issue], on_table=offer)})


def without(case: Case, actor: str) -> Case:
    """“Removing him removes all three”: his voice, his conditions (and his spoiling)."""
    actors = {
        name: replace(body, hears={a: s for a, s in body.hears.items() if a != actor})
        for name, body in case.actors.items()
        if name != actor
    }
    kept = tuple(c for c in case.conditions if c.owner != actor)
    return replace(case, actors=actors, conditions=kept)


def silenced(case: Case, actor: str) -> Case:
    """The case as if an actor had no say: not heard, holding nothing, agreeing to all."""
    if actor in case.advisers:
        return without(case, actor)
    actors = {
        name: replace(body, hears={a: s for a, s in body.hears.items() if a != actor})
        for name, body in case.actors.items()
    }
    kept = tuple(c for c in case.conditions if c.owner != actor)
    pliant = case.pliant | {actor}
    return replace(case, actors=actors, conditions=kept, pliant=pliant)


def _shifted(case: Case, actor: str, by: str) -> Case:
    """`shift` “adds to the draw on the same stream”."""
    more, body = number(by, ""), case.actors[actor]
    anchors = tuple(
        (day, replace(n, lo=n.lo + more.lo, hi=n.hi + more.hi)) for day, n in body.no_deal
    )
    return replace(case, actors=case.actors | {actor: replace(body, no_deal=anchors)})


SINGLE = {"set", "soften", "shift", "drop"}


def contradict(case: Case, a: str, b: str) -> bool:
    """“two levers of a pair that edit one entry differently are an error”."""
    first, second = _entries(case, a), _entries(case, b)
    return any(first[e] != second[e] for e in first.keys() & second.keys())


def _entries(case: Case, lever: str) -> dict[tuple[str, str], Any]:
    """What a lever gives one entry of the case; opening and muting add up and cannot clash."""
    found: dict[tuple[str, str], Any] = {}
    for verb, edits in case.levers[lever]["do"].items():
        kind = "firm" if verb in {"drop", "soften"} else verb
        if verb in SINGLE - {"drop"}:
            found |= {(kind, entry): new for entry, new in edits.items()}
        elif verb == "drop":
            found |= {(kind, entry): "dropped" for entry in _names(edits)}
    return found


def clash(case: Case, names: Sequence[str]) -> bool:
    return any(contradict(case, a, b) for a, b in combinations(names, 2))


def after(
    case: Case, names: Sequence[str], target: str, n: int, seed: int = 0, *, bind: bool = False
) -> list[bool] | None:
    """Room after some levers; None where the question does not arise."""
    names = tuple(names)
    if names not in case.known:
        case.known[names] = pull(case, names)
    moved: Case = case.known[names]
    if status(moved, target) in {"already so", "meets the target by itself"}:
        return None
    question = (target, n, seed, bind)
    if question not in moved.known:
        moved.known[question] = room(moved, target, readings(moved, n, seed), bind=bind)
    found: list[bool] = moved.known[question]
    return found


# --- sensitivity ----------------------------------------------------------------------------------


def uncertain(case: Case) -> dict[str, list[float]]:
    """Every uncertain input with the places it is pinned at: both ends, or each alternative."""
    numbers: list[Number] = [c.firm for c in case.conditions]
    choices = [case.deadline, *(c.given[0] for c in case.conditions if c.given is not None)]
    for actor in case.actors.values():
        numbers += [*actor.hears.values(), *(amount for _, amount in actor.no_deal)]
        for care in actor.cares.values():
            numbers += [care.weight, *(care.value or {}).values()]
            choices += [care.wants, care.accepts] if care.value is None else []
    found: dict[str, list[float]] = {n.path: [0.0, 1.0] for n in numbers if n.lo != n.hi}
    for choice in choices:
        if choice is not None and len(choice.options) > 1:
            found[choice.path] = [float(k) for k in range(len(choice.options))]
    return found
