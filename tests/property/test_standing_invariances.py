"""What must not change who stays does not: pieces of work, order, names, and idle issues."""

from __future__ import annotations

import copy
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import oracle
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st
from property.test_invariances import canonical, shuffled
from strategies import Doc
from strategies_moves import moving

from detente.analysis.stay.stability import stability
from detente.analysis.stay.state_table import state_table
from detente.core.table import Table
from detente.study import open_case

READINGS = 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("standing_invariances")


@pytest.fixture
def korea(root: Path) -> Table:
    return open_case(root / "cases" / "korea-2019")[1]


def written(doc: Doc, folder: Path) -> Table:
    place = folder / "case.yaml"
    place.write_text(strategies.text(doc), encoding="utf-8")
    return open_case(place)[1]


def today(table: Table, **how: Any) -> dict[str, Any]:
    return stability(table, **({"readings": READINGS} | how)).to_dict()


# --- pieces of work -------------------------------------------------------------------------------


def test_any_map_gives_the_same(korea, monkeypatch):
    whole = today(korea, readings=300)
    assert today(korea, readings=300, mapping=map) == whole
    with ThreadPoolExecutor(2) as pool:
        assert today(korea, readings=300, mapping=pool.map) == whole
    monkeypatch.setattr("detente.core.work.PIECE", 7)
    assert today(korea, readings=300, mapping=map) == whole


def test_blocks_of_any_size_give_the_same(korea, monkeypatch):
    whole = today(korea, readings=100)
    for cells in (1, 1000, 5000):
        monkeypatch.setattr("detente.core.reading.CELLS", cells)
        assert today(korea, readings=100) == whole


def test_moves_compared_in_chunks_of_any_size_give_the_same(korea, monkeypatch):
    whole, table = today(korea), state_table(korea, readings=8)
    monkeypatch.setattr("detente.analysis.stay.standing.COMPARED", 50)
    monkeypatch.setattr("detente.analysis.graph.arcs.CHUNK", 500)
    monkeypatch.setattr("detente.analysis.stay.state_table.GATHERED", 1 << 16)
    assert today(korea) == whole
    assert state_table(korea, readings=8) == table


def test_more_readings_begin_with_the_same_ones(korea):
    few, many = (
        stability(korea, readings=n).certificate["improvements"] for n in (READINGS, 3 * READINGS)
    )
    for actor, entry in few.items():
        more = many[actor]
        for first, second in zip(entry["which"], more["which"], strict=False):
            assert (first < 0) == (second < 0)
            assert first < 0 or entry["outcomes"][first] == more["outcomes"][second]


def test_readings_are_all_alike_where_nothing_is_uncertain(folder):
    @given(moving(crisp=True), st.integers(0, 9))
    @settings(max_examples=20, phases=strategies.PHASES)
    def check(doc: Doc, seed: int) -> None:
        table = written(doc, folder)
        found = state_table(table, seed=seed)
        if found["readings"] == 1:
            assert found == state_table(table, seed=seed + 1, readings=7)
            for actor in today(table, seed=seed)["support"]["actors"]:
                assert {share["share"] for share in actor["now"].values()} <= {0, 1}

    check()


# --- what is declared -----------------------------------------------------------------------------


def without_numbers(value: Any) -> Any:
    """Figures without the numbers of states and the order of names: they follow the file's own."""
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if k not in {"state", "in_common"}}
        return {without_numbers(k): without_numbers(v) for k, v in kept.items()}
    if isinstance(value, list):
        return [without_numbers(v) for v in value]
    return "+".join(sorted(value.split("+"))) if isinstance(value, str) else value


def figures(table: Table, readings: int = READINGS) -> Any:
    found = stability(table, readings=readings)
    plain = {"support": found.support, "certificate": found.certificate, "method": found.method}
    return canonical(without_numbers(plain))


