"""A .safetensors file brings back the models of the library, and nothing that could run."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from lessonlib.models import MLP, ConvNet, ConvNetConfig, LogisticRegression, RNNClassifier, RNNConfig
from lessonlib.serving import ServingError, export, load

CLASSES = ["a", "b", "c"]
MODELS = [
    MLP((64, 5, 3), activation="tanh"),
    ConvNet(ConvNetConfig(image=(1, 8, 8), filters=(2, 3), padding=1, hidden=4, classes=3)),
    RNNClassifier(RNNConfig(inputs=8, hidden=4, outputs=3, cell="lstm")),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_it_answers_as_the_model_does(model, tmp_path):
    file = tmp_path / "model.safetensors"
    torch.manual_seed(2)
    X = torch.rand(5, 1, 8, 8)
    export(model, X[:1], file, CLASSES)
    exported = load(file)
    assert exported.signature.model == type(model).__name__
    torch.testing.assert_close(exported.probability(X), model.probability(X))


class MyMLP(MLP):
    pass


@pytest.mark.parametrize("model", [LogisticRegression(64), MyMLP((64, 2))])
def test_a_class_that_the_library_lacks_is_told(model, tmp_path):
    known = "can only be read again for: MLP, ConvNet, RNNClassifier. Export it to a .pt2 file"
    with pytest.raises(ServingError, match=f"of class {type(model).__name__}, .*{known}"):
        export(model, torch.zeros(1, 64), tmp_path / "model.safetensors", ["no", "yes"])


@pytest.fixture
def file(digit_reader, tmp_path):
    path = tmp_path / "digits.safetensors"
    export(digit_reader, torch.zeros(1, 1, 4, 4), path, [str(k) for k in range(10)])
    return path


def rewrite(file, tensors=None, **note):
    content = file.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"] | note
    save_file(load_file(file) | (tensors or {}), file, {name: text for name, text in header.items() if text})


@pytest.mark.parametrize(
    "config",
    [
        {"sizes": [16, 9, 10]},
        {"sizes": [16, 10]},
        {"sizes": [16, 10**12, 10]},
        {"sizes": [16, 10**30, 10]},
        {"sizes": ["16", "8", "10"]},
        {"sizes": [16, 8, 10], "activation": "boom"},
        {"sizes": [16, 8, 10], "layers": 3},
        [],
    ],
)
def test_sizes_that_are_not_those_of_the_weights_are_told(file, config):
    rewrite(file, config=json.dumps(config))
    with pytest.raises(ServingError, match=r"digits\.safetensors is damaged or was not written by"):
        load(file)


@pytest.mark.parametrize("change", [{"config": ""}, {"lessonlib.json": ""}, {"config": "{"}])
def test_a_note_that_is_missing_is_told(file, change):
    rewrite(file, **change)
    with pytest.raises(ServingError, match="is damaged or was not written by"):
        load(file)


def test_a_tensor_too_many_is_told(file):
    rewrite(file, {"extra": torch.zeros(1)})
    with pytest.raises(ServingError, match="is damaged or was not written by"):
        load(file)


def test_a_damaged_file_is_told(file):
    content = file.read_bytes()
    for cut in (0, 7, 8, 60, len(content) - 1):
        file.write_bytes(content[:cut])
        with pytest.raises(ServingError, match="is damaged or was not written by"):
            load(file)
