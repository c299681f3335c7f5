"""A second opinion on conflicts in graph form: stability word for word from the definitions.

Sets and dicts only, one state and one question at a time; nothing here is fast and nothing is
shared with the product. The definitions are those of Fang, Hipel & Kilgour 1993 (Nash, GMR, SMR,
SEQ for any number of decision makers), Rêgo & Vieira 2017 (SSEQ), Li, Hipel, Kilgour & Fang 2004
(unknown preferences, types a to d), Hamouda, Kilgour & Hipel 2006 (strength of preference),
Inohara & Hipel 2008 (coalitions) and Fraser & Hipel 1984 (simultaneous sanctions).

An actor is either a decision maker, by name, or a coalition, as a tuple of names.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations, permutations, product
from typing import Any

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
KINDS = ("a", "b", "c", "d")

Pair = tuple[int, int]
Actor = str | tuple[str, ...]
Path = list[tuple[str, int, int]]


@dataclass(frozen=True, eq=False)
class Model:
    """A conflict.

    ``moves[i][s]`` is where i can go from s, ``better[i]`` holds (s, t) where i is known to prefer
    t to s, ``unknown[i]`` the pairs {s, t} of which that is not known either way, ``much[i]`` the
    pairs of ``better[i]`` where the difference is great. ``combos``, for conflicts in option form,
    says which combination of options each state is.
    """

    dms: tuple[str, ...]
    states: tuple[int, ...]
    moves: dict[str, dict[int, set[int]]]
    better: dict[str, set[Pair]]
    unknown: dict[str, set[frozenset[int]]] = field(default_factory=dict)
    much: dict[str, set[Pair]] = field(default_factory=dict)
    combos: dict[int, tuple[int, ...]] | None = None
    known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    def prefers(self, dm: str, t: int, s: int) -> bool:
        """Is dm known to prefer t to s?"""
        return (s, t) in self.better[dm]

    def unsure(self, dm: str, t: int, s: int) -> bool:
        """Is it not known which of the two dm prefers?"""
        return frozenset((s, t)) in self.unknown.get(dm, ())

    def greatly(self, dm: str, t: int, s: int) -> bool:
        """Does dm greatly prefer t to s?"""
        return (s, t) in self.much.get(dm, ())

    def to(self, dm: str, s: int) -> set[int]:
        return self.moves.get(dm, {}).get(s, set())


@dataclass(frozen=True)
class Rules:
    """The conventions of a question.

    ``kind`` is the type of unknown preference; ``start`` says whether a state that legal moves
    lead back to is reachable from itself; ``back`` whether a sanction that restores the very state
    in question counts; ``strong`` asks for sanctions that hurt greatly.
    """

    kind: str | None = None
    start: str = "removed"
    back: bool = True
    strong: bool = False


PLAIN = Rules()


# --- who can get where ----------------------------------------------------------------------------


def reachable(
    model: Model, group: Iterable[str], origin: int, only: str = "any", start: str = "removed"
) -> set[int]:
    """Where can legal sequences of a group's moves lead?

    Nobody moves twice in a row. ``only`` is which moves are allowed: "any", "better" (each mover
    is known to prefer where it goes to where it stands) or "maybe" (or that is not known).
    """
    group = frozenset(group)
    return set(_lengths(model, group, origin, only, start))


def _lengths(
    model: Model, group: frozenset[str], origin: int, only: str, start: str
) -> dict[int, int]:
    """Where legal sequences lead, with the fewest moves it takes."""
    key = ("reach", group, origin, only, start)
    if key not in model.known:
        model.known[key] = _nearest(_search(model, group, origin, only), origin, start)
    found: dict[int, int] = model.known[key]
    return found


def _nearest(steps: dict[tuple[int, Any], int], origin: int, start: str) -> dict[int, int]:
    """Only where, no longer by whom."""
    found: dict[int, int] = {}
    for (there, _), length in steps.items():
        if there != origin or start == "kept":
            found[there] = min(length, found.get(there, length))
    return found


def allowed(model: Model, dm: str, s: int, t: int, only: str) -> bool:
    """May dm go from s to t in a sequence of such moves?"""
    if t not in model.to(dm, s):
        return False
    if only == "any":
        return True
    return model.prefers(dm, t, s) or (only == "maybe" and model.unsure(dm, t, s))


def _search(
    model: Model, group: frozenset[str], origin: int, only: str
) -> dict[tuple[int, str], int]:
    """How many moves does it take to (where we are, who moved last)? Breadth first."""
    seen: dict[tuple[int, str], int] = {}
    queue: deque[tuple[int, str | None, int]] = deque([(origin, None, 0)])
    while queue:
        here, last, length = queue.popleft()
        for dm in group:
            if dm == last:
                continue
            for there in model.to(dm, here):
                if allowed(model, dm, here, there, only) and (there, dm) not in seen:
                    seen[there, dm] = length + 1
                    queue.append((there, dm, length + 1))
    return seen


def reachable_by_induction(
    model: Model, group: Iterable[str], origin: int, only: str = "any", start: str = "removed"
) -> set[int]:
    """The same by the two sentences of the definition, applied until nothing grows.

    1. j in H, t in R_j(s): then t in R_H(s) and j in Omega_H(s, t).
    2. t in R_H(s), j in H, u in R_j(t), Omega_H(s, t) != {j}: then u in R_H(s), j in Omega_H(s, u).
    """
    group = frozenset(group)
    omega: dict[int, set[str]] = {}
    for j in group:
        for t in model.to(j, origin):
            if allowed(model, j, origin, t, only):
                omega.setdefault(t, set()).add(j)
    grown = True
    while grown:
        grown = False
        for t, j in product(list(omega), group):
            if omega[t] == {j}:
                continue
            for u in model.to(j, t):
                if allowed(model, j, t, u, only) and j not in omega.setdefault(u, set()):
                    omega[u].add(j)
                    grown = True
    return set(omega) - ({origin} if start == "removed" else set())


def subsets(group: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """All non-empty subsets."""
    return chain.from_iterable(combinations(group, k) for k in range(1, len(group) + 1))


def class_steps(model: Model, group: tuple[str, ...], s: int, only: str) -> set[int]:
    """R_G^{++}(s), a step of a sequence of coalition improvements.

    Where G can get together and every member prefers to be (or that is not known, with "maybe").
    """
    return {
        t
        for t in reachable(model, group, s)
        if all(model.prefers(i, t, s) or (only == "maybe" and model.unsure(i, t, s)) for i in group)
    }


def class_reachable(
    model: Model, others: Sequence[str], origin: int, only: str = "better", start: str = "removed"
) -> set[int]:
    """R_{P(others)}^{++}(origin): sequences of coalition improvements, none twice in a row."""
    return set(_class_lengths(model, tuple(others), origin, only, start))


def _class_lengths(
    model: Model, others: tuple[str, ...], origin: int, only: str, start: str
) -> dict[int, int]:
    """The same, with the fewest coalition improvements it takes."""
    key = ("class", others, origin, only, start)
    if key not in model.known:
        seen: dict[tuple[int, tuple[str, ...]], int] = {}
        queue: deque[tuple[int, tuple[str, ...] | None, int]] = deque([(origin, None, 0)])
        while queue:
            here, last, length = queue.popleft()
            for group in subsets(others):
                if group == last:
                    continue
                for there in class_steps(model, group, here, only):
                    if (there, group) not in seen:
                        seen[there, group] = length + 1
                        queue.append((there, group, length + 1))
        model.known[key] = _nearest(seen, origin, start)
    found: dict[int, int] = model.known[key]
    return found


# --- the parts of the definitions -----------------------------------------------------------------


def members(actor: Actor) -> tuple[str, ...]:
    return (actor,) if isinstance(actor, str) else actor


def opponents(model: Model, actor: Actor) -> tuple[str, ...]:
    return tuple(dm for dm in model.dms if dm not in members(actor))


def moves_of(model: Model, actor: Actor, s: int, rules: Rules = PLAIN) -> set[int]:
    """R_i(s) of a decision maker, R_H(s) of a coalition."""
    if isinstance(actor, str):
        return set(model.to(actor, s))
    return reachable(model, actor, s, "any", rules.start)


def leaves(model: Model, actor: Actor, s: int, rules: Rules = PLAIN) -> set[int]:
    """Where would the actor go from s if nobody answered? Every member must want it.

    Types a and c also leave for states of which it is not known whether they are better.
    """
    bold = rules.kind in {"a", "c"}
    return {
        t
        for t in moves_of(model, actor, s, rules)
        if all(model.prefers(i, t, s) or (bold and model.unsure(i, t, s)) for i in members(actor))
    }


def deters(model: Model, actor: Actor, s: int, t: int, rules: Rules = PLAIN) -> bool:
    """Is t a state that some member would not rather have than s?

    Types a and b want to know that it is not better; types c and d fear it unless it is known to
    be better. A strong sanction is one where s is greatly preferred to t.
    """
    if rules.strong:
        return any(model.greatly(i, s, t) for i in members(actor))
    sure = rules.kind in {"a", "b"}
    return any(
        not model.prefers(i, t, s) and not (sure and model.unsure(i, t, s)) for i in members(actor)
    )


def answers(
    model: Model, actor: Actor, s1: int, concept: str, rules: Rules = PLAIN
) -> dict[int, int]:
    """To which states can the others take it after the actor has gone to s1, in how many steps?

    By any moves (GMR, SMR) or only by improvements (SEQ, SSEQ), where others whose preference is
    not known may think it one. Against a coalition the others, too, may improve in coalitions.
    """
    others = opponents(model, actor)
    if concept in {"gmr", "smr"}:
        return _lengths(model, frozenset(others), s1, "any", rules.start)
    only = "better" if rules.kind is None else "maybe"
    if isinstance(actor, str):
        return _lengths(model, frozenset(others), s1, only, rules.start)
    return _class_lengths(model, others, s1, only, rules.start)


def escapes(model: Model, actor: Actor, s: int, s2: int, rules: Rules = PLAIN) -> set[int]:
    """Counter-moves from the sanction s2 to where the actor is no longer punished."""
    return {
        s3 for s3 in moves_of(model, actor, s2, rules) if not deters(model, actor, s, s3, rules)
    }


def sanctions(
    model: Model, actor: Actor, s: int, s1: int, concept: str, rules: Rules = PLAIN
) -> set[int]:
    """Which states make the actor regret having gone from s to s1?"""
    return {
        s2
        for s2 in answers(model, actor, s1, concept, rules)
        if deters(model, actor, s, s2, rules)
        and (rules.back or s2 != s)
        and (concept not in {"smr", "sseq"} or not escapes(model, actor, s, s2, rules))
    }


def shortest(
    model: Model, actor: Actor, s: int, s1: int, concept: str, rules: Rules = PLAIN
) -> int | None:
    """How many steps does the quickest sanction take, if there is one?"""
    took = answers(model, actor, s1, concept, rules)
    return min((took[s2] for s2 in sanctions(model, actor, s, s1, concept, rules)), default=None)


# --- stability ------------------------------------------------------------------------------------


def stable(model: Model, actor: Actor, s: int, concept: str, rules: Rules = PLAIN) -> bool:
    """Is s stable for a decision maker (a name) or for a coalition (a tuple of names)?"""
    _understood(model, concept, rules)
    if concept == "nash":
        return not leaves(model, actor, s, rules)
    return all(
        sanctions(model, actor, s, s1, concept, rules) for s1 in leaves(model, actor, s, rules)
    )


def stable_coalition(
    model: Model, group: tuple[str, ...], s: int, concept: str, rules: Rules = PLAIN
) -> bool:
    """CNash, CGMR, CSMR, CSEQ and, by the same pattern, CSSEQ."""
    return stable(model, tuple(group), s, concept.removeprefix("c"), rules)


def _understood(model: Model, concept: str, rules: Rules) -> None:
    if concept not in CONCEPTS:
        raise ValueError(f"no such concept: {concept}")
    if rules.start not in {"removed", "kept"} or rules.kind not in {None, *KINDS}:
        raise ValueError(f"no such convention: {rules}")
    if rules.kind is None and any(model.unknown.values()):
        raise ValueError("with unknown preferences the answer depends on the kind")


def table(
    model: Model, actor: Actor, concepts: Iterable[str] = CONCEPTS, rules: Rules = PLAIN
) -> dict[str, list[bool]]:
    """By concept, which states are stable for the actor, in the order of the states."""
    return {c: [stable(model, actor, s, c, rules) for s in model.states] for c in concepts}


def equilibria(model: Model, concept: str, rules: Rules = PLAIN) -> list[bool]:
    """Which states are stable for every decision maker?"""
    return [all(stable(model, i, s, concept, rules) for i in model.dms) for s in model.states]


def sim(model: Model, dm: str, s: int) -> bool:
    """Is s stable for dm against simultaneous sanctions (Fraser & Hipel)?

    Every improvement of dm must meet improvements from s of some of the others that, made at the
    same time, give a state dm does not prefer to s. Changes that contradict each other, which
    needs an option owned by two, give no state.
    """
    assert model.combos is not None, "simultaneous moves need options"
    others = [[None, *leaves(model, j, s)] for j in opponents(model, dm)]
    return all(
        any(
            deters(model, dm, s, end)
            for chosen in product(*others)
            if any(t is not None for t in chosen)
            for end in _together(model, s, [s1, *(t for t in chosen if t is not None)])
        )
        for s1 in leaves(model, dm, s)
    )


def _together(model: Model, s: int, ends: Sequence[int]) -> list[int]:
    """The state, if there is one, where everybody's change of s is made."""
    assert model.combos is not None
    start = model.combos[s]
    combo = list(start)
    for axis, old in enumerate(start):
        new = {model.combos[t][axis] for t in ends} - {old}
        if len(new) > 1:
            return []
        if new:
            combo[axis] = new.pop()
    return [t for t, options in model.combos.items() if options == tuple(combo)]


