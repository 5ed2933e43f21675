"""What can be done to an incident or maintenance at the desk: the forms that its page offers, and what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from types import MappingProxyType

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.incidents.announcing import Owed, announce, notices_owed
from upheld.server.incidents.maintenance import ByTheClock, reschedule, set_clock, tell_upstream
from upheld.server.incidents.models import Incident, Maintenance
from upheld.server.incidents.posting import Post, correct, link_ticket, post_update
from upheld.server.incidents.taking_place import go_on, next_statuses
from upheld.server.incidents.vocabulary import MAINTENANCE_STATUSES, OVER
from upheld.server.look.fields import Field
from upheld.server.look.numbers import number_in
from upheld.server.statuspage import desk_forms as forms
from upheld.server.statuspage.words import INCIDENTS
from upheld.timeline.instants import utc_from_seconds

Doing = Callable[[Incident, forms.Told, tuple[Actor, datetime]], object]
_ASKED = Place("request")
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """A form of the page: what it does, its fields, the word on its button, and whether it is unfolded.

    `first`: it is what is mostly done next, and stands before the posts.
    """

    act: str
    title: str
    fields: tuple[Field, ...]
    button: str
    components: tuple[forms.Choices, ...] = ()
    unfolded: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class OwedRow:
    """What an agreement asks for one account, and whether an announcement now would be in time."""

    account: str
    asked: str
    clause: str
    latest: datetime | None
    in_time: bool | None


def acted(row: Incident, told: forms.Told, actor: Actor, now: datetime) -> None:
    """Do what a form asks for. Raises `upheld.Refused`, or Stale where somebody was quicker."""
    doing = (_OF_MAINTENANCE if row.kind == "maintenance" else _OF_EACH).get(told.get("act", ""))
    if doing is None:
        raise Refused([Problem(_ASKED, "act", "there is no such form")])
    doing(row, told, (actor, now))


def offers_of(row: Incident, told: forms.Told, problems: tuple[Problem, ...]) -> tuple[Offer, ...]:
    """The forms that fit the state of an incident; the one that was refused has what was written in it."""
    act = told.get("act")
    offers = tuple(_offers(row, told, problems))
    return tuple(replace(each, unfolded=each.act == act) for each in offers) if problems else offers


def owed_of(row: Maintenance, now: datetime) -> tuple[OwedRow, ...]:
    """What agreements ask of the notice of a maintenance, by account: of the first accounts, where they are many."""
    return tuple(_owed(each) for each in islice(notices_owed(row, now), MOST_SHOWN))


def _offers(row: Incident, told: forms.Told, problems: tuple[Problem, ...]) -> Iterator[Offer]:
    def own(act: str) -> tuple[forms.Told, tuple[Problem, ...]]:
        return (told, problems) if told.get("act") == act else ({}, ())

    if row.kind == "maintenance":
        yield from _maintenance_offers(row, own)
    elif row.status == "resolved":
        words = Field("body", _("What happened, why, and what comes of it?"), "text", required=True, rows=8)
        fields = forms.filled(*own("postmortem"), (words,))
        yield Offer("postmortem", _("Write the post-mortem"), fields, _("Publish"), unfolded=True, first=True)
    post, wrong = own("update")
    running = row.kind == "incident" and row.status not in OVER
    components = forms.component_choices(post) if running else ()
    fields = forms.update_fields(post, wrong, row.kind)
    yield Offer("update", _("Post an update"), fields, _("Post"), components, running, row.status not in OVER)
    ticket = Field("ticket", _("Number of the ticket"), "number", required=True)
    yield Offer("link", _("Link a ticket"), forms.filled(*own("link"), (ticket,)), _("Link"))


def _maintenance_offers(row: Incident, own: Callable[[str], tuple[forms.Told, tuple[Problem, ...]]]) -> Iterator[Offer]:
    if row.status in {"scheduled", "in_progress"} and row.maintenance.announced_at is None:
        because = Field("because", _("Why not earlier?"), "text", rows=2, longest=1000,
                        hint=_("Needed only where a notice is shorter than agreed."))  # fmt: skip
        fields = forms.filled(*own("announce"), (because,))
        yield Offer("announce", _("Announce it by e-mail"), fields, _("Announce"), unfolded=True, first=True)
    following = next_statuses(row.status)
    if following:
        choices = tuple((each, str(INCIDENTS[each].word), "") for each in following)
        states = Field("status", _("It is now"), "select", value=following[0], choices=choices)
        words = Field("body", _("What is new?"), "text", required=True, rows=3)
        at = Field("at", _("Since when?"), "moment", hint=_("Empty for now."))
        title = _("Begin it, or call it off") if row.status == "scheduled" else _("Verify it, or end it")
        yield Offer("progress", title, forms.filled(*own("progress"), (states, at, words)), _("Save"), first=True)
    if row.status not in OVER:
        held = ByTheClock(
            row.maintenance.begins_by_itself, row.maintenance.ends_by_itself, row.maintenance.remind_minutes
        )
        yield Offer("clock", _("By itself"), forms.filled(*own("clock"), forms.clock_fields(held)), _("Save"))
    if row.status == "scheduled":
        words = Field("body", _("Why?"), "text", required=True, rows=2)
        fields = forms.filled(*own("window"), (*forms.window_fields(), words))
        yield Offer("window", _("Move the window"), fields, _("Move"))
    if row.maintenance.sort == "upstream":
        fields = forms.filled(*own("upstream"), forms.upstream_fields())
        yield Offer("upstream", _("Notice of the provider"), fields, _("Save"))


def _owed(each: Owed) -> OwedRow:
    asked = each.asked
    latest = utc_from_seconds(asked.latest) if asked and asked.latest is not None else None
    return OwedRow(each.account.name, asked.words if asked else "", asked.clause if asked else "", latest, each.in_time)


def _update(row: Incident, told: forms.Told, who: tuple[Actor, datetime]) -> object:
    post = Post(told.get("body", ""), told.get("status", ""), forms.components_of(told))
    return post_update(row.code, post, *who, _seen(told))


def _post_mortem(row: Incident, told: forms.Told, who: tuple[Actor, datetime]) -> object:
    return post_update(row.code, Post(told.get("body", ""), "postmortem"), *who, _seen(told))


def _clock(row: Incident, told: forms.Told, who: tuple[Actor, datetime]) -> object:
    return set_clock(row.code, forms.clock_of(told), *who)


def _correct(row: Incident, told: forms.Told, who: tuple[Actor, datetime]) -> object:
    return correct(row.code, _number(told, "post"), told.get("body", ""), *who)


def _link(row: Incident, told: forms.Told, who: tuple[Actor, datetime]) -> object:
    return link_ticket(row.code, _number(told, "ticket"), *who)


def _announce(row: Incident, told: forms.Told, who: tuple[Actor, datetime]) -> object:
    return announce(row.code, told.get("because", "")[:1000], *who)


def _progress(row: Incident, told: forms.Told, who: tuple[Actor, datetime]) -> object:
    wanted = next((each for each in MAINTENANCE_STATUSES if each == told.get("status")), "scheduled")
    return go_on(row.code, wanted, told.get("body", ""), forms.moment(told, "at") or who[1], who)  # type: ignore[arg-type]


def _window(row: Incident, told: forms.Told, who: tuple[Actor, datetime]) -> object:
    return reschedule(row.code, *forms.window_of(told), told.get("body", ""), who)


def _upstream(row: Incident, told: forms.Told, who: tuple[Actor, datetime]) -> object:
    return tell_upstream(row.code, forms.upstream_of(told), *who)


_OF_EACH: Mapping[str, Doing] = MappingProxyType(
    {"update": _update, "correct": _correct, "link": _link, "postmortem": _post_mortem}
)
_OF_MAINTENANCE: Mapping[str, Doing] = MappingProxyType(
    {
        **_OF_EACH, "announce": _announce, "progress": _progress, "window": _window, "upstream": _upstream,
        "clock": _clock,
    }
)  # fmt: skip


def _seen(told: forms.Told) -> int | None:
    """The sequence that the page showed; None where the form has none. Raises BadRequest for one that is no number."""
    text = told.get("seen", "")
    found = number_in(text)
    if text and found is None:
        raise BadRequest("seen is no number")
    return found


def _number(told: forms.Told, name: str) -> int:
    found = number_in(told.get(name, "").strip())
    if found is None:
        raise Refused([Problem(_ASKED, name, _("write a number"))])
    return found
