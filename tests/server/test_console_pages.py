"""The desk's other pages: overview, accounts, agreements, settings; who may see them, and how few queries they need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.browser.living import settle
from tests.browser.people import OWNER
from tests.server.console_scene import agents_desk, fill, signed_in, ticket
from tests.server.signing import Browser
from upheld.server.accounts.models import Account, Provider
from upheld.server.console.models import KeptJudgement
from upheld.server.console.reckoning import reckon
from upheld.server.delivery.models import Delivery
from upheld.server.outbox.models import Outbox
from upheld.server.present import present

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    return agents_desk()


def test_the_accounts_page_tells_what_was_promised_kept_and_what_changes(desk: Browser) -> None:
    text = desk.text("/desk/accounts/vega")
    for told in ("Vega Retail", "Northlight Care", "30 minutes", "4.3.1", "ann@vega.example"):
        assert told in text
    assert desk.get("/desk/accounts/nobody").status_code == 404


def test_an_agreement_stands_beside_its_reading_with_its_questions(desk: Browser) -> None:
    text = desk.text("/desk/agreements/northlight-care/versions/2026-01")
    assert "Response to priority p1 in plan `gold` is due within 30 minutes" in text
    assert "What must be shown for this to be excluded?" in text
    assert re.search(r'<li id="L3"> <span class="ln">3</span> <code>agreement: northlight-care</code> </li>', text)
    assert 'href="/desk/accounts/kiri"' in text
    # The path of the file at publishing is not told, its name is.
    assert "care.yaml" in text
    assert "/tests/browser" not in text


def test_the_overview_counts_what_is_in_work_and_tells_how_promises_were_kept(desk: Browser) -> None:
    reckon(present())
    text = desk.text("/desk/")
    counted = {name: int(number) for name, number in re.findall(r'id="f-(\w+)".*?<strong[^>]*>(\d+)<', text)}
    # Eight of the eleven tickets are open or wait; the upload's response and the outage's update are near. Nothing is
    # measured, so no uptime is at risk.
    assert counted == {"work": 8, "soon": 2, "late": 0, "nobodys": 8, "risk": 0}
    assert "1 waits" in text


def test_a_draft_tells_what_is_to_mend_with_its_line(desk: Browser) -> None:
    answer = desk.send("/desk/agreements/draft", text="upheld: 1\nagreement: half\nzones: UTC\n")
    page = unescape(answer.content.decode())
    assert "To mend" in page
    assert re.search(r"Line 3</a>:\s+zones", page)


def test_a_draft_opens_no_file(desk: Browser) -> None:
    text = "upheld: 1\nagreement: half\nincludes: [{file: /etc/passwd, ranks: below}]\n"
    page = desk.send("/desk/agreements/draft", text=text).content.decode()
    assert "To mend" in page
    assert "root:" not in page


def test_an_agent_may_not_publish_and_an_owner_may(desk: Browser) -> None:
    text = unescape(
        re.findall(
            r"<textarea[^>]*>\n(.*?)</textarea>",
            desk.get("/desk/agreements/draft?from=northlight-care").content.decode(),
            re.DOTALL,
        )[0]
    )
    newer = text.replace('id: "2026-01", effective: 2026-01-01', 'id: "2027-01", effective: 2027-01-01')
    assert desk.send("/desk/agreements/draft", text=newer, do="publish").status_code == 403
    answer = signed_in(OWNER).send("/desk/agreements/draft", text=newer, do="publish")
    assert answer["Location"] == "/desk/agreements/northlight-care/versions/2027-01"


def test_settings_show_to_each_role_what_it_may_see(desk: Browser) -> None:
    assert "Who did what" not in desk.text("/desk/settings")
    assert desk.get("/desk/settings/audit").status_code == 403
    owner = signed_in(OWNER)
    assert "ticket.opened" in owner.text("/desk/settings/audit?object_kind=ticket")
    assert "mira@northlight.example" in owner.text("/desk/settings/people")
    answer = owner.send("/desk/settings", name="Northlight", phone="+49 30 1", zone="Europe/Berlin", language="de")
    assert (answer.status_code, Provider.objects.get().support_phone) == (303, "+49 30 1")
    wrong = owner.send("/desk/settings", name="Northlight", phone="+49 30 1", zone="Mars", language="de")
    assert (wrong.status_code, b"Mars" in wrong.content) == (422, True)


def test_customers_find_no_desk(desk: Browser) -> None:  # noqa: ARG001 - the scene that they belong to
    ann = signed_in("ann@harbour.example")
    for path in ("/desk/accounts", "/desk/accounts/vega", "/desk/agreements", "/desk/settings/people"):
        assert ann.get(path).status_code == 404
    for path in ("/desk/", "/desk/queue", "/desk/tickets/1", "/desk/settings"):
        assert ann.get(path).status_code == 403


def test_strangers_are_asked_to_sign_in_and_come_back() -> None:
    answer = Client().get("/desk/tickets/7")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/desk/tickets/7")


PAGES = (
    "/desk/", "/desk/queue", "/desk/queue?q=error", "/desk/accounts", "/desk/accounts/vega", "/desk/agreements",
    "/desk/agreements/northlight-care/versions/2026-01", "/desk/settings/people", "/desk/settings/sending",
    "/desk/settings/audit", "/desk/settings/keys",
)  # fmt: skip


def counts(desk: Browser) -> Iterator[tuple[str, int]]:
    """The queries of each page, once everything that is read once is read."""
    for path in (*PAGES, f"/desk/tickets/{ticket('outage').pk}"):
        desk.text(path)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            desk.text(path)
        yield path, len(caught)


def test_no_page_asks_more_of_the_database_for_more_tickets() -> None:
    settle(present())
    desk = signed_in(OWNER)
    reckon(present())
    # Here as there, some have changed since they were judged: an account's page looks at them.
    KeptJudgement.objects.update(sequence=0)
    few = dict(counts(desk))
    fill(30)
    # A page of the audit trail may ask for less: it names fewer kinds of things where tickets fill it.
    assert {path: number for path, number in counts(desk) if number > few[path]} == {}
    # The session, the person, their roles and the provider are four of them.
    assert {path: number for path, number in few.items() if number > 40} == {}


def test_a_delivery_is_sent_again_from_the_settings(desk: Browser) -> None:
    row = Delivery.objects.create(
        letter=Outbox.objects.latest("pk"), account=Account.objects.get(slug="vega"), channel="e-mail",
        recipient="ann@vega.example", message_id="msg_test", status="failed", created_at=present(),
    )  # fmt: skip
    answer = desk.send("/desk/settings/sending", f"/desk/settings/deliveries/{row.pk}")
    row.refresh_from_db()
    assert (answer.status_code, row.status) == (303, "waiting")
