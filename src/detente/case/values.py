"""Values as an analyst writes them: ranges, alternatives, dates, rates, who decides.

Each type is a frozen dataclass with a `parse` that reads the text of the case file and a `str`
that gives it back exactly as written (or in the plainest form where it was made in code).
"""

from __future__ import annotations

import calendar
import math
import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from detente.case.faults import BadTextError, plain

ID = re.compile(r"\w+(?:-\w+)*")
RESERVED = frozenset({"and", "or", "not", "needs"})
LONGEST_ID = 64

_NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_SIGNED = rf"[-−+]?\s?{_NUMBER}"
_RANGE = re.compile(
    rf"(?P<lo>{_SIGNED})\s*%?(?:\s*(?P<sep>\.\.|-|–|—|to\b)\s*(?P<hi>{_SIGNED})\s*%?)?"
)
_RELATIVE = re.compile(r"now\b\s*(?:(?P<sign>[-−+–])\s*(?P<rest>.*))?", re.DOTALL)
_LARGEST = 1e6


def check_id(text: str) -> str:
    """Is this a fit name for something in the case? Returns it, or raises `BadTextError`."""
    if not ID.fullmatch(text):
        message = f"{plain(text, 40)!r} cannot be a name"
        raise BadTextError(message, "use letters, digits and _, with single - between them")
    if len(text) > LONGEST_ID:
        message = f"the name {plain(text, 24)!r} is longer than {LONGEST_ID} letters"
        raise BadTextError(message, "choose a short one; the full words go into the description")
    if text in RESERVED:
        message = f"{text!r} cannot be a name: it is a word of the condition language"
        raise BadTextError(message, "choose another name")
    return text


def _plainly(number: float) -> str:
    """Write a number without exponent and without a trailing .0."""
    text = format(Decimal(repr(number + 0.0)), "f")
    return text.removesuffix(".0")


def _number(text: str) -> float:
    value = float(text.replace("−", "-").replace(" ", ""))
    if abs(value) > _LARGEST:
        raise BadTextError(f"{plain(text, 30)!r} is too large a number", "numbers go up to 1000000")
    return value + 0.0


@dataclass(frozen=True)
class Range:
    """A plausible range; a single number is a range of no width.

    With `relative`, both ends are added to the actor's own value of now.  In a shift, `lo` is the
    end written first, so that `-5..-15` has lo -5 and hi -15.

    Examples
    --------
    >>> Range.parse("45–60").mid
    52.5
    >>> Range.parse("now + 5..15", relative=True)
    Range(lo=5.0, hi=15.0, relative=True)
    """

    lo: float
    hi: float
    relative: bool = False
    text: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lo) and math.isfinite(self.hi)):
            raise ValueError("a range needs finite ends")

    @property
    def mid(self) -> float:
        """The middle of the range."""
        return (self.lo + self.hi) / 2

    @property
    def point(self) -> bool:
        """Whether the range is a single number."""
        return self.lo == self.hi

    def __str__(self) -> str:
        return self.text or self._canonical()

    def _canonical(self) -> str:
        lo, hi = self.lo, self.hi
        lead = ""
        if self.relative:
            if lo == hi == 0:
                return "now"
            lead = "now + "
            if lo <= hi <= 0:
                lead, lo, hi = "now - ", -hi, -lo
        if lo == hi:
            return lead + _plainly(lo)
        joint = "-" if 0 <= lo <= hi and not self.relative else ".."
        return f"{lead}{_plainly(lo)}{joint}{_plainly(hi)}"

    @classmethod
    def parse(cls, text: str, *, shift: bool = False, relative: bool = False) -> Range:
        """What range does this text mean?

        `45-60`, `45–60`, `45..60`, `45 to 60`, `70`, `0.3-1`, `-5..15`, each also with %.  In a
        `shift` the larger end may come first; `relative` allows `now + 5..15` and the like.

        Raises
        ------
        BadTextError
            With what to write instead.
        """
        stripped = text.strip()
        found = _RELATIVE.fullmatch(stripped)
        if found is not None:
            if not relative:
                message = "only a no_deal value may be counted from now"
                raise BadTextError(message, "write a range such as 45-60")
            return cls._counted_from_now(stripped, found)
        lo, hi = _ends(stripped, shift=shift)
        return cls(lo, hi, text=stripped)

    @classmethod
    def _counted_from_now(cls, stripped: str, found: re.Match[str]) -> Range:
        if found["sign"] is None:
            return cls(0.0, 0.0, True, stripped)
        lo, hi = _ends(found["rest"].strip(), shift=False)
        if found["sign"] != "+":
            if lo < 0 or hi < 0:
                raise BadTextError(
                    f"two minus signs in {plain(stripped, 40)!r}", "write now + 5..15"
                )
            lo, hi = 0.0 - hi, 0.0 - lo
        return cls(lo, hi, True, stripped)


