"""Every example of the library's page is run as it stands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import upheld
from tests.docs.fences import blocks
from tests.measured import ROOT

PAGE = ROOT / "docs" / "library.md"
EXAMPLES = tuple(blocks(PAGE, "python"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.splitlines()[-1][:40])
def test_an_example_runs_as_it_stands(example: str, played: Path) -> None:
    os.chdir(played / "upheld-demo")
    exec(compile(example, str(PAGE), "exec"), {})  # noqa: S102 - our own page


def test_the_page_tells_of_every_public_name() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in upheld.__all__ if name not in text] == []
    assert all(getattr(upheld, name) is not None for name in upheld.__all__)


def test_one_account_must_be_named_where_there_are_several(played: Path) -> None:
    os.chdir(played / "upheld-demo")
    with pytest.raises(upheld.Refused) as refused:
        upheld.statement(
            "agreements/api2task.yaml", "telemetry/odbl/api-requests.parquet", period="2026-03",
            mapping="mappings/api-requests.yaml", commitment="uptime",
        )  # fmt: skip
    (problem,) = refused.value.problems
    assert problem.what == "4 accounts are in the telemetry (birch-studio, harbour-labs, north-bakery, young-oak)"


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "fees.yaml").write_text("fees: [{account: acme, amount: much}]\n", encoding="utf-8")
    with pytest.raises(upheld.Refused) as refused:
        upheld.every_statement(
            tmp_path / "missing.yaml", tmp_path / "log", period="2026-03",
            exclusions=tmp_path / "none.yaml", fees=tmp_path / "fees.yaml",
        )  # fmt: skip
    told = {Path(problem.place.file).name for problem in refused.value.problems}
    assert told == {"missing.yaml", "none.yaml", "fees.yaml"}
