"""Publishing a version of an agreement: read, checked against the versions before it, and kept word for word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from upheld.agreements.agreement import Agreement
from upheld.agreements.reading import Opener, Source, account_problems, for_account, read_agreement
from upheld.agreements.versions import Versions
from upheld.problems import Problem, Refused
from upheld.rules import vocabulary
from upheld.server.access.actor import Actor
from upheld.server.audit.trail import Act, note
from upheld.server.contracts.models import PublishedVersion
from upheld.server.contracts.stored import stored, versions_of
from upheld.support.promises import plan_ready
from upheld.telemetry.slicing.documented import documented_routes
from upheld.timeline.named_holidays import holidays_of, known_years
from upheld.wording import say

# Feasts that go by the moon are known for few years ahead (those of India until 2035), and no ticket lasts as long.
YEARS_BEFORE, YEARS_AFTER = 5, 8
_ABSENT: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Opened:
    """A text as it was found: the name that it has, how it was asked for and by which file."""

    name: str
    text: str
    asked: str
    by: str


def publish(file: str, opener: Opener, actor: Actor, now: datetime) -> PublishedVersion:
    """Publish the version that a file holds. Raises `upheld.Refused` with every problem found.

    A text that has been published already is answered with its row; another text under the same version id is
    refused, as are versions that overlap, and a support plan with an open question: no clock could be set by it.
    """
    opened: list[_Opened] = []
    source = Source(_recording(opener, opened), vocabulary())
    agreement, problems = read_agreement(file, source)
    if agreement is None:
        raise Refused(problems)
    with transaction.atomic():
        there = PublishedVersion.objects.filter(
            agreement=agreement.text.agreement, version=agreement.text.version.id
        ).first()
        if there is not None and there.digest == agreement.digest:
            return there
        found = (*_faults(agreement, source), *(_taken(agreement) if there else _ABSENT))
        if found:
            raise Refused(found)
        return _kept(agreement, opened, (actor, now), source)


def _recording(opener: Opener, opened: list[_Opened]) -> Opener:
    def opening(file: str, by: str | None) -> tuple[str, str]:
        name, text = opener(file, by)
        opened.append(_Opened(name, text, file, by or ""))
        return name, text

    return opening


def _faults(agreement: Agreement, source: Source) -> Iterator[Problem]:
    yield from account_problems(agreement, source)
    yield from _documented(agreement, source)
    support = agreement.text.support
    for plan in support.plans if support else ():
        yield from plan_ready(agreement, plan)[1]
    try:
        Versions.of([agreement, *(stored(known) for known in versions_of(agreement.text.agreement))])
    except Refused as refused:
        yield from refused.problems


def _documented(agreement: Agreement, source: Source) -> Iterator[Problem]:
    """What is wrong with the OpenAPI files that measures name; opening them keeps them with the version."""
    for name, measure in agreement.text.measures.items():
        if not measure.openapi:
            continue
        try:
            shown, text = source.opener(measure.openapi, agreement.included[0])
        except (OSError, ValueError) as error:  # ValueError: too large, or no text
            why = error.strerror if isinstance(error, OSError) else "it is too large, or not UTF-8 text"
            place = agreement.place(("measures", name, "openapi"))
            yield Problem(place, f"measures.{name}.openapi", f"{measure.openapi} cannot be read: {why}")
        else:
            yield from documented_routes(text, shown)[1]


def _taken(agreement: Agreement) -> tuple[Problem, ...]:
    text = agreement.text
    what = say(
        "version {version} of `{name}` is published with another text", version=text.version.id, name=text.agreement
    )
    place = agreement.place(("version", "id"))
    return (Problem(place, "version.id", what, say("a published text never changes: give the version a new id")),)


def _kept(agreement: Agreement, opened: list[_Opened], who: tuple[Actor, datetime], source: Source) -> PublishedVersion:
    (actor, now), text = who, agreement.text
    made = PublishedVersion.objects.create(
        agreement=text.agreement, version=text.version.id, digest=agreement.digest,
        files=[{"name": one.name, "text": one.text, "asked": one.asked, "by": one.by} for one in opened],
        holidays=dict(_frozen(agreement, source, now.year)),
        effective=text.version.effective, announced=text.version.announced, published_at=now,
    )  # fmt: skip
    told = {"agreement": text.agreement, "version": text.version.id, "digest": agreement.digest}
    note(Act("agreement.publish", "agreement", f"{text.agreement}/{text.version.id}", after=told), actor.id, now)
    return made


def _frozen(agreement: Agreement, source: Source, year: int) -> Iterator[tuple[str, list[str]]]:
    """Every named list of holidays with its dates, as they are known today, in the years that clocks may reach."""
    for name in sorted(set(_holiday_names(agreement, source))):
        first, last = known_years(name)
        years = range(max(first, year - YEARS_BEFORE), min(last, year + YEARS_AFTER) + 1)
        yield name, [day.isoformat() for each in years for day in holidays_of(name, each)]


def _holiday_names(agreement: Agreement, source: Source) -> Iterable[str]:
    """The names that any calendar uses, those of single accounts' own terms included."""
    for account in ("", *agreement.text.accounts):
        held, _ = for_account(agreement, account, source)
        yield from (hours.holidays for hours in held.calendars.values() if isinstance(hours.holidays, str))
