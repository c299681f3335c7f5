"""Bargaining domains of other programs, asked for deals as they are: no case needed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente.analysis.bargain.engine import solve
from detente.analysis.bargain.repairs import cheapest_concession, fewest_lifts, minimal_blockers
from detente.analysis.bargain.result import Solved
from detente.case.gmcr.file import ConflictFile
from detente.core.additive import domain_from_positions
from detente.core.domain import Domain
from detente.core.line import Positions
from detente.core.version import VERSION
from detente.frames import as_frame

SHARE = 0.2
"""Of the time allowed: what each of the questions about a blocked domain may take."""


@dataclass(frozen=True, eq=False)
class DomainAnswer:
    """The deals of a domain.

    Attributes
    ----------
    solved : Solved
        What the engine found: the domain, the frontier, the solutions, and by which method.
    format : str
        The name of the file's format.
    hash : str
        SHA-256 of the file; of a folder, of the names and contents of its files.
    read_as : str
        Where the file holds no domain: how it was made one, in words.
    blockers : mapping or None
        Where there is no room: what stands against each other (``minimal``), whose demands would
        have to be lifted (``lift``), and the least concessions in all (``concession``).
    """

    solved: Solved
    format: str
    hash: str = ""
    read_as: str = ""
    blockers: Mapping[str, Any] | None = field(default=None)

    @property
    def domain(self) -> Domain:
        """The domain that was asked."""
        return self.solved.domain

    def to_dict(self) -> dict[str, Any]:
        """Plain data: what ``detente deals FILE --json`` prints."""
        found = self.solved.to_dict()
        domain = {"title": self.domain.title, "hash": self.hash, "format": self.format}
        read = {"read_as": self.read_as} if self.read_as else {}
        return (
            {"detente": VERSION}
            | found
            | {"domain": domain | read | found["domain"]}
            | {"blockers": None if self.blockers is None else dict(self.blockers)}
        )

    def rows(self) -> list[dict[str, Any]]:
        """One row a solution and party: what it has there, and what it has without a deal."""
        return [
            {
                "solution": name,
                "party": party,
                "utility": float(best.utilities[k]),
                "without": float(self.solved.point[k]),
                "proved": best.proved,
            }
            for name, best in self.solved.solutions.items()
            for k, party in enumerate(self.domain.parties)
        ]

    def to_frame(self) -> Any:
        """The rows as a polars or pandas data frame.

        Raises
        ------
        ModuleNotFoundError
            Where neither is installed; the message says what to install.
        """
        return as_frame(self.rows())


def model_deals(
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    method: str = "auto",
    disagreement: str = "reserve",
    seconds: float = 60.0,
) -> DomainAnswer:
    """Which deals do the bargaining solutions name, in a file of another program?

    Parameters
    ----------
    path : str or Path
        A file or folder in one of the formats that hold a domain; one that holds positions on
        lines is made a domain first (:func:`detente.core.additive.domain_from_positions`).
    format : str, optional
        The name of its format; found out by its content where left out.
    method, disagreement, seconds
        As :func:`detente.analysis.bargain.engine.solve`.

    Returns
    -------
    DomainAnswer

    Raises
    ------
    CaseErrors
        Where the file breaks its form: all faults at once.
    ValueError
        Where the file holds a conflict, or a word is not known: one plain sentence.

    Examples
    --------
    >>> answer = model_deals("laptop/Laptop.xml")  # doctest: +SKIP
    >>> answer.solved.solutions["nash"].package  # doctest: +SKIP
    {'Laptop': 'Dell', 'Harddisk': '60 Gb', 'External Monitor': "19'' LCD"}
    """
    # Formats are loaded only when a file is read.
    from detente.neighbours.registry import FORMATS, detect, read

    place = Path(path)
    if format is not None and format not in FORMATS:
        raise ValueError(f"No format is called {format!r}: there are {', '.join(FORMATS)}.")
    name = format or detect(place).name
    model = read(place, name)
    if isinstance(model, ConflictFile):
        raise ValueError(  # noqa: TRY004 - the file is at fault, not the caller's type
            f"{place} holds a conflict, where nobody's preferences add up: ask it with "
            "detente stability."
        )
    read_as = ""
    if isinstance(model, Positions):
        model, read_as = _from_positions(model)
    return deals_of(
        model,
        method=method,
        disagreement=disagreement,
        seconds=seconds,
        format=name,
        hash=_digest(place),
        read_as=read_as,
    )


def deals_of(
    domain: Domain,
    *,
    method: str = "auto",
    disagreement: str = "reserve",
    seconds: float = 60.0,
    **origin: str,
) -> DomainAnswer:
    """The deals of a domain, and what blocks one where there is none.

    ``origin`` holds ``format``, ``hash`` and ``read_as`` of the file it comes from.

    Examples
    --------
    >>> pie = Domain.of(
    ...     "Pie", {"cut": ("A's", "B's")}, {"A": {"cut": (1, 0)}, "B": {"cut": (0, 1)}},
    ...     reserve={"A": 0.5, "B": 0.5},
    ... )
    >>> deals_of(pie).blockers["minimal"]
    ['accept:A', 'accept:B']
    """
    solved = solve(domain, method=method, disagreement=disagreement, seconds=seconds)
    origin.setdefault("format", "")
    blockers = _blockers(solved, SHARE * seconds) if solved.has_room is False else None
    return DomainAnswer(solved, blockers=blockers, **origin)


def _blockers(solved: Solved, seconds: float) -> dict[str, Any]:
    domain, asked = solved.domain, solved.point
    minimal = minimal_blockers(domain, asked, seconds=seconds)
    return {
        "minimal": [] if minimal is None else list(minimal.ids),
        "proved": minimal is not None and minimal.proved,
        "lift": fewest_lifts(domain, asked, seconds=seconds).to_dict(),
        "concession": cheapest_concession(domain, asked, seconds=seconds).to_dict(),
    }


def _from_positions(positions: Positions) -> tuple[Domain, str]:
    lines = len(positions.lines)
    domain = domain_from_positions(positions)
    left = lines - len(domain.issues)
    words = (
        f"positions on {lines} line{'' if lines == 1 else 's'}: the options are the labelled "
        "marks, or the positions held where there are fewer than two; an option is worth 100 to "
        "whoever holds it, less in proportion to its distance, weighed by salience; clout plays "
        "no part"
    )
    if left:
        words += f"; {left} without two options left out"
    return domain, words


def _digest(place: Path) -> str:
    """SHA-256 of a file, or of the names and contents of the files of a folder."""
    if place.is_file():
        return hashlib.sha256(place.read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for one in sorted(p for p in place.iterdir() if p.is_file()):
        digest.update(f"{one.name}\n".encode())
        digest.update(hashlib.sha256(one.read_bytes()).digest())
    return digest.hexdigest()
