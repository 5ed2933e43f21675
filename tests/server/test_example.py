"""The example shows life whenever somebody looks: at night, at a weekend, on New Year's Day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from upheld.cli.demo_files import lay_out
from upheld.server.delivery.models import WAITING, Delivery
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.example.happening import happen
from upheld.server.example.provider import settle_provider
from upheld.server.example.tickets import tellings, tickets
from upheld.server.outbox.models import Outbox
from upheld.timeline.instants import epoch_seconds

pytestmark = pytest.mark.django_db

SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 40, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
NEW_YEAR = datetime(2027, 1, 1, 0, 20, tzinfo=UTC)


@pytest.mark.parametrize("now", [SUNDAY_NIGHT, MONDAY_MORNING, NEW_YEAR], ids=lambda now: f"{now:%a %d %b}")
def test_what_is_on_the_desk_does_not_depend_on_the_day(now: datetime, tmp_path: Path) -> None:
    """Of what goes on now; what happened in the weeks before is over."""
    lay_out(tmp_path)
    cast = settle_provider(tmp_path / "agreements", now - timedelta(days=200))
    happen(tickets(cast, tellings(now, weeks=0)), now)
    work = Ticket.objects.filter(state__in=("open", "waiting"))
    at = epoch_seconds(now)
    due = [each - at for each in work.values_list("next_due", flat=True) if each is not None]
    assert sum(seconds < 0 for seconds in due) in {1, 2}, "one is late, and no crowd"
    assert sum(0 <= seconds < 3600 for seconds in due) >= 2, "some fall due within the hour"
    assert sum(3600 <= seconds < 8 * 3600 for seconds in due) >= 3, "others within the shift"
    assert work.filter(state="waiting").count() >= 2
    assert Ticket.objects.filter(state="solved").exists(), "one waits for the customer's word that it is solved"
    kinds = set(TicketEvent.objects.filter(at__gt=at - 86_400).values_list("kind", flat=True))
    assert {"reopened", "customer_message", "message_written", "paused"} <= kinds, kinds
    assert Outbox.objects.filter(kind="step.escalation", created_at__gt=now - timedelta(days=1)).exists()
    assert not Delivery.objects.filter(status=WAITING, next_at__lte=now).exists(), "nothing is still to go out"
