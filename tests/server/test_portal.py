"""The portal, as a browser uses it: signing in, the form, its errors, and the ticket that comes of it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from tests.desk import AGREEMENTS
from tests.server.founding import PASSWORD, customer
from tests.server.scene import Caller, key_for
from upheld.server.desk.models import Ticket

pytestmark = pytest.mark.django_db
FORM = "/portal/tickets/new"
CASE = {
    "subject": "Calls fail",
    "answers.environment": "production", "answers.effect": "outage", "answers.workaround": "no",
    "intake.reporter": "Ann", "intake.service": "Voice", "intake.began_at": "2026-11-02T09:30", "intake.ongoing": "yes",
    "intake.failure": "Every call ends at once.", "intake.transaction_ids": "",
}  # fmt: skip


def browser(slug: str = "acme") -> Client:
    """Ann, signed in; CSRF is checked as for any browser."""
    made = Client(enforce_csrf_checks=True)
    told = {"email": f"ann@{slug}.example", "password": PASSWORD, "csrfmiddlewaretoken": token(made, "/sign-in")}
    answer = made.post("/sign-in", told)
    assert (answer.status_code, answer["Location"]) == (302, "/"), answer.content
    return made


def token(browser: Client, page: str) -> str:
    """What a page's form sends along."""
    return hidden(browser.get(page).content.decode(), "csrfmiddlewaretoken")


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    match = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert match is not None, page
    return match[1]


def send(browser: Client, **fields: str) -> tuple[int, str, str]:
    """Fill in the form and send it: status, where it leads, and the page."""
    page = browser.get(FORM).content.decode()
    own = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "once", "agreement")}
    answer = browser.post(FORM, {**own, **fields})
    return answer.status_code, answer.get("Location", ""), answer.content.decode()


def test_who_is_not_signed_in_is_asked_to_and_comes_back() -> None:
    customer("plivo")
    answer = Client().get(FORM)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in?next={FORM}")
    stranger = Client()
    for email in ("ann@acme.example", "nobody@acme.example"):
        refused = stranger.post("/sign-in", {"email": email, "password": "wrong"})
        assert (refused.status_code, "do not fit together" in refused.content.decode()) == (401, True)
    elsewhere = stranger.get("/sign-in?next=https://evil.example/")
    assert hidden(elsewhere.content.decode(), "next") == "/"


def test_guessing_passwords_is_slowed_down() -> None:
    customer("plivo", "guessed")
    codes = [
        Client().post("/sign-in", {"email": "ann@guessed.example", "password": "x"}, REMOTE_ADDR="192.0.2.1")
        .status_code for _ in range(12)
    ]  # fmt: skip
    assert (codes[:10], codes[10:]) == ([401] * 10, [429] * 2)


def test_pages_run_only_our_own_files_and_load_nothing_from_elsewhere() -> None:
    customer("plivo")
    answer = browser().get(FORM)
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    page = re.sub(r'<script type="module" src="/static/[\w.]+"></script>', "", answer.content.decode())
    assert not re.search(r"<script|<style|style=|\son\w+=|https?://", page)


