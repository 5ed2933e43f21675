"""The agreement as a whole, its version, documents, services and changes, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.explaining.told import About, Told, closed, listed
from upheld.agreements.terms.agreement import AccountTerms, AgreementText, Document, Include, Version
from upheld.agreements.terms.change import ChangeRequests, Changes
from upheld.agreements.terms.service import Feature, Service
from upheld.agreements.words import Unstated, plain_words


def agreement(term: AgreementText, _about: About) -> Iterator[Told]:
    """What it is, for whom, and where its days begin."""
    yield Told(("title", "provider"), f"{term.title}: what {term.provider} promises.")
    if term.applies_to == "each account":
        yield Told(("applies_to",), "It holds for each account by itself: one account's figures never touch another's.")
    else:
        yield Told(("applies_to",), "It holds for all accounts together: their traffic is judged as one.")
    if not isinstance(term.zone, Unstated):
        yield Told(("zone",), f"Its days and months begin at midnight in the zone {term.zone}.")
    for name, kind in term.fields.items():
        yield Told(("fields",), f"The telemetry may also hold `{name}` ({kind}).")
    for word, meaning in term.definitions.items():
        yield Told((f"definitions.{word}",), f"{word}: {closed(meaning)}")


def version(term: Version, _about: About) -> Iterator[Told]:
    """Which text it is, and when it binds."""
    since = f"binds from {term.effective}" if term.effective else "names no day from which it binds"
    until = f" until {term.until}, that day no more" if term.until else ""
    yield Told(("id", "effective", "until"), f"This is version {term.id}; it {since}{until}.")
    if term.announced:
        yield Told(("announced",), f"It was announced on {term.announced}.")


def document(term: Document, about: About) -> Iterator[Told]:
    """Its rank."""
    others = [each for each in about.agreement.text.documents if each.rank > term.rank]
    above = f"; it goes before {listed(each.title for each in others)}" if others else ""
    yield Told(("rank", "title"), f"{term.title} has rank {term.rank}{above}.")


def include(term: Include, _about: About) -> Iterator[Told]:
    """Whose terms go first."""
    first = (
        "the terms of this file go before its own"
        if term.ranks == "below"
        else "its terms go before those of this file"
    )
    yield Told(("file", "ranks"), f"The terms of {term.file} belong to it; {first}.")


def service(term: Service, _about: About) -> Iterator[Told]:
    """Whether it is covered, and how its traffic is told."""
    if term.covered:
        yield Told(("covered", "title"), f"Covered: {term.title}.")
    else:
        yield Told(("covered", "title"), f"Not covered: {term.title}. Its traffic changes nothing.")
    if term.match:
        yield Told(("match",), f"A request belongs to it when {term.match}.")


def feature(term: Feature, about: About) -> Iterator[Told]:
    """Its stages."""
    stages = listed(f"{stage.stage} from {stage.start.isoformat()}" for stage in term.stages)
    yield Told(("stages", "match"), f"The feature `{about.name}` (requests with {term.match}) is {stages}.")


def changes(term: Changes, _about: About) -> Iterator[Told]:
    """Who may change it and how."""
    who = "The provider may" if term.by == "provider" else "Both sides together may"
    if not isinstance(term.announced, Unstated):
        how = {"no": "without notice", "in advance": "with notice in advance"}.get(str(term.announced))
        yield Told(("announced", "by"), f"{who} change the agreement {how or f'with notice of {term.announced}'}.")
    if term.may_degrade == "only with consent":
        yield Told(("may_degrade",), "A change that makes it worse for an account needs that account's consent.")
    elif term.may_degrade == "allowed":
        yield Told(("may_degrade",), "A change may make it worse for an account without its consent.")


def change_requests(term: ChangeRequests, _about: About) -> Iterator[Told]:
    """What they are and what must happen first."""
    if term.kinds:
        yield Told(("kinds",), f"These are change requests, not issues with a clock: {listed(term.kinds)}.")
    if term.assessed_by:
        yield Told(("assessed_by",), f"A change request is assessed by {listed(term.assessed_by)}.")
    if term.quoted or term.starts_when:
        quoted_ = f"The provider names {listed(term.quoted)}" if term.quoted else "The provider answers"
        begins = f"; work begins once {term.starts_when}" if term.starts_when else ""
        yield Told(("quoted", "starts_when"), f"{quoted_}{begins}.")


def account(term: AccountTerms, about: About) -> Iterator[Told]:
    """What was agreed with it."""
    if term.plan:
        since = f" from {term.start}" if term.start else ""
        until = f" until {term.until}" if term.until else ""
        yield Told(("plan", "from", "until"), f"Account {about.name} has the plan `{term.plan}`{since}{until}.")
    if term.agreed_rate:
        yield Told(("agreed_rate",), f"The rate agreed with account {about.name} is {term.agreed_rate}.")
    for path, value in term.terms.items():
        yield Told((f"terms.{path}", "terms"), f"For account {about.name}, {path} is {plain_words(value)}.")
