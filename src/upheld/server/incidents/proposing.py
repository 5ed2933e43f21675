"""What measurement proposes: an incident for what is down, or is missed; somebody accepts it and writes, or dismisses.

A proposal is no post: nothing of it is shown before somebody has written an incident.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction

from upheld.problems import Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.audit.trail import Act, note
from upheld.server.figures.reading import current_promises, services
from upheld.server.figures.values import MeasuredService, Promise
from upheld.server.incidents.measured import down_members
from upheld.server.incidents.models import Component, Incident, Proposal
from upheld.server.incidents.posting import ASKED, NewIncident, open_incident
from upheld.server.incidents.vocabulary import OVER
from upheld.timeline.instants import instant_text, utc_from_seconds
from upheld.wording import say


@dataclass(frozen=True, slots=True)
class _Found:
    """Something measured that people should perhaps be told of."""

    key: str
    measure: str
    title: str
    since: int
    evidence: dict[str, object]


def propose(now: datetime) -> int:
    """Propose an incident for each promise that is down or missed and was not proposed for it; how many were made.

    None is proposed for a component of which an open incident, or an open proposal, tells already.
    """
    tree = {each.key: each for each in services()}
    found = tuple(_found(current_promises()))
    known = set(Proposal.objects.filter(key__in=[each.key for each in found]).values_list("key", flat=True))
    return sum(_propose(each, tree, now) for each in found if each.key not in known)


def accept(proposal: Proposal, new: NewIncident, actor: Actor, now: datetime) -> Incident:
    """Open the incident that somebody has written for a proposal. Raises `upheld.Refused` with every fault."""
    with transaction.atomic():
        row = _open(proposal)
        incident = open_incident(new, actor, now)
        _decide(row, "accepted", "", (actor, now), incident)
    return incident


def dismiss(proposal: Proposal, because: str, actor: Actor, now: datetime) -> Proposal:
    """Turn a proposal down, and say why. Raises `upheld.Refused`."""
    with transaction.atomic():
        row = _open(proposal)
        if not because.strip():
            raise Refused([Problem(ASKED, "because", say("say why there is nothing to tell"))])
        return _decide(row, "dismissed", because.strip()[:500], (actor, now))


def component_of(key: str, tree: dict[str, MeasuredService]) -> Component | None:
    """The component that a measure is of: that of its service, or the group of an agreement's combination."""
    agreement, _, measure = key.partition("/")
    service = tree[key].service if key in tree else ""
    rows = Component.objects.filter(agreement=agreement, feature="", retired_at=None).order_by("position")
    named = rows.filter(service=service).first() if service else rows.filter(measure=measure).first()
    return named or rows.first()


def _found(promises: tuple[Promise, ...]) -> Iterator[_Found]:
    ordered = sorted(promises, key=_commitment)
    for (agreement, commitment), each in groupby(ordered, key=_commitment):
        held = tuple(each)
        figure = held[0].figure
        down = [one for one in held if one.down_since is not None]
        missed = [one for one in held if one.figure.verdict == "missed"]
        if down:
            since = min(one.down_since or 0 for one in down)
            key = f"down/{agreement}/{commitment}/{since}"
            yield _Found(key, f"{agreement}/{figure.measure}", figure.title, since, _evidence("down", down))
        elif missed:
            key = f"missed/{agreement}/{commitment}/{figure.label}"
            yield _Found(key, f"{agreement}/{figure.measure}", figure.title, figure.start, _evidence("missed", missed))


def _commitment(promise: Promise) -> tuple[str, str]:
    return promise.figure.agreement, promise.figure.commitment


def _evidence(kind: str, promises: list[Promise]) -> dict[str, object]:
    """What was measured, in words of the statement: for whoever decides."""
    worst = min(promises, key=lambda each: (each.figure.uptime is None, each.figure.uptime or 0))
    return {
        "kind": kind, "agreement": worst.figure.agreement, "commitment": worst.figure.commitment,
        "period": worst.figure.label, "uptime": worst.figure.words, "promise": worst.figure.promise,
        "accounts": len(promises), "measured_until": instant_text(worst.figure.until),
    }  # fmt: skip


def _propose(found: _Found, tree: dict[str, MeasuredService], now: datetime) -> bool:
    component = component_of(found.measure, tree)
    if component is not None and _is_told(component):
        return False
    since = utc_from_seconds(found.since)
    down = [component.code] if component and not component.is_group else []
    if component is not None and component.is_group and found.evidence["kind"] == "down":
        down = down_members(component, tree.values(), since, now)
    _, made = Proposal.objects.get_or_create(
        key=found.key,
        defaults={
            "component": component, "title": found.title[:200], "since": since,
            "evidence": {**found.evidence, "components": down}, "made_at": now,
        },
    )  # fmt: skip
    return made


def _is_told(component: Component) -> bool:
    codes = {component.code, *component.children.values_list("code", flat=True)}
    rows = Incident.objects.exclude(status__in=OVER).exclude(status="scheduled")
    told = any(not codes.isdisjoint(row.components) for row in rows)
    return told or Proposal.objects.filter(component=component, status="open").exists()


def _open(proposal: Proposal) -> Proposal:
    row = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.status != "open":
        raise Refused([Problem(ASKED, "status", say("it is {status} already", status=row.status))])
    return row


def _decide(
    row: Proposal, status: str, because: str, who: tuple[Actor, datetime], incident: Incident | None = None
) -> Proposal:
    actor, now = who
    row.status, row.because, row.decided_at, row.decided_by, row.incident = status, because, now, actor.id, incident
    row.save(update_fields=("status", "because", "decided_at", "decided_by", "incident"))
    note(Act(f"proposal.{status}", "proposal", str(row.pk), after={"key": row.key, "because": because}), actor.id, now)
    return row
