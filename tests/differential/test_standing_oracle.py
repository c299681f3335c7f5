"""Who stays and who leaves on the table of a case, against brute force in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import oracle
import pytest
import strategies
from differential.compare import both, same_share, same_spread
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_standing import CONCEPTS, Board, Group, Standing, State, board_of, standings
from strategies_moves import moving

from detente.analysis.graph.table import stability as graph_stability
from detente.analysis.stay.flips import CANDIDATES
from detente.analysis.stay.holds import EXITS, holds
from detente.analysis.stay.stability import SHOWN, stability
from detente.analysis.stay.state_table import state_table
from detente.core.conflict import Arcs, GraphForm
from detente.core.edits import pull
from detente.core.finding import Finding
from detente.core.reading import Draws
from detente.core.table import Table
from detente.study import open_case

CASES = sorted(p.name for p in (Path(__file__).parents[2] / "cases").iterdir())
FLIPS = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("standing")


# --- today ----------------------------------------------------------------------------------------


class Asked:
    """A question asked of a case twice: of the product, and of each reading by brute force."""

    def __init__(
        self, text: str, table: Table, n: int, seed: int, levers: Sequence[str] = ()
    ) -> None:
        self.finding: Finding = stability(table, levers=levers, readings=n, seed=seed)
        self.support = self.finding.support
        self.table = table
        self.board = board_of(text, levers)
        self.drawn = standings(self.board, n, seed)
        self.here = self.board.now
        self.actors = {self.board.named(g): g for g in self.board.actors()}

    def check(self) -> None:
        self.check_frame()
        for actor in self.support["actors"]:
            self.check_actor(actor, self.actors[actor["name"]])
        self.check_everybody()
        self.check_flips()
        self.check_certificate()

    def check_frame(self) -> None:
        board, support = self.board, self.support
        assert support["states"] == len(board.states)
        assert support["now"] == {"state": board.number(self.here), "outcome": board.case.now}
        assert support["concepts"] == list(CONCEPTS)
        assert len(support["actors"]) == len(self.actors)
        moving = {a["name"] for a in support["actors"] if a["moves"]}
        assert moving == {board.named(g) for g in board.groups()}
        assert support["every_union"] == board.every_union()

    def check_actor(self, actor: dict[str, Any], group: Group) -> None:
        assert frozenset(actor["members"]) == group
        for concept in CONCEPTS:
            same_share(actor["now"][concept], self.stays(group, concept))
        wants: dict[State, list[Standing]] = {}
        for one in self.drawn:
            for t in one.leaves(group, self.here):
                wants.setdefault(t, []).append(one)
        assert actor["improvements_in_all"] == len(wants)
        sizes = {t: (-len(w), len(self.board.changes(self.here, t))) for t, w in wants.items()}
        shown = [self.arrived(i["changes"]) for i in actor["improvements"]]
        assert [sizes[t] for t in shown] == sorted(sizes.values())[:SHOWN]
        assert len(set(shown)) == len(shown)
        for entry, t in zip(actor["improvements"], shown, strict=True):
            self.check_improvement(entry, group, t, wants[t])

    def stays(self, group: Group, concept: str) -> list[bool]:
        return [one.stable(group, self.here, concept) for one in self.drawn]

    def arrived(self, changes: dict[str, list[str]], start: State | None = None) -> State:
        """Where a change leads."""
        before = self.board.outcome(start or self.here)
        assert changes
        assert all(before[i] == a != b for i, (a, b) in changes.items())
        return tuple((before | {i: b for i, (_, b) in changes.items()}).values())

    def check_improvement(
        self, entry: dict[str, Any], group: Group, t: State, wanting: Sequence[Standing]
    ) -> None:
        assert entry["state"] == self.board.number(t)
        same_share(entry["share"], [one in wanting for one in self.drawn])
        answered = {
            c: [one.answered(group, self.here, t, c) for one in wanting] for c in CONCEPTS[1:]
        }
        assert set(entry["answered"]) == set(answered)
        for concept, flags in answered.items():
            same_share(entry["answered"][concept], flags)
        for party in group:
            who = self.table.deciders(party)
            case = self.board.case
            if len(who) == 1 and case.actors[who[0]].order is None:
                gains = [o.value(who[0], t) - o.value(who[0], self.here) for o in wanting]
                same_spread(entry["gains"][party], gains)
        answer = entry["answer"]
        if answer is None:
            assert not any(answered["seq"] + answered["gmr"])
            return
        concept = answer["concept"]
        assert concept == ("seq" if any(answered["seq"]) else "gmr")
        self.check_answer(
            answer, group, t, [o for o, a in zip(wanting, answered[concept], strict=True) if a]
        )

    def check_answer(
        self, answer: dict[str, Any], group: Group, t: State, answered: Sequence[Standing]
    ) -> None:
        here, steps = t, []
        for step in answer["steps"]:
            here = self.arrived(step["changes"], here)
            assert step["state"] == self.board.number(here)
            steps.append((frozenset(step["movers"]), here))
        flags = [o.sanctions(group, self.here, t, answer["concept"], steps) for o in answered]
        same_share(answer["share"], flags)
        assert any(flags)

    def check_everybody(self) -> None:
        alone = [frozenset({p}) for p in self.board.case.parties]
        for concept in CONCEPTS:
            every = {g: self.stays(g, concept) for g in self.actors.values()}
            for key, asked in (("equilibrium", alone), ("coalition_proof", list(every))):
                flags = [all(every[g][r] for g in asked) for r in range(len(self.drawn))]
                same_share(self.support[key][concept], flags)

    def check_flips(self) -> None:
        best = []
        for actor, group in self.actors.items():
            ends = sorted(self.board.able(group, self.here))
            for t in ends:
                counts = {c: sum(self.turned(group, t, c)) for c in ("nash", "seq")}
                best.append((max(counts.values()), actor, t))
        shown = []
        for entry in self.support["flips"]:
            group, t = self.actors[entry["actor"]], self.arrived(entry["changes"])
            same_share(entry["prefers"], [o.gains(group, self.here, t) for o in self.drawn])
            for concept, found in entry["flips"].items():
                same_share(found, self.turned(group, t, concept))
            shown.append(max(f["count"] for f in entry["flips"].values()))
            assert shown[-1] > 0
        assert shown == sorted(shown, reverse=True)
        tried = [len(self.board.able(g, self.here)) for g in self.actors.values()]
        if all(n <= CANDIDATES // 2 for n in tried):
            strongest = sorted((b[0] for b in best if b[0] > 0), reverse=True)
            assert shown == strongest[:FLIPS]

    def turned(self, group: Group, t: State, concept: str) -> list[bool]:
        return [one.flipped(group, self.here, t, concept) for one in self.drawn]

    def check_certificate(self) -> None:
        found = self.finding.certificate["improvements"]
        leaving = {a for a, g in self.actors.items() if not all(self.stays(g, "nash"))}
        assert set(found) == leaving
        for actor, entry in found.items():
            group = self.actors[actor]
            ends = [tuple(x[i] for i in self.board.case.issues) for x in entry["outcomes"]]
            assert set(entry["which"]) - {-1} == set(range(len(ends)))
            for one, which in zip(self.drawn, entry["which"], strict=True):
                wants = one.leaves(group, self.here)
                assert (ends[which] in wants) if which >= 0 else not wants


# --- every outcome on the table -------------------------------------------------------------------


def same_table(
    text: str, table: Table, n: int, seed: int, levers: Sequence[str] = ()
) -> dict[str, Any]:
    found = state_table(table, levers=levers, readings=n, seed=seed)
    board = board_of(text, levers)
    assert found["readings"] <= n
    drawn = standings(board, found["readings"], seed)
    assert found["numbered"] == list(board.case.issues)
    states = {board.number(s): board.outcome(s) for s in board.states}
    assert found["states"] == states

    def listed(concept: str, groups: Sequence[Group]) -> list[int | None]:
        often = {s: sum(together(o, groups, s, concept) for o in drawn) for s in board.states}
        return sorted(
            board.number(alike)
            for s, count in often.items()
            if 2 * count >= len(drawn)
            for alike in board.alike(s)
        )

    assert set(found["stable"]) == {board.named(g) for g in board.actors()}
    for group in board.actors():
        for concept in CONCEPTS:
            assert found["stable"][board.named(group)][concept] == listed(concept, [group])
    alone = [frozenset({p}) for p in board.case.parties]
    for concept in CONCEPTS:
        assert found["equilibria"][concept] == listed(concept, alone)
        counts = {
            board.number(s): sum(together(o, alone, s, concept) for o in drawn)
            for s in board.states
        }
        shares = {number: count / len(drawn) for number, count in counts.items() if count}
        assert found["shares"][concept] == pytest.approx(shares, abs=1e-9)
    return found


def together(one: Standing, groups: Sequence[Group], s: State, concept: str) -> bool:
    return all(one.stable(g, s, concept) for g in groups)


# --- would a deal hold? ---------------------------------------------------------------------------


def same_holds(text: str, table: Table, n: int, seed: int, levers: Sequence[str] = ()) -> None:
    """Some outcomes are called deals in some readings, and asked about."""
    board = board_of(text, levers)
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(board.states), min(4, len(board.states)), replace=False)
    ends = [board.states[k] for k in chosen]
    deals = rng.random((len(ends), n)) < rng.choice([0.2, 0.7, 1.0])
    outcomes = [
        {
            i: issue.options.index(o)
            for (i, issue), o in zip(board.case.issues.items(), s, strict=True)
        }
        for s in ends
    ]
    found = holds(Draws(seed, 0, n), pull(table, levers), outcomes, deals)
    drawn = standings(board, n, seed)
    assert len(found) == len(ends)
    for entry, s, flags in zip(found, ends, deals, strict=True):
        there = [one for one, deal in zip(drawn, flags, strict=True) if deal]
        if not there:
            assert entry is None
        else:
            assert entry is not None
            same_hold(board, there, s, entry)


def same_hold(board: Board, drawn: Sequence[Standing], s: State, entry: dict[str, Any]) -> None:
    groups = board.groups()
    alone = [g for g in groups if len(g) == 1]
    same_share(entry["alone"], [together(o, alone, s, "nash") for o in drawn])
    same_share(entry["together"], [together(o, groups, s, "nash") for o in drawn])
    same_share(entry["answered"], [together(o, groups, s, "seq") for o in drawn])
    exits = {}
    for group in groups:
        often = {t: sum(t in o.leaves(group, s) for o in drawn) for t in board.able(group, s)}
        if any(often.values()):
            sizes = [(-count, len(board.changes(s, t))) for t, count in often.items()]
            exits[board.named(group)] = (group, min(sizes))
    ranked = sorted((*size, sorted(group), name) for name, (group, size) in exits.items())
    shown = entry["exits"]
    assert [e["actor"] for e in shown] == [name for *_, name in ranked[:EXITS]]
    for e in shown:
        group, (count, changed) = exits[e["actor"]]
        t = tuple((board.outcome(s) | {i: b for i, (_, b) in e["changes"].items()}).values())
        assert len(e["changes"]) == changed
        wanting = [o for o in drawn if t in o.leaves(group, s)]
        assert len(wanting) == -count
        same_share(e["share"], [o in wanting for o in drawn])
        same_share(e["answered"], [o.answered(group, s, t, "seq") for o in wanting])


# --- where every issue is in one hand -------------------------------------------------------------


def same_graph(text: str, table: Table, seed: int) -> None:
    """The case is then a conflict of the graph model, and its parties are decision makers."""
    board = board_of(text)
    (one,) = standings(board, 1, seed)
    dms = tuple(board.case.parties)
    place = {s: k for k, s in enumerate(board.states)}
    better = np.zeros((len(dms), len(place), len(place)), dtype=np.bool_)
    arcs = []
    for i, dm in enumerate(dms):
        alone = frozenset({dm})
        pairs = sorted((place[s], place[t]) for s in place for t in one.moves(alone, s))
        ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        arcs.append(Arcs(ends[:, 0].copy(), ends[:, 1].copy()))
        better[i] = [[one.gains(alone, s, t) for t in place] for s in place]
    ids = np.array([board.number(s) for s in place], dtype=np.int64)
    # Together a group here goes at once where there its members go one after the other: the same
    # unless a law or a veto stands in between.
    free = not board.case.logic and not any(
        who for issue in board.case.issues.values() for who in issue.veto.values()
    )
    mindful = all(len(members) == 1 for _, members in board.case.parties.values())
    groups = [tuple(g) for g in board.groups() if len(g) > 1 and free and mindful]
    expected = graph_stability(GraphForm(dms, ids, tuple(arcs), better), coalitions=groups).lists()
    found = state_table(table, readings=1, seed=seed)
    assert found["readings"] == 1
    numbers = {board.number(s): {board.number(a) for a in board.alike(s)} for s in board.states}

    def all_alike(listed: Sequence[int]) -> list[int]:
        return sorted(a for k in listed for a in numbers[k])

    for actor, by in expected["stable"].items():
        for concept, listed in by.items():
            assert found["stable"][actor][concept] == all_alike(listed), (actor, concept)
    for concept, listed in expected["equilibria"].items():
        assert found["equilibria"][concept] == all_alike(listed)


# --- the cases of the repository ------------------------------------------------------------------


def shipped(root: Path, name: str) -> tuple[str, Table]:
    folder = root / "cases" / name
    return oracle.open_text(folder), open_case(folder)[1]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("pulled", [0, 1, 2])
def test_today_in_the_cases(root, name, pulled):
    text, table = shipped(root, name)
    levers = tuple(oracle.parse(text).levers)[:pulled]
    Asked(text, table, 2, 3 + pulled, levers).check()


@pytest.mark.parametrize("name", ["harbour-strike", "korea-2019"])
def test_what_holds_in_the_cases(root, name):
    text, table = shipped(root, name)
    same_holds(text, table, 4, 1, tuple(oracle.parse(text).levers)[:1])


def test_every_outcome_of_a_case(root):
    text, table = shipped(root, "harbour-strike")
    same_table(text, table, 5, 2, tuple(oracle.parse(text).levers)[:1])


# --- generated cases ------------------------------------------------------------------------------


@given(moving(most=24), st.integers(0, 99))
@settings(max_examples=60, phases=strategies.PHASES)
def test_today_in_generated_cases(folder, doc, seed):
    text = strategies.text(doc)
    case, table = both(text, folder)
    Asked(text, table, 5, seed, tuple(case.levers)[: seed % 2]).check()


@given(moving(most=16), st.integers(0, 99))
@settings(max_examples=40, phases=strategies.PHASES)
def test_every_outcome_of_generated_cases(folder, doc, seed):
    text = strategies.text(doc)
    case, table = both(text, folder)
    same_table(text, table, 8, seed, tuple(case.levers)[:1])


@given(moving(most=32), st.integers(0, 99))
@settings(max_examples=50, phases=strategies.PHASES)
def test_what_holds_in_generated_cases(folder, doc, seed):
    text = strategies.text(doc)
    _, table = both(text, folder)
    same_holds(text, table, 9, seed)


@given(moving(crisp=True, alone=True, levers=False), st.integers(0, 99))
@settings(max_examples=40, phases=strategies.PHASES)
def test_issues_in_one_hand_make_a_conflict_of_the_graph_model(folder, doc, seed):
    text = strategies.text(doc)
    _, table = both(text, folder)
    same_graph(text, table, seed)
