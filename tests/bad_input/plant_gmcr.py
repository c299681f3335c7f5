"""Three small published conflicts of our own, and all the ways in which they can be broken.

In a change, ‸ stands before the place where the fault must be reported; it is not part of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bad_input.broken import MARK, Expected

LISTED = """\
format: gmcr-case/1
id: ferry
title: "The ferry at Marn"
kind: openly fictional
dms: ["North Bank", South]
options:
- {id: o1, dm: "North Bank", name: "Raise the toll", dir: both}
- {id: o2, dm: "North Bank", name: "Sell the ferry", dir: forward}
- {id: o3, dm: South, name: "Build a bridge", dir: both}
infeasible: ["YY-"]
n_states: 6
states:
  1: {yn: NNN, dec: 0, label: "as it is"}
  2: {yn: YNN, dec: 1}
  3: {yn: NYN, dec: 2}
  5: {yn: NNY, dec: 4}
  6: {yn: YNY, dec: 5}
  7: {yn: NYY, dec: 6}
status_quo: 1
moves: option-form
removed_moves:
  South: {5: [1], 6: [2]}
preferences:
  "North Bank": [2, 1, ">>", [3, 7], 6, 5]
utilities:
  South: {1: 4, 2: 0.5, 3: 1e1, 5: 7, 6: 6.5, 7: 7}
coalitions:
  "North Bank+South": {cnash: [1]}
notes:
- "free text: nothing here matters"
"""

FEASIBLE = """\
format: gmcr-case/1
title: Three shepherds
dms: [Ada, Ben, Cy]
options:
- {id: graze, dm: Ada, name: "Graze the commons", dir: both}
- {id: fence, dm: Ben, name: "Fence it", dir: both}
- {id: sue, dm: Cy, name: "Go to court", dir: backward}
infeasible: ["YYN"]
n_states: 7
moves: option-form
priorities:
  Ada: [graze, "!fence & !sue"]
  Ben: ["!graze | fence", "!(sue & fence)"]
  Cy: []
"""

EXPLICIT = """\
format: gmcr-case/1
title: The siege
dms: [Town, Army]
options:
- {id: open, dm: Town, name: "Open it", dir: explicit}
- {id: storm, dm: Army, name: "Storm it", dir: explicit}
states:
  1: {yn: NN, label: waiting}
  2: {yn: YN, label: peace}
  3: {yn: -Y, label: ruin}
moves:
  Town: {1: [2]}
  Army: {1: [3], 2: [1, 3]}
preferences:
  Town: [2, 1, 3]
preference_pairs:
  Army: [[2, 1], [1, 3]]
