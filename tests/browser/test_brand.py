"""Pages under the provider's own colour and logo, in a real browser: axe finds them readable in any colour."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visits
from tests.browser.people import OWNER
from tests.browser.visiting import Visitor
from tests.server.installation import Installation

DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20" onload="document.documentElement.id=\'owned\'">'
    b'<style>rect { fill: #0a7d5a }</style><rect width="30" height="20"/>'
    b"<script>document.documentElement.id='owned'</script></svg>"
)
PATHS = ("/look/", "/desk/tickets/1")


@pytest.fixture
def owner(visits: Visits) -> Iterator[Visitor]:
    """The owner, who at the end shows our own colour and mark again: the service is that of other tests too."""
    made = visits(OWNER)
    yield made
    coloured(made, "")
    if made.page.get_by_role("button", name="Remove the logo").count():
        made.page.get_by_role("button", name="Remove the logo").click()


def coloured(owner: Visitor, colour: str) -> Page:
    """Choose a colour in the settings."""
    page = owner.opens("/desk/settings")
    page.get_by_label("Colour", exact=True).fill(colour)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("It is done.")).to_be_visible()
    return page


@pytest.mark.parametrize("colour", ["#fff7b0", "#000000"], ids=["pale yellow", "black"])
def test_every_part_is_read_in_any_colour(owner: Visitor, colour: str) -> None:
    page, found = coloured(owner, colour), {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for path in PATHS:
            owner.opens(path)
            found[theme, path] = owner.violations()
    assert [(at, faults) for at, faults in found.items() if faults] == []
    # The colour is in force: dark pages have yellow as it is, and black as a grey.
    accent = page.evaluate("getComputedStyle(document.querySelector('main button.first')).backgroundColor")
    assert accent == {"#fff7b0": "rgb(255, 247, 176)", "#000000": "rgb(147, 147, 147)"}[colour]


def test_a_logo_stands_in_the_head_and_can_do_nothing(
    owner: Visitor, visits: Visits, chromium: Browser, service: Installation
) -> None:
    page = owner.opens("/desk/settings")
    page.get_by_label("Another logo").set_input_files(
        {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": DRAWING}
    )
    page.get_by_role("button", name="Show this logo").click()
    expect(page.get_by_text("It is done.")).to_be_visible()
    stranger = visits("", "phone", "dark")
    shown = stranger.opens("/sign-in").locator("header .brand img")
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("each => [each.naturalWidth > 0, each.clientWidth, each.clientHeight]") == [True, 28, 28]
    assert (stranger.violations(), stranger.too_wide()) == ([], False)
    # Opened by itself it is a picture and no page: nothing in it runs.
    alone = chromium.new_page()
    alone.goto(f"http://127.0.0.1:{service.port}{shown.get_attribute('src')}")
    assert alone.evaluate("document.documentElement.id") == ""
    alone.close()
