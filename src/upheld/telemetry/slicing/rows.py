"""Canonical rows prepared for one measure: rows looked at, their slice, whether they count, whether they failed."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from itertools import pairwise
from operator import and_
from typing import TYPE_CHECKING, Any

from upheld.agreements.agreement import FeatureTraffic
from upheld.agreements.conditions import ALWAYS, All, Condition, fields_of
from upheld.telemetry.slicing.compiling import compiled, holds
from upheld.telemetry.slicing.question import Question, UnknownFieldError
from upheld.timeline.slices import SliceGrid
from upheld.timeline.spans import Span

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerValue, Table

MICRO = 1_000_000
MEMBER = "_member"
"""The column of the member by which a measure groups; no field of the telemetry has such a name."""
KEYS_KEPT = 31 * 86_400
"""For how many seconds a request is known again by its key alone, where the agreement names no time for retries."""


def prepared(rows: Table, question: Question) -> Table:
    """The rows that a measure looks at, with `slice` (its start, epoch microseconds), MEMBER, `is_valid` and `is_bad`.

    A retry is neither valid nor bad: only first requests count where the measure says how retries are told.
    """
    if question.measure.retries is None:
        return judged(sliced(rows, question), question)
    start = question.grid.span.start
    earlier = question.measure.retries.within.seconds or 0 if question.measure.retries.within else KEYS_KEPT
    # The first request of a retry may lie before the time that is asked about.
    whole = Span(start - earlier, question.grid.span.end)
    grid = SliceGrid.over(whole, question.grid.length, question.grid.zone)
    table = judged(sliced(rows, replace(question, grid=grid)), question)
    marked = _without_retries(table, question)
    return marked.filter(marked["at"] >= start * MICRO)


def sliced(rows: Table, question: Question) -> Table:
    """The rows that a measure looks at, with `slice` (its start, epoch microseconds) and MEMBER."""
    check_fields(rows, question)
    table = looked_at(rows, question)
    member = question.measure.members
    extra = {MEMBER: table[member].cast("string").fill_null("")} if member else {}
    return table.mutate(slice=slice_of(table, question), **extra)


def judged(table: Table, question: Question) -> Table:
    """Rows with `is_valid` and `is_bad`, retries not yet told from first requests."""
    # A row that stands for no request (a count of 0) is none.
    valid = holds(question.conditions.valid, table) & (table.n > 0)
    return table.mutate(is_valid=valid, is_bad=valid & holds(question.conditions.bad, table))


def only(table: Table, *conditions: Condition) -> Table:
    """The rows for which all the conditions hold; as plain as can be, so that an engine tests them while it reads."""
    asked = [compiled(condition, table) for condition in conditions if condition != ALWAYS]
    return table.filter(reduce(and_, asked)) if asked else table


def looked_at(rows: Table, question: Question) -> Table:
    """The rows of the grid's time, of the account where one is named, of the service, of features that count."""
    kept = _sent(rows, question)
    if not is_always(question.conditions.where):
        kept.append(compiled(question.conditions.where, rows))
    if question.stages_counted is not None:
        kept.extend(_counts(rows, feature, question) for feature in question.conditions.features)
    return rows.filter(reduce(and_, kept))


def sent(rows: Table, question: Question) -> Table:
    """All rows of the grid's time, and of the account where one is named, whatever the measure looks at."""
    return rows.filter(reduce(and_, _sent(rows, question)))


def _sent(rows: Table, question: Question) -> list[Any]:
    span = question.grid.span
    # A request that names no account is nobody's.
    whose = rows.account.notnull() if question.account is None else rows.account == question.account
    return [rows["at"] >= span.start * MICRO, rows["at"] < span.end * MICRO, whose]


def is_always(condition: Condition) -> bool:
    """Whether a condition holds for every row, as one that was not written down does."""
    return isinstance(condition, All) and all(is_always(operand) for operand in condition.operands)


