"""Asks: questions about the future, compiled so that the inside and the outside view can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from detente.core.table import Target
from detente.forecast.journal_line import question_id


@dataclass(frozen=True)
class Ask:
    """A question that a stranger could settle.

    Attributes
    ----------
    text : str
        A target by name, or the question in words.
    target : Target or None
        What the inside view looks for; None where the case cannot express it.
    by : int
        Ordinal of the last day that counts.
    reference : tuple of str
        Names of reference classes and histories; by default those that fit.
    note : str
        Why the case cannot express it, if so.
    """

    text: str
    target: Target | None
    by: int
    yes_if: str = ""
    reference: tuple[str, ...] = ()
    note: str = ""
    name: str = ""

    @property
    def id(self) -> str:
        """The name a resolution goes by.

        Examples
        --------
        >>> Ask("talks_resume", None, 737424).id
        'talks_resume@2019-12-31'
        """
        return self.name or question_id(self.text, date.fromordinal(self.by))

    @property
    def kind(self) -> str:
        """Step, deal or event; an event where the case cannot express it."""
        return "event" if self.target is None else self.target.kind
