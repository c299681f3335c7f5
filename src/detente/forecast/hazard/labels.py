"""Which kind of act does the label of a coded event name?

Ten kinds are told apart. The labels are those of CAMEO (Gerner, Schrodt and Yilmaz, Conflict and
Mediation Event Observations, codebook 1.1b3), in the wording of ICEWS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: The kinds, in the order of their numbers. The first three are talks.
KINDS = (
    "negotiations and mediation",
    "visits",
    "consultations",
    "intent to meet",
    "refusals and halts",
    "agreements",
    "words of cooperation",
    "deeds of cooperation",
    "words of conflict",
    "deeds of conflict",
)

#: What no rule below knows: counted as activity of its actors, as nothing else.
OTHER = len(KINDS)

#: Which kinds count as talks: in the wide sense (CAMEO root 04), or 044, 045 and 046 only.
CLASSES: dict[str, tuple[int, ...]] = {"broad": (0, 1, 2), "narrow": (0,)}

#: CAMEO codes that are a kind of their own; every other code goes by its root.
CODES: dict[str, int] = {
    **dict.fromkeys(["044", "045", "046"], 0),
    **dict.fromkeys(["042", "043"], 1),
    **dict.fromkeys(["040", "041"], 2),
    **dict.fromkeys(["026", "028", "036", "038", "039", "106", "108"], 3),
    **dict.fromkeys(["125", "126", "127", "134", "135", "164", "165"], 4),
    "057": 5,
}

#: Talks, as their labels are written; the rest is found by the words below.
LABELS: dict[str, int] = {
    "consult": 2,
    "discuss by telephone": 2,
    "make a visit": 1,
    "host a visit": 1,
    "meet at a 'third' location": 0,
    "meet at a third location": 0,
    "mediate": 0,
    "engage in mediation": 0,
    "engage in negotiation": 0,
    "negotiate": 0,
    "sign formal agreement": 5,
    "express intent to meet or negotiate": 3,
    "halt negotiations": 4,
    "halt mediation": 4,
}

#: Tried in this order on the label in lower case; the first that is found decides.
WORDS: tuple[tuple[str, int], ...] = (
    (r"^(halt|reject|refuse|threaten to halt)\b.*(negotiat|meet|talks|settle)", 4),
    (r"^(halt|reject|refuse|threaten to halt)\b.*(?<!non[ -])mediation\b", 4),
    (r"^(express|appeal|demand|offer|propose|agree)\b.*(\bmeet|negotiat|accept mediat)", 3),
    (r"\bto mediate$|^demand mediation$", 3),
    (r"(assassinat|nuclear weapon|aerial|ethnic cleans|mass (expul|kill)|obstruct|weapons)", 9),
    (r"(dissent|violent|human shield|violate)", 9),
    (r"^(threaten|accus|critici|denounce|demand|reject|refuse|complain)", 8),
    (r"^(bring lawsuit|rally opposition|give ultimatum|veto|defy|find guilty)", 8),
    (r"^(deny|express|appeal|praise|apologi|make|forgive|engage in dip|defend|rally)", 6),
    (r"^(consider|acknowledge|decline|discuss|support|engage in symbolic|ratify|recogni)", 6),
    (r"^(investigat|grant|provide|cooperate|share|ease|return|yield|accede|allow)", 7),
    (r"^(receive|engage in|declare)", 7),
    (r"(de-escalat|demobili|retreat|surrender|cease|truce|relax)", 7),
    (r"(fight|attack|force|violen|arrest|detain|kill|bomb|assault|seize|occup|abduct)", 9),
    (r"(sanction|embargo|blockade|expel|reduce|protest|demonstrat|mobili|troop|alert)", 9),
    (r"(halt|coerc|repress|confiscat|ban |impose|riot|strike|boycott|destroy|torture)", 9),
)


def kind_of_code(code: str) -> int:
    """Which kind is a CAMEO code?

    Parameters
    ----------
    code : str
        Such as ``"036"``, with its leading zero.

    Returns
    -------
    int
        Place in `KINDS`, or `OTHER` where the code has no CAMEO root.

    Examples
    --------
    >>> KINDS[kind_of_code("0312")]
    'words of cooperation'
    """
    if code in CODES:
        return CODES[code]
    root = code[:2]
    if not root.isdigit() or not 1 <= int(root) <= 20:
        return OTHER
    last = (5, 9, 13, 20)
    return 6 + next(place for place, most in enumerate(last) if int(root) <= most)


def kind_of_label(label: str, codes: Mapping[str, str] | None = None) -> int:
    """Which kind is an event, by its label?

    Parameters
    ----------
    label : str
        As the data set writes it; capitals do not matter.
    codes : mapping of str to str, optional
        Label in lower case to CAMEO code, where the data set comes with such a table.

    Returns
    -------
    int
        Place in `KINDS`, or `OTHER` where neither table nor words know it.

    Examples
    --------
    >>> KINDS[kind_of_label("Reject proposal to meet, discuss, or negotiate")]
    'refusals and halts'
    >>> KINDS[kind_of_label("Host a visit")]
    'visits'
    """
    name = label.strip().lower()
    if codes is not None and name in codes:
        return kind_of_code(codes[name])
    if name in LABELS:
        return LABELS[name]
    if re.fullmatch(r"\d{2,4}", name):
        return kind_of_code(name)
    return next((kind for words, kind in WORDS if re.search(words, name)), OTHER)
