"""Accounts through the API: changed, suspended and restored; contacts, subscriptions, published versions, the trail."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.server.scene import AGREEMENT, Caller, Scene, key_for
from upheld.server.accounts.models import Suspension
from upheld.server.delivery.recording import is_suppressed, suppress
from upheld.server.present import present

PATH = "/accounts/acme"


@pytest.fixture
def owner(scene: Scene) -> Caller:
    """The provider's owner."""
    return Caller(scene.owner)


def faults(answer: Any) -> list[str]:
    """The fields that a refusal names."""
    return [fault["field"] for fault in answer.json()["problems"]]


def test_an_account_is_changed_by_whoever_knows_how_it_stands(owner: Caller) -> None:
    seen = owner.get(PATH)
    change = {"destinations": ["IN", "DE", "DE"], "features": ["sms"], "zone": "Asia/Kolkata"}
    first = owner.patch(PATH, change, If_Match=seen["ETag"])
    assert (first.status_code, first.json()["destinations"], first.json()["features"]) == (200, ["DE", "IN"], ["sms"])
    assert (first.json()["name"], first.json()["zone"]) == ("Acme", "Asia/Kolkata")
    # Somebody else still looks at the account as it was.
    late = owner.patch(PATH, {"name": "Acme Ltd"}, If_Match=seen["ETag"])
    assert (late.status_code, owner.get(PATH).json()["name"]) == (412, "Acme")
    assert owner.get(PATH)["ETag"] == first["ETag"] != seen["ETag"]


def test_a_zone_that_is_none_is_refused_whole(owner: Caller) -> None:
    told = owner.patch(PATH, {"zone": "Mars/Olympus", "name": "Other"})
    assert (told.status_code, faults(told), owner.get(PATH).json()["name"]) == (422, ["zone"], "Acme")


def test_a_suspended_account_may_still_open_tickets_and_its_suspension_stays_on_record(
    owner: Caller, scene: Scene
) -> None:
    said = {"why": "invoices of August and September", "since": "2026-11-01T00:00:00Z", "unpaid_since": "2026-08-31"}
    suspended = owner.post(f"{PATH}/suspension", said)
    assert (suspended.json()["suspended"], suspended.json()["suspended_since"]) == (True, "2026-11-01T00:00:00Z")
    assert owner.post(f"{PATH}/suspension", said).status_code == 422
    opened = Caller(key_for("reporter", scene.acme)).post("/tickets", {"subject": "It is down", "priority": "1"})
    assert (opened.status_code, opened.json()["clocks"][0]["verdict"]) == (201, "running")
    ended = owner.post(f"{PATH}/restoration", {"why": "paid", "until": "2026-11-03T00:00:00Z"})
    assert (ended.json()["suspended"], ended.json()["suspended_why"]) == (False, None)
    kept = Suspension.objects.get()
    assert (kept.why, str(kept.unpaid_since), kept.ended_why) == (said["why"], "2026-08-31", "paid")


def test_a_suspension_does_not_end_before_it_began(owner: Caller) -> None:
    owner.post(f"{PATH}/suspension", {"why": "unpaid", "since": "2026-11-01T00:00:00Z"})
    told = owner.post(f"{PATH}/restoration", {"why": "paid", "until": "2026-10-31T23:59:59Z"})
    assert (told.status_code, faults(told), owner.get(PATH).json()["suspended"]) == (422, ["until"], True)


def test_a_customer_looks_after_its_own_contacts(scene: Scene) -> None:
    admin = Caller(key_for("admin", scene.acme))
    made = admin.post(f"{PATH}/contacts", {"name": "Ann", "role": "technical", "address": "ann@acme.example"}).json()
    place = f"{PATH}/contacts/{made['id']}"
    changed = admin.patch(place, {"role": "billing"}).json()
    assert (changed["role"], changed["address"]) == ("billing", "ann@acme.example")
    assert faults(admin.patch(place, {"address": "nowhere"})) == ["address"]
    assert admin.delete(place).json() == changed
    assert (admin.get(f"{PATH}/contacts").json()["items"], admin.delete(place).status_code) == ([], 404)
    assert admin.post("/accounts/other/contacts", {"name": "x", "role": "billing"}).status_code == 404


