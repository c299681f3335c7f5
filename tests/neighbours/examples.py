"""The small example of each format, taken from its page in the documentation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from detente.neighbours.registry import FORMATS
from docs.generate.formats import FOLDER, page_of

_BLOCK = re.compile(r"<!-- file: ([\w./-]+) -->\n```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@cache
def files_of(name: str) -> Mapping[str, str]:
    """The files on the page of a format that have its ending, by name, in the page's order.

    Of a page that two formats share, those that look like this one.
    """
    page = page_of(name)
    text = (FOLDER / page).read_text(encoding="utf-8") if page else ""
    form = FORMATS[name]
    found = {
        file: content
        for file, content in _BLOCK.findall(text)
        if file.endswith(form.suffixes) and (form.looks_like(content) or name == "sheet")
    }
    if form.holds == "domain":
        return found  # a domain and its profiles belong together
    return dict(list(found.items())[:1])


def lay(name: str, folder: Path) -> Path:
    """Write the example of a format into an empty folder; the path that is read."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files_of(name).items():
        path = folder / Path(file).name
        path.write_text(content, encoding="utf-8", newline="\n")
    return main(name, folder)


def main(name: str, folder: Path) -> Path:
    """The file (or the folder, for several) that is read."""
    files = files_of(name)
    return folder if len(files) > 1 else folder / Path(next(iter(files))).name
