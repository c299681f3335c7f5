"""Do imports only point down? Walks the import graph of ``src/detente`` without running it.

Every import statement counts, wherever it stands: at the top of a module, inside a function or
under ``TYPE_CHECKING``. What a unit may import is listed below; a unit that is not listed is an
error, so that a new one has to take its place in the picture.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "detente"

#: Unit (first name below the package) -> the units it may import.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "core": frozenset(),
    "files": frozenset(),
    "frames": frozenset(),
    **dict.fromkeys(["analysis", "case", "forecast", "evidence"], frozenset({"core"})),
    "asking": frozenset({"core", "case", "forecast"}),
    "questionnaire": frozenset({"core", "case", "forecast", "asking"}),
    "ledger": frozenset({"core", "case", "forecast"}),
    "study": frozenset({"core", "analysis", "case", "forecast", "evidence", "asking", "ledger"}),
    "neighbours": frozenset({"core", "case"}),
    "models": frozenset({"core", "frames", "analysis", "case", "neighbours"}),
    "compare": frozenset({"core", "analysis", "case", "study"}),
    "report": frozenset({"core", "case", "study"}),
    **dict.fromkeys(
        ["notebook", "web", "mcp"],
        frozenset({"core", "files", "frames", "analysis", "case", "study", "models", "compare"})
        | {"report", "forecast", "asking", "questionnaire", "ledger", "neighbours"},
    ),
    "cli": frozenset(
        {"core", "files", "analysis", "case", "forecast", "evidence", "study", "models"}
        | {"compare", "report", "web", "mcp", "asking", "questionnaire", "ledger", "neighbours"}
    ),
    "__main__": frozenset({"cli"}),
}

#: Unit -> the packages from outside the standard library it may import; the faces are free.
OUTSIDE: dict[str, frozenset[str]] = {
    "core": frozenset({"numpy"}),
    "analysis": frozenset({"numpy", "scipy"}),
    "forecast": frozenset({"numpy", "scipy", "polars"}),
    "case": frozenset({"numpy", "pydantic", "pydantic_core", "yaml", "lark"}),
    "neighbours": frozenset({"numpy", "openpyxl"}),
}

#: The core does no input or output: it neither reads files nor talks to anything. (``os`` is not
#: here because it also tells how many processors there are.)
NOT_IN_CORE = frozenset(
    {"http", "io", "pathlib", "shutil", "socket", "sqlite3", "subprocess", "tempfile", "urllib"}
)

#: Slow to import, so only inside the functions that need it.
ONLY_LATE = frozenset({"scipy", "polars", "openpyxl"})


@dataclass(frozen=True)
class Import:
    """One imported module: who imports it, where, and whether at the top of the module."""

    module: str
    line: int
    target: str
    top: bool


def modules(src: Path) -> dict[str, Path]:
    """Which modules does the package under ``src`` have?"""
    found = {}
    for path in sorted((src / PACKAGE).rglob("*.py")):
        parts = path.relative_to(src).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(module: str, path: Path, known: frozenset[str]) -> Iterator[Import]:
    """Which modules does one module import?

    ``from detente.core import table`` counts as ``detente.core.table`` where that is a module, as
    ``detente.core`` where it is a name.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    late = {
        id(inner)
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(outer)
    }
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            whole = [f"{base}.{alias.name}" for alias in node.names]
            targets = [name if name in known else base for name in whole]
        else:
            continue
        for target in dict.fromkeys(targets):
            yield Import(module, node.lineno, target, id(node) not in late)


def _unit(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def _inside(one: Import) -> str | None:
    """Say what is wrong with an import of one of our own modules."""
    unit, target = _unit(one.module), _unit(one.target)
    if not unit:  # the facade itself may look at everything
        return None
    if not target:
        return f"imports the facade {PACKAGE}; import the module that defines the name"
    if unit == target:
        return None
    if unit not in MAY_IMPORT:
        return f"belongs to no layer: give '{unit}' a line in tools/layers.py"
    if target not in MAY_IMPORT[unit]:
        return f"imports {one.target}, but {unit} may not know {target}"
    return None


def _outside(one: Import) -> str | None:
    """Say what is wrong with an import from elsewhere."""
    unit, root = _unit(one.module), one.target.split(".")[0]
    if root in ONLY_LATE and one.top:
        return f"imports {root} at the top; it is slow, import it inside the function"
    if root in sys.stdlib_module_names:
        if unit == "core" and root in NOT_IN_CORE:
            return f"imports {root}, but the core does no input or output"
        return None
    if unit in OUTSIDE and root not in OUTSIDE[unit]:
        return f"imports {root}, but {unit} uses only {', '.join(sorted(OUTSIDE[unit]))}"
    return None


def _cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Find one cycle for each back edge of a depth-first walk."""
    done: set[str] = set()
    found: list[list[str]] = []

    def visit(node: str, trail: list[str]) -> None:
        if node in trail:
            found.append([*trail[trail.index(node) :], node])
        elif node not in done:
            for after in sorted(graph.get(node, ())):
                visit(after, [*trail, node])
            done.add(node)

    for node in sorted(graph):
        visit(node, [])
    return found


def problems(src: Path) -> list[str]:
    """Which imports break the layers?

    Parameters
    ----------
    src : Path
        The folder that holds the package.

    Returns
    -------
    list of str
        One sentence for each fault, beginning with ``file:line``; empty where all is well.
    """
    paths = modules(src)
    known = frozenset(paths)
    faults = []
    graph: dict[str, set[str]] = {}
    for module, path in paths.items():
        where = path.relative_to(src.parent)
        if _unit(module) and _unit(module) not in MAY_IMPORT:
            faults.append(f"{where}:1: give '{_unit(module)}' a line in tools/layers.py")
        for one in imports(module, path, known):
            own = one.target.split(".")[0] == PACKAGE
            if own and module != PACKAGE:
                graph.setdefault(module, set()).add(one.target)
            fault = _inside(one) if own else _outside(one)
            if fault:
                faults.append(f"{where}:{one.line}: {module} {fault}")
    faults += [f"import cycle: {' -> '.join(cycle)}" for cycle in _cycles(graph)]
    return faults
