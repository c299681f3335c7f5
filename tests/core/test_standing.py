"""Where the actors of a table stand on its lines, against figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.core.edits import apply
from detente.core.examples import fence
from detente.core.logic import Is
from detente.core.reading import Draws
from detente.core.standing import positions_of
from detente.core.table import (
    Actor,
    Care,
    Issue,
    Mute,
    Order,
    Pick,
    Put,
    Span,
    Table,
)


def point(number: float, path: str = "p") -> Span:
    return Span(path, number, number)


def wish(issue: str, weight: float, *wants: int) -> Care:
    return Care(issue, point(weight), Pick(f"{issue}.wants", wants), Pick("accepts", (0,)))


def issue(name: str, options: int, now: int = 0, **more: object) -> Issue:
    names = tuple("abcdefgh"[:options])
    return replace(Issue(name, names, now, frozenset(range(options)), (), ()), **more)  # type: ignore[arg-type]


def table(*actors: Actor, issues: tuple[Issue, ...] = (issue("tax", 4, 1),)) -> Table:
    return replace(fence(), issues=issues, actors=actors)


def actor(name: str, *cares: Care, clout: Span | None = None) -> Actor:
    return Actor(name, name, cares, clout=clout)


DRAWS = Draws(3, 0, 4)


def test_equal_steps_and_equal_clout() -> None:
    found = positions_of(
        table(actor("A", wish("tax", 80, 3)), actor("B", wish("tax", 20, 0))), DRAWS
    )
    assert found.actors == found.names == ("A", "B")
    assert found.readings == 4
    assert found.position[0, :, 0].tolist() == [3, 0]
    assert found.salience[0, :, 0].tolist() == [0.8, 0.2]
    assert found.clout[0, :, 0].tolist() == [1, 1]
    assert found.remarks == (("clout", "equal"),)
    (line,) = found.lines
    assert (line.id, line.low, line.high, line.reference, line.outcome) == ("tax", 0, 3, 1, None)
    assert line.marks == ((0, "a"), (1, "b"), (2, "c"), (3, "d"))


def test_a_falling_scale_keeps_its_numbers() -> None:
    falling = issue("tax", 3, 1, scale=(90.0, 40.0, 10.0))
    found = positions_of(table(actor("A", wish("tax", 50, 0)), issues=(falling,)), DRAWS)
    (line,) = found.lines
    assert found.position[:, 0, 0].tolist() == [90] * 4
    assert (line.low, line.high, line.reference) == (10, 90, 40)
    assert line.marks == ((10, "c"), (40, "b"), (90, "a"))


def test_who_has_no_care_has_no_position() -> None:
    issues = (issue("tax", 3), issue("water", 2, scale=(5.0, 7.0)))
    found = positions_of(
        table(
            actor("A", wish("tax", 50, 1)),
            actor("B", wish("tax", 40, 2), wish("water", 10, 1)),
            actor("C"),
            issues=issues,
        ),
        DRAWS,
    )
    assert found.actors == ("A", "B")
    assert np.isnan(found.position[:, 0, 1]).all()
    assert np.isnan(found.salience[:, 0, 1]).all()
    assert found.position[0, 1].tolist() == [2, 7]
    assert found.present.tolist() == [[True, False], [True, True]]
    assert found.weight[0].tolist() == [[0.5, 0.0], [0.4, 0.1]]
    assert dict(found.remarks) == {"clout": "equal", "left_out": "C"}


def test_clout_is_drawn_on_its_own_stream_and_the_same_on_every_line() -> None:
    span = Span("actors.A.clout", 20, 40)
    issues = (issue("tax", 3), issue("water", 2))
    cares = (wish("tax", 50, 1), wish("water", 50, 1))
    found = positions_of(table(actor("A", *cares, clout=span), issues=issues), DRAWS)
    assert np.array_equal(found.clout[:, 0, 0], DRAWS.number(span))
    assert np.array_equal(found.clout[:, 0, 1], DRAWS.number(span))
    assert found.clout.std() > 0
    assert found.remarks == ()


def test_without_clout_one_does_not_count_where_others_have_it() -> None:
    cares = wish("tax", 50, 1)
    found = positions_of(
        table(
            actor("A", cares, clout=point(7)),
            actor("B", cares),
            actor("C", cares),
            actor("D", cares, clout=point(0)),
        ),
        DRAWS,
    )
    assert found.actors == ("A", "D")
    assert found.clout[0, :, 0].tolist() == [7, 0]
    assert found.remarks == (("left_out", "B, C"),)


def test_alternatives_and_weights_are_drawn() -> None:
    care = Care("tax", Span("w", 20, 60), Pick("x", (0, 3)), Pick("y", (1,)))
    draws = Draws(9, 0, 200)
    found = positions_of(table(actor("A", care)), draws)
    assert set(found.position[:, 0, 0].tolist()) == {0.0, 3.0}
    assert found.salience.min() >= 0.2
    assert found.salience.max() <= 0.6
    assert np.array_equal(found.salience[:, 0, 0], draws.number(care.weight) / 100)


def test_of_a_value_map_the_best_option_counts_and_of_equals_the_first() -> None:
    sure = Care("tax", point(50), value=tuple(map(point, (10, 70, 70, 5))))
    found = positions_of(table(actor("A", sure)), DRAWS)
    assert found.position[:, 0, 0].tolist() == [1] * 4
    either = Care("tax", point(50), value=(Span("u", 0, 100), Span("v", 0, 100), *[point(0)] * 2))
    draws = Draws(2, 0, 100)
    found = positions_of(table(actor("A", either)), draws)
    better = draws.number(either.value[1]) > draws.number(either.value[0])  # type: ignore[index]
    assert np.array_equal(found.position[:, 0, 0], better.astype(float))


def test_issues_without_an_order_and_actors_with_one_are_no_part_of_it() -> None:
    order = Actor("B", "B", (), order=Order("prefers", (Is("tax", frozenset({"a"})),)))
    values = Care("team", point(50), value=(point(0), point(100)))
    issues = (issue("tax", 4), issue("team", 2, ordered=False))
    found = positions_of(table(actor("A", wish("tax", 9, 2), values), order, issues=issues), DRAWS)
    assert [line.id for line in found.lines] == ["tax"]
    assert found.actors == ("A",)
    assert dict(found.remarks)["left_out"] == "B"


def test_what_matters_to_nobody_with_power_is_no_line() -> None:
    issues = (issue("tax", 3), issue("water", 3), issue("wind", 3))
    found = positions_of(
        table(
            actor("A", wish("tax", 50, 1), wish("water", 0, 2), clout=point(3)),
            actor("B", wish("tax", 0, 2), wish("wind", 50, 2), clout=point(0)),
            issues=issues,
        ),
        DRAWS,
    )
    assert [line.id for line in found.lines] == ["tax"]
    assert found.actors == ("A", "B")  # a salience of 0 is a position all the same
    assert found.salience[0, :, 0].tolist() == [0.5, 0]


@pytest.mark.parametrize(
    "empty",
    [
        table(actor("A")),
        table(actor("A", wish("tax", 0, 1))),
        table(actor("A", wish("tax", 50, 1), clout=point(0))),
        table(actor("A", wish("tax", 50, 1)), actor("B", clout=point(5))),
        table(
            actor("A", Care("tax", point(5), value=(point(1), point(2), point(3), point(4)))),
            issues=(issue("tax", 4, ordered=False),),
        ),
    ],
)
def test_no_line_is_said_in_a_sentence(empty: Table) -> None:
    with pytest.raises(ValueError, match="there is no line"):
        positions_of(empty, DRAWS)


def test_levers_move_the_reference_and_take_advisers_away() -> None:
    case = table(actor("A", wish("tax", 80, 3)), actor("B", wish("tax", 20, 0)))
    moved = positions_of(apply(case, (Put("tax", 2),)), DRAWS)
    assert moved.lines[0].reference == 2
    assert positions_of(apply(case, (Mute("B"),)), DRAWS).actors == ("A",)
