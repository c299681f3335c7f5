"""Gambit's .nfg: a game in normal form, read into a conflict and written from one.

The form is that of McKelvey, McLennan and Turocy's Gambit (file format "NFG 1"): players, their
strategies, and a payoff for each at every combination, the first player's strategies running
fastest. Both versions are read: payoffs one by one, and outcomes with their numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod
from pathlib import Path

import numpy as np

from detente.case.faults import CaseErrors, plain
from detente.case.gmcr.file import ConflictFile, load_conflict_text
from detente.case.gmcr.model import ModelOption
from detente.case.gmcr.preferences import Ranking
from detente.case.text import LARGEST, Text, decode, read_bytes
from detente.case.writing import ids
from detente.neighbours.conflict_text import Sketch, sketch_text
from detente.neighbours.form import Format
from detente.neighbours.nfg_text import Tokens
from detente.neighbours.nfg_write import write
from detente.neighbours.option_code import Coded

MOST_OPTIONS = 20
MOST_CELLS = 16_384
MOST_PLAYERS = 20

_LIKE = 'write such as NFG 1 R "Title" { "Row" "Column" } { 2 2 }'


@dataclass(frozen=True)
class Game:
    """A game in normal form.

    Attributes
    ----------
    title : str
    players : tuple of str
    strategies : tuple of tuple of str
        Of each player, by name.
    payoffs : tuple of tuple of Fraction
        One for each player at every combination, the first player's strategies running fastest.
    outcomes : tuple of str
        The name of the outcome at each combination, where the file has outcomes.
    """

    title: str
    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: tuple[tuple[Fraction, ...], ...]
    outcomes: tuple[str, ...] = ()


def read(path: Path) -> ConflictFile:
    """What conflict is in this .nfg file?

    Players become decision makers. A player with two strategies has one option (the second
    strategy; left, it is the first), one with n strategies has n - 1, of which at most one is
    taken. Only the order of payoffs is kept.

    Raises
    ------
    CaseErrors
        With every fault found, each with its line and column.
    """
    data = read_bytes(path, LARGEST, "an .nfg file")
    text = sketch_text(sketch_of(read_game(decode(data, str(path)), str(path))))
    file = load_conflict_text(text, path)
    return replace(file, sha256=hashlib.sha256(data).hexdigest(), id=path.stem)


def read_game(content: str, file: str = "game.nfg") -> Game:
    """What game is in this text?

    Examples
    --------
    >>> game = read_game('NFG 1 R "Two" { "A" "B" } { 2 2 } 3 3 5 0 0 5 1 1')
    >>> game.strategies, [str(x) for x in game.payoffs[1]]
    ((('1', '2'), ('1', '2')), ['5', '0'])
    """
    tokens = Tokens(Text(file, content))
    _head(tokens)
    title = tokens.text("the title")
    players = _names(tokens, "players")
    strategies = _strategies(tokens, players)
    tokens.comment()
    cells = prod(map(len, strategies))
    if cells > MOST_CELLS:
        message = f"{cells} combinations of strategies are too many (at most {MOST_CELLS})"
        raise tokens.stop(message, "leave out strategies that nobody would use")
    if tokens.is_sign("{"):
        payoffs, outcomes = _by_outcomes(tokens, len(players), cells)
    else:
        numbers = _numbers(tokens, cells * len(players), "payoffs")
        payoffs = tuple(
            tuple(numbers[k : k + len(players)]) for k in range(0, len(numbers), len(players))
        )
        outcomes = ()
    if tokens.faults:
        raise CaseErrors(tokens.faults)
    return Game(title, players, strategies, payoffs, outcomes)


def _head(tokens: Tokens) -> None:
    """Pass over what says which form the file has."""
    for words, problem in (
        (("NFG",), "this is no Gambit file of the form NFG 1"),
        (("1",), "this is no Gambit file of the form NFG 1"),
        (("R", "D"), "R or D should stand here"),
    ):
        token = tokens.next
        if token is None or token.kind != "word" or token.value not in words:
            raise tokens.stop(problem, _LIKE)
        tokens.place += 1


def _names(tokens: Tokens, what: str) -> tuple[str, ...]:
    """A list of names, each once and none empty."""
    tokens.open(what)
    found: list[str] = []
    begin = tokens.at
    while not tokens.closed():
        at = tokens.at
        name = tokens.text(f"the name of one of the {what}")
        if not name or len(name) > 200:
            problem = "this name is empty" if not name else "this name is too long"
            tokens.faults.append(tokens.fault(at, problem, "write 1 to 200 characters"))
        elif name in found:
            message = f"{plain(name, 40)!r} stands here twice"
            tokens.faults.append(tokens.fault(at, message, "give each a name of its own"))
        found.append(name)
    if not found or (what == "players" and len(found) > MOST_PLAYERS):
        message = f"there are {len(found)} {what} here, and 1 to {MOST_PLAYERS} can be read"
        raise CaseErrors([*tokens.faults, tokens.fault(begin, message)])
    return tuple(found)


def _strategies(tokens: Tokens, players: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The strategies of each player: lists of names, or how many there are."""
    tokens.open("strategies")
    begin = tokens.at
    found: list[tuple[str, ...]] = []
    while not tokens.closed():
        if tokens.is_sign("{"):
            found.append(_names(tokens, "strategies"))
            continue
        at = tokens.at
        many = tokens.number()
        if many.denominator != 1 or not 1 <= many <= MOST_OPTIONS + 1:
            message = f"{plain(str(many), 20)} strategies cannot be read"
            hint = f"write a whole number from 1 to {MOST_OPTIONS + 1}"
            tokens.faults.append(tokens.fault(at, message, hint))
            many = Fraction(1)
        found.append(tuple(str(k + 1) for k in range(int(many))))
    if len(found) != len(players):
        message = f"strategies of {len(found)} players stand here, and there are {len(players)}"
        hint = "write one number or list for each player"
        raise CaseErrors([*tokens.faults, tokens.fault(begin, message, hint)])
    if tokens.faults:
        raise CaseErrors(tokens.faults)  # nobody can say how many payoffs there should be
    many_options = sum(len(one) - 1 for one in found)
    if many_options > MOST_OPTIONS:
        message = f"these strategies make {many_options} options, at most {MOST_OPTIONS} are read"
        raise CaseErrors([*tokens.faults, tokens.fault(begin, message)])
    if not many_options:
        message = "nobody has more than one strategy, so there is nothing to decide"
        raise CaseErrors([*tokens.faults, tokens.fault(begin, message)])
    return tuple(found)


