"""Every verdict on conflicts in graph form, against brute force from the definitions.

First the brute force itself is held against published cases, then the engine against it on some
thousands of small random conflicts.
"""

from __future__ import annotations

from collections import Counter
from itertools import permutations, product
from pathlib import Path
from random import Random

import gmcr_oracle as oracle
import numpy as np
import pytest
import yaml
from gmcr_oracle import CONCEPTS, KINDS, Model, Rules
from gmcr_strategies import (
    GraphCase,
    OptionCase,
    graph_case,
    graph_cases,
    option_case,
    option_cases,
    randoms,
)
from hypothesis import given
from hypothesis import strategies as st

from detente.analysis.graph.simultaneous import simultaneous
from detente.analysis.graph.table import Stability, stability
from detente.analysis.graph.verdicts import Conventions, Game
from detente.analysis.graph.witness import witness

#: How many models of each sort are drawn; raise them at will.
MODELS = {
    "options": 1200,
    "simultaneous": 300,
    "arcs": 1500,
    "unknown": 500,
    "coalitions": 800,
    "strong": 600,
    "witnesses": 400,
}
PARTS = 4

GOLDEN = Path(__file__).parents[3] / "shared" / "data" / "gmcr_cases"
MOST_GOLDEN = 64
here = pytest.mark.skipif(not GOLDEN.exists(), reason="the published cases are not here")


# --- the published cases --------------------------------------------------------------------------


def _golden(key: str = "states") -> list[str]:
    """Names of the published cases that are small enough, if they are there at all."""
    cases = {p.stem: yaml.safe_load(p.read_text(encoding="utf-8")) for p in GOLDEN.glob("*.yaml")}
    return sorted(n for n, c in cases.items() if key in c and len(c["states"]) <= MOST_GOLDEN)


def _read(name: str) -> tuple[dict, Model]:
    """A published case and the oracle's model of it."""
    case = yaml.safe_load((GOLDEN / f"{name}.yaml").read_text(encoding="utf-8"))
    combos = {s: state["yn"] for s, state in case["states"].items() if "yn" in state}
    moves = {}
    for dm in case["dms"]:
        if isinstance(case["moves"], dict):
            moves[dm] = {s: set(case["moves"].get(dm, {}).get(s, ())) for s in case["states"]}
        else:
            moves[dm] = {s: _own_moves(case, dm, combos, s) for s in combos}
        for s, gone in case.get("removed_moves", {}).get(dm, {}).items():
            moves[dm][s] -= set(gone)
    better, unknown = {}, {}
    for dm in case["dms"]:
        better[dm], unknown[dm] = _preferences(case, dm)
    choices = {s: tuple(map("NY".index, yn)) for s, yn in combos.items()}
    states = tuple(case["states"])
    return case, Model(tuple(case["dms"]), states, moves, better, unknown, combos=choices)


def _own_moves(case: dict, dm: str, combos: dict[int, str], s: int) -> set[int]:
    """All feasible changes of one's own options in their directions."""
    allowed = {"both": ("NY", "YN"), "forward": ("NY",), "backward": ("YN",), "explicit": ()}
    return {
        t
        for t, yn in combos.items()
        if t != s
        and all(
            a == b or (option["dm"] == dm and a + b in allowed[option["dir"]])
            for option, a, b in zip(case["options"], combos[s], yn, strict=True)
        )
    }


def _preferences(case: dict, dm: str) -> tuple[set, set]:
    if dm in case.get("preference_pairs", {}):
        better = {(low, high) for high, low in case["preference_pairs"][dm]}
        pairs = {frozenset((s, t)) for s in case["states"] for t in case["states"] if s < t}
        return better, pairs - {frozenset(pair) for pair in better}
    if dm in case.get("utilities", {}):
        value = case["utilities"][dm]
    else:
        ranking = case["preferences"][dm]
        tied = [tie if isinstance(tie, list) else [tie] for tie in ranking]
        value = {s: -at for at, tie in enumerate(tied) for s in tie}
    assert set(value) == set(case["states"])
    return {(s, t) for s, t in product(value, value) if value[t] > value[s]}, set()


