"""GENIUS files: a domain in XML, and one utility profile in XML for each party.

GENIUS (Lin, Kraus, Baarslag, Tykhonov, Hindriks & Jonker 2014, "Genius: an integrated environment
for supporting the design of generic automated negotiators", Computational Intelligence 30) is where
most published bargaining domains come from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.case.faults import BadTextError, CaseErrors, Fault, listed, plain
from detente.core.conflict import Axis
from detente.core.domain import Domain
from detente.neighbours import sums
from detente.neighbours.form import Format
from detente.neighbours.genius_text import DOMAIN_TAG, PROFILE_TAG, write
from detente.neighbours.sums import Faults, Profile
from detente.neighbours.xmltree import Node, parse

_HOW = f"a domain file begins with <{DOMAIN_TAG}>, a profile with <{PROFILE_TAG}>"
_NOT_SUMS = ("utility_function", "ufun", "hyperRectangle", "constraint")


@dataclass(frozen=True)
class _File:
    path: Path
    root: Node


@dataclass(frozen=True)
class _Range:
    """An integer issue: its whole numbers from `low` to `high`."""

    low: int
    high: int

    @property
    def options(self) -> tuple[str, ...]:
        return tuple(map(str, range(self.low, self.high + 1)))


def read(path: Path) -> Domain:
    """What do these parties want, as GENIUS files have it?

    Parameters
    ----------
    path
        A folder with one domain and its profiles, or one of these files (the others beside it).

    Returns
    -------
    Domain
        Weights and evaluations as written, neither multiplied nor scaled. A party bears the name of
        its profile's file, without the ending.

    Raises
    ------
    CaseErrors
        Every fault of all the files at once.
    """
    folder = path if path.is_dir() else path.parent
    given = None if path.is_dir() else _opened([path])[0]
    if given is not None and given.root.tag not in {DOMAIN_TAG, PROFILE_TAG}:
        raise CaseErrors([given.root.fault(f"this is not a GENIUS file: <{_tag(given)}>", _HOW)])
    paths = [one for one in sums.beside(folder, ".xml") if given is None or one != path]
    files = _opened(paths) if given is None else [given, *_opened(paths)]
    order = {one: at for at, one in enumerate(sums.in_order(file.path for file in files))}
    files.sort(key=lambda file: order[file.path])
    return _whole(files, folder, given if given and given.root.tag == DOMAIN_TAG else None)


def read_files(paths: Sequence[Path]) -> Domain:
    """The same from a list of files: one domain and its profiles, in the order of the parties."""
    return _whole(_opened(paths), paths[0].parent if paths else Path(), None)


def _opened(paths: Sequence[Path]) -> list[_File]:
    files: list[_File] = []
    faults = Faults()
    for path in paths:
        try:
            files.append(_File(path, parse(path)))
        except CaseErrors as errors:
            faults.extend(errors.faults)
    faults.raise_any()
    return files


def _tag(file: _File) -> str:
    return plain(file.root.tag, 40)


def _whole(files: Sequence[_File], folder: Path, given: _File | None) -> Domain:
    """The domain that these files make together."""
    domains = [file for file in files if file.root.tag == DOMAIN_TAG]
    profiles = [file for file in files if file.root.tag == PROFILE_TAG]
    if not domains or (given is None and len(domains) > 1):
        message = "there is no GENIUS domain here" if not domains else "there are several domains"
        names = listed([file.path.name for file in domains], "and")
        hint = f"name one of them: {names}" if domains else _HOW
        raise CaseErrors([Fault(str(folder), 1, 1, message, hint)])
    main = given or domains[0]
    faults = Faults()
    reader = _Reader(faults)
    issues, title = reader.domain(main)
    faults.raise_any()
    if len(domains) > 1:
        others = [set(_names(file.root)) for file in domains if file is not main]
        told = [(file, set(_names(file.root))) for file in profiles]
        profiles = [file for file, names in told if names == set(issues) or names not in others]
    if not profiles:
        hint = f"put the parties' profiles beside it: XML files that begin with <{PROFILE_TAG}>"
        raise CaseErrors([main.root.fault("no profile belongs to this domain", hint)])
    called = _called(main.root, profiles)
    found = [reader.profile(file, issues, called) for file in profiles]
    faults.raise_any()
    whole = [profile for profile in found if profile is not None]
    place = {party: k for k, party in enumerate(called.values())}
    if len(place) == len(whole) and all(profile.name in place for profile in whole):
        whole.sort(key=lambda profile: place[profile.name])
    axes = [Axis(issue, options) for issue, options in issues.items()]
    return sums.assemble(title, axes, whole)


def _names(root: Node) -> list[str]:
    return [node.attrs.get("name", "").strip() for node in root.walk() if node.tag == "issue"]


def _called(root: Node, profiles: Sequence[_File]) -> dict[str, str]:
    """What the domain file calls its parties, by file name, in its order.

    Only where it names exactly these files: published domains name files that were renamed since.
    """
    found: dict[str, str] = {}
    for agent in root.all("agent"):
        file, party = agent.attrs.get("utility_space", ""), agent.attrs.get("name", "").strip()
        stem = Path(file).stem
        safe = re.escape(sums.file_name(party))
        again = bool(party) and re.fullmatch(rf"{safe}(?:_\d+)?", stem)
        found[file] = party if again else stem
    fit = sorted(found) == sorted(file.path.name for file in profiles)
    return found if fit and len(set(found.values())) == len(found) else {}


@dataclass(frozen=True)
class _Reader:
    """Reads domains and profiles; what is wrong goes to `faults`."""

    faults: Faults

    def domain(self, file: _File) -> tuple[dict[str, tuple[str, ...]], str]:
        """Issues and their options, and the title."""
        nodes = [node for node in file.root.walk() if node.tag == "issue"]
        if not nodes:
            self.faults.add(file.root.fault("this domain has no issues", "write <issue> entries"))
        names = ((node.attrs.get("name"), node) for node in nodes)
        sums.unique(names, "an issue", self.faults, "name")
        issues = {node.attrs.get("name", "").strip(): self._options(node) for node in nodes}
        root = next((node for node in file.root.walk() if node.tag == "objective"), file.root)
        title = root.attrs.get("name", "").strip()
        return issues, file.path.stem if title.lower() in {"", "root"} else title

    def _options(self, node: Node) -> tuple[str, ...]:
        kind = _kind(node)
        if kind == "integer":
            found = self._range(node)
            return found.options if found else ()
        if kind != "discrete":
            words = plain(node.attrs.get("name", "").strip(), 60)
            message = f"the issue {words!r} has values of the kind {plain(kind, 40)}"
            hint = "only lists of options and whole numbers (integer) can be read: list the options"
            self.faults.add(node.fault(message, hint))
            return ()
        items = node.all("item")
        if not items:
            self.faults.add(node.fault("this issue has no options", "write <item> entries"))
        values = ((item.attrs.get("value"), item) for item in items)
        return tuple(sums.unique(values, "an option", self.faults, "value"))

    def _range(self, node: Node) -> _Range | None:
        """The bounds of an integer issue, at the issue itself or in a <range>."""
        place = node.find("range") or node
        bounds: list[int] = []
        for side in ("lowerbound", "upperbound"):
            key = next((key for key in place.attrs if key.lower() == side), side)
            try:
                bounds.append(_integer(place.attrs.get(key, ""), f"the {side}"))
            except BadTextError as bad:
                self.faults.add(place.fault(bad.message, bad.hint, attr=key))
        if len(bounds) < 2:
            return None
        low, high = bounds
        if high < low:
            self.faults.add(place.fault(f"the bounds are the wrong way round: {low} and {high}"))
            return None
        if high - low >= sums.MOST_VALUES:
            message = f"this issue has {high - low + 1:,} values, more than {sums.MOST_VALUES:,}"
            self.faults.add(place.fault(message, "list the options that matter"))
            return None
        return _Range(low, high)

    # --- profiles ---

    def profile(
        self, file: _File, issues: Mapping[str, tuple[str, ...]], called: Mapping[str, str]
    ) -> Profile | None:
        """What one party wants; None where its file has a fault."""
        root, before = file.root, len(self.faults.found)
        strange = next((node for node in root.walk() if node.tag in _NOT_SUMS), None)
        if strange is not None:
            message = f"this profile is not a sum over issues: it has a <{strange.tag}>"
            self.faults.add(strange.fault(message, "only weights and evaluations can be read"))
            return None
        nodes = [node for node in root.walk() if node.tag == "issue"]
        names = ((node.attrs.get("name"), node) for node in nodes)
        mine = sums.unique(names, "an issue", self.faults, "name")
        if sums.foreign(mine, list(issues), root, self.faults):
            return None
        by_name = {node.attrs.get("name", "").strip(): node for node in nodes}
        for issue, node in by_name.items():
            if issue and issue not in issues:
                message = f"the domain has no issue {plain(issue, 60)!r}"
                self.faults.add(node.fault(message, f"it has {listed(list(issues), 'and', 6)}"))
        weights = self._weights(root, nodes)
        scores: list[list[float]] = []
        for issue, options in issues.items():
            place = by_name.get(issue)
            if place is None:
                message = f"this profile does not say how good {plain(issue, 60)!r} is"
                self.faults.add(root.fault(message, "add this issue"))
                continue
            scores.append(self._scores(place, options))
            if weights is not None and issue not in weights:
                message = f"the issue {plain(issue, 60)!r} has no weight"
                index = plain(place.attrs.get("index", ""), 20)
                hint = f'add <weight index="{index}" value="…"/> beside it'
                self.faults.add(place.fault(message, hint))
        reserve = self._figure(root, "reservation")
        discount = self._figure(root, "discount_factor")
        if weights is None or len(self.faults.found) > before:
            return None
        party = called.get(file.path.name, file.path.stem)
        return Profile(party, [weights[issue] for issue in issues], scores, reserve, discount)

    def _weights(self, root: Node, issues: Sequence[Node]) -> dict[str, float] | None:
        """The weight of each issue, by name; None where it is not clear which is whose."""
        found: dict[str, float] = {}
        seen: dict[str, Node] = {}
        for place, issue in enumerate(issues, 1):
            index = issue.attrs.get("index", str(place)).strip()
            if index in seen:
                message = f"two issues have the index {plain(index, 20)}"
                hint = "weights belong to an index: give each issue its own"
                self.faults.add(issue.fault(message, hint, attr="index"))
            seen[index] = issue
        if len(seen) < len(issues):
            return None
        given: dict[str, Node] = {}
        for node in root.walk():
            if node.tag not in {"objective", PROFILE_TAG}:
                continue
            inner = {child.attrs.get("index", "").strip() for child in node.all("objective")}
            for weight in node.all("weight"):
                index = weight.attrs.get("index", "").strip()
                if index in seen and index in given:
                    message = f"the index {plain(index, 20)} has two weights"
                    self.faults.add(weight.fault(message, "keep one of them", attr="index"))
                elif index in seen:
                    given[index] = weight
                elif index not in inner:
                    message = f"no issue has the index {plain(index, 20)!r}"
                    hint = f"there are: {listed(list(seen), 'and')}"
                    self.faults.add(weight.fault(message, hint, attr="index"))
        for index, weight in given.items():
            issue_name = seen[index].attrs.get("name", "").strip()
            found[issue_name] = self._number(weight, "value", "a weight", negative=False)
        return found

    def _scores(self, node: Node, options: Sequence[str]) -> list[float]:
        """How good each option of an issue is, in the order of the domain."""
        issue = plain(node.attrs.get("name", "").strip(), 60)
        items = node.all("item")
        if _kind(node) == "integer" and not items:
            return self._line(node, options)
        if _kind(node) not in {"discrete", "integer"}:
            message = f"the issue {issue!r} is of the kind {plain(_kind(node), 40)} here"
            self.faults.add(node.fault(message, "the domain lists its options: do so here too"))
            return []
        found: dict[str, float] = {}
        known = set(options)
        sums.unique(((i.attrs.get("value"), i) for i in items), "an option", self.faults, "value")
        for item in items:
            value = item.attrs.get("value", "").strip()
            if value and value not in known:
                message = f"the domain has no option {plain(value, 60)!r} of {issue!r}"
                hint = f"it has {listed(options, 'and', 6)}"
                self.faults.add(item.fault(message, hint, attr="value"))
            elif "evaluation" not in item.attrs:
                message = f"the option {plain(value, 60)!r} has no evaluation"
                self.faults.add(item.fault(message, 'add evaluation="…"'))
                found[value] = math.nan
            else:
                found[value] = self._number(item, "evaluation", "an evaluation")
        return sums.scored(found, options, node, f"the issue {issue!r}", self.faults)

    def _line(self, node: Node, options: Sequence[str]) -> list[float]:
        """Evaluations on a straight line over whole numbers, kept within 0 and 1 as in GENIUS."""
        bounds = self._range(node)
        if bounds is None:
            return []
        if bounds.options != tuple(options):
            first, last = plain(options[0], 20), plain(options[-1], 20)
            message = f"the bounds are {bounds.low} and {bounds.high}"
            self.faults.add(node.fault(message, f"in the domain they are {first} and {last}"))
            return []
        place = node.find("evaluator")
        if place is None:
            message = "this issue has no evaluations"
            self.faults.add(node.fault(message, "add <item> entries or an <evaluator>"))
            return []
        kind = place.attrs.get("ftype", "linear").strip().lower()
        if kind not in {"linear", "constant"}:
            message = f"the evaluator is of the kind {plain(kind, 40)}"
            self.faults.add(place.fault(message, "only linear ones can be read", attr="ftype"))
            return []
        # Older files count from 0 (parameter0 + parameter1 x), later ones from the lower bound.
        old = "parameter0" in place.attrs or "parameter1" in place.attrs
        at, by = ("parameter0", "parameter1") if old else ("offset", "slope")
        offset = self._number(place, at, f"the {at}")
        slope = self._number(place, by, f"the {by}") if kind == "linear" else 0.0
        start = 0 if old else bounds.low
        line = (offset + slope * (x - start) for x in range(bounds.low, bounds.high + 1))
        return [min(max(y, 0.0), 1.0) for y in line]

    def _figure(self, root: Node, tag: str) -> float:
        """The one number of an entry such as <reservation value="0.5"/>; NaN where there is none.

        Not a number either where it has a fault, which is then known.
        """
        nodes = [node for node in root.walk() if node.tag == tag]
        if len(nodes) > 1:
            self.faults.add(nodes[1].fault(f"a second <{tag}>", "keep one of them"))
        if not nodes:
            return math.nan
        # No figure depends on a discount, but a negative reservation is a sound one.
        return self._number(nodes[0], "value", f"the {tag}", negative=tag == "reservation")

    def _number(self, node: Node, attr: str, what: str, *, negative: bool = True) -> float:
        try:
            fit = sums.number if negative else sums.positive
            return fit(node.attrs.get(attr, ""), what)
        except BadTextError as bad:
            self.faults.add(node.fault(bad.message, bad.hint, attr=attr))
            return math.nan


def _kind(node: Node) -> str:
    """What kind of values an issue has, whichever of its three attributes says so."""
    given = (node.attrs.get(key, "").strip().lower() for key in ("vtype", "type", "etype"))
    return next((kind for kind in given if kind), "discrete")


def _integer(text: str, what: str) -> int:
    value = sums.number(text, what)
    if value != int(value) or abs(value) > 2**31:
        message = f"{what} is not a whole number: {plain(text.strip(), 40)}"
        raise BadTextError(message, "write a whole number")
    return int(value)


FORMAT = Format(
    name="genius",
    title="GENIUS: a domain in XML with a profile for each party",
    holds="domain",
    suffixes=(".xml",),
    read=read,
    write=write,
    looks_like=lambda head: f"<{DOMAIN_TAG}" in head or f"<{PROFILE_TAG}" in head,
)
