"""Invitations and forgotten passwords: links in mails that a real mail server took, each good for one time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from tests.server.scene import NOBODY, Caller, Scene, key_for
from tests.server.signing import OTHER_PASSWORD, PASSWORD, WEAK_PASSWORD, Browser, person, signed_in
from tests.server.sinks import MailSink, mail_server
from tests.server.telling import PHONE, deliver, with_mail
from upheld.problems import Refused
from upheld.server.access.actor import MAY, Actor
from upheld.server.accounts.models import Person
from upheld.server.accounts.telling import ProviderFacts, set_provider
from upheld.server.audit.models import AuditEntry
from upheld.server.copying.rows import lines
from upheld.server.outbox.models import Outbox
from upheld.server.people.inviting import NewInvitation, accept, invite, open_invitation
from upheld.server.people.links import digest_of
from upheld.server.people.models import Invitation, Reset
from upheld.server.present import present

pytestmark = pytest.mark.django_db
ANN, BO = "ann@acme.example", "bo@acme.example"
LINK = re.compile(r"https://help\.example(/(?:invitation|reset)/[\w-]{43})\s")


@pytest.fixture
def post(settings: Settings) -> Iterator[MailSink]:
    """A mail server that takes what we send, and a provider who sends."""
    set_provider(ProviderFacts("Desk", PHONE), NOBODY, present())
    with mail_server(MailSink()) as sink:
        with_mail(settings, sink.port)
        yield sink


def carry() -> None:
    """Do all that a worker does: the job that writes a letter, then that which sends it."""
    deliver()
    deliver()


def mailed(post: MailSink) -> tuple[str, str]:
    """Subject and text of the last mail, once everything is sent."""
    carry()
    message = post.taken[-1]
    body = message.get_body(("plain",))
    assert body is not None
    return str(message["Subject"]), str(body.get_content())


def link_in(post: MailSink) -> str:
    """The page that the last mail leads to."""
    found = LINK.search(mailed(post)[1])
    assert found is not None, mailed(post)
    return found[1]


def test_an_admin_invites_and_the_invited_come_in(scene: Scene, post: MailSink) -> None:
    admin = Caller(key_for("admin", scene.acme))
    made = admin.post("/invitations", {"email": "Bo@acme.example", "role": "reporter", "name": "Bo"})
    told = {name: made.json()[name] for name in ("email", "role", "account", "state")}
    assert (made.status_code, told) == (201, {"email": BO, "role": "reporter", "account": "acme", "state": "open"})
    subject, text = mailed(post)
    assert (subject, post.taken[-1]["To"], "support of Acme" in text, "Hello Bo" in text) == (
        "Desk invites you", BO, True, True,
    )  # fmt: skip
    page, browser = link_in(post), Browser()
    # Its secret stands in no address from here on.
    assert browser.get(page)["Location"] == "/invitation"
    assert "as bo@acme.example" in re.sub(r"<[^>]+>", "", browser.text("/invitation"))
    weak = browser.send("/invitation", name="Bo", password=WEAK_PASSWORD)
    assert (weak.status_code, "too common" in weak.content.decode()) == (422, True)
    assert browser.send("/invitation", name="Bo B.", password=PASSWORD)["Location"] == "/"
    assert (browser.is_in(), browser.get("/")["Location"]) == (True, "/portal/")
    bo = Person.objects.get(email=BO)
    assert (bo.name, [grant.role for grant in bo.grants.all()], bo.language) == ("Bo B.", ["reporter"], "en")
    # Once: also for whoever finds the mail later.
    assert Browser().follow(page) == 410
    assert admin.get("/invitations").json()["items"][0]["state"] == "accepted"
    accepted = AuditEntry.objects.filter(action="invitation.accept", actor=f"person:{bo.pk}", account=scene.acme.pk)
    assert accepted.count() == 1


def test_the_mail_speaks_the_language_of_the_account_or_the_one_that_is_named(scene: Scene, post: MailSink) -> None:
    scene.acme.language = "de"
    scene.acme.save()
    invite(NewInvitation(BO, "reporter", scene.acme), NOBODY, present())
    subject, text = mailed(post)
    assert (subject, "Guten Tag bo@acme.example" in text) == ("Desk lädt Sie ein", True)
    assert "Der Link gilt einmal" in text
    invite(NewInvitation(ANN, "reporter", scene.acme, language="en"), NOBODY, present())
    assert mailed(post)[0] == "Desk invites you"


def test_the_answer_does_not_tell_whether_an_address_is_known(scene: Scene) -> None:
    person(ANN, "reporter", scene.other)
    admin = Caller(key_for("admin", scene.acme))
    known, unknown = (admin.post("/invitations", {"email": email, "role": "reporter"}) for email in (ANN, BO))
    own = dict.fromkeys(("id", "email", "created_at", "expires_at"))
    assert known.status_code == unknown.status_code == 201
    assert {**known.json(), **own} == {**unknown.json(), **own}


def test_who_is_known_already_takes_a_further_role_by_signing_in(scene: Scene, post: MailSink) -> None:
    ann = person(ANN, "reporter", scene.other)
    invite(NewInvitation(ANN, "admin", scene.acme), NOBODY, present())
    page = link_in(post)
    stranger = Browser()
    stranger.get(page)
    assert stranger.get("/invitation")["Location"] == "/sign-in?next=/invitation"
    person("eve@acme.example", "reporter", scene.acme)
    eve = signed_in("eve@acme.example")
    eve.get(page)
    assert eve.get("/invitation").status_code == 409  # and is not led in a circle
    # Signed in by the way, she is back at what she opened.
    assert (
        stranger.send("/sign-in?next=/invitation", "/sign-in", email=ANN, password=PASSWORD)["Location"]
        == "/invitation"
    )
    browser = stranger
    assert browser.send("/invitation").status_code == 303
    roles = {(grant.role, grant.account_id) for grant in ann.grants.all()}
    assert roles == {("reporter", scene.other.pk), ("admin", scene.acme.pk)}
    assert browser.get("/api/v1/me").json()["account"] == "acme"


def test_nobody_invites_to_more_than_they_may_do_or_to_anothers_side(scene: Scene) -> None:
    admin, lead = Actor("person:1", MAY["admin"], scene.acme.pk), Actor("person:2", MAY["lead"] | {"person.write"})
    for actor, new, says in (
        (admin, NewInvitation(BO, "admin", scene.other), "own account"),
        (admin, NewInvitation(BO, "agent"), "own account"),
        (admin, NewInvitation(BO, "agent", scene.acme), "no role on a customer's side"),
        (lead, NewInvitation(BO, "owner"), "may not do all that owner may"),
        (NOBODY, NewInvitation("nowhere", "owner"), "no e-mail address"),
    ):
        with pytest.raises(Refused, match=says):
            invite(new, actor, present())
    invite(NewInvitation(BO, "admin", scene.acme), admin, present())
    body = {"email": BO, "role": "reporter", "account": "other"}
    answer = Caller(key_for("admin", scene.acme)).post("/invitations", body)
    assert (answer.status_code, Invitation.objects.count()) == (404, 1)


def test_a_link_ends_by_time_by_a_newer_one_and_by_hand(scene: Scene) -> None:
    now = present()

    def link() -> str:
        return invite(NewInvitation(BO, "reporter", scene.acme), NOBODY, now)[1].rpartition("/")[2]

    first, second = link(), link()
    opens = [open_invitation(digest_of(secret), now) is not None for secret in (first, second, second[:-1], "")]
    assert opens == [False, True, False, False]
    assert open_invitation(digest_of(second), now + timedelta(days=7, seconds=-1)) is not None
    assert open_invitation(digest_of(second), now + timedelta(days=7)) is None
    number = Invitation.objects.latest("pk").pk
    assert Caller(scene.owner).post(f"/invitations/{number}/revoke", {}).json()["state"] == "revoked"
    assert Browser().follow(f"/invitation/{second}") == 410


def test_of_two_who_accept_at_once_one_is_in(scene: Scene) -> None:
    made, _ = invite(NewInvitation(BO, "reporter", scene.acme), NOBODY, present())
    bo = person(BO, "reporter", scene.other)
    assert [accept(made, bo, present()) for _ in range(2)] == [True, False]


def test_a_forgotten_password_is_chosen_anew_and_every_session_ends(scene: Scene, post: MailSink) -> None:
    ann = person(ANN, "reporter", scene.acme)
    ann.language = "de"
    ann.save()
    before, browser = signed_in(ANN), Browser()
    assert browser.send("/reset", email="ANN@acme.example ").status_code == 200
    subject, text = mailed(post)
    assert (subject, "bis" in text, post.taken[-1]["To"]) == ("Desk: neues Passwort wählen", True, ANN)
    page = link_in(post)
    assert browser.get(page)["Location"] == "/reset/password"
    assert browser.send("/reset/password", password=ANN).status_code == 422
    assert browser.send("/reset/password", password=OTHER_PASSWORD)["Location"] == "/sign-in?changed=yes"
    assert (before.is_in(), browser.is_in()) == (False, False)
    assert Browser().sign_in(ANN).status_code == 401
    assert Browser().sign_in(ANN, OTHER_PASSWORD).status_code == 302
    assert (browser.follow(page), Browser().follow("/reset/password")) == (410, 410)


def test_a_new_password_does_not_pass_the_second_factor(scene: Scene, post: MailSink) -> None:
    person(ANN, "reporter", scene.acme)
    signed_in(ANN).set_up_codes()
    browser = Browser()
    browser.send("/reset", email=ANN)
    browser.get(link_in(post))
    browser.send("/reset/password", password=OTHER_PASSWORD)
    assert browser.sign_in(ANN, OTHER_PASSWORD)["Location"] == "/sign-in/code"


def test_of_an_unknown_address_the_page_says_the_same_and_nothing_is_sent(scene: Scene, post: MailSink) -> None:
    ann = person(ANN, "reporter", scene.acme)
    ann.is_active = False
    ann.save()
    pages = {
        re.sub(r'value="[^"]*"', "", Browser().send("/reset", email=email).content.decode()).replace(email, "")
        for email in ("nobody@acme.example", ANN)
    }
    carry()
    assert (len(pages), post.taken, Reset.objects.count()) == (1, [], 0)


def test_one_address_is_not_mailed_without_end(scene: Scene, post: MailSink) -> None:
    person(ANN, "reporter", scene.acme)
    for _ in range(5):
        assert Browser().send("/reset", email=ANN).status_code == 200
        carry()
    assert len(post.taken) == 3
    # Only the last link opens.
    links = [str(each.get_body(("plain",)).get_content()) for each in post.taken]  # type: ignore[union-attr]  # it has one
    opens = [Browser().follow(found[1]) for text in links if (found := LINK.search(text))]
    assert opens == [410, 410, 200]


def test_a_link_stands_in_no_row_and_in_no_export(scene: Scene) -> None:
    _, link = invite(NewInvitation(BO, "reporter", scene.acme), NOBODY, present())
    secret = link.rpartition("/")[2]
    rows = json.dumps([*Invitation.objects.values(), *Outbox.objects.values()], default=str)
    assert secret not in rows
    told = b"".join(line for model in (Invitation, Outbox) for line in lines(model, "default", readable=True)).decode()
    assert (secret in told, "sealed1:" in told, Invitation.objects.get().secret_sha256 in told) == (False, False, False)
