"""`upheld new`: an agreement file to start from, written from one of the templates; never over another file."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from upheld.cli.refusal import refuse
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
        sys.stdout.writelines(f"  {each:<24} {_purpose(text)}\n" for each, text in known.items())
        return
    if template not in known:
        refuse(
            [Problem(Place("--template"), "", f"no template is named `{template}`", f"there are {', '.join(known)}")]
        )
    target = out or Path(f"{_slug(name or template)}.yaml")
    _write(target, filled(known[template], name, provider))
    print(f"{target} is written. Next: `upheld check {target}` and `upheld lint {target}`.")
    print("Editors help with the terms beside their schema: `upheld schema > agreement.schema.json`.")


def templates() -> Mapping[str, str]:
    """The text of every template by its name."""
    folder = files("upheld.agreements.templates")
    found = sorted((each.name.removesuffix(".yaml"), each) for each in folder.iterdir() if each.name.endswith(".yaml"))
    return {name: each.read_text(encoding="utf-8") for name, each in found}


def filled(text: str, name: str | None, provider: str | None) -> str:
    """A template with the names of the agreement and the provider put in."""
    if name is not None:
        text = re.sub(r"(?m)^agreement: example$", f"agreement: {_slug(name)}", text)
        text = re.sub(r"(?m)^title: Example (.*)$", lambda found: f"title: {_quoted(f'{name} {found[1]}')}", text)
    if provider is not None:
        text = re.sub(r"(?m)^provider: .*$", lambda _: f"provider: {_quoted(provider)}", text)
    return text


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


def _purpose(text: str) -> str:
    """The first comment line after the one for editors."""
    return text.splitlines()[1].removeprefix("#").strip()


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64] or "agreement"


def _quoted(text: str) -> str:
    """Text as YAML takes it for text, whatever it holds."""
    return json.dumps(text, ensure_ascii=False)
