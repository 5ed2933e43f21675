"""Reading text files: understood first, all of them; then loaded; then every line accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

import duckdb

from upheld.problems import Place, Problem
from upheld.telemetry import refusals, sql
from upheld.telemetry.accounting import Ledger, ledger
from upheld.telemetry.bad import write_quarantine
from upheld.telemetry.fields import ACCOUNT, LATENCY_POWERS
from upheld.telemetry.loading import TABLE, Loaded, Loader, Planned
from upheld.telemetry.options import Task
from upheld.telemetry.plan import Seen
from upheld.telemetry.reading import Reading, relation_of, span_of
from upheld.telemetry.scanning import Unreadable

Problems = tuple[Problem, ...]


def read_text(task: Task) -> Reading | Problems:
    """The rows of text files, or everything that is wrong with them."""
    with ThreadPoolExecutor(1) as executor:
        loader = Loader(task.connection, task.scratch, executor, task.options.progress)
        planned, problems = _planned(task, loader)
        if problems:
            return problems
        loaded: list[Loaded] = []
        try:
            loaded.extend(loader.load(planned))
        except (Unreadable, OSError, duckdb.IOException, duckdb.OutOfMemoryException) as fault:
            return (refusals.unread(fault, planned[len(loaded)].source.name),)
    book = ledger(task.connection, loaded)
    if task.options.quarantine:
        write_quarantine(task.options.quarantine, book.bad_lines())
    return _finished(task, book)


def _planned(task: Task, loader: Loader) -> tuple[tuple[Planned, ...], Problems]:
    outcomes = [loader.plan(source, task.mapping, task.now, task.options.fields) for source in task.sources]
    planned = tuple(plan for plan, _ in outcomes if plan is not None)
    problems = tuple(problem for _, found in outcomes for problem in found)
    return planned, problems or tuple(refusals.differing([(plan.source, plan.columns) for plan in planned]))


def _finished(task: Task, book: Ledger) -> Reading | Problems:
    sources, bad = book.sources(), book.bad()
    rows = sum(source.rows for source in sources)
    problems = (
        *refusals.changed(task.sources),
        *refusals.same(sources),
        *refusals.too_bad(bad, rows, task.limits, sources[0].name),
    )
    if problems:
        return problems
    columns = book.files[0].planned.columns
    relation = relation_of(task.mapping.series)
    good = " WHERE reason = 0" if bad.total or any(source.blank for source in sources) else ""
    names = ", ".join(map(sql.name, columns.types))
    task.connection.execute(f"CREATE VIEW {relation} AS SELECT {names} FROM {TABLE}{good}")
    unseen = tuple(_unseen(task, relation, [file.planned.format.seen for file in book.files]))
    first, last = span_of(task.connection, relation)
    return unseen or Reading(
        connection=task.connection,
        relation=relation,
        series=task.mapping.series,
        fields=MappingProxyType(dict(columns.types)),
        rows=rows,
        first=first,
        last=last,
        bad=bad,
        sources=sources,
        scratch=task.scratch,
    )


def _unseen(task: Task, relation: str, seen: Sequence[Seen]) -> Iterator[Problem]:
    """A field that the mapping names and no row has: most likely a slip of the pen, and silent in a condition.

    Only where keys may be missing (JSON), and only a key that no file shows: a field that is null in every row is fine.
    """
    mapping = task.mapping
    named = {f"fields.{name}": (field, _column(name)) for name, field in mapping.fields.items() if name != "request"}
    named |= {f"extra.{name}": (extra.field, name) for name, extra in mapping.extra.items()}
    if mapping.account and mapping.account.field:
        named["account"] = (mapping.account.field, ACCOUNT)
    held = {column[0] for column in task.connection.execute(f"DESCRIBE {relation}").fetchall()}
    for term, (field, name) in named.items():
        shown = any(not each.open or not each.lacks(field) for each in seen)
        if name in held and not shown and not _counted(task, relation, name):
            what = f"no row has a value for the field `{field}`"
            yield Problem(Place(task.sources[0].name), term, what, "correct its name, or leave it out of the mapping")


def _counted(task: Task, relation: str, name: str) -> int:
    """How many rows have a value for a column."""
    return int(task.connection.execute(f"SELECT count({sql.name(name)}) FROM {relation}").fetchall()[0][0])


def _column(name: str) -> str:
    return "latency_us" if name in LATENCY_POWERS else name
