"""`upheld ingest`: telemetry counted once into a store, to be measured again and again."""

from __future__ import annotations

import json
import os
import re
import sys
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from upheld.cli.measuring_options import needs_sources
from upheld.cli.options import AsJson
from upheld.problems import Place, Problem, Refused

if TYPE_CHECKING:
    from upheld.telemetry.ingest import Stored, Storing


def ingest(  # noqa: PLR0913 - the parameters of a command are its options
    *sources: Annotated[str, Parameter(help="Telemetry: files and globs.")],
    store: Annotated[Path | None, Parameter(help="Directory of the store; made if need be.")] = None,
    agreement: Annotated[str, Parameter(help="Instead: the service's own store, by the name of the agreement.")] = "",
    mapping: Annotated[
        str | None, Parameter(help="File that names which field is the time, account, route ...")
    ] = None,
    grain: Annotated[
        str | None,
        Parameter(help="Counts per `1 minute` (the default), `1 second` ..., or `exact`; the first ingest decides."),
    ] = None,
    drop: Annotated[
        tuple[str, ...], Parameter(help="Leave this field out; may be given several times.", negative="")
    ] = (),
    quarantine: Annotated[Path | None, Parameter(help="Write every line that could not be read to this file.")] = None,
    bad_lines: Annotated[str, Parameter(help="The largest share of unreadable lines of a file.")] = "1%",
    config: Annotated[Path | None, Parameter(help="Of the service (TOML), for `--agreement`.")] = None,
    as_json: AsJson = False,
) -> int:
    """Count telemetry into a store of daily partitions; the same file twice changes nothing.

    Measuring from the store (`upheld measure AGREEMENT STORE`) gives the figures of the files themselves. A late file
    touches only the days that it speaks of.
    """
    from upheld.cli.progress import progress
    from upheld.library.inputs import mapping_in
    from upheld.telemetry.ingest import Ingesting, Stored
    from upheld.telemetry.ingest import ingest as ingested
    from upheld.telemetry.limits import Limits
    from upheld.telemetry.options import Options

    needs_sources(sources)
    place = _place(store, agreement, config)
    terms = mapping_in(mapping)
    with progress() as listener:
        how = Ingesting(
            _storing(grain, drop),
            Limits(bad_share=_share(bad_lines)),
            Options(quarantine=quarantine, progress=listener),
        )
        outcome = ingested(sources, place, terms, now=datetime.now(UTC), how=how)
    if not isinstance(outcome, Stored):
        raise Refused(outcome)
    sys.stdout.write(_told(outcome, as_json=as_json))
    return 0


def _place(store: Path | None, agreement: str, config: Path | None) -> Path:
    """The store's directory: the one that is named, or that of the service for an agreement."""
    if (store is None) is (not agreement):
        raise Refused([Problem(Place("--store"), "", "say where: `--store DIRECTORY`, or `--agreement NAME`")])
    if store is not None:
        return store
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", agreement):
        raise Refused([Problem(Place("--agreement"), "", f"`{agreement[:64]}` is no name of an agreement")])
    from upheld.cli.server_options import require_server

    require_server()
    from upheld.server.starting import configured

    service = configured(config)
    if not service.data_dir.is_dir():
        mend = "start the service once (`upheld serve`), or say where it is: UPHELD_DATA_DIR, `--config`"
        raise Refused([Problem(Place(str(service.data_dir)), "", "the service has no data directory here", mend)])
    os.umask(0o077)  # what is in the data directory is its owner's alone
    return service.telemetry_dir / agreement


def _storing(grain: str | None, drop: tuple[str, ...]) -> Storing | None:
    from upheld.agreements.words import Length
    from upheld.telemetry.ingest import Storing

    if grain is None:
        return Storing(drop=drop) if drop else None
    if grain == "exact":
        return Storing(None, drop)
    try:
        seconds = Length.parse(grain).seconds
    except ValueError as error:
        raise Refused([Problem(Place("--grain"), "", str(error), "write `1 minute` or `exact`")]) from None
    if not seconds or 86_400 % seconds:
        raise Refused([Problem(Place("--grain"), "", f"{grain} does not divide a day", "write `1 minute` or `exact`")])
    return Storing(timedelta(seconds=seconds), drop)


def _share(text: str) -> Fraction:
    from upheld.agreements.words import Share

    try:
        return Share.parse(text).value
    except ValueError as error:
        raise Refused([Problem(Place("--bad-lines"), "", str(error))]) from None


def _told(stored: Stored, *, as_json: bool) -> str:
    if as_json:
        told = {
            "added": stored.added, "replaced": stored.replaced, "known": stored.known, "rows": stored.rows,
            "partitions": stored.parts,
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    lines = [f"{len(stored.added)} added, {len(stored.known)} known; {stored.rows:,} rows, {stored.parts} partitions."]
    lines += [f"  replaces what was read of it before: {name}" for name in stored.replaced]
    return "\n".join(lines) + "\n"
