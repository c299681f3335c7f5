"""Rates that can be worked out by hand."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import exp

import numpy as np
import oracle_forecast as second
import pytest
import strategies
import yaml

from detente.core.table import Span, Table
from detente.core.timing import MONTH, Clock, Contact, Shock, Window
from detente.forecast.parameters import Parameters
from detente.forecast.passage import first_passage
from detente.study import open_case

AS_OF = date(2020, 3, 1).toordinal()
WEEK = 7
CERTAIN = Parameters(slope=0.01)
"""A slope so small that whoever gains over no deal accepts, and who loses does not."""

GATE = """
case: {title: Two neighbours and a gate, as_of: 2020-03-01}
parties: {P: {decides: X}, Q: {decides: Z}}
issues:
  gate: {now: shut, options: [shut, open], by: [P, Q]}
actors:
  X: {of: P, no_deal: '50', cares: {gate: {weight: '1', value: {shut: '40', open: '70'}}}}
  Z: {of: Q, no_deal: '50', cares: {gate: {weight: '1', value: {shut: '30', open: '65'}}}}
targets:
  opened: {when: gate = open, kind: deal}
"""


@pytest.fixture
def write(tmp_path):
    """Case texts with a clock: the table, and its curves by target for a number of weeks."""

    def curves(
        text: str,
        weeks: int,
        *,
        clock: Clock | None = None,
        spoils: dict[str, float] | None = None,
        parameters: Parameters = CERTAIN,
        events: tuple[str, ...] = (),
    ) -> dict[str, np.ndarray]:
        place = tmp_path / "case.yaml"
        place.write_text(text, encoding="utf-8")
        table = with_clock(open_case(place)[1], clock or Clock(), spoils or {})
        kinds = dict.fromkeys(events, "event")
        targets = [replace(t, kind=kinds.get(t.id, t.kind)) for t in table.targets]
        until = AS_OF + WEEK * weeks
        found = first_passage(
            table, targets=targets, until=until, parameters=parameters, readings=2
        )
        world = second.world(text, table, kinds=kinds)
        expected = second.curves(world, until, 2, 0, parameters)
        for name, rows in expected.items():
            np.testing.assert_allclose(found.curves[name], rows, rtol=0, atol=1e-9)
        return {name: curve[0] for name, curve in found.curves.items()}

    return curves


def with_clock(table: Table, clock: Clock, spoils: dict[str, float]) -> Table:
    actors = tuple(
        replace(a, spoils=Span(f"actors.{a.id}.spoils.chance", spoils[a.id], spoils[a.id]))
        if a.id in spoils
        else a
        for a in table.actors
    )
    return replace(table, clock=clock, actors=actors)


def contact(rate: float, *pair: str) -> Contact:
    a, b = pair or ("P", "Q")
    return Contact((a, b), Span(f"contacts.{a}-{b}", rate, rate))


def shock(rate: float, name: str = "blow", **moves: int) -> Shock:
    return Shock(name, Span(f"shocks.{name}", rate, rate), tuple(moves.items()))


def window(first: int, last: int, issues: str, parties: str = "") -> Window:
    """From the first to the last day after the day of the analysis."""
    who = frozenset(parties.split())
    return Window("meeting", AS_OF + first, AS_OF + last, frozenset(issues.split()), who)


def weekly(rate: float) -> float:
    return 1 - exp(-rate * WEEK / MONTH)


def logistic(points: float) -> float:
    return 1 / (1 + exp(-points))


def waiting(chance: float, weeks: int) -> np.ndarray:
    return 1 - (1 - chance) ** np.arange(1, weeks + 1)


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


# --- one move -------------------------------------------------------------------------------------


def test_two_who_meet_now_and_then_and_always_agree(write):
    found = write(GATE, 30, clock=Clock(contacts=(contact(0.7),)))
    close(found["opened"], waiting(weekly(0.7), 30))


def test_a_pair_without_an_entry_meets_once_a_month(write):
    close(write(GATE, 9)["opened"], waiting(weekly(1.0), 9))


def test_who_gains_little_hesitates(write):
    found = write(GATE, 20, clock=Clock(contacts=(contact(2.0),)), parameters=Parameters())
    close(found["opened"], waiting(weekly(2.0) * logistic(2.0) * logistic(1.5), 20))


def test_one_party_alone_goes_back_to_it_once_a_month(write):
    found = write(GATE.replace("by: [P, Q]", "by: [P]"), 20, parameters=Parameters(alone=3.0))
    close(found["opened"], waiting(weekly(3.0) * logistic(2.0), 20))


def test_of_three_the_two_who_meet_most_rarely_decide(write):
    doc = yaml.load(GATE, Loader=yaml.BaseLoader)
    doc["parties"]["R"] = {"decides": "Y"}
    doc["actors"]["Y"] = copy.deepcopy(doc["actors"]["X"]) | {"of": "R"}
    doc["issues"]["gate"]["by"] = ["P", "Q", "R"]
    clock = Clock(contacts=(contact(3.0), contact(0.4, "P", "R"), contact(2.0, "R", "Q")))
    found = write(strategies.text(doc), 12, clock=clock)
    close(found["opened"], waiting(weekly(0.4), 12))


def test_better_is_all_that_is_known_of_who_has_an_order(write):
    doc = yaml.load(GATE, Loader=yaml.BaseLoader)
    doc["actors"]["X"] = {"of": "P", "prefers": ["gate = open"]}
    for slope in (5.0, 20.0):
        found = write(strategies.text(doc), 8, parameters=Parameters(slope=slope))
        likely = weekly(1.0) * logistic(1.0) * logistic(15 / slope)
        close(found["opened"], waiting(likely, 8))


# --- spoilers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["[P, Q]", "[P]"])
def test_a_spoiler_wrecks_a_share_of_what_leaves_him_worse_off(write, by):
    doc = yaml.load(GATE.replace("by: [P, Q]", f"by: {by}"), Loader=yaml.BaseLoader)
    value = {"shut": "50", "open": "49"}
    doc["actors"]["S"] = {"of": "Q", "cares": {"gate": {"weight": "1", "value": value}}}
    found = write(strategies.text(doc), 12, spoils={"S": 40.0})
    close(found["opened"], waiting(weekly(1.0) * 0.6, 12))
    value["open"] = "50"
    found = write(strategies.text(doc), 12, spoils={"S": 40.0})
    close(found["opened"], waiting(weekly(1.0), 12))


# --- the calendar ---------------------------------------------------------------------------------


def test_a_window_of_one_week_is_certain(write):
    clock = Clock(contacts=(contact(0.0),), windows=(window(15, 21, "gate"),))
    close(write(GATE, 6, clock=clock)["opened"], [0, 0, 1, 1, 1, 1])


def test_the_day_of_the_analysis_is_no_day_of_a_step(write):
    clock = Clock(contacts=(contact(0.0),), windows=(window(-3, 0, "gate"),))
    close(write(GATE, 4, clock=clock)["opened"], [0, 0, 0, 0])
    clock = Clock(contacts=(contact(0.0),), windows=(window(-30, 1, "gate"),))
    close(write(GATE, 4, clock=clock)["opened"], [1, 1, 1, 1])


def test_a_longer_window_is_one_occasion_spread_over_its_weeks(write):
    clock = Clock(contacts=(contact(0.5),), windows=(window(7, 22, "gate", "P Q"),))
    q = weekly(0.5)
    # Days 7 to 22 touch four weeks, the first and the last of them with a day.
    kept = (1 - q) ** np.arange(1, 7) * 0.75 ** np.array([1, 2, 3, 4, 4, 4])
    close(write(GATE, 6, clock=clock)["opened"], 1 - kept)


@pytest.mark.parametrize(("issues", "parties"), [("other", ""), ("gate", "P")])
def test_a_window_opens_only_what_and_for_whom_it_says(write, issues, parties):
    clock = Clock(contacts=(contact(0.5),), windows=(window(1, 7, issues, parties),))
    close(write(GATE, 4, clock=clock)["opened"], waiting(weekly(0.5), 4))


def test_a_full_calendar(write):
    """However many occasions there are, each of them counts."""
    others = tuple(window(1, 1, "other") for _ in range(69))
    clock = Clock(contacts=(contact(0.0),), windows=(*others, window(15, 21, "gate")))
    close(write(GATE, 4, clock=clock)["opened"], [0, 0, 1, 1])


# --- shocks ---------------------------------------------------------------------------------------

STUCK = GATE.replace("open: '70'", "open: '20'")


def test_a_shock_by_itself(write):
    found = write(STUCK, 25, clock=Clock(shocks=(shock(0.2, gate=1),)), events=("opened",))
    close(found["opened"], waiting(weekly(0.2), 25))


def test_a_shock_makes_no_deal(write):
    found = write(STUCK, 25, clock=Clock(shocks=(shock(0.2, gate=1),)))
    close(found["opened"], np.zeros(25))


def test_a_shock_and_a_meeting_in_the_same_week(write):
    found = write(GATE, 10, clock=Clock(shocks=(shock(0.2, gate=1),)))
    close(found["opened"], 1 - ((1 - weekly(0.2)) * (1 - weekly(1.0))) ** np.arange(1, 11))


def test_what_is_put_right_in_the_same_week_does_not_count(write):
    text = STUCK.replace("by: [P, Q]", "by: [P]")
    clock = Clock(shocks=(shock(0.6, gate=1),))
    found = write(text, 10, clock=clock, events=("opened",), parameters=Parameters())
    # P wants it shut: worth 40 to him then, against 50 without a deal.
    back = weekly(1.0) * logistic(-1.0)
    close(found["opened"], waiting(weekly(0.6) * (1 - back), 10))


def test_a_rule_of_logic_holds_against_shocks(write):
    text = GATE + "rules: {never: {rule: gate = open needs gate = shut}}\n"
    found = write(text, 10, clock=Clock(shocks=(shock(5.0, gate=1),)), events=("opened",))
    close(found["opened"], np.zeros(10))


def test_what_a_shock_did_is_taken_back_by_who_can(write):
    text = """
