"""From a document to a case: every entry read, every fault in its place.

Where something is faulty, the rest is read all the same: what cannot be read is left out and the
case is read again, so that one pass finds all faults and none is reported twice.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from detente.case.document import Document
from detente.case.faults import BadTextError, Fault, Path, listed, plain
from detente.case.fields import FAULT, Words
from detente.case.grammar import Axis
from detente.case.readers import read_flag
from detente.case.schema import Case
from detente.case.values import check_id

LISTS = ("calendar", "statements", "forecasts")
_PASSES = 12
_STUB = {"title": "?", "as_of": "9999-12-31"}


@dataclass
class Draft:
    """What could be read of a case, faulty or not, and what is wrong with it so far.

    `case` is None only where nothing useful is left.  It may lack faulty entries; `declared` still
    knows their names, so that they are not reported as unknown.
    """

    document: Document
    axes: Mapping[str, Axis] | None
    case: Case | None = None
    faults: list[Fault] = field(default_factory=list)
    kept: dict[str, list[int]] = field(default_factory=dict)

    @cached_property
    def declared(self) -> dict[str, tuple[str, ...] | None]:
        """Names by section; None where the section itself is faulty."""
        return {name: self._names((name,)) for name in Case.model_fields}

    def _names(self, path: Path) -> tuple[str, ...] | None:
        place = self.document.places.get(path)
        if place is None:
            return None if path in _needed() else ()
        if place.value.kind != "map":
            return None
        return tuple(key.value for key, _ in place.value.pairs)

    def report(
        self, path: Path, message: str, hint: str = "", *, key: bool = False, at: int = 0
    ) -> None:
        """Report a fault at an entry of the case."""
        place = self.placed(path)
        self.faults.append(self.document.fault(place, message, hint, key=key, at=at))

    def placed(self, path: Path) -> Path:
        """The path in the file of a path in the case: items of lists may have been left out."""
        if len(path) > 1 and path[0] in self.kept and isinstance(path[1], int):
            return (path[0], self.kept[str(path[0])][path[1]], *path[2:])
        return path

    def known(
        self,
        section: str,
        name: str,
        path: Path,
        what: str,
        *,
        key: bool = False,
        hint: str = "",
        at: int = 0,
    ) -> bool:
        """Is this the name of something in a section? Reports it where it is not."""
        names = self.declared[section]
        if names is None or name in names:
            return True
        bad = BadTextError(f"there is no {what} {plain(name, 60)!r}", hint, word=name, known=names)
        self.name_fault(path, bad, key=key, at=at)
        return False

    def name_fault(self, path: Path, bad: BadTextError, *, key: bool = False, at: int = 0) -> None:
        """Report an unknown name, with what was probably meant."""
        self.report(path, bad.message, bad.advice(len(self.faults)), key=key, at=at)

    def option(self, issue: str, option: str, path: Path, *, key: bool = False) -> bool:
        """Is this an option of that (known) issue? Reports it where it is not."""
        axis = self.axes.get(issue) if self.axes is not None else None
        if axis is None or axis.options is None or option in axis.options:
            return True
        bad = BadTextError(
            f"{issue!r} has no option {plain(option, 60)!r}", word=option, known=axis.options
        )
        self.name_fault(path, bad, key=key)
        return False


def read_case(document: Document) -> Draft:
    """What case does this document hold?

    Returns
    -------
    Draft
        With the whole case and no faults, or with faults and as much of the case as can be read.
    """
    axes = _axes(document)
    draft = Draft(document, axes)
    assert isinstance(document.data, dict)
    data: dict[str, Any] = document.data
    try:
        draft.case = Case.model_validate(data, context=Words(axes))
    except ValidationError as error:
        draft.faults += _faults(document, error)
        _salvage(draft, data, error)
    return draft


def _needed() -> set[Path]:
    """The sections no case can do without."""
    return {(key,) for key, info in by_key(Case).items() if info.is_required()}


def _axes(document: Document) -> dict[str, Axis] | None:
    """The options of every issue, as far as they can be told; None where there are no issues."""
    found: dict[str, Axis] = {}
    root = document.places.get(("issues",))
    if root is None or root.value.kind != "map":
        return None
    for key, issue in root.value.pairs:
        options: tuple[str, ...] | None = None
        place = document.places.get(("issues", key.value, "options"))
        if place is not None and place.value.kind == "map":
            options = tuple(dict.fromkeys(one.value for one, _ in place.value.pairs))
        elif place is not None and place.value.kind == "list":
            options = tuple(dict.fromkeys(one.value.strip() for one in place.value.items))
        ordered = True
        for name, value in issue.pairs:
            if name.value == "ordered" and value.kind == "text":
                try:
                    ordered = read_flag(value.value)
                except BadTextError:
                    ordered = True
        # Where an option is faulty or missing, nothing sure can be said of the others' names.
        path: Path = ("issues", key.value, "options")
        whole = options is not None and len(options) > 1 and all(map(_fit, options))
        whole = whole and not document.gap(path)
        found[key.value] = Axis(options if whole else None, ordered)
    return found


def _fit(name: str) -> bool:
    try:
        return bool(check_id(name))
    except BadTextError:
        return False


def _salvage(draft: Draft, data: dict[str, Any], error: ValidationError) -> None:
    """Leave out what cannot be read until the rest can."""
    data = copy.deepcopy(data)
    items = {name: data[name] for name in LISTS if isinstance(data.get(name), list)}
    draft.kept = {name: list(range(len(found))) for name, found in items.items()}
    for _ in range(_PASSES):
        _prune(data, error, draft.kept)
        try:
            draft.case = Case.model_validate(data, context=Words(draft.axes))
        except ValidationError as again:
            error = again
        else:
            return


def _prune(data: dict[str, Any], error: ValidationError, kept: dict[str, list[int]]) -> None:
    doomed: set[Path] = set()
    for one in error.errors(include_url=False, include_input=False):
        loc: Path = tuple(part for part in one["loc"] if part != "[key]")
        if one["type"] != "missing":
            doomed.add(loc)
        elif len(loc) == 1:
            data[str(loc[0])] = dict(_STUB) if loc[0] == "case" else {}
        elif loc[0] == "case" and loc[-1] in _STUB and len(loc) == 2:
            data["case"][loc[-1]] = _STUB[str(loc[-1])]
        else:
            doomed.add(loc[:-1])
    # From the end of lists to the front, so that places do not shift under our hands.
    for loc in sorted(doomed, key=lambda loc: [(isinstance(p, int), str(p).zfill(9)) for p in loc])[
        ::-1
    ]:
        _remove(data, loc, kept)


def _remove(data: Any, loc: Path, kept: dict[str, list[int]]) -> None:
    *above, last = loc
    for part in above:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(data, dict):
        data.pop(last, None)
    elif isinstance(data, list) and isinstance(last, int) and last < len(data):
        del data[last]
        if len(above) == 1 and above[0] in kept:
            del kept[str(above[0])][last]


# --- pydantic's errors as faults ---


def _faults(document: Document, error: ValidationError) -> list[Fault]:
    found: list[Fault] = []
    meant: set[Path] = set()
    errors = error.errors(include_url=False)
    missing = {tuple(one["loc"]) for one in errors if one["type"] == "missing"}
    for one in errors:
        if one["type"] == "extra_forbidden":
            fault, instead = _unknown_key(document, tuple(one["loc"]), missing, len(found))
            found.append(fault)
            meant |= instead
    for one in errors:
        loc: Path = tuple(one["loc"])
        if one["type"] == "missing" and loc not in meant and loc not in document.gaps:
            found.append(_missing(document, loc))
        elif one["type"] not in {"missing", "extra_forbidden"}:
            found.extend(_other(document, loc, one, len(found)))
    return found


def _unknown_key(
    document: Document, loc: Path, missing: set[Path], after: int
) -> tuple[Fault, set[Path]]:
    """An unknown key, and the missing one it was probably meant to be."""
    key = str(loc[-1])
    fields = fields_at(loc[:-1])
    absent = [name for name in fields if (*loc[:-1], name) in missing]
    message = f"there is no key {plain(key, 60)!r} here"
    for known in (absent, list(fields)):
        bad = BadTextError(message, word=key, known=known)
        advice = bad.advice(after)
        if advice.startswith("did you mean"):
            name = advice.removeprefix("did you mean ").removesuffix("?")
            return document.fault(loc, message, advice, key=True), {(*loc[:-1], name)}
    hint = f"keys here are {listed(list(fields), 'and', 20)}"
    return document.fault(loc, message, hint, key=True), set()


def _missing(document: Document, loc: Path) -> Fault:
    name = str(loc[-1])
    info = fields_at(loc[:-1]).get(name)
    where = ".".join(map(str, loc[:-1]))
    what = f"{plain(where, 80)!r} has no" if where else "there is no"
    hint = ""
    if info is not None:
        example = (info.examples or ["…"])[0]
        hint = f"write {name}: {example}   ({info.description})"
    return document.fault(loc[:-1], f"{what} {name!r}", hint, key=True)


def _other(document: Document, loc: Path, one: Any, after: int) -> list[Fault]:
    key = loc[-1:] == ("[key]",)
    loc = loc[:-1] if key else loc
    if one["type"] == FAULT:
        return [
            document.fault(
                (*loc, *below), bad.message, bad.advice(after), key=key or bad.on_key, at=bad.at
            )
            for below, bad in one["ctx"]["faults"]
            if not document.gap((*loc, *below)) or (one["input"] and not below)
        ]
    if one["type"] == "literal_error":
        shown = plain(str(one["input"]), 40)
        words = one["ctx"]["expected"].replace("'", "")
        return [document.fault(loc, f"{shown!r} is no word for {loc[-1]!r}", f"write {words}")]
    if one["type"] in {"model_type", "dict_type"}:
        fields = fields_at(loc)
        needed = [name for name, info in fields.items() if info.is_required()] or list(fields)[:3]
        like = ", ".join(f"{name}: …" for name in needed) or "name: …"
        return [
            document.fault(loc, f"{plain(str(loc[-1]), 60)!r} should be a map", f"write {{{like}}}")
        ]
    if one["type"] == "tuple_type":
        message = f"{plain(str(loc[-1]), 60)!r} should be a list"
        return [document.fault(loc, message, "begin each item with a dash")]
    return [document.fault(loc, str(one["msg"]))]


def fields_at(loc: Path) -> dict[str, FieldInfo]:
    """The keys that may stand at a path of a case, with what is known of each; none for a map."""
    kind: Any = Case
    for part in loc:
        kind = _below(kind, part)
    model = _model(kind)
    return {} if model is None else by_key(model)


def by_key(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the key that stands in the file."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _below(kind: Any, part: str | int) -> Any:
    model = _model(kind)
    if model is not None:
        info = by_key(model).get(str(part))
        return None if info is None else info.annotation
    for one in _unwrapped(kind):
        if get_origin(one) in {dict, tuple}:
            return get_args(one)[1 if get_origin(one) is dict else 0]
    return None


def _model(kind: Any) -> type[BaseModel] | None:
    for one in _unwrapped(kind):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


def _unwrapped(kind: Any) -> list[Any]:
    if get_origin(kind) is Annotated:
        return _unwrapped(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType}:
        return [found for one in get_args(kind) for found in _unwrapped(one)]
    return [kind]
