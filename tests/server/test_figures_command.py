"""Figures from the command line, in an installation of its own: telemetry in, figures out, by what was published."""

from __future__ import annotations

import json
from pathlib import Path

from tests.measured import MAPPING
from tests.server.installation import Installation
from tests.server.measured_scene import MEASURES, november, october
from tests.server.scene import AGREEMENT

# Only messages are documented: requests to /calls are not valid, and their failures count for nothing.
OPENAPI = "openapi: 3.1.0\ninfo: {title: API, version: '1'}\npaths: {/messages: {get: {responses: {}}}}\n"
VALID = """valid: "documented", openapi: api.yaml"""


def test_what_was_ingested_is_measured_by_what_was_published(installation: Installation, tmp_path: Path) -> None:
    log, mapping, agreement = (tmp_path / name for name in ("log.jsonl", "mapping.yaml", "desk.yaml"))
    log.write_text("".join(json.dumps(row) + "\n" for row in [*october(), *november()]), encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    text = MEASURES.replace('''valid: "NOT (status BETWEEN 400 AND 499)"''', VALID)
    agreement.write_text(AGREEMENT + text, encoding="utf-8")
    ingest = ("ingest", log, "--agreement", "desk", "--mapping", mapping)

    assert installation.run("migrate").returncode == 0
    missing = installation.run("publish", agreement)
    assert (missing.returncode, "api.yaml cannot be read" in missing.stderr) == (2, True)
    (tmp_path / "api.yaml").write_text(OPENAPI, encoding="utf-8")
    assert installation.run("publish", agreement).returncode == 0
    (tmp_path / "api.yaml").unlink()

    ingested = installation.run(*ingest)
    assert (ingested.returncode, ingested.stdout.partition(";")[0]) == (0, "1 added, 0 known")
    assert (installation.directory / "telemetry" / "desk" / "requests" / "manifest.json").exists()
    # The whole service: the platform and its two parts.
    told = installation.run("figures")
    assert (told.returncode, told.stdout) == (0, "desk 2026-10: 3 figures\ndesk running: 3 figures\n"), told.stderr
    (statement,) = [
        json.loads(file.read_bytes())
        for file in (installation.directory / "attachments").rglob("*")
        if file.is_file() and file.read_bytes().startswith(b"{")
    ]
    # Five minutes of messages alone: 300 of 2,682,000 s.
    assert statement["commitments"][0]["down"]["seconds"] == 300
