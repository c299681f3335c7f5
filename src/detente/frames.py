"""Rows as a data frame of whichever library the user has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any


def as_frame(rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows as a polars or pandas data frame.

    Raises
    ------
    ModuleNotFoundError
        Where neither is installed; the message says what to install.
    """
    if find_spec("polars") is not None:
        import polars as pl

        return pl.DataFrame(rows)
    if find_spec("pandas") is not None:
        import pandas as pd

        return pd.DataFrame(rows)
    raise ModuleNotFoundError("to_frame needs polars or pandas: pip install polars")
