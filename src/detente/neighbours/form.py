"""What a neighbour's format is: a name, what it holds, how it is read and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from detente.case.gmcr.file import ConflictFile
from detente.core.domain import Domain
from detente.core.line import Positions

Model: TypeAlias = Positions | Domain | ConflictFile
"""The three forms a neighbour's file can take."""


@dataclass(frozen=True)
class Written:
    """A model in a neighbour's format.

    Attributes
    ----------
    files : mapping of str to (str or bytes)
        File names and contents; the first is the main one.
    lost : tuple of str
        What the format cannot hold: one plain sentence for each thing left out.
    """

    files: Mapping[str, str | bytes]
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """One neighbour's format.

    Attributes
    ----------
    name : str
        The word on the command line, such as ``ktab-csv``.
    title : str
        One line for ``--help``.
    holds : str
        ``positions``, ``domain`` or ``conflict``.
    suffixes : tuple of str
        File endings it goes by, in lower case, the usual one first.
    read : callable
        From a path to a model. Raises ``CaseErrors`` with every fault of the file at once.
    write : callable, optional
        From a model to files; left out where there is no way back.
    looks_like : callable
        Does a text that begins so belong to this format? For files whose ending is shared.
    """

    name: str
    title: str
    holds: Literal["positions", "domain", "conflict"]
    suffixes: tuple[str, ...]
    read: Callable[[Path], Model]
    write: Callable[[Model], Written] | None = None
    looks_like: Callable[[str], bool] = field(default=lambda head: False)
