"""Checkpoint files: what goes in comes out, and what is damaged or does not fit is told."""

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from lessonlib.training import CheckpointError, EarlyStopping, load_weights
from lessonlib.training.checkpoint import read_checkpoint, set_weights, write_checkpoint

GROUPS = {
    "model": {"a/b": torch.arange(6.0).reshape(2, 3), "scalar": torch.tensor(2.5)},
    "others": {
        "bytes": torch.arange(4, dtype=torch.uint8),
        "half": torch.ones(3, dtype=torch.bfloat16),
        "turned": torch.arange(6).reshape(2, 3).T,
        "empty": torch.zeros(0, 3),
    },
}
RECORD = {"step": 3, "numbers": [0.1, float("inf")], "none": None}


@pytest.fixture
def file(tmp_path):
    write_checkpoint(tmp_path / "new" / "c.safetensors", GROUPS, RECORD)
    return tmp_path / "new" / "c.safetensors"


def test_what_goes_in_comes_out(file):
    groups, record = read_checkpoint(file)
    assert record == RECORD
    assert {name: set(members) for name, members in groups.items()} == {
        name: set(members) for name, members in GROUPS.items()
    }
    for name, members in GROUPS.items():
        for key, tensor in members.items():
            assert groups[name][key].dtype == tensor.dtype
            assert torch.equal(groups[name][key], tensor)


def test_any_safetensors_reader_opens_it(file):
    assert torch.equal(load_file(file)["model/a/b"], GROUPS["model"]["a/b"])


def test_tensors_that_share_memory_are_both_written(tmp_path):
    shared = torch.arange(3.0)
    write_checkpoint(tmp_path / "c", {"model": {"a": shared, "b": shared}}, {})
    assert torch.equal(read_checkpoint(tmp_path / "c")[0]["model"]["b"], shared)


def test_a_damaged_file_is_noticed_wherever_the_damage_is(file):
    content = file.read_bytes()
    for place in range(0, len(content), 7):
        file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(CheckpointError, match=r"c.safetensors (is damaged|was not written by lessonlib)"):
            read_checkpoint(file)


@pytest.mark.parametrize("length", [0, 5, 100, -1])
def test_a_truncated_file_is_noticed(file, length):
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(CheckpointError, match=r"is damaged or is no checkpoint.*delete it and train again"):
        read_checkpoint(file)


def test_other_files_are_told(tmp_path):
    with pytest.raises(
        CheckpointError, match=r"there is no checkpoint .*none: look for a mistake in its name"
    ):
        read_checkpoint(tmp_path / "none")
    save_file({"a": torch.zeros(1)}, tmp_path / "plain")
    with pytest.raises(CheckpointError, match=r"plain was not written by lessonlib.training"):
        read_checkpoint(tmp_path / "plain")


def test_what_json_cannot_hold_is_refused_and_the_old_file_stays(file):
    before = file.read_bytes()
    with pytest.raises(CheckpointError, match=r"cannot hold tensor\(1\) of type Tensor.*plain numbers"):
        write_checkpoint(file, GROUPS, {"lr": torch.tensor(1)})
    assert file.read_bytes() == before


def test_weights_for_another_program(train, tmp_path):
    model, _ = train()
    twin = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 2))
    load_weights(twin, tmp_path / "run.safetensors")
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), twin.parameters(), strict=True))


def test_weights_are_the_best_where_early_stopping_kept_them(train, tmp_path):
    model, _ = train(num_epochs=40, early_stopping=EarlyStopping(patience=3))
    groups, _ = read_checkpoint(tmp_path / "run.safetensors")
    assert not torch.equal(groups["model"]["0.weight"], model[0].weight)  # the file has the last ones too
    twin = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, 2))
    load_weights(twin, tmp_path / "run.safetensors")
    assert torch.equal(twin[0].weight, model[0].weight)


def test_another_model_is_refused_and_stays_as_it_was(tmp_path):
    other = nn.Linear(2, 5)
    before = other.weight.clone()
    weights = {"weight": torch.zeros(3, 2), "slope": torch.zeros(1)}
    with pytest.raises(
        CheckpointError, match=r"checkpoint of another model: bias is missing in the file and "
    ):
        set_weights(other, weights, tmp_path / "c")
    with pytest.raises(CheckpointError, match=r"weight is \(3, 2\) in the file and \(5, 2\) in the model"):
        set_weights(other, weights, tmp_path / "c")
    assert torch.equal(other.weight, before)