def _ends(text: str, *, shift: bool) -> tuple[float, float]:
    found = _RANGE.fullmatch(text)
    if found is None:
        raise BadTextError(f"{plain(text, 40)!r} is not a number or a range", _range_hint(text))
    lo = _number(found["lo"])
    if found["hi"] is None:
        return lo, lo
    hi = _number(found["hi"])
    negative = found["lo"][0] in "-−" or found["hi"][0] in "-−"
    if negative and found["sep"] in {"-", "–", "—"}:
        message = f"{plain(text, 40)!r} can be read in two ways"
        raise BadTextError(message, f"write {_plainly(lo)}..{_plainly(hi)}")
    if lo > hi and not shift:
        message = f"{plain(text, 40)!r} runs downwards: the smaller number goes first"
        raise BadTextError(message, f"write {Range(hi, lo)}")
    return lo, hi


def _range_hint(text: str) -> str:
    if re.fullmatch(r"[0-9]+,[0-9]+", text):
        return f"write a decimal point: {text.replace(',', '.')}"
    if re.fullmatch(rf"{_NUMBER}\s*(?:%\s*)?(?:or|/|,)\s*{_NUMBER}\s*%?", text):
        ends = re.findall(_NUMBER, text)
        return f"write a range: {ends[0]}-{ends[1]}"
    return "write a number such as 50, or a range such as 45-60"


@dataclass(frozen=True)
class OneOf:
    """Alternatives: the line runs at one of these options, and we do not know at which.

    Examples
    --------
    >>> OneOf.parse("freeze or major").options
    ('freeze', 'major')
    """

    options: tuple[str, ...]
    text: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        return self.text or " or ".join(self.options)

    @classmethod
    def parse(cls, text: str) -> OneOf:
        """Which options does this text name?

        Raises
        ------
        BadTextError
            For anything but names joined by `or`.
        """
        stripped = text.strip()
        parts = [part.strip() for part in re.split(r"\s+or\s+", stripped)]
        for part in parts:
            if not ID.fullmatch(part):
                raise BadTextError(
                    f"{plain(part, 40)!r} is not the name of an option", _or_hint(part)
                )
            check_id(part)
        twice = next((p for k, p in enumerate(parts) if p in parts[:k]), None)
        if twice is not None:
            raise BadTextError(f"{twice!r} is named twice", "name each alternative once")
        return cls(tuple(parts), stripped)


def _or_hint(part: str) -> str:
    names = [p for p in re.split(r"[\s,/|]+", part) if ID.fullmatch(p) and p not in RESERVED]
    if len(names) > 1:
        return f"write {' or '.join(names[:6])}"
    return "write one option, or alternatives such as freeze or major"


_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_END = re.compile(r"([0-9]{2})(?:-([0-9]{2}))?")
_DATE_HINT = "write 2019, 2019-06, 2019-06-28, or a span such as 2019-06-28/29"


@dataclass(frozen=True)
class When:
    """A date, or a span of days, as precise as it is known; both ends are included.

    Examples
    --------
    >>> When.parse("2019-06").end
    datetime.date(2019, 6, 30)
    >>> str(When.parse("2019-06-28/29").end)
    '2019-06-29'
    """

    start: date
    end: date
    text: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a span of days cannot end before it begins")

    @property
    def day(self) -> bool:
        """Whether it is one single day."""
        return self.start == self.end

    def __str__(self) -> str:
        return self.text or self._canonical()

    def _canonical(self) -> str:
        if self.day:
            return self.start.isoformat()
        for text in (f"{self.start.year:04}", self.start.isoformat()[:7]):
            if _precise(text) == (self.start, self.end):
                return text
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> When:
        """Which days does this text mean?

        Raises
        ------
        BadTextError
            For anything but the forms above, and for days that do not exist.
        """
        stripped = text.strip()
        head, slash, tail = stripped.partition("/")
        start, end = _precise(head)
        if slash:
            end = _precise(_completed(head, tail))[1]
        if end < start:
            raise BadTextError(f"{plain(stripped, 40)!r} ends before it begins", _DATE_HINT)
        return cls(start, end, stripped)


