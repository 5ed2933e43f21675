"""Being told of posts: confirmed by one link, sent by a real mail server and real webhooks, and left at any time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.server.scene import NOBODY, Scene
from tests.server.sinks import MailSink, mail_server
from tests.server.telling import deliver, furnish, opened, with_mail
from upheld.server.accounts.telling import ProviderFacts, set_provider
from upheld.server.audit.models import AuditEntry
from upheld.server.delivery.recording import suppress
from upheld.server.incidents.components import Shown, add_component
from upheld.server.incidents.models import Incident
from upheld.server.incidents.posting import NewIncident, Post, open_incident, post_update
from upheld.server.jobs.kinds import kinds
from upheld.server.outbox.models import Outbox
from upheld.server.present import present
from upheld.server.statuspage.hooking import HOOK
from upheld.server.statuspage.models import Subscriber
from upheld.server.statuspage.subscribing import (
    LINK_LASTS,
    MAIL,
    Wish,
    confirm,
    end,
    forget,
    leaving_link,
    readers,
    subscribe,
)
from upheld.server.statuspage.v2 import instant
from upheld.server.statuspage.work import post_to_webhook

pytestmark = pytest.mark.django_db
assert kinds()[HOOK].run is post_to_webhook  # the room's kinds of work are known
ADDRESS = "ann@reader.example"


@pytest.fixture
def mail(settings: Settings) -> Iterator[MailSink]:
    """A provider, a real mail server, and nobody who asked before."""
    set_provider(ProviderFacts("Northlight", "+49 30 1234567"), NOBODY, present())
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        yield sink


def asked(address: str = ADDRESS, **fields: Any) -> Any:
    """Somebody asks on the page."""
    return Client(HTTP_ACCEPT_LANGUAGE="en").post("/status/subscribe", {"email": address, **fields})


def link_in(sink: MailSink) -> str:
    """The path of the link in the last mail."""
    body = sink.taken[-1].get_body(("plain",))
    assert body is not None
    (link,) = re.findall(r"https://help\.example(/status/confirm\?t=[\w-]+)", body.get_content())
    return str(link)


def confirmed(sink: MailSink, address: str = ADDRESS, **fields: Any) -> Subscriber:
    """Somebody who asked, got the link, opened it and pressed the button."""
    asked(address, **fields)
    deliver()
    assert Client().post(link_in(sink)).status_code == 200
    return Subscriber.objects.get(address=address)


def posted(*codes: str, title: str = "Calls fail") -> Incident:
    """An incident about some components, of which all jobs are done."""
    new = NewIncident(title, "We look into it.", components=dict.fromkeys(codes, "major_outage"))
    row = open_incident(new, NOBODY, present())
    # First the letters come to be, then they are sent.
    deliver()
    deliver()
    return row


def test_nothing_is_sent_before_the_link_was_used_and_it_works_once(mail: MailSink) -> None:
    assert "Check your mail" in asked().content.decode()
    posted()
    assert mail.subjects(ADDRESS) == ["Please confirm: news of Northlight"]
    link = link_in(mail)
    # A program that opens every link of a mail confirms nothing.
    assert "Confirm your subscription" in Client(HTTP_ACCEPT_LANGUAGE="en").get(link).content.decode()
    assert Subscriber.objects.get().confirmed_at is None
    assert Client().post(link).status_code == 200
    assert Subscriber.objects.get().confirmed_at is not None
    assert (Client().get(link).status_code, Client().post(link).status_code) == (404, 404)


def test_a_link_lasts_three_days(mail: MailSink) -> None:
    asked()
    deliver()
    token = link_in(mail).partition("t=")[2]
    assert confirm(token, present() + LINK_LASTS) is None
    assert confirm(token, present() + LINK_LASTS - timedelta(minutes=1)) is not None


def test_addresses_of_who_never_confirmed_or_left_are_forgotten(mail: MailSink) -> None:
    gone, kept = confirmed(mail, "gone@reader.example"), confirmed(mail)
    asked("never@reader.example")
    end(gone, present())
    assert forget(present() + timedelta(days=4)) == 1
    assert forget(present() + timedelta(days=31)) == 1
    assert list(Subscriber.objects.all()) == [kept]


def test_a_post_reaches_who_asked_for_its_component_and_can_be_left_by_one_click(mail: MailSink) -> None:
    voice, chat = (add_component(Shown(name), NOBODY, present()) for name in ("Voice", "Chat"))
    confirmed(mail, component=[voice.code])
    posted(chat.code, title="Chat is slow")
    row = posted(voice.code)
    assert mail.subjects(ADDRESS)[1:] == ["Northlight, investigating: Calls fail"]
    sent = mail.taken[-1]
    leave = leaving_link(Subscriber.objects.get())
    assert (sent["List-Unsubscribe"].strip(), sent["List-Unsubscribe-Post"]) == (
        f"<{leave}>",
        "List-Unsubscribe=One-Click",
    )
    body = sent.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert f"https://help.example/status/incidents/{row.code}" in text
    assert "Concerns: Voice" in text
    path = leave.removeprefix("https://help.example")
    assert "Get no more of these?" in Client(HTTP_ACCEPT_LANGUAGE="en").get(path).content.decode()
    assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    post_update(row.code, Post("News.", "identified"), NOBODY, present())
    deliver()
    assert len(mail.subjects(ADDRESS)) == 2


def test_who_came_back_leaves_by_the_link_of_an_old_mail_too(mail: MailSink) -> None:
    old = leaving_link(confirmed(mail)).removeprefix("https://help.example")
    assert Client().post(old).status_code == 200
    asked()
    deliver()
    assert Client().post(link_in(mail)).status_code == 200
    assert readers().addresses == 1
    assert (Client().post(old).status_code, readers().addresses) == (200, 0)
    # It may be pressed again and again.
    assert Client().post(old).status_code == 200


def test_a_post_is_told_once_however_often_it_is_looked_at(mail: MailSink) -> None:
    confirmed(mail)
    posted()
    deliver()
    deliver()
    assert Outbox.objects.filter(kind="mail.post").count() == 1


def test_who_asks_learns_nothing_of_others_and_cannot_flood_anybody(mail: MailSink) -> None:
    first = asked().content
    assert asked().content == first
    confirmed_page = confirmed(mail)
    assert confirmed_page.confirmed_at is not None
    assert asked().content == first
    deliver()
    assert len(mail.subjects(ADDRESS)) == 1
    answers = [asked(f"other{number}@reader.example") for number in range(12)]
    last = answers[-1]
    assert (last.status_code, "Too many tries" in last.content.decode()) == (429, True)
    # It is told at the field that was filled in, and programs are told how long to wait.
    hook = Client(HTTP_ACCEPT_LANGUAGE="en").post("/status/subscribe", {"endpoint": "https://hooks.example/x"})
    assert re.search(r'id="endpoint-error">.*?Too many tries', hook.content.decode(), re.DOTALL)
    told = json.dumps({"subscriber": {"email": "late@reader.example"}})
    program = Client().post("/api/v2/subscribers.json", told, content_type="application/json")
    assert (program.status_code, 1 <= int(program["Retry-After"]) <= 60) == (429, True)


def test_however_often_and_from_wherever_it_is_asked_an_address_gets_few_links() -> None:
    wish, began = Wish("email", ADDRESS), present()
    for number in range(24):
        # Each half hour, and as if no link were on its way any more.
        subscribe(wish, began + number * timedelta(minutes=30))
        Subscriber.objects.update(link_until=None)
    # Three at once, and three a day: half a day lets one more than one of these through.
    assert Outbox.objects.filter(kind=MAIL).count() == 4
    # What is asked of another address has links of its own.
    subscribe(Wish("email", "bob@reader.example"), began)
    assert Outbox.objects.filter(kind=MAIL).count() == 5


def test_an_address_that_takes_no_mail_is_told_nothing_and_its_subscription_ends(mail: MailSink) -> None:
    gone, kept = confirmed(mail, "Gone@reader.example"), confirmed(mail)
    suppress("gone@reader.example", "bounced: no such mailbox", present())
    posted()
    assert (len(mail.subjects("Gone@reader.example")), len(mail.subjects(ADDRESS))) == (1, 2)
    forget(present())
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (gone.ended_because, kept.ended_at) == ("its address takes no mail", None)
    assert AuditEntry.objects.filter(action="subscriber.end", object_id=gone.code).count() == 1
    assert (readers().addresses, forget(present() + timedelta(days=31))) == (1, 1)


def test_who_is_subscribed_chooses_other_components_by_another_link(mail: MailSink) -> None:
    voice, text = (add_component(Shown(name), NOBODY, present()) for name in ("Voice", "Text"))
    first = asked(component=voice.code).content
    row = confirmed(mail, component=voice.code)
    # The same again is no news: nothing is sent.
    Subscriber.objects.update(link_until=None)
    asked(component=voice.code)
    deliver()
    assert (row.components, len(mail.subjects(ADDRESS))) == ([voice.code], 1)
    # Another choice gets a link, and until it is used the former one holds.
    assert asked(component=text.code).content == first
    deliver()
    row.refresh_from_db()
    assert (row.components, len(mail.subjects(ADDRESS))) == ([voice.code], 2)
    page = Client(HTTP_ACCEPT_LANGUAGE="en").get(link_in(mail)).content.decode()
    assert ("Text" in page, "Voice" in page) == (True, False)
    began = row.confirmed_at
    assert Client().post(link_in(mail)).status_code == 200
    row.refresh_from_db()
    assert (row.components, row.wanted, row.confirmed_at) == ([text.code], None, began)


def test_the_api_answers_alike_whether_an_address_is_subscribed_or_not(mail: MailSink) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    asked()
    confirmed(mail)
    told = {"subscriber": {"email": ADDRESS, "component_ids": [voice.code]}}
    answer = Client().post("/api/v2/subscribers.json", json.dumps(told), content_type="application/json")
    # They are told of everything since before; who asks learns neither.
    row = Subscriber.objects.get(address=ADDRESS)
    assert (answer.json()["components"], answer.json()["created_at"] > instant(row.created_at)) == ([voice.code], True)


def test_a_faulty_wish_is_told_at_its_field_and_nothing_is_lost() -> None:
    answer = asked("no address")
    assert (answer.status_code, 'id="email-error"' in answer.content.decode()) == (422, True)
    assert 'value="no address"' in answer.content.decode()
    inside = Client().post("/status/subscribe", {"endpoint": "https://user:secret@example.com/"})
    assert (inside.status_code, 'id="endpoint-error"' in inside.content.decode()) == (422, True)


def test_clients_of_the_statuspage_api_subscribe_as_they_know_it(mail: MailSink) -> None:
    voice = add_component(Shown("Voice"), NOBODY, present())
    told = {"subscriber": {"email": ADDRESS, "component_ids": [voice.code]}}
    answer = Client().post("/api/v2/subscribers.json", json.dumps(told), content_type="application/json")
    assert (answer.status_code, answer.json()["email"], answer.json()["components"]) == (201, ADDRESS, [voice.code])
    deliver()
    assert Client().post(link_in(mail)).status_code == 200
    alone = json.dumps({"subscriber": {"email": "eve@reader.example", "component_ids": voice.code}})
    one = Client().post("/api/v2/subscribers.json", alone, content_type="application/json")
    assert one.json()["components"] == [voice.code]
    form = Client().post("/api/v2/subscribers.json", {"subscriber[email]": "bob@reader.example"})
    assert (form.status_code, form.json()["mode"]) == (201, "email")
    phone = json.dumps({"subscriber": {"phone_number": "+49"}})
    for wrong, fault in (("{", "body"), (phone, "email"), (json.dumps([1]), "email")):
        refused = Client().post("/api/v2/subscribers.json", wrong, content_type="application/json")
        assert (refused.status_code, refused.json()["problems"][0]["field"]) == (422, fault)


@pytest.mark.clause("PL-13")
def test_notices_lead_to_the_portal_and_to_the_status_page(mail: MailSink, scene: Scene) -> None:
    furnish(scene)
    ticket = opened(scene.acme)
    deliver()
    body = mail.taken[-1].get_body(("plain",))
    assert body is not None
    leads = f"Portal: https://help.example/portal/tickets/{ticket.pk}\r\nStatus page: https://help.example/status/"
    assert leads in body.get_content()
