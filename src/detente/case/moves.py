"""What moves and what counts: contacts, shocks, dates, statements, targets, levers, forecasts.

Descriptions and examples of every field live here; the reference in the docs and the JSON Schema
are generated from them.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from detente.case.entries import Entry, why_field
from detente.case.fields import (
    Condition_,
    Date,
    Dates,
    Dropped,
    Flag,
    Moves,
    Name,
    Names,
    Often,
    Opened,
    Prose,
    References,
    Shifted,
    Softened,
)
from detente.case.values import When


class Contact(Entry):
    """How often a pair of parties can deal outside the calendar (forecast only)."""

    rate: Often = Field(description="How often.", examples=["0.3-1.0 a month"])
    why: Prose | None = why_field()


class Shock(Entry):
    """Something that may happen at any time and moves issues (forecast only)."""

    rate: Often = Field(description="How often.", examples=["0.01-0.05 a month"])
    moves: Moves = Field(
        description="Where it puts each issue it touches.", examples=["{testing: long_range}"]
    )
    why: Prose | None = why_field()


class History(Entry):
    """When the same thing happened before, between the same parties (forecast only)."""

    what: Prose = Field(
        description="What counts, so that a stranger could go on with the list.",
        examples=["an official meeting of the two governments"],
    )
    from_: Date = Field(
        alias="from", description="Since when the dates are complete.", examples=["1992-01"]
    )
    dates: Dates = Field(
        description="When it happened, none later than `as_of`; of a month, the first day counts.",
        examples=["[1994-10, 2018-06-12, 2019-02-27/28]"],
    )
    counts_for: Names | None = Field(
        None,
        description="The targets it says something about.",
        examples=["[talks_resume]"],
    )
    why: Prose | None = why_field()


class Deadline(Entry):
    """When time runs out, with more than one reading where the words allow it."""

    read_as: Date = Field(description="The day as we read it.", examples=["2019-12-31"])
    or_: Dates | None = Field(
        None,
        alias="or",
        description="Another reading, or several.",
        examples=["2020-04-30", "[2020-03-31, 2020-04-30]"],
    )
    by: Name | None = Field(None, description="The actor or party that set it.", examples=["Kim"])
    said: Prose | None = Field(
        None, description="The source's words and their place.", examples=["a year ¶5"]
    )
    why: Prose | None = why_field()

    @property
    def dates(self) -> tuple[When, ...]:
        """All readings, the first one first."""
        return (self.read_as, *(self.or_ or ()))


class Event(Entry):
    """Something with a date: what happened, or a window that is coming."""

    when: Date = Field(
        description="Our reading of the date.", examples=["2019-06", "2019-06-28/29"]
    )
    what: Prose = Field(description="What happened or is planned.", examples=["G20 in Japan"])
    also: Dates | None = Field(
        None, description="Further dates of the same thing.", examples=["2019-05-09"]
    )
    moves: Moves | None = Field(
        None,
        description="What it changed. A fact, so not later than `as_of`.",
        examples=["{testing: short_range}"],
    )
    opens: Names | None = Field(
        None,
        description=(
            "Issues that can be dealt with on the occasion, and the parties that are there; where"
            " none is named, everybody is whose hands a move needs (forecast only)."
        ),
        examples=["[security, sanctions]", "[security, US, China, Russia]"],
    )
    said: Prose | None = Field(
        None, description="The source's words and their place.", examples=["late June ¶10"]
    )
    why: Prose | None = why_field()


class Statement(Entry):
    """What somebody said, word for word."""

    who: Prose = Field(
        description="Who said it; an actor of the case or somebody else.", examples=["Trump"]
    )
    about: Names | None = Field(
        None,
        description="What it is about: issues, rules, levers, targets, actors or parties.",
        examples=["testing", "[testing, talks]"],
    )
    tone: Prose | None = Field(
        None, description="In what tone.", examples=["ultimatum", "plays down"]
    )
    when: Date | None = Field(
        None, description="When it was said; not later than `as_of`.", examples=["2019-05-26"]
    )
    at: Prose = Field(description="Where it stands.", examples=["¶5", "seed ¶5"])
    said: Prose = Field(
        description="The words, checked against the source.", examples=["Deal will happen!"]
    )
    why: Prose | None = why_field()


class Target(Entry):
    """What would count as success."""

    when: Condition_ = Field(
        description="The outcomes that count.", examples=["talks = working and scope >= freeze"]
    )
    kind: Literal["step", "deal"] = Field(
        "deal",
        description=(
            "`step` leaves the alternatives open, so that parties need only tolerate it; to a"
            " `deal` they must agree."
        ),
        examples=["step"],
    )
    main: Flag = Field(
        False, description="Whether this is the one the page leads with.", examples=["true"]
    )
    name: Prose | None = Field(
        None, description="The target in words; the key if left out.", examples=["working talks"]
    )
    why: Prose | None = why_field()


class Edits(Entry):
    """What a lever changes."""

    open: Opened | None = Field(
        None,
        description="Options to put on the table, by issue.",
        examples=["{sequence: [steps]}"],
    )
    set: Moves | None = Field(
        None, description="Issues to move at once.", examples=["{team: envoy}"]
    )
    drop: Dropped | None = Field(
        None,
        description="Conditions to give up: rules by name, refusals as ACTOR.ISSUE.",
        examples=["[all_or_nothing]", "[Kim.scope]"],
    )
    soften: Softened | None = Field(
        None,
        description="Conditions to hold less firmly: the new `firm`, which may only be lower.",
        examples=["{no_hawks: 10-40}"],
    )
    mute: Names | None = Field(
        None,
        description="Advisers to remove, with their voice, conditions and spoiling.",
        examples=["[Bolton]"],
    )
    shift: Shifted | None = Field(
        None,
        description="ACTOR.no_deal: a range to add; deadline: its new date, or dates.",
        examples=["{Kim.no_deal: -5..-15, deadline: 2020-06-30}"],
    )


class Lever(Entry):
    """The smallest change somebody could really make."""

    who: Name = Field(description="The actor who would make the move.", examples=["Trump"])
    with_: Names | None = Field(
        None, alias="with", description="The actors who must join in.", examples=["[Abe, Kim]"]
    )
    cost: Literal["low", "medium", "high"] | None = Field(
        None, description="What it would cost him.", examples=["medium"]
    )
    from_: Date | None = Field(
        None, alias="from", description="The earliest date.", examples=["2019-06-28"]
    )
    do: Edits = Field(description="What it changes.", examples=["{open: {sequence: [steps]}}"])
    name: Prose | None = Field(
        None, description="The lever in words; the key if left out.", examples=["a ship swap"]
    )
    why: Prose | None = why_field()

    @property
    def movers(self) -> tuple[str, ...]:
        """Everybody whose move it is: `who` and those in `with`."""
        return (self.who, *(self.with_ or ()))


class Forecast(Entry):
    """A question that a stranger could settle.

    It asks for a target, for an event by its condition (`when`), or in words alone.
    """

    ask: Prose = Field(
        description="A target by name, or a question in free words.", examples=["talks_resume"]
    )
    when: Condition_ | None = Field(
        None,
        description=(
            "Instead of a target: the outcomes in which the event has happened, whoever agrees."
        ),
        examples=["testing = long_range"],
    )
    by: Date = Field(
        description="The last day that counts, after `as_of`.", examples=["2019-12-31"]
    )
    yes_if: Prose = Field(
        description="What must have happened for a yes.",
        examples=["negotiators of both sides meet in person"],
    )
    differs: Prose | None = Field(
        None,
        description="How this wording differs from the target's, where it does.",
        examples=["one meeting counts here; the target asks for sustained rounds"],
    )
    reference: References | None = Field(
        None,
        description=(
            "What the outside view goes by: reference classes and histories of this case. Left"
            " out, those that fit the target."
        ),
        examples=["impasses:talks:nuclear", "[impasses:talks, questions:talks, us_dprk]"],
    )
    why: Prose | None = why_field()
