"""Prioritised statements: a small language of its own, and the ranking they make.

A statement is true or false in a state: ``o1 & !o3 | o2`` reads "o1 is taken and o3 is not, or o2
is taken". Of two states the better is the one in which the most important statement that tells them
apart is true (Fraser & Hipel 1988; Peng, Hipel, Kilgour & Fang 1997), so that statement p of P
counts 2^(P-p). Statements are parsed into formulas and never run as code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from detente.case.faults import BadEntryError, BadTextError, plain
from detente.case.values import ID
from detente.core.conflict import Bools, Ranks
from detente.core.logic import All, Formula, Is, Not, Some, issues

LONGEST = 10_000
DEEPEST = 20
TAKEN, LEFT = "Y", "N"

_TOKEN = re.compile(rf"\s*(?:(?P<name>{ID.pattern})|(?P<sign>[!&|()]))")
_WORDS = {"and": "&", "or": "|", "not": "!"}
_SIGNS = {"~": "!", "¬": "!", "-": "!", "∧": "&", "+": "&", ",": "&", "∨": "|", "/": "|"}
_BLOCK = 30


@dataclass(frozen=True)
class Statement:
    """A statement as written, and what it means."""

    text: str
    formula: Formula

    @property
    def options(self) -> frozenset[str]:
        """The options it names."""
        return issues(self.formula)


def parse_statement(text: str, known: Collection[str] | None) -> Statement:
    """What does this statement mean over these options?

    Parameters
    ----------
    text
        Option ids with ``!`` (not taken), ``&``, ``|`` and brackets; ``!`` binds tightest, then
        ``&``.
    known
        The ids of all options; None to take every name as it comes.

    Raises
    ------
    BadTextError
        Where it is no statement, with the place in the text.
    BadEntryError
        Where it is one, but names options that do not exist (all of them).

    Examples
    --------
    >>> parse_statement("!o1", ["o1"]).formula
    Not(part=Is(issue='o1', options=frozenset({'Y'})))
    """
    if len(text) > LONGEST:
        raise BadTextError(f"this statement is longer than {LONGEST} characters", "split it")
    if not text.strip():
        raise BadTextError("this statement is empty", _LIKE)
    parser = _Parser(text, _tokens(text, known))
    formula = parser.either()
    parser.expect_end()
    if known is not None:
        unknown = [one for one in parser.named if one.word not in known]
        if unknown:
            raise BadEntryError([((), _no_option(one, known)) for one in unknown])
    return Statement(text.strip(), formula)


_LIKE = "write such as o1 & !o2 | o3"


@dataclass(frozen=True)
class _Token:
    word: str
    at: int
    name: bool


def _no_option(token: _Token, known: Collection[str]) -> BadTextError:
    message = f"there is no option {plain(token.word, 40)!r}"
    return BadTextError(message, at=token.at, word=token.word, known=known)


def _tokens(text: str, known: Collection[str] | None) -> list[_Token]:
    found: list[_Token] = []
    at = depth = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise _odd_sign(text[at], at)
        name = match["name"]
        token = _Token(name or match["sign"], match.start("name" if name else "sign"), bool(name))
        depth += (token.word == "(") - (token.word == ")")
        if depth > DEEPEST:
            message = f"more than {DEEPEST} brackets inside each other"
            raise BadTextError(message, "simplify it", token.at)
        if name and name not in (known or ()):
            _refuse_word(name, token.at)
        found.append(token)
        at = match.end()
    return found


def _odd_sign(sign: str, at: int) -> BadTextError:
    if sign in "=<>":
        return BadTextError(
            f"{sign!r} has no meaning in a statement", "write o1 for taken, !o1 for not taken", at
        )
    hint = f"write {_SIGNS[sign]}" if sign in _SIGNS else _LIKE
    return BadTextError(f"{plain(sign)!r} has no meaning in a statement", hint, at)


def _refuse_word(word: str, at: int) -> None:
    folded = word.casefold()
    if folded in _WORDS:
        raise BadTextError(f"{plain(word)!r} is no option", f"write {_WORDS[folded]}", at)
    if folded in {"if", "iff", "then", "implies"}:
        message = f"{plain(word)!r} is not part of this form"
        raise BadTextError(message, "say it with !, & and |: `a IF b` is `a | !b`", at)


@dataclass
class _Parser:
    """Takes tokens from left to right; brackets were counted before, so it cannot run too deep."""

    text: str
    tokens: list[_Token]
    place: int = 0
    named: list[_Token] = field(default_factory=list)

    def _next(self) -> _Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def _takes(self, sign: str) -> bool:
        token = self._next()
        found = token is not None and not token.name and token.word == sign
        self.place += found
        return found

    def either(self) -> Formula:
        parts = [self.both()]
        while self._takes("|"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def both(self) -> Formula:
        parts = [self.negated()]
        while self._takes("&"):
            parts.append(self.negated())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def negated(self) -> Formula:
        nots = 0
        while self._takes("!"):
            nots += 1
        inner = self.atom()
        return Not(inner) if nots % 2 else inner

    def atom(self) -> Formula:
        token = self._next()
        if token is None:
            at = len(self.text.rstrip())
            raise BadTextError("the statement ends too early", "an option is missing here", at)
        if token.name:
            self.place += 1
            self.named.append(token)
            return Is(token.word, frozenset({TAKEN}))
        if token.word == "(":
            self.place += 1
            inner = self.either()
            if not self._takes(")"):
                self._unclosed(token)
            return inner
        if token.word == ")" and self._balance() < 0:
            raise BadTextError("a bracket closes here that was never opened", "remove it", token.at)
        raise BadTextError(f"{token.word!r} does not fit here", "an option is missing", token.at)

    def _unclosed(self, opened: _Token) -> None:
        token = self._next()
        if token is not None:
            self._misplaced(token)
        raise BadTextError("this bracket is never closed", "close it", opened.at)

    def _balance(self) -> int:
        """How many more brackets were opened than closed, up to the next token."""
        read = [one.word for one in self.tokens[: self.place + 1] if not one.name]
        return read.count("(") - read.count(")")

    def expect_end(self) -> None:
        token = self._next()
        if token is not None:
            if token.word == ")" and not token.name:
                message = "a bracket closes here that was never opened"
                raise BadTextError(message, "remove it", token.at)
            self._misplaced(token)

    def _misplaced(self, token: _Token) -> None:
        message = f"{plain(token.word, 40)!r} does not fit here"
        raise BadTextError(message, "write & or | between two options", token.at)


# --- what they say of states ---


def lattice(options: Sequence[str]) -> dict[str, Bools]:
    """Where is each option taken, over all combinations in order of their decimal code?

    Returns
    -------
    dict of str to array of bool
        For each option an array of as many axes as there are options, of length 2 on its own axis
        and 1 elsewhere. The first option is the last axis (bit 0 of the code).
    """
    many = len(options)
    found: dict[str, Bools] = {}
    for k, option in enumerate(options):
        shape = [1] * many
        shape[many - 1 - k] = 2
        found[option] = np.array([False, True]).reshape(shape)
    return found


def truth(formula: Formula, columns: Mapping[str, Bools]) -> Bools:
    """Where is the formula true, given where each option is taken (arrays that broadcast)?

    Examples
    --------
    >>> truth(Not(Is("o1", frozenset({"Y"}))), {"o1": np.array([False, True])}).tolist()
    [True, False]
    """
    found: Bools
    match formula:
        case Is(option, _):
            return columns[option]
        case Not(part):
            found = ~truth(part, columns)
        case All(parts):
            found = truth(parts[0], columns)
            for part in parts[1:]:
                found = found & truth(part, columns)
        case Some(parts):
            found = truth(parts[0], columns)
            for part in parts[1:]:
                found = found | truth(part, columns)
    return found


def ranks_of(
    statements: Iterable[Statement], columns: Mapping[str, Bools], shape: tuple[int, ...]
) -> Ranks:
    """How does somebody with these priorities rank the states?

    Parameters
    ----------
    statements
        Most important first. None at all: everything is equally good.
    columns
        Where each option is taken; the arrays broadcast to `shape`.
    shape
        That of the states.

    Returns
    -------
    array of int, `shape` flattened
        Higher is better. Up to 30 statements, the sum of the weights 2^(P-p); for more, ranks in
        the same order.

    Examples
    --------
    >>> first, second = parse_statement("a", None), parse_statement("!b", None)
    >>> ranks_of([first, second], lattice(["a", "b"]), (2, 2)).tolist()
    [1, 3, 0, 2]
    """
    waiting = list(statements)
    total = np.zeros(shape, dtype=np.int32)
    for begin in range(0, len(waiting), _BLOCK):
        block = waiting[begin : begin + _BLOCK]
        part = np.zeros(shape, dtype=np.int32)
        for p, statement in enumerate(block):
            part += truth(statement.formula, columns) * np.int32(1 << (len(block) - 1 - p))
        if begin == 0:
            total = part
            continue
        # More weights than fit: what was summed so far is numbered anew, and keeps its order.
        whole = dense(total).astype(np.int64) * (1 << len(block)) + part
        total = dense(whole.reshape(-1)).reshape(shape)
    return total.reshape(-1)


def dense(values: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Ranks:
    """Number the distinct values from 0 upwards, in order."""
    found: Ranks = np.unique(values, return_inverse=True)[1].astype(np.int32)
    return found.reshape(values.shape)
