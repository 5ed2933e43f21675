"""Refused forms and second clicks in a real browser: where the reader finds themselves, and what is done once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Visits
from tests.browser.people import AGENT, CUSTOMER, OWNER, PASSWORD
from tests.browser.visiting import Visitor, visitor
from tests.server.installation import Installation

Comes = Callable[[str], Visitor]
OUTAGE = re.compile("Bookings are refused")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def comes(request: pytest.FixtureRequest, chromium: Browser, service: Installation) -> Iterator[Comes]:
    """Makes visitors who are signed in, with scripts and without; at the end none of them may have met a fault."""
    made: list[Visitor] = []

    def come(who: str) -> Visitor:
        new = visitor(chromium, f"http://127.0.0.1:{service.port}", scripts=request.param)
        made.append(new)
        new.signs_in(who, PASSWORD)
        return new

    yield come
    for each in made:
        each.page.context.close()
    assert [fault for each in made for fault in each.faults] == []


def focused(page: Page) -> str:
    """What has the focus: its role, else its id."""
    found: str = page.evaluate("document.activeElement.getAttribute('role') || document.activeElement.id")
    return found


def test_a_refused_change_of_priority_begins_at_its_faults_and_leads_to_the_question(comes: Comes) -> None:
    agent = comes(AGENT)
    page = agent.opens("/desk/queue")
    page.get_by_role("link", name=OUTAGE).click()
    form = page.locator("details", has=page.locator("#priority-text"))
    form.locator("summary").click()
    page.fill("#priority-text", "It is worse than that.")
    form.get_by_role("button", name="See what goes out").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Please answer this: the priority depends on it")
    expect(page.locator("#priority-text")).to_have_value("It is worse than that.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[id='priority-answers.effect-1']")).to_be_focused()
    group = page.get_by_role("radiogroup", name="What does it do to your work?")
    expect(group).to_have_attribute("aria-invalid", "true")
    expect(group).to_have_accessible_description("Please answer this: the priority depends on it")


def test_a_refused_case_of_the_portal_begins_at_its_faults_and_leads_to_the_field(comes: Comes) -> None:
    page = comes(CUSTOMER).opens("/portal/tickets/new")
    # What a browser takes for filled in, and a reader does not.
    page.fill("#subject", "   ")
    for field in page.locator("main form :is(input, textarea)[required]:not([type=radio])").all():
        if not field.input_value():
            field.fill("2026-11-20T10:00" if field.get_attribute("type") == "datetime-local" else "Something")
    for group in page.get_by_role("radiogroup").all():
        group.get_by_role("radio").first.check()
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#subject")).to_be_focused()
    expect(page.locator("#subject")).to_have_attribute("aria-invalid", "true")


def test_a_form_without_a_list_begins_at_the_first_field_that_is_wrong(comes: Comes) -> None:
    page = comes(OWNER).opens("/desk/settings/keys")
    page.fill("#name", "  ")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("#name")).to_be_focused()
    expect(page.locator("#name")).to_have_accessible_description("Say what the key is for.")


def test_a_second_click_does_nothing_more(visits: Visits) -> None:
    owner = visits(OWNER)
    page = owner.opens("/desk/settings/keys")
    sent: list[Route] = []
    page.route("**/desk/settings/keys", lambda route: sent.append(route))  # noqa: PLW0108 - it marks its handlers
    page.fill("#name", "Clicked twice")
    button = page.get_by_role("button", name="Make it")
    # The answer is long in coming: another request would end the first, and be held here for good.
    with page.expect_request("**/desk/settings/keys"):
        button.evaluate("it => new Promise(done => { it.click(); setTimeout(() => { it.click(); done(); }, 100); })")
    sent[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("The new key")
    assert len(sent) == 1
    page.unroute_all()
    owner.opens("/desk/settings/keys")
    expect(page.locator("tbody tr", has_text="Clicked twice")).to_have_count(1)


def test_a_key_leads_to_the_search_from_every_page(visits: Visits) -> None:
    agent = visits(AGENT)
    for path in ("/desk/", "/desk/agreements", "/desk/settings/mail"):
        page = agent.opens(path)
        page.keyboard.press("/")
        expect(page.locator("#find")).to_be_focused()


def test_a_change_of_several_priorities_asks_for_its_reason_and_keeps_what_is_chosen(visits: Visits) -> None:
    agent = visits(AGENT)
    page = agent.opens("/desk/queue")
    page.locator("input[name=ticket]").nth(0).check()
    page.get_by_role("button", name="Set priority").click()
    expect(page.locator("#bulk-why")).to_be_focused()
    expect(page.locator("input[name=ticket]:checked")).to_have_count(1)
    # The other buttons of the same form need no reason.
    page.locator("#bulk-to").select_option(AGENT)
    page.get_by_role("button", name="Assign", exact=True).click()
    expect(page.locator("main .says").first).to_contain_text("1 changed.")
    assert agent.violations() == []
