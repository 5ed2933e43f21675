"""Where a term comes from: its clause, the document that rules it, its place, and who decided it where it was open."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.agreement import Decision
from upheld.agreements.text import Path
from upheld.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class Origin:
    """The clause (empty where the file names none), the document and the place of a term."""

    clause: str
    document: str
    place: Place

    def __str__(self) -> str:
        """As it is cited: `clause 4.2 of Support terms (support.yaml:88:9)`."""
        clause = f"{self.clause} of " if self.clause else ""
        return f"{clause}{self.document} ({self.place})"


def origin_of(agreement: Agreement, path: Path, clause: str | None) -> Origin:
    """Where the term at `path` comes from, however many documents were laid over each other."""
    place = agreement.place(path)
    return Origin(clause or "", _document(agreement, path, place), place)


def decision_on(agreement: Agreement, term: str) -> Decision | None:
    """What is recorded about a term that the text leaves open: decided, or still a question."""
    return next((decision for decision in agreement.text.decisions if decision.term == term), None)


def open_question(agreement: Agreement, path: Path, clause: str | None, question: str) -> Problem:
    """The refusal to compute from a term that the text leaves open, with the question and how to settle it."""
    term = ".".join(map(str, path))
    asked = decision_on(agreement, term)
    readings = "; ".join(f"{name}: {text}" for name, text in asked.readings.items()) if asked else ""
    mend = f"ask the other side, then record the answer under `decisions` with `term: {term}`"
    what = f"the text leaves open: {asked.question if asked else question}"
    return Problem(
        agreement.place(path), term, what, f"{mend} (readings: {readings})" if readings else mend,
        code="unstated", clause=clause or "",
    )  # fmt: skip


def _document(agreement: Agreement, path: Path, place: Place) -> str:
    term = ".".join(map(str, path))
    for override in agreement.overrides:
        if f"{term}.".startswith(f"{override.term}."):
            return override.document
    own = agreement.included[0] if agreement.included else place.file
    return agreement.text.title if place.file == own else place.file
