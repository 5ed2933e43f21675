"""What becomes of a maintenance: it begins, is verified, ends, or is called off; and is recorded as an exclusion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.incidents.excluding import record_exclusions
from upheld.server.incidents.models import Maintenance
from upheld.server.incidents.posting import ASKED, Post, add_post, body_faults
from upheld.server.incidents.vocabulary import MaintenanceStatus
from upheld.wording import say

_NEXT: Mapping[str, tuple[MaintenanceStatus, ...]] = MappingProxyType(
    {
        "scheduled": ("in_progress", "cancelled"),
        "in_progress": ("verifying", "completed"),
        "verifying": ("in_progress", "completed"),
    }
)


def next_statuses(status: str) -> tuple[MaintenanceStatus, ...]:
    """What a maintenance can become; nothing where it is over."""
    return _NEXT.get(status, ())


def go_on(code: str, to: MaintenanceStatus, body: str, at: datetime, who: tuple[Actor, datetime]) -> Maintenance:
    """Say that a maintenance has come to a further state, and at which instant it did.

    When it is completed, the time that it took is recorded as an exclusion with every agreement concerned, with the
    announcement as it was made; whether the exclusion holds is for the agreement's rules. Raises `upheld.Refused`.
    """
    actor, now = who
    with transaction.atomic():
        rows = Maintenance.objects.select_related("incident").select_for_update(of=("self", "incident"))
        made = rows.get(incident__code=code)
        problems = [*body_faults(body), *_faults(made, to, at, now)]
        if problems:
            raise Refused(problems)
        if to == "in_progress" and made.began is None:
            made.began = at
        if to == "completed":
            made.ended = at
        made.save(update_fields=("began", "ended"))
        add_post(made.incident, Post(body, to, data={"at": at.isoformat()}), actor, now)
        if to == "completed":
            record_exclusions(made, actor, now)
    return made


def _faults(row: Maintenance, to: MaintenanceStatus, at: datetime, now: datetime) -> list[Problem]:
    status = row.incident.status
    found = []
    if to not in next_statuses(status):
        what = say("it is {status}, and cannot become {to}", status=status, to=to)
        known = ", ".join(next_statuses(status)) or say("nothing follows")
        found.append(Problem(ASKED, "status", what, say("next: {known}", known=known)))
    if at > now:
        found.append(Problem(ASKED, "at", say("that is in the future")))
    if to == "completed" and row.began is not None and at <= row.began:
        found.append(Problem(ASKED, "at", say("it ended before it began")))
    return found
