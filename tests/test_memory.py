"""Freed memory stays with the process: touching a large new block again makes no new page faults."""

import resource
import sys

import pytest
import torch

from lessonlib.memory import keep_freed_memory

BLOCK = 16 * 2**20  # bytes


def faults_of_a_block() -> int:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    torch.zeros(BLOCK // 4)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc only")
def test_later_blocks_are_earlier_ones_again():
    assert keep_freed_memory()
    assert min(faults_of_a_block() for _ in range(10)) < BLOCK / 4096 / 10
