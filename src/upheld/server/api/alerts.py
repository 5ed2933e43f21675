"""The door for alerts: what Prometheus Alertmanager sends to a webhook, in its version 4.

Source of the form: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from django.http import HttpRequest
from pydantic import BaseModel, Field

from upheld.problems import Refused
from upheld.server.api.calling import actor_in
from upheld.server.api.operations import Operation, Operations
from upheld.server.api.replies import ApiProblem, Fault, Reply, faults_of
from upheld.server.figures.alerts import Alert, Taken, take
from upheld.server.installed import installation
from upheld.server.present import present

alerts = Operations("alerts")
Label = Annotated[str, Field(max_length=5_000)]
Labels = Annotated[dict[Annotated[str, Field(max_length=200)], Label], Field(max_length=200)]


class AlertBody(BaseModel):
    """One alert of the message."""

    status: Literal["firing", "resolved"]
    labels: Labels
    annotations: Labels = Field(default_factory=dict)
    startsAt: Annotated[str, Field(min_length=1, max_length=40)]  # noqa: N815 - as Alertmanager names it
    fingerprint: Annotated[str, Field(min_length=1, max_length=64)]
    generatorURL: Annotated[str, Field(max_length=5_000)] = ""  # noqa: N815 - likewise


class AlertsBody(BaseModel):
    """A message of Alertmanager; what it says beside its alerts is not looked at."""

    version: Literal["4"]
    alerts: Annotated[list[AlertBody], Field(max_length=1_000)]


class TakenRecord(BaseModel):
    """What was done about an alert: a ticket `opened`, a note `added` to it, nothing new (`known`), or `refused`."""

    fingerprint: str
    did: Literal["opened", "added", "known", "refused"]
    ticket: int | None
    problems: list[Fault]


class TakenList(BaseModel):
    """What was done about each alert, in order."""

    alerts: list[TakenRecord]


@alerts.post("/alerts", Operation("ticket.open", TakenList))
def take_alerts(request: HttpRequest, body: AlertsBody) -> Reply:
    """Open a ticket for every alert that fires, once; note in it that it fires again, or no more."""
    actor = actor_in(request)
    if not actor.of_provider:
        raise ApiProblem(HTTPStatus.FORBIDDEN, "monitoring is on the provider's side; open a ticket instead")
    told = [
        Alert(
            each.status == "firing", each.labels, each.annotations, each.startsAt, each.fingerprint, each.generatorURL
        )
        for each in body.alerts
    ]
    found = take(told, installation().alerts, actor, present())
    if found and all(each.did == "refused" for each in found):
        # Nothing was taken: whoever sends them should see a refusal in their own log.
        raise Refused(tuple(dict.fromkeys(problem for each in found for problem in each.problems)))
    return Reply(TakenList(alerts=[_record(each) for each in found]))


def _record(each: Taken) -> TakenRecord:
    return TakenRecord(
        fingerprint=each.fingerprint, did=each.did, ticket=each.ticket, problems=faults_of(each.problems)
    )
