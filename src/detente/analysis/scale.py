"""How large is a case, and which method is affordable?"""

from __future__ import annotations

from detente.core.grid import on_offer
from detente.core.table import Table

ENUMERABLE = 1 << 22
"""On-table outcomes up to which every question looks at each of them (about 4 million)."""


def too_large(table: Table) -> bool:
    """Are there too many outcomes on the table to look at each?"""
    return on_offer(table).size > ENUMERABLE
