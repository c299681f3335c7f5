"""Cases and positions as domains: the same figures, and what is lost said in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from analysis.tables import random_table

from detente.core.additive import Middle, domain_from_positions, domain_of, left_out, settle
from detente.core.cells import Cells
from detente.core.consent import Sheet, Terms, offered
from detente.core.crisp import asked_somewhere, not_additive, sole
from detente.core.examples import fence
from detente.core.grid import flat, narrow, on_offer
from detente.core.line import Line, Positions
from detente.core.logic import All, Formula, Is, Not, Some
from detente.core.reading import Draws
from detente.core.table import Party, Pliant, Table


def additive(seed: int) -> Table:
    table = random_table(seed)
    one = {"A": "Ann", "B": "Bea", "C": "Cal", "D": "Dan", "Council": "Dan"}
    return replace(table, parties=tuple(Party(p, 1, (a,)) for p, a in one.items()))


@pytest.mark.parametrize("seed", range(8))
def test_a_domain_has_the_values_and_laws_of_the_reading(seed: int) -> None:
    table, draws = additive(seed), Draws(seed, 0, 3)
    goal = table.target[table.headline]
    domain = domain_of(table, draws)
    grid, allowed = offered(table, goal)
    sheet = Sheet(draws.only(np.array([0])), table, grid)
    terms = Terms(goal.kind)
    gains = {p: sheet.flat(sheet.bare_gain(p, terms))[:, 0] for p in domain.parties}
    lawful = flat(grid, allowed)
    firm = any(link.id.partition(".")[0] in domain.parties for link in domain.links)
    for index in range(grid.size):
        names = table.options(grid.outcome(index))
        package = {axis.name: names[axis.name] for axis in domain.issues}
        over = domain.utility(package) - domain.reserve
        assert np.allclose(over, [gains[p][index] for p in domain.parties])
        if not firm:
            assert domain.lawful(package) == lawful[index]
        elif domain.lawful(package):
            assert lawful[index]


def test_bodies_are_left_out_and_named() -> None:
    table = random_table(1)
    goal = table.target[table.headline]
    grid = narrow(table, on_offer(table), goal.when)
    others = not_additive(table, grid)
    assert others
    domain = domain_of(table)
    assert set(domain.parties) == set(asked_somewhere(table, grid)) - set(others)
    assert any(others[0] in line for line in left_out(table))
    assert sole(replace(table, pliant=frozenset({"Ann"})), "A") is None
    assert Pliant("Ann").actor == "Ann"


def test_nobody_to_write_is_said() -> None:
    table = fence()
    bodies = tuple(replace(p, members=(*p.members, *p.members)) for p in table.parties)
    with pytest.raises(ValueError, match="Nothing to write for shared"):
        domain_of(replace(table, parties=bodies))


def test_the_middle_reading_lies_in_the_middle() -> None:
    table = additive(2)
    spans = [s for s in table.uncertain() if hasattr(s, "lo")]
    assert spans
    assert all(Middle().number(s)[0] == (s.lo + s.hi) / 2 for s in spans)


def test_what_is_left_of_a_formula_agrees_with_the_whole() -> None:
    a, b = Is("a", frozenset("x")), Is("b", frozenset("y"))
    formulas: list[Formula] = [All((a, b)), Some((a, Not(b))), Not(All((Not(a), b)))]
    cells = Cells.of(on_offer(fence()))
    assert cells.size
    from detente.core.logic import holds

    for formula in formulas:
        for one in "xz":
            left = settle(formula, {"a": one})
            for other in "yz":
                assert holds(left, {"a": one, "b": other}) == holds(formula, {"a": one, "b": other})


def _positions() -> Positions:
    lines = (
        Line("cap", low=0, high=10, marks=((0, "none"), (5, "some"), (10, "none"))),
        Line("date", low=0, high=4),
        Line("seat", low=0, high=4),
    )
    return Positions(
        title="Talks",
        actors=("A", "B"),
        names=("Ay", "Bee"),
        lines=lines,
        position=np.array([[[0.0, 1.0, 2.0], [10.0, np.nan, 2.0]]]),
        salience=np.array([[[1.0, 0.5, 1.0], [0.5, np.nan, 1.0]]]),
        clout=np.ones((1, 2, 3)),
    )


def test_positions_become_options_by_distance() -> None:
    domain = domain_from_positions(_positions())
    # Labels that repeat are told apart; lines with one position only are left out.
    assert [a.name for a in domain.issues] == ["cap"]
    assert domain.issues[0].options == ("none (0)", "some", "none (10)")
    assert domain.utility({"cap": "some"}).tolist() == [50.0, 25.0]
    held = domain_from_positions(_positions(), options="held")
    assert held.issues[0].options == ("0", "10")
    assert np.isnan(held.reserve).all()


def test_other_words_are_refused() -> None:
    with pytest.raises(ValueError, match="marks or held"):
        domain_from_positions(_positions(), options="all")
