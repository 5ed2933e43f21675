"""Telling subscribers of a post: a letter for each address, a job for each webhook; each post once, in order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from upheld.server.delivery.outcomes import Outcome
from upheld.server.incidents.models import Component, IncidentEvent
from upheld.server.installed import installation
from upheld.server.jobs.lease import Lease
from upheld.server.jobs.queue import add
from upheld.server.notices.composing import status_page
from upheld.server.notices.events import sender
from upheld.server.notices.filling import filled, one_line, plain_text
from upheld.server.notices.words import words_in
from upheld.server.outbox.posting import Letter, post
from upheld.server.outward.addresses import NotAllowedError
from upheld.server.outward.posting import UnansweredError
from upheld.server.outward.posting import post as post_out
from upheld.server.present import present
from upheld.server.statuspage import v2
from upheld.server.statuspage.gathering import gathered
from upheld.server.statuspage.models import EMAIL, Subscriber, ToldPost
from upheld.server.statuspage.subscribing import end, leaving_link, secret_of, subscribers_of
from upheld.server.webhooks.registering import bounds
from upheld.server.webhooks.sending import outcome_of
from upheld.server.webhooks.signing import signed_headers
from upheld.timeline.instants import epoch_seconds

HOOK = "statuspage.hook"
AT_ONCE = 200


def tell_waiting(lease: Lease, now: datetime) -> int:
    """Tell subscribers of every post of which they were not told yet, the oldest first; how many posts there were.

    What is told once is noted with it, in one transaction, so that nobody is told twice or not at all.
    """
    waiting = IncidentEvent.objects.filter(toldpost=None).exclude(kind="correction").order_by("pk")[:AT_ONCE]
    told = 0
    for event in waiting.select_related("incident"):
        with transaction.atomic():
            lease.hold()
            _, made = ToldPost.objects.get_or_create(event=event, defaults={"at": now})
            if made:
                _tell(event, now)
                told += 1
    return told


def send_hook(code: str, event: int) -> None:
    """Post one webhook. Raises where it was not taken, so that the job is tried again; 410 ends the subscription."""
    row = Subscriber.objects.filter(code=code, ended_at=None).first()
    told = IncidentEvent.objects.select_related("incident").filter(pk=event).first()
    if row is None or told is None:
        return
    now = present()
    payload = _payload(row, told, now)
    if payload is None:
        return  # nothing of it is shown any more
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    headers = signed_headers(f"msg_{told.code}{row.code}", epoch_seconds(now), body, (secret_of(row),))
    outcome = _posted(row.address, body, headers, now)
    if outcome.ending == "gone":
        end(row, now)
    elif outcome.ending != "delivered":
        raise HookNotTaken(outcome.says)


def _posted(address: str, body: bytes, headers: Mapping[str, str], now: datetime) -> Outcome:
    known = {"Content-Type": "application/json", "User-Agent": "upheld-webhooks/1"}
    try:
        return outcome_of(post_out(address, body, {**known, **headers}, bounds()), now)
    except (NotAllowedError, UnansweredError) as error:
        return Outcome("later", str(error))


class HookNotTaken(RuntimeError):  # noqa: N818 - it says what happened
    """A receiver did not take what was posted to it."""


def _tell(event: IncidentEvent, now: datetime) -> None:
    shown = _shown(event)
    if shown is None:
        return
    letters = []
    for row in subscribers_of(event.incident.components):
        if row.mode == EMAIL:
            letters.append(_letter(row, event, shown))
        else:
            add(HOOK, now, key=f"{row.code}/{event.pk}", code=row.code, event=event.pk)
    post(letters, None, now)


def _shown(event: IncidentEvent) -> str | None:
    """What a post is about in words, of what everybody may see; None where all of it is hidden."""
    codes = event.incident.components
    rows = Component.objects.filter(code__in=list(codes), visibility="public").order_by("position")
    names = list(rows.values_list("name", flat=True))
    if codes and not names:
        return None
    return ", ".join([*names, *map(str, event.incident.destinations)])


def _letter(row: Subscriber, event: IncidentEvent, concerns: str) -> Letter:
    words, by = words_in(row.language), sender()
    leave = leaving_link(row)
    lines = {
        "provider": by.name or "Upheld", "title": event.incident.title, "status": words(f"incident.{event.status}"),
        "at": words.instant(epoch_seconds(event.at), "UTC"), "concerns": concerns or words("maintenance.everything"),
        "page": f"{installation().base_url}/status/incidents/{event.incident.code}", "status_page": status_page(),
        "unsubscribe": leave,
    }  # fmt: skip
    values = {**{name: one_line(value, 500) for name, value in lines.items()}, "body": event.body}
    told = {
        "to": row.address, "subject": one_line(filled(words("subscription.post_subject"), values)),
        "text": plain_text(filled(words("subscription.post_text"), values)), "language": words.language,
        "unsubscribe": leave,
    }  # fmt: skip
    return Letter(f"post/{event.code}/{row.code}", "mail.post", told)


def _payload(row: Subscriber, event: IncidentEvent, now: datetime) -> v2.Json | None:
    """The body of a webhook, as the Statuspage API has it; None where the page does not show it."""
    site = gathered(now)
    indicator, description = site.verdict
    shown = (each for each in (*site.incidents, *site.maintenances) if each.code == event.incident.code)
    view = next(shown, None)
    if view is None:
        return None
    return {
        "meta": {
            "unsubscribe": leaving_link(row), "documentation": f"{site.url}/status/", "generated_at": v2.instant(now),
        },
        "page": {"id": site.id, "status_indicator": indicator, "status_description": description},
        "incident": v2.incident(site, view),
    }  # fmt: skip
