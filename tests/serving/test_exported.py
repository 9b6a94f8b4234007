import hashlib

import pytest
import torch
from torch import nn

from lessonlib.models import MLP, LogisticRegression
from lessonlib.serving import ServingError, export, load

NAMES = [str(k) for k in range(10)]
ENDINGS = ["pt2", "safetensors"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_written_is_what_is_read(digit_reader, tmp_path, ending):
    file = tmp_path / f"digits.{ending}"
    X = torch.rand(4, 16)
    exported = export(digit_reader, X, file, NAMES)
    again = load(str(file))
    assert again.version == exported.version == hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    assert again.signature == exported.signature
    torch.testing.assert_close(again(X), digit_reader(X).detach())
    torch.testing.assert_close(again.probability(X).sum(dim=1), torch.ones(4))
    assert not again(X).requires_grad


@pytest.mark.parametrize("training", [True, False])
def test_it_is_exported_without_dropout_and_the_model_stays_in_its_mode(stranger, tmp_path, training):
    stranger.train(training)
    exported = export(stranger, torch.ones(1, 3), tmp_path / "model.pt2", ["no", "yes"])
    assert stranger.training == training
    torch.testing.assert_close(exported(torch.ones(2, 3)), stranger.eval()(torch.ones(2, 3)).detach())


@pytest.mark.parametrize("model", [MLP((3, 1)), LogisticRegression(3)])
def test_one_logit_becomes_two_probabilities(model, tmp_path):
    X = torch.randn(5, 3, generator=torch.Generator().manual_seed(0))
    share = export(model, X, tmp_path / "model.pt2", ["no", "yes"]).probability(X)
    torch.testing.assert_close(share[:, 1], model.probability(X))
    torch.testing.assert_close(share.sum(dim=1), torch.ones(5))


class Noisy(nn.Module):
    def forward(self, X):
        return X[:, :2] + torch.rand_like(X[:, :2])


def test_a_model_that_never_answers_the_same_is_refused_and_the_old_file_stays(tmp_path):
    file = tmp_path / "model.pt2"
    file.write_bytes(b"old")
    with pytest.raises(ServingError, match=r"Noisy gives other answers .* random numbers"):
        export(Noisy(), torch.zeros(1, 3), file, ["no", "yes"])
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_model_without_a_meaning_is_refused(digit_reader, tmp_path, ending):
    with torch.no_grad():
        digit_reader.layers[0].bias[0] = float("nan")
    with pytest.raises(ServingError, match="NaN or infinity"):
        export(digit_reader, torch.zeros(1, 16), tmp_path / f"m.{ending}", NAMES)


def test_classes_that_do_not_fit_are_told(digit_reader, tmp_path):
    with pytest.raises(ServingError, match=r"gave shape \(1, 10\), expected \(1, 3\).*classes a, b, c"):
        export(digit_reader, torch.zeros(1, 16), tmp_path / "m.pt2", ["a", "b", "c"])


def test_an_example_without_rows_or_axes_is_told(digit_reader, tmp_path):
    with pytest.raises(ServingError, match="at least one row"):
        export(digit_reader, torch.zeros(0, 16), tmp_path / "m.pt2", NAMES)
    with pytest.raises(ServingError, match="at least one axis"):
        export(digit_reader, torch.zeros(16), tmp_path / "m.pt2", NAMES)


@pytest.mark.parametrize("name", ["model.pt", "model", "model.PT2"])
def test_another_ending_is_told(digit_reader, tmp_path, name):
    with pytest.raises(ServingError, match=r"expected one of: \.pt2, \.safetensors"):
        export(digit_reader, torch.zeros(1, 16), tmp_path / name, NAMES)
    with pytest.raises(ServingError, match=r"expected one of: \.pt2, \.safetensors"):
        load(tmp_path / name)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(ServingError, match=r"none\.pt2 cannot be read: No such file.*mistake in its name"):
        load(tmp_path / "none.pt2")


@pytest.mark.parametrize(
    "X", [torch.zeros(2, 3, 1), torch.zeros(0, 3), torch.zeros(2, 3, dtype=torch.float64)]
)
def test_a_question_of_another_shape_is_told(program, X):
    with pytest.raises(ServingError, match=r"expected torch\.float32 of shape \(n, 3\)"):
        load(program)(X)
