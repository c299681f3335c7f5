"""The pages are fresh, their links lead somewhere, and what they claim can be worked out."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from detente.core.finding import wilson, word
from detente.core.logic import All, Is, Some
from detente.core.order import place
from detente.core.reading import _line
from detente.core.table import Order
from docs.build import pages
from docs.generate.transcript import ORDER, Stage

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|\[!\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```pycon\n(.*?)^```$", re.DOTALL | re.MULTILINE)
WITH_PYTHON = [p for p in pages() if BLOCK.search(p.read_text(encoding="utf-8"))]


def anchor(heading: str) -> str:
    """The address a forge gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", ""))
    return kept.replace(" ", "-")


def anchors(page: Path) -> set[str]:
    text = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    return {anchor(h) for h in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


@pytest.mark.slow
def test_no_page_is_stale(root: Path) -> None:
    """Every command of the README, the tutorial and the how-tos runs and prints what is shown."""
    done = subprocess.run(
        [sys.executable, "docs/build.py", "--check"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", pages(), ids=lambda p: p.stem)
def test_links_resolve(page: Path) -> None:
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    for found in LINK.finditer(text):
        target = found[1] or found[2]
        if re.match(r"https?:", target):
            continue
        name, _, place = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page.name}: {target}"
        if place and path.suffix == ".md":
            assert place in anchors(path), f"{page.name}: {target}"


@pytest.mark.parametrize("page", pages(), ids=lambda p: p.stem)
def test_pages_need_nothing_from_outside(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<(?:img|script|link|iframe)\b", text)
    assert not re.search(r"!\[[^\]]*\]\(https?:", text)


def test_the_index_leads_everywhere(root: Path) -> None:
    text = (root / "docs" / "index.md").read_text(encoding="utf-8")
    for page in (root / "docs").rglob("*.md"):
        name = page.relative_to(root / "docs").as_posix()
        assert name == "index.md" or f"({name})" in text


def test_the_readme_shows_the_page(root: Path) -> None:
    picture = root / "docs" / "pictures" / "page.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "docs/pictures/page.png" in (root / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda p: p.stem)
def test_python_on_pages_runs(page: Path, root: Path, tmp_path: Path) -> None:
    (tmp_path / "cases").symlink_to(root / "cases", target_is_directory=True)
    tutorial(root, Stage(tmp_path, root))
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    (tmp_path / "page.txt").write_text("\n".join(blocks), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "doctest", "page.txt"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def tutorial(root: Path, stage: Stage) -> None:
    """The files of the tutorial, without its commands."""
    text = (root / "docs" / "tutorials" / "first-case.md").read_text(encoding="utf-8")
    for found in ORDER.finditer(text):
        verb, rest = found.groups()
        if verb in ("file", "append"):
            body = re.match(r"\n```\w*\n(.*?)^```$", text[found.end() :], re.DOTALL | re.MULTILINE)
            assert body is not None
            stage.put(rest, body[1], more=verb == "append")
        elif verb == "edit" and "-b/" not in rest:
            name, old, new = (part.strip() for part in rest.split(" | "))
            stage.edit(name, old, new)


def test_edits_are_told_in_the_text(root: Path) -> None:
    """What a hidden comment changes, the reader is asked to change."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for _, rest in (f.groups() for f in ORDER.finditer(text) if f[1] == "edit"):
            _, old, new = rest.split(" | ")
            said = CODE_WORDS.findall(text)
            changed = {w for w in re.findall(r"[\w¶.-]+", new) if w not in old}
            assert any(w in one for w in changed for one in said), f"{page.name}: {rest}"


CODE_WORDS = re.compile(r"`([^`\n]+)`")

# --- what the semantics page works out by hand ---


def table(root: Path, heading: str) -> list[list[str]]:
    text = (root / "docs" / "explanation" / "semantics.md").read_text(encoding="utf-8")
    rows = text.split(heading)[1].split("\n\n")[1].splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


@pytest.mark.parametrize(
    ("above", "places"),
    [
        ("By hand, with the four options", (0.0, 1.0, 2.0, 3.0)),
        ("`scale: [0, 10, 60, 100]` for the same four options", (0.0, 10.0, 60.0, 100.0)),
    ],
)
def test_scores_by_hand(root: Path, above: str, places: tuple[float, ...]) -> None:
    head, _, *rows = table(root, above)
    options = head[1:]
    for words, *scores in rows:
        wants, accepts = re.fullmatch(r"wants (\w+), accepts (\w+)", words).groups()  # type: ignore[union-attr]
        line = _line(options.index(wants), options.index(accepts), places)
        assert [round(s, 1) for s in line] == [float(s) for s in scores]


def steps(wants: int, accepts: int) -> tuple[float, ...]:
    """Scores of three options in equal steps."""
    return _line(wants, accepts, (0.0, 1.0, 2.0))


def test_values_by_hand() -> None:
    assert round((80 * 0 + 40 * 50 + 20 * 100) / 140, 1) == 28.6
    ilves = [steps(2, 1), steps(2, 0), steps(0, 2)]  # patrols, bridge, drivers
    package = [ilves[0][1], ilves[1][2], ilves[2][2]]
    assert package == [50, 100, 50]
    assert round((80 * 50 + 40 * 100 + 20 * 50) / 140, 1) == 64.3
    vale = (80 * steps(2, 1)[2] + 60 * 100 + 30 * steps(0, 1)[1]) / 170
    marek = (90 * steps(0, 0)[1] + 50 * steps(2, 2)[2]) / 140
    assert [round(v, 1) for v in (vale, marek, 0.8 * vale + 0.2 * marek)] == [91.2, 51.8, 83.3]


def test_orders_by_hand(root: Path) -> None:
    today = {"patrols": "silent", "bridge": "closed", "drivers": "held"}
    package = {"patrols": "notified", "bridge": "open", "drivers": "home"}
    opened, held = Is("bridge", frozenset({"open"})), Is("drivers", frozenset({"held"}))
    silent, notified = (Is("patrols", frozenset({o})) for o in ("silent", "notified"))
    prefers = Order("prefers", (opened, silent, held))
    ranks = Order("ranks", (All((opened, held)), Some((opened, notified))))
    rows = table(root, "By hand, at Ilves's table")[2:]
    for (told, *shown), order in zip(rows, (prefers, ranks), strict=True):
        assert told.startswith(order.kind)
        assert [float(s) for s in shown] == [round(place(order, x), 1) for x in (today, package)]


def test_no_deal_by_hand() -> None:
    assert (date(2031, 6, 15) - date(2031, 5, 10)).days == 36
    assert (date(2031, 5, 28) - date(2031, 5, 10)).days == 18
    assert (27.5 + 17.5) / 2 == 22.5


def test_words_and_interval(root: Path) -> None:
    rows = table(root, "## 14. Words for shares, and sampling error")[2:]
    for (name, told), share in zip(rows, (0, 0.1, 0.2, 0.5, 0.8, 1), strict=True):
        assert word(share) == name, told
    p, n, z = 0.066, 1000, 1.96
    half = z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    low = (p + z * z / (2 * n) - half) / (1 + z * z / n)
    assert abs(low - wilson(66, 1000)[0]) < 1e-5


def test_doctest_is_what_runs_the_pages() -> None:
    assert doctest.script_from_examples(">>> 1\n1\n").startswith("1\n")
