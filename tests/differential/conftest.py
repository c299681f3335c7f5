"""Comparisons live in a module of their own; their assertions are shown in full all the same."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("certificates", "differential.compare")
