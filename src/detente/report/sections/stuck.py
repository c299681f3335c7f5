"""Why stuck: at most three reasons, each ending in a quote or in the word judgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.report.answers import ALREADY, Answers
from detente.report.casebook import Casebook, Place, Reason
from detente.report.prose import (
    Line,
    Span,
    code,
    figure,
    join,
    line,
    link,
    mark,
    name,
    quote,
    strong,
)
from detente.report.shares import bare, points, tally
from detente.report.text import NBSP, cut, human
from detente.report.why import bare_words, fitting_sentence

MOST = 3
LETTERS = 170
BASIS = "basis-blockers"


def stuck(answers: Answers) -> tuple[Line, ...]:
    """Return the reasons, the weightiest first."""
    answer = answers.blockers
    if answers.status == ALREADY or not answer:
        return ()
    alone = [item for item in answer.get("alone") or () if item["gain"] >= 0.05]
    alone.sort(key=lambda item: (-item["gain"], _step(item, answers.book), item["id"]))
    if alone:
        return tuple(_alone(item, answers) for item in _distinct(alone)[:MOST])
    return tuple(_set(item, answers) for item in (answer.get("sets") or ())[:MOST] if item["ids"])


def _step(item: Mapping[str, Any], book: Casebook) -> int:
    """Return how far an option nobody offers lies from today, 0 for any other blocker."""
    issue, _, option = str(item["id"]).removeprefix("unoffered:").partition(".")
    known = book.issue_at.get(issue) if item["kind"] == "unoffered" else None
    names = [mark.ident for mark in known.options] if known else []
    if known is None or option not in names or known.now not in names:
        return 0
    return abs(names.index(option) - names.index(known.now))


def _distinct(items: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the blockers with one option nobody offers per issue, the first: one reason each."""
    seen: set[str] = set()
    out = []
    for item in items:
        issue = str(item["id"]).partition(".")[0]
        if item["kind"] == "unoffered" and issue in seen:
            continue
        seen.add(issue)
        out.append(item)
    return out


def intro(answers: Answers) -> Line:
    """Return the sentence above the reasons."""
    if answers.status == ALREADY:
        return line("The target is already met.")
    answer = answers.blockers
    if not answer:
        return line("What blocks it was not asked.")
    room = answer.get("room")
    if room and room["share"] >= 1:
        return line("Nothing blocks it in any reading.")
    found = stuck(answers)
    if not found:
        return line("Nothing that could be lifted, alone or in small sets, would make room.")
    if not any(item["gain"] >= 0.05 for item in answer.get("alone") or ()):
        return line("No one thing blocks it alone; what would have to go together:")
    return line("What gives most room if it alone went and all else stayed:")


def _alone(item: Mapping[str, Any], answers: Answers) -> Line:
    book = answers.book
    paths = tuple(item.get("paths") or ())
    base = answers.blockers["room"]
    after = item.get("room")
    gained: Line
    if after:
        gained = line(bare(base), " \u2192 ", figure(bare(after), BASIS))
    else:
        gained = line(figure(f"{points(item['gain'])} points", BASIS))
    said = thing(item, book)
    return line(said, ": room ", gained, ". ", ending(paths, str(item.get("who") or ""), book))


def _set(item: Mapping[str, Any], answers: Answers) -> Line:
    names = [name(answers.blocker_label.get(ident, human(ident))) for ident in item["ids"]]
    return line(
        join(names),
        ": enough in ",
        figure(tally(item["suffices"]), BASIS),
        " of the readings. ",
        *_set_ending(item, answers),
    )


def _set_ending(item: Mapping[str, Any], answers: Answers) -> Line:
    entries = {b["id"]: b for b in answers.blockers.get("alone") or ()}
    for ident in item["ids"]:
        found = entries.get(ident)
        if found and found.get("paths"):
            return ending(tuple(found["paths"]), str(found.get("who") or ""), answers.book)
    return line(mark("judgement"))


