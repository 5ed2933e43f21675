"""The desk's queue and tickets: what they show and refuse, and hostile words as mere words."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.http import QueryDict

from tests.browser.living import HOSTILE
from tests.browser.people import AGENT, OWNER
from tests.server.console_scene import SUBJECT, acted, agents_desk, fill, sent_several, signed_in, subjects, ticket
from tests.server.scene import NOBODY
from tests.server.signing import Browser
from upheld.server.accounts.models import Account, Provider
from upheld.server.accounts.registering import NewSubscription, subscribe
from upheld.server.console.filters import Asked
from upheld.server.console.queue_rows import SIZE, slice_of
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.outbox.models import Outbox
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    return agents_desk()


def test_the_queue_stands_by_the_time_to_breach_and_what_waits_is_last(desk: Browser) -> None:
    found = subjects(desk.text("/desk/queue"))
    assert found[:2] == [SUBJECT["upload"], SUBJECT["outage"]]
    assert found.index("Export to the customs office fails") > found.index("How do we add a second warehouse?")
    assert "Webhook is called twice" not in found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=7f3a-1121", [SUBJECT["outage"]]),
        ("q=vega&state=solved", ["Receipts are printed twice", "Webhook is called twice"]),
        ("q=VEGA RETAIL&state=closed", ["Invoice 2211 shows the old address"]),
        ("state=waiting", ["Export to the customs office fails"]),
        ("account=vega&priority=p1", [SUBJECT["upload"]]),
        ("q=pool of connections", [SUBJECT["outage"]]),
        ("q=no such word", []),
    ],
)
def test_everything_is_found_by_what_is_known_of_it(desk: Browser, query: str, expected: list[str]) -> None:
    assert subjects(desk.text(f"/desk/queue?{query}")) == expected


def test_a_number_finds_its_ticket(desk: Browser) -> None:
    number = ticket("upload").pk
    assert SUBJECT["upload"] in subjects(desk.text(f"/desk/queue?q={number}"))


def test_several_are_assigned_at_once_and_those_that_moved_on_are_counted(desk: Browser) -> None:
    one, other = ticket("upload"), ticket("outage")
    seen = [f"{one.pk}@{one.last_sequence}", f"{other.pk}@1"]
    answer = sent_several(desk, seen, act="assign", to=AGENT)
    assert answer == "/desk/queue?done=1&passed=1"
    assert [each.pk for each in Ticket.objects.filter(assignee__email=AGENT)] == [one.pk]
    assert subjects(desk.text("/desk/queue?whose=me")) == [SUBJECT["upload"]]


def test_a_view_is_kept_under_a_name_for_its_person_alone(desk: Browser) -> None:
    desk.send("/desk/queue", "/desk/queue/views", name="Vega, critical", query="account=vega&priority=p1")
    assert 'href="?priority=p1&account=vega"' in desk.text("/desk/queue")
    assert "Vega, critical" not in signed_in(OWNER).text("/desk/queue")


def test_a_ticket_shows_each_clock_with_the_terms_and_the_arithmetic(desk: Browser) -> None:
    text = desk.text(f"/desk/tickets/{ticket('outage').pk}")
    # Priority p1 under the plan gold: an update within one hour of the last word, a resolution within four.
    assert "Plan gold promises for priority p1: resolution within 4 hours." in text
    assert "4.3.3; Northlight Care" in text
    assert "Why" in text
    assert "Same pattern as last Tuesday" in text
    assert "Update: warning at 75%" in text


def test_a_reply_shows_exactly_what_goes_out_before_it_does(desk: Browser) -> None:
    number, letters = ticket("upload").pk, Outbox.objects.count()
    status, page = acted(desk, number, form="reply", acknowledges="yes", text="We look at it.", preview="1")
    assert status == 200
    for told in ("We look at it.", "+49 30 5557 0199", f"{number}", "ann@vega.example", "Northlight"):
        assert told in page
    assert Outbox.objects.count() == letters
    status, _ = acted(desk, number, form="reply", acknowledges="yes", text="We look at it.")
    assert (status, TicketEvent.objects.filter(ticket=number, kind="message_written").count()) == (303, 1)


def test_a_notice_without_one_of_its_four_items_cannot_be_sent(desk: Browser) -> None:
    Provider.objects.update(support_phone="")
    status, page = acted(desk, ticket("upload").pk, form="reply", text="We look at it.", preview="1")
    assert status == 422
    assert "This cannot be sent: a notice needs the telephone number of support." in page
    assert "Send to" not in page
    assert "We look at it." in page
    # Nor by any way past the preview.
    row = ticket("upload")
    status, page = acted(desk, row.pk, form="reply", text="We look at it.")
    assert (status, "a notice needs the telephone number of support" in page) == (422, True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', desk.text("/desk/queue"))
    assert token is not None
    quick = desk.client.post(f"/desk/tickets/{row.pk}/acknowledge", {"csrfmiddlewaretoken": token[1]})
    assert quick.status_code == 422
    assert sent_several(desk, [f"{row.pk}@{row.last_sequence}"], act="acknowledge").endswith("done=0&passed=1")
    assert Ticket.objects.get(pk=row.pk).last_sequence == row.last_sequence
    # What was said on the telephone has been said.
    assert acted(desk, row.pk, form="call", text="They know.")[0] == 303


def test_the_priority_follows_from_the_plans_questions_and_needs_a_reason(desk: Browser) -> None:
    row = ticket("upload")
    answers = {"answers.environment": "production", "answers.effect": "hindered"}
    status, page = acted(desk, row.pk, form="priority", text="", **answers)
    assert (status, "Please write something here." in page) == (422, True)
    assert acted(desk, row.pk, form="priority", text="It goes on with effort.", **answers)[0] == 303
    assert Ticket.objects.get(pk=row.pk).priority == "p2"


def test_a_cause_that_asks_for_evidence_is_refused_without(desk: Browser) -> None:
    row = ticket("upload")
    status, page = acted(desk, row.pk, form="exclude", cause="customer_equipment", text="")
    assert (status, "asks for evidence" in page, "5 (a)" in page) == (422, True, True)
    assert acted(desk, row.pk, form="exclude", cause="customer_equipment", text="Their line was cut.")[0] == 303
    assert "Left out of the figures" in desk.text(f"/desk/tickets/{row.pk}")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"form": "note", "text": "For us."}, "note"),
        ({"form": "call", "text": "They called.", "acknowledges": "yes"}, "acknowledged"),
        ({"form": "wait", "state": "waiting_on_customer", "text": "Send a trace."}, "paused"),
        ({"form": "solve", "act": "fix", "text": "Done."}, "fixed"),
        ({"form": "assign", "to": AGENT}, "assigned"),
        ({"form": "take"}, "taken"),
        ({"form": "escalate", "text": "It is grave."}, "escalated"),
        ({"form": "merge", "into": "OTHER"}, "merged"),
        ({"form": "link", "to": "ticket/OTHER"}, "linked"),
    ],
)
def test_everything_is_done_by_a_form_of_the_page(desk: Browser, fields: dict[str, str], kind: str) -> None:
    row, other = ticket("upload"), str(ticket("Reports of yesterday are empty").pk)
    told = {name: value.replace("OTHER", other) for name, value in fields.items()}
    assert acted(desk, row.pk, **told)[0] == 303
    assert row.events.latest("sequence").kind == kind


def test_who_saw_less_than_there_is_keeps_their_words_and_looks_again(desk: Browser) -> None:
    number = ticket("upload").pk
    status, page = acted(desk, number, form="note", text="Not lost.", seen="0")
    assert status == 409
    assert "somebody has changed the ticket meanwhile" in page
    assert "Not lost.</textarea>" in page


def test_hostile_words_are_shown_as_words(desk: Browser) -> None:
    number = ticket(HOSTILE[:300]).pk
    for path in (
        "/desk/queue",
        f"/desk/tickets/{number}",
        "/desk/",
        "/desk/accounts/harbour",
        f"/desk/queue?q={HOSTILE[:60]}",
    ):
        page = desk.get(path).content.decode()
        assert "&lt;script&gt;" in page
        assert "<script>document" not in page


def test_ten_thousand_messages_are_shown_a_page_at_a_time_and_in_order(desk: Browser) -> None:
    row = ticket("upload")
    now = present()
    at, first = epoch_seconds(now), row.last_sequence + 1
    TicketEvent.objects.bulk_create(
        [
            TicketEvent(
                ticket=row, sequence=first + number, at=at, recorded_at=now, kind="customer_message",
                data={"text": f"Message {number}."}, actor="person:1",
            )
            for number in range(10_000)
        ],
        500,
    )  # fmt: skip
    Ticket.objects.filter(pk=row.pk).update(last_sequence=first + 9_999)
    text = desk.text(f"/desk/tickets/{row.pk}")
    assert re.findall(r"Message (\d+)\.", text) == [str(number) for number in range(9_999, 9_959, -1)]
    older = re.search(r'href="\?before=(\d+)#timeline"', text)
    assert older is not None
    following = desk.text(f"/desk/tickets/{row.pk}?before={older[1]}")
    assert re.findall(r"Message (\d+)\.", following)[0] == "9959"


def test_the_queue_goes_on_where_its_page_ends_and_shows_each_ticket_once(desk: Browser) -> None:  # noqa: ARG001
    fill(SIZE * 2)
    rows, seen, after = Ticket.objects.filter(state__in=("open", "waiting")), list[int](), ""
    while True:
        part = slice_of(rows, after, by_due=True)
        seen.extend(each.pk for each in part.tickets)
        after = part.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == rows.count()
    dated = [each.next_due for each in (Ticket.objects.get(pk=number) for number in seen)]
    assert dated == sorted(dated, key=lambda due: (due is None, due or 0))


@pytest.mark.clause("AP-12")
def test_a_call_is_logged_as_a_ticket_and_the_questions_lead_to_its_priority(desk: Browser) -> None:
    subscribe(Account.objects.get(slug="vega"), NewSubscription("apifonica", "", date(2026, 1, 1)), NOBODY, present())
    told = {
        "account": "vega", "agreement": "apifonica", "channel": "telephone", "subject": "The tills stand still",
        "answers.environment": "production",
    }  # fmt: skip
    form = "/desk/tickets/new?account=vega&agreement=apifonica"
    refused = desk.send(form, "/desk/tickets/new", **told)
    page = unescape(refused.content.decode())
    # One question is open: the field that asks it says so, and nothing is lost.
    assert (refused.status_code, 'value="The tills stand still"' in page) == (422, True)
    assert 'id="answers.impact-error"' in page
    made = desk.send(form, "/desk/tickets/new", **told, **{"answers.impact": "unavailable"})
    row = Ticket.objects.latest("pk")
    assert (made["Location"], row.channel, row.priority) == (f"/desk/tickets/{row.pk}", "telephone", "p1")
    # The definition of 4.2, first row, word for word as the agreement has it.
    assert "Messages or calls do not work, or something significant is gone" in desk.text(f"/desk/tickets/{row.pk}")
    for impact, priority in (("degraded", "p2"), ("non_critical", "p3"), ("general", "p4")):
        answers = {"answers.environment": "production", "answers.impact": impact}
        assert acted(desk, row.pk, form="priority", text=f"Now it is {impact}.", **answers)[0] == 303
        assert Ticket.objects.get(pk=row.pk).priority == priority
    assert "Now it is non_critical." in desk.text(f"/desk/tickets/{row.pk}")


def test_a_call_that_is_sent_twice_is_logged_once(desk: Browser) -> None:
    subscribe(Account.objects.get(slug="vega"), NewSubscription("apifonica", "", date(2026, 1, 1)), NOBODY, present())
    form, before = "/desk/tickets/new?account=vega&agreement=apifonica", Ticket.objects.count()
    once = re.search(r'name="once" value="([^"]+)"', desk.text(form))
    assert once is not None
    told = {
        "once": once[1], "account": "vega", "agreement": "apifonica", "subject": "The tills stand still",
        "answers.environment": "production", "answers.impact": "unavailable",
    }  # fmt: skip
    places = {desk.send(form, "/desk/tickets/new", **told)["Location"] for _ in range(2)}
    assert (len(places), Ticket.objects.count()) == (1, before + 1)


def test_for_whom_several_agreements_hold_it_is_asked_under_which_one(desk: Browser) -> None:
    subscribe(Account.objects.get(slug="vega"), NewSubscription("apifonica", "", date(2026, 1, 1)), NOBODY, present())
    page = desk.text("/desk/tickets/new?account=vega")
    assert ("Which agreement is it about?" in page, "Apifonica API service level agreement" in page) == (True, True)
    for each in ("apifonica", "northlight-care"):
        assert f'href="?account=vega&agreement={each}"' in page
        assert f'name="agreement" value="{each}"' in desk.text(f"/desk/tickets/new?account=vega&agreement={each}")
    # An address that names one by which the account is not bound says so, and shows those that there are.
    wrong = desk.get("/desk/tickets/new?account=vega&agreement=plivo")
    assert (wrong.status_code, "has no subscription" in wrong.content.decode()) == (422, True)


def test_a_view_is_read_back_from_its_own_address() -> None:
    asked = Asked(words="gate way", state="waiting", priority="p1", account="vega", whose="me", due="late")
    assert Asked.of(QueryDict(asked.query)) == asked
    assert Asked.of(QueryDict("state=nonsense&whose=us")) == Asked()
