"""Following a case: what comes next and by when, whom it waits for, notices that are read, and nothing sent twice."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.server.founding import PASSWORD, customer
from tests.server.scene import NOBODY, NOW, Caller, key_for
from tests.server.test_portal import FORM, browser, hidden
from tests.server.test_portal_pages import admin, case, post, seen
from tests.server.test_portal_working import words
from upheld.server.accounts.telling import ProviderFacts, set_provider
from upheld.server.delivery.models import PORTAL, Delivery
from upheld.server.desk.models import TicketEvent
from upheld.server.notices.dispatching import dispatch_waiting
from upheld.server.present import present

pytestmark = pytest.mark.django_db


def act(place: str, **event: str) -> None:
    """The agent's program records an event."""
    answer = Caller(key_for("agent")).post(f"/tickets/{place[16:]}/events", dict(event))
    assert answer.status_code == 201, answer.content


def unavailable(who: Client) -> str:
    """The address of a case of an agreement that promises a response within 2 hours, and a resolution within 4."""
    page = who.get(FORM).content.decode()
    own = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "once", "agreement")}
    asked = {"subject": "Calls fail", "answers.environment": "production", "answers.impact": "unavailable"}
    return str(who.post(FORM, {**own, **asked})["Location"])


def test_lists_say_what_is_due_next_and_by_when_in_words() -> None:
    customer("apifonica")
    ann = browser()
    place = unavailable(ann)
    for page in ("/portal/", "/portal/tickets/"):
        # Two hours of work are some days over a weekend.
        assert re.search(r"Response in \d+ (?:min|h|d)", words(seen(ann, page))), page
    act(place, event="acknowledge", how="call logged", text="We look.")
    assert re.search(r"Resolution in \d+ (?:min|h|d)", words(seen(ann, "/portal/tickets/")))


def test_no_page_says_a_name_that_only_the_agreement_file_knows() -> None:
    customer("apifonica")
    ann = browser()
    place = unavailable(ann)
    told = words(seen(ann, place))
    assert "Plan Support of every account promises for priority Critical for business: response within 2 hours." in told
    for path in ("/portal/", "/portal/tickets/", "/portal/promises", place):
        assert re.findall(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b", words(seen(ann, path))) == [], path


def test_what_is_promised_names_things_by_their_titles_once_each() -> None:
    """The file calls both the chat's service and its measure `chat`; each is told by its own title."""
    customer("haptik")
    customer("plivo", "other")
    told = words(seen(browser(), "/portal/promises"))
    assert "measure “Monthly uptime of the end user chat” looks at requests of the service “End user chat exp" in told
    told = words(seen(browser("other"), "/portal/promises"))
    for each in (
        "Priority “Outage of production”: Production is out",
        "The customer is asked: Is there a workaround? (No / Yes.)",
        "When “What happens to the service?” is “It is out” and “Is there a workaround?” is “No”, the priority",
        "When “Where does it happen?” is “In staging” or “In development”, the priority is Everything else.",
        "An issue in development or staging never gets priority Outage of production.",
    ):
        assert each in told, each


def test_a_case_that_waits_for_its_customer_says_so_where_they_look() -> None:
    customer("apifonica")
    ann = browser()
    place = unavailable(ann)
    assert "We need something from you" not in seen(ann, "/portal/")
    act(place, event="wait", state="waiting_for_customer")
    for path in ("/portal/", "/portal/tickets/", place):
        assert "We need something from you" in seen(ann, path), path
    assert "We wait for you" in seen(ann, place)
    post(ann, f"{place}/write", place, text="Here it is.")
    assert "We need something from you" not in seen(ann, place)


def test_a_case_shows_what_was_answered_when_it_was_opened() -> None:
    customer("plivo")
    ann = browser()
    told = words(seen(ann, case(ann)))
    for each in (
        "What you told us",
        "Affected service Voice",
        "What fails Every call ends at once.",
        "Who reports it Ann",
    ):
        assert each in told, each


def test_a_message_that_is_sent_twice_stands_there_once_and_another_one_beside_it() -> None:
    customer("plivo")
    ann = browser()
    place = case(ann)
    page = seen(ann, place)
    own = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "once")}
    for text in ("It is worse.", "It is worse.", "It is well again."):
        answer = ann.post(f"{place}/write", {**own, "text": text})
        assert (answer.status_code, answer["Location"]) == (303, f"{place}#latest")
    said = TicketEvent.objects.filter(kind="customer_message").order_by("sequence")
    assert [each.data["text"] for each in said] == ["It is worse.", "It is well again."]


