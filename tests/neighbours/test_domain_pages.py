"""The examples on the pages about GENIUS and GeniusWeb are what the pages say they are."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from neighbours.domain_strategies import utilities

from detente.core.domain import Domain
from detente.neighbours import genius, geniusweb

FILE = re.compile(r"^<!-- file: (.*?) -->\n```(?:xml|json)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
READ = {"genius": genius.read, "geniusweb": geniusweb.read}


def shown(name: str, root: Path, folder: Path) -> Domain:
    page = (root / "docs" / "reference" / "formats" / f"{name}.md").read_text(encoding="utf-8")
    found = FILE.findall(page)
    assert len(found) == 3
    for file, text in found:
        (folder / file).write_text(text, encoding="utf-8")
    return READ[name](folder)


@pytest.mark.parametrize(("name", "room"), [("genius", 2), ("geniusweb", 3)])
def test_the_example(name: str, room: int, root: Path, tmp_path: Path) -> None:
    domain = shown(name, root, tmp_path)
    assert [axis.options for axis in domain.issues] == [("shut", "open"), ("0", "1", "2")]
    points = np.nan_to_num(domain.reserve, nan=-np.inf)
    good = (utilities(domain) >= points[:, None] - 1e-9).all(axis=0)
    assert domain.size == 6
    assert good.sum() == room
    # Row-major: the gate is shut in the first three packages.
    assert not good[:3].any()


def test_both_examples_are_one_domain(root: Path, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = shown("genius", root, tmp_path / "one")
    two = shown("geniusweb", root, tmp_path / "two")
    assert np.allclose(utilities(one), utilities(two), rtol=0, atol=1e-12)
