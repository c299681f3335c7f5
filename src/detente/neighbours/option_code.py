"""An issue as options that are taken or left: how several choices become several yes and no.

An issue with two choices is one option. One with more becomes one option fewer than it has
choices: steps on the way where the choices have an order (each needs the one before), else one
option for each choice but the first, of which at most one is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

from detente.core.logic import All, Formula, Is, Not, Some

EITHER, LEFT, TAKEN = "-", "N", "Y"
MOST_BOXES = 500

Box = Mapping[str, frozenset[str]]
"""Choices by issue: a combination lies in the box if each issue has one of them."""


@dataclass(frozen=True)
class Coded:
    """One issue as options.

    Attributes
    ----------
    issue : str
    choices : tuple of str
        At least two; the first is what the issue is where no option is taken.
    ids : tuple of str
        The options, one fewer than choices.
    steps : bool
        Whether each option but the first needs the one before.
    """

    issue: str
    choices: tuple[str, ...]
    ids: tuple[str, ...]
    steps: bool

    @cached_property
    def letters(self) -> dict[str, str]:
        """By choice, which options are taken.

        Examples
        --------
        >>> Coded("gate", ("shut", "ajar", "open"), ("ajar", "open"), True).letters
        {'shut': 'NN', 'ajar': 'YN', 'open': 'YY'}
        """
        many = len(self.ids)
        if self.steps:
            return {c: TAKEN * k + LEFT * (many - k) for k, c in enumerate(self.choices)}
        return {
            c: "".join(TAKEN if j == k else LEFT for j in range(1, many + 1))
            for k, c in enumerate(self.choices)
        }

    @property
    def impossible(self) -> list[str]:
        """Patterns over the own options that are no choice.

        Examples
        --------
        >>> Coded("gate", ("shut", "ajar", "open"), ("ajar", "open"), True).impossible
        ['NY']
        """
        many = range(len(self.ids))
        if self.steps:
            return [self._pattern({a: LEFT, b: TAKEN}) for a, b in pairwise(many)]
        return [self._pattern({a: TAKEN, b: TAKEN}) for b in many for a in range(b)]

    def patterns(self, choices: Collection[str]) -> list[str]:
        """Patterns that hold for these choices and for no other.

        Examples
        --------
        >>> Coded("gate", ("shut", "ajar", "open"), ("ajar", "open"), True).patterns({"ajar"})
        ['YN']
        >>> Coded("who", ("Ann", "Bob", "Cy"), ("Bob", "Cy"), False).patterns({"Ann", "Bob"})
        ['-N']
        """
        inside = [k for k, c in enumerate(self.choices) if c in choices]
        last = len(self.ids)
        if self.steps:
            found = []
            for first, end in _runs(inside):
                above = {first - 1: TAKEN} if first else {}
                below = {end: LEFT} if end < last else {}
                found.append(self._pattern(above | below))
            return found
        if 0 in inside:
            outside = [k for k in range(1, last + 1) if k not in inside]
            return [self._pattern({k - 1: LEFT for k in outside})]
        return [self._pattern({k - 1: TAKEN}) for k in inside]

    def _pattern(self, letters: Mapping[int, str]) -> str:
        return "".join(letters.get(k, EITHER) for k in range(len(self.ids)))

    def statement(self, choices: Collection[str]) -> str | bool:
        """The same as a statement over options; true or false where it says nothing."""
        inside = set(choices) & set(self.choices)
        if len(inside) in (0, len(self.choices)):
            return bool(inside)
        return _either([self._both(one) for one in self.patterns(inside)])

    def _both(self, pattern: str) -> str:
        pairs = zip(self.ids, pattern, strict=True)
        parts = [o if x == TAKEN else f"!{o}" for o, x in pairs if x != EITHER]
        return parts[0] if len(parts) == 1 else f"({' & '.join(parts)})"


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring places as (first, last)."""
    begin = 0
    for k in range(1, len(places) + 1):
        if k == len(places) or places[k] != places[k - 1] + 1:
            yield places[begin], places[k - 1]
            begin = k


def _either(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' | '.join(parts)})"


def statement(formula: Formula, coded: Mapping[str, Coded], now: Mapping[str, str]) -> str | bool:
    """What does a condition say over options? True or false where it says nothing.

    Parameters
    ----------
    coded
        The issues that are options, by name.
    now
        The choice of every other issue.

    Examples
    --------
    >>> gate = Coded("gate", ("shut", "open"), ("gate",), True)
    >>> wants = Not(All((Is("gate", frozenset({"open"})), Is("army", frozenset({"there"})))))
    >>> statement(wants, {"gate": gate}, {"army": "there"})
    '!gate'
    """
    match formula:
        case Is(issue, options):
            if issue in coded:
                return coded[issue].statement(options)
            return now[issue] in options
        case Not(Is(issue, options)) if issue in coded:
            return coded[issue].statement(set(coded[issue].choices) - set(options))
        case Not(part):
            inner = statement(part, coded, now)
            if isinstance(inner, bool):
                return not inner
            return f"!{inner}" if not inner.startswith("!") else f"!({inner})"
        case All(parts):
            return _joined(parts, coded, now, every=True)
        case Some(parts):
            return _joined(parts, coded, now, every=False)


def _joined(
    parts: Iterable[Formula], coded: Mapping[str, Coded], now: Mapping[str, str], *, every: bool
) -> str | bool:
    found: list[str] = []
    for part in parts:
        text = statement(part, coded, now)
        if text is not every and isinstance(text, bool):
            return text
        if isinstance(text, str):
            found.append(text)
    if not found:
        return every
    sign = " & " if every else " | "
    return found[0] if len(found) == 1 else f"({sign.join(found)})"


def boxes(
    formula: Formula, choices: Mapping[str, Collection[str]], *, negated: bool = False
) -> list[Box] | None:
    """Which boxes make up the combinations in which a condition is true? None for too many.

    Examples
    --------
    >>> gate = {"gate": ("shut", "ajar", "open")}
    >>> [sorted(b["gate"]) for b in boxes(Not(Is("gate", frozenset({"shut"}))), gate)]
    [['ajar', 'open']]
    """
    match formula:
        case Is(issue, options):
            every = frozenset(choices[issue])
            inside = every - options if negated else every & options
            return [] if not inside else [{}] if inside == every else [{issue: inside}]
        case Not(part):
            return boxes(part, choices, negated=not negated)
        case All(parts) | Some(parts):
            found = [boxes(part, choices, negated=negated) for part in parts]
            known = [one for one in found if one is not None]
            if len(known) < len(found):
                return None
            return _meet(known) if isinstance(formula, All) != negated else _join(known)


def _join(parts: Sequence[list[Box]]) -> list[Box] | None:
    found = [box for part in parts for box in part]
    return found if len(found) <= MOST_BOXES else None


def _meet(parts: Sequence[list[Box]]) -> list[Box] | None:
    found: list[Box] = [{}]
    for part in parts:
        if len(found) * len(part) > MOST_BOXES:
            return None
        found = [box for a, b in product(found, part) if (box := _overlap(a, b)) is not None]
    return found


def _overlap(a: Box, b: Box) -> Box | None:
    both = dict(a)
    for issue, inside in b.items():
        both[issue] = both.get(issue, inside) & inside
        if not both[issue]:
            return None
    return both


def pattern_list(box: Box, coded: Sequence[Coded]) -> list[str]:
    """A box as patterns over all options, in the order of the issues."""
    parts = [
        one.patterns(box[one.issue]) if one.issue in box else [EITHER * len(one.ids)]
        for one in coded
    ]
    return ["".join(letters) for letters in product(*parts)]
