"""The agreement as a whole: parties, documents and their rank, and all its terms by name."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from upheld.agreements.terms.calendar import CalendarTerm
from upheld.agreements.terms.change import ChangeRequests, Changes
from upheld.agreements.terms.commitment import Commitment, Remedy
from upheld.agreements.terms.duty import Duty, Notice
from upheld.agreements.terms.exclusion import Exclusion
from upheld.agreements.terms.measure import Measure
from upheld.agreements.terms.service import Service
from upheld.agreements.terms.support import Plan, Priority, Support
from upheld.agreements.terms.term import Name, Term, Text
from upheld.agreements.words import UNSTATED, FreeValue, FrozenMap, Open, RateWord, plain_words

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class Version(Term):
    """Which text this is and from when it binds; `effective` is the first day, in the agreement's zone."""

    id: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    effective: dt.date | None = None
    until: dt.date | None = Field(default=None, description="First day on which it no longer binds.")
    announced: dt.date | None = None


class Document(Term):
    """A document of the contract; rank 1 goes before rank 2."""

    id: Name
    title: Text
    rank: int = Field(ge=1, le=99)
    source: Text | None = None


class Include(Term):
    """Another agreement file whose terms this one takes over; `below`: this file's terms go before it."""

    file: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    ranks: Literal["below", "above"] = "below"


class Decision(Term):
    """A question that the text leaves open, its readings, and the one that was chosen, by whom, when and why.

    `term` is the dotted path of the term that the text leaves `unstated`, with `*` for any name: `exclusions.*.effect`
    decides all of them at once. Without `term` it records how the text was read. One without `chosen` is still open.
    """

    question: Text
    term: str | None = None
    readings: FrozenMap[str, Text] = Field(default_factory=dict)
    chosen: FreeValue | None = Field(default=None, description="The value of the term, as it would stand in the text.")
    by: Text | None = None
    on: dt.date | None = None
    why: Text | None = None

    def words(self) -> str:
        """The reading chosen and the reason, as a sentence or two."""
        return f"{plain_words(self.chosen)}. {self.why}" if self.why else f"{plain_words(self.chosen)}."


class AccountTerms(Term):
    """What was agreed with one account beside the common text."""

    title: Text | None = None
    plan: Name | None = None
    agreed_rate: RateWord | None = None
    start: dt.date | None = Field(default=None, alias="from")
    until: dt.date | None = None
    terms: FrozenMap[str, FreeValue] = Field(
        default_factory=dict, description="Dotted path of a term -> the value agreed with this account."
    )


class AgreementText(Term):
    """Everything that one agreement file may say."""

    upheld: Literal["1"] = Field(description="Version of this language.")
    agreement: Slug
    title: Text
    provider: Text
    version: Version
    applies_to: Literal["each account", "all accounts"] = "each account"
    zone: Open[str] = Field(
        default=UNSTATED, description="IANA zone or fixed offset in which the contract's days and months are counted."
    )
    documents: tuple[Document, ...] = ()
    document: Name | None = Field(default=None, description="Which of the documents this file writes down.")
    include: tuple[Include, ...] = ()
    calendars: FrozenMap[Name, CalendarTerm] = Field(default_factory=dict)
    services: FrozenMap[Name, Service] = Field(default_factory=dict)
    fields: FrozenMap[Name, Literal["text", "integer", "boolean"]] = Field(
        default_factory=dict, description="Columns of the telemetry beside the standard ones, for conditions."
    )
    measures: FrozenMap[Name, Measure] = Field(default_factory=dict)
    exclusions: FrozenMap[Name, Exclusion] = Field(default_factory=dict)
    commitments: FrozenMap[Name, Commitment] = Field(default_factory=dict)
    remedies: FrozenMap[Name, Remedy] = Field(default_factory=dict)
    support: Support | None = None
    changes: Changes | None = None
    change_requests: ChangeRequests | None = None
    notices: FrozenMap[Name, Notice] = Field(default_factory=dict)
    duties: FrozenMap[Name, Duty] = Field(default_factory=dict)
    definitions: FrozenMap[str, Text] = Field(default_factory=dict, description="Words that the document defines.")
    accounts: FrozenMap[str, AccountTerms] = Field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()

    def plan(self, name: str) -> Plan | None:
        """A support plan by its name; None where the agreement has none of this name."""
        return self.support.plans.get(name) if self.support else None

    def priority(self, name: str) -> Priority | None:
        """A priority by its name; None where the agreement has none of this name."""
        return self.support.priorities.get(name) if self.support else None
