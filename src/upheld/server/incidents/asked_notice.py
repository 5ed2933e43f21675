"""What an agreement asks of the notice of a maintenance, and until when it was to be given.

Two places of an agreement can ask for it: a notice that is promised (`notices`), and an exclusion whose condition is
that the time was announced (`exclusions`, condition `announced`). Where both do, the earlier instant is the latest.
A notice is taken for one of maintenance where its name, title or matter says so; of the three sorts, `unplanned` and
that of somebody upstream (`service providers`, `upstream`, `carriers`, `third parties`, `subcontractors`) are told
apart by these words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.duty import Notice
from upheld.agreements.terms.exclusion import Exclusion
from upheld.agreements.words import Unstated
from upheld.rules.dates import counts_dates, date_away
from upheld.rules.exclusions import announced
from upheld.rules.record import Facts
from upheld.server.incidents.vocabulary import Sort
from upheld.timeline.days import local_date, wall_instant
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.zones import zone
from upheld.wording import joined, say, say_word

_UPSTREAM = re.compile(
    r"service.providers?|upstream|carriers?|third.part(?:y|ies)|sub-?contractors?|suppliers?", re.IGNORECASE
)
_UNPLANNED = re.compile(r"unplanned|unscheduled|emergency", re.IGNORECASE)
_PLANNED = re.compile(r"(?<!un)(?:planned|scheduled)", re.IGNORECASE)
_MAINTENANCE = re.compile(r"maintenance", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked in words, by which clause, and the latest instant (UTC epoch seconds); None where no time is named.

    `effort` is how firmly the agreement promises it.
    """

    agreement: str
    words: str
    clause: str
    latest: int | None
    effort: str


def asked_notice(agreement: Agreement, sort: Sort, begins: int) -> Asked | None:
    """The notice that an agreement asks of a maintenance that begins at an instant; None where it asks for none.

    Of several, the one that was due first; one that names no time counts only where no other does.
    """
    found = (*_promised(agreement, sort, begins), *_conditions(agreement, sort, begins))
    timed = [each for each in found if each.latest is not None]
    return min(timed, key=lambda each: each.latest or 0) if timed else next(iter(found), None)


def exclusion_for(agreement: Agreement, sort: Sort, wanted: str = "") -> str | None:
    """The exclusion of an agreement under which a maintenance is recorded: the one wanted, or the one that fits."""
    exclusions = agreement.text.exclusions
    if wanted:
        return wanted if wanted in exclusions else None
    told = {name: f"{name} {each.title}".replace("_", " ") for name, each in exclusions.items()}
    if sort == "upstream":
        return next((name for name, words in told.items() if _UPSTREAM.search(words)), None)
    return next((name for name, words in told.items() if _fits(words, sort)), None)


def _promised(agreement: Agreement, sort: Sort, begins: int) -> Iterator[Asked]:
    for name, notice in agreement.text.notices.items():
        if not _fits(f"{name} {notice.title} {notice.about}".replace("_", " "), sort):
            continue
        latest = None if notice.at_least is None else _before(agreement, notice, begins)
        clause = notice.clause_of("at_least") or ""
        yield Asked(agreement.text.agreement, _words(notice), clause, latest, notice.effort)


def _words(notice: Notice) -> str:
    length = notice.at_least
    words = say("notice in advance") if length is None else say("{at_least} before it begins", at_least=length)
    return words if notice.effort == "promised" else joined(", ", (words, say_word(notice.effort)))


def _before(agreement: Agreement, notice: Notice, begins: int) -> int | None:
    """The instant so long before: by the clock for hours, to the same time of day for days.

    None for business days where it is not known whose: a notice names no calendar of its own, and is taken to mean the
    agreement's only one.
    """
    length = notice.at_least
    assert length is not None  # noqa: S101 - asked before
    if not counts_dates(length):
        return begins - (length.seconds or 0)
    calendars = tuple(agreement.calendars.values()) if length.unit == "business day" else ()
    calendar = calendars[0] if len(calendars) == 1 else None
    if length.unit == "business day" and calendar is None:
        return None
    tz = zone(calendar.zone if calendar else _zone(agreement))
    local = utc_from_seconds(begins).astimezone(tz)
    day = date_away(local_date(begins, tz), length, -1, calendar)
    return wall_instant(day, local.hour * 3600 + local.minute * 60 + local.second, tz)


def _conditions(agreement: Agreement, sort: Sort, begins: int) -> Iterator[Asked]:
    """An exclusion that holds only where it was announced in time: without that, the time counts as downtime."""
    if sort == "upstream":
        return
    for name, exclusion in agreement.text.exclusions.items():
        if _fits(f"{name} {exclusion.title}".replace("_", " "), sort):
            yield from _of_exclusion(agreement, exclusion, begins)


def _of_exclusion(agreement: Agreement, exclusion: Exclusion, begins: int) -> Iterator[Asked]:
    facts = Facts(_zone(agreement), agreement.calendars)
    for use in exclusion.conditions:
        if use.name == "announced" and isinstance(use.terms, announced.Terms):
            latest = announced.latest_instant(begins, use.terms, facts)
            words = say("{at_least} before it begins, or it counts as downtime", at_least=use.terms.at_least)
            yield Asked(agreement.text.agreement, words, exclusion.clause_of("conditions") or "", latest, "promised")


def _fits(words: str, sort: Sort) -> bool:
    """Whether words about a notice or an exclusion are about a maintenance of a sort."""
    if not _MAINTENANCE.search(words):
        return False
    if sort == "upstream":
        return bool(_UPSTREAM.search(words))
    if _UPSTREAM.search(words):
        return False
    return not (_PLANNED if sort == "unplanned" else _UNPLANNED).search(words)


def _zone(agreement: Agreement) -> str:
    named = agreement.text.zone
    return "UTC" if isinstance(named, Unstated) else named
