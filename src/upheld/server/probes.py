"""What those who run the service ask: is it alive, is it ready, and how much is there to do."""

from __future__ import annotations

from http import HTTPStatus
from threading import Event

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse

from upheld.server.access.routes import asks_for, open_to_all
from upheld.server.delivery.models import Delivery
from upheld.server.desk.models import Ticket
from upheld.server.jobs.models import READY, Job
from upheld.server.outbox.models import Outbox
from upheld.server.present import present, present_second

_migrated = Event()
_TEXT = "text/plain; charset=utf-8"


@open_to_all("a probe of the machine that runs it; it tells nothing")
def livez(_: HttpRequest) -> HttpResponse:
    """Whether the process answers."""
    return HttpResponse("alive\n", content_type=_TEXT)


@open_to_all("a probe of the machine that runs it; it tells whether requests can be taken, and no more")
def readyz(_: HttpRequest) -> HttpResponse:
    """Whether requests can be taken: the database answers, and has the form that this version needs."""
    try:
        waiting = _waits_for_migration()
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=HTTPStatus.SERVICE_UNAVAILABLE, content_type=_TEXT)
    if waiting:
        return HttpResponse("the database waits for `upheld migrate`\n", status=HTTPStatus.SERVICE_UNAVAILABLE,
                            content_type=_TEXT)  # fmt: skip
    return HttpResponse("ready\n", content_type=_TEXT)


@asks_for("operations.read")
def metrics(_: HttpRequest) -> HttpResponse:
    """Figures in the text format of Prometheus."""
    return HttpResponse("".join(_figures()), content_type="text/plain; version=0.0.4; charset=utf-8")


def not_migrated() -> int:
    """How many migrations the database waits for."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def newer_migrations() -> tuple[str, ...]:
    """What was applied to the database by a version that is newer than this one."""
    loader = MigrationExecutor(connection).loader
    applied = {key for key in loader.applied_migrations or () if key[0] in loader.migrated_apps}
    return tuple(sorted(f"{app}.{name}" for app, name in applied - set(loader.disk_migrations or ())))


def _waits_for_migration() -> bool:
    if _migrated.is_set():
        # The form of a database is not taken back under a running process: it is enough that it answers.
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return False
    if not_migrated():
        return True
    _migrated.set()
    return False


def _figures() -> list[str]:
    states = Ticket.objects.values("state").annotate(count=Count("pk")).values_list("state", "count")
    jobs = Job.objects.values("status").annotate(count=Count("pk")).values_list("status", "count")
    oldest = Job.objects.filter(status=READY).aggregate(at=Min("run_at"))["at"]
    overdue = Ticket.objects.filter(next_due__lt=present_second()).count()
    late = max(0, int((present() - oldest).total_seconds())) if oldest else 0
    waiting = Outbox.objects.filter(dispatched_at=None).count()
    sent = Delivery.objects.values("channel", "status").annotate(count=Count("pk")).order_by("channel", "status")
    return [
        _figure("upheld_tickets", "Tickets by state.", [(f'{{state="{state}"}}', count) for state, count in states]),
        _figure("upheld_tickets_overdue", "Tickets whose first open clock has run out.", [("", overdue)]),
        _figure("upheld_jobs", "Jobs by status.", [(f'{{status="{status}"}}', count) for status, count in jobs]),
        _figure("upheld_job_wait_seconds", "For how long the oldest job has been due.", [("", late)]),
        _figure("upheld_outbox_waiting", "Letters whose recipients are still to be worked out.", [("", waiting)]),
        _figure(
            "upheld_deliveries",
            "Letters to recipients by channel and status.",
            [(f'{{channel="{row["channel"]}",status="{row["status"]}"}}', row["count"]) for row in sent],
        ),
    ]


def _figure(name: str, says: str, rows: list[tuple[str, int]]) -> str:
    lines = [f"# HELP {name} {says}", f"# TYPE {name} gauge", *(f"{name}{labels} {value}" for labels, value in rows)]
    return "\n".join(lines) + "\n"
