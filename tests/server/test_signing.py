"""Coming in and going out: passwords, codes of a telephone, sessions, and one's own profile."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.server.scene import NOBODY, Scene
from tests.server.signing import OTHER_PASSWORD, PASSWORD, WEAK_PASSWORD, Browser, code_now, person, signed_in
from upheld.server.accounts.models import Grant, Person
from upheld.server.audit.models import AuditEntry
from upheld.server.copying.rows import name_of, tables
from upheld.server.installed import installation
from upheld.server.jobs.lease import Lease
from upheld.server.people import tries
from upheld.server.people.granting import deactivate
from upheld.server.people.models import RecoveryCode, SecondFactor, Session, Tries
from upheld.server.people.totp import PERIOD, code_at, counter_of
from upheld.server.people.work import prune
from upheld.server.present import present

pytestmark = pytest.mark.django_db
ANN, AGENT = "ann@acme.example", "agent@desk.example"


@pytest.fixture
def ann(scene: Scene) -> Person:
    """Ann reports for acme."""
    return person(ANN, "reporter", scene.acme)


def acts(of: Person) -> list[str]:
    """What the audit trail tells of a person, in its order."""
    rows = AuditEntry.objects.filter(object_kind="person", object_id=str(of.pk)).order_by("pk")
    return list(rows.values_list("action", flat=True))


@pytest.mark.usefixtures("ann")
def test_each_side_is_led_to_its_own_pages() -> None:
    person(AGENT)
    for browser, place in ((Browser(), "/status/"), (signed_in(ANN), "/portal/"), (signed_in(AGENT), "/desk/")):
        assert browser.get("/")["Location"] == place
    assert Client().get("/portal/sign-in?next=/portal/")["Location"] == "/sign-in?next=/portal/"
    assert signed_in(ANN).get("/sign-in")["Location"] == "/"


def test_who_comes_in_and_out_is_written_down_and_nothing_that_they_typed(ann: Person) -> None:
    browser = Browser()
    for email in (ANN, "Nobody@acme.example", "my secret, in the wrong field"):
        answer = browser.sign_in(email, "not the password")
        assert (answer.status_code, "do not fit together" in answer.content.decode()) == (401, True)
    assert browser.sign_in(ANN.upper()).status_code == 302
    assert browser.send("/profile", "/sign-out")["Location"] == "/sign-in"
    assert not browser.is_in()
    assert acts(ann) == ["person.register", "sign-in.failed", "sign-in.password", "sign-out"]
    unknown = AuditEntry.objects.filter(object_id="unknown")
    assert list(unknown.values_list("actor", "action")) == [("stranger", "sign-in.failed")] * 2
    told = json.dumps(list(AuditEntry.objects.values()), default=str)
    assert not any(word in told for word in ("not the password", "my secret", "Nobody"))


def test_guesses_are_counted_for_all_processes_at_once(ann: Person) -> None:
    del ann
    rate, now = tries.Rate("test", 3, 60), present()
    waits = [tries.take(rate, "one", now) for _ in range(5)]
    # Three at once, then one each minute; of another address there are still some left.
    assert (waits, tries.take(rate, "two", now)) == ([0, 0, 0, 60, 60], 0)
    assert tries.take(rate, "one", now + timedelta(seconds=60)) == 0
    codes = [Browser().sign_in(ANN, "wrong").status_code for _ in range(11)]
    assert codes == [401] * 10 + [429]
    # From another place its owner still comes in.
    own = Browser(Client(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.7"))
    assert own.sign_in(ANN).status_code == 302


def test_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, SHA-1: the last six of the eight digits that it lists.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - "12345678901234567890", as the RFC has it
    listed = {
        59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037",
        20000000000: "353130",
    }  # fmt: skip
    assert {at: code_at(secret, at // PERIOD) for at in listed} == listed
    # It is that of the half minute from 30 to 59: taken half a minute before and after, and never a second time.
    assert [counter_of(secret, "287082", at, 0) for at in (30, 59, 89, 90)] == [1, 1, 1, None]
    assert counter_of(secret, "287082", 59, used=1) is None


def test_with_codes_set_up_a_password_alone_lets_nobody_in(ann: Person) -> None:
    secret, recovery = signed_in(ANN).set_up_codes()
    browser = Browser()
    assert browser.sign_in(ANN)["Location"] == "/sign-in/code"
    assert not browser.is_in()
    assert Client().get("/sign-in/code")["Location"] == "/sign-in"
    # The one that set it up was used by that.
    for wrong in ("000000", "", code_now(secret)):
        assert browser.send("/sign-in/code", code=wrong).status_code == 401
    assert browser.send("/sign-in/code", code=code_now(secret, 1))["Location"] == "/"
    assert browser.is_in()
    for status in (302, 401):
        again = Browser()
        again.sign_in(ANN)
        # As it stands on paper, or without its dashes; once.
        assert again.send("/sign-in/code", code=recovery[3].replace("-", " ").upper()).status_code == status
    assert "9 recovery codes are left." in browser.text("/profile")
    assert "sign-in.code-failed" in acts(ann)


def test_no_secret_of_a_second_factor_stands_in_the_database(ann: Person) -> None:
    secret, recovery = signed_in(ANN).set_up_codes()
    rows: list[object] = [*SecondFactor.objects.filter(person=ann).values(), *RecoveryCode.objects.values()]
    rows += [each.get_decoded() for each in Session.objects.all()]
    told = json.dumps(rows, default=str)
    assert secret not in told
    assert not any(code in told or code.replace("-", "") in told for code in recovery)


def test_codes_cannot_be_guessed_in_a_hurry(ann: Person) -> None:
    del ann
    signed_in(ANN).set_up_codes()
    browser = Browser()
    browser.sign_in(ANN)
    assert [browser.send("/sign-in/code", code="000000").status_code for _ in range(7)] == [401] * 5 + [429] * 2


def test_a_second_factor_is_taken_away_with_a_code_of_it(ann: Person) -> None:
    browser = signed_in(ANN)
    secret, recovery = browser.set_up_codes()
    away = "/profile/code/away"
    assert browser.send("/profile", away, code="000000").status_code == 422
    assert SecondFactor.objects.filter(person=ann).exists()
    fresh = browser.send("/profile", "/profile/recovery-codes", code=code_now(secret, 1)).content.decode()
    # The former ones are good for nothing.
    assert not any(code in fresh for code in recovery)
    assert browser.send("/profile", away, code=recovery[0]).status_code == 422
    left = re.findall(r"<li>([a-z2-7-]{19})</li>", fresh)[0]
    assert browser.send("/profile", away, code=left).status_code == 303
    assert Browser().sign_in(ANN)["Location"] == "/"


@pytest.fixture
def required(settings: Settings) -> None:
    """The installation requires a second factor of the provider's people."""
    settings.UPHELD = installation().model_copy(update={"require_second_factor": True})


