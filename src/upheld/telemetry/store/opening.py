"""Opening a store: the partitions of the days needed, checked by digest, as the relation that files give."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from upheld.problems import Place, Problem
from upheld.telemetry import sql
from upheld.telemetry.bad import gathered
from upheld.telemetry.fields import ACCOUNT, COUNT, TIME
from upheld.telemetry.limits import Limits
from upheld.telemetry.mapping import Series
from upheld.telemetry.options import Options
from upheld.telemetry.reading import Reading, instant, relation_of
from upheld.telemetry.scanning import Unreadable
from upheld.telemetry.session import connect
from upheld.telemetry.store.choosing import Chosen, choose
from upheld.telemetry.store.manifest import NAME, Manifest, Part, load

Problems = tuple[Problem, ...]
_ALWAYS = frozenset({TIME, ACCOUNT, COUNT})
_DAY = 86_400_000_000  # microseconds
_EPOCH = date(1970, 1, 1)
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
    state lasts until the next change), from packs where they hold what `options.fields` names, and each file is
    checked against its SHA-256 first: 2 GB/s, so a year of one service of 30 MB costs 15 ms. `series` is needed
    where the store holds several.
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
    wanted = options.fields
    fields = {name: kind for name, kind in manifest.fields.items() if wanted is None or name in {*_ALWAYS, *wanted}}
    found = tuple(choose(manifest, folder, parts, fields))
    problems = tuple(each for each in found if isinstance(each, Problem))
    files = tuple(each for each in found if isinstance(each, Chosen))
    return problems or _reading(
        replace(manifest, fields=fields), parts, _relation(folder, files, fields), (folder, limits)
    )


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


def _relation(folder: Path, files: Sequence[Chosen], fields: Mapping[str, str]) -> str:
    """The SELECT over all files: those that are read whole in one scan."""
    if not files:
        nothing = ", ".join(f"CAST(NULL AS {kind}) AS {sql.name(name)}" for name, kind in fields.items())
        return f"SELECT {nothing} WHERE FALSE"
    names, place = ", ".join(map(sql.name, fields)), folder.resolve()
    whole = sql.values(str(place / file.path) for file in files if file.days is None)
    scans = [f"SELECT {names} FROM read_parquet([{whole}])"] if whole else []
    scans += [
        f"SELECT {names} FROM read_parquet({sql.value(str(place / file.path))}) WHERE {_on(file.days)}"
        for file in files
        if file.days is not None
    ]
    return " UNION ALL ".join(scans)


def _on(days: Sequence[date]) -> str:
    """Whether a row lies on one of some UTC days; as ranges of time, so that row groups can be passed over."""
    starts = [(day - _EPOCH).days * _DAY for day in days]
    at = sql.name(TIME)
    return sql.either(f"{at} >= {start} AND {at} < {start + _DAY}" for start in starts)


def _reading(manifest: Manifest, parts: Sequence[Part], rows: str, where: tuple[Path, Limits]) -> Reading:
    folder, limits = where
    scratch = Path(tempfile.mkdtemp(prefix="upheld-", dir=limits.scratch))
    connection = connect(limits, scratch, (), [folder.resolve()])
    relation = relation_of(manifest.series)
    connection.execute(f"CREATE VIEW {relation} AS {rows}")
    wanted = {part.path for part in parts}
    sources = [source for source in manifest.sources if any(part.path in wanted for part in source.parts)]
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
