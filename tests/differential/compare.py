"""What is compared between a finding and brute force: every figure of every question."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from math import inf
from pathlib import Path
from statistics import median, stdev
from typing import Any

import certificates
import oracle
import pytest
from oracle import Case

from detente.analysis.blockers import blockers
from detente.analysis.deals import SHOWN, deals
from detente.analysis.levers import levers
from detente.analysis.room import room
from detente.analysis.sensitivity import sensitivity
from detente.core.finding import word
from detente.core.table import Table
from detente.study import open_case

FLAGS = ("deal", "pareto", *oracle.SOLUTIONS)
ARISES = ("open", "nothing on offer")


def both(text: str, folder: Path) -> tuple[Case, Table]:
    """A case, read twice."""
    place = folder / "case.yaml"
    place.write_text(text, encoding="utf-8")
    return oracle.parse(text), open_case(place)[1]


def same_share(found: dict[str, Any] | None, flags: Sequence[bool] | None) -> None:
    if flags is None:
        assert found is None
        return
    assert found is not None
    share = sum(flags) / len(flags)
    assert found["share"] == pytest.approx(share, abs=1e-9)
    assert found["word"] == word(share)
    # Where nothing on offer meets the target, none of no readings were looked at.
    assert found["of"] in {0, len(flags)}
    assert found["count"] == sum(flags)


def same_spread(found: dict[str, float] | None, numbers: Sequence[float]) -> None:
    """Median and 5 to 95 % range, linear between the ordered numbers."""
    if not numbers:
        assert found is None
        return
    ranked = sorted(numbers)

    def at(q: float) -> float:
        place = q * (len(ranked) - 1)
        low = int(place)
        high = min(low + 1, len(ranked) - 1)
        return ranked[low] + (place - low) * (ranked[high] - ranked[low])

    expected = {"low": at(0.05), "median": at(0.5), "high": at(0.95)}
    assert found == pytest.approx(expected, abs=1e-6)


def day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def same_room(case: Case, table: Table, n: int, seed: int) -> None:
    finding = room(table, readings=n, seed=seed)
    certificates.check_room(case, finding)
    drawn = oracle.readings(case, n, seed)
    assert finding.support["headline"] == case.headline
    assert finding.support["now"] == case.now
    dates = finding.support["dates"]
    assert dates["as_of"] == day(case.as_of)
    assert dates["deadline"] == (case.deadline and [day(d) for d in case.deadline.options])
    for target, entry in finding.support["targets"].items():
        assert entry["status"] == oracle.status(case, target)
        assert entry["kind"] == case.targets[target].kind
        assert entry["outcomes"] == len(oracle.outcomes(case, target))
        assert entry["asked"] == oracle.at_the_table(case, target)
        for rule in ("trade", "bind"):
            for when in ("as_of", "deadline"):
                found = entry[rule][when]
                if entry["status"] not in ARISES or (when == "deadline" and not case.deadline):
                    assert found is None
                    continue
                expected = oracle.room(case, target, drawn, when, bind=rule == "bind")
                same_share(found, expected)
                if entry["status"] == "open":
                    witnesses = finding.certificate[target][f"{rule} {when}"]["readings"]
                    assert [w >= 0 for w in witnesses] == expected


def same_deals(
    case: Case, table: Table, n: int, seed: int, pulled: Sequence[str], *, bind: bool
) -> None:
    target = case.headline
    moved = oracle.pull(case, pulled)
    if oracle.status(moved, target) not in ARISES:
        return
    finding = deals(table, levers=pulled, bind=bind, readings=n, seed=seed)
    certificates.check_deals(case, finding)
    support = finding.support
    drawn = oracle.readings(moved, n, seed)
    parties = oracle.at_the_table(moved, target)
    assert support["parties"] == parties
    found = [oracle.deals(reading, target, bind=bind) for reading in drawn]
    same_share(support["room"], [bool(f) for f in found])
    if parties:
        same_spread(support["deals_per_reading"], [len(f) for f in found])
        same_spread(support["pareto_per_reading"], [sum(d["pareto"] for d in f) for f in found])
    packages: dict[tuple[tuple[str, str], ...], dict[int, dict[str, Any]]] = {}
    for k, per_reading in enumerate(found):
        for d in per_reading:
            packages.setdefault(tuple(sorted(d["outcome"].items())), {})[k] = d
    best = sorted(packages, key=lambda key: rank(case, key, packages[key]))[:SHOWN]
    shown = {tuple(sorted(p["outcome"].items())): p for p in support["packages"]}
    assert list(shown) == best
    for key, package in shown.items():
        same_package(moved, drawn, parties, packages[key], package)


def rank(
    case: Case, key: tuple[tuple[str, str], ...], by_reading: dict[int, dict[str, Any]]
) -> tuple[Any, ...]:
    """The most often chosen by the solutions first, then the oftenest deal, the least change."""
    chosen = sum(d[name] for d in by_reading.values() for name in oracle.SOLUTIONS)
    changes = sorted((i, o) for i, o in key if o != case.home[i])
    return (-chosen, -len(by_reading), len(changes), changes)


def same_package(
    moved: Case,
    drawn: Sequence[oracle.Reading],
    parties: Sequence[str],
    by_reading: dict[int, dict[str, Any]],
    package: dict[str, Any],
) -> None:
    x = package["outcome"]
    assert package["changes"] == {i: o for i, o in x.items() if o != moved.home[i]}
    for name in FLAGS:
        flags = [
            k in by_reading and (name == "deal" or by_reading[k][name]) for k in range(len(drawn))
        ]
        same_share(package[name], flags)
    json.dumps(package, allow_nan=False)
    for place, party in enumerate(parties):
        gains = [d["gains"][place] for d in by_reading.values()]
        if -inf not in gains:
            same_spread(package["gains"][party], gains)
    losses: dict[str, list[float]] = {}
    for k in by_reading:
        for actor, loss in oracle.worse_off(drawn[k], x).items():
            losses.setdefault(actor, []).append(loss)
    assert {w["actor"] for w in package["worse_off"]} == set(losses)
    for w in package["worse_off"]:
        mine = losses[w["actor"]]
        assert w["share"] == pytest.approx(len(mine) / len(by_reading), abs=1e-9)
        assert w["median_loss"] == pytest.approx(median(mine), abs=1e-6)
        assert w["without_a_say"] == (w["actor"] not in oracle.with_a_say(moved, x))


def same_blockers(case: Case, table: Table, n: int, seed: int, target: str | None = None) -> None:
    finding = blockers(table, target=target, readings=n, seed=seed)
    certificates.check_blockers(case, finding)
    asked = [t for t in case.targets if oracle.status(case, t) != "already so"]
    assert set(finding.support["targets"]) == {t for t in asked if target in {None, t}}
    for name, entry in finding.support["targets"].items():
        most = oracle.allowance(case, name, 2)
        assert entry["most_unoffered"] == most
        assert not entry["left_out"]
        drawn = oracle.readings(case, entry["room"]["of"], seed)
        same_blockers_of(entry, [oracle.minimal_blockers(r, name, most) for r in drawn])


def same_blockers_of(entry: dict[str, Any], families: Sequence[oracle.Sets]) -> None:
    def enough(gone: frozenset[str]) -> list[bool]:
        return [any(s <= gone for s in family) for family in families]

    today = enough(frozenset())
    same_share(entry["room"], today)
    met = frozenset().union(*(s for family in families for s in family))
    assert set(entry["bits"]) == met
    assert {a["id"] for a in entry["alone"]} == met
    for a in entry["alone"]:
        flags = enough(frozenset({a["id"]}))
        same_share(a["room"], flags)
        points = 100 * (sum(flags) - sum(today)) / len(flags)
        assert a["gain"] == pytest.approx(points, abs=1e-6)
        assert a["id"].startswith(f"{a['kind']}:")
    for one in entry["sets"]:
        gone = frozenset(one["ids"])
        same_share(one["suffices"], enough(gone))
        same_share(one["minimal"], [gone in family for family in families])
    best_of_size(entry["sets"], met, enough)
    for one in entry["conflicts"]:
        together = frozenset(one["ids"])
        clash = [bool(f) and all(s & together for s in f) for f in families]
        same_share(one["share"], clash)
        assert any(together in oracle.conflicts(f, len(together)) for f in families)


def best_of_size(shown: Sequence[dict[str, Any]], met: frozenset[str], enough: Any) -> None:
    """No set of one or two blockers scores more than the best one shown of that size or less."""
    counts = {frozenset(one["ids"]): one["suffices"]["count"] for one in shown}
    for size in (1, 2):
        top = max((c for s, c in counts.items() if len(s) <= size), default=0)
        for some in combinations(sorted(met), size):
            assert sum(enough(frozenset(some))) <= max(top, sum(enough(frozenset())))


def same_levers(case: Case, table: Table, n: int, seed: int) -> None:
    finding = levers(table, readings=n, seed=seed)
    certificates.check_levers(case, finding)
    for target, entry in finding.support["targets"].items():
        today = oracle.after(case, (), target, n, seed)
        same_share(entry["base"]["trade"], today)
        same_share(entry["base"]["bind"], oracle.after(case, (), target, n, seed, bind=True))
        assert list(entry["singles"]) == list(case.levers)
        for name, single in entry["singles"].items():
            same_effect(case, (name,), target, single, n, seed)
        pairs = [tuple(p["levers"]) for p in entry["pairs"]]
        assert pairs == list(combinations(case.levers, 2))
        for pair in entry["pairs"]:
            names = tuple(pair["levers"])
            if oracle.clash(case, names):
                assert pair["status"] == "contradict"
                assert pair["trade"] is None
                continue
            same_effect(case, names, target, pair, n, seed)
            same_interaction(case, names, target, pair, n, seed)
        same_smallest(case, target, entry["smallest"], n, seed)
    same_edits(case, finding.support["edits"], n, seed)
    same_movers(case, finding.support["movers"], n, seed)
    best = finding.support["targets"][case.headline]["smallest"]
    used = tuple(best["levers"]) if best else ()
    same_useless(case, finding.support["useless"], used, n, seed)


def same_effect(
    case: Case, names: tuple[str, ...], target: str, entry: dict[str, Any], n: int, seed: int
) -> None:
    moved = oracle.pull(case, names)
    assert entry["status"] == oracle.status(moved, target)
    flags = oracle.after(case, names, target, n, seed)
    same_share(entry["trade"], flags)
    same_share(entry["bind"], oracle.after(case, names, target, n, seed, bind=True))
    today = oracle.after(case, (), target, n, seed)
    if flags is None or today is None:
        assert entry["gain"] is None
    else:
        assert entry["gain"] == pytest.approx(100 * (sum(flags) - sum(today)) / n, abs=1e-6)


def same_interaction(
    case: Case, names: tuple[str, ...], target: str, pair: dict[str, Any], n: int, seed: int
) -> None:
    """What a pair does beyond the sum of its parts, reading by reading."""
    sets = (names, names[:1], names[1:], ())
    flags = [oracle.after(case, s, target, n, seed) for s in sets]
    if any(f is None for f in flags):
        assert pair["interaction"] is None
        assert not pair["complement"]
        return
    contrast = [100.0 * (b - f - s + t) for b, f, s, t in zip(*flags, strict=True)]
    points, error = sum(contrast) / n, stdev(contrast) / n**0.5
    assert pair["interaction"] == pytest.approx(points, abs=1e-6)
    assert pair["interaction_error"] == pytest.approx(error, abs=1e-6)
    if min(abs(points - 5), abs(points - 2 * error)) > 1e-6:
        assert pair["complement"] == (points >= 5 and points >= 2 * error)


def same_smallest(case: Case, target: str, found: dict[str, Any] | None, n: int, seed: int) -> None:
    """The fewest levers after which there is room in half of the readings, the best among them."""
    if oracle.status(case, target) not in ARISES:
        assert found is None
        return
    for size in range(4):
        scores = {}
        for names in combinations(case.levers, size):
            flags = None
            if not oracle.clash(case, names):
                flags = oracle.after(case, names, target, n, seed)
            if flags is not None and 2 * sum(flags) >= n:
                scores[names] = sum(flags)
        if scores:
            assert found is not None
            assert found["size"] == size
            assert found["trade"]["count"] == max(scores.values())
            assert scores[tuple(found["levers"])] == max(scores.values())
            return
    assert found is None or found["size"] > 3


def same_edits(case: Case, found: dict[str, Any], n: int, seed: int) -> None:
    """Which edit of a lever carries its effect: room with it alone, and without it."""
    for name, lever in case.levers.items():
        single = [
            (verb, entry, entries[entry] if isinstance(entries, dict) else None)
            for verb in ("open", "set", "drop", "soften", "mute", "shift")
            for entries in (lever["do"].get(verb, {}),)
            for entry in ([entries] if isinstance(entries, str) else entries)
        ]
        if len(single) < 2:
            assert found[name] == []
            continue
        assert len(found[name]) == len(single)
        for k, edit in enumerate(single):
            rest = single[:k] + single[k + 1 :]
            for key, edits in (("alone", [edit]), ("without", rest)):
                moved = case
                for one in edits:
                    moved = oracle.edit(moved, *one)
                drawn = oracle.readings(moved, n, seed)
                for target, share in found[name][k][key].items():
                    arises = oracle.status(moved, target) in ARISES
                    same_share(share, oracle.room(moved, target, drawn) if arises else None)


def same_movers(case: Case, found: dict[str, Any], n: int, seed: int) -> None:
    """What the mover gains or loses by the move itself, against the case's own now."""
    for name, lever in case.levers.items():
        assert found[name]["who"] == lever["who"]
        moved = oracle.pull(case, (name,))
        before, after = oracle.readings(case, n, seed), oracle.readings(moved, n, seed)
        who = lever["who"]
        changes = [
            b.value(who, moved.now) - a.value(who, case.home)
            for a, b in zip(before, after, strict=True)
        ]
        same_spread(found[name]["at_once"], changes)


