"""The network that the course brings along: what its file holds, and how good it is."""

import json
from dataclasses import asdict
from importlib import resources

import torch

from lessonlib.data import KNOWN_SHAPES, pictures
from lessonlib.models import BlockNet, pretrained_shapes
from lessonlib.models.pretrained import KNOWN_SHAPES_CONFIG, KNOWN_SHAPES_FILE


def test_it_knows_shapes_that_it_has_not_seen():
    drawn = pictures(600, seed=123)
    model = pretrained_shapes()
    assert not model.training
    assert (model.predict(drawn.train.X) == drawn.train.y).float().mean() > 0.97
    assert model.config.classes == len(KNOWN_SHAPES)


def test_each_call_makes_a_copy():
    first, second = pretrained_shapes(), pretrained_shapes()
    with torch.no_grad():
        first.head.output.weight.zero_()
    assert second.head.output.weight.abs().sum() > 0


def test_the_file_holds_tensors_and_text_and_belongs_to_the_package():
    content = resources.files("lessonlib.models").joinpath(KNOWN_SHAPES_FILE.name).read_bytes()
    assert len(content) < 200_000
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + size])
    told = json.loads(header.pop("__metadata__")["about"])
    assert told["config"] == json.loads(json.dumps(asdict(KNOWN_SHAPES_CONFIG)))
    assert told["made by"] == "python -m lessonlib.training.pretraining"
    assert told["licence"].startswith("CC0")
    assert set(header) == set(BlockNet(KNOWN_SHAPES_CONFIG).state_dict())
    assert {entry["dtype"] for entry in header.values()} == {"F32", "I64"}
    assert max(entry["data_offsets"][1] for entry in header.values()) == len(content) - 8 - size