coalitions: [[Town, Army]]
"""

BASES = {"listed": LISTED, "feasible": FEASIBLE, "explicit": EXPLICIT}


@dataclass(frozen=True)
class BrokenModel:
    """A conflict file with planted faults, and one expected message for each, in order."""

    name: str
    text: str
    expected: tuple[Expected, ...]


def marked(name: str, text: str, *says: str) -> BrokenModel:
    """A text with marks in it, one for each message."""
    heads = text.split(MARK)
    assert len(heads) == len(says) + 1, f"{name}: {len(heads) - 1} marks, {len(says)} words"
    expected, before = [], ""
    for head, words in zip(heads, says, strict=False):
        before += head
        line = before.count("\n") + 1
        expected.append(Expected(words, line, len(before) - before.rfind("\n")))
    return BrokenModel(name, text.replace(MARK, ""), tuple(expected))


Row = tuple[str, str, str, str]
"""A base, a text that occurs once in it, what stands there instead, and what must be said."""


def planted(row: Row) -> BrokenModel:
    """A model with one text exchanged; what must be said has a part for each mark."""
    base, old, new, says = row
    text = BASES[base]
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {base}"
    return marked(f"{base}: {new}", text.replace(old, new), says)


def without(base: str, line: str) -> str:
    """A model without one line, known by how it begins."""
    lines = BASES[base].splitlines(keepends=True)
    left = [one for one in lines if not one.startswith(line)]
    assert len(left) == len(lines) - 1
    return "".join(left)


def broken_models() -> Iterator[BrokenModel]:
    """All broken models."""
    for rows in (FORM, WHO, STATES, MOVES, RANKINGS, NUMBERS, PRIORITIES, COALITIONS):
        yield from map(planted, rows)
    yield from _several()
    yield from _whole()


FORM: list[Row] = [
    ("listed", "gmcr-case/1", "‸gmcr-case/2", "no form that can be read"),
    ("listed", "gmcr-case/1", "‸[gmcr-case/1]", "but this is a list"),
    ("listed", "preferences:", "‸preferrences:", "did you mean preferences?"),
    ("listed", "\nstates:", "\n‸States:", "did you mean states?"),
    ("listed", "options:\n", "‸option:\n", "did you mean options?"),
    ("listed", "kind: openly", "‸id: ferry2\nkind: openly", "stands here twice"),
    ("listed", "status_quo: 1", "‸status_quo:", "has no value"),
    ("listed", '[2, 1, ">>"', '‸&best [2, 1, ">>"', "anchors"),
    ("feasible", '"!fence & !sue"', "‸!!str fence", "tags"),
    ("listed", '">>"', "‸>>", "cannot begin with '>'"),
    ("listed", "[3, 7]", "[3, 7‸}", "brackets"),
    ("listed", "title:", "‸:", ""),
]

WHO: list[Row] = [
    ("feasible", "[Ada, Ben, Cy]", "‸[]", "no decision maker"),
    ("feasible", "[Ada, Ben, Cy]", "‸Ada", "should be a list"),
    ("feasible", "[Ada, Ben, Cy]", "[Ada, Ben, ‸Ada, Cy]", "named twice"),
    ("feasible", "[Ada, Ben, Cy]", "[Ada, Ben, Cy, ‸{Dan: 1}]", "but this is a map"),
    ("listed", "id: ferry", "id: ‸[]", "but this is a list"),
    ("listed", "dm: South", "dm: ‸Suoth", "did you mean South?"),
    ("listed", "{id: o3, dm: S", "‸{dm: S", "has no id"),
    ("listed", "{id: o3, dm: South,", "‸{id: o3,", "has no dm"),
    ("listed", "id: o3", "id: ‸o1", "stands here twice"),
    ("listed", "id: o3", "id: ‸o.3", "cannot be a name"),
    ("listed", "id: o3", "id: ‸not", "cannot be a name"),
    ("explicit", '{id: open, dm: Town, name: "Open it", dir: explicit}', "‸open", "be a map"),
    ("listed", "dir: forward", "‸direction: forward", "direction"),
    ("listed", "dir: forward", "dir: ‸foward", "did you mean forward?"),
    ("feasible", "dir: backward", "dir: ‸explicit", "no moves of its owner are listed"),
]

STATES: list[Row] = [
    ("listed", '["YY-"]', '[‸"YY"]', "has 2 letters"),
    ("feasible", '["YYN"]', '[‸"YYN-"]', "has 4 letters"),
    ("listed", '"YY-"', '"Y‸X-"', "'X' has no meaning"),
    ("listed", '"YY-"', '‸"yy-"', "write Y for taken"),
    ("listed", '"YY-"', '‸"---"', "rules out every state"),
    ("listed", '["YY-"]', '‸"YY-"', "should be a list"),
    ("feasible", 'infeasible: ["YYN"]\nn_states: 7', "‸infeasible: [Y--, N--]", "no state is left"),
    ("listed", "n_states: 6", "n_states: ‸7", "but 6 are listed"),
    ("feasible", "n_states: 7", "n_states: ‸8", "but 7 are feasible"),
    ("feasible", "n_states: 7", "n_states: ‸many", "but 7 are feasible"),
    ("listed", "  6: {yn: YNY", "  ‸s6: {yn: YNY", "'s6' is not the number of a state"),
    ("listed", "  6: {yn: YNY", "  ‸-6: {yn: YNY", "'-6' is not the number of a state"),
    ("listed", "  6: {yn: YNY", "  ‸05: {yn: YNY", "state 5 stands here twice"),
    ("listed", "yn: NYY", "yn: ‸NY", "has 2 letters"),
    ("listed", "yn: NYY", "yn: NY‸?", "'?' has no meaning"),
    ("listed", "yn: NYY", "yn: NY‸-", "unless all moves are listed"),
    ("listed", "  7: {yn: NYY, dec: 6}", "  ‸7: {dec: 6}", "does not say which options are taken"),
    ("listed", "{yn: NYY, dec", "{‸YN: NYY, dec", "did you mean yn?"),
    ("listed", "label:", "‸lable:", "did you mean label?"),
    ("listed", "{yn: NYY, dec: 6}", "‸NYY", "should be a map"),
    ("listed", "{yn: NYY, dec: 6}", "{yn: ‸NNY, dec: 4}", "states 5 and 7 are the same"),
    ("listed", "{yn: NYY, dec: 6}", "{yn: ‸YYY, dec: 7}", "it matches YY-"),
    ("explicit", "{yn: -Y, label: ruin}", "{yn: ‸YN, label: peace}", "states 2 and 3 are the same"),
    ("listed", "dec: 6", "dec: ‸5", "the code of NYY is 6"),
    ("listed", "status_quo: 1", "status_quo: ‸4", "there is no state 4"),
    ("listed", "status_quo: 1", "status_quo: ‸YYN", "there is no state YYN"),
    ("listed", "status_quo: 1", "status_quo: ‸NN", "has 2 letters"),
    ("listed", "status_quo: 1", "status_quo: ‸waiting", "is not the number of a state"),
    ("feasible", "moves:", "status_quo: ‸3\nmoves:", "state 3 (YYN) is infeasible"),
    ("feasible", "moves:", "status_quo: ‸8\nmoves:", "by decimal code, 0 to 7"),
]

MOVES: list[Row] = [
    ("listed", "option-form", "‸option_form", "did you mean option-form?"),
    ("listed", "option-form", "‸[1, 2]", "should be a map"),
    ("listed", "South: {5: [1]", "‸Sooth: {5: [1]", "did you mean South?"),
    ("listed", "5: [1], 6: [2]", "5: [1], 6: [‸9]", "there is no state 9"),
    ("listed", "5: [1], 6: [2]", "5: [1], ‸8: [2]", "there is no state 8"),
    ("listed", "5: [1], 6: [2]", "5: [1], 6: [‸6]", "is no move"),
    ("listed", "5: [1], 6: [2]", "5: [1, ‸1], 6: [2]", "from 5 to 1 stands here twice"),
    ("listed", "5: [1], 6: [2]", "5: [1], ‸05: [2]", "state 5 stands here twice"),
    ("listed", "5: [1], 6: [2]", "5: [1], ‸six: [2]", "'six' is not the number"),
    ("listed", "{5: [1], 6: [2]}", "‸[5, 1]", "should be a map"),
    ("listed", "5: [1], 6: [2]", "5: [1], 6: ‸{2: x}", "should be a list"),
    ("explicit", "  Army: {1: [3]", "  ‸Amry: {1: [3]", "did you mean Army?"),
    ("explicit", "2: [1, 3]}", "2: [1, ‸4]}", "there is no state 4"),
    ("explicit", "2: [1, 3]}", "‸4: [1, 3]}", "there is no state 4"),
    ("explicit", "2: [1, 3]}", "2: [1, ‸2]}", "is no move"),
    ("explicit", "2: [1, 3]}", "2: [1, ‸1.5]}", "'1.5' is not the number of a state"),
    ("explicit", "Town: {1: [2]}", "Town: ‸all", "'all' does not say who can move where"),
]

RANKINGS: list[Row] = [
    ("listed", "[3, 7], 6, 5]", "[3, 7], 6, ‸8]", "there is no state 8"),
    ("listed", "[3, 7], 6, 5]", "[3, 7], 6, ‸five]", "'five' is not the number of a state"),
    ("listed", "[3, 7], 6, 5]", "[3, 7], 6, 5, ‸2]", "state 2 stands twice in the ranking"),
    ("listed", "[3, 7], 6, 5]", "[3, ‸2], 7, 6, 5]", "state 2 stands twice in the ranking"),
    ("listed", "[3, 7], 6, 5]", "[3, ‸[7, 6]], 5]", "a tie inside a tie"),
    ("listed", "[3, 7], 6, 5]", "[3, 7, ‸[6, 5]]]", "a tie inside a tie"),
    ("listed", "[3, 7], 6, 5]", "[3, 7], ‸[], 6, 5]", "this tie is empty"),
    ("listed", "[3, 7], 6, 5]", '[3, ‸">>", 7], 6, 5]', "cannot stand inside a tie"),
    ("listed", "[3, 7], 6, 5]", '[3, 7], 6, 5, ‸">>"]', "nothing stands after this >>"),
    ("listed", '[2, 1, ">>"', '[‸">>", 2, 1', "nothing stands before this >>"),
    ("listed", '[2, 1, ">>"', '[2, 1, ">>", ‸">>"', ">> stands here twice"),
    ("listed", "[3, 7], 6, 5]", "[3, 7], 6, ‸{5: 1}]", "a text should stand here"),
    ("listed", '  "North Bank": [2, 1', '  ‸"North Bank": [1', "leaves out 2"),
    ("listed", '  "North Bank": [2, 1', '  ‸"North bank": [2, 1', "did you mean North Bank?"),
    ("listed", '[2, 1, ">>", [3, 7], 6, 5]', "‸best", "should be a list"),
    ("explicit", "  Town: [2, 1, 3]", "  ‸Town: []", "leaves out 1, 2 and 3"),
]

NUMBERS: list[Row] = [
    ("listed", "2: 0.5", "2: ‸.inf", "'.inf' is not a finite number"),
    ("listed", "2: 0.5", "2: ‸nan", "'nan' is not a finite number"),
    ("listed", "2: 0.5", "2: ‸1e999", "'1e999' is not a finite number"),
    ("listed", "2: 0.5", "2: ‸much", "'much' is not a finite number"),
    ("listed", "2: 0.5", "‸4: 0.5", "there is no state 4"),
    ("listed", "2: 0.5", "02: 0.5, ‸2: 1", "state 2 stands here twice"),
    ("listed", "  South: {1: 4, 2: 0.5", "  ‸South: {1: 4", "leaves out 2"),
    ("listed", "  South: {1: 4, ", "  ‸Southbank: {1: 4, ", "no decision maker"),
    (
        "listed",
        "\ncoalitions:",
        '\n  ‸"North Bank": {1: 0, 2: 0, 3: 0, 5: 0, 6: 0, 7: 0}\ncoalitions:',
        "order the states otherwise",
    ),
    ("explicit", "[[2, 1], [1, 3]]", "[[2, 1], ‸[1, 2]]", "1 is better than 2 here"),
    ("explicit", "[[2, 1], [1, 3]]", "[[2, 1], [1, 3], ‸[3, 2]]", "run in a circle: 2 > 1 > 3 > 2"),
    ("explicit", "[[2, 1], [1, 3]]", "[[2, 1], ‸[3, 3]]", "better than itself"),
    ("explicit", "[[2, 1], [1, 3]]", "[[2, 1], [1, 3], ‸[1, 3]]", "stands here twice"),
    (
        "explicit",
        "[[2, 1], [1, 3]]",
        "[[2, 1], ‸[1, 3, 2]]",
        "a pair has two states, and this has 3",
    ),
    ("explicit", "[[2, 1], [1, 3]]", "[[2, 1], ‸1]", "should be a list"),
    ("explicit", "[[2, 1], [1, 3]]", "[[2, 1], [1, ‸9]]", "there is no state 9"),
    ("explicit", "\ncoalitions:", "\n  ‸Town: [[2, 1]]\ncoalitions:", "a ranking and pairs"),
]

PRIORITIES: list[Row] = [
    ("feasible", '"!fence & !sue"', '"!fence & !‸seu"', "did you mean sue?"),
    ("feasible", '"!fence & !sue"', '"!fence ‸!sue"', "'!' does not fit here"),
    ("feasible", '"!fence & !sue"', '"!fence &‸"', "ends too early"),
    ("feasible", '"!fence & !sue"', '"!fence & ‸| sue"', "'|' does not fit here"),
    ("feasible", '"!fence & !sue"', '"!fence ‸and !sue"', "write &"),
    ("feasible", '"!fence & !sue"', '‸"not fence"', "write !"),
    ("feasible", '"!fence & !sue"', '"fence ‸IF sue"', "is not part of this form"),
    ("feasible", '"!fence & !sue"', '‸"~fence"', "write !"),
    ("feasible", '"!fence & !sue"', '"fence ‸= Y"', "write o1 for taken"),
    ("feasible", '"!fence & !sue"', '‸"  "', "this is empty"),
    ("feasible", '"!fence & !sue"', '‸">>"', "means nothing between statements"),
    ("feasible", '"!fence & !sue"', '‸"fence & !fence"', "can never be true"),
    ("feasible", '"!fence & !sue"', '‸"!graze"', "the opposite of statement 1"),
    ("feasible", '"!fence & !sue"', "‸[fence, sue]", "but this is a list"),
    ("feasible", '"!(sue & fence)"', '"!‸(sue & fence"', "this bracket is never closed"),
    ("feasible", '"!(sue & fence)"', '"!(sue & fence)‸)"', "never opened"),
    ("feasible", '"!(sue & fence)"', '"!(sue & fence‸!)"', "write & or |"),
    ("feasible", '"!(sue & fence)"', '"!(‸)"', "does not fit here"),
    ("feasible", "  Cy: []", "  ‸Cyrus: []", "no decision maker"),
    ("feasible", "  Cy: []", "  Cy: ‸graze", "should be a list"),
]

COALITIONS: list[Row] = [
    ("listed", '"North Bank+South"', '‸"North Bank+Sotuh"', "did you mean South?"),
    ("listed", '"North Bank+South"', '‸"South+South"', "twice in this coalition"),
    ("listed", '"North Bank+South": {cnash: [1]}', "‸x", "should be a list"),
    ("explicit", "[[Town, Army]]", "[[Town, ‸Amry]]", "did you mean Army?"),
    ("explicit", "[[Town, Army]]", "[[Town, Army], ‸[Army, Town]]", "stands here twice"),
    ("explicit", "[[Town, Army]]", "[[Town, Army], ‸[]]", "has no members"),
    ("explicit", "[[Town, Army]]", "[Town+Army, ‸Town+Amry]", "did you mean Army?"),
]


def _several() -> Iterator[BrokenModel]:
    """Several faults, each in its own place: all are found in one pass."""
    head = LISTED.partition("status_quo")[0]
    tail = """\
