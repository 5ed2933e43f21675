"""Pictures of the pages for the documentation: the example's service, seen by a real Chromium.

`./run screens` writes each picture of `PICTURES` to `docs/pictures/`; with names, those alone. `./run screens --all
FOLDER` writes every page there is, whole, in each size and theme, to look at them. Every other part of the project is
as it runs: the pages are asked for over HTTP, after signing in.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Error, ViewportSize, sync_playwright

from tests.browser.examining import reaches
from tests.browser.pages import PAGES, Who
from tests.browser.visiting import ARGUMENTS, CHROMIUM, Visitor, visitor
from tests.server.installation import new_installation

# Addresses and the password of the example; written here, since what they stand in needs Django set up.
AGENT, OWNER, CUSTOMER = "mira@northlight.example", "olga@northlight.example", "joris@harbour-labs.example"
PASSWORD = "look around freely"  # noqa: S105 - of the example alone

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pictures"
_PEOPLE: dict[Who, str] = {"owner": OWNER, "customer": CUSTOMER, "stranger": ""}
_WAYS: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (1280, "light"), (1280, "dark"), (390, "light"), (390, "dark"), (360, "light"), (1600, "light"),
)  # fmt: skip
_HEIGHT = 860
LARGEST = 160_000
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
    Picture("desk-ticket", "/desk/queue?q=Payment", before="tr a[data-row-link], a[data-row-link]"),
    Picture("desk-ticket-dark", "/desk/queue?q=Appointments", theme="dark", before="a[data-row-link]"),
    Picture("desk-account", "/desk/accounts/harbour-labs"),
    Picture("desk-agreement", "/desk/agreements/northlight/versions/2026-01", OWNER),
    Picture("desk-incidents", "/desk/incidents/"),
    Picture("desk-settings", "/desk/settings/sending", OWNER),
    Picture("portal-overview", "/portal/", CUSTOMER),
    Picture("portal-ticket", "/portal/tickets/?q=Payment", CUSTOMER, before="a[data-row-link]"),
    Picture("portal-ticket-phone", "/portal/tickets/?q=Payment", CUSTOMER, "phone", before="a[data-row-link]"),
    Picture("portal-uptime", "/portal/uptime", CUSTOMER),
    Picture("portal-promises", "/portal/promises", CUSTOMER),
    Picture("status", "/status/", ""),
    Picture("status-dark", "/status/", "", theme="dark"),
    Picture("status-phone", "/status/", "", "phone"),
    Picture("sign-in", "/sign-in", ""),
)


def main(arguments: Sequence[str]) -> int:
    """Take the pictures; 1 where one is too large or its page is not there."""
    if not CHROMIUM.exists():
        print(f"There is no browser at {CHROMIUM}.", file=sys.stderr)
        return 2
    if arguments[:1] == ["--all"] and len(arguments) != 2:
        print("Into which folder? ./run screens --all FOLDER", file=sys.stderr)
        return 2
    unknown = sorted(set(arguments) - {each.name for each in PICTURES}) if arguments[:1] != ["--all"] else []
    if unknown:
        known = ", ".join(each.name for each in PICTURES)
        print(f"There is no picture {unknown[0]!r}. There are: {known}.", file=sys.stderr)
        return 2
    with _example() as (browser, address):
        if arguments[:1] == ["--all"]:
            wrong = every_page(browser, address, Path(arguments[1]))
        else:
            wrong = _taken(browser, address, [each for each in PICTURES if not arguments or each.name in arguments])
    print("\n".join(wrong))
    return 1 if wrong else 0


@contextmanager
def _example() -> Iterator[tuple[Browser, str]]:
    """A browser, and the address of a service that shows the example."""
    with tempfile.TemporaryDirectory(prefix="upheld-screens-") as folder:
        service = new_installation(Path(folder))
        fill = (sys.executable, "-m", "tools.settle_example")
        subprocess.run(fill, env=service.environment, check=True, cwd=ROOT)
        with service.started("serve"), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            yield browser, f"http://127.0.0.1:{service.port}"
            browser.close()


def every_page(browser: Browser, address: str, folder: Path) -> list[str]:
    """Write `<page>-<width>-<theme>.png` of every page, whole; what went wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    for who, pages in PAGES.items():
        made = _visitor(browser, address, _PEOPLE[who])
        for each in pages:
            try:
                reaches(made, each)
            except Error as fault:
                wrong.append(f"{each.name}: {fault.message.splitlines()[0]}")
                continue
            for width, theme in _WAYS:
                made.page.emulate_media(color_scheme=theme)
                made.page.set_viewport_size(ViewportSize(width=width, height=_HEIGHT))
                made.page.screenshot(path=folder / f"{each.name}-{width}-{theme}.png", full_page=True)
        wrong.extend(made.faults)
        made.page.context.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return wrong


def _taken(browser: Browser, address: str, wanted: list[Picture]) -> list[str]:
    """Take pictures, with one sign-in for each person, size and theme; what went wrong."""
    groups: dict[tuple[str, str, str], list[Picture]] = defaultdict(list)
    for each in wanted:
        groups[each.who, each.size, each.theme].append(each)
    wrong: list[str] = []
    for (who, size, theme), pictures in groups.items():
        made = _visitor(browser, address, who, size, theme)
        wrong.extend(fault for each in pictures for fault in _one(made, each))
        made.page.context.close()
    return wrong


def _visitor(browser: Browser, address: str, who: str, size: str = "desktop", theme: str = "light") -> Visitor:
    """Somebody, signed in; nobody where the address is empty."""
    made = visitor(browser, address, size, theme)
    if who:
        made.signs_in(who, PASSWORD)
    return made


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
