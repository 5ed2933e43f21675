"""The questions about slices as Ibis expressions: which are down, where there was traffic, what the totals are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from upheld.agreements.words import Rate
from upheld.rules.exclusions.rate_exceeded import exceeded
from upheld.telemetry.slicing.compiling import compiled
from upheld.telemetry.slicing.question import Question
from upheld.telemetry.slicing.rows import (
    MEMBER,
    MICRO,
    check_fields,
    end_of_slice,
    is_always,
    judged,
    looked_at,
    only,
    prepared,
    sent,
    slice_of,
    sliced,
    within,
)
from upheld.timeline.spans import Span, Spans

if TYPE_CHECKING:
    from ibis.expr.types import Table

SAMPLES_PER_SLICE = 5


def suspects(rows: Table, question: Question) -> Table | None:
    """(account, member?, slice) of every slice with a failed request; None where the rule may find others down too."""
    assert question.rule is not None  # noqa: S101 - the caller asked
    if not getattr(question.rule.terms, "only_with_bad", False) or question.measure.retries is not None:
        return None
    table = only(sliced(rows, question), question.conditions.valid, question.conditions.bad)
    return table.select(*_keys(question)).distinct()


def down_slices(rows: Table, question: Question, among: Table | None = None) -> Table:
    """(account, member?, slice, valid, bad) of every slice that the measure's rule finds down.

    `among` is the answer to `suspects`, or the question itself: only the requests of those slices are counted, so
    that the work grows with errors, not with requests. An engine that keeps that answer in a table first knows
    how small it is when it plans the join; without that, the join may well be built the wrong way round.
    """
    assert question.rule is not None and question.rule_module is not None  # noqa: S101, PT018 - the caller asked
    keys = _keys(question)
    if among is None:
        table = prepared(rows, question)
        table = table.filter(table.is_valid)
    else:
        # What counts and what failed is worked out for the few rows that are left; a filter would come before the join.
        table = judged(sliced(rows, question).semi_join(among, keys), question)
    counted = table.group_by(keys).agg(
        valid=table.n.sum(where=table.is_valid),
        bad=table.n.sum(where=table.is_bad).fill_null(0),
        **_more(table, question),
    )
    down = counted.filter(question.rule_module.down(counted, question.rule.terms))
    return down.select(*keys, "valid", "bad")


def down_time(slices: Table, question: Question) -> Table:
    """(account, microseconds) of the down slices of a measure without members: their time inside the grid's span."""
    span = question.grid.span
    start = slices.slice.clip(lower=span.start * MICRO)
    end = end_of_slice(slices.slice, question.grid).clip(upper=span.end * MICRO)
    return slices.mutate(inside=end - start).group_by("account").agg(microseconds=lambda t: t.inside.sum())


def traffic_runs(rows: Table, question: Question) -> Table:
    """(account, member?, first, last) of every run of neighbouring slices with valid requests, in order."""
    import ibis  # noqa: PLC0415 - ibis costs 0.2 s, which other commands need not pay

    table = prepared(rows, question)
    keys = _keys(question)
    alive = table.filter(table.is_valid).select(*keys).distinct()
    window = ibis.window(group_by=[alive[key] for key in keys[:-1]], order_by=alive.slice)
    size = question.grid.length * MICRO
    numbered = alive.mutate(run=alive.slice - ibis.row_number().over(window) * size)
    runs = numbered.group_by([*keys[:-1], "run"]).agg(first=numbered.slice.min(), last=numbered.slice.max())
    return runs.drop("run").order_by([*keys[:-1], "first"])


def ratio_groups(rows: Table, question: Question, without: Spans) -> Table:
    """(account, valid, bad, slices): slices by their valid requests, without those that touch `without`."""
    table = prepared(rows, question)
    left = _touching(question, without)
    if left:
        table = table.filter(~within(table, left))
    table = table.filter(table.is_valid)
    keys = ["account", "slice"]
    counted = table.group_by(keys).agg(valid=table.n.sum(), bad=table.n.sum(where=table.is_bad).fill_null(0))
    grouped = counted.group_by(["account", "valid"]).agg(bad=counted.bad.sum(), slices=counted.count())
    return grouped.order_by(["account", "valid"])


