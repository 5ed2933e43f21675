"""Access details that customers hand over: sealed, read on record, destroyed at the end, then to be changed."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.server.founding import customer
from tests.server.mail import contact
from tests.server.scene import NOBODY, Caller, key_for
from upheld.server.accounts.models import Account
from upheld.server.audit.models import AuditEntry
from upheld.server.credentials.ending import end, ended_with_credentials, record_done, remind, to_remind
from upheld.server.credentials.keeping import hand_over, revealed
from upheld.server.credentials.models import Credential
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.server.outbox.models import Outbox
from upheld.timeline.instants import epoch_seconds

pytestmark = pytest.mark.django_db
SECRET = "s3cret-of-acme"  # noqa: S105 - of a test
# Monday before Thanksgiving (26 November 2026), a holiday of the agreement's calendar.
SOLVED = datetime(2026, 11, 23, 12, tzinfo=UTC)


def opened(account: Account) -> Ticket:
    """A ticket under the agreement that recommends to change access details."""
    report = Report("Please look at our board", channel="e-mail", priority="general")
    return open_ticket(account, report, NOBODY, SOLVED - timedelta(hours=2)).ticket


def with_secret() -> Ticket:
    """A ticket of acme for which access details were handed over."""
    account = customer("api2task")
    contact(account, "ann@acme.example")
    ticket = opened(account)
    hand_over(ticket.pk, "board", SECRET, NOBODY, SOLVED - timedelta(hours=1))
    return ticket


def told(kind: str = "mail.access_change") -> list[tuple[str, str, str]]:
    """The letters: to whom, about what, and the sentence that asks."""
    rows = Outbox.objects.filter(kind=kind).order_by("pk").values_list("payload", flat=True)
    return [(row["to"], row["subject"], row["text"]) for row in rows]


def test_what_is_handed_over_is_stored_sealed_and_read_by_those_who_work_on_it() -> None:
    account = customer("api2task")
    ticket = opened(account)
    mine, agent = Caller(key_for("reporter", account)), Caller(key_for("agent"))
    path = f"/tickets/{ticket.pk}/credentials"
    made = mine.post(path, {"label": "board", "secret": SECRET}, Idempotency_Key="once")
    assert (made.status_code, SECRET in made.content.decode()) == (201, False)
    row = Credential.objects.get()
    assert SECRET not in json.dumps([row.sealed, row.label])
    assert SECRET not in mine.get(path).content.decode()
    assert mine.get(f"{path}/{row.pk}").status_code == 403
    read = agent.get(f"{path}/{row.pk}")
    assert (read.status_code, read.json(), read["Cache-Control"]) == (200, {"secret": SECRET}, "no-store")
    acts = AuditEntry.objects.filter(object_kind="credential").order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["credential.hand_over", "credential.read"]
    customer("plivo", "other")
    assert Caller(key_for("admin", Account.objects.get(slug="other"))).get(path).status_code == 404


def test_sealed_for_one_place_they_cannot_be_opened_at_another() -> None:
    ticket = with_secret()
    second = hand_over(ticket.pk, "other", "x", NOBODY, SOLVED)
    Credential.objects.filter(pk=second.pk).update(sealed=Credential.objects.get(label="board").sealed)
    second.refresh_from_db()
    with pytest.raises(ValueError, match="cannot be opened"):
        revealed(second, NOBODY, SOLVED)


@pytest.mark.clause("AT-12")
def test_when_a_ticket_is_solved_they_are_destroyed_and_should_be_changed_in_five_working_days() -> None:
    ticket = with_secret()
    assert (ended_with_credentials(), end(ticket.pk, SOLVED)) == ([], None)
    record(ticket.pk, [Fact(epoch_seconds(SOLVED), "resolved", "e-mail accepted")], NOBODY, SOLVED)
    assert ended_with_credentials() == [ticket.pk]
    change = end(ticket.pk, SOLVED + timedelta(seconds=5))
    row = Credential.objects.get()
    assert (row.sealed, row.destroyed_at) == ("", SOLVED + timedelta(seconds=5))
    # Tuesday, Wednesday, Friday (Thursday is Thanksgiving), Monday, Tuesday.
    assert change is not None
    assert (change.due, change.clause) == (date(2026, 12, 1), "Customer Support")
    asks = f"Ticket {ticket.pk} is solved, and we have destroyed the access details that you gave us for it. "
    by = "Please change them by 2026-12-01 (Customer Support)."
    subject = f"Ticket {ticket.pk}: please change the access details that you gave us"
    assert told() == [("ann@acme.example", subject, asks + by)]
    # Once, however often the worker comes by.
    assert (end(ticket.pk, SOLVED + timedelta(minutes=1)), len(told())) == (None, 1)
    assert to_remind(datetime(2026, 11, 30, 23, 59, tzinfo=UTC)) == []
    on_the_day = datetime(2026, 12, 1, 8, tzinfo=UTC)
    assert [remind(each, on_the_day) for each in to_remind(on_the_day)] == [True]
    assert [subject for _, subject, _ in told()][1:] == [f"Reminder, ticket {ticket.pk}: {subject.partition(': ')[2]}"]
    assert to_remind(on_the_day + timedelta(days=9)) == []
    mine = Caller(key_for("reporter", ticket.account))
    done = mine.post(f"/tickets/{ticket.pk}/access-changed", {})
    (listed,) = done.json()["changes"]
    assert (done.status_code, listed["due"], listed["done"] is not None) == (200, "2026-12-01", True)


def test_who_has_changed_them_is_not_reminded() -> None:
    ticket = with_secret()
    record(ticket.pk, [Fact(epoch_seconds(SOLVED), "fixed")], NOBODY, SOLVED)
    end(ticket.pk, SOLVED)
    assert record_done(ticket, NOBODY, SOLVED + timedelta(days=1)) == 1
    assert (to_remind(SOLVED + timedelta(days=30)), record_done(ticket, NOBODY, SOLVED)) == ([], 0)


def test_a_ticket_that_was_reopened_keeps_them_and_one_that_ended_takes_none() -> None:
    ticket = with_secret()
    at = epoch_seconds(SOLVED)
    record(ticket.pk, [Fact(at, "resolved"), Fact(at + 60, "reopened")], NOBODY, SOLVED + timedelta(minutes=1))
    assert end(ticket.pk, SOLVED + timedelta(minutes=2)) is None
    assert Credential.objects.get().sealed
    record(ticket.pk, [Fact(at + 3600, "closed")], NOBODY, SOLVED + timedelta(hours=1))
    agent = Caller(key_for("agent"))
    refused = agent.post(f"/tickets/{ticket.pk}/credentials", {"label": "x", "secret": "y"})
    assert (refused.status_code, refused.json()["problems"][0]["code"]) == (422, "ticket closed")
    end(ticket.pk, SOLVED + timedelta(hours=2))
    gone = agent.get(f"/tickets/{ticket.pk}/credentials/{Credential.objects.get().pk}")
    assert (gone.status_code, gone.json()["problems"][0]["code"]) == (422, "destroyed")
