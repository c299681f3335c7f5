"""How many sets satisfy a condition that larger sets satisfy more easily? By size, without listing.

The condition is a list of clauses that all have to hold; a clause holds when one of its terms, a
set of elements, is inside the set in question. Elements that the condition does not tell apart are
put together, parts without a common element are counted apart, and the rest is branched on with
memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import and_, mul, or_

EFFORT = 1_000_000
"""Terms looked at before the count is given up: some seconds of work."""

COMPARED = 100
"""Comparisons of two terms that take as long as looking at one."""

Clause = frozenset[int]
"""Terms, as bits; one of them has to be inside. None holds another."""

Formula = frozenset[Clause]
"""All of these have to hold."""


class EffortError(Exception):
    """Counting takes too long."""


def sizes_of_sets(clauses: Iterable[Iterable[int]], effort: int = EFFORT) -> list[int]:
    """How many sets of each size satisfy a condition that larger sets satisfy more easily?

    Parameters
    ----------
    clauses : iterable of iterables of int
        All must hold; a clause holds when one of its terms, a set as bits, is in the set.
    effort : int
        Terms looked at before giving up.

    Returns
    -------
    list of int, one more than there are different elements in the terms
        Entry b counts the sets of b of those elements.

    Raises
    ------
    EffortError
        When counting takes more than ``effort``.

    Examples
    --------
    Sets of a, b and c that hold a, or both of the others: {a}, and all of two or three.

    >>> sizes_of_sets([[0b001, 0b110]])
    [0, 1, 3, 1]
    """
    listed = [set(clause) for clause in clauses]
    larger = (sum(term.bit_count() > 1 for term in clause) for clause in listed)
    if sum(n * n for n in larger) > COMPARED * effort:
        raise EffortError
    matter = reduce(or_, (term for clause in listed for term in clause), 0)
    formula = frozenset(minimal(clause) for clause in listed if 0 not in clause)
    count = _Count(formula, matter.bit_count(), effort)
    # Elements of terms that others make superfluous are as free as those outside.
    free = (matter & ~_elements(formula)).bit_count()
    packed = count.sets() * count.either**free
    width, digit = count.width, (1 << count.width) - 1
    return [packed >> width * b & digit for b in range(matter.bit_count() + 1)]


def minimal(terms: Iterable[int]) -> Clause:
    """Which of some sets, as bits, hold no other of them?

    Examples
    --------
    >>> sorted(minimal([0b111, 0b010, 0b101]))
    [2, 5]
    """
    kept: list[int] = []
    single = 0
    for term in sorted(set(terms), key=int.bit_count):
        if term & single:
            continue
        if term.bit_count() == 1:
            single |= term
        elif any(small & term == small for small in kept):
            continue
        kept.append(term)
    return frozenset(kept)


def _elements(formula: Iterable[Clause]) -> int:
    return reduce(or_, (term for clause in formula for term in clause), 0)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low
        mask ^= low


@dataclass(frozen=True)
class _Split:
    """A condition taken apart: sets counted so far, times those of each part."""

    weight: int
    parts: tuple[Formula, ...]


class _Count:
    """Counts sets by size, as polynomials: the coefficient of x^b is how many have b elements.

    A polynomial is one integer with x a power of two too high for coefficients to overflow.
    ``taken`` and ``left`` hold, for each variable, the polynomials of its being true and false.
    """

    def __init__(self, formula: Formula, elements: int, effort: int) -> None:
        self.width = elements + 1
        self.either = 1 + (1 << self.width)
        self.effort = effort
        self.taken: dict[int, int] = dict.fromkeys(_bits(_elements(formula)), 1 << self.width)
        self.left: dict[int, int] = dict.fromkeys(self.taken, 1)
        self.memo: dict[Formula, int] = {}
        self.formula = formula

    def sets(self) -> int:
        """The sets over the elements of the formula, by size."""
        whole = self._split(self.formula, _elements(self.formula))
        again = [self._merged(part) for part in whole.parts]
        splits = [self._split(part, _elements(part)) for part in again]
        merged = _Split(
            reduce(mul, (split.weight for split in splits), whole.weight),
            tuple(part for split in splits for part in split.parts),
        )
        branches: dict[Formula, tuple[int, _Split, _Split]] = {}
        stack = list(merged.parts)
        while stack:  # no recursion: a chain of branches can be as long as there are states
            part = stack[-1]
            if part in self.memo:
                stack.pop()
                continue
            if part not in branches:
                branches[part] = self._branch(part)
            bit, true, false = branches[part]
            missing = [p for p in true.parts + false.parts if p not in self.memo]
            stack += missing
            if not missing:
                yes = self.taken[bit] * self._product(true)
                no = self.left[bit] * self._product(false)
                self.memo[part] = yes + no
                del branches[part]
        return self._product(merged)

    def _product(self, split: _Split) -> int:
        result = split.weight
        for part in split.parts:
            result *= self.memo[part]
        return result

    def _merged(self, part: Formula) -> Formula:
        """Put variables together that the condition does not tell apart.

        First those that stand in the same terms, of which all are needed; then those that stand
        alone as terms of the same clauses, of which any will do.
        """
        holders: dict[int, list[int]] = {}
        for term in {term for clause in part for term in clause}:
            for bit in _bits(term):
                holders.setdefault(bit, []).append(term)
        together: dict[frozenset[int], list[int]] = {}
        for bit, terms in holders.items():
            together.setdefault(frozenset(terms), []).append(bit)
        gone = 0
        for bits in together.values():
            whole, all_of = self._whole(bits), self._all(self.taken, bits)
            self.taken[bits[0]], self.left[bits[0]] = all_of, whole - all_of
            gone |= sum(bits[1:])
        part = frozenset(frozenset(term & ~gone for term in clause) for clause in part)
        return self._merged_alone(part)

    def _merged_alone(self, part: Formula) -> Formula:
        inside = reduce(or_, (t for clause in part for t in clause if t.bit_count() > 1), 0)
        where: dict[int, list[Clause]] = {}
        for clause in part:
            for term in clause:
                if not term & inside:
                    where.setdefault(term, []).append(clause)
        alike: dict[frozenset[Clause], list[int]] = {}
        for bit, clauses in where.items():
            alike.setdefault(frozenset(clauses), []).append(bit)
        gone = set()
        for bits in alike.values():
            whole, none_of = self._whole(bits), self._all(self.left, bits)
            self.taken[bits[0]], self.left[bits[0]] = whole - none_of, none_of
            gone.update(bits[1:])
        return frozenset(clause - gone for clause in part)

    def _whole(self, bits: Iterable[int]) -> int:
        """The sets where these are as they like."""
        result = 1
        for bit in bits:
            result *= self.taken[bit] + self.left[bit]
        return result

    @staticmethod
    def _all(weights: dict[int, int], bits: Iterable[int]) -> int:
        result = 1
        for bit in bits:
            result *= weights[bit]
        return result

    def _branch(self, part: Formula) -> tuple[int, _Split, _Split]:
        """Choose the variable that decides most, and what it leaves to decide either way."""
        scores: dict[int, float] = {}
        for clause in part:
            for term in clause:
                for bit in _bits(term):
                    scores[bit] = scores.get(bit, 0.0) + 0.5 ** term.bit_count()
        bit = max(scores, key=lambda b: (scores[b], -b))
        rest = _elements(part) & ~bit
        without = (frozenset(term for term in clause if not term & bit) for clause in part)
        return bit, self._split(_given(part, bit), rest), self._split(frozenset(without), rest)

    def _split(self, formula: Formula, over: int) -> _Split:
        """Take what is certain out of a condition over some variables; split what is left.

        No clause is empty: a variable that all terms of a clause hold is certain, and has been
        taken out before anything was branched on.
        """
        certain = 0
        while True:
            self.effort -= sum(map(len, formula))
            if self.effort < 0:
                raise EffortError
            more = reduce(or_, (reduce(and_, clause) for clause in formula), 0)
            if not more:
                break
            certain |= more
            formula = _given(formula, more)
        formula = _fewest(formula)
        free = over & ~certain & ~_elements(formula)
        weight = self._all(self.taken, _bits(certain)) * self._whole(_bits(free))
        return _Split(weight, tuple(_parts(formula)))


def _given(formula: Formula, true: int) -> Formula:
    """What is left of a condition when some variables are true."""
    left = set()
    for clause in formula:
        if any(term & true for term in clause):
            terms = {term & ~true for term in clause}
            if 0 not in terms:
                left.add(minimal(terms))
        else:
            left.add(clause)
    return frozenset(left)


def _fewest(formula: Formula) -> Formula:
    """A condition without the clauses that hold whenever another does."""
    implied = {b for a, b in combinations(sorted(formula, key=len), 2) if a < b}
    return formula - implied


def _parts(formula: Formula) -> Iterator[Formula]:
    """Split a condition into parts that have no variable in common."""
    groups: list[tuple[int, list[Clause]]] = []
    for clause in formula:
        mask, members = reduce(or_, clause), [clause]
        apart = []
        for other, clauses in groups:
            if other & mask:
                mask |= other
                members += clauses
            else:
                apart.append((other, clauses))
        groups = [*apart, (mask, members)]
    for _, members in groups:
        yield frozenset(members)
