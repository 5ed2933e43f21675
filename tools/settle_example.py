"""Fills the empty installation that the environment names with the example: `python -m tools.settle_example`."""

from __future__ import annotations

from upheld.cli.demo_files import lay_out
from upheld.cli.server_options import begin, say


def main() -> None:
    """Settle it as of now."""
    begin(None, make=True)
    from upheld.server.example.settling import own_folder, settle  # noqa: PLC0415 - Django's models are there only now
    from upheld.server.present import present  # noqa: PLC0415 - likewise
    from upheld.server.starting import migrate_database  # noqa: PLC0415 - likewise

    migrate_database()
    folder = own_folder() / "demo"
    lay_out(folder)
    settle(folder, present(), say)


if __name__ == "__main__":
    main()
