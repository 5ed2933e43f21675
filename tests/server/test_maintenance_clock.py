"""Maintenance that keeps to the clock: it reminds, begins and ends by its window, and is made up for when missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.server.founding import customer
from tests.server.mail import contact
from tests.server.scene import NOBODY, NOW, Caller, Scene
from upheld.problems import Refused
from upheld.server.accounts.models import Account, Provider
from upheld.server.audit.models import AuditEntry
from upheld.server.figures.models import ExclusionRecord
from upheld.server.incidents.announcing import announce
from upheld.server.incidents.by_the_clock import keep_time
from upheld.server.incidents.maintenance import ByTheClock, NewMaintenance, reschedule, schedule, set_clock
from upheld.server.incidents.models import Incident, Maintenance
from upheld.server.incidents.posting import CLOCK
from upheld.server.incidents.taking_place import go_on
from upheld.server.outbox.models import Outbox

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BEGINS, ENDS = NOW + 24 * HOUR, NOW + 26 * HOUR


@pytest.fixture
def acme() -> Account:
    """A customer who is told of maintenance."""
    Provider.objects.create(name="Northlight", support_phone="+49 30 1234567")
    made = customer("apifonica")
    contact(made, "ann@acme.example")
    return made


def planned(*, begins: bool = True, ends: bool = True, remind: int | None = None, **more: Any) -> Maintenance:
    """A maintenance from the 24th hour to the 26th."""
    new = NewMaintenance("Cables", "Short.", BEGINS, ENDS, clock=ByTheClock(begins, ends, remind), **more)
    return schedule(new, NOBODY, NOW)


def told(row: Maintenance) -> list[tuple[str, str, str]]:
    """The events after the first: kind, state and who."""
    return list(row.incident.events.filter(sequence__gt=1).order_by("pk").values_list("kind", "status", "actor"))


def test_it_begins_and_ends_at_its_window_and_says_who_wrote_that() -> None:
    row = planned()
    assert keep_time(BEGINS - MINUTE) == 0
    assert keep_time(BEGINS + MINUTE) == 1
    assert keep_time(BEGINS + 2 * MINUTE) == 0
    assert keep_time(ENDS) == 1
    row.refresh_from_db()
    # By its window: not by the minute in which somebody looked.
    assert (row.began, row.ended, row.incident.status) == (BEGINS, ENDS, "completed")
    assert told(row) == [("update", "in_progress", CLOCK.id), ("update", "completed", CLOCK.id)]
    assert keep_time(ENDS + HOUR) == 0


def test_what_was_missed_while_nothing_ran_is_made_up_for_in_order() -> None:
    row = planned()
    assert keep_time(ENDS + 5 * HOUR) == 2
    assert [status for _, status, _ in told(row)] == ["in_progress", "completed"]
    row.refresh_from_db()
    assert (row.began, row.ended) == (BEGINS, ENDS)


def test_nothing_happens_by_itself_unless_it_was_chosen() -> None:
    row = planned(begins=False, ends=False)
    assert keep_time(ENDS) == 0
    only_end = planned(begins=False)
    # It never began, as far as anybody said: it has no end.
    assert keep_time(ENDS) == 0
    go_on(only_end.incident.code, "in_progress", "It begins.", ENDS - HOUR, (NOBODY, ENDS))
    assert keep_time(ENDS) == 1
    assert told(row) == []


def test_one_that_began_after_its_window_is_ended_by_a_person() -> None:
    row = planned(begins=False)
    go_on(row.incident.code, "in_progress", "Late.", ENDS + HOUR, (NOBODY, ENDS + HOUR))
    assert keep_time(ENDS + 2 * HOUR) == 0


def test_one_that_was_called_off_does_nothing_any_more() -> None:
    row = planned(remind=60)
    go_on(row.incident.code, "cancelled", "Not needed.", NOW + HOUR, (NOBODY, NOW + HOUR))
    assert keep_time(ENDS) == 0


def test_the_exclusion_of_one_that_kept_to_the_clock_says_that_nobody_saw_it(acme: Account) -> None:
    row = planned(sort="unplanned")
    announce(row.incident.code, "", NOBODY, NOW)
    keep_time(ENDS)
    (record,) = ExclusionRecord.objects.all()
    assert (record.begins, record.ends) == (int(BEGINS.timestamp()), int(ENDS.timestamp()))
    # Its evidence is the plan: what was up and down is measured, and whether it is excluded is for the rules.
    assert record.evidence[-1] == "begun or ended by the clock of its window; nobody said when it was"
    assert acme.name


def test_who_was_told_is_reminded_once_for_each_window(acme: Account) -> None:
    row = planned(remind=90)
    announce(row.incident.code, "", NOBODY, NOW)
    assert keep_time(BEGINS - 91 * MINUTE) == 0
    assert keep_time(BEGINS - 90 * MINUTE) == 1
    assert keep_time(BEGINS - 80 * MINUTE) == 0
    letters = Outbox.objects.filter(kind="mail.maintenance", payload__subject__startswith="Reminder: maintenance")
    assert [each.payload["to"] for each in letters] == ["ann@acme.example"]
    # Moved by a day: reminded again; nobody was told of the new window by mail, so subscribers alone are.
    later = BEGINS + 24 * HOUR
    code = row.incident.code
    reschedule(code, later, later + HOUR, "A day later.", (NOBODY, BEGINS - HOUR))
    assert keep_time(later - HOUR) == 1
    assert letters.count() == 1
    assert acme.name


def test_a_reminder_that_would_come_with_the_first_post_is_none() -> None:
    row = planned(remind=60)
    assert row.incident.code
    late = schedule(
        NewMaintenance("Now", "Soon.", NOW + 10 * MINUTE, NOW + HOUR, clock=ByTheClock(remind_minutes=60)), NOBODY, NOW
    )
    assert keep_time(NOW + MINUTE) == 0
    assert told(late) == []


def test_what_it_does_by_itself_can_be_changed_until_it_is_over() -> None:
    row = planned(begins=False, ends=False)
    code = row.incident.code
    made = set_clock(code, ByTheClock(begins=True, ends=True, remind_minutes=30), NOBODY, NOW)
    assert (made.begins_by_itself, made.ends_by_itself, made.remind_minutes) == (True, True, 30)
    assert AuditEntry.objects.filter(action="maintenance.clock").count() == 1
    with pytest.raises(Refused, match="minutes before it begins"):
        set_clock(code, ByTheClock(remind_minutes=0), NOBODY, NOW)
    keep_time(ENDS)
    assert Incident.objects.get(code=code).status == "completed"
    with pytest.raises(Refused, match="nothing of it is to come"):
        set_clock(code, ByTheClock(), NOBODY, ENDS)


def test_the_clock_over_the_api(scene: Scene) -> None:
    agent = Caller(scene.agent)
    body = {
        "title": "Cables", "body": "Short.", "begins": "2030-01-01T00:00:00Z", "ends": "2030-01-01T02:00:00Z",
        "begins_by_itself": True, "remind_minutes": 60,
    }  # fmt: skip
    made = agent.post("/maintenances", body)
    assert (made.status_code, made.json()["begins_by_itself"], made.json()["ends_by_itself"]) == (201, True, False)
    code = made.json()["code"]
    changed = agent.post(f"/maintenances/{code}/clock", {"ends_by_itself": True})
    told = changed.json()
    assert (changed.status_code, told["ends_by_itself"], told["remind_minutes"]) == (200, True, None)
