"""Feeds and the calendar by the rules of their formats: what was written stays text, ids stay, changes are seen."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from icalendar import Calendar

from tests.server.scene import NOBODY, NOW
from tests.server.status_scene import Reader
from upheld.server.incidents.components import Shown, add_component
from upheld.server.incidents.maintenance import NewMaintenance, reschedule, schedule
from upheld.server.incidents.posting import NewIncident, Post, correct, open_incident, post_update
from upheld.server.incidents.taking_place import go_on

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = "Ends ]]> here & <script>alert(1)</script>\r\nBEGIN:VALARM\r\nsecond; line, \\n \x0b\u202e\ufffe \U0001f600"


class Elements(HTMLParser):
    """The elements of a piece of HTML, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        del attrs
        self.names.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def feeds(page: Reader, at: datetime) -> tuple[ET.Element, ET.Element, dict[str, Any]]:
    """Atom, RSS and JSON Feed of the page at an instant."""
    page.written(at)
    atom, rss = (ET.fromstring(page.get(f"/status/history.{kind}").body) for kind in ("atom", "rss"))  # noqa: S314 - our own
    return atom, rss, page.get("/status/history.json").json


def test_what_was_written_is_text_in_every_feed(page: Reader) -> None:
    open_incident(NewIncident(HOSTILE.partition("\r")[0], HOSTILE), NOBODY, NOW)
    atom, rss, told = feeds(page, NOW)
    title = "Ends ]]> here & <script>alert(1)</script>"
    text = f"2026-11-02 09:00 UTC, investigating\n{title}\nBEGIN:VALARM\nsecond; line, \\n "
    (content,) = atom.findall("a:entry/a:content", ATOM)
    (item,) = told["items"]
    for written in (content.text or "", item["content_text"]):
        assert (written.startswith(text), "\u202e" in written, written.endswith("\U0001f600")) == (True, False, True)
    # Readers of RSS take a description for HTML: what was written is no element there, and lines stay lines.
    html = Elements(rss.findtext("channel/item/description") or "")
    assert (html.names, title in html.text) == ({"p", "strong", "br"}, True)
    titles = (atom.findtext("a:entry/a:title", None, ATOM), rss.findtext("channel/item/title"), item["title"])
    assert titles == (title, title, title)


def test_every_feed_says_where_it_is_and_holds_what_its_format_asks(page: Reader) -> None:
    open_incident(NewIncident("Calls fail", "We look."), NOBODY, NOW)
    atom, rss, told = feeds(page, NOW)
    # RFC 4287, 4.1.1 and 4.1.2; RSS 2.0, its required elements; JSON Feed 1.1.
    assert all(atom.findtext(f"a:{name}", None, ATOM) for name in ("id", "title", "updated", "author/a:name"))
    assert all(atom.findtext(f"a:entry/a:{name}", None, ATOM) for name in ("id", "title", "updated", "content"))
    assert all(rss.findtext(f"channel/{name}") for name in ("title", "link", "description", "item/guid"))
    (here,) = rss.findall("channel/a:link", ATOM)
    assert (here.get("rel"), (here.get("href") or "").endswith("/status/history.rss")) == ("self", True)
    assert rss.findtext("channel/item/pubDate") == "Mon, 02 Nov 2026 09:00:00 GMT"
    assert (told["version"], told["items"][0]["date_published"]) == (
        "https://jsonfeed.org/version/1.1", "2026-11-02T09:00:00.000Z",
    )  # fmt: skip


def test_an_entry_keeps_its_id_and_says_when_it_was_changed(page: Reader) -> None:
    code = open_incident(NewIncident("Calls fail", "We look."), NOBODY, NOW).code
    before = feeds(page, NOW)
    post_update(code, Post("Found.", "identified"), NOBODY, NOW + HOUR)
    correct(code, 1, "We look at the router.", NOBODY, NOW + 2 * HOUR)
    after = feeds(page, NOW + 2 * HOUR)
    ids = [
        (atom.findtext("a:entry/a:id", None, ATOM), rss.findtext("channel/item/guid"), told["items"][0]["id"])
        for atom, rss, told in (before, after)
    ]
    assert (ids[0], len(set(ids[0]))) == (ids[1], 1)
    changed = [
        (atom.findtext("a:entry/a:updated", None, ATOM), told["items"][0]["date_modified"])
        for atom, _, told in (before, after)
    ]
    # Posted at nine, corrected two hours later.
    assert changed == [("2026-11-02T09:00:00.000Z",) * 2, ("2026-11-02T11:00:00.000Z",) * 2]
    assert "We look at the router." in after[2]["items"][0]["content_text"]


def test_an_event_keeps_its_uid_while_it_is_moved_and_called_off(page: Reader) -> None:
    code = schedule(NewMaintenance("Cables", "Short.", NOW + HOUR, NOW + 2 * HOUR), NOBODY, NOW).incident.code
    found = [event(page, NOW)]
    reschedule(code, NOW + 3 * HOUR, NOW + 4 * HOUR, "Later.", (NOBODY, NOW + HOUR / 2))
    found.append(event(page, NOW + HOUR / 2))
    go_on(code, "cancelled", "Not needed.", NOW + HOUR, (NOBODY, NOW + HOUR))
    found.append(event(page, NOW + HOUR))
    assert len({str(each["uid"]) for each in found}) == 1
    assert [each["sequence"] for each in found] == [1, 2, 3]
    assert [each.decoded("dtstamp") for each in found] == [NOW, NOW + HOUR / 2, NOW + HOUR]
    assert [each.decoded("dtstart") for each in found] == [NOW + HOUR, NOW + 3 * HOUR, NOW + 3 * HOUR]
    assert [str(each["status"]) for each in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_a_calendar_is_folded_and_holds_no_line_that_somebody_wrote(page: Reader) -> None:
    # RFC 5545, 3.1: lines of at most 75 bytes; 3.4: at least one component; 3.3.11: no control characters in texts.
    empty = page.written(NOW).get("/status/maintenance.ics").body
    assert [each.name for each in Calendar.from_ical(empty).subcomponents] == ["VTIMEZONE"]
    add_component(Shown("Voice"), NOBODY, NOW)
    body = HOSTILE + " ä€" * 60
    schedule(NewMaintenance("New; cables, all", body, NOW + HOUR, NOW + 2 * HOUR), NOBODY, NOW)
    written = page.written(NOW).get("/status/maintenance.ics").body
    lines = written.split(b"\r\n")
    assert (lines[-1], max(map(len, lines)) <= 75, b"BEGIN:VALARM" in lines) == (b"", True, False)
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", written)
    assert all(each.decode() for each in lines[:-1])  # no character is cut by a fold
    (told,) = Calendar.from_ical(written).walk("VEVENT")
    assert str(told["description"]).endswith("\U0001f600" + " ä€" * 60)
    assert str(told["summary"]) == "New; cables, all"


def event(page: Reader, at: datetime) -> Any:
    """The one event of the calendar at an instant."""
    (found,) = Calendar.from_ical(page.written(at).get("/status/maintenance.ics").body).walk("VEVENT")
    return found
