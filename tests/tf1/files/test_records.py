"""TFRecord files; that TensorFlow reads and writes the same ones is told in ``tests/tf1/recorded``."""

import contextlib
import gzip
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lessonlib.tf1 as tf
from lessonlib.graph.errors import DataLossError, NotFoundError, UnsupportedError

RECORDS = [b"", b"abc", bytes(9000)]


def write(path, kind=None):
    with tf.python_io.TFRecordWriter(path, kind) as writer:
        for record in RECORDS:
            writer.write(record)
            writer.flush()


@pytest.mark.parametrize("kind", [None, "", "GZIP", "ZLIB", 1, 2])
def test_what_is_written_is_read(tmp_path, kind):
    write(tmp_path / "r", kind)
    assert list(tf.python_io.tf_record_iterator(tmp_path / "r", kind)) == RECORDS


def test_the_bytes_of_a_record(tmp_path):
    with tf.io.TFRecordWriter(str(tmp_path / "r"), tf.io.TFRecordOptions("", compression_level=9)) as writer:
        writer.write(b"abc")
    content = (tmp_path / "r").read_bytes()
    assert content[:8] == (3).to_bytes(8, "little")
    assert content[12:15] == b"abc"
    assert len(content) == 19


def test_the_compressions_are_the_usual_ones(tmp_path):
    for kind in ("", "GZIP", "ZLIB"):
        write(tmp_path / (kind or "plain"), kind)
    plain = (tmp_path / "plain").read_bytes()
    assert gzip.decompress((tmp_path / "GZIP").read_bytes()) == plain
    assert zlib.decompress((tmp_path / "ZLIB").read_bytes()) == plain


@pytest.mark.parametrize("kind", ["", "GZIP", "ZLIB"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage(tmp_path, kind, data):
    write(tmp_path / "r", kind)
    content = bytearray((tmp_path / "r").read_bytes())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    (tmp_path / "r").write_bytes(content)
    found = []
    with contextlib.suppress(DataLossError):
        found.extend(tf.python_io.tf_record_iterator(tmp_path / "r", kind))
    assert found == RECORDS[: len(found)]


def test_messages(tmp_path):
    with pytest.raises(NotFoundError, match="No such file or directory"):
        next(tf.python_io.tf_record_iterator(tmp_path / "none"))
    with pytest.raises(NotFoundError, match="cannot be written"):
        tf.python_io.TFRecordWriter(tmp_path / "none" / "r")
    with pytest.raises(ValueError, match=r"Not a valid compression_type: 'RAR'; expected one of"):
        tf.python_io.TFRecordOptions("RAR")
    with pytest.raises(UnsupportedError, match="lessonlib has no mem_level"):
        tf.python_io.TFRecordOptions("GZIP", mem_level=3)
    with (
        tf.python_io.TFRecordWriter(tmp_path / "r") as writer,
        pytest.raises(TypeError, match="SerializeToString"),
    ):
        writer.write(tf.train.Example())
    write(tmp_path / "z", "GZIP")
    with pytest.raises(DataLossError, match=r"(?s)corrupted record at 0 in .*compressed as options say"):
        list(tf.python_io.tf_record_iterator(tmp_path / "z"))
    write(tmp_path / "p")
    with pytest.raises(DataLossError, match="cannot be decompressed"):
        list(tf.python_io.tf_record_iterator(tmp_path / "p", "ZLIB"))