def thing(item: Mapping[str, Any], book: Casebook) -> Line:
    """Return a blocker in words: whose, what kind, and the sentence where there is one."""
    rules = {rule.path: rule for rule in book.rules}
    for path in item.get("paths") or ():
        rule = rules.get(path)
        if rule and rule.sentence:
            who = str(item.get("who") or rule.by)
            lead = line(strong(f"{who}\u2019s condition")) if who else line(strong("A rule"))
            return line(lead, " ", name(human(rule.ident)), ", ", code(rule.sentence))
    return line(strong(human(str(item["label"]))))


def ending(paths: tuple[str, ...], who: str, book: Casebook) -> Line:
    """Return a quote with its paragraph, a paragraph, or the word judgement."""
    for path in paths:
        found = book.find_reason(path)
        if not found:
            continue
        number, reason = found
        said = _statement(path, who, book)
        if reason.quotes:
            return line(_quoted(reason, book), " ", _refs(reason, book, number))
        if said:
            return line(said, " ", _why(number))
        if reason.places:
            excerpt = _excerpt(reason, book)
            return line(_plain_reason(reason), " ", excerpt, _refs(reason, book, number))
        if reason.background:
            return line(_plain_reason(reason), " ", mark("background"), NBSP, _why(number))
        return line(_plain_reason(reason), " ", mark("judgement"), NBSP, _why(number))
    for path in paths:
        said = _statement(path, who, book)
        if said:
            return said
    return line(mark("judgement"))


def _excerpt(reason: Reason, book: Casebook) -> Line:
    """Return the source's own sentence behind a reason that cites it without quoting."""
    place = reason.places[0]
    source = book.source_at.get(place.source)
    paragraph = source.paragraphs.get(place.first, "") if source else ""
    found = fitting_sentence(paragraph, reason.why)
    if not found or source is None:
        return ()
    return line(quote(cut(found, LETTERS), source.lang or book.lang), " ")


def _plain_reason(reason: Reason) -> Line:
    """Return the reason in its own words, without its place marks."""
    words = bare_words(reason.why)
    return line(Span(cut(words, LETTERS).rstrip(" .;,") + ".", "name")) if words else ()


def _statement(path: str, who: str, book: Casebook) -> Line:
    """Return a public statement about the thing at a path."""
    parts = path.split(".")
    about = {parts[-1], parts[3] if len(parts) > 3 else parts[-1]}
    fitting = [item for item in book.statements if about & set(item.about)]
    fitting.sort(key=lambda item: item.who != who)
    for item in fitting:
        place = _place(item.place, book) if item.place else ()
        return line(
            quote(cut(item.said, LETTERS), item.lang or book.lang), " ", name(item.who), " ", place
        )
    return ()


def _quoted(reason: Reason, book: Casebook) -> Span:
    longest = max(reason.quotes, key=len)
    source = book.source_at.get(reason.places[0].source) if reason.places else None
    return quote(cut(longest, LETTERS), (source.lang if source else "") or book.lang)


def _refs(reason: Reason, book: Casebook, number: int) -> Line:
    return line(_place(reason.places[0], book) if reason.places else (), " ", _why(number))


def _place(place: Place, book: Casebook) -> Line:
    """Return a link to the paragraph, if it is printed on the page."""
    shown = f"\u00b6{place.first}" + (f"\u2013{place.last}" if place.last != place.first else "")
    source = book.source_at.get(place.source)
    if source and not source.default:
        shown = f"{place.source} {shown}"
    if source and place.first in source.paragraphs:
        return line(link(shown, paragraph_id(place.source, place.first, book)))
    return line(shown)


def _why(number: int) -> Span:
    return link(f"R{number}", f"r{number}")


def paragraph_id(source: str, number: int, book: Casebook) -> str:
    """Return the id of a printed paragraph: sources by their order, so that any name is safe."""
    order = [item.ident for item in book.sources]
    return f"s{order.index(source) + 1 if source in order else 0}p{number}"
