"""Maintenance: scheduled with its window, announced to those whom it concerns, begun, and over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db import transaction

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.audit.trail import Act, note
from upheld.server.incidents.codes import new_code
from upheld.server.incidents.models import Incident, Maintenance
from upheld.server.incidents.posting import ASKED, Post, add_post, body_faults, component_faults, title_faults
from upheld.server.incidents.vocabulary import OVER, SORTS, ComponentStatus, Sort
from upheld.wording import say

_NONE: Mapping[str, ComponentStatus] = MappingProxyType({})
LONGEST_WINDOW = timedelta(days=31)
MOST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Upstream:
    """Whose maintenance it is, and when they told us; None where they did not (`silent`) or nobody has said yet."""

    name: str = ""
    told_at: datetime | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class ByTheClock:
    """What a maintenance does by itself: begin and end at the ends of its window, remind so many minutes before it."""

    begins: bool = False
    ends: bool = False
    remind_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class NewMaintenance:
    """What a maintenance is scheduled with; `components` are those that are touched, `cause` names an exclusion."""

    title: str
    body: str
    begins: datetime
    ends: datetime
    sort: Sort = "planned"
    components: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    upstream: Upstream = field(default_factory=Upstream)
    cause: str = ""
    clock: ByTheClock = field(default_factory=ByTheClock)


def schedule(new: NewMaintenance, actor: Actor, now: datetime) -> Maintenance:
    """Schedule a maintenance; mail goes out when it is announced. Raises `upheld.Refused` with every fault."""
    touched: Mapping[str, ComponentStatus] = dict.fromkeys(new.components, "under_maintenance")
    problems = [*title_faults(new.title), *body_faults(new.body), *component_faults(touched), *_faults(new, now)]
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        row = Incident.objects.create(
            code=new_code(), kind="maintenance", title=new.title.strip(), status="scheduled", impact="maintenance",
            destinations=list(new.destinations), started_at=new.begins, created_at=now, updated_at=now,
        )  # fmt: skip
        made = Maintenance.objects.create(
            incident=row, sort=new.sort, begins=new.begins, ends=new.ends, upstream=new.upstream.name.strip(),
            upstream_told_at=new.upstream.told_at, upstream_silent=new.upstream.silent, cause=new.cause,
            begins_by_itself=new.clock.begins, ends_by_itself=new.clock.ends, remind_minutes=new.clock.remind_minutes,
        )  # fmt: skip
        window = {"begins": new.begins.isoformat(), "ends": new.ends.isoformat()}
        add_post(row, Post(new.body, "scheduled", touched, "maintenance", "opened", window), actor, now)
    return made


def reschedule(code: str, begins: datetime, ends: datetime, body: str, who: tuple[Actor, datetime]) -> Maintenance:
    """Move the window of a maintenance that has not begun; it is to be announced again. Raises `upheld.Refused`."""
    actor, now = who
    with transaction.atomic():
        made = _locked(code)
        problems = [*body_faults(body), *_window_faults(begins, ends)]
        if made.incident.status != "scheduled":
            what = say("it is {status}: only what has not begun is moved", status=made.incident.status)
            problems.append(Problem(ASKED, "status", what))
        if problems:
            raise Refused(problems)
        made.begins, made.ends, made.announced_at = begins, ends, None
        made.save(update_fields=("begins", "ends", "announced_at"))
        made.incident.started_at = begins
        window = {"begins": begins.isoformat(), "ends": ends.isoformat()}
        add_post(made.incident, Post(body, kind="rescheduled", data=window), actor, now)
    return made


def set_clock(code: str, clock: ByTheClock, actor: Actor, now: datetime) -> Maintenance:
    """Say what a maintenance that is not over does by itself. Raises `upheld.Refused`."""
    with transaction.atomic():
        made = _locked(code)
        problems = [*_clock_faults(clock)]
        if made.incident.status in OVER:
            what = say("it is {status}: nothing of it is to come", status=made.incident.status)
            problems.append(Problem(ASKED, "status", what))
        if problems:
            raise Refused(problems)
        before = _clock_record(made)
        made.begins_by_itself, made.ends_by_itself = clock.begins, clock.ends
        made.remind_minutes = clock.remind_minutes
        made.save(update_fields=("begins_by_itself", "ends_by_itself", "remind_minutes"))
        note(Act("maintenance.clock", "maintenance", code, before=before, after=_clock_record(made)), actor.id, now)
    return made


def tell_upstream(code: str, upstream: Upstream, actor: Actor, now: datetime) -> Maintenance:
    """Put on record whether and when somebody upstream gave notice. Raises `upheld.Refused`."""
    with transaction.atomic():
        made = _locked(code)
        problems = tuple(_upstream_faults(upstream, now))
        if problems:
            raise Refused(problems)
        made.upstream, made.upstream_told_at = upstream.name.strip(), upstream.told_at
        made.upstream_silent = upstream.silent
        made.save(update_fields=("upstream", "upstream_told_at", "upstream_silent"))
        told = "gave no notice" if upstream.silent else f"gave notice at {upstream.told_at:%Y-%m-%d %H:%M} UTC"
        add_post(made.incident, Post(f"{upstream.name.strip()} {told}.", data={"upstream": told}), actor, now)
    return made


def _faults(new: NewMaintenance, now: datetime) -> Iterator[Problem]:
    yield from _window_faults(new.begins, new.ends)
    if new.sort not in SORTS:
        yield Problem(ASKED, "sort", say("one of: {known}", known=", ".join(SORTS)))
    if new.sort == "upstream":
        yield from _upstream_faults(new.upstream, now)
    if len(new.cause) > 100:
        yield Problem(ASKED, "cause", say("at most {count} characters", count=100))
    yield from _clock_faults(new.clock)


def _clock_faults(clock: ByTheClock) -> Iterator[Problem]:
    if clock.remind_minutes is not None and not 1 <= clock.remind_minutes <= MOST_MINUTES:
        what = say("from 1 to {number} minutes before it begins", number=MOST_MINUTES)
        yield Problem(ASKED, "remind_minutes", what)


def _clock_record(row: Maintenance) -> dict[str, object]:
    return {name: getattr(row, name) for name in ("begins_by_itself", "ends_by_itself", "remind_minutes")}


def _window_faults(begins: datetime, ends: datetime) -> Iterator[Problem]:
    if ends <= begins:
        yield Problem(ASKED, "ends", say("it ends before it begins"))
    elif ends - begins > LONGEST_WINDOW:
        yield Problem(ASKED, "ends", say("a window lasts at most {number} days", number=LONGEST_WINDOW.days))


def _upstream_faults(upstream: Upstream, now: datetime) -> Iterator[Problem]:
    if not upstream.name.strip():
        yield Problem(ASKED, "upstream", say("say whose maintenance it is"))
    if (upstream.told_at is None) is not upstream.silent:
        what = say("say when they gave notice, or that they gave none (`upstream_silent`)")
        yield Problem(ASKED, "upstream_told_at", what)
    if upstream.told_at is not None and upstream.told_at > now:
        yield Problem(ASKED, "upstream_told_at", say("that is in the future"))


def _locked(code: str) -> Maintenance:
    """A maintenance with its incident, both locked. Raises Maintenance.DoesNotExist."""
    rows = Maintenance.objects.select_related("incident").select_for_update(of=("self", "incident"))
    return rows.get(incident__code=code)
