"""How often did closed questions of this sort come true?

Counted over the two-option questions of the Good Judgment Project that were closed and not voided
(September 2011 to June 2015). Only the counts are kept here. Each question was put into a class by
``classify``, so that anybody who has the questions can count again.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date

SOURCE = "Good Judgment Project, two-option questions closed 2011-2015"
OPENED = date(2011, 9, 1)
CLOSED = date(2015, 6, 10)
"""First question opened; last question closed. Before that day the counts were not known."""


@dataclass(frozen=True)
class QuestionSet:
    """How many questions of a class there were, and how many came true.

    ``typical`` is the median number of days from a question's opening to its date, ``shortest``
    and ``longest`` the smallest and the largest (smallest for all questions: a week, for the few
    shorter ones are slips). ``longer`` says whether the share is taken as growing with the time
    allowed: only where that helped in questions left out one at a time.
    """

    name: str
    what: str
    n: int
    yes: int
    typical: float
    shortest: float
    longest: float
    longer: bool = False


SETS: dict[str, QuestionSet] = {
    "talks": QuestionSet(
        "talks", "talks begin, resume or go on by a date", 20, 4, 116.5, 28, 352, True
    ),
    "deal": QuestionSet(
        "deal", "an agreement, a signature or a cease-fire by a date", 28, 4, 86.0, 26, 209
    ),
    "visit": QuestionSet(
        "visit", "a visit or a meeting of leaders by a date", 9, 2, 102.0, 42, 277
    ),
    "test": QuestionSet("test", "a weapon test or a launch by a date", 9, 0, 162.0, 56, 314),
    "office": QuestionSet("office", "a leader leaves office by a date", 41, 14, 102.0, 23, 378),
    "all": QuestionSet("all", "anything by a date", 382, 96, 97.5, 7, 549),
}

_ENDED = re.compile(r"\bnegotiations?\b.*\b(?:conclud\w*|complet\w*)")
_TALKS = re.compile(r"\b(?:talks?|negotiat\w*|dialogues?)\b")
_BROKEN = re.compile(r"\b(?:violat\w*|withdraw\w*|invoke\w*|disapprov\w*)")
_DEAL = re.compile(
    r"\b(?:agree\w*|sign|signs|signed|signature|treaty|treaties|cease-?fires?|truce|deals?|accords?"
    r"|pacts?)\b"
)
_OTHER = (
    ("visit", re.compile(r"\b(?:meet|meets|summits?|visit\w*|hosts?)\b")),
    ("test", re.compile(r"\b(?:tests?|tested|launch\w*|detonat\w*)\b")),
    ("office", re.compile(r"\b(?:resign\w*|vacates?|cease to be|leaves? office|remain)\b")),
)


def classify(text: str) -> str:
    """To which class does a question belong, going by its words?

    Parameters
    ----------
    text : str
        The question; an identifier such as ``talks_resume`` will do.

    Returns
    -------
    str
        ``talks``, ``deal``, ``visit``, ``test``, ``office`` or ``other``.

    Examples
    --------
    >>> classify("Will the six-party talks with North Korea resume before 1 May 2014?")
    'talks'
    >>> classify("Will Sudan and South Sudan sign a border security agreement?")
    'deal'
    >>> classify("Will it rain?")
    'other'
    """
    words = re.sub(r"[_:/]", " ", text.lower())
    if _ENDED.search(words):
        return "deal"
    if _TALKS.search(words):
        return "talks"
    if _DEAL.search(words) and not _BROKEN.search(words):
        return "deal"
    return next((name for name, pattern in _OTHER if pattern.search(words)), "other")


_LOOSE = (
    ("talks", re.compile(r"talk|meet|resum|summit|contact|negotiat|dialog|visit")),
    ("deal", re.compile(r"deal|agree|treat|sign(?!ific)|cease-? ?fire|accord|pact|settle|truce")),
)


def loosely(text: str) -> str:
    """Which question set stands for a reference class that somebody named in words of his own?

    Returns
    -------
    str
        ``talks``, ``deal`` or ``all``: every text leads to one of them.

    Examples
    --------
    >>> [loosely(name) for name in ("summits", "ceasefires", "coups")]
    ['talks', 'deal', 'all']
    """
    words = text.lower()
    return next((name for name, pattern in _LOOSE if pattern.search(words)), "all")


def share(yes: float, n: float) -> tuple[float, float, float]:
    """What chance does a count of ``yes`` in ``n`` stand for, with its 95 % interval?

    Jeffreys' rule: half a case of either outcome is added (Brown, Cai and DasGupta, "Interval
    estimation for a binomial proportion", Statistical Science 16, 2001).

    Returns
    -------
    tuple of float
        Chance, low, high.

    Examples
    --------
    >>> [round(x, 3) for x in share(4, 20)]
    [0.214, 0.072, 0.408]
    """
    from scipy.special import betaincinv  # scipy.stats takes a second to import

    a, b = yes + 0.5, n - yes + 0.5
    low = 0.0 if yes == 0 else float(betaincinv(a, b, 0.025))
    high = 1.0 if yes == n else float(betaincinv(a, b, 0.975))
    return float(a / (a + b)), low, high


def in_days(chance: float, days: float, typical: float) -> float:
    """What does a chance over a typical time come to over another number of days?

    The hazard is taken as constant: ``1 - (1 - chance) ** (days / typical)``.

    Examples
    --------
    >>> round(in_days(0.19, 200, 100), 4)
    0.3439
    """
    return -math.expm1(days / typical * math.log1p(-chance)) if chance < 1 else 1.0
