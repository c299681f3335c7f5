"""What the documentation generates: each part by name, as Markdown."""

from __future__ import annotations

from collections.abc import Callable

from docs.generate.case_language import fields, grammar, warnings
from docs.generate.commands import commands
from docs.generate.findings import findings
from docs.generate.formats import formats
from docs.generate.names import names
from docs.generate.positions import positions_record

PARTS: dict[str, Callable[[], str]] = {
    "case-fields": fields,
    "case-grammar": grammar,
    "case-warnings": warnings,
    "commands": commands,
    "findings": findings,
    "formats": formats,
    "positions-record": positions_record,
    "python-names": names,
}
