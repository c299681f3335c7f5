"""Orders: only which of two outcomes is better, and the same wherever it is asked."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from core.test_grid import NAMES, formulas, table
from hypothesis import given
from hypothesis import strategies as st

from detente.core.cells import Cells
from detente.core.consent import Sheet, Terms, could_consent
from detente.core.edits import Put, apply
from detente.core.examples import fence
from detente.core.grid import Grid, on_offer, reachable
from detente.core.logic import TRUE, Formula, Is, Not, holds
from detente.core.order import at_least, place, places, shares, steps
from detente.core.reading import Draws, threshold, value_of_now
from detente.core.table import TOLERANCE, Issue, Order, Table

TABLE = table()
WHOLE = Grid(NAMES, tuple(tuple(range(len(i.options))) for i in TABLE.issues))
OUTCOMES = [TABLE.options(WHOLE.outcome(k)) for k in range(WHOLE.size)]
orders = st.builds(
    Order,
    st.sampled_from(["prefers", "ranks"]),
    st.lists(formulas, min_size=1, max_size=6).map(tuple),
)


def better(order: Order, first: dict[str, str], second: dict[str, str]) -> bool:
    """Is the first outcome better, by the words of the definition?"""
    for level in order.levels:
        one, other = holds(level, first), holds(level, second)
        if one != other:
            return one
        if one and order.kind == "ranks":
            return False
    return False


@given(orders)
def test_only_the_order_of_two_places_means_anything(order: Order) -> None:
    values = [place(order, one) for one in OUTCOMES]
    assert all(0 <= v <= 100 for v in values)
    for (a, first), (b, second) in product(zip(values, OUTCOMES, strict=True), repeat=2):
        assert (a > b) == better(order, first, second)
        assert a == b or abs(a - b) > 10 * TOLERANCE


@given(orders)
def test_places_of_many_are_places_of_each(order: Order) -> None:
    one_by_one = [place(order, one) for one in OUTCOMES]
    spread = places(order, TABLE, WHOLE)
    assert np.broadcast_to(spread, (*WHOLE.space, 1)).reshape(-1).tolist() == one_by_one
    cells = places(order, TABLE, Cells.of(WHOLE))
    assert np.broadcast_to(cells, (WHOLE.size, 1)).reshape(-1).tolist() == one_by_one


@given(orders)
def test_places_are_shares_of_the_steps_reached(order: Order) -> None:
    assert sum(shares(order)) == pytest.approx(100)
    for outcome in OUTCOMES:
        pairs = zip(shares(order), steps(order), strict=True)
        assert sum(s for s, f in pairs if holds(f, outcome)) == pytest.approx(place(order, outcome))


@given(orders, st.floats(-5, 105))
def test_at_least_is_a_formula_of_the_same_outcomes(order: Order, limit: float) -> None:
    for bar in (limit, *{place(order, one) for one in OUTCOMES}):
        enough = at_least(order, bar)
        for one in OUTCOMES:
            assert holds(enough, one) == (place(order, one) >= bar - TOLERANCE)


def test_thirty_statements_are_told_apart() -> None:
    levels: tuple[Formula, ...] = tuple(Is(f"i{k}", frozenset("y")) for k in range(30))
    order = Order("prefers", levels)
    last = place(order, {f"i{k}": "y" if k == 29 else "n" for k in range(30)})
    assert last > 10 * TOLERANCE
    first, all_others = (
        place(order, {f"i{k}": "y" if (k == 0) == only else "n" for k in range(30)})
        for only in (True, False)
    )
    assert first > all_others + 10 * TOLERANCE


def test_no_outcomes_no_places() -> None:
    order = Order("prefers", (TRUE,))
    assert places(order, TABLE, WHOLE.only("a", frozenset())).size == 0


# --- at the fence ---------------------------------------------------------------------------------


def ordinal_fence(kind: str = "prefers") -> Table:
    """Ann would rather have the gate open than shared than shut; Bob's values are as they were."""
    opened, shut = Is("gate", frozenset({"open"})), Is("gate", frozenset({"shut"}))
    levels = (opened, Not(shut)) if kind == "prefers" else (opened, Not(shut), shut)
    made = fence()
    ann = replace(made.actor["Ann"], cares=(), no_deal=(), order=Order(kind, levels))  # type: ignore[arg-type]
    return replace(made, actors=(ann, made.actor["Bob"]))


@pytest.mark.parametrize("kind", ["prefers", "ranks"])
def test_whoever_has_an_order_accepts_what_is_no_worse_than_today(kind: str) -> None:
    table, draws = ordinal_fence(kind), Draws(0, 0, 20)
    ann = table.actor["Ann"]
    for terms in (Terms("deal"), Terms("step"), Terms("deal", bind=True)):
        assert (
            threshold(draws, table, ann, terms.kind, terms.date) == value_of_now(draws, table, ann)
        ).all()
        yes = Sheet(draws, table, on_offer(table))
        assert yes.flat(yes.consents("Ann", terms)).all()
        assert could_consent(draws, table, "Ann", on_offer(table), terms).all()
    later = replace(table, issues=(replace(table.issue["gate"], now=1),))
    sheet = Sheet(Draws(0, 0, 20), later, on_offer(later))
    shut, shared = sheet.flat(sheet.consents("Ann", Terms("deal")))
    assert not shut.any()
    assert shared.all()


def test_nothing_about_an_order_is_uncertain() -> None:
    table = ordinal_fence()
    assert [i.path for i in table.uncertain()] == ["actors.Bob.no_deal"]
    assert table.relevant == {"gate"}


# --- one way --------------------------------------------------------------------------------------

nobody: tuple[tuple[str, ...], ...] = ((),) * 4
ways = st.sampled_from([(False, 0), (True, 0), (True, 1), (True, -1)])


@given(st.integers(0, 3), st.integers(0, 3), st.booleans(), ways)
def test_where_an_issue_can_go(home: int, now: int, ordered: bool, way: tuple[bool, int]) -> None:
    one_way, heading = way
    every = frozenset(range(4))
    issue = Issue(
        "i", ("a", "b", "c", "d"), home, every, nobody, nobody, ordered, False, one_way, heading
    )
    found = set(reachable(issue, now))
    assert now in found
    for k in range(4):
        if heading:
            expected = (k > now) == (heading > 0) or k == now
        elif not one_way or now == home:
            expected = True
        elif ordered:
            expected = not min(home, now) <= k <= max(home, now) and (k > now) == (now > home)
            expected = expected or k == now
        else:
            expected = k != home
        assert (k in found) == expected


def test_a_heading_holds_from_wherever_a_lever_has_gone() -> None:
    made = fence()
    gate = replace(made.issue["gate"], on_table=frozenset({0, 1, 2}), one_way=True, heading=1)
    table = replace(made, issues=(gate,))
    assert on_offer(table).choices == ((0, 1, 2),)
    assert on_offer(apply(table, [Put("gate", 1)])).choices == ((1, 2),)
    down = replace(table, issues=(replace(gate, now=1, heading=-1),))
    assert on_offer(down).choices == ((0, 1),)