def _completed(head: str, tail: str) -> str:
    """The end of a span in full: it may leave out the parts it shares with the beginning."""
    short = _END.fullmatch(tail)
    if short is None:
        return tail
    if short[2] is not None and len(head) == len("2019-06-28"):
        return f"{head[:4]}-{tail}"
    if short[2] is None and len(head) > len("2019"):
        return head[:-2] + tail
    message = f"{plain(tail, 20)!r} cannot end a span that begins with {plain(head, 20)!r}"
    raise BadTextError(message, _DATE_HINT)


def _precise(text: str) -> tuple[date, date]:
    found = _DAY.fullmatch(text)
    if found is None:
        raise BadTextError(f"{plain(text, 40)!r} is not a date", _DATE_HINT)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if found[2] is None:
            return date(year, 1, 1), date(year, 12, 31)
        if found[3] is None:
            first = date(year, month, 1)
            return first, date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        raise BadTextError(f"there is no such day as {text}", _DATE_HINT) from None


@dataclass(frozen=True)
class Decides:
    """Who makes a party's decision: one name, all of several, or a number of them.

    Examples
    --------
    >>> Decides.parse("2 of Ada, Ben and Cy").count
    2
    """

    kind: Literal["one", "all", "count"]
    count: int
    names: tuple[str, ...]
    text: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        lead = {"one": "", "all": "all of ", "count": f"{self.count} of "}[self.kind]
        return self.text or lead + ", ".join(self.names)

    @classmethod
    def parse(cls, text: str) -> Decides:
        """Who decides, according to this text?

        Raises
        ------
        BadTextError
            For anything but `NAME`, `all of NAME, NAME` and `3 of NAME, NAME, NAME, NAME`.
        """
        stripped = text.strip()
        found = re.fullmatch(r"(all|any|[0-9]{1,4})\s+of\s+(.+)", stripped, re.DOTALL)
        names = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", found[2] if found else stripped)
        for name in names:
            if not ID.fullmatch(name):
                message = f"{plain(stripped, 60)!r} does not say who decides"
                raise BadTextError(message, "write a name, all of A, B or 2 of A, B, C")
            check_id(name)
        if len(set(names)) < len(names):
            raise BadTextError(
                f"{plain(stripped, 60)!r} names somebody twice", "name each one once"
            )
        if found is None:
            if len(names) > 1:
                hint = f"write all of {', '.join(names)} or 1 of {', '.join(names)}"
                raise BadTextError(f"{plain(stripped, 60)!r}: how many of them must agree?", hint)
            return cls("one", 1, tuple(names), stripped)
        if found[1] == "all":
            return cls("all", len(names), tuple(names), stripped)
        count = 1 if found[1] == "any" else int(found[1])
        if not 1 <= count <= len(names):
            message = f"{count} of {len(names)} cannot decide"
            raise BadTextError(message, f"write a number from 1 to {len(names)}, or all of …")
        return cls("count", count, tuple(names), stripped)


@dataclass(frozen=True)
class Rate:
    """How often something happens: a range of times a day, week, month or year.

    Examples
    --------
    >>> Rate.parse("0.3-1.0 a month")
    Rate(lo=0.3, hi=1.0, per='month')
    """

    lo: float
    hi: float
    per: Literal["day", "week", "month", "year"]
    text: str = field(default="", compare=False, repr=False)

    def __str__(self) -> str:
        return self.text or f"{Range(self.lo, self.hi)} a {self.per}"

    @classmethod
    def parse(cls, text: str) -> Rate:
        """How often, according to this text?

        Raises
        ------
        BadTextError
            For anything but a range followed by `a day`, `a week`, `a month` or `a year`.
        """
        stripped = text.strip()
        found = re.fullmatch(r"(.*?)\s*(?:\ba\b|\bper\b|/)\s*(day|week|month|year)", stripped)
        if found is None:
            message = f"{plain(stripped, 40)!r} is not a rate"
            raise BadTextError(message, "write a range and a time, such as 0.3-1.0 a month")
        lo, hi = _ends(found[1], shift=False)
        if lo < 0:
            raise BadTextError("a rate cannot be negative", "write such as 0.0-0.2 a month")
        per: Literal["day", "week", "month", "year"] = found[2]  # type: ignore[assignment]
        return cls(lo, hi, per, stripped)
