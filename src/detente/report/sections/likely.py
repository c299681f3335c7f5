"""How likely, by when: the rate in a sentence, confidence in it, and every question in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.report import forecast_tables
from detente.report.answers import ALREADY, Answers
from detente.report.charts import components as dots
from detente.report.prose import (
    Chart,
    Line,
    Table,
    code,
    figure,
    join,
    joined,
    line,
    name,
    plain,
    strong,
)
from detente.report.rates import (
    Component,
    Question,
    between,
    components,
    day,
    label,
    points,
    rate,
    ratio,
    shown,
)
from detente.report.sections import track
from detente.report.text import NBSP, count, human, plural

BASIS = "basis-forecast"
WIDE, ODDS = 0.3, 3.0
"""Components further apart than 30 points, or whose odds differ by more than 3, are a concern."""
SCORED = 20
"""Resolved questions below which confidence in a rate is never called high."""
NAMED = 4
"""Components named in the verdict, at most."""


@dataclass(frozen=True)
class Asked:
    """One question in full: its heading, sentences, its drawing and its tables."""

    ident: str
    title: Line
    name: str
    lines: tuple[Line, ...]
    chart: Chart | None
    tables: tuple[Table, ...]


def questions(answers: Answers) -> tuple[Question, ...]:
    """Return the questions of the forecast, those on the headline first."""
    found = answers.support("forecast").get("questions") or ()
    return tuple(sorted(found, key=lambda item: not _on(item, answers.headline)))


def leading(answers: Answers) -> Question | None:
    """Return the first question on the headline target; None where there is none.

    None, too, where the target is met today: whether it comes about again is another question.
    """
    if answers.status == ALREADY:
        return None
    found = questions(answers)
    return next((q for q in found if _on(q, answers.headline) and q["rate"] is not None), None)


def _on(question: Question, target: str) -> bool:
    return bool(target) and target in (question.get("target"), question["ask"])


def ask(question: Question, answers: Answers) -> Line:
    """Return what is asked, without its date."""
    ident = str(question["ask"])
    known = {item.ident: item for item in answers.book.targets}
    if ident in known:
        return line(name(answers.book.target(ident)))
    return line(name(human(ident) if " " not in ident else ident))


def asked(question: Question, answers: Answers) -> Line:
    """Return what is asked with its date."""
    return line(ask(question, answers), " by ", figure(day(question["by"])))


def _figures(question: Question) -> Line:
    return line(f"{NBSP}(", figure(shown(question), BASIS), ")")


def _word(question: Question) -> str:
    words = str(question["word"]) if question["rate"] is not None else "not known"
    return words[:1].upper() + words[1:]


def verdict(answers: Answers) -> Line:
    """Return the rate of the leading question: word, band and figure together, by when."""
    question = leading(answers)
    if question is None:
        return ()
    known = next((item for item in answers.book.targets if item.ident == question["ask"]), None)
    when: Line = line(" (", code(known.when), ")") if known and known.when else ()
    return line(
        strong(_word(question)),
        _figures(question),
        ": ",
        ask(question, answers),
        when,
        " by ",
        figure(day(question["by"])),
        ".",
    )


def spread(answers: Answers) -> Line:
    """Return the components behind the leading figure, and how far they lie apart."""
    question = leading(answers)
    return _spread(question) if question else ()


def _spread(question: Question) -> Line:
    parts = components(question)
    if not parts:
        return ()
    if len(parts) == 1:
        return _single(parts[0], question)
    said = [
        line(figure(rate(item["rate"]), BASIS), " (", name(label(item)), ")")
        for item in parts[:NAMED]
    ]
    more = len(parts) - NAMED
    if more > 0:
        said.append(line(plural(more, "more component")))
    tail: Line = ()
    view = _one_view(question)
    if view:
        tail = line(f" {view}.")
    gap = question["high"] - question["low"]
    apart = f"{gap * 100:.0f} points apart" if gap >= 0.01 else "less than a point apart"
    return line("Its components say ", join(said), f": {apart}.", tail)


def _single(item: Component, question: Question) -> Line:
    view = _one_view(question)
    sentence = line(f"{view}: ", figure(rate(item["rate"]), BASIS))
    return line(sentence, " (", name(label(item)), ").")


def _one_view(question: Question) -> str:
    """Say where only the inside view, or only an outside one, was possible."""
    inside = [item["kind"] == "inside" for item in question.get("components") or ()]
    if inside and all(inside):
        return "Inside view only"
    if inside and not any(inside):
        return "Outside view only"
    return ""


def concerns(question: Question, answers: Answers) -> list[Line]:
    """Return what weakens the rate, in the order a reader should weigh it."""
    found: list[Line] = []
    low, high = question["low"], question["high"]
    if low is None or high is None:
        low = high = question["rate"]
    if high - low > WIDE:
        found.append(line(f"the components lie {(high - low) * 100:.0f} points apart"))
    elif ratio(low, high) > ODDS:
        found.append(line(f"the odds of its components differ {ratio(low, high):.0f}-fold"))
    if _one_view(question):
        found.append(line(f"{_one_view(question).lower()}, with nothing to hold it against"))
    ends = [item["rate"] for item in question.get("slope") or ()]
    if ends and max(ends) - min(ends) > WIDE / 2:
        words = f"between {rate(min(ends))} and {rate(max(ends))}"
        found.append(line("one judgement, how sharply a gain turns into a yes, moves it ", words))
    if answers.book.open:
        found.append(line("questions about the case are still open"))
    if not track.resolved(answers):
        found.append(line("no question of this kind has been resolved yet"))
    elif track.weak(answers):
        found.append(line("the track record is no better than the reference"))
    return found


def confidence(answers: Answers) -> Line:
    """Return the sentence on confidence in the rate, with its reasons, apart from the figure.

    The rule: low with two concerns or more of these: components more than 30 points or three times
    the odds apart, a single view, the acceptance slope moving the figure by more than 15 points,
    questions about the case still open, no resolved question (or a record no better than its
    reference). Otherwise moderate; high only with no concern at all and at least 20 resolved
    questions.
    """
    question = leading(answers)
    if question is None:
        return ()
    found = concerns(question, answers)
    level = "low" if len(found) > 1 else "moderate"
    resolved = track.resolved(answers)
    if not found and resolved >= SCORED:
        level = "high"
    if not found:
        few = "" if resolved >= SCORED else f", too few to call it high (fewer than {SCORED})"
        found = [
            line("the components agree within 30 points and three times the odds"),
            line(f"{plural(resolved, 'question')} resolved{few}"),
        ]
    return line("Confidence in this rate is ", strong(level), ": ", joined(found), ".")


def meaning(answers: Answers) -> Line:
    """Return what rate is, or that none was asked."""
    found = questions(answers)
    if not answers.support("forecast"):
        return line("No forecast of how likely, by when (", strong("rate"), ") was asked.")
    if leading(answers) is None:
        if not found:
            return line("The case asks no dated question, so no ", strong("rate"), " is given.")
        return line("No dated question on this target was asked; others are below.")
    return line(
        "Only ", strong("rate"), " is a probability: how likely it is by the date in the question."
    )


def rows(answers: Answers) -> tuple[Line, ...]:
    """Return one sentence for each question: what, by when, word and figure, spread."""
    out = []
    for place, item in enumerate(questions(answers), 1):
        ends = ""
        if len(item.get("components") or ()) > 1:
            ends = f"; components {between(item['low'], item['high'])}"
        elif _one_view(item):
            ends = f"; {_one_view(item).lower()}"
        out.append(
            line(
                asked(item, answers),
                ": ",
                strong(_word(item).lower()),
                f"{NBSP}(",
                figure(shown(item), f"question-{place}"),
                ")",
                ends,
            )
        )
    return tuple(out)


def lever_rows(answers: Answers) -> Line:
    """Return what the best set of levers would make of the leading rate."""
    question = leading(answers)
    if question is None:
        return ()
    best: tuple[float, Mapping[str, Any], Mapping[str, Any]] | None = None
    for item in answers.support("forecast").get("levers") or ():
        found = item.get("targets") or {}
        found = found.get(question["id"]) or found.get(question["ask"])
        if found and found["by"] == question["by"] and (best is None or found["rate"] > best[0]):
            best = (found["rate"], item, found)
    if best is None:
        return ()
    _, item, found = best
    change = found["rate"] - question["rate"]
    if change <= 0:
        return line("No lever that was tried raises the first of these.")
    return line(
        "With ",
        join([name(answers.book.lever(lever)) for lever in item["levers"]]),
        ", ",
        ask(question, answers),
        " goes from ",
        figure(rate(question["rate"]), BASIS),
        " to ",
        figure(rate(found["rate"]), BASIS),
        f" ({points(change)} points).",
    )


def full(answers: Answers) -> tuple[Asked, ...]:
    """Return every question in full."""
    out = []
    for place, item in enumerate(questions(answers), 1):
        title = asked(item, answers)
        drawn = dots.chart(item, f"components-{place}", answers)
        slope = forecast_tables.slope(item)
        out.append(
            Asked(
                ident=f"question-{place}",
                title=title,
                lines=tuple(_full(item)),
                chart=drawn,
                name=plain(title),
                tables=(slope,) if slope else (),
            )
        )
    return tuple(out)


def _full(question: Question) -> list[Line]:
    out = [line(strong(_word(question)), _figures(question), ". ", _spread(question))]
    if question.get("told"):
        out.append(_sentence(_told(question)))
    notes = (str(question.get("note") or ""), *(question.get("left_out") or ()))
    out += [_sentence(str(item)) for item in notes if item]
    if question.get("yes_if"):
        said = str(question["yes_if"])
        out.append(line("Counts as yes if: ", name(said), "" if said.endswith(".") else "."))
    return [*out, _pool(question)]


def _sentence(words: str) -> Line:
    return line(name(words[:1].upper() + words[1:]), "" if words.endswith(".") else ".")


def _told(question: Question) -> str:
    """Return why the components disagree, with their names in words."""
    said = str(question["told"])
    for item in components(question):
        if ":" in str(item["name"]) or "_" in str(item["name"]):
            said = said.replace(str(item["name"]), label(item))
    return said


def _pool(question: Question) -> Line:
    pool = question.get("pool") or {}
    if len(question.get("components") or ()) < 2 or not pool:
        return ()
    how = f"Pooled by {human(str(pool.get('method', '')))}, each first kept within 1 to 99{NBSP}%"
    stretch = float(pool.get("extremise") or 1.0)
    if stretch != 1.0:
        centre = pool.get("centre")
        around = f" away from {rate(centre)}" if centre is not None else ""
        how += f", then pushed{around} by a factor of {stretch:g}"
    return line(how, f" ({count(len(question['components']))} components).")
