"""SQL that turns a field as written into the value that is kept, and names the faults of a row that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from upheld.telemetry import sql

# The type of a column as it comes: text formats give text, Parquet gives the others.
Kind = Literal["text", "integer", "number", "boolean", "timestamp", "timestamptz"]

_LARGEST = 10**18  # microseconds; no time and no latency is larger
_NO_NUMBER = "latency not a number"
_TRUE = ("true", "t", "yes", "y", "1")
_FALSE = ("false", "f", "no", "n", "0")


Step = tuple[str, str]  # the quoted name of a column made on the way, and its SQL


@dataclass(frozen=True, slots=True)
class Cast:
    """A column that is kept: its name, its value as SQL over the raw columns, and (condition, reason) faults.

    A condition may speak of the raw columns and of the column's own value. `steps` are made one after the
    other before the value, so that each is computed once. `suspicion` is a cheap condition that is not false
    where one of the faults holds; without it the faults themselves are looked at.
    """

    name: str
    value: str
    faults: tuple[tuple[str, str], ...] = ()
    type: str = "VARCHAR"
    steps: tuple[Step, ...] = ()
    suspicion: str | None = None

    @property
    def suspected(self) -> str | None:
        """A condition without which no fault holds; None where there can be no fault."""
        return self.suspicion or (sql.either(fault for fault, _ in self.faults) if self.faults else None)


@dataclass(frozen=True, slots=True)
class Scaled:
    """A number as whole units of a smaller size: the SQL of the value, after its steps."""

    steps: tuple[Step, ...]
    value: str


def scaled(name: str, raw: str, kind: Kind, power: int) -> Scaled:
    """A number times 10**power as BIGINT, rounded down; NULL where it is negative or no number.

    Text is read as a decimal whose surplus places are cut off first, so 1.9999999 s is 1999999 us and never
    two seconds; 18 digits are enough for every time and latency, and fast.
    """
    if power < 0:
        whole = f"TRY_CAST({raw} AS BIGINT)"
        return Scaled((), f"CASE WHEN {whole} >= 0 THEN {whole} // {10**-power} END")
    if kind == "integer":
        return Scaled(
            (),
            f"CASE WHEN {raw} BETWEEN 0 AND {_LARGEST // 10**power} THEN CAST({raw} AS BIGINT) * {10**power} END",
        )
    written, step = f"CAST({raw} AS VARCHAR)", sql.name(f"step.{name}")
    places = f"strlen({written}) - instr({written}, '.') > {power}"
    digits = f"(strlen({written}) > {power} AND {places} AND regexp_full_match({written}, '[0-9]*\\.[0-9]+'))"
    cut = f"CASE WHEN {digits} THEN left({written}, instr({written}, '.') + {power}) ELSE {written} END"
    part = f"CAST(CAST({step} % 1 AS DECIMAL({power + 1}, {power})) * {10**power} AS BIGINT)"
    value = f"CASE WHEN {step} >= 0 THEN CAST(floor({step}) AS BIGINT) * {10**power} + {part} END"
    return Scaled(((step, f"TRY_CAST({cut} AS DECIMAL(18, {power}))"),), value)


def text(name: str, raw: str) -> Cast:
    """Text as it is written."""
    return Cast(name, f"CAST({raw} AS VARCHAR)")


def integer(name: str, raw: str, kind: Kind) -> Cast:
    """A whole number; `200.0` is one, `200.5` is not."""
    if kind == "integer":
        return Cast(name, f"CAST({raw} AS BIGINT)", type="BIGINT")
    fault = f"{raw} IS NOT NULL AND ({sql.name(name)} IS NULL OR ({_decimals(raw)}))"
    return Cast(name, f"TRY_CAST({raw} AS BIGINT)", ((fault, f"{name} not a whole number"),), "BIGINT")


def status(raw: str, kind: Kind) -> Cast:
    """An HTTP status, 0 to 999 (0 is what proxies write when no answer was sent); none where nobody answered."""
    own = sql.name("status")
    odd = f"{own} IS NULL OR {own} NOT BETWEEN 0 AND 999 OR ({_decimals(raw)})"
    faults = [(f"{raw} IS NOT NULL AND ({odd})", "status not a number")]
    if kind == "integer":
        faults = [(f"{own} NOT BETWEEN 0 AND 999", "status not a number")]
    longer = f" AND strlen(CAST({raw} AS VARCHAR)) = 3" if kind == "text" else ""
    usual = f"({own} BETWEEN 0 AND 999{longer}) IS NOT TRUE" if kind in {"text", "integer"} else None
    return Cast("status", f"TRY_CAST({raw} AS INTEGER)", tuple(faults), "INTEGER", suspicion=usual)


def count(raw: str, kind: Kind) -> Cast:
    """How many requests a row stands for: a whole number, not negative, and there."""
    whole = integer("n", raw, kind)
    faults = (
        (f"{raw} IS NULL", "count missing"),
        *whole.faults,
        (f"{sql.name('n')} < 0", "count below zero"),
    )
    return Cast("n", whole.value, faults, "BIGINT")


def boolean(name: str, raw: str, kind: Kind) -> Cast:
    """True or false, also written yes and no or 1 and 0."""
    if kind == "boolean":
        return Cast(name, raw, type="BOOLEAN")
    word = f"lower(CAST({raw} AS VARCHAR))"
    value = f"CASE WHEN {word} IN ({sql.values(_TRUE)}) THEN TRUE WHEN {word} IN ({sql.values(_FALSE)}) THEN FALSE END"
    fault = f"{raw} IS NOT NULL AND {sql.name(name)} IS NULL"
    return Cast(name, value, ((fault, f"{name} not true or false"),), "BOOLEAN")


def latency(raw: str, kind: Kind, power: int) -> Cast:
    """A duration in whole microseconds, rounded down; a negative one means that it was not measured."""
    number = scaled("latency_us", raw, kind, power)
    own = sql.name("latency_us")
    fault = (f"{raw} IS NOT NULL AND {own} IS NULL AND NOT starts_with(CAST({raw} AS VARCHAR), '-')", _NO_NUMBER)
    return Cast("latency_us", number.value, (fault,), "BIGINT", number.steps, f"{own} IS NULL")


def state(raw: str, words: Sequence[tuple[str, Sequence[str]]]) -> Cast:
    """`up`, `down` or `unknown`, by the words of the mapping; other words are faults, never guessed."""
    word = f"lower(trim(CAST({raw} AS VARCHAR)))"
    cases = [
        f"WHEN {word} IN ({sql.values(item.lower() for item in meant)}) THEN {sql.value(to)}"
        for to, meant in words
        if meant
    ]
    faults = (
        (f"{raw} IS NULL", "state missing"),
        (f"{sql.name('state')} IS NULL", "state word not in the mapping"),
    )
    return Cast("state", f"CASE {' '.join(cases)} END", faults)


def _decimals(raw: str) -> str:
    """TRUE where a number is written with decimals that are not zero."""
    written = f"CAST({raw} AS VARCHAR)"
    return f"contains({written}, '.') AND NOT regexp_full_match({written}, '-?[0-9]+\\.0*')"
