"""Feeds of what is posted: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, of the whole page or of one component."""

from __future__ import annotations

import datetime as dt
import json
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from upheld.server.statuspage.v2 import incident_page, instant
from upheld.server.statuspage.views import ComponentView, IncidentView, PostView, Site

MOST = 50
ATOM = "http://www.w3.org/2005/Atom"


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
    _texts(feed, id=_tag(site, of.code if of else "page"), title=_title(site, of), updated=_latest(site, told))
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{site.url}/status/"})
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{_place(site, of)}.atom"})
    author = ET.SubElement(feed, "author")
    _texts(author, name=site.name)
    for each in told:
        entry = ET.SubElement(feed, "entry")
        _texts(entry, id=_tag(site, each.code), title=each.title, published=instant(each.created_at) or "",
               updated=instant(each.updated_at) or "")  # fmt: skip
        ET.SubElement(entry, "link", {"rel": "alternate", "href": incident_page(site, each.code)})
        content = ET.SubElement(entry, "content", {"type": "text"})
        content.text = words(each)
    return _xml(feed)


def rss(site: Site, of: ComponentView | None = None) -> bytes:
    """The feed as RSS."""
    told = entries(site, of)
    root = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(root, "channel")
    _texts(channel, title=_title(site, of), link=f"{site.url}/status/", description=_title(site, of))
    for each in told:
        item = ET.SubElement(channel, "item")
        _texts(item, title=each.title, link=incident_page(site, each.code), description=words(each),
               pubDate=format_datetime(each.updated_at.astimezone(dt.UTC), usegmt=True))  # fmt: skip
        guid = ET.SubElement(item, "guid", {"isPermaLink": "false"})
        guid.text = _tag(site, each.code)
    return _xml(root)


def json_feed(site: Site, of: ComponentView | None = None) -> bytes:
    """The feed as JSON Feed."""
    items = [
        {
            "id": _tag(site, each.code), "url": incident_page(site, each.code), "title": each.title,
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
    return "\n\n".join(_post(post) for post in each.posts)


def _post(post: PostView) -> str:
    return f"{post.at.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC, {post.status.replace('_', ' ')}\n{post.body}"


def _title(site: Site, of: ComponentView | None) -> str:
    return f"{site.name}: {of.name}" if of else f"{site.name}: status"


def _latest(site: Site, told: tuple[IncidentView, ...]) -> str:
    return instant(max((each.updated_at for each in told), default=site.updated_at)) or ""


def _place(site: Site, of: ComponentView | None) -> str:
    """Where a feed is had, its ending apart; readers know it by this address, wherever else they found it."""
    return f"{site.url}/status/components/{of.code}/history" if of else f"{site.url}/status/history"


def _tag(site: Site, code: str) -> str:
    """An id that stays the same wherever the page moves to."""
    return f"urn:upheld:{site.id}:{code}"


def _texts(element: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(element, name).text = _legal(text)


def _legal(text: str) -> str:
    """Without the characters that no XML may hold."""
    return "".join(each for each in text if each in "\t\n\r" or " " <= each <= "\ud7ff" or "\ue000" <= each <= "\ufffd"
                   or each >= "\U00010000")  # fmt: skip


def _xml(root: ET.Element) -> bytes:
    for each in root.iter():
        each.text = _legal(each.text) if each.text else each.text
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made
