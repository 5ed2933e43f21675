"""The queue's filters and kept views; addresses and forms with numbers that are none."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.browser.living import settle
from tests.browser.people import AGENT, OWNER
from tests.server.console_scene import SUBJECT, sent_several, signed_in, subjects, ticket
from tests.server.signing import Browser
from upheld.server.accounts.models import Account
from upheld.server.console.models import SavedView
from upheld.server.desk.models import Ticket
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

pytestmark = pytest.mark.django_db
VIEWS = "/desk/queue/views"
LONG = "9" * 5000
"""More digits than Python turns into a number, and than any database holds."""

WIDE = "9" * 30

NUMBERED = (
    "/desk/queue?after=d-{n}-1", "/desk/queue?after=d-1-{n}", "/desk/queue?after=n-{n}",
    "/desk/queue?state=all&after=n-{n}", "/desk/queue?done={n}&passed={n}", "/desk/queue?q={n}",
    "/desk/accounts?after={n}", "/desk/?by={n}", "/desk/tickets/{n}", "/desk/tickets/1?before={n}",
    "/desk/tickets/new?account={n}", "/desk/settings/audit?after={n}", "/desk/settings/people/{n}",
    "/desk/settings/deliveries/{n}", "/desk/settings/sending?after={n}", "/desk/settings/mail?after={n}",
)  # fmt: skip


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    settle(present(), hostile=False)
    return signed_in(AGENT)


def sent(desk: Browser, **fields: str) -> str:
    """Send a form of a view; where it leads."""
    return str(desk.send("/desk/queue", VIEWS, **fields)["Location"])


def test_what_falls_due_within_the_hour_is_a_view_of_its_own(desk: Browser) -> None:
    now = epoch_seconds(present())
    Ticket.objects.filter(pk=ticket("outage").pk).update(next_due=now - 60)
    Ticket.objects.filter(pk=ticket("upload").pk).update(next_due=now + 1800)
    assert subjects(desk.text("/desk/queue?due=late")) == [SUBJECT["outage"]]
    assert subjects(desk.text("/desk/queue?due=soon")) == [SUBJECT["upload"]]


def test_a_ticket_without_a_deadline_says_why(desk: Browser) -> None:
    # Priority p2 under the plan Silver has a time to answer and none to solve; p3 has none at all.
    text = re.sub(r"\s+", " ", desk.text("/desk/queue?account=kiri&state=all"))
    assert "no time is promised" in text


def test_priorities_are_told_by_what_they_are_called(desk: Browser) -> None:
    text = unescape(desk.text("/desk/queue"))
    titled = re.findall(r'<span title="(p\d)">([^<]+)</span>', text)
    assert titled
    assert all(name != title for name, title in titled)
    assert re.search(r'<option value="p1">p1 · [^<]+ / [^<]+</option>', text)


def test_a_view_is_renamed_and_let_go(desk: Browser) -> None:
    assert sent(desk, name="Vega", query="account=vega") == "/desk/queue?account=vega"
    one = SavedView.objects.get()
    sent(desk, do="rename", view=str(one.pk), name="Vega Retail", query="")
    assert list(SavedView.objects.values_list("name", "query")) == [("Vega Retail", "account=vega")]
    sent(desk, do="remove", view=str(one.pk), query="")
    assert not SavedView.objects.exists()


def test_a_view_that_is_sent_twice_is_kept_once(desk: Browser) -> None:
    for _time in range(2):
        sent(desk, name="Vega", query="account=vega")
    assert SavedView.objects.count() == 1
    number = str(SavedView.objects.get().pk)
    for _time in range(2):
        assert sent(desk, do="remove", view=number, query="") == "/desk/queue"


def test_two_views_of_one_name_are_refused_and_so_is_one_too_many(desk: Browser) -> None:
    for name in ("One", "Two"):
        sent(desk, name=name, query="")
    two = SavedView.objects.get(name="Two")
    assert sent(desk, do="rename", view=str(two.pk), name="One", query="state=open").endswith("state=open&view=taken")
    assert "has this name already" in desk.text("/desk/queue?view=taken")
    assert sent(desk, name=" ", query="").endswith("view=nameless")
    SavedView.objects.bulk_create(SavedView(person=two.person, name=str(number)) for number in range(18))
    assert sent(desk, name="One more", query="").endswith("view=full")
    # What is kept already may be kept anew.
    assert sent(desk, name="One", query="state=all") == "/desk/queue?state=all"


def test_nobody_changes_the_views_of_somebody_else(desk: Browser) -> None:
    sent(desk, name="Mine", query="")
    number = str(SavedView.objects.get().pk)
    other = signed_in(OWNER)
    sent(other, do="remove", view=number, query="")
    sent(other, do="rename", view=number, name="Theirs", query="")
    assert SavedView.objects.get().name == "Mine"


def test_a_number_in_an_address_that_is_none_is_no_fault_of_ours(desk: Browser) -> None:  # noqa: ARG001 - the scene
    owner, paths = (
        signed_in(OWNER),
        [path.format(n=number) for path in NUMBERED for number in (LONG, WIDE, "\u00b2", "-1")],
    )
    answers = {path[:60]: owner.get(path).status_code for path in paths}
    assert set(answers.values()) <= {200, 400, 404}, answers


@pytest.mark.parametrize("number", [LONG, WIDE])
def test_a_number_in_a_form_that_is_none_changes_nothing(desk: Browser, number: str) -> None:
    assert sent_several(desk, [f"{number}@1", f"1@{number}"], act="acknowledge").startswith("/desk/queue?done=0")
    assert sent(desk, do="remove", view=number, query="") == "/desk/queue"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', desk.text("/desk/queue"))
    assert token is not None
    told = {"csrfmiddlewaretoken": token[1], "seen": number, "form": "link", "to": number}
    assert desk.client.post("/desk/tickets/1/act", told).status_code in {303, 404, 409, 422}


def test_an_act_on_several_that_is_sent_twice_is_done_once(desk: Browser) -> None:
    row = ticket("upload")
    seen = [f"{row.pk}@{row.last_sequence}"]
    assert sent_several(desk, seen, act="assign", to=AGENT) == "/desk/queue?done=1"
    assert sent_several(desk, seen, act="assign", to=AGENT) == "/desk/queue?done=0&passed=1"
    row.refresh_from_db()
    assert row.last_sequence == int(seen[0].partition("@")[2]) + 1
    assert Account.objects.count() == 3
