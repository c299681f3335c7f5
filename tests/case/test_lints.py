"""Each lint fires where it should; that none fires on a sound case is tested with the template."""
# ruff: noqa: E501 - a table of faults reads best in rows

import pytest
from case.small import TEXT, loaded, swapped

from detente.case.lints import LINTS
from detente.case.scores import rank_score

CARE = "gauge: {weight: 5-15, wants: upton_only, accepts: joint"
LEVER = "do: {open: {gauge: [joint]}}"
BEN = TEXT[TEXT.index("    hears: {Cleo") : TEXT.index("  Cleo:  ")]
RATE = '  Upton-Downham: {rate: 1-2 a month, why: "[a] two towns on one river"}\n'
MILL = ("  Downham: {", "  Milltown: {decides: Eve}\n  Downham: {")
SHOCK = "shocks: {rain: {rate: 1 a year, moves: {gauge: upton_only}}}\nrules:\n"
PAST = "calendar:\n  - {when: 2025-01, also: 2025-08, what: a fair, opens: [water]}\nrules:\n"
FAR = PAST.replace("when: 2025-01, also: 2025-08", "when: 2025-05, also: [2025-06, 2026-02]")
ROUNDS = "histories: {rounds: {what: a round, from: 2020, dates: [2021, 2023]}}\nrules:\n"
SPOILS = "  Cleo:                            # nobody's `decides` names her: an adviser\n"
EVE = "  Eve: {of: Upton, no_deal: {always: 50, why: '[a]'}, cares: {water: {weight: 9, wants: half, accepts: third}}}\nrules:\n"

