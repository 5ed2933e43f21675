"""Several tickets at once, kept views and folded filters of the queue, in a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Visits
from tests.browser.people import AGENT


def test_what_is_done_with_several_stands_by_while_some_are_chosen(visits: Visits) -> None:
    page = visits(AGENT).opens("/desk/queue")
    expect(page.locator("#bulk")).to_be_hidden()
    page.locator("input[name=ticket]").nth(0).check()
    page.locator("input[name=ticket]").nth(1).check()
    expect(page.locator("#bulk")).to_be_in_viewport(ratio=1)
    page.locator("#pick-all").check()
    expect(page.locator("input[name=ticket]:not(:checked)")).to_have_count(0)
    page.locator("#pick-all").uncheck()
    expect(page.locator("#bulk")).to_be_hidden()


def test_what_is_done_with_several_has_room_on_the_narrowest_phone(visits: Visits) -> None:
    visitor = visits(AGENT, "phone")
    page = visitor.opens("/desk/queue")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("input[name=ticket]").nth(0).check()
    expect(page.locator("#bulk button[value=priority]")).to_be_in_viewport(ratio=1)
    assert (visitor.too_wide(), visitor.violations()) == (False, [])


def test_a_view_is_kept_and_found_on_a_phone(visits: Visits) -> None:
    page = visits(AGENT, "phone").opens("/desk/queue")
    expect(page.get_by_label("Account")).to_be_hidden()
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Account").select_option("vega")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("button", name="Keep").click()
    page.get_by_label("Keep what is shown now as").fill("Vega alone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Vega alone")).to_have_attribute("aria-current", "true")
