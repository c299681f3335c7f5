"""The verdict, what it means, and how much to trust it: three separate statements."""

from __future__ import annotations

from detente.report.answers import ALREADY, NOTHING, Answers, lever_words
from detente.report.casebook import TargetBook
from detente.report.prose import Line, code, figure, join, joined, line, name, strong
from detente.report.sections import likely
from detente.report.shares import sampling, tally, worded, works
from detente.report.text import NBSP, count, human, plural

BASIS = "basis-room"
FLIPS = 3
"""Inputs that alone change the word, above which confidence is low for that reason alone."""


def target_phrase(target: str, book: dict[str, TargetBook]) -> Line:
    """Return a target's name and, in brackets, what would count."""
    known = book.get(target)
    if known is None or not known.when:
        return line(name(human(target)))
    return line(name(known.name or human(target)), " (", code(known.when), ")")


def verdict(answers: Answers) -> Line:
    """Return the one sentence of the page: is there room?"""
    book = {item.ident: item for item in answers.book.targets}
    if not answers.headline:
        return line("The case names no target, so there is nothing to find room for.")
    phrase = target_phrase(answers.headline, book)
    if answers.status == ALREADY:
        return line(phrase, strong(" is already so"), ": today\u2019s situation meets the target.")
    if answers.status == NOTHING:
        return line(
            "There is ",
            strong("no"),
            " room for ",
            phrase,
            ": nothing that anybody offers today would meet it, in any reading.",
        )
    base = answers.base
    if base is None:
        return line("Whether there is room for ", phrase, " was not worked out.")
    return line(
        "Room for ", phrase, " exists in ", worded(base, BASIS), " of the plausible readings."
    )


def turn(answers: Answers) -> Line:
    """Return the second sentence: what the smallest working set of moves makes of it."""
    found = answers.smallest
    if answers.status == ALREADY or not answers.levers:
        return ()
    if found and found.get("trade"):
        names = tuple(found["levers"])
        movers = answers.lever_movers(names)
        who = join([name(item) for item in movers[:3]])
        others = len(movers) - 3
        tail = f" and {plural(others, 'other')}" if others > 0 else ""
        verb = " pulls" if len(movers) == 1 else " together pull"
        what = " the lever " if len(names) == 1 else " both " if len(names) == 2 else " "
        levers = join([strong(item) for item in lever_words(names, answers.book)])
        return line(
            "If ",
            who,
            tail,
            verb,
            what,
            levers,
            ", it exists in ",
            worded(found["trade"], "basis-levers"),
            ".",
        )
    if answers.base is not None and works(answers.base):
        return line("No lever is needed for that.")
    best = _best(answers)
    if best:
        names, share = best
        return line(
            "No lever or set of levers in the case makes room in half of the readings; the best, ",
            join([strong(item) for item in lever_words(names, answers.book)]),
            ", gives ",
            figure(tally(share), "basis-levers"),
            ".",
        )
    return line("No lever in the case makes room for it in any reading.")


def _best(answers: Answers) -> tuple[tuple[str, ...], dict[str, float]] | None:
    """Return the single lever or pair with the most room, if any beats none at all."""
    tried = [((lever,), item) for lever, item in (answers.levers.get("singles") or {}).items()]
    tried += [(tuple(pair["levers"]), pair) for pair in answers.levers.get("pairs") or ()]
    found = [
        (-item["trade"]["share"], len(names), names, item["trade"])
        for names, item in tried
        if item.get("trade") and item["trade"]["count"]
    ]
    if not found:
        return None
    best = min(found, key=lambda item: item[:3])
    return best[2], best[3]


def meaning(answers: Answers) -> Line:
    """Return what room is, and what it is not."""
    base = answers.base
    shown = ""
    if base is not None and base["of"]:
        number = count(base["of"])
        shown = f"Each of the {number} readings is one draw of everything uncertain in the case. "
    return line(
        "Room means that some lawful outcome on offer would get the yes of every party asked. ",
        shown,
        strong("Room is not a probability"),
        " that anything will happen. ",
        likely.meaning(answers),
    )


def judgement_share(answers: Answers) -> tuple[int, int]:
    """Return how many reasons of the case are nothing but judgement, and how many there are."""
    stated = answers.support("sensitivity").get("judgement")
    if stated:
        return int(stated["judgement"]), int(stated["reasons"])
    given = [item for item in answers.book.reasons if item.given]
    return sum(item.pure_judgement for item in given), len(given)


def concerns(answers: Answers) -> list[Line]:
    """Return what weakens the figure, in the order a reader should weigh it."""
    found: list[Line] = []
    unanswered = len(answers.book.open)
    if unanswered:
        still = "is" if unanswered == 1 else "are"
        asked = figure(plural(unanswered, "question"), "open-questions")
        found.append(line(asked, f" about the case {still} still open"))
    flips = answers.sensitivity.get("flips") or []
    if flips:
        verb = "changes" if len(flips) == 1 else "change"
        found.append(
            line(figure(plural(len(flips), "input"), "how-sure"), f" alone {verb} the word")
        )
    trade, bind = answers.base, answers.room(answers.headline, "bind")
    if trade and bind and trade["word"] != bind["word"]:
        found.append(line("it falls to ", worded(bind, BASIS), " if every bottom line binds"))
    judged, of = judgement_share(answers)
    if of and judged / of > 1 / 3:
        found.append(line(f"{count(judged)} of {count(of)} reasons are judgement"))
    if trade and trade["of"] and word_at(trade["low"]) != word_at(trade["high"]):
        found.append(line("the sampling error reaches across two words"))
    return found


def word_at(share: float) -> str:
    """Return the band of a share, ignoring that none and all are exact."""
    return next(
        (w for end, w in ((0.2, "few"), (0.5, "some"), (0.8, "most")) if share < end), "high"
    )


def confidence(answers: Answers) -> Line:
    """Return the sentence on confidence, with its reasons; never in one sentence with the figure.

    The rule: low with questions about the case still open, with more than three inputs that flip
    the word, or with two concerns of these four: an input that flips the word alone, the two
    bargaining rules giving different words, more than a third of the reasons judgement, a sampling
    error across two words. Otherwise moderate. Never high: no figure of this kind has been scored
    yet.
    """
    base = answers.base
    if base is None or answers.status != "open":
        return ()
    found = concerns(answers)
    many = len(answers.sensitivity.get("flips") or ()) > FLIPS
    level = "low" if len(found) > 1 or many or answers.book.open else "moderate"
    judged, of = judgement_share(answers)
    parts: list[Line] = []
    if not answers.sensitivity.get("flips") and answers.sensitivity.get("inputs"):
        number = len(answers.sensitivity["inputs"])
        parts.append(line(f"none of {plural(number, 'uncertain input')} alone changes the word"))
    parts.extend(found)
    said = " ".join(span.text for part in found for span in part)
    if of and "judgement" not in said:
        parts.append(
            line(figure(f"{count(judged)} of {count(of)}", "reasons"), " reasons are judgement")
        )
    parts.append(
        line("sampling error puts it at ", figure(sampling(base), BASIS), " (95", NBSP, "%)")
    )
    # where the page also gives a rate, whose figure this is has to be said
    which = "the figure of room" if likely.leading(answers) else "this figure"
    return line(f"Confidence in {which} is ", strong(level), ": ", joined(parts), ".")
