"""Where a term comes from: its clause, the document that rules it, and its place in the files."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import clause_at
from upheld.agreements.text import Path
from upheld.problems import Place


@dataclass(frozen=True, slots=True)
class Origin:
    """The clause (empty where the file names none), the document and the place of a term."""

    clause: str
    document: str
    place: Place

    def __str__(self) -> str:
        """As it is cited: `4.2, second row; Support terms (support.yaml:88:9)`."""
        clause = f"{self.clause}; " if self.clause else ""
        return f"{clause}{self.document} ({self.place})"


def origin_of(agreement: Agreement, path: Path) -> Origin:
    """Where the term at `path` comes from, however many documents were laid over each other."""
    return Origin(clause_at(agreement, path) or "", agreement.document(path), agreement.place(path))
