"""How did these models do on decisions whose outcome is known? The public record, as data.

Figures are mean absolute errors on scales of 0 to 100. They are of EU legislation, where nearly
everything is settled in the end; nothing like it is on record for stalled talks, which often end
without any outcome at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DECISIONS = 351

SOURCE = (
    "351 contested issues of EU laws, 1996 to 2019 (DEU III, Arregui and Perarnaud 2021,"
    " doi:10.34810/data53), as scored by the project schelling (github.com/hamzagul07/schelling)."
    " The errors of the weighted mean, of the challenge model and of always saying 50 were worked"
    " out again here from its table of forecasts; the others are as it reports them."
    " These are laws that came to a decision, not stalled talks."
)


@dataclass(frozen=True)
class Row:
    """How one model did.

    Attributes
    ----------
    model, words : str
        Its name, and what it is or what to bear in mind.
    mae : float
        Mean absolute error, on scales of 0 to 100.
    decisions : int, optional
        On how many decisions; None where it is a part of them whose number is not known here.
    checked : bool
        Worked out again from the forecasts, not only reported.
    mean_there : float, optional
        The error of the weighted mean on the same part, where it is not all of them.
    difference : (float, float), optional
        95 % interval of the model's error less that of the mean.
    """

    model: str
    words: str
    mae: float
    decisions: int | None = DECISIONS
    checked: bool = False
    mean_there: float | None = None
    difference: tuple[float, float] | None = None


ROWS = (
    Row("weighted mean", "the mean by clout times salience", 22.99, checked=True),
    Row("plain mean", "the mean of all positions alike", 23.63),
    Row("salience mean", "the mean by salience alone", 23.64),
    Row(
        "challenge model",
        "its best setting of several: anchored at the reference point, nobody moves unless"
        " challenged with chance 0.7",
        26.83,
        checked=True,
        difference=(1.69, 5.88),
    ),
    Row("always 50", "the middle of every scale, whatever the positions", 27.96, checked=True),
    Row("weighted median", "the position of the median actor", 28.37),
    Row("reference point", "that nothing changes", 44.34),
    Row(
        "probabilistic Condorcet",
        "every two positions fight it out by chance; scored on a third of the decisions kept for"
        " testing, where it cannot be told from the mean",
        20.43,
        decisions=None,
        mean_there=21.09,
        difference=(-2.26, 1.00),
    ),
    Row(
        "Kalai-Smorodinsky on a line",
        "equal shares of what each could gain; on those kept for testing that have a reference"
        " point",
        32.41,
        decisions=None,
        mean_there=21.26,
    ),
    Row(
        "Nash on a line",
        "the product of gains over the reference point; on those kept for testing that have one",
        46.59,
        decisions=None,
        mean_there=21.26,
    ),
)
"""The record, the models scored on all decisions first."""


def mae(model: str) -> float:
    """What was the mean absolute error of a model?

    Examples
    --------
    >>> mae("weighted mean"), mae("challenge model")
    (22.99, 26.83)
    """
    return next(row.mae for row in ROWS if row.model == model)


def record() -> dict[str, Any]:
    """The record as plain data, to stand beside every answer.

    Examples
    --------
    >>> record()["rows"][0]["model"]
    'weighted mean'
    """
    rows = []
    for row in ROWS:
        entry: dict[str, Any] = {"model": row.model, "words": row.words, "mae": row.mae}
        entry |= {"decisions": row.decisions, "checked": row.checked}
        entry |= {} if row.mean_there is None else {"mean_there": row.mean_there}
        entry |= {} if row.difference is None else {"difference": list(row.difference)}
        rows.append(entry)
    return {"decisions": DECISIONS, "source": SOURCE, "rows": rows}
