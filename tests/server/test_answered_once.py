"""A message that reaches its reader in several ways answers once: by the first of them that the agreement counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.browser.living import settle
from tests.server.scene import NOBODY
from upheld.server.accounts.models import Account
from upheld.server.desk.facts import REACHED, Fact
from upheld.server.desk.judged import judged_events
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.server.desk.standing import Standing, standing, standing_of
from upheld.server.present import present
from upheld.support.clock import Clock

pytestmark = pytest.mark.django_db
MINUTE = 60


def told(row: Ticket, minutes: int, kind: str, how: str = "", of: int | None = None) -> int:
    """Something that happened so many minutes after the opening; its place in the ticket."""
    data: dict[str, object] = {"text": "We look."} if of is None else {REACHED: of}
    fact = Fact(row.opened_at + minutes * MINUTE, kind, how, data)  # type: ignore[arg-type]  # a kind of event
    record(row.pk, [fact], NOBODY, present())
    return Ticket.objects.get(pk=row.pk).last_sequence


def updates(stands: Standing) -> list[Clock]:
    """The clocks of updates, in order."""
    return [each for each in stands.clocks if each.kind == "update"]


def test_an_update_that_is_read_in_the_portal_later_is_no_second_update() -> None:
    settle(present())
    account = Account.objects.get(slug="harbour")
    report = Report("All is down", priority="p1", intake={"reporter": "Ann Berg"})
    made = open_ticket(account, report, NOBODY, present() - timedelta(hours=3)).ticket
    first = told(made, 20, "message_written")
    told(made, 20, "update", "e-mail accepted", first)
    told(made, 21, "update", "webhook delivered", first)
    second = told(made, 60, "message_written")
    told(made, 60, "update", "e-mail accepted", second)
    for message in (first, second):
        told(made, 100, "update", "portal", message)
    row = Ticket.objects.with_terms().get(pk=made.pk)
    now = made.opened_at + 110 * MINUTE
    # One hour each: told of at 20 and at 60 minutes, so the third is due at 120. That somebody read both at 100 tells
    # them nothing new, and puts nothing off.
    for stands in (standing_of(row, now), standing(row, judged_events([row.pk])[row.pk], now)):
        found = updates(stands)
        assert [(each.verdict, each.stopped and (each.stopped - made.opened_at) // MINUTE) for each in found] == [
            ("kept", 20), ("kept", 60), ("running", None),
        ]  # fmt: skip
        assert found[2].due == made.opened_at + 120 * MINUTE
