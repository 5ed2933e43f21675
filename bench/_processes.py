"""Commands run as processes of their own, in turns: time by the clock, processor time and peak memory of each."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PYTHON = sys.executable
UPHELD = str(Path(sys.executable).with_name("upheld"))


@dataclass(frozen=True)
class Finished:
    """One run: seconds by the clock and of processor time, peak resident memory in MB, and what it printed.

    Processor time is that of the process and all its children; memory that of the largest of these.
    """

    seconds: float
    processor: float
    megabytes: float
    output: bytes


def run(command: Sequence[str]) -> Finished:
    """Run one command to its end; SystemExit where it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None  # noqa: S101 - a pipe was asked for
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)[:200]} ended with {process.returncode}")
    # Linux counts peak memory in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    return Finished(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6, output)


def in_turns(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, Finished]:
    """The median of several runs of each command; they take turns, so that a busy moment falls on all alike."""
    found: dict[str, list[Finished]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(run(command))
    return {name: _middle(each) for name, each in found.items()}


def _middle(each: Sequence[Finished]) -> Finished:
    return Finished(
        median(one.seconds for one in each),
        median(one.processor for one in each),
        max(one.megabytes for one in each),
        each[-1].output,
    )


def shown(found: Mapping[str, Finished], against: str) -> None:
    """Print one line for each command, with its time as a share of one of them."""
    print(f"  {'':<44}{'clock':>9}{'processor':>12}{'peak':>9}{'share':>8}")
    for name, one in found.items():
        share = one.seconds / found[against].seconds
        print(f"  {name:<44}{one.seconds:7.2f} s{one.processor:10.2f} s{one.megabytes:6.0f} MB{share:8.2f}")
