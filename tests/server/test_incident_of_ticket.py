"""An incident to which a ticket leads: what its form begins with, that the two are linked, and one that is there."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from tests.server.console_scene import agents_desk, ticket
from tests.server.scene import NOBODY
from tests.server.signing import Browser
from upheld.server.accounts.registering import NewSubscription, subscribe
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.figures.models import Breach
from upheld.server.incidents.components import Shown, add_component
from upheld.server.incidents.models import Component, Incident
from upheld.server.incidents.posting import NewIncident, Post, open_incident, post_update
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds, instant_text, utc_from_seconds
from upheld.timeline.zones import zone

pytestmark = pytest.mark.django_db

CARE = "northlight-care"


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    return agents_desk()


def component(name: str, agreement: str = CARE) -> Component:
    """A component that comes from a service of an agreement."""
    made = add_component(Shown(name), NOBODY, present())
    made.agreement, made.service = agreement, name.lower()
    made.save()
    return made


def wall(at: int) -> str:
    """An instant by the provider's clock, as a form has it."""
    return utc_from_seconds(at).astimezone(zone("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M")


def chosen(page: str) -> dict[str, str]:
    """The component's codes for which a form has a status chosen, and which."""
    parts = re.findall(r'<select[^>]*name="component\.(\w+)">(.*?)</select>', page, re.DOTALL)
    found = {code: re.search(r'<option value="(\w+)" selected>', options) for code, options in parts}
    return {code: each[1] for code, each in found.items() if each}


def test_an_incident_is_opened_out_of_a_ticket_in_one_step_and_the_two_are_linked(desk: Browser) -> None:
    row, bookings, other = ticket("outage"), component("Bookings"), component("Calls", "apifonica")
    address = f"/desk/incidents/new?ticket={row.pk}"
    assert f'href="{address}"' in desk.text(f"/desk/tickets/{row.pk}")
    form = desk.text(address)
    # Its line, since when, and the one component of the agreement that it is under; no word of the customer's.
    assert f'value="{row.subject}"' in form
    assert f'value="{wall(row.opened_at)}"' in form
    assert chosen(form) == {bookings.code: "degraded_performance"}
    assert "every second booking fails" not in form
    told = {"title": "Bookings fail", "body": "We look.", f"component.{other.code}": "", "once": "0123456789" * 3}
    first, second = (desk.send(address, **told)["Location"] for _ in range(2))
    made = Incident.objects.get()
    assert (first, second) == (f"/desk/incidents/{made.code}",) * 2
    assert [each.ticket_id for each in made.linked_tickets.all()] == [row.pk]
    page = desk.text(f"/desk/tickets/{row.pk}")
    assert re.search(rf'href="/desk/incidents/{made.code}"><bdi class="name">Bookings fail</bdi>.*?Linked', page)
    assert f'href="/desk/tickets/{row.pk}"' in desk.text(first)


def test_what_is_refused_opens_nothing_links_nothing_and_keeps_what_was_written(desk: Browser) -> None:
    row = ticket("outage")
    refused = desk.send(f"/desk/incidents/new?ticket={row.pk}", title="Bookings fail", body="")
    page = refused.content.decode()
    assert (refused.status_code, 'value="Bookings fail"' in page) == (422, True)
    assert f'href="/desk/tickets/{row.pk}"' in page
    assert Incident.objects.count() == 0


def test_what_the_customer_said_of_it_stands_before_what_we_know(desk: Browser) -> None:
    now = present()
    calls, _messages = component("Calls", "plivo"), component("Messages", "plivo")
    account = ticket("outage").account
    subscribe(account, NewSubscription("plivo", "", date(2026, 1, 1)), NOBODY, now)
    began = now - timedelta(minutes=70)
    for said, at, concerned in (
        ("Calls", began, {calls.code: "degraded_performance"}),
        # Of several components, none is guessed; nothing began in the days to come.
        ("the whole of it", now + timedelta(days=1), {}),
    ):
        intake = {
            "reporter": "Ann", "service": said, "began_at": instant_text(epoch_seconds(at)), "ongoing": "yes",
            "failure": "All of them.",
        }  # fmt: skip
        told = Report("No calls", priority="p1", agreement="plivo", intake=intake)
        made = open_ticket(account, told, NOBODY, now).ticket
        form = desk.text(f"/desk/incidents/new?ticket={made.pk}")
        assert chosen(form) == concerned
        assert f'value="{wall(epoch_seconds(min(at, now)))}"' in form


def test_what_was_measured_to_be_down_is_so_since_it_was(desk: Browser) -> None:
    row, bookings, since = ticket("outage"), component("Bookings"), epoch_seconds(present()) - 5_400
    Breach.objects.create(
        account=row.account, agreement=CARE, about="api", kind="down", occurrence=str(since), ticket=row,
        found_at=present(),
    )  # fmt: skip
    form = desk.text(f"/desk/incidents/new?ticket={row.pk}")
    assert chosen(form) == {bookings.code: "major_outage"}
    assert f'value="{wall(since)}"' in form


def test_a_ticket_is_linked_with_an_incident_that_is_open_already(desk: Browser) -> None:
    row, now = ticket("outage"), present()
    open_one = open_incident(NewIncident("The gateway fails", "We look."), NOBODY, now)
    over = open_incident(NewIncident("Mail was late", "We look."), NOBODY, now)
    post_update(over.code, Post("It is over.", status="resolved"), NOBODY, now)
    page = desk.text(f"/desk/tickets/{row.pk}")
    assert ("The gateway fails" in page, "Mail was late" in page) == (True, False)
    act = f"/desk/incidents/{open_one.code}/act"
    told = {"act": "link", "ticket": str(row.pk), "from": "ticket"}
    # The agent stays with the ticket, which now names it, and offers it no more.
    assert desk.send(f"/desk/tickets/{row.pk}", act, **told)["Location"] == f"/desk/tickets/{row.pk}"
    after = desk.text(f"/desk/tickets/{row.pk}")
    assert (f'href="/desk/incidents/{open_one.code}"' in after, f'action="{act}"' in after) == (True, False)


def test_what_is_over_leads_to_no_incident_and_no_ticket_is_not_there(desk: Browser) -> None:
    closed = Ticket.objects.get(subject="Invoice 2211 shows the old address")
    assert "/desk/incidents/new" not in desk.text(f"/desk/tickets/{closed.pk}")
    for number in ("999999", "9" * 5000, "none"):
        assert desk.get(f"/desk/incidents/new?ticket={number}").status_code == 404