DOUBTS = [
    ("lever_opens_what_is_open", [("on_table: [upton_only]", "on_table: [upton_only, joint]")]),
    ("target_out_of_reach", [("now: little", "now: little\n    on_table: [little]")]),
    ("target_out_of_reach", [("when: water >= third and", "when: gauge = joint and")]),
    ("target_and_forecast_differ", [("at least a third of the flow passes, for", "on terms, for")]),
    ("now_far_from_no_deal", [("2025-03: 30-42", "2025-03: 60-70")]),
    ("free_concession", [(CARE + ', why: "[a]"}', "water: {weight: 1, wants: half, accepts: half}"),
                         ("      water: {weight: 40-60, wants: little, accepts: third, why: \"her farmers come first ¶2\"}\n", "")]),
    ("actor_without_say", [("rules:\n", EVE)]),
    ("no_deal_without_effect", [("rules:\n", EVE)]),
    ("decides_for_another_party", [("of: Downham\n    hears", "of: Upton\n    hears")]),
    ("rule_never_binds", [("payment >= share needs", "payment >= share and payment = nothing needs")]),
    ("refuses_today", [(CARE, CARE + ", refuses: upton_only")]),
    ("issue_without_effect", [("issues:\n", "issues:\n  hats: {by: [Upton], now: a, options: [a, b]}\n")]),
    ("firm_without_refusal", [(CARE, CARE + ", firm: 50")]),
    ("value_overrides", [(CARE, CARE + ", value: {upton_only: 100, joint: 50}")]),
    ("weight_of_nothing", [("gauge: {weight: 5-15", "gauge: {weight: 0")]),
    ("decider_without_cares", [("Ada}", "all of Ada and Eve}"), ("rules:\n", "  Eve: {of: Upton}\nrules:\n")]),
    ("party_never_asked", [("  Downham: {", "  Milltown: {decides: Eve}\n  Downham: {"),
                           ("rules:\n", EVE.replace("Upton", "Milltown"))]),
    ("deadline_without_effect", [("{2025-03: 30-42, deadline: 15-30, why", "{2025-03: 30-42, why")]),
    ("order_without_points", [(BEN, "    prefers: [water >= third, payment = nothing, gauge = joint]\n")]),
    ("statement_without_effect", [(BEN, "    prefers: [water >= third, payment = nothing, not water = little]\n")]),
    ("statement_without_effect", [(BEN, "    ranks: [[water >= third, payment = nothing], water = half]\n")]),
    ("option_out_of_reach", [("now: little", "now: third\n    one_way: up\n    on_table: [little, third, half]")]),
    ("option_out_of_reach", [("now: little", "now: third\n    one_way: up"), ("{gauge: [joint]}", "{gauge: [joint], water: [little]}")]),
    ("pair_without_contact", [(RATE, ""), ("contacts:                          # how often they can deal\n", "")]),
    ("stall_without_date", [("  stalled: 2024-12 ", "  # stalled: 2024-12 ")]),
    ("forecast_after_horizon", [("by: 2025-12-31", "by: 2026-01-01")]),
    ("window_out_of_time", [("rules:\n", PAST)]),
    ("window_out_of_time", [("rules:\n", FAR)]),
    ("contact_without_move", [MILL, (RATE, RATE + "  Milltown-Upton: {rate: 1 a year}\n"), ("rules:\n", EVE.replace("Upton", "Milltown"))]),
    ("shock_without_effect", [("rules:\n", SHOCK.replace("upton_only", "joint").replace("1 a", "0 a"))]),
    ("shock_without_effect", [("rules:\n", SHOCK), (LEVER, "do: {mute: [Cleo]}")]),
    ("spoiler_without_stake", [(SPOILS, SPOILS + "    spoils: {how: by letter, chance: 0}\n")]),
    ("spoiler_without_stake", [("rules:\n", "  Eve: {of: Upton, spoils: {how: by letter, chance: 10}}\nrules:\n")]),
    ("history_without_use", [("rules:\n", ROUNDS)]),
    ("set_to_now", [(LEVER, "do: {set: {gauge: upton_only}}")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes"), DOUBTS, ids=[name for name, _ in DOUBTS])
def test_a_lint_finds_what_it_is_for(tmp_path, name, changes):
    warnings = loaded(tmp_path, swapped(*changes)).warnings
    found = [one for one in warnings if one.name == name]
    assert len(found) == 1, [str(one) for one in warnings]
    assert f"[{name}]" in str(found[0])
    assert found[0].hint


def test_every_lint_is_tested_and_documented():
    assert {lint.__name__ for lint in LINTS} == {name for name, _ in DOUBTS}
    assert all(lint.__doc__ and "\n" not in lint.__doc__ for lint in LINTS)


def test_a_forecast_may_say_how_its_words_differ(tmp_path):
    text = swapped(
        ("at least a third of the flow passes, for", "on terms, for"),
        ("  - {ask: agreement,", "  - {ask: agreement, differs: any amount counts,"),
    )
    assert loaded(tmp_path, text).warnings == ()


def test_a_target_only_levers_can_reach_says_so(tmp_path):
    text = swapped(("when: water >= third and", "when: gauge = joint and"))
    (found,) = [one for one in loaded(tmp_path, text).warnings if one.name == "target_out_of_reach"]
    assert "today" in found.message
    beyond = text.replace(LEVER, "do: {mute: [Cleo]}")
    (found,) = [
        one for one in loaded(tmp_path, beyond).warnings if one.name == "target_out_of_reach"
    ]
    assert "not even with every lever" in found.message


@pytest.mark.parametrize(
    ("wants", "accepts", "scores"),
    [
        (4, 2, [0, 25, 50, 75, 100]),
        (0, 0, [100, 37.5, 25, 12.5, 0]),
        (2, 2, [0, 25, 100, 25, 0]),
        (2, 3, [0, 50, 100, 50, 0]),
        (0, 4, [100, 87.5, 75, 62.5, 50]),
        (2, 4, [50, 75, 100, 75, 50]),
    ],
)
def test_scores_follow_the_definition(wants, accepts, scores):
    assert [rank_score(rank, wants, accepts, (0, 1, 2, 3, 4)) for rank in range(5)] == scores