case: {title: A broken gate, as_of: 2020-03-01}
parties: {P: {decides: X}, Q: {decides: Z}}
issues:
  gate: {now: whole, options: [whole, broken], by: [P, Q], undo: any}
  news: {now: calm, options: [calm, alarm], on_table: [calm], by: [Q]}
actors:
  X: {of: P, no_deal: '50', cares: {gate: {weight: '1', value: {whole: '90', broken: '0'}}}}
  Z: {of: Q, no_deal: '50', cares: {news: {weight: '1', value: {calm: '50', alarm: '60'}}}}
targets:
  mended: {when: gate = whole and news = alarm, kind: deal}
"""
    found = write(text, 12, clock=Clock(shocks=(shock(0.5, gate=1, news=1),)), events=("mended",))
    h, q = weekly(0.5), weekly(1.0)
    calm, broken, mended, expected = 1.0, 0.0, 0.0, []
    for _ in range(12):
        calm, broken = calm * (1 - h), broken + calm * h
        # Only P wants it whole again, and needs nobody for it.
        broken, mended = broken * (1 - q), mended + broken * q
        expected.append(mended)
    close(found["mended"], expected)


# --- what happens in time -------------------------------------------------------------------------


def test_no_deal_values_drift(write):
    text = GATE.replace(
        "{of: P, no_deal: '50'", "{of: P, no_deal: {2020-03-01: 90, 2020-08-01: 60}"
    )
    slope = Parameters(slope=5.0)
    found = write(text.replace("kind: deal", "kind: step"), 24, parameters=slope)
    last, kept, expected = date(2020, 8, 1).toordinal() - AS_OF, 1.0, []
    for week in range(24):
        day = min(28 * (week // 4) + 14, last)
        limit = 90 - 30 * day / last
        kept *= 1 - weekly(1.0) * logistic((70 - limit) / 5) * logistic(3.0)
        expected.append(1 - kept)
    close(found["opened"], expected)
    deal = write(text, 24, parameters=slope)["opened"]
    # Below no deal he may be talked into it, but it counts as a deal only once he agrees.
    first = next(w for w in range(24) if 90 - 30 * min(28 * (w // 4) + 14, last) / last <= 70)
    assert (deal[:first] == 0).all()
    assert deal[first] >= found["opened"][first - 1]


def test_a_target_counts_at_the_end_of_the_last_whole_week(tmp_path):
    place = tmp_path / "case.yaml"
    place.write_text(GATE, encoding="utf-8")
    table = open_case(place)[1]
    for days, many in ((0, 0), (6, 0), (7, 1), (13, 1), (14, 2)):
        found = first_passage(table, until=AS_OF + days, readings=1)
        assert found.curves["opened"].shape == (1, many)
        assert list(found.ends) == [AS_OF + WEEK * (w + 1) for w in range(many)]


# --- more than one thing to agree on --------------------------------------------------------------

FORK = """
case: {title: Two ways out, as_of: 2020-03-01}
parties: {P: {decides: X}, Q: {decides: Z}}
issues:
  way: {now: none, options: [none, left, right], ordered: 'no', by: [P, Q]}
