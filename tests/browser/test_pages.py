"""Every page of the service, looked at in every way by a real Chromium: the example, as `./run demo` shows it.

What is looked at stands in `examining`; which pages there are, in `pages`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.browser.examining import examine, reaches
from tests.browser.pages import PAGES, Listed, Who
from tests.browser.visiting import Visitor, visitor
from tests.server.installation import PATIENCE, ROOT, Installation, new_installation

# As the example has them; written here, since what they stand in needs Django set up.
PEOPLE: dict[Who, str] = {"owner": "olga@northlight.example", "customer": "joris@harbour-labs.example", "stranger": ""}
PASSWORD = "look around freely"  # noqa: S105 - of the example alone


@dataclass(frozen=True)
class Example:
    """The example's service and a browser."""

    service: Installation
    browser: Browser

    def visitor(self, who: Who, *, scripts: bool = True) -> Visitor:
        """Somebody who has signed in, or a stranger."""
        made = visitor(self.browser, f"http://127.0.0.1:{self.service.port}", scripts=scripts)
        if PEOPLE[who]:
            made.signs_in(PEOPLE[who], PASSWORD)
        return made


@pytest.fixture(scope="module")
def example(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    """The example, filled in a process of its own."""
    made = new_installation(tmp_path_factory.mktemp("example"))
    fill = [sys.executable, "-m", "tools.settle_example"]
    subprocess.run(fill, env=made.environment, check=True, cwd=ROOT, timeout=4 * PATIENCE)
    with made.started("serve"):
        yield Example(made, chromium)


@pytest.mark.parametrize("who", PAGES)
def test_every_page_is_for_everybody(example: Example, who: Who) -> None:
    made = example.visitor(who)
    found = {each.name: faults for each in PAGES[who] if (faults := examine(made, each))}
    made.page.context.close()
    assert (found, made.faults) == ({}, [])


@pytest.mark.parametrize("who", PAGES)
def test_every_page_is_read_and_every_form_sent_without_scripts(example: Example, who: Who) -> None:
    made = example.visitor(who, scripts=False)
    found = {each.name: faults for each in PAGES[who] if (faults := _without_scripts(made, each))}
    made.page.context.close()
    assert (found, made.faults) == ({}, [])


def _without_scripts(made: Visitor, listed: Listed) -> list[str]:
    reaches(made, listed)
    page = made.page
    main = page.locator("main").inner_text()
    lacking = [] if len(main) > len(page.locator("h1").inner_text()) else ["there is nothing to read"]
    unsent: list[str] = page.evaluate("examined.unsent()")
    return [*lacking, *unsent]
