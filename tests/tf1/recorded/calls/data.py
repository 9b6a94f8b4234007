"""Data sets: what their elements are, and the errors of wrong arguments."""

import os
import tempfile
import zlib

import numpy as np


def elements(tf, run, dataset):
    """All elements, and the static shapes."""
    following = tf.data.make_one_shot_iterator(dataset).get_next()
    found = []
    try:
        while len(found) < 40:
            found.append(run(following))
    except tf.errors.OutOfRangeError:
        pass
    return [found, tf.data.get_output_types(dataset)]


def each(make):
    return lambda tf, run: elements(tf, run, make(tf, tf.data.Dataset))


def positive(tf, x):
    with tf.control_dependencies([tf.Assert(x > 0, [x])]):
        return tf.identity(1 / x)


def written(tf, record):
    with tf.python_io.TFRecordWriter(os.devnull) as writer:
        writer.write(record)


def ragged(tf, d, *sizes):
    return d.from_tensor_slices(np.array(sizes, np.int64)).map(
        lambda n: tf.fill(tf.reshape(tf.cast(n, tf.int32), [1]), n)
    )


def of_files(make, *contents):
    def call(tf, run):
        with tempfile.TemporaryDirectory() as folder:
            names = [os.path.join(folder, str(i)) for i in range(len(contents))]
            for name, content in zip(names, contents, strict=True):
                with open(name, "wb") as file:
                    file.write(content)
            return elements(tf, run, make(tf, names))

    return call


def records(tf, run, kind):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "r")
        with tf.python_io.TFRecordWriter(path, kind) as writer:
            for size in (0, 3, 5000):
                writer.write(b"x" * size)
        with open(path, "rb") as file:
            content = b"" if kind else file.read()
        found = [len(record) for record in tf.python_io.tf_record_iterator(path, kind)]
        dataset = tf.data.TFRecordDataset([path], compression_type=kind, buffer_size=9, num_parallel_reads=1)
        lengths = dataset.map(lambda s: tf.cast(tf.equal(s, b"xxx"), tf.int32))
        return [zlib.crc32(content), found, elements(tf, run, lengths)]


def with_handle(tf, run):
    first, second = tf.data.Dataset.range(3), tf.data.Dataset.range(10, 13)
    handle = tf.placeholder(tf.string, [])
    iterator = tf.data.Iterator.from_string_handle(
        handle, tf.data.get_output_types(first), tf.data.get_output_shapes(first)
    )
    following = iterator.get_next()
    handles = [run(tf.data.make_one_shot_iterator(one).string_handle()) for one in (first, second)]
    return [run(following, {handle: handles[i]}) for i in (0, 1, 1, 0)]


def options(tf, run):
    one = tf.data.Options()
    one.experimental_deterministic = False
    return elements(tf, run, tf.data.Dataset.range(3).with_options(one))


def single(tf, run, dataset):
    return run(dataset.get_single_element())


