"""Fill the installation of the environment with `living`, in a process of its own. With `plain`: nothing hostile."""

from __future__ import annotations

import sys

from upheld.server.starting import configured, migrate_database, prepare, start_django


def main() -> None:
    """Make the database and what is in it."""
    configuration = configured(None)
    prepare(configuration)
    start_django(configuration)
    migrate_database()

    from tests.browser.living import settle  # noqa: PLC0415 - Django's models are there only now
    from upheld.server.present import present  # noqa: PLC0415 - likewise

    settle(present(), hostile="plain" not in sys.argv[1:])


if __name__ == "__main__":
    main()
