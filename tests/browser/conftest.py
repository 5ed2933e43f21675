"""What tests in a browser stand on: one service in processes of its own, and one real Chromium."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.people import AGENT, PASSWORD
from tests.browser.visiting import ARGUMENTS, CHROMIUM, Visitor, visitor
from tests.server.installation import PATIENCE, Installation, new_installation

Visits = Callable[..., Visitor]


# Over with these tests: while it runs, Django takes the thread for one of asyncio.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser; without one the tests are skipped, and say so."""
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A service with a day of tickets in it."""
    made = new_installation(tmp_path_factory.mktemp("service"))
    fill = [sys.executable, "-m", "tests.browser.fill"]
    subprocess.run(fill, env=made.environment, check=True, timeout=PATIENCE)
    with made.started("serve"):
        yield made


@pytest.fixture
def visits(chromium: Browser, service: Installation) -> Iterator[Visits]:
    """Makes visitors; at the end none of them may have met a fault."""
    made: list[Visitor] = []

    def visit(who: str = AGENT, size: str = "desktop", theme: str = "light") -> Visitor:
        new = visitor(chromium, f"http://127.0.0.1:{service.port}", size, theme)
        made.append(new)
        if who:
            new.signs_in(who, PASSWORD)
        return new

    yield visit
    for each in made:
        each.page.context.close()
    assert [fault for each in made for fault in each.faults] == []
