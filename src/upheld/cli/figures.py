"""`upheld figures`: measure what the service promised, now."""

from __future__ import annotations

import sys
from typing import Annotated

from cyclopts import Parameter

from upheld.cli.server_options import Config, begin
from upheld.problems import Place, Problem, Refused


def figures(
    *agreements: Annotated[str, Parameter(help="Published agreements; without one, all.")],
    period: Annotated[str, Parameter(help="A period that is over, such as 2026-10; without it, the recent ones.")] = "",
    anew: Annotated[bool, Parameter(help="Also where nothing has changed.")] = False,
    source: Annotated[str, Parameter(help="Measure the one agreement from the store of this name from now on.")] = "",
    config: Config = None,
) -> int:
    """Measure published agreements from the telemetry in the data directory, and record the figures in the service."""
    begin(config)
    from upheld.server.access.actor import system
    from upheld.server.figures.looking import Look, look, published_agreements
    from upheld.server.figures.telemetry import set_source
    from upheld.server.present import present

    known = published_agreements()
    if unknown := [name for name in agreements if name not in known]:
        raise Refused([_unknown(name, known) for name in unknown])
    if source and len(agreements) != 1:
        raise Refused([Problem(Place("--source"), "", "name the one agreement that it is for")])
    if source:
        set_source(agreements[0], source, system("command line"), present())
    looks = (Look(name, present(), period, anew=anew or bool(period)) for name in agreements or known)
    seen = [each for asked in looks for each in look(asked)]
    for each in seen:
        told = f"{each.recorded} figures" if each.recorded else "nothing new"
        sys.stdout.write(f"{each.agreement} {each.label or 'running'}: {told}\n")
        sys.stdout.writelines(f"  {problem.field}: {problem.what}\n" for problem in each.problems)
    return 1 if any(each.problems for each in seen) else 0


def _unknown(name: str, known: tuple[str, ...]) -> Problem:
    return Problem(Place("upheld figures"), "", f"no version of `{name}` is published", f"known: {', '.join(known)}")
