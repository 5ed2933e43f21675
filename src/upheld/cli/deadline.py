"""`upheld deadline`: when each promise about one ticket is due, by which reading of which clause."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from upheld.cli.options import AgreementFile, AsJson

if TYPE_CHECKING:
    from upheld.library.support import Deadlines
    from upheld.support.events import Opening


def deadline(  # noqa: PLR0913 - each is an option of the command line
    agreement: AgreementFile,
    /,
    *,
    opened: str = "",
    priority: str = "",
    plan: str = "",
    account: str = "",
    environment: str = "",
    answers: Annotated[
        str, Parameter(help="Answers in place of a priority: `impact=degraded; environment=production`.")
    ] = "",
    events: str | None = None,
    now: str = "",
    zone: str = "",
    why: bool = False,
    as_json: AsJson = False,
) -> None:
    """Say when each promise about one ticket is due, by which reading of which clause.

    Args:
        agreement: The agreement file, or a directory with its versions.
        opened: When the ticket was opened: 2026-10-23T15:00+02:00, or a time by the clock of the zone.
        priority: 2, p2 or P2; the name that the agreement gives it.
        plan: The support plan, where the account has none and there is no default.
        account: The account, whose own terms and plan hold.
        environment: production, staging, development.
        answers: Answers in place of a priority: `impact=degraded; environment=production`.
        events: What happened to the ticket: a file of events (CSV, YAML or JSON).
        now: At which time the clocks are looked at; now where it is not given.
        zone: The zone of times without an offset; that of the plan's calendar where it is not given.
        why: Show the whole working of each deadline.
        as_json: Write the result as JSON.
    """
    from upheld.library.support import Times, deadlines

    opening = _opening(priority, answers, (environment, plan, account))
    found = deadlines(agreement, opening, Times(opened, now or _present(), zone), events)
    sys.stdout.write(_as_json(found) if as_json else "\n".join(_lines(found, why)) + "\n")


def _present() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _opening(priority: str, answers: str, rest: tuple[str, str, str]) -> Opening:
    from upheld.problems import Place, Problem, Refused
    from upheld.support.events import Opening
    from upheld.support.records import RecordError, answers_of

    try:
        return Opening(priority, answers_of(answers), *rest)
    except RecordError as error:
        raise Refused([Problem(Place("--answers"), "", str(error))]) from None


def _as_json(found: Deadlines) -> str:
    from upheld.support.telling import step_record, traced_record
    from upheld.timeline.instants import instant_text
    from upheld.timeline.zones import tzdata_version

    text, ticket = found.agreement.text, found.ticket
    record = {
        "agreement": text.agreement,
        "version": text.version.id,
        "digest": found.agreement.digest,
        "plan": found.plan.name,
        "priority": ticket.priority,
        "account": ticket.opening.account or None,
        "environment": ticket.opening.environment or None,
        "opened": instant_text(ticket.opened),
        "zone": found.zone or None,
        "now": instant_text(found.now),
        "tzdata": tzdata_version(),
        "excluded": ticket.excluded[1] if ticket.excluded else None,
        "targets": [traced_record(found.agreement, clock) for clock in found.clocks],
        "steps": [{**step_record(step), "owed": step.at <= found.now} for step in found.steps],
        "never_escalated": found.never_escalated.what if found.never_escalated else None,
        "questions": [problem.what for problem in found.questions],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _lines(found: Deadlines, why: bool) -> list[str]:  # noqa: FBT001 - the option, passed on
    from upheld.support.telling import clock_lines
    from upheld.support.wording import local_text
    from upheld.timeline.instants import instant_text

    text, ticket = found.agreement.text, found.ticket
    title = found.plan.support.priorities[ticket.priority].title
    zone = found.zone or "UTC"
    lines = [
        f"{text.title}, version {text.version.id}, plan {found.plan.name}",
        f"priority {ticket.priority} ({title})",
        f"opened {local_text(ticket.opened, zone)} {zone}  {instant_text(ticket.opened)}",
        f"as of  {local_text(found.now, zone)}  {instant_text(found.now)}",
        "",
    ]
    for clock in found.clocks:
        lines.extend(clock_lines(found.agreement, clock, why=why, zone=zone))
    if not found.clocks:
        lines.append(f"The plan {found.plan.name} promises no time for any priority: there is no deadline.")
    if ticket.excluded:
        lines.append(f"left out of the figures: {ticket.excluded[1]}")
    return [*lines, *_step_lines(found, zone)]


def _step_lines(found: Deadlines, zone: str) -> list[str]:
    """Who is told what, and when; or that nobody is, with the clause."""
    from upheld.support.telling import step_line

    lines = ["", "if nothing more happens:"] if found.steps else []
    lines.extend(step_line(step, found.now, zone) for step in found.steps)
    if found.never_escalated:
        lines.append(found.never_escalated.what)
    lines.extend(problem.what for problem in found.questions)
    return lines
