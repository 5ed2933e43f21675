"""`upheld check`: every fault of agreement files at once, or one calm line for each file that is fine."""

from __future__ import annotations

from upheld.cli.options import AsJson


def check(files: list[str], /, *, as_json: AsJson = False) -> None:
    """Check agreement files: every fault with its place, and how to mend it.

    Args:
        files: Agreement files (YAML).
        as_json: Write the result as JSON.
    """
    from upheld.cli.refusal import refuse  # here: `--help` need not pay for reading
    from upheld.library import try_load  # likewise

    found = [problem for file in files for problem in try_load(file)[1]]
    if found:
        refuse(found, as_json=as_json)
