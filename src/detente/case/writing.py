"""Texts from elsewhere put safely into a case file: quoted, on one line, with fit ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from detente.case.faults import plain
from detente.case.values import LONGEST_ID, RESERVED

LONGEST_WORDS = 300
"""A text of another program is cut to this length, in characters."""


def quoted(text: str) -> str:
    r"""How is a text from elsewhere written as a value? In double quotes, on one line, shortened.

    Examples
    --------
    >>> quoted('Who "owns"\nthe gate?')
    '"Who \\"owns\\" the gate?"'
    """
    return exactly(plainly(text))


def exactly(text: str) -> str:
    r"""How is a condition written as a value? In double quotes and never shortened.

    Examples
    --------
    >>> exactly("gate = open and not (toll = high)")
    '"gate = open and not (toll = high)"'
    >>> exactly("a\u2028b")
    '"a\\u2028b"'
    """
    text = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    """A sign that YAML might take for a line break, or refuse, as its number."""
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def plainly(text: str) -> str:
    r"""How is a text from elsewhere shown in a comment? On one line, with nothing hidden in it.

    The sign that points to a paragraph of a source is written out, and the text is cut to
    `LONGEST_WORDS` characters.

    Examples
    --------
    >>> plainly("the  gate\nsee ¶ 7")
    'the gate see par. 7'
    """
    words = " ".join(text.replace("¶", "par. ").split())
    return plain(words, LONGEST_WORDS)


def ids(names: Iterable[str], blank: str = "party") -> dict[str, str]:
    """What is a fit id for each name? Each id only once; `blank` where nothing of a name is left.

    Examples
    --------
    >>> ids(["Local Government", "MoE", "Local-Government!"])
    {'Local Government': 'Local_Government', 'MoE': 'MoE', 'Local-Government!': 'Local-Government'}
    >>> ids(["70 %", "or", "???"], "option")
    {'70 %': '70', 'or': 'or_', '???': 'option'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        words = re.sub(r"[^\w-]+|--+|(?<!\w)-|-(?!\w)", "_", name)
        words = re.sub("_+", "_", words).strip("_-") or blank
        words = words[: LONGEST_ID - 12].rstrip("_-")
        if words in RESERVED or words.casefold() == "null":
            words = f"{words}_"
        fit, count = words, 1
        while fit in taken:
            count += 1
            fit = f"{words}_{count}"
        found[name] = fit
        taken.add(fit)
    return found
