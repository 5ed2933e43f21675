"""What an account sees of itself in the portal: who is told, webhooks, figures and statements; in German, and fast."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.server.founding import PASSWORD, customer, published
from tests.server.scene import NOBODY, NOW, Caller, key_for
from tests.server.test_portal import CASE, browser, hidden, send
from tests.server.test_portal_pages import admin, case, post, seen
from tools.catalogues import LANGUAGES, SERVER, missing
from upheld.server.accounts.models import Account
from upheld.server.accounts.registering import NewPerson, NewSubscription, register_person, subscribe
from upheld.server.accounts.telling import NewContact, ProviderFacts, add_contact, set_provider
from upheld.server.audit.models import AuditEntry
from upheld.server.desk.models import Ticket, TicketEvent
from upheld.server.installed import installation
from upheld.server.keeping import keep
from upheld.server.notices.dispatching import dispatch_waiting
from upheld.server.present import present
from upheld.server.webhooks.models import Endpoint
from upheld.timeline.instants import epoch_seconds

pytestmark = pytest.mark.django_db
CONTACTS, WEBHOOKS = "/portal/notices/contacts", "/portal/notices/webhooks"
KAI = {"name": "Kai Lund", "address": "kai@acme.example", "role": "business", "language": "de"}
HOSTILE = "</textarea><script>alert(1)</script> \u202eevil\u202c <img src=x onerror=alert(1)> " + "unbreakable" * 30


def test_an_admin_says_who_is_told_and_in_which_language() -> None:
    account = customer("plivo")
    bo = admin(account)
    assert post(bo, CONTACTS, CONTACTS, **KAI)[:2] == (303, f"{CONTACTS}?done=added")
    kai = account.contacts.get()
    assert (kai.name, kai.role, kai.channel, kai.address, kai.language) == (
        "Kai Lund", "business", "e-mail", "kai@acme.example", "de",
    )  # fmt: skip
    changed = post(bo, f"{CONTACTS}/{kai.pk}", CONTACTS, **{**KAI, "role": "technical", "language": ""})
    assert changed[:2] == (303, f"{CONTACTS}?done=changed")
    kai.refresh_from_db()
    assert (kai.role, kai.language) == ("technical", "")
    assert post(bo, f"{CONTACTS}/{kai.pk}/remove", CONTACTS)[:2] == (303, f"{CONTACTS}?done=removed")
    assert not account.contacts.exists()
    assert AuditEntry.objects.filter(action="account.contact", account=account.pk).count() == 3


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("address", "nobody", "`nobody` is no e-mail address"),
        ("name", " ", "Say who it is."),
        ("role", "king", "Choose one of them."),
        ("language", "tlh", "Choose one of them."),
        ("name", "x" * 201, "At most 200 characters."),
    ],
)
def test_a_contact_that_cannot_be_is_refused_at_its_field_and_nothing_is_lost(
    field: str, value: str, says: str
) -> None:
    account = customer("plivo")
    bo = admin(account)
    held = add_contact(account, NewContact("Ann", "technical", address="ann@acme.example"), NOBODY, NOW)
    for path, prefix in ((CONTACTS, ""), (f"{CONTACTS}/{held.pk}", f"c{held.pk}-")):
        status, _, page = post(bo, path, CONTACTS, **{**KAI, field: value})
        error = re.search(rf'id="{prefix}{field}-error">(.*?)</span>', page)
        assert (status, error is not None and says in error[1]) == (422, True), page
        assert ("kai@acme.example" in page) == (field != "address")
    assert [each.name for each in account.contacts.all()] == ["Ann"]


def test_a_webhook_shows_its_secret_when_it_is_made_and_stops_and_starts() -> None:
    account = customer("plivo")
    bo = admin(account)
    status, _, page = post(bo, WEBHOOKS, WEBHOOKS, url="https://acme.example/hook")
    first = re.search(r"whsec_[\w+/=]+", page)
    made = Endpoint.objects.get(account=account)
    one = f"{WEBHOOKS}/{made.pk}"
    assert (status, first is not None) == (201, True)
    assert "whsec_" not in seen(bo, WEBHOOKS) + seen(bo, one)
    second = re.search(r"whsec_[\w+/=]+", post(bo, f"{one}/rotate", one)[2])
    assert (first is not None, second is not None) == (True, True)
    assert first is not None
    assert second is not None
    assert first[0] != second[0]
    assert post(bo, f"{one}/stop", one)[:2] == (303, one)
    assert "Stopped" in seen(bo, one)
    assert post(bo, f"{one}/start", one)[:2] == (303, one)
    assert "Working" in seen(bo, one)
    status, _, page = post(bo, WEBHOOKS, WEBHOOKS, url="http://acme.example/hook")
    assert (status, 'value="http://acme.example/hook"' in page, 'id="url-error"' in page) == (422, True, True)


def test_what_was_sent_to_a_webhook_is_shown_and_sent_again() -> None:
    set_provider(ProviderFacts("Desk", "+49 30 1234567"), NOBODY, NOW)
    account = customer("plivo")
    bo = admin(account)
    post(bo, WEBHOOKS, WEBHOOKS, url="https://acme.example/hook")
    place = case(browser())
    Caller(key_for("agent")).post(
        f"/tickets/{place[16:]}/events", {"event": "acknowledge", "how": "portal", "text": "Yes."}
    )
    dispatch_waiting(present())
    one = f"{WEBHOOKS}/{Endpoint.objects.get().pk}"
    page = seen(bo, one)
    again = re.findall(rf"{one}/deliveries/\d+/resend", page)
    assert (bool(again), f'href="{place}"' in page) == (True, True)
    assert post(bo, again[0], one)[:2] == (303, one)


def test_contacts_and_webhooks_of_another_account_are_not_there_and_a_reporter_has_none() -> None:
    other = customer("apifonica", "other")
    held = add_contact(other, NewContact("Eve", "technical", address="eve@other.example"), NOBODY, NOW)
    hook = Endpoint.objects.create(account=other, url="https://other.example/hook", created_at=NOW)
    bo = admin(customer("plivo"))
    acts = ("rotate", "stop", "start", "deliveries/1/resend")
    hooks = tuple(f"{WEBHOOKS}/{hook.pk}/{act}" for act in acts)
    paths = (f"{CONTACTS}/{held.pk}", f"{CONTACTS}/{held.pk}/remove", *hooks)
    assert {post(bo, path, CONTACTS, **KAI)[0] for path in paths} == {404}
    assert bo.get(f"{WEBHOOKS}/{hook.pk}").status_code == 404
    for path in (CONTACTS, WEBHOOKS):
        assert "other.example" not in seen(bo, path)
        assert browser().get(path).status_code == 403
    page = seen(browser(), "/portal/notices")
    assert (CONTACTS in page, WEBHOOKS in page) == (False, False)


def test_that_a_message_was_read_is_no_news_to_its_reader() -> None:
    set_provider(ProviderFacts("Desk", "+49 30 1234567"), NOBODY, NOW)
    customer("apifonica")
    ann = browser()
    asked = {"subject": "Calls fail", "answers.environment": "production", "answers.impact": "unavailable"}
    place = send(ann, **asked)[1]
    agent, events = Caller(key_for("agent")), f"/tickets/{place[16:]}/events"
    agent.post(events, {"event": "acknowledge", "how": "notice", "text": "We look."})
    dispatch_waiting(present())
    page = seen(ann, place)
    # It has reached her by now: the desk sees that.
    assert agent.get(events).json()["items"][-1]["event"] == "acknowledged"
    assert (page.count("We look."), page.count("Message from the desk")) == (1, 1)
    assert "We have it and are looking at it" not in page


def test_a_form_that_was_taken_says_so_to_the_keeper_of_drafts_and_no_other_answer_does() -> None:
    customer("plivo")
    ann = browser()
    assert send(ann, **{**CASE, "subject": " "})[0] == 422
    assert "taken" not in ann.cookies
    place = case(ann)
    assert (ann.cookies["taken"].value, ann.cookies["taken"]["httponly"]) == ("report-acme-plivo", "")
    post(ann, f"{place}/write", place, text="One thing more.")
    assert ann.cookies["taken"].value == f"ticket-{place[16:]}"


def test_who_has_several_agreements_is_asked_which_one_it_is_about() -> None:
    account = customer("plivo")
    published("ignite-connex")
    subscribe(account, NewSubscription("ignite-connex", "premium", date(2026, 1, 1)), NOBODY, NOW)
    ann = browser()
    page = seen(ann, "/portal/tickets/new")
    assert ("Which agreement is it about?" in page, "Production support levels of Ignite Connex" in page) == (
        True,
        True,
    )
    for each in ("plivo", "ignite-connex"):
        address = f"/portal/tickets/new?agreement={each}"
        assert f'href="?agreement={each}"' in page
        assert f'name="agreement" value="{each}"' in seen(ann, address)


def test_files_come_with_a_report_and_with_a_reply_and_are_had_by_who_may_read_the_case() -> None:
    customer("plivo")
    customer("apifonica", "other")
    ann = browser()
    page = seen(ann, "/portal/tickets/new")
    own = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "once", "agreement")}
    picture = SimpleUploadedFile('a"><img onerror=1>.svg', b"<svg onload='alert(1)'/>", "image/svg+xml")
    log = SimpleUploadedFile("Protokoll für Kiel.txt", b"down", "text/plain")
    place = ann.post("/portal/tickets/new", {**own, **CASE, "files": [picture, log]})["Location"]
    more = SimpleUploadedFile("more.txt", b"still down", "text/plain")
    sent = ann.post(
        f"{place}/write", {"csrfmiddlewaretoken": own["csrfmiddlewaretoken"], "text": "See.", "files": more}
    )
    assert sent.status_code == 303
    page = seen(ann, place)
    addresses = re.findall(rf'href="({place}/files/\d+-\w+)"', page)
    assert (len(addresses), "<img onerror" in page) == (3, False)
    answers = [ann.get(each) for each in addresses]
    assert [each.content for each in answers] == [b"still down", b"<svg onload='alert(1)'/>", b"down"]
    assert answers[2]["Content-Disposition"] == "attachment; filename*=utf-8''Protokoll%20f%C3%BCr%20Kiel.txt"
    assert {(each["Content-Type"], each["X-Content-Type-Options"]) for each in answers} == {
        ("application/octet-stream", "nosniff")
    }
    agent = register_person(NewPerson("mira@provider.example", PASSWORD, "agent"), NOBODY, NOW)
    mira = Client()
    mira.force_login(agent)
    assert mira.get(addresses[0]).content == b"still down"
    assert browser("other").get(addresses[0]).status_code == 404
    for absent in ("1", "1-", "1-abc", "x-1", f"99-{addresses[0].rpartition('-')[2]}", "9" * 30):
        assert ann.get(f"{place}/files/{absent}").status_code == 404


def test_a_refused_report_carries_its_files_along_and_nobody_chooses_them_twice() -> None:
    customer("plivo")
    ann = browser()
    page = seen(ann, "/portal/tickets/new")
    own = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "once", "agreement")}
    log = SimpleUploadedFile("Protokoll.txt", b"down", "text/plain")
    # Without its line the report is refused; the file came with it all the same.
    refused = ann.post("/portal/tickets/new", {**own, **CASE, "subject": "", "files": log})
    page = refused.content.decode()
    assert (refused.status_code, "Protokoll.txt" in page, Ticket.objects.count()) == (422, True, 0)
    sealed = re.search(r'type="checkbox"[^>]*name="carried" value="([^"]+)" checked', page)
    assert sealed is not None
    more = SimpleUploadedFile("more.txt", b"still", "text/plain")
    place = ann.post("/portal/tickets/new", {**own, **CASE, "carried": sealed[1], "files": more})["Location"]
    addresses = re.findall(rf'href="({place}/files/\d+-\w+)"', seen(ann, place))
    assert [ann.get(each).content for each in addresses] == [b"down", b"still"]


def test_a_refused_message_carries_its_file_along_within_its_own_case_alone() -> None:
    customer("plivo")
    ann = browser()
    page = seen(ann, "/portal/tickets/new")
    own = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "once", "agreement")}
    place = ann.post("/portal/tickets/new", {**own, **CASE})["Location"]
    written = {"csrfmiddlewaretoken": own["csrfmiddlewaretoken"]}
    log = SimpleUploadedFile("trace.txt", b"503", "text/plain")
    page = ann.post(f"{place}/write", {**written, "text": " ", "files": log}).content.decode()
    sealed = re.search(r'name="carried" value="([^"]+)" checked', page)
    assert (sealed is not None, "trace.txt" in page) == (True, True)
    told = {**written, "text": "See.", "carried": sealed[1] if sealed else ""}
    fresh = {name: hidden(seen(ann, "/portal/tickets/new"), name) for name in ("once", "agreement")}
    other = ann.post("/portal/tickets/new", {**own, **fresh, **CASE})["Location"]
    assert ann.post(f"{other}/write", told).status_code == 422
    assert ann.post(f"{place}/write", told).status_code == 303
    (address,) = re.findall(rf'href="({place}/files/\d+-\w+)"', seen(ann, place))
    assert ann.get(address).content == b"503"


@pytest.mark.parametrize(("count", "size", "says"), [(6, 1, "At most 5 files."), (1, 950_000, "Together at most")])
def test_too_many_files_or_too_much_are_refused_and_nothing_is_lost(count: int, size: int, says: str) -> None:
    customer("plivo")
    ann = browser()
    page = seen(ann, "/portal/tickets/new")
    own = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "once", "agreement")}
    files = [SimpleUploadedFile(f"{number}.bin", b"x" * size) for number in range(count)]
    answer = ann.post("/portal/tickets/new", {**own, **CASE, "files": files})
    page = answer.content.decode()
    error = re.search(r'id="files-error">.*?</svg>([^<]*)<', page)
    assert (answer.status_code, error is not None and says in error[1], Ticket.objects.count()) == (422, True, 0)
    assert "Every call ends at once." in page


def test_what_stays_in_the_house_gives_no_file_to_a_customer() -> None:
    customer("plivo")
    ann = browser()
    place = case(ann)
    row, now = Ticket.objects.get(), present()
    file = {"name": "internal.txt", "size": 4, "sha256": keep(installation().data_dir, b"note")}
    row.events.create(
        sequence=row.last_sequence + 1, at=epoch_seconds(now), recorded_at=now, kind="note",
        data={"text": "For us.", "attachments": [file]}, actor="person:1",
    )  # fmt: skip
    assert ann.get(f"{place}/files/{row.last_sequence + 1}-{file['sha256']}").status_code == 404


def test_who_had_to_sign_in_before_writing_comes_to_the_case() -> None:
    customer("plivo")
    ann = browser()
    place = case(ann)
    assert ann.get(f"{place}/write")["Location"] == place


def test_hostile_words_stay_words_on_every_page() -> None:
    account = customer("plivo")
    account.name = HOSTILE[:200]
    account.save()
    add_contact(account, NewContact(HOSTILE[:200], "technical", address="ann@acme.example"), NOBODY, NOW)
    bo = admin(account)
    status, place, _ = send(
        bo, **{**CASE, "subject": HOSTILE[:300], "description": HOSTILE, "intake.reporter": HOSTILE}
    )
    assert status == 303
    post(bo, f"{place}/write", place, text=HOSTILE)
    for path in (
        "/portal/",
        "/portal/tickets/",
        place,
        CONTACTS,
        "/portal/notices",
        "/portal/people",
        "/portal/tickets/new",
    ):
        page = seen(bo, path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    page = seen(bo, place)
    assert 'class="said" dir="auto">&lt;/textarea&gt;&lt;script&gt;alert(1)' in page


def test_ten_thousand_messages_are_shown_a_page_at_a_time_and_in_order() -> None:
    customer("plivo")
    ann = browser()
    place = case(ann)
    row, now = Ticket.objects.get(), present()
    TicketEvent.objects.bulk_create(
        [
            TicketEvent(
                ticket=row, sequence=row.last_sequence + 1 + number, at=epoch_seconds(now), recorded_at=now,
                kind="customer_message", data={"text": f"Message {number}."}, actor="person:1",
            )
            for number in range(10_000)
        ],
        500,
    )  # fmt: skip
    Ticket.objects.filter(pk=row.pk).update(last_sequence=row.last_sequence + 10_000)
    with CaptureQueriesContext(connection) as caught:
        page = seen(ann, place)
    assert re.findall(r"Message (\d+)\.", page) == [str(number) for number in range(9_999, 9_899, -1)]
    assert len(caught) < 25
    older = re.search(r'href="\?before=(\d+)"', page)
    assert older is not None
    assert re.findall(r"Message (\d+)\.", seen(ann, f"{place}?before={older[1]}"))[0] == "9899"


def test_every_word_of_the_portal_has_its_german() -> None:
    assert {language: missing(SERVER / "portal", language) for language in LANGUAGES} == {"de": []}
    customer("plivo")
    ann = browser()
    ann.cookies["language"] = "de"
    place = case(ann)
    assert "In Bearbeitung" in seen(ann, "/portal/")
    assert "Was wir zugesagt haben" in seen(ann, place)
    customer("ignite-connex", "other")
    eve = browser("other")
    eve.cookies["language"] = "de"
    assert "innerhalb von <strong>24 Stunden</strong>" in seen(eve, "/portal/promises")


def counts(who: Client, paths: tuple[str, ...]) -> dict[str, int]:
    """The queries of each page, once everything that is read once is read."""
    found = {}
    for path in paths:
        seen(who, path)
        with CaptureQueriesContext(connection) as caught:
            seen(who, path)
        found[path] = len(caught)
    return found


def grown(account: Account, who: Client, number: int) -> None:
    """More of everything that the pages list."""
    for each in range(number):
        assert case(who)
        add_contact(account, NewContact(f"C{each}", "technical", address=f"c{each}@acme.example"), NOBODY, NOW)
        Endpoint.objects.create(account=account, url=f"https://acme.example/{each}", created_at=NOW)
    dispatch_waiting(present())


def test_no_page_asks_more_of_the_database_for_more_that_it_shows() -> None:
    set_provider(ProviderFacts("Desk", "+49 30 1234567"), NOBODY, NOW)
    account = customer("plivo")
    bo = admin(account)
    grown(account, bo, 2)
    paths = (
        "/portal/", "/portal/tickets/", "/portal/tickets/?q=Calls", "/portal/tickets/new",
        f"/portal/tickets/{Ticket.objects.earliest('pk').pk}", "/portal/notices", CONTACTS, WEBHOOKS,
        f"{WEBHOOKS}/{Endpoint.objects.earliest('pk').pk}", "/portal/uptime", "/portal/promises", "/portal/people",
        "/portal/keys",
    )  # fmt: skip
    few = counts(bo, paths)
    grown(account, bo, 6)
    assert counts(bo, paths) == few
    assert max(few.values()) <= 22, few
