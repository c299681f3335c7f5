"""What must not change a rate does not; what must raise it never lowers it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import strategies
import strategies_time
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from property.test_invariances import mirrored, renamed, shuffled
from strategies import Doc
from strategies_time import Timing

import detente.forecast.passage
from detente.analysis.reach.question import reach
from detente.core.edits import apply
from detente.core.logic import Is
from detente.core.streams import Floats
from detente.core.table import Mute, Open, Table, Target
from detente.core.timing import MONTH
from detente.forecast.parameters import Parameters
from detente.forecast.passage import first_passage
from detente.study import open_case

Curves = dict[str, Floats]
FAR = 7 * 60
"""Days ahead: more than any way here has steps."""


@dataclass
class Ask:
    """Curves of generated cases."""

    place: Path

    def table(self, doc: Doc, timing: Timing) -> Table:
        self.place.write_text(strategies.text(doc), encoding="utf-8")
        return timing.on(open_case(self.place)[1])

    def __call__(self, doc: Doc, timing: Timing, **asked: Any) -> Curves:
        table = self.table(doc, timing)
        return curves(table, timing.targets(table), **asked)


def curves(
    table: Table, targets: list[Target], *, days: int = 90, n: int = 3, seed: int = 5, **more: Any
) -> Curves:
    until = table.as_of + days
    found = first_passage(
        table,
        targets=targets,
        until=until,
        readings=n,
        seed=seed,
        parameters=Parameters(**more),
    )
    return found.curves


@pytest.fixture(scope="module")
def ask(tmp_path_factory) -> Ask:
    return Ask(tmp_path_factory.mktemp("rates") / "case.yaml")


def same(found: Curves, expected: Curves, within: float = 0.0) -> None:
    """The same curves: to the last bit, where nothing is allowed."""
    assert set(found) == set(expected)
    for name, curve in expected.items():
        np.testing.assert_allclose(found[name], curve, rtol=0, atol=within)


drawn = strategies_time.timed(levers=False)
some = settings(max_examples=20, phases=strategies.PHASES)


# --- how far and how often one looks --------------------------------------------------------------


@given(drawn)
@some
def test_a_longer_horizon_goes_on_where_the_shorter_one_ends(ask, case):
    short, long = ask(*case, days=50), ask(*case, days=120)
    for curve in long.values():
        assert (np.diff(curve, axis=1) >= -1e-12).all()
        assert (curve >= 0).all()
        assert (curve <= 1).all()
    same({name: curve[:, : 50 // 7] for name, curve in long.items()}, short)


@given(drawn)
@some
def test_more_readings_keep_the_first_ones(ask, case):
    few, many = ask(*case, n=3), ask(*case, n=70)
    same({name: curve[:3] for name, curve in many.items()}, few)


@given(drawn)
@some
def test_readings_in_blocks(ask, case):
    whole = ask(*case, n=67)
    with pytest.MonkeyPatch.context() as patch:
        # So few at once that every block holds a reading or two.
        patch.setattr(detente.forecast.passage, "WORK", 2)
        blocks = ask(*case, n=67)
    same(blocks, whole)


@given(drawn)
@some
def test_one_question_at_a_time(ask, case):
    """What else is asked about changes nothing: targets do not stop the course of events."""
    doc, timing = case
    table = ask.table(doc, timing)
    targets = timing.targets(table)
    together = curves(table, targets)
    for target in targets:
        same(curves(table, [target]), {target.id: together[target.id]}, 1e-12)


# --- order and names ------------------------------------------------------------------------------


@given(drawn, st.integers(0, 999))
@some
def test_order_of_declaration(ask, case, seed):
    doc, timing = case
    table, other = ask.table(doc, timing), ask.table(shuffled(doc, seed), timing)
    clock = replace(
        other.clock,
        contacts=tuple(replace(c, parties=c.parties[::-1]) for c in other.clock.contacts[::-1]),
        shocks=other.clock.shocks[::-1],
        windows=other.clock.windows[::-1],
    )
    found = curves(replace(other, clock=clock), timing.targets(other))
    same(found, curves(table, timing.targets(table)), 1e-12)


@given(strategies_time.timed(levers=False, crisp=True))
@some
def test_other_ids_where_nothing_is_drawn(ask, case):
    doc, timing = case
    # Pairs who meet equally often are told apart by name, and only by name: here none do.
    parties = [p for p in doc["parties"] if p.startswith("P")]
    rates = {f"{a}-{b}": (0.3 + k, 0.3 + k) for k, (a, b) in enumerate(combinations(parties, 2))}
    timing = replace(timing, contacts=rates)
    before = ask(doc, timing)
    other = replace(
        timing,
        contacts=renamed(timing.contacts, mirrored),
        shocks={
            name: (rate, renamed(moves, mirrored)) for name, (rate, moves) in timing.shocks.items()
        },
        windows=tuple(
            (start, end, _names(issues), _names(who)) for start, end, issues, who in timing.windows
        ),
        spoils=renamed(timing.spoils, mirrored),
        kinds=renamed(timing.kinds, mirrored),
    )
    after = ask(renamed(doc, mirrored), other)
    same(after, {mirrored(name): curve for name, curve in before.items()}, 1e-12)


def _names(names: frozenset[str]) -> frozenset[str]:
    return frozenset(map(mirrored, names))


# --- what makes no difference ---------------------------------------------------------------------


@given(st.integers(0, 10**6), st.booleans())
@some
def test_a_lever_that_opens_nothing_that_anyone_would_take(ask, seed, forbidden):
    """Either a rule of logic is against the new option, or everybody is whose hands it needs."""
    doc, timing = strategies_time.plain(seed)
    issue = doc["issues"]["i0"]
    issue.setdefault("on_table", list(issue["options"]))
    issue["options"].append("new")
    if isinstance(issue["by"], dict):
        issue["by"]["new"] = ["P0"]
    rule = {"rule": "i0 = new needs i0 != new"}
    doc.setdefault("rules", {})
    if forbidden:
        doc["rules"]["law"] = rule
    else:
        doc["rules"] |= {f"red{a}": rule | {"by": a} for a in doc["actors"]}
    table = ask.table(doc, timing)
    # A shock that sets the issue to an option still does, and none of them sets it to the new one.
    place = len(issue["options"]) - 1
    opened = apply(table, [Open("i0", (place,))])
    assert opened.issue["i0"].on_table != table.issue["i0"].on_table
    same(curves(opened, timing.targets(opened)), curves(table, timing.targets(table)))


@given(drawn)
@some
def test_what_never_happens(ask, case):
    """A shock of rate 0, a spoiler who never succeeds, a window that is over or names no issue."""
    doc, timing = case
    idle = replace(
        timing,
        shocks=timing.shocks | {"never": ((0.0, 0.0), {"i0": doc["issues"]["i0"]["now"]})},
        windows=(
            *timing.windows,
            (strategies_time.AS_OF - 9, strategies_time.AS_OF, frozenset(doc["issues"]), _NOBODY),
            (strategies_time.AS_OF, strategies_time.AS_OF + 20, frozenset({"aside"}), _NOBODY),
        ),
        spoils=dict.fromkeys(doc["actors"], (0.0, 0.0)) | timing.spoils,
    )
    same(ask(doc, idle), ask(doc, timing), 1e-12)


_NOBODY: frozenset[str] = frozenset()


@given(st.integers(0, 10**6))
@some
def test_a_shock_to_an_issue_that_nothing_depends_on(ask, seed):
    """Nobody takes it along in a package, and nobody is asked about it; one can still ask when."""
    doc, timing = strategies_time.plain(seed)
    doc["issues"]["aside"] = {"now": "left", "options": ["left", "right"], "by": ["P0"]}
    before = ask(doc, timing)
    struck = replace(timing, shocks=timing.shocks | {"blow": ((1.0, 1.0), {"aside": "right"})})
    table = ask.table(doc, struck)
    noticed = Target("noticed", "event", Is("aside", frozenset({"right"})))
    after = curves(table, [*struck.targets(table), noticed])
    weeks = np.arange(1, 90 // 7 + 1)
    np.testing.assert_allclose(after.pop("noticed")[0], 1 - np.exp(-7 / MONTH * weeks), atol=1e-12)
    same(after, before, 1e-12)


@given(drawn, st.integers(0, 60))
@some
def test_before_a_window_it_makes_no_difference(ask, case, wait):
    doc, timing = case
    start = strategies_time.AS_OF + 7 + wait
    meeting = (start, start + 9, frozenset(doc["issues"]), _NOBODY)
    with_it = ask(doc, replace(timing, windows=(*timing.windows, meeting)))
    weeks = (start - 1 - strategies_time.AS_OF) // 7
    without = ask(doc, timing)
    same(
        {name: curve[:, :weeks] for name, curve in with_it.items()},
        {name: curve[:, :weeks] for name, curve in without.items()},
        1e-12,
    )


# --- more and less --------------------------------------------------------------------------------


@given(drawn)
@some
def test_what_is_agreed_is_tolerated_and_what_is_tolerated_comes_about(ask, case):
    doc, timing = case
    table = ask.table(doc, timing)
    deal, step, event = (
        curves(table, [replace(t, kind=kind) for t in table.targets])
        for kind in ("deal", "step", "event")
    )
    for name in deal:
        assert (deal[name] <= step[name] + 1e-12).all()
        assert (step[name] <= event[name] + 1e-12).all()


def constant(doc: Doc) -> Doc:
    """The case with no-deal values that do not change, and with nothing both guarded and undone.

    A veto holder who could take one issue back himself need not tolerate that another does: reach
    lets all who gain make the move together, the forecast names one holder for each issue.
    """
    doc = copy.deepcopy(doc)
    for actor in doc["actors"].values():
        if isinstance(actor.get("no_deal"), dict):
            actor["no_deal"] = next(iter(actor["no_deal"].values()))
    if any("undo" in issue for issue in doc["issues"].values()):
        for issue in doc["issues"].values():
            issue.pop("veto", None)
    return doc


@given(drawn, st.sampled_from(["1", "2", "any"]))
@settings(max_examples=40, phases=strategies.PHASES)
def test_a_rate_above_nothing_just_where_moves_lead_there(ask, case, exchange):
    doc = constant(case[0])
    timing = replace(case[1], shocks={}, contacts={}, spoils={}, kinds={})
    table = ask.table(doc, timing)
    n = 6
    found = curves(table, timing.targets(table), days=FAR, n=n, exchange=exchange)
    finding = reach(table, readings=n, seed=5, with_levers=False)
    used = finding.support["readings_used"]
    for target, entry in finding.support["targets"].items():
        if entry["status"] != "open":
            continue
        (bits,) = [b for b in finding.certificate[target]["levers"] if not b["levers"]]
        readings = int(bits["reach"][exchange], 16)
        reached = [bool(readings >> r & 1) for r in range(used)]
        assert (found[target][:used, -1] > 0).tolist() == reached


# --- spoilers -------------------------------------------------------------------------------------


@given(drawn)
@some
def test_who_spoils_some_of_it_closes_no_way(ask, case):
    """Less than certain to succeed, he makes rates smaller or larger, and none of them nothing."""
    doc, timing = case
    never = ask(doc, replace(timing, spoils={}))
    often = ask(doc, replace(timing, spoils=dict.fromkeys(doc["actors"], (30.0, 90.0))))
    for name, curve in never.items():
        assert ((curve > 1e-9) <= (often[name] > 0)).all()


TWO_WAYS_OUT = """
case: {title: Two ways out, as_of: 2020-03-01}
parties: {P: {decides: X}, Q: {decides: Z}}
issues: {way: {now: none, options: [none, left, right], ordered: 'no', one_way: 'true', by: [P, Q]}}
actors:
  X: {of: P, cares: {way: {weight: '1', value: {none: '40', left: '60', right: '60'}}}}
  Z: {of: Q, cares: {way: {weight: '1', value: {none: '40', left: '60', right: '60'}}}}
  V: {of: Q, cares: {way: {weight: '1', value: {none: '50', left: '60', right: '0'}}}}
targets: {left: {when: way = left}, right: {when: way = right}, out: {when: way != none}}
"""


def muted(ask: Ask, text: str) -> tuple[Curves, Curves]:
    """Curves with a spoiler whom nobody hears, and without him."""
    doc = yaml.load(text, Loader=yaml.BaseLoader)
    timing = Timing({}, {}, (), {"V": (70.0, 70.0)}, {})
    table = ask.table(doc, timing)
    silent = apply(table, [Mute("V")])
    return curves(table, list(table.targets)), curves(silent, list(silent.targets))


def test_muting_a_spoiler_of_the_only_move_never_lowers_its_rate(ask):
    only = TWO_WAYS_OUT.replace("none, left, right", "none, right").replace("left: '60', ", "")
    with_him, without = muted(ask, only.replace("left: {when: way = left}, ", ""))
    assert (with_him["right"] < without["right"]).all()


def test_muting_a_spoiler_can_lower_the_rate_of_what_he_let_pass(ask):
    """Once the other package is worth talking about, it takes the agenda from this one."""
    with_him, without = muted(ask, TWO_WAYS_OUT)
    assert (with_him["left"] > without["left"]).all()
    assert (with_him["right"] < without["right"]).all()