# --- what if somebody ranked the states otherwise? ------------------------------------------------


def with_ranking(model: Model, dm: str, best_first: Sequence[int]) -> Model:
    """The same conflict with a strict ranking of one decision maker."""
    pairs = {(s, t) for at, s in enumerate(best_first) for t in best_first[:at]}
    return replace(
        model,
        better={**model.better, dm: pairs},
        unknown={i: pairs for i, pairs in model.unknown.items() if i != dm},
        much={i: pairs for i, pairs in model.much.items() if i != dm},
    )


def inverse(
    model: Model,
    dm: str,
    target: int,
    concepts: Iterable[str] = CONCEPTS,
    rules: Rules = PLAIN,
) -> dict[str, int]:
    """How many strict rankings of dm over all states make the target stable for it? By listing."""
    count = dict.fromkeys(concepts, 0)
    for ranking in permutations(model.states):
        supposed = with_ranking(model, dm, ranking)
        for concept in count:
            count[concept] += stable(supposed, dm, target, concept, rules)
    return count


# --- witnesses ------------------------------------------------------------------------------------


def check_witness(
    model: Model,
    actor: Actor,
    s: int,
    concept: str,
    *,
    holds: bool,
    witness: Any,
    rules: Rules = PLAIN,
) -> list[str]:
    """What is wrong with the reason given for a verdict? Nothing, if the list is empty.

    An unstable state's witness is ``{"improvement": t}``: nothing the others can do about it is a
    sanction. A stable state's is a list of ``{"improvement": t, "sanction": [[who, from, to],
    ...]}``, one for each improvement (and no sanction for "nash", where there is nothing to
    sanction). Who is a name, or names joined by "+" where coalitions improve together.
    """
    _understood(model, concept, rules)
    wants = leaves(model, actor, s, rules)
    if not holds:
        t = witness["improvement"]
        if t not in wants:
            return [f"{t} is no improvement from {s}"]
        answered = concept != "nash" and sanctions(model, actor, s, t, concept, rules)
        return [f"going to {t} is answered by {sorted(answered)}"] if answered else []
    listed = [entry["improvement"] for entry in witness]
    faults = [f"{t} is no improvement from {s}" for t in listed if t not in wants]
    faults += [f"the improvement {t} is not answered" for t in wants - set(listed)]
    faults += [f"{t} is listed twice" for t in set(listed) if listed.count(t) > 1]
    if concept == "nash":
        return faults + [f"{t} is an improvement" for t in listed]
    for entry in witness:
        path = [(str(who), at, to) for who, at, to in entry["sanction"]]
        faults += _path_faults(model, actor, entry["improvement"], path, concept, rules)
        faults += _end_faults(model, actor, s, path, concept, rules)
    return faults


