"""Fills the empty installation that the environment names with the example: `python -m tools.settle_example`."""

from __future__ import annotations

from pathlib import Path

from upheld.cli.server_options import begin, say

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Settle it as of now."""
    configuration = begin(None, make=True)
    from upheld.server.example.provider import AGREEMENTS  # noqa: PLC0415 - Django's models are there only now
    from upheld.server.example.settling import Material, settle  # noqa: PLC0415 - likewise
    from upheld.server.present import present  # noqa: PLC0415 - likewise
    from upheld.server.starting import migrate_database  # noqa: PLC0415 - likewise

    migrate_database()
    texts = {name: str(ROOT / "agreements" / f"{name}.yaml") for name in AGREEMENTS}
    record = ROOT / "src" / "upheld" / "demo" / "telemetry" / "odbl" / "api-requests.parquet"
    settle(Material(texts, record, configuration.data_dir / "example"), present(), say)


if __name__ == "__main__":
    main()
