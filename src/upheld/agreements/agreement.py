"""An agreement as read: its terms with every name resolved, ready to measure, to set clocks and to settle by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from upheld.agreements.conditions import ALWAYS, Condition, FieldType
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.text import Path, Table, place_of
from upheld.problems import Place
from upheld.timeline.hours import WorkingHours


@dataclass(frozen=True, slots=True)
class FeatureTraffic:
    """A feature's traffic, and the instants (UTC epoch seconds, stage) from which each stage holds, in order."""

    name: str
    match: Condition
    stages: tuple[tuple[int, str], ...]
    clause: str | None


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of one base measure, parsed: rows looked at, rows that count, rows that failed."""

    where: Condition = ALWAYS
    valid: Condition = ALWAYS
    bad: Condition = ALWAYS
    features: tuple[FeatureTraffic, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """A term that a higher-ranking document or an account's own agreement sets."""

    term: str
    document: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of an agreement. `text` holds the terms; the maps beside it hold what their names stand for.

    `included` names its files, its own first; `documents` gives the title of what each file writes down; `decided` the
    place of the decision that fills a term (dotted path); `overrides` the terms that a higher-ranking document sets.
    """

    text: AgreementText
    tree: Table
    calendars: Mapping[str, WorkingHours]
    conditions: Mapping[str, Conditions]
    fields: Mapping[str, FieldType] = field(default_factory=lambda: MappingProxyType({}))
    digest: str = ""
    decided: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))
    included: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    documents: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def place(self, path: Path) -> Place:
        """Where a term stands in the files."""
        return place_of(self.tree, path)

    def document(self, path: Path) -> str:
        """The title of the document that a term comes from: the highest-ranking one that sets it."""
        term = ".".join(map(str, path))
        setting = (over.document for over in reversed(self.overrides) if f"{term}.".startswith(f"{over.term}."))
        file = self.place(path).file
        return next(setting, self.documents.get(file, file))

    def was_decided(self, term: str) -> bool:
        """Whether the text leaves this term (dotted path) open and a recorded decision fills it."""
        return term in self.decided
