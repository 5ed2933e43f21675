"""The forms of the desk's pages about incidents: their fields, and what was written in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from upheld.problems import Place, Problem, Refused
from upheld.server.accounts.telling import provider_facts
from upheld.server.incidents.excluding import causes
from upheld.server.incidents.maintenance import ByTheClock, NewMaintenance, Upstream
from upheld.server.incidents.models import Component
from upheld.server.incidents.posting import NewIncident
from upheld.server.incidents.vocabulary import (
    COMPONENT_STATUSES,
    IMPACTS,
    INCIDENT_STATUSES,
    SORTS,
    ComponentStatus,
    Impact,
    Sort,
)
from upheld.server.look.fields import Field
from upheld.server.look.moments import length_text
from upheld.server.look.numbers import number_in
from upheld.server.statuspage.words import COMPONENTS, IMPACT_WORDS, INCIDENTS, SORT_WORDS
from upheld.support.wall_times import WallTimeError, instant_reader
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.zones import zone

Told = Mapping[str, str]
_MINUTES = (15, 30, 60, 2 * 60, 24 * 60, 3 * 24 * 60)
COMPONENT = "component."


def incident_fields(told: Told, problems: Iterable[Problem]) -> tuple[Field, ...]:
    """The form of a new incident."""
    zone_name = provider_facts().zone
    return filled(told, problems, (
        Field("title", _("What is it about, in one line?"), required=True, longest=200),
        Field("body", _("What is there to know?"), "text", required=True, rows=5,
              hint=_("The first post. It is published at once.")),
        Field("status", _("State"), "select", value="investigating", choices=_incident_choices()),
        Field("impact", _("Impact"), "select", choices=(("", _("By the worst component"), ""), *_impacts()),
              hint=_("As clients of the status API are told.")),
        Field("started_at", _("When did it begin?"), "moment",
              hint=_("By the clock in %(zone)s. A post is later, and never taken for the beginning.")
              % {"zone": zone_name}),
        _destinations(),
    ))  # fmt: skip


def update_fields(told: Told, problems: Iterable[Problem], kind: str) -> tuple[Field, ...]:
    """The form of a post."""
    body = Field("body", _("What is new?"), "text", required=True, rows=4)
    if kind != "incident":
        return filled(told, problems, (body,))
    states = (("", _("Stays as it is"), ""), *_incident_choices())
    return filled(told, problems, (body, Field("status", _("State"), "select", choices=states)))


def maintenance_fields(told: Told, problems: Iterable[Problem]) -> tuple[Field, ...]:
    """The form of a new maintenance."""
    sorts = tuple((each, str(SORT_WORDS[each]), "") for each in SORTS)
    return filled(told, problems, (
        Field("title", _("What is it about, in one line?"), required=True, longest=200),
        Field("body", _("What is there to know?"), "text", required=True, rows=5,
              hint=_("It is published at once; accounts get it by mail when you announce it.")),
        *window_fields(),
        *clock_fields(ByTheClock(begins=True, ends=True, remind_minutes=60)),
        Field("sort", _("Whose and of which kind?"), "choice", value="planned", choices=sorts),
        *upstream_fields(),
        _destinations(),
        Field("cause", _("Recorded under the exclusion"), "select", hint=_("Whether it holds is for each agreement."),
              choices=(("", _("The one that fits"), ""), *causes())),
    ))  # fmt: skip


def clock_fields(held: ByTheClock) -> tuple[Field, ...]:
    """What a maintenance does by itself."""
    minutes = tuple((str(each), length_text(each * 60), "") for each in _MINUTES)
    return (
        Field("begins_by_itself", _("It begins by itself"), "tick", value="yes" if held.begins else "",
              hint=_("A post says so at that time, and who subscribed is told.")),
        Field("ends_by_itself", _("It ends by itself"), "tick", value="yes" if held.ends else "",
              hint=_("Where nobody has ended it before, or begun it after its window.")),
        Field("remind_minutes", _("Reminder before it begins"), "select", value=str(held.remind_minutes or ""),
              choices=(("", _("None"), ""), *minutes)),
    )  # fmt: skip


def clock_of(told: Told) -> ByTheClock:
    """What a form says that a maintenance does by itself."""
    begins, ends = bool(told.get("begins_by_itself")), bool(told.get("ends_by_itself"))
    return ByTheClock(begins, ends, number_in(told.get("remind_minutes", ""), 6))


def window_fields() -> tuple[Field, ...]:
    """From when until when."""
    hint = _("By the clock in %(zone)s") % {"zone": provider_facts().zone}
    return (
        Field("begins", _("From"), "moment", required=True, hint=hint),
        Field("ends", _("Until"), "moment", required=True, hint=hint),
    )


def upstream_fields() -> tuple[Field, ...]:
    """Whose maintenance it is, and when they told us."""
    return (
        Field("upstream", _("Provider on whom we depend"), hint=_("Only for maintenance of theirs."), longest=200),
        Field("upstream_told_at", _("When did they tell us?"), "moment"),
        Field("upstream_silent", _("They gave no notice"), "tick"),
    )


def new_incident(told: QueryDict) -> NewIncident:
    """The incident that a form tells of. Raises `upheld.Refused` for a time that is none."""
    texts = plain(told)
    return NewIncident(
        texts.get("title", ""), texts.get("body", ""), texts.get("status") or "investigating",
        _impact(texts.get("impact", "")), components_of(texts), destinations_of(texts), moment(texts, "started_at"),
    )  # fmt: skip


def new_maintenance(told: QueryDict) -> NewMaintenance:
    """The maintenance that a form tells of. Raises `upheld.Refused` for times that are none."""
    texts = plain(told)
    begins, ends = window_of(texts)
    sort: Sort = next((each for each in SORTS if each == texts.get("sort")), "planned")
    return NewMaintenance(
        texts.get("title", ""), texts.get("body", ""), begins, ends, sort, tuple(told.getlist("components")),
        destinations_of(texts), upstream_of(texts), texts.get("cause", "").strip(), clock_of(texts),
    )  # fmt: skip


def window_of(told: Told) -> tuple[datetime, datetime]:
    """The window of a form. Raises `upheld.Refused` where one of its ends is missing."""
    begins, ends = moment(told, "begins"), moment(told, "ends")
    if begins is None or ends is None:
        missing = [name for name, value in (("begins", begins), ("ends", ends)) if value is None]
        raise Refused([Problem(Place("request"), name, _("say when")) for name in missing])
    return begins, ends


def upstream_of(told: Told) -> Upstream:
    """What a form says of somebody upstream."""
    return Upstream(told.get("upstream", ""), moment(told, "upstream_told_at"), bool(told.get("upstream_silent")))


def components_of(told: Told) -> dict[str, ComponentStatus]:
    """The status that a form gives to each component; those that it leaves alone are not in it."""
    given = {name.removeprefix(COMPONENT): value for name, value in told.items() if name.startswith(COMPONENT)}
    return {code: status for code, value in given.items() for status in COMPONENT_STATUSES if status == value}


def destinations_of(told: Told) -> tuple[str, ...]:
    """The destinations of a form, with commas or on lines of their own."""
    parts = told.get("destinations", "").replace("\n", ",").split(",")
    return tuple(dict.fromkeys(part.strip()[:100] for part in parts if part.strip()))


def moment(told: Told, name: str) -> datetime | None:
    """An instant of a form, by the clock of the provider's zone. Raises `upheld.Refused` for one that never was."""
    text = told.get(name, "").strip()
    if not text:
        return None
    try:
        return utc_from_seconds(instant_reader(provider_facts().zone)(text))
    except WallTimeError as error:
        raise Refused([Problem(Place("request"), name, error.what, error.mend)]) from None


