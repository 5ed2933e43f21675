"""Mail that was put aside: led to an account by hand, and where that is refused, nothing that was chosen is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.server.console_scene import agents_desk
from tests.server.mail import message
from tests.server.signing import Browser
from upheld.server.desk.models import Ticket
from upheld.server.mailin.envelope import Envelope
from upheld.server.mailin.models import QUARANTINED, InboundMessage
from upheld.server.mailin.receiving import receive
from upheld.server.present import present

pytestmark = pytest.mark.django_db
MAIL = "/desk/settings/mail"


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    return agents_desk()


def put_aside() -> InboundMessage:
    """A message of somebody whom nobody knows."""
    raw = message("Our tills stand still.", sender="Eve <eve@elsewhere.example>", subject="Tills")
    row = receive(raw, Envelope("eve@elsewhere.example", ("support@northlight.example",)), present())
    assert row.verdict == QUARANTINED
    return row


def test_a_refused_release_says_why_at_its_message_and_keeps_what_was_chosen(desk: Browser) -> None:
    row, before = put_aside(), Ticket.objects.count()
    place = f"/desk/settings/inbox/{row.pk}"
    answer = desk.send(MAIL, place, do="release", account="harbour", priority="urgent")
    page = unescape(answer.content.decode())
    # Nobody was faster: the agreement has no priority of this name.
    assert (answer.status_code, "Somebody was faster" in page, "That was not done" in page) == (422, False, True)
    chosen = re.search(r'<option value="harbour"[^>]*selected', page)
    assert (chosen is not None, 'value="urgent"' in page, Ticket.objects.count()) == (True, True, before)
    # It is said once, at the message, and leads to the field.
    assert (page.count('role="alert"'), f'<a href="#m{row.pk}-priority">' in page) == (1, True)
    # The priorities of the agreements are offered where one is written.
    assert re.search(r'<datalist id="priorities">.*?<option value="p1">', page, re.DOTALL)
    assert desk.send(MAIL, place, do="release", account="harbour", priority="p2")["Location"] == f"{MAIL}?done=1"
    assert Ticket.objects.latest("pk").priority == "p2"
    # Who comes too late is told so.
    late = desk.send(MAIL, place, do="discard", why="Spam")
    assert (late.status_code, "Somebody was faster" in unescape(late.content.decode())) == (409, True)


def test_an_address_that_only_takes_forms_leads_to_the_list_and_says_nothing_was_done(desk: Browser) -> None:
    assert desk.get(f"/desk/settings/inbox/{put_aside().pk}")["Location"] == MAIL
