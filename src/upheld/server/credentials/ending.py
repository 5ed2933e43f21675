"""What happens to access details when their ticket ends: they are destroyed, and should be changed by a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.db import transaction

from upheld.agreements.agreement import Agreement
from upheld.server.access.actor import Actor, system
from upheld.server.audit.trail import Act, note
from upheld.server.contracts.binding import version_bound
from upheld.server.credentials.keeping import ENDED, destroy
from upheld.server.credentials.models import AccessChange, Credential
from upheld.server.delivery.models import EMAIL
from upheld.server.desk.models import Ticket
from upheld.server.notices.recipients import of_customer
from upheld.server.outbox.posting import Letter, post
from upheld.timeline.days import local_date
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.zones import zone

DUTY = "change_of_access_details"
"""The duty of an agreement that says by when access details are to be changed."""

_ACTOR = system("credentials")
_SOLVES = ("fixed", "resolved", "closed", "merged")
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "subject": "Ticket {ticket}: please change the access details that you gave us",
            "reminder": "Reminder, ticket {ticket}: please change the access details that you gave us",
            "text": "Ticket {ticket} is solved, and we have destroyed the access details that you gave us for it. {by}",
            "by": "Please change them by {due}{clause}.",
            "soon": "Please change them.",
        },
        "de": {
            "subject": "Ticket {ticket}: bitte ändern Sie die Zugangsdaten, die Sie uns gegeben haben",
            "reminder": "Erinnerung, Ticket {ticket}: bitte ändern Sie die Zugangsdaten, die Sie uns gegeben haben",
            "text": "Ticket {ticket} ist gelöst, und wir haben die Zugangsdaten vernichtet, die Sie uns dafür gegeben "
            "haben. {by}",
            "by": "Bitte ändern Sie sie bis zum {due}{clause}.",
            "soon": "Bitte ändern Sie sie.",
        },
    }
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a recommendation, by the clock of a zone, and the clause that it stands in."""

    due: date | None
    zone: str
    clause: str


def ended_with_credentials() -> list[int]:
    """The tickets that have ended and still have access details."""
    rows = Credential.objects.filter(destroyed_at=None, ticket__state__in=ENDED)
    return sorted(set(rows.values_list("ticket", flat=True)))


def end(ticket: int, now: datetime) -> AccessChange | None:
    """Destroy a ticket's access details and recommend their change; None where it goes on, or there are none."""
    with transaction.atomic():
        row = Ticket.objects.with_terms().select_for_update(of=("self",)).get(pk=ticket)
        held = list(row.credentials.select_related("ticket").filter(destroyed_at=None))
        if row.state not in ENDED or not held:
            return None
        for each in held:
            destroy(each, _ACTOR, now)
        solved = _solved_at(row)
        by = deadline(version_bound(row.version_id, row.version.digest, row.account.slug), solved)
        made, new = AccessChange.objects.get_or_create(
            ticket=row,
            solved_at=solved,
            defaults={"due": by.due, "clause": by.clause[:200], "zone": by.zone, "told_at": now},
        )
        if new:
            _tell(made, "subject", now)
        return made


def deadline(agreement: Agreement, solved: int) -> Deadline:
    """By which day access details are to be changed, for what was solved at an instant (epoch seconds)."""
    duty = agreement.text.duties.get(DUTY)
    clause = (duty.clause_of("within") or "") if duty else ""
    hours = agreement.calendars.get(duty.calendar) if duty and duty.calendar else None
    if duty is None or duty.within is None:
        return Deadline(None, "UTC", clause)
    if duty.within.seconds is not None:
        name = hours.zone if hours else "UTC"
        return Deadline(local_date(solved + duty.within.seconds, zone(name)), name, clause)
    if hours is None or duty.within.unit != "business day":
        return Deadline(None, "UTC", clause)
    return Deadline(hours.business_day(utc_from_seconds(solved), int(duty.within.count)), hours.zone, clause)


def to_remind(now: datetime) -> list[AccessChange]:
    """The recommendations whose last day has come, and of which nobody has said that they were followed."""
    rows = AccessChange.objects.filter(due__isnull=False, done_at=None, reminded_at=None).order_by("due", "pk")
    # A day begins in some zone up to 14 hours before it does in UTC.
    return [each for each in rows if each.due is not None and each.due <= now.astimezone(zone(each.zone)).date()]


def remind(change: AccessChange, now: datetime) -> bool:
    """Remind a customer once; False where somebody else did, or it was done meanwhile."""
    with transaction.atomic():
        row = AccessChange.objects.select_for_update().get(pk=change.pk)
        if row.reminded_at is not None or row.done_at is not None:
            return False
        row.reminded_at = now
        row.save(update_fields=("reminded_at",))
        _tell(row, "reminder", now)
    return True


def record_done(ticket: Ticket, actor: Actor, now: datetime) -> int:
    """Record that the access details of a ticket were changed; how many recommendations that ends."""
    with transaction.atomic():
        rows = list(ticket.access_changes.select_for_update().filter(done_at=None))
        for row in rows:
            row.done_at, row.done_by = now, actor.id
            row.save(update_fields=("done_at", "done_by"))
            told = {"ticket": ticket.pk, "due": row.due, "done": now}
            note(Act("access_change.done", "access_change", str(row.pk), ticket.account_id, after=told), actor.id, now)
    return len(rows)


def _solved_at(ticket: Ticket) -> int:
    """When the problem was solved: the first event of the last run of those that end a ticket."""
    rows = ticket.events.filter(kind__in=(*_SOLVES, "reopened")).order_by("-sequence").values_list("kind", "at")
    found = ticket.opened_at
    for kind, at in rows:
        if kind == "reopened":
            break
        found = at
    return found


def _tell(change: AccessChange, subject: str, now: datetime) -> None:
    ticket = Ticket.objects.with_terms().get(pk=change.ticket_id)
    to = [each for each in of_customer(ticket) if each.channel == EMAIL]
    letters = (_letter(change, subject, each.address, each.reader.language) for each in to)
    post(_numbered(letters), ticket.pk, now)


def _letter(change: AccessChange, subject: str, address: str, language: str) -> Letter:
    words = _WORDS.get(language[:2].lower(), _WORDS["en"])
    clause = f" ({change.clause})" if change.clause else ""
    by = words["by"].format(due=change.due, clause=clause) if change.due else words["soon"]
    payload = {
        "to": address, "language": language, "subject": words[subject].format(ticket=change.ticket_id),
        "text": words["text"].format(ticket=change.ticket_id, by=by),
    }  # fmt: skip
    return Letter(f"access-change/{change.pk}/{subject}", "mail.access_change", payload)


def _numbered(letters: Iterable[Letter]) -> list[Letter]:
    return [Letter(f"{each.key}/{number}", each.kind, each.payload) for number, each in enumerate(letters, 1)]
