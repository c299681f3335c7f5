"""Simultaneous sanctions: what if the others move at the same moment as he does?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import numpy as np

from detente.core.conflict import Bools, Ints, OptionForm, Ranks

MOST = 100_000_000
"""Joint changes looked at for one decision maker before it is too much: about ten seconds."""

CHUNK = 1 << 20
"""Joint changes looked at at once."""


def simultaneous(form: OptionForm) -> dict[str, Bools]:
    """Which states would nobody leave, for fear of what the others do at the same moment?

    A state s is stable for i if each improvement of i from s is met by some of the others, at least
    one, who each have an improvement from s too, and whose changes, made together with that of i,
    give a state that i does not prefer to s (Fraser & Hipel 1984, simultaneous stability; here for
    any number of decision makers). Changes that together give no state meet nothing.

    Parameters
    ----------
    form : OptionForm
        Everybody changes only options of his own.

    Returns
    -------
    dict
        By decision maker, an array of bool over the states in order of their codes,
        shape (states,).

    Raises
    ------
    ValueError
        Where two decision makers can change the same axis, since then it is not defined what both
        changes together are, and where for one decision maker more than 100 million changes, or
        joint changes, would have to be looked at.

    Examples
    --------
    In the prisoner's dilemma, whoever breaks mutual silence (3) must fear that the other does too.

    >>> from detente.analysis.graph.examples import dilemma
    >>> {dm: np.flatnonzero(flags).tolist() for dm, flags in simultaneous(dilemma()).items()}
    {'Ann': [0, 1, 3], 'Bob': [0, 2, 3]}
    """
    owners = _owners(form)
    codes = np.flatnonzero(form.feasible)
    changes = [_improvements(form, dm, axes, codes) for dm, axes in enumerate(owners)]
    return {
        name: _stable(form.feasible, form.ranks[dm], codes, changes, dm)
        for dm, name in enumerate(form.dms)
    }


def stable_for_all(stable: Mapping[str, Bools]) -> Bools:
    """Which states are stable for everybody? Shape (states,).

    Examples
    --------
    >>> from detente.analysis.graph.examples import dilemma
    >>> stable_for_all(simultaneous(dilemma())).tolist()
    [True, False, False, True]
    """
    found: Bools = np.logical_and.reduce(list(stable.values()), axis=0)
    return found


def _owners(form: OptionForm) -> list[list[int]]:
    """For each decision maker the axes he can really change."""
    owners = [
        sorted(a for a, step in steps.items() if (step & ~np.eye(len(step), dtype=np.bool_)).any())
        for steps in form.steps
    ]
    for axis, named in enumerate(form.axes):
        by = [dm for dm, own in zip(form.dms, owners, strict=True) if axis in own]
        if len(by) > 1:
            raise ValueError(
                f"simultaneous stability needs options with one owner each:"
                f" {named.name!r} can be changed by {', '.join(by)}"
            )
    return owners


@dataclass(frozen=True, eq=False)
class _Changes:
    """Improvements of one decision maker, state by state.

    Those of state k are ``number[k]`` entries of ``shift`` from ``first[k]`` on: what each adds to
    the code of the state.
    """

    first: Ints
    number: Ints
    shift: Ints


def _improvements(form: OptionForm, dm: int, axes: list[int], codes: Ints) -> _Changes:
    choices = prod(form.shape[a] for a in axes)
    if len(codes) * choices > MOST:
        raise ValueError(
            f"too large for simultaneous stability: {form.dms[dm]} has {choices} choices"
            f" in each of {len(codes)} states"
        )
    digits = np.unravel_index(codes, form.shape)
    ranks = form.ranks[dm]
    states: list[Ints] = []
    shifts: list[Ints] = []
    for chosen in product(*(range(form.shape[a]) for a in axes)):
        able = np.ones(len(codes), dtype=np.bool_)
        shift = np.zeros(len(codes), dtype=np.int64)
        for axis, option in zip(axes, chosen, strict=True):
            able &= form.steps[dm][axis][digits[axis], option]
            shift += (option - digits[axis]) * prod(form.shape[axis + 1 :])
        able &= form.feasible[codes + shift]
        able &= ranks[codes + shift] > ranks[codes]
        here = np.flatnonzero(able)
        states.append(here)
        shifts.append(shift[here])
    at = np.concatenate(states)
    order = np.argsort(at, kind="stable")
    number = np.bincount(at, minlength=len(codes)).astype(np.int64)
    return _Changes(np.cumsum(number) - number, number, np.concatenate(shifts)[order])


def _stable(feasible: Bools, ranks: Ranks, codes: Ints, changes: list[_Changes], dm: int) -> Bools:
    """The verdicts for one decision maker: small sets of others first, for what is still open."""
    own = changes[dm]
    state = np.repeat(np.arange(len(codes)), own.number)
    arrived = codes[state] + own.shift
    is_open = np.ones(len(state), dtype=np.bool_)
    others = [c for k, c in enumerate(changes) if k != dm]
    looked = 0.0
    for size in range(1, len(others) + 1):
        for group in combinations(others, size):
            pairs = np.flatnonzero(is_open)
            radix = np.stack([c.number[state[pairs]] for c in group], axis=1)
            looked += float(radix.prod(axis=1, dtype=np.float64).sum())
            if looked > MOST:
                raise ValueError(
                    f"too large for simultaneous stability: more than {MOST:,} joint changes"
                )
            for which, shift in _joint(group, state[pairs], radix):
                pair = pairs[which]
                code = arrived[pair] + shift
                meets = feasible[code] & (ranks[code] <= ranks[codes[state[pair]]])
                is_open[pair[meets]] = False
    stable = np.ones(len(codes), dtype=np.bool_)
    stable[state[is_open]] = False
    return stable


def _joint(group: tuple[_Changes, ...], state: Ints, radix: Ints) -> Iterator[tuple[Ints, Ints]]:
    """All joint changes of some others: which pair each is for, and what it adds to the code.

    They are numbered through; a number within a pair, written to the bases ``radix``, says which
    change each of the group makes. So no more than a chunk is ever held.
    """
    number = radix.prod(axis=1)
    ends = np.cumsum(number)
    total = int(ends[-1]) if len(ends) else 0
    for start in range(0, total, CHUNK):
        flat = np.arange(start, min(start + CHUNK, total))
        which = np.searchsorted(ends, flat, side="right")
        left = flat - (ends - number)[which]
        shift = np.zeros(len(flat), dtype=np.int64)
        for k, change in enumerate(group):
            left, digit = np.divmod(left, radix[which, k])
            shift += change.shift[change.first[state[which]] + digit]
        yield which, shift