CALLS = {
    "counter": each(lambda tf, d: d.counter().take(3)),
    "counter step": each(lambda tf, d: d.counter(5, -2, tf.int32).take(3)),
    "Counter": each(lambda tf, d: tf.data.experimental.Counter(start=1, step=3).take(2)),
    "map_with_legacy_function": each(lambda tf, d: d.range(3).map_with_legacy_function(lambda x: x * 2)),
    "filter_with_legacy_function": each(
        lambda tf, d: d.range(4).filter_with_legacy_function(lambda x: x > 1)
    ),
    "Dataset.get_single_element": lambda tf, run: single(tf, run, tf.data.Dataset.from_tensors((1, [2.0]))),
    "get_single_element of two": lambda tf, run: single(tf, run, tf.data.Dataset.range(2)),
    "get_single_element of none": lambda tf, run: single(tf, run, tf.data.Dataset.range(0)),
    "as_numpy_iterator": lambda tf, run: next(tf.data.Dataset.range(2).as_numpy_iterator()),
    "flat_map": each(lambda tf, d: d.range(4).flat_map(lambda n: d.range(n).map(lambda k: k * n))),
    "flat_map of tensors": each(
        lambda tf, d: d.from_tensors([[1, 2], [3, 4]]).flat_map(d.from_tensor_slices)
    ),
    "flat_map, no dataset": each(lambda tf, d: d.range(4).flat_map(lambda n: n)),
    "interleave": each(
        lambda tf, d: d.range(5).interleave(
            lambda n: d.range(n * 10, n * 10 + n), cycle_length=2, block_length=2
        )
    ),
    "interleave parallel": each(
        lambda tf, d: d.range(3).interleave(lambda n: d.from_tensors(n).repeat(3), 3, 1, num_parallel_calls=2)
    ),
    "interleave 0": each(lambda tf, d: d.range(3).interleave(d.from_tensors, 0)),
    "window": each(lambda tf, d: d.range(7).window(3, shift=2, stride=2).flat_map(lambda w: w.batch(3))),
    "window drop": each(
        lambda tf, d: d.range(7).window(3, 1, drop_remainder=True).flat_map(lambda w: w.batch(3))
    ),
    "window far": each(lambda tf, d: d.range(7).window(2, 3).flat_map(lambda w: w.batch(2))),
    "window of pairs": each(
        lambda tf, d: (
            d.from_tensor_slices((np.arange(4), np.ones(4, np.float32)))
            .window(2)
            .flat_map(lambda a, b: d.zip((a.batch(2), b.batch(2))))
        )
    ),
    "window 0": each(lambda tf, d: d.range(7).window(0).flat_map(lambda w: w)),
    "padded_batch": each(lambda tf, d: ragged(tf, d, 1, 3, 2).padded_batch(2, padded_shapes=[None])),
    "padded_batch values": each(
        lambda tf, d: ragged(tf, d, 1, 3, 2).padded_batch(
            2, [4], padding_values=np.int64(-1), drop_remainder=True
        )
    ),
    "padded_batch default": each(lambda tf, d: ragged(tf, d, 1, 3, 2).padded_batch(3)),
    "padded_batch nested": each(
        lambda tf, d: (
            ragged(tf, d, 1, 2)
            .map(lambda x: {"a": x, "b": (tf.constant("s"), x[0])})
            .padded_batch(2, {"a": [3], "b": ([], [])}, {"a": np.int64(7), "b": ("", np.int64(0))})
        )
    ),
    "padded_batch too long": each(lambda tf, d: ragged(tf, d, 1, 3).padded_batch(2, [2])),
    "padded_batch wrong rank": each(lambda tf, d: ragged(tf, d, 1, 3).padded_batch(2, [4, 4])),
    "padded_batch wrong dtype": each(lambda tf, d: ragged(tf, d, 1).padded_batch(2, [4], padding_values=1.5)),
    "unbatch": each(lambda tf, d: d.from_tensors((np.arange(3), np.ones([3, 2]))).unbatch()),
    "unbatch scalar": each(lambda tf, d: d.range(3).unbatch()),
    "rebatch": each(lambda tf, d: d.range(7).batch(2).rebatch(3)),
    "rebatch drop": each(lambda tf, d: d.range(7).batch(2).rebatch(3, drop_remainder=True)),
    "enumerate": each(lambda tf, d: d.from_tensor_slices(np.float32([7, 8])).enumerate(start=5)),
    "take_while": each(lambda tf, d: d.range(7).take_while(lambda x: x < 3)),
    "take_while int": each(lambda tf, d: d.range(7).take_while(lambda x: x)),
    "scan": each(lambda tf, d: d.range(5).scan(np.int64(1), lambda s, x: (s + x, (s, s * x)))),
    "scan other dtype": each(
        lambda tf, d: d.range(5).scan(np.int64(1), lambda s, x: (tf.cast(s, tf.float32), x))
    ),
    "scan no pair": each(lambda tf, d: d.range(5).scan(np.int64(1), lambda s, x: s)),
    "reduce": lambda tf, run: run(tf.data.Dataset.range(5).reduce(np.int64(10), lambda s, x: s + x)),
    "reduce pair": lambda tf, run: run(
        tf.data.Dataset.from_tensor_slices((np.arange(3), np.ones(3))).reduce(
            (np.int64(0), 0.0), lambda s, x: (s[0] + x[0], s[1] + tf.cast(x[1], tf.float32))
        )
    ),
    "unique": each(lambda tf, d: d.from_tensor_slices(np.int32([1, 2, 1, 3, 2])).unique()),
    "unique strings": each(lambda tf, d: d.from_tensor_slices(["a", "b", "a"]).unique()),
    "cache": each(lambda tf, d: d.range(3).cache().repeat(2)),
    "cache of random": each(
        lambda tf, d: (
            d.range(3)
            .map(lambda x: tf.random_uniform([]))
            .cache()
            .repeat(2)
            .batch(6)
            .map(lambda x: tf.equal(x[:3], x[3:]))
        )
    ),
    "ignore_errors": each(
        lambda tf, d: (
            d.from_tensor_slices(np.float32([1, 0, 2]))
            .map(lambda x: positive(tf, x))
            .apply(tf.data.experimental.ignore_errors())
        )
    ),
    "group_by_window": each(
        lambda tf, d: d.range(10).group_by_window(
            lambda x: x % 3, lambda key, group: group.batch(3), window_size=3
        )
    ),
    "group_by_window func": each(
        lambda tf, d: d.range(10).apply(
            tf.data.experimental.group_by_window(
                lambda x: x % 2,
                lambda key, group: group.batch(4).map(lambda x: x + key * 100),
                window_size_func=lambda key: key + 2,
            )
        )
    ),
    "group_by_window none": each(
        lambda tf, d: d.range(10).group_by_window(lambda x: x % 3, lambda k, g: g.batch(3))
    ),
    "bucket_by_sequence_length": each(
        lambda tf, d: ragged(tf, d, 1, 5, 2, 6, 1, 9, 3).apply(
            tf.data.experimental.bucket_by_sequence_length(
                lambda x: tf.shape(x)[0], [3, 6], [2, 2, 1], padded_shapes=[None], padding_values=np.int64(-1)
            )
        )
    ),
    "bucket no padding": each(
        lambda tf, d: ragged(tf, d, 2, 4, 2, 4).bucket_by_sequence_length(
            lambda x: tf.size(x), [3], [2, 2], no_padding=True, drop_remainder=True
        )
    ),
    "bucket sizes": each(lambda tf, d: ragged(tf, d, 2).bucket_by_sequence_length(tf.size, [3], [2])),
    "choose_from_datasets": each(
        lambda tf, d: d.choose_from_datasets(
            [d.range(3), d.range(10, 12)], d.from_tensor_slices(np.int64([0, 1, 1, 0, 1, 0, 0]))
        )
    ),
    "choose, go on": each(
        lambda tf, d: tf.data.experimental.choose_from_datasets(
            [d.range(3), d.range(10, 12)], d.from_tensor_slices(np.int64([0, 1, 1, 0, 1, 0, 0]))
        )
    ),
    "choose out of range": each(
        lambda tf, d: d.choose_from_datasets([d.range(3), d.range(2)], d.range(2, 4))
    ),
    "choose other dtypes": each(
        lambda tf, d: d.choose_from_datasets([d.range(3), d.from_tensors(1.0)], d.range(2))
    ),
    "sample_from_datasets": each(
        lambda tf, d: d.sample_from_datasets(
            [d.range(3), d.range(5)], weights=[0.0, 1.0], seed=1, stop_on_empty_dataset=True
        )
    ),
    "sample of none": each(lambda tf, d: d.sample_from_datasets([])),
    "rejection_resample, nothing to do": each(
        lambda tf, d: d.range(6).rejection_resample(
            lambda x: tf.cast(x % 2, tf.int32), [0.5, 0.5], [0.5, 0.5], seed=1
        )
    ),
    "rejection_resample, one class alone": each(
        lambda tf, d: d.range(12).rejection_resample(
            lambda x: tf.cast(x % 2, tf.int32), [1.0, 0.0], [0.5, 0.5]
        )
    ),
    "rejection_resample, estimated": each(
        lambda tf, d: d.range(12).rejection_resample(lambda x: x % 3, [0.0, 0.0, 1.0])
    ),
    "rejection_resample of pairs": each(
        lambda tf, d: d.zip((d.range(6), d.range(6, 12))).apply(
            tf.data.experimental.rejection_resample(
                class_func=lambda x, y: tf.cast(x > 2, tf.int64),
                target_dist=[0.0, 1.0],
                initial_dist=[0.5, 0.5],
                seed=3,
            )
        )
    ),
    "with_options": options,
    "options of a wrong name": lambda tf, run: setattr(tf.data.Options(), "fast", True),
    "shuffle_and_repeat": each(
        lambda tf, d: d.range(3).apply(tf.data.experimental.shuffle_and_repeat(1, count=2, seed=1))
    ),
    "map_and_batch": each(
        lambda tf, d: d.range(5).apply(
            tf.data.experimental.map_and_batch(lambda x: x * 2, 2, drop_remainder=True)
        )
    ),
    "parallel_interleave": each(
        lambda tf, d: d.range(3).apply(
            tf.data.experimental.parallel_interleave(lambda n: d.range(n), 2, block_length=1)
        )
    ),
    "apply the others": each(
        lambda tf, d: (
            d.range(9)
            .apply(tf.data.experimental.take_while(lambda x: x < 6))
            .apply(tf.data.experimental.unique())
            .batch(2)
            .apply(tf.data.experimental.unbatch())
            .apply(tf.data.experimental.scan(np.int64(0), lambda s, x: (s + x, s + x)))
            .apply(tf.data.experimental.enumerate_dataset(2))
        )
    ),
    "get_single_element": lambda tf, run: run(
        tf.data.experimental.get_single_element(tf.data.Dataset.range(3, 4))
    ),
    "AUTOTUNE": lambda tf, run: [tf.data.experimental.AUTOTUNE, tf.data.AUTOTUNE],
    "TextLineDataset": of_files(
        lambda tf, names: tf.data.TextLineDataset(names, buffer_size=3, num_parallel_reads=1),
        b"a\nb\r\n\nc",
        b"",
        b"d\n",
    ),
    "TextLineDataset of names": of_files(
        lambda tf, names: tf.data.TextLineDataset(tf.data.Dataset.from_tensor_slices(names)), b"a\nb", b"c"
    ),
    "TextLineDataset zlib": of_files(
        lambda tf, names: tf.data.TextLineDataset(names, "ZLIB"), zlib.compress(b"a\nb\n")
    ),
    "TextLineDataset flat_map": of_files(
        lambda tf, names: tf.data.Dataset.from_tensor_slices(names).flat_map(
            lambda f: tf.data.TextLineDataset(f).skip(1)
        ),
        b"h\n1\n2\n",
        b"h\n3\n",
    ),
    "TextLineDataset missing": lambda tf, run: elements(tf, run, tf.data.TextLineDataset("/nowhere/x")),
    "TextLineDataset of a number": lambda tf, run: elements(tf, run, tf.data.TextLineDataset(3)),
    "FixedLengthRecordDataset": of_files(
        lambda tf, names: tf.data.FixedLengthRecordDataset(
            names, 2, header_bytes=1, footer_bytes=1, buffer_size=9
        ),
        b"habcdf",
        b"hxyf",
    ),
    "FixedLengthRecordDataset odd": of_files(
        lambda tf, names: tf.data.FixedLengthRecordDataset(names, 2), b"abc"
    ),
    "TFRecordDataset": lambda tf, run: records(tf, run, ""),
    "TFRecordDataset gzip": lambda tf, run: records(tf, run, "GZIP"),
    "TFRecordDataset zlib": lambda tf, run: records(tf, run, "ZLIB"),
    "TFRecordDataset damaged": of_files(
        lambda tf, names: tf.data.TFRecordDataset(names), b"\3\0\0\0\0\0\0\0abcdefgh"
    ),
    "TFRecordDataset cut off": of_files(lambda tf, names: tf.data.TFRecordDataset(names), b"\3\0\0"),
    "TFRecordWriter of text": lambda tf, run: written(tf, "text"),
    "TFRecordOptions": lambda tf, run: tf.python_io.TFRecordOptions.get_compression_type_string(
        tf.python_io.TFRecordOptions(tf.python_io.TFRecordCompressionType.GZIP)
    ),
    "TFRecordOptions wrong": lambda tf, run: tf.python_io.TFRecordOptions("RAR"),
    "list_files none": each(lambda tf, d: d.list_files("/nowhere/*")),
    "from_string_handle": with_handle,
}

DIFFERENT = {
    "flat_map, no dataset": "a TypeError that says what is wrong, as in TensorFlow 1; version 2 fails by accident",
    "TFRecordDataset cut off": "a file that is cut off is an error wherever it is, and never a shorter data set",
}
