"""Rows with noise, alone and in the workers of a loader."""

import json
import subprocess
import sys

import pytest
import torch

from lessonlib.data.jittered import Jittered, reseed_worker


def zeros(rows=8):
    return Jittered(torch.zeros(rows, 2), torch.arange(rows), scale=1.0)


LOADED = """
import json

import torch
from torch.utils.data import DataLoader

from lessonlib.data.jittered import Jittered, reseed_worker


def epoch(loader):
    return [row for X, _ in loader for row in X.tolist()]


def loaded(**options):
    rows, order = Jittered(torch.zeros(8, 2), torch.arange(8), scale=1.0), torch.Generator().manual_seed(3)
    return DataLoader(
        rows, batch_size=2, num_workers=2, multiprocessing_context="spawn", generator=order, **options
    )


if __name__ == "__main__":  # workers that are started afresh, as on Windows and macOS, read this file
    reseeded = loaded(worker_init_fn=reseed_worker)
    print(json.dumps([epoch(loaded()), epoch(reseeded), epoch(reseeded)]))
"""


def test_rows_are_noisy_and_keep_their_targets():
    X = torch.arange(4000.0).reshape(1000, 4)
    rows = Jittered(X, torch.arange(1000), scale=0.5)
    noise = torch.stack([rows[k][0] for k in range(1000)]) - X
    assert noise.dtype == torch.float32
    assert abs(noise.std() - 0.5) < 0.02
    assert [int(rows[k][1]) for k in (0, 999)] == [0, 999]
    assert not torch.equal(rows[5][0], rows[5][0])


def test_the_seed_decides():
    first, again = zeros(), zeros()
    assert [first[k][0].tolist() for k in range(3)] == [again[k][0].tolist() for k in range(3)]


@pytest.mark.slow
def test_workers_draw_the_same_numbers_unless_reseeded(tmp_path):
    """In a program of its own: what is `__main__` here depends on the tests that ran before."""
    program = tmp_path / "loaded.py"
    program.write_text(LOADED, encoding="utf-8")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=True)
    copies, first, second = json.loads(done.stdout)
    assert copies[0] == copies[2]
    assert copies[1] == copies[3]  # the first batches of the two workers
    assert len({tuple(row) for row in [*first, *second]}) == 16


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"X has 3 rows and y has 2"):
        Jittered(torch.zeros(3, 1), torch.zeros(2))
    with pytest.raises(ValueError, match=r"scale is -1"):
        Jittered(torch.zeros(2, 1), torch.zeros(2), scale=-1)
    with pytest.raises(RuntimeError, match=r"worker_init_fn=reseed_worker"):
        reseed_worker(0)
