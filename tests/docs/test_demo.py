"""The demo: what it says, what it leaves behind, and what it does with files that somebody has changed."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.docs.conftest import Demo
from tests.measured import ROOT, upheld
from upheld.cli.demo_files import FILES, shipped

NAMES = (
    "haptik-all-2015-05",
    "api2task-birch-studio-2026-03",
    "api2task-harbour-labs-2026-03",
    "api2task-north-bakery-2026-03",
    "api2task-young-oak-2026-03",
    "probed-site-leistenmuehle-2026-03",
)


def test_every_statement_is_there_in_every_form(demo: Demo) -> None:
    assert demo.run.code == 0, demo.run.err
    statements = demo.home / "upheld-demo" / "statements"
    assert {path.name for path in statements.iterdir()} == {
        f"{n}.{form}" for n in NAMES for form in ("html", "json", "pdf")
    }
    assert (statements / f"{NAMES[0]}.pdf").read_bytes().startswith(b"%PDF-")


def test_the_output_names_the_page_to_look_at_first(demo: Demo) -> None:
    page = next(line.strip() for line in demo.run.out.splitlines() if line.strip().endswith(".html"))
    assert (demo.home / page).is_file()


def test_a_statement_says_how_to_make_it_again_in_that_folder(demo: Demo) -> None:
    found = json.loads((demo.home / "upheld-demo" / "statements" / f"{NAMES[-1]}.json").read_text(encoding="utf-8"))
    assert found["origin"]["command"] == (
        "upheld statement agreements/probed-site.yaml telemetry/odbl/probes.csv --period 2026-03 "
        "--mapping mappings/probes.yaml --fees fees.yaml"
    )
    assert str(demo.home) not in json.dumps(found)


def test_that_command_gives_the_same_statement_byte_for_byte(
    demo: Demo, played: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(played / "upheld-demo")
    first = (demo.home / "upheld-demo" / "statements" / f"{NAMES[-1]}.json").read_bytes()
    command = json.loads(first)["origin"]["command"].split()
    assert upheld(*command[1:], "--out", "again").code == 0
    assert Path("again", f"{NAMES[-1]}.json").read_bytes() == first


def test_a_changed_agreement_is_kept_named_and_judged_by(played: Path) -> None:
    file = played / "upheld-demo" / "agreements" / "haptik.yaml"
    text = file.read_text(encoding="utf-8").replace("over: 5%", "over: 0.5%")
    file.write_text(text, encoding="utf-8")
    again = upheld("demo", "--no-service")
    assert "agreements/haptik.yaml is not as it shipped" in again.out
    # Three minutes with one error each are down: 44,637 of 44,640 are left, 99.993%.
    assert "Kept: 99.993% of May 2015" in again.out
    assert file.read_text(encoding="utf-8") == text


def test_every_file_is_in_the_package_or_put_into_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    placed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    inside = {str(path.relative_to(ROOT / "src")) for path in (ROOT / "src" / "upheld" / "demo").rglob("*")}
    assert [name for name in FILES if f"upheld/demo/{name}" not in inside | set(placed.values())] == []
    assert all((ROOT / source).is_file() for source in placed)
    assert all(shipped(name).is_file() for name in FILES)
