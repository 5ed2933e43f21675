"""What hangs on a ticket's page: files that came and that agents send, and the incidents that it is linked with."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.browser.people import CUSTOMER
from tests.server.console_scene import acted, agents_desk, signed_in, ticket
from tests.server.scene import NOBODY
from tests.server.signing import Browser
from upheld.server.access.actor import system
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.replying import CustomerMessage, reply
from upheld.server.incidents.components import Shown, add_component
from upheld.server.incidents.posting import NewIncident, Post, link_ticket, open_incident, post_update
from upheld.server.installed import installation
from upheld.server.keeping import keep
from upheld.server.present import present

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    return agents_desk()


def log(name: str = "trace.txt", content: bytes = b"GET / 503") -> SimpleUploadedFile:
    """A file to send."""
    return SimpleUploadedFile(name, content, "text/plain")


def sent(browser: Browser, path: str, **fields: object) -> tuple[int, str]:
    """Send a form with files."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', browser.text(path))
    assert token is not None
    answer = browser.client.post(f"{path}/act", {"csrfmiddlewaretoken": token[1], **fields})
    return answer.status_code, unescape(answer.content.decode())


def links(text: str) -> list[str]:
    """Where the files of a page are had."""
    return re.findall(r'href="(/portal/tickets/\d+/files/[^"]+)"', text)


def carried(text: str) -> str:
    """What a preview carries on of its files."""
    found = re.search(r'name="carried" value="([^"]+)"', text)
    assert found is not None
    return found[1]


def test_a_file_that_a_customer_sent_is_had_from_the_desk_and_its_name_is_mere_words(desk: Browser) -> None:
    row = ticket("upload")
    digest = keep(installation().data_dir, b"%PDF")
    file = {"name": '"><img src=x>.pdf', "size": 4, "sha256": digest}
    reply(row.pk, CustomerMessage("See the file", present(), "web form", {"attachments": [file]}), NOBODY, present())
    page = desk.get(f"/desk/tickets/{row.pk}").content.decode()
    assert "<img src=x" not in page
    (link,) = links(page)
    answer = desk.get(link)
    assert (answer.status_code, answer.content) == (200, b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_file_of_a_note_stays_in_the_house(desk: Browser) -> None:
    row = ticket("outage")
    path = f"/desk/tickets/{row.pk}"
    assert sent(desk, path, form="note", text="The trace", files=log())[0] == 303
    (link,) = links(desk.text(path))
    assert desk.get(link).content == b"GET / 503"
    customer = signed_in(CUSTOMER)
    assert customer.get(link).status_code == 404
    assert links(customer.text(f"/portal/tickets/{row.pk}")) == []


def test_files_of_a_reply_come_along_from_the_preview_and_its_letter_names_them(desk: Browser) -> None:
    row = ticket("outage")
    path = f"/desk/tickets/{row.pk}"
    told = {"form": "reply", "text": "Try this.", "notice": "Update"}
    status, preview = sent(desk, path, **told, preview="1", files=log("patch.txt", b"new"))
    assert (status, "Files, in the portal: patch.txt" in preview) == (200, True)
    status, again = sent(desk, path, **told, preview="1", carried=carried(preview))
    assert (status, "Files, in the portal: patch.txt" in again) == (200, True)
    assert sent(desk, path, **told, carried=carried(again))[0] == 303
    event = TicketEvent.objects.filter(ticket=row, kind="message_written").latest("sequence")
    assert [each["name"] for each in event.data["attachments"]] == ["patch.txt"]
    customer = signed_in(CUSTOMER)
    (link,) = links(customer.text(f"/portal/tickets/{row.pk}"))
    assert customer.get(link).content == b"new"


def test_files_of_a_form_that_is_refused_come_back_with_its_words(desk: Browser) -> None:
    row = ticket("outage")
    path = f"/desk/tickets/{row.pk}"
    # Somebody else was quicker: the ticket stands at another event than the one that was seen.
    told = {"form": "note", "text": "The trace", "seen": str(row.last_sequence + 7)}
    status, page = sent(desk, path, **told, files=log())
    assert (status, "The trace" in page, "trace.txt" in page) == (409, True, True)
    again = {"form": "note", "text": "The trace", "seen": str(row.last_sequence), "carried": carried(page)}
    assert sent(desk, path, **again)[0] == 303
    (link,) = links(desk.text(path))
    assert desk.get(link).content == b"GET / 503"


@pytest.mark.parametrize("carried_by", ["nothing we signed", "another ticket"])
def test_nobody_names_a_file_that_was_not_sent_with_the_form(desk: Browser, carried_by: str) -> None:
    row, other = ticket("upload"), ticket("outage")
    sealed = carried_by
    if carried_by == "another ticket":
        told = {"form": "reply", "text": "Look.", "preview": "1"}
        sealed = carried(sent(desk, f"/desk/tickets/{other.pk}", **told, files=log())[1])
    status, page = sent(desk, f"/desk/tickets/{row.pk}", form="reply", text="Look here.", carried=sealed)
    assert (status, "choose them again" in page, "Look here." in page) == (422, True, True)
    assert not TicketEvent.objects.filter(ticket=row, data__text="Look here.").exists()


def test_too_many_files_are_refused_and_the_words_are_kept(desk: Browser) -> None:
    row = ticket("upload")
    files = [log(f"{number}.txt") for number in range(6)]
    status, page = sent(desk, f"/desk/tickets/{row.pk}", form="note", text="All of them", files=files)
    assert (status, "At most 5 files." in page, "All of them" in page) == (422, True, True)


def test_a_ticket_names_its_incidents_at_the_desk_and_to_its_customer(desk: Browser) -> None:
    row, now = ticket("outage"), present()
    hidden = add_component(Shown("Core switch", visibility="hidden"), NOBODY, now)
    private = add_component(Shown("Their line", visibility="customers"), NOBODY, now)
    everywhere = open_incident(NewIncident("Bookings <b>fail</b>", "We look."), NOBODY, now)
    within = open_incident(NewIncident("Switch", "We look.", components={hidden.code: "major_outage"}), NOBODY, now)
    own = open_incident(NewIncident("Line", "We look.", components={private.code: "partial_outage"}), NOBODY, now)
    for each in (everywhere, within, own):
        link_ticket(each.code, row.pk, NOBODY, now)
    post_update(everywhere.code, Post("It is over.", status="resolved"), system("test"), now)
    page = desk.get(f"/desk/tickets/{row.pk}").content.decode()
    assert all(f'href="/desk/incidents/{each.code}"' in page for each in (everywhere, within, own))
    assert "Bookings &lt;b&gt;fail&lt;/b&gt;" in page
    assert desk.get(f"/desk/incidents/{everywhere.code}").status_code == 200
    customer = signed_in(CUSTOMER)
    other = Ticket.objects.filter(account=row.account).exclude(pk=row.pk).latest("pk")
    told = customer.text(f"/portal/tickets/{row.pk}")
    assert f'href="/status/incidents/{everywhere.code}"' in told
    assert re.search(r'href="/status/own"><bdi class="name">Line</bdi>', told)
    assert "Switch" not in told
    assert "What it belongs to" not in customer.text(f"/portal/tickets/{other.pk}")


def test_a_link_to_an_incident_elsewhere_is_named_in_the_timeline(desk: Browser) -> None:
    row = ticket("outage")
    assert acted(desk, row.pk, form="link", to="incident/77")[0] == 303
    assert '<strong>Linked</strong><bdi class="name">incident 77</bdi>' in desk.text(f"/desk/tickets/{row.pk}")
