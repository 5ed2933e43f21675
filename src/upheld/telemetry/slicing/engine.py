"""Runs the slice questions on DuckDB and gives plain values; another engine needs only another `run`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from upheld.agreements.words import Rate
from upheld.telemetry.queries import Answer, Queries
from upheld.telemetry.slicing import queries
from upheld.telemetry.slicing.documented import DocumentedRoutes
from upheld.telemetry.slicing.question import (
    DownSlice,
    DownSlices,
    Key,
    Question,
    RateSlice,
    RatioGroup,
    Samples,
    TooLargeError,
    Traffic,
)
from upheld.telemetry.slicing.rows import MEMBER, MICRO
from upheld.telemetry.slicing.sql_text import sql_text
from upheld.telemetry.slicing.states import StateSpans, state_spans
from upheld.timeline.spans import Span, Spans

if TYPE_CHECKING:
    from ibis.expr.types import Table

_IBIS_TYPES: Mapping[str, str] = {
    "VARCHAR": "string", "BIGINT": "int64", "INTEGER": "int32", "SMALLINT": "int16", "UTINYINT": "uint8",
    "USMALLINT": "uint16", "UINTEGER": "uint32", "BOOLEAN": "boolean",
}  # fmt: skip
POOLED = "all accounts"
_VERY_MANY_ROWS = 20_000_000
_FIRST_ROWS = 2_000_000
_VERY_MANY = 20_000


class Slices:
    """Slices of one relation of canonical rows (`at`, `account`, `n` and the declared fields) in a DuckDB connection.

    `fields` maps each column to its SQL type. With `pooled`, all accounts are judged together, as `all accounts`.
    """

    def __init__(
        self,
        connection: Queries,
        relation: str,
        fields: Mapping[str, str],
        *,
        pooled: bool = False,
        documented: DocumentedRoutes | None = None,
    ) -> None:
        """Nothing is read yet."""
        self._connection = connection
        self._relation = relation
        self._fields = dict(fields)
        self._pooled = pooled
        self._documented = documented
        self._numbers = count(1)
        self._kept: list[tuple[Question, Table]] = []
        self._unnamed: dict[Span, int] = {}

    @cached_property
    def rows(self) -> Table:
        """The relation as an Ibis table, to build expressions on."""
        import ibis  # noqa: PLC0415 - ibis costs 0.2 s, which other commands need not pay

        schema = {name: _IBIS_TYPES[kind] for name, kind in self._fields.items()}
        table = ibis.table(schema, name=self._relation)
        if self._pooled:
            table = table.mutate(account=ibis.literal(POOLED))
        return table if self._documented is None else table.mutate(documented=self._documented.matches(table))

    def run(self, expression: Table) -> list[tuple[Any, ...]]:
        """Compile for DuckDB and fetch every row."""
        return self._executed(sql_text(expression)).fetchall()

    def _executed(self, query: str) -> Answer:
        import duckdb  # noqa: PLC0415 - as above

        try:
            return self._connection.execute(query)
        except duckdb.OutOfRangeException as error:
            raise TooLargeError(str(error)) from error

    def accounts(self, question: Question) -> tuple[str, ...]:
        """The accounts that the measure looks at, sorted.

        Where the first of very many rows name very many accounts, the others are looked for beside these: to see that
        a row's account is known costs less than to group by it. Of few accounts DuckDB compares only a dictionary.
        """
        ((rows,),) = self._executed(f"SELECT count(*) FROM {self._relation}").fetchall()
        if rows < _VERY_MANY_ROWS:
            return tuple(sorted(account for (account,) in self.run(queries.accounts_of(self.rows, question))))
        with self._stored(queries.first_accounts(self.rows, question, _FIRST_ROWS)) as first:
            found = self.run(first)
            beside = first if len(found) > _VERY_MANY else None
            others = self.run(queries.accounts_of(self.rows, question, beside))
        return tuple(sorted(account for (account,) in {*found, *others}))

    def every_account(self) -> tuple[str, ...]:
        """The accounts of all rows, whatever their time, sorted."""
        named = self.rows.filter(self.rows.account.notnull())
        return tuple(sorted(row[0] for row in self.run(named.select("account").distinct())))

    def unnamed(self, span: Span) -> int:
        """How many requests, or rows of another series, of a span name no account; counted once for each span."""
        if span not in self._unnamed:
            ((number,),) = self.run(queries.unnamed(self.rows, span))
            self._unnamed[span] = int(number)
        return self._unnamed[span]

    def down(self, question: Question) -> DownSlices:
        """The slices that are down, by account and member, in order."""
        found: defaultdict[Key, list[DownSlice]] = defaultdict(list)
        with self._down_slices(question) as slices:
            rows = self.run(slices.order_by(slices.columns[:-2]))
        for account, *member, start, valid, bad in rows:
            found[account, member[0] if member else ""].append(DownSlice(start // MICRO, int(valid), int(bad)))
        return {key: tuple(parts) for key, parts in found.items()}

    def down_seconds(self, question: Question) -> Mapping[str, int]:
        """The seconds of each account's down slices inside the question's time; for a measure without members."""
        with self._down_slices(question) as slices:
            rows = self.run(queries.down_time(slices, question))
        return {account: int(microseconds) // MICRO for account, microseconds in rows}

    def traffic(self, question: Question) -> Traffic:
        """The time of slices with valid requests, by account and member."""
        found: defaultdict[Key, list[tuple[int, int]]] = defaultdict(list)
        for account, *member, first, last in self.run(queries.traffic_runs(self.rows, question)):
            end = question.grid.end_of(last // MICRO)
            found[account, member[0] if member else ""].append((first // MICRO, end))
        return {key: Spans.of(pairs) for key, pairs in found.items()}

    def ratios(self, question: Question, without: Spans) -> Mapping[str, tuple[RatioGroup, ...]]:
        """Slices grouped by their number of valid requests, by account, leaving out those that touch `without`."""
        found: defaultdict[str, list[RatioGroup]] = defaultdict(list)
        for account, valid, bad, slices in self.run(queries.ratio_groups(self.rows, question, without)):
            found[account].append(RatioGroup(int(valid), int(bad), int(slices)))
        return {account: tuple(groups) for account, groups in found.items()}

    def over_rate(self, question: Question, agreed: Rate) -> Mapping[str, tuple[RateSlice, ...]]:
        """The slices in which an account's measured rate is over the agreed one."""
        found: defaultdict[str, list[RateSlice]] = defaultdict(list)
        for account, start, total in self.run(queries.rate_slices(self.rows, question, agreed)):
            found[account].append(RateSlice(start // MICRO, int(total)))
        return {account: tuple(slices) for account, slices in found.items()}

    def samples(self, question: Question, slices: Sequence[int]) -> Samples:
        """Start of a slice -> its first failed requests: (epoch microseconds, fields as text)."""
        if not slices:
            return {}
        expression = queries.failed_samples(self.rows, question, slices)
        names = list(expression.columns)[2:]
        found: defaultdict[int, list[tuple[int, Mapping[str, str]]]] = defaultdict(list)
        for start, moment, *values in self.run(expression):
            found[start // MICRO].append((moment, _told(names, values)))
        return {start: tuple(samples) for start, samples in found.items()}

    def states(self, question: Question) -> StateSpans:
        """Who was in which state when, by account and member, over the question's time."""
        return state_spans(self.run(queries.state_changes(self.rows, question)), question.grid.span)

    def counts(self, question: Question) -> Iterator[tuple[str, int, Mapping[str, int]]]:
        """(member, start, figures by name) of every slice of the question's time, for explaining one."""
        expression = queries.counts_in(self.rows, question)
        names = list(expression.columns)
        for row in self.run(expression):
            told = dict(zip(names, row, strict=True))
            del told["account"]
            start = told.pop("slice") // MICRO
            yield str(told.pop(MEMBER, "")), start, {name: int(value or 0) for name, value in told.items()}

    @contextmanager
    def _down_slices(self, question: Question) -> Iterator[Table]:
        """The down slices as a table; those of all accounts are kept, so that they are found only once."""
        everyone = replace(question, account=None)
        kept = next((table for asked, table in self._kept if asked == everyone), None)
        if kept is not None:
            yield kept if question.account is None else kept.filter(kept.account == question.account)
            return
        suspects = queries.suspects(self.rows, question)
        with nullcontext() if suspects is None else self._stored(suspects) as among:
            made = self._store(queries.down_slices(self.rows, question, among))
        if question.account is None:
            self._kept.append((question, made))
        yield made
        if question.account is not None:
            self._drop(made)

    @contextmanager
    def _stored(self, expression: Table) -> Iterator[Table]:
        table = self._store(expression)
        yield table
        self._drop(table)

    def _store(self, expression: Table) -> Table:
        """The answer as a table of the connection: what joins it is planned with its true size."""
        import ibis  # noqa: PLC0415 - as above

        name = f"answer_{next(self._numbers)}"
        self._executed(f"CREATE TEMP TABLE {name} AS {sql_text(expression)}")
        return ibis.table(expression.schema(), name=name)

    def _drop(self, table: Table) -> None:
        self._connection.execute(f"DROP TABLE {table.get_name()}")


def _told(names: Sequence[str], values: Sequence[object]) -> Mapping[str, str]:
    return {name: str(value) for name, value in zip(names, values, strict=True) if value is not None}