def check_fields(rows: Table, question: Question) -> None:
    """Raise UnknownFieldError where the measure looks at fields that the telemetry lacks."""
    conditions = question.conditions
    looked = set().union(*(fields_of(c) for c in (conditions.where, conditions.valid, conditions.bad)))
    looked.update(*(fields_of(feature.match) for feature in conditions.features))
    measure = question.measure
    looked.update(
        measure.retries.recognised_by if measure.retries else (), [measure.members] if measure.members else []
    )
    looked.update(getattr(question.rule.terms, "looks_at", ()) if question.rule else ())
    held = {*rows.columns, *(["latency_ms"] if "latency_us" in rows.columns else [])}
    if missing := sorted(looked - held):
        raise UnknownFieldError(tuple(missing))


def slice_of(rows: Table, question: Question) -> IntegerValue:
    """The start of a row's slice in epoch microseconds: integer arithmetic, piece by piece of the grid."""
    pieces = question.grid.pieces
    at = rows["at"]
    expression: Any = _in_piece(at, pieces[-1].anchor, pieces[-1].length)
    for piece, following in reversed(list(pairwise(pieces))):
        inside = at < following.start * MICRO
        expression = inside.ifelse(_in_piece(at, piece.anchor, piece.length), expression)
    return expression


def end_of_slice(start: Any, grid: SliceGrid) -> Any:
    """The end of the slice that starts at an instant, both in epoch microseconds, also where a day cuts it short."""
    ends = [piece.start for piece in grid.pieces[1:]] + [grid.until]
    expression: Any = None
    for piece, end in reversed(list(zip(grid.pieces, ends, strict=True))):
        own = (start + piece.length * MICRO).clip(upper=end * MICRO)
        expression = own if expression is None else (start < end * MICRO).ifelse(own, expression)
    return expression


def within(rows: Table, spans: tuple[Span, ...]) -> BooleanValue:
    """Whether a row's instant lies in one of some spans."""
    from ibis import literal, or_  # noqa: PLC0415 - ibis costs 0.2 s, which other commands need not pay

    inside = [(rows["at"] >= span.start * MICRO) & (rows["at"] < span.end * MICRO) for span in spans]
    return or_(*inside) if inside else literal(False)  # noqa: FBT003 - the value itself


def _in_piece(at: Any, anchor: int, length: int) -> Any:
    from ibis import literal  # noqa: PLC0415 - as above

    # Remainders of integers only: a division would pass through floating point on some engines.
    return at - (at - literal(anchor % length * MICRO, "int64")) % literal(length * MICRO, "int64")


def _counts(rows: Table, feature: FeatureTraffic, question: Question) -> Any:
    """A feature's rows count only in the time of a stage that counts."""
    spans = tuple(_stage_spans(feature, question))
    return ~holds(feature.match, rows) | within(rows, spans)


def _stage_spans(feature: FeatureTraffic, question: Question) -> list[Span]:
    whole = question.grid.span
    ends = [start for start, _ in feature.stages[1:]] + [whole.end]
    spans = []
    for (start, stage), end in zip(feature.stages, ends, strict=True):
        first, last = max(start, whole.start), min(end, whole.end)
        if stage in (question.stages_counted or ()) and first < last:
            spans.append(Span(first, last))
    return spans


def _without_retries(table: Table, question: Question) -> Table:
    """Mark as neither valid nor bad every row that repeats an earlier one, as the measure's `retries` says."""
    import ibis  # noqa: PLC0415 - as above

    retries = question.measure.retries
    assert retries is not None  # noqa: S101 - the caller asked
    keys = ["account", *(name for name in retries.recognised_by if name != "account")]
    order = [table["at"], *(table[name] for name in sorted(table.columns) if name not in {"at", *keys})]
    window = ibis.window(group_by=[table[key] for key in keys], order_by=order)
    keyed = reduce(and_, [table[key].notnull() for key in keys])
    if retries.within is None:
        again = ibis.row_number().over(window) > 0
    else:
        gap = table["at"] - table["at"].lag().over(window)
        # One that fails again counts: nobody can tell it from a new request, and it was not answered either.
        again = ~table.is_bad & table.is_bad.lag().over(window) & (gap <= (retries.within.seconds or 0) * MICRO)
    marked = table.mutate(is_retry=(keyed & again).fill_null(False))  # noqa: FBT003 - the value itself
    return marked.mutate(is_valid=marked.is_valid & ~marked.is_retry, is_bad=marked.is_bad & ~marked.is_retry)
