"""A tiny SVG writer: every drawing of the page is made with these few calls.

A drawing is an `Svg` of fixed size in CSS pixels. All text is escaped, all numbers are written with
fixed precision, ids derive from the drawing's own name, and nothing depends on time or environment:
the same calls give the same bytes. Colours are never written here; elements carry classes that
``templates/chart.css`` colours for light, dark and print.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from importlib.resources import files

from detente.report.text import clean, em, shorten, width

SIZE = 12.0  # text size in px: 9 pt, the least that prints legibly
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def escape(text: object) -> str:
    """Return ``text`` safe inside an element or a quoted attribute.

    >>> escape("<b>&'")
    '&lt;b&gt;&amp;&#39;'
    """
    return "".join(_ESCAPES.get(letter, letter) for letter in clean(text))


def number(value: float) -> str:
    """Return a coordinate with at most two decimals.

    >>> number(1.0), number(2.345), number(-0.001)
    ('1', '2.35', '0')
    """
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if shown in {"-0", ""} else shown


def attributes(values: dict[str, object]) -> str:
    """Return attributes in the order given; ``None`` is left out, ``_`` becomes ``-``."""
    out = []
    for key, value in values.items():
        if value is None:
            continue
        shown = number(value) if isinstance(value, (int, float)) else escape(value)
        out.append(f' {key.rstrip("_").replace("_", "-")}="{shown}"')
    return "".join(out)


def linear(lo: float, hi: float, start: float, stop: float) -> Callable[[float], float]:
    """Return the scale that carries ``lo..hi`` to ``start..stop`` (one point: the middle)."""
    if hi == lo:
        return lambda value: (start + stop) / 2
    return lambda value: start + (value - lo) / (hi - lo) * (stop - start)


def ticks(lo: float, hi: float, about: int = 5) -> list[float]:
    """Return round tick values inside ``lo..hi``.

    >>> ticks(-12, 30)
    [-10.0, 0.0, 10.0, 20.0, 30.0]
    """
    span = hi - lo
    if span <= 0:
        return [lo]
    step = 1e-6
    while True:
        for factor in (1, 2, 5):
            if span / (step * factor) <= about:
                step *= factor
                first = int(-(-lo // step))
                return [round(k * step, 9) + 0.0 for k in range(first, int(hi // step) + 1)]
        step *= 10


def slug(name: str) -> str:
    """Return an id made of letters, digits and dashes that differs for different names.

    >>> slug("Kim Jong"), slug("é")
    ('Kim-20-Jong', '-e9-')
    """
    return re.sub(r"[^A-Za-z0-9]", lambda found: f"-{ord(found.group()):x}-", name)


class Svg:
    """One drawing with a title and a description for those who do not see it.

    Parameters
    ----------
    ident
        Name unique on the page; ids of title, description and patterns derive from it.
    size
        Width and height in CSS pixels.
    title, desc
        What the drawing shows, and what it says, in plain sentences.
    """

    def __init__(self, ident: str, size: tuple[float, float], title: str, desc: str) -> None:
        self.ident = slug(ident)
        self.width, self.height = size
        self.title = title
        self.desc = desc
        self._parts: list[str] = []
        self._hatch = False

    def _add(self, tag: str, values: dict[str, object], hint: str | None = None) -> None:
        inner = f"<title>{escape(hint)}</title>" if hint else ""
        close = f">{inner}</{tag}>" if inner else "/>"
        self._parts.append(f"<{tag}{attributes(values)}{close}")

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        cls: str,
        hint: str | None = None,
        rx: float | None = None,
    ) -> None:
        """Draw a rectangle; negative sizes draw nothing."""
        if w > 0 and h > 0:
            values = {"class": cls, "x": x, "y": y, "width": w, "height": h, "rx": rx}
            self._add("rect", values, hint)

    def hatch(self, x: float, y: float, w: float, h: float, hint: str | None = None) -> None:
        """Fill a rectangle with diagonal lines (not on offer)."""
        self._hatch = True
        fill = f"fill:url(#{self.ident}-hatch)"
        self._add("rect", {"style": fill, "x": x, "y": y, "width": w, "height": h}, hint)

    def line(self, x1: float, y1: float, x2: float, y2: float, cls: str) -> None:
        """Draw a straight line."""
        self._add("line", {"class": cls, "x1": x1, "y1": y1, "x2": x2, "y2": y2})

    def circle(self, x: float, y: float, r: float, cls: str, hint: str | None = None) -> None:
        """Draw a circle round a centre."""
        self._add("circle", {"class": cls, "cx": x, "cy": y, "r": r}, hint)

    def path(self, points: list[tuple[float, float]], cls: str, closed: bool = False) -> None:
        """Draw a line through ``points``."""
        if len(points) < 2:
            return
        steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        self._add("path", {"class": cls, "d": f"M{steps}{'Z' if closed else ''}"})

    def cross(self, x: float, y: float, r: float, cls: str) -> None:
        """Draw an oblique cross round a centre."""
        arms = f"M{number(x - r)} {number(y - r)}L{number(x + r)} {number(y + r)}"
        arms += f"M{number(x - r)} {number(y + r)}L{number(x + r)} {number(y - r)}"
        self._add("path", {"class": cls, "d": arms})

    def diamond(self, x: float, y: float, r: float, cls: str) -> None:
        """Draw a diamond round a centre."""
        self.path([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], cls, closed=True)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        cls: str = "",
        anchor: str = "start",
        room: float | None = None,
        full: str | None = None,
    ) -> None:
        """Write ``words`` with the baseline at ``y``; shortened to ``room``, in full on hover."""
        words = clean(words)
        shown = words
        if room is not None:
            shown = shorten(words, room, SIZE, "b" in cls.split())
        hint = full or (words if shown != words else None)
        where = None if anchor == "start" else anchor
        values: dict[str, object] = {"class": cls or None, "x": x, "y": y, "text-anchor": where}
        # a name written from right to left would otherwise turn round its anchor
        if _right_to_left(shown):
            values["direction"] = "rtl"
            values["text-anchor"] = {"start": "end", "end": "start"}.get(anchor, anchor)
        inner = f"<title>{escape(hint)}</title>" if hint else ""
        self._parts.append(f"<text{attributes(values)}>{inner}{escape(shown)}</text>")

    def render(self) -> str:
        """Return the drawing as one ``<svg>`` element."""
        ident = self.ident
        head = attributes(
            {
                "class": "chart",
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {number(self.width)} {number(self.height)}",
                "width": self.width,
                "height": self.height,
                "role": "img",
                "aria-labelledby": f"{ident}-t {ident}-d",
            }
        )
        defs = ""
        if self._hatch:
            defs = (
                f'<defs><pattern id="{ident}-hatch" width="5" height="5" '
                'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
                '<line class="hatch" x1="0" y1="0" x2="0" y2="5"/></pattern></defs>'
            )
        return (
            f'<svg{head}><title id="{ident}-t">{escape(self.title)}</title>'
            f'<desc id="{ident}-d">{escape(self.desc)}</desc>{defs}{"".join(self._parts)}</svg>'
        )


def _right_to_left(words: str) -> bool:
    """Say whether the first strong letter belongs to a script written from right to left."""
    for letter in words:
        side = unicodedata.bidirectional(letter)
        if side in {"R", "AL"}:
            return True
        if side == "L":
            return False
    return False


def standalone(drawing: str) -> str:
    """Return a drawing with its own style sheet inside, for a notebook or a file of its own."""
    css = (files("detente.report") / "templates" / "chart.css").read_text(encoding="utf-8")
    head, _, rest = drawing.partition(">")
    return f"{head}><style>{css}</style>{rest}"


__all__ = [
    "SIZE",
    "Svg",
    "em",
    "escape",
    "linear",
    "number",
    "slug",
    "standalone",
    "ticks",
    "width",
]
