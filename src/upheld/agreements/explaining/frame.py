"""The agreement as a whole, its version, documents, services and changes, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreements.explaining.told import About, Told, closed
from upheld.agreements.terms.agreement import AccountTerms, AgreementText, Document, Include, Version
from upheld.agreements.terms.change import ChangeRequests, Changes
from upheld.agreements.terms.service import Feature, Service
from upheld.agreements.words import Unstated, plain_words
from upheld.wording import listed, say, say_word


def agreement(term: AgreementText, _about: About) -> Iterator[Told]:
    """What it is, for whom, and where its days begin."""
    yield Told(
        ("title", "provider"), say("{title}: what {provider} promises.", title=term.title, provider=term.provider)
    )
    if term.applies_to == "each account":
        yield Told(
            ("applies_to",), say("It holds for each account by itself: one account's figures never touch another's.")
        )
    else:
        yield Told(("applies_to",), say("It holds for all accounts together: their traffic is judged as one."))
    if not isinstance(term.zone, Unstated):
        yield Told(("zone",), say("Its days and months begin at midnight in the zone {zone}.", zone=term.zone))
    for name, kind in term.fields.items():
        yield Told(("fields",), say("The telemetry may also hold `{name}` ({kind}).", name=name, kind=kind))
    for word, meaning in term.definitions.items():
        yield Told((f"definitions.{word}",), f"{word}: {closed(meaning)}")


def version(term: Version, _about: About) -> Iterator[Told]:
    """Which text it is, and when it binds."""
    since = (
        say("binds from {effective}", effective=term.effective)
        if term.effective
        else say("names no day from which it binds")
    )
    until = say(" until {until}, that day no more", until=term.until) if term.until else ""
    yield Told(
        ("id", "effective", "until"),
        say("This is version {id}; it {since}{until}.", id=term.id, since=since, until=until),
    )
    if term.announced:
        yield Told(("announced",), say("It was announced on {announced}.", announced=term.announced))


def document(term: Document, about: About) -> Iterator[Told]:
    """Its rank."""
    others = [each for each in about.agreement.text.documents if each.rank > term.rank]
    above = say("; it goes before {title}", title=listed(each.title for each in others)) if others else ""
    yield Told(("rank", "title"), say("{title} has rank {rank}{above}.", title=term.title, rank=term.rank, above=above))


def include(term: Include, _about: About) -> Iterator[Told]:
    """Whose terms go first."""
    first = (
        say("the terms of this file go before its own")
        if term.ranks == "below"
        else say("its terms go before those of this file")
    )
    yield Told(("file", "ranks"), say("The terms of {file} belong to it; {first}.", file=term.file, first=first))


def service(term: Service, _about: About) -> Iterator[Told]:
    """Whether it is covered, and how its traffic is told."""
    if term.covered:
        yield Told(("covered", "title"), say("Covered: {title}.", title=term.title))
    else:
        yield Told(("covered", "title"), say("Not covered: {title}. Its traffic changes nothing.", title=term.title))
    if term.match:
        yield Told(("match",), say("A request belongs to it when {match}.", match=term.match))


def feature(term: Feature, about: About) -> Iterator[Told]:
    """Its stages."""
    stages = listed(
        say("{stage} from {start}", stage=say_word(stage.stage), start=stage.start) for stage in term.stages
    )
    yield Told(
        ("stages", "match"),
        say(
            "The feature `{name}` (requests with {match}) is {stages}.",
            name=about.name,
            match=term.match,
            stages=stages,
        ),
    )


def changes(term: Changes, _about: About) -> Iterator[Told]:
    """Who may change it and how."""
    who = say("The provider may") if term.by == "provider" else say("Both sides together may")
    if not isinstance(term.announced, Unstated):
        how = {"no": say("without notice"), "in advance": say("with notice in advance")}.get(str(term.announced))
        yield Told(
            ("announced", "by"),
            say(
                "{who} change the agreement {how}.",
                who=who,
                how=how or say("with notice of {announced}", announced=term.announced),
            ),
        )
    if term.may_degrade == "only with consent":
        yield Told(("may_degrade",), say("A change that makes it worse for an account needs that account's consent."))
    elif term.may_degrade == "allowed":
        yield Told(("may_degrade",), say("A change may make it worse for an account without its consent."))


def change_requests(term: ChangeRequests, _about: About) -> Iterator[Told]:
    """What they are and what must happen first."""
    if term.kinds:
        yield Told(
            ("kinds",), say("These are change requests, not issues with a clock: {kinds}.", kinds=listed(term.kinds))
        )
    if term.assessed_by:
        yield Told(
            ("assessed_by",),
            say("A change request is assessed by {assessed_by}.", assessed_by=listed(term.assessed_by)),
        )
    if term.quoted or term.starts_when:
        quoted_ = (
            say("The provider names {quoted}", quoted=listed(term.quoted))
            if term.quoted
            else say("The provider answers")
        )
        begins = say("; work begins once {starts_when}", starts_when=term.starts_when) if term.starts_when else ""
        yield Told(("quoted", "starts_when"), say("{names}{begins}.", names=quoted_, begins=begins))


def account(term: AccountTerms, about: About) -> Iterator[Told]:
    """What was agreed with it."""
    if term.plan:
        since = say(" from {start}", start=term.start) if term.start else ""
        until = say(" until {until}", until=term.until) if term.until else ""
        yield Told(
            ("plan", "from", "until"),
            say(
                "Account {name} has the plan `{plan}`{since}{until}.",
                name=about.name,
                plan=term.plan,
                since=since,
                until=until,
            ),
        )
    if term.agreed_rate:
        yield Told(
            ("agreed_rate",),
            say("The rate agreed with account {name} is {agreed_rate}.", name=about.name, agreed_rate=term.agreed_rate),
        )
    for path, value in term.terms.items():
        yield Told(
            (f"terms.{path}", "terms"),
            say("For account {name}, {path} is {plain}.", name=about.name, path=path, plain=plain_words(value)),
        )
