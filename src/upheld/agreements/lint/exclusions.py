"""Exclusions that anybody could claim, and maintenance that needs no notice."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.agreement import Agreement
from upheld.agreements.lint.finding import Finding, finding
from upheld.agreements.terms.exclusion import Exclusion
from upheld.wording import say

NO_CONDITIONS = say("no conditions")
NO_NOTICE = say("maintenance without notice")


def find(agreement: Agreement) -> Iterator[Finding]:
    """Every exclusion without conditions, and maintenance that is excluded whether announced or not."""
    for name, exclusion in agreement.text.exclusions.items():
        path = ("exclusions", name, "conditions")
        if _is_maintenance(name, exclusion):
            if not any(use.name == "announced" for use in exclusion.conditions):
                what = say("maintenance is excluded however late it is announced")
                question = say("How long before must maintenance be announced to be excluded?")
                yield finding(agreement, NO_NOTICE, path, (what, question))
        elif not exclusion.conditions:
            question = say("What must be shown for this to be excluded?")
            yield finding(agreement, NO_CONDITIONS, path, (say("whoever records it needs to show nothing"), question))


def _is_maintenance(name: str, exclusion: Exclusion) -> bool:
    return "maintenance" in f"{name} {exclusion.title}".lower()