@pytest.mark.clause("PL-05")
def test_form_and_api_ask_for_the_six_and_refuse_a_case_that_lacks_one() -> None:
    account = customer("plivo")
    ann, key = browser(), key_for("reporter", account)
    required = ("reporter", "service", "began_at", "ongoing", "failure")
    page = ann.get(FORM).content.decode()
    assert all(f'name="intake.{name}"' in page for name in (*required, "transaction_ids"))
    for name in required:
        status, _, page = send(ann, **{**CASE, f"intake.{name}": ""})
        wrong = re.findall(r'id="intake\.(\w+)-error">.*?</svg>([^<]*)<', page)
        assert (status, wrong) == (422, [(name, "Please fill this in (B.1)")])
        # Nothing that was written is lost.
        assert ("Every call ends at once." in page) == (name != "failure")
        body = {"subject": "Calls fail", "priority": "p1", "intake": intake(**{name: ""})}
        answer = Caller(key).post("/tickets", body)
        faults = [(each["field"], each["what"], each["clause"]) for each in answer.json()["problems"]]
        assert (answer.status_code, faults) == (422, [(f"intake.{name}", f"`{name}` is missing", "B.1")])
    assert Ticket.objects.count() == 0
    assert send(ann, **CASE)[0] == 303
    body = {"subject": "Calls fail", "priority": "p1", "intake": intake()}
    assert Caller(key).post("/tickets", body).status_code == 201
    told = [ticket.events.get().data["intake"] for ticket in Ticket.objects.order_by("pk")]
    # 9:30 in Berlin in winter.
    assert [(each["began_at"], each.get("transaction_ids", "")) for each in told] == [("2026-11-02T08:30:00Z", "")] * 2


def intake(**other: str) -> dict[str, str]:
    """What the API is told of a case."""
    known = {name.removeprefix("intake."): value for name, value in CASE.items() if name.startswith("intake.")}
    return {**known, "began_at": "2026-11-02T08:30:00Z", **other}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("intake.began_at", "yesterday", "`yesterday` is not an instant"),
        # In Berlin the clocks went from 2:00 to 3:00 on that night.
        ("intake.began_at", "2026-03-29T02:30", "was skipped by the clocks"),
        ("intake.ongoing", "perhaps", "`perhaps` is neither `yes` nor `no`"),
        ("subject", " ", "Say in one line"),
        ("answers.effect", "", "Please answer this: the priority depends on it"),
        ("answers.effect", "fire", "`fire` is no answer"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(field: str, value: str, says: str) -> None:
    customer("plivo")
    status, _, page = send(browser(), **{**CASE, field: value})
    error = re.search(rf'id="{re.escape(field)}-error">(.*?)</span>', page)
    assert (status, error is not None and says in error[1].replace("&#x27;", "'")) == (422, True), page
    assert "Every call ends at once." in page
    assert Ticket.objects.count() == 0


def test_what_people_write_is_shown_as_text() -> None:
    customer("plivo")
    _, _, page = send(browser(), **{**CASE, "subject": '"><script>alert(1)</script>', "intake.reporter": ""})
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_form_that_is_sent_twice_opens_one_ticket() -> None:
    customer("plivo")
    ann = browser()
    page = ann.get(FORM).content.decode()
    own = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "once", "agreement")}
    places = {ann.post(FORM, {**own, **CASE})["Location"] for _ in range(3)}
    assert (len(places), Ticket.objects.count()) == (1, 1)


def test_nobody_sees_anothers_ticket() -> None:
    customer("plivo")
    customer("apifonica", "other")
    place = send(browser(), **CASE)[1]
    assert browser().get(place).status_code == 200
    assert browser("other").get(place).status_code == 404


@pytest.mark.clause("AP-12")
def test_a_ticket_has_its_number_at_once_and_the_priority_of_its_answers() -> None:
    account = customer("apifonica")
    ann, agent = browser(), Caller(key_for("agent"))
    form = ann.get(FORM).content.decode()
    expected = {
        "unavailable": ("p1", "Critical for business"), "degraded": ("p2", "Degraded service"),
        "non_critical": ("p3", "Non-critical function"), "general": ("p4", "General issue"),
    }  # fmt: skip
    for answer, (priority, title) in expected.items():
        definition = definitions()[priority]
        assert definition in form
        told = {"subject": "It is about this", "answers.environment": "production", "answers.impact": answer}
        status, place, _ = send(ann, **told)
        assert (status, place) == (303, f"/portal/tickets/{Ticket.objects.latest('pk').pk}")
        page = ann.get(place).content.decode()
        assert (title in page, definition in page) == (True, True)
        number = int(place.rpartition("/")[2])
        known = agent.get(f"/tickets/{number}").json()
        shown = [known[name] for name in ("priority", "priority_title", "priority_definition")]
        assert shown == [priority, title, definition]
    path = f"/tickets/{account.tickets.latest('pk').pk}/events"
    bare = agent.post(path, {"event": "priority", "priority": "p2"})
    assert (bare.status_code, bare.json()["problems"][0]["what"]) == (422, "`priority` needs `text`")
    changed = agent.post(path, {"event": "priority", "priority": "p2", "text": "Calls break off for all customers."})
    assert (changed.status_code, changed.json()["priority"]) == (201, "p2")
    assert agent.get(path).json()["items"][-1]["text"] == "Calls break off for all customers."


