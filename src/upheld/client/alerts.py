"""Operations on alerts, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from upheld.client.answer import Answer
from upheld.client.line import Change, Line


class AlertBody(Answer):
    """One alert of the message."""

    status: str
    labels: Mapping[str, str]
    startsAt: str
    fingerprint: str
    annotations: Mapping[str, str] | None = None
    generatorURL: str = ""


class Fault(Answer):
    """One thing that is wrong with a request, or that the agreement refuses, with the clause where there is one.

    `place` is where it stands in a text that was sent (`desk.yaml:12:3`); empty where the request has no lines.
    """

    field: str
    what: str
    place: str = ""
    help: str = ""
    code: str = ""
    clause: str = ""


class TakenRecord(Answer):
    """What was done about an alert: a ticket `opened`, a note `added` to it, nothing new (`known`), or `refused`."""

    fingerprint: str
    did: str
    ticket: int | None
    problems: tuple[Fault, ...]


class TakenList(Answer):
    """What was done about each alert, in order."""

    alerts: tuple[TakenRecord, ...]


class Alerts:
    """Operations on alerts, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def take_alerts(
        self, *, version: Literal["4"], alerts: Sequence[AlertBody], idempotency_key: str = ""
    ) -> TakenList:
        """Open a ticket for every alert that fires, once; note in it that it fires again, or no more."""
        return self._line.changed(
            Change("POST", "/alerts", body={"version": version, "alerts": alerts}, idempotency_key=idempotency_key),
            TakenList,
        )
