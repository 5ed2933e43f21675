"""Badges: a flat SVG with two words, such as `uptime 90 d | 99.98%`; it is drawn from the same figures as the page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from types import MappingProxyType

from upheld.server.look.percents import percent
from upheld.server.notices.filling import one_line
from upheld.server.statuspage.feeds import legal
from upheld.server.statuspage.views import DAYS, ComponentView, Site

# Ink that is white on them has a contrast of 4.5 or more.
_COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "operational": "#146c43", "none": "#146c43", "under_maintenance": "#1d56b8", "maintenance": "#1d56b8",
        "degraded_performance": "#8a4b00", "minor": "#8a4b00", "partial_outage": "#a83f00",
        "major_outage": "#b3202c", "major": "#b3202c", "critical": "#b3202c",
    }
)  # fmt: skip
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "operational": "up",
        "under_maintenance": "maintenance",
        "degraded_performance": "degraded",
        "partial_outage": "partial outage",
        "major_outage": "down",
    }
)
_UNKNOWN = "#4f5868"
_LETTER, _PADDING = 6.6, 8
_LONGEST = 32


def page_badge(site: Site) -> bytes:
    """The page's own verdict: `status | up`."""
    indicator, description = site.verdict
    return _badge("status", "up" if indicator == "none" else description.lower(), _COLOURS[indicator])


def status_badge(each: ComponentView) -> bytes:
    """What is posted of a component: `voice | up`."""
    return _badge(each.name, _WORDS[each.status], _COLOURS[each.status])


def uptime_badge(each: ComponentView) -> bytes:
    """What was measured of a component: `uptime 90 d | 99.98%`; no figure where nothing was measured."""
    share = each.uptime
    colour = _UNKNOWN if share is None else _COLOURS["operational" if share == 1 else "degraded_performance"]
    return _badge(f"uptime {DAYS} d", percent(share) or "no data", colour)


def _badge(left: str, right: str, colour: str) -> bytes:
    left, right = _short(one_line(left)), _short(one_line(right))
    first, second = (round(len(text) * _LETTER) + 2 * _PADDING for text in (left, right))
    said, told = escape(legal(left)), escape(legal(right))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{first + second}" height="20" role="img" '
        f'aria-label="{said}: {told}"><title>{said}: {told}</title>'
        f'<rect width="{first}" height="20" fill="#333a45"/>'
        f'<rect x="{first}" width="{second}" height="20" fill="{colour}"/>'
        f'<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{first / 2}" y="14">{said}</text><text x="{first + second / 2}" y="14">{told}</text></g></svg>'
    ).encode()


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
