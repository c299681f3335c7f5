"""One component of a forecast: a probability, where it comes from and how much it knows."""

from __future__ import annotations

from dataclasses import dataclass

INSIDE = "inside"
KINDS = (INSIDE, "survival", "base rate", "history", "hazard")
"""The kinds of component; all but ``inside`` belong to the outside view."""

DIGITS = 6
"""Digits kept in a record: enough for any reader, few enough to be the same on every machine."""


@dataclass(frozen=True)
class Component:
    """What does one way of looking say about a question, and on what does it rest?

    Parameters
    ----------
    name : str
        ``inside``, or the name of the reference class or of the history.
    kind : str
        One of ``KINDS``: the model of the case, survival of remembered impasses, share of a set
        of closed questions, the parties' own record, or a constant hazard.
    rate : float
        Probability in [0, 1] that the thing happens by the date asked about.
    low, high : float or None
        Ends of the 95 % interval; for the inside view sampling error only.
    n : int
        How many readings, episodes or questions it rests on.
    weight : float
        Weight in the pool, at least 0; only the proportions matter.
    basis : str
        One sentence: dates, source, time already gone, what is assumed.
    judgement : bool
        Whether a person's judgement rather than a count stands behind it.
    caveat : str
        One sentence on what may be wrong with it.

    Raises
    ------
    ValueError
        If the kind is not known, the rate lies outside [0, 1], or the weight is negative.

    Examples
    --------
    >>> Component("questions:talks", "base rate", 0.2143, n=20, basis="4 of 20 came true").rate
    0.2143
    """

    name: str
    kind: str
    rate: float
    low: float | None = None
    high: float | None = None
    n: int = 0
    weight: float = 1.0
    basis: str = ""
    judgement: bool = False
    caveat: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be a component."""
        if self.kind not in KINDS:
            raise ValueError(f"{self.name}: no kind {self.kind!r}; there are {', '.join(KINDS)}")
        if not 0 <= self.rate <= 1:
            raise ValueError(f"{self.name}: a rate is a number from 0 to 1, not {self.rate}")
        if not self.weight >= 0:
            raise ValueError(f"{self.name}: a weight is 0 or more, not {self.weight}")

    @property
    def outside(self) -> bool:
        """Whether it belongs to the outside view."""
        return self.kind != INSIDE

    def to_dict(self) -> dict[str, object]:
        """How is the component written in a finding or a journal?

        Returns
        -------
        dict
            The fields in their order; rates rounded to ``DIGITS`` digits.

        Examples
        --------
        >>> Component("inside", "inside", 1 / 3, n=64).to_dict()["rate"]
        0.333333
        """
        return {
            "name": self.name,
            "kind": self.kind,
            "rate": round(self.rate, DIGITS),
            "low": None if self.low is None else round(self.low, DIGITS),
            "high": None if self.high is None else round(self.high, DIGITS),
            "n": self.n,
            "weight": round(self.weight, DIGITS),
            "basis": self.basis,
            "judgement": self.judgement,
            "caveat": self.caveat,
        }
