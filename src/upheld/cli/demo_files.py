"""The files that the demo works on: found in the package or the checkout, and laid out in a folder to play with."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import upheld

FILES = (
    "agreements/haptik.yaml",
    "agreements/api2task.yaml",
    "agreements/apifonica.yaml",
    "agreements/plivo.yaml",
    "agreements/ignite-connex.yaml",
    "agreements/northlight.yaml",
    "agreements/probed-site.yaml",
    "mappings/website.yaml",
    "mappings/api-requests.yaml",
    "mappings/probes.yaml",
    "mappings/nasa.yaml",
    "exclusions.yaml",
    "fees.yaml",
    "telemetry/README.md",
    "telemetry/website.log.gz",
    "telemetry/nasa-1995-08-01.tsv.gz",
    "telemetry/odbl/README.md",
    "telemetry/odbl/LICENSE",
    "telemetry/odbl/probes.csv",
    "telemetry/odbl/api-requests.parquet",
)


def lay_out(folder: Path) -> tuple[str, ...]:
    """Write the demo's files into a folder; names those that were there already and say something else.

    A file that is there is left as it is: who has changed a term sees the demo judge by it.
    """
    return tuple(name for name in FILES if not _laid(folder / name, shipped(name).read_bytes()))


def shipped(name: str) -> Traversable:
    """A file of the demo as it ships; the founding agreements lie in the root of a checkout."""
    packed = files(upheld) / "demo" / name
    return packed if packed.is_file() else _checkout() / name


def in_checkout() -> bool:
    """Whether this runs in a checkout, where the command is found after `. .venv/bin/activate`."""
    return (_checkout() / "run").is_file()


def _checkout() -> Path:
    return Path(upheld.__file__).resolve().parent.parent.parent


def _laid(place: Path, content: bytes) -> bool:
    """Write one file where there is none; whether the place now holds the content."""
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        with place.open("xb") as file:
            file.write(content)
    except FileExistsError:
        return place.read_bytes() == content
    return True
