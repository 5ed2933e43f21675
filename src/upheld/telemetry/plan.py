"""From a mapping and the fields that a source really has to a plan: which field becomes which column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from upheld.problems import Place, Problem
from upheld.telemetry import mapping as terms
from upheld.telemetry.fields import ACCOUNT, LATENCY_POWERS, REQUEST_LINE
from upheld.telemetry.shapes import Shape
from upheld.telemetry.times import TimeReading


@dataclass(frozen=True, slots=True)
class Seen:
    """The fields that a source has, and whether one that was not seen may still come (as in JSON lines)."""

    name: str
    fields: tuple[str, ...]
    open: bool = False
    has: Callable[[str], bool] | None = None

    def lacks(self, field: str) -> bool:
        """True where the source does not have the field."""
        return not (self.has(field) if self.has else field in self.fields)


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes what: `columns` maps our name to the source's field, `extra` and `constants` add columns."""

    series: terms.Series
    time_field: str
    time: TimeReading
    account: terms.AccountField
    columns: Mapping[str, str]
    extra: Mapping[str, terms.ExtraField]
    constants: Mapping[str, str]
    count: str | None
    states: terms.StateWords
    routes: tuple[str, ...]
    null_words: tuple[str, ...]

    @property
    def used(self) -> tuple[str, ...]:
        """The fields of the source that are read, each once."""
        named = [self.time_field, self.account.field, self.count, *self.columns.values()]
        named.extend(extra.field for extra in self.extra.values())
        return tuple(dict.fromkeys(field for field in named if field is not None))


def resolve(mapping: terms.Mapping, shape: Shape, seen: Seen) -> tuple[Plan | None, tuple[Problem, ...]]:
    """The plan for one source, or every reason why there is none."""
    problems = tuple(_problems(mapping, shape, seen))
    time = _time(mapping, shape, seen)
    if problems or time is None:
        return None, problems
    plan = Plan(
        series=mapping.series,
        time_field=time.field,
        time=TimeReading(time.format or "iso", time.zone, time.twice),
        account=_account(mapping, seen),
        columns=_columns(mapping, shape, seen),
        extra=mapping.extra,
        constants=mapping.constants,
        count=mapping.count,
        states=mapping.states,
        routes=mapping.routes,
        null_words=shape.null_words if mapping.null_words is None else mapping.null_words,
    )
    return plan, tuple(_missing_state(plan, seen))


def narrowed(plan: Plan, wanted: Collection[str] | None) -> Plan:
    """The plan without the fields that nobody asks for."""
    if wanted is None:
        return plan
    asked = {*wanted, *(LATENCY_POWERS if "latency_us" in wanted else ())}
    asked |= {REQUEST_LINE} if asked & {"method", "route"} else set()
    columns = {name: field for name, field in plan.columns.items() if name in asked}
    extra = {name: field for name, field in plan.extra.items() if name in asked}
    constants = {name: word for name, word in plan.constants.items() if name in asked}
    return replace(plan, columns=columns, extra=extra, constants=constants)


def _time(mapping: terms.Mapping, shape: Shape, seen: Seen) -> terms.TimeField | None:
    """The time as the mapping has it; what it leaves open is as logs of this shape write it, else ISO 8601."""
    if mapping.time:
        usual = dict(shape.times).get(mapping.time.field, "iso")
        return mapping.time.model_copy(update={"format": mapping.time.format or usual})
    known = ((field, form) for field, form in shape.times if not seen.lacks(field))
    return next((terms.TimeField(field=field, format=form) for field, form in known), None)


def _account(mapping: terms.Mapping, seen: Seen) -> terms.AccountField:
    """Whose the rows are: as the mapping says, else by a field that goes by our own name, else everybody's."""
    if mapping.account is not None:
        return mapping.account
    taken = {*mapping.fields.values(), *(extra.field for extra in mapping.extra.values()), mapping.count}
    if ACCOUNT in taken or seen.lacks(ACCOUNT):
        return terms.AccountField(constant="all")
    return terms.AccountField(field=ACCOUNT)


def _columns(mapping: terms.Mapping, shape: Shape, seen: Seen) -> dict[str, str]:
    """The fields of the mapping, then those that go by their usual names and are not spoken for."""
    chosen: dict[str, str] = {name: field for name, field in mapping.fields.items()}  # noqa: C416 - widens the type
    taken = {*chosen.values(), *(extra.field for extra in mapping.extra.values()), mapping.count}
    taken |= {
        mapping.account.field if mapping.account else None,
        mapping.time.field if mapping.time else None,
    }
    for name, candidates in shape.fields.items():
        if (
            name in chosen
            or name in mapping.constants
            or (name in LATENCY_POWERS and set(chosen) & set(LATENCY_POWERS))
        ):
            continue
        usual = next((field for field in candidates if field not in taken and not seen.lacks(field)), None)
        if usual is not None:
            chosen[name] = usual
    if {"method", "route"} <= set(chosen):
        chosen.pop(REQUEST_LINE, None)
    return chosen


def _problems(mapping: terms.Mapping, shape: Shape, seen: Seen) -> Iterator[Problem]:
    named = {f"fields.{name}": field for name, field in mapping.fields.items()}
    named |= {f"extra.{name}": extra.field for name, extra in mapping.extra.items()}
    if mapping.account and mapping.account.field:
        named["account"] = mapping.account.field
    if mapping.count:
        named["count"] = mapping.count
    if not seen.open:
        yield from (_lacking(seen, term, field) for term, field in named.items() if seen.lacks(field))
    if mapping.time and seen.lacks(mapping.time.field):
        yield _lacking(seen, "time", mapping.time.field)
    if not mapping.time and not _time(mapping, shape, seen):
        what = f"which field is the time? the source has: {_listed(seen.fields)}"
        yield Problem(Place(seen.name), "time", what, "say it in a mapping file: `time: {field: ..., format: iso}`")


def _missing_state(plan: Plan, seen: Seen) -> Iterator[Problem]:
    if plan.series == "states" and "state" not in plan.columns:
        what = f"which field is the state? the source has: {_listed(seen.fields)}"
        yield Problem(Place(seen.name), "fields.state", what, "say it in the mapping file: `fields: {state: ...}`")


def _lacking(seen: Seen, term: str, field: str) -> Problem:
    near = get_close_matches(field, seen.fields, 1)
    mend = f"did you mean `{near[0]}`?" if near else f"it has: {_listed(seen.fields)}"
    return Problem(Place(seen.name), term, f"the source has no field `{field}`", mend)


def _listed(fields: tuple[str, ...]) -> str:
    return ", ".join(fields[:20]) + (" ..." if len(fields) > 20 else "") if fields else "no fields that can be named"
