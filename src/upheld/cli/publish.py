"""`upheld publish`: put a version of an agreement into force."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from upheld.cli.server_options import Config, begin


def publish(
    *files: Annotated[Path, Parameter(help="Agreement files (YAML).")],
    config: Config = None,
) -> None:
    """Publish versions of agreements in the service: kept word for word, with the holidays as they are known today."""
    begin(config)
    from upheld.library.loading import file_source
    from upheld.server.access.actor import system
    from upheld.server.contracts.publishing import publish as put
    from upheld.server.present import present

    for file in files:
        made = put(str(file), file_source().opener, system("command line"), present())
        sys.stdout.write(f"{made.agreement} {made.version} {made.digest}\n")
