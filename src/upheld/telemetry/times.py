"""SQL that turns a time as written into epoch microseconds UTC, and says what is wrong where it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from upheld.telemetry import sql
from upheld.telemetry.casts import Cast, Kind, Step, scaled
from upheld.telemetry.fields import TIME

# An epoch in this unit times 10**power is microseconds.
_POWERS = {"epoch_s": 6, "epoch_ms": 3, "epoch_us": 0, "epoch_ns": -3}
_OFFSET = r"\d:\d\d.*([Zz]| ?UTC|[+-]\d\d(:?\d\d)?)$"
_NO_OFFSET = "time without an offset"
_UTC = frozenset({"UTC", "Etc/UTC", "Etc/GMT", "GMT", "Z"})  # zones whose clocks never move
_EARLIEST = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
_STEPS = (
    3600,
    1800,
)  # how far clocks go back somewhere on earth today: an hour, half an hour on Lord Howe Island


@dataclass(frozen=True, slots=True)
class _Instant:
    """SQL of an instant in microseconds, the faults of its own, and the steps before it."""

    value: str
    faults: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeReading:
    """How times are written: `iso`, `epoch_*` or a pattern; the zone of wall times; which of two to take."""

    format: str
    zone: str | None
    twice: str | None = None

    @property
    def is_utc(self) -> bool:
        """Whether wall times are instants as they stand: no hour occurs twice, and none is missing."""
        return self.zone in _UTC


def time_cast(raw: str, kind: Kind, reading: TimeReading, now: datetime) -> Cast:
    """The instant of a row in microseconds, with the faults it can have.

    `kind` is the type of the column as it comes: text, a number, or a timestamp of a typed file. Instants
    before 1990 or more than a day after `now` are faults: no service ran then, and a clock was wrong.
    """
    instant = _instant(raw, kind, reading)
    latest = int((now + timedelta(days=1)).timestamp()) * 1_000_000
    known = sql.name(TIME)
    wall = [condition for condition, _ in instant.faults]
    return Cast(
        TIME,
        instant.value,
        (
            (f"{raw} IS NULL", "time missing"),
            *instant.faults,
            (f"{known} IS NULL", "time unreadable"),
            (f"{known} < {_EARLIEST}", "time before 1990"),
            (f"{known} > {latest}", "time in the future"),
        ),
        "BIGINT",
        instant.steps,
        # A time without its offset has no instant, so its fault needs no look of its own; those of wall times do.
        sql.either([f"({known} BETWEEN {_EARLIEST} AND {latest}) IS NOT TRUE", *(wall if reading.zone else ())]),
    )


def _instant(raw: str, kind: Kind, reading: TimeReading) -> _Instant:
    if kind == "timestamptz":
        return _Instant(f"epoch_us({raw})")
    if kind == "timestamp":
        return _zoned(f"CAST({raw} AS TIMESTAMP)", reading)
    if kind == "integer" and reading.format == "epoch_us":
        return _Instant(f"CAST({raw} AS BIGINT)")  # as plain as can be, so that DuckDB skips row groups by it
    if kind != "text" or reading.format in _POWERS:
        number = scaled(TIME, raw, kind, _POWERS.get(reading.format, 6))
        return _Instant(number.value, steps=number.steps)
    if reading.format == "iso":
        return _iso(raw, reading)
    parsed = f"try_strptime({raw}, {sql.value(reading.format)})"
    return _Instant(f"epoch_us({parsed})") if "%z" in reading.format else _zoned(parsed, reading)


def _iso(raw: str, reading: TimeReading) -> _Instant:
    """ISO 8601. Text without an offset is a wall time: it is never taken for UTC silently."""
    offset = sql.name("step.offset")
    usual = f"ends_with({raw}, 'Z') OR {raw} LIKE '%+__:__'"  # quick to see; else a closer look, which OR takes always
    steps: tuple[Step, ...] = ((offset, f"CASE WHEN {usual} THEN TRUE ELSE regexp_matches({raw}, '{_OFFSET}') END"),)
    exact = f"epoch_us(TRY_CAST({raw} AS TIMESTAMPTZ))"
    if reading.zone is None:
        missing = f"NOT {offset} AND TRY_CAST({raw} AS TIMESTAMP) IS NOT NULL"
        return _Instant(f"CASE WHEN {offset} THEN {exact} END", ((missing, _NO_OFFSET),), steps)
    wall = _zoned(f"TRY_CAST(CASE WHEN NOT {offset} THEN {raw} END AS TIMESTAMP)", reading)
    return _Instant(f"CASE WHEN {offset} THEN {exact} ELSE {wall.value} END", wall.faults, steps + wall.steps)


def _zoned(wall: str, reading: TimeReading) -> _Instant:
    """A wall time in the zone of the mapping; one that occurs twice or never is a fault unless the mapping decides.

    Of two instants with the same wall time DuckDB takes the later one.
    """
    if reading.zone is None:
        return _Instant("CAST(NULL AS BIGINT)", ((f"{wall} IS NOT NULL", _NO_OFFSET),))
    if reading.is_utc:
        return _Instant(f"epoch_us({wall})")
    zone, local, second = sql.value(reading.zone), sql.name("step.wall"), sql.name("step.instant")
    steps: tuple[Step, ...] = ((local, wall), (second, f"timezone({zone}, {local})"))
    faults = [(f"timezone({zone}, {second}) <> {local}", "wall time that does not exist")]
    same = {step: f"timezone({zone}, {second} - INTERVAL {step} SECOND) = {local}" for step in _STEPS}
    if reading.twice is None:
        faults.append((sql.either(same.values()), "wall time that occurs twice"))
    back = " ".join(f"WHEN {earlier} THEN {step * 1_000_000}" for step, earlier in same.items())
    moved = f" - CASE {back} ELSE 0 END" if reading.twice == "first" else ""
    return _Instant(f"epoch_us({second}){moved}", tuple(faults), steps)
