"""The SQL text of an Ibis expression, made once per process: a year judged again asks the same questions."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis.expr.operations import Relation
    from ibis.expr.types import Table


def sql_text(expression: Table) -> str:
    """The expression for DuckDB. Expressions are equal when all they are made of is, names and types included."""
    return _text(expression.op())


@lru_cache(maxsize=128)  # one costs about 10 ms
def _text(operation: Relation) -> str:
    import ibis  # noqa: PLC0415 - ibis costs 0.2 s, which other commands need not pay

    return str(ibis.to_sql(operation.to_expr(), dialect="duckdb"))
