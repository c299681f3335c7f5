"""Priorities: what a statement means, and the ranking that several of them make."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import numpy as np
import pytest
from bad_input.plant_gmcr import FEASIBLE

from detente.case.faults import CaseErrors
from detente.case.gmcr.file import load_conflict_text
from detente.case.gmcr.priorities import lattice, parse_statement, ranks_of, truth


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a", [1, 3, 5, 7]),
        ("!a", [0, 2, 4, 6]),
        ("!!a&b", [3, 7]),
        ("a & b | c", [3, 4, 5, 6, 7]),
        ("c | a & b", [3, 4, 5, 6, 7]),
        ("a & (b | c)", [3, 5, 7]),
        ("!(a | b) & c", [4]),
        ("!(a & !(b | !c))", [0, 1, 2, 3, 4, 6, 7]),
    ],
)
def test_statements_bind_as_usual(text: str, codes: list[int]) -> None:
    formula = parse_statement(text, ["a", "b", "c"]).formula
    table = np.broadcast_to(truth(formula, lattice(["a", "b", "c"])), (2, 2, 2))
    assert np.flatnonzero(table).tolist() == codes


def test_more_statements_than_fit_on_one_scale_keep_their_order() -> None:
    names = [f"o{k}" for k in range(8)]
    texts = [names[k % 8] if k < 70 else f"!{names[k % 8]}" for k in range(75)]
    repeated = [parse_statement(text, names) for text in texts]
    once = [parse_statement(name, names) for name in names]
    columns = lattice(names)
    many = ranks_of(repeated, columns, (2,) * 8)
    few = ranks_of(once, columns, (2,) * 8)
    assert (np.argsort(many, kind="stable") == np.argsort(few, kind="stable")).all()
    assert len(set(many.tolist())) == 256


def test_a_million_codes_take_less_than_a_second() -> None:
    names = [f"o{k}" for k in range(20)]
    pairs = " | ".join(f"{a} & !{b}" for a, b in pairwise(names))
    statements = [parse_statement(f"({pairs}) & {name}", names) for name in names[:16]]
    before = process_time()
    ranks = ranks_of(statements, lattice(names), (2,) * 20)
    assert process_time() - before < 1
    assert ranks.shape == (1 << 20,)


def test_statements_that_decide_nothing_are_noted() -> None:
    text = FEASIBLE.replace("Cy: []", 'Cy: ["sue | !sue", "fence", "!!fence"]')
    assert [one.message for one in load_conflict_text(text).warnings] == [
        "this statement is always true",
        "this statement says the same as statement 2",
    ]


def test_a_contradiction_in_priorities_that_are_not_used_is_only_noted() -> None:
    text = FEASIBLE.replace("Cy: []", 'Cy: [fence, "!sue", sue]')
    with pytest.raises(CaseErrors, match="the opposite of statement 2"):
        load_conflict_text(text)
    ranked = load_conflict_text(f"{text}preferences: {{Cy: [7, [0, 1, 2, 4, 5, 6]]}}\n")
    assert {one.name for one in ranked.warnings} == {"decides_nothing", "priorities_differ"}
