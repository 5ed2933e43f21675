"""The tags of our pages: files, icons, states, times, bars and fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from html import escape
from types import MappingProxyType
from typing import Any, Protocol, cast

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from upheld.agreements.words import plain_words
from upheld.rules.wording import clause_words
from upheld.server.accounts.telling import ProviderFacts
from upheld.server.look.assets import address_of
from upheld.server.look.bars import Bar
from upheld.server.look.brand import PATH as BRAND
from upheld.server.look.brand import sheet_of
from upheld.server.look.days import DayBars, bars_drawn
from upheld.server.look.faults import Fault, Told, faults_of
from upheld.server.look.fields import Field
from upheld.server.look.focus import takes_focus
from upheld.server.look.icons import STROKES
from upheld.server.look.instants_said import instants_said
from upheld.server.look.moments import Moment, aware, away_text, day_text, length_text, moment_text, period_text
from upheld.server.look.speaking import core_words, kept_words
from upheld.server.look.words import Words
from upheld.server.present import present

register = template.Library()


class Chosen(Protocol):
    """One of several: its value, its word, and whether it is chosen."""

    @property
    def value(self) -> str:
        """What a form sends."""

    @property
    def word(self) -> str:
        """What people read."""

    @property
    def chosen(self) -> bool:
        """Whether it stands there."""


STATES: Mapping[str, tuple[str, str, Words]] = MappingProxyType(
    {
        "open": ("info", "dot", _("Open")),
        "waiting": ("wait", "pause", _("Waiting")),
        "solved": ("good", "check", _("Solved")),
        "closed": ("none", "lock", _("Closed")),
        "merged": ("none", "merge", _("Merged")),
        "not entitled": ("warn", "none", _("Not entitled")),
        "kept": ("good", "check", _("Kept")),
        "missed": ("bad", "cross", _("Missed")),
        "running": ("info", "clock", _("Running")),
        "paused": ("wait", "pause", _("Paused")),
        "late": ("bad", "warning", _("Late")),
        "replaced": ("none", "again", _("Replaced")),
        "no target": ("none", "none", _("No target")),
        "unknown": ("none", "question", _("Unknown")),
        "so far": ("info", "clock", _("So far")),
        "at risk": ("warn", "warning", _("At risk")),
        "excluded": ("none", "none", _("Excluded")),
        "pending": ("info", "clock", _("On its way")),
        "delivered": ("good", "check", _("Delivered")),
        "failed": ("bad", "cross", _("Failed")),
    }
)
"""What a state looks like: its tone, its icon, its word."""


def _drawn(name: str, said: SafeString) -> SafeString:
    frame = (
        '<svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.7" '
        'stroke-linecap="round" stroke-linejoin="round" {}><path d="{}"/></svg>'
    )
    return format_html(frame, said, STROKES[name])


@cache
def _silent(name: str) -> SafeString:
    return _drawn(name, SafeString('aria-hidden="true"'))


@register.simple_tag
def asset(name: str) -> str:
    """The address of a file: `{% asset "look.css" %}`."""
    return address_of(name)


@register.simple_tag
def brand_sheet(provider: ProviderFacts) -> str:
    """The address of the style sheet with the provider's colour, where it has one."""
    return sheet_of(provider.accent).path


@register.simple_tag
def brand_logo(provider: ProviderFacts) -> str:
    """The address of the provider's logo, where it has one."""
    return BRAND + provider.logo


@register.simple_tag
def icon(name: str, label: Words = "") -> SafeString:
    """An icon; with a label where no word stands beside it."""
    return _drawn(name, format_html('role="img" aria-label="{}"', label)) if label else _silent(name)


@register.simple_tag
def badge(tone: str, icon_name: str, words: Words) -> SafeString:
    """A badge of one's own: `{% badge "good" "check" _("Kept") %}`."""
    return format_html('<span class="badge {}">{}{}</span>', tone, icon(icon_name), words)


@register.simple_tag
def state(name: str) -> SafeString:
    """The badge of a state that we know; of any other, its own word."""
    tone, drawn, words = STATES.get(name, ("none", "dot", name))
    return badge(tone, drawn, words)


@register.simple_tag
def options(choices: Iterable[Chosen]) -> SafeString:
    """The options of a list of choices: hundreds of accounts are drawn ten times as quickly as by a loop."""
    drawn = (
        f'<option value="{escape(each.value)}"{" selected" if each.chosen else ""}>{escape(each.word)}</option>'
        for each in choices
    )
    return SafeString("".join(drawn))


@register.simple_tag(takes_context=True)
def moment(context: Mapping[str, Any], at: Moment | None, told: str = "full") -> SafeString:
    """An instant (aware, or UTC epoch seconds): `full`, `short` (no year), `exact` (with seconds), `away` (from now).

    Until a script tells it by the reader's clock, it follows that of `zone` in the page, else of the frame.
    """
    if at is None:
        return SafeString("")
    frame = context.get("frame")
    return moment_drawn(at, str(context.get("zone") or (frame.zone if frame else "UTC")), told)


