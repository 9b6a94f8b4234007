"""The device choice agrees with what PyTorch sees."""

import pytest
import torch

from lessonlib.models import MLP, Perceptron
from lessonlib.training import choose_device
from lessonlib.training.devices import move


def test_auto_takes_cuda_when_it_is_there():
    assert choose_device().type == ("cuda" if torch.cuda.is_available() else "cpu")


def test_a_named_device_is_taken():
    assert choose_device("cpu") == torch.device("cpu")


def test_a_missing_cuda_device_is_told_with_a_remedy():
    missing = f"cuda:{torch.cuda.device_count()}"
    with pytest.raises(RuntimeError, match=rf"device '{missing}' was asked for.*choose_device\(\"auto\"\)"):
        choose_device(missing)


def test_without_a_name_a_model_stays_where_it_is():
    model = MLP((2, 1))
    weight = model.layers[0].weight
    assert move(model, []) == torch.device("cpu")
    assert move(model, [], "cpu") == torch.device("cpu")
    assert model.layers[0].weight is weight


def test_a_model_without_parameters_is_refused():
    with pytest.raises(ValueError, match="Perceptron has no parameters, so there is nothing to train"):
        move(Perceptron(2), [])


@pytest.mark.cuda
def test_the_optimizer_s_state_comes_along():
    model = MLP((2, 1))
    adam = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 2)).sum().backward()
    adam.step()
    assert move(model, [adam], "auto").type == "cuda"
    model(torch.ones(1, 2, device="cuda")).sum().backward()
    adam.step()
    assert adam.state[model.layers[0].weight]["exp_avg"].is_cuda
