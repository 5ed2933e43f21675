"""A DuckDB connection that can reach the named files and its scratch directory, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from upheld.telemetry import sql
from upheld.telemetry.limits import Limits


def connect(
    limits: Limits,
    scratch: Path,
    files: Iterable[Path],
    folders: Iterable[Path] = (),
    *,
    distrust: bool = False,
) -> duckdb.DuckDBPyConnection:
    """An in-memory database, UTC, bounded in memory, without extensions, network or other files; settings locked.

    Beyond `limits.memory` DuckDB spills to `scratch`. Only `files`, and what lies below `folders` and
    `scratch`, can be opened by any later query. With `distrust`, conditions are judged by values alone, and not
    by the statistics that a file has of itself.
    """
    connection = duckdb.connect(":memory:")
    if distrust:
        connection.execute("SET disabled_optimizers = 'statistics_propagation'")
    for setting, chosen in _settings(limits, scratch, files, (*folders, scratch)):
        connection.execute(f"SET {setting} = {chosen}")
    return connection


def _settings(
    limits: Limits, scratch: Path, files: Iterable[Path], folders: Iterable[Path]
) -> Iterable[tuple[str, str]]:
    yield "TimeZone", "'UTC'"
    yield "memory_limit", f"'{limits.memory // 1024} KiB'"
    yield "temp_directory", sql.value(str(scratch / "spill"))
    if limits.threads:
        yield "threads", str(limits.threads)
    yield "enable_progress_bar", "true"  # so that query_progress() tells something; nothing is printed:
    yield "enable_progress_bar_print", "false"
    yield "autoinstall_known_extensions", "false"
    yield "autoload_known_extensions", "false"
    yield "allow_community_extensions", "false"
    yield "allowed_paths", f"[{sql.values(str(file) for file in files)}]"
    yield "allowed_directories", f"[{sql.values(f'{folder}/' for folder in folders)}]"
    yield "enable_external_access", "false"
    yield "lock_configuration", "true"
