"""Settings of the desk: deliveries and webhooks, addresses without mail, keys, who did what."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.browser.people import OWNER
from tests.server.console_scene import agents_desk, signed_in, ticket
from tests.server.scene import NOBODY
from tests.server.signing import Browser
from upheld.server.accounts.models import Account, ApiKey, Person
from upheld.server.audit.trail import Act, note
from upheld.server.delivery.models import Attempt, Delivery, SuppressedAddress
from upheld.server.delivery.recording import suppress
from upheld.server.outbox.models import Outbox
from upheld.server.people.models import Invitation
from upheld.server.present import present
from upheld.server.webhooks.models import Endpoint
from upheld.server.webhooks.registering import register_endpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    return agents_desk()


def delivery(letter: Outbox, channel: str = "e-mail", recipient: str = "ann@vega.example") -> Delivery:
    """A letter to somebody of Vega Retail that failed at its second try."""
    made = Delivery.objects.create(
        letter=letter, account=Account.objects.get(slug="vega"), channel=channel, recipient=recipient,
        message_id=f"msg_{letter.pk}_{channel}", status="failed", created_at=present(), tries=2,
    )  # fmt: skip
    for number, (outcome, says) in enumerate((("later", "451 busy"), ("refused", "550 no such user")), start=1):
        Attempt.objects.create(delivery=made, number=number, at=present(), outcome=outcome, says=says)
    return made


def letter_of(subject: str) -> Outbox:
    """The letter that told of a ticket's opening."""
    return Outbox.objects.filter(ticket=ticket(subject), kind="ticket.opened").latest("pk")


def test_a_delivery_tells_what_it_says_and_how_each_try_ended(desk: Browser) -> None:
    row = delivery(letter_of("upload"))
    page = desk.text(f"/desk/settings/deliveries/{row.pk}")
    for told in ("not taken now; it is tried again", "451 busy", "refused for good", "550 no such user", "Vega Retail"):
        assert told in page
    # The words of the notice, with its four things.
    assert f"Ticket: {ticket('upload').pk}" in page
    assert "+49 30 5557 0199" in page
    assert "It is tried anew, under the same id." in page
    assert f'href="/desk/settings/deliveries/{row.pk}"' in desk.text("/desk/settings/sending?status=failed")


def test_a_letter_that_opens_a_door_is_not_read_at_the_desk(desk: Browser) -> None:
    letter = Outbox.objects.create(
        key="reset/1", kind="mail.reset", created_at=present(), payload={"to": "a@b.example", "text": "https://a/door"}
    )
    page = desk.text(f"/desk/settings/deliveries/{delivery(letter).pk}")
    assert "New password" in page
    assert "door" not in page


def test_deliveries_are_found_by_recipient_state_and_channel(desk: Browser) -> None:
    one, other = delivery(letter_of("upload")), delivery(letter_of("outage"), recipient="bea@kiri.example")
    shown = re.compile(r'href="/desk/settings/deliveries/(\d+)"')
    assert shown.findall(desk.text("/desk/settings/sending?recipient=BEA&status=failed")) == [str(other.pk)]
    assert str(one.pk) in shown.findall(desk.text("/desk/settings/sending?channel=e-mail"))
    assert "No delivery is like this" in desk.text("/desk/settings/sending?status=failed&channel=webhook")


def test_a_webhook_is_stopped_and_started_by_who_may(desk: Browser) -> None:
    account = Account.objects.get(slug="vega")
    row = register_endpoint(account, "https://hooks.vega.example/in", NOBODY, present())
    path = f"/desk/settings/webhooks/{row.pk}"
    sent = delivery(letter_of("upload"), "webhook", str(row.pk))
    page = desk.text(path)
    assert ("Stop it" in page, f'href="/desk/settings/deliveries/{sent.pk}"' in page) == (False, True)
    owner = signed_in(OWNER)
    for do, stopped in (("stop", True), ("start", False)):
        assert owner.send(path, do=do).status_code == 303
        assert (Endpoint.objects.get(pk=row.pk).disabled_at is not None) == stopped
    assert desk.send("/desk/queue", path, do="stop").status_code == 403
    assert desk.get("/desk/settings/webhooks/999").status_code == 404


