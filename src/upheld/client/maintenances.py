"""Operations on maintenances, and what they answer.

Written by `tools/api_client.py` out of the API's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from upheld.client.answer import Answer
from upheld.client.line import Change, Line, part
from upheld.client.shared import NoticeRecord, PostRecord


class ComponentRecord(Answer):
    """A component; `agreement`, `service` and `feature` say where it comes from, all empty for one of our own."""

    code: str
    name: str
    description: str
    group: str
    is_group: bool
    position: int
    visibility: str
    status: str
    agreement: str
    service: str
    feature: str
    retired_at: datetime | None


class MaintenanceRecord(Answer):
    """A maintenance: its window, of which sort it is, when it took place, and the notices that were given of it."""

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
    sort: str
    begins: datetime
    ends: datetime
    began: datetime | None
    ended: datetime | None
    announced_at: datetime | None
    short_because: str
    upstream: str
    upstream_told_at: datetime | None
    upstream_silent: bool
    cause: str
    begins_by_itself: bool
    ends_by_itself: bool
    remind_minutes: int | None
    notices: tuple[NoticeRecord, ...]


class Maintenances:
    """Operations on maintenances, each under its name in the description."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def list_maintenances(self, *, page_size: int = 50) -> Iterator[MaintenanceRecord]:
        """Maintenances, the newest first."""
        return self._line.pages("/maintenances", MaintenanceRecord, {}, page_size)

    def create_maintenance(
        self,
        *,
        title: str,
        body: str,
        begins: datetime,
        ends: datetime,
        begins_by_itself: bool | None = None,
        ends_by_itself: bool | None = None,
        remind_minutes: int | None = None,
        upstream: str | None = None,
        upstream_told_at: datetime | None = None,
        upstream_silent: bool | None = None,
        sort: Literal["planned", "unplanned", "upstream"] | None = None,
        components: Sequence[str] | None = None,
        destinations: Sequence[str] | None = None,
        cause: str | None = None,
        idempotency_key: str = "",
    ) -> MaintenanceRecord:
        """Schedule a maintenance. It is on the status page at once; accounts are told when it is announced."""
        return self._line.changed(
            Change(
                "POST",
                "/maintenances",
                body={
                    "begins_by_itself": begins_by_itself,
                    "ends_by_itself": ends_by_itself,
                    "remind_minutes": remind_minutes,
                    "upstream": upstream,
                    "upstream_told_at": upstream_told_at,
                    "upstream_silent": upstream_silent,
                    "title": title,
                    "body": body,
                    "begins": begins,
                    "ends": ends,
                    "sort": sort,
                    "components": components,
                    "destinations": destinations,
                    "cause": cause,
                },
                idempotency_key=idempotency_key,
            ),
            MaintenanceRecord,
        )

    def get_maintenance(self, code: str) -> MaintenanceRecord:
        """One maintenance with its posts and the notices given of it."""
        return self._line.read(f"/maintenances/{part(code)}", MaintenanceRecord, {})

    def announce_maintenance(
        self, code: str, *, because: str | None = None, idempotency_key: str = ""
    ) -> MaintenanceRecord:
        """Tell the accounts concerned by e-mail; refused with the clauses where it is too late and nobody says why."""
        return self._line.changed(
            Change(
                "POST",
                f"/maintenances/{part(code)}/announce",
                body={"because": because},
                idempotency_key=idempotency_key,
            ),
            MaintenanceRecord,
        )

    def progress_maintenance(
        self,
        code: str,
        *,
        status: Literal["in_progress", "verifying", "completed", "cancelled"],
        body: str,
        at: datetime | None = None,
        idempotency_key: str = "",
    ) -> MaintenanceRecord:
        """Say that it begins, is verified, is completed or called off; a completed one is recorded as an exclusion."""
        return self._line.changed(
            Change(
                "POST",
                f"/maintenances/{part(code)}/progress",
                body={"status": status, "body": body, "at": at},
                idempotency_key=idempotency_key,
            ),
            MaintenanceRecord,
        )

    def move_maintenance(
        self, code: str, *, begins: datetime, ends: datetime, body: str, idempotency_key: str = ""
    ) -> MaintenanceRecord:
        """Move the window of one that has not begun; it is to be announced again."""
        return self._line.changed(
            Change(
                "POST",
                f"/maintenances/{part(code)}/window",
                body={"begins": begins, "ends": ends, "body": body},
                idempotency_key=idempotency_key,
            ),
            MaintenanceRecord,
        )

    def set_maintenance_clock(
        self,
        code: str,
        *,
        begins_by_itself: bool | None = None,
        ends_by_itself: bool | None = None,
        remind_minutes: int | None = None,
        idempotency_key: str = "",
    ) -> MaintenanceRecord:
        """Say what one that is not over does by itself: begin, end, and remind of its beginning."""
        return self._line.changed(
            Change(
                "POST",
                f"/maintenances/{part(code)}/clock",
                body={
                    "begins_by_itself": begins_by_itself,
                    "ends_by_itself": ends_by_itself,
                    "remind_minutes": remind_minutes,
                },
                idempotency_key=idempotency_key,
            ),
            MaintenanceRecord,
        )

    def tell_maintenance_upstream(
        self,
        code: str,
        *,
        upstream: str | None = None,
        upstream_told_at: datetime | None = None,
        upstream_silent: bool | None = None,
        idempotency_key: str = "",
    ) -> MaintenanceRecord:
        """Put on record whether and when somebody upstream gave notice."""
        return self._line.changed(
            Change(
                "POST",
                f"/maintenances/{part(code)}/upstream",
                body={"upstream": upstream, "upstream_told_at": upstream_told_at, "upstream_silent": upstream_silent},
                idempotency_key=idempotency_key,
            ),
            MaintenanceRecord,
        )

    def post_maintenance_update(
        self, code: str, *, body: str, corrects: int | None = None, idempotency_key: str = ""
    ) -> MaintenanceRecord:
        """Post an update, or correct an earlier post."""
        return self._line.changed(
            Change(
                "POST",
                f"/maintenances/{part(code)}/updates",
                body={"body": body, "corrects": corrects},
                idempotency_key=idempotency_key,
            ),
            MaintenanceRecord,
        )

    def list_components(self) -> tuple[ComponentRecord, ...]:
        """Every component, in the order in which they are shown."""
        return self._line.listed("/components", ComponentRecord, {})

    def create_component(
        self,
        *,
        name: str | None = None,
        description: str | None = None,
        position: int | None = None,
        visibility: Literal["public", "customers", "hidden"] | None = None,
        group: str | None = None,
        is_group: bool | None = None,
        idempotency_key: str = "",
    ) -> ComponentRecord:
        """Add a component that no agreement names."""
        return self._line.changed(
            Change(
                "POST",
                "/components",
                body={
                    "name": name,
                    "description": description,
                    "position": position,
                    "visibility": visibility,
                    "group": group,
                    "is_group": is_group,
                },
                idempotency_key=idempotency_key,
            ),
            ComponentRecord,
        )

    def show_component_so(
        self,
        code: str,
        *,
        name: str | None = None,
        description: str | None = None,
        position: int | None = None,
        visibility: Literal["public", "customers", "hidden"] | None = None,
        group: str | None = None,
        idempotency_key: str = "",
    ) -> ComponentRecord:
        """Say how a component is shown: its name, order, group and to whom."""
        return self._line.changed(
            Change(
                "POST",
                f"/components/{part(code)}",
                body={
                    "name": name,
                    "description": description,
                    "position": position,
                    "visibility": visibility,
                    "group": group,
                },
                idempotency_key=idempotency_key,
            ),
            ComponentRecord,
        )