def test_the_notices_of_a_page_are_marked_as_read_and_anothers_are_not() -> None:
    set_provider(ProviderFacts("Desk", "+49 30 1234567"), NOBODY, NOW)
    customer("plivo")
    customer("apifonica", "other")
    ann, eve = browser(), browser("other")
    case(ann)
    dispatch_waiting(present())
    page = seen(ann, "/portal/notices")
    held = re.findall(r'name="notice" value="(\d+)"', page)
    assert (len(held) > 0, "Opened" in page, "Initial" in page) == (True, True, False)
    told = {"csrfmiddlewaretoken": hidden(seen(eve, "/portal/notices/"[:-1]), "csrfmiddlewaretoken"), "notice": held}
    assert eve.post("/portal/notices/read", told).status_code == 303
    assert Delivery.objects.filter(channel=PORTAL, read_at=None).count() == len(held)
    told = {"csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken"), "notice": [*held, "x", "9" * 30]}
    assert ann.post("/portal/notices/read", told)["Location"] == "/portal/notices"
    assert not Delivery.objects.filter(channel=PORTAL, read_at=None).exists()
    assert "unread on this page" not in seen(ann, "/portal/notices")


def test_what_was_sent_after_a_session_ended_leads_back_to_the_page_it_stood_on() -> None:
    customer("plivo")
    ann = browser()
    place = case(ann)
    told = {"csrfmiddlewaretoken": hidden(seen(ann, place), "csrfmiddlewaretoken"), "text": "One thing more."}
    del ann.cookies["sessionid"]
    for referer, back in (
        (f"http://testserver{place}?before=3", place),
        (f"https://evil.example{place}x", f"{place}/write"),
        ("http://testserver//evil.example/portal/", f"{place}/write"),
        ("", f"{place}/write"),
    ):
        answer = ann.post(f"{place}/write", told, headers={"Referer": referer} if referer else {})
        assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?ended=1&next={back}")
    assert "Your session has ended, and nothing was sent." in seen(ann, f"/sign-in?ended=1&next={place}")
    assert "Your session has ended" not in seen(ann, f"/sign-in?next={place}")


def test_a_form_whose_page_is_too_old_is_refused_by_a_page_of_ours() -> None:
    customer("plivo")
    ann = browser()
    place = case(ann)
    answer = ann.post(f"{place}/write", {"csrfmiddlewaretoken": "x" * 32, "text": "More."})
    page = answer.content.decode()
    assert (answer.status_code, "This page was open for too long" in page, "CSRF" in page) == (403, True, False)
    assert not TicketEvent.objects.filter(kind="customer_message").exists()


def test_a_refusal_names_no_action_of_ours() -> None:
    account = customer("plivo")
    for who, path in ((browser(), "/portal/people"), (admin(account), "/desk/queue")):
        answer = who.get(path)
        assert (answer.status_code, "This is not open to you" in answer.content.decode()) == (403, True)
        assert not re.search(r"\b(?:ticket|person)\.\w+", answer.content.decode())


def test_a_page_may_say_what_a_report_is_about() -> None:
    customer("plivo")
    page = seen(browser(), f"{FORM}?subject=%22%3E%3Cscript%3E{'x' * 400}")
    assert f'value="&quot;&gt;&lt;script&gt;{"x" * 290}' in page


def test_who_signs_in_comes_to_a_page_of_ours_alone() -> None:
    customer("plivo")
    stranger = Client()
    page = stranger.get("/sign-in?ended=1&next=//evil.example/").content.decode()
    assert hidden(page, "next") == "/"
    told = {"email": "ann@acme.example", "password": PASSWORD, "next": "/portal/tickets/"}
    assert stranger.post("/sign-in", told)["Location"] == "/portal/tickets/"
