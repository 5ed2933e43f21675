"""What can be done to an incident or maintenance at the desk: the forms that its page offers, and what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from types import MappingProxyType

from django.utils.translation import gettext as _

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.incidents.announcing import Owed, announce, notices_owed
from upheld.server.incidents.maintenance import reschedule, tell_upstream
from upheld.server.incidents.models import Incident, Maintenance
from upheld.server.incidents.posting import Post, correct, link_ticket, post_update
from upheld.server.incidents.taking_place import go_on, next_statuses
from upheld.server.incidents.vocabulary import MAINTENANCE_STATUSES, OVER
from upheld.server.look.fields import Field
from upheld.server.statuspage import desk_forms as forms
from upheld.server.statuspage.words import INCIDENTS
from upheld.timeline.instants import utc_from_seconds

Doing = Callable[[Incident, forms.Told, tuple[Actor, datetime]], object]
_ASKED = Place("request")
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Offer:
    """A form of the page: what it does, its fields, the word on its button, and whether it is unfolded."""

    act: str
    title: str
    fields: tuple[Field, ...]
    button: str
    components: tuple[Field, ...] = ()
    unfolded: bool = False


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
    doing = _DOING.get(told.get("act", ""))
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
    post, wrong = own("update")
    components = forms.component_choices(post) if row.kind == "incident" and row.status not in OVER else ()
    fields = forms.update_fields(post, wrong, row.kind)
    yield Offer("update", _("Post an update"), fields, _("Post"), components, row.kind == "incident")
    post, wrong = own("correct")
    number = Field("post", _("Number of the post"), "number", required=True)
    words = Field("body", _("What it should say"), "text", required=True)
    yield Offer("correct", _("Correct a post"), forms.filled(post, wrong, (number, words)), _("Correct"))
    post, wrong = own("link")
    ticket = Field("ticket", _("Number of the ticket"), "number", required=True)
    yield Offer("link", _("Link a ticket"), forms.filled(post, wrong, (ticket,)), _("Link"))


def _maintenance_offers(row: Incident, own: Callable[[str], tuple[forms.Told, tuple[Problem, ...]]]) -> Iterator[Offer]:
    if row.status in {"scheduled", "in_progress"} and row.maintenance.announced_at is None:
        post, wrong = own("announce")
        because = Field("because", _("Why not earlier?"), "text", rows=2, longest=1000,
                        hint=_("Needed only where a notice is shorter than agreed."))  # fmt: skip
        fields = forms.filled(post, wrong, (because,))
        yield Offer("announce", _("Announce it by e-mail"), fields, _("Announce"), unfolded=True)
    following = next_statuses(row.status)
    if following:
        post, wrong = own("progress")
        choices = tuple((each, str(INCIDENTS[each].word), "") for each in following)
        states = Field("status", _("It is now"), "select", value=following[0], choices=choices)
        words = Field("body", _("What is new?"), "text", required=True, rows=3)
        at = Field("at", _("Since when?"), "moment", hint=_("Empty for now."))
        yield Offer("progress", _("Go on"), forms.filled(post, wrong, (states, words, at)), _("Save"))
    if row.status == "scheduled":
        post, wrong = own("window")
        words = Field("body", _("Why?"), "text", required=True, rows=2)
        fields = forms.filled(post, wrong, (*forms.window_fields(), words))
        yield Offer("window", _("Move the window"), fields, _("Move"))
    if row.maintenance.sort == "upstream":
        post, wrong = own("upstream")
        fields = forms.filled(post, wrong, forms.upstream_fields())
        yield Offer("upstream", _("Notice of the provider"), fields, _("Save"))


def _owed(each: Owed) -> OwedRow:
    asked = each.asked
    latest = utc_from_seconds(asked.latest) if asked and asked.latest is not None else None
    return OwedRow(each.account.name, asked.words if asked else "", asked.clause if asked else "", latest, each.in_time)


def _update(row: Incident, told: forms.Told, who: tuple[Actor, datetime]) -> object:
    seen = told.get("seen", "")
    post = Post(told.get("body", ""), told.get("status", ""), forms.components_of(told))
    return post_update(row.code, post, *who, int(seen) if seen.isdecimal() else None)


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


_DOING: Mapping[str, Doing] = MappingProxyType(
    {
        "update": _update, "correct": _correct, "link": _link, "announce": _announce, "progress": _progress,
        "window": _window, "upstream": _upstream,
    }
)  # fmt: skip


def _number(told: forms.Told, name: str) -> int:
    text = told.get(name, "").strip()
    if not text.isdecimal() or len(text) > 18:
        raise Refused([Problem(_ASKED, name, "write a number")])
    return int(text)
