"""Words and files that try to do harm, on every page that shows them: they stay words, in their place and in order."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visits
from tests.browser.examining import SCRIPT
from tests.browser.people import OWNER, PASSWORD
from tests.browser.visiting import SIZES, Visitor
from tests.server.installation import Installation, until
from upheld.server.present import present

_RUNS = "document.documentElement.id='owned'"
# Markup out of an attribute, a template, text from right to left and what is never closed, no width at all, joined
# emoji, stacked marks, and a word that no line can hold.
WORDS = (
    f'"><script>{_RUNS}</script><img src=x onerror="{_RUNS}">{{{{7*7}}}}\u202egnp.exe \u200b\u2060\U0001f469\U0001f3fd'
    "\u200d\U0001f692 Z\u0337\u0317\u033f" + "unbreakable" * 8
)
NAME = WORDS[:200]
# In feeds and calendars, which other programs draw, without what would turn round the text beside it.
ONE_LINE = NAME.replace("\u202e", " ")
FILE = f'"><img src=x onerror="{_RUNS}">\u202egvs.svg'
DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{_RUNS}"><script>{_RUNS}</script></svg>'.encode()
MALLORY = "mallory@hostile.example"

# What runs, what was made of the words, and what turns round the text beside it: words of others stand in an element
# that keeps them to themselves, or are all that their block says.
_HARM = """() => {
  const alone = (text) => {
    let each = text.parentElement;
    while (getComputedStyle(each).display.startsWith("inline")) each = each.parentElement;
    return each.textContent.trim() === text.data.trim();
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const [text, parent] = [walker.currentNode, walker.currentNode.parentElement];
    const keeps = parent.closest("textarea, option, script, bdi, .name, .said, [dir=auto]");
    if (text.data.includes("\\u202e") && !keeps && !alone(text))
      found.push(`turns round what stands beside it: ${parent.outerHTML.slice(0, 80)}`);
  }
  if (document.documentElement.id) found.push("a script ran");
  if (document.querySelector("script:not([src]), [onerror], [onload], img[src=x]")) found.push("markup came of it");
  return found;
}"""


@dataclass(frozen=True)
class Planted:
    """What was planted where: the ticket and the incident."""

    ticket: str
    incident: str


@pytest.fixture(scope="module")
def planted(service: Installation) -> Planted:
    """An account, a person, a ticket, an incident and maintenance that try whatever they can."""
    made = service.run("key", "add", "the owner's program", "--role", "owner")
    assert made.returncode == 0, made.stderr
    key, soon = made.stdout.split()[-1], present() + timedelta(days=9)

    def post(path: str, **body: object) -> Mapping[str, str]:
        answer = service.call("POST", f"/api/v1{path}", key, body, Content_Type="application/json")
        assert answer.status == 201, answer.body
        told: Mapping[str, str] = answer.body
        return told

    post("/accounts", slug="hostile", name=NAME)
    post("/accounts/hostile/subscriptions", agreement="northlight-care", plan="gold", begins="2026-01-01")
    post("/accounts/hostile/contacts", name=NAME, role="technical", channel="e-mail", address="x@hostile.example")
    told = ("--role", "admin", "--account", "hostile", "--name", WORDS[:120], "--password-stdin")
    added = service.run("user", "add", MALLORY, *told, typed=f"{PASSWORD}\n")
    assert added.returncode == 0, added.stderr
    ticket = post(
        "/tickets", account="hostile", subject=WORDS[:300], description=WORDS, priority="p1", channel="api",
        intake={"reporter": NAME},
    )  # fmt: skip
    incident = post("/incidents", title=NAME, body=WORDS)
    over = soon + timedelta(hours=1)
    post("/maintenances", title=NAME, body=WORDS, begins=soon.isoformat(), ends=over.isoformat())
    return Planted(str(ticket["number"]), str(incident["code"]))


def harm(visitor: Visitor, path: str) -> Iterator[str]:
    """What went wrong with a page, on a narrow telephone and on a desktop."""
    page = visitor.opens(path)
    page.evaluate(SCRIPT)
    yield from page.evaluate(_HARM)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        yield from page.evaluate("examined.wide()")


def harmed(visitor: Visitor, paths: tuple[str, ...]) -> dict[str, list[str]]:
    """Every page with what went wrong with it."""
    return {path: found for path in paths if (found := list(harm(visitor, path)))}


def attaches(page: Page) -> None:
    """Mallory sends a drawing that is a program."""
    page.get_by_label(re.compile("Write to the desk")).fill(WORDS)
    page.get_by_label("Files").set_input_files({"name": FILE, "mimeType": "image/svg+xml", "buffer": DRAWING})
    # The page asks whether the service answers before it sends; then it comes anew.
    with page.expect_event("load"):
        page.get_by_role("button", name="Send").click()
    expect(page.locator("#story li").first).to_contain_text("unbreakable")


def test_hostile_words_and_files_do_nothing_in_the_portal(visits: Visits, planted: Planted) -> None:
    mallory = visits(MALLORY)
    ticket = f"/portal/tickets/{planted.ticket}"
    attaches(mallory.opens(ticket))
    pages = (
        "/portal/", "/portal/tickets/", "/portal/tickets/?q=%22%3E%3Cscript%3E%E2%80%AE", ticket, "/portal/people",
        "/portal/notices", "/portal/notices/contacts", "/portal/promises", "/profile", "/status/own",
    )  # fmt: skip
    assert harmed(mallory, pages) == {}
    mallory.opens(ticket)
    assert mallory.violations() == []
    # The drawing is handed over as a file, and is never a page of ours.
    with mallory.page.expect_download() as handed:
        mallory.page.locator("#story a[href*='/files/']").first.click()
    assert handed.value.path().read_bytes() == DRAWING


def test_hostile_words_and_files_do_nothing_on_the_desk(visits: Visits, planted: Planted) -> None:
    owner = visits(OWNER)
    pages = (
        "/desk/", "/desk/queue", "/desk/queue?q=unbreakable", "/desk/queue?q=%22%3E%3Cscript%3E%E2%80%AE",
        f"/desk/tickets/{planted.ticket}", "/desk/tickets/9", "/desk/accounts", "/desk/accounts/hostile",
        "/desk/tickets/new?account=hostile", "/desk/incidents/", f"/desk/incidents/{planted.incident}",
        "/desk/settings/people", "/desk/settings/sending", "/desk/settings/audit",
    )  # fmt: skip
    assert harmed(owner, pages) == {}
    owner.opens(f"/desk/tickets/{planted.ticket}")
    assert owner.violations() == []


def test_ten_thousand_messages_are_read_a_part_at_a_time_and_in_order(visits: Visits) -> None:
    owner = visits(OWNER, "phone")
    page = owner.opens("/desk/tickets/9")
    told = page.locator(".timeline").inner_text()
    shown = [int(each) for each in re.findall(r"Message (\d+)\b", told)]
    # `living` has numbered them from 0 to 9,999; the latest stand first, and none is left out.
    assert shown == list(range(9_999, 9_999 - len(shown), -1))
    assert 20 <= len(shown) <= 200
    assert not owner.too_wide()
    page.locator("a[href*='before=']").first.click()
    expect(page.locator(".timeline")).to_contain_text(f"Message {shown[-1] - 1}")


def test_hostile_words_do_nothing_on_the_status_page(visits: Visits, service: Installation, planted: Planted) -> None:
    until(lambda: NAME in json.dumps(told(service, "/api/v2/incidents.json"), ensure_ascii=False).replace('\\"', '"'))
    guest = visits("")
    pages = ("/status/", "/status/history", f"/status/incidents/{planted.incident}", "/status/subscribe")
    assert harmed(guest, pages) == {}
    guest.opens(f"/status/incidents/{planted.incident}")
    guest.page.set_viewport_size(SIZES["phone"])
    assert guest.violations() == []


def told(service: Installation, path: str) -> object:
    """What a program reads."""
    return service.call("GET", path).body


def read(service: Installation, path: str) -> bytes:
    """What a reader of feeds is given."""
    with urllib.request.urlopen(f"http://127.0.0.1:{service.port}{path}", timeout=10) as answer:
        body: bytes = answer.read()
    return body


def test_feeds_and_calendar_hold_hostile_words_as_words(service: Installation, planted: Planted) -> None:
    until(lambda: planted.incident in str(told(service, "/api/v2/incidents.json")))
    for path in ("/status/history.atom", "/status/history.rss"):
        feed = ET.fromstring(read(service, path))  # noqa: S314 - it comes from our own service
        titles = [each.text or "" for each in feed.iter() if each.tag.endswith("title")]
        assert [title for title in titles if ONE_LINE in title] != []
    (event,) = Calendar.from_ical(read(service, "/status/maintenance.ics").decode()).walk("VEVENT")
    assert str(event["summary"]) == ONE_LINE
