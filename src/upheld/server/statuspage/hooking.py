"""Webhooks to subscribers: the bodies of the Statuspage API, signed; a challenge first, and an end to dead ones."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

from upheld.server.delivery.outcomes import Outcome
from upheld.server.incidents.changing import ComponentChange, component_changes
from upheld.server.incidents.models import CODE, Component, IncidentEvent
from upheld.server.installed import installation
from upheld.server.outward.addresses import NotAllowedError
from upheld.server.outward.posting import Answer, UnansweredError
from upheld.server.outward.posting import post as post_out
from upheld.server.present import present
from upheld.server.sealing import unseal
from upheld.server.statuspage import v2
from upheld.server.statuspage.models import Subscriber, ToldPost
from upheld.server.statuspage.subscribing import (
    challenge_place,
    confirm,
    confirming_link,
    end,
    fails,
    leaving_link,
    secret_of,
    thrives,
)
from upheld.server.statuspage.views import Site
from upheld.server.webhooks.registering import bounds
from upheld.server.webhooks.sending import outcome_of
from upheld.server.webhooks.signing import signed_headers
from upheld.timeline.instants import epoch_seconds

HOOK = "statuspage.hook"
MOST_OF_ANSWER = 4096
"""Bytes of the answer to a challenge that are read."""

_KIND = {"Content-Type": "application/json", "User-Agent": "upheld-webhooks/1"}


class HookNotTaken(RuntimeError):  # noqa: N818 - it says what happened
    """A receiver did not take what was posted to it."""


def payload_of(event: IncidentEvent, site: Site) -> v2.Json:
    """What webhooks are told of a post: the page, the incident, and what changed of components. Empty: it is not shown.

    It is made once for a post; each receiver gets it with a `meta` of its own.
    """
    told = (each for each in (*site.incidents, *site.maintenances) if each.code == event.incident.code)
    view = next(told, None)
    if view is None:
        return {}
    updates = {each.code: _update(event, each, site) for each in component_changes(event)}
    indicator, description = site.verdict
    return {
        "page": {"id": site.id, "status_indicator": indicator, "status_description": description},
        "incident": v2.incident(site, view),
        "updates": {code: update for code, update in updates.items() if update},
    }


def send_hook(code: str, event: int, component: str = "") -> None:
    """Post one webhook: of a post, or of what it changed of a component.

    Raises where it was not taken, so that the job is tried again; 410, or a week of failures, ends the subscription.
    """
    row = Subscriber.objects.filter(code=code, ended_at=None).first()
    told = ToldPost.objects.select_related("event__incident").filter(event=event).first()
    if row is None or told is None or not told.payload or not _is_shown(told.event, component):
        return
    payload = told.payload
    what = payload["updates"][component] if component else {"incident": payload["incident"]}
    now = present()
    body = {"meta": _meta(row, now), "page": payload["page"], **what}
    outcome = _outcome(_posted(row, f"msg_{told.event.code}{row.code}{component}", body, now), now)
    _conclude(row, outcome, now)


def send_challenge(code: str, sealed: str) -> None:
    """Ask a webhook whether it wants what is posted: it answers with the challenge, or somebody opens its link.

    Raises where it was not taken, so that the job is tried again.
    """
    row = Subscriber.objects.filter(code=code, ended_at=None, confirmed_at=None).first()
    token = unseal(sealed, challenge_place(code))
    if row is None or row.link_sha256 != hashlib.sha256(token.encode()).hexdigest():
        return  # confirmed, gone, or asked again since
    now = present()
    asked = {
        "id": row.code, "endpoint": row.address, "challenge": token, "confirm": confirming_link(token),
        "expires_at": v2.instant(row.link_until),
    }  # fmt: skip
    answered = _posted(
        row, f"msg_{row.code}{row.link_sha256[:8]}", {"meta": _meta(row, now), "subscription": asked}, now
    )
    outcome = _outcome(answered, now)
    if outcome.ending == "delivered" and isinstance(answered, Answer):
        if _answers(answered.body, token):
            confirm(token, now)
    elif outcome.ending == "gone":
        end(row, now, "it answered 410")
    else:
        raise HookNotTaken(outcome.says)


def _conclude(row: Subscriber, outcome: Outcome, now: datetime) -> None:
    if outcome.ending == "delivered":
        thrives(row)
    elif outcome.ending == "gone":
        end(row, now, "it answered 410")
    elif not fails(row, outcome.says, now):
        raise HookNotTaken(outcome.says)


def _posted(row: Subscriber, message: str, told: Mapping[str, object], now: datetime) -> Answer | Outcome:
    """Post a body; what came back, or why nothing did."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    headers = signed_headers(message, epoch_seconds(now), body, (secret_of(row),))
    try:
        return post_out(row.address, body, {**_KIND, **headers}, bounds(), MOST_OF_ANSWER)
    except (NotAllowedError, UnansweredError) as error:
        return Outcome("later", str(error))


def _outcome(answered: Answer | Outcome, now: datetime) -> Outcome:
    return answered if isinstance(answered, Outcome) else outcome_of(answered, now)


def _answers(body: bytes, token: str) -> bool:
    """Whether an answer is the challenge: alone, or as `challenge` of a JSON object. An echo of it all is none."""
    text = body.strip()
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        told = None
    said = told.get("challenge") if isinstance(told, dict) else None
    given = said.encode() if isinstance(said, str) else text
    return hmac.compare_digest(given, token.encode())


def _meta(row: Subscriber, now: datetime) -> v2.Json:
    documentation = f"{installation().base_url}/status/embed"
    return {"unsubscribe": leaving_link(row), "documentation": documentation, "generated_at": v2.instant(now)}


def _update(event: IncidentEvent, change: ComponentChange, site: Site) -> v2.Json:
    """A component and what changed of it; empty where it is not shown."""
    found = next((each for each in site.components if each.code == change.code), None)
    if found is None:
        return {}
    mark = hashlib.sha256(f"{event.code}{change.code}".encode()).hexdigest()[:CODE]
    return {
        "component": {**v2.component(site, found), "status": change.new},
        "component_update": {
            "id": mark, "component_id": change.code, "component_type": "Component", "old_status": change.old,
            "new_status": change.new, "created_at": v2.instant(event.at),
        },
    }  # fmt: skip


def _is_shown(event: IncidentEvent, component: str) -> bool:
    """Whether what a webhook tells of is still shown to everybody: components may have been hidden meanwhile."""
    codes = [component] if component else list(event.incident.components)
    return not codes or Component.objects.filter(code__in=codes, visibility="public", retired_at=None).exists()
