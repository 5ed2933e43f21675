"""Row level security, worked out of the models: a table that belongs to an account has a policy by itself.

A table belongs to an account where it has a column of that name, or where a row of it hangs on a row that does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, ForeignKey, Model

from upheld.server.access.scope import EVERYTHING, SETTING

POLICY = "own_account"
ACCOUNT = "accounts.Account"
# Asked once a query, and not once a row.
_SCOPE = f"(SELECT current_setting('{SETTING}', true))"
# The comparison stands inside: PostgreSQL takes a truth that it does not know yet for true half of the time, and a text
# equal to another in one of 200 cases, for which it would plan as if nearly every row were hidden.
_ALL = f"(SELECT current_setting('{SETTING}', true) = '{EVERYTHING}')"


@dataclass(frozen=True, slots=True)
class Walled:
    """A table, and what is true of the rows that a session with an account's number may touch."""

    table: str
    owned: str


def walled() -> Iterator[Walled]:
    """Every table that belongs to an account."""
    for model in apps.get_models(include_auto_created=True):
        owned = _owned(model, frozenset())
        if owned:
            yield Walled(model._meta.db_table, owned)


def raise_wall(connection: BaseDatabaseWrapper) -> None:
    """Set the policies anew; on SQLite there are none. FORCE: they hold for the owner of the tables too."""
    if connection.vendor != "postgresql":
        return
    # At once, so that a service that runs beside it never meets a table without its policy.
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for each in walled():
            table = connection.ops.quote_name(each.table)
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
            cursor.execute(f"CREATE POLICY {POLICY} ON {table} USING ({_ALL} OR {each.owned})")


def _owned(model: type[Model], seen: frozenset[type[Model]]) -> str:
    """The condition under which a row is an account's; empty where the table belongs to none."""
    if model in seen:
        return ""
    if model._meta.label == ACCOUNT:
        return f"{_column(model, model._meta.pk)} = {_number()}"
    fields = {field.name: field for field in model._meta.concrete_fields}
    own = fields.get("account")
    if isinstance(own, BigIntegerField) or (isinstance(own, ForeignKey) and own.related_model is _account()):
        return f"{_column(model, own)} = {_number()}"
    # Through the first row that it hangs on and that is an account's; the policy of that one is asked in turn.
    for field in fields.values():
        if isinstance(field, ForeignKey):
            above: Any = field.related_model
            if _owned(above, seen | {model}):
                table, key = above._meta.db_table, above._meta.pk.column
                # One row, asked for by its key. Of an EXISTS, PostgreSQL may read all that the account has beforehand.
                rows = f'SELECT true FROM "{table}" above'  # noqa: S608 - names of tables, out of our own models
                return f'({rows} WHERE above."{key}" = {_column(model, field)})'
    return ""


def _account() -> type[Model]:
    return apps.get_model(ACCOUNT)


def _column(model: type[Model], field: Any) -> str:
    return f'"{model._meta.db_table}"."{field.column}"'


def _number() -> str:
    return f"nullif(nullif({_SCOPE}, '{EVERYTHING}'), '')::bigint"
