"""SQL that turns a time as written into epoch microseconds UTC, and says what is wrong where it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from upheld.telemetry import sql
from upheld.telemetry.casts import Cast, Kind, scaled
from upheld.telemetry.fields import TIME

# A powers of ten per unit: an epoch in this unit times 10**power is microseconds.
_POWERS = {"epoch_s": 6, "epoch_ms": 3, "epoch_us": 0, "epoch_ns": -3}
_OFFSET = r"\d:\d\d.*([Zz]| ?UTC|[+-]\d\d(:?\d\d)?)$"
_EARLIEST = int(datetime(1990, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
_STEPS = (3600, 1800)  # how far clocks go back somewhere on earth today: an hour, half an hour on Lord Howe Island


@dataclass(frozen=True, slots=True)
class TimeReading:
    """How times are written: `iso`, `epoch_*` or a pattern; the zone of wall times; which of two to take."""

    format: str
    zone: str | None
    twice: str | None = None

    @property
    def wall(self) -> bool:
        """True where the text is a wall time that needs a zone."""
        return not self.format.startswith("epoch_") and not (self.format != "iso" and "%z" in self.format)


def time_cast(raw: str, kind: Kind, reading: TimeReading, now: datetime) -> Cast:
    """The instant of a row in microseconds, with the faults it can have.

    `kind` is the type of the column as it comes: text, a number, or a timestamp of a typed file. Instants before 1990
    or more than a day after `now` are faults: no service ran then, and a clock was wrong.
    """
    at, faults = _instant(raw, kind, reading)
    latest = int((now + timedelta(days=1)).timestamp()) * 1_000_000
    known = sql.name(TIME)
    return Cast(
        TIME,
        at,
        (
            (f"{raw} IS NULL", "time missing"),
            *faults,
            (f"{known} IS NULL", "time unreadable"),
            (f"{known} < {_EARLIEST}", "time before 1990"),
            (f"{known} > {latest}", "time in the future"),
        ),
        "BIGINT",
    )


def _instant(raw: str, kind: Kind, reading: TimeReading) -> tuple[str, tuple[tuple[str, str], ...]]:
    if kind == "timestamptz":
        return f"epoch_us({raw})", ()
    if kind == "timestamp":
        return _zoned(f"CAST({raw} AS TIMESTAMP)", reading)
    if kind != "text" or reading.format in _POWERS:
        return scaled(raw, kind, _POWERS.get(reading.format, 6)), ()
    if reading.format == "iso":
        return _iso(raw, reading)
    parsed = f"try_strptime({raw}, {sql.value(reading.format)})"
    return (f"epoch_us({parsed})", ()) if "%z" in reading.format else _zoned(parsed, reading)


def _iso(raw: str, reading: TimeReading) -> tuple[str, tuple[tuple[str, str], ...]]:
    """ISO 8601. Text without an offset is a wall time: it is never taken for UTC silently."""
    has_offset = f"(ends_with({raw}, 'Z') OR regexp_matches({raw}, '{_OFFSET}'))"
    exact = f"epoch_us(TRY_CAST({raw} AS TIMESTAMPTZ))"
    if reading.zone is None:
        missing = f"NOT {has_offset} AND TRY_CAST({raw} AS TIMESTAMP) IS NOT NULL"
        return f"CASE WHEN {has_offset} THEN {exact} END", ((missing, "time without an offset"),)
    wall = f"TRY_CAST(CASE WHEN NOT {has_offset} THEN {raw} END AS TIMESTAMP)"
    at, faults = _zoned(wall, reading)
    return f"CASE WHEN {has_offset} THEN {exact} ELSE {at} END", faults


def _zoned(wall: str, reading: TimeReading) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A wall time in the zone of the mapping; one that occurs twice or never is a fault unless the mapping decides."""
    if reading.zone is None:
        return "CAST(NULL AS BIGINT)", ((f"{wall} IS NOT NULL", "time without an offset"),)
    if reading.zone == "UTC":
        return f"epoch_us({wall})", ()
    zone = sql.value(reading.zone)
    second = f"epoch_us(timezone({zone}, {wall}))"  # of two instants with this wall time, DuckDB takes the later
    never = f"timezone({zone}, timezone({zone}, {wall})) <> {wall}"
    faults = [(never, "wall time that does not exist")]
    earlier = [f"timezone({zone}, timezone({zone}, {wall}) - INTERVAL {step} SECOND) = {wall}" for step in _STEPS]
    if reading.twice is None:
        faults.append((sql.either(earlier), "wall time that occurs twice"))
    if reading.twice != "first":
        return second, tuple(faults)
    cases = " ".join(
        f"WHEN {same} THEN {second} - {step * 1_000_000}" for same, step in zip(earlier, _STEPS, strict=True)
    )
    return f"CASE {cases} ELSE {second} END", tuple(faults)
