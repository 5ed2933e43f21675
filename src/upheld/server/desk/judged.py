"""The events by which many tickets are judged, read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models.fields.json import KT

from upheld.server.desk.facts import CORE_KINDS, MESSAGE, REACHED
from upheld.server.desk.models import TicketEvent


def judged_events(numbers: Sequence[int]) -> Mapping[int, Sequence[TicketEvent]]:
    """What the core judges these tickets by, by number, without what was said in between; in two queries."""
    found: dict[int, list[TicketEvent]] = defaultdict(list)
    rows = TicketEvent.objects.filter(ticket__in=numbers, kind__in=CORE_KINDS)
    later = rows.exclude(kind="opened").defer("data").annotate(**{MESSAGE: KT(f"data__{REACHED}")})
    for row in (*rows.filter(kind="opened"), *later.order_by("sequence")):
        found[row.ticket_id].append(row)
    return dict(found)
