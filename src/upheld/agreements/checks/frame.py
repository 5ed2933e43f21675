"""The frame of an agreement: documents and their ranks, the dates of its version and accounts, zones of commitments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from upheld.agreements.checks.fault import Fault, advised, unknown_name
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.text import Path
from upheld.timeline.zones import ZoneError, zone
from upheld.wording import say


def frame_faults(terms: AgreementText) -> Iterator[Fault]:
    """Faults of everything that stands around the terms of measuring and support."""
    yield from _documents(terms)
    version = terms.version
    yield from _order(("version", "until"), version.effective, version.until)
    if version.announced and version.effective and version.announced > version.effective:
        yield Fault(
            ("version", "announced"),
            say("was announced on {announced}, after it took effect", announced=version.announced),
        )
    for name, account in terms.accounts.items():
        yield from _order(("accounts", name, "until"), account.start, account.until)
    for name, commitment in terms.commitments.items():
        if commitment.zone is not None:
            yield from _zone(("commitments", name, "zone"), commitment.zone)


def _documents(terms: AgreementText) -> Iterator[Fault]:
    if terms.document is not None:
        yield from unknown_name(("document",), "document", terms.document, (each.id for each in terms.documents))
    for field in ("id", "rank"):
        seen: set[object] = set()
        for index, document in enumerate(terms.documents):
            value = getattr(document, field)
            if value in seen:
                yield Fault(
                    ("documents", index, field),
                    say("two documents have the {field} {value}", field=field, value=value),
                    say("tell them apart"),
                )
            seen.add(value)


def _order(path: Path, first: dt.date | None, until: dt.date | None) -> Iterator[Fault]:
    if first is not None and until is not None and until <= first:
        yield Fault(
            path,
            say("ends on {until}, before or when it begins ({first})", until=until, first=first),
            say("`until` is the first day after it"),
        )


def _zone(path: Path, name: str) -> Iterator[Fault]:
    try:
        zone(name)
    except ZoneError as error:
        yield advised(path, error)
