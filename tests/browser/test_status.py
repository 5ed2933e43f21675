"""The public page in a real browser: an incident from proposal to its end, mail to who confirmed, and every page."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.fill_status import OWNER, PASSWORD, READER
from tests.browser.visiting import Visitor, visitor
from tests.server.installation import PATIENCE, Installation, new_installation, until
from tests.server.sinks import MailSink, mail_server


@dataclass
class World:
    """A service with its mail server."""

    service: Installation
    mail: MailSink
    browser: Browser
    seen: list[Visitor]

    def visits(self, size: str = "desktop", theme: str = "light") -> Visitor:
        """A new visitor."""
        made = visitor(self.browser, f"http://127.0.0.1:{self.service.port}", size, theme)
        self.seen.append(made)
        return made

    def indicator(self) -> str:
        """What programs are told of the page."""
        told = self.service.call("GET", "/api/v2/status.json")
        return str(told.body["status"]["indicator"]) if told.status == 200 else ""

    def to(self, address: str, pattern: str) -> str:
        """The first match in the latest mail to an address; waits for one."""
        found: list[str] = []

        def look() -> bool:
            bodies = [each.get_body(("plain",)) for each in self.mail.taken if each["To"] == address]
            texts = [body.get_content() for body in bodies if body is not None]
            found[:] = [match[1] for text in texts if (match := re.search(pattern, text))]
            return bool(found)

        until(look)
        return found[-1]


@pytest.fixture(scope="module")
def world(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service whose calls fail right now, and a real mail server."""
    with mail_server(MailSink()) as mail:
        made = new_installation(tmp_path_factory.mktemp("status"))
        told = {
            "UPHELD_MAIL_HOST": "127.0.0.1", "UPHELD_MAIL_PORT": str(mail.port), "UPHELD_MAIL_SECURITY": "none",
            "UPHELD_MAIL_SENDER": "status@northlight.example",
        }  # fmt: skip
        service = replace(made, more=told)
        fill = [sys.executable, "-m", "tests.browser.fill_status"]
        subprocess.run(fill, env=service.environment, check=True, timeout=PATIENCE)
        with service.started("serve"):
            found = World(service, mail, chromium, [])
            until(lambda: found.indicator() == "none")
            yield found
            for each in found.seen:
                each.page.context.close()
    assert [fault for each in found.seen for fault in each.faults] == []


JOE = "joe@elsewhere.example"


