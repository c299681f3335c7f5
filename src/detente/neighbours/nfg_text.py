"""The text of a Gambit .nfg file, sign by sign: names, numbers and brackets with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from detente.case.faults import CaseErrors, Fault, plain
from detente.case.text import Text

LONGEST_NUMBER = 40

_TOKEN = re.compile(r'\s*(?:"(?P<text>(?:[^"\\]|\\.)*)"|(?P<sign>[{}])|(?P<word>[^\s{}",]+))\s*,?')
_NUMBER = re.compile(r"[-+]?(?:[0-9]+/[0-9]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?)")


@dataclass(frozen=True)
class Token:
    """One sign of the file: ``text`` in quotes, ``sign`` for a bracket, ``word`` for the rest."""

    kind: str
    value: str
    at: int


class Tokens:
    """The signs of a file one after the other; every fault has its place.

    Examples
    --------
    >>> tokens = Tokens(Text("two.nfg", '{ "A" 1/2 }'))
    >>> tokens.open("names"), tokens.text("a name"), tokens.number(), tokens.closed()
    (True, 'A', Fraction(1, 2), True)
    """

    def __init__(self, text: Text) -> None:
        self.source = text
        self.found = list(self._split())
        self.place = 0
        self.faults: list[Fault] = []

    def _split(self) -> Iterator[Token]:
        content, at = self.source.content, 0
        end = len(content.rstrip())
        while at < end:
            match = _TOKEN.match(content, at)
            if match is None or match.lastgroup is None:
                start = at + len(content[at:]) - len(content[at:].lstrip())
                if content[start] == '"':
                    raise CaseErrors([self.fault(start, "this name is never closed", 'add a "')])
                message = f"{plain(content[start])!r} does not belong here"
                raise CaseErrors([self.fault(start, message, "remove it")])
            kind = match.lastgroup
            value = match[kind]
            start = match.start(kind) - (kind == "text")
            yield Token(kind, _unescaped(value) if kind == "text" else value, start)
            at = match.end()

    def fault(self, at: int, message: str, hint: str = "") -> Fault:
        """A fault at a place of the file."""
        return self.source.fault(at, message, hint)

    def stop(self, message: str, hint: str = "") -> CaseErrors:
        """A fault at the next sign after which nothing can be read, with those found before."""
        return CaseErrors([*self.faults, self.fault(self.at, message, hint)])

    @property
    def next(self) -> Token | None:
        """The next sign, if there is one."""
        return self.found[self.place] if self.place < len(self.found) else None

    @property
    def at(self) -> int:
        """Where the next sign stands."""
        return self.next.at if self.next is not None else len(self.source.content.rstrip())

    def is_sign(self, sign: str, ahead: int = 0) -> bool:
        """Is the next sign this bracket?"""
        place = self.place + ahead
        token = self.found[place] if place < len(self.found) else None
        return token is not None and token.kind == "sign" and token.value == sign

    def open(self, what: str) -> bool:
        """Take an opening bracket, or stop."""
        if not self.is_sign("{"):
            raise self.stop(f"a {{ should open the {what} here", "write such as { ... }")
        self.place += 1
        return True

    def closed(self) -> bool:
        """Take a closing bracket if there is one; stop at the end of the file."""
        if self.next is None:
            raise self.stop("the file ends inside a bracket", "add the } that is missing")
        if self.is_sign("}"):
            self.place += 1
            return True
        return False

    def text(self, what: str) -> str:
        """Take a text in quotes, or stop."""
        token = self.next
        if token is None or token.kind != "text":
            raise self.stop(f'{what} should stand here, in "quotes"', 'write such as "Row"')
        self.place += 1
        return token.value

    def comment(self) -> None:
        """Pass over a text in quotes, if there is one."""
        if self.next is not None and self.next.kind == "text":
            self.place += 1

    def number(self) -> Fraction:
        """Take a number, exactly as written; what is none is a fault, and counts as 0."""
        token = self.next
        if token is None:
            raise self.stop("a number is missing here", "the file ends too early")
        if token.kind == "sign":
            raise self.stop(f"a number should stand here, not {token.value}")
        self.place += 1
        value = token.value if token.kind == "word" else ""
        bad = not _NUMBER.fullmatch(value) or len(value) > LONGEST_NUMBER
        if bad or ("/" in value and int(value.partition("/")[2]) == 0):
            message = f"{plain(token.value, 40)!r} is not a number"
            self.faults.append(self.fault(token.at, message, "write such as 3, -1.5 or 1/2"))
            return Fraction(0)
        return Fraction(value)


def _unescaped(value: str) -> str:
    return " ".join(re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL).split())


def in_quotes(text: str) -> str:
    r"""A text as it stands in a file.

    Examples
    --------
    >>> print(in_quotes('the "gate"'))
    "the \"gate\""
    """
    words = plain(" ".join(text.split()), 300)
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
