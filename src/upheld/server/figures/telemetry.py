"""The telemetry stores of an installation: where each agreement's is, how far it reaches, what it holds of a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from upheld.server.access.actor import Actor
from upheld.server.audit.trail import Act, note
from upheld.server.figures.models import TelemetrySource
from upheld.server.installed import installation
from upheld.telemetry.mapping import Series
from upheld.telemetry.scanning import Unreadable
from upheld.telemetry.store.manifest import Manifest, load
from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.spans import Span

MINUTE = 60
_MICROSECONDS = 1_000_000
_BESIDE = timedelta(days=2)  # outages and retries across the edge of a period; the core looks so far by itself


@dataclass(frozen=True, slots=True)
class Store:
    """The telemetry of one series: the store that holds it, and its manifest."""

    place: Path
    series: Series
    manifest: Manifest

    @property
    def begins(self) -> int | None:
        """The instant (UTC epoch seconds) of the first row; None where there is none."""
        return min((part.first // _MICROSECONDS for part in self.manifest.parts()), default=None)

    def reaches(self, now: int) -> int:
        """Up to which instant the telemetry speaks: requests up to the minute of the last one, states until now."""
        if self.series != "requests":
            return now
        last = max((part.last for part in self.manifest.parts()), default=0) // _MICROSECONDS
        grain = max(self.manifest.grain // _MICROSECONDS, 1)
        return min(now, -(-(last + grain) // MINUTE) * MINUTE)

    def digests(self, span: Span) -> Iterator[str]:
        """The digests of all partitions that the figures of a time follow from."""
        first, last = (utc_from_seconds(at).date() for at in (span.start, span.end))
        for part in self.manifest.parts():
            # A state lasts until the next one, so what came before speaks too.
            if part.day <= last + _BESIDE and (self.series != "requests" or part.day >= first - _BESIDE):
                yield part.sha256


def stores_of(agreement: str) -> tuple[Store, ...]:
    """The stores that hold an agreement's telemetry, one for each series; none where nothing was ingested.

    Raises Unreadable for a manifest that is damaged.
    """
    place = folder_of(source_of(agreement))
    found = ((series, load(place / series)) for series in _SERIES if (place / series).is_dir())
    return tuple(Store(place, series, manifest) for series, manifest in found if manifest is not None)


def source_of(agreement: str) -> str:
    """The name of the store that an agreement is measured from: its own name, unless another one was set."""
    row = TelemetrySource.objects.filter(agreement=agreement).first()
    return row.source if row else agreement


def folder_of(source: str) -> Path:
    """Where the store of a name is."""
    return installation().telemetry_dir / source


def set_source(agreement: str, source: str, actor: Actor, now: datetime) -> None:
    """Have an agreement measured from the store of a name; agreements that share one name it all."""
    with transaction.atomic():
        TelemetrySource.objects.update_or_create(agreement=agreement, defaults={"source": source})
        note(Act("telemetry.source", "agreement", agreement, after={"source": source}), actor.id, now)


_SERIES: tuple[Series, ...] = ("requests", "probes", "states")

__all__ = ["Store", "Unreadable", "folder_of", "set_source", "source_of", "stores_of"]
