"""What GENIUS and GeniusWeb have in common: parties whose utility is a sum over issues.

Names and numbers of such a file, checked one by one; a domain put together from its parties; what
has to be changed before a domain fits into such a file; and names of files that are safe anywhere.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from detente.case.faults import BadTextError, CaseErrors, Fault, listed, plain
from detente.core.conflict import Axis
from detente.core.domain import Domain

MOST_VALUES = 1000
"""A range of numbers becomes at most so many options."""

MOST_PROFILES = 200
MOST_BYTES = 100_000_000
_MOST_FAULTS = 200
_LARGEST_NUMBER = 1e100
_LONGEST_NUMBER = 400
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_LONGEST_NAME = 60
_TOO_LIGHT = 1e-6
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_NEITHER = "neither in the profiles nor in the domain is there a place for it"


@dataclass
class Faults:
    """What is wrong with a set of files; after very many faults reading stops."""

    found: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Note a fault; raises ``CaseErrors`` where it is one too many."""
        if len(self.found) + 1 >= _MOST_FAULTS:
            said = f"{fault.message} (and perhaps more faults: reading stopped here)"
            raise CaseErrors([*self.found, replace(fault, message=said)])
        self.found.append(fault)

    def extend(self, faults: Iterable[Fault]) -> None:
        """Note several faults."""
        for fault in faults:
            self.add(fault)

    def raise_any(self) -> None:
        """Raise ``CaseErrors`` where there is any fault, in the order they were found."""
        if self.found:
            raise CaseErrors(self.found)


@dataclass(frozen=True)
class Profile:
    """One party as its file has it: weights by issue, scores by issue and option."""

    name: str
    weights: Sequence[float]
    scores: Sequence[Sequence[float]]
    reserve: float = math.nan
    discount: float = math.nan


class Placed(Protocol):
    """Something of a file that knows where it stands."""

    def fault(self, message: str, hint: str = "", *, attr: str = "") -> Fault: ...


def number(text: str, what: str) -> float:
    """A finite number as a program writes it; raises ``BadTextError`` for anything else.

    Examples
    --------
    >>> number("4.5e-1", "a weight")
    0.45
    """
    words = text.strip()
    if not words:
        raise BadTextError(f"{what} is empty", "write a number, such as 0.25")
    if len(words) > _LONGEST_NUMBER or not _NUMBER.fullmatch(words):
        hint = "write a number, such as 0.25"
        if re.fullmatch(r"[+-]?\d+,\d+", words, re.ASCII):
            hint = f"write {words.replace(',', '.')}"
        raise BadTextError(f"{what} is not a number: {plain(words, 40)!r}", hint)
    value = float(words)
    if abs(value) > _LARGEST_NUMBER:
        raise BadTextError(f"{what} is too large: {plain(words, 40)}", "write a smaller number")
    return value


def positive(text: str, what: str) -> float:
    """A finite number that is not negative."""
    value = number(text, what)
    if value < 0:
        raise BadTextError(f"{what} is negative: {plain(text.strip(), 40)}", "write 0 or more")
    return value


def name(text: str | None, what: str) -> str:
    """A name without blanks around it; raises ``BadTextError`` where nothing is left of it."""
    words = (text or "").strip()
    if not words:
        raise BadTextError(f"{what} has no name", "give it one")
    for char in words:
        if unicodedata.category(char) in {"Cc", "Cs"}:
            code = f"U+{ord(char):04X}"
            raise BadTextError(f"the name of {what} holds the character {code}", "remove it")
    return words


def unique(
    names: Iterable[tuple[str | None, Placed]], what: str, faults: Faults, attr: str
) -> list[str]:
    """Names that are all there and all different; a fault for each that is not."""
    seen: dict[str, None] = {}
    for text, place in names:
        try:
            words = name(text, what)
        except BadTextError as bad:
            faults.add(place.fault(bad.message, bad.hint, attr=attr))
            continue
        if words in seen:
            message = f"{plain(words, 60)!r} stands here twice"
            faults.add(place.fault(message, "rename or remove one of the two", attr=attr))
        seen[words] = None
    return list(seen)


def foreign(mine: Sequence[str], theirs: Sequence[str], place: Placed, faults: Faults) -> bool:
    """Does a profile belong to another domain? At most one fault for it, at its beginning.

    Parameters
    ----------
    mine, theirs
        The issues of the profile, and those of the domain.
    """
    shared = set(mine) & set(theirs)
    if 2 * len(shared) >= max(len(set(mine)), len(theirs)):
        return False
    message = f"this profile belongs to another domain: its issues are {_some(mine)}"
    faults.add(place.fault(message, f"the domain has {_some(theirs)}"))
    return True


def _some(names: Sequence[str]) -> str:
    return listed(names, "and", 6) or "none"


def assemble(title: str, issues: Sequence[Axis], profiles: Sequence[Profile]) -> Domain:
    """The domain of these issues and parties."""
    return Domain(
        title=title,
        issues=tuple(issues),
        parties=tuple(profile.name for profile in profiles),
        weights=np.array([profile.weights for profile in profiles], dtype=np.float64),
        scores=tuple(
            np.array([profile.scores[k] for profile in profiles], dtype=np.float64)
            for k in range(len(issues))
        ),
        reserve=np.array([profile.reserve for profile in profiles], dtype=np.float64),
        links=(),
        base=np.zeros(len(profiles)),
        discount=np.array([profile.discount for profile in profiles], dtype=np.float64),
    )


