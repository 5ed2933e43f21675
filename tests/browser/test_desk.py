"""The agent's day in a real browser: the queue, a ticket, every page of the desk; with the keyboard alone too."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.people import AGENT, OWNER


def focused(page: Page) -> str:
    """The id of what has the focus."""
    found: str = page.evaluate("document.activeElement.id")
    return found


def test_an_agent_answers_what_is_due_and_the_clock_stops(visits: Visits) -> None:
    page = visits(AGENT).opens("/desk/queue")
    expect(page.get_by_role("link", name=re.compile("Price upload hangs"))).to_be_visible()
    page.get_by_role("link", name=re.compile("Price upload hangs")).click()
    expect(page.locator(".clocks article").first).to_contain_text("Response")
    page.fill("#reply-text", "We are looking at it.")
    page.get_by_role("button", name="See what goes out").first.click()
    # Exactly what goes out: status, number, telephone and the words, before anything is sent.
    for told in ("We are looking at it.", "+49 30 5557 0199", "ann@vega.example"):
        expect(page.locator("main")).to_contain_text(told)
    page.get_by_role("button", name=re.compile("^Send to")).click()
    expect(page.locator(".timeline")).to_contain_text("We are looking at it.")
    expect(page.locator(".timeline li").last).to_contain_text("Opened")


def test_the_queue_is_worked_on_with_the_keyboard_alone(visits: Visits) -> None:
    page = visits(AGENT).opens("/desk/queue")
    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("j")
    assert first.startswith("t-")
    assert focused(page).startswith("t-")
    assert focused(page) != first
    page.keyboard.press("k")
    assert focused(page) == first
    page.keyboard.press("x")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator(f"#{first}").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/desk/tickets/\d+$"))
    page.keyboard.press("n")
    page.keyboard.type("Seen from the keyboard.")
    # Past the files, which it has none of, to the button.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline li").first).to_contain_text("Seen from the keyboard.")


def test_a_key_acknowledges_a_ticket_from_the_queue(visits: Visits) -> None:
    page = visits(AGENT).opens("/desk/queue?q=second warehouse")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".says.good")).to_contain_text("1 changed")
    page.goto(f"{page.url.partition('/desk')[0]}/desk/tickets/6")
    expect(page.locator(".timeline")).to_contain_text("acknowledges it")


def test_the_queue_keeps_itself_current_and_the_focus_where_it_is(visits: Visits) -> None:
    agent, other = visits(AGENT), visits(OWNER)
    page = agent.opens("/desk/queue")
    page.locator("#t-4").focus()
    page.locator("#pick-4").check()
    page.locator("#t-4").focus()
    elsewhere = other.opens("/desk/tickets/4")
    elsewhere.locator("summary", has_text="Assign").click()
    elsewhere.select_option("#assign-to", AGENT)
    elsewhere.get_by_role("button", name="Assign", exact=True).click()
    expect(page.locator("tr", has=page.locator("#t-4"))).to_contain_text("Mira Holm")
    assert focused(page) == "t-4"
    expect(page.locator("#pick-4")).to_be_checked()


def test_what_somebody_wrote_is_kept_when_another_was_faster(visits: Visits) -> None:
    agent, other = visits(AGENT), visits(OWNER)
    page, elsewhere = agent.opens("/desk/tickets/2"), other.opens("/desk/tickets/2")
    for each, text in ((elsewhere, "First."), (page, "Second, and not lost.")):
        each.locator("summary", has_text="Note for the desk").click()
        each.fill("#note-text", text)
        each.get_by_role("button", name="Add the note").click()
        each.wait_for_load_state()
    expect(page.get_by_role("alert")).to_contain_text("somebody has changed the ticket meanwhile")
    expect(page.locator("#note-text")).to_have_value("Second, and not lost.")


def test_a_draft_is_checked_while_it_is_written(visits: Visits) -> None:
    page = visits(OWNER).opens("/desk/agreements/draft?from=northlight-care")
    expect(page.locator("#checked")).to_contain_text("It can be read")
    page.fill("#text", "upheld: 1\nagreement: half\n")
    expect(page.locator("#checked")).to_contain_text("To mend")


def test_colours_are_chosen_and_stay(visits: Visits) -> None:
    visitor = visits(AGENT)
    page = visitor.opens("/desk/")
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
