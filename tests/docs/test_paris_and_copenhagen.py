"""Are the figures on the page about the two summits those of the program?

The data are not part of the project, so the page is written once and compared here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from detente.models import model_deals, model_positions

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "paris-and-copenhagen.md"
DATA = ROOT.parent / "shared" / "data" / "cop21_decide"

needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="needs the positions in ../shared/data, which are not part of this"
)


def section(title: str) -> str:
    found = re.search(rf"(?ms)^## {title}.*?(?=^## |\Z)", PAGE.read_text("utf-8"))
    assert found is not None
    return found[0]


def rows(title: str) -> list[list[str]]:
    lines = [line for line in section(title).splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def expected(positions: dict[str, Any], deals: dict[str, Any]) -> list[list[str]]:
    after = positions["exchange"]["after"]
    result = []
    for line in positions["lines"]:
        grid, package = line["challenge"]["grid"], deals["solutions"]["nash"]["package"]
        named = [f"{at:g}" for at, words in line["marks"] if words == package[line["id"]]]
        result.append(
            [
                f"{line['mean']['median']:.1f}",
                f"{line['median']['median']:g}",
                f"{grid['low']:.0f} to {grid['high']:.0f}",
                f"{after[line['id']]:.1f}",
                named[0] if named else package[line["id"]],
            ]
        )
    return result


@needs_data
@pytest.mark.parametrize(
    ("title", "file"),
    [("Paris: ", "cop21_positions.csv"), ("Copenhagen: ", "copenhagen2009_positions.csv")],
)
def test_the_page_tells_what_the_program_says(title: str, file: str) -> None:
    positions = model_positions(DATA / file).to_dict()
    deals = model_deals(DATA / file).to_dict()
    support = positions.get("support", positions)
    assert [row[1:6] for row in rows(title)] == expected(support, deals)
    if title == "Paris: ":
        assert f"after {support['exchange']['count']} exchanges" in section(title)
    assert deals["solutions"]["nash"]["proved"]


@needs_data
def test_the_even_shares_are_the_programs() -> None:
    shares = [
        model_deals(DATA / f"{name}_positions.csv").to_dict()["solutions"]["kalai_smorodinsky"]
        for name in ("copenhagen2009", "cop21")
    ]
    row = next(row for row in rows("Would detente") if row[0].startswith("least share"))
    assert row[1:] == [f"{100 * share['value']:.0f} %" for share in shares]
