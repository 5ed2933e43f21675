"""What tests of measuring share: agreements and telemetry as files, and the command line run as a user runs it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from upheld.cli.main import main

ROOT = Path(__file__).parent.parent
MAPPING = """
format: json
time: {field: time}
account: {field: account}
fields: {status: status, code: code, method: method, route: route, environment: environment, region: region,
         latency_ms: latency_ms, idempotency_key: key, member: member}
"""


@dataclass(frozen=True)
class Run:
    """What a command did: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output as JSON."""
        return json.loads(self.out)


def upheld(*arguments: str | Path) -> Run:
    """Run one command of the product in this process."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(each) for each in arguments])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
    return Run(code, out.getvalue(), err.getvalue())


def request(at: str, status: int = 200, account: str = "acme", **more: object) -> dict[str, object]:
    """One request; `at` is an instant in ISO text, read as UTC where it names no offset."""
    time = at if at.endswith("Z") or "+" in at else f"{at}Z"
    told: dict[str, object] = {
        "time": time, "account": account, "status": status, "code": "OK" if status < 400 else "Internal Error",
        "method": "GET", "route": "/v1/things", "environment": "production", "region": "eu", "latency_ms": 20,
        "key": None, "member": "a",
    }  # fmt: skip
    return told | more


def minute(at: str, good: int, bad: int = 0, status: int = 500, **more: Any) -> list[dict[str, object]]:
    """Requests spread over the minute that starts at `at` (UTC): `bad` of them answered with `status`, others 200."""
    start = datetime.fromisoformat(at)
    step = timedelta(seconds=60) / max(good + bad, 1)
    return [
        request((start + n * step).isoformat(timespec="milliseconds"), status if n < bad else 200, **more)
        for n in range(good + bad)
    ]


def steady(first: str, minutes: int, every: int = 1, **more: Any) -> list[dict[str, object]]:
    """One good request in every minute (or every n-th), beginning with the minute `first` (UTC)."""
    start = datetime.fromisoformat(first)
    return [
        request((start + timedelta(minutes=n)).isoformat(timespec="seconds"), **more) for n in range(0, minutes, every)
    ]


@dataclass(frozen=True)
class Desk:
    """A scratch directory to measure in."""

    folder: Path

    def file(self, name: str, text: str) -> Path:
        """Write a file and give its path."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def log(self, rows: Iterable[Mapping[str, object]], name: str = "requests.jsonl") -> Path:
        """Requests as JSON lines."""
        return self.file(name, "".join(json.dumps(row) + "\n" for row in rows))

    def measure(
        self, agreement: str | Path, log: Path, period: str, *options: str | Path, mapping: str = MAPPING
    ) -> Any:
        """The statement (or statements) that `upheld measure --json` gives; `agreement` is text or a file."""
        file = agreement if isinstance(agreement, Path) else self.file("agreement.yaml", agreement)
        found = upheld(
            "measure",
            file,
            log,
            "--period",
            period,
            "--mapping",
            self.file("mapping.yaml", mapping),
            "--json",
            *options,
        )
        assert found.code == 0, found.err
        return found.json
