"""How long the command line takes to start, beside Python itself. Run it with `./run bench start`."""

from __future__ import annotations

from bench._processes import PYTHON, UPHELD, in_turns, shown

RUNS = 9
AGREEMENT = "agreements/haptik.yaml"


def main() -> None:
    """Print the help and the check of an agreement beside a Python that does nothing."""
    print(f"From start to end of a process (median of {RUNS} runs)")
    commands = {
        "limit: python -c pass": [PYTHON, "-c", "pass"],
        "upheld --help": [UPHELD, "--help"],
        f"upheld check {AGREEMENT}": [UPHELD, "check", AGREEMENT],
    }
    shown(in_turns(commands, RUNS), "limit: python -c pass")


if __name__ == "__main__":
    main()
