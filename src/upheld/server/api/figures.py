"""Operations on measured figures: periods, days, promises that run, and the looks that they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Literal, TypeVar

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, ConfigDict, Field

from upheld.problems import Place, Problem, Refused
from upheld.server.access.actor import Actor
from upheld.server.access.scope import EVERYTHING, within
from upheld.server.accounts.models import Account
from upheld.server.api.accounts import account_named
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.replies import Reply
from upheld.server.api.times import Day
from upheld.server.contracts.reading import published_to
from upheld.server.contracts.stored import versions_of
from upheld.server.figures import reading
from upheld.server.figures.models import Measurement
from upheld.server.figures.telemetry import set_source, source_of
from upheld.server.figures.values import DayFigure, MeasuredService, PeriodFigure, Promise
from upheld.server.jobs.queue import add
from upheld.server.present import present
from upheld.timeline.instants import epoch_seconds, instant_text

figures = Operations("figures")
Kind = TypeVar("Kind")
AccountQuery = Annotated[str, Query(max_length=64)]
AgreementQuery = Annotated[str, Query(max_length=64)]
LONGEST = dt.timedelta(days=400)
AgreementName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class ServiceRecord(BaseModel):
    """Something that is measured; `parts` are the keys of what it is combined of."""

    key: str
    agreement: str
    measure: str
    title: str
    service: str
    commitment: str
    parts: list[str]


class ServiceList(BaseModel):
    """Everything that published agreements measure."""

    items: list[ServiceRecord]


class FigureRecord(BaseModel):
    """A judged period; `account` is null for the whole service, `uptime` is exact (`744/745`), null where unknown."""

    id: int | None
    agreement: str
    version: str
    account: str | None
    commitment: str
    title: str
    service: str
    period: str
    zone: str
    start: str
    end: str
    judged_until: str
    over: bool
    uptime: str | None
    words: str
    without_exclusions: str
    target: str
    promise: str
    verdict: Literal["kept", "missed", "unknown"]
    sentence: str
    down_seconds: int
    excluded_seconds: int
    unknown_seconds: int
    allowed_seconds: int | None
    owed: str
    measured_at: str
    statement: int | None
    supersedes: int | None


class FigureList(BaseModel):
    """Judged periods, the latest first."""

    items: list[FigureRecord]


class StretchRecord(BaseModel):
    """Time from one instant up to, and not including, another."""

    start: str
    end: str


class DayRecord(BaseModel):
    """A measured day of the agreement's zone: its seconds of each kind, and when it was down."""

    date: dt.date
    zone: str
    up: int
    down: int
    excluded: int
    unknown: int
    level: str
    words: str
    downtime: list[StretchRecord]
    measured_at: str


class DayList(BaseModel):
    """Measured days, in order; one that is missing was not measured."""

    service: str
    items: list[DayRecord]


class PromiseRecord(BaseModel):
    """A promise that runs: what its whole period allows, and what is left of that (null where it counts no time)."""

    figure: FigureRecord
    allowed_seconds: int | None
    left_seconds: int | None
    used: str | None
    down_since: str | None
    at_risk: bool


class PromiseList(BaseModel):
    """Promises that run, the closest to a breach first."""

    items: list[PromiseRecord]


class FaultRecord(BaseModel):
    """What could not be measured, and why."""

    field: str
    what: str
    help: str


class MeasurementRecord(BaseModel):
    """The latest look at a period of an agreement; `period` is empty for all those that run."""

    agreement: str
    period: str
    measured_at: str
    problems: list[FaultRecord]


class MeasurementList(BaseModel):
    """The latest looks."""

    items: list[MeasurementRecord]


class MeasurementBody(BaseModel):
    """What is to be measured anew: an agreement, and a `period` that is over; without one, all recent periods."""

    model_config = ConfigDict(extra="forbid")

    agreement: AgreementName
    period: Annotated[str, Field(max_length=40)] = ""


class QueuedRecord(BaseModel):
    """It is done as soon as a worker is free."""

    queued: Literal[True] = True


class SourceBody(BaseModel):
    """From which telemetry an agreement is measured: the name of a store in the data directory."""

    model_config = ConfigDict(extra="forbid")

    agreement: AgreementName
    source: AgreementName


@figures.get("/services", Operation("figure.read", ServiceList))
def list_services(request: HttpRequest, agreement: AgreementQuery = "") -> Reply:
    """What is measured, as a tree: a combination before its parts; to customers that of their own agreements."""
    own = set(published_to(actor_in(request)).values_list("agreement", flat=True))
    return Reply(ServiceList(items=[_service(each) for each in reading.services(agreement) if each.agreement in own]))


@figures.get("/figures", Operation("figure.read", FigureList))
def list_figures(request: HttpRequest, account: AccountQuery = "", agreement: AgreementQuery = "") -> Reply:
    """The judged periods of an account; without one, of the whole service, to customers of their own account."""
    whose = _account(account, actor_in(request))
    return Reply(
        FigureList(items=[figure_record(each) for each in _of(whose, lambda: reading.months_of(whose, agreement))])
    )


