"""The words of the events that were there before words were kept."""

from itertools import islice
from typing import Any

from django.db import migrations

from upheld.server.desk.words import stays_inside, text_of

TOGETHER = 2000


def fill(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - as migrations are called
    """Keep the words of every event."""
    events, words = apps.get_model("desk", "TicketEvent"), apps.get_model("desk", "TicketWords")
    rows = events.objects.select_related("ticket").order_by("pk").iterator(TOGETHER)
    while some := list(islice(rows, TOGETHER)):
        told = ((row, text_of(row.kind, row.data, row.ticket.source)) for row in some)
        words.objects.bulk_create(
            words(event=row, ticket=row.ticket, account_id=row.ticket.account_id,
                  inside=stays_inside(row.kind, row.detail), text=text)
            for row, text in told if text
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_ticket_words")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
