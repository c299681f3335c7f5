"""What differs only in writing is the same case, with the same figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from bad_input.broken import Good
from bad_input.plant_cases import NAMES, good_case
from bad_input.small_case import SMALL, SOURCES
from click.testing import CliRunner

from detente.analysis.ask import levers, room
from detente.case.compile import compile_case
from detente.case.load import Loaded, load
from detente.cli import main

GOOD = {good.name: good for good in [Good("small", SMALL, SOURCES), *map(good_case, NAMES)]}


def tree(text: str) -> Any:
    """The contents with every scalar a text."""
    return yaml.load(text, Loader=yaml.CBaseLoader)


def dumped(**how: Any) -> Callable[[str], bytes]:
    def write(text: str) -> bytes:
        written: str = yaml.dump(
            tree(text), Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, **how
        )
        return written.encode()

    return write


def commented(text: str) -> bytes:
    """Comments and blank lines wherever no text goes on over the line end."""
    lines = dumped(default_flow_style=False, width=10_000)(text).decode().splitlines()
    noisy = [f"{line}   # why: [{{' \"{n}\n\n  # {n}: no" for n, line in enumerate(lines)]
    return ("# on top\n\n" + "\n".join(noisy) + "\n# below").encode()


def spaced(text: str) -> bytes:
    """Blanks at the ends of lines, and in braces and brackets."""
    return "\n".join(f"{line}  " for line in text.splitlines()).encode()


VARIANTS: dict[str, Callable[[str], bytes]] = {
    "byte_order_mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "windows_line_ends": lambda text: text.replace("\n", "\r\n").encode(),
    "old_mac_line_ends": lambda text: text.replace("\n", "\r").encode(),
    "mixed_line_ends": lambda text: text.replace("\n", "\r\n", 20).encode(),
    "no_final_line_end": lambda text: text.rstrip().encode(),
    "many_final_line_ends": lambda text: text.encode() + b"\n" * 50,
    "document_marks": lambda text: b"---\n" + text.encode() + b"...\n",
    "yaml_directive": lambda text: b"%YAML 1.2\n---\n" + text.encode(),
    "blanks_at_line_ends": spaced,
    "comments_everywhere": commented,
    "block_style": dumped(default_flow_style=False),
    "flow_style": dumped(default_flow_style=True, width=10_000),
    "folded_flow_style": dumped(default_flow_style=True, width=40),
    "double_quotes": dumped(default_style='"'),
    "single_quotes": dumped(default_style="'"),
    "narrow_lines": dumped(default_flow_style=False, width=20),
    "wide_indent": dumped(default_flow_style=False, indent=9),
    "json": lambda text: json.dumps(tree(text), ensure_ascii=False).encode(),
    "json_escaped": lambda text: json.dumps(tree(text), indent=2).encode(),
}


def put(good: Good, data: bytes, folder: Path) -> Loaded:
    for name, content in (good.files("") | {"case.yaml": data}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return load(folder)


def figures(loaded: Loaded) -> list[Any]:
    table = compile_case(loaded.case)
    return [question(table, readings=20).support for question in (room, levers)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Loaded]:
    """The good cases as they stand."""
    return {
        name: put(good, good.text.encode(), tmp_path_factory.mktemp("plain"))
        for name, good in GOOD.items()
    }


def test_the_cases_are_good(plain: dict[str, Loaded]) -> None:
    assert set(plain) == {"small", *NAMES}


@pytest.mark.parametrize("variant", VARIANTS)
def test_same_case_and_same_figures(variant: str, plain: dict[str, Loaded], tmp_path: Path) -> None:
    for name, good in GOOD.items():
        loaded = put(good, VARIANTS[variant](good.text), tmp_path / name)
        assert loaded.case == plain[name].case
        assert sorted(one.message for one in loaded.warnings) == sorted(
            one.message for one in plain[name].warnings
        )
        if name == "small":
            assert figures(loaded) == figures(plain[name])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("one_way: true", "one_way: yes"),
        ("one_way: true", "one_way: 'True'"),
        ("ordered: no", "ordered: false"),
        ("ordered: no", "ordered: Off"),
        ("weight: 35", "weight: 35 %"),
        ("weight: 35", "weight: 35.0"),
        ("weight: 35", "weight: 35..35"),
        ("weight: 60-80", "weight: 60–80"),
        ("weight: 60-80", "weight: 60 to 80"),
        ("weight: 60-80", "weight: 60 % - 80 %"),
        ("no_deal: now + 5..15", "no_deal: now+5-15"),
        ("no_deal: 55-70", "no_deal: {always: 55-70}"),
        ("authors: [Ost, Werth]", "authors: [Ost, Werth, ]"),
        ("mute: [Faye]", "mute: Faye"),
        ("{rule: toll = free needs", "{rule: toll == free needs"),
        ("{rule: toll = free needs", "{rule: (toll  =free)  needs"),
        ("{rule: toll = free needs talks >= letters", "{rule: toll >= free needs talks ≥ letters"),
        ("or: 2031-03-31", "or: [2031-03-31]"),
        ("horizon: 2031-12-31", "horizon: 2031-12-31/2031-12-31"),
        ("from: 2030-06-01", 'from: "2030-06-01"'),
    ],
)
def test_same_meaning(old: str, new: str, plain: dict[str, Loaded], tmp_path: Path) -> None:
    assert SMALL.count(old) == 1
    loaded = put(GOOD["small"], SMALL.replace(old, new).encode(), tmp_path)
    assert figures(loaded) == figures(plain["small"])


WORDS = {
    "korean": {
        "Ada": "아다",
        "talks": "회담",
        "working": "실무",
        "North": "북안",
        "toll_first": "통행료_먼저",
    },
    "arabic": {
        "Ada": "آدا",
        "talks": "محادثات",
        "working": "عمل",
        "North": "الشمال",
        "toll_first": "الرسم_أولا",
    },
    "chinese": {
        "Ada": "阿达",
        "talks": "会谈",
        "working": "工作",
        "North": "北岸",
        "toll_first": "先收费",
    },
    "hebrew": {
        "Ada": "עדה",
        "talks": "שיחות",
        "working": "עבודה",
        "North": "צפון",
        "toll_first": "אגרה",
    },
    "french": {
        "Ada": "Zoé",
        "talks": "négociations",
        "working": "réel",
        "North": "Évian",
        "toll_first": "péage_d1",
    },
}


@pytest.mark.parametrize("language", WORDS)
def test_names_in_any_script(language: str, plain: dict[str, Loaded], tmp_path: Path) -> None:
    text = SMALL
    for old, new in WORDS[language].items():
        text = text.replace(f"{old} Ost", "Ost").replace(old, new)
    loaded = put(GOOD["small"], text.encode(), tmp_path)
    assert set(WORDS[language].values()) <= set(loaded.case.actors) | set(
        loaded.case.parties
    ) | set(loaded.case.rules) | set(loaded.case.issues) | set(
        next(iter(loaded.case.issues.values())).options
    )
    assert shape(loaded) == shape(plain["small"])


def shape(loaded: Loaded) -> list[Any]:
    """What of an answer does not depend on the draws, which are keyed by names."""
    found = room(compile_case(loaded.case), readings=20).support["targets"]
    return [(one["kind"], one["status"], one["outcomes"]) for one in found.values()]


def test_check_says_good(tmp_path: Path) -> None:
    put(GOOD["small"], SMALL.encode(), tmp_path)
    result = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert result.exit_code == 0
    assert "good" in result.stdout
