"""A conflict written for Gambit: what each decision maker can do alone, as a normal form."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from detente.case.faults import CaseErrors, Fault, Path, listed, plain
from detente.case.gmcr.file import ConflictFile
from detente.case.gmcr.model import MOST_OPTIONS, ModelOption
from detente.case.gmcr.priorities import dense
from detente.core.conflict import Bools, Ints, OptionForm
from detente.neighbours.form import Model, Written
from detente.neighbours.gmcr import as_conflict, file_name, strategies_of
from detente.neighbours.nfg_text import in_quotes

MOST_NUMBERS = 1_000_000


def write(model: Model) -> Written:
    """How is the unilateral game of a conflict written as an .nfg file?

    Players are the decision makers, strategies the combinations of their own options that some
    state has, payoffs the ranks of the states: 1 is the worst, and 0 stands where there is no
    state. Somebody without options has one strategy.

    Raises
    ------
    CaseErrors
        Where moves are listed or removed one by one, preferences are unknown or have a strength,
        or the game is too large.

    Examples
    --------
    >>> from detente.case.gmcr.file import load_conflict_text
    >>> file = load_conflict_text('''
    ... format: gmcr-case/1
    ... title: Chicken
    ... dms: [Row, Column]
    ... options:
    ... - {id: a, dm: Row, name: swerve}
    ... - {id: b, dm: Column, name: swerve}
    ... preferences: {Row: [2, 3, 1, 0], Column: [1, 3, 2, 0]}
    ... ''')
    >>> print(write(file).files["conflict.nfg"])
    NFG 1 R "Chicken" { "Row" "Column" }
    <BLANKLINE>
    { { "not: swerve" "swerve" }
      { "not: swerve" "swerve" } }
    ""
    <BLANKLINE>
    1 1 2 4 4 2 3 3
    <BLANKLINE>
    """
    file = as_conflict(model, "nfg")
    conflict = _option_form(file)
    codes = _codes(file)
    own = [_own(file, dm, codes) for dm in conflict.dms]
    shape = tuple(len(combinations) for combinations in own)
    if prod(shape) * len(shape) > MOST_NUMBERS:
        message = f"this game has {prod(shape)} combinations of strategies, which are too many"
        raise _refused(file, ("options",), message, "leave out options first")
    # Cells in the order of the file: the first player's strategies run fastest.
    cells = np.zeros(1, dtype=np.int64)
    for combinations in own:
        cells = (combinations[:, None] + cells[None, :]).reshape(-1)
    payoffs, state = _payoffs(conflict, codes, cells)
    lost = _lost(file, payoffs, state, shape)
    text = _text(file, own, payoffs)
    return Written({file_name(file, ".nfg"): text}, lost)


def _option_form(file: ConflictFile) -> OptionForm:
    conflict = file.conflict
    if isinstance(conflict, OptionForm) and len(file.options) <= MOST_OPTIONS:
        return conflict
    preferences, moves = file.preferences, file.moves
    if moves.listed or moves.removed:
        what, path = "moves listed or removed one by one", ("moves",)
        if moves.removed and not moves.listed:
            path = ("removed_moves",)
    elif preferences.pairs:
        what, path = "pairs of which nothing is known", ("preference_pairs",)
    elif any(ranking.marks for ranking in preferences.rankings.values()):
        what, path = "strength of preference (>>)", ("preferences",)
    else:
        what, path = f"more than {MOST_OPTIONS} options", ("options",)
    hint = "write it as gmcr instead: detente export gmcr"
    raise _refused(file, path, f"a normal form cannot hold {what}", hint)


def _refused(file: ConflictFile, path: Path, message: str, hint: str) -> CaseErrors:
    found = file.document.fault(path, message, hint, key=True)
    return CaseErrors([Fault(str(file.path), 1, 1, message, found.hint)])


def _codes(file: ConflictFile) -> Ints:
    """The decimal code of each state."""
    if file.model.states is None:
        return file.model.ids
    return np.array([file.model.code(state) for state in file.model.states], dtype=np.int64)


def _own(file: ConflictFile, dm: str, codes: Ints) -> Ints:
    """The combinations of somebody's own options that some state has."""
    mask = sum(1 << k for k, option in enumerate(file.options) if option.dm == dm)
    return np.unique(codes & mask)


