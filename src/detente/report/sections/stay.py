"""Who would leave today's position, alone or together, and what awaits him."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detente.report.answers import Answers
from detente.report.casebook import Casebook
from detente.report.moves import changed, cited, gains, members, party, transition, who
from detente.report.prose import (
    Cell,
    Line,
    Table,
    cell,
    figure,
    header,
    join,
    joined,
    line,
    name,
    numeric,
    strong,
)
from detente.report.shares import bare, brief, labelled
from detente.report.text import count

BASIS = "basis-stability"
ALONE = 2
"""Parties that would leave alone, each with a sentence of its own."""

NAMES = {"nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sseq": "SSEQ"}
MEANING = (
    "Somebody stays, by Nash: where no move of his own is a gain; by GMR: where others could answer"
    " each such move so that nothing is gained; by SMR: and he could not get out of that answer; by"
    " SEQ: where others would gain by answering; by SSEQ: both."
)

Actor = Mapping[str, Any]


def leaving(answers: Answers) -> tuple[Line, ...]:
    """Return who would leave alone, who together, and what would change that."""
    support = answers.support("stability")
    if not support:
        return ()
    movers = [actor for actor in support["actors"] if actor["moves"]]
    if not movers:
        return (line("Nobody has a move on the table today."),)
    alone = _ranked(actor for actor in movers if len(actor["members"]) == 1)
    together = _ranked(actor for actor in movers if len(actor["members"]) > 1)
    if not alone and not together:
        nobody = strong("Nobody gains by leaving today\u2019s position")
        out = [line(nobody, ", alone or together, in any reading.")]
    else:
        out = _alone(alone, answers.book)
        able = sum(len(actor["members"]) == 1 for actor in movers)
        others = "No other party gains by moving alone. " if able > len(alone) > 0 else ""
        if together:
            out.append(_sentence(f"{others}Together, ", together[0], answers.book))
        elif others:
            out.append(line(others.strip()))
    out += [item for item in (flip(answers), _blind(support)) if item]
    return tuple(out)


def _ranked(actors: Iterable[Actor]) -> list[Actor]:
    """Return those who would leave in some reading, the likeliest first."""
    found = [actor for actor in actors if actor["improvements"]]
    found.sort(key=lambda actor: (actor["now"]["nash"]["count"], len(actor["members"])))
    return found


def _alone(alone: Sequence[Actor], book: Casebook) -> list[Line]:
    if not alone:
        return [line(strong("No party gains by moving alone"), ", in any reading.")]
    out = [_sentence("Alone, ", actor, book) for actor in alone[:ALONE]]
    if len(alone) > ALONE:
        rest = [
            line(
                name(party(actor["name"], book)),
                " (",
                figure(bare(actor["improvements"][0]["share"]), BASIS),
                ")",
            )
            for actor in alone[ALONE:]
        ]
        out[-1] = line(out[-1], " So would ", join(rest), ".")
    return out


def _sentence(lead: str, actor: Actor, book: Casebook) -> Line:
    best = actor["improvements"][0]
    return line(
        lead,
        who(actor["members"], book),
        " would gain by ",
        _how_far(actor, book),
        " in ",
        brief(best["share"], BASIS),
        " of the readings",
        _answered(best, book),
        ".",
        cited(actor["members"], best["changes"], book),
    )


def _how_far(actor: Actor, book: Casebook) -> Line:
    """Return the commonest move; of several along one issue the farthest, if all are known."""
    shown = actor["improvements"]
    first = shown[0]
    same = [item for item in shown if item["share"]["count"] == first["share"]["count"]]
    (issue, *more) = first["changes"]
    alike = [item for item in same if list(item["changes"]) == [issue]]
    complete = len(alike) < len(shown) or actor["improvements_in_all"] == len(shown)
    known = book.issue_at.get(issue)
    if more or len(alike) < 2 or not complete or known is None or not known.ordered:
        return changed(first["changes"], book)
    order = [option.ident for option in known.options]

    def steps(item: Mapping[str, Any]) -> int:
        start, end = item["changes"][issue]
        return abs(order.index(end) - order.index(start))

    return line("going as far as ", changed(max(alike, key=steps)["changes"], book))


def _answered(best: Mapping[str, Any], book: Casebook) -> Line:
    """Say what awaits him: an answer others want to give, one they could give, or none."""
    after, answer = best["answered"], best["answer"]
    could = after.get("gmr") or after.get("seq")
    if could is None:
        return ()
    if not could["count"] or answer is None:
        return line(", and nobody could answer that")
    wanted = answer["concept"] == "seq"
    first = answer["steps"][0]
    share = after["seq"] if wanted else could
    how, gain = ("would", "gaining by it") if wanted else ("could", "with no gain of their own")
    more: Line = ()
    if share["count"] < could["count"]:
        more = line("; they could in ", figure(bare(could), BASIS))
    return line(
        f", but then others {how} answer so that nothing is gained (",
        figure(bare(share), BASIS),
        f" of these, {gain}",
        more,
        "): ",
        who(first["movers"], book),
        " by ",
        changed(first["changes"], book),
    )


def flip(answers: Answers) -> Line:
    """Return the one preference that, turned round, would change the verdict most often."""
    found = answers.support("stability").get("flips") or ()
    if not found:
        return ()
    best, book = found[0], answers.book
    share = max(best["flips"].values(), key=lambda item: item["share"])
    parties = members(best["actor"])
    several = len(parties) > 1
    does, they = ("do", "they stay") if several else ("does", "it stays")
    rare = best["prefers"]["share"] < 0.5
    verb = "preferred " if rare else "did not prefer "
    return line(
        "This hangs most on one preference: if ",
        who(parties, book),
        f" {verb}",
        changed(best["changes"], book),
        f" to today ({'they' if several else 'it'} {does} in ",
        figure(bare(best["prefers"]), BASIS),
        f" of the readings), whether {they} would change in ",
        brief(share, BASIS),
        ".",
        cited(parties, best["changes"], book),
    )


def _blind(support: Mapping[str, Any]) -> Line:
    """Say so where no concept tells outcomes apart."""
    found = ((support.get("in_common") or {}).get("found") or {}).get("concepts") or {}
    if not found or any(item["discriminates"] for item in found.values()):
        return ()
    least = min(item["count"] for item in found.values())
    return line(
        "That an outcome would hold tells little here: even the strictest concept marks ",
        figure(f"{count(least)} of {count(support['states'])}", BASIS),
        " as stable for all.",
    )


def note(answers: Answers) -> Line:
    """Return what the concepts mean, and whether they tell outcomes apart."""
    support = answers.support("stability")
    if not support:
        return ()
    told = (support.get("in_common") or {}).get("sentence")
    if len(support["concepts"]) < 2:
        return line("There are too many outcomes to follow answers: only Nash was asked.")
    if not told:
        return line(MEANING)
    return line(MEANING, " ", name(told))


def table(answers: Answers) -> Table:
    """Return who stays, by concept: a row an actor, then everybody at once."""
    support, book = answers.support("stability"), answers.book
    concepts = [str(item) for item in support.get("concepts") or ()]
    rows: list[tuple[Cell, ...]] = []
    for actor in support.get("actors") or ():
        named = who(actor["members"], book)
        idle = () if actor["moves"] else " (has no move)"
        head = header(line(named, idle))
        rows.append((head, *(labelled(actor["now"][item], BASIS) for item in concepts)))
    for key, words in (
        ("equilibrium", "All parties, each alone"),
        ("coalition_proof", "All parties and coalitions"),
    ):
        shares = support.get(key) or {}
        if rows and shares:
            rows.append((header(words), *(labelled(shares[c], BASIS) for c in concepts)))
    heads = ("Who", *(NAMES.get(item, item) for item in concepts))
    caption = "Who stays in today\u2019s position, in each sense: share of readings"
    return Table(caption, heads, tuple(rows), frozenset(range(1, len(heads))))


def improvements(answers: Answers) -> Table:
    """Return what each would gain by, and what awaits him there."""
    support, book = answers.support("stability"), answers.book
    rows: list[tuple[Cell, ...]] = []
    foreseen = "gmr" in (support.get("concepts") or ())
    for actor in support.get("actors") or ():
        for item in actor["improvements"]:
            row = [
                header(who(actor["members"], book)),
                cell(transition(item["changes"], book)),
                labelled(item["share"], BASIS),
                cell(gains(item["gains"], (), book)),
            ]
            if foreseen:
                row += [
                    numeric(bare(item["answered"].get("gmr")), BASIS),
                    numeric(bare(item["answered"].get("seq")), BASIS),
                    cell(_answer(item["answer"], book)),
                ]
            rows.append(tuple(row))
    heads = ["Who", "Would gain by", "In", "Points gained"]
    heads += ["Others could answer", "Others would", "Commonest answer"] if foreseen else []
    return Table(
        "Moves away from today that are a gain, at most three for each",
        tuple(heads),
        tuple(rows),
        frozenset({2, 4, 5}) if foreseen else frozenset({2}),
    )


def _answer(found: Mapping[str, Any] | None, book: Casebook) -> Line:
    if found is None:
        return line("none")
    return joined(
        [
            line(who(step["movers"], book), ": ", transition(step["changes"], book))
            for step in found["steps"]
        ],
        ", then ",
    )


def flips(answers: Answers) -> Table:
    """Return the single preferences that would change who stays, the strongest first."""
    support, book = answers.support("stability"), answers.book
    found = support.get("flips") or ()
    concepts = list(found[0]["flips"]) if found else []
    rows = tuple(
        (
            header(who(members(item["actor"]), book)),
            cell(transition(item["changes"], book)),
            labelled(item["prefers"], BASIS),
            *(labelled(item["flips"][concept], BASIS) for concept in concepts),
        )
        for item in found
    )
    heads = ["Who", "Between today and", "Preferred in"]
    heads += [f"Changes {NAMES.get(item, item)} in" for item in concepts]
    caption = "Single preferences that, turned round, change who stays"
    return Table(caption, tuple(heads), rows, frozenset(range(2, len(heads))))


def tables(answers: Answers) -> tuple[Table, ...]:
    """Return every table of the question that has rows."""
    if not answers.support("stability"):
        return ()
    found = (table(answers), improvements(answers), flips(answers))
    return tuple(item for item in found if not item.empty)
