"""The second wall: where a query forgets to ask whose rows it may see, PostgreSQL shows the caller's own."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import ProgrammingError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from tests.server.postgresql import WANTED
from tests.server.scene import NOBODY, NOW, Scene, key_for
from tests.server.things import things_of
from upheld.server.access.routes import asks_for, open_to_all
from upheld.server.access.scope import EVERYTHING, NOTHING, within
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.wall.policies import walled

pytestmark = pytest.mark.skipif(not WANTED, reason="only PostgreSQL has policies on rows")


@asks_for("ticket.read")
def forgetful(_: HttpRequest) -> HttpResponse:
    """A page that forgets whose tickets it shows."""
    return HttpResponse(" ".join(str(number) for number in Ticket.objects.order_by("pk").values_list("pk", flat=True)))


@open_to_all("for the test")
def careless(_: HttpRequest) -> HttpResponse:
    """A page that is open to all and looks at tickets."""
    return HttpResponse(str(Ticket.objects.count()))


urlpatterns = [path("forgetful", forgetful), path("careless", careless)]


def counts() -> dict[str, int]:
    """How many rows each walled table shows now."""
    tables = {each.table for each in walled()}
    return {m._meta.label: m._base_manager.count() for m in apps.get_models() if m._meta.db_table in tables}


def test_a_page_that_forgets_to_ask_shows_ones_own_and_no_more(scene: Scene) -> None:
    own, others = (things_of(account)["tickets"] for account in (scene.acme, scene.other))
    with override_settings(ROOT_URLCONF=__name__):

        def seen(key: str) -> str:
            return Client().get("/forgetful", headers={"Authorization": f"Bearer {key}"}).content.decode()

        assert seen(key_for("admin", scene.acme)) == own
        assert seen(key_for("reporter", scene.other)) == others
        assert seen(scene.agent) == f"{own} {others}"
        assert Client().get("/careless").content == b"0"


def test_every_table_of_an_account_shows_its_rows_to_it_alone(scene: Scene) -> None:
    for account in (scene.acme, scene.other):
        things_of(account)
    with within(NOTHING):
        assert {label: count for label, count in counts().items() if count} == {}
    with within(EVERYTHING):
        everything = counts()
    with within(str(scene.acme.pk)):
        own = counts()
    with within(str(scene.other.pk)):
        others = counts()
    # Both accounts have the same things; what is neither's, such as keys of the desk, only the desk sees.
    assert own == others
    assert own["accounts.Account"] == own["desk.Ticket"] == own["webhooks.Endpoint"] == 1
    assert all(own[label] + others[label] <= everything[label] for label in everything)
    assert {"desk.TicketEvent", "outbox.Outbox", "delivery.Delivery", "audit.AuditEntry"} <= {n for n in own if own[n]}


def test_nothing_is_written_for_another_account(scene: Scene) -> None:
    number = open_ticket(scene.other, Report("It is down", priority="1"), NOBODY, NOW).ticket.pk
    with within(str(scene.acme.pk)):
        assert Ticket.objects.filter(pk=number).update(subject="changed") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Ticket.objects.bulk_create(
                [Ticket(account=scene.other, version_id=1, plan="gold", subject="x", opened_at=0)]
            )
    assert Ticket.objects.get(pk=number).subject == "It is down"


def test_a_setting_that_was_undone_is_set_again(scene: Scene) -> None:
    things_of(scene.acme)
    with within(NOTHING):
        with transaction.atomic():
            with within(str(scene.acme.pk)):
                assert Ticket.objects.count() == 1
            transaction.set_rollback(True)
        assert Ticket.objects.count() == 0
    assert Ticket.objects.count() == 1