def wall(at: datetime) -> str:
    """An instant as a form shows it: by the clock of the provider's zone."""
    return at.astimezone(zone(provider_facts().zone)).strftime("%Y-%m-%dT%H:%M")


def plain(told: QueryDict) -> dict[str, str]:
    """The fields of a form, each once."""
    return {name: str(value) for name, value in told.items()}


@dataclass(frozen=True, slots=True)
class Choices:
    """The fields of some components under the name of their group, empty for those that stand by themselves."""

    group: str
    fields: tuple[Field, ...]


def component_choices(told: Told) -> tuple[Choices, ...]:
    """A field for the status of each component, by group."""
    rows = Component.objects.filter(retired_at=None, is_group=False).select_related("group").order_by("position")
    held: dict[str, list[Field]] = {}
    for row in rows:
        held.setdefault(row.group.name if row.group else "", []).append(_component_choice(row, told))
    return tuple(Choices(group, tuple(fields)) for group, fields in held.items())


def _component_choice(row: Component, told: Told) -> Field:
    name = f"{COMPONENT}{row.code}"
    choices = (("", _("Not concerned"), ""), *((each, str(COMPONENTS[each].word), "") for each in COMPONENT_STATUSES))
    return Field(name, row.name, "select", value=told.get(name, ""), choices=choices)


def filled(told: Told, problems: Iterable[Problem], fields: Iterable[Field]) -> tuple[Field, ...]:
    """Fields with what was written in them and what is wrong with that."""
    wrong: dict[str, list[str]] = {}
    for each in problems:
        wrong.setdefault(each.field, []).append(each.what)
    return tuple(
        Field(each.name, each.label, each.kind, each.required, _written(each, told),
              "; ".join(wrong.get(each.name, ())), each.hint, each.choices, each.complete, each.rows, each.longest)
        for each in fields
    )  # fmt: skip


def _written(each: Field, told: Told) -> str:
    # A box that is not ticked is not sent: in a form that was written, nothing is no.
    return told.get(each.name, "" if each.kind == "tick" and told else each.value)


def _destinations() -> Field:
    return Field("destinations", _("Destinations"), hint=_("With commas between them; empty for all."), longest=5000)


def _incident_choices() -> tuple[tuple[str, str, str], ...]:
    return tuple((each, str(INCIDENTS[each].word), "") for each in INCIDENT_STATUSES)


def _impacts() -> tuple[tuple[str, str, str], ...]:
    return tuple((each, str(IMPACT_WORDS[each]), "") for each in IMPACTS if each != "maintenance")


def _impact(text: str) -> Impact | None:
    return next((each for each in IMPACTS if each == text), None)
