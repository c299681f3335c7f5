"""Large tables: what integer programs find equals what looking at every outcome finds."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from analysis.tables import demanding, ordered, random_table

from detente.analysis import ask
from detente.analysis.blockers import blockers
from detente.analysis.deals import gains_of
from detente.analysis.large import linear
from detente.analysis.large.bargain import Bargain
from detente.analysis.large.blockers import Situation, family_of
from detente.analysis.large.deals import flags_of
from detente.analysis.large.questions import large_blockers, large_deals, large_room
from detente.analysis.large.search import (
    NO,
    YES,
    model_of,
    one_by_one,
    parties_of,
    search,
    share_of,
)
from detente.analysis.room import room, room_in, terms_of
from detente.analysis.scale import too_large
from detente.analysis.solutions import NAMES, solutions
from detente.core.cells import Cells
from detente.core.consent import Sheet, Terms, lawful, needed, offered
from detente.core.edits import apply
from detente.core.grid import Grid, narrow, on_offer
from detente.core.reading import Draws
from detente.core.table import Drop, Open, Table, Target

READINGS = 3

Maker = Callable[[int], Table]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("maker", [random_table, ordered])
def test_room_equals_enumeration_on_all_terms(maker: Maker, seed: int) -> None:
    table = maker(seed)
    draws = Draws(0, 0, READINGS)
    for target in table.targets:
        terms = tuple(terms_of(table, target).values())
        truth = room_in(draws, table, target, terms)
        found = search(draws, model_of(table, target), terms)
        for on in terms:
            assert (found[on].room == np.where(truth[on].flags, YES, NO)).all()


@pytest.mark.parametrize(
    ("maker", "seed"),
    [*((random_table, k) for k in (0, 5, 9, 11)), *((ordered, k) for k in range(4))],
)
def test_each_solution_found_is_one_of_those_of_enumeration(maker: Maker, seed: int) -> None:
    table = maker(seed)
    draws = Draws(0, 0, 2)
    for target in table.targets:
        model = model_of(table, target)
        grid, allowed = offered(table, target)
        parties, terms = needed(table, grid, allowed), Terms(target.kind)
        assert parties_of(model) == parties
        if not parties:
            continue
        sheet = Sheet(draws, table, grid)
        deals = sheet.acceptable(allowed, terms)
        gains = gains_of(sheet, parties, terms, deals)
        for row, one in enumerate(one_by_one(draws)):
            if not deals[:, row].any():
                continue
            found = Bargain(model, one, terms, parties).run()
            assert found.gaps == {}
            outcomes = sorted(set(found.outcomes))
            if not outcomes:
                continue
            flags = flags_of(draws, model, terms, parties, outcomes)
            truth = solutions(gains[:, :, [row]])
            for name in NAMES:
                chosen = np.array(outcomes)[flags[name][:, row]]
                index = [grid.index(dict(zip(grid.issues, c, strict=True))) for c in chosen]
                assert bool(index) == bool(truth[name].any())
                assert truth[name][index].all()


def lifted_room(
    table: Table, target: Target, one: Draws, lifted: frozenset[str], most: int
) -> bool:
    """Is there room once these go? By looking at every outcome, without the blockers' own code."""
    edits = []
    for name in lifted:
        kind, _, rest = name.partition(":")
        if kind == "unoffered":
            issue, _, option = rest.partition(".")
            edits.append(Open(issue, (table.issue[issue].options.index(option),)))
        elif kind in {"condition", "refusal"}:
            edits.append(Drop(rest))
    free = {n.partition(":")[2] for n in lifted if n.startswith("no_deal:")}
    moved = apply(table, edits)
    cells = Cells.of(narrow(moved, on_offer(moved), target.when))
    spare = np.zeros(cells.size, dtype=int)
    for issue, options in zip(on_offer(table).issues, on_offer(table).choices, strict=True):
        spare += ~np.isin(cells.options(issue), options)
    allowed = lawful(moved, cells) & cells.truth(moved, target.when) & (spare <= most)

    class Lenient(Sheet):
        """Consents see actors who ask for no more than nothing; a veto does not."""

        def limit(self, actor, terms):  # type: ignore[no-untyped-def]
            return super().limit(actor, terms) - (1e3 if actor.id in free else 0.0)

    result = np.array(allowed)
    asking = Lenient(one, moved, cells)
    for party, where in asking.asked["by"].items():
        yes = asking.flat(asking.consents(party, Terms(target.kind)))[:, 0]
        result &= yes | ~where
    stopping = Sheet(one, moved, cells)
    for party, where in stopping.asked["veto"].items():
        if f"veto:{party}" not in lifted:
            # Whoever gives his yes needs no veto lifted besides.
            only = where & ~asking.asked["by"].get(party, np.zeros_like(where))
            yes = stopping.flat(stopping.consents(party, Terms("step")))[:, 0]
            result &= yes | ~only
    return bool(result.any())


