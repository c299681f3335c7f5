"""Positions in a file of another program, asked as they are: no case needed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from detente.core.finding import Finding
from detente.core.line import Positions
from detente.frames import as_frame

ASK = {"domain": "detente deals", "conflict": "detente stability"}
"""Which command asks a file that holds something else."""

ROUNDS = 10


@dataclass(frozen=True, eq=False)
class PositionsAnswer:
    """Where the positions of a file pull.

    Attributes
    ----------
    positions : Positions
        The file as read.
    finding : Finding
        What was found out: ``finding.support`` has the figures of every line.
    format : str
        The name of the file's format.
    title : str
        The format in one line.
    """

    positions: Positions
    finding: Finding
    format: str
    title: str

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain data, and under ``file`` what was read.

        ``detente schema findings`` describes it, under ``positions``.
        """
        return self.finding.to_dict() | {
            "file": {
                "title": self.positions.title,
                "format": self.format,
                "source": self.positions.source,
                "hash": self.finding.case_hash,
            }
        }

    def rows(self) -> list[dict[str, Any]]:
        """One row a line and actor: where he stands, with what weight, and the line's mean."""
        return [
            {"line": line["id"], "actor": actor["id"]}
            | {key: actor[key]["median"] for key in ("position", "salience", "clout")}
            | {"share": actor["share"], "mean": line["mean"]["median"]}
            for line in self.finding.support["lines"]
            for actor in line["actors"]
        ]

    def to_frame(self) -> Any:
        """The rows as a polars or pandas data frame.

        Raises
        ------
        ModuleNotFoundError
            Where neither is installed; the message says what to install.
        """
        return as_frame(self.rows())


def model_positions(
    path: str | Path,
    *,
    format: str | None = None,  # noqa: A002 - the word the command line uses
    rounds: int = ROUNDS,
    seed: int = 0,
) -> PositionsAnswer:
    """Where do the positions in a file of another program pull each issue?

    Parameters
    ----------
    path : str or Path
        A file or folder in one of the formats that hold positions on a line.
    format : str, optional
        The name of its format; found out by its content where left out.
    rounds : int
        Rounds of the challenge model.
    seed : int
        Seed of all streams.

    Returns
    -------
    PositionsAnswer
        The positions as read, and the finding of
        :func:`detente.analysis.positions.question.positions` on them.

    Raises
    ------
    CaseErrors
        Where the file breaks its form: all faults at once.
    ValueError
        Where the file holds something else than positions.

    Examples
    --------
    >>> answer = model_positions("emission.csv")  # doctest: +SKIP
    >>> answer.finding.support["lines"][0]["mean"]["median"]  # doctest: +SKIP
    7.39
    """
    # Formats are loaded only when a file is read.
    from detente.analysis.positions.question import positions
    from detente.neighbours.registry import FORMATS, detect, read

    place = Path(path)
    if format is not None and format not in FORMATS:
        raise ValueError(f"no format is called {format!r}: there are {', '.join(FORMATS)}")
    form = FORMATS[format] if format is not None else detect(place)
    model = read(place, form.name)
    if not isinstance(model, Positions):
        words = f"{place} holds a {form.holds} ({form.title}), not positions"
        raise ValueError(  # noqa: TRY004 - the file is at fault, not the caller's type
            f"{words}: ask it with {ASK.get(form.holds, 'another command')}"
        )
    found = positions(model, rounds=rounds, seed=seed)
    digest = hashlib.sha256(place.read_bytes()).hexdigest() if place.is_file() else ""
    return PositionsAnswer(model, replace(found, case_hash=digest), form.name, form.title)
