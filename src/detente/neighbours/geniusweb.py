"""GeniusWeb files: a domain in JSON, and one profile in JSON for each party.

GeniusWeb is the successor of GENIUS. Read are its additive profiles (``LinearAdditiveUtilitySpace``
of version 2, and the older words for the same thing); other kinds of profiles are refused by name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from detente.case.faults import CaseErrors, Fault, listed, plain
from detente.core.conflict import Axis
from detente.core.domain import Domain
from detente.neighbours import sums
from detente.neighbours.form import Format
from detente.neighbours.geniusweb_text import DISCRETE, NUMBER, PROFILE, write
from detente.neighbours.geniusweb_values import Values, number_of
from detente.neighbours.jsontree import Node, parse
from detente.neighbours.sums import Faults, Profile

_HOW = f'a domain file holds "issuesValues", a profile "{PROFILE}"'
_OTHER_KINDS = ("Profile", "Ordering", "UtilitySpace")
_CLOSE = 1e-3


@dataclass(frozen=True)
class _File:
    path: Path
    root: Node

    @property
    def kind(self) -> str:
        """``domain``, ``profile``, the name of another kind of profile, or nothing."""
        root = self.root
        if "issuesValues" in root.entries:
            return "domain"
        if PROFILE in root.entries:
            return "profile"
        known = (key for key in root.entries if key.endswith(_OTHER_KINDS))
        return next(known, "") if len(root.entries) == 1 else ""


def read(path: Path) -> Domain:
    """What do these parties want, as GeniusWeb files have it?

    Parameters
    ----------
    path
        A folder with one domain and its profiles, or one of these files (the others beside it). A
        domain file may be missing: each profile holds its domain too.

    Returns
    -------
    Domain
        Weights and utilities as written. A party bears the name of its profile, or of its file
        where profiles share a name. Its reserve is what its reservation bid is worth to it.

    Raises
    ------
    CaseErrors
        Every fault of all the files at once.
    """
    if path.is_dir():
        return _whole(_opened(sums.beside(path, ".json")), path, None)
    given = _opened([path])[0]
    if not given.kind:
        raise CaseErrors([given.root.fault("this is not a GeniusWeb file", _HOW)])
    others = [one for one in sums.beside(path.parent, ".json") if one != path]
    files = [given, *_opened(others)]
    order = {one: at for at, one in enumerate(sums.in_order(file.path for file in files))}
    files.sort(key=lambda file: order[file.path])
    return _whole(files, path.parent, given if given.kind == "domain" else None)


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


def _whole(files: Sequence[_File], folder: Path, given: _File | None) -> Domain:
    """The domain that these files make together."""
    faults = Faults()
    domains = [file for file in files if file.kind == "domain"]
    profiles = [file for file in files if file.kind == "profile"]
    for file in files:
        if file.kind not in {"domain", "profile", ""}:
            message = f"this is a profile of the kind {plain(file.kind, 60)}"
            hint = f"only {PROFILE} can be read, in which a party's utility is a sum over issues"
            faults.add(file.root.fault(message, hint, attr=file.kind))
    faults.raise_any()
    if not profiles:
        hint = "put the parties' profiles beside the domain" if domains else _HOW
        message = "there is no GeniusWeb profile here"
        raise CaseErrors([Fault(str(folder), 1, 1, message, hint)])
    if given is None and len(domains) > 1:
        hint = f"name one of them: {listed([file.path.name for file in domains], 'and')}"
        raise CaseErrors([Fault(str(folder), 1, 1, "there are several domains", hint)])
    main = given or (domains[0] if domains else None)
    inner = profiles[0].root.entries[PROFILE].get("domain")
    source = main.root if main else inner
    if source is None:
        message = "there is no domain here: neither a domain file nor one in this profile"
        raise CaseErrors([profiles[0].root.fault(message, _HOW)])
    reader = _Reader(faults)
    issues = reader.issues(source)
    faults.raise_any()
    if len(domains) > 1:
        # Several domains in one folder: the profiles that name other issues belong to the others.
        profiles = [file for file in profiles if _issues_of(file.root) in ([], sorted(issues))]
    found = [reader.profile(file, issues) for file in profiles]
    faults.raise_any()
    stem = main.path.stem if main else folder.name
    named = source.get("name")
    title = named.text.strip() if named and named.kind == "text" else ""
    axes = [Axis(issue, options) for issue, options in issues.items()]
    whole = _told_apart([one for one in found if one is not None], profiles)
    if not whole:
        assert main is not None
        raise CaseErrors([main.root.fault("no profile belongs to this domain")])
    return sums.assemble(title or stem, axes, whole)


def _issues_of(root: Node) -> list[str]:
    weights = root.entries[PROFILE].get("issueWeights")
    return sorted(weights.entries) if weights else []


def _told_apart(found: Sequence[Profile], files: Sequence[_File]) -> list[Profile]:
    """Profiles under their own names, or under those of their files where names are shared."""
    if len({profile.name for profile in found}) == len(found):
        return list(found)
    stems = [file.path.stem for file in files]
    return [replace(profile, name=stem) for profile, stem in zip(found, stems, strict=True)]


@dataclass(frozen=True)
class _Reader(Values):
    """Reads profiles; what is wrong goes to `faults`."""

    def profile(self, file: _File, issues: Mapping[str, tuple[str, ...]]) -> Profile | None:
        """What one party wants; None where its file has a fault."""
        before = len(self.faults.found)
        body = self.map(file.root, PROFILE, "this file")
        weights = body and self.map(body, "issueWeights", "this profile")
        utilities = body and self.map(body, "issueUtilities", "this profile")
        if body is None or weights is None or utilities is None:
            return None
        mine = [key.strip() for key in utilities.entries]
        if sums.foreign(mine, list(issues), file.root, self.faults):
            return None
        self._same(body, issues)
        for table in (weights, utilities):
            for key in table.entries:
                if key.strip() not in issues:
                    message = f"the domain has no issue {plain(key, 60)!r}"
                    hint = f"it has {listed(list(issues), 'and', 6)}"
                    self.faults.add(table.fault(message, hint, attr=key))
        heavy = self._weights(weights, issues)
        scores = self._all_scores(utilities, issues)
        worth = {i: dict(zip(issues[i], s, strict=True)) for i, s in scores.items() if s}
        reserve = self._reserve(body, issues, heavy, worth)
        if len(self.faults.found) > before:
            return None
        named = body.get("name")
        called = named.text.strip() if named is not None and named.kind == "text" else ""
        name = self.name(body, called, "this profile") if called else file.path.stem
        return Profile(
            name or file.path.stem,
            [heavy[issue] for issue in issues],
            [scores[issue] for issue in issues],
            reserve,
        )

    def _same(self, body: Node, issues: Mapping[str, tuple[str, ...]]) -> None:
        """Is the domain in a profile the one of the domain file?"""
        inner = body.get("domain")
        if inner is None or inner.kind != "map" or "issuesValues" not in inner.entries:
            return
        mine = Values(Faults()).issues(inner)
        for issue, options in issues.items():
            other = mine.get(issue)
            if other is not None and set(other) != set(options):
                message = f"the options of {plain(issue, 60)!r} are not those of the domain file"
                hint = f"there they are {listed(options, 'and', 6)}"
                table = inner.entries["issuesValues"]
                self.faults.add(table.fault(message, hint, attr=issue))

    def _weights(self, table: Node, issues: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
        by_name = {key.strip(): node for key, node in table.named()}
        found: dict[str, float] = {}
        for issue in issues:
            node = by_name.get(issue)
            if node is None:
                self.faults.add(table.fault(f"the issue {plain(issue, 60)!r} has no weight"))
            else:
                found[issue] = self.number(node, "a weight", negative=False)
        total = sum(found.values())
        if len(found) == len(issues) and abs(total - 1) > _CLOSE:
            message = f"the weights add up to {total:g}, not to 1"
            self.faults.add(table.fault(message, "GeniusWeb takes only weights that add up to 1"))
        return found

    def _all_scores(
        self, table: Node, issues: Mapping[str, tuple[str, ...]]
    ) -> dict[str, list[float]]:
        by_name = {key.strip(): node for key, node in table.named()}
        found: dict[str, list[float]] = {}
        for issue, options in issues.items():
            node = by_name.get(issue)
            if node is None:
                message = f"this profile does not say how good {plain(issue, 60)!r} is"
                self.faults.add(table.fault(message, "add this issue"))
            else:
                found[issue] = self._scores(node, issue, options)
        return found

    def _scores(self, node: Node, issue: str, options: Sequence[str]) -> list[float]:
        """How good each option of an issue is, in the order of the domain."""
        for word in (*DISCRETE, *NUMBER):
            node = node.get(word) or node
        if "valueUtilities" not in node.entries:
            if "lowValue" in node.entries:
                return self._line(node, options)
            kinds = plain(listed(list(node.entries), "and", 3), 100) or "nothing"
            message = f"the utilities of {plain(issue, 60)!r} are of a kind that is not known"
            hint = f"write {DISCRETE[0]} or {NUMBER[0]}, instead of {kinds}"
            self.faults.add(node.fault(message, hint))
            return []
        table = self.map(node, "valueUtilities", "this issue")
        if table is None:
            return []
        found: dict[str, float] = {}
        known = set(options)
        for key, worth in table.named():
            option = key.strip()
            if option not in known:
                message = f"the domain has no option {plain(option, 60)!r} of {plain(issue, 60)!r}"
                hint = f"it has {listed(options, 'and', 6)}"
                self.faults.add(table.fault(message, hint, attr=key))
            else:
                found[option] = self.share(worth, "a utility")
        what = f"the issue {plain(issue, 60)!r}"
        return sums.scored(found, options, table, what, self.faults)

    def _line(self, node: Node, options: Sequence[str]) -> list[float]:
        """Utilities on a straight line between two values."""
        ends: list[Decimal | None] = []
        worth: list[float] = []
        for side in ("low", "high"):
            at, of = node.get(f"{side}Value"), node.get(f"{side}Utility")
            if at is None or of is None:
                message = "a line needs lowValue, lowUtility, highValue and highUtility"
                self.faults.add(node.fault(message))
                return []
            ends.append(self.decimal(at, f"{side}Value"))
            worth.append(self.share(of, f"{side}Utility"))
        low, high = ends
        values = [number_of(option) for option in options]
        if low is None or high is None:
            return []
        if None in values:
            message = "utilities on a line need an issue whose values are numbers"
            self.faults.add(node.fault(message, f"give one for each option: {DISCRETE[0]}"))
            return []
        sound = [value for value in values if value is not None]
        if high < low or min(sound) < low or max(sound) > high:
            message = f"the line runs from {low} to {high}, the values of the issue from "
            self.faults.add(node.fault(f"{message}{options[0]} to {options[-1]}"))
            return []
        whole = high - low
        return [
            worth[0] if not whole else worth[0] + float((x - low) / whole) * (worth[1] - worth[0])
            for x in sound
        ]

    def _reserve(
        self,
        body: Node,
        issues: Mapping[str, tuple[str, ...]],
        weights: Mapping[str, float],
        worth: Mapping[str, Mapping[str, float]],
    ) -> float:
        """What the reservation bid is worth; an issue that it leaves out counts nothing."""
        bid = body.get("reservationBid")
        if bid is None or bid.text == "null":
            return math.nan
        table = bid.get("issuevalues") or bid.get("issueValues")
        if table is None or table.kind != "map":
            message = "the reservation bid names no options"
            self.faults.add(bid.fault(message, 'write {"issuevalues": {issue: option}}'))
            return math.nan
        chosen: dict[str, str] = {}
        for key, node in table.named():
            issue, option = key.strip(), node.text.strip()
            if option not in issues.get(issue, ()):
                # A number may be written in more than one way.
                alike = (o for o in issues.get(issue, ()) if number_of(o) == number_of(option))
                option = next(alike, "") if number_of(option) is not None else ""
            if not option:
                message = f"the domain has no {plain(key, 60)!r} = {plain(node.text, 60)!r}"
                self.faults.add(table.fault(message, "the reservation bid is a package", attr=key))
            chosen[issue] = option
        total = 0.0
        for issue in issues:
            total = total + weights.get(issue, 0.0) * worth.get(issue, {}).get(
                chosen.get(issue, ""), 0.0
            )
        return total


FORMAT = Format(
    name="geniusweb",
    title="GeniusWeb: a domain in JSON with a profile for each party",
    holds="domain",
    suffixes=(".json",),
    read=read,
    write=write,
    looks_like=lambda head: '"issuesValues"' in head or f'"{PROFILE}"' in head,
)
