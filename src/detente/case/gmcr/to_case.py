"""From a published conflict to a case file: everything it says, in the words of a case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from detente.case.faults import CaseErrors, Path, listed, plain
from detente.case.gmcr.cover import cover
from detente.case.gmcr.file import ConflictFile
from detente.case.gmcr.model import MOST_OPTIONS, ModelOption, code_of
from detente.case.grammar import LONGEST
from detente.case.orders import MOST_RANKS, MOST_STATEMENTS
from detente.case.writing import exactly, ids, plainly, quoted
from detente.core.logic import All, Formula, Is, Not, Some

_WORDS = {"Y": "yes", "N": "no"}
_WAYS = {"forward": "up", "backward": "down"}
_MOST_RULES = 500
_MOST_STATES = 200

NO_DAY = date(2000, 1, 1)
"""The day written where nobody says when the analysis was made."""


def case_text(file: ConflictFile, *, as_of: date) -> str:
    """What would this published conflict be as a case?

    Parameters
    ----------
    file
        As read by `detente.case.gmcr.load_conflict`.
    as_of
        The day of the analysis, which a published model does not have.

    Returns
    -------
    str
        A complete case file with comments. Decision makers become parties with one actor each,
        options become issues of no and yes, infeasible patterns become rules of logic, and
        rankings or priorities become orders. Today's position and the target are guesses to be
        looked at, and are marked as such.

    Raises
    ------
    CaseErrors
        One fault for what a case cannot hold: listed or removed moves, pairs of which nothing is
        known, strength of preference, or too long an order.

    Examples
    --------
    >>> from detente.case.gmcr.file import load_conflict_text
    >>> found = load_conflict_text('''
    ... format: gmcr-case/1
    ... dms: [Row, Column]
    ... options:
    ... - {id: a, dm: Row, name: Swerve, dir: both}
    ... - {id: b, dm: Column, name: Swerve, dir: both}
    ... preferences: {Row: [2, 3, 1, 0], Column: [1, 3, 2, 0]}
    ... ''')
    >>> print(case_text(found, as_of=date(2030, 5, 1)).rpartition("targets:")[2].strip())
    change: {when: "not (a = no and b = no)", name: "anything but today", why: "[a] a placeholder"}
    """
    _refuse(file)
    return "".join(f"{line}\n" for line in _Writer(file, as_of).lines())


def _refuse(file: ConflictFile) -> None:
    """Say what a case cannot hold, if there is any of it."""
    reasons: dict[str, Path] = {}
    if file.moves.listed:
        reasons["moves listed one by one"] = ("moves",)
    if file.moves.removed:
        reasons["removed moves"] = ("removed_moves",)
    if file.preferences.pairs:
        reasons["pairs of which nothing is known"] = ("preference_pairs",)
    if any(ranking.marks for ranking in file.preferences.rankings.values()):
        reasons["strength of preference (>>)"] = ("preferences",)
    if reasons:
        what = listed(list(reasons), "or", 4)
        raise _refused(file, next(iter(reasons.values())), f"a case cannot hold {what}")


def _refused(file: ConflictFile, path: Path, message: str) -> CaseErrors:
    hint = f"ask `detente stability {file.path.name}` instead, which reads the model as it is"
    return CaseErrors([file.document.fault(path, message, hint, key=True)])


def in_words(formula: Formula) -> str:
    """A statement over options as a condition of the case language.

    Examples
    --------
    >>> from detente.case.gmcr.priorities import parse_statement
    >>> in_words(parse_statement("!o1 & (o2 | o3)", None).formula)
    'o1 = no and (o2 = yes or o3 = yes)'
    """
    match formula:
        case Is(option, _):
            return f"{option} = yes"
        case Not(Is(option, _)):
            return f"{option} = no"
        case Not(part):
            return f"not ({in_words(part)})"
        case All(parts):
            return " and ".join(_bracketed(part) for part in parts)
        case Some(parts):
            return " or ".join(in_words(part) for part in parts)


def _bracketed(part: Formula) -> str:
    return f"({in_words(part)})" if isinstance(part, Some) else in_words(part)


@dataclass(frozen=True, eq=False)
class _Writer:
    """Writes the case of a conflict in option form, line by line."""

    file: ConflictFile
    as_of: date

    @cached_property
    def parties(self) -> Mapping[str, str]:
        return ids(self.file.conflict.dms)

    @cached_property
    def now(self) -> int:
        """Today's state: as the file says, or the first that puts no other out of reach."""
        if self.file.status_quo is not None:
            return self.file.status_quo
        states = [int(state) for state in self.file.model.ids[: 1 << 16]]
        return next((state for state in states if not self._behind(state)), states[0])

    def _behind(self, state: int) -> list[ModelOption]:
        """The options that could not be changed back to a choice they have not got now."""
        stuck = {"Y": "forward", "N": "backward"}
        return [
            option
            for option, letter in zip(self.file.options, self.file.pattern(state), strict=True)
            if stuck[letter] == option.direction
        ]

    @cached_property
    def why(self) -> str:
        source = self.file.sources[0] if self.file.sources else self.file.title
        words = re.sub(r"""["'“”„«»‘’「」『』]""", "", source)
        return f"[bg] as published in {words.replace('[', '(').replace(']', ')')}"

    def lines(self) -> Iterator[str]:
        yield from self._head()
        yield from self._meta()
        yield from ("", "parties:")
        for name, party in self.parties.items():
            yield f"  {party}: {{name: {quoted(name)}, decides: {self._actor(name)}}}"
        yield from self._issues()
        yield from self._actors()
        yield from self._rules()
        yield from self._open()
        yield from self._target()

    def _actor(self, name: str) -> str:
        # The party's id with a tail, so that nobody takes the one for the other in a message.
        return f"{self.parties[name]}_decider"

    # --- what it is ---

    def _head(self) -> Iterator[str]:
        file = self.file
        yield f"# {plainly(file.title)}: a published conflict, made into a case."
        yield f"# From {plainly(file.path.name)} (sha256 {file.sha256[:16]}…), form gmcr-case/1."
        yield "#"
        yield "# As published: who decides, over which options, what cannot be, who prefers what."
        yield "# Yours to say:  where things are now, which outcome is wanted (targets), what might"
        yield "# bring it about (levers), and why. What is marked [a] below is a guess."
        if file.coalitions:
            names = ", ".join("+".join(one) for one in file.coalitions[:20])
            yield f"# Coalitions looked at in the publication: {plainly(names)}"
        yield from self._labels()
        yield ""

    def _labels(self) -> Iterator[str]:
        """The published numbers and words of the states, which a case has no place for."""
        listed_states = list(self.file.model.states or {})
        if not listed_states:
            return
        yield "#"
        order = " ".join(option.id for option in self.file.options)
        yield f"# States as numbered there (Y and N over {plainly(order)}):"
        for state in listed_states[:_MOST_STATES]:
            label = self.file.labels.get(state, "")
            yield f"#   {state}: {self.file.pattern(state)} {plainly(label)}".rstrip()
        if len(listed_states) > _MOST_STATES:
            yield f"#   and {len(listed_states) - _MOST_STATES} more"

    def _meta(self) -> Iterator[str]:
        day = self.as_of.isoformat()
        yield "case:"
        yield f"  title: {quoted(self.file.title)}"
        yield "  question: Which outcome is wanted, and what stands in its way?"
        yield f"  as_of: {day}"
        yield "  sources:"
        title = "; ".join(self.file.sources) or self.file.title
        yield "    # date: when it was published; the model does not say, so the day of the import"
        yield f"    published: {{title: {quoted(title)}, kind: published model, date: {day}}}"

    # --- what is at stake ---

    def _issues(self) -> Iterator[str]:
        yield from ("", "issues:")
        pattern = self.file.pattern(self.now)
        guess = self.file.status_quo is None
        if guess:
            yield "  # now: the model names no status quo, so this is the first of its states"
            if self.now != int(self.file.model.ids[0]):
                yield "  # from which no other is out of reach"
        behind = [option.id for option in self._behind(self.now)]
        if behind:
            yield f"  # {', '.join(behind)}: moves one way only, and not back from where it is now,"
            yield "  # so that what lies behind it is no outcome of this case"
        for option, letter in zip(self.file.options, pattern, strict=True):
            yield f"  {option.id}:"
            yield f"    ask: {quoted(f'{option.dm}: {option.name}?')}"
            yield f"    by: [{self.parties[option.dm]}]"
            if option.direction in _WAYS:
                yield f"    one_way: {_WAYS[option.direction]}"
            yield f"    now: {_WORDS[letter]}"
            no, yes = quoted(f"not: {option.name}"), quoted(option.name)
            yield f"    options: {{no: {no}, yes: {yes}}}"
            judged = "[a] now: the model names no status quo; otherwise "
            yield f"    why: {quoted((judged if guess else '') + self.why)}"

    # --- who wants what ---

    def _actors(self) -> Iterator[str]:
        yield from ("", "actors:")
        for name in self.file.conflict.dms:
            yield f"  {self._actor(name)}:"
            yield f"    of: {self.parties[name]}"
            yield f"    name: {quoted(name)}"
            yield from self._order(name)
            yield f"    why: {quoted(self.why)}"

    def _order(self, name: str) -> Iterator[str]:
        preferences = self.file.preferences
        statements = preferences.priorities.get(name, ())
        ranking = preferences.rankings.get(name)
        if ranking is None and statements:
            if len(statements) > MOST_STATEMENTS:
                message = f"{plain(name, 60)!r} has {len(statements)} statements"
                raise self._too_long("priorities", f"{message}, a case takes {MOST_STATEMENTS}")
            yield "    prefers:                     # the most important first"
            for statement in statements:
                text = self._checked("priorities", in_words(statement.formula))
                yield f"      - {exactly(text)}   # {plainly(statement.text)}"
            return
        groups = ranking.groups if ranking is not None else ()
        if len(groups) < 2:
            first = self.file.options[0].id
            yield f"    ranks: [{exactly(f'{first} = no/yes')}]   # everything is equally good"
            return
        if sum(map(len, groups)) > MOST_RANKS:
            message = f"{plain(name, 60)!r} ranks more than {MOST_RANKS} states one by one"
            raise self._too_long("preferences", message)
        yield "    ranks:                       # the best first; a list inside is a tie"
        for group in groups:
            numbers = ", ".join(map(str, group))
            if len(group) == 1:
                words = plainly(self.file.words(group[0]))
                yield f"      - {self._state(group[0])}   # {numbers}: {words}"
                continue
            for k, state in enumerate(group):
                lead, tail = "- [" if k == 0 else "   ", "]" if k == len(group) - 1 else ","
                note = f"   # {numbers}: equally good" if k == 0 else ""
                yield f"      {lead}{self._state(state)}{tail}{note}"

    def _state(self, state: int) -> str:
        return exactly(self._sentence(state))

    def _sentence(self, state: int) -> str:
        """A condition that is true in one state only."""
        letters = zip(self.file.options, self.file.pattern(state), strict=True)
        text = " and ".join(f"{option.id} = {_WORDS[letter]}" for option, letter in letters)
        return self._checked("options", text)

    def _checked(self, section: str, text: str) -> str:
        if len(text) > LONGEST:
            message = f"a condition of this conflict has more than {LONGEST} characters"
            raise self._too_long(section, message)
        return text

    def _too_long(self, section: str, message: str) -> CaseErrors:
        return _refused(self.file, (section,), message)

    # --- what cannot be ---

    def _rules(self) -> Iterator[str]:
        patterns = list(dict.fromkeys(self.file.model.infeasible))
        more = self._left_out(patterns)
        if not patterns and not more:
            return
        yield from ("", "rules:                           # what cannot be, as patterns of Y and N")
        for k, pattern in enumerate([*patterns, *more]):
            if k == len(patterns):
                yield "  # not ruled out in the publication, but no state of it"
            letters = [
                (option.id, letter)
                for option, letter in zip(self.file.options, pattern, strict=True)
                if letter != "-"
            ]
            *when, (last, letter) = letters
            # A pattern over one option rules out a choice: having it would need not having it.
            when = when or letters
            text = " and ".join(f"{name} = {_WORDS[one]}" for name, one in when)
            text += f" needs {last} = {_WORDS['N' if letter == 'Y' else 'Y']}"
            rule = self._checked("infeasible", text)
            yield f"  # {pattern}"
            yield f"  infeasible_{k + 1}: {{rule: {exactly(rule)}, why: {quoted(self.why)}}}"

    def _left_out(self, patterns: list[str]) -> list[str]:
        """Patterns for combinations that are no listed state, though nothing rules them out."""
        model = self.file.model
        if model.states is None:
            return []
        many = len(self.file.options)
        if many > MOST_OPTIONS:
            raise self._too_long("options", f"a case cannot list states of {many} options")
        codes = np.array([code_of(state.pattern) for state in model.states.values()], np.int64)
        found = cover(model.feasible, codes, many, _MOST_RULES)
        if found is None or len(found) + len(patterns) > _MOST_RULES:
            message = f"it takes more than {_MOST_RULES} rules to say which states there are"
            raise self._too_long("states", message)
        return found

    # --- what is asked ---

    def _open(self) -> Iterator[str]:
        """What the model leaves to the analyst."""
        yield from ("", "open:                            # what the model does not say")
        if self.as_of == NO_DAY:
            yield '  case.as_of: "of which day does the case speak?"'
        if self.file.status_quo is None:
            yield '  issues: "where do things stand today? Each now is a guess"'
        yield '  targets: "which outcome is wanted? The target is a placeholder"'

    def _target(self) -> Iterator[str]:
        yield ""
        yield "# Which outcome is wanted? This one is a placeholder: anything but today's position."
        yield "# Write the one (or several) that you ask about, such as"
        first = self.file.options[0].id
        yield f"#   deal: {{when: {first} = yes, kind: deal, main: yes}}"
        yield "targets:"
        when = exactly(f"not ({self._sentence(self.now)})")
        yield f'  change: {{when: {when}, name: "anything but today", why: "[a] a placeholder"}}'
