"""Orders, and issues that move one way: what cannot be read, and what has no place beside them."""

from __future__ import annotations

from collections.abc import Iterator

from bad_input.broken import Broken, plant

_CYRUS = "cares: {toll: {weight: 50, wants: free, accepts: low}}"


def order_faults() -> Iterator[Broken]:
    """All broken cases of this kind."""
    yield from _statements()
    yield from _ranks()
    yield from _beside_values()
    yield from _one_way()


def _of_cyrus(name: str, wants: str, says: str | list[str], *more: tuple[str, str]) -> Broken:
    """Cyrus, of the Council, with an order instead of his care."""
    return plant(name, (_CYRUS, wants), *more, says=says)


def _statements() -> Iterator[Broken]:
    yield _of_cyrus("order_no_issue", "prefers: [toll = low, ‸tol = free]", "did you mean toll?")
    yield _of_cyrus("order_no_option", "prefers: [toll = ‸lo]", "did you mean low?")
    yield _of_cyrus("order_no_sign", "prefers: [toll ‸low]", "does not fit here")
    yield _of_cyrus("order_unfinished", "prefers: [toll = low and‸]", "the condition ends")
    yield _of_cyrus(
        "order_with_needs", "prefers: [toll = low ‸needs talks = broken]", "only a rule"
    )
    yield _of_cyrus("order_empty", "prefers: ‸[]", "this list is empty")
    yield _of_cyrus("order_of_a_map", "prefers: ‸{toll: low}", "a map")
    yield _of_cyrus("order_with_a_tie", "prefers: [‸[toll = low, toll = free]]", "only `ranks`")
    yield _of_cyrus("order_unordered", "prefers: [guard ‸>= police]", "no order")
    yield _of_cyrus(
        "order_too_long",
        f"prefers: ‸[{', '.join(['toll = low'] * 31)}]",
        "more than 30 statements",
    )
    yield _of_cyrus(
        "order_two_faults",
        "prefers: [{when: toll = ‸lo, why: x}, ‸tall = low]",
        ["did you mean low?", "did you mean toll?"],
    )
    yield _of_cyrus("order_key", "prefers: [{when: toll = low, ‸wy: x}]", "did you mean why?")
    yield _of_cyrus("order_no_when", 'prefers: [‸{why: "[a]"}]', "no 'when'")
    yield _of_cyrus("order_empty_when", 'prefers: [{‸when: , why: "[a]"}]', "has no value")
    yield _of_cyrus("order_empty_why", "prefers: [{when: toll = low, why: ‸''}]", "empty")
    yield _of_cyrus("order_why_nowhere", "prefers: [{when: toll = low, why: it is ‸¶99}]", "99")


def _ranks() -> Iterator[Broken]:
    yield _of_cyrus("ranks_no_option", "ranks: [toll = free, toll = ‸lo]", "did you mean low?")
    yield _of_cyrus(
        "ranks_tie_no_option", "ranks: [[toll = free, toll = ‸lo], toll = low]", "did you mean low?"
    )
    yield _of_cyrus("ranks_empty_tie", "ranks: [toll = free, ‸[]]", "this tie is empty")
    yield _of_cyrus("ranks_tie_in_a_tie", "ranks: [[toll = free, ‸[toll = low]]]", "a list")
    yield _of_cyrus(
        "ranks_too_long", f"ranks: ‸[{', '.join(['toll = low'] * 501)}]", "more than 500"
    )


def _beside_values() -> Iterator[Broken]:
    both = _CYRUS + ", ‸prefers: [toll = low]"
    yield _of_cyrus("order_beside_cares", both, "`cares` already")
    yield _of_cyrus(
        "order_and_ranks", "prefers: [toll = low], ‸ranks: [toll = low]", "`prefers` already"
    )
    yield _of_cyrus("order_hears", "prefers: [toll = low], ‸hears: {Dora: 10}", "takes values")
    yield _of_cyrus("order_no_deal", "ranks: [toll = low], ‸no_deal: 40-50", "no points")
    yield plant(
        "order_heard",
        ("hears: {Faye: 10-30}", "hears: {‸Faye: 10-30}"),
        ("    no_deal: 55-70\n    cares:\n", "    ranks: [toll = high]\n"),
        ('      toll: {weight: 80-100, wants: high, accepts: high, why: "radio ¶2"}\n', ""),
        says="has an order",
    )
    yield _of_cyrus(
        "order_shifted",
        "prefers: [toll = low]",
        "no no-deal value",
        ("shift: {Ada.no_deal: -5..-15,", "shift: {‸Cyrus.no_deal: -5..-15,"),
    )


def _one_way() -> Iterator[Broken]:
    yield plant("one_way_word", ("one_way: true", "one_way: ‸upwards"), says="no direction")
    yield plant("one_way_up_unordered", ("one_way: true", "one_way: ‸up"), says="no order")
    yield plant(
        "one_way_up_and_undo", ("    undo: any", "    ‸undo: any\n    one_way: up"), says="undone"
    )
    yield plant(
        "set_against_the_way",
        ("    undo: any\n    now: broken", "    one_way: up\n    now: letters"),
        ("do: {set: {guard: police}}", "do: {set: {talks: ‸broken, guard: police}}"),
        ("with: [Cyrus, Dora], cost: low", "with: [Ada, Cyrus, Dora], cost: low"),
        says="moves up only",
    )