def fitted(domain: Domain) -> tuple[Domain, list[str]]:
    """A domain in which everything is a sum over issues, and what that took.

    Links are left out. What a party has beside the issues is added to its scores of one issue, so
    that every package is worth what it was.
    """
    lost = [
        f"the link {plain(link.id, 60)} is left out: {_NEITHER}, and packages that it rules out "
        "count as possible"
        for link in domain.links
    ]
    weights = domain.weights.copy()
    scores = [array.copy() for array in domain.scores]
    for row, extra in enumerate(domain.base.tolist()):
        if extra == 0.0:
            continue
        at = int(np.argmax(weights[row]))
        if weights[row, at] < _TOO_LIGHT:
            # What is divided by so little would not come back as it was.
            scores[at][row] *= weights[row, at]
            weights[row, at] = 1.0
        scores[at][row] += extra / weights[row, at]
        party, issue = plain(domain.parties[row], 60), plain(domain.issues[at].name, 60)
        lost.append(
            f"what {party} has in every package beside the issues ({extra:g}) is added to its "
            f"scores of {issue}: {_NEITHER}"
        )
    base = np.zeros(len(domain.parties))
    fit = replace(domain, weights=weights, scores=tuple(scores), base=base, links=())
    return fit, lost


def writable(domain: Domain) -> tuple[Domain, list[str]]:
    """A domain whose names can stand in such a file, and which of them had to be changed."""
    lost: list[str] = []
    parties = _renamed(domain.parties, "party", lost)
    names = _renamed([axis.name for axis in domain.issues], "issue", lost)
    issues = tuple(
        Axis(new, tuple(_renamed(axis.options, "option", lost)))
        for new, axis in zip(names, domain.issues, strict=True)
    )
    return replace(domain, parties=tuple(parties), issues=issues), lost


def _renamed(names: Sequence[str], what: str, lost: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for old in names:
        kept = "".join(" " if _unfit(char) else char for char in old).strip() or what
        new, count = kept, 1
        while new in found:
            count += 1
            new = f"{kept} {count}"
        if new != old:
            lost.append(f"the {what} {plain(old, 60)!r} is written as {plain(new, 60)!r}")
        found[new] = None
    return list(found)


def _unfit(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff"


def file_name(title: str) -> str:
    """A name that is safe as a file's everywhere, without an ending.

    Examples
    --------
    >>> file_name("North/South: talks"), file_name("../etc"), file_name("aux")
    ('North_South_ talks', '_etc', '_aux')
    """
    words = "".join(char if char.isalnum() or char in " -_.()+,&'" else "_" for char in title)
    words = words.strip(" .")[:_LONGEST_NAME].rstrip(" .")
    # Bytes count on some disks, not characters.
    while len(words.encode("utf-8")) > 3 * _LONGEST_NAME:
        words = words[:-1]
    if not words:
        return "unnamed"
    return f"_{words}" if _DEVICES.fullmatch(words) else words


def file_names(titles: Iterable[str], ending: str, taken: Iterable[str] = ()) -> list[str]:
    """Safe names of files, none of which differs from another only by capital letters."""
    used = {one.casefold() for one in taken}
    found: list[str] = []
    for title in titles:
        stem = file_name(title)
        new, count = f"{stem}{ending}", 1
        while new.casefold() in used:
            count += 1
            new = f"{stem}_{count}{ending}"
        used.add(new.casefold())
        found.append(new)
    return found


def in_order(paths: Iterable[Path]) -> list[Path]:
    """Files in the order people count in: ``side2`` before ``side10``.

    Examples
    --------
    >>> [path.name for path in in_order(map(Path, ["b", "a10", "a2"]))]
    ['a2', 'a10', 'b']
    """

    def key(path: Path) -> tuple[list[tuple[int, int, str]], str]:
        parts = re.findall(r"[0-9]{1,18}|[^0-9]+", path.name.casefold())
        return [(0, int(p), "") if p[0] in "0123456789" else (1, 0, p) for p in parts], path.name

    return sorted(paths, key=key)


def beside(folder: Path, ending: str) -> list[Path]:
    """The ordinary files with this ending in a folder, in order."""
    try:
        inside = [one for one in folder.iterdir() if one.suffix.lower() == ending]
        files = [one for one in inside if one.is_file() and not one.name.startswith(".")]
        whole = sum(one.stat().st_size for one in files)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"this folder cannot be read: {reason}"
        raise CaseErrors([Fault(str(folder), 1, 1, plain(message, 300))]) from None
    if len(files) > MOST_PROFILES + 1:
        message = f"this folder holds {len(files)} {ending} files, more than {MOST_PROFILES + 1}"
        hint = "put the domain and its profiles in a folder of their own"
        raise CaseErrors([Fault(str(folder), 1, 1, message, hint)])
    if whole > MOST_BYTES:
        megabytes = MOST_BYTES // 1_000_000
        message = f"the {ending} files in this folder are larger than {megabytes} MB together"
        raise CaseErrors([Fault(str(folder), 1, 1, message)])
    return in_order(files)


def scored(
    found: Mapping[str, float], options: Sequence[str], place: Placed, what: str, faults: Faults
) -> list[float]:
    """Scores in the order of the options; a fault for each option without one."""
    for option in options:
        if option not in found:
            message = f"{what} does not say how good {plain(option, 60)!r} is"
            faults.add(place.fault(message, "add this option"))
    return [found.get(option, math.nan) for option in options]
