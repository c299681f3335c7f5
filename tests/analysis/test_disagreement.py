"""Gains from another point of disagreement: by plain loops over small tables."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest
from analysis.tables import random_table
from analysis.test_merged import additive

from detente.analysis import ask
from detente.analysis.deals import FLAGS, deals, flags_in
from detente.analysis.disagreement import known
from detente.core.consent import Sheet, Terms, needed, offered
from detente.core.crisp import sole
from detente.core.examples import fence
from detente.core.reading import Draws, value
from detente.core.table import Table

READINGS = 3


def by_hand(table: Table, disagreement: str) -> int:
    """Nash, egalitarian and utilitarian deals by loops; in how many readings there is a deal."""
    goal = table.target[table.headline]
    terms = Terms(goal.kind)
    grid, allowed = offered(table, goal)
    parties = needed(table, grid, allowed)
    draws = Draws(0, 0, READINGS)
    sheet = Sheet(draws, table, grid)
    flags = dict(zip(FLAGS, flags_in(sheet, allowed, parties, terms, disagreement), strict=True))
    worth = {}
    for party in parties:
        actor = sole(table, party)
        assert actor is not None
        worth[party] = np.array(
            [value(draws, table, actor, grid.outcome(k)) for k in range(grid.size)]
        )
    found = 0
    for row in range(READINGS):
        open_ = np.flatnonzero(flags["deal"][:, row])
        if not len(open_):
            continue
        found += 1
        low = {
            p: 0.0 if disagreement == "zero" else min(worth[p][k, row] for k in open_)
            for p in parties
        }
        gains = {k: [worth[p][k, row] - low[p] for p in parties] for k in open_}
        best = max(min(g) for g in gains.values())
        for k in np.flatnonzero(flags["egalitarian"][:, row]):
            assert abs(min(gains[k]) - best) < 1e-7
        if any(min(g) > 1e-9 for g in gains.values()):
            top = max(prod(g) for g in gains.values() if min(g) > 1e-9)
            for k in np.flatnonzero(flags["nash"][:, row]):
                assert abs(prod(gains[k]) - top) < 1e-6 * top
        total = max(sum(g) for g in gains.values())
        for k in np.flatnonzero(flags["utilitarian"][:, row]):
            assert abs(sum(gains[k]) - total) < 1e-7
    return found


@pytest.mark.parametrize("disagreement", ["worst", "zero"])
def test_the_solutions_by_loops(disagreement: str) -> None:
    assert sum(by_hand(additive(seed), disagreement) for seed in range(10)) > 5


def test_what_is_a_deal_does_not_depend_on_it() -> None:
    table = random_table(2)
    found = [deals(table, readings=20, disagreement=p) for p in ("no-deal", "worst", "zero")]
    for key in ("room", "deals_per_reading", "pareto_per_reading", "parties"):
        assert found[0].support[key] == found[1].support[key] == found[2].support[key]
    assert [f.support["disagreement"] for f in found] == ["no-deal", "worst", "zero"]


def test_other_words_are_refused() -> None:
    with pytest.raises(ValueError, match="no-deal, worst, zero"):
        known("nothing")
    with pytest.raises(ValueError, match="auto, dense, merge, programs"):
        ask.deals(fence(), method="guess")


def test_the_method_asked_for_is_kept() -> None:
    assert "method" not in ask.deals(fence(), readings=5).params
    found = ask.deals(fence(), readings=5, method="merge")
    assert found.params["method"] == found.support["method"] == "merge"