def effects(case: Case, n: int, seed: int) -> dict[str, Any]:
    """Room for every target on every terms in every reading, to tell two cases apart."""
    drawn = oracle.readings(case, n, seed)
    return {
        target: [oracle.room(case, target, drawn, bind=bind) for bind in (False, True)]
        for target in case.targets
        if oracle.status(case, target) == "open"
    }


def differ(a: dict[str, Any], b: dict[str, Any], n: int) -> bool:
    """Where the question does not arise, there is room in no reading."""
    none = [[False] * n] * 2
    return any(a.get(t, none) != b.get(t, none) for t in a.keys() | b.keys())


def same_useless(
    case: Case, found: dict[str, list[str]], used: tuple[str, ...], n: int, seed: int
) -> None:
    """What changes room for no target in no reading, today or after the smallest working set."""
    conditions = {c.id for c in case.conditions}
    idle_conditions, idle_actors = set(conditions), set(case.actors)
    for names in {(), used}:
        moved = oracle.pull(case, names)
        today = effects(moved, n, seed)
        for name in conditions:
            kept = tuple(c for c in moved.conditions if c.id != name)
            if differ(effects(replace(moved, conditions=kept), n, seed), today, n):
                idle_conditions.discard(name)
        for actor in moved.actors:
            if differ(effects(oracle.silenced(moved, actor), n, seed), today, n):
                idle_actors.discard(actor)
    assert set(found["conditions"]) == idle_conditions
    assert set(found["actors"]) == idle_actors
    assert set(found["levers"]) == {name for name in case.levers if idle_lever(case, name, n, seed)}


