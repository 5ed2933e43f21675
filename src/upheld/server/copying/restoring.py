"""Restoring a backup: into an empty installation only, verified before and after."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from upheld.problems import Place, Problem, Refused
from upheld.server.configuration import Configuration
from upheld.server.copying.manifest import FILES, ROWS, Manifest, key_mark
from upheld.server.keys import FILE as KEYS
from upheld.server.keys import keys_of

Say = Callable[[str], None]


def restore(root: Path, manifest: Manifest, configuration: Configuration, say: Say) -> None:
    """Put a verified backup into an empty data directory and an empty database; Django need not be set up yet.

    Raises `upheld.Refused` where it is no backup, or where there is something already. Whatever fails, nothing is left
    behind: the rows go in with one transaction, and files that were made are removed.
    """
    _refuse(root, manifest, configuration)
    with _all_or_nothing(configuration.data_dir):
        _lay_files(root, manifest, configuration.data_dir)
        _refuse_other_key(manifest, configuration)
        say("files are in place")
        from upheld.server.starting import migrate_database, start_django  # noqa: PLC0415 - once there are keys

        start_django(configuration)
        _refuse_full_database()
        migrate_database()
        _put_rows(root, manifest)
        say("rows are in place, and are those of the backup")


def _refuse(root: Path, manifest: Manifest, configuration: Configuration) -> None:
    problems = []
    if manifest.kind != "backup":
        what = "is an export, which leaves out what a service needs"
        problems.append(Problem(Place(str(root)), "", what, "restore what `upheld backup` wrote"))
    with_keys = any(part.path == f"{FILES}/{KEYS}" for part in manifest.parts)
    data_dir = configuration.data_dir
    there = sorted(path.name for path in data_dir.iterdir()) if data_dir.is_dir() else []
    unexpected = [name for name in there if with_keys or name != KEYS]
    if unexpected:
        what = f"is not empty: it holds {', '.join(unexpected[:5])}"
        problems.append(Problem(Place(str(data_dir)), "", what, "restore into a new data directory"))
    if not with_keys and KEYS not in there and configuration.secret_key is None:
        mend = f"put the {KEYS} of that installation into {data_dir} first"
        problems.append(Problem(Place(str(root)), "", "holds no keys", mend))
    if problems:
        raise Refused(problems)


@contextmanager
def _all_or_nothing(data_dir: Path) -> Iterator[None]:
    new = not data_dir.exists()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = set(data_dir.iterdir())
    try:
        yield
    except BaseException:
        for path in set(data_dir.iterdir()) - before:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if new:
            data_dir.rmdir()
        raise


def _lay_files(root: Path, manifest: Manifest, data_dir: Path) -> None:
    for part in manifest.parts:
        if part.path.startswith(f"{FILES}/"):
            place = data_dir / part.path.removeprefix(f"{FILES}/")
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(root / part.path, place)
            place.chmod(0o600)


def _refuse_other_key(manifest: Manifest, configuration: Configuration) -> None:
    if key_mark(keys_of(configuration).secret_key) != manifest.key:
        what = "the keys are not those of the installation that was backed up"
        raise Refused([Problem(Place(str(configuration.data_dir)), "", what, "what it sealed could not be opened")])


def _refuse_full_database() -> None:
    from django.db import connection  # noqa: PLC0415 - Django is set up by now

    there = connection.introspection.table_names()
    if there:
        what = f"is not empty: it holds the table {there[0]}"
        raise Refused([Problem(Place("database"), "", what, "restore into a new database")])


def _put_rows(root: Path, manifest: Manifest) -> None:
    """All rows in one transaction; what then stands in the database must be the backup to the last byte."""
    from django.core.management.color import no_style  # noqa: PLC0415 - Django is set up by now
    from django.db import connection, transaction  # noqa: PLC0415 - likewise

    from upheld.server.copying.rows import clear, lines, name_of, put, tables  # noqa: PLC0415 - likewise
    from upheld.server.copying.writing import migrations_in  # noqa: PLC0415 - likewise

    _refuse_other_form(manifest, migrations_in("default"))
    wanted = {part.path: part for part in manifest.parts}
    models = tables()
    with transaction.atomic():
        clear(models, "default")
        for model in models:
            with (root / ROWS / f"{name_of(model)}.jsonl").open("rb") as told:
                put(model, told, "default")
        for model in models:
            digest = hashlib.sha256()
            for line in lines(model, "default"):
                digest.update(line)
            if digest.hexdigest() != wanted[f"{ROWS}/{name_of(model)}.jsonl"].sha256:
                raise Refused([Problem(Place(str(root)), name_of(model), "did not come back as it was written")])
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)


def _refuse_other_form(manifest: Manifest, ours: tuple[str, ...]) -> None:
    if set(manifest.migrations) != set(ours):
        what = f"was written by upheld {manifest.upheld}, whose database has another form"
        mend = "restore it with that version, then upgrade"
        raise Refused([Problem(Place("backup"), "", what, mend)])