actors:
  X:
    of: P
    no_deal: '40'
    cares: {way: {weight: '1', value: {none: '40', left: '60', right: '60'}}}
  Z:
    of: Q
    no_deal: '40'
    cares: {way: {weight: '1', value: {none: '40', left: '50', right: '70'}}}
targets:
  left: {when: way = left, kind: deal}
  right: {when: way = right, kind: deal}
"""


def test_one_package_is_on_the_agenda(write):
    """Z would rather go right, and nobody wants to be talked out of it again."""
    doc = yaml.load(FORK, Loader=yaml.BaseLoader)
    doc["issues"]["way"]["one_way"] = "true"
    doc["actors"]["X"]["cares"]["way"]["value"]["left"] = "61"
    found = write(strategies.text(doc), 15, parameters=Parameters())
    meet = weekly(1.0)
    left = meet * logistic(2.1) * logistic(1.0)
    right = meet * logistic(2.0) * logistic(3.0)
    p, q = left**2 / (left + right), right**2 / (left + right)
    gone = waiting(p + q, 15)
    close(found["left"], gone * p / (p + q))
    close(found["right"], gone * q / (p + q))


APART = """
case: {title: Two fences, as_of: 2020-03-01}
parties: {P: {decides: X}, Q: {decides: Z}}
issues:
  mine: {now: up, options: [up, down], by: [P]}
  yours: {now: up, options: [up, down], by: [Q]}
