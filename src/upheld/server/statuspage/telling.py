"""Telling subscribers of a post: a letter for each address, jobs for each webhook; each post once, in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from upheld.server.accounts.telling import provider_facts
from upheld.server.incidents.by_the_clock import said_in
from upheld.server.incidents.models import Component, IncidentEvent
from upheld.server.installed import installation
from upheld.server.jobs.lease import Lease
from upheld.server.jobs.queue import add
from upheld.server.notices.composing import status_page
from upheld.server.notices.events import sender
from upheld.server.notices.filling import filled, one_line, plain_text
from upheld.server.notices.words import Words, words_in
from upheld.server.outbox.posting import Letter, post
from upheld.server.statuspage.gathering import gathered
from upheld.server.statuspage.hooking import HOOK, payload_of
from upheld.server.statuspage.models import EMAIL, WEBHOOK, Subscriber, ToldPost
from upheld.server.statuspage.subscribing import leaving_link, subscribers_of
from upheld.server.statuspage.v2 import Json
from upheld.server.statuspage.views import Site
from upheld.timeline.instants import epoch_seconds

AT_ONCE = 200


def tell_waiting(lease: Lease, now: datetime) -> int:
    """Tell subscribers of every post of which they were not told yet, the oldest first; how many posts there were.

    What is told once is noted with it, in one transaction, so that nobody is told twice or not at all.
    """
    waiting = IncidentEvent.objects.filter(toldpost=None).exclude(kind="correction").order_by("pk")[:AT_ONCE]
    events = tuple(waiting.select_related("incident"))
    # The page is gathered once for all of them, and only where somebody is told of it.
    site = gathered(now) if events and _are_hooked() else None
    return sum(_told(event, site, lease, now) for event in events)


def _are_hooked() -> bool:
    return Subscriber.objects.filter(mode=WEBHOOK, ended_at=None, confirmed_at__isnull=False).exists()


def _told(event: IncidentEvent, site: Site | None, lease: Lease, now: datetime) -> bool:
    # A reminder is no post: clients of the status API know nothing of the kind.
    payload = payload_of(event, site) if site is not None and event.kind != "reminder" else {}
    with transaction.atomic():
        lease.hold()
        _, made = ToldPost.objects.get_or_create(event=event, defaults={"at": now, "payload": payload})
        if made:
            _tell(event, payload, now)
    return made


def _tell(event: IncidentEvent, payload: Json, now: datetime) -> None:
    shown = _shown(event)
    if shown is None:
        return
    letters = []
    changed = _changed(payload)
    for row in subscribers_of(event.incident.components):
        if row.mode == EMAIL:
            letters.append(_letter(row, event, shown))
        elif payload:
            add(HOOK, now, key=f"{row.code}/{event.pk}", code=row.code, event=event.pk)
            for code, group in changed:
                if not row.components or {code, group} & set(row.components):
                    add(HOOK, now, key=f"{row.code}/{event.pk}/{code}", code=row.code, event=event.pk, component=code)
    post(letters, None, now)


def _changed(payload: Json) -> tuple[tuple[str, str], ...]:
    """The components whose status changed, each with its group."""
    codes = list(payload.get("updates", {}))  # type: ignore[call-overload]  # a mapping by code, as it was made
    rows = Component.objects.filter(code__in=codes).order_by("position")
    return tuple(rows.values_list("code", "group__code"))


def _shown(event: IncidentEvent) -> str | None:
    """What a post is about in words, of what everybody may see; None where all of it is hidden."""
    codes = event.incident.components
    rows = Component.objects.filter(code__in=list(codes), visibility="public").order_by("position")
    names = list(rows.values_list("name", flat=True))
    if codes and not names:
        return None
    return ", ".join([*names, *map(str, event.incident.destinations)])


def _letter(row: Subscriber, event: IncidentEvent, concerns: str) -> Letter:
    words, leave = words_in(row.language), leaving_link(row)
    lines = dict(_lines(event, concerns, words))
    values = {
        **{name: one_line(value, 500) for name, value in lines.items()},
        "body": said_in(event.body, row.language),
    }
    values |= {"window": _window(event, words), "unsubscribe": leave}
    subject = "subscription.soon_subject" if event.kind == "reminder" else "subscription.post_subject"
    told = {
        "to": row.address, "subject": one_line(filled(words(subject), values)),
        "text": plain_text(filled(words("subscription.post_text"), values)), "language": words.language,
        "unsubscribe": leave,
    }  # fmt: skip
    return Letter(f"post/{event.code}/{row.code}", "mail.post", told)


def _lines(event: IncidentEvent, concerns: str, words: Words) -> Iterator[tuple[str, str]]:
    yield "provider", sender().name or "Upheld"
    yield "title", event.incident.title
    yield "status", words(f"incident.{event.status}")
    yield "at", words.instant(epoch_seconds(event.at), provider_facts().zone)
    yield "concerns", concerns or words("maintenance.everything")
    yield "page", f"{installation().base_url}/status/incidents/{event.incident.code}"
    yield "status_page", status_page()


def _window(event: IncidentEvent, words: Words) -> str:
    """From when until when, as lines of their own; empty for an incident."""
    if event.incident.kind != "maintenance":
        return ""
    row, zone_name = event.incident.maintenance, provider_facts().zone
    told = {name: words.instant(epoch_seconds(getattr(row, name)), zone_name) for name in ("begins", "ends")}
    return filled(words("subscription.window"), told) + "\n"
