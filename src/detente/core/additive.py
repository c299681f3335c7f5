"""Cases and positions as bargaining domains: what other programs can read of them."""

from __future__ import annotations

import numpy as np

from detente.core.conflict import Axis
from detente.core.consent import Terms, advice_of
from detente.core.crisp import Say, asked_somewhere, not_additive, say_of, sole
from detente.core.domain import Domain, Link
from detente.core.grid import Grid, narrow, on_offer
from detente.core.line import Positions
from detente.core.logic import All, Formula, Is, Not, Some, holds, issues
from detente.core.reading import Draws
from detente.core.streams import Floats
from detente.core.table import Table, Target


class Middle(Draws):
    """One reading in which everything uncertain lies in the middle of its range.

    A choice between an even number of options takes the later of the middle two; a condition is
    held where it is at least as firm as not.

    Examples
    --------
    >>> Middle().stream("actors.Kim.no_deal").tolist()
    [0.5]
    """

    def __init__(self) -> None:
        super().__init__(0, 0, 1)

    def stream(self, path: str) -> Floats:  # noqa: ARG002 - the same for every number
        """One half, whatever the number is."""
        return np.full(self.count, 0.5)


def domain_of(
    table: Table, draws: Draws | None = None, target: str | None = None, *, title: str = ""
) -> Domain:
    """What is a case as a bargaining domain, in one reading?

    Issues are those on which some option is in play for the target; the parties are those whom
    some outcome asks and who are decided by one actor with additive values, with his value as
    their utility (0 to 100) and the threshold as what they have without a deal. Rules of logic,
    the target, and what parties who are always asked hold firmly become links. What cannot be held
    is listed by :func:`left_out`.

    Parameters
    ----------
    table : Table
        The compiled case, levers applied or not.
    draws : Draws, optional
        The first of these readings is written; by default one with all ranges at their middle.
    target : str, optional
        By default the headline.
    title : str, optional
        By default the name of the target.

    Raises
    ------
    ValueError
        Where no party can be written.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> domain = domain_of(fence())
    >>> domain.parties, domain.size
    (('Ann', 'Bob'), 1)
    """
    one = Middle() if draws is None else draws.only(np.array([0]))
    goal = table.target[target or table.headline]
    grid = _in_play(table, goal)
    parties = tuple(p for p in asked_somewhere(table, grid) if sole(table, p) is not None)
    if not parties:
        raise ValueError(
            f"Nothing to write for {goal.id}: no party that it asks is decided by one actor who "
            "values issues one by one."
        )
    says = [say_of(table, one, grid, p, Terms(goal.kind)) for p in parties]
    every = range(len(grid.issues))
    moved = [k for k in every if grid.choices[k] != (table.now[grid.issues[k]],)]
    # An issue with one option in play is no choice; a domain needs an issue all the same.
    free = [k for k in every if len(grid.choices[k]) > 1] or moved
    fixed = [k for k in every if k not in free]
    return Domain(
        title=title or goal.id,
        issues=tuple(
            Axis(name, tuple(table.issue[name].options[o] for o in grid.choices[k]))
            for k, name in ((k, grid.issues[k]) for k in free)
        ),
        parties=parties,
        weights=np.ones((len(parties), len(free))),
        scores=tuple(np.stack([say.worth[k] for say in says]) for k in free),
        reserve=np.array([say.agree for say in says]),
        links=_links(table, grid, goal, says),
        base=np.array([sum(float(say.worth[k][0]) for k in fixed) for say in says]),
        discount=np.full(len(parties), np.nan),
    )


def _in_play(table: Table, target: Target) -> Grid:
    grid = narrow(table, on_offer(table), target.when)
    if grid.size == 0:
        raise ValueError(f"Nothing to write for {target.id}: nothing on offer could meet it.")
    return grid


def _links(table: Table, grid: Grid, target: Target, says: list[Say]) -> tuple[Link, ...]:
    """What no package may do: break a law or a firm condition, or miss the target.

    A formula that names an issue that stands still is cut down to the others.
    """
    always = {p for p in (say.party for say in says) if _always(table, grid, p)}
    found = [Link(name, law) for name, law in table.laws]
    found.append(Link(f"targets.{target.id}", Not(target.when)))
    for say in says:
        if say.party in always:
            found += [Link(f"{say.party}.{k}", b) for k, b in enumerate(say.broken, 1)]
    stands = {
        i: table.issue[i].options[o[0]]
        for i, o in zip(grid.issues, grid.choices, strict=True)
        if len(o) == 1
    }
    cut = [Link(link.id, settle(link.broken, stands)) for link in found]
    return tuple(link for link in cut if issues(link.broken))


def _always(table: Table, grid: Grid, party: str) -> bool:
    """Does every outcome of a grid need this party's yes?"""
    return any(
        all(k != table.now[i] and party in table.issue[i].by[k] for k in options)
        for i, options in zip(grid.issues, grid.choices, strict=True)
    )


