"""A table small enough to check by hand: two neighbours and a gate."""

from __future__ import annotations

from detente.core.logic import Is
from detente.core.table import (
    Actor,
    Anchor,
    Care,
    Issue,
    Lever,
    Open,
    Party,
    Pick,
    Span,
    Table,
    Target,
)


def fence() -> Table:
    """Ann wants the gate open, Bob wants it shut; today it is shut, and sharing is on offer.

    Each cares about the gate alone, so sharing is worth 50 to both: exactly the bottom line.
    """

    def neighbour(name: str, wants: int) -> Actor:
        path = f"actors.{name}"
        care = Care(
            "gate",
            Span(f"{path}.cares.gate.weight", 100, 100),
            Pick(f"{path}.cares.gate.wants", (wants,)),
            Pick(f"{path}.cares.gate.accepts", (1,)),
        )
        walk_away = Anchor(0, Span(f"{path}.no_deal", 30, 45))
        return Actor(name, name, (care,), no_deal=(walk_away,))

    both = ("Ann", "Bob")
    gate = Issue(
        id="gate",
        options=("shut", "shared", "open"),
        now=0,
        on_table=frozenset({0, 1}),
        by=(both, both, both),
        veto=((), (), ()),
    )
    return Table(
        issues=(gate,),
        parties=(Party("Ann", 1, ("Ann",)), Party("Bob", 1, ("Bob",))),
        actors=(neighbour("Ann", 2), neighbour("Bob", 0)),
        conditions=(),
        laws=(),
        targets=(Target("shared", "deal", Is("gate", frozenset({"shared", "open"}))),),
        as_of=0,
        deadline=None,
        headline="shared",
        levers=(Lever("hinge", "Ann", ("Bob",), (Open("gate", (2,)),), ("open gate = open",)),),
    )
