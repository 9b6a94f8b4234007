"""Checkpoints of TensorFlow: a committed one, and when TensorFlow is installed one that it writes now."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lessonlib.graph.errors import DataLossError, NotFoundError, UnsupportedError
from lessonlib.tf1.files.bundle import read_bundle, slice_key
from lessonlib.tf1.files.crc32c import crc32c, masked
from lessonlib.tf1.files.messages import BundleEntry, BundleHeader

HERE = Path(__file__).parent
KEPT = HERE / "tensorflow"
VALUES = "values.ckpt-7"


@pytest.fixture(scope="module", params=["kept", "written now"])
def folder(request, tmp_path_factory):
    if request.param == "kept":
        return KEPT
    if importlib.util.find_spec("tensorflow") is None:
        pytest.skip("TensorFlow is not installed")
    path = tmp_path_factory.mktemp("tensorflow")
    subprocess.run([sys.executable, HERE / "write_tensorflow.py", path], check=True, capture_output=True)
    return path


def test_all_kinds_of_tensors(folder):
    answers = json.loads((folder / "answers.json").read_text("utf-8"))["values"]
    bundle = read_bundle(str(folder / VALUES))
    assert sorted(bundle.entries) == list(answers)
    for name, (dtype, values) in answers.items():
        tensor = bundle.tensor(name)
        assert (tensor.dtype, tensor.shape) == (np.dtype(dtype), bundle.shape(name))
        if dtype == "object":
            assert [item.decode("latin-1") for item in tensor.tolist()] == values
        elif dtype.startswith("complex"):
            np.testing.assert_allclose(np.abs(tensor), values, rtol=1e-6)
        else:
            np.testing.assert_array_equal(tensor, np.asarray(values, dtype).reshape(tensor.shape))


def test_a_missing_tensor_and_a_missing_file(tmp_path):
    bundle = read_bundle(str(KEPT / VALUES))
    with pytest.raises(
        NotFoundError, match=r"Key zz not found in checkpoint .*, which has: complex, doubles"
    ):
        bundle.tensor("zz")
    shutil.copy(KEPT / f"{VALUES}.index", tmp_path)
    with pytest.raises(NotFoundError, match=r"is not whole: its file .*data-00000-of-00002 is missing"):
        read_bundle(str(tmp_path / VALUES)).tensor("half")
    with pytest.raises(NotFoundError, match="There is no checkpoint"):
        read_bundle(str(tmp_path / "other"))


def test_another_byte_anywhere_is_noticed(tmp_path):
    """Each byte of the index, and of the data, is under a checksum, or its change is harmless; each fourth is tried."""
    for file in KEPT.glob(f"{VALUES}.*"):
        shutil.copy(file, tmp_path)
    whole = everything(tmp_path)
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        for place in range(0, len(content), 4):
            file.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
            same_or_refused(tmp_path, whole)
        file.write_bytes(content)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_files_cut_off_and_mixed_up(tmp_path, data):
    for file in KEPT.glob(f"{VALUES}.*"):
        content = file.read_bytes()
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, len(content)))
        (tmp_path / file.name).write_bytes(content[:start] + data.draw(st.binary(max_size=9)) + content[end:])
    same_or_refused(tmp_path, everything(KEPT))


def everything(folder):
    bundle = read_bundle(str(folder / VALUES))
    return {name: bundle.tensor(name).tolist() for name in bundle.entries}


def same_or_refused(folder, whole):
    try:
        assert everything(folder) == whole
    except (DataLossError, NotFoundError):
        return


def table(entries):
    """A sorted string table with right checksums, whatever is in it."""

    def block(items):
        body = b""
        for key, value in items:
            body += bytes([0]) + number(len(key)) + number(len(value)) + key + value
        body += (0).to_bytes(4, "little") + (1).to_bytes(4, "little")
        return body, body + b"\0" + masked(crc32c(body + b"\0")).to_bytes(4, "little")

    body, first = block(sorted(entries.items()))
    index_body, index = block([(b"\xff", number(0) + number(len(body)))])
    footer = number(0) + number(0) + number(len(first)) + number(len(index_body))
    return first + index + footer.ljust(40, b"\0") + (0xDB4775248B80FB57).to_bytes(8, "little")


def number(value):
    return bytes([value & 127 | 128, *number(value >> 7)]) if value > 127 else bytes([value])


def bundle_with(tmp_path, data=b"\0\0\x80\x3f", more=None, **entry):
    entry = {"dtype": 1, "size": 4, "crc32c": masked(crc32c(data)), **entry}
    entries = {b"": BundleHeader(num_shards=1), b"x": BundleEntry(**entry), **(more or {})}
    content = {key: value.SerializeToString() for key, value in entries.items()}
    (tmp_path / "m.index").write_bytes(table(content))
    (tmp_path / "m.data-00000-of-00001").write_bytes(data)
    return read_bundle(str(tmp_path / "m"))


def sizes(*dims):
    return {"dim": [{"size": size} for size in dims]}


def test_what_the_helper_writes_is_read(tmp_path):
    assert bundle_with(tmp_path).tensor("x") == np.float32(1)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"shape": sizes(2)}, r"shape \(2,\) and float32 cannot have 4 bytes"),
        ({"shape": sizes(2**40, 2**40), "size": 2**62}, "cannot have"),
        ({"shape": sizes(-1)}, r"has the shape \(-1,\)"),
        ({"shape": sizes(0, 2**62, 2**62), "size": 0}, "damaged"),
        ({"shape": sizes(*[1] * 40)}, "has the shape"),
        ({"offset": 1}, "reaches beyond the end of m.data-00000-of-00001"),
        ({"offset": -1}, "reaches beyond the end"),
        ({"shape": sizes(2**61), "size": 2**63 - 1, "dtype": 6}, "cannot have"),
        ({"shard_id": 1}, "is in file 1 of 1"),
        ({"crc32c": 1}, "the checksum of a tensor is wrong"),
        ({"dtype": 7, "shape": sizes(2**50), "size": 4}, "cannot have 4 bytes"),
        ({"dtype": 7, "shape": sizes(2)}, "the lengths of strings are wrong"),
        ({"dtype": 7, "shape": sizes(4)}, "ends within a number"),
        (
            {"shape": sizes(2), "slices": [{"extent": [{"start": 0, "length": 2}]}]},
            "a slice of 'x' is missing",
        ),
        ({"shape": sizes(2), "slices": [{"extent": []}]}, "another rank"),
        (
            {"shape": sizes(2), "slices": [{"extent": [{"start": 1, "length": 2}]}]},
            "reaches beyond its variable",
        ),
    ],
)
def test_right_checksums_around_wrong_numbers(tmp_path, entry, message):
    bundle = bundle_with(tmp_path, **entry)
    with pytest.raises(DataLossError, match=message):
        bundle.tensor("x")


def test_slices_that_do_not_fill_a_variable(tmp_path):
    extent = {"start": 0, "length": 1}
    part = {
        slice_key("x", [(0, 1)]): BundleEntry(
            dtype=1, shape=sizes(1), size=4, crc32c=masked(crc32c(b"\0\0\x80\x3f"))
        )
    }
    twice = bundle_with(tmp_path, more=part, shape=sizes(2), slices=[{"extent": [extent]}] * 2)
    with pytest.raises(DataLossError, match="do not fit together"):
        twice.tensor("x")
    once = bundle_with(tmp_path, more=part, shape=sizes(2), slices=[{"extent": [extent]}])
    with pytest.raises(DataLossError, match=r"do not fill its shape \(2,\)"):
        once.tensor("x")


def test_a_dtype_that_lessonlib_does_not_have(tmp_path):
    with pytest.raises(UnsupportedError, match="TensorFlow's dtype number 14"):
        bundle_with(tmp_path, dtype=14).tensor("x")


@given(st.dictionaries(st.binary(max_size=6), st.binary(max_size=12), max_size=5))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_entries_are_read_or_refused(tmp_path, entries):
    (tmp_path / "m.index").write_bytes(table(entries))
    try:
        bundle = read_bundle(str(tmp_path / "m"))
        for name in bundle.entries:
            bundle.tensor(name)
    except (DataLossError, NotFoundError, UnsupportedError):
        pass


@pytest.mark.parametrize(
    ("extents", "key"),
    [  # as TensorFlow 2.21 writes them
        ([(0, 34), (0, 2)], b"\0parts\0\1\1\2\x80\xa2\x80\x82"),
        ([(67, 33), (0, 2)], b"\0parts\0\1\1\2\xc0C\xa1\x80\x82"),
        ([(0, -1), (0, 2)], b"\0parts\0\1\1\2\x80\x7f\x80\x82"),
    ],
)
def test_keys_of_slices(extents, key):
    assert slice_key("parts", extents) == key
