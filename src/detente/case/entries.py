"""What is at stake and who is at the table: sources, parties, issues, actors, rules.

Descriptions and examples of every field live here; the reference in the docs and the JSON Schema
are generated from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from detente.case.fields import (
    Alternatives,
    By,
    Clout,
    Condition_,
    Date,
    Day,
    Deciding,
    Flag,
    Key,
    Name,
    Names,
    OneWay,
    Options,
    Percent,
    Prose,
    Refused,
    Scale,
    Sentence_,
    Values,
)
from detente.case.nodeal import NoDealField
from detente.case.orders import Prefers, Rank, Ranks
from detente.core.logic import Formula, issues

_WHY = "The reason: ¶5 points to a paragraph, [a] marks judgement, [bg] background."


class Entry(BaseModel):
    """What all entries share: they cannot be changed, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def why_field() -> Any:
    """The field every entry has for its reason."""
    return Field(None, description=_WHY, examples=["\"'a new method of calculation' ¶5\""])


class Source(Entry):
    """A text the reasons point to, kept as `sources/NAME.md` or `.txt` beside the case file."""

    title: Prose = Field(description="Title of the text.", examples=["Can Talks Be Revived?"])
    kind: Prose | None = Field(None, description="What sort of text it is.", examples=["news"])
    date: Date = Field(
        description="When it was published. It may not be later than `as_of`.",
        examples=["2019-06", "2019-05-28"],
    )
    default: Flag = Field(
        False,
        description="Whether a bare ¶5 means this source. A single source is it anyway.",
        examples=["true"],
    )
    grade: Prose | None = Field(
        None,
        description="How far to trust it: reliability A-F and credibility 1-6.",
        examples=["B2"],
    )
    author: Prose | None = Field(None, description="Who wrote it.", examples=["A. Writer"])
    url: Prose | None = Field(
        None, description="Where it can be found.", examples=["https://example.org/text"]
    )
    language: Prose | None = Field(
        None, description="Language of the text, as a language tag.", examples=["ko"]
    )


class CaseMeta(Entry):
    """What the case is about and what may be known in it."""

    title: Prose = Field(description="Title of the case.", examples=["The dam talks"])
    question: Prose | None = Field(
        None, description="The question the case should answer.", examples=["Can they be revived?"]
    )
    as_of: Day = Field(
        description="The day of the analysis. Nothing learned later may enter the file.",
        examples=["2019-06-01"],
    )
    horizon: Date | None = Field(
        None, description="How far ahead the case looks.", examples=["2020-06-30"]
    )
    stalled: Date | None = Field(
        None,
        description=(
            "Since when nothing has moved, for the time that has passed already (forecast only);"
            " the first day counts, and it is not later than `as_of`."
        ),
        examples=["2019-02-28"],
    )
    language: Prose = Field("en", description="Language of the case, as a tag.", examples=["en"])
    handling: Literal["open", "internal", "restricted"] = Field(
        "open", description="Mark printed on every page of every export.", examples=["internal"]
    )
    authors: Names | None = Field(
        None, description="Who wrote the case (one name each).", examples=["[Ada, Ben]"]
    )
    sources: dict[Key, Source] = Field(
        default_factory=dict,
        description="The texts that reasons point to, by a short name.",
        examples=['{seed: {title: "Can Talks Be Revived?", date: 2019-06, default: true}}'],
    )


class Party(Entry):
    """A party to the talks, or a body that takes part in a party's decision."""

    name: Prose | None = Field(
        None, description="The full name; the key if left out.", examples=["North Korea"]
    )
    decides: Deciding = Field(
        description="Whose yes is the party's yes: an actor, or several actors or bodies.",
        examples=["Kim", "all of Knesset, PM", "3 of A, B, C, D"],
    )
    why: Prose | None = why_field()


