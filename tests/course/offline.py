"""Run a chapter from top to bottom: `python offline.py NOTEBOOK`. Its exit status is 1 when a cell raises."""

from __future__ import annotations

import socket
import struct
import sys
from contextlib import suppress
from pathlib import Path

import nbformat

from lessonlib.notebook.execution import run_notebooks


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


def main(notebook: str) -> int:
    if has_network():
        print("network", flush=True)
    else:
        print("no network", flush=True)
        raise_loopback()
    (run,) = run_notebooks([nbformat.read(Path(notebook), as_version=4)])
    print(run.stopped, *run.errors[:1], sep="\n")
    return 1 if run.errors or run.stopped else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
