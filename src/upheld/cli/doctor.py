"""`upheld doctor`: look at everything that is known to go wrong with an installation."""

from __future__ import annotations

import json
import sys

from upheld.cli.options import AsJson
from upheld.cli.server_options import Config, begin


def doctor(*, config: Config = None, as_json: AsJson = False) -> int:
    """Look at what is known to go wrong: versions with faults, clock, disk, keys, database, mail.

    Ends with exit code 1 where something is no good.
    """
    configuration = begin(config)
    from upheld.server.examining import examine

    found = list(examine(configuration))
    if as_json:
        records = [{"subject": each.subject, "good": each.good, "says": each.says} for each in found]
        sys.stdout.write(json.dumps({"findings": records}, ensure_ascii=False, indent=2) + "\n")
    else:
        words = {True: "good", None: "note", False: "BAD"}
        sys.stdout.writelines(f"{words[each.good]:<6}{each.subject:<12}{each.says}\n" for each in found)
    return int(any(each.good is False for each in found))