class Issue(Entry):
    """Something at stake: an axis of the table, with its options as marks on it."""

    ask: Prose | None = Field(
        None, description="The issue as a question.", examples=["What happens to sanctions?"]
    )
    by: By = Field(
        description=(
            "The parties whose hands and whose yes it takes to move: a list, or a map by the"
            " option arrived at (the option `now` may be left out)."
        ),
        examples=["[US, DPRK]", "{statement: [US], guarantee: [US, Russia, China]}"],
    )
    veto: By | None = Field(
        None,
        description="The parties that can stop a move: a list, or a map by the option arrived at.",
        examples=["[China]", "{partial: [China, Russia]}"],
    )
    undo: Literal["any"] | None = Field(
        None,
        description="`any`: each single holder can move the issue back towards `now`.",
        examples=["any"],
    )
    one_way: OneWay = Field(
        False,
        description=(
            "Whether moving back is impossible: `yes` for the way back towards `now`; `up` where"
            " only later options can be reached, `down` where only earlier ones can, wherever"
            " `now` is."
        ),
        examples=["true", "up"],
    )
    ordered: Flag = Field(
        True,
        description=(
            "`no` where the options have no order: then cares need a `value` map and conditions"
            " may only use = and !=."
        ),
        examples=["no"],
    )
    now: Name = Field(description="Today's option.", examples=["broken"])
    on_table: Names | None = Field(
        None,
        description="What is really on offer today, `now` included; all options if left out.",
        examples=["[pause, freeze]"],
    )
    options: Options = Field(
        description="From one end to the other: a map of names and descriptions, or a list.",
        examples=["{broken: no contact, letters: letters only}", "[broken, letters]"],
    )
    scale: Scale | None = Field(
        None,
        description=(
            "Where the options lie on a line, in units of your own: a number for each, all rising"
            " or all falling. Equal steps if left out."
        ),
        examples=["[0, 10, 40]"],
    )
    why: Prose | None = why_field()

    @property
    def places(self) -> tuple[float, ...]:
        """Where each option lies on the issue's line: its scale, or else 0, 1, 2 and so on."""
        return self.scale or tuple(map(float, range(len(self.options))))

    @property
    def heading(self) -> int:
        """1 where it moves up only, -1 where it moves down only, else 0."""
        return {"up": 1, "down": -1}.get(str(self.one_way), 0)

    @property
    def holders(self) -> tuple[str, ...]:
        """Every party whose yes some move of this issue takes, in the order written."""
        if isinstance(self.by, tuple):
            return self.by
        return tuple(dict.fromkeys(party for named in self.by.values() for party in named))

    def asked(self, option: str) -> tuple[str, ...]:
        """Whose yes it takes to arrive at an option."""
        if isinstance(self.by, tuple):
            return self.by
        return self.by.get(option, self.holders)

    def vetoes(self, option: str) -> tuple[str, ...]:
        """Who can stop a move to an option."""
        if self.veto is None or isinstance(self.veto, tuple):
            return self.veto or ()
        return self.veto.get(option, ())

    def behind(self, option: str, now: str) -> bool:
        """Whether an option lies where an issue that moves up or down only cannot go from `now`."""
        if not self.heading:
            return False
        ranks = {name: rank for rank, name in enumerate(self.options)}
        return (ranks[option] - ranks[now]) * self.heading < 0

    @property
    def offered(self) -> tuple[str, ...]:
        """The options on the table today that can be reached, in the order of the issue."""
        written = self.options if self.on_table is None else self.on_table
        return tuple(
            option
            for option in self.options
            if option in written and not self.behind(option, self.now)
        )


class Care(Entry):
    """What an actor wants on one issue, and how much it matters."""

    weight: Percent = Field(
        description="How much the whole swing on this issue matters (100: nothing more).",
        examples=["60-80"],
    )
    wants: Alternatives | None = Field(
        None, description="The best option: worth 100.", examples=["working"]
    )
    accepts: Alternatives | None = Field(
        None,
        description="The bottom line on this issue alone: worth 50.",
        examples=["freeze or major"],
    )
    refuses: Refused | None = Field(
        None,
        description="What nothing can buy: one option, alternatives, or a list all refused.",
        examples=["tighter", "full or partial", "[partial, full]"],
    )
    firm: Percent | None = Field(
        None,
        description="How sure we are that the refusal is no bluff, in %; 100 if left out.",
        examples=["50-80"],
    )
    value: Values | None = Field(
        None,
        description="Instead of wants and accepts: the worth of every option, 0 to 100.",
        examples=["{hawks: 20-40, envoy: 100}"],
    )
    why: Prose | None = why_field()


