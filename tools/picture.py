"""Take the README's picture: the first screens of a statement of the demo, as a browser shows it.

    python -m tools.picture [STATEMENT.html PICTURE.png]

Needs Chromium; `./run demo` makes the statement.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATEMENT = ROOT / "upheld-demo" / "statements" / "probed-site-leistenmuehle-2026-03.html"
PICTURE = ROOT / "docs" / "pictures" / "statement.png"
SIZE = "1100,1560"
MOST_BYTES = 200_000


def main(arguments: Sequence[str]) -> int:
    """Take the picture; 1 where the browser or the statement lacks, or the picture is too large."""
    statement, picture = (Path(each).resolve() for each in (arguments or (STATEMENT, PICTURE)))
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None or not statement.is_file():
        print(f"Chromium is needed, and {statement}; ./run demo makes it.", file=sys.stderr)
        return 1
    take(browser, statement, picture)
    print(f"{picture}: {picture.stat().st_size:,} bytes")
    return int(picture.stat().st_size > MOST_BYTES)


def take(browser: str, statement: Path, picture: Path) -> None:
    """Draw the page with a browser that has no window and no profile."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        options = ("--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={SIZE}")
        command = [browser, *options, f"--user-data-dir={profile}", f"--screenshot={picture}", statement.as_uri()]
        subprocess.run(command, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
