"""Options that the commands of the server share, and how they begin."""

from __future__ import annotations

import importlib.util
import logging
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

from cyclopts import Parameter

from upheld.problems import Place, Problem, Refused

if TYPE_CHECKING:
    from upheld.server.configuration import Configuration
    from upheld.server.copying.manifest import Manifest

Config = Annotated[Path | None, Parameter(help="The configuration (TOML); UPHELD_CONFIG where it is not given.")]
"""The configuration file that a command of the server works with."""


def begin(config: Path | None, *, make: bool = False) -> Configuration:
    """The configuration, with Django set up; with `make`, a data directory and keys where there are none.

    Raises `upheld.Refused` with every fault of the configuration, or where the server is not installed.
    """
    require_server()
    from upheld.server.starting import configured, prepare, start_django

    found = configured(config)
    if make:
        say(*prepare(found))
    start_django(found)
    return found


def fault_of_database(error: Exception) -> Problem | OSError | None:
    """What an error tells of the server's database; None where it tells of something else, or there is no server."""
    if "django.db" not in sys.modules:
        return None
    from upheld.server.starting import fault_of_database as told

    return told(error)


def require_server() -> None:
    """Raises `upheld.Refused` where the server is not installed."""
    if importlib.util.find_spec("django") is None:
        raise Refused([Problem(Place("upheld"), "", "the server is not installed", "pip install 'upheld[server]'")])


def say_copied(manifest: Manifest, target: Path) -> None:
    """Tell what a copy holds, and where it is."""
    sys.stdout.write(f"{manifest.kind} of {manifest.rows} rows and {manifest.files} files, read back: {target}\n")


def stop_at_once() -> None:
    """From here until the service is up, SIGTERM and SIGINT end the process with one line and exit code 0.

    Nothing is to be closed until then: what was begun, the database takes back.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stopped)


def _stopped(_: int, __: FrameType | None) -> NoReturn:
    # Past Python's own streams, which may be in the middle of a line.
    os.write(2, b"stopped before it was ready\n")
    os._exit(0)


def leave() -> NoReturn:
    """End the process: the service is closed, and has nothing to do but this.

    While Python takes itself down, the libraries beneath measuring complain at length of what they find still in use,
    which tells an operator nothing.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def say(*lines: str) -> None:
    """Tell the operator, on standard error, at once: standard output is for what a command gives."""
    for line in lines:
        sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
