"""The customer's way in a real browser: a case from its report to its end, drafts, every page, the keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.people import CUSTOMER, PASSWORD
from tests.browser.visiting import Visitor
from tests.server.installation import Installation, until

FORM = "/portal/tickets/new"
SUBJECT = "The gate terminals show last week's slots"


@pytest.fixture(scope="module")
def agent(service: Installation) -> str:
    """An agent's API key."""
    made = service.run("key", "add", "an agent's program", "--role", "agent")
    assert made.returncode == 0, made.stderr
    return made.stdout.split()[-1]


def fills(page: Page) -> None:
    """Ann writes a report that lacks who it is from: a space is something to the browser, and nothing to us."""
    page.get_by_label(re.compile("In one line")).fill(SUBJECT)
    page.get_by_text("In production").click()
    page.get_by_text("It goes on with effort.").click()
    page.get_by_label(re.compile("Who reports it")).fill(" ")
    page.get_by_label(re.compile("Anything else")).fill("Since the change of week, in Kiel and in Lübeck.")


def shows_what_was_written(page: Page) -> None:
    """Nothing of the report is lost."""
    expect(page.get_by_label(re.compile("In one line"))).to_have_value(SUBJECT)
    expect(page.get_by_label("In production")).to_be_checked()
    expect(page.get_by_label("It goes on with effort.")).to_be_checked()
    expect(page.get_by_label(re.compile("Anything else"))).to_have_value(re.compile("in Lübeck"))


def does(service: Installation, agent: str, number: str, **event: str) -> None:
    """The agent's program records an event."""
    answer = service.call("POST", f"/api/v1/tickets/{number}/events", agent, event, Content_Type="application/json")
    assert answer.status == 201, answer.body


@pytest.mark.parametrize(("size", "theme"), [("desktop", "dark"), ("phone", "light")])
def test_a_case_from_its_report_to_its_end(
    visits: Visits, service: Installation, agent: str, size: str, theme: str
) -> None:
    ann = visits(CUSTOMER, size, theme)
    page = ann.opens(FORM)
    fills(page)
    page.reload()
    shows_what_was_written(page)
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("alert")).to_contain_text("nothing that you wrote is lost")
    expect(page.locator("[id='intake.reporter-error']")).to_contain_text("Please fill this in (4.5)")
    assert ann.violations() == []
    shows_what_was_written(page)
    page.get_by_label(re.compile("Who reports it")).fill("Ann Berg")
    page.get_by_role("button", name="Open the case").click()
    expect(page).to_have_url(re.compile(r"/portal/tickets/\d+$"))
    place = page.url
    # The draft has done its work; the next report begins with nothing but the name.
    ann.opens(FORM)
    expect(page.get_by_label(re.compile("In one line"))).to_have_value("")
    expect(page.get_by_label(re.compile("Who reports it"))).to_have_value("Ann Berg")
    follows(ann, service, agent, place.rpartition("/")[2])


def follows(ann: Visitor, service: Installation, agent: str, number: str) -> None:
    """The agent answers, which stops the clock; what is solved is confirmed by the customer."""
    does(service, agent, number, event="acknowledge", how="notice", text="We look at the slots.")
    page, place = ann.page, f"/portal/tickets/{number}"
    # It has reached her once it stands in the portal before her.
    answer = page.locator("#promised .clock", has_text="Response")
    until(lambda: "Kept" in ann.opens(place).locator("#promised .clock", has_text="Response").inner_text())
    expect(answer).to_contain_text("to spare")
    expect(page.locator("#story")).to_contain_text("We look at the slots.")
    answer.locator("summary").click()
    expect(answer.locator(".why")).to_contain_text("4.3.1")
    does(service, agent, number, event="resolve", how="portal", text="The calendar was one week behind.")
    ann.opens(place)
    assert ann.violations() == []
    page.get_by_role("button", name="Yes, it is solved").click()
    expect(page.locator(".title .badge")).to_have_text("Closed")
    expect(page.locator("#story li").first).to_contain_text("The case was closed")


