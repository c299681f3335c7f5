"""Who stays and who leaves on the table of a case, against brute force in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import strategies
from differential.compare import both, same_share, same_spread
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_standing import CONCEPTS, Group, Standing, State, board_of, standings
from strategies_moves import moving

from detente.analysis.flips import CANDIDATES
from detente.analysis.stability import SHOWN, stability
from detente.core.finding import Finding
from detente.core.table import Table

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
        self.check_answer(answer, group, t, [o for o, a in zip(wanting, answered[concept]) if a])

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
        leaving = {
            a for a, g in self.actors.items() if not all(self.stays(g, "nash"))
        }
        assert set(found) == leaving
        for actor, entry in found.items():
            group = self.actors[actor]
            ends = [self.state(x) for x in entry["outcomes"]]
            assert set(entry["which"]) - {-1} == set(range(len(ends)))
            for one, which in zip(self.drawn, entry["which"], strict=True):
                wants = one.leaves(group, self.here)
                assert (ends[which] in wants) if which >= 0 else not wants

    def state(self, outcome: dict[str, int]) -> State:
        issues = self.board.case.issues
        return tuple(issue.options[outcome[name]] for name, issue in issues.items())


@given(moving(most=24), st.integers(0, 99))
@settings(max_examples=60, phases=strategies.PHASES)
def test_today_in_generated_cases(folder, doc, seed):
    text = strategies.text(doc)
    _, table = both(text, folder)
    Asked(text, table, 5, seed).check()
