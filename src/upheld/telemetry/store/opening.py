"""Opening a store: the partitions of the days needed, checked by digest, as the relation that files give."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from upheld.problems import Place, Problem
from upheld.telemetry import sql
from upheld.telemetry.bad import gathered
from upheld.telemetry.limits import Limits
from upheld.telemetry.mapping import Series
from upheld.telemetry.options import Options
from upheld.telemetry.reading import Reading, instant, relation_of
from upheld.telemetry.scanning import Unreadable, digest
from upheld.telemetry.session import connect
from upheld.telemetry.store.manifest import NAME, Manifest, Part, load

Problems = tuple[Problem, ...]
_SERIES: tuple[Series, ...] = ("requests", "probes", "states")


def is_store(path: Path) -> bool:
    """Whether a directory is a store of ours."""
    return any((path / series / NAME).is_file() for series in _SERIES)


def open_store(
    store: Path,
    series: Series | None = None,
    *,
    limits: Limits = Limits(),  # noqa: B008 - a frozen value, the same for every call
    options: Options = Options(),  # noqa: B008 - frozen
) -> Reading | Problems:
    """The rows of a store, or what is wrong with it.

    Only the days that `options.span` touches are opened (of state changes also all days before, because a
    state lasts until the next change), and each partition is checked against its SHA-256 first: 2 GB/s, so a
    year of one service of 30 MB costs 15 ms. `series` is needed where the store holds several.
    """
    held = [name for name in _SERIES if (store / name / NAME).is_file() and series in {None, name}]
    if len(held) != 1:
        what = f"the store holds {', '.join(held)}; say which series" if held else "this is no store of telemetry"
        return (Problem(Place(str(store)), "series", what),)
    folder = store / held[0]
    try:
        manifest = load(folder)
    except Unreadable as fault:
        return (Problem(Place(str(folder)), "", str(fault)),)
    if manifest is None:
        return (Problem(Place(str(folder)), "", "this is no store of telemetry"),)
    parts = tuple(_needed(manifest, options.span))
    problems = tuple(_damaged(folder, parts))
    return problems or _reading(folder, manifest, parts, limits)


def _needed(manifest: Manifest, span: tuple[datetime, datetime] | None) -> Iterator[Part]:
    if span is None:
        yield from manifest.parts()
        return
    first, last = (day_of(moment) for moment in (span[0], span[1] - timedelta(microseconds=1)))
    for part in manifest.parts():
        if part.day <= last and (part.day >= first or manifest.series != "requests"):
            yield part


def day_of(moment: datetime) -> date:
    """The UTC day of an aware datetime."""
    return moment.astimezone(UTC).date()


def _damaged(folder: Path, parts: Sequence[Part]) -> Iterator[Problem]:
    for part in parts:
        path = folder / part.path
        if not path.is_file():
            yield Problem(Place(str(path)), "", "this partition is missing", "ingest its source again")
        elif path.stat().st_size != part.bytes or digest(path) != part.sha256:
            yield Problem(
                Place(str(path)),
                "",
                "this partition was changed since it was written",
                "ingest its source again",
            )


def _reading(folder: Path, manifest: Manifest, parts: Sequence[Part], limits: Limits) -> Reading:
    scratch = Path(tempfile.mkdtemp(prefix="upheld-", dir=limits.scratch))
    connection = connect(limits, scratch, (), [folder.resolve()])
    relation = relation_of(manifest.series)
    names = ", ".join(f"{sql.name(name)}" for name in manifest.fields)
    nothing = ", ".join(f"CAST(NULL AS {kind}) AS {sql.name(name)}" for name, kind in manifest.fields.items())
    files = sql.values(str(folder.resolve() / part.path) for part in parts)
    rows = f"SELECT {names} FROM read_parquet([{files}])" if parts else f"SELECT {nothing} WHERE FALSE"
    connection.execute(f"CREATE VIEW {relation} AS {rows}")
    wanted = {part.path for part in parts}
    sources = [source for source in manifest.sources if wanted & {part.path for part in source.parts}]
    return Reading(
        connection=connection,
        relation=relation,
        series=manifest.series,
        fields=MappingProxyType(dict(manifest.fields)),
        rows=sum(part.source_rows for part in parts),
        first=instant(min((part.first for part in parts), default=None)),
        last=instant(max((part.last for part in parts), default=None)),
        bad=gathered(source.bad for source in sources),
        sources=tuple(source.file for source in sources),
        scratch=scratch,
        grain=timedelta(microseconds=manifest.grain) if manifest.grain else None,
    )