def _path_faults(
    model: Model, actor: Actor, s1: int, path: Path, concept: str, rules: Rules
) -> list[str]:
    """Is this a legal sequence of the others, beginning where the actor went?"""
    faults = []
    others = opponents(model, actor)
    here, last = s1, None
    for who, at, to in path:
        group = tuple(i for i in model.dms if i in who.split("+")) if who not in others else (who,)
        if at != here:
            faults.append(f"{who} moves from {at}, but the sequence is at {here}")
        if not group or "+".join(group) != who or not set(group) <= set(others):
            faults.append(f"{who} is none of the others")
        if who == last:
            faults.append(f"{who} moves twice in a row")
        if not _step_allowed(model, actor, group, (at, to), concept, rules):
            faults.append(f"{who} may not go from {at} to {to} in {concept}")
        here, last = to, who
    if path and rules.start == "removed" and path[-1][2] == s1:
        faults.append(f"the sequence ends where it began, at {s1}")
    return faults


def _step_allowed(
    model: Model,
    actor: Actor,
    group: tuple[str, ...],
    step: Pair,
    concept: str,
    rules: Rules,
) -> bool:
    at, to = step
    only = "better" if rules.kind is None else "maybe"
    if concept in {"gmr", "smr"}:
        only = "any"
    if len(group) == 1:
        return allowed(model, group[0], at, to, only)
    # Only against a coalition, and only to improve, do the others move as coalitions.
    return (
        only != "any" and not isinstance(actor, str) and to in class_steps(model, group, at, only)
    )


def _end_faults(
    model: Model, actor: Actor, s: int, path: Path, concept: str, rules: Rules
) -> list[str]:
    """Does the sequence end where the actor is worse off, and stays so?"""
    if not path:
        return ["a sanction needs a move"]
    end = path[-1][2]
    faults = []
    if not deters(model, actor, s, end, rules):
        faults.append(f"{end} is no sanction")
    if end == s and not rules.back:
        faults.append(f"the sanction only restores {s}")
    if concept in {"smr", "sseq"}:
        faults += [
            f"the actor escapes from {end} to {t}" for t in escapes(model, actor, s, end, rules)
        ]
    return faults
