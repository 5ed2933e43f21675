"""The demo's service: it starts on made-up weeks, answers, stops cleanly, and starts again on its data."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.measured import ROOT

COMMAND = (sys.executable, "-c", "from upheld.cli.main import main; raise SystemExit(main())", "demo")


def test_the_service_starts_answers_stops_and_starts_again_on_its_data(tmp_path: Path) -> None:
    """Once with nobody looking on; then kept running, and stopped as Ctrl-C stops it."""
    first = subprocess.run(
        COMMAND, cwd=tmp_path, env=_env(), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (first.returncode, first.stderr) == (0, _keys_made(first.stderr)), first.stderr
    assert re.search(r"\d+ tickets of the last five weeks", first.stdout), first.stdout
    assert "The service has stopped" in first.stdout
    with subprocess.Popen(
        (*COMMAND, "--stay"), cwd=tmp_path, env=_env(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        told = [line for line in iter(process.stdout.readline, "") if _note(line, process)]
        code = process.wait(60)
    assert code == 0, told
    assert not any("tickets of the last" in line for line in told)
    assert "The service has stopped" in "".join(told)


def _note(line: str, process: subprocess.Popen[str]) -> bool:
    """Look at the service once it listens, then press Ctrl-C."""
    if "Ctrl-C stops it." in line:
        config = next(Path(f"/proc/{process.pid}/cwd").resolve().glob("*/service/upheld.toml")).read_text("utf-8")
        address = re.search(r'base_url = "(.*)"', config)
        assert address is not None
        with urllib.request.urlopen(f"{address[1]}/status/", timeout=30) as page:  # noqa: S310 - our own address
            assert b"Unified API for task management platforms" in page.read()
        process.send_signal(signal.SIGINT)
    return True


def _env() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UPHELD_", "DJANGO_"))}
    return {**kept, "COLUMNS": "120", "PYTHONPATH": str(ROOT)}


def _keys_made(said: str) -> str:
    """What is said of new keys, and nothing else."""
    assert re.fullmatch(r"made new keys: \S+ \(readable by you alone; back it up\)\n", said), said
    return said
