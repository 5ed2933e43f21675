"""`upheld restore`: an installation from its backup."""

from __future__ import annotations

import sys
from pathlib import Path

from upheld.cli.server_options import Config, require_server, say


def restore(source: Path, /, *, config: Config = None) -> None:
    """Restore a backup into an empty data directory and an empty database, on SQLite or PostgreSQL.

    Args:
        source: What `upheld backup` wrote.
        config: The configuration file.
    """
    require_server()
    from upheld.server.copying.archives import opened
    from upheld.server.copying.manifest import manifest_in
    from upheld.server.copying.restoring import restore as put_back
    from upheld.server.starting import configured

    configuration = configured(config)
    with opened(source) as root:
        manifest = manifest_in(root, str(source))
        put_back(root, manifest, configuration, say)
    held = f"{manifest.rows} rows and {manifest.files} files"
    sys.stdout.write(f"restored {held} of {manifest.made_at:%Y-%m-%d %H:%M}Z\n")
