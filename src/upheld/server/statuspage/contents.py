"""Every file of a snapshot: by its path, with its type and language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from upheld.server.accounts.telling import ProviderFacts
from upheld.server.look.assets import PATH as ASSETS
from upheld.server.look.assets import every_asset
from upheld.server.look.brand import brand_files
from upheld.server.statuspage import badges, feeds, sla, v2
from upheld.server.statuspage.calendar import maintenance_calendar
from upheld.server.statuspage.pages import html_pages
from upheld.server.statuspage.proof import public_key
from upheld.server.statuspage.views import ComponentView, Site

HTML, JSON, SVG = "text/html; charset=utf-8", "application/json; charset=utf-8", "image/svg+xml"
ATOM, RSS = "application/atom+xml; charset=utf-8", "application/rss+xml; charset=utf-8"
FEED, ICS, PEM = "application/feed+json; charset=utf-8", "text/calendar; charset=utf-8", "application/x-pem-file"
KEY = "/status/key"


@dataclass(frozen=True, slots=True)
class Content:
    """One file: its path as browsers ask for it, its type, and its language where there are several of it."""

    path: str
    kind: str
    body: bytes
    language: str = ""


def contents(site: Site) -> Iterator[Content]:
    """Every file of the snapshot of a page."""
    for path, language, text in html_pages(site):
        yield Content(path, HTML, text.encode(), language)
    for path, told in (*v2.PATHS.items(), *sla.PATHS.items()):
        yield Content(path, JSON, json.dumps(told(site), ensure_ascii=False, separators=(",", ":")).encode())
    yield from _feeds(site)
    yield Content("/status/maintenance.ics", ICS, maintenance_calendar(site))
    yield Content("/status/badges/status.svg", SVG, badges.page_badge(site))
    for component in site.components:
        yield from _of_component(component, site)
    yield Content(KEY, PEM, public_key())
    yield from (Content(ASSETS + each.served, each.kind, each.body) for each in every_asset())
    brand = ProviderFacts(site.name, site.phone, accent=site.accent, logo=site.logo)
    yield from (Content(each.path, each.kind, each.body) for each in brand_files(brand))


def _feeds(site: Site) -> Iterator[Content]:
    # At the root too: it is where clients of the Statuspage API look.
    for base in ("/status/history", "/history"):
        yield from _feed(base, site, None)


def _feed(base: str, site: Site, of: ComponentView | None) -> Iterator[Content]:
    yield Content(f"{base}.atom", ATOM, feeds.atom(site, of))
    yield Content(f"{base}.rss", RSS, feeds.rss(site, of))
    yield Content(f"{base}.json", FEED, feeds.json_feed(site, of))


def _of_component(component: ComponentView, site: Site) -> Iterator[Content]:
    yield from _feed(f"/status/components/{component.code}/history", site, component)
    yield Content(f"/status/badges/{component.code}/status.svg", SVG, badges.status_badge(component))
    if component.measured:
        yield Content(f"/status/badges/{component.code}/uptime.svg", SVG, badges.uptime_badge(component))
