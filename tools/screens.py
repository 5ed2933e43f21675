"""Pictures of the pages for the documentation: the example's service, seen by a real Chromium.

`./run screens` writes each picture of `PICTURES` to `docs/pictures/`; with names, those alone. Every other part of the
project is as it runs: the pages are asked for over HTTP, after signing in.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tests.browser.visiting import ARGUMENTS, CHROMIUM, Visitor, visitor
from tests.server.installation import Installation, new_installation

# Addresses and the password of the example; written here, since what they stand in needs Django set up.
AGENT, OWNER, CUSTOMER = "mira@northlight.example", "olga@northlight.example", "joris@harbour-labs.example"
PASSWORD = "look around freely"  # noqa: S105 - of the example alone

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pictures"
LARGEST = 150_000
"""Bytes of one picture: documentation is read over slow lines too."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as somebody sees it; `before` is a click (a selector) that is made first."""

    name: str
    path: str
    who: str = AGENT
    size: Literal["desktop", "phone"] = "desktop"
    theme: Literal["light", "dark"] = "light"
    before: str = ""


PICTURES = (
    Picture("desk-overview", "/desk/"),
    Picture("desk-overview-dark", "/desk/", theme="dark"),
    Picture("desk-queue", "/desk/queue"),
    Picture("desk-queue-phone", "/desk/queue", size="phone"),
    Picture("desk-ticket", "/desk/queue?q=Checkout", before="tr a[data-row-link], a[data-row-link]"),
    Picture("desk-ticket-dark", "/desk/queue?q=No+messages", theme="dark", before="a[data-row-link]"),
    Picture("desk-account", "/desk/accounts/north-bakery"),
    Picture("desk-agreement", "/desk/agreements/apifonica/versions/as published", OWNER),
    Picture("desk-incidents", "/desk/incidents/"),
    Picture("desk-settings", "/desk/settings/sending", OWNER),
    Picture("portal-overview", "/portal/", CUSTOMER),
    Picture("portal-ticket", "/portal/tickets/?q=API+gateway", CUSTOMER, before="a[data-row-link]"),
    Picture("portal-ticket-phone", "/portal/tickets/?q=API+gateway", CUSTOMER, "phone", before="a[data-row-link]"),
    Picture("portal-uptime", "/portal/uptime", CUSTOMER),
    Picture("portal-promises", "/portal/promises", CUSTOMER),
    Picture("status", "/status/", ""),
    Picture("status-dark", "/status/", "", theme="dark"),
    Picture("status-phone", "/status/", "", "phone"),
    Picture("sign-in", "/sign-in", ""),
)


def main(names: Sequence[str]) -> int:
    """Take the pictures; 1 where one is too large or its page is not there."""
    if not CHROMIUM.exists():
        print(f"There is no browser at {CHROMIUM}.", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = [each for each in PICTURES if not names or each.name in names]
    with tempfile.TemporaryDirectory(prefix="upheld-screens-") as folder:
        service = new_installation(Path(folder))
        fill = (sys.executable, "-m", "tools.settle_example")
        subprocess.run(fill, env=service.environment, check=True, cwd=ROOT)
        with service.started("serve"), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            wrong = _taken(browser, service, wanted)
            browser.close()
    print("\n".join(wrong))
    return 1 if wrong else 0


def _taken(browser: Browser, service: Installation, wanted: list[Picture]) -> list[str]:
    """Take pictures, with one sign-in for each person, size and theme; what went wrong."""
    groups: dict[tuple[str, str, str], list[Picture]] = defaultdict(list)
    for each in wanted:
        groups[each.who, each.size, each.theme].append(each)
    wrong: list[str] = []
    for (who, size, theme), pictures in groups.items():
        made = visitor(browser, f"http://127.0.0.1:{service.port}", size, theme)
        if who:
            made.signs_in(who, PASSWORD)
        wrong.extend(fault for each in pictures for fault in _one(made, each))
        made.page.context.close()
    return wrong


def _one(made: Visitor, each: Picture) -> list[str]:
    answer = made.page.goto(f"{made.address}{each.path}")
    if answer is None or not answer.ok:
        return [f"{each.name}: {each.path} answers {answer.status if answer else 'nothing'}"]
    made.page.wait_for_load_state("networkidle")
    if each.before:
        made.page.locator(each.before).first.click()
        made.page.wait_for_load_state("networkidle")
    file = FOLDER / f"{each.name}.png"
    size = len(made.page.screenshot(path=file))
    print(f"{file.relative_to(ROOT)}  {size // 1000} kB")
    return [f"{each.name}: {size} bytes, at most {LARGEST}"] if size > LARGEST else []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
