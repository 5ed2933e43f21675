"""Components: taken from the services and functions of the published agreements, and shown as the provider says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from upheld.agreements.terms.agreement import AgreementText
from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.audit.trail import Act, note
from upheld.server.contracts.stored import all_versions, ordered
from upheld.server.figures.reading import services
from upheld.server.incidents.codes import new_code
from upheld.server.incidents.models import Component, Incident
from upheld.server.incidents.posting import CHANGED
from upheld.server.incidents.vocabulary import OVER, VISIBILITIES, ComponentStatus, Visibility, worst
from upheld.server.jobs.queue import add
from upheld.wording import say

ASKED = Place("request")


@dataclass(frozen=True, slots=True)
class Shown:
    """How the provider shows a component; None leaves it as it is. `group` is the code of one, empty for none."""

    name: str | None = None
    description: str | None = None
    position: int | None = None
    visibility: Visibility | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a component comes from, and what the agreement calls it."""

    agreement: str
    service: str
    feature: str
    measure: str
    name: str
    visibility: Visibility = "public"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it from all others."""
        return self.agreement, self.service, self.feature, self.measure


def adopt_components(now: datetime) -> int:
    """Make a component of each service and function of the agreements in force that has none; how many were made.

    One that no agreement has any more is retired; its history stays. What the provider named or put elsewhere stays so.
    """
    sources = {each.key: each for each in _sources()}
    with transaction.atomic():
        rows = Component.objects.exclude(agreement="").select_related("group")
        known = {(row.agreement, row.service, row.feature, row.measure): row for row in rows}
        missing = [source for key, source in sources.items() if key not in known]
        for source in missing:
            _adopt(source, now)
        for key, row in known.items():
            _keep_up(row, sources.get(key), now)
    return len(missing)


def add_component(shown: Shown, actor: Actor, now: datetime, *, is_group: bool = False) -> Component:
    """Add a component, or a group, that no agreement names. Raises `upheld.Refused` for a faulty one."""
    problems = [*_faults(shown)]
    if not (shown.name or "").strip():
        problems.append(Problem(ASKED, "name", say("a component has a name")))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        made = Component(
            code=new_code(), is_group=is_group, position=_next_position(), arranged=True, created_at=now,
            updated_at=now,
        )  # fmt: skip
        _show(made, shown)
        made.save()
        note(Act("component.add", "component", made.code, after=component_record(made)), actor.id, now)
        add(CHANGED, now, at=now.isoformat())
    return made


def show_component(component: Component, shown: Shown, actor: Actor, now: datetime) -> Component:
    """Say how a component is shown. Raises `upheld.Refused` for a faulty wish."""
    problems = tuple(_faults(shown, component))
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        before = component_record(component)
        component.arranged = component.arranged or shown.name is not None or shown.group is not None
        component.updated_at = now
        _show(component, shown)
        component.save()
        note(Act("component.show", "component", component.code, before=before,
                 after=component_record(component)), actor.id, now)  # fmt: skip
        add(CHANGED, now, at=now.isoformat())
    return component


def statuses(told_of: Callable[[Incident], bool] = lambda _: True) -> Mapping[str, ComponentStatus]:
    """What is posted of each component now, by code: the worst that an open incident or maintenance gives it.

    `told_of` says which of these count.
    """
    found: dict[str, list[ComponentStatus]] = {}
    for row in filter(told_of, Incident.objects.exclude(status__in=OVER).exclude(status="scheduled")):
        for code, status in row.components.items():
            found.setdefault(code, []).append(status)
    return {code: worst(each) for code, each in found.items()}


def component_record(row: Component) -> dict[str, object]:
    """What the audit trail's digest of a component is taken of."""
    names = ("code", "name", "description", "position", "visibility", "group_id", "is_group")
    return {name: getattr(row, name) for name in names}


def _sources() -> Iterator[_Source]:
    for agreement, known in sorted(all_versions().items()):
        versions, _ = ordered(known)
        yield from _of_agreement(agreement, versions.latest.text)


def _of_agreement(agreement: str, text: AgreementText) -> Iterator[_Source]:
    """An agreement's services and, behind each, its functions; what it measures, where it names no service.

    Where there are several, they are in a group of their own.
    """
    # One that takes another over was made for somebody: its promises are nobody else's until the provider says so.
    seen: Visibility = "customers" if text.include else "public"
    found = [
        _Source(agreement, name, feature, "", f"{service.title}: {feature}" if feature else service.title, seen)
        for name, service in text.services.items()
        if service.covered
        for feature in ("", *service.features)
    ]
    if not text.services:
        # What is combined of several measures is told by the group.
        single = (each for each in services(agreement) if not each.parts)
        found = [_Source(agreement, "", "", each.measure, each.title, seen) for each in single]
    if len(found) > 1:
        yield _Source(agreement, "", "", "", text.provider, seen)
    yield from found


def _adopt(source: _Source, now: datetime) -> None:
    Component.objects.create(
        code=new_code(), agreement=source.agreement, service=source.service, feature=source.feature,
        measure=source.measure, name=source.name[:200], group=_group_of(source), is_group=_is_group(source),
        position=_next_position(), visibility=source.visibility, created_at=now, updated_at=now,
    )  # fmt: skip


def _group_of(source: _Source) -> Component | None:
    if _is_group(source):
        return None
    return Component.objects.filter(agreement=source.agreement, is_group=True).first()


def _is_group(source: _Source) -> bool:
    return not (source.service or source.measure)


def _keep_up(row: Component, source: _Source | None, now: datetime) -> None:
    """Follow the agreement: a new title, a group that came to be, or that the service is gone or back."""
    name, group = row.name, row.group
    if source and not row.arranged:
        name, group = source.name[:200], _group_of(source)
    retired = None if source else row.retired_at or now
    if (name, group, retired) != (row.name, row.group, row.retired_at):
        row.name, row.group, row.retired_at, row.updated_at = name, group, retired, now
        row.save(update_fields=("name", "group", "retired_at", "updated_at"))


def _next_position() -> int:
    last = Component.objects.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def _show(row: Component, shown: Shown) -> None:
    told = {name: value for name, value in asdict(shown).items() if value is not None and name != "group"}
    for name, value in told.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if shown.group is not None:
        row.group = Component.objects.get(code=shown.group) if shown.group else None


def _faults(shown: Shown, row: Component | None = None) -> Iterator[Problem]:
    if shown.name is not None and not shown.name.strip():
        yield Problem(ASKED, "name", say("a component has a name"))
    if shown.visibility is not None and shown.visibility not in VISIBILITIES:
        yield Problem(ASKED, "visibility", say("one of: {known}", known=", ".join(VISIBILITIES)))
    if not shown.group:
        return
    group = Component.objects.filter(code=shown.group, is_group=True).first()
    if group is None:
        yield Problem(ASKED, "group", say("there is no such group"))
    elif row is not None and row.is_group:
        yield Problem(ASKED, "group", say("a group stands in no other group"))
