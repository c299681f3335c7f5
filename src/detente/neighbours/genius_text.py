"""Writing a bargaining domain as GENIUS files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from detente.core.conflict import Axis
from detente.core.domain import Domain
from detente.neighbours import sums
from detente.neighbours.form import Model, Written
from detente.neighbours.scales import on_scale

DOMAIN_TAG = "negotiation_template"
PROFILE_TAG = "utility_space"

_CLOSE = 0.02
"""Published weights are rounded, and do not quite add up to 1."""


def write(model: Model) -> Written:
    """What is this domain as GENIUS files? One domain, and a profile for each party.

    Every number is written so that it is read back exactly. A party whose weights do not add up to
    1, or who has more than 1 without a deal, is put on the scale from 0 to 1: GENIUS divides scores
    by the largest of their issue, and would weigh the issues wrongly. ``Written.lost`` says that,
    and what GENIUS has no place for: links, and what a party has in every package.

    Examples
    --------
    >>> d = Domain.of("Fence", {"gate": ("shut", "open")}, {"A": {"gate": (1.0, 3.0)}})
    >>> list(write(d).files)
    ['Fence.xml', 'A.xml']
    """
    if not isinstance(model, Domain):
        raise TypeError("GENIUS files hold domains")
    domain, lost = sums.fitted(model)
    domain, renamed = sums.writable(domain)
    domain, scaled = on_scale(domain, _fits)
    main, *names = sums.file_names([domain.title, *domain.parties], ".xml")
    files = {main: _domain_text(domain, names)}
    for row, file in enumerate(names):
        files[file] = _profile_text(domain, row)
    return Written(files, (*lost, *renamed, *scaled))


def _fits(domain: Domain, row: int) -> bool:
    """Does GENIUS weigh the issues of a party as we do, and know its reservation?"""
    return bool(abs(domain.weights[row].sum() - 1) <= _CLOSE and not domain.reserve[row] > 1)


def _domain_text(domain: Domain, names: Sequence[str]) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{DOMAIN_TAG}>"]
    for party, file in zip(domain.parties, names, strict=True):
        lines.append(f"  <agent name={quoteattr(party)} utility_space={quoteattr(file)}/>")
    lines += [f'  <utility_space number_of_issues="{len(domain.issues)}">', _objective(domain, 4)]
    for at, axis in enumerate(domain.issues, 1):
        lines.append(_issue(axis, at, 6))
        for place, option in enumerate(axis.options, 1):
            lines.append(f'        <item index="{place}" value={quoteattr(option)}/>')
        lines.append("      </issue>")
    lines += ["    </objective>", "  </utility_space>", f"</{DOMAIN_TAG}>", ""]
    return "\n".join(lines)


def _profile_text(domain: Domain, row: int) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{PROFILE_TAG}>", _objective(domain, 2)]
    for at, (axis, scores) in enumerate(zip(domain.issues, domain.scores, strict=True), 1):
        lines.append(_issue(axis, at, 4))
        for place, (option, score) in enumerate(zip(axis.options, scores[row], strict=True), 1):
            value, worth = quoteattr(option), repr(float(score))
            lines.append(f'      <item index="{place}" value={value} evaluation="{worth}"/>')
        lines.append("    </issue>")
    for at, weight in enumerate(domain.weights[row].tolist(), 1):
        lines.append(f'    <weight index="{at}" value="{weight!r}"/>')
    lines.append("  </objective>")
    for tag, given in (("discount_factor", domain.discount), ("reservation", domain.reserve)):
        figure = float(given[row])
        if not math.isnan(figure):
            lines.append(f'  <{tag} value="{figure!r}"/>')
    return "\n".join([*lines, f"</{PROFILE_TAG}>", ""])


def _objective(domain: Domain, indent: int) -> str:
    kind = 'index="0" etype="objective" type="objective"'
    return f'{" " * indent}<objective {kind} name={quoteattr(domain.title)} description="">'


def _issue(axis: Axis, at: int, indent: int) -> str:
    kind = 'etype="discrete" type="discrete" vtype="discrete"'
    return f'{" " * indent}<issue index="{at}" {kind} name={quoteattr(axis.name)}>'