def _numbers(tokens: Tokens, wanted: int, what: str) -> list[Fraction]:
    """All numbers up to the end of the file, as many as there should be."""
    found: list[Fraction] = []
    begin = tokens.at
    while tokens.next is not None:
        if len(found) == wanted:
            left = len(tokens.found) - tokens.place
            raise tokens.stop(f"{wanted} {what} are enough, and {left} more follow", "remove them")
        found.append(tokens.number())
    if len(found) < wanted:
        message = f"there should be {wanted} {what}, and there are {len(found)}"
        tokens.faults.append(tokens.fault(begin, message, "add those that are missing"))
    return found


def _by_outcomes(
    tokens: Tokens, players: int, cells: int
) -> tuple[tuple[tuple[Fraction, ...], ...], tuple[str, ...]]:
    """Payoffs by outcomes: named bundles, then the number of one at each combination."""
    bundles: list[tuple[Fraction, ...]] = [(Fraction(0),) * players]
    names = [""]
    tokens.open("outcomes")
    while not tokens.closed():
        at = tokens.at
        tokens.open("payoffs of an outcome")
        names.append(tokens.text("the name of an outcome"))
        payoffs = []
        while not tokens.closed():
            payoffs.append(tokens.number())
        if len(payoffs) != players:
            message = f"this outcome has {len(payoffs)} payoffs, and there are {players} players"
            tokens.faults.append(tokens.fault(at, message, "write one for each player"))
            payoffs = [Fraction(0)] * players
        bundles.append(tuple(payoffs))
        if len(bundles) > MOST_CELLS:
            raise tokens.stop(f"there are more than {MOST_CELLS} outcomes")
    begin = tokens.place
    found = _numbers(tokens, cells, "numbers of outcomes")
    for k, number in enumerate(found):
        if number.denominator != 1 or not 0 <= number < len(bundles):
            message = f"there is no outcome {plain(str(number), 20)}"
            hint = f"write 1 to {len(bundles) - 1}, or 0 for none"
            tokens.faults.append(tokens.fault(tokens.found[begin + k].at, message, hint))
    if tokens.faults:
        raise CaseErrors(tokens.faults)
    places = [int(number) for number in found]
    return tuple(bundles[k] for k in places), tuple(names[k] for k in places)


def sketch_of(game: Game) -> Sketch:
    """The same as a conflict: players as decision makers, strategies as options.

    Examples
    --------
    >>> sketch = sketch_of(read_game('NFG 1 R "Two" { "A" } { { "stay" "go" } } 0 1'))
    >>> sketch.options[0].name, sketch.rankings["A"].groups
    ('go', ((1,), (0,)))
    """
    wanted = [f"{p} {s}" for p, own in zip(game.players, game.strategies, strict=True) for s in own]
    fit = ids(wanted, "option")
    coded = [
        Coded(player, own, tuple(fit[f"{player} {s}"] for s in own[1:]), steps=False)
        for player, own in zip(game.players, game.strategies, strict=True)
    ]
    codes = _codes(coded)
    rankings = {}
    for i, player in enumerate(game.players):
        groups: dict[Fraction, list[int]] = {}
        for code, payoffs in zip(codes, game.payoffs, strict=True):
            groups.setdefault(payoffs[i], []).append(code)
        rankings[player] = Ranking(tuple(tuple(sorted(groups[x])) for x in sorted(groups)[::-1]))
    many = sum(len(one.ids) for one in coded)
    before, infeasible = 0, []
    for one in coded:
        after = many - before - len(one.ids)
        infeasible += ["-" * before + own + "-" * after for own in one.impossible]
        before += len(one.ids)
    return Sketch(
        title=game.title or "a game",
        dms=game.players,
        options=tuple(
            ModelOption(option, one.issue, name, "both")
            for one in coded
            for option, name in zip(one.ids, one.choices[1:], strict=True)
        ),
        infeasible=tuple(infeasible),
        rankings=rankings,
        notes={"strategies": {one.issue: one.choices for one in coded}},
        remarks=("a game in normal form: of its payoffs only the order is kept",),
    )


def _codes(coded: Sequence[Coded]) -> list[int]:
    """The decimal code of every combination, the first player's strategies running fastest."""
    found = np.zeros(1, dtype=np.int64)
    at = 0
    for one in coded:
        own = [1 << (at + k - 1) if k else 0 for k in range(len(one.choices))]
        found = (np.array(own, dtype=np.int64)[:, None] + found[None, :]).reshape(-1)
        at += len(one.ids)
    codes: list[int] = found.tolist()
    return codes


FORMAT = Format(
    name="nfg",
    title="Gambit: a game in normal form (.nfg), with payoffs or outcomes",
    holds="conflict",
    suffixes=(".nfg",),
    read=read,
    write=write,
    looks_like=lambda head: head.lstrip("\ufeff \t\r\n").startswith("NFG 1"),
)
