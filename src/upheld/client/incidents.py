"""Operations on incidents, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part
from upheld.client.shared import PostRecord


class IncidentRecord(Answer):
    """An incident with its posts; `components` is the status that it gives to each, by code."""

    code: str
    title: str
    status: str
    impact: str
    components: Mapping[str, str]
    destinations: tuple[str, ...]
    started_at: datetime
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    tickets: tuple[int, ...]
    posts: tuple[PostRecord, ...]
    page: str


class ProposalRecord(Answer):
    """An incident that measurement proposes, and what became of the proposal."""

    id: int
    title: str
    component: str
    since: datetime
    evidence: Mapping[str, Any]
    status: str
    made_at: datetime
    decided_at: datetime | None
    because: str
    incident: str


class Incidents:
    """Operations on incidents, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_incidents(
        self, *, status: Literal["all", "open"] | None = None, page_size: int = 50
    ) -> Iterator[IncidentRecord]:
        """Incidents, the newest first."""
        return self._line.pages("/incidents", IncidentRecord, {"status": status}, page_size)

    def create_incident(
        self,
        *,
        title: str,
        body: str,
        status: Literal["investigating", "identified", "monitoring", "resolved", "postmortem"] | None = None,
        impact: Literal["none", "minor", "major", "critical", "maintenance"] | None = None,
        components: Mapping[
            str, Literal["operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"]
        ]
        | None = None,
        destinations: Sequence[str] | None = None,
        started_at: datetime | None = None,
        idempotency_key: str = "",
    ) -> IncidentRecord:
        """Open an incident with its first post."""
        return self._line.changed(
            Change(
                "POST",
                "/incidents",
                body={
                    "title": title,
                    "body": body,
                    "status": status,
                    "impact": impact,
                    "components": components,
                    "destinations": destinations,
                    "started_at": started_at,
                },
                idempotency_key=idempotency_key,
            ),
            IncidentRecord,
        )

    def get_incident(self, code: str) -> IncidentRecord:
        """One incident with its posts; its ETag is the number of the latest."""
        return self._line.read(f"/incidents/{part(code)}", IncidentRecord, {})

    def post_incident_update(
        self,
        code: str,
        *,
        body: str,
        status: Literal["investigating", "identified", "monitoring", "resolved", "postmortem", ""] | None = None,
        impact: Literal["none", "minor", "major", "critical", "maintenance"] | None = None,
        components: Mapping[
            str, Literal["operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"]
        ]
        | None = None,
        if_match: str = "",
        idempotency_key: str = "",
    ) -> IncidentRecord:
        """Post an update."""
        return self._line.changed(
            Change(
                "POST",
                f"/incidents/{part(code)}/updates",
                body={"body": body, "status": status, "impact": impact, "components": components},
                if_match=if_match,
                idempotency_key=idempotency_key,
            ),
            IncidentRecord,
        )

    def correct_incident_post(self, code: str, *, post: int, body: str, idempotency_key: str = "") -> IncidentRecord:
        """Correct a post: readers see the new words, and that they were corrected."""
        return self._line.changed(
            Change(
                "POST",
                f"/incidents/{part(code)}/corrections",
                body={"post": post, "body": body},
                idempotency_key=idempotency_key,
            ),
            IncidentRecord,
        )

    def link_incident_ticket(self, code: str, *, ticket: int, idempotency_key: str = "") -> IncidentRecord:
        """Note that a ticket is about an incident."""
        return self._line.changed(
            Change(
                "POST", f"/incidents/{part(code)}/tickets", body={"ticket": ticket}, idempotency_key=idempotency_key
            ),
            IncidentRecord,
        )

    def list_incident_proposals(
        self, *, status: Literal["open", "accepted", "dismissed"] | None = None
    ) -> tuple[ProposalRecord, ...]:
        """What measurement proposes, the newest first; at most 200."""
        return self._line.listed("/incident-proposals", ProposalRecord, {"status": status})

    def accept_incident_proposal(
        self,
        number: int,
        *,
        title: str,
        body: str,
        status: Literal["investigating", "identified", "monitoring", "resolved", "postmortem"] | None = None,
        impact: Literal["none", "minor", "major", "critical", "maintenance"] | None = None,
        components: Mapping[
            str, Literal["operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"]
        ]
        | None = None,
        destinations: Sequence[str] | None = None,
        started_at: datetime | None = None,
        idempotency_key: str = "",
    ) -> IncidentRecord:
        """Open the incident that somebody has written for a proposal; it began when measured, unless it says else."""
        return self._line.changed(
            Change(
                "POST",
                f"/incident-proposals/{part(number)}/accept",
                body={
                    "title": title,
                    "body": body,
                    "status": status,
                    "impact": impact,
                    "components": components,
                    "destinations": destinations,
                    "started_at": started_at,
                },
                idempotency_key=idempotency_key,
            ),
            IncidentRecord,
        )

    def dismiss_incident_proposal(self, number: int, *, because: str, idempotency_key: str = "") -> ProposalRecord:
        """Turn a proposal down, and say why."""
        return self._line.changed(
            Change(
                "POST",
                f"/incident-proposals/{part(number)}/dismiss",
                body={"because": because},
                idempotency_key=idempotency_key,
            ),
            ProposalRecord,
        )
