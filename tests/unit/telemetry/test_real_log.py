"""A real Apache log, with figures counted apart from our code by `awk` over its fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.telemetry.conftest import NOW, Files
from upheld.telemetry.files import read
from upheld.telemetry.ingest import Stored, ingest
from upheld.telemetry.queries import Queries
from upheld.telemetry.reading import Reading

LOG = Path(__file__).parents[2] / "data" / "elastic" / "access.log"
STATUSES = [(200, 377), (301, 9), (304, 7), (404, 7)]  # awk '{print $9}' | sort | uniq -c
HOURS = [("10", 74), ("11", 111), ("12", 115), ("13", 100)]  # awk '{print substr($4, 14, 2)}' | sort | uniq -c


def counted(connection: Queries) -> tuple[list[tuple[int, int]], list[tuple[str, int]]]:
    by_status = connection.execute("SELECT status, sum(n)::BIGINT FROM requests GROUP BY 1 ORDER BY 1").fetchall()
    hour = "strftime(make_timestamp(\"at\"), '%H')"
    by_hour = connection.execute(f"SELECT {hour}, sum(n)::BIGINT FROM requests GROUP BY 1 ORDER BY 1").fetchall()
    return by_status, by_hour


def test_the_figures_of_a_real_log(files: Files) -> None:
    reading = files.read([LOG])
    assert (reading.rows, reading.bad.total) == (400, 0)
    assert counted(reading.connection) == (STATUSES, HOURS)


@pytest.mark.parametrize("pieces", [1, 3])
def test_the_same_figures_from_a_store_whatever_the_pieces_it_came_in(tmp_path: Path, pieces: int) -> None:
    lines = LOG.read_text().splitlines(keepends=True)
    for piece in range(pieces):
        (tmp_path / f"{piece}.log").write_text("".join(lines[piece::pieces]))
    stored = ingest([tmp_path / "*.log"], tmp_path / "store", now=NOW)
    assert isinstance(stored, Stored)
    reading = read([tmp_path / "store"], now=NOW)
    assert isinstance(reading, Reading)
    with reading:
        assert counted(reading.connection) == (STATUSES, HOURS)