def verdicts(table: Table) -> dict[str, Any]:
    """Who stays where, told by the options of each state."""
    found = state_table(table, readings=8)
    where = {k: frozenset(options.items()) for k, options in found["states"].items()}
    stable = {
        (frozenset(actor.split("+")), concept): {where[k] for k in listed if k in where}
        for actor, by in found["stable"].items()
        for concept, listed in by.items()
    }
    shares = {c: {where[k]: s for k, s in by.items()} for c, by in found["shares"].items()}
    return {"stable": stable, "shares": shares, "states": set(where.values())}


@given(doc=moving(), seed=st.integers(0, 999))
@settings(max_examples=40, phases=strategies.PHASES)
def test_order_of_declaration(folder, doc, seed):
    table, other = written(doc, folder), written(shuffled(doc, seed), folder)
    assert figures(table) == figures(other)
    assert verdicts(table) == verdicts(other)


@given(doc=moving(levers=False), place=st.integers(0, 4))
@settings(max_examples=20, phases=strategies.PHASES)
def test_an_issue_beside_the_point(folder, doc, place):
    """It counts in the numbers of states, and changes nothing else."""
    more = copy.deepcopy(doc)
    idle = {"now": "b", "options": ["a", "b", "c"], "on_table": ["b", "c"], "by": ["P0", "P1"]}
    issues = list(more["issues"].items())
    more["issues"] = dict([*issues[:place], ("idle", idle), *issues[place:]])
    table, wider = written(doc, folder), written(more, folder)

    def aside(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: aside(v) for k, v in value.items() if k != "idle"}
        return [aside(v) for v in value] if isinstance(value, list) else value

    plain, found = (stability(t, readings=READINGS) for t in (table, wider))
    assert aside(without_numbers(found.support)) == without_numbers(plain.support)
    assert aside(found.certificate) == plain.certificate
    assert found.answer == plain.answer
    before, after = state_table(table, readings=8), state_table(wider, readings=8)
    names = combinations(more)
    small = {frozenset(o.items()): k for k, o in enumerate(combinations(doc))}
    for actor, by in after["stable"].items():
        for concept, listed in by.items():
            without = [small[frozenset(aside(names[k]).items())] for k in listed]
            assert sorted(set(without)) == before["stable"][actor][concept]
            assert len(without) == 2 * len(set(without))


@given(doc=moving(levers=False))
@settings(max_examples=15, phases=strategies.PHASES)
def test_labels(folder, doc):
    plain = written(doc, folder)
    named = copy.deepcopy(doc)
    named["case"]["title"] = "Another title"
    for k, party in enumerate(named["parties"].values()):
        party["name"] = f"Party number {k}"
    for k, actor in enumerate(named["actors"].values()):
        actor["name"] = f"Actor number {k}"
    for issue in named["issues"].values():
        issue["ask"] = "What then?"
        issue["options"] = {option: f"Words for {option}" for option in issue["options"]}
    other = written(named, folder)
    assert today(other) == today(plain)
    assert state_table(other, readings=8) == state_table(plain, readings=8)


# --- numbers --------------------------------------------------------------------------------------


def combinations(doc: Doc) -> list[dict[str, str]]:
    """All combinations of options on the table, the last issue's changing fastest."""
    marks = [i.get("on_table", i["options"]) for i in doc["issues"].values()]
    ordered = [
        [o for o in i["options"] if o in kept]
        for i, kept in zip(doc["issues"].values(), marks, strict=True)
    ]
    return [dict(zip(doc["issues"], combo, strict=True)) for combo in product(*ordered)]


@given(doc=moving(levers=False))
@settings(max_examples=20, phases=strategies.PHASES)
def test_numbers_count_the_options_on_the_table(folder, doc):
    table = written(doc, folder)
    names = combinations(doc)
    found = state_table(table, readings=8)
    assert all(names[k] == options for k, options in found["states"].items())
    assert found["numbered"] == list(doc["issues"])
    case = oracle.parse(strategies.text(doc))
    lawful = [x for x in names if not any(broken(x) for broken, _ in case.logic)]
    at_now = [x for x in lawful if all(x[i] == case.now[i] for i in x if i not in case.relevant)]
    assert [names.index(x) for x in at_now] == sorted(found["states"])
    now = stability(table, readings=2).support["now"]
    assert names[now["state"]] == now["outcome"]
