"""The command line: finds the commands beside this file, runs one, and turns every ending into an exit code.

A command is a module of this folder whose docstring begins with `upheld <name>` in backquotes, and which has a public
function of that name (a dash is written as an underscore); the first line of the function's docstring is its help. A
command with commands of its own is an `App` of that name instead, and says its help itself.
It is found by reading its text and imported only when it runs, so that `upheld --help` stays quick.

Exit codes: 0 done; 1 done, and what was asked for does not hold; 2 the input or the options are at fault;
3 the machine failed (disk full, no permission); 130 interrupted.
"""

from __future__ import annotations

import importlib.util
import os
import pkgutil
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import InspectLoader
from typing import NoReturn

import cyclopts
from cyclopts import App, Parameter

import upheld.cli
from upheld.cli.refusal import FAULTY_INPUT, language_in, refuse
from upheld.cli.server_options import fault_of_database
from upheld.problems import Problem, Refused

MACHINE_FAILED = 3
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Command:
    """A command as `upheld --help` lists it."""

    name: str
    import_path: str
    help: str


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command; without `arguments`, the one on the command line. Always leaves with an exit code."""
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has heard enough; the interpreter must not complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = INTERRUPTED
    except RuntimeError as error:
        # What DuckDB makes of Ctrl-C in the middle of a query.
        if str(error) != "Query interrupted":
            raise
        code = INTERRUPTED
    except OSError as error:
        code = _say(f"{error.filename or 'input or output'}: {error.strerror or error}", MACHINE_FAILED)
    raise SystemExit(code)


def commands() -> Iterator[Command]:
    """Every command beside this file, by name."""
    for found in pkgutil.iter_modules(upheld.cli.__path__):
        module = f"{upheld.cli.__name__}.{found.name}"
        says = None if module == __name__ else _help_in(module, found.name)
        if says:
            yield Command(found.name.replace("_", "-"), f"{module}:{found.name}", says)


def application() -> App:
    """The commands as one application; a command's module is imported when it is asked for."""
    app = App(
        name="upheld",
        help="Turn a written service level agreement into a running one.",
        version=_version,
        version_format="plaintext",
        help_format="plaintext",
        default_parameter=Parameter(negative=""),
        result_action="return_value",
        exit_on_error=False,
        print_error=False,
    )
    for command in commands():
        app.command(command.import_path, name=command.name, help=command.help)
    return app


def _run(arguments: list[str]) -> int:
    try:
        outcome = application()(arguments or ["--help"])
    except Refused as refused:
        refuse(refused.problems, language_in(arguments), as_json="--json" in arguments)
    except cyclopts.CycloptsError as error:
        return _say(" ".join(str(error).split()), FAULTY_INPUT)
    except Exception as error:
        fault = fault_of_database(error)
        if isinstance(fault, Problem):
            refuse([fault], language_in(arguments), as_json="--json" in arguments)
        if fault is None:
            raise
        raise fault from None
    return outcome if isinstance(outcome, int) else 0


def _say(what: str, code: int) -> int:
    sys.stderr.write(f"upheld: {what}\n")
    return code


def _help_in(module: str, name: str) -> str | None:
    """The one-line help of the command that a module holds; None where the module is no command."""
    spec = importlib.util.find_spec(module)
    source = spec.loader.get_source(module) if spec and isinstance(spec.loader, InspectLoader) else None
    if source is None or not source.startswith(f'"""`upheld {name.replace("_", "-")}`'):
        return None
    # Read as text: to parse every command costs more than it tells, and one under repair must not stop the rest.
    found = re.search(rf'^{name} = App\(.*?help="(.+?)"', source, re.MULTILINE) or re.search(
        rf'^def {name}\(.*?"""(.+?)(?:"""|$)', source, re.DOTALL | re.MULTILINE
    )
    return None if found is None else found[1].strip()


def _version() -> str:
    from importlib.metadata import version  # here: it costs 10 ms that only `--version` needs

    return f"upheld {version('upheld')}"