def idle_lever(case: Case, name: str, n: int, seed: int) -> bool:
    """Does a lever leave every reading as it is, alone and beside every other?"""
    for other in case.levers:
        rest = () if other == name else (other,)
        if rest and oracle.clash(case, (name, other)):
            continue
        before, after = oracle.pull(case, rest), oracle.pull(case, (*rest, name))
        if any(oracle.status(before, t) != oracle.status(after, t) for t in case.targets):
            return False
        if differ(effects(before, n, seed), effects(after, n, seed), n):
            return False
    return True


def same_sensitivity(
    case: Case, table: Table, n: int, seed: int, pulled: Sequence[str] = ()
) -> None:
    finding = sensitivity(table, levers=pulled, readings=n, seed=seed)
    same_swings(case, finding.support["targets"][case.headline], n, seed)
    if pulled:
        same_swings(oracle.pull(case, pulled), finding.support["with_levers"], n, seed)


def same_swings(case: Case, entry: dict[str, Any], n: int, seed: int) -> None:
    target = case.headline

    def pinned(pins: dict[str, float]) -> list[bool]:
        return oracle.room(case, target, oracle.readings(case, n, seed, pins))

    if oracle.status(case, target) != "open":
        assert entry["base"] is None
        assert entry["inputs"] == []
        return
    today = pinned({})
    same_share(entry["base"], today)
    inputs = {i["path"]: i for i in entry["inputs"]}
    for path, ends in oracle.uncertain(case).items():
        flags = [pinned({path: end}) for end in ends]
        if path not in inputs:
            assert all(f == today for f in flags), f"{path} matters and is not listed"
            continue
        found = inputs.pop(path)
        for at, f in zip(found["at"], flags, strict=True):
            same_share(at["share"], f)
        shares = [sum(f) / n for f in flags]
        swing = 100 * (max(shares) - min(shares))
        assert found["swing"] == pytest.approx(swing, abs=1e-6)
        assert found["flips"] == any(word(s) != word(sum(today) / n) for s in shares)
        assert found["flips"] == (path in entry["flips"])
    assert not inputs
