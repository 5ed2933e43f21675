"""`upheld backup`: a copy of everything, from which the installation can be restored."""

from __future__ import annotations

from pathlib import Path

from upheld.cli.server_options import Config, begin, say_copied


def backup(target: Path, /, *, keys_apart: bool = False, config: Config = None) -> None:
    """Back everything up while the service goes on, and read the backup back.

    Args:
        target: A directory that is not there yet, or a file .tar or .tar.gz.
        keys_apart: Leave the keys out, to be kept elsewhere.
        config: The configuration file.
    """
    configuration = begin(config)
    from upheld.server.copying.writing import Wanted, write_copy
    from upheld.server.present import present

    say_copied(write_copy(Wanted("backup", target, keys=not keys_apart), configuration, present()), target)
