"""A .pt2 file runs without the class, and nothing in it is unpickled."""

import io
import json
import logging
import os
import pickle
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import torch
from torch import nn
from torch._export.serde.schema import SCHEMA_VERSION

import lessonlib
from lessonlib.models import ConvNet
from lessonlib.serving import ServingError, export, load
from lessonlib.serving.signature import NOTE, Signature

SIGNATURE = Signature("Stranger", (3,), ("no", "yes"))
FOOTPRINT = "LESSONLIB_TEST_CODE_OF_A_STRANGER"  # the environment variable that the trap sets


def test_it_answers_as_the_model_does_for_any_number_of_rows(stranger, program):
    stranger.eval()
    exported = load(program)
    assert exported.signature == SIGNATURE
    for n in (1, 2, 7):
        X = torch.randn(n, 3, generator=torch.Generator().manual_seed(n))
        torch.testing.assert_close(exported(X), stranger(X).detach())


def test_a_convolutional_network_goes_through(tmp_path):
    torch.manual_seed(0)
    model = ConvNet().eval()
    X = torch.rand(3, 1, 28, 28)
    exported = export(model, X, tmp_path / "conv.pt2", [str(k) for k in range(10)])
    torch.testing.assert_close(exported.probability(X), model.probability(X), rtol=1e-4, atol=1e-5)


def test_neither_the_example_nor_a_place_on_this_machine_is_in_the_file(stranger, tmp_path):
    file = tmp_path / "private.pt2"
    export(stranger, torch.full((1, 3), 1234.5), file, ["no", "yes"])
    content = file.read_bytes()
    assert torch.full((3,), 1234.5).numpy().tobytes() not in content
    for place in (Path(lessonlib.__file__).parent, Path(__file__).parent, Path(torch.__file__).parent):
        assert str(place).encode() not in content


class OneSizeOnly(nn.Module):
    def forward(self, X):
        return X.reshape(2, 3)[:, :2]


class Chooses(nn.Module):
    def forward(self, X):
        return X[:, :2] if X.sum() > 0 else -X[:, :2]


@pytest.mark.parametrize("model", [OneSizeOnly(), Chooses()])
def test_a_model_that_is_no_fixed_program_is_told(model, tmp_path, capfd):
    file = tmp_path / "model.pt2"
    with pytest.raises(ServingError, match=r"as a program \(.+\)\. Its forward must take any number of rows"):
        export(model, torch.ones(2, 3), file, ["no", "yes"])
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr().err == "", "the message is enough"


@pytest.fixture
def ran(monkeypatch):
    """Whether the trap's code has run."""
    monkeypatch.setenv(FOOTPRINT, "no")
    # PyTorch's own warning about the trap has a mistake in it, which pytest would raise.
    monkeypatch.setattr(logging.getLogger("torch._export.serde.serialize"), "disabled", True)
    return lambda: os.environ[FOOTPRINT] == "yes"


class Trap:
    def __reduce__(self):
        return exec, (f"import os; os.environ['{FOOTPRINT}'] = 'yes'",)


def trapped_example(stranger):
    """A file of torch.export whose example rows, which nobody needs, are a pickle that runs code."""
    program = torch.export.export(stranger.eval(), (torch.zeros(2, 3),))
    plain = io.BytesIO()
    torch.export.save(program, plain, extra_files={NOTE: SIGNATURE.to_json()})
    trap = io.BytesIO()
    torch.save(((Trap(),), {}), trap)
    return changed(plain.getvalue(), {"data/sample_inputs/model.pt": trap.getvalue()})


def changed(archive, members):
    """The archive with other content under some names, written as PyTorch writes archives."""
    out, old = io.BytesIO(), torch._C.PyTorchFileReader(io.BytesIO(archive))
    writer = torch._C.PyTorchFileWriter(out)
    written_by_itself = (".data/version", ".data/serialization_id", "version")
    names = {name for name in old.get_all_records() if name not in written_by_itself} | set(members)
    for name in sorted(names):
        content = members[name] if name in members else old.get_record(name)
        writer.write_record(name, content, len(content))
    writer.write_end_of_file()
    return out.getvalue()


def refused(content, tmp_path, match):
    file = tmp_path / "from_a_stranger.pt2"
    file.write_bytes(content)
    with pytest.raises(ServingError, match=match):
        load(file)


def test_a_pickle_that_torch_would_run_is_refused_unread(stranger, tmp_path, ran):
    content = trapped_example(stranger)
    refused(content, tmp_path, r"holds data/sample_inputs/model\.pt.*could run code")
    assert not ran()
    torch.export.load(io.BytesIO(content))
    assert ran(), "the danger is real"


def test_a_pickle_in_place_of_weights_is_refused(program, tmp_path, ran):
    reader = torch._C.PyTorchFileReader(str(program))
    name = "data/weights/model_weights_config.json"
    config = json.loads(reader.get_record(name))
    config["config"]["layer.weight"]["use_pickle"] = True
    trap = io.BytesIO()
    torch.save(Trap(), trap)
    members = {name: json.dumps(config).encode(), "data/weights/weight_0": trap.getvalue()}
    refused(changed(program.read_bytes(), members), tmp_path, "a pickle as 'weight_0'")
    assert not ran()


@pytest.mark.parametrize(
    "name",
    ["data/constants/opaque_obj_0", "data/aotinductor/model/x.so", "serialized_state_dict.pt", "extra/x"],
)
def test_a_member_of_another_kind_is_refused(program, tmp_path, name):
    content = changed(program.read_bytes(), {name: pickle.dumps(Trap())})
    refused(content, tmp_path, f"holds {name}, which lessonlib.serving.export never writes")


def test_a_pickle_for_the_older_form_of_the_file_stays_unread(stranger, program, tmp_path, ran):
    parts = io.BytesIO()
    torch.save({"weights": Trap()}, parts)
    content = io.BytesIO()
    with zipfile.ZipFile(program) as new, zipfile.ZipFile(content, "w") as both:
        for name in new.namelist():
            if not name.endswith("weight_0"):  # so that reading the newer form fails
                both.writestr(name, new.read(name))
        both.writestr("version", ".".join(map(str, SCHEMA_VERSION)))
        for name in ("state_dict", "constants", "example_inputs"):
            both.writestr(f"serialized_{name}.pt", parts.getvalue())
        model = next(name for name in new.namelist() if name.endswith("models/model.json"))
        both.writestr("serialized_exported_program.json", new.read(model))
    refused(content.getvalue(), tmp_path, "is damaged or was not written|holds ")
    assert not ran()
    with suppress(Exception):
        torch.export.load(io.BytesIO(content.getvalue()))
    assert ran(), "the danger is real"


def test_a_file_of_torch_alone_lacks_the_signature(stranger, tmp_path):
    program = torch.export.export(stranger.eval(), (torch.zeros(2, 3),))
    program.example_inputs = None
    content = io.BytesIO()
    torch.export.save(program, content)
    refused(content.getvalue(), tmp_path, "was not written by lessonlib.serving.export")


def test_a_damaged_file_is_told(program, tmp_path):
    content = program.read_bytes()
    for cut in (0, 1, 100, len(content) // 2, len(content) - 1):
        refused(content[:cut], tmp_path, "is damaged or was not written by lessonlib.serving.export")
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("version", "1")
    refused(zipped.getvalue(), tmp_path, "is damaged or was not written")
