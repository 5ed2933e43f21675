"""`upheld replay`: a whole ticket history judged by an agreement."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from upheld.cli.options import AgreementFile, AsJson, BadRows, share_of

if TYPE_CHECKING:
    from upheld.support.history import History
    from upheld.support.replay import Replay


def replay(  # noqa: PLR0913 - each is an option of the command line
    agreement: AgreementFile,
    tickets: str,
    /,
    *,
    mapping: str | None = None,
    plan: str = "",
    zone: str = "",
    now: str = "",
    bad_rows: BadRows = "1%",
    csv_out: Annotated[
        Path | None, Parameter(name="--csv", help="Write every clock to this file, one per row.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judge a whole ticket history: kept, missed and by how much, pauses honoured.

    Args:
        agreement: The agreement file, or a directory with its versions.
        tickets: CSV of events (ticket, at, event, ...), or a log of another desk with a mapping; plain or gzip.
        mapping: How the log tells what happened (YAML).
        plan: The support plan, where tickets and accounts name none.
        zone: The zone of times without an offset.
        now: At which time open tickets are looked at; the latest event where it is not given.
        bad_rows: Share of rows that may be unusable before the run fails.
        csv_out: Write every clock to this file, one per row.
        as_json: Write the result as JSON, every clock in it.
    """
    from upheld.library.support import Judging
    from upheld.library.support import replay as judge

    found, history = judge(agreement, tickets, Judging(mapping, plan, zone, now, share_of(bad_rows)))
    if csv_out is not None:
        _write_csv(found, csv_out)
    sys.stdout.write(_as_json(found, history) if as_json else "\n".join(_lines(found, history)) + "\n")


def _as_json(found: Replay, history: History) -> str:
    from upheld.support.compliance import compliance_of, left_out
    from upheld.support.telling import clock_record, compliance_record
    from upheld.timeline.instants import instant_text
    from upheld.timeline.zones import tzdata_version

    record = {
        "now": instant_text(found.now),
        "tzdata": tzdata_version(),
        "rows": history.rows,
        "bad_rows": [{"line": bad.line, "reason": bad.reason, "what": bad.what} for bad in history.bad],
        "tickets": len(history.tickets),
        "judged_targets": list(found.tells),
        "compliance": [compliance_record(entry) for entry in compliance_of(found)],
        "left_out": dict(left_out(found)),
        "not_judged": [{"ticket": left.ticket, "reason": left.reason, "what": left.what} for left in found.not_judged],
        "clocks": [
            {**clock_record(clock), "plan": ticket.plan, "left_out": ticket.left_out or None}
            for ticket in found.tickets
            for clock in ticket.clocks
        ],
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _write_csv(found: Replay, out: Path) -> None:
    """Every clock as a row; the file appears whole or not at all."""
    from upheld.support.telling import clock_record

    part = out.with_name(f".{out.name}.part")
    rows = (
        {**clock_record(clock), "plan": ticket.plan, "account": ticket.account, "left_out": ticket.left_out}
        for ticket in found.tickets
        for clock in ticket.clocks
    )
    first = next(rows, None)
    with part.open("w", encoding="utf-8", newline="") as sink:
        if first is not None:
            writer = csv.DictWriter(sink, list(first))
            writer.writeheader()
            writer.writerow(first)
            writer.writerows(rows)
    part.replace(out)


def _lines(found: Replay, history: History) -> list[str]:
    from upheld.support.compliance import compliance_of, left_out
    from upheld.support.telling import compliance_lines
    from upheld.timeline.instants import instant_text

    counted = sum(1 for ticket in found.tickets if not ticket.left_out)
    read = f"{len(history.tickets)} tickets in {history.rows} rows"
    lines = [f"{read}, {counted} in the figures, as of {instant_text(found.now)}"]
    lines.extend(line for entry in compliance_of(found) for line in compliance_lines(entry))
    lines.extend(f"left out: {count} ({reason})" for reason, count in left_out(found))
    lines.extend(f"  ticket {left.ticket}: {left.what}" for left in found.not_judged[:5])
    lines.extend(
        f"rows not used: {count} ({reason})" for reason, count in Counter(bad.reason for bad in history.bad).items()
    )
    lines.extend(f"  line {bad.line}: {bad.what}" for bad in history.bad[:5])
    return lines
