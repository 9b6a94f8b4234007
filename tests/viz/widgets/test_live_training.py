"""Training in small pieces is training, and a learner's mistakes are told in plain words."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from lessonlib.data import animals, moons, xor
from lessonlib.models import MLP
from lessonlib.viz.widgets.live_training import LiveTraining
from lessonlib.viz.widgets.mistakes import ModelError

MOONS = moons(n=100)


def started(make_model=lambda: MLP((2, 8, 2)), dataset=MOONS, optimizer="Adam", lr=0.02, seed=3):
    training = LiveTraining(make_model, dataset, batch_size=16, seed=seed)
    training.restart(optimizer, lr)
    return training


def test_it_is_the_loop_one_writes_by_hand():
    training = started()
    training.run_epochs(3)

    torch.manual_seed(3)
    model = MLP((2, 8, 2))
    adam = torch.optim.Adam(model.parameters(), 0.02)
    for epoch in range(3):
        for X, y in MOONS.train.batches(16, 3, epoch):
            adam.zero_grad()
            F.cross_entropy(model(X), y).backward()
            adam.step()
    for ours, theirs in zip(training.model.parameters(), model.parameters(), strict=True):
        assert torch.equal(ours, theirs)
    with torch.no_grad():
        validation = F.cross_entropy(model(MOONS.validation.X), MOONS.validation.y).item()
    assert training.losses[-1][1] == pytest.approx(validation)
    assert training.epoch == 3


def test_pieces_of_any_size_come_to_the_same():
    whole, pieces = started(lambda: dropping()), started(lambda: dropping())
    whole.run_epochs(2)
    while pieces.epoch < 2:
        torch.rand(5)  # another cell draws random numbers in between
        pieces.update()
    assert whole.losses == pieces.losses


def dropping():
    return nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Dropout(0.5), nn.Linear(8, 2))


def test_the_notebooks_random_numbers_are_left_alone():
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    started(dropping).run_epochs(1)
    assert torch.equal(torch.rand(3), expected)


def test_a_restart_begins_with_the_same_weights():
    training = started()
    first = training.losses[0]
    training.run_epochs(1)
    training.restart("momentum", 0.1)
    assert training.losses == [first]


@pytest.mark.parametrize("outputs", [1, 2])
def test_xor_is_learned_with_one_output_or_two(outputs):
    training = started(lambda: MLP((2, 8, outputs), "tanh"), xor(), lr=0.1)
    training.run_epochs(150)
    assert training.accuracy == 1
    assert training.predict(xor().train.X).round().tolist() == [0, 1, 1, 0]


def test_three_classes():
    training = started(lambda: MLP((2, 8, 3)), animals(), lr=0.1)
    training.run_epochs(60)
    assert torch.equal(training.predict(animals().train.X), animals().train.y)


def test_softmax_in_the_model_is_noticed():
    assert "leave softmax out" in started(lambda: nn.Sequential(nn.Linear(2, 2), nn.Softmax(dim=1))).note
    assert started().note == ""


class Returning(nn.Module):
    def __init__(self, answer):
        super().__init__()
        self.linear = nn.Linear(2, 2)
        self.answer = answer

    def forward(self, X):
        return self.answer(self.linear(X))


class ListOfLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(2, 2)]


class NoSuper(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(2, 2)


@pytest.mark.parametrize(
    ("make_model", "message"),
    [
        (lambda: None, r"make_model returned None, expected an nn.Module: does it end with return\?"),
        (ListOfLayers, "ListOfLayers has no parameters.*nn.ModuleList"),
        (NoSuper, r"(?s)Making the model failed: AttributeError.*Begin __init__ with super\(\).__init__\(\)"),
        (lambda: MLP(), r"missing 1 required positional argument.*lambda: MyModel\(2, 4\)"),
        (lambda: Returning(lambda logits: None), "forward returned None, expected logits"),
        (
            lambda: Returning(lambda logits: logits.argmax(dim=1)),
            r"torch.int64 of shape \(20,\), expected float logits of shape \(20, 2\) or \(20, 1\) or \(20,\)",
        ),
        (lambda: nn.Linear(2, 3), r"of shape \(20, 3\), expected float"),
        (lambda: nn.Linear(3, 2), "A layer for 3 numbers a row got 2: its first argument should be 2"),
        (
            lambda: Returning(lambda logits: logits.view(7, 2)),
            r"RuntimeError: shape '\[7, 2\]' is invalid.*\nIn <lambda>, line \d+ of its cell or file: lambda",
        ),
    ],
)
def test_mistakes_at_the_start_are_told(make_model, message):
    with pytest.raises(ModelError, match=message):
        started(make_model)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (torch.detach, "The loss does not depend on any parameter"),
        (
            lambda logits: logits.relu_().mul_(logits) + logits.exp_(),
            "Computing the gradients failed: RuntimeError",
        ),
    ],
)
def test_mistakes_in_training_are_told(answer, message):
    training = started(lambda: Returning(answer))
    with pytest.raises(ModelError, match=message):
        training.update()


def test_a_loss_without_end_is_told_and_can_still_be_drawn():
    training = started(lambda: MLP((2, 8, 2)), optimizer="gradient descent", lr=1e30)
    with pytest.raises(
        ModelError, match=r"The loss is (nan|inf) in epoch \d+. Choose a smaller learning rate"
    ):
        training.run_epochs(20)
    answers = training.predict(MOONS.train.X)
    assert ((answers >= 0) & (answers <= 1)).all()
