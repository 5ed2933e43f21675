"""`upheld serve`: the whole service in one process."""

from __future__ import annotations

from upheld.cli.server_options import Config, begin, leave, say


def serve(*, config: Config = None) -> None:
    """Start the service: database brought up to date, pages, API and worker in one process.

    Stops cleanly on SIGTERM and Ctrl-C.
    """
    configuration = begin(config, make=True)
    from upheld.server.serving import serve_all
    from upheld.server.starting import migrate_database

    applied = migrate_database()
    say(*([f"database: {len(applied)} migrations applied"] if applied else []))
    serve_all(configuration, lambda url: say(f"ready: {url}"))
    say("stopped")
    leave()
