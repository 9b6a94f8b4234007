"""The device choice agrees with what PyTorch sees."""

import pytest
import torch

from lessonlib.training import choose_device


def test_auto_takes_cuda_when_it_is_there():
    assert choose_device().type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_a_named_device_is_taken():
    assert choose_device("cpu") == torch.device("cpu")


def test_a_missing_cuda_device_is_told_with_a_remedy():
    missing = f"cuda:{torch.cuda.device_count()}"
    with pytest.raises(RuntimeError, match=rf"device '{missing}' was asked for.*choose_device\(\"auto\"\)"):
        choose_device(missing)
