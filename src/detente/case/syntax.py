"""YAML syntax errors in plain words."""

from __future__ import annotations

import re
from typing import Any

import yaml

from detente.case.faults import Fault
from detente.case.text import Text

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_LONGEST_KEY = 1024
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
        "write key: value, with a blank after the colon, or indent the text",
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
    context = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or context
    index = mark.index if mark is not None else 0
    began = context.index if context is not None else index
    if "cannot start any token" in problem:
        return _bad_start(text, index)
    if "could not find expected ':'" in problem and index - began > _LONGEST_KEY:
        message = f"a key cannot be longer than {_LONGEST_KEY} characters"
        return text.fault(began, message, "shorten it, or write a colon after it")
    for pattern, message, hint in _MEANINGS:
        if re.search(pattern, problem):
            if re.search("end of stream|could not find expected ':'", problem):
                index = began
            return text.fault(index, message, hint + _opened(text, message, began, index))
    return text.fault(index, f"this is not YAML: {problem.splitlines()[0]}", _QUOTE)


def _opened(text: Text, message: str, began: int, index: int) -> str:
    """In which earlier lines something was opened that may be what is not closed."""
    line, found = text.place(index)[0], ""
    if "not closed" in message and text.place(began)[0] < line:
        found += f"; they were opened in line {text.place(began)[0]}"
    quote = _long_quote(text, index)
    if quote is not None:
        found += f"; or close the quotation mark opened in line {text.place(quote)[0]}"
    return found


def _long_quote(text: Text, index: int) -> int | None:
    """Where the last quoted text before a place begins, if it goes over a line end."""
    last: int | None = None
    try:
        for token in yaml.scan(text.content, Loader=LOADER):
            if token.start_mark.index >= index:
                break
            if isinstance(token, yaml.ScalarToken) and token.style in {"'", '"'}:
                start, end = token.start_mark, token.end_mark
                last = start.index if start.line < end.line and end.index <= index else None
    except yaml.YAMLError:
        pass
    return last


def _bad_start(text: Text, index: int) -> Fault:
    char = text.content[index : index + 1]
    if char == "\t":
        return text.fault(index, "a tab cannot indent a line", "use spaces")
    return text.fault(index, f"a text cannot begin with {char!r}", _QUOTE)
