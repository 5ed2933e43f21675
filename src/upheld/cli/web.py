"""`upheld web`: web processes alone, beside workers."""

from __future__ import annotations

from upheld.cli.server_options import Config, begin, stop_at_once


def web(*, config: Config = None) -> None:
    """Start web processes alone, for an installation on PostgreSQL with `upheld worker` beside them.

    The database must be up to date: `upheld migrate`.
    """
    stop_at_once()
    configuration = begin(config)
    from upheld.server.serving import serve_web

    serve_web(configuration)
