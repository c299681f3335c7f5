"""Ways in which a Gambit file can be broken, each with its one fault; and sound ones.

In a text, ‸ stands before the place where the fault must be reported; it is not part of the text.
"""

from __future__ import annotations

from dataclasses import dataclass

MARK = "‸"

CHICKEN = """\
NFG 1 R "Chicken" { "Row" "Column" } { { "drive" "swerve" } { "drive" "swerve" } }
"two drivers"

1 1 2 4 4 2 3 3
"""

THREE = """\
NFG 1 D "Rock, paper, \\"scissors\\"" { "Ann" "Bob" }
{ { "rock" "paper" "scissors" } { "rock" "paper" "scissors" } }
{
{ "tie" 0, 0 }
{ "Ann" 1, -1 }
{ "Bob" -1, 1 }
}
1 2 3
3 1 2
2 3 1
"""

TRIO = """\
NFG 1 R "Three" { "A" "B" "C" } { 2 2 2 }

1/2 .5 5e-1  1 0 2  0 0 0  -1 +3 2.50  7 7 7  3 1 4  1 5 9  2 6 5
"""

SOUND = {"chicken": CHICKEN, "three": THREE, "trio": TRIO}


@dataclass(frozen=True)
class Broken:
    """A text with the mark in it, and part of what must be said there."""

    name: str
    marked: str
    says: str

    @property
    def text(self) -> str:
        return self.marked.replace(MARK, "", 1)

    @property
    def place(self) -> tuple[int, int]:
        """Line and column of the mark."""
        before = self.marked[: self.marked.index(MARK)]
        return before.count("\n") + 1, len(before) - before.rfind("\n")


def _of(name: str, base: str, old: str, new: str, says: str) -> Broken:
    assert base.count(old) >= 1, (name, old)
    return Broken(name, base.replace(old, new, 1), says)


BROKEN = (
    Broken("empty", MARK, "no Gambit file"),
    Broken("blank", "‸  \n\n", "no Gambit file"),
    Broken("other-form", '‸EFG 2 R "Tree" { "A" }', "no Gambit file"),
    Broken("other-version", 'NFG ‸2 R "Two" { "A" }', "no Gambit file"),
    _of("no-kind", CHICKEN, "NFG 1 R ", "NFG 1 ‸", "R or D"),
    _of("title-without-quotes", CHICKEN, '"Chicken"', "‸Chicken", "the title should stand here"),
    _of("no-players", CHICKEN, '{ "Row" "Column" }', "{ ‸}", "0 players"),
    _of("player-without-quotes", CHICKEN, '"Row"', "‸Row", "the name of one of the players"),
    _of("player-twice", CHICKEN, '"Column"', '‸"Row"', "stands here twice"),
    _of("player-without-name", CHICKEN, '"Column"', '‸""', "this name is empty"),
    _of("players-open", CHICKEN, ' } { { "drive"', ' ‸{ { "drive"', "the name of one of"),
    _of("name-never-closed", CHICKEN, '"two drivers"', '‸"two drivers', "never closed"),
    _of("strategy-twice", CHICKEN, '"drive" "swerve" } {', '"drive" ‸"drive" } {', "twice"),
    _of(
        "strategies-of-one",
        CHICKEN,
        '{ { "drive" "swerve" } { "drive" "swerve" } }',
        '{ ‸{ "drive" "swerve" } }',
        "strategies of 1 players",
    ),
    _of("no-strategies", CHICKEN, '{ "drive" "swerve" } }', "{ ‸} }", "0 strategies"),
    _of("nothing-to-decide", TRIO, "{ 2 2 2 }", "{ ‸1 1 1 }", "nothing to decide"),
    _of("half-a-strategy", TRIO, "{ 2 2 2 }", "{ 2 ‸2.5 2 }", "strategies cannot be read"),
    _of("minus-a-strategy", TRIO, "{ 2 2 2 }", "{ 2 ‸-2 2 }", "strategies cannot be read"),
    _of("too-many-strategies", TRIO, "{ 2 2 2 }", "{ ‸20 2 2 }", "21 options"),
    _of("huge-strategies", TRIO, "{ 2 2 2 }", "{ 2 2 ‸99999999999 }", "cannot be read"),
    _of("a-word-for-a-number", CHICKEN, "4 4 2", "4 ‸four 2", "is not a number"),
    _of("divided-by-zero", TRIO, "1/2", "‸1/0", "is not a number"),
    _of("endless-number", TRIO, "5e-1", "‸inf", "is not a number"),
    _of("great-exponent", TRIO, "5e-1", "‸1e999999999", "is not a number"),
    _of(
        "payoff-missing", CHICKEN, "1 1 2 4 4 2 3 3", "‸1 1 2 4 4 2 3", "8 payoffs, and there are 7"
    ),
    _of("payoff-too-many", CHICKEN, "3 3\n", "3 3 ‸5\n", "8 payoffs are enough"),
    _of("no-payoffs", CHICKEN, "\n\n1 1 2 4 4 2 3 3\n", "‸\n", "8 payoffs, and there are 0"),
    _of("bracket-in-payoffs", CHICKEN, "2 4 4", "2 ‸} 4", "not }"),
    _of("outcome-without-name", THREE, '{ "tie" 0, 0 }', "{ ‸0, 0 }", "the name of an outcome"),
    _of("outcome-too-short", THREE, '{ "tie" 0, 0 }', '‸{ "tie" 0 }', "1 payoffs"),
    _of("outcomes-open", THREE, "}\n1 2 3\n3 1 2", "‸1 2 3\n3 1 2", "a { should open"),
    _of("no-such-outcome", THREE, "3 1 2", "3 ‸4 2", "there is no outcome 4"),
    _of("half-an-outcome", THREE, "3 1 2", "3 ‸1.5 2", "there is no outcome 3/2"),
    _of("outcome-missing", THREE, "1 2 3\n3 1 2\n2 3 1", "‸1 2 3\n3 1 2\n2 3", "there are 8"),
    _of("ends-in-a-bracket", 'NFG 1 R "Two" { "A" "B"', '"B"', '"B"‸', "ends inside a bracket"),
    _of("control-character", CHICKEN, "two drivers", "two‸\x07drivers", "control character"),
    _of("lone-comma", CHICKEN, "1 1 2", "1 1 , ‸, 2", "does not belong here"),
)
"""One fault each."""
