"""Words and widths: how numbers, names and long labels are written on a page.

Everything here is a pure function of its arguments; no locale, no clock, no font file. Text is
measured with a fixed table of advance widths of a wide sans-serif face, so that a label that fits
here fits in every common face, and so that the same input always gives the same drawing.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence

NBSP = "\u00a0"
ELLIPSIS = "\u2026"

# Advance widths in hundredths of an em; letters that share a width share a line.
_WIDTHS: dict[int, str] = {
    28: "ijl'",
    31: "IJ ,.",
    34: "/\\:;|",
    39: "ft!()[]r-",
    51: 'csz_`*?"',
    60: "aekvxyFLPTY",
    64: "bdghnopqu0123456789${}",
    70: "ABCEKRSVXZ&",
    78: "DGHNOQU",
    84: "wM#+<=>^~",
    98: "mW%@",
}
_EM = {letter: width / 100 for width, letters in _WIDTHS.items() for letter in letters}
_BOLD = 1.12


def clean(text: object) -> str:
    r"""Return ``text`` as a string without control characters (hostile or accidental).

    Tabs and line ends become spaces; other control, surrogate and direction-override characters go.

    >>> clean("a\tb\x1b[31m")
    'a b[31m'
    """
    kept = []
    for letter in str(text):
        if letter in "\t\n\r\u2028\u2029":
            kept.append(" ")
        elif unicodedata.category(letter) not in {"Cc", "Cs", "Cn"} and letter not in _OVERRIDES:
            kept.append(letter)
    return "".join(kept)


# Explicit direction embeddings and overrides; isolation is done by the page's own markup.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")


def em(letter: str) -> float:
    """Return the width of one character in em."""
    known = _EM.get(letter)
    if known is not None:
        return known
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return 1.0
    return 0.72


def width(text: str, size: float, bold: bool = False) -> float:
    """Return the drawn width of ``text`` in the unit of ``size`` (an upper estimate).

    >>> width("mm", 10) > width("ii", 10)
    True
    """
    return sum(em(letter) for letter in text) * size * (_BOLD if bold else 1.0)


def shorten(text: str, room: float, size: float, bold: bool = False) -> str:
    """Return ``text``, cut with an ellipsis if it is wider than ``room``.

    >>> shorten("short", 100, 12)
    'short'
    """
    if width(text, size, bold) <= room:
        return text
    kept = ""
    limit = room - width(ELLIPSIS, size, bold)
    used = 0.0
    for letter in text:
        used += width(letter, size, bold)
        if used > limit:
            break
        kept += letter
    return kept.rstrip() + ELLIPSIS


def wrap(text: str, room: float, size: float, lines: int = 2, bold: bool = False) -> list[str]:
    """Return ``text`` broken at spaces into at most ``lines`` lines, the last one shortened.

    >>> wrap("one two three four", 60, 10, lines=2)
    ['one two', 'three four']
    """
    words = [word for word in text.split(" ") if word]  # an unbreakable space is none
    if not words:
        return [""]
    out: list[str] = []
    while words and len(out) < lines - 1:
        line = words[0]
        taken = 1
        while taken < len(words) and width(f"{line} {words[taken]}", size, bold) <= room:
            line = f"{line} {words[taken]}"
            taken += 1
        out.append(shorten(line, room, size, bold))
        words = words[taken:]
    if words:
        out.append(shorten(" ".join(words), room, size, bold))
    return out


def cut(text: str, letters: int) -> str:
    """Return ``text`` with at most ``letters`` characters, cut at a word where possible.

    >>> cut("one two three", 8)
    'one two…'
    """
    if len(text) <= letters:
        return text
    head = text[: letters - 1]
    at_word = head.rsplit(" ", 1)[0] if " " in head[letters // 2 :] else head
    return at_word.rstrip(" ,;:") + ELLIPSIS


def human(ident: str) -> str:
    """Return an identifier as a reader would say it: ``step_by_step`` -> ``step by step``."""
    return clean(ident).replace("_", " ").strip() or ELLIPSIS


def count(number: int) -> str:
    """Return a whole number with thousands separated.

    >>> count(12500)
    '12,500'
    """
    return f"{number:,}"


def fixed(number: float, digits: int = 1) -> str:
    """Return ``number`` with ``digits`` decimals, a true minus sign and no negative zero.

    >>> fixed(-0.04)
    '0.0'
    """
    if not math.isfinite(number):
        return "never" if number < 0 else "always"
    shown = f"{number:.{digits}f}"
    if float(shown) == 0:
        shown = shown.lstrip("-")
    return shown.replace("-", "\u2212")


def signed(number: float, digits: int = 1) -> str:
    """Return ``number`` with its sign; zero has none."""
    shown = fixed(number, digits)
    return f"+{shown}" if number > 0 and float(f"{number:.{digits}f}") != 0 else shown


def rather(number: float) -> str:
    """Return a gain of which only the sign means anything, in words.

    >>> rather(12.5), rather(0.0)
    ('better', 'no worse')
    """
    return "no worse" if abs(number) < 1e-9 else "better" if number > 0 else "worse"


def percent(share: float) -> str:
    r"""Return a share in 0..1 as a percentage that never rounds to a false 0 or 100.

    >>> percent(0.075), percent(0.004), percent(1.0)
    ('8\xa0%', '0.4\xa0%', '100\xa0%')
    """
    points = share * 100
    if points in (0.0, 100.0):
        return f"{points:.0f}{NBSP}%"
    if points < 0.05:
        return f"<0.1{NBSP}%"
    if points > 99.95:
        return f">99.9{NBSP}%"
    if points < 1 or points > 99:
        return f"{points:.1f}{NBSP}%"
    # half up, as a reader rounds, rather than half to even
    return f"{math.floor(points + 0.5)}{NBSP}%"


def listed(parts: Sequence[str], joint: str = "and") -> str:
    """Return names as a list in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """Return ``number`` with the fitting form of a noun.

    >>> plural(1, "input"), plural(3, "input")
    ('1 input', '3 inputs')
    """
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """Return the items once each, in the order first met."""
    return tuple(dict.fromkeys(items))


def breakable(words: str, room: float, size: float) -> str:
    """Return words with a break offered inside any too long for ``room``.

    >>> breakable("denuclearisation", 70, 12)
    'denucleari- sation'
    """
    out = []
    for whole in words.split():
        word = whole
        while width(word, size) > room and len(word) > 6:
            fit = len(word) - 3
            while fit > 3 and width(word[:fit] + "-", size) > room:
                fit -= 1
            out.append(word[:fit] + "-")
            word = word[fit:]
        out.append(word)
    return " ".join(out)
