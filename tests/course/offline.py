"""Run a chapter from top to bottom: `python offline.py NOTEBOOK FOLDER`. Its exit status is 1 when a cell raises.

It runs in FOLDER, and NOTEBOOK gets its outputs.
"""

from __future__ import annotations

import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

import nbformat

from lessonlib.notebook.execution import run_notebook
from lessonlib.notebook.file import dumps


def has_network() -> bool:
    """Whether the machine has an address that other machines could be reached from."""
    return any(name != "lo" for _, name in socket.if_nameindex())


def raise_loopback() -> None:
    """Switch on `lo`, which a new network namespace has switched off: a service on 127.0.0.1 is offline, too."""
    import fcntl

    set_flags, up = 0x8914, 1  # SIOCSIFFLAGS, IFF_UP
    # Outside a namespace of its own it is on already, and nobody may change it.
    with suppress(PermissionError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, set_flags, struct.pack("16sh14x", b"lo", up))


def main(notebook: Path, work: Path) -> int:
    if has_network():
        print("network", flush=True)
    else:
        print("no network", flush=True)
        raise_loopback()
    run = run_notebook(nbformat.read(notebook, as_version=4), work)
    notebook.write_text(dumps(run.notebook), encoding="utf-8")
    print(run.stopped, *run.errors[:1], sep="\n")
    return 1 if run.errors or run.stopped else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
