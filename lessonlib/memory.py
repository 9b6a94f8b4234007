"""Keeping freed memory for the next step, instead of handing it back to the operating system.

A training step frees and takes the same few large blocks again and again. glibc gives such blocks back to the system,
which must then map and clear new pages at every step: a third of a small CNN's step (benchmarks/, case CNN).
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # the numbers of glibc's malloc.h
_LARGEST_BLOCK = 2**28  # bytes; larger ones are still mapped for themselves
_MOST_KEPT = 2**30  # bytes at the end of the heap


@cache
def keep_freed_memory() -> bool:
    """Tell the C library of this process, once. Returns whether it could be told: only glibc listens."""
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_MMAP_THRESHOLD, _LARGEST_BLOCK)) and bool(mallopt(_TRIM_THRESHOLD, _MOST_KEPT))
