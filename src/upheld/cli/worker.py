"""`upheld worker`: a worker alone, beside web processes."""

from __future__ import annotations

from upheld.cli.server_options import Config, begin, leave, say, stop_at_once


def worker(*, config: Config = None) -> None:
    """Start a worker alone. Any number may run; each job is done by one of them."""
    stop_at_once()
    configuration = begin(config)
    from upheld.server.serving import work_alone

    work_alone(configuration, lambda name: say(f"ready: {name}"))
    say("stopped")
    leave()
