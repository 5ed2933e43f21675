"""Terms that do not name the clause they come from, so that nobody can look them up in the document."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.agreement import Agreement
from upheld.agreements.lint.finding import Finding, finding
from upheld.agreements.questions import clause_at
from upheld.agreements.text import Path
from upheld.wording import say

KIND = say("no clause")

_SECTIONS = ("calendars", "services", "measures", "exclusions", "commitments", "remedies", "notices", "duties")
_OF_SUPPORT = ("priorities", "questions", "plans")


def find(agreement: Agreement) -> Iterator[Finding]:
    """Every named term without a clause of its own or around it."""
    for path, clause in _named(agreement):
        if not clause and not clause_at(agreement, path):
            said = (say("no clause is named"), say("Which clause of the document does this come from?"))
            yield finding(agreement, KIND, path, said)


def _named(agreement: Agreement) -> Iterator[tuple[Path, object]]:
    text = agreement.text
    for section in _SECTIONS:
        for name, term in getattr(text, section).items():
            yield (section, name), term.clause
    for section in _OF_SUPPORT if text.support else ():
        for name, term in getattr(text.support, section).items():
            yield ("support", section, name), term.clause