def definitions() -> dict[str, str]:
    """The definitions as the agreement's file has them."""
    text = (AGREEMENTS / "apifonica.yaml").read_text(encoding="utf-8")
    found = re.findall(r"^    (p\d):\n      title: .*\n      definition: (.*)$", text, re.MULTILINE)
    assert len(found) == 4
    return dict(found)


@pytest.mark.clause("AP-15")
def test_a_priority_that_an_environment_cannot_have_is_refused_with_the_clause() -> None:
    account = customer("apifonica")
    body = {"subject": "Staging is down", "priority": "p1", "environment": "staging"}
    answer = Caller(key_for("reporter", account)).post("/tickets", body)
    (fault,) = answer.json()["problems"]
    assert (answer.status_code, fault["code"], fault["clause"]) == (422, "refused priority", "4.2, first row")
    told = {"subject": "Staging is down", "answers.environment": "staging", "answers.impact": "unavailable"}
    assert send(browser(), **told)[0] == 303
    assert Ticket.objects.get().priority == "p4"


@pytest.mark.clause("PL-11", "HK-11")
@pytest.mark.parametrize(("agreement", "clause"), [("plivo", "B"), ("haptik", "Support")])
def test_a_case_outside_the_term_is_kept_says_so_and_starts_no_clock(agreement: str, clause: str) -> None:
    account = customer(agreement, until=date(2026, 10, 1))
    ann = browser()
    assert "the subscription of acme ended on 2026-10-01" in ann.get(FORM).content.decode()
    fields = CASE if agreement == "plivo" else {"subject": "Calls fail"}
    status, place, _ = send(ann, **fields)
    page = ann.get(place).content.decode()
    assert (status, "the subscription of acme ended on 2026-10-01" in page, f"({clause})" in page) == (303, True, True)
    body = {"subject": "Calls fail", "intake": intake() if agreement == "plivo" else {}}
    told = Caller(key_for("reporter", account)).post("/tickets", body).json()
    assert (told["state"], told["clocks"], told["next_due"]) == ("not entitled", [], None)
    refused = {"what": "the subscription of acme ended on 2026-10-01", "clause": clause}
    assert (told["not_entitled"], account.tickets.count()) == (refused, 2)


def test_a_case_before_the_term_is_not_entitled_either() -> None:
    account = customer("plivo")
    account.subscriptions.update(begins=date(2027, 1, 1))
    body = {"subject": "Calls fail", "intake": intake()}
    told = Caller(key_for("reporter", account)).post("/tickets", body).json()
    assert told["not_entitled"] == {"what": "the subscription of acme begins on 2027-01-01", "clause": "B"}


def test_an_agreement_without_times_has_tickets_without_clocks() -> None:
    account = customer("haptik")
    key = key_for("reporter", account)
    told = Caller(key).post("/tickets", {"subject": "The chat is slow"}).json()
    assert (told["state"], told["clocks"], told["not_entitled"]) == ("open", [], None)
    path = f"/tickets/{told['number']}/events"
    done = Caller(key_for("agent")).post(path, {"event": "resolve", "how": "portal", "text": "Done."})
    assert (done.status_code, done.json()["state"]) == (201, "solved")