def _chosen(case: dict, listed: str | list[int]) -> set[int]:
    if listed == "all":
        return set(case["states"])
    return set() if listed == "none" else set(listed)


def _by_definition(case: dict) -> dict:
    return next(r for r in case["results"] if r["origin"].startswith("definition"))


@pytest.mark.parametrize("name", _golden())
def test_brute_force_repeats_the_published_cases(name):
    case, model = _read(name)
    result = _by_definition(case)
    checked = 0
    for dm, concept in ((dm, c) for dm, own in result["stable"].items() for c in own):
        expected = _chosen(case, result["stable"][dm][concept])
        if concept == "sim":
            found = {s for s in model.states if oracle.sim(model, dm, s)}
        else:
            found = {s for s in model.states if oracle.stable(model, dm, s, concept)}
        assert found == expected, (dm, concept)
        checked += 1
    assert checked >= len(CONCEPTS) * len(model.dms)
    for concept, listed in result["equilibria"].items():
        found = oracle.equilibria(model, concept)
        assert {s for s, yes in zip(model.states, found, strict=True) if yes} == _chosen(
            case, listed
        ), concept


@pytest.mark.parametrize("name", _golden("coalitions"))
def test_brute_force_repeats_the_published_coalitions(name):
    case, model = _read(name)
    for key, own in case["coalitions"].items():
        for concept, listed in own.items():
            group = tuple(key.split("+"))
            found = {s for s in model.states if oracle.stable_coalition(model, group, s, concept)}
            assert found == _chosen(case, listed), (key, concept)


@here
def test_brute_force_repeats_the_simultaneous_equilibria():
    case, model = _read("north_korea_2017")
    either = {
        s
        for s in model.states
        if all(oracle.stable(model, i, s, "seq") or oracle.sim(model, i, s) for i in model.dms)
    }
    assert either == set(_by_definition(case)["equilibria_seq_or_sim"])


@here
def test_brute_force_repeats_the_inverse_counts():
    _, model = _read("syria_iraq_1975")
    counts = oracle.inverse(model, "Syria", 2)
    assert counts == {"nash": 240, "gmr": 384, "smr": 300, "seq": 384, "sseq": 300}


@here
def test_brute_force_finds_the_sanction_in_which_one_opponent_moves_twice():
    """The published program missed this one: the same opponent moves first and last."""
    _, model = _read("garrison_diversion_unit")
    path = [["US Support", 2, 1], ["US Opposition", 1, 4], ["US Support", 4, 3]]
    (one,) = oracle.leaves(model, "Canadian Opposition", 6)
    assert one == 2
    assert not oracle.check_witness(
        model,
        "Canadian Opposition",
        6,
        "smr",
        holds=True,
        witness=[{"improvement": one, "sanction": path}],
    )


# --- the brute force against itself ---------------------------------------------------------------


@given(graph_cases(unknown=True), st.sampled_from(["removed", "kept"]))
def test_searching_and_the_induction_of_the_definition_reach_the_same(case, start):
    model = case.model()
    for group, only in product(oracle.subsets(model.dms), ("any", "better", "maybe")):
        for s in model.states:
            assert oracle.reachable(model, group, s, only, start) == (
                oracle.reachable_by_induction(model, group, s, only, start)
            )


@given(option_cases())
def test_moves_are_changes_of_own_options(case):
    """The two ways of describing one conflict agree on what the product's own forms mean."""
    form, states = case.option_form(), case.states()
    places = {int(code): s for s, code in enumerate(np.flatnonzero(form.feasible))}
    assert [np.unravel_index(code, form.shape) for code in places] == states
    for dm, steps, pairs in zip(case.dms, form.steps, case.arcs(), strict=True):
        for s, t in product(range(len(states)), repeat=2):
            able = all(
                steps[k][a, b] if k in steps else a == b
                for k, (a, b) in enumerate(zip(states[s], states[t], strict=True))
            )
            assert ((s, t) in pairs) == (able and s != t), dm


