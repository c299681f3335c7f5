"""Conditions and rules: from sentences to formulas over the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from detente.case.faults import BadEntryError, BadTextError, listed, plain
from detente.core.logic import All, Formula, Is, Not, Some

LONGEST = 2000
DEEPEST = 20

_WORDS = {
    "NAME": "a name",
    "SIGN": "a sign (=, !=, >=, <=, > or <)",
    "NOT": "not",
    "AND": "and",
    "OR": "or",
    "NEEDS": "needs",
    "LPAR": "(",
    "RPAR": ")",
    "SLASH": "/",
    "$END": "the end",
}
_ALIASES = {"≥": ">=", "≤": "<=", "≠": "!=", "==": "="}


@dataclass(frozen=True)
class Axis:
    """What a condition may say of an issue: its options in order.

    `options` is None where the issue itself is faulty, so that nothing more is said about it.
    """

    options: tuple[str, ...] | None
    ordered: bool = True


@dataclass(frozen=True)
class Condition:
    """A condition as written, and what it means."""

    text: str
    formula: Formula

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Sentence:
    """A rule as written, `A needs B`: wherever `when` is true, `needs` must be true too."""

    text: str
    when: Formula
    needs: Formula

    def __str__(self) -> str:
        return self.text


def parse_condition(text: str, axes: Mapping[str, Axis] | None) -> Condition:
    """What does this condition mean on these issues?

    Parameters
    ----------
    text
        Such as `talks >= working and team = envoy`.
    axes
        The options of every issue; None to take every name as it comes.

    Raises
    ------
    BadTextError
        Where it is not a condition, with the place in the text.
    BadEntryError
        Where it is one, but names issues or options that do not exist (all of them).

    Examples
    --------
    >>> parse_condition("talks >= letters", {"talks": Axis(("broken", "letters"))}).formula
    Is(issue='talks', options=frozenset({'letters'}))
    """
    builder = _Builder(axes)
    tree = _tree(text, "condition", axes)
    formula = builder.formula(tree)
    builder.raise_faults()
    return Condition(text.strip(), formula)


def parse_rule(text: str, axes: Mapping[str, Axis] | None) -> Sentence:
    """What does this rule, `A needs B`, mean on these issues? Raises like `parse_condition`."""
    builder = _Builder(axes)
    when, needs = _tree(text, "sentence", axes).children
    sentence = Sentence(text.strip(), builder.formula(when), builder.formula(needs))
    builder.raise_faults()
    return sentence


@cache
def _parser() -> Lark:
    # The basic lexer: a keyword is a keyword wherever it stands, so that messages stay simple.
    return Lark.open(
        "grammar.lark",
        rel_to=__file__,
        start=["condition", "sentence"],
        parser="lalr",
        lexer="basic",
    )


def _tree(text: str, start: str, axes: Mapping[str, Axis] | None) -> Tree[Token]:
    if len(text) > LONGEST:
        message = f"the condition is longer than {LONGEST} characters"
        raise BadTextError(message, "split it into several rules")
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth > DEEPEST:
            raise BadTextError(f"more than {DEEPEST} brackets inside each other", "simplify it", at)
    try:
        parsed = _parser().parse(text, start=start)
    except UnexpectedInput as error:
        raise _explained(text, start, error, axes) from None
    return parsed


def _explained(
    text: str, start: str, error: UnexpectedInput, axes: Mapping[str, Axis] | None
) -> BadTextError:
    """One plain sentence for a sentence that cannot be parsed."""
    if isinstance(error, UnexpectedCharacters):
        place: int = getattr(error, "pos_in_stream", 0)
        char = text[place]
        message = f"{plain(char)!r} has no meaning in a condition"
        return BadTextError(message, _character_hint(char), place)
    assert isinstance(error, UnexpectedToken)
    token = error.token
    ended = token.type == "$END"
    at = len(text.rstrip()) if ended else token.start_pos or 0
    before = text[:at].split()
    after = f" after {plain(before[-1], 40)!r}" if before else ""
    found = "the condition ends" if ended else f"{plain(str(token), 40)!r} does not fit here"
    if ended and start == "sentence" and "NEEDS" in error.accepts | error.expected:
        return BadTextError("a rule has the form `A needs B`; this one has no 'needs'", _RULE, at)
    if token.type == "NEEDS" and start == "condition":
        return BadTextError("a condition cannot have 'needs'; only a rule can", "", at)
    if token.type == "RPAR" and text[:at].count("(") <= text[:at].count(")"):
        return BadTextError("a bracket closes here that was never opened", "", at)
    hint = ""
    if "SIGN" in error.expected:
        hint = _several_hint(text[:at], axes or {}) or "write such as: talks >= working"
    wanted = [_WORDS[name] for name in _WORDS if name in error.expected]
    if ended and not hint and wanted == ["a name", "not", "("]:
        hint = "write a comparison, such as talks >= working"
    expected = f": expected {listed(wanted)}" if wanted else ""
    return BadTextError(f"{found}{after}{expected}", hint, at)


_RULE = "write such as: talks >= working needs sequence >= steps"


def _character_hint(char: str) -> str:
    if char in "[]{},|":
        return "several options are joined by /, such as scope = freeze/major"
    if char == "&":
        return "write and"
    return "write such as: talks >= working and team = envoy"


def _several_hint(before: str, axes: Mapping[str, Axis]) -> str:
    """`scope = freeze or major`: the second option was meant for the first sign."""
    words = before.replace("(", " ").split()
    if len(words) > 4 and words[-2] == "or" and words[-5] in axes:
        options = axes[words[-5]].options or ()
        if words[-1] in options and words[-3] in options:
            return f"write {words[-5]} {words[-4]} {words[-3]}/{words[-1]}"
    return ""


@dataclass
class _Builder:
    """Turns a parse tree into a formula, collecting what is not known on the way."""

    axes: Mapping[str, Axis] | None
    faults: list[BadTextError] = field(default_factory=list)

    def raise_faults(self) -> None:
        if self.faults:
            raise BadEntryError([((), fault) for fault in self.faults])

    def formula(self, tree: Tree[Token] | Token) -> Formula:
        assert isinstance(tree, Tree)
        if tree.data == "comparison":
            return self._comparison(tree)
        if tree.data == "negated":
            *nots, atom = tree.children
            inner = self.formula(atom)
            return Not(inner) if len(nots) % 2 else inner
        parts = tuple(self.formula(part) for part in tree.children)
        return All(parts) if tree.data == "both" else Some(parts)

    def _comparison(self, tree: Tree[Token]) -> Formula:
        issue, sign, *options = (part for part in tree.children if isinstance(part, Token))
        axis = Axis(None) if self.axes is None else self.axes.get(str(issue))
        if axis is None:
            bad = BadTextError(
                f"there is no issue {plain(str(issue), 40)!r}",
                at=issue.start_pos or 0,
                word=str(issue),
                known=self.axes or (),
            )
            self.faults.append(bad)
        if axis is None or axis.options is None:
            return Is(str(issue), frozenset(map(str, options)))
        unknown = [option for option in options if str(option) not in axis.options]
        for option in unknown:
            bad = BadTextError(
                f"{str(issue)!r} has no option {plain(str(option), 40)!r}",
                at=option.start_pos or 0,
                word=str(option),
                known=axis.options,
            )
            self.faults.append(bad)
        if unknown:
            return Is(str(issue), frozenset(map(str, options)))
        return Is(str(issue), self._meant(axis, str(issue), sign, options))

    def _meant(self, axis: Axis, issue: str, sign: Token, options: list[Token]) -> frozenset[str]:
        """The options of an issue for which the comparison is true."""
        assert axis.options is not None
        mark = _ALIASES.get(str(sign), str(sign))
        named = frozenset(map(str, options))
        if mark == "=":
            return named
        if mark == "!=":
            return frozenset(axis.options) - named
        if not axis.ordered:
            message = f"the options of {issue!r} have no order, so {mark} means nothing"
            hint = f"write {issue} = {'/'.join(axis.options[:2])}, naming the options"
            self.faults.append(BadTextError(message, hint, sign.start_pos or 0))
            return named
        if len(options) > 1:
            message = f"{mark} compares with one option"
            self.faults.append(BadTextError(message, "use = with several", sign.start_pos or 0))
            return named
        rank = axis.options.index(str(options[0]))
        first, last = {
            ">=": (rank, None), ">": (rank + 1, None), "<=": (0, rank + 1), "<": (0, rank),
        }[mark]  # fmt: skip
        meant = frozenset(axis.options[first:last])
        if not meant:
            end = "above" if mark == ">" else "below"
            message = f"no option of {issue!r} lies {end} {str(options[0])!r}"
            self.faults.append(
                BadTextError(message, "this can never be true", options[0].start_pos or 0)
            )
        return meant
