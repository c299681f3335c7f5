"""From the case as written to the table: names become axes, words become arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from detente.case.grammar import parse_condition, parse_rule
from detente.case.levers import compile_levers
from detente.case.schema import Actor as ActorSpec
from detente.case.schema import Care as CareSpec
from detente.case.schema import Case
from detente.case.schema import Issue as IssueSpec
from detente.case.values import OneOf, Range
from detente.core.logic import All, Formula, Is, Not
from detente.core.table import (
    Actor,
    Anchor,
    Care,
    Condition,
    Issue,
    Party,
    Pick,
    Span,
    Table,
    Target,
)
