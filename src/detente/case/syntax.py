"""YAML syntax errors in plain words."""

from __future__ import annotations

import re

import yaml

from detente.case.faults import Fault
from detente.case.text import Text

_QUOTE = "put the text in quotation marks"
# What the parser reports (in its C or its Python form), what that means, and what to do.
_MEANINGS = (
    (
        r"mapping values are not allowed",
        "a colon makes a key here, where no key can stand",
        "put the text with the colon in quotation marks, or mend the indentation",
    ),
    (
        r"expected ',' or '\}'",
        "the braces {…} are not closed before this, or a comma is missing",
        "close them, or put a text with brackets, commas, colons or quotes in quotation marks",
    ),
    (
        r"expected ',' or '\]'",
        "the brackets […] are not closed before this, or a comma is missing",
        "close them, or put a text with brackets, commas, colons or quotes in quotation marks",
    ),
    (r"unexpected end of stream", "a quotation mark opened here is never closed", "close it"),
    (r"escape", "\\ begins a code that does not exist", "use single quotes, or write \\\\"),
    (
        r"could not find expected ':'",
        "a key without a colon",
        "write key: value, or indent the text",
    ),
    (
        r"expected key|expected <block end>",
        "this does not fit here: the line does not go on as it began",
        "check the indentation; a text that goes on after a quotation mark needs quotes round all",
    ),
    (r"tab character", "a tab cannot indent a line", "use spaces"),
    (r"'-' indicator", "a list goes on here without a dash", "check the indentation"),
    (r"node content|the node content", "a value is missing here", "write one"),
    (r"comment or line break|chomping", "nothing may follow | or > on its line", _QUOTE),
    (r"found duplicate anchor", "anchors (&name) are not part of a case", "write the text out"),
    (
        r"tag handle|directive|incompatible YAML",
        "a line that begins with % is no case",
        "remove it",
    ),
)


def explain(error: yaml.YAMLError, text: Text) -> Fault:
    """One plain sentence for a file that is not YAML, at the place where that shows."""
    problem = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    index = mark.index if mark is not None else 0
    if "cannot start any token" in problem:
        return _bad_start(text, index)
    for pattern, message, hint in _MEANINGS:
        if re.search(pattern, problem):
            context = getattr(error, "context_mark", None)
            if "end of stream" in problem and context is not None:
                index = context.index
            return text.fault(index, message, hint)
    return text.fault(index, f"this is not YAML: {problem.splitlines()[0]}", _QUOTE)


def _bad_start(text: Text, index: int) -> Fault:
    char = text.content[index : index + 1]
    if char == "\t":
        return text.fault(index, "a tab cannot indent a line", "use spaces")
    return text.fault(index, f"a text cannot begin with {char!r}", _QUOTE)
