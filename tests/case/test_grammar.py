from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.case.faults import BadEntryError, BadTextError
from detente.case.grammar import Axis, parse_condition, parse_rule
from detente.core.logic import TRUE, All, Is, Not, Some, holds, issues

AXES = {
    "talks": Axis(("broken", "letters", "meeting", "working")),
    "scope": Axis(("pause", "freeze", "major")),
    "team": Axis(("hawks", "envoy"), ordered=False),
    "회담": Axis(("없음", "재개")),
}
CELLS = [
    dict(zip(AXES, cell, strict=True)) for cell in product(*(a.options for a in AXES.values()))
]


def meaning(text):
    return parse_condition(text, AXES).formula


def test_formulas_say_what_they_mention_and_where_they_hold():
    formula = Some((All((Is("a", frozenset("x")), Not(Is("b", frozenset("y"))))), TRUE))
    assert issues(formula) == {"a", "b"}
    assert holds(formula, {"a": "z", "b": "y"})
    assert not holds(Some(()), {})


@pytest.mark.parametrize(
    ("sign", "kept"),
    [
        ("=", {"letters"}),
        ("==", {"letters"}),
        ("!=", {"broken", "meeting", "working"}),
        ("≠", {"broken", "meeting", "working"}),
        (">=", {"letters", "meeting", "working"}),
        ("≥", {"letters", "meeting", "working"}),
        (">", {"meeting", "working"}),
        ("<=", {"broken", "letters"}),
        ("<", {"broken"}),
    ],
)
def test_signs_mean_what_they_say(sign, kept):
    assert meaning(f"talks {sign} letters") == Is("talks", frozenset(kept))


def test_and_binds_tighter_than_or():
    text = "talks = working or scope = freeze and team = envoy"
    assert meaning(text) == meaning("talks = working or (scope = freeze and team = envoy)")
    assert meaning(text) != meaning("(talks = working or scope = freeze) and team = envoy")


def test_several_options_not_and_other_letters():
    assert meaning("scope = freeze/major") == Is("scope", frozenset({"freeze", "major"}))
    assert meaning("not not 회담 >= 재개") == Is("회담", frozenset({"재개"}))
    assert meaning("not (team = hawks)") == Not(Is("team", frozenset({"hawks"})))


atoms = st.sampled_from(["talks >= letters", "scope != major", "team = hawks", "talks < working"])
texts = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map("".join),
        inner.map(lambda t: f"not ({t})"),
        inner.map(lambda t: f"({t})"),
    ),
    max_leaves=6,
)


@given(texts)
def test_conditions_mean_what_python_means(text):
    """The words of the language are Python's own, so Python can judge small sentences."""
    formula = meaning(text)
    code = text
    for axis, spec in AXES.items():
        for rank, option in enumerate(spec.options):
            for sign in (">=", "!=", "<", "="):
                code = code.replace(
                    f"{axis} {sign} {option}",
                    f"R['{axis}'] {'==' if sign == '=' else sign} {rank}",
                )
    for cell in CELLS[::3]:
        ranks = {axis: AXES[axis].options.index(option) for axis, option in cell.items()}
        assert holds(formula, cell) == eval(code, {"R": ranks})


@pytest.mark.parametrize(
    ("text", "at", "message", "hint"),
    [
        ("talks", 5, "expected a sign", ""),
        ("talks >=", 8, "expected a name", ""),
        ("", 0, "the condition ends", "write a comparison"),
        ("(talks = broken", 15, "expected )", ""),
        ("talks = broken)", 14, "never opened", ""),
        ("talks = broken or letters", 25, "expected a sign", "write talks = broken/letters"),
        ("scope = [freeze]", 8, "'[' has no meaning", "several options are joined by /"),
        ("scope in freeze", 6, "'in' does not fit here", "write such as"),
        ("talks = broken & scope = major", 15, "'&' has no meaning", "write and"),
        ("talks = broken needs scope = major", 15, "only a rule can", ""),
        ("talks = broken scope = major", 15, "'scope' does not fit", ""),
    ],
)
def test_a_condition_that_cannot_be_read_says_where_and_why(text, at, message, hint):
    with pytest.raises(BadTextError) as caught:
        meaning(text)
    assert caught.value.at == at
    assert message in caught.value.message
    assert caught.value.advice().startswith(hint)


def test_every_unknown_name_in_a_condition_is_reported():
    with pytest.raises(BadEntryError) as caught:
        meaning("tlks >= working and scope = frozen or team > hawks or talks > working")
    told = [(bad.message, bad.advice()) for _, bad in caught.value.faults]
    assert told[0] == ("there is no issue 'tlks'", "did you mean talks?")
    assert told[1] == ("'scope' has no option 'frozen'", "did you mean freeze?")
    assert "have no order" in told[2][0]
    assert told[3][0] == "no option of 'talks' lies above 'working'"


def test_one_option_at_a_time_is_compared():
    with pytest.raises(BadEntryError, match="compares with one option"):
        meaning("talks >= letters/meeting")


def test_an_issue_that_is_faulty_itself_is_not_reported_again():
    assert parse_condition("x = y", {"x": Axis(None)}).formula == Is("x", frozenset({"y"}))


def test_a_rule_has_one_form():
    rule = parse_rule("talks >= working needs scope >= freeze or team = envoy", AXES)
    assert rule.when == meaning("talks >= working")
    assert rule.needs == meaning("scope >= freeze or team = envoy")
    for text in ("talks = working", "talks = working needs", "needs talks = working"):
        with pytest.raises(BadTextError):
            parse_rule(text, AXES)


def test_length_and_depth_are_limited():
    with pytest.raises(BadTextError, match="longer than"):
        meaning("talks = broken or " * 200 + "talks = broken")
    with pytest.raises(BadTextError, match="brackets inside"):
        meaning("(" * 30 + "talks = broken" + ")" * 30)
    assert meaning("not " * 400 + "talks = broken") == Is("talks", frozenset({"broken"}))


@given(st.text(st.sampled_from("talks=<>()/not andor needs scope!1-é \n"), max_size=60))
def test_any_text_is_a_condition_or_a_fault(text):
    for parse in (parse_condition, parse_rule):
        try:
            parse(text, AXES)
        except (BadTextError, BadEntryError) as bad:
            assert str(bad)  # noqa: PT017 - either outcome is right