@pytest.mark.parametrize(
    ("maker", "seed"), [*((random_table, k) for k in (0, 6, 7)), *((ordered, k) for k in (0, 1, 3))]
)
def test_listed_sets_suffice_are_minimal_and_leave_out_none_of_their_size(
    maker: Callable[[int, int], Table], seed: int
) -> None:
    table = demanding(maker(seed, 4), 45)
    target = table.targets[0]
    situation = Situation(table, target, 2)
    for one in one_by_one(Draws(0, 0, 2)):
        family = family_of(situation, one)
        _, lifts = situation.program(one)
        for found in family.sets:
            assert lifted_room(table, target, one, found, situation.most)
            for name in found:
                assert not lifted_room(table, target, one, found - {name}, situation.most)
        if frozenset() in family.sets or family.complete < 1:
            continue
        alone = {n for n in lifts if lifted_room(table, target, one, frozenset({n}), 2)}
        assert alone == {n for s in family.sets if len(s) == 1 for n in s}


@pytest.mark.parametrize("seed", [0, 6, 12])
def test_smallest_set_has_the_size_found_by_trying_all_pairs(seed: int) -> None:
    table = demanding(random_table(seed, issues=4), 60)
    target = table.targets[0]
    situation = Situation(table, target, 2)
    one = one_by_one(Draws(0, 0, 1))[0]
    family = family_of(situation, one)
    names = sorted(situation.program(one)[1])
    sizes = [
        len({a, b})
        for k, a in enumerate(names)
        for b in names[k:]
        if lifted_room(table, target, one, frozenset({a, b}), 2)
    ]
    smallest = min(len(s) for s in family.sets)
    assert smallest == min(sizes) if sizes else smallest > 2


def test_findings_have_the_shape_of_the_enumerated_ones() -> None:
    table = random_table(4)
    small, large = room(table, readings=4), large_room(table, readings=4)
    for name, entry in small.support["targets"].items():
        other = large.support["targets"][name]
        assert other == entry
        assert set(large.certificate[name]) == set(small.certificate[name])
    assert large.params["readings"] == 4
    assert "4 readings" in large.answer


@pytest.fixture(scope="module")
def vast() -> Table:
    table = demanding(random_table(1, issues=30, options=4), 66)
    table = replace(table, targets=table.targets[:1], deadline=None)
    assert on_offer(table).size > 1e15
    assert too_large(table)
    return table


def test_vast_table_gets_room_with_deals_that_are_deals(vast: Table) -> None:
    found = ask.room(vast, readings=10)
    entry = found.support["targets"]["deal"]
    assert 0 < entry["trade"]["as_of"]["count"] < 10
    assert entry["outcomes"] is None
    assert entry["outcomes_at_most"] > 1e15
    witnesses = found.certificate["deal"]["trade as_of"]
    target = vast.target["deal"]
    for reading, index in enumerate(witnesses["readings"]):
        if index < 0:
            continue
        names = witnesses["outcomes"][index]
        place = {i: vast.issue[i].options.index(o) for i, o in names.items()}
        cell = Grid(tuple(place), tuple((k,) for k in place.values()))
        sheet = Sheet(Draws(0, reading, reading + 1), vast, cell)
        assert sheet.acceptable(np.asarray(cell.truth(vast, target.when)), Terms("deal")).all()