status_quo: ‸0
removed_moves:
  ‸Noth: {5: [1]}
  South: {5: [‸5, ‸8]}
preferences:
  "North Bank": [2, ‸x, 1, [3, ‸3]]
utilities:
  South: {1: 4, 2: ‸worse, 3: 1e1, ‸4: 7, 6: 6.5, 7: 7}
‸coalition:
  "North Bank+South": {}
"""
    says = ["no state 0", "decision maker 'Noth'", "no move", "no state 8", "'x'", "twice"]
    yield marked("several after", head + tail, *says, "finite", "no state 4", "coalitions?")
    head = FEASIBLE.partition("options")[0]
    tail = """\
options:
- {id: graze, dm: ‸Adam, name: "Graze the commons", dir: both}
- {id: fence, dm: Ben, ‸nam: "Fence it", dir: ‸forwards}
- {id: sue, dm: Cy, name: "Go to court", dir: backward}
infeasible: [‸YY, Y‸XN]
moves: ‸free
‸priorities:
  Ada: [‸grase, "!fence & ‸(!sue"]
  Ben: []
"""
    says = ["mean Ada?", "mean name?", "mean forward?", "2 letters", "'X'", "who can move where"]
    yield marked("several before", head + tail, *says, "what 'Cy'", "grase", "never closed")


def _whole() -> Iterator[BrokenModel]:
    """Models of which more than a line is wrong."""
    yield marked("no format", MARK + without("feasible", "format"), "there is no 'format'")
    yield marked("no dms", MARK + without("feasible", "dms"), "there is no 'dms'")
    yield marked(
        "nobody's ranking",
        without("feasible", "  Cy").replace("priorities", f"{MARK}priorities"),
        "nothing says what 'Cy' prefers",
    )
    nothing = "‸format: gmcr-case/1\ndms: [A, B]\nstates: {1: {yn: N}}\n"
    option = "options: [{id: o, dm: A, name: o, dir: both}]\n"
    yield marked("no preferences", nothing + option, "nothing says what 'A' and 'B' prefer")
    alone = "‸format: gmcr-case/1\ndms: [A]\npriorities: {A: []}\n"
    yield marked("no options", alone, "neither options nor states")
    yield marked("no map", "‸- format: gmcr-case/1\n", "map of sections")
    yield marked("empty", MARK, "empty")
    brackets = "format: gmcr-case/1\nnotes: " + "[" * 23 + MARK + "[" * 30
    yield marked("too deep", brackets, "levels inside each other")
    states = ", ".join(map(str, range(2001)))
    yield marked("long list", f"format: gmcr-case/1\nx: ‸[{states}]\n", "more than 2000 entries")
    yield from _large()


def _large() -> Iterator[BrokenModel]:
    """Models with more options or states than can be held."""
    lead = "format: gmcr-case/1\ndms: [A]\n"
    options = "".join(f"- {{id: o{k}, dm: A, name: more, dir: both}}\n" for k in range(27))
    tail = "priorities: {A: []}\n"
    yield marked("many options", f"{lead}‸options:\n{options}{tail}", "27 options")
    fewer = "".join(options.splitlines(keepends=True)[:13])
    gone = "‸removed_moves: {A: {0: [1]}}\n"
    yield marked("many arcs", f"{lead}options:\n{fewer}{gone}{tail}", "at most 4096 states")
    open_state = (
        "states: {1: {yn: Y-}, 2: {yn: NN}}\nmoves: {A: {1: [2]}}\npriorities: {A: [o0, ‸o1]}\n"
    )
    two = "".join(options.splitlines(keepends=True)[:2])
    yield marked("open option", f"{lead}options:\n{two}{open_state}", "left open in state 1")
    long = f"priorities: {{A: [‸{'o0 | ' * 2500}o0]}}\n"
    yield marked("long statement", f"{lead}options:\n{two}{long}", "longer than 10000")
    several = f"priorities: {{‸A: [{'o0, ' * 200}o1]}}\n"
    yield marked("many statements", f"{lead}options:\n{two}{several}", "more than 200 statements")
    nested = f"priorities: {{A: [{'(' * 20}‸(o0{')' * 21}]}}\n"
    yield marked("deep statement", f"{lead}options:\n{two}{nested}", "brackets inside each other")
