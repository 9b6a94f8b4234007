"""Making the file of the network that the course brings along."""

import torch
from safetensors import torch as safetensors

from lessonlib.data import pictures
from lessonlib.models.pretrained import KNOWN_SHAPES_FILE
from lessonlib.training import pretraining


def test_the_same_training_makes_the_same_bytes_and_learns():
    made = [pretraining.train_on_known_shapes(400, 3, progress=False) for _ in range(2)]
    first, again = map(pretraining.packed, made)
    assert first == again
    drawn = pictures(400, seed=19).train
    before = torch.bincount(drawn.y).max() / len(drawn)
    assert (made[0].predict(drawn.X) == drawn.y).float().mean() > 1.5 * before


def test_the_file_is_read_as_it_was_written(tmp_path, monkeypatch, capsys):
    made = pretraining.train_on_known_shapes(400, 3, progress=False)
    monkeypatch.setattr(pretraining, "train_on_known_shapes", lambda: made)
    monkeypatch.setattr(pretraining, "_PICTURES", 400)
    file = tmp_path / "made.safetensors"
    pretraining.main(file)
    tensors = safetensors.load(file.read_bytes())
    assert all(torch.equal(part, tensors[name]) for name, part in made.state_dict().items())
    assert "of 80 test pictures" in capsys.readouterr().out
    assert set(tensors) == set(safetensors.load(KNOWN_SHAPES_FILE.read_bytes()))