def test_wide_table_gets_deals_and_blockers() -> None:
    wide = demanding(random_table(1, issues=16, options=4), 60)
    assert too_large(wide)
    deals = large_deals(wide, wide.target["deal"], readings=1)
    assert deals.support["packages"]
    assert deals.support["space"] is None
    assert deals.support["packages"][0]["pareto"] is None
    assert "no Pareto set" in deals.method
    blocked = large_blockers(wide, target="deal", readings=2)
    assert blocked.support["targets"]["deal"]["sets"]
    json.dumps([deals.to_dict(), blocked.to_dict()], allow_nan=False)


def test_same_answer_whoever_carries_the_pieces() -> None:
    table = demanding(random_table(7), 45)
    with ThreadPoolExecutor(2) as pool:
        for ask in (large_room, large_blockers):
            alone = ask(table, readings=6, mapping=map)
            assert ask(table, readings=6, mapping=pool.map).to_json() == alone.to_json()


def test_search_cut_off_counts_as_undecided_never_as_no(
    vast: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linear, "SECONDS", 0.0)
    found = large_room(vast, readings=2)
    figure = found.support["targets"]["deal"]["trade"]["as_of"]
    assert figure["undecided"] == 2
    assert figure["word"] == "undecided"
    assert (figure["low"], figure["high"]) == (0.0, 1.0)
    assert "2 undecided" in found.answer
    blocked = large_blockers(vast, target="deal", readings=2).support["targets"]["deal"]
    assert blocked["undecided"] == 2
    assert blocked["sets"] == []


def test_undecided_readings_widen_the_interval() -> None:
    certain, open_ = share_of(5, 0, 10), share_of(5, 2, 10)
    assert open_["low"] <= certain["low"]
    assert open_["high"] > certain["high"]


def test_solver_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    for seed in (0, 7):
        table = random_table(seed)
        large_deals(table, table.target["deal"], readings=4)
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("maker", "number"),
    [*((random_table, k) for k in range(0, 36, 3)), *((ordered, k) for k in range(6))],
)
def test_blockers_are_those_of_enumeration(maker: Maker, number: int) -> None:
    """Lifted alone, each blocker gives the same room by either method, vetoes included."""
    table = maker(number)
    small = blockers(table, readings=4).support["targets"]
    large = large_blockers(table, readings=4).support["targets"]
    for target, entry in small.items():
        rooms = {a["id"]: a["room"]["count"] for a in entry["alone"]}
        others = {a["id"]: a["room"]["count"] for a in large[target]["alone"]}
        shared = set(rooms) & set(others)
        assert {i: rooms[i] for i in shared} == {i: others[i] for i in shared}
        assert entry["room"]["count"] == large[target]["room"]["count"]


def test_an_order_of_thirty_statements_decides_in_a_program_too() -> None:
    table = ordered(2, issues=4, statements=30)
    draws = Draws(0, 0, READINGS)
    for target in table.targets:
        terms = tuple(terms_of(table, target).values())
        truth = room_in(draws, table, target, terms)
        found = search(draws, model_of(table, target), terms)
        for on in terms:
            assert (found[on].room == np.where(truth[on].flags, YES, NO)).all()


def test_solutions_by_an_order_too_fine_for_a_program_are_not_called_proved() -> None:
    table = ordered(1, issues=4, statements=30)
    found = large_deals(table, table.targets[1], readings=2).support
    assert found["packages"]
    assert found["ordinal"]
    assert set(found["unproved"]) == set(NAMES)
    assert {entry["gap"] for entry in found["unproved"].values()} == {None}
