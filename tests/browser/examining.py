"""One visit of a page that looks at everything a page of ours keeps to: both sizes and themes, keys, motion, zoom.

The page is loaded twice, in dark colours on a telephone and in light ones on a desktop; what style sheets alone decide
is seen by resizing it and by changing its colours. Axe judges each size once by all of its rules, and its other theme
by those about colours, for nothing else changes with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from tests.browser.pages import Listed
from tests.browser.visiting import SIZES, Visitor

SCRIPT = Path(__file__).with_name("examining.js").read_text("utf-8")
"""What makes `examined` in a page."""
_NARROWEST, _WIDEST, _HEIGHT = 360, 1600, 844
_LIVE = "[data-live]"
_ROUNDS, _LETTERS = 5, 16
_COLOURS = ("color-contrast", "link-in-text-block")
"""The rules of axe that look at colours."""
FIRST_LOAD = 150_000
"""Bytes that a first visit of any page may take on the line, with all its files."""
_THERE = 3_000
"""Milliseconds: a link stands on a page that is loaded, or not at all."""


def examine(visitor: Visitor, listed: Listed) -> list[str]:
    """Everything that is wrong with a page, in words."""
    page = visitor.page
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size(SIZES["phone"])
    reaches(visitor, listed)
    found = [*_stands(visitor, "dark, on a phone"), *_recoloured(visitor, "light", "on a phone"), *_narrow(page)]
    page.set_viewport_size(SIZES["desktop"])
    # What was answered to a form is not asked for again.
    if not listed.press:
        found += _loads_little(page)
        _look_with(page)
    found += [*_stands(visitor, "light"), *_recoloured(visitor, "dark", "on a desktop")]
    page.emulate_media(color_scheme="light")
    return [*found, *_told(page, "frame()"), *_wide(page), *_walks(page)]


def _loads_little(page: Page) -> list[str]:
    """Load the page anew, as on a first visit with nothing kept: all of it is small."""
    session, sizes = page.context.new_cdp_session(page), list[float]()
    session.on("Network.loadingFinished", lambda finished: sizes.append(finished["encodedDataLength"]))
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    page.reload()
    page.evaluate("document.fonts.ready")
    session.detach()
    return [f"loads {sum(sizes):,.0f} bytes"] if not 0 < sum(sizes) < FIRST_LOAD else []


def reaches(visitor: Visitor, listed: Listed) -> None:
    """Come to a page as it is found."""
    page = visitor.opens(listed.start)
    for link in listed.links:
        page = visitor.opens(str(page.locator(link).first.get_attribute("href", timeout=_THERE)))
    for selector, text in listed.typed:
        page.fill(selector, text)
    if listed.press:
        page.locator(listed.press).first.click()
        page.wait_for_load_state()
    _look_with(page)


def _look_with(page: Page) -> None:
    page.evaluate(SCRIPT)
    page.evaluate("document.fonts.ready")


def _told(page: Page, what: str) -> list[str]:
    found: list[str] = page.evaluate(f"examined.{what}")
    return found


def _stands(visitor: Visitor, how: str) -> list[str]:
    """Nothing has moved, axe finds nothing, and a live part that is fetched again moves nothing either."""
    page = visitor.page
    if page.locator(_LIVE).count():
        with page.expect_response(lambda answer: "x-refresh" in answer.request.headers):
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    return [f"{how}: {fault}" for fault in (*_told(page, "shifted()"), *visitor.violations())]


def _recoloured(visitor: Visitor, theme: Literal["dark", "light"], where: str) -> list[str]:
    """What stands there is read in the other colours too."""
    visitor.page.emulate_media(color_scheme=theme)
    return [f"{theme}, {where}: {fault}" for fault in visitor.violations(*_COLOURS)]


def _narrow(page: Page) -> list[str]:
    found = _told(page, "wide()")
    page.set_viewport_size({"width": _NARROWEST, "height": _HEIGHT})
    return [*found, *_told(page, "wide()")]


def _wide(page: Page) -> list[str]:
    found, session = list[str](), page.context.new_cdp_session(page)
    for size in (_LETTERS * 2, _LETTERS):
        # As the reader sets it in the browser: breakpoints follow it too.
        session.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
        found += [f"with letters of {size} px: {fault}" for fault in _told(page, "wide()")]
    session.detach()
    page.set_viewport_size({"width": _WIDEST, "height": _HEIGHT})
    found += _told(page, "wide()")
    page.set_viewport_size(SIZES["desktop"])
    return found


def _walks(page: Page) -> list[str]:
    """Tab reaches whatever can be pressed, in order, and shows where it is."""
    page.evaluate("examined.begin()")
    presses = 1 + int(page.evaluate("examined.stops()"))
    for _ in range(_ROUNDS):
        for _ in range(presses):
            page.keyboard.press("Tab")
        # A moment has a stop for each of its parts.
        if page.evaluate("examined.past()"):
            break
        presses = 10
    return _told(page, "walk()")
