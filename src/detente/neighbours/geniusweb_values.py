"""The single values of a GeniusWeb file, and its issues."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from detente.case.faults import BadTextError, plain
from detente.neighbours import sums
from detente.neighbours.jsontree import Node
from detente.neighbours.sums import Faults

_SIMPLE = frozenset({"text", "number"})


@dataclass(frozen=True)
class Values:
    """Reads single values and domains; what is wrong goes to `faults`."""

    faults: Faults

    # --- domains ---

    def issues(self, root: Node) -> dict[str, tuple[str, ...]]:
        """Issues and their options."""
        table = self.map(root, "issuesValues", "the domain")
        if table is None:
            return {}
        if not table.entries:
            self.faults.add(table.fault("this domain has no issues", "list them here"))
        found: dict[str, tuple[str, ...]] = {}
        for key, node in table.named():
            issue = self.name(table, key, "an issue")
            if issue is not None:
                found[issue] = self._options(node)
        return found

    def _options(self, node: Node) -> tuple[str, ...]:
        for word in ("DiscreteValueSet", "NumberValueSet"):
            node = node.get(word) or node
        values, numbers = node.get("values"), node.get("range")
        if values is not None and values.kind == "list" and values.items:
            told = [
                (item.text if item.kind in {"text", "number"} else "", item)
                for item in values.items
            ]
            return tuple(sums.unique(told, "an option", self.faults, ""))
        if numbers is not None and numbers.kind == "list":
            return self._range(numbers)
        message = "this issue has no options"
        hint = 'write {"values": ["…", "…"]}, or {"range": [lowest, highest, step]}'
        self.faults.add((values or node).fault(message, hint))
        return ()

    def _range(self, node: Node) -> tuple[str, ...]:
        """The values of a range of numbers, from its lower end in equal steps."""
        if len(node.items) != 3:
            message = "a range holds three numbers: the lowest, the highest and the step"
            self.faults.add(node.fault(message))
            return ()
        bounds = [self.decimal(item, "a bound of a range") for item in node.items]
        low, high, step = bounds
        if low is None or high is None or step is None:
            return ()
        if step <= 0 or high < low:
            message = "a range runs upwards from the lowest to the highest, in steps above 0"
            self.faults.add(node.fault(message))
            return ()
        count = int((high - low) / step) + 1
        if count > sums.MOST_VALUES:
            message = f"this issue has {count:,} values, more than {sums.MOST_VALUES:,}"
            self.faults.add(node.fault(message, "list the options that matter"))
            return ()
        return tuple(_written(low + k * step) for k in range(count))

    # --- single values ---

    def map(self, node: Node, key: str, where: str) -> Node | None:
        """A map below a key; None, and a fault, where there is none."""
        found = node.get(key)
        if found is None or found.kind != "map":
            message = f'{where} has no "{key}"' if found is None else f'"{key}" is not a map'
            self.faults.add((found or node).fault(message, f'write "{key}": {{…}}'))
            return None
        return found

    def name(self, table: Node, key: str, what: str) -> str | None:
        """A name of the file; None, and a fault, where it is none."""
        try:
            return sums.name(key, what)
        except BadTextError as bad:
            self.faults.add(table.fault(bad.message, bad.hint, attr=key))
            return None

    def share(self, node: Node, what: str) -> float:
        """A number from 0 to 1; NaN, and a fault, where it is none."""
        value = self.number(node, what)
        if not math.isnan(value) and not 0 <= value <= 1:
            message = f"{what} is not between 0 and 1: {plain(node.text, 40)}"
            self.faults.add(node.fault(message, "GeniusWeb takes only utilities from 0 to 1"))
        return value

    def number(self, node: Node, what: str, *, negative: bool = True) -> float:
        """A number; NaN, and a fault, where it is none."""
        try:
            return (sums.number if negative else sums.positive)(_digits(node), what)
        except BadTextError as bad:
            self.faults.add(node.fault(bad.message, bad.hint))
            return math.nan

    def decimal(self, node: Node, what: str) -> Decimal | None:
        """A number exactly as written; None, and a fault, where it is none."""
        try:
            value = sums.number(_digits(node), what)
            if value and not 1e-12 <= abs(value) <= 1e15:
                raise BadTextError(f"{what} is too small or too large: {plain(node.text, 40)}")
        except BadTextError as bad:
            self.faults.add(node.fault(bad.message, bad.hint))
            return None
        return Decimal(node.text.strip())


def _digits(node: Node) -> str:
    """A number as written, be it as a number or as a text."""
    return node.text if node.kind in {"number", "text"} else node.text or node.kind


def number_of(text: str) -> Decimal | None:
    """The number that a text is, exactly; None where it is none."""
    try:
        sums.number(text, "")
    except BadTextError:
        return None
    return Decimal(text.strip())


def _written(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
