"""Keeping freed memory for the next step, instead of returning it to the operating system.

A training step frees and allocates the same few large blocks again and again. glibc returns such blocks to the
system, which must then map and clear new pages at every step: a third of the step of a small CNN (benchmarks/, case
CNN).
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # the numbers of glibc's malloc.h
_LARGEST_BLOCK = 2**28  # bytes; larger blocks are still mapped separately
_MOST_KEPT = 2**30  # bytes at the end of the heap


@cache
def keep_freed_memory() -> bool:
    """Configure the C library of this process, once. Returns whether that worked: only glibc can be configured."""
    if sys.platform != "linux":
        return False
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return False
    return bool(mallopt(_MMAP_THRESHOLD, _LARGEST_BLOCK)) and bool(mallopt(_TRIM_THRESHOLD, _MOST_KEPT))