actors:
  X: {of: P, no_deal: '0', cares: {mine: {weight: '1', value: {up: '40', down: '70'}}}}
  Z: {of: Q, no_deal: '0', cares: {yours: {weight: '1', value: {up: '40', down: '70'}}}}
targets:
  mine: {when: mine = down, kind: deal}
  both: {when: mine = down and yours = down, kind: deal}
"""


def test_two_groups_make_one_move_a_week_between_them(write):
    found = write(APART, 9, parameters=replace(CERTAIN, exchange="1"))
    q = weekly(1.0)
    exit_ = 1 - (1 - q) ** 2
    up, one, expected = 1.0, 0.0, {"mine": [], "both": []}
    mine = both = only = 0.0
    for _ in range(9):
        # From both up each is as likely to go first; from one down only the other is left.
        both += one * q
        mine += up * exit_ / 2 + only * q
        only = only * (1 - q) + up * exit_ / 2
        one = one * (1 - q) + up * exit_
        up *= 1 - exit_
        expected["mine"].append(mine)
        expected["both"].append(both)
    close(found["mine"], expected["mine"])
    close(found["both"], expected["both"])


def test_an_exchange_of_one_issue_at_a_time_goes_through_what_both_prefer(write):
    """Each gives what costs him 10 and the other gains 30 by: together at once, apart never."""
    text = """
case: {title: A swap, as_of: 2020-03-01}
parties: {P: {decides: X}, Q: {decides: Z}}
issues:
  give: {now: 'no', options: ['no', 'yes'], by: [P]}
  take: {now: 'no', options: ['no', 'yes'], by: [Q]}
actors:
  X:
    of: P
    no_deal: '30'
    cares:
      give: {weight: '50', value: {'no': '20', 'yes': '0'}}
      take: {weight: '50', value: {'no': '40', 'yes': '100'}}
  Z:
    of: Q
    no_deal: '30'
    cares:
      take: {weight: '50', value: {'no': '20', 'yes': '0'}}
      give: {weight: '50', value: {'no': '40', 'yes': '100'}}
targets:
  swapped: {when: give = yes and take = yes, kind: deal}
"""
    apart = replace(CERTAIN, exchange="1")
    close(write(text, 6, parameters=apart)["swapped"], np.zeros(6))
    close(write(text, 6)["swapped"], waiting(weekly(1.0), 6))


def test_curves_never_fall(write):
    for curve in write(FORK, 30, parameters=Parameters()).values():
        assert all(a <= b + 1e-12 for a, b in pairwise(curve))
