"""Measures that hold together: a base series with its conditions, or a combination of measures that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upheld.agreements.agreement import Conditions, FeatureTraffic
from upheld.agreements.checks.fault import Fault, unknown_name
from upheld.agreements.conditions import (
    ALWAYS,
    STANDARD_FIELDS,
    All,
    Condition,
    ConditionError,
    FieldType,
    parse_condition,
)
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.measure import Measure
from upheld.agreements.text import Path
from upheld.agreements.words import Unstated
from upheld.wording import say

DAY = 86_400
LONGEST = 31 * DAY
_TAKEN = frozenset({"at", "n", "first_at", "latency_us", "slice"})  # columns that measuring itself makes


def parsed_conditions(terms: AgreementText, faults: list[Fault]) -> dict[str, Conditions]:
    """The parsed conditions of every base measure; those that cannot be read become faults."""
    faults.extend(_taken(terms))
    reader = _Reader(dict(terms.fields), faults)
    services = {
        name: reader.read(service.match, ("services", name, "match")) for name, service in terms.services.items()
    }
    features = {name: tuple(reader.features(terms, name)) for name in terms.services}
    made: dict[str, Conditions] = {}
    for name, measure in terms.measures.items():
        path: Path = ("measures", name)
        of_service = services.get(measure.service or "", ALWAYS)
        made[name] = Conditions(
            where=All((of_service, reader.read(measure.where, (*path, "where")))),
            valid=reader.read(measure.valid, (*path, "valid")),
            bad=reader.read(measure.bad, (*path, "bad")),
            features=features.get(measure.service or "", ()),
        )
    return made


def _taken(terms: AgreementText) -> Iterator[Fault]:
    """Declared fields whose names mean something already."""
    for name, kind in terms.fields.items():
        if name in _TAKEN or STANDARD_FIELDS.get(name, kind) != kind:
            mend = say("give the column another name in the mapping file")
            yield Fault(("fields", name), say("`{name}` has a meaning already", name=name), mend)


class _Reader:
    def __init__(self, fields: dict[str, FieldType], faults: list[Fault]) -> None:
        self.fields = fields
        self.faults = faults

    def read(self, text: str | None, path: Path) -> Condition:
        if text is None:
            return ALWAYS
        try:
            return parse_condition(text, self.fields)
        except ConditionError as error:
            self.faults.append(Fault(path, str(error), say("see the guide: conditions")))
            return ALWAYS

    def features(self, terms: AgreementText, service: str) -> Iterator[FeatureTraffic]:
        for name, feature in terms.services[service].features.items():
            path: Path = ("services", service, "features", name)
            if any(stage.start.tzinfo is None for stage in feature.stages):
                self.faults.append(
                    Fault((*path, "stages"), say("an instant lacks its offset"), say("write 2026-10-01T00:00:00Z"))
                )
                continue
            stages = tuple((int(stage.start.timestamp()), stage.stage) for stage in feature.stages)
            if list(stages) != sorted(stages):
                self.faults.append(Fault((*path, "stages"), say("stages are not in the order of their instants")))
            yield FeatureTraffic(name, self.read(feature.match, (*path, "match")), stages, feature.clause_of("stages"))


def measure_faults(terms: AgreementText) -> Iterator[Fault]:
    """Faults of every measure: what it lacks, what it names that does not exist, and circles of combinations."""
    for name, measure in terms.measures.items():
        path: Path = ("measures", name)
        yield from _shape(measure, path)
        yield from _slice(measure, path)
        yield from _grouping(measure, {**STANDARD_FIELDS, **terms.fields}, path)
        yield from _lengths(measure, path)
        if measure.service is not None:
            yield from unknown_name((*path, "service"), "service", measure.service, terms.services)
            yield from _uncovered(terms, measure.service, path)
        for index, part in enumerate(measure.of):
            yield from unknown_name((*path, "of", index), "measure", part, terms.measures)
    yield from _circles(terms)


def _uncovered(terms: AgreementText, service: str, path: Path) -> Iterator[Fault]:
    known = terms.services.get(service)
    if known is not None and not known.covered:
        yield Fault(
            (*path, "service"),
            say("the service `{service}` is not covered by the agreement", service=service),
            say("measure a covered service"),
        )


def _shape(measure: Measure, path: Path) -> Iterator[Fault]:
    if bool(measure.series) == bool(measure.of):
        yield Fault(
            path, say("a measure has either a `series` or is a combination `of` others"), say("keep one of the two")
        )
    elif measure.of:
        yield from _combination(measure, path)
    else:
        yield from _base(measure, path)


def _combination(measure: Measure, path: Path) -> Iterator[Fault]:
    if measure.combine is None:
        yield Fault(
            path, say("`combine` is required"), say("say `combine: {way: any}`, `all`, `at least` or `weighted`")
        )
    for name in ("valid", "bad", "down", "members", "retries", "where"):
        if getattr(measure, name) is not None:
            yield Fault(
                (*path, name),
                say("`{name}` belongs to the measures that are combined, not to the combination", name=name),
            )
    if measure.no_traffic in {"up", "down"}:
        mend = say("say it in the measures that are combined; here only `unknown and out` or `unknown and in`")
        yield Fault((*path, "no_traffic"), say("a combination has no traffic of its own"), mend)
    yield from _no_ratio(measure, path, say("a combination"))
    yield from _way(measure, path)


def _base(measure: Measure, path: Path) -> Iterator[Fault]:
    wanted = ("valid", "bad") if measure.series == "requests" else ()
    for name in wanted:
        if getattr(measure, name) is None:
            yield Fault(
                path,
                say("`{name}` is required for requests", name=name),
                say("write a condition, e.g. `{name}: status >= 500`", name=name),
            )
    yield from _rule(measure, path)
    if measure.members is None and measure.combine is not None:
        yield Fault(
            (*path, "combine"),
            say("nothing is combined here"),
            say("name the field of `members`, or list measures under `of`"),
        )
    if measure.members is not None and measure.combine is None:
        yield Fault((*path, "members"), say("`combine` is required with members"), say("e.g. `combine: {way: any}`"))
    yield from _way(measure, path)


def _rule(measure: Measure, path: Path) -> Iterator[Fault]:
    """A rule for downtime that fits the series, or a ratio where requests are counted as one."""
    if measure.down is None and measure.value == "time":
        yield Fault(
            path, say("`down` is required: when is a slice down?"), say("e.g. `down: {error_share: {over: 5%}}`")
        )
    if measure.series == "states":
        yield from _no_ratio(measure, path, say("a history of states"))
    if measure.members is not None:
        yield from _no_ratio(measure, path, say("a measure with members"))
    if measure.down is not None and getattr(measure.down.terms, "of_states", False) != (measure.series == "states"):
        what = say(
            "the rule `{down}` cannot be used for a series of {series}", down=measure.down.name, series=measure.series
        )
        yield Fault((*path, "down"), what, say("use `state` for states, and the other rules for requests and probes"))


def _lengths(measure: Measure, path: Path) -> Iterator[Fault]:
    """Lengths of time on the clock that measuring can look across."""
    outage, retries = measure.minimum_outage, measure.retries
    named = [((*path, "minimum_outage", "length"), outage.length)] if outage else []
    named += [((*path, "retries", "within"), retries.within)] if retries and retries.within else []
    for where, length in named:
        if length.seconds is None or not 0 < length.seconds <= LONGEST:
            yield Fault(
                where,
                say("{length} cannot be looked across", length=length),
                say("write seconds to days, at most 31 days"),
            )
    slice_seconds = 60 if isinstance(measure.slice, Unstated) else measure.slice.seconds or 60
    for name in ("opens_after", "closes_after"):
        if getattr(measure, name) * slice_seconds > LONGEST:
            what = say("{number} slices in a row are longer than 31 days", number=getattr(measure, name))
            yield Fault((*path, name), what, say("name fewer slices"))


def _grouping(measure: Measure, fields: Mapping[str, FieldType], path: Path) -> Iterator[Fault]:
    """Fields whose values tell members apart, or retries."""
    known = [name for name, kind in fields.items() if kind in {"text", "integer"}]
    if measure.members is not None:
        yield from unknown_name((*path, "members"), "field", measure.members, known)
    for index, name in enumerate(measure.retries.recognised_by if measure.retries else ()):
        yield from unknown_name((*path, "retries", "recognised_by", index), "field", name, known)


def _no_ratio(measure: Measure, path: Path, kind: str) -> Iterator[Fault]:
    """Shares of requests are taken where requests are counted as one."""
    if isinstance(measure.value, str) and measure.value != "time":
        what = say(
            "a {value} is a share of requests, and {kind} has only time that was down", value=measure.value, kind=kind
        )
        yield Fault((*path, "value"), what, say("write `value: time`, or judge each part by a commitment of its own"))


def _way(measure: Measure, path: Path) -> Iterator[Fault]:
    combine = measure.combine
    if combine is None:
        return
    needs = {"at least": "count", "weighted": "share"}.get(combine.way)
    if needs and getattr(combine, needs) is None:
        yield Fault((*path, "combine"), say("`{way}` needs `{needs}`", way=combine.way, needs=needs))
    if measure.of and combine.count is not None and combine.count > len(measure.of):
        yield Fault((*path, "combine", "count"), say("only {of} measures are combined", of=len(measure.of)))
    if combine.way == "weighted" and not combine.weights:
        yield Fault((*path, "combine"), say("`weighted` needs the `weights` of its members"))
    if combine.way == "weighted":
        yield from _weights(measure, (*path, "combine", "weights"))
    if combine.share is not None and not 0 < combine.share.value <= 1:
        yield Fault(
            (*path, "combine", "share"), say("a share of {share} is not between 0% and 100%", share=combine.share)
        )
    if any(weight <= 0 for weight in combine.weights.values()):
        yield Fault((*path, "combine", "weights"), say("a weight must be above zero"))


def _weights(measure: Measure, path: Path) -> Iterator[Fault]:
    """Every measure or member that is named has a weight, and every weight belongs to a measure that is combined."""
    weights = measure.combine.weights if measure.combine else {}
    for name in weights if measure.of else ():
        yield from unknown_name((*path, name), say("measure that is combined here"), name, measure.of)
    for name in (*measure.of, *measure.expected) if weights else ():
        if name not in weights:
            yield Fault(
                path,
                say("`{name}` has no weight", name=name),
                say("add `{name}: 1`, or whatever weight was agreed", name=name),
            )


def _slice(measure: Measure, path: Path) -> Iterator[Fault]:
    if isinstance(measure.slice, Unstated):
        return
    seconds = measure.slice.seconds
    if seconds is None or not 1 <= seconds <= DAY or DAY % seconds:
        yield Fault(
            (*path, "slice"),
            say("a slice of {slice} does not divide a day", slice=measure.slice),
            say("use 1 second to 1 day, e.g. `1 minute`"),
        )


def _circles(terms: AgreementText) -> Iterator[Fault]:
    for name in terms.measures:
        if name in _reached(terms, terms.measures[name].of, frozenset()):
            yield Fault(("measures", name, "of"), say("`{name}` is combined of itself", name=name))


def _reached(terms: AgreementText, names: tuple[str, ...], seen: frozenset[str]) -> frozenset[str]:
    for name in names:
        if name not in seen and name in terms.measures:
            seen = _reached(terms, terms.measures[name].of, seen | {name})
    return seen
