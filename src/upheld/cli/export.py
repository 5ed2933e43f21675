"""`upheld export`: everything, for people and other programs to read."""

from __future__ import annotations

from pathlib import Path

from upheld.cli.server_options import Config, begin, say_copied


def export(target: Path, /, *, config: Config = None) -> None:
    """Write everything that is held, without secrets: rows as lines of JSON, messages and attachments as they came.

    Args:
        target: A directory that is not there yet, or a file .tar or .tar.gz.
        config: The configuration file.
    """
    configuration = begin(config)
    from upheld.server.copying.writing import Wanted, write_copy
    from upheld.server.present import present

    say_copied(write_copy(Wanted("export", target), configuration, present()), target)
