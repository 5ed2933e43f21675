"""What an agreement leaves unsaid or ambiguous: every finding with its clause and the question to ask."""

from __future__ import annotations

from dataclasses import replace

from upheld.agreements.agreement import Agreement
from upheld.agreements.lint import calendars, clauses, exclusions, left_open, promises, support, zones
from upheld.agreements.lint.finding import Finding

_KINDS = (left_open, zones, calendars, promises, exclusions, support, clauses)


def lint(agreement: Agreement) -> tuple[Finding, ...]:
    """Every finding once, in the order of the places in the text; open ones and decided ones alike.

    Terms that one decision settles together (`exclusions.*.effect`) are one finding.
    """
    found: dict[tuple[str, str], Finding] = {}
    for kind in _KINDS:
        for each in kind.find(agreement):
            term = each.decision.term if each.decision and each.decision.term else each.term
            # The first kind to find a term says it best; questions without a term are told apart by their text.
            found.setdefault((term, "" if term else each.question), replace(each, term=term))
    return tuple(sorted(found.values(), key=lambda each: (each.place, each.term)))
