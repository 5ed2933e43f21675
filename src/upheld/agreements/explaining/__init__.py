"""Terms in plain English, each sentence with its clause, document, place, and who decided it where it was open."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pydantic import BaseModel

from upheld.agreements.agreement import Agreement
from upheld.agreements.explaining import calendars, duties, exclusions, frame, measures, promises, support
from upheld.agreements.explaining.told import About, Teller, Told, closed
from upheld.agreements.lint.left_open import open_fields
from upheld.agreements.questions import clause_at, decision_on
from upheld.agreements.terms.agreement import AccountTerms, AgreementText, Decision, Document, Include, Version
from upheld.agreements.terms.calendar import CalendarTerm
from upheld.agreements.terms.change import ChangeRequests, Changes
from upheld.agreements.terms.commitment import Commitment, Remedy
from upheld.agreements.terms.duty import Duty, Notice
from upheld.agreements.terms.exclusion import Exclusion
from upheld.agreements.terms.measure import Measure
from upheld.agreements.terms.service import Feature, Service
from upheld.agreements.terms.support import (
    EscalationLevel,
    Intake,
    Plan,
    Priority,
    PriorityRule,
    Question,
    Support,
    Target,
)
from upheld.agreements.terms.term import Term
from upheld.agreements.text import Path
from upheld.agreements.walking import terms_of
from upheld.problems import Place
from upheld.wording import say

_TELLERS: Mapping[type[BaseModel], Teller] = MappingProxyType(
    {
        AgreementText: frame.agreement, Version: frame.version, Document: frame.document, Include: frame.include,
        Service: frame.service, Feature: frame.feature, Changes: frame.changes, AccountTerms: frame.account,
        ChangeRequests: frame.change_requests, CalendarTerm: calendars.calendar, Measure: measures.measure,
        Exclusion: exclusions.exclusion, Commitment: promises.commitment, Remedy: promises.remedy,
        Support: support.support, Priority: support.priority, Question: support.question,
        PriorityRule: support.priority_rule, Plan: support.plan, Target: support.target,
        EscalationLevel: support.escalation, Intake: support.intake, Notice: duties.notice, Duty: duties.duty,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explained:
    """A sentence about one or more terms (dotted paths), and where it comes from.

    `stated` is False where the text says nothing and the language's own reading holds; then there is no clause.
    `decision` is set where the text leaves a term open and somebody decided it.
    """

    terms: tuple[str, ...]
    says: str
    clause: str
    document: str
    place: Place
    stated: bool = True
    decision: Decision | None = None

    @property
    def term(self) -> str:
        """The term that the sentence is about."""
        return self.terms[0]


def explain(agreement: Agreement) -> tuple[Explained, ...]:
    """Every sentence about an agreement, in the order of the language: the whole first, then its parts."""
    return tuple(_explained(agreement))


def about_term(sentences: tuple[Explained, ...], term: str) -> tuple[Explained, ...]:
    """The sentences about a term: by its dotted path, by its last word, or about what stands around it."""
    wanted = term.strip().strip(".")
    for fits in (_at_or_below, _named, _around):
        found = tuple(each for each in sentences if any(fits(name, wanted) for name in each.terms))
        if found:
            return found
    return ()


def near_terms(sentences: tuple[Explained, ...], term: str) -> tuple[str, ...]:
    """Terms that somebody may have meant by an unknown one."""
    known = {name for each in sentences for name in each.terms}
    words = {step for name in known for step in name.split(".")}
    return tuple(difflib.get_close_matches(term, sorted(known | words), 3, cutoff=0.5))


def _at_or_below(name: str, wanted: str) -> bool:
    return f"{name}.".startswith(f"{wanted}.")


def _named(name: str, wanted: str) -> bool:
    return wanted in name.split(".")


def _around(name: str, wanted: str) -> bool:
    return "." in name and f"{wanted}.".startswith(f"{name}.")


def _explained(agreement: Agreement) -> Iterator[Explained]:
    for path, term in terms_of(agreement.text):
        teller = _TELLERS.get(type(term))
        if teller is None:
            continue
        for told in teller(term, About(agreement, path)):
            yield _sourced(agreement, (path, term), told)
        if isinstance(term, Term) and term.note:
            yield _sourced(agreement, (path, term), Told(("note",), say("Remark: {note}", note=closed(term.note))))
        for name, question in open_fields(term):
            yield _sourced(
                agreement, (path, term), Told((name,), say("The text leaves this open: {question}", question=question))
            )


def _sourced(agreement: Agreement, about: tuple[Path, BaseModel], told: Told) -> Explained:
    path, term = about
    names = tuple(".".join(map(str, (*path, field))) for field in told.fields)
    filled = next((name for name in names if agreement.was_decided(name)), None)
    source: Path = tuple(filled.split(".")) if filled else (*path, *told.fields[0].split("."))
    stated = any(_is_stated(term, field) for field in told.fields)
    return Explained(
        names,
        told.says,
        clause_at(agreement, source) or "" if stated else "",
        agreement.document(source),
        agreement.place(source),
        stated,
        decision_on(agreement, filled) if filled else None,
    )


def _is_stated(term: BaseModel, field: str) -> bool:
    """Whether the text gives the field a value of its own."""
    name = field.partition(".")[0]
    fields = type(term).model_fields
    return any(own in term.model_fields_set for own, info in fields.items() if name in (own, info.alias))
