"""`upheld serve`: the whole service in one process."""

from __future__ import annotations

from upheld.cli.server_options import Config, begin, leave, say, stop_at_once


def serve(*, config: Config = None) -> None:
    """Start the service: database brought up to date, pages, API and worker in one process.

    Stops cleanly on SIGTERM and Ctrl-C.
    """
    stop_at_once()
    configuration = begin(config, make=True)
    from upheld.server.serving import bound, serve_all
    from upheld.server.starting import migrate_database

    sockets = bound(configuration)
    applied = migrate_database()
    say(*([f"database: {len(applied)} migrations applied"] if applied else []))
    serve_all(configuration, sockets, lambda url: say(f"ready: {url}"))
    say("stopped")
    leave()
