"""From a bargaining domain to a case file: its figures as they are, and what is left to ask."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from detente.case.document import MOST_ENTRIES
from detente.case.faults import CaseErrors, Fault, plain
from detente.case.grammar import LONGEST
from detente.case.text import LARGEST
from detente.case.writing import exactly, ids, plainly, quoted
from detente.core.additive import settle
from detente.core.conflict import Axis
from detente.core.domain import Domain
from detente.core.logic import All, Formula, Is, Not, Some

UNDATED = date(2000, 1, 1)
"""The day of an import that names none."""

_DIGITS = 12
_NOTHING = 1e-9
_YES = "signed"
_NO = "none"
_INSTEAD = "ask `detente deals` of the file itself: it reads domains of any size"


def domain_case(domain: Domain, *, as_of: date, origin: str) -> str:
    """What would this bargaining domain be as a case?

    Parameters
    ----------
    domain
        As read from a GENIUS or GeniusWeb file.
    as_of
        The day of the analysis, which such a file does not have.
    origin
        The file or folder it comes from, as people know it.

    Returns
    -------
    str
        A complete case file. Each party has one actor who decides, with his utilities on a scale
        from 0 (his worst package, links aside) to 100 (his best); links become rules of logic; an
        issue more says whether there is an agreement. What only an analyst can say is a question
        under ``open``.

    Raises
    ------
    CaseErrors
        One fault where a case file cannot hold so much.

    Examples
    --------
    >>> from datetime import date
    >>> d = Domain.of("Fence", {"gate": ("shut", "open")}, {"Ann": {"gate": (1.0, 3.0)}})
    >>> text = domain_case(d, as_of=date(2030, 5, 1), origin="fence.xml")
    >>> print(text.partition("cares:")[2].splitlines()[1].strip())
    gate: {weight: 100, value: {shut: 0, open: 100}}
    """
    writer = _Writer(domain, as_of, origin)
    for axis in domain.issues:
        if len(axis.options) >= MOST_ENTRIES:
            name = plain(axis.name, 60)
            message = f"the issue {name!r} has {len(axis.options):,} options, too many for a case"
            raise _refused(origin, message)
    if max(len(domain.issues), len(domain.parties), len(domain.links)) >= MOST_ENTRIES // 2:
        raise _refused(origin, f"this has more than {MOST_ENTRIES // 2} parties, issues or links")
    text = "".join(f"{line}\n" for line in writer.lines())
    if len(text.encode("utf-8")) > LARGEST:
        megabytes = LARGEST // 1_000_000
        raise _refused(origin, f"as a case this would be larger than {megabytes} MB")
    return text


def _refused(origin: str, message: str) -> CaseErrors:
    return CaseErrors([Fault(plain(origin, 300), 1, 1, message, _INSTEAD)])


def in_words(formula: Formula, names: dict[str, str], options: dict[str, dict[str, str]]) -> str:
    """A formula as a condition of the case language.

    Parameters
    ----------
    formula
        Without parts that are always true or never.
    names
        The id of each issue.
    options
        By issue, the id of each option.

    Examples
    --------
    >>> both = All((Is("The gate", frozenset({"open"})), Not(Is("The gate", frozenset({"shut"})))))
    >>> in_words(both, {"The gate": "gate"}, {"The gate": {"open": "open", "shut": "shut"}})
    'gate = open and not (gate = shut)'
    """
    match formula:
        case Is(issue, chosen):
            known = options[issue]
            return f"{names[issue]} = {'/'.join(known[o] for o in known if o in chosen)}"
        case Not(part):
            return f"not ({in_words(part, names, options)})"
        case All(parts):
            return " and ".join(_bracketed(part, names, options) for part in parts)
        case Some(parts):
            return " or ".join(in_words(part, names, options) for part in parts)


def _bracketed(part: Formula, names: dict[str, str], options: dict[str, dict[str, str]]) -> str:
    words = in_words(part, names, options)
    return f"({words})" if isinstance(part, Some) else words


def _figure(value: float) -> str:
    """A number from 0 to 100 with up to 12 significant digits, without an exponent."""
    text = format(Decimal(f"{min(max(value, 0.0), 100.0):.{_DIGITS}g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, eq=False)
class _Writer:
    """Writes the case of a domain, line by line."""

    domain: Domain
    as_of: date
    origin: str

    @cached_property
    def issues(self) -> dict[str, str]:
        # A blank at the front keeps this from being the name of any issue of the domain.
        return ids([" agreement", *(axis.name for _, axis in self.free)], "issue")

    @cached_property
    def free(self) -> list[tuple[int, Axis]]:
        """The issues with a choice; an issue of a case needs at least two options."""
        return [(k, axis) for k, axis in enumerate(self.domain.issues) if len(axis.options) > 1]

    @cached_property
    def fixed(self) -> dict[str, str]:
        """What is the same in every package."""
        return {a.name: a.options[0] for a in self.domain.issues if len(a.options) == 1}

    @cached_property
    def agreement(self) -> str:
        return self.issues[" agreement"]

    @cached_property
    def parties(self) -> dict[str, str]:
        return ids(self.domain.parties)

    @cached_property
    def options(self) -> dict[str, dict[str, str]]:
        return {axis.name: ids(axis.options, "option") for axis in self.domain.issues}

    @cached_property
    def source(self) -> str:
        return plainly(self.origin) or "a file"

    @cached_property
    def title(self) -> str:
        return plainly(self.domain.title) or self.source

    @cached_property
    def why(self) -> str:
        words = re.sub(r"""["'“”„«»‘’「」『』]""", "", self.source)
        return f"[bg] {words.replace('[', '(').replace(']', ')')} as imported"

    @cached_property
    def everybody(self) -> str:
        return f"[{', '.join(self.parties.values())}]"

    def _actor(self, party: str) -> str:
        # The party's id with a tail, so that nobody takes the one for the other in a message.
        return f"{self.parties[party]}_decider"

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._meta()
        yield from ("", "parties:")
        for name, party in self.parties.items():
            yield f"  {party}: {{name: {quoted(name)}, decides: {self._actor(name)}}}"
        yield from self._issues()
        yield from self._actors()
        yield from self._rules()
        yield from self._target()
        yield from self._open()

    def _head(self) -> Iterator[str]:
        yield f"# {self.title}: a bargaining domain, made into a case."
        yield f"# From {self.source}."
        yield "#"
        yield "# As in the file: who bargains, over which options, what each of them is worth to"
        yield "# whom. Values run from 0, a party's worst package, to 100, its best."
        yield "# Yours to say: what is asked under `open`, and what might bring it about (levers)."
        yield ""

    def _meta(self) -> Iterator[str]:
        day = self.as_of.isoformat()
        yield "case:"
        yield f"  title: {quoted(self.title)}"
        yield "  question: Which packages could all of them accept?"
        yield f"  as_of: {day}"
        yield "  sources:"
        yield f"    imported: {{title: {quoted(self.source)}, kind: imported file, date: {day}}}"

    def _issues(self) -> Iterator[str]:
        yield from ("", "issues:")
        yield f"  {self.agreement}:"
        yield "    ask: Is there an agreement?"
        yield f"    by: {self.everybody}"
        yield f"    now: {_NO}"
        yield f"    options: {{{_NO}: No agreement, {_YES}: An agreement}}"
        yield f"    why: {quoted(self.why)}"
        for issue, option in self.fixed.items():
            yield f"  # in every package the same: {plainly(issue)}: {plainly(option)}"
        for _, axis in self.free:
            names = self.options[axis.name]
            yield f"  {self.issues[axis.name]}:"
            yield f"    ask: {quoted(axis.name)}"
            yield f"    by: {self.everybody}"
            yield "    ordered: no"
            yield f"    now: {names[axis.options[0]]}"
            yield "    options:"
            for option in axis.options:
                yield f"      {names[option]}: {quoted(option)}"
            yield f"    why: {quoted(self.why)}"

    def _actors(self) -> Iterator[str]:
        yield from ("", "actors:")
        for row, party in enumerate(self.domain.parties):
            yield f"  {self._actor(party)}:"
            yield f"    of: {self.parties[party]}"
            yield f"    name: {quoted(party)}"
            yield from self._cares(row)
            yield f"    why: {quoted(self.why)}"

    def _cares(self, row: int) -> Iterator[str]:
        """What one party wants: weights by the swing of each issue, the largest 100."""
        worths = [worth[row] for worth in self.domain.worth]
        lows = [float(worth.min()) for worth in worths]
        swings = [float(worth.max()) - low for worth, low in zip(worths, lows, strict=True)]
        whole, largest = math.fsum(swings), max(swings)
        worst = math.fsum([*lows, float(self.domain.base[row])])
        reserve = float(self.domain.reserve[row])
        yield f"    no_deal: {_figure(self._standing(reserve, worst, whole))}"
        yield "    cares:"
        if largest <= 0:
            # Every package is equally good: worth 0, as the worst is.
            value = f"{{{_NO}: 0, {_YES}: 0}}"
            yield f"      {self.agreement}: {{weight: 100, value: {value}}}"
        for k, _ in self.free:
            weight = 100 * swings[k] / largest if largest > 0 else 0.0
            if weight > _NOTHING:
                values = [100 * (x - lows[k]) / swings[k] for x in worths[k].tolist()]
                yield f"      {self._care(k, weight, values)}"

    def _care(self, k: int, weight: float, values: list[float]) -> str:
        axis = self.domain.issues[k]
        names = self.options[axis.name]
        pairs = zip(axis.options, values, strict=True)
        value = ", ".join(f"{names[option]}: {_figure(x)}" for option, x in pairs)
        return f"{self.issues[axis.name]}: {{weight: {_figure(weight)}, value: {{{value}}}}}"

    def _standing(self, reserve: float, worst: float, whole: float) -> float:
        """What a party has without a deal, on the scale from 0 to 100 (beyond it where so)."""
        if math.isnan(reserve):
            return 0.0
        over = reserve - worst
        if whole <= 0:
            return 101.0 if over > _NOTHING else 0.0
        return 100 * over / whole

    def _rules(self) -> Iterator[str]:
        """What cannot be: a rule for each link, on paper only where something is signed."""
        laws = [(link.id, settle(link.broken, self.fixed)) for link in self.domain.links]
        laws = [(name, broken) for name, broken in laws if broken != Some(())]
        if not laws:
            return
        yield from ("", "rules:")
        # Links need not have different names.
        fit = ids([f"{name} {k}" for k, (name, _) in enumerate(laws, 1)], "link")
        for rule, (_, broken) in zip(fit.values(), laws, strict=True):
            never = f"{self.agreement} = {_NO}"
            told = in_words(Not(broken), self.issues, self.options)
            text = f"{self.agreement} = {_YES} needs {never if broken == All(()) else told}"
            if len(text) > LONGEST:
                message = f"the link {rule} is longer than {LONGEST} characters as a rule"
                raise _refused(self.origin, message)
            yield f"  {rule}: {{rule: {exactly(text)}, why: {quoted(self.why)}}}"

    def _target(self) -> Iterator[str]:
        yield from ("", "targets:")
        when = exactly(f"{self.agreement} = {_YES}")
        name = 'name: "an agreement"'
        yield f"  settled: {{when: {when}, {name}, kind: deal, main: yes, why: {quoted(self.why)}}}"

    def _open(self) -> Iterator[str]:
        """What such a file does not say, and an analyst has to."""
        yield from ("", "open:")
        if self.as_of == UNDATED:
            yield "  case.as_of: As of which day is this? The file has none."
        yield "  parties: Whose yes does an agreement take? As it stands, that of all of them."
        for _, axis in self.free:
            issue = self.issues[axis.name]
            first = quoted(f"Where do things stand now? Taken for it: {axis.options[0]}.")
            yield f"  issues.{issue}.now: {first}"
        for row, party in enumerate(self.domain.parties):
            path = f"actors.{self._actor(party)}.no_deal"
            reserve = float(self.domain.reserve[row])
            best = math.fsum(float(worth[row].max()) for worth in self.domain.worth)
            if math.isnan(reserve):
                words = "How well can they live without a deal? Taken: no better than the worst."
                yield f"  {path}: {quoted(words)}"
            elif reserve > best + float(self.domain.base[row]) + _NOTHING:
                words = "The file says: better without a deal than with any package. Is that so?"
                yield f"  {path}: {quoted(words)}"
        yield "  deadline: Until when can they deal?"