@pytest.mark.usefixtures("ann", "required")
def test_where_it_is_required_the_desk_sets_codes_up_before_it_is_in() -> None:
    person(AGENT)
    assert signed_in(ANN).is_in()
    browser = Browser()
    assert browser.sign_in(AGENT)["Location"] == "/sign-in/set-up"
    assert not browser.is_in()
    assert browser.send("/sign-in/set-up", code="000000").status_code == 422
    _, recovery = browser.set_up_codes("/sign-in/set-up")
    assert browser.is_in()
    refused = browser.send("/profile", "/profile/code/away", code=recovery[0])
    assert (refused.status_code, SecondFactor.objects.count()) == (422, 1)


def test_a_person_sees_their_sessions_and_ends_them(ann: Person) -> None:
    here, there, elsewhere = signed_in(ANN), signed_in(ANN), signed_in(ANN)
    there.client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    assert (Session.objects.filter(person=ann).count(), here.text("/profile").count("Sign out there")) == (3, 2)
    keys = [each.client.cookies["sessionid"].value for each in (here, there, elsewhere)]
    assert not any(key in here.text("/profile") for key in keys)
    named = here.text("/profile").partition('name="session" value="')[2].partition('"')[0]
    assert here.send("/profile", "/profile/sessions", session=named).status_code == 303
    assert (here.is_in(), there.is_in() + elsewhere.is_in()) == (True, 1)
    here.send("/profile", "/profile/sessions", session="others")
    assert (here.is_in(), there.is_in(), elsewhere.is_in()) == (True, False, False)
    signed_in(ANN)
    assert here.send("/profile", "/profile/sessions", session="all")["Location"] == "/sign-in"
    assert (here.is_in(), Session.objects.filter(person=ann).count()) == (False, 0)


@pytest.mark.usefixtures("ann")
def test_nobody_ends_anothers_session(scene: Scene) -> None:
    person("eve@acme.example", "reporter", scene.acme)
    mine, eve = signed_in(ANN), signed_in("eve@acme.example")
    signed_in(ANN)
    named = mine.text("/profile").partition('name="session" value="')[2].partition('"')[0]
    eve.send("/profile", "/profile/sessions", session=named)
    assert Session.objects.filter(person__email=ANN).count() == 2


