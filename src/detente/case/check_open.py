"""Open questions: each is about something in the case, or about a key that could stand there."""

from __future__ import annotations

from detente.case.faults import BadTextError, Path, plain
from detente.case.schema import Case
from detente.case.validate import Draft, fields_at


def check_open(draft: Draft, case: Case) -> None:
    """Report open questions whose place is nowhere in the case."""
    for place in case.open:
        written = _path(draft, place)
        if written not in draft.document.places:
            _check_absent(draft, place, written)


def _path(draft: Draft, place: str) -> Path:
    """The path a dotted place means: below a list, numbers count its items."""
    path: Path = ()
    for part in place.split("."):
        above = draft.document.places.get(path)
        number = above is not None and above.value.kind == "list" and part.isdecimal()
        path = (*path, int(part) if number else part)
    return path


def _check_absent(draft: Draft, place: str, written: Path) -> None:
    """Report a question about something not in the file, unless only its last key is missing."""
    at: Path = ("open", place)
    *above, _ = written
    known = _known_part(draft, written)
    if _reported(draft, known, written[0]):
        return
    word = written[len(known)]
    could = _fits(draft, known, word)
    if could and known == tuple(above):
        return
    names = _names(draft, known)
    where = ".".join(map(str, known))
    if could and (str(word) in names or not names):
        message = f"{plain(place, 60)!r} lies in something that is not written"
        hint = f"ask about {'.'.join(map(str, (*known, word)))} itself"
        draft.report(at, message, hint, key=True)
        return
    inside = f" in {plain(where, 60)!r}" if where else ""
    message = f"there is no {plain(str(word), 60)!r}{inside}, so no question can be about it"
    hint = "" if names else "name a place in this file, or a key that is missing there"
    bad = BadTextError(message, hint, word=str(word), known=names)
    draft.name_fault(at, bad, key=True)


def _known_part(draft: Draft, written: Path) -> Path:
    """How far down a path the file goes, the last key left aside."""
    known: Path = ()
    for part in written[:-1]:
        if (*known, part) not in draft.document.places:
            break
        known = (*known, part)
    return known


def _reported(draft: Draft, known: Path, section: str | int) -> bool:
    """Is something else wrong here, that has been reported: no map where one should stand?"""
    if not known:
        return draft.declared.get(str(section), ()) is None
    text = draft.document.places[known].value.kind not in {"map", "list"}
    return text and (len(known) == 1 or bool(fields_at(known)))


def _fits(draft: Draft, above: Path, last: str | int) -> bool:
    """Could a key be added below an entry? A name where names stand, else a key of the language."""
    if draft.document.places[above].value.kind != "map":
        return False
    fields = fields_at(above)
    return not fields or str(last) in fields


def _names(draft: Draft, above: Path) -> tuple[str, ...]:
    """What stands, or could stand, below an entry."""
    place = draft.document.places[above].value
    written = [key.value for key, _ in place.pairs]
    return tuple(dict.fromkeys([*written, *fields_at(above)]))