def moment_drawn(at: Moment, zone: str, told: str = "full") -> SafeString:
    """An instant as the tag draws it, by the clock of a zone."""
    instant = f"{aware(at):%Y-%m-%dT%H:%M:%SZ}"
    if told == "away":
        shown, title = away_text(at, present()), moment_text(at, zone)
    else:
        shown = moment_text(at, zone, year=told != "short", seconds=told == "exact")
        title = f"{instant[:16].replace('T', ' ')} UTC"
    return SafeString(f'<time datetime="{instant}" title="{escape(title)}" data-as="{told}">{escape(shown)}</time>')


@register.simple_tag(takes_context=True)
def worked(context: Mapping[str, Any], says: str, text: str) -> SafeString:
    """A line of a working: what is told of the core's `text`, with the instants in it as all times of the page."""
    drawn = escape(says)
    for words, at in instants_said(text):
        drawn = drawn.replace(escape(words), moment(context, at, "exact"), 1)
    return SafeString(drawn)


@register.filter
def told(text: str | None) -> str:
    """What the core has just said, in the language of the page; nothing of nothing."""
    return "" if text is None else core_words(text)


@register.filter(name="kept")
def as_kept(text: str | None) -> str:
    """What the core said and a record keeps in English, in the language of the page; nothing of nothing."""
    return "" if text is None else kept_words(text)


@register.filter
def clause(name: str | None) -> str:
    """A clause of an agreement, said to be one where its name is a bare number: `clause 4.2`."""
    return core_words(clause_words(name))


@register.filter
def plain(value: object) -> str:
    """A value that an agreement may give in any form, in one line: `minimum 1`."""
    return plain_words(value)


@register.filter
def lasting(seconds: int | None) -> str:
    """A length of time in words."""
    return "" if seconds is None else length_text(seconds)


@register.filter
def day(at: date | None, told: str = "full") -> str:
    """A day as its readers write it: `22 Nov 2026`, or `short` without the year."""
    return "" if at is None else day_text(at, year=told != "short")


@register.filter
def period(label: str) -> str:
    """A measured period as people say it: `October 2026`."""
    return period_text(label)


@register.simple_tag
def bar(drawn: Bar, kind: str = "") -> SafeString:
    """A bar of pieces, `thin` in lists; drawn by attributes alone, for a page holds no style."""
    pieces = "".join(
        f'<rect class="{each.tone}" x="{each.begin}" width="{each.length}" height="10"/>' for each in drawn.pieces
    )
    return SafeString(
        f'<svg class="bar {kind}" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(drawn.says)}"><rect class="track" width="1000" height="10"/>{pieces}</svg>'
    )


@register.inclusion_tag("look/days.html")
def days(drawn: tuple[DayBars, ...], name: str, share: str = "") -> dict[str, object]:
    """The last 90 days as bars, of what is called so; `share` is their uptime in words."""
    return {"bars": SafeString("".join(bars_drawn(each, name) for each in drawn)), "share": share}


@register.simple_tag(takes_context=True)
def focused(context: Context) -> str:
    """`autofocus` for the first that asks in a page, so that whoever was refused begins where it is told what is wrong.

    An element has one only, whatever else is wrong further down; a page that is written to a disk has none.
    """
    request = getattr(context, "request", None)
    return "autofocus" if request is not None and takes_focus(request) else ""


@register.simple_tag
def faults(problems: Iterable[Told] | str, fields: Iterable[Field] | str, prefix: str) -> tuple[Fault, ...]:
    """The lines of what is wrong with a form; what a page does not name is an empty text."""
    return tuple(faults_of(cast("Iterable[Told]", problems or ()), cast("Iterable[Field]", fields or ()), prefix))


@register.inclusion_tag("look/field.html", takes_context=True)
def field(context: Context, shown: Field, prefix: str = "") -> dict[str, object]:  # noqa: ARG001 - `focused` needs it
    """A field of a form; `prefix` before its id where a page has several forms."""
    own = f"{prefix}{shown.name}"
    told = (f"{own}-hint" if shown.hint else "", f"{own}-error" if shown.error else "")
    return {"field": shown, "id": own, "described": " ".join(each for each in told if each)}


@register.inclusion_tag("look/says.html", takes_context=True)
def says(context: Context, tone: str, words: Words, role: str = "status") -> dict[str, object]:  # noqa: ARG001 - as above
    """A message above what it is about: `good`, `warn`, `bad`, or `info`; an `alert` gets the focus."""
    icons = {"good": "check", "warn": "warning", "bad": "warning"}
    return {"tone": tone, "words": words, "role": role, "icon": icons.get(tone, "info")}


@register.inclusion_tag("look/empty.html")
def empty(icon_name: str, title: Words, more: Words = "") -> dict[str, object]:
    """What stands where there is nothing: what would be here, and how it would come."""
    return {"icon": icon_name, "title": title, "more": more}