def test_what_is_over_is_removed(ann: Person) -> None:
    gone, here, now = signed_in(ANN), signed_in(ANN), present()
    Session.objects.filter(pk=gone.client.cookies["sessionid"].value).update(expire_date=now - timedelta(seconds=1))
    rate = tries.Rate("test", 1, 1)
    tries.take(rate, "long ago", now - timedelta(days=3))
    tries.take(rate, "just now", now)
    before = Tries.objects.count()
    prune(Lease(1, 1, 1, now))
    assert list(Session.objects.filter(person=ann)) == [Session.objects.get(pk=here.client.cookies["sessionid"].value)]
    assert Tries.objects.count() == before - 1


def test_sessions_are_in_no_copy() -> None:
    names = {name_of(table) for table in tables()}
    assert {"people.SecondFactor", "people.Invitation"} <= names
    assert "people.Session" not in names


def test_a_changed_password_ends_every_other_session(ann: Person) -> None:
    here, there = signed_in(ANN), signed_in(ANN)
    form = "/profile/password"
    assert here.send("/profile", form, current="wrong", password=OTHER_PASSWORD).status_code == 422
    weak = here.send("/profile", form, current=PASSWORD, password=WEAK_PASSWORD)
    assert (weak.status_code, "too common" in weak.content.decode()) == (422, True)
    assert here.send("/profile", form, current=PASSWORD, password=OTHER_PASSWORD).status_code == 303
    assert (here.is_in(), there.is_in()) == (True, False)
    codes = [Browser().sign_in(ANN, word).status_code for word in (PASSWORD, OTHER_PASSWORD)]
    assert codes == [401, 302]
    assert "password.change" in acts(ann)


def test_the_profile_is_kept_and_speaks_the_persons_language(ann: Person) -> None:
    browser = signed_in(ANN)
    assert browser.send("/profile", name="Ann Ötzi", language="de").status_code == 303
    ann.refresh_from_db()
    assert (ann.name, ann.language) == ("Ann Ötzi", "de")
    page = browser.text("/profile")
    assert ('<html lang="de"' in page, "Ann Ötzi" in page) == (True, True)
    assert browser.send("/profile", name="Ann", language="xx").status_code == 422


def test_somebody_with_several_sides_chooses_one(ann: Person, scene: Scene) -> None:
    Grant.objects.create(person=ann, role="admin", account=scene.other)
    Grant.objects.create(person=ann, role="agent")
    browser = signed_in(ANN)
    assert browser.get("/")["Location"] == "/desk/"
    for side, may in (("other", True), ("acme", False), ("nobody's", False)):
        browser.send("/profile", "/profile/side", account=side)
        me = browser.get("/api/v1/me").json()
        assert (me["kind"], me["account"], "key.write" in me["may"]) == ("person", "other" if may else "acme", may)
    assert browser.get("/")["Location"] == "/portal/"


def test_who_was_let_go_is_out_at_once(ann: Person) -> None:
    browser = signed_in(ANN)
    deactivate(ann, NOBODY, present())
    assert (browser.is_in(), Browser().sign_in(ANN).status_code) == (False, 401)
    ann.is_active = True
    ann.save()
    Grant.objects.filter(person=ann).delete()
    assert Browser().sign_in(ANN).status_code == 401


@pytest.mark.usefixtures("ann")
def test_a_session_of_before_signing_in_is_not_the_one_after() -> None:
    browser = Browser()
    browser.client.session.save()
    before = browser.client.session
    before["planted"] = "yes"
    before.save()
    browser.client.cookies["sessionid"] = str(before.session_key)
    browser.sign_in(ANN)
    assert browser.client.cookies["sessionid"].value != before.session_key
    assert not Session.objects.filter(pk=before.session_key).exists()


@pytest.mark.usefixtures("ann")
def test_signing_in_leads_to_pages_of_ours_alone() -> None:
    for wanted, led in (("/portal/", "/portal/"), ("https://evil.example/", "/"), ("//evil.example", "/")):
        browser = Browser()
        token = browser.get("/sign-in") and browser.client.cookies["csrftoken"].value
        told = {"email": ANN, "password": PASSWORD, "next": wanted, "csrfmiddlewaretoken": token}
        assert browser.client.post("/sign-in", told)["Location"] == led
