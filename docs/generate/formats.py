"""The table of neighbours' formats, from the registry."""

from __future__ import annotations

from pathlib import Path

from detente.neighbours.registry import FORMATS

FOLDER = Path(__file__).resolve().parents[1] / "reference" / "formats"

_WORDS = {
    "positions": "positions on lines",
    "domain": "a bargaining domain",
    "conflict": "a conflict of options",
}
_NOT_IN = {
    "positions": "ranges, rules, orders, no-deal values, who decides for whom, levers, dates",
    "domain": "ranges, votes and orders inside a party, vetoes, levers, dates",
    "conflict": "by how much, ranges, joint moves, vetoes, no-deal values, levers, dates",
}


def page_of(name: str) -> str | None:
    """The page about a format: its own, or one it shares with its sister formats."""
    for stem in (name, name.partition("-")[0]):
        if (FOLDER / f"{stem}.md").exists():
            return f"{stem}.md"
    return None


def formats() -> str:
    """Every format: what it holds, which ways there are, what is lost on the way out."""
    rows = ["| format | what it is | holds | import | export | lost when a case is exported |"]
    rows.append("|---|---|---|---|---|---|")
    for name, form in FORMATS.items():
        page = page_of(name)
        link = f"[`{name}`]({page})" if page else f"`{name}`"
        out = "yes" if form.write is not None else "no"
        lost = _NOT_IN[form.holds] if form.write is not None else ""
        rows.append(f"| {link} | {form.title} | {_WORDS[form.holds]} | yes | {out} | {lost} |")
    return "\n".join(rows)
