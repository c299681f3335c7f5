"""The findings as the page asks for them: what was not asked is empty, never an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from detente.core.finding import Finding
from detente.report.casebook import Casebook
from detente.report.shares import Share

OPEN, ALREADY, NOTHING = "open", "already so", "nothing on offer"


@dataclass(frozen=True)
class Answers:
    """A case's words beside its findings."""

    book: Casebook
    findings: Mapping[str, Finding]

    def support(self, question: str) -> Mapping[str, Any]:
        """Return the support of a finding, empty where the question was not asked."""
        found = self.findings.get(question)
        return found.support if found else {}

    @cached_property
    def targets(self) -> Mapping[str, Any]:
        """Return the room of every target."""
        return self.support("room").get("targets") or {}

    @cached_property
    def headline(self) -> str:
        """Return the target the page is about, empty for none."""
        stated = self.support("room").get("headline")
        return str(stated or next(iter(self.targets), ""))

    @cached_property
    def status(self) -> str:
        """Return whether the headline is open, already so, or beyond what is on offer."""
        return str(self.targets.get(self.headline, {}).get("status", OPEN))

    def room(self, target: str, rule: str = "trade", when: str = "as_of") -> Share | None:
        """Return the room of a target; None where the question does not arise."""
        found: Share | None = (self.targets.get(target, {}).get(rule) or {}).get(when)
        return found

    @property
    def base(self) -> Share | None:
        """Return the room of the headline today."""
        return self.room(self.headline)

    @cached_property
    def levers(self) -> Mapping[str, Any]:
        """Return the levers of the headline target."""
        return (self.support("levers").get("targets") or {}).get(self.headline) or {}

    @cached_property
    def smallest(self) -> Mapping[str, Any] | None:
        """Return the smallest working set of levers, None where there is none or none is needed."""
        found = self.levers.get("smallest")
        return found if found and found.get("levers") else None

    def with_levers(self, target: str, names: tuple[str, ...]) -> Share | None:
        """Return the room of a target with one lever or a pair pulled, if it was worked out."""
        answer = (self.support("levers").get("targets") or {}).get(target) or {}
        wanted = sorted(names)
        smallest = answer.get("smallest") or {}
        if sorted(smallest.get("levers") or ()) == wanted:
            found: Share | None = smallest.get("trade")
            return found
        if len(names) == 1:
            single: Share | None = (answer.get("singles") or {}).get(names[0], {}).get("trade")
            return single
        for pair in answer.get("pairs") or ():
            if sorted(pair["levers"]) == wanted:
                share: Share | None = pair.get("trade")
                return share
        return None

    @cached_property
    def blockers(self) -> Mapping[str, Any]:
        """Return the blockers of the headline target."""
        return (self.support("blockers").get("targets") or {}).get(self.headline) or {}

    @cached_property
    def blocker_label(self) -> Mapping[str, str]:
        """Return the labels of blockers by id, over all targets."""
        out: dict[str, str] = {}
        for answer in (self.support("blockers").get("targets") or {}).values():
            for item in answer.get("alone") or ():
                out[item["id"]] = item["label"]
        return out

    @cached_property
    def sensitivity(self) -> Mapping[str, Any]:
        """Return what the verdict on the headline rests on."""
        return (self.support("sensitivity").get("targets") or {}).get(self.headline) or {}

    @cached_property
    def dates(self) -> tuple[str, str]:
        """Return today's date and the deadline (or both readings of it) as text."""
        known = self.support("room").get("dates") or {}
        as_of = day(known.get("as_of")) or self.book.as_of
        ends = [day(item) for item in known.get("deadline") or ()]
        return as_of, " or ".join(ends)

    def lever_movers(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return who would have to move for some levers, each once."""
        at = {item.ident: item for item in self.book.levers}
        known = (at[name] for name in names if name in at)
        return tuple(dict.fromkeys(person for item in known for person in (item.who, *item.with_)))


def day(value: Any) -> str:
    """Return a date as text, empty where there is none."""
    return "" if value is None else str(value)


def lever_words(names: Iterable[str], book: Casebook) -> list[str]:
    """Return levers as a reader would say them."""
    return [book.lever(item) for item in names]
