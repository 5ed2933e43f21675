"""A ticket's page: clocks with their why, what reached whom, long tickets in order, and nothing sent unseen or lost."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.browser.people import CUSTOMER
from tests.server.console_scene import acted, agents_desk, sent_several, signed_in, ticket
from tests.server.scene import NOBODY
from tests.server.signing import Browser
from upheld.server.accounts.models import Provider
from upheld.server.desk.facts import Fact
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.desk.recording import record
from upheld.server.notices.composing import composed
from upheld.server.notices.message import Reader
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    return agents_desk()


def sequences(page: str) -> list[int]:
    """The events of a page's timeline, in their order."""
    return [int(number) for number in re.findall(r'<li id="e(\d+)"', page)]


def field(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_a_promise_that_was_kept_still_shows_its_bar_and_why(desk: Browser) -> None:
    page = desk.text(f"/desk/tickets/{ticket('Webhook is called twice').pk}")
    assert "No promised time is running." in page
    assert "it has no clock" not in page
    assert page.count('id="why-') == page.count('<svg class="bar')


def test_what_has_reached_the_customer_stands_with_the_message(desk: Browser) -> None:
    row, now = ticket("outage"), present()
    at = epoch_seconds(now)
    written = Fact(at, "message_written", data={"text": "One node is back.", "as": "update"})
    (message,) = record(row.pk, [written], NOBODY, now).events
    path = f"/desk/tickets/{row.pk}"
    assert "on its way" in desk.text(path)
    reached = Fact(at, "update", "e-mail accepted", {"of": message.sequence})
    (told,) = record(row.pk, [reached], NOBODY, now).events
    page = desk.text(path)
    assert "on its way" not in page
    assert told.sequence not in sequences(page)
    assert re.search(rf'<p id="e{told.sequence}"[^>]*>.*?reached the customer by e-mail', page)


def test_ten_thousand_messages_are_shown_in_order_a_page_at_a_time(desk: Browser) -> None:
    row, now = ticket("outage"), present()
    first = row.last_sequence
    facts = [Fact(epoch_seconds(now), "note", data={"text": f"Message {number}"}) for number in range(10_000)]
    for begin in range(0, len(facts), 1000):
        record(row.pk, facts[begin : begin + 1000], NOBODY, now)
    path, last = f"/desk/tickets/{row.pk}", first + 10_000
    page = desk.text(path)
    assert sequences(page) == list(range(last, last - 40, -1))
    assert "Message 9999<" in page
    assert sequences(desk.text(f"{path}?before={last - 39}")) == list(range(last - 40, last - 80, -1))
    # The beginning is one step away, and the newest from there.
    assert 'href="?before=41#timeline"' in page
    begun = desk.text(f"{path}?before=41")
    assert (sequences(begun)[-1], f'href="{path}#timeline"' in begun) == (1, True)


def test_the_rest_of_a_long_text_is_folded_and_nothing_of_it_is_missing(desk: Browser) -> None:
    row, words = ticket("outage"), [f"word{number}" for number in range(2000)]
    assert acted(desk, row.pk, form="note", text=" ".join(words))[0] == 303
    page = desk.text(f"/desk/tickets/{row.pk}")
    assert "The rest of it" in page
    assert re.findall(r"word\d+", page) == words


def test_only_what_was_looked_at_goes_out(desk: Browser) -> None:
    number = ticket("outage").pk
    _status, page = acted(desk, number, form="reply", text="It is over.", preview="1")
    looked = field(page, "looked")
    status, again = acted(desk, number, form="reply", text="It is over, nearly.", looked=looked)
    assert (status, "You have changed the text since you looked." in again) == (422, True)
    assert "It is over, nearly." in again
    assert not TicketEvent.objects.filter(data__text__startswith="It is over").exists()
    # Browsers send other ends of lines than they were given.
    _status, page = acted(desk, number, form="reply", text="One\r\ntwo", preview="1")
    assert acted(desk, number, form="reply", text="One\ntwo\r\n", looked=field(page, "looked"))[0] == 303


def test_the_preview_names_the_four_things_of_a_notice_and_what_is_missing(desk: Browser) -> None:
    number = ticket("outage").pk
    held = r'<li class="(good|bad)">\s.*?\s<span class="small soft">([^<]*)</span>\s+<span class="name">([^<]*)</span>'
    page = acted(desk, number, form="reply", text="It is over.", notice="Update", preview="1")[1]
    assert re.findall(held, page) == [
        ("good", "Status", "Update"), ("good", "Ticket number", str(number)),
        ("good", "Telephone number of support", "+49 30 5557 0199"), ("good", "Description", "It is over."),
    ]  # fmt: skip
    Provider.objects.update(support_phone="")
    page = acted(desk, number, form="reply", text="It is over.", notice="Update", preview="1")[1]
    assert ("bad", "Telephone number of support", "missing") in re.findall(held, page)


CHANGES = (
    ({"form": "priority", "text": "Some work again.", "answers.environment": "production",
      "answers.effect": "hindered"}, "priority_changed", "The priority is now: High."),
    ({"form": "exclude", "cause": "force_majeure", "text": "The flood."}, "excluded", ": Force majeure."),
)  # fmt: skip


@pytest.mark.parametrize(("told", "kind", "says"), CHANGES)
def test_the_preview_of_a_change_is_what_its_notice_says_once_it_is_done(
    desk: Browser, told: dict[str, str], kind: str, says: str
) -> None:
    row = ticket("upload")
    page = acted(desk, row.pk, **told, preview="1")[1]
    assert acted(desk, row.pk, **told, looked=field(page, "looked"))[0] == 303
    event = TicketEvent.objects.filter(ticket=row, kind=kind).latest("sequence")
    sent = composed(event, Reader("en", row.account.zone), present()).text
    assert says in sent
    # Line by line, the priority among them; only the second at which it happened is another.
    lines = [line for line in sent.splitlines() if line and not line.startswith("Time:")]
    assert [line for line in lines if line not in page] == []


EFFECTS = (
    ({"form": "merge", "into": "OTHER"}, "ends here and goes on in ticket OTHER. This cannot be undone."),
    (
        {"form": "priority", "text": "x", "answers.environment": "production", "answers.effect": "hindered"},
        "The priority becomes p2 · High",
    ),
    ({"form": "wait", "state": "waiting_on_customer"}, "Waiting on the customer: its clocks stand still"),
    ({"form": "exclude", "cause": "force_majeure"}, "for this cause: Force majeure"),
)


def test_what_an_act_does_is_said_before_it_is_done(desk: Browser) -> None:
    row, other = ticket("upload"), str(ticket("Reports of yesterday are empty").pk)
    for told, effect in EFFECTS:
        fields = {name: value.replace("OTHER", other) for name, value in told.items()}
        status, page = acted(desk, row.pk, **fields, preview="1")
        assert (status, effect.replace("OTHER", other) in page) == (200, True), told
    assert Ticket.objects.get(pk=row.pk).last_sequence == row.last_sequence


def test_a_draft_is_forgotten_only_once_its_words_were_taken(desk: Browser) -> None:
    number = ticket("outage").pk
    page = desk.text(f"/desk/tickets/{number}")
    assert f'data-keep="desk-{number}-note"' in page
    assert acted(desk, number, form="note", text="Seen too late.", seen="0")[0] == 409
    assert acted(desk, number, form="note", text="")[0] == 422
    assert "taken" not in desk.client.cookies
    assert acted(desk, number, form="note", text="Taken.")[0] == 303
    assert desk.client.cookies["taken"].value == f"desk-{number}-note"


def test_a_ticket_is_linked_by_its_number_alone(desk: Browser) -> None:
    row, other = ticket("upload"), ticket("Reports of yesterday are empty")
    for told in (f" 0{other.pk} ", f"#{other.pk}"):
        assert acted(desk, row.pk, form="link", to=told)[0] == 303
        assert row.events.latest("sequence").detail == f"ticket/{other.pk}"
    status, page = acted(desk, row.pk, form="merge", into=f" #{other.pk}", preview="1")
    assert (status, f"goes on in ticket {other.pk}." in page) == (200, True)
    assert re.search(rf'href="/desk/tickets/{other.pk}">.*?Linked', desk.text(f"/desk/tickets/{row.pk}"))


def test_calls_waits_and_solutions_carry_files_to_the_customer(desk: Browser) -> None:
    row = ticket("outage")
    token = field(desk.text(f"/desk/tickets/{row.pk}"), "csrfmiddlewaretoken")
    for told in (
        {"form": "call", "text": "They called."},
        {"form": "wait", "state": "waiting_on_customer", "text": "Please send a trace like this one."},
        {"form": "solve", "act": "fix", "text": "Done."},
    ):
        file = SimpleUploadedFile("trace.txt", b"GET / 503", "text/plain")
        sent = {"csrfmiddlewaretoken": token, **told, "files": file}
        assert desk.client.post(f"/desk/tickets/{row.pk}/act", sent).status_code == 303
    portal = signed_in(CUSTOMER).text(f"/portal/tickets/{row.pk}")
    links = set(re.findall(r'href="(/portal/tickets/\d+/files/[^"]+)"', portal))
    assert [desk.get(link).content for link in links] == [b"GET / 503"] * 3


def test_a_letter_names_the_files_of_a_solution(desk: Browser) -> None:
    row = ticket("outage")
    token = field(desk.text(f"/desk/tickets/{row.pk}"), "csrfmiddlewaretoken")
    file = SimpleUploadedFile("report.pdf", b"%PDF", "application/pdf")
    told = {"csrfmiddlewaretoken": token, "form": "solve", "act": "fix", "text": "Done.", "preview": "1"}
    answer = desk.client.post(f"/desk/tickets/{row.pk}/act", {**told, "files": file})
    assert "Files, in the portal: report.pdf" in answer.content.decode()


def test_a_refused_form_begins_at_what_is_wrong_and_leads_to_its_field(desk: Browser) -> None:
    row = ticket("upload")
    page = acted(desk, row.pk, form="priority", text="", **{"answers.environment": "production"})[1]
    summary = re.search(r'<div class="says bad faults" role="alert" tabindex="-1" autofocus>.*?</ul>', page, re.DOTALL)
    assert summary is not None
    # One question is open; the page names it, and not what the core calls its answers.
    assert re.findall(r'<a href="#([^"]*)">([^<]*)</a>', summary[0]) == [
        ("priority-answers.effect-1", "What does it do to your work?: Please answer this: the priority depends on it"),
    ]
    group = re.search(r'<fieldset[^>]*id="priority-answers.effect"[^>]*>', page)
    assert group is not None
    assert ' aria-invalid="true"' in group[0]
    assert ' aria-describedby="priority-answers.effect-error"' in group[0]
    page = acted(desk, row.pk, form="note", text=" ")[1]
    assert '<a href="#note-text">Please write something here.</a>' in page
    text = re.search(r'<textarea id="note-text"[^>]*>', page)
    assert text is not None
    assert 'aria-describedby="note-text-error note-text-hint"' in text[0]
    # It has the focus once, whatever else is wrong.
    assert page.count("autofocus") == 1
    assert "autofocus" not in desk.text(f"/desk/tickets/{row.pk}")


def test_nothing_is_previewed_that_cannot_be_done(desk: Browser) -> None:
    row, kept = ticket("upload"), ticket("upload").last_sequence
    for into in ("abc", str(row.pk), "99999"):
        status, page = acted(desk, row.pk, form="merge", into=into, preview="1")
        assert (status, f"`{into}` is no other ticket of vega" in page) == (422, True)
        assert '<a href="#merge-into">' in page
    status, page = acted(desk, row.pk, form="link", to="the other one")
    assert (status, "Please give the number of a ticket." in page) == (422, True)
    assert Ticket.objects.get(pk=row.pk).last_sequence == kept


def test_an_acknowledgement_without_words_is_described_by_ours(desk: Browser) -> None:
    page = acted(desk, ticket("upload").pk, form="reply", acknowledges="yes", text="", preview="1")[1]
    assert "what happened, in our words" in page
    assert (">missing<" in page, "Your report has been acknowledged." in page) == (False, True)


def test_a_form_that_is_sent_twice_is_done_once(desk: Browser) -> None:
    row = ticket("upload")
    page = desk.text(f"/desk/tickets/{row.pk}")
    told = {name: field(page, name) for name in ("csrfmiddlewaretoken", "once", "seen")}
    sent = {**told, "form": "note", "text": "Clicked twice."}
    for _click in range(2):
        answer = desk.client.post(f"/desk/tickets/{row.pk}/act", sent)
        assert (answer.status_code, answer["Location"]) == (303, f"/desk/tickets/{row.pk}")
    assert row.events.filter(kind="note", data__text="Clicked twice.").count() == 1


def test_a_row_of_the_queue_that_is_pressed_twice_acknowledges_once(desk: Browser) -> None:
    row = ticket("upload")
    token = field(desk.text("/desk/queue"), "csrfmiddlewaretoken")
    sent = {"csrfmiddlewaretoken": token, "one": f"{row.pk}@{row.last_sequence}"}
    path = f"/desk/tickets/{row.pk}/acknowledge"
    ways = [str(desk.client.post(path, sent)["Location"]) for _press in range(2)]
    assert ways == ["/desk/queue?done=1", "/desk/queue?passed=1"]
    assert row.events.filter(kind="message_written").count() == 1


def test_a_priority_that_was_named_in_short_is_told_by_its_own_name(desk: Browser) -> None:
    row = ticket("upload")
    seen = [f"{row.pk}@{row.last_sequence}"]
    assert sent_several(desk, seen, act="priority", priority="2", why="It goes on.") == "/desk/queue?done=1"
    event = row.events.get(kind="priority_changed")
    assert "The priority is now: High." in composed(event, Reader("en", row.account.zone), present()).text
    told = re.search(r"<strong>Priority changed</strong><bdi[^>]*>([^<]*)</bdi>", desk.text(f"/desk/tickets/{row.pk}"))
    assert told is not None
    assert told[1] == "p2 · High"


def test_a_long_text_is_taken_whole_or_not_at_all(desk: Browser) -> None:
    row = ticket("upload")
    # 10,000 lines of four signs and their ends: 49,999 as the page counts them, 59,998 as browsers send them.
    lines = ["abcd"] * 10_000
    assert acted(desk, row.pk, form="note", text="\r\n".join(lines))[0] == 303
    assert row.events.latest("sequence").data["text"] == "\n".join(lines)
    status, page = acted(desk, row.pk, form="note", text="x" * 50_001)
    assert (status, '<a href="#note-text">at most 50000 characters</a>' in page, "x" * 50_001 in page) == (
        422,
        True,
        True,
    )
