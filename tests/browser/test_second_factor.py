"""Codes from a telephone, in a real browser: set up, asked for at the next sign-in; pages that are for everybody."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.browser.examining import SCRIPT
from tests.browser.people import PASSWORD
from tests.browser.visiting import Visitor
from tests.server.installation import Installation
from upheld.server.people.totp import PERIOD, code_at
from upheld.server.present import present_second

EVE = "eve@northlight.example"


def faults(visitor: Visitor) -> list[str]:
    """What is wrong with the page that is shown, on a telephone in the dark and on a desktop."""
    page, found = visitor.page, []
    for width in (390, 1280):
        page.emulate_media(color_scheme="dark" if width == 390 else "light")
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(SCRIPT)
        found += [*page.evaluate("examined.wide()"), *page.evaluate("examined.frame()"), *visitor.violations()]
    return found


def test_codes_are_set_up_and_asked_for(visits: Visits, service: Installation) -> None:
    added = service.run("user", "add", EVE, "--role", "agent", "--password-stdin", typed=f"{PASSWORD}\n")
    assert added.returncode == 0, added.stderr
    eve = visits(EVE)
    page = eve.opens("/profile/code")
    page.locator("summary", has_text="picture").click()
    secret = page.locator("main code").inner_text().replace(" ", "")
    assert faults(eve) == []
    page.get_by_role("textbox").last.fill(code_at(secret, present_second() // PERIOD))
    page.locator("main button.first").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("codes")
    assert faults(eve) == []
    # Each code opens once, and the one of setting up has done so: signing in takes the next one.
    again = visits("")
    page = again.opens("/sign-in")
    page.fill("#email", EVE)
    page.fill("#password", PASSWORD)
    page.locator("main button.first").click()
    page.wait_for_url("**/sign-in/code*")
    assert faults(again) == []
    page.get_by_role("textbox").last.fill(code_at(secret, present_second() // PERIOD + 1))
    page.locator("main button.first").click()
    page.wait_for_url("**/desk/")
