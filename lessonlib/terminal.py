"""The terminal that commands print to."""

from __future__ import annotations

import sys

from rich.console import Console


def console() -> Console:
    """The terminal's width; a file or a pipe gets lines wide enough for a table."""
    return Console(width=None if sys.stdout.isatty() else 120)
