"""Measure an agreement against telemetry from files or a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.agreements.agreement import Agreement
from upheld.agreements.conditions import fields_of
from upheld.agreements.reading import for_account
from upheld.agreements.versions import Versions
from upheld.agreements.words import Unstated
from upheld.availability.answers import LONGEST_REACH, Sources, padded
from upheld.availability.measuring import Request, judge
from upheld.availability.needs import base_measures
from upheld.availability.result import Judgement
from upheld.availability.run import Judged, OwnTerms, Run, hearings, judgements, requests_of, unknown_to_all
from upheld.availability.why import Why, why
from upheld.availability.written_instants import InstantError, written_instant
from upheld.library.inputs import mapping_in
from upheld.library.loading import file_source, load_versions, text_of
from upheld.problems import Place, Problem, Refused
from upheld.rules import rule_modules
from upheld.telemetry.files import Options, read
from upheld.telemetry.limits import Limits
from upheld.telemetry.mapping import Mapping, Series
from upheld.telemetry.reading import Reading
from upheld.telemetry.refusals import unread
from upheld.telemetry.scanning import Unreadable
from upheld.telemetry.slicing.documented import DocumentedRoutes, documented_routes
from upheld.telemetry.slicing.engine import POOLED, Slices
from upheld.telemetry.slicing.question import OtherKindError, TooLargeError, UnknownFieldError
from upheld.timeline.days import DAY
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.zones import tzdata_version

if TYPE_CHECKING:
    from upheld.rules.record import Record
    from upheld.telemetry.bad import BadLines
    from upheld.telemetry.progress import Listener
    from upheld.telemetry.reading import SourceFile

Agreements = str | Path | Agreement | Versions | Sequence[str | Path]
"""A file, a directory of versions, several of either, or what `load` or `load_versions` gave."""

SHOWN_FIELDS = ("method", "route", "status", "code", "latency_us", "host", "region", "member", "state")


@dataclass(frozen=True, slots=True)
class Asking:
    """What to measure and how.

    `period` is a label of the commitments' own periods, `2026-10` for a month. `accounts` None means every account, or
    every one in `among` where that is given (many at once are asked for quicker so than by name).
    `mapping` is the path of a mapping file. `now` (aware) defaults to the present; time after it is not judged. With
    `detail`, silence is looked for and failed requests are fetched as evidence. `own_terms` gives an agreement as it
    binds an account, and `text_of` the text of a file that it names: both from the files themselves unless said.
    """

    period: str
    accounts: tuple[str, ...] | None = None
    commitments: tuple[str, ...] = ()
    mapping: str | Path | None = None
    records: tuple[Record, ...] = ()
    now: datetime | None = None
    detail: bool = True
    quarantine: Path | None = None
    limits: Limits = field(default_factory=Limits)
    among: frozenset[str] | None = None
    own_terms: OwnTerms | None = None
    text_of: Callable[[str], str] = text_of


@dataclass(frozen=True, slots=True)
class Measurement:
    """Judged commitments, and what they rest on: the sources with their digests, bad lines, the time zone data."""

    judged: tuple[Judged, ...]
    agreement: Agreement
    sources: tuple[SourceFile, ...]
    rows: int
    bad: BadLines
    tzdata: str

    def __iter__(self) -> Iterator[Judgement]:
        """The judgements, account by account."""
        return (judged.judgement for judged in self.judged)


@dataclass(frozen=True, slots=True)
class Session:
    """Telemetry that is open, and what is asked of it."""

    run: Run
    requests: tuple[Request, ...]
    sources: Sources
    reading: Reading


@contextmanager
def opened(
    agreement: Agreements,
    sources: Sequence[str | Path],
    asking: Asking,
    progress: Listener | None = None,
) -> Iterator[Session]:
    """Match an agreement with telemetry and keep it open. Raises `upheld.Refused` with every problem found."""
    versions = versions_of(agreement)
    now = asking.now or datetime.now(UTC)  # noqa: TID251 - the core gets it from here
    run = Run(
        versions, asking.period, int(now.timestamp()), asking.own_terms or _own_terms, _accounts(versions, asking),
        asking.commitments, asking.records, asking.detail, asking.among,
    )  # fmt: skip
    requests, problems = requests_of(run)
    if problems:
        raise Refused(problems)
    with _reading(sources, asking, requests, (now, progress)) as reading:
        if misfits := tuple(dict.fromkeys(_misfits(requests, reading))):
            raise Refused(misfits)
        try:
            found = _sources((run, asking), requests, reading)
            if unknown := unknown_to_all(run, requests, found):
                raise Refused(unknown)
            yield Session(run, requests, found, reading)
        except UnknownFieldError as error:
            raise Refused(_missing_fields(error, reading)) from None
        except OtherKindError as error:
            raise Refused([_other_kind(error, reading)]) from None
        except Unreadable as fault:
            raise Refused([unread(fault, _first_source(reading).file)]) from None
        except TooLargeError:
            what = "the counts or latencies in it are too large to be added up exactly"
            raise Refused(
                [Problem(_first_source(reading), "", what, "look for slips in them; the mapping names the units")]
            ) from None


def measure(
    agreement: Agreements,
    sources: Sequence[str | Path],
    asking: Asking,
    progress: Listener | None = None,
) -> Measurement:
    """Judge every commitment of an agreement for a period. Raises `upheld.Refused` with every problem found.

    `agreement` is a file, a directory of versions, or what `load` gave; `sources` are files, globs, or one store.
    """
    with opened(agreement, sources, asking, progress) as session:
        made = tuple(judgements(session.run, session.requests, session.sources))
        reading = session.reading
        latest = session.run.versions.latest
        return Measurement(made, latest, reading.sources, reading.rows, reading.bad, tzdata_version())


def explain(agreement: Agreements, sources: Sequence[str | Path], asking: Asking, instant: str) -> tuple[Why, ...]:
    """Why the slice at an instant is what it is, for each commitment and account asked for.

    `instant` is ISO text; without an offset it is wall time in the contract's zone.
    """
    with opened(agreement, sources, asking) as session:
        return tuple(_whys(session, instant))


def _whys(session: Session, instant: str) -> Iterator[Why]:
    for one in hearings(session.run, session.requests, session.sources):
        second = _second_of(instant, one.request)
        judgement = judge(one.request, one.answers, session.sources, one.account)
        yield why(judgement, one.answers, session.sources, second)


def _second_of(text: str, request: Request) -> int:
    place = Place("--why")
    try:
        second = written_instant(text, request.period.zone)
    except InstantError as error:
        raise Refused([Problem(place, "", str(error), error.help)]) from None
    if not any(second in part.span for part in request.parts):
        what = f"{text} lies outside the period {request.period.label}, or no version promises this on that day"
        raise Refused([Problem(place, "", what, "name an instant that was judged")])
    return second


def versions_of(agreement: Agreements) -> Versions:
    """The versions behind whatever names an agreement. Raises `upheld.Refused` with every problem found."""
    if isinstance(agreement, Versions):
        return agreement
    if isinstance(agreement, Agreement):
        return Versions.of([agreement])
    return load_versions(*([agreement] if isinstance(agreement, str | Path) else agreement))


def _own_terms(agreement: Agreement, account: str) -> Agreement:
    own, problems = for_account(agreement, account, file_source())
    if problems:
        raise Refused(problems)
    return own


def _accounts(versions: Versions, asking: Asking) -> tuple[str, ...] | None:
    if versions.latest.text.applies_to != "all accounts":
        return asking.accounts
    if asking.accounts not in {None, (POOLED,)}:
        what = "the agreement applies to all accounts as one; no single account can be judged"
        mend = "leave `--account` away, or write `applies_to: each account`"
        raise Refused([Problem(Place("--account"), "", what, mend)])
    return (POOLED,)


def _sources(asked: tuple[Run, Asking], requests: Sequence[Request], reading: Reading) -> Sources:
    run, asking = asked
    pooled = run.versions.latest.text.applies_to == "all accounts"
    documented = _documented(requests, asking.text_of)
    slices = Slices(reading.connection, reading.relation, reading.fields, pooled=pooled, documented=documented)
    return Sources(slices, slices, rule_modules("downtime"))


def _reading(
    sources: Sequence[str | Path], asking: Asking, requests: Sequence[Request], at: tuple[datetime, Listener | None]
) -> Reading:
    now, progress = at
    options = Options(_wanted(requests, asking), asking.quarantine, progress, _time_needed(requests))
    mapping = mapping_in(asking.mapping) or Mapping(series=_series(requests))
    reading = read(sources, mapping, now=now, limits=asking.limits, options=options)
    if not isinstance(reading, Reading):
        raise Refused(reading)
    return reading


def _series(requests: Sequence[Request]) -> Series:
    """The base series of the first measure: what the telemetry is taken for where no mapping file says it."""
    return next(
        (found for agreement, name in _bases(requests) if (found := agreement.text.measures[name].series)), "requests"
    )


def _time_needed(requests: Sequence[Request]) -> tuple[datetime, datetime]:
    """All time that any measure looks at: the periods, with room for outages and retries across their edges."""
    spans = [
        padded(
            part.agreement, part.agreement.text.commitments[request.commitment].measure, part.span, request.period.zone
        )
        for request in requests
        for part in request.parts
    ]
    room = LONGEST_REACH if _looks_further(requests) else DAY
    return (
        utc_from_seconds(min(span.start for span in spans) - room),
        utc_from_seconds(max(span.end for span in spans) + room),
    )


def _looks_further(requests: Sequence[Request]) -> bool:
    """Whether retries, or terms of single accounts, may look at more time than the measures themselves."""
    return any(
        agreement.text.measures[name].retries or any(own.terms for own in agreement.text.accounts.values())
        for agreement, name in _bases(requests)
    )


def _misfits(requests: Sequence[Request], reading: Reading) -> Iterator[Problem]:
    """Measures that this telemetry cannot serve: of another series, or finer than a store counts."""
    for agreement, name in _bases(requests):
        measure, path = agreement.text.measures[name], ("measures", name)
        if measure.series != reading.series:
            what = f"`{name}` is measured by {measure.series}; this telemetry holds {reading.series}"
            mend = (
                f"hand in {measure.series} (a mapping file says `series: {measure.series}`), or name other commitments"
            )
            yield Problem(agreement.place((*path, "series")), f"measures.{name}.series", what, mend)
        length = None if isinstance(measure.slice, Unstated) else measure.slice.seconds
        grain = reading.grain and int(reading.grain.total_seconds())
        if grain and measure.retries is not None:
            what = "retries are told request by request; this store counts them together"
            yield Problem(agreement.place(path), f"measures.{name}.retries", what, "ingest with `--grain exact`")
        elif grain and length and measure.series != "states" and (length % grain or 900 % grain):
            what = f"slices of {measure.slice} are finer than this store, which counts by {grain} s"
            yield Problem(agreement.place(path), f"measures.{name}.slice", what, "ingest with a finer `--grain`")


def _wanted(requests: Sequence[Request], asking: Asking) -> frozenset[str] | None:
    """The fields that the measures look at, and for evidence those that tell a request; None for all."""
    if any(own.terms for agreement, _ in _bases(requests) for own in agreement.text.accounts.values()):
        return None  # what was agreed with one account may look at other fields
    wanted: set[str] = set(SHOWN_FIELDS) if asking.detail else {"state"}
    for agreement, name in _bases(requests):
        measure, conditions = agreement.text.measures[name], agreement.conditions[name]
        wanted.update(*(fields_of(c) for c in (conditions.where, conditions.valid, conditions.bad)))
        wanted.update(*(fields_of(feature.match) for feature in conditions.features))
        wanted.update(
            [measure.members] if measure.members else (), measure.retries.recognised_by if measure.retries else ()
        )
        if measure.openapi:
            wanted.update(("method", "route"))
        if measure.down:
            wanted.update(getattr(measure.down.terms, "looks_at", ()))
    return frozenset("latency_us" if name == "latency_ms" else name for name in wanted)


def _bases(requests: Sequence[Request]) -> Iterator[tuple[Agreement, str]]:
    for request in requests:
        for part in request.parts:
            measure = part.agreement.text.commitments[request.commitment].measure
            yield from ((part.agreement, name) for name in base_measures(part.agreement, measure))


def _documented(requests: Sequence[Request], opened: Callable[[str], str]) -> DocumentedRoutes | None:
    """The documented routes of the OpenAPI file that the measures name, beside the agreement's own file."""
    named = {(agreement.included[0], agreement.text.measures[name].openapi) for agreement, name in _bases(requests)}
    files = sorted({str(Path(by).parent / file) for by, file in named if file})
    if len(files) > 1:
        raise Refused(
            [Problem(Place(files[1]), "openapi", "the measures name different OpenAPI files", "name one file")]
        )
    if not files:
        return None
    routes, problems = documented_routes(opened(files[0]), files[0])
    if routes is None:
        raise Refused(problems)
    return routes


def _first_source(reading: Reading) -> Place:
    return Place(reading.sources[0].name if reading.sources else "telemetry")


def _other_kind(error: OtherKindError, reading: Reading) -> Problem:
    what = f"the agreement takes `{error.field}` for {error.compared_as}, and the telemetry holds {error.held_as} in it"
    mend = f"say in the mapping file: `extra: {{{error.field}: {{field: ..., type: {error.compared_as}}}}}`"
    return Problem(_first_source(reading), error.field, what, mend)


def _missing_fields(error: UnknownFieldError, reading: Reading) -> list[Problem]:
    held = ", ".join(name for name in reading.fields if name not in {"at", "n"})
    return [
        Problem(
            _first_source(reading), name,
            f"the agreement looks at `{name}`, which the telemetry does not hold (it holds {held})",
            f"say in a mapping file which field is the {name}, or give it as a constant: `constants: {{{name}: ...}}`",
        )
        for name in error.fields
    ]  # fmt: skip
