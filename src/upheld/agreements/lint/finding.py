"""A finding: something that an agreement leaves unsaid or says in two ways, and the question that settles it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import clause_at, decision_on
from upheld.agreements.terms.agreement import Decision
from upheld.agreements.text import Path
from upheld.problems import Place


@dataclass(frozen=True, slots=True)
class Finding:
    """What is unclear about the term at `term` (dotted path), and what to ask the counterparty.

    `readings` are the answers that make sense; `decision` is the one on record, with who chose it, when and why.
    """

    kind: str
    term: str
    place: Place
    clause: str
    what: str
    question: str
    readings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    decision: Decision | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.decision is None or self.decision.chosen is None


def finding(agreement: Agreement, kind: str, path: Path, said: tuple[str, str]) -> Finding:
    """A finding about the term at a path; `said` is (what is unclear, the question)."""
    term = ".".join(map(str, path))
    recorded = decision_on(agreement, term)
    question = recorded.question if recorded else said[1]
    readings = MappingProxyType(dict(recorded.readings)) if recorded else MappingProxyType({})
    clause = clause_at(agreement, path) or ""
    return Finding(kind, term, agreement.place(path), clause, said[0], question, readings, recorded)