@figures.get("/days", Operation("figure.read", DayList))
def list_days(
    request: HttpRequest,
    service: Annotated[str, Query(max_length=200)],
    first: Day,
    last: Day,
    account: AccountQuery = "",
) -> Reply:
    """The measured days of a service (by its key) for an account; without one, of the whole service."""
    if not dt.timedelta() <= last - first <= LONGEST:
        raise Refused([Problem(Place("request"), "query.last", f"at most {LONGEST.days} days from `first`")])
    whose = _account(account, actor_in(request))
    found = _of(whose, lambda: reading.days_of(whose, service, first, last))
    return Reply(DayList(service=service, items=[_day(each) for each in found]))


@figures.get("/promises", Operation("figure.read", PromiseList))
def list_promises(request: HttpRequest, account: AccountQuery = "") -> Reply:
    """Every promise to an account that runs now, the closest to a breach first; without one, to all of them."""
    whose = _account(account, actor_in(request))
    return Reply(PromiseList(items=[_promise(each) for each in reading.current_promises(whose)]))


@figures.get("/measurements", Operation("operations.read", MeasurementList))
def list_measurements(request: HttpRequest) -> Reply:  # noqa: ARG001 - likewise
    """The latest look at each period, with what could not be measured."""
    rows = Measurement.objects.order_by("agreement", "label")
    return Reply(MeasurementList(items=[_measurement(row) for row in rows]))


@figures.post("/measurements", Operation("figure.write", QueuedRecord, HTTPStatus.ACCEPTED))
def measure_anew(request: HttpRequest, body: MeasurementBody) -> Reply:  # noqa: ARG001 - likewise
    """Have an agreement measured as soon as a worker is free."""
    _published(body.agreement)
    add(
        "figures.measure_one",
        present(),
        key=f"{body.agreement}/{body.period}",
        agreement=body.agreement,
        label=body.period,
    )
    return Reply(QueuedRecord(), HTTPStatus.ACCEPTED)


@figures.post("/telemetry-sources", Operation("figure.write", SourceBody, HTTPStatus.CREATED))
def set_telemetry_source(request: HttpRequest, body: SourceBody) -> Reply:
    """Have an agreement measured from a store of another name than its own, such as one that several share."""
    _published(body.agreement)
    set_source(body.agreement, body.source, actor_in(request), present())
    return Reply(SourceBody(agreement=body.agreement, source=source_of(body.agreement)), HTTPStatus.CREATED)


def figure_record(each: PeriodFigure) -> FigureRecord:
    """A judged period as it is told."""
    return FigureRecord(
        id=each.id, agreement=each.agreement, version=each.version, account=each.account, commitment=each.commitment,
        title=each.title, service=f"{each.agreement}/{each.measure}", period=each.label, zone=each.zone,
        start=instant_text(each.start), end=instant_text(each.end), judged_until=instant_text(each.until),
        over=each.over, uptime=None if each.uptime is None else str(each.uptime), words=each.words,
        without_exclusions=each.without_exclusions, target=str(each.target), promise=each.promise,
        verdict=each.verdict, sentence=each.sentence, down_seconds=each.down_seconds,
        excluded_seconds=each.excluded_seconds, unknown_seconds=each.unknown_seconds,
        allowed_seconds=each.allowed_seconds, owed=each.owed,
        measured_at=instant_text(epoch_seconds(each.measured_at)), statement=each.statement,
        supersedes=each.supersedes,
    )  # fmt: skip


def _service(each: MeasuredService) -> ServiceRecord:
    return ServiceRecord(
        key=each.key, agreement=each.agreement, measure=each.measure, title=each.title, service=each.service,
        commitment=each.commitment, parts=list(each.parts),
    )  # fmt: skip


def _day(each: DayFigure) -> DayRecord:
    return DayRecord(
        date=each.date, zone=each.zone, up=each.up, down=each.down, excluded=each.excluded, unknown=each.unknown,
        level=each.bar.level, words=each.bar.words,
        downtime=[StretchRecord(start=instant_text(s.start), end=instant_text(s.end)) for s in each.downtime],
        measured_at=instant_text(epoch_seconds(each.measured_at)),
    )  # fmt: skip


def _promise(each: Promise) -> PromiseRecord:
    return PromiseRecord(
        figure=figure_record(each.figure), allowed_seconds=each.allowed_seconds, left_seconds=each.left_seconds,
        used=None if each.used is None else str(each.used),
        down_since=None if each.down_since is None else instant_text(each.down_since), at_risk=each.at_risk,
    )  # fmt: skip


def _measurement(row: Measurement) -> MeasurementRecord:
    return MeasurementRecord(
        agreement=row.agreement, period=row.label, measured_at=instant_text(epoch_seconds(row.measured_at)),
        problems=[FaultRecord.model_validate(each) for each in row.problems],
    )  # fmt: skip


def _account(named: str, actor: Actor) -> Account | None:
    """The account that is asked for; on a customer's side its own, where none is named."""
    if named:
        return account_named(named, actor)
    return None if actor.account is None else Account.objects.get(pk=actor.account)


def _of(whose: Account | None, read: Callable[[], tuple[Kind, ...]]) -> tuple[Kind, ...]:
    """What is read; of the whole service beyond the wall, since its figures belong to no account."""
    if whose is not None:
        return read()
    with within(EVERYTHING):
        return read()


def _published(agreement: str) -> None:
    if not versions_of(agreement):
        what = f"no version of `{agreement}` is published"
        raise Refused([Problem(Place("request"), "agreement", what, code="no agreement")])
