"""Is every module and function small enough to be read in one go?

A function is measured without its docstring: explaining a function must not make it "too long".
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES = 400
FUNCTION_LINES = 60

#: Where the limits hold, seen from the root of the project.
PLACES = ("dev", "src", "bench", "tools", "docs")

#: ``file`` or ``file:function`` -> (lines allowed, reason). Keep it short; an entry that is no
#: longer needed is a fault too.
EXEMPT: dict[str, tuple[int, str]] = {}


def sources(root: Path) -> Iterator[Path]:
    """Which Python files are measured?"""
    for place in PLACES:
        path = root / place
        if path.is_file():
            yield path
        else:
            yield from sorted(path.rglob("*.py"))


def _functions(tree: ast.AST, above: str = "") -> Iterator[tuple[str, int, int]]:
    """List name, first line and length of every function."""
    for node in ast.iter_child_nodes(tree):
        name = above
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{above}.{node.name}" if above else node.name
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if ast.get_docstring(node) is not None:
                text = node.body[0]
                length -= (text.end_lineno or text.lineno) - text.lineno + 1
            yield name, node.lineno, length
        yield from _functions(node, name)


def problems(root: Path, exempt: dict[str, tuple[int, str]] | None = None) -> list[str]:
    """Which modules and functions are too long?

    Parameters
    ----------
    root : Path
        Root of the project.
    exempt : dict, optional
        ``file`` or ``file:function`` -> (lines allowed, reason); ``EXEMPT`` if left out.

    Returns
    -------
    list of str
        One sentence for each fault; empty where all is well.
    """
    exempt = EXEMPT if exempt is None else exempt
    used = set()
    faults = []
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        found = [(name, 1, len(text.splitlines()), MODULE_LINES)]
        found += [
            (f"{name}:{function}", line, length, FUNCTION_LINES)
            for function, line, length in _functions(ast.parse(text, str(path)))
        ]
        for key, line, length, limit in found:
            if length <= limit:
                continue
            used.add(key)
            allowed = exempt.get(key, (limit, ""))[0]
            if length > allowed:
                what = key.removeprefix(name).lstrip(":") or "the module"
                faults.append(f"{name}:{line}: {what} has {length} lines, {allowed} are allowed")
    faults += [f"{key}: needs its exemption no longer" for key in sorted(set(exempt) - used)]
    return faults
