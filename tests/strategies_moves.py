"""Case files in which moves matter: whose hands, which ways, what may be taken back or vetoed.

The same author as in ``strategies``, with other habits: most issues are in one hand or two, more
of them can be undone, go one way or are guarded, laws cut holes into the table, and there are few
enough outcomes for brute force to follow every sequence of moves.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from strategies import Doc, _Author

Draw = Any
MOST = 40
"""Outcomes on the table, at most, before the laws."""


@st.composite
def moving(
    draw: Draw, *, crisp: bool = False, alone: bool = False, levers: bool = True, most: int = MOST
) -> Doc:
    """A valid case file. With ``alone``, every issue is in one hand; ``most`` bounds its size."""
    return _Mover(draw, crisp=crisp, alone=alone, levers=levers, most=most).case()


class _Mover(_Author):
    """Writes cases for the questions about moves."""

    def __init__(self, draw: Draw, *, crisp: bool, alone: bool, levers: bool, most: int) -> None:
        super().__init__(draw, crisp=crisp)
        self.alone, self.levers, self.left = alone, levers, most

    def case(self) -> Doc:
        doc = super().case()
        return doc if self.levers else {k: v for k, v in doc.items() if k != "levers"}

    def who(self) -> None:
        """Mostly parties of one mind, since bodies seldom gain; three, so that answers chain."""
        if self.chance(3):
            super().who()
            return
        for k in range(self.one([3, 3, 2, 4])):
            self.deciders[f"P{k}"] = [f"A{k}0"]
            self.parties[f"P{k}"] = {"decides": f"A{k}0"}
            self.actors[f"A{k}0"] = {"of": f"P{k}"}

    def issue(self) -> Doc:
        """An issue: how long it is depends on how much room the table still has."""
        size = self.one([n for n in (2, 2, 3, 3, 4) if n <= max(2, self.left)])
        options = [f"o{k}" for k in range(size)]
        now = self.one(options)
        issue: Doc = {"now": now, "options": options}
        issue["by"] = self.holders(options, now)
        offered = options if self.left >= 2 and not self.chance(5) else self.some(options)
        offered = [o for o in options if o in offered or o == now]
        if len(offered) > 1 and self.left < len(offered):
            offered = [now]
        self.left //= len(offered)
        if len(offered) < size:
            issue["on_table"] = offered
        if self.chance(4):
            issue["veto"] = self.asked()
            if self.chance():
                issue["veto"] = {o: self.asked() for o in self.some(options)}
        if self.chance(5):
            issue["ordered"] = "no"
        if self.chance(3):
            issue["undo"] = "any"
        if "undo" not in issue and self.chance(4):
            ways = ["true"]
            if "ordered" not in issue or size == 2:
                ways += ["up", "down"]
            issue["one_way"] = self.one(ways)
        return issue

    def holders(self, options: list[str], now: str) -> Any:
        parties = [p for p in self.parties if p.startswith("P")]
        if self.alone or self.chance():
            return [self.one(parties)]
        if self.chance():
            return self.some(parties, least=2)
        return {o: self.asked() for o in options if o != now or self.chance()}

    def rule(self) -> Doc:
        """Sometimes a law, which nobody holds."""
        if self.chance(3):
            return {"rule": f"{self.condition(0)} needs {self.condition(0)}"}
        return super().rule()
