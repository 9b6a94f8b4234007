import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from lessonlib.check.values.pickled import read, written


def test_a_model_is_made_anew():
    layer = torch.nn.Linear(2, 3)
    again = read(written(layer))
    assert torch.equal(again.weight, layer.weight)
    assert again.weight is not layer.weight


def test_a_loader_is_made_anew():
    loader = DataLoader(TensorDataset(torch.arange(4)), batch_size=2)
    assert [batch.tolist() for (batch,) in read(written(loader))] == [[0, 1], [2, 3]]


def test_what_it_holds_is_put_in_again():
    weights, others = torch.ones(1000, requires_grad=True), torch.zeros(1000, requires_grad=True)
    optimizer = torch.optim.SGD([weights], lr=0.5)
    content = written(optimizer, [weights])
    again = read(content, [others])
    assert again.param_groups[0]["params"][0] is others
    assert again.param_groups[0]["lr"] == 0.5
    assert len(content) < 1000


def test_what_belongs_to_the_test_alone_is_refused():
    layer = torch.nn.Linear(1, 1)
    layer.register_forward_hook(lambda *args: None)
    with pytest.raises(TypeError, match="Make it in an answer cell"):
        written(layer)