def test_a_plan_is_changed_from_a_day_and_a_subscription_ends(owner: Caller) -> None:
    (held,) = owner.get(f"{PATH}/subscriptions").json()["items"]
    place = f"{PATH}/subscriptions/{held['id']}"
    made = owner.post(f"{place}/plan", {"plan": "gold", "begins": "2026-12-01"})
    assert (made.status_code, made.json()["begins"], made.json()["until"]) == (201, "2026-12-01", None)
    former, latter = owner.get(f"{PATH}/subscriptions").json()["items"]
    assert (former["until"], latter["id"]) == ("2026-12-01", made.json()["id"])
    # The former one no longer holds on that day.
    assert faults(owner.post(f"{place}/plan", {"plan": "gold", "begins": "2026-12-05"})) == ["begins"]
    assert owner.post(f"{place}/plan", {"plan": "silver", "begins": "2026-11-25"}).status_code == 422
    ended = owner.post(f"{PATH}/subscriptions/{latter['id']}/end", {"until": "2027-06-01"})
    assert (ended.status_code, ended.json()["until"]) == (200, "2027-06-01")
    assert faults(owner.post(f"{place}/end", {"until": "2025-01-01"})) == ["until"]


def test_a_published_version_with_its_text_and_whom_it_binds(owner: Caller, scene: Scene) -> None:
    (listed,) = owner.get("/agreements").json()["items"]
    assert (listed["agreement"], listed["version"]) == ("desk", "1")
    told = owner.get("/agreements/desk/versions/1").json()
    assert (told["files"], told["withheld"]) == ([{"name": "desk.yaml", "text": AGREEMENT}], False)
    assert [bound["account"] for bound in told["bound"]] == ["acme", "other"]
    own = Caller(key_for("reporter", scene.acme)).get("/agreements/desk/versions/1").json()
    assert [bound["account"] for bound in own["bound"]] == ["acme"]


def test_terms_of_another_account_are_not_shown_to_a_customer(owner: Caller, scene: Scene) -> None:
    text = AGREEMENT.replace('{id: "1"}', '{id: "2", effective: 2026-01-01}').replace(
        "agreement: desk", "agreement: own"
    )
    text += "\naccounts:\n  other: {title: Terms of another}\n"
    published = owner.post("/agreements", {"file": "own.yaml", "text": text})
    assert published.status_code == 201, published.content
    owner.post(f"{PATH}/subscriptions", {"agreement": "own", "plan": "gold", "begins": "2026-01-01"})
    told = Caller(key_for("admin", scene.acme)).get("/agreements/own/versions/2").json()
    assert (told["withheld"], told["files"]) == (True, [])
    assert owner.get("/agreements/own/versions/2").json()["withheld"] is False


def test_what_is_wrong_with_an_agreement_is_told_with_its_line(owner: Caller) -> None:
    told = owner.post(
        "/agreements", {"file": "bad.yaml", "text": AGREEMENT.replace("zone: Europe/Berlin", "zone: Mars", 1)}
    )
    (fault,) = told.json()["problems"]
    line = AGREEMENT.splitlines().index("zone: Europe/Berlin") + 1
    assert (told.status_code, fault["place"].split(":")[:2]) == (422, ["bad.yaml", str(line)])


def test_an_agreement_that_includes_another_is_published_with_it(owner: Caller) -> None:
    base = {"name": "base/desk.yaml", "text": AGREEMENT.replace("agreement: desk", "agreement: base")}
    included = "include: [{file: base/desk.yaml, ranks: below}]"
    text = f'upheld: 1\n{included}\nagreement: own\ntitle: Own\nprovider: Desk\nversion: {{id: "1"}}\n'
    alone = owner.post("/agreements", {"file": "own.yaml", "text": text})
    assert (alone.status_code, "others" in alone.content.decode()) == (422, True)
    whole = owner.post("/agreements", {"file": "own.yaml", "text": text, "others": [base]})
    assert (whole.status_code, whole.json().get("agreement")) == (201, "own"), whole.content


def test_the_trail_names_who_changed_what(owner: Caller, scene: Scene) -> None:
    owner.patch(PATH, {"name": "Acme Ltd"})
    (entry,) = owner.get("/audit?action=account.change&account=acme").json()["items"]
    assert (entry["object_kind"], entry["object_id"], entry["account"]) == ("account", "acme", scene.acme.pk)
    assert entry["actor"].startswith("key:")
    assert entry["before"] != entry["after"]
    assert owner.get("/audit?before=2000-01-01T00:00:00Z").json()["items"] == []


def test_an_address_that_takes_no_mail_is_freed(owner: Caller) -> None:
    suppress("Ann@acme.example", "550 no such user", present())
    (row,) = owner.get("/suppressed-addresses?address=ANN@acme.example").json()["items"]
    assert owner.delete(f"/suppressed-addresses/{row['id']}").json()["address"] == "ann@acme.example"
    assert not is_suppressed("ann@acme.example")


def test_an_agent_may_change_no_account(scene: Scene) -> None:
    agent = replace(Caller(scene.owner), key=scene.agent)
    assert agent.patch(PATH, {"name": "Mine"}).status_code == 403
