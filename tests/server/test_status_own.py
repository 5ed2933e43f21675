"""An agreement that was made for one customer: its promises are on their page, not on the public one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from tests.desk import AGREEMENTS
from tests.server.founding import PASSWORD, customer
from tests.server.scene import NOBODY, NOW
from tests.server.status_scene import Reader
from upheld.library.loading import file_source
from upheld.server.accounts.registering import NewSubscription, subscribe
from upheld.server.contracts.publishing import publish
from upheld.server.incidents.components import adopt_components
from upheld.server.incidents.models import Component, Incident
from upheld.server.incidents.posting import NewIncident, open_incident
from upheld.server.present import present

OWN = """
upheld: 1
agreement: acme-own
title: What was agreed with Acme alone
provider: Apifonica
version: {{id: signed}}
include: [{{file: {file}, ranks: below}}]
"""


@pytest.mark.django_db
def test_components_of_an_agreement_that_takes_another_over_are_for_who_has_it(page: Reader, tmp_path: Path) -> None:
    account = customer("apifonica")
    file = tmp_path / "acme-own.yaml"
    file.write_text(OWN.format(file=AGREEMENTS / "apifonica.yaml"), encoding="utf-8")
    publish(str(file), file_source().opener, NOBODY, NOW)
    subscribe(account, NewSubscription("acme-own", "", date(2026, 1, 1)), NOBODY, NOW)
    adopt_components(NOW)
    seen = {(row.agreement, row.visibility) for row in Component.objects.all()}
    assert seen == {("apifonica", "public"), ("acme-own", "customers")}
    # The standard agreement's four functions and their group; not a second time for Acme.
    assert len(page.written(NOW).get("/api/v2/components.json").json["components"]) == 5


@pytest.fixture
def agreed(page: Reader, tmp_path: Path) -> Reader:
    """Acme has an agreement of its own, Globex the standard one alone; what is Acme's fails, and was to be mended."""
    acme = customer("apifonica")
    customer("apifonica", "globex")
    file = tmp_path / "acme-own.yaml"
    file.write_text(OWN.format(file=AGREEMENTS / "apifonica.yaml"), encoding="utf-8")
    publish(str(file), file_source().opener, NOBODY, NOW)
    subscribe(acme, NewSubscription("acme-own", "", date(2026, 1, 1)), NOBODY, NOW)
    adopt_components(NOW)
    at = present() - timedelta(hours=1)
    new = NewIncident("The line of Acme fails", "We look.", components={of_acme().code: "major_outage"})
    open_incident(new, NOBODY, at)
    # A month that has been: 40 days ago is in the month before, or in that before it.
    former = NewIncident("An old fault of Acme", "We looked.", "resolved", components={of_acme().code: "operational"},
                         started_at=at - timedelta(days=40))  # fmt: skip
    open_incident(former, NOBODY, at - timedelta(days=40))
    return page.written(present())


def of_acme() -> Component:
    """A component that is nobody's but Acme's."""
    return Component.objects.filter(agreement="acme-own", is_group=False).order_by("position")[0]


def reader(slug: str) -> Client:
    """Ann, who is signed in for an account."""
    browser = Client(HTTP_ACCEPT_LANGUAGE="en")
    assert browser.login(email=f"ann@{slug}.example", password=PASSWORD)
    return browser


@pytest.mark.django_db
def test_every_link_of_an_accounts_own_page_leads_to_a_page_of_its_own(agreed: Reader) -> None:
    browser, first = reader("acme"), "/status/own"
    seen, waiting = {first: browser.get(first).content.decode()}, [first]
    while waiting:
        for path in re.findall(r'href="(/status/own[^"#]*)"', seen[waiting.pop()]):
            if path not in seen:
                answer = browser.get(path.replace("&amp;", "&"))
                assert answer.status_code == 200, path
                seen[path] = answer.content.decode()
                waiting.append(path)
    titles = {"/status/own": "The line of Acme fails", f"/status/own/components/{of_acme().code}": of_acme().name}
    titles |= {f"/status/own/incidents/{row.code}": row.title for row in Incident.objects.all()}
    assert {path: title in seen[path] for path, title in titles.items() if path in seen} == dict.fromkeys(titles, True)
    # The rest of the page is that of everybody: none of its links is to what the snapshot does not have.
    others = {path for text in seen.values() for path in re.findall(r'(?:href|src)="(/status/[^"#?]*)', text)}
    asks = ("/status/own", "/status/subscribe")
    assert {path for path in others if not path.startswith(asks) and agreed.get(path).status != 200} == set()


@pytest.mark.django_db
def test_what_was_agreed_with_one_account_is_nowhere_for_others(agreed: Reader) -> None:
    row = Incident.objects.get(status="investigating")
    paths = [f"/status/own/components/{of_acme().code}", f"/status/own/incidents/{row.code}"]
    assert [reader("acme").get(path).status_code for path in paths] == [200, 200]
    assert [reader("globex").get(path).status_code for path in paths] == [404, 404]
    portals = [f'href="{paths[1]}"' in reader(each).get("/portal/").content.decode() for each in ("acme", "globex")]
    assert portals == [True, False]
    assert [Client().get(path).status_code for path in (*paths, "/status/own/history")] == [302, 302, 302]
    assert [reader("acme").get(f"/status/own/history?month={each}").status_code for each in ("1999-01", "x")] == [
        404
    ] * 2
    theirs = reader("globex")
    own = [theirs.get(path).content.decode() for path in ("/status/own", "/status/own/history")]
    # Pages, feeds, calendar, badges, and what programs read: all that a stranger can have.
    everything = [Path(each).read_bytes().decode(errors="replace") for each in files_of(agreed)]
    assert len(everything) > 20
    codes = (of_acme().code, row.code)
    assert [each for text in (*own, *everything) for each in ("of Acme", *codes) if each in text] == []


def files_of(page: Reader) -> list[Path]:
    """Every file of the snapshot, manifest too; what is packed stands beside it unpacked."""
    folder = page.data_dir / "statuspage" / "current"
    return [each for each in folder.resolve().rglob("*") if each.is_file() and each.suffix != ".gz"]


@pytest.mark.django_db
def test_what_was_posted_of_a_component_that_is_retired_stays_to_be_read(page: Reader) -> None:
    customer("apifonica")
    adopt_components(NOW)
    component = Component.objects.filter(is_group=False).order_by("position")[0]
    incident = open_incident(
        NewIncident("Calls fail", "We look.", "resolved", components={component.code: "operational"}), NOBODY, NOW
    )
    Component.objects.filter(pk=component.pk).update(retired_at=NOW)
    page.written(NOW)
    assert [each["id"] for each in page.get("/api/v2/incidents.json").json["incidents"]] == [incident.code]
    assert page.get(f"/status/incidents/{incident.code}").status == 200
    assert component.code not in {each["id"] for each in page.get("/api/v2/components.json").json["components"]}
