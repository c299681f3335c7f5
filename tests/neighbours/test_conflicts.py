"""Conflicts go out and come back: files, games in normal form, and cases as conflicts."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from neighbours.broken_conflicts import SOUND, THREE
from neighbours.random_cases import random_case

from detente.analysis.graph.table import stability
from detente.analysis.stay.state_table import state_table
from detente.case.compile import compile_case
from detente.case.faults import CaseErrors
from detente.case.gmcr.file import ConflictFile, load_conflict, load_conflict_text
from detente.case.gmcr.to_case import case_text
from detente.case.load import load, load_text
from detente.core.conflict import GraphForm, OptionForm
from detente.neighbours import gmcr, nfg, nfg_write
from detente.neighbours.conflict_case import conflict_of_case

ROOT = Path(__file__).parents[2]
GOLDEN = sorted((ROOT.parent / "shared" / "data" / "gmcr_cases").glob("*.yaml"))
MODELS = [*sorted((ROOT / "tests" / "models").glob("*.yaml")), *GOLDEN]


def test_the_golden_models_are_there() -> None:
    if not GOLDEN:
        pytest.skip("the golden gmcr cases are not beside the repository")
    assert len(GOLDEN) >= 5


def text_of(file: ConflictFile) -> str:
    (text,) = gmcr.write(file).files.values()
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_a_file_comes_back_as_it_was(path: Path) -> None:
    file = load_conflict(path)
    again = load_conflict_text(text_of(file))
    for name in ("title", "id", "options", "labels", "status_quo", "coalitions", "sources"):
        assert getattr(again, name) == getattr(file, name), name
    assert again.moves.listed == file.moves.listed
    assert again.moves.removed == file.moves.removed
    assert again.preferences.rankings == file.preferences.rankings
    assert again.preferences.pairs == file.preferences.pairs
    assert again.preferences.priorities == file.preferences.priorities
    assert again.model.ids.tolist() == file.model.ids.tolist()
    assert text_of(again) == text_of(file)


ALL_OF_IT = """
format: gmcr-case/1
id: "../../etc/passwd"
title: 'A "ferry"'
dms: ["North, Bank", South, Idle]
options:
- {id: o1, dm: "North, Bank", name: "Raise: the toll", dir: explicit}
- {id: o2, dm: South, dir: forward}
states: {1: {yn: NN, label: "as it is"}, 4: {yn: YN}, 7: {yn: NY}, 9: {yn: "YY"}}
moves: {"North, Bank": {1: [4], 7: [9]}, South: option-form}
removed_moves: {South: {4: [9]}}
preferences: {"North, Bank": [4, ">>", [1, 7], 9]}
preference_pairs: {South: [[1, 4], [9, 7]]}
priorities: {Idle: [o1, "!o2 | o1"], South: [o2]}
coalitions: [["North, Bank", South]]
remark: nothing
"""


def test_everything_the_form_knows_comes_back() -> None:
    file = load_conflict_text(ALL_OF_IT)
    written = gmcr.write(file)
    ((name, text),) = written.files.items()
    assert "/" not in name
    assert written.lost == ("notes beside the model are left out: remark",)
    again = load_conflict_text(str(text))
    assert isinstance(file.conflict, GraphForm)
    assert isinstance(again.conflict, GraphForm)
    assert (again.conflict.better == file.conflict.better).all()
    assert np.array_equal(again.conflict.unknown, file.conflict.unknown)
    assert np.array_equal(again.conflict.much, file.conflict.much)
    for one, other in zip(again.conflict.arcs, file.conflict.arcs, strict=True):
        assert one.src.tolist() == other.src.tolist()
        assert one.dst.tolist() == other.dst.tolist()
    assert again.options == file.options
    assert again.labels == file.labels


# --- a case as a conflict ---


def lists(file: ConflictFile) -> dict[str, dict[str, set[str]]]:
    """Who is stable where, states as patterns over the options."""
    found = stability(file.conflict).lists()["stable"]
    return {
        dm: {c: {file.pattern(i) for i in states} for c, states in by.items()}
        for dm, by in found.items()
    }


@pytest.mark.parametrize(
    "path", [p for p in MODELS if p.stat().st_size < 20_000], ids=lambda p: p.stem
)
def test_a_conflict_survives_being_a_case(path: Path) -> None:
    file = load_conflict(path)
    try:
        text = case_text(file, as_of=date(2000, 1, 1))
    except CaseErrors:
        pytest.skip("no case can hold this model")
    loaded = load_text(text, Path("there/case.yaml"))
    again, _ = conflict_of_case(loaded, compile_case(loaded.case))
    assert [o.id for o in again.options] == [o.id for o in file.options]
    assert [o.direction for o in again.options] == [o.direction for o in file.options]
    assert again.conflict.dms == file.conflict.dms
    if file.model.count <= 4096:
        assert lists(again) == lists(file)
    else:
        assert again.model.ids.tolist() == file.model.ids.tolist()


MIXED = """
case: {title: Three banks, question: Who stays?, as_of: 2030-01-01}
parties:
  N: {name: North, decides: Ann}
  S: {name: South, decides: "2 of Bob, Cy, Dee"}
  W: {decides: Eve}
