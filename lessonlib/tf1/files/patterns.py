"""Names of files by patterns, such as ``data/*.csv``."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable


def names_that_fit(patterns: Iterable[str]) -> list[bytes]:
    """The names of the files that fit the patterns, sorted."""
    return sorted({os.fsencode(name) for pattern in patterns for name in glob.glob(pattern)})
