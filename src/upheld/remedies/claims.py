"""What the customer must do to be paid, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import clause_at
from upheld.agreements.terms.commitment import Claim
from upheld.agreements.words import Length, Unstated
from upheld.availability.result import Judgement
from upheld.remedies.result import ClaimDeadline, ClaimTerms
from upheld.rules.dates import counts_dates, date_away
from upheld.rules.wording import instant_words
from upheld.timeline.days import local_date, start_of_date, wall_instant
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.periods import ContractPeriod
from upheld.timeline.zones import zone
from upheld.wording import joined, say, say_word


def claim_terms(agreement: Agreement, remedy: str, judgement: Judgement, period: ContractPeriod) -> ClaimTerms | None:
    """How the credit for a period is claimed; None where the text does not say whether it must be.

    The period is the whole one, also where it is not over yet.
    """
    claim = agreement.text.remedies[remedy].claim
    clause = clause_at(agreement, ("remedies", remedy, "claim"))
    if isinstance(claim, Unstated):
        return None
    if claim == "none" or not claim.required:
        free = say("The credit is given without a claim.")
        return ClaimTerms(required=False, deadlines=(), evidence=(), channel=None, words=free, clause=clause)
    deadlines = tuple(_deadlines(agreement, claim, judgement, period))
    words = _words(claim, deadlines, judgement.zone)
    return ClaimTerms(
        required=True,
        deadlines=deadlines,
        evidence=claim.evidence,
        channel=claim.channel,
        words=words,
        clause=clause,
    )


def _deadlines(
    agreement: Agreement, claim: Claim, judgement: Judgement, period: ContractPeriod
) -> Iterator[ClaimDeadline]:
    if claim.within is None:
        return
    for since, event in _events(claim, judgement, period):
        until = _until(agreement, claim, claim.within, (since, judgement.zone))
        yield ClaimDeadline(say("{within} from {event}", within=claim.within, event=event), since, until)


def _events(claim: Claim, judgement: Judgement, period: ContractPeriod) -> Iterator[tuple[int, str]]:
    """The instants from which the time to claim runs: one, or one for each outage that counts."""
    if claim.start == "end of period":
        yield period.span.end, say("the end of {label}", label=judgement.label)
        return
    for outage in judgement.downtime:
        if outage.counted_seconds:
            at = outage.span.start if claim.start == "start of downtime" else outage.span.end
            yield (
                at,
                say("the {start}, {instant}", start=say_word(claim.start), instant=instant_words(at, judgement.zone)),
            )


def _until(agreement: Agreement, claim: Claim, within: Length, event: tuple[int, str]) -> int:
    """The instant before which a claim must be made.

    The day of the event is not counted and the last day counts whole (as in Regulation (EEC) 1182/71, article 3),
    unless the agreement lets it end at the time of day of the event. A period ends with its last day.
    """
    since, zone_name = event
    if not counts_dates(within):
        return since + (within.seconds or 0)
    calendar = agreement.calendars[claim.calendar] if claim.calendar else None
    tz = zone(calendar.zone if calendar else zone_name)
    at_end = claim.start == "end of period"
    last = date_away(local_date(since - 1 if at_end else since, tz), within, 1, calendar)
    if claim.ends == "same time of day" and not at_end:
        local = utc_from_seconds(since).astimezone(tz)
        return wall_instant(last, local.hour * 3600 + local.minute * 60 + local.second, tz)
    return start_of_date(last + dt.timedelta(days=1), tz)


def _words(claim: Claim, deadlines: tuple[ClaimDeadline, ...], zone_name: str) -> str:
    how = say(" to {channel}", channel=claim.channel) if claim.channel else ""
    by = joined(
        ";",
        (
            say(" before {instant} ({words})", instant=instant_words(one.until, zone_name), words=one.words)
            for one in deadlines
        ),
    )
    evidence = say(", with {evidence}", evidence=", ".join(claim.evidence)) if claim.evidence else ""
    return say(
        "The customer must claim the credit{how}{by}{evidence}.",
        how=how,
        by=by or say(", at any time"),
        evidence=evidence,
    )
