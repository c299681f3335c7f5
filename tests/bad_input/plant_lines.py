"""Scales that are no line, and open questions about nothing."""

from __future__ import annotations

from collections.abc import Iterator

from bad_input.broken import Broken, plant, section

SCALE = "scale: [0, 10, 45.5]"
ASKED = "  issues.toll.now: Is it"
MANY = "9" * 400


def line_faults() -> Iterator[Broken]:
    """All broken cases of this kind."""
    yield from _scales()
    yield from _open()


def _scales() -> Iterator[Broken]:
    for name, new, says in (
        ("short", "‸scale: [0, 10]", "2 numbers, but 'talks' has 3 options"),
        ("long", "‸scale: [0, 10, 20, 30]", "4 numbers"),
        ("empty", "‸scale: []", "0 numbers"),
        ("text", "scale: ‸0 to 45.5", "a list of numbers"),
        ("unbracketed", "scale: ‸0, 10, 45.5", "write [0, 10, 45.5]"),
        ("one_number", "scale: ‸40", "a list of numbers"),
        ("map", "scale: ‸{broken: 0, letters: 10, working: 45.5}", "a map"),
        ("back", "scale: [0, 10, ‸5]", "'5' does not"),
        ("forth", "scale: [10, 0, ‸5]", "all fall"),
        ("twice", "scale: [0, ‸0, 5]", "'0' does not"),
        ("twice_in_other_words", "scale: [0, 5, ‸5.00]", "'5.00' does not"),
        ("twice_to_the_machine", f"scale: [0, 0.1, ‸0.1{'0' * 30}1]", "does not"),
        ("word", "scale: [0, ‸ten, 45.5]", "'ten' is not a number"),
        ("range", "scale: [0, ‸5-10, 45.5]", "'5-10' is not a number"),
        ("percent", "scale: [0, ‸10 %, 45.5]", "not a number"),
        ("power", "scale: [0, ‸1e3, 2000]", "'1e3' is not a number"),
        ("not_finite", "scale: [0, 10, ‸.inf]", "not a number"),
        ("not_a_number", "scale: [0, 10, ‸.nan]", "not a number"),
        ("hole", "‸scale: [0, 10, {}]", "a map"),
        ("list", "scale: [0, ‸[10], 45.5]", "a list"),
        ("large", "scale: [0, 10, ‸1000001]", "too large"),
        ("endless", f"scale: [0, 10, ‸{MANY}]", "too large"),
        ("far_below", "scale: [‸-2000000, 10, 20]", "too large"),
        ("several", "scale: [‸a, 10, ‸b]", ("'a'", "'b'")),
    ):
        mended = new.replace("‸scale", "scale").replace("{}", "‸{}") if name == "hole" else new
        yield plant(f"scale_{name}", (SCALE, mended), says=says)
    yield plant("scale_key_twice", (SCALE, f"{SCALE}\n    ‸{SCALE}"), says="stands here twice")
    yield plant("scale_null", (SCALE, "‸scale:"), says="no value")
    yield plant(
        "scale_without_order",
        (
            "options: {army: soldiers, police",
            "‸scale: [0, 1, 2]\n    options: {army: soldiers, police",
        ),
        says="no order, so they lie on no line",
    )
    yield plant(
        "scale_short_and_option_unknown",
        (SCALE, "‸scale: [0, 10]"),
        ("now: broken", "now: ‸brokn"),
        says=("did you mean broken?", "2 numbers"),
    )


def _open() -> Iterator[Broken]:
    for name, place, says in (
        ("nowhere", "isues.toll.now", "did you mean issues?"),
        ("no_issue", "issues.tol.now", "did you mean toll?"),
        ("no_key", "issues.toll.noww", "did you mean now?"),
        ("no_section", "wish", "no 'wish'"),
        ("too_deep", "issues.toll.now.then", "no 'then' in 'issues.toll.now'"),
        ("two_deep", "actors.Dora.hears.Ben", "ask about actors.Dora.hears itself"),
        ("no_item", "forecasts.7", "no '7' in 'forecasts'"),
        ("item_by_name", "forecasts.accord", "no 'accord'"),
        ("sentence", "who must say yes", "no place in a case"),
        ("empty_part", "issues..now", "no place in a case"),
        ("last_dot", "issues.toll.", "no place in a case"),
        ("path", "../../etc/passwd", "no place in a case"),
        ("deep", ".".join(["a"] * 40), "no place in a case"),
        ("markup", "<script>", "no place in a case"),
    ):
        yield plant(f"question_{name}", (ASKED, f"  ‸{place}: Is it"), says=says)
    yield plant(
        "question_no_text",
        ("now: Is it still paid by night?", "now: ‸[Is it, paid]"),
        says="a list",
    )
    yield plant("question_blank", ("Is it still paid by night?", "‸' '"), says="empty")
    yield plant(
        "question_null",
        ("  issues.toll.now: Is it still paid by night?", "  ‸issues.toll.now:"),
        says="no value",
    )
    yield plant(
        "question_long", ("Is it still paid by night?", f"‸{'why ' * 3000}"), says="longer than"
    )
    yield plant("question_list", (section("open"), "open: ‸[who, what]\n"), says="a map")
    yield plant("question_as_text", (section("open"), "open: ‸who decides?\n"), says="a map")
    yield plant("question_without_questions", (section("open"), "open: ‸{}\n"), says="empty")
    yield plant(
        "question_several",
        (ASKED, "  ‸issue.toll.now: Is it"),
        ("  actors.Dora.no_deal:", "  ‸actors.Dorra.no_deal:"),
        says=("did you mean issues?", "did you mean Dora?"),
    )
