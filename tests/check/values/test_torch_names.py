import pytest
import torch

from lessonlib.check.values.exact import put_together, taken_apart
from lessonlib.check.values.torch_names import torch_parts


@pytest.mark.parametrize(
    "value", [torch.device("cpu"), torch.device("cuda:1"), torch.float64, torch.bool, torch.int8]
)
def test_a_name_stands_for_the_value(value):
    assert torch_parts(value) is not None
    assert put_together(*taken_apart(value)) == value


@pytest.mark.parametrize("value", [torch.ones(1), torch.Size([1]), "cpu", None])
def test_other_values_have_none(value):
    assert torch_parts(value) is None


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("torch_dtype", "load"),
        ("torch_dtype", "__class__"),
        ("torch_dtype", "nn"),
        ("torch_dtype", 3),
        ("torch_device", "nowhere"),
        ("torch_device", "cpu:" + 400 * "1"),
    ],
)
def test_forged_names_make_none(tag, name):
    with pytest.raises(ValueError, match="parts of a torch"):
        put_together(tag, [name])
