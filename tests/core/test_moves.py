"""Which way an issue may go, and in whose hands it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from detente.core.moves import can_go, goes_home, hands
from detente.core.table import Issue

FIVE = ("a", "b", "c", "d", "e")


def issue(**changes) -> Issue:
    """Five options, today in the middle; one party holds the lower ones, another the upper."""
    by = (("P",), ("P",), ("P", "Q"), ("Q",), ("Q",))
    return replace(Issue("i", FIVE, 2, frozenset(range(5)), by, ((),) * 5), **changes)


def arrows(relation) -> set[str]:
    """The pairs of different options of a relation, as letters."""
    return {FIVE[a] + FIVE[b] for a, b in np.argwhere(relation) if a != b}


@pytest.mark.parametrize(
    ("changes", "barred"),
    [
        ({}, ""),
        ({"one_way": True}, "ab ac ad ae bc bd be da db dc ea eb ec ed"),
        ({"one_way": True, "heading": 1}, "ba ca cb da db dc ea eb ec ed"),
        ({"one_way": True, "heading": -1}, "ab ac ad ae bc bd be cd ce de"),
        ({"one_way": True, "ordered": False}, "ac bc dc ec"),
    ],
)
def test_which_way_it_may_go(changes, barred):
    every = {a + b for a in FIVE for b in FIVE if a != b}
    assert arrows(can_go(issue(**changes))) == every - set(barred.split())


@pytest.mark.parametrize(
    ("changes", "back"),
    [
        ({}, ""),
        ({"undo": True}, "ab ac bc dc ec ed"),
        ({"undo": True, "ordered": False}, "ac bc dc ec"),
        ({"undo": True, "now": 0}, "ba ca cb da db dc ea eb ec ed"),
    ],
)
def test_what_takes_it_back(changes, back):
    assert arrows(goes_home(issue(**changes))) == set(back.split())


def test_in_whose_hands_it_is():
    alone, both = frozenset({"P"}), frozenset({"P", "Q"})
    assert arrows(hands(issue(), alone)) == {a + b for a in FIVE for b in "ab" if a != b}
    assert arrows(hands(issue(), both)) == {a + b for a in FIVE for b in FIVE if a != b}
    # What P holds it may take back alone, though today takes both.
    assert arrows(hands(issue(undo=True), alone)) - arrows(hands(issue(), alone)) == {"ac", "bc"}
    assert np.diag(hands(issue(), frozenset())).all()
