"""What a maintenance does by itself, where somebody chose so: it reminds, begins and ends by its window.

What happens so is a post like any other, written by the service: it tells of the plan. What was up and down meanwhile
is measured, and whether the window is excluded is for the agreement's rules.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction

from upheld.server.accounts.telling import provider_facts
from upheld.server.incidents.letters import post_reminders
from upheld.server.incidents.models import Maintenance
from upheld.server.incidents.posting import CLOCK, Post, add_post
from upheld.server.incidents.taking_place import go_on
from upheld.server.notices.words import languages, words_in

Step = Literal["remind", "begin", "end"]
_RUNNING = ("in_progress", "verifying")
_BEGUN, _ENDED, _REMINDER = "maintenance.begun", "maintenance.ended", "maintenance.reminder"


def keep_time(now: datetime) -> int:
    """Do what is due at an instant; how many steps were taken. What was missed is made up for, in order."""
    waiting = Maintenance.objects.filter(incident__status__in=("scheduled", *_RUNNING))
    codes = list(waiting.order_by("begins", "pk").values_list("incident__code", flat=True))
    return sum(_kept(code, now) for code in codes)


def said_in(body: str, language: str) -> str:
    """What a post says, in a reader's language where it is one of the clock's own; what a person wrote stays as it is.

    The record, the feeds and the API keep it in the provider's language.
    """
    told = (name for name in (_BEGUN, _ENDED, _REMINDER) if any(words_in(each)(name) == body for each in languages()))
    name = next(told, "")
    return words_in(language)(name) if name else body


def due_step(row: Maintenance, now: datetime) -> Step | None:
    """What is to be done next of a maintenance at an instant; None where nothing is, or a person is to do it."""
    status = row.incident.status
    if status == "scheduled":
        if now >= row.begins:
            return "begin" if row.begins_by_itself else None
        return "remind" if _is_to_remind(row, now) else None
    if status not in _RUNNING or not row.ends_by_itself or now < row.ends:
        return None
    # One that somebody began after its window has no end that we know.
    return "end" if row.began is None or row.began < row.ends else None


def _kept(code: str, now: datetime) -> int:
    """Take the steps of one maintenance, one after the other, each in its transaction."""
    taken = 0
    while _stepped(code, now):
        taken += 1
    return taken


def _stepped(code: str, now: datetime) -> bool:
    with transaction.atomic():
        rows = Maintenance.objects.select_related("incident").select_for_update(of=("self", "incident"))
        row = rows.get(incident__code=code)
        step = due_step(row, now)
        words = words_in(provider_facts().language)
        if step == "begin":
            go_on(code, "in_progress", words(_BEGUN), row.begins, (CLOCK, now))
        elif step == "end":
            go_on(code, "completed", words(_ENDED), row.ends, (CLOCK, now))
        elif step == "remind":
            window = {"begins": row.begins.isoformat()}
            add_post(row.incident, Post(words(_REMINDER), kind="reminder", data=window), CLOCK, now)
            post_reminders(row, now)
    return step is not None


def _is_to_remind(row: Maintenance, now: datetime) -> bool:
    """Whether its reminder is due: once for each window, and not where the window was told of after that instant."""
    if row.remind_minutes is None:
        return False
    due = row.begins - timedelta(minutes=row.remind_minutes)
    if now < due:
        return False
    # The events of one maintenance are few.
    events = tuple(row.incident.events.all())
    if any(each.kind == "reminder" and each.data.get("begins") == row.begins.isoformat() for each in events):
        return False
    told = max(each.at for each in events if each.kind in {"opened", "rescheduled"})
    return told < due
