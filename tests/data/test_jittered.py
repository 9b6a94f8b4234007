"""Rows with noise, alone and in the workers of a loader."""

import pytest
import torch
from torch.utils.data import DataLoader

from lessonlib.data.jittered import Jittered, reseed_worker


def zeros(rows=8):
    return Jittered(torch.zeros(rows, 2), torch.arange(rows), scale=1.0)


def epoch(loader):
    """The noise of each row, by row number."""
    return {int(number): row.tolist() for X, y in loader for row, number in zip(X, y, strict=True)}


def loaded(**options):
    """A loader whose workers are started afresh, as on Windows and macOS: they import the class by its name."""
    order = torch.Generator().manual_seed(3)
    return DataLoader(
        zeros(), batch_size=2, num_workers=2, multiprocessing_context="spawn", generator=order, **options
    )


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
def test_workers_draw_the_same_numbers_unless_reseeded():
    copies = epoch(loaded())
    assert copies[0] == copies[2]
    assert copies[1] == copies[3]  # the first batches of the two workers
    reseeded = loaded(worker_init_fn=reseed_worker)
    first, second = epoch(reseeded), epoch(reseeded)
    assert len({tuple(row) for row in [*first.values(), *second.values()]}) == 16


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"X has 3 rows and y has 2"):
        Jittered(torch.zeros(3, 1), torch.zeros(2))
    with pytest.raises(ValueError, match=r"scale is -1"):
        Jittered(torch.zeros(2, 1), torch.zeros(2), scale=-1)
    with pytest.raises(RuntimeError, match=r"worker_init_fn=reseed_worker"):
        reseed_worker(0)
