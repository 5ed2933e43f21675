"""`upheld new`: an agreement file to start from, written from one of the templates; never over another file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from upheld.cli.refusal import refuse
from upheld.library.templates import filled, purpose_of, slug_of, templates
from upheld.problems import Place, Problem


def new(
    *,
    template: str | None = None,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    name: str | None = None,
    provider: str | None = None,
) -> None:
    """Start an agreement from a template; without one, list the templates.

    Args:
        template: Which template to start from.
        out: The file to write; by default named after the agreement. It must not exist.
        name: What the agreement is called, such as "Acme API".
        provider: Who promises.
    """
    known = templates()
    if template is None:
        print("Templates (upheld new --template NAME --out FILE):")
        sys.stdout.writelines(f"  {each:<24} {purpose_of(text)}\n" for each, text in known.items())
        return
    if template not in known:
        refuse(
            [Problem(Place("--template"), "", f"no template is named `{template}`", f"there are {', '.join(known)}")]
        )
    target = out or Path(f"{slug_of(name or template)}.yaml")
    _write(target, filled(known[template], name, provider))
    print(f"{target} is written. Next: `upheld check {target}` and `upheld lint {target}`.")
    print("Editors help with the terms beside their schema: `upheld schema > agreement.schema.json`.")


def _write(target: Path, text: str) -> None:
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        refuse([Problem(Place(str(target)), "", "the file exists and is left as it is", "name another with --out")])
    except (FileNotFoundError, NotADirectoryError):
        refuse(
            [Problem(Place(str(target)), "", "there is no such folder", "make it first, or name another with --out")]
        )
