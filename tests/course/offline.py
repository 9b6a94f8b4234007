"""Run a chapter from top to bottom: `python offline.py NOTEBOOK`. Its exit status is 1 when a cell raises.

The last word that it prints is the processor time in seconds, which tells more than the clock on a busy machine.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import nbformat

from lessonlib.build.execute import cell_error, run_notebooks


def has_network() -> bool:
    """Whether the machine has an address that other machines could be reached from."""
    return any(name != "lo" for _, name in socket.if_nameindex())


def main(notebook: str) -> int:
    print("network" if has_network() else "no network", flush=True)
    (run,) = run_notebooks([nbformat.read(Path(notebook), as_version=4)])
    errors = [
        error for cell in run.notebook.cells if cell.cell_type == "code" and (error := cell_error(cell))
    ]
    times = os.times()
    spent = times.user + times.system + times.children_user + times.children_system
    print(run.stopped, *errors[:1], f"{spent:.1f}", sep="\n")
    return 1 if errors or run.stopped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
