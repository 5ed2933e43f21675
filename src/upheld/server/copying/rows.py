"""Rows as lines of JSON and back: the same lines on every database, so that a copy of one can be put into another."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections
from django.db.models import Field, Model

from upheld.server.copying.secrets import withheld

# Made anew by migrations, kept empty (`account`, `socialaccount`), or gone with the sign-ins that they hold.
_REBUILT = frozenset({"contenttypes", "auth", "account", "socialaccount", "people.Session"})
# How the service keeps itself going; nothing in it is about anybody, and stored answers may hold a key just made.
_MACHINERY = frozenset(
    {
        "jobs.Job", "api.AnsweredRequest", "people.Tries", "api.CallerRate", "desk.TicketWords",
        "console.KeptJudgement",
    }
)  # fmt: skip
AT_ONCE = 1000
Row = dict[str, Any]


def tables(*, readable: bool = False) -> tuple[type[Model], ...]:
    """Every table that holds what people put in; with `readable`, without those that only machines read."""
    found = apps.get_models(include_auto_created=True)
    kept = (model for model in found if model._meta.managed and not {model._meta.app_label, name_of(model)} & _REBUILT)
    return tuple(model for model in kept if not (readable and name_of(model) in _MACHINERY))


def name_of(model: type[Model]) -> str:
    """A table's name in a copy: `desk.Ticket`."""
    return model._meta.label


def lines(model: type[Model], alias: str, *, readable: bool = False) -> Iterator[bytes]:
    """The rows of a table, in order of their keys, a line of JSON each; with `readable`, without secrets."""
    names = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.using(alias).order_by("pk").values_list(*names)
    for values in rows.iterator(chunk_size=AT_ONCE):
        row = dict(zip(names, values, strict=True))
        yield _line(withheld(row) if readable else row)


def clear(models: Iterable[type[Model]], alias: str) -> None:
    """Remove every row of some tables, in the caller's transaction: migrations may put rows where a copy's belong."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        for model in models:
            # Past the model: a fact is never removed, and here none is, but a row that was made a moment ago.
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 - a name of our own


def put(model: type[Model], told: Iterable[bytes], alias: str) -> int:
    """Insert the rows that lines tell of, as they were; how many."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    made, count = (_made(model, fields, json.loads(line)) for line in told), 0
    while batch := list(islice(made, AT_ONCE)):
        model._base_manager.using(alias).bulk_create(batch)
        count += len(batch)
    return count


def _made(model: type[Model], fields: Mapping[str, Field[Any, Any]], row: Row) -> Model:
    return model(**{name: fields[name].to_python(value) for name, value in row.items()})


def _line(row: Row) -> bytes:
    # Sorted: PostgreSQL keeps no order of the names in a JSON value.
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return text.encode() + b"\n"


def _plain(value: object) -> str:
    """A value as its field reads it back."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | timedelta):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    raise TypeError(f"{type(value).__name__} has no place in a copy yet")
