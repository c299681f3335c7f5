"""The same faults planted into each of the good cases of the repository.

The places are found with PyYAML's own composer, not with ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import cycle
from pathlib import Path

import yaml
from bad_input.broken import MARK, Broken, Good, marked

CASES = Path(__file__).resolve().parents[2] / "cases"
NAMES = ("korea-2019", "harbour-strike", "veshta-basin")

Change = Callable[[str], str]


def good_case(name: str) -> Good:
    """A case of the repository, with its sources."""
    folder = CASES / name
    sources = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("sources/*"))
    }
    return Good(name, (folder / "case.yaml").read_text(encoding="utf-8"), sources)


@dataclass(frozen=True)
class Site:
    """A text in the file, its path, and where it stands."""

    path: str
    start: int
    end: int
    text: str


def sites(text: str) -> Iterator[Site]:
    """Every text that is a value (by its path), or a key (by its path and a colon)."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    waiting: list[tuple[str, yaml.Node]] = [("", root)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                below = f"{path}/{key.value}"
                yield Site(f"{below}:", key.start_mark.index, key.end_mark.index, key.value)
                waiting.append((below, value))
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(f"{path}/{n}", item) for n, item in enumerate(node.value)]
        else:
            yield Site(path, node.start_mark.index, node.end_mark.index, node.value)


def _typo(word: str) -> str:
    """A near miss: two letters in the middle exchanged, or one doubled."""
    half = len(word) // 2
    if len(word) > 3 and word[half - 1] != word[half]:
        return word[: half - 1] + word[half] + word[half - 1] + word[half + 1 :]
    return word + word[-1]


def _near(word: str) -> str:
    return _typo(word.partition(" or ")[0])


# name, where, what to make of the text, what must be said ({} is the text that stood there)
PLANS: tuple[tuple[str, str, Change, str], ...] = (
    ("now", "/issues/*/now", _typo, "did you mean {}?"),
    ("on_table", "/issues/*/on_table/1", _typo, "did you mean {}?"),
    ("by", "/issues/*/by/0", _typo, "no party"),
    ("by_of_option", "/issues/*/by/*/1", _typo, "no party"),
    ("of", "/actors/*/of", _typo, "no party"),
    ("cares", "/actors/*/cares/*:", _typo, "did you mean {}?"),
    ("hears", "/actors/*/hears/*:", _typo, "did you mean {}?"),
    ("wants", "/actors/*/cares/*/wants", _near, "has no option"),
    ("accepts", "/actors/*/cares/*/accepts", _near, "has no option"),
    ("refuses", "/actors/*/cares/*/refuses", _near, "has no option"),
    ("weight", "/actors/*/cares/*/weight", lambda _: "90-10", "write 10-90"),
    ("weight_key", "/actors/*/cares/*/weight:", lambda _: "wieght", "did you mean weight?"),
    ("weight_list", "/actors/*/cares/*/weight", lambda _: "[1, 2]", "a list"),
    ("value", "/actors/*/cares/*/value/*", lambda _: "101", "0 to 100"),
    ("no_deal", "/actors/*/no_deal/deadline", lambda _: "50-5000", "100"),
    ("no_deal_key", "/actors/*/no_deal/deadline:", lambda _: "dead_line", "not a date"),
    ("rule_by", "/rules/*/by", _typo, "did you mean {}?"),
    ("rule_firm", "/rules/*/firm", lambda _: "very", "not a number"),
    ("rule", "/rules/*/rule", lambda text: text.partition(" needs ")[0], "'needs'"),
    ("rule_no_such", "/rules/*/rule", lambda text: "x" + text, "no issue"),
    ("rate", "/contacts/*/rate", lambda _: "often", "not a rate"),
    ("contact", "/contacts/*:", lambda text: text + "x", "did you mean {}?"),
    ("shock_moves", "/shocks/*/moves/*:", _typo, "did you mean {}?"),
    ("read_as", "/deadline/read_as", lambda _: "2019-11-31", "no such day"),
    ("calendar_when", "/calendar/*/when", lambda _: "spring", "not a date"),
    ("opens", "/calendar/*/opens/0", _typo, "did you mean {}?"),
    ("about", "/statements/*/about", _typo, "did you mean {}?"),
    ("said", "/statements/*/said", lambda _: '"words that nobody said"', "does not stand in"),
    ("at", "/statements/*/at", lambda _: "¶999", "no paragraph 999"),
    ("target", "/targets/*/when", lambda text: text + " and", "the condition ends"),
    ("target_kind", "/targets/*/kind", lambda _: "leap", "leap"),
    ("who", "/levers/*/who", _typo, "did you mean {}?"),
    ("with", "/levers/*/with/0", _typo, "did you mean {}?"),
    ("open", "/levers/*/do/open/*:", _typo, "did you mean {}?"),
    ("open_option", "/levers/*/do/open/*/0", _typo, "did you mean {}?"),
    ("mute", "/levers/*/do/mute/0", _typo, "did you mean {}?"),
    ("cost", "/levers/*/cost", lambda _: "priceless", "medium"),
    ("do_key", "/levers/*/do/open:", lambda _: "opne", "did you mean open?"),
    ("ask", "/forecasts/*/ask", _typo, "did you mean {}?"),
    ("forecast_by", "/forecasts/*/by", lambda _: "1999-12-31", "before as_of"),
    ("source_date", "/case/sources/*/date", lambda _: "2999", "later than as_of"),
    ("handling", "/case/handling", lambda _: "top secret", "internal"),
    ("decides", "/parties/*/decides", _typo, ""),
)


def case_faults() -> Iterator[Broken]:
    """Each plan carried out in two of the three cases, where they have such a place."""
    bases = [(good, list(sites(good.text))) for good in map(good_case, NAMES)]
    turns = cycle((bases[:2], bases[1:], bases[::2]))
    for (name, where, change, says), pair in zip(PLANS, turns, strict=False):
        for good, places in pair:
            fit = [one for one in places if _at(one, where)]
            if fit:
                one = fit[len(fit) // 2]
                new = MARK + change(one.text)
                text = good.text[: one.start] + new + good.text[one.end :]
                broken = marked(f"{good.name}_{name}", good, text, says.format(one.text))
                # Inside a text, only the line is laid down.
                lines = tuple(replace(one, col=0) for one in broken.expected)
                yield replace(broken, expected=lines)


def _at(site: Site, where: str) -> bool:
    is_key = site.path.endswith(":") == where.endswith(":")
    alike = is_key and site.path.count("/") == where.count("/")
    return alike and fnmatchcase(site.path, where)
