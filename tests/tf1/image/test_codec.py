"""Files of images, with Pillow on the other side; damaged files and files that claim too much."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

import lessonlib.tf1 as tf

PIXELS = np.random.default_rng(0).integers(0, 256, (9, 7, 3), np.uint8)


def encoded(pixels, kind, **options):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **options)
    return out.getvalue()


def run(tensor):
    with tf.Session() as session:
        return session.run(tensor)


@pytest.mark.parametrize(
    ("kind", "decode"),
    [("PNG", tf.image.decode_png), ("BMP", tf.image.decode_bmp), ("PNG", tf.image.decode_image)],
)
def test_the_pixels_are_those_that_pillow_wrote(kind, decode):
    np.testing.assert_array_equal(run(decode(encoded(PIXELS, kind))), PIXELS)


def test_a_jpeg_as_pillow_decodes_it():
    content = encoded(PIXELS, "JPEG", quality=90)
    with Image.open(io.BytesIO(content)) as picture:
        np.testing.assert_array_equal(run(tf.image.decode_jpeg(content)), np.asarray(picture))
    window = run(tf.image.decode_and_crop_jpeg(content, [1, 2, 5, 4]))
    np.testing.assert_array_equal(window, run(tf.image.decode_jpeg(content))[1:6, 2:6])


def test_what_is_encoded_pillow_reads():
    png, jpeg = run(
        [tf.image.encode_png(PIXELS), tf.image.encode_jpeg(PIXELS, quality=95, density_unit="cm")]
    )
    with Image.open(io.BytesIO(png)) as picture:
        np.testing.assert_array_equal(np.asarray(picture), PIXELS)
    with Image.open(io.BytesIO(jpeg)) as picture:
        assert picture.format == "JPEG"
        assert picture.info["dpi"] == (762, 762)


def test_a_file_from_disk_through_a_placeholder(tmp_path):
    (tmp_path / "a.png").write_bytes(encoded(PIXELS, "PNG"))
    name = tf.placeholder(tf.string, [])
    pixels = tf.image.decode_image(tf.read_file(name), channels=3)
    with tf.Session() as session:
        np.testing.assert_array_equal(session.run(pixels, {name: str(tmp_path / "a.png")}), PIXELS)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF"])
def test_a_damaged_file_is_refused_or_read_but_never_anything_else(kind):
    """Cut off, and with bytes changed at random places."""
    whole = encoded(PIXELS, kind)
    rng = np.random.default_rng(1)
    content = tf.placeholder(tf.string, [])
    pixels = tf.image.decode_image(content)
    refused = 0
    with tf.Session() as session:
        for round_ in range(60):
            damaged = bytearray(whole[: rng.integers(4, len(whole))] if round_ % 2 else whole)
            for place in rng.integers(4, len(damaged) + 1, 3):
                damaged[min(place, len(damaged) - 1)] = rng.integers(256)
            try:
                session.run(pixels, {content: bytes(damaged)})
            except tf.errors.InvalidArgumentError:
                refused += 1
    assert refused > 10


def test_a_header_that_claims_gigabytes():
    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    content = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    body = b"IDAT" + zlib.compress(b"\0" * 1000)
    content += struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"claims 1 x 60000 x 60000 pixels; at most"):
        run(tf.image.decode_png(content))


def test_what_is_no_image():
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"formats PNG, JPEG, GIF.*4 bytes that start b'text'"
    ):
        run(tf.image.decode_png(b"text"))
    with pytest.raises(TypeError, match=r"strings of bytes"):
        tf.image.decode_png(tf.constant(1))
    with pytest.raises(TypeError, match=r"encoded from uint8.*\n.*convert_image_dtype"):
        tf.image.encode_png(PIXELS / 255)
    with pytest.raises(NotImplementedError, match=r"try_recover_truncated"):
        tf.image.decode_jpeg(b"", try_recover_truncated=True)
