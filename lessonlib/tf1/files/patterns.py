"""Names of files by patterns, such as ``data/*.csv``."""

from __future__ import annotations

import glob
from collections.abc import Iterable


def matching_files(patterns: Iterable[str]) -> list[bytes]:
    """The names of the files that fit the patterns, sorted."""
    return sorted({name.encode() for pattern in patterns for name in glob.glob(pattern)})
