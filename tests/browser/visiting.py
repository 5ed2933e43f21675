"""A visitor: a browser of one person, in one size and one set of colours, who notes every fault of a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize

_AXE = Axe().axe_script
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SIZES: Mapping[str, ViewportSize] = {
    "desktop": ViewportSize(width=1280, height=800), "phone": ViewportSize(width=390, height=844),
}  # fmt: skip
# A refused form is answered with 4xx, which the browser notes; it is what was asked for.
_EXPECTED = re.compile(r"status of 4(0[0134]|09|10|22)")


@dataclass
class Visitor:
    """One person's browser at a service. `faults` are errors of the console, of scripts and of the security policy."""

    address: str
    page: Page
    faults: list[str] = field(default_factory=list)

    def opens(self, path: str) -> Page:
        """Open a page and wait until it stands still."""
        self.page.goto(f"{self.address}{path}")
        self.page.wait_for_load_state()
        return self.page

    def signs_in(self, email: str, password: str) -> None:
        """Sign in as somebody."""
        page = self.opens("/sign-in")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", password)
        page.click("main button.first")
        page.wait_for_url(lambda url: "/sign-in" not in url)

    def violations(self, *rules: str) -> list[str]:
        """What axe finds wrong with the page that is shown, each with the first element that it concerns.

        By every rule; where some are named, by those alone.
        """
        if self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(_AXE)
        how = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
        found = self.page.evaluate("how => axe.run(document, how).then(found => found.violations)", how)
        return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]

    def too_wide(self) -> bool:
        """Whether the page can be scrolled to the side."""
        wider: bool = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return wider


def visitor(
    browser: Browser, address: str, size: str = "desktop", theme: str = "light", *, scripts: bool = True
) -> Visitor:
    """A new visitor with no cookies, in Berlin."""
    context = browser.new_context(
        viewport=SIZES[size], color_scheme="dark" if theme == "dark" else "light", timezone_id="Europe/Berlin",
        locale="en-GB", reduced_motion="reduce", java_script_enabled=scripts,
    )  # fmt: skip
    context.set_default_timeout(15_000)
    made = Visitor(address, context.new_page())
    made.page.on("console", lambda message: _note(made, message))
    made.page.on("pageerror", lambda error: made.faults.append(str(error)))
    return made


def _note(made: Visitor, message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"} and not _EXPECTED.search(message.text):
        made.faults.append(f"{message.text} at {made.page.url}")