class Spoils(Entry):
    """How an actor can wreck what others agree (used by the forecast only)."""

    how: Prose = Field(description="What he would do.", examples=["new seizures ¶8"])
    chance: Percent = Field(
        description="Chance in % that a move that leaves him worse off falls through.",
        examples=["30-60"],
    )
    why: Prose | None = why_field()


class Actor(Entry):
    """A person or body with a judgement. One whom no `decides` names is an adviser."""

    of: Name = Field(description="The party the actor belongs to.", examples=["US"])
    name: Prose | None = Field(
        None, description="The full name; the key if left out.", examples=["John Bolton"]
    )
    hears: Values | None = Field(
        None,
        description="Advisers and the share of his judgement they supply, in %.",
        examples=["{Bolton: 15-35, Pompeo: 15-30}"],
    )
    no_deal: NoDealField | None = Field(
        None,
        description=(
            "How well he can live without a deal, on the 0-100 scale: a range, a range counted"
            " from his value of now, or ranges at dates. Left out: the value of now."
        ),
        examples=["45-60", "now + 5..15", '{2019-06: 45-60, deadline: 35-50, why: "¶13"}'],
    )
    cares: dict[Key, Care] = Field(
        default_factory=dict,
        description="What he wants, by issue.",
        examples=["{talks: {weight: 60-80, wants: working, accepts: letters}}"],
    )
    prefers: Prefers | None = Field(
        None,
        description=(
            "Instead of cares, where only the order is known: statements, the most important"
            " first. Of two outcomes, the first statement that is true in one of them only decides"
            " which is better."
        ),
        examples=["[talks >= working, team = envoy and not testing = long_range]"],
    )
    ranks: Ranks | None = Field(
        None,
        description=(
            "Instead of cares, where only the order is known: outcomes by sentences, the best"
            " first; a list inside the list is a tie. What meets no sentence comes last."
        ),
        examples=["[talks = working, [talks = letters, team = envoy], {when: team = hawks}]"],
    )
    spoils: Spoils | None = Field(
        None,
        description="How he can wreck an agreement (forecast only).",
        examples=["{how: new seizures ¶8, chance: 30-60}"],
    )
    clout: Clout | None = Field(
        None,
        description="How much power he can bring to bear, on any scale common to all actors.",
        examples=["20-40"],
    )
    why: Prose | None = why_field()

    @property
    def order(self) -> str:
        """The key his order stands under, `prefers` or `ranks`; empty where he has none."""
        return "prefers" if self.prefers else "ranks" if self.ranks else ""

    @property
    def written(self) -> tuple[Rank, ...]:
        """What his order says, the most important (or best) first."""
        return tuple(Rank((wish,)) for wish in self.prefers or ()) or self.ranks or ()

    @property
    def levels(self) -> tuple[Formula, ...]:
        """The formulas of his order."""
        return tuple(rank.formula for rank in self.written)

    @property
    def reasons(self) -> Iterator[tuple[tuple[int, ...], str, str]]:
        """Where in his order a wish has a reason of its own, the wish, and the reason."""
        for k, rank in enumerate(self.written):
            for j, wish in enumerate(rank.wishes):
                if wish.why:
                    yield (k, j) if len(rank.wishes) > 1 else (k,), str(wish), wish.why

    @property
    def concerns(self) -> frozenset[str]:
        """The issues his own judgement can depend on."""
        return frozenset(self.cares).union(*map(issues, self.levels))


class Rule(Entry):
    """What goes with what. Without `by` it is a rule of logic, true in every outcome."""

    rule: Sentence_ = Field(
        description="A sentence: wherever A is true, B must be true.",
        examples=["talks >= working needs sequence >= steps"],
    )
    by: Name | None = Field(None, description="The actor whose condition it is.", examples=["Kim"])
    firm: Percent | None = Field(
        None,
        description="How sure we are that it is no bluff, in %; 100 if left out. Needs `by`.",
        examples=["70-95"],
    )
    while_: Condition_ | None = Field(
        None,
        alias="while",
        description="The rule applies only in outcomes where this is true.",
        examples=["team = hawks"],
    )
    why: Prose | None = why_field()