def rate_slices(rows: Table, question: Question, agreed: Rate) -> Table:
    """(account, slice, total) of the slices in which the rate of all requests is over the agreed one.

    All that the account sends counts, whichever requests the measure looks at.
    """
    table = sent(rows, question)
    table = table.mutate(slice=slice_of(table, question))
    counted = table.group_by(["account", "slice"]).agg(total=table.n.sum())
    over = exceeded(counted, agreed, question.grid.length)
    return counted.filter(over).order_by(["account", "slice"])


def unnamed(rows: Table, span: Span) -> Table:
    """(number) of the requests, or rows of another series, that lie in a span and name no account."""
    nobody = rows.filter((rows["at"] >= span.start * MICRO) & (rows["at"] < span.end * MICRO) & rows.account.isnull())
    return nobody.agg(number=nobody.n.sum().fill_null(0))


def accounts_of(rows: Table, question: Question, beside: Table | None = None) -> Table:
    """(account) of every account that the measure looks at, in no order; without those of the table `beside`."""
    table = looked_at(rows, question).select("account")
    return (table if beside is None else table.anti_join(beside, "account")).distinct()


def first_accounts(rows: Table, question: Question, count: int) -> Table:
    """(account) of the accounts in the first rows that an engine meets, so many of them."""
    return looked_at(rows, question).select("account").limit(count).distinct()


def failed_samples(rows: Table, question: Question, slices: Sequence[int]) -> Table:
    """The first failed requests of each slice named by its start: (slice, moment, every field they have), in order."""
    import ibis  # noqa: PLC0415 - as above

    table = prepared(rows, question)
    table = table.filter(table.is_bad & table.slice.isin([start * MICRO for start in slices]))
    names = [name for name in sorted(rows.columns) if name not in {"at", "n", "account", "first_at"}]
    moment = "first_at" if "first_at" in rows.columns else "at"
    order = [table[moment], *(table[name] for name in names)]
    place = ibis.row_number().over(ibis.window(group_by=table.slice, order_by=order))
    ranked = table.mutate(place=place, moment=table[moment])
    kept = ranked.filter(ranked.place < SAMPLES_PER_SLICE)
    return kept.order_by(["slice", "place"]).select("slice", "moment", *names)


def counts_in(rows: Table, question: Question) -> Table:
    """(account, member?, slice, all rows, valid, bad, figures of the rule) of every slice of the grid's span."""
    table = prepared(rows, question)
    keys = _keys(question)
    counted = table.group_by(keys).agg(
        total=table.n.sum(),
        valid=table.n.sum(where=table.is_valid).fill_null(0),
        bad=table.n.sum(where=table.is_bad).fill_null(0),
        **_more(table, question),
    )
    return counted.order_by(keys)


def state_changes(rows: Table, question: Question) -> Table:
    """(account, member, at, state) of every row up to the end of the question's time, in order of time.

    Rows before it say how it begins. Of rows with the same instant, the order of states decides, so that it is always
    the same one.
    """
    import ibis  # noqa: PLC0415 - as above

    check_fields(rows, question)
    whose = rows.account.notnull() if question.account is None else rows.account == question.account
    kept = [rows["at"] < question.grid.span.end * MICRO, whose]
    if not is_always(question.conditions.where):
        kept.append(compiled(question.conditions.where, rows))
    table = rows.filter(kept)
    member = table[question.measure.members].fill_null("") if question.measure.members else ibis.literal("")
    changes = table.select("account", member=member, at=table["at"], state=table.state)
    return changes.order_by(["at", "account", "member", "state"])


def _keys(question: Question) -> list[str]:
    return ["account", *([MEMBER] if question.measure.members else []), "slice"]


def _more(table: Table, question: Question) -> dict[str, Any]:
    """The further figures that a rule needs of each slice."""
    made = getattr(question.rule_module, "aggregates", None)
    return made(table, question.rule.terms) if made and question.rule else {}


def _touching(question: Question, without: Spans) -> tuple[Any, ...]:
    """The whole slices that excluded time touches: a ratio of half a slice is no ratio of the agreement's."""
    grid, span = question.grid, question.grid.span
    inside = without.within(span)
    return tuple(Spans.of((grid.start_of(part.start), grid.end_of(grid.start_of(part.end - 1))) for part in inside))
