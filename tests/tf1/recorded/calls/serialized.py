"""Tensors, sparse tensors and examples as strings, and back."""

import gzip
import json
import zlib

import numpy as np

A = np.float32([[1, 0, 2], [0, 0, 3], [0, 4, 0]])
WORDS = np.array([[b"a", b"\xff\x00"], [b"", b"bcd"]], object)
VALUES = {
    "matrix": A,
    "scalar": np.float64(2.5),
    "int64": np.int64([1, -2]),
    "bool": np.array([True, False]),
    "complex": np.complex64([1 + 2j]),
    "half": np.float16([0.5]),
    "uint8": np.uint8([[7]]),
    "empty": np.zeros((0, 3), np.int32),
    "words": WORDS,
    "word": b"one",
}


def dtype_of(tf, value):
    return tf.convert_to_tensor(value).dtype


def there_and_back(value):
    def call(tf, run):
        text = tf.serialize_tensor(value, name="s")
        return run([text, tf.io.parse_tensor(text, dtype_of(tf, value), name="p")])

    return call


def static(tf, run):
    text = tf.io.serialize_tensor(tf.placeholder(tf.float32, [None, 2]))
    return [str(text.shape), str(text.dtype), str(tf.parse_tensor(text, tf.int32).shape)]


def sp(tf, array=A):
    places = np.argwhere(array)
    return tf.SparseTensor(places, array[tuple(places.T)], np.array(array.shape, np.int64))


def strings(tf):
    return tf.SparseTensor([[0, 1], [1, 0]], ["x", "yy"], [2, 3])


def one_sparse(tf, run):
    parts = tf.serialize_sparse(sp(tf), name="s")
    return [str(parts.shape), run([parts, tf.parse_tensor(parts[1], tf.float32)])]


def many_sparse(make, **kwargs):
    def call(tf, run):
        tensor = make(tf)
        rows = tf.io.serialize_many_sparse(tensor)
        again = tf.io.deserialize_many_sparse(rows, tensor.dtype, **kwargs)
        return [str(rows.shape), str(again.shape), run([rows, again])]

    return call


def of_different_sizes(tf, run):
    rows = tf.stack(
        [
            tf.serialize_sparse(sp(tf)),
            tf.serialize_sparse(sp(tf, A[:2, 1:])),
            tf.serialize_sparse(sp(tf, A * 0)),
        ]
    )
    return run(tf.deserialize_many_sparse(rows, tf.float32, rank=3))


def of_ranks(tf, run):
    rows = tf.stack([tf.serialize_sparse(sp(tf)), tf.serialize_sparse(sp(tf, A[0]))])
    return run(tf.deserialize_many_sparse(rows, tf.float32))


def example(tf, run):
    text = json.dumps({"features": {"feature": {"f": {"floatList": {"value": [1.5, 2]}}}}})
    more = {
        "features": {"feature": {"f": {"floatList": {"value": [3]}}, "w": {"bytesList": {"value": ["YWI="]}}}}
    }
    found = tf.io.decode_json_example([text, json.dumps(more)], name="j")
    parsed = tf.parse_example(
        found, {"f": tf.VarLenFeature(tf.float32), "w": tf.FixedLenFeature([], tf.string, "none")}
    )
    return [str(found.shape), run([parsed["f"], parsed["w"]])]


def reduced(name, *args, **kwargs):
    return lambda tf, run: run(getattr(tf.sparse, name)(sp(tf), *args, **kwargs))


def masked(tf, run):
    slices = tf.IndexedSlices(tf.constant(A), tf.constant([5, 2, 7]), tf.constant([9, 3]))
    found = tf.sparse.mask(slices, [2, 8], name="m")
    return run([found.values, found.indices, found.dense_shape])


CALLS = {
    **{f"serialize_tensor {name}": there_and_back(value) for name, value in VALUES.items()},
    "serialize_tensor static": static,
    "parse_tensor other dtype": lambda tf, run: run(tf.parse_tensor(tf.serialize_tensor(A), tf.int32)),
    "parse_tensor nonsense": lambda tf, run: run(tf.parse_tensor("nonsense", tf.int32)),
    "parse_tensor of numbers": lambda tf, run: tf.parse_tensor(3, tf.int32),
    "serialize_sparse": one_sparse,
    "serialize_sparse of dense": lambda tf, run: tf.serialize_sparse(tf.constant(A)),
    "serialize_many_sparse": many_sparse(sp),
    "serialize_many_sparse rank": many_sparse(sp, rank=2),
    "serialize_many_sparse strings": many_sparse(strings),
    "serialize_many_sparse rank 3": many_sparse(lambda tf: sp(tf, np.stack([A, A * 0, A + 1]))),
    "serialize_many_sparse vector": lambda tf, run: run(tf.serialize_many_sparse(sp(tf, A[0]))),
    "deserialize_many_sparse sizes": of_different_sizes,
    "deserialize_many_sparse ranks": of_ranks,
    "deserialize_many_sparse dtype": lambda tf, run: run(
        tf.deserialize_many_sparse(tf.serialize_many_sparse(sp(tf)), tf.int32)
    ),
    "decode_json_example": example,
    "decode_json_example nonsense": lambda tf, run: run(tf.decode_json_example("{")),
    "decode_compressed": lambda tf, run: run(tf.decode_compressed([b"ab", b"c"], name="d")),
    "decode_compressed ZLIB": lambda tf, run: run(
        tf.io.decode_compressed([zlib.compress(b"ab" * 40)], "ZLIB")
    ),
    "decode_compressed GZIP": lambda tf, run: run(
        tf.io.decode_compressed(gzip.compress(b"abc"), compression_type="GZIP")
    ),
    "decode_compressed wrong": lambda tf, run: run(tf.io.decode_compressed([b"ab"], "ZLIB")),
    "decode_compressed other": lambda tf, run: run(tf.io.decode_compressed([b"ab"], "LZMA")),
    "reduce_sum_sparse": reduced("reduce_sum_sparse", 1),
    "reduce_sum_sparse 0": reduced("reduce_sum_sparse", axis=[0]),
    "reduce_sum_sparse all": reduced("reduce_sum_sparse"),
    "reduce_sum_sparse keepdims": reduced("reduce_sum_sparse", axis=-1, keepdims=True),
    "reduce_sum_sparse all keepdims": reduced("reduce_sum_sparse", keepdims=True),
    "reduce_sum_sparse both": reduced("reduce_sum_sparse", [0, 1]),
    "reduce_max_sparse": reduced("reduce_max_sparse", 0),
    "reduce_max_sparse older": lambda tf, run: run(
        tf.sparse_reduce_max_sparse(sp(tf, -A), reduction_axes=1, keep_dims=True)
    ),
    "sparse_reduce_sum_sparse": lambda tf, run: run(
        tf.sparse_reduce_sum_sparse(sp(tf, A.astype(np.int32)), 1)
    ),
    "mask": masked,
}
EARLIER = "TensorFlow says it at the run, lessonlib while the graph is built"
DIFFERENT = {"decode_compressed other": EARLIER}