def test_a_lost_connection_loses_neither_words_nor_files(visits: Visits) -> None:
    ann = visits(CUSTOMER)
    page = ann.opens("/portal/tickets/1")
    box, files, send = (
        page.get_by_label(re.compile("Write to the desk")),
        page.get_by_label("Files"),
        page.get_by_role("button", name="Send"),
    )
    box.fill("Now every third booking fails.")
    # What is too large is not even sent.
    files.set_input_files({"name": "dump.bin", "mimeType": "text/plain", "buffer": b"x" * 2_000_000})
    assert "together at most" in files.evaluate("it => it.validationMessage")
    files.set_input_files({"name": "log.txt", "mimeType": "text/plain", "buffer": b"503 at 9:12"})
    page.context.set_offline(True)
    send.click()
    unsent = page.locator("[data-unsent]")
    expect(unsent).to_contain_text("It was not sent: the connection is lost.")
    expect(unsent).to_be_focused()
    expect(box).to_have_value("Now every third booking fails.")
    page.context.set_offline(False)
    expect(unsent).to_contain_text("The connection is back.")
    send.click()
    first = page.locator("#story li").first
    expect(first).to_contain_text("Now every third booking fails.")
    expect(first.get_by_role("link", name="log.txt")).to_be_visible()
    expect(box).to_have_value("")
    page.reload()
    expect(box).to_have_value("")


def test_a_draft_outlives_the_page_a_session_and_a_service_that_does_not_answer(visits: Visits) -> None:
    ann = visits(CUSTOMER)
    page = ann.opens("/portal/tickets/1")
    box, send = page.get_by_label(re.compile("Write to the desk")), page.get_by_role("button", name="Send")
    box.fill("The export fails again.")
    # The device is connected; the service is not there.
    page.route("**/static/**", lambda route: route.abort())
    send.click()
    expect(page.locator("[data-unsent]")).to_contain_text("It was not sent")
    page.unroute("**/static/**")
    ann.opens("/portal/")
    ann.opens("/portal/tickets/1")
    expect(box).to_have_value("The export fails again.")
    page.context.clear_cookies(name="sessionid")
    send.click()
    expect(page.get_by_text("Your session has ended, and nothing was sent.")).to_be_visible()
    page.fill("input[name=email]", CUSTOMER)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.first")
    expect(page).to_have_url(re.compile("/portal/tickets/1$"))
    expect(box).to_have_value("The export fails again.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#story li").first).to_contain_text("The export fails again.")
    # That it asked in vain is noted by the browser, too.
    ann.faults[:] = [each for each in ann.faults if "ERR_FAILED" not in each]


def tabs_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_a_case_is_found_and_answered_with_the_keyboard_alone(visits: Visits) -> None:
    page = visits(CUSTOMER).opens("/portal/tickets/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.keyboard.press("/")
    page.keyboard.type("customs")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=customs"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Export to the customs office fails")
    tabs_to(page, "textarea[name=text]")
    page.keyboard.type("Version 7. A refused file follows by mail.")
    tabs_to(page, "form[data-keep] button")
    page.keyboard.press("Enter")
    expect(page.locator("#story")).to_contain_text("Version 7. A refused file follows by mail.")
    # What was asked has been answered: it is worked on again.
    expect(page.locator(".title .badge")).to_have_text("Open")


def test_the_pages_are_german_for_who_reads_german(visits: Visits) -> None:
    page = visits(CUSTOMER).opens("/portal/")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("link", name="Fall melden").first).to_be_visible()
    expect(page.get_by_role("heading", name="In Bearbeitung")).to_be_visible()


def test_who_is_told_is_changed_and_a_webhook_shows_its_secret(visits: Visits) -> None:
    page = visits(CUSTOMER).opens("/portal/notices/contacts")
    page.get_by_label(re.compile("^Name")).last.fill("Kai Lund")
    page.get_by_label(re.compile("E-mail address")).last.fill("kai@harbour.example")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".letters")).to_contain_text("kai@harbour.example")
    page.get_by_role("link", name="Webhooks").click()
    page.get_by_label(re.compile("Address")).fill("https://harbour.example/hook")
    page.get_by_role("button", name="Make it").click()
    expect(page.locator(".secret")).to_have_text(re.compile("^whsec_"))
    page.get_by_role("link", name="I have it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("https://harbour.example/hook")
