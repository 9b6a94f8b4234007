from __future__ import annotations

import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from lessonlib.check.values.modules import is_module, is_torch_data, read, state, take_over_state, written


class Own(torch.nn.Module):
    pass


def test_only_torchs_own_classes_are_carried():
    assert is_module(torch.nn.Sequential(torch.nn.ReLU()))
    assert not is_module(Own())
    assert not is_module(torch.nn.Linear)
    assert is_torch_data(TensorDataset(torch.ones(1)))
    assert not is_torch_data([1])


def test_a_model_is_made_anew():
    layer = torch.nn.Linear(2, 3)
    again = read(written(layer))
    assert torch.equal(again.weight, layer.weight)
    assert again.weight is not layer.weight


def test_a_loader_is_made_anew():
    loader = DataLoader(TensorDataset(torch.arange(4)), batch_size=2)
    assert [batch.tolist() for (batch,) in read(written(loader))] == [[0, 1], [2, 3]]


def test_what_belongs_to_the_test_alone_is_refused():
    layer = torch.nn.Linear(1, 1)
    layer.register_forward_hook(lambda *args: None)
    with pytest.raises(TypeError, match="Make it in an answer cell"):
        written(layer)


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
