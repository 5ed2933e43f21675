"""A worker in a process of its own, with work that writes down when it begins and ends."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from threading import Event

from upheld.cli.server_options import say
from upheld.server.configuration import Configuration
from upheld.server.starting import start_django

start_django(Configuration.of(os.environ))

from upheld.server.jobs import queue, worker  # noqa: E402 - Django first
from upheld.server.jobs.kinds import work  # noqa: E402 - likewise
from upheld.server.jobs.lease import Lease  # noqa: E402 - likewise
from upheld.server.present import present  # noqa: E402 - likewise
from upheld.server.serving import work_alone  # noqa: E402 - likewise

DONE, COMMAND = sys.argv[1:3]
if COMMAND in ("hang", "take-over"):
    for module in (queue, worker):
        setattr(module, "LEASE", timedelta(seconds=2))  # noqa: B010 - short, so that a test need not wait


def write(line: str) -> None:
    """Add a line; one write, so that processes do not mix theirs."""
    descriptor = os.open(DONE, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


@work("test.write")
def write_down(_: Lease, *, number: int) -> None:
    """Write down that a job began and ended."""
    write(f"began {number}")
    write(f"ended {number}")


@work("test.hang")
def hang(_: Lease) -> None:
    """Hang in the one worker, end in the other."""
    write("began hanging")
    if COMMAND == "hang":
        Event().wait()
    write("ended hanging")


if __name__ == "__main__":
    if COMMAND == "queue":
        for number in range(int(sys.argv[3])):
            queue.add("test.write", present(), number=number)
    elif COMMAND == "queue-hanging":
        queue.add("test.hang", present())
    else:
        work_alone(Configuration.of(os.environ), lambda name: say(f"ready: {name}"))
