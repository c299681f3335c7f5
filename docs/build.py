"""Write the generated parts of the documentation anew: ``./dev docs``.

Pages are written by hand. What a machine can know better stands in them between

    <!-- generated: NAME -->  and  <!-- /generated -->

and below every ``$ command`` of a ``console`` block; both are filled in here, always with the same
bytes. ``--check`` writes nothing and fails where a page is stale.
"""

from __future__ import annotations

import argparse
import difflib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REGION = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)


def pages() -> list[Path]:
    """Every page of the documentation, the README among them."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def regions(text: str) -> str:
    """A page with its generated parts filled in."""
    from docs.generate import PARTS

    def filled(found: re.Match[str]) -> str:
        begin, name, end = found.groups()
        if name not in PARTS:
            raise SystemExit(f"docs: no generated part is called {name!r}")
        return f"{begin}\n{PARTS[name]().strip()}\n\n{end}"

    return REGION.sub(filled, text)


def fresh(page: Path) -> str:
    """A page as it should be."""
    from docs.generate.transcript import with_outputs

    return with_outputs(regions(page.read_text(encoding="utf-8")), ROOT)


def check(wanted: dict[Path, str]) -> int:
    """Say which pages are stale, and how."""
    stale = 0
    for page, text in wanted.items():
        old = page.read_text(encoding="utf-8")
        if old != text:
            stale += 1
            name = page.relative_to(ROOT).as_posix()
            lines = difflib.unified_diff(old.splitlines(), text.splitlines(), name, "fresh", n=1)
            sys.stderr.write("\n".join([*lines][:60]) + "\n")
    if stale:
        sys.stderr.write(f"docs: {stale} stale, run ./dev docs\n")
    return 1 if stale else 0


def main(arguments: list[str]) -> int:
    """Write the pages, or check them."""
    sys.path.insert(0, str(ROOT))
    parser = argparse.ArgumentParser(description="Write the generated parts of the docs anew.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if stale")
    parser.add_argument("--no-picture", action="store_true", help="leave the picture as it is")
    parser.add_argument("names", nargs="*", help="only pages whose path has one of these in it")
    options = parser.parse_args(arguments)
    names = options.names or [""]
    chosen = [p for p in pages() if any(n in p.relative_to(ROOT).as_posix() for n in names)]
    wanted = {page: fresh(page) for page in chosen}
    if options.check:
        return check(wanted)
    for page, text in wanted.items():
        if page.read_text(encoding="utf-8") != text:
            page.write_text(text, encoding="utf-8", newline="\n")
            sys.stdout.write(f"docs: {page.relative_to(ROOT).as_posix()}\n")
    if not options.no_picture and not options.names:
        from docs.generate.picture import take

        sys.stdout.write(f"docs: {take(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
