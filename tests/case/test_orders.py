"""Orders in a case file: read, explained, compiled; and issues that move up or down only."""

from __future__ import annotations

import jsonschema
import pytest
from case.small import TEXT, faults, loaded, swapped

from detente.case.compile import compile_case
from detente.case.document import Document
from detente.case.jsonschema import case_schema
from detente.compare import differences
from detente.core.grid import on_offer
from detente.core.logic import All, Is, Not, Some

BEN = TEXT[TEXT.index("    hears: {Cleo") : TEXT.index("  Cleo:  ")]
THIRD, HALF = Is("water", frozenset({"third", "half"})), Is("water", frozenset({"half"}))
JOINT = Is("gauge", frozenset({"joint"}))


def ordered(wants: str) -> str:
    """The river with what Ben wants as an order."""
    return swapped((BEN, f"    {wants}\n"))


def order_of(folder, wants):
    return compile_case(loaded(folder, ordered(wants)).case).actor["Ben"].order


def test_statements_are_read_in_their_order(tmp_path):
    found = order_of(
        tmp_path, 'prefers: [water >= third, {when: gauge = joint, why: "[a]"}, not water = half]'
    )
    assert (found.kind, found.levels) == ("prefers", (THIRD, JOINT, Not(HALF)))


def test_a_single_statement_needs_no_list(tmp_path):
    assert order_of(tmp_path, "prefers: water >= third").levels == (THIRD,)


def test_ranks_are_read_with_their_ties(tmp_path):
    tie = "[gauge = joint, {when: water >= third}]"
    found = order_of(tmp_path, f"ranks: [water = half and gauge = joint, {tie}, water = half]")
    assert found.kind == "ranks"
    assert found.levels == (All((HALF, JOINT)), Some((JOINT, THIRD)), HALF)


def test_everybody_else_keeps_his_values(tmp_path):
    table = compile_case(loaded(tmp_path, ordered("prefers: [water >= third]")).case)
    assert table.actor["Ada"].order is None
    assert table.actor["Ben"].cares == ()
    assert table.actor["Ben"].issues == {"water"}
    assert table.ordinal("Downham")
    assert not table.ordinal("Upton")


def test_an_order_keeps_an_issue_in_the_table(tmp_path):
    text = ordered("prefers: [hats = b]").replace(
        "issues:\n", "issues:\n  hats: {by: [Upton], now: a, options: [a, b]}\n", 1
    )
    found = loaded(tmp_path, text)
    assert "hats" in compile_case(found.case).relevant
    assert "issue_without_effect" not in {one.name for one in found.warnings}


def test_a_reason_inside_an_order_is_checked(tmp_path):
    wrong = ordered("prefers: [{when: water >= third, why: \"'a tenth would do' ¶3\"}]")
    assert ["does not stand" in one.message for one in faults(tmp_path / "a", wrong)] == [True]
    right = ordered("prefers: [{when: water >= third, why: \"'a third would do' ¶3\"}]")
    assert faults(tmp_path / "b", right) == ()


def test_an_editor_sees_the_forms_of_an_order():
    schema = jsonschema.Draft202012Validator(case_schema())
    good = [
        "prefers: water >= third",
        "prefers: [water >= third, {when: gauge = joint, why: x}]",
        "ranks: [water = half, [gauge = joint, {when: water = third}]]",
    ]
    bad = ["prefers: []", "prefers: [{why: x}]", "ranks: [[]]", "prefers: [[a = b]]"]
    for wants in good:
        schema.validate(Document.parse(ordered(wants)).data)
    for wants in bad:
        assert not schema.is_valid(Document.parse(ordered(wants)).data)


def test_two_cases_differ_in_a_statement_not_in_its_reason(tmp_path):
    def differ(name, first, second):
        cases = [
            loaded(tmp_path / name / str(k), ordered(wants)).case
            for k, wants in enumerate((first, second))
        ]
        return [".".join(one.path) for one in differences(*cases)]

    plain = "prefers: [water >= third]"
    assert differ("a", plain, 'prefers: [{when: water >= third, why: "[a]"}]') == []
    assert differ("b", plain, "prefers: [water = half]") == ["actors.Ben.prefers"]


@pytest.mark.parametrize(
    ("way", "heading", "one_way"),
    [("no", 0, False), ("yes", 0, True), ("up", 1, True), ("Down", -1, True)],
)
def test_one_way_may_name_the_way(tmp_path, way, heading, one_way):
    text = swapped(("now: little\n", f"now: third\n    one_way: {way}\n"))
    table = compile_case(loaded(tmp_path, text).case)
    issue = table.issue["water"]
    assert (issue.heading, issue.one_way) == (heading, one_way)
    options = {0: (0, 1, 2), 1: (1, 2), -1: (0, 1)}[heading]
    assert on_offer(table).choices[on_offer(table).axis["water"]] == options


def test_two_options_without_an_order_have_a_way_all_the_same(tmp_path):
    old = "options: {upton_only: Upton alone, joint: both towns together}"
    text = swapped((old, f"one_way: up\n    {old}"), ("now: upton_only", "now: upton_only"))
    assert faults(tmp_path, text) == ()


def test_declared_orders_are_kept_beside_the_table(tmp_path):
    table = compile_case(loaded(tmp_path).case)
    assert table.declared == ("water", "payment", "gauge")
    assert table.listed == ("Upton", "Downham")
    assert [i.id for i in table.issues] == ["gauge", "payment", "water"]
