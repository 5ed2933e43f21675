"""The letters to accounts about a maintenance: one for each address, in its reader's language and zone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from upheld.server.accounts.models import Account, Subscription
from upheld.server.incidents.models import Component, Maintenance
from upheld.server.notices.composing import link, status_page
from upheld.server.notices.events import sender
from upheld.server.notices.filling import filled, one_line, plain_text
from upheld.server.notices.recipients import Recipient, of_contacts
from upheld.server.notices.words import Words
from upheld.server.outbox.posting import Letter, post
from upheld.timeline.instants import epoch_seconds

MAIL = "mail.maintenance"


def maintenance_letters(row: Maintenance, account: Account, short_because: str) -> tuple[Letter, ...]:
    """A letter for each contact of an account that is told such things; none where it has no address."""
    times = row.notices.filter(account=account).values("announced_at").distinct().count()
    return tuple(_letter(row, each, short_because, times) for each in of_contacts(account))


def post_reminders(row: Maintenance, now: datetime) -> None:
    """Remind the accounts to whom this window of a maintenance was announced, with a letter for each contact."""
    told = row.notices.filter(begins=row.begins).values_list("account", flat=True)
    accounts = Account.objects.filter(pk__in=list(told)).order_by("pk")
    post((_reminder(row, each) for account in accounts for each in of_contacts(account)), None, now)


def concerned(row: Maintenance, account: int | None, words: Words) -> str:
    """What a maintenance concerns: components, and destinations; none of what is agreed with others alone."""
    own = Subscription.objects.filter(account=account).values("agreement")
    touched = Component.objects.filter(code__in=list(row.incident.components))
    names = touched.filter(Q(agreement="") | Q(agreement__in=own)).order_by("position").values_list("name", flat=True)
    listed = [*names, *map(str, row.incident.destinations)]
    return ", ".join(listed) or words("maintenance.everything")


def _letter(row: Maintenance, to: Recipient, short_because: str, times: int) -> Letter:
    words, values = to.reader.words, _values(row, to, short_because)
    subject = filled(words("maintenance.subject_again" if times else "maintenance.subject"), values)
    return _written(f"maintenance/{row.incident.code}/{times + 1}", to, subject, values)


def _reminder(row: Maintenance, to: Recipient) -> Letter:
    words, values = to.reader.words, _values(row, to, "")
    key = f"maintenance/{row.incident.code}/soon/{epoch_seconds(row.begins)}"
    return _written(key, to, filled(words("maintenance.subject_soon"), values), values)


def _written(key: str, to: Recipient, subject: str, values: Mapping[str, str]) -> Letter:
    words = to.reader.words
    payload = {
        "to": to.address, "subject": one_line(subject), "text": plain_text(filled(words("maintenance.text"), values)),
        "language": words.language, "zone": to.reader.zone, "account": to.account,
    }  # fmt: skip
    whose = hashlib.sha256(to.address.casefold().encode()).hexdigest()[:24]
    return Letter(f"{key}/{to.account}/{whose}", MAIL, payload)


def _values(row: Maintenance, to: Recipient, short_because: str) -> dict[str, str]:
    words, by = to.reader.words, sender()
    opened = row.incident.events.get(sequence=1)
    lines = {
        "title": row.incident.title, "sort": words(f"maintenance.{row.sort}"),
        "concerns": concerned(row, to.account, words),
        "begins": words.instant(epoch_seconds(row.begins), to.reader.zone),
        "ends": words.instant(epoch_seconds(row.ends), to.reader.zone),
        "phone": by.phone, "provider": by.name, "link": link(), "status_page": status_page(),
    }  # fmt: skip
    told = {name: one_line(value, 500) for name, value in lines.items()}
    return {**told, "body": opened.body, "upstream": _upstream(row, to), "short": _short(short_because, words)}


def _upstream(row: Maintenance, to: Recipient) -> str:
    """Whether and when somebody upstream told us, as a line of its own; empty for maintenance of our own."""
    if row.sort != "upstream":
        return ""
    words, name = to.reader.words, one_line(row.upstream)
    if row.upstream_told_at is None:
        return filled(words("maintenance.upstream_silent"), {"name": name}) + "\n"
    at = words.instant(epoch_seconds(row.upstream_told_at), to.reader.zone)
    return filled(words("maintenance.upstream_told"), {"name": name, "at": at}) + "\n"


def _short(because: str, words: Words) -> str:
    return filled(words("maintenance.short"), {"because": one_line(because, 1000)}) + "\n" if because else ""
