"""For notebooks: findings that show themselves as a sentence, tables and charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import detente.study as studies
from detente.core.finding import Finding
from detente.core.work import Map
from detente.frames import as_frame


@dataclass(frozen=True)
class Shown(Finding):
    """A finding that displays itself in a notebook."""

    charts: str = ""

    def to_frame(self) -> Any:
        """All figures as a polars or pandas data frame, one row a figure."""
        return frame(self)

    def _repr_html_(self) -> str:
        return self.charts

    def __str__(self) -> str:
        return self.answer


@dataclass(frozen=True)
class Answers(studies.Study):
    """A study whose findings display themselves; ``answers["room"]`` is one of them."""

    def __getitem__(self, question: str) -> Shown:
        from detente.report.page import render_part

        finding = self.findings[question]
        charts = render_part(self.loaded, self.findings, question)
        return Shown(**vars(finding), charts=charts)

    def to_html(self) -> str:
        """The answer page, one self-contained HTML text."""
        from detente.report.page import render_html

        return render_html(self.loaded, self.findings, self.version)

    def _repr_html_(self) -> str:
        return "".join(self[name]._repr_html_() for name in self.findings)


def run(
    path: str | Path,
    *,
    readings: int = studies.READINGS,
    seed: int = studies.SEED,
    map: Map | None = None,  # noqa: A002 - the word every executor uses
) -> Answers:
    """What do we know about this case? Every question, for a notebook.

    Parameters are those of :func:`detente.study.study`.

    Examples
    --------
    >>> answers = run("cases/korea-2019", readings=20)  # doctest: +SKIP
    >>> answers["room"]  # doctest: +SKIP
    """
    found = studies.study(path, readings=readings, seed=seed, map=map)
    return Answers(**vars(found))


def rows(finding: Finding) -> list[dict[str, Any]]:
    """The figures of a finding, one row a figure.

    Columns: ``path``, the place of the figure in the finding's support (words joined by dots),
    and ``value``; for a share also ``low``, ``high``, ``of`` and ``word``.

    Examples
    --------
    >>> from detente.core.finding import Finding, share
    >>> f = Finding("room", "", {"a": share(1, 4)}, (), "", {})
    >>> rows(f)[0]["path"], rows(f)[0]["value"]
    ('a', 0.25)
    """
    return list(_rows(finding.support, ""))


def _rows(node: Any, path: str) -> Iterator[dict[str, Any]]:
    if isinstance(node, Mapping) and {"share", "count", "of"} <= set(node):
        extra = {k: node[k] for k in ("low", "high", "of", "word")}
        yield {"path": path, "value": node["share"]} | extra
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _rows(value, f"{path}.{key}" if path else str(key))
    elif isinstance(node, list | tuple):
        for k, value in enumerate(node):
            yield from _rows(value, f"{path}.{k}")
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield {
            "path": path,
            "value": float(node),
            "low": None,
            "high": None,
            "of": None,
            "word": None,
        }


def frame(finding: Finding) -> Any:
    """A finding's figures as a polars or pandas data frame.

    Raises
    ------
    ModuleNotFoundError
        Where neither is installed; the message says what to install.
    """
    return as_frame(rows(finding))
