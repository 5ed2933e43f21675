"""Writing at the desk in a real browser: drafts that survive, what others add meanwhile, agreements by line."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.browser.people import AGENT, OWNER, PASSWORD

AGREEMENT = "/desk/agreements/northlight-care/versions/2026-01"


def test_a_draft_survives_a_lost_connection_and_a_session_that_ended(visits: Visits) -> None:
    agent = visits(AGENT)
    page = agent.opens("/desk/tickets/3")
    page.locator("summary", has_text="Note for the desk").click()
    page.fill("#note-text", "Not lost on the way.")
    expect(page.locator("#f-note [data-kept]")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("#f-note [data-unsent]")).to_contain_text("It was not sent: the connection is lost.")
    page.context.set_offline(False)
    # The session ends meanwhile; who comes back finds the form open, with the words in it.
    page.context.clear_cookies(name=re.compile("session"))
    page.get_by_role("button", name="Add the note").click()
    page.wait_for_url(re.compile("/sign-in"))
    agent.signs_in(AGENT, PASSWORD)
    agent.opens("/desk/tickets/3")
    expect(page.locator("#note-text")).to_be_visible()
    expect(page.locator("#note-text")).to_have_value("Not lost on the way.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".timeline li").first).to_contain_text("Not lost on the way.")
    # It was taken, and does not come back.
    page.locator("summary", has_text="Note for the desk").click()
    expect(page.locator("#note-text")).to_have_value("")


def test_what_is_written_for_the_status_page_survives_the_same(visits: Visits) -> None:
    page = visits(AGENT).opens("/desk/incidents/new")
    page.locator("input[name=title]").fill("Bookings fail")
    page.locator("textarea[name=body]").fill("We look into it.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("[data-unsent]")).to_contain_text("It was not sent: the connection is lost.")
    page.context.set_offline(False)
    page.context.clear_cookies(name=re.compile("session"))
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(re.compile("/sign-in"))
    # Signed in again, they are back in the form, with the words in it.
    page.fill("input[name=email]", AGENT)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button.first").click()
    page.wait_for_url(re.compile("/desk/incidents/new"))
    expect(page.locator("textarea[name=body]")).to_have_value("We look into it.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bookings fail")
    page.goto(page.url.rpartition("/")[0] + "/new")
    expect(page.locator("textarea[name=body]")).to_have_value("")


def test_who_writes_is_told_what_others_add_meanwhile(visits: Visits) -> None:
    page = visits(AGENT).opens("/desk/tickets/5")
    seen = page.locator("#f-note input[name=seen]")
    before = int(seen.input_value())
    page.locator("summary", has_text="Note for the desk").click()
    page.fill("#note-text", "Written at length.")
    other = visits(OWNER).opens("/desk/tickets/5")
    other.locator("summary", has_text="Note for the desk").click()
    other.fill("#note-text", "Added meanwhile.")
    other.get_by_role("button", name="Add the note").click()
    expect(page.locator("#news")).to_be_visible(timeout=25_000)
    expect(page.locator(".timeline li").first).to_contain_text("Added meanwhile.")
    expect(seen).to_have_value(str(before))
    page.get_by_role("button", name="I have seen it").click()
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".timeline li").first).to_contain_text("Written at length.")


def test_a_click_on_a_sentence_shows_its_line_and_a_click_on_the_line_its_sentence(visits: Visits) -> None:
    page = visits(OWNER).opens(AGREEMENT)
    sentence = page.locator("#main .reading li", has_text="Response to priority p1 in plan `gold`")
    line = page.locator("#L66")
    expect(line).not_to_be_in_viewport()
    sentence.click()
    expect(line).to_be_in_viewport()
    expect(line).to_have_class("here")
    page.locator(".pane").first.evaluate("it => it.scrollTo(0, 0)")
    expect(sentence).not_to_be_in_viewport()
    line.click()
    expect(sentence).to_be_in_viewport()
    expect(sentence).to_have_class(re.compile("here"))


def test_a_fault_is_marked_at_its_line_while_somebody_writes(visits: Visits) -> None:
    page = visits(OWNER).opens("/desk/agreements/draft?from=northlight-care")
    text = page.input_value("#text").replace("provider: Northlight", "provder: Northlight")
    page.fill("#text", text)
    marked = page.locator(".gutter li.bad")
    expect(marked.filter(has_text=re.compile("^5$"))).to_have_count(1)
    page.locator("#checked [data-fault='5']").click()
    chosen = page.evaluate(
        "(it => it.value.slice(it.selectionStart, it.selectionEnd))(document.getElementById('text'))"
    )
    assert chosen == "provder: Northlight"
    expect(page.locator("#at-caret")).to_contain_text("5:")
    page.fill("#text", text.replace("provder", "provider"))
    expect(marked).to_have_count(0)
    # What was written is there again after the page was left, and is checked again.
    page.fill("#text", text)
    page.reload()
    expect(page.locator("#text")).to_have_value(text)
    expect(page.locator(".gutter li.bad").first).to_be_attached()
    page.get_by_role("button", name="Throw them away").click()


def test_an_agreement_is_changed_by_its_fields(visits: Visits) -> None:
    owner = visits(OWNER)
    page = owner.opens("/desk/agreements/draft?from=northlight-care&view=form")
    page.get_by_role("button", name="Open or close all").click()
    within = page.locator("[name='v:/support/plans/gold/targets/p1/response/within']")
    beside = page.locator(f"#{within.get_attribute('id')}-said")
    within.fill("soon")
    # It is told beside the field and in the list, while somebody writes; a click in the list leads to the field.
    expect(beside).to_contain_text("`soon` is not a length of time")
    expect(within).to_have_attribute("aria-invalid", "true")
    page.locator("#checked [data-fault='66']").click()
    expect(within).to_be_focused()
    within.fill("45 minutes")
    expect(beside).not_to_contain_text("soon")
    expect(within).not_to_have_attribute("aria-invalid", "true")
    # Enter checks; nothing is taken out by it. The other view has the same text.
    within.press("Enter")
    page.wait_for_load_state()
    expect(within).to_have_value("45 minutes")
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator("#text")).to_have_value(re.compile("within: 45 minutes"))
    # What was changed in the one view is there in the other, also when the page was left.
    page.fill("#text", page.input_value("#text").replace("provider: Northlight", "provider: Southlight"))
    owner.opens("/desk/agreements/draft?from=northlight-care&view=form")
    expect(page.locator("[name='v:/provider']")).to_have_value("Southlight")
    expect(page.locator("[name='v:/support/plans/gold/targets/p1/response/within']")).to_have_value("45 minutes")
    page.get_by_role("button", name="Throw them away").click()
    expect(page.locator("[name='v:/provider']")).to_have_value("Northlight")
