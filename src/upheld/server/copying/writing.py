"""Writing a copy: rows, kept files and the manifest, read back before it appears under its name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from upheld.problems import Place, Problem, Refused
from upheld.server.configuration import Configuration
from upheld.server.copying.archives import is_archive, opened, pack, scratch_beside
from upheld.server.copying.manifest import FILE, FILES, FORM, ROWS, Kind, Manifest, Part, key_mark, manifest_in, part_of
from upheld.server.copying.rows import lines, name_of, tables
from upheld.server.copying.snapshot import snapshot
from upheld.server.keys import FILE as KEYS
from upheld.server.keys import keys_of
from upheld.telemetry.store.locking import all_locked


@dataclass(frozen=True, slots=True)
class Wanted:
    """What kind of copy, where to (a directory that is not there yet, or a file `.tar` or `.tar.gz`).

    With `keys`, the installation's keys are in it: without them, what is sealed in the database stays so.
    """

    kind: Kind
    target: Path
    keys: bool = True

    @property
    def readable(self) -> bool:
        """Whether it is for people and other programs, and so holds no secrets."""
        return self.kind == "export"


def write_copy(wanted: Wanted, configuration: Configuration, now: datetime) -> Manifest:
    """Write a copy of everything while the service goes on, read it back, and put it under its name.

    Raises `upheld.Refused` where the name is taken or the database is damaged; then nothing is left behind.
    """
    _refuse(wanted.target, configuration)
    with scratch_beside(wanted.target) as scratch:
        root = scratch / "copy"
        root.mkdir()
        with snapshot(configuration, scratch) as alias:
            parts = list(_rows(root, alias, readable=wanted.readable))
            migrations = migrations_in(alias)
        # After the rows: a file is kept before a row tells of it, so that none that a row tells of is missing.
        with all_locked(configuration.telemetry_dir):
            parts.extend(_files(root, configuration.data_dir, keys=wanted.keys and not wanted.readable))
        manifest = Manifest(
            form=FORM, kind=wanted.kind, upheld=version("upheld"), made_at=now, migrations=migrations,
            database="sqlite" if configuration.on_sqlite else "postgresql",
            key=key_mark(keys_of(configuration).secret_key),
            parts=tuple(parts),
        )  # fmt: skip
        (root / FILE).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
        _appear(root, wanted.target)
    return manifest


def _refuse(target: Path, configuration: Configuration) -> None:
    place = Place(str(target))
    if target.exists():
        raise Refused([Problem(place, "", "is there already", "name a new directory or file")])
    if target.resolve().is_relative_to(configuration.data_dir.resolve()):
        raise Refused([Problem(place, "", "lies in the data directory", "keep copies away from what they are of")])


def _rows(root: Path, alias: str, *, readable: bool) -> Iterator[Part]:
    (root / ROWS).mkdir()
    for model in tables(readable=readable):
        path, count = f"{ROWS}/{name_of(model)}.jsonl", 0
        with (root / path).open("wb") as sink:
            for line in lines(model, alias, readable=readable):
                sink.write(line)
                count += 1
        yield part_of(root, path, count)


STATUS_PAGE = "statuspage"
"""The folder of the public page: a running service writes it each minute."""


def migrations_in(alias: str) -> tuple[str, ...]:
    """The names of the migrations that a database has seen."""
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in applied))


def _files(root: Path, data_dir: Path, *, keys: bool) -> Iterator[Part]:
    for file in sorted(data_dir.rglob("*")):
        told = file.relative_to(data_dir)
        if file.is_file() and not file.is_symlink() and _is_kept(told, keys=keys):
            path = f"{FILES}/{told.as_posix()}"
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, root / path)
            yield part_of(root, path)


def _is_kept(told: Path, *, keys: bool) -> bool:
    """The database is copied as rows; locks, and what is still being written or is written each minute, is not kept."""
    if told.parts[0] == STATUS_PAGE:
        return False
    passing = told.name.startswith(".") or told.suffix == ".lock" or told.name.startswith("upheld.sqlite3")
    return not passing and (keys or told != Path(KEYS))


def _appear(root: Path, target: Path) -> None:
    """Sync, read everything back, and give it its name."""
    for file in (path for path in root.rglob("*") if path.is_file()):
        with file.open("rb") as written:
            os.fsync(written.fileno())
    manifest_in(root, str(target))
    if not is_archive(target):
        root.rename(target.absolute())
        return
    archive = root.with_name("archive")
    pack(root, archive, compressed=target.suffix == ".gz")
    with opened(archive) as back:
        manifest_in(back, str(target))
    archive.rename(target.absolute())
