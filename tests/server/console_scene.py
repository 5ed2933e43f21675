"""The desk of tests: who is signed in, a form of a ticket's page sent, what a page of the queue shows."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from tests.browser.living import settle
from tests.browser.people import AGENT, PASSWORD
from tests.server.scene import NOBODY
from tests.server.signing import Browser
from upheld.server.accounts.models import Account
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import record
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

SUBJECT = {"outage": "Bookings are refused with error 503", "upload": "Price upload hangs at 40 %"}


def agents_desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    settle(present())
    return signed_in(AGENT)


def signed_in(email: str) -> Browser:
    """Somebody's browser."""
    made = Browser()
    assert made.sign_in(email, PASSWORD).status_code == 302
    return made


def ticket(subject: str) -> Ticket:
    """A ticket of the scene."""
    return Ticket.objects.get(subject=SUBJECT.get(subject, subject))


def acted(desk: Browser, number: int, **fields: str) -> tuple[int, str]:
    """Send a form of a ticket's page; the status and the text."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', desk.text(f"/desk/tickets/{number}"))
    assert token is not None
    seen = str(Ticket.objects.get(pk=number).last_sequence)
    told = {"csrfmiddlewaretoken": token[1], "seen": seen, **fields}
    answer = desk.client.post(f"/desk/tickets/{number}/act", told)
    return answer.status_code, unescape(answer.content.decode())


def subjects(text: str) -> list[str]:
    """The subjects on a page of the queue, in order."""
    return [unescape(found) for found in re.findall(r"<bdi>([^<]*)</bdi></a>", text)]


def sent_several(desk: Browser, seen: list[str], **fields: str) -> str:
    """Send the queue's form with ticked tickets; where it leads."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', desk.text("/desk/queue"))
    assert token is not None
    told = {"csrfmiddlewaretoken": token[1], "ticket": seen, "query": "", **fields}
    return str(desk.client.post("/desk/queue/several", told)["Location"])


def fill(count: int) -> None:
    """Open so many more tickets."""
    account, now = Account.objects.get(slug="vega"), present() - timedelta(minutes=3)
    for number in range(count):
        made = open_ticket(account, Report(f"Filling {number}", priority="p3", intake={"reporter": "V"}), NOBODY, now)
        if number % 4 == 0:
            record(made.ticket.pk, [Fact(epoch_seconds(now), "paused", "waiting_on_customer")], NOBODY, now)
