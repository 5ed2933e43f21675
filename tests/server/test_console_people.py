"""The desk's settings of people and keys: roles changed, people let in or not, keys shown once and ended."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from tests.browser.people import AGENT, CUSTOMER, OWNER
from tests.server.console_scene import agents_desk, signed_in
from tests.server.signing import Browser
from upheld.server.accounts.models import Account, ApiKey, Grant, Person
from upheld.server.audit.models import AuditEntry
from upheld.server.present import present

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Browser:
    """Mira, an agent, signed in at a desk with a day of tickets."""
    return agents_desk()


@pytest.fixture
def owner(desk: Browser) -> Browser:  # noqa: ARG001 - the desk that is owned
    """The owner of the same desk."""
    return signed_in(OWNER)


def page_of(email: str) -> str:
    """Where somebody's roles are changed."""
    return f"/desk/settings/people/{Person.objects.get(email=email).pk}"


def roles_of(email: str) -> set[tuple[str, str | None]]:
    """Somebody's roles: (role, account)."""
    return set(Grant.objects.filter(person__email=email).values_list("role", "account__slug"))


def test_an_owner_gives_somebody_exactly_the_ticked_roles_and_it_is_on_record(owner: Browser) -> None:
    page = page_of(AGENT)
    assert re.search(r'name="role" value="agent" checked', owner.text(page))
    answer = owner.send(page, side="", role=["lead", "billing"])
    assert (answer.status_code, answer["Location"]) == (303, f"{page}?done=1")
    assert roles_of(AGENT) == {("lead", None), ("billing", None)}
    assert AuditEntry.objects.filter(action="person.roles", object_id=page.rpartition("/")[2]).exists()
    # The list names them as people read them.
    assert '<span class="badge none">Lead</span>' in owner.text("/desk/settings/people")


def test_a_customers_person_has_roles_for_that_account_alone(owner: Browser) -> None:
    page = page_of(CUSTOMER)
    assert f'href="{page}"' in owner.text("/desk/accounts/harbour")
    text = owner.text(page)
    assert 'name="side" value="harbour"' in text
    assert "Roles on the provider's side" not in text
    refused = owner.send(page, side="harbour", role="owner")
    assert (refused.status_code, "no role on a customer's side" in unescape(refused.content.decode())) == (422, True)
    # A side on which they have no role is not on the page, and is not there for who sends it all the same.
    assert owner.send(page, side="", role="owner").status_code == 404
    assert owner.send(page, side="vega", role="admin").status_code == 404
    assert owner.send(page, side="harbour", role="admin").status_code == 303
    assert roles_of(CUSTOMER) == {("admin", "harbour")}


def test_the_last_owner_stays_owner_and_lets_themselves_in(owner: Browser) -> None:
    page = page_of(OWNER)
    refused = owner.send(page, side="", role="agent")
    assert (refused.status_code, "somebody has to be owner" in refused.content.decode()) == (422, True)
    assert owner.send(page, do="keep out").status_code == 422
    assert ("owner", None) in roles_of(OWNER)
    assert Person.objects.get(email=OWNER).is_active


def test_who_is_let_in_no_more_is_out_at_once_and_comes_back(desk: Browser, owner: Browser) -> None:
    page = page_of(AGENT)
    assert owner.send(page, do="keep out").status_code == 303
    assert desk.get("/desk/queue").status_code == 302
    assert owner.send(page, do="let in").status_code == 303
    assert signed_in(AGENT).get("/desk/queue").status_code == 200


def test_who_may_not_change_people_or_keys_finds_no_way_to(desk: Browser, owner: Browser) -> None:
    page = page_of(OWNER)
    assert owner.send(page_of(AGENT), side="", role="auditor").status_code == 303
    text = desk.text(page)
    assert '<fieldset class="field" disabled>' in text
    assert "Change the roles" not in text
    assert "Make a key" not in desk.text("/desk/settings/keys")
    # With a form of another page, as somebody would who writes the request by hand.
    assert desk.send("/profile", page, side="", role="agent").status_code == 403
    told = {"name": "Mine", "may": "read", "lasts": "30"}
    assert desk.send("/profile", "/desk/settings/keys", **told).status_code == 403
    key = ApiKey.objects.create(name="k", prefix="p", secret_sha256="0" * 64, scopes=[], created_at=present())
    assert desk.send("/profile", f"/desk/settings/keys/{key.pk}/end").status_code == 403
    assert not ApiKey.objects.filter(name="Mine").exists()


def test_a_key_is_shown_once_does_what_it_may_and_is_ended(owner: Browser) -> None:
    told = {"name": "<b>Nightly</b>", "may": "read", "lasts": "30", "account": ""}
    made = owner.send("/desk/settings/keys", **told)
    secret = re.search(r'<code class="secret">(upk_[^<]+)</code>', made.content.decode())
    assert secret is not None
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    row = ApiKey.objects.get(name="<b>Nightly</b>")
    assert row.expires_at is not None
    assert timedelta(days=29) < row.expires_at - present() <= timedelta(days=30)
    listed = owner.get("/desk/settings/keys").content.decode()
    assert secret[1] not in listed
    assert "&lt;b&gt;Nightly&lt;/b&gt;" in listed
    headers = {"Authorization": f"Bearer {secret[1]}"}
    assert Client().get("/api/v1/accounts", headers=headers).status_code == 200
    assert Client().post("/api/v1/tickets", "{}", content_type="application/json", headers=headers).status_code == 403
    assert owner.send("/desk/settings/keys", f"/desk/settings/keys/{row.pk}/end").status_code == 303
    assert Client().get("/api/v1/accounts", headers=headers).status_code == 401


def test_a_key_of_an_account_may_no_more_than_its_people(owner: Browser) -> None:
    told = {"name": "Shop", "may": "all", "lasts": "ever", "account": "vega"}
    assert owner.send("/desk/settings/keys", **told).status_code == 201
    row = ApiKey.objects.get(name="Shop")
    assert (row.account, row.expires_at) == (Account.objects.get(slug="vega"), None)
    assert "ticket.open" in row.scopes
    assert not {"ticket.notes", "ticket.work", "provider.write"} & set(row.scopes)


def test_a_form_for_a_key_says_what_is_wrong_beside_each_field_and_keeps_the_rest(owner: Browser) -> None:
    answer = owner.send("/desk/settings/keys", name="", may="most", lasts="1000", account="nobody")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'id="{name}-error"' in text for name in ("name", "may", "lasts", "account"))
    kept = owner.send("/desk/settings/keys", name="Shop", may="work", lasts="1000", account="vega").content.decode()
    assert 'value="Shop"' in kept
    assert 'value="vega" selected' in kept
