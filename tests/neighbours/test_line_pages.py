"""The small files on the pages of the formats are read, and become cases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.case.load import load_text
from detente.core.line import Positions
from detente.neighbours import registry

PAGES = {
    "ktab": {"ktab-csv": "fence.csv", "ktab-xml": "fence.xml"},
    "decide": {"decide": "fence.txt"},
    "deu": {"deu": "eels.csv"},
    "mactor": {"mactor": "valley.csv"},
    "sheet": {"sheet": "valley.csv"},
}
MORE = [("decide", "decide", "x_positions.csv"), ("sheet", "sheet", "long.csv")]
ALL = [(page, name, file) for page, files in PAGES.items() for name, file in files.items()] + MORE


def files(root: Path, page: str) -> dict[str, str]:
    text = (root / "docs" / "reference" / "formats" / f"{page}.md").read_text()
    return dict(re.findall(r"<!-- file: (\S+) -->\n```\w*\n(.*?)```", text, re.DOTALL))


@pytest.mark.parametrize(("page", "name", "file"), ALL)
def test_a_file_on_a_page_becomes_a_case(
    root: Path, tmp_path: Path, page: str, name: str, file: str
) -> None:
    for other, text in files(root, page).items():
        (tmp_path / other).write_text(text)
    assert registry.detect(tmp_path / file).name == name
    model = registry.read(tmp_path / file)
    assert isinstance(model, Positions)
    assert load_text(registry.to_case(model, origin=file)).case.open


def test_what_the_pages_say_of_their_files(root: Path, tmp_path: Path) -> None:
    for page in PAGES:
        (tmp_path / page).mkdir()
        for other, text in files(root, page).items():
            (tmp_path / page / other).write_text(text)
    talks = registry.read(tmp_path / "sheet" / "valley.csv")
    assert isinstance(talks, Positions)
    assert talks.lines[1].marks == ((0.0, "west"), (1.0, "middle"), (2.0, "east"))
    assert talks.salience[0].tolist() == [[0.5, 1.0], [1.0, 1.0]]
    valley = registry.read(tmp_path / "mactor" / "valley.csv")
    assert isinstance(valley, Positions)
    assert valley.clout[0, :, 0].tolist() == [4.0, 6.0, 1.0]