def test_the_checker_of_witnesses_is_not_easily_pleased():
    arcs = (frozenset({(0, 1), (2, 3)}), frozenset({(1, 2), (1, 0), (2, 1)}), frozenset({(2, 1)}))
    better = tuple(
        frozenset(
            (s, t) for s, low in enumerate(ranks) for t, high in enumerate(ranks) if low < high
        )
        for ranks in ((1, 2, 0, 3), (0, 1, 2, 0), (0, 1, 0, 0))
    )
    model = GraphCase(("A", "B", "C"), (0, 1, 2, 3), arcs, better).model()

    def faults(concept, path, to=1, rules=oracle.PLAIN):
        witness = [{"improvement": to, "sanction": path}]
        return oracle.check_witness(
            model, "A", 0, concept, holds=True, witness=witness, rules=rules
        )

    assert not faults("seq", [["B", 1, 2]])
    assert not faults("gmr", [["B", 1, 2], ["C", 2, 1], ["B", 1, 2]])
    assert not faults("gmr", [["B", 1, 0]])
    assert faults("gmr", [["B", 1, 0]], rules=Rules(back=False))
    assert faults("seq", [["B", 1, 0]]), "that is no improvement for B"
    assert faults("smr", [["B", 1, 2]]), "A moves on to 3"
    assert faults("gmr", [["A", 1, 2]])
    assert faults("gmr", [["C", 1, 2]])
    assert faults("gmr", [["B", 1, 2], ["B", 2, 1], ["B", 1, 2]])
    assert faults("gmr", [["B", 1, 2], ["C", 2, 1]]), "that is no sanction"
    assert faults("gmr", [["B+C", 1, 2]])
    assert faults("gmr", [])
    assert faults("gmr", [["B", 1, 2]], to=2)
    assert faults("nash", [])
    unstable = {"holds": False, "witness": {"improvement": 1}}
    assert not oracle.check_witness(model, "A", 0, "nash", **unstable)
    assert oracle.check_witness(model, "A", 0, "gmr", **unstable)
    assert oracle.check_witness(model, "A", 0, "gmr", holds=True, witness=[])


# --- the engine against the brute force -----------------------------------------------------------


def _same(seed: str, found, model: Model, groups, concepts, rules: Rules) -> None:
    """Compare every actor's verdicts and the equilibria."""
    for actor in (*model.dms, *groups):
        key = actor if isinstance(actor, str) else "+".join(i for i in model.dms if i in actor)
        for concept in concepts:
            expected = oracle.table(model, actor, (concept,), rules)[concept]
            got = found.stable[key][concept]
            assert got.tolist() == expected, (seed, key, concept, rules)
    for concept in concepts:
        expected = oracle.equilibria(model, concept, rules)
        assert found.equilibria[concept].tolist() == expected, (seed, concept, rules)


@pytest.mark.parametrize("name", _golden())
def test_published_cases(name):
    """All coalitions, where the cases give only some or none."""
    _, model = _read(name)
    place = {s: k for k, s in enumerate(model.states)}
    arcs = tuple(
        frozenset((place[s], place[t]) for s in model.states for t in model.to(dm, s))
        for dm in model.dms
    )
    better = tuple(frozenset((place[s], place[t]) for s, t in model.better[dm]) for dm in model.dms)
    case = GraphCase(model.dms, model.states, arcs, better)
    groups = [group for group in oracle.subsets(model.dms) if len(group) > 1]
    found = _asked(case.graph_form(), groups, oracle.PLAIN)
    _same(name, found, model, groups, CONCEPTS, oracle.PLAIN)


