"""Reading a published conflict entry by entry, so that one pass finds every fault in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches

from detente.case.document import Document, Node
from detente.case.faults import BadTextError, Fault, Path, listed, plain

FORMAT = "gmcr-case/1"
SECTIONS = (
    *("format", "id", "title", "dms", "options", "infeasible", "n_states", "states"),
    *("status_quo", "moves", "removed_moves", "preferences", "utilities", "preference_pairs"),
    *("priorities", "coalitions"),
)
"""The keys that mean something; published files carry others, which are let be."""

_LIKENESS = 0.8
_LONGEST_NAME = 200
_STATE = re.compile(r"[0-9]{1,9}")
_SMALL_MATTERS = re.compile(r"has no value|item is empty|stands here twice")


@dataclass
class Reading:
    """A document being read: what is wrong with it so far, and where.

    What stands in the document's `gaps` has been reported already; everything that asks for it gets
    None, and says nothing more about it.
    """

    document: Document
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    meant: set[Path] = field(default_factory=set)
    """Entries that are there under a misspelt key: they are not missing, only faulty."""

    # --- faults ---

    def report(
        self, path: Path, message: str, hint: str = "", *, key: bool = False, at: int = 0
    ) -> None:
        """Report a fault at an entry."""
        self.faults.append(self.document.fault(path, message, hint, key=key, at=at))

    def bad(self, path: Path, bad: BadTextError, *, key: bool = False, at: int = 0) -> None:
        """Report a text that does not say what it should, with what was probably meant."""
        advice = bad.advice(len(self.faults))
        self.report(path, bad.message, advice, key=key or bad.on_key, at=at + bad.at)

    def warn(
        self, name: str, path: Path, message: str, hint: str = "", *, key: bool = True
    ) -> None:
        """Note something doubtful."""
        self.warnings.append(self.document.fault(path, message, hint, key=key, name=name))

    # --- what stands where ---

    def given(self, path: Path) -> bool:
        """Whether an entry is written at all, rightly or not."""
        return path in self.document.places or path in self.meant

    def whole(self, path: Path) -> bool:
        """Whether nothing had to be left out at an entry or below it."""
        return path not in self.document.gaps and not self.document.gap(path)

    def node(self, path: Path) -> Node | None:
        """What stands at a path; None where that is nothing, or faulty."""
        place = self.document.places.get(path)
        if place is None or path in self.document.gaps or place.value.kind == "refused":
            return None
        return place.value

    def text(self, path: Path, like: str) -> str | None:
        """The text at a path, without blanks around it."""
        node = self.node(path)
        if node is None:
            return None
        found = node.value.strip()
        if node.kind != "text" or not found:
            what = "this is empty" if node.kind == "text" else f"this is a {node.kind}"
            self.report(path, f"a text should stand here, but {what}", f"write such as {like}")
            return None
        return found

    def items(self, path: Path, like: str) -> list[Path] | None:
        """The places of a list's items."""
        node = self.node(path)
        if node is None:
            return None
        if node.kind != "list":
            self.report(path, f"{self._called(path)} should be a list", f"write such as {like}")
            return None
        return [(*path, k) for k in range(len(node.items))]

    def entries(self, path: Path, like: str) -> list[tuple[str, Path]] | None:
        """The keys of a map, each with its place; keys without a fit value are left out."""
        node = self.node(path)
        if node is None:
            return None
        if node.kind != "map":
            self.report(path, f"{self._called(path)} should be a map", f"write such as {like}")
            return None
        keys = dict.fromkeys(key.value for key, _ in node.pairs if key.kind == "text")
        return [(key, (*path, key)) for key in keys if self.node((*path, key)) is not None]

    def _called(self, path: Path) -> str:
        names = [str(part) for part in path if not isinstance(part, int)]
        return repr(plain(names[-1], 60)) if names and path[-1] == names[-1] else "this"

    # --- common values ---

    def name(self, path: Path, like: str) -> str | None:
        """A name: a text that is not too long."""
        found = self.text(path, like)
        if found is not None and len(found) > _LONGEST_NAME:
            self.report(path, f"this name is longer than {_LONGEST_NAME} characters", "shorten it")
            return None
        return found

    def number(self, path: Path, text: str, *, key: bool = False) -> int | None:
        """The number of a state, in its plain form."""
        if _STATE.fullmatch(text):
            return int(text)
        hint = "states have whole numbers, such as 0, 7 or 12"
        self.report(path, f"{plain(text, 40)!r} is not the number of a state", hint, key=key)
        return None

    def known_keys(self, path: Path, known: Sequence[str]) -> None:
        """Report keys of a map that look like a known one written wrong; others are let be."""
        node = self.node(path)
        keys = [] if node is None else [key.value for key, _ in node.pairs if key.kind == "text"]
        for key in dict.fromkeys(keys):
            meant = None if key in known else misspelt(key, known)
            if meant is not None and meant not in keys:
                self.meant.add((*path, meant))
                hint = f"did you mean {meant}? Keys here are {listed(list(known), 'and', 20)}"
                self.report((*path, key), f"there is no key {plain(key, 60)!r}", hint, key=True)

    def strict_keys(self, path: Path, known: Sequence[str]) -> None:
        """Report every key of a map that is not known."""
        node = self.node(path)
        for key, _ in node.pairs if node is not None else ():
            if key.kind == "text" and key.value not in known and not _remark(key.value):
                bad = BadTextError(
                    f"there is no key {plain(key.value, 60)!r} here",
                    f"keys here are {listed(list(known), 'and', 20)}",
                    word=key.value,
                    known=known,
                )
                self.bad((*path, key.value), bad, key=True)
                close = get_close_matches(key.value, known, 1)
                self.meant.update((*path, one) for one in close)

    def document_faults(self) -> list[Fault]:
        """The faults of the document itself, less small ones in parts that are free text."""
        text, spans = self.document.text, []
        for key, value in self.document.root.pairs:
            if key.value not in SECTIONS and misspelt(key.value, SECTIONS) is None:
                spans.append((key.value, text.place(value.start), text.place(value.end)))

        def free(fault: Fault) -> bool:
            place = (fault.line, fault.col)
            inside = any(start <= place <= end or fault.path == name for name, start, end in spans)
            return inside and _SMALL_MATTERS.search(fault.message) is not None

        return [fault for fault in self.document.faults if not free(fault)]


def _remark(key: str) -> bool:
    return key in {"note", "notes", "source", "why", "comment", "name", "literature"}


def misspelt(key: str, known: Iterable[str]) -> str | None:
    """Which known key was this one meant to be? None where it is probably another thing.

    Strict, for published files carry extra keys: the first letter must agree (or the letters be the
    same in another order), and a known key with more words after it is a key of its own.

    Examples
    --------
    >>> misspelt("prefrences", ["moves", "preferences"]), misspelt("n_moves", ["moves"])
    ('preferences', None)
    """
    folded = key.casefold().replace("-", "_").replace(" ", "_")
    for name in known:
        if folded == name:
            return None if key == name else name
        alike = SequenceMatcher(None, folded, name).ratio() >= _LIKENESS
        fits = folded[:1] == name[:1] or sorted(folded) == sorted(name)
        if alike and fits and not folded.startswith(f"{name}_"):
            return name
    return None