def subscribes(world: World, guest: Visitor) -> None:
    """Joe asks to be told, gets the link and confirms."""
    page = guest.opens("/status/")
    page.get_by_role("link", name="Subscribe").first.click()
    page.fill("#email", JOE)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail")
    guest.opens(world.to(JOE, r"(/status/confirm\?t=\S+)"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is done")


def publishes(desk: Page) -> None:
    """The owner writes an incident out of what measurement proposes: what failed is chosen already."""
    desk.get_by_role("link", name="Write an incident").click()
    desk.get_by_label(re.compile("What is it about")).fill("Calls fail")
    desk.get_by_label(re.compile("What is there to know")).fill("We look into it.")
    expect(desk.get_by_label("Calls")).to_have_value("major_outage")
    desk.get_by_role("button", name="Publish").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Calls fail")


def resolves(desk: Page) -> None:
    """The owner says that it is over."""
    desk.get_by_label(re.compile("What is new")).first.fill("It is over.")
    desk.get_by_label("State").first.select_option("resolved")
    desk.get_by_role("button", name="Post", exact=True).click()


def test_an_incident_from_its_proposal_to_its_end_with_mail_to_who_confirmed(world: World) -> None:
    guest, owner, watcher = world.visits("phone"), world.visits(), world.visits()
    subscribes(world, guest)
    watched = watcher.opens("/status/")
    owner.signs_in(OWNER, PASSWORD)
    desk = owner.opens("/desk/incidents/")
    publishes(desk)
    until(lambda: world.indicator() == "major")
    # Whoever comes back to the page finds it current, and is told once what changed.
    expect(watched.get_by_role("heading", level=1)).to_have_text("All systems are operational")
    assert watched.locator("#announcements").inner_text() == ""
    watched.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(watched.get_by_role("heading", level=1)).to_have_text("Some systems are out of service")
    expect(watched.locator("#announcements")).to_have_text("Some systems are out of service")
    page = guest.opens("/status/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Some systems are out of service")
    expect(page.get_by_text("We look into it.").first).to_be_visible()
    guest.opens(world.to(JOE, r"Page: http://[^/]+(/status/incidents/\w+)"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Calls fail")
    resolves(desk)
    until(lambda: world.indicator() == "none")
    guest.opens("/status/")
    expect(page.get_by_role("heading", level=1)).to_have_text("All systems are operational")
    guest.opens(world.to(JOE, r"resolved[\s\S]*(/status/unsubscribe\?t=\S+)"))
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is done")


@pytest.mark.clause("PL-13")
def test_portal_and_status_page_lead_to_each_other_and_an_account_has_its_own(world: World) -> None:
    reader = world.visits()
    reader.signs_in(READER, PASSWORD)
    page = reader.page
    page.get_by_role("link", name="Status").first.click()
    expect(page).to_have_url(re.compile("/status/"))
    expect(page.get_by_role("link", name="Portal").first).to_have_attribute("href", "/portal/")
    page = reader.opens("/status/own")
    expect(page.get_by_text("Acme").first).to_be_visible()


def test_an_account_sees_its_figures_and_reads_the_statement_in_its_own_colours(world: World) -> None:
    reader = world.visits("phone", "dark")
    reader.signs_in(READER, PASSWORD)
    page = reader.opens("/portal/uptime")
    assert (reader.violations(), reader.too_wide()) == ([], False)
    expect(page.locator("svg.days.phone rect:not(.cap)")).to_have_count(30)
    expect(page.locator("svg.days.wide")).to_be_hidden()
    page.get_by_role("link", name=re.compile("^Read")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Acme")
    # Its style sheet is named by hash in a policy of its own: it has got through.
    assert page.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"
    assert page.evaluate("document.scripts.length") == 0


def test_every_box_that_was_ticked_comes_back_with_a_draft(world: World) -> None:
    owner = world.visits()
    owner.signs_in(OWNER, PASSWORD)
    page = owner.opens("/desk/incidents/maintenance")
    for name in ("Calls", "Messages"):
        page.get_by_label(name, exact=True).check()
    page.locator("input[name=title]").fill("New cables")
    page = owner.opens("/desk/incidents/maintenance")
    expect(page.locator("input[name=title]")).to_have_value("New cables")
    expect(page.locator("input[name=components]:checked")).to_have_count(2)


def test_a_page_is_read_with_the_keyboard_and_without_scripts(world: World) -> None:
    context = world.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{world.service.port}/status/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Skip to the content"
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    context.close()


def test_a_day_is_read_with_the_arrow_keys_and_by_touch(world: World) -> None:
    guest = world.visits()

    def drawn() -> bool:
        return guest.opens("/status/").get_by_role("slider").count() > 0

    until(drawn)  # what was measured is on the page with the next snapshot
    page = guest.page
    days = page.get_by_role("slider").first
    days.focus()
    expect(days).to_have_attribute("aria-valuenow", "89")
    page.keyboard.press("Home")
    expect(days).to_have_attribute("aria-valuetext", re.compile(": no data$"))
    expect(page.locator(".day-tip")).to_have_text(re.compile(": no data$"))
    page.keyboard.press("Escape")
    expect(page.locator(".day-tip")).to_have_count(0)
    assert guest.violations() == []
    touching = world.visits("phone")
    touched = touching.opens("/status/")
    touched.get_by_role("slider").first.dispatch_event("pointerdown", {"clientX": 1, "bubbles": True})
    expect(touched.locator(".day-tip")).to_have_text(re.compile(r"^\d+ \w+ \d{4}: "))
    assert touching.too_wide() is False
