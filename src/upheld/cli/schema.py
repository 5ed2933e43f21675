"""`upheld schema`: the JSON Schema of agreement files, for editors."""

from __future__ import annotations

import json


def schema() -> None:
    """Print the JSON Schema of agreement files, for editors."""
    from upheld.agreements.schema import json_schema  # here: `--help` need not pay for it
    from upheld.rules import vocabulary  # likewise

    print(json.dumps(json_schema(vocabulary()), indent=2, ensure_ascii=False))