issues:
  toll: {by: [N], now: mid, options: {low: , mid: , high: a high toll}}
  crew: {by: [S], now: own, ordered: no, options: {own: , hired: , none: }}
  gate: {by: [W], one_way: up, now: shut, options: {shut: , ajar: , open: }}
  lamp: {by: [W], now: dim, options: {dim: , lit: }}
rules:
  dark: {rule: gate = open/ajar needs lamp = lit or toll = low, why: it is so}
actors:
  Ann:
    of: N
    cares:
      toll: {weight: 40-60, wants: high, accepts: mid}
      gate: {weight: 30, wants: open, accepts: shut}
      crew: {weight: 20-40, value: {own: 10, hired: 40-80, none: 0}}
  Bob: {of: S, cares: {toll: {weight: 60, wants: low, accepts: mid}}}
  Cy: {of: S, cares: {toll: {weight: 60, wants: low, accepts: high}}}
  Dee: {of: S, cares: {toll: {weight: 60, wants: low, accepts: mid}}}
  Eve:
    of: W
    prefers: [gate = open and not (crew = hired/none), lamp = dim or toll = mid, crew = own]
targets:
  deal: {when: gate = open, kind: deal}
"""


def mixed(text: str = MIXED):
    loaded = load_text(text.replace(": }", ": x}").replace(": ,", ": x,"), Path("there/case.yaml"))
    return loaded, compile_case(loaded.case)


def middle(table):
    """The table with every range at its middle, so that one reading is all there is."""
    from dataclasses import replace

    def point(span):
        return replace(span, lo=(span.lo + span.hi) / 2, hi=(span.lo + span.hi) / 2)

    actors = tuple(
        replace(
            actor,
            cares=tuple(
                replace(c, weight=point(c.weight), value=c.value and tuple(map(point, c.value)))
                for c in actor.cares
            ),
        )
        for actor in table.actors
    )
    return replace(table, actors=actors)


def compared(loaded, table) -> None:
    """The exported model marks the same states as the case itself, concept by concept.

    Where it has joint issues only Nash can be compared: in a case, others answer together.
    """
    file, _ = conflict_of_case(loaded, table)
    found = state_table(middle(table))
    names = {p: loaded.case.parties[p].name or p for p in loaded.case.parties}
    codes = {}
    for number, options in found["states"].items():
        codes[number] = file_code(file, table, options)
    asked = set(codes.values())
    assert asked <= set(file.model.ids.tolist())
    # What no figure depends on stays at now in the case's own table.
    assert len(asked) == file.model.count or any(i.id not in table.relevant for i in table.issues)
    joint = any(option.direction == "explicit" for option in file.options)
    wanted = stability(file.conflict, kind="d" if unknown(file) else None).lists()["stable"]
    for party, dm in names.items():
        for concept, states in wanted.get(dm, {}).items():
            if unknown(file) and concept in ("seq", "sseq"):
                continue  # there, others may use a pair that nobody has decided
            if joint and concept != "nash":
                continue
            stable = found["stable"][party][concept]
            ours = sorted(codes[s] for s in stable if s in codes)
            assert ours == sorted(asked & set(states)), (party, concept)


def unknown(file: ConflictFile) -> bool:
    return isinstance(file.conflict, GraphForm) and file.conflict.unknown is not None


def file_code(file: ConflictFile, table, options) -> int:
    """The code of an outcome, worked out from the ids and words alone."""
    code = 0
    for k, option in enumerate(file.options):
        issue = next(i for i in table.issues if option.id == i.id or option.id.startswith(i.id))
        here = issue.options.index(options[issue.id])
        choice = option.id.removeprefix(issue.id).removeprefix("_") or issue.options[-1]
        mark = issue.options.index(choice)
        code |= (here >= mark if issue.ordered else here == mark) << k
    return code


def test_issues_of_several_options_and_votes_keep_their_stability() -> None:
    loaded, table = mixed()
    compared(loaded, table)


def test_random_cases_keep_their_stability() -> None:
    done = 0
    for seed in range(120):
        text = random_case(Random(seed), joint=seed % 3 == 0)
        try:
            loaded = load_text(text, Path("there/case.yaml"))
            table = compile_case(loaded.case)
            conflict_of_case(loaded, table)
        except CaseErrors:
            continue  # today breaks a rule, say, or votes run in a circle
        compared(loaded, table)
        done += 1
    assert done > 60


def test_what_is_left_out_is_said() -> None:
    _, lost = conflict_of_case(*mixed())
    said = "\n".join(lost)
    assert "the order of North is a judgement" in said
    assert "South decides by 2 of 3 votes" in said
    assert "targets (1)" in said


def test_a_joint_issue_is_moved_by_nobody_alone() -> None:
    loaded, table = mixed(MIXED.replace("lamp: {by: [W]", "lamp: {by: [N, W]"))
    file, lost = conflict_of_case(loaded, table)
    assert isinstance(file.conflict, GraphForm)
    assert any("lamp takes N and W together, and here nobody moves it alone" in s for s in lost)
    lamp = next(k for k, o in enumerate(file.options) if o.id == "lamp")
    assert file.options[lamp].direction == "explicit"
    for arcs in file.conflict.arcs:
        assert (file.model.ids[arcs.src] >> lamp & 1 == file.model.ids[arcs.dst] >> lamp & 1).all()
    alone, lost = conflict_of_case(loaded, table, alone=True)
    assert isinstance(alone.conflict, OptionForm)
    assert "lamp" not in {o.id for o in alone.options}
    assert any("lamp is in no single party's hands: it is left at dim" in s for s in lost)


def test_votes_in_a_circle_are_refused() -> None:
    head, _, tail = MIXED.partition("  Bob:")
    lines = [
        f"  {who}: {{of: S, cares: {{crew: {{weight: 60, value: {{{value}}}}}}}}}"
        for who, value in (
            ("Bob", "own: 100, hired: 50, none: 0"),
            ("Cy", "own: 0, hired: 100, none: 50"),
            ("Dee", "own: 50, hired: 0, none: 100"),
        )
    ]
    text = "\n".join([head.rstrip(), *lines, "  Eve:"]) + tail.partition("  Eve:")[2]
    with pytest.raises(CaseErrors, match="circle"):
        conflict_of_case(*mixed(text))


@pytest.mark.parametrize("name", ["harbour-strike", "korea-2019"])
def test_example_cases_are_written_or_refused(name: str) -> None:
    loaded = load(ROOT / "cases" / name)
    file, lost = conflict_of_case(loaded, compile_case(loaded.case))
    assert file.model.count > 1
    assert len(lost) > 5


def test_too_many_options_are_refused() -> None:
    more = "\n".join(f"  i{k}: {{by: [N], now: a, options: {{a: x, b: x}}}}" for k in range(20))
    with pytest.raises(CaseErrors, match="at most 20"):
        conflict_of_case(*mixed(MIXED.replace("issues:", f"issues:\n{more}")))


# --- games in normal form ---


def plain_nash(game: nfg.Game) -> set[tuple[int, ...]]:
    """Pure equilibria by best responses, written from the definition."""
    sizes = [len(own) for own in game.strategies]

    def cell(profile: tuple[int, ...]) -> int:
        place, step = 0, 1
        for k, many in zip(profile, sizes, strict=True):
            place += k * step
            step *= many
        return place

    found = set()
    for profile in product(*(range(n) for n in sizes)):
        here = game.payoffs[cell(profile)]
        if all(
            game.payoffs[cell((*profile[:i], other, *profile[i + 1 :]))][i] <= here[i]
            for i in range(len(sizes))
            for other in range(sizes[i])
        ):
            found.add(profile)
    return found


def of_states(file: ConflictFile, game: nfg.Game, states: list[int]) -> set[tuple[int, ...]]:
    """States as strategies of each player."""
    profiles = set()
    for state in states:
        pattern, at, profile = file.pattern(state), 0, []
        for own in game.strategies:
            part = pattern[at : at + len(own) - 1]
            profile.append(part.index("Y") + 1 if "Y" in part else 0)
            at += len(own) - 1
        profiles.add(tuple(profile))
    return profiles


GAMES = st.lists(st.integers(1, 4), min_size=1, max_size=3).filter(lambda n: max(n) > 1)


@st.composite
def games(draw) -> str:
    sizes = draw(GAMES)
    cells = int(np.prod(sizes))
    numbers = draw(
        st.lists(
            st.sampled_from(["0", "1", "-2", "3.5", "1/3", "2e1"]),
            min_size=cells * len(sizes),
            max_size=cells * len(sizes),
        )
    )
    players = " ".join(f'"P{k}"' for k in range(len(sizes)))
    return f'NFG 1 R "G" {{ {players} }} {{ {" ".join(map(str, sizes))} }} {" ".join(numbers)}'


@settings(max_examples=60, deadline=None)
@given(games())
def test_equilibria_are_the_states_that_are_nash_for_all(text: str) -> None:
    game = nfg.read_game(text)
    from detente.neighbours.conflict_text import sketch_text

    file = load_conflict_text(sketch_text(nfg.sketch_of(game)), Path("game.nfg"))
    states = stability(file.conflict).lists()["equilibria"]["nash"]
    assert of_states(file, game, states) == plain_nash(game)
    # And back: the same game, payoffs as ranks.
    (written,) = nfg_write.write(file).files.values()
    again = nfg.read_game(str(written))
    assert again.strategies == game.strategies
    assert plain_nash(again) == plain_nash(game)
    for i in range(len(game.players)):
        before = np.array([float(cell[i]) for cell in game.payoffs])
        after = np.array([float(cell[i]) for cell in again.payoffs])
        same = np.unique(before, return_inverse=True)[1] == np.unique(after, return_inverse=True)[1]
        assert same.all()


def test_infeasible_cells_are_told() -> None:
    file = load_conflict(ROOT / "tests" / "models" / "weir.yaml")
    written = nfg_write.write(file)
    (text,) = written.files.values()
    game = nfg.read_game(str(text))
    assert any("moves one way only (sell and rule)" in said for said in written.lost)
    (said,) = (said for said in written.lost if "are no states" in said)
    empty = sum(cell == (0, 0, 0) for cell in game.payoffs)
    assert said.startswith(f"{empty} of {len(game.payoffs)} combinations")
    false = sum(_payoffs(game, profile) == (0, 0, 0) for profile in plain_nash(game))
    assert f"and {false} of them are equilibria that mean nothing" in said
    # Where options move both ways, the true equilibria are the states that are Nash for all.
    free = load_conflict_text(text_of(file).replace("dir: forward", "dir: both"))
    (text,) = nfg_write.write(free).files.values()
    game = nfg.read_game(str(text))
    real = [p for p in plain_nash(game) if _payoffs(game, p) != (0, 0, 0)]
    assert len(real) == len(stability(free.conflict).lists()["equilibria"]["nash"])


def _payoffs(game: nfg.Game, profile: tuple[int, ...]) -> tuple[int, ...]:
    place, step = 0, 1
    for k, own in zip(profile, game.strategies, strict=True):
        place += k * step
        step *= len(own)
    return tuple(int(x) for x in game.payoffs[place])


def test_outcomes_and_payoffs_say_the_same() -> None:
    game = nfg.read_game(THREE)
    assert [tuple(map(int, cell)) for cell in game.payoffs[:4]] == [
        (0, 0),
        (1, -1),
        (-1, 1),
        (-1, 1),
    ]
    assert game.outcomes[:3] == ("tie", "Ann", "Bob")
    assert game.title == 'Rock, paper, "scissors"'
    assert plain_nash(game) == set()


@pytest.mark.parametrize("name", SOUND)
def test_pygambit_agrees(name: str, tmp_path) -> None:
    """pygambit, where somebody has it, finds the same pure equilibria."""
    gambit = pytest.importorskip("pygambit", reason="pygambit is no dependency (GPL)")
    path = tmp_path / f"{name}.nfg"
    path.write_text(SOUND[name])
    found = gambit.nash.enumpure_solve(gambit.read_nfg(str(path))).equilibria
    assert len(found) == len(plain_nash(nfg.read_game(SOUND[name])))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("moves: option-form", "moves: {Ann: {1: [2]}}"), "moves listed"),
        (("moves: option-form", "removed_moves: {Ann: {1: [2]}}"), "moves listed or removed"),
        (("Ann: [3, 4, 1, 2]", 'Ann: [3, ">>", 4, 1, 2]'), "strength of preference"),
    ],
)
def test_what_a_normal_form_cannot_hold_is_refused(change, says) -> None:
    text = (ROOT / "tests" / "models" / "dilemma.yaml").read_text().replace(*change)
    with pytest.raises(CaseErrors, match=says):
        nfg_write.write(load_conflict_text(text))