def test_an_address_without_mail_is_sent_to_again_by_who_may(desk: Browser) -> None:
    suppress("gone@vega.example", "550 no such user", present())
    row = SuppressedAddress.objects.get()
    assert "gone@vega.example" in desk.text("/desk/settings/sending")
    path = f"/desk/settings/suppressed-addresses/{row.pk}"
    assert desk.send("/desk/queue", path).status_code == 403
    owner = signed_in(OWNER)
    assert owner.send("/desk/settings/sending", path).status_code == 303
    assert not SuppressedAddress.objects.exists()
    assert "Address gets mail again" in owner.text("/desk/settings/audit")


def test_a_key_is_not_ended_before_it_was_said_what_that_does(desk: Browser) -> None:  # noqa: ARG001 - the scene
    owner = signed_in(OWNER)
    owner.send("/desk/settings/keys", name="Trial", may="work", lasts="30", account="")
    row = ApiKey.objects.get(name="Trial")
    path = f"/desk/settings/keys/{row.pk}/end"
    assert "Every program that uses it is refused at once." in owner.text(path)
    assert "Work on tickets</span>" in owner.text("/desk/settings/keys")
    assert ApiKey.objects.get(pk=row.pk).revoked_at is None
    assert owner.send(path).status_code == 303
    assert ApiKey.objects.get(pk=row.pk).revoked_at is not None


def test_who_did_what_is_found_by_person_thing_and_day(desk: Browser) -> None:  # noqa: ARG001 - the scene
    owner, now = signed_in(OWNER), present()
    for days, name in ((40, "old"), (0, "new")):
        note(Act("component.show", "component", name), "system:test", now - timedelta(days=days))
    path = "/desk/settings/audit?object_kind=component"
    things = re.compile(r'Component <bdi class="name">(\w+)</bdi>')
    assert things.findall(owner.text(path)) == ["new", "old"]
    day = (now - timedelta(days=20)).date().isoformat()
    assert things.findall(owner.text(f"{path}&until={day}")) == ["old"]
    assert things.findall(owner.text(f"{path}&since={day}")) == ["new"]
    assert things.findall(owner.text(f"{path}&actor=person:1")) == []
    assert "Component changed" in owner.text(path)
    # What is no day is no bound, and the last day of all is one.
    assert things.findall(owner.text(f"{path}&until=9999-12-31&since=soon")) == ["new", "old"]


def test_a_list_of_the_settings_goes_on_and_back_with_what_was_asked_for(desk: Browser) -> None:  # noqa: ARG001 - the scene
    owner = signed_in(OWNER)
    for number in range(51):  # one more than a page has
        note(Act("component.show", "component", f"part-{number}"), "system:test", present())
    path = "/desk/settings/audit?object_kind=component"
    first = owner.text(path)
    onward = re.search(r'href="[?](object_kind=component&after=\d+)">Further entries', first)
    assert onward
    assert "The newest" not in first
    last = owner.text("/desk/settings/audit?" + onward[1])
    assert '<bdi class="name">part-0</bdi>' in last
    assert '<a href="?object_kind=component">The newest</a>' in last
    assert "Further entries" not in last


def test_who_did_what_calls_things_by_their_names(desk: Browser) -> None:  # noqa: ARG001 - the scene
    vega, owner = Account.objects.get(slug="vega"), Person.objects.get(email=OWNER)
    for kind, name in (("account", "vega"), ("person", str(owner.pk)), ("incident", "gone"), ("person", "9" * 64)):
        note(Act("account.change", kind, name), "system:test", present())
    shown = signed_in(OWNER).text("/desk/settings/audit?actor=system:test")
    assert f'<a href="/desk/accounts/vega">Account <bdi class="name">{vega.name}</bdi>' in shown
    assert 'Incident <bdi class="name">gone</bdi>' in shown  # what is no more is called by what it had
    assert f'Person <bdi class="name">{owner.name}</bdi>' in shown


def test_an_invitation_is_withdrawn_while_it_is_open(desk: Browser) -> None:
    owner, path = signed_in(OWNER), "/desk/settings/people"
    assert owner.send(path, email="new@northlight.example", name="Nia", role="agent").status_code == 303
    assert "new@northlight.example" in owner.text(path)
    row = Invitation.objects.get(email="new@northlight.example")
    assert desk.send("/desk/queue", path, do="withdraw", invitation=str(row.pk)).status_code == 403
    assert owner.send(path, do="withdraw", invitation=str(row.pk)).status_code == 303
    assert "new@northlight.example" not in owner.text(path)
    for number in ("nothing", "", "9" * 5000, "\u00b2"):
        assert owner.send(path, do="withdraw", invitation=number).status_code == 404
