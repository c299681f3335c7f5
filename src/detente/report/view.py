"""The page as data: every sentence, table and chart in its place, ready for any template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from detente.core.finding import Finding
from detente.report import forecast_tables
from detente.report.answers import Answers
from detente.report.casebook import Casebook
from detente.report.charts import (
    actor_strip,
    blockers_matrix,
    deal_space,
    fan,
    levers,
    paths,
    source_map,
)
from detente.report.layout import (
    COLUMN,
    GAP,
    LEADING,
    ROW,
    SECTION,
    TABLE,
    WIDE,
    Budget,
    Part,
    fit,
    keep,
    tall,
)
from detente.report.prose import Cell, Chart, Line, Table, joined
from detente.report.sections import (
    appendix,
    likely,
    packages,
    positions,
    stay,
    stuck,
    sure,
    there,
    track,
    unlock,
    verdict,
    watch,
)
from detente.report.text import clean, count


@dataclass(frozen=True)
class Page:
    """Everything the template prints."""

    title: str
    question: str
    lang: str
    handling: str
    as_of: str
    horizon: str
    rate: Line
    spread: Line
    verdict: Line
    turn: Line
    meaning: Line
    confidence: Line
    trust: Line
    target_head: tuple[str, ...]
    target_rows: tuple[tuple[Cell, ...], ...]
    stuck_intro: Line
    stuck: tuple[Line, ...]
    leaving: tuple[Line, ...]
    unlock: unlock.Unlock
    there: tuple[Line, ...]
    idle: tuple[Line, ...]
    chances: tuple[Line, ...]
    lift: Line
    asked: tuple[likely.Asked, ...]
    conditional: Table
    pull: positions.Section | None
    track: tuple[Line, ...]
    watch: tuple[tuple[str, Line], ...]
    shocks: tuple[Line, ...]
    flips: tuple[Line, ...]
    judged: Line
    still_open: Line
    record: Line
    strips: tuple[Chart, ...]
    strip_legend: str
    charts: tuple[Chart, ...]
    package_intro: Line
    packages: Table | None
    packages_short: Table | None
    holds: Table | None
    tables: Mapping[str, tuple[Table, ...]]
    bases: tuple[appendix.Basis, ...]
    reasons: tuple[appendix.Group, ...]
    unanswered: tuple[appendix.Unanswered, ...]
    sources: tuple[appendix.SourceText, ...]
    facts: tuple[tuple[str, str], ...]
    budget: Budget
    paper: frozenset[str]


def build(book: Casebook, findings: Mapping[str, Finding], version: str) -> Page:
    """Return the page of a case and its findings."""
    answers = Answers(book, findings)
    target_head, target_rows = sure.targets(answers)
    strips = actor_strip.charts(book)
    charts = _charts(answers)
    page = Page(
        title=clean(book.title),
        question=clean(book.question),
        lang=book.lang or "en",
        handling=clean(book.handling),
        as_of=answers.dates[0],
        horizon=book.horizon,
        rate=likely.verdict(answers),
        spread=likely.spread(answers),
        verdict=verdict.verdict(answers),
        turn=verdict.turn(answers),
        meaning=verdict.meaning(answers),
        confidence=verdict.confidence(answers),
        trust=likely.confidence(answers),
        target_head=target_head,
        target_rows=target_rows,
        stuck_intro=stuck.intro(answers),
        stuck=stuck.stuck(answers),
        leaving=stay.leaving(answers),
        unlock=unlock.unlock(answers),
        there=there.sentences(answers),
        idle=unlock.idle(answers),
        chances=likely.rows(answers),
        lift=likely.lever_rows(answers),
        asked=likely.full(answers),
        conditional=forecast_tables.levers(answers),
        pull=positions.of_case(answers),
        track=track.sentences(answers),
        watch=watch.watch(answers),
        shocks=watch.shocks(answers),
        flips=sure.flips(answers),
        judged=sure.judged(answers),
        still_open=sure.still_open(answers),
        record=sure.record(answers),
        strips=strips,
        strip_legend=actor_strip.legend(book),
        charts=charts,
        package_intro=packages.intro(answers),
        packages=packages.table(answers),
        packages_short=packages.table(answers, 3, short=True),
        holds=packages.held(answers),
        tables=_tables(answers),
        bases=appendix.bases(answers),
        reasons=appendix.reasons(book),
        unanswered=appendix.still_open(book),
        sources=appendix.sources(book),
        facts=facts(answers, version),
        budget=fit(strips, charts, _leading(answers)),
        paper=frozenset(),
    )
    return replace(page, paper=_paper(page))


def _paper(page: Page) -> frozenset[str]:
    """Return what of sheet one is printed, by key: everything, unless the case is very wordy."""
    plain = [page.stuck_intro, page.unlock.intro, page.judged, page.confidence, page.meaning]
    plain += [page.trust, page.spread]
    more = sum(bool(part) for part in (page.there, page.chances or page.lift, page.track))
    fixed = 40 + SECTION * (6 + more) + (TABLE if page.target_rows else 0)
    fixed += tall(page.title, 21, WIDE) + tall(page.question, 14.5, WIDE) + 2 * GAP
    fixed += sum(tall(item) + GAP for item in plain)
    # set in a serif face, which is wider
    fixed += sum(tall(item, 15.5, COLUMN - 60) + GAP for item in (page.verdict, page.turn))
    if page.rate:
        fixed += tall(page.rate, 15.5, COLUMN - 60)
    fixed += tall(page.still_open) + GAP if page.still_open else 0
    fixed += LEADING if page.idle else 0  # its heading takes two lines
    parts: list[Part] = []

    def offer(
        key: str, lines: Sequence[Line], rank: int, wide: float = COLUMN, gap: float = 0
    ) -> None:
        for place, item in enumerate(lines):
            parts.append(Part(f"{key}-{place}", tall(item, column=wide) + gap, rank + 10 * place))

    # quotes are wider, and figures that may not break across lines end some lines early
    offer("stuck", page.stuck, 0, COLUMN - 50, GAP)
    offer("leaving", page.leaving, 2, COLUMN - 40, GAP)
    for place, item in enumerate(page.chances):
        # the verdict has said the first already
        rank = 25 if place == 0 and page.rate else 5 + 6 * place
        parts.append(Part(f"likely-{place}", tall(item, column=COLUMN - 40), rank))
    offer("lift", [page.lift] if page.lift else [], 4, COLUMN - 40, GAP)
    offer("track", page.track, 3, COLUMN - 40, GAP)
    offer("there", page.there, 2, COLUMN - 40, GAP)
    for place, move in enumerate(page.unlock.moves):
        offer(f"move-{place}", move.lines, 2 + place, COLUMN - 16)
    offer("remark", page.unlock.remarks, 3)
    offer("idle", page.idle, 6)
    signs = [line for _, line in page.watch]
    for place, item in enumerate(signs):
        # the last sign is the deadline where there is one: it goes last
        rank = 4 + (0 if place == len(signs) - 1 else 10 * place)
        parts.append(Part(f"watch-{place}", tall(item, column=COLUMN - 180), rank))
    offer("flip", page.flips, 5, gap=GAP)
    parts.extend(
        Part(f"target-{place}", ROW, 1 + 10 * place) for place in range(len(page.target_rows))
    )
    offer("shock", [joined(page.shocks)] if page.shocks else [], 60, gap=GAP)
    kept = keep(fixed, parts)
    if page.idle and not any(key.startswith("idle-") for key in kept):
        # its heading then goes too, and makes room
        rest = [part for part in parts if not part.key.startswith("idle-")]
        kept = keep(fixed - SECTION - LEADING, rest)
    return kept


def _charts(answers: Answers) -> tuple[Chart, ...]:
    """Return the charts below the strips, those there is something to draw for."""
    book = answers.book
    found = [
        *fan.charts(answers),
        deal_space.chart(answers.support("deals"), book.party_name),
        *levers.charts(answers.support("levers"), answers.headline, book),
        paths.chart(answers),
        blockers_matrix.chart(answers.support("blockers"), answers.headline, book),
        source_map.chart(book),
    ]
    return tuple(item for item in found if item is not None)


def _tables(answers: Answers) -> Mapping[str, tuple[Table, ...]]:
    """Return the tables of the appendix, by the finding they belong to."""
    swings = appendix.sensitivity(answers)
    return {
        "basis-sensitivity": (swings,) if swings else (),
        "basis-stability": stay.tables(answers),
        "basis-reach": there.tables(answers),
        "basis-forecast": _forecast(answers),
    }


def _forecast(answers: Answers) -> tuple[Table, ...]:
    """Return the tables of the forecast that stand among what the figures rest on."""
    if not answers.support("forecast"):
        return ()
    found = (
        forecast_tables.signposts(answers),
        *track.tables(answers),
        forecast_tables.parameters(answers),
    )
    return tuple(item for item in found if not item.empty)


def _leading(answers: Answers) -> tuple[str, ...]:
    """Return the issues a short print shows first: of the target, the blockers, the levers."""
    book = answers.book
    text = " ".join(
        [
            *(item.when for item in book.targets if item.ident == answers.headline),
            *(
                str(path)
                for item in (answers.blockers.get("alone") or ())[:6]
                for path in (item["label"], *(item.get("paths") or ()))
            ),
            *(
                edit
                for item in book.levers
                if item.ident in ((answers.smallest or {}).get("levers") or ())
                for edit in item.edits
            ),
        ]
    )
    words = set(re.sub(r"[.:=(),]", " ", text).split())
    return tuple(
        f"strip-{place}" for place, issue in enumerate(book.issues, 1) if issue.ident in words
    )


def facts(answers: Answers, version: str) -> tuple[tuple[str, str], ...]:
    """Return the footer: what a reader needs to get the same page again."""
    book = answers.book
    params = next((f.params for f in answers.findings.values()), {})
    digest = next((f.case_hash for f in answers.findings.values() if f.case_hash), book.case_hash)
    found = [("As of", answers.dates[0])]
    if digest:
        found.append(("Case", digest[:12]))
    found.append(("detente", version))
    if "readings" in params:
        found.append(("Readings", count(int(params["readings"]))))
    if "seed" in params:
        found.append(("Seed", str(params["seed"])))
    if book.handling:
        found.append(("Handling", clean(book.handling)))
    return tuple(found)