def _asked(conflict, groups, rules: Rules, concepts=CONCEPTS):
    return stability(
        conflict,
        concepts=concepts,
        coalitions=groups,
        kind=rules.kind,
        start=rules.start,
        back=rules.back,
        strong=rules.strong,
    )


def _groups(rng: Random, dms: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Up to three coalitions, their members in any order."""
    every = [group for group in oracle.subsets(dms) if len(group) > 1]
    chosen = rng.sample(every, min(3, len(every)))
    return [tuple(rng.sample(group, len(group))) for group in chosen]


def _rules(rng: Random, kind: str | None = None, *, strong: bool = False) -> Rules:
    return Rules(kind, rng.choice(("removed", "removed", "kept")), rng.random() < 0.7, strong)


def _runs(what: str):
    """Seeds of a share of the models, so that several workers can have their part."""
    return [pytest.param(what, part, id=f"{what}-{part}") for part in range(PARTS)]


def _drawn(what: str, part: int):
    for k in range(part, MODELS[what], PARTS):
        yield f"{what} {k}", Random(f"{what} {k}")


@pytest.mark.parametrize(("what", "part"), _runs("options"))
def test_option_forms(what, part):
    methods = Counter()
    for seed, rng in _drawn(what, part):
        case, rules = option_case(rng), _rules(rng)
        model, found = case.model(), _asked(case.option_form(), (), rules)
        methods[found.method] += 1
        _same(seed, found, model, (), CONCEPTS, rules)
        if rng.random() < 0.3:
            _same(seed, _asked(case.graph_form(), (), rules), model, (), CONCEPTS, rules)
    assert len(methods) == 2, methods
    assert min(methods.values()) >= 0.05 * methods.total(), "both engines should be tried"


@pytest.mark.parametrize(("what", "part"), _runs("simultaneous"))
def test_simultaneous_sanctions(what, part):
    for seed, rng in _drawn(what, part):
        case = option_case(rng)
        if not case.shared:
            model, found = case.model(), simultaneous(case.option_form())
            for dm in case.dms:
                expected = [oracle.sim(model, dm, s) for s in model.states]
                assert found[dm].tolist() == expected, (seed, dm)


@pytest.mark.parametrize(("what", "part"), _runs("arcs"))
def test_listed_moves(what, part):
    for seed, rng in _drawn(what, part):
        case, rules = graph_case(rng), _rules(rng)
        concepts = tuple(rng.sample(CONCEPTS, rng.randint(1, 5)))
        _same(
            seed, _asked(case.graph_form(), (), rules, concepts), case.model(), (), concepts, rules
        )


@pytest.mark.parametrize(("what", "part"), _runs("unknown"))
def test_unknown_preferences(what, part):
    for seed, rng in _drawn(what, part):
        case = graph_case(rng, 10, unknown=True)
        model, form = case.model(), case.graph_form()
        groups = _groups(rng, case.dms)[:1] if rng.random() < 0.3 else []
        for kind in KINDS:
            rules = _rules(rng, kind)
            _same(seed, _asked(form, groups, rules), model, groups, CONCEPTS, rules)


@pytest.mark.parametrize(("what", "part"), _runs("coalitions"))
def test_coalitions(what, part):
    for seed, rng in _drawn(what, part):
        case = option_case(rng, 10) if rng.random() < 0.3 else graph_case(rng, 9)
        form = case.option_form() if isinstance(case, OptionCase) else case.graph_form()
        groups, rules = _groups(rng, case.dms), _rules(rng)
        _same(seed, _asked(form, groups, rules), case.model(), groups, CONCEPTS, rules)


@pytest.mark.parametrize(("what", "part"), _runs("strong"))
def test_strength_of_preference(what, part):
    for seed, rng in _drawn(what, part):
        unknown = rng.random() < 0.3
        case = graph_case(rng, 10, unknown=unknown, strength=True)
        groups = _groups(rng, case.dms)[:1] if rng.random() < 0.3 else []
        rules = _rules(rng, rng.choice(KINDS) if unknown else None, strong=True)
        _same(seed, _asked(case.graph_form(), groups, rules), case.model(), groups, CONCEPTS, rules)


@pytest.mark.parametrize(("what", "part"), _runs("witnesses"))
def test_witnesses(what, part):
    """Each is checked on its own: the moves are legal and end where the definition asks."""
    for seed, rng in _drawn(what, part):
        unknown, strong = rng.random() < 0.4, rng.random() < 0.3
        case = graph_case(rng, 9, unknown=unknown, strength=strong)
        model = case.model()
        rules = _rules(rng, rng.choice(KINDS) if unknown else None, strong=strong)
        game = Game(
            case.graph_form(),
            Conventions(rules.kind, rules.start == "kept", rules.back, rules.strong),
        )
        for actor, concept in product((*model.dms, *_groups(rng, model.dms)[:1]), CONCEPTS):
            group = tuple(i for i, dm in enumerate(model.dms) if dm in oracle.members(actor))
            for s in rng.sample(model.states, min(3, len(model.states))):
                found = witness(game, group, s, concept)
                assert found.stable == oracle.stable(model, actor, s, concept, rules)
                listed = [
                    {
                        "improvement": answer.improvement,
                        "sanction": [
                            ["+".join(model.dms[i] for i in step.movers), step.start, step.end]
                            for step in answer.sanction
                        ],
                    }
                    for answer in found.answers
                ]
                faults = oracle.check_witness(
                    model,
                    actor,
                    s,
                    concept,
                    holds=found.stable,
                    witness=listed if found.stable else listed[0],
                    rules=rules,
                )
                assert not faults, (seed, actor, concept, s, rules)
                assert found.stable or len(listed) == 1
                for one in listed if found.stable else ():
                    steps = oracle.shortest(model, actor, s, one["improvement"], concept, rules)
                    assert len(one["sanction"]) == steps, (seed, actor, concept, s, rules)


# --- are the models awkward enough? ---------------------------------------------------------------


def test_the_drawn_models_tell_the_readings_apart():
    """A fault in any of these could not show if the models drawn never turned on it."""
    told = dict.fromkeys(
        ["twice in a row", "moves again later", "start", "back", "escape", "jointly", "strong"], 0
    )
    for k in range(300):
        rng = Random(f"apart {k}")
        case = graph_case(rng, 8, unknown=True, strength=True)
        model = case.model()
        told["start"] += _differ(model, Rules("c"), Rules("c", start="kept"))
        told["back"] += _differ(model, Rules("d"), Rules("d", back=False))
        told["strong"] += _differ(model, Rules("d"), Rules("d", strong=True))
        told["escape"] += _table(model, "gmr", Rules("d")) != _table(model, "smr", Rules("d"))
        told["twice in a row"] += any(
            _freely(model, i, s) != oracle.reachable(model, oracle.opponents(model, i), s)
            for i, s in product(model.dms, model.states)
        )
        told["moves again later"] += any(
            _once_each(model, i, s) != oracle.reachable(model, oracle.opponents(model, i), s)
            for i, s in product(model.dms, model.states)
        )
        told["jointly"] += any(
            oracle.class_reachable(model, model.dms[1:], s)
            != oracle.reachable(model, model.dms[1:], s, "better")
            for s in model.states
        )
    assert min(told.values()) >= 10, told


def _table(model: Model, concept: str, rules: Rules) -> list[list[bool]]:
    return [oracle.table(model, i, (concept,), rules)[concept] for i in model.dms]


def _differ(model: Model, one: Rules, other: Rules) -> bool:
    return any(_table(model, c, one) != _table(model, c, other) for c in CONCEPTS)


def _freely(model: Model, dm: str, origin: int) -> set[int]:
    """Where the others could go if one could also move twice in a row."""
    seen: set[int] = set()
    todo = [origin]
    while todo:
        here = todo.pop()
        for there in set().union(*(model.to(j, here) for j in oracle.opponents(model, dm))) - seen:
            seen.add(there)
            todo.append(there)
    return seen - {origin}


def _once_each(model: Model, dm: str, origin: int) -> set[int]:
    """Where the others could go if each could move only once."""
    ends: set[int] = set()
    for order in permutations(oracle.opponents(model, dm)):
        here = {origin}
        for j in order:
            here = here | set().union(*(model.to(j, s) for s in here))
        ends |= here
    return ends - {origin}


# --- what must hold whatever the model ------------------------------------------------------------

INSIDE = [("nash", "sseq"), ("sseq", "smr"), ("smr", "gmr"), ("sseq", "seq"), ("seq", "gmr")]
KIND_INSIDE = [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")]


def _within(one: Stability, other: Stability) -> bool:
    """Is every verdict of one also one of the other?"""
    return all(
        bool((~one.stable[actor][c] | other.stable[actor][c]).all())
        for actor in one.stable
        for c in one.stable[actor]
    )


@given(graph_cases(unknown=True), st.sampled_from(KINDS), st.booleans())
def test_stricter_concepts_keep_fewer_states(case, kind, back):
    found = stability(case.graph_form(), kind=kind, back=back, coalitions=[case.dms, case.dms[-2:]])
    for own in found.stable.values():
        for one, other in INSIDE:
            assert not (own[one] & ~own[other]).any(), (one, other)


@given(graph_cases(unknown=True))
def test_bolder_kinds_keep_fewer_states(case):
    found = {kind: stability(case.graph_form(), kind=kind, coalitions=[case.dms]) for kind in KINDS}
    for one, other in KIND_INSIDE:
        assert _within(found[one], found[other]), (one, other)


@given(graph_cases())
def test_kinds_are_one_where_everything_is_known(case):
    plain = stability(case.graph_form()).lists()
    for kind in KINDS:
        assert stability(case.graph_form(), kind=kind).lists() == plain


@given(graph_cases(unknown=True, strength=True), st.sampled_from(KINDS))
def test_what_counts_as_less_of_a_sanction_keeps_fewer_states(case, kind):
    form = case.graph_form()
    plain = stability(form, kind=kind)
    assert _within(plain, stability(form, kind=kind, start="kept"))
    assert _within(stability(form, kind=kind, back=False), plain)
    assert _within(stability(form, kind=kind, strong=True), plain)


@given(option_cases())
def test_both_forms_of_one_conflict_have_the_same_answers(case):
    one, other = stability(case.option_form()), stability(case.graph_form())
    for actor, own in one.stable.items():
        for concept, flags in own.items():
            assert flags.tolist() == other.stable[actor][concept].tolist()


@given(graph_cases(), randoms)
def test_names_and_order_do_not_matter(case, rng):
    """States and decision makers written down in another order."""
    n = len(case.ids)
    place, order = rng.sample(range(n), n), rng.sample(range(len(case.dms)), len(case.dms))

    def moved(relation):
        return tuple(frozenset((place[s], place[t]) for s, t in relation[i]) for i in order)

    ids = [0] * n
    for s, at in enumerate(place):
        ids[at] = case.ids[s]
    other = GraphCase(
        tuple(case.dms[i] for i in order), tuple(ids), moved(case.arcs), moved(case.better)
    )
    one, two = stability(case.graph_form()).lists(), stability(other.graph_form()).lists()
    assert one["equilibria"] == two["equilibria"]
    assert one["stable"] == two["stable"]


@given(graph_cases())
def test_a_bystander_changes_nothing(case):
    """Somebody who cannot move is answered to by nobody, and answers nobody."""
    more = GraphCase(
        (*case.dms, "Z"), case.ids, (*case.arcs, frozenset()), (*case.better, frozenset())
    )
    one, two = stability(case.graph_form()).lists(), stability(more.graph_form()).lists()
    assert two["stable"].pop("Z") == dict.fromkeys(CONCEPTS, sorted(case.ids))
    assert one["stable"] == two["stable"]
