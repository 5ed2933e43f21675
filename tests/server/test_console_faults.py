"""Forms of the desk that are refused: each fault once, at its field, in a list that has the focus and leads there."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.browser.people import OWNER
from tests.server.console_scene import agents_desk, signed_in
from tests.server.signing import Browser
from upheld.server.accounts.models import Fee, Provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Browser:
    """Olga, an owner, signed in."""
    agents_desk()
    return signed_in(OWNER)


def refused(owner: Browser, path: str, **fields: str) -> str:
    """The page that answers a form with something wrong in it."""
    answer = owner.send(path, **fields)
    assert answer.status_code == 422
    return unescape(answer.content.decode())


def listed(page: str) -> list[tuple[str, str]]:
    """The faults of the list that has the focus: where each leads, and what it says."""
    found = re.search(r'<div class="says bad[^"]*" role="alert" tabindex="-1" autofocus>.*?</ul>', page, re.DOTALL)
    assert found is not None
    return re.findall(r'<a href="#([^"]*)">([^<]*)</a>', found[0])


def marked(page: str) -> dict[str, str]:
    """The fields that are marked as wrong, each with the ids of what describes it."""
    tags = re.findall(r"<(?:input|select|textarea|fieldset)\b[^>]*aria-invalid[^>]*>", page)
    found = {re.search(r'\bid="([^"]*)"', tag): re.search(r'aria-describedby="([^"]*)"', tag) for tag in tags}
    return {name[1]: told[1] if told else "" for name, told in found.items() if name}


def test_the_provider_keeps_its_name_and_every_fault_is_told_at_its_field(owner: Browser) -> None:
    page = refused(owner, "/desk/settings", name=" ", phone="+49 30 1", zone="Mars/Phobos", accent="blue")
    assert [place for place, _said in listed(page)] == ["name", "zone", "accent"]
    assert dict(listed(page))["name"] == (
        "Name: the provider needs a name; it stands on every page and in every notice"
    )
    assert marked(page) == {
        "name": "name-hint name-error", "zone": "zone-error", "accent": "accent-hint accent-error",
    }  # fmt: skip
    assert Provider.objects.get().name == "Northlight"


def test_an_address_that_is_none_is_told_at_its_field_and_the_role_stays(owner: Browser) -> None:
    page = refused(owner, "/desk/settings/people", email="Mira", name="Mira", role="lead")
    assert listed(page) == [("email", "E-mail address: `Mira` is no e-mail address")]
    assert marked(page) == {"email": "email-error"}
    assert re.search(r'value="lead"\s+checked', page)


def test_every_fault_of_a_fee_is_told_at_once(owner: Browser) -> None:
    page = refused(owner, "/desk/accounts/vega/fees", agreement="northlight-care", amount="a lot", begins="13/2026")
    assert marked(page) == {"amount": "amount-hint amount-error", "begins": "begins-hint begins-error"}
    # Without a list above, the first field that is wrong has the focus.
    assert re.search(r'<input id="amount"[^>]*\bautofocus\b', page)
    assert page.count("autofocus") == 1
    assert not Fee.objects.filter(account__slug="vega", amount="a lot").exists()


def test_a_key_without_a_name_begins_at_the_name_and_its_choices_tell_their_fault(owner: Browser) -> None:
    page = refused(owner, "/desk/settings/keys", name="", may="most", lasts="30")
    assert marked(page) == {"name": "name-error", "may": "may-error"}
    group = re.search(r'<fieldset class="field" id="may"[^>]*>', page)
    assert group is not None
    assert 'role="radiogroup" aria-required="true"' in re.sub(r"\s+", " ", group[0])
    assert re.search(r'<input id="name"[^>]*\bautofocus\b', page)