def _payoffs(conflict: OptionForm, codes: Ints, cells: Ints) -> tuple[Ints, Bools]:
    """Payoffs of shape (players, cells), and which cells are states."""
    order = np.argsort(codes)
    place = np.minimum(np.searchsorted(codes, cells, sorter=order), len(codes) - 1)
    state = codes[order[place]] == cells
    rows = []
    for ranks in conflict.ranks:
        worth = dense(ranks[codes]).astype(np.int64) + 1
        rows.append(np.where(state, worth[order[place]], 0))
    return np.stack(rows), state


def nash(payoffs: Ints, shape: Sequence[int]) -> Bools:
    """In which cells does nobody gain by another strategy of his own? Shape (cells,).

    Examples
    --------
    >>> nash(np.array([[1, 2, 4, 3], [1, 4, 2, 3]]), (2, 2)).tolist()
    [False, True, True, False]
    """
    found = np.ones(tuple(reversed(shape)), dtype=np.bool_)
    for i, own in enumerate(payoffs):
        table = own.reshape(found.shape)
        axis = len(shape) - 1 - i
        found &= table == table.max(axis=axis, keepdims=True)
    return found.reshape(-1)


def _lost(file: ConflictFile, payoffs: Ints, state: Bools, shape: Sequence[int]) -> tuple[str, ...]:
    lost = ["payoffs are ranks: only their order means anything"]
    one_way = [option.id for option in file.options if option.direction != "both"]
    if one_way:
        lost.append(
            f"moves one way only ({listed(one_way, 'and')}): in a normal form every strategy can "
            "be given up for every other, so equilibria may differ"
        )
    empty = int((~state).sum())
    if empty:
        false = int((nash(payoffs, shape) & ~state).sum())
        lost.append(
            f"{empty} of {len(state)} combinations are no states: there everybody has 0, the lowest"
            f" payoff, and {false} of them are equilibria that mean nothing"
        )
    if file.labels:
        lost.append("the words for states are left out")
    if file.status_quo is not None:
        lost.append("where things stand today is left out")
    if file.coalitions:
        lost.append("the coalitions to be looked at are left out")
    return tuple(lost)


def _text(file: ConflictFile, own: Sequence[Ints], payoffs: Ints) -> str:
    dms = file.conflict.dms
    said = strategies_of(file)
    lists = []
    for dm, combinations in zip(dms, own, strict=True):
        names = said.get(dm, [])
        if len(names) != len(combinations):
            names = _names([o for o in file.options if o.dm == dm], file.options, combinations)
        lists.append(f"{{ {' '.join(map(in_quotes, names))} }}")
    players = " ".join(map(in_quotes, dms))
    numbers = payoffs.T.reshape(-1).tolist()
    step = 10 * len(dms)
    lines = [" ".join(map(str, numbers[k : k + step])) for k in range(0, len(numbers), step)]
    strategies = "\n  ".join(lists)
    head = f"NFG 1 R {in_quotes(file.title)} {{ {players} }}\n\n{{ {strategies} }}\n"
    return head + '""\n\n' + "\n".join(lines) + "\n"


def _names(
    mine: Sequence[ModelOption], options: Sequence[ModelOption], combinations: Ints
) -> list[str]:
    """A name for each combination of somebody's own options, each once."""
    bits = {option.id: 1 << k for k, option in enumerate(options)}
    found: list[str] = []
    for code in combinations.tolist():
        taken = [plain(o.name, 80) for o in mine if code & bits[o.id]]
        name = " + ".join(taken) or (
            f"not: {plain(mine[0].name, 80)}" if len(mine) == 1 else "nothing"
        )
        if len(name) > 200 or name in found:
            name = " + ".join(o.id for o in mine if code & bits[o.id])
        found.append(name if name not in found and len(name) <= 200 else f"strategy {code}")
    return found