def settle(formula: Formula, known: dict[str, str]) -> Formula:
    """What is left of a formula once the options of some issues are known?

    ``All(())`` is left where it is true and ``Some(())`` where it is false.

    Examples
    --------
    >>> from detente.core.logic import All, Is
    >>> both = All((Is("a", frozenset({"x"})), Is("b", frozenset({"y"}))))
    >>> settle(both, {"a": "x"})
    Is(issue='b', options=frozenset({'y'}))
    >>> settle(both, {"a": "z"})
    Some(parts=())
    """
    true: Formula = All(())
    false: Formula = Some(())
    match formula:
        case Is(issue=issue):
            if issue not in known:
                return formula
            return true if holds(formula, known) else false
        case Not(part=part):
            left = settle(part, known)
            if left in {true, false}:
                return false if left == true else true
            return Not(left)
        case All(parts=parts):
            some = tuple(dict.fromkeys(p for part in parts if (p := settle(part, known)) != true))
            if false in some:
                return false
            return some[0] if len(some) == 1 else All(some)
        case Some(parts=parts):
            some = tuple(dict.fromkeys(p for part in parts if (p := settle(part, known)) != false))
            if true in some:
                return true
            return some[0] if len(some) == 1 else Some(some)


def left_out(table: Table, target: str | None = None) -> tuple[str, ...]:
    """What does :func:`domain_of` lose of a case? One plain sentence for each thing.

    Examples
    --------
    >>> from detente.core.examples import fence
    >>> left_out(fence())[0]
    'Ranges: one reading is written, of all that are plausible.'
    """
    goal = table.target[target or table.headline]
    grid = _in_play(table, goal)
    found = ["Ranges: one reading is written, of all that are plausible."]
    others = not_additive(table, grid)
    if others:
        who = "they have no single sum of values" if len(others) > 1 else "it has no sum of values"
        found.append(f"Parties decided by several, or by an order: {', '.join(others)} ({who}).")
    sometimes = [
        p for p in asked_somewhere(table, grid) if p not in others and not _always(table, grid, p)
    ]
    if sometimes:
        found.append(
            f"Who is asked when: {', '.join(sometimes)} would here have to agree to every package."
        )
    firm = {c.owner for c in table.conditions}
    held_by = [p for p in sometimes if firm & {*table.deciders(p), *_advisers(table, p)}]
    if held_by:
        found.append(f"What {', '.join(held_by)} hold firmly, since they are not always asked.")
    if len(table.targets) > 1:
        found.append(f"Targets other than {goal.id}.")
    if table.levers:
        found.append("Levers, moves and everything that has to do with time.")
    return tuple(found)


def _advisers(table: Table, party: str) -> set[str]:
    return {c.owner for c in advice_of(table, party)}


def domain_from_positions(positions: Positions, *, options: str = "marks") -> Domain:
    """What is a table of positions as a bargaining domain?

    Each line is an issue. Its options are its labelled marks (where it has at least two), or with
    ``options="held"`` the positions that somebody holds. An option is worth 100 (1 - distance from
    the actor's position / length of the line) to him; the weight is his salience. An actor without
    a position on a line is indifferent there. Nobody has a value without a deal: the file has none.

    Parameters
    ----------
    positions : Positions
        The first reading counts.
    options : str
        ``marks`` or ``held``.

    Raises
    ------
    ValueError
        For another word, or where no line has two options.

    Examples
    --------
    >>> from detente.core.line import Line
    >>> two = Positions.of("Fence", {"A": (0.0, 1.0, 2.0), "B": (100.0, 0.5, 2.0)}, Line("height"))
    >>> domain_from_positions(two).utility({"height": "0"}).tolist()
    [100.0, 0.0]
    """
    if options not in {"marks", "held"}:
        raise ValueError(f"options must be marks or held, not {options!r}.")
    axes, scores, kept = [], [], []
    for k, line in enumerate(positions.lines):
        where = positions.position[0, :, k]
        places = _places(line.marks, where, options)
        if len(places) < 2:
            continue
        at = np.array([x for x, _ in places])
        near = 100 * (1 - np.abs(at[None, :] - where[:, None]) / line.length)
        axes.append(Axis(line.id, tuple(text for _, text in places)))
        scores.append(np.nan_to_num(near, nan=0.0))
        kept.append(k)
    if not axes:
        raise ValueError("No line has two options to choose between.")
    count = len(positions.actors)
    return Domain(
        title=positions.title,
        issues=tuple(axes),
        parties=positions.actors,
        weights=np.nan_to_num(positions.salience[0][:, kept], nan=0.0),
        scores=tuple(scores),
        reserve=np.full(count, np.nan),
        links=(),
        base=np.zeros(count),
        discount=np.full(count, np.nan),
    )


def _places(
    marks: tuple[tuple[float, str], ...], where: Floats, options: str
) -> list[tuple[float, str]]:
    """The options of a line with their names, which are told apart where labels repeat."""
    if options == "marks" and len(marks) >= 2:
        listed = list(marks)
    else:
        listed = [(float(x), "") for x in np.unique(where[np.isfinite(where)])]
    names = [text or f"{x:g}" for x, text in listed]
    return [
        (x, name if names.count(name) == 1 else f"{name} ({x:g})")
        for (x, _), name in zip(listed, names, strict=True)
    ]
