from __future__ import annotations

import torch
from torch.utils.data import TensorDataset

from lessonlib.check.values.modules import is_module, is_torch_data, state, take_over_state


class Own(torch.nn.Module):
    pass


def test_only_torchs_own_classes_are_carried():
    assert is_module(torch.nn.Sequential(torch.nn.ReLU()))
    assert not is_module(Own())
    assert not is_module(torch.nn.Linear)
    assert is_torch_data(TensorDataset(torch.ones(1)))
    assert not is_torch_data([1])


def test_a_state_has_all_that_training_changes():
    layer, other = torch.nn.Linear(2, 1), torch.nn.Linear(2, 1)
    layer(torch.ones(1, 2)).sum().backward()
    layer.bias.requires_grad_(False)
    layer.eval()
    take_over_state(other, state(layer))
    assert torch.equal(other.weight, layer.weight)
    assert torch.equal(other.weight.grad, layer.weight.grad)
    assert not other.bias.requires_grad
    assert not other.training


def test_unknown_parts_of_a_state_change_nothing():
    layer = torch.nn.Linear(1, 1)
    before = layer.weight.clone()
    take_over_state(layer, {"value other": torch.ones(1), "what": 3})
    assert torch.equal(layer.weight, before)
