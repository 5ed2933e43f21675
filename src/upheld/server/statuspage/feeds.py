"""Feeds of what is posted: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, of the whole page or of one component."""

from __future__ import annotations

import datetime as dt
import json
import re
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from upheld.server.notices.filling import one_line, plain_text
from upheld.server.statuspage.v2 import incident_page, instant
from upheld.server.statuspage.views import ComponentView, IncidentView, PostView, Site

MOST = 50
ATOM = "http://www.w3.org/2005/Atom"
_UNSPEAKABLE = re.compile(r"[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold."""


def entries(site: Site, of: ComponentView | None = None) -> tuple[IncidentView, ...]:
    """The newest incidents and maintenances, of one component where it is given."""
    told = (*site.incidents, *site.maintenances)
    wanted = [each for each in told if of is None or concerns(each, of, site)]
    return tuple(sorted(wanted, key=lambda each: each.updated_at, reverse=True)[:MOST])


def concerns(each: IncidentView, of: ComponentView, site: Site) -> bool:
    """Whether an incident is about a component, or one of its group's; what names none is about all of them."""
    members = {one.code for one in site.components if one.group == of.code}
    return not each.components or not {of.code, *members}.isdisjoint(each.components)


def atom(site: Site, of: ComponentView | None = None) -> bytes:
    """The feed as Atom."""
    told = entries(site, of)
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _texts(feed, id=_tag(of.code if of else site.id), title=_title(site, of), updated=_latest(site, told))
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{site.url}/status/"})
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{_place(site, of)}.atom"})
    author = ET.SubElement(feed, "author")
    _texts(author, name=site.name)
    for each in told:
        entry = ET.SubElement(feed, "entry")
        _texts(entry, id=_tag(each.code), title=one_line(each.title), published=instant(each.created_at) or "",
               updated=instant(each.updated_at) or "")  # fmt: skip
        ET.SubElement(entry, "link", {"rel": "alternate", "href": incident_page(site, each.code)})
        content = ET.SubElement(entry, "content", {"type": "text"})
        content.text = words(each)
    return _xml(feed)


def rss(site: Site, of: ComponentView | None = None) -> bytes:
    """The feed as RSS: its readers take a description for HTML, so that is what it is."""
    told = entries(site, of)
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": ATOM})
    channel = ET.SubElement(root, "channel")
    _texts(channel, title=_title(site, of), link=f"{site.url}/status/", description=_title(site, of))
    here = {"rel": "self", "type": "application/rss+xml", "href": f"{_place(site, of)}.rss"}
    ET.SubElement(channel, "atom:link", here)
    for each in told:
        item = ET.SubElement(channel, "item")
        _texts(item, title=one_line(each.title), link=incident_page(site, each.code), description=_html(each),
               pubDate=format_datetime(each.updated_at.astimezone(dt.UTC), usegmt=True))  # fmt: skip
        guid = ET.SubElement(item, "guid", {"isPermaLink": "false"})
        guid.text = _tag(each.code)
    return _xml(root)


def json_feed(site: Site, of: ComponentView | None = None) -> bytes:
    """The feed as JSON Feed."""
    items = [
        {
            "id": _tag(each.code), "url": incident_page(site, each.code), "title": one_line(each.title),
            "content_text": words(each), "date_published": instant(each.created_at),
            "date_modified": instant(each.updated_at), "tags": [each.status, each.impact],
        }
        for each in entries(site, of)
    ]  # fmt: skip
    told = {
        "version": "https://jsonfeed.org/version/1.1", "title": _title(site, of),
        "home_page_url": f"{site.url}/status/", "feed_url": f"{_place(site, of)}.json",
        "language": "en", "items": items,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode()


def words(each: IncidentView) -> str:
    """An incident's posts as text, the newest first."""
    return "\n\n".join(f"{_head(post)}\n{plain_text(post.body)}" for post in each.posts)


def legal(text: str) -> str:
    """A text without the characters that no XML may hold."""
    return _UNSPEAKABLE.sub("", text)


def _html(each: IncidentView) -> str:
    """The same as HTML, in which what was written is text and nothing else."""
    return "".join(
        f"<p><strong>{_head(post)}</strong><br>{escape(plain_text(post.body)).replace(chr(10), '<br>')}</p>"
        for post in each.posts
    )


def _head(post: PostView) -> str:
    return f"{post.at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC, {post.status.replace('_', ' ')}"


def _title(site: Site, of: ComponentView | None) -> str:
    return f"{site.name}: {of.name}" if of else f"{site.name}: status"


def _latest(site: Site, told: tuple[IncidentView, ...]) -> str:
    return instant(max((each.updated_at for each in told), default=site.updated_at)) or ""


def _place(site: Site, of: ComponentView | None) -> str:
    """Where a feed is had, its ending apart; readers know it by this address, wherever else they found it."""
    return f"{site.url}/status/components/{of.code}/history" if of else f"{site.url}/status/history"


def _tag(code: str) -> str:
    """An id that stays the same whatever is corrected and wherever the page moves to: no code is given twice."""
    return f"urn:upheld:{code}"


def _texts(element: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(element, name).text = text


def _xml(root: ET.Element) -> bytes:
    for each in root.iter():
        each.text = legal(each.text) if each.text else each.text
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made
