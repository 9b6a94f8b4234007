"""Serialized examples: what their parsing gives."""


def feature(tf, values):
    if isinstance(values[0] if values else 0, bytes):
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))
    if isinstance(values[0] if values else 0, float):
        return tf.train.Feature(float_list=tf.train.FloatList(value=values))
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def example(tf, **values):
    features = {key: feature(tf, value) for key, value in values.items()}
    return tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString()


def sequence(tf, lists, **context):
    return tf.train.SequenceExample(
        context=tf.train.Features(feature={key: feature(tf, value) for key, value in context.items()}),
        feature_lists=tf.train.FeatureLists(
            feature_list={
                key: tf.train.FeatureList(feature=[feature(tf, step) for step in steps])
                for key, steps in lists.items()
            }
        ),
    ).SerializeToString()


def batch(tf):
    return [example(tf, x=[1.0, 2.0], n=[1], s=[b"a"]), example(tf, x=[3.0, 4.0], n=[1, 2, 3], s=[b"b\0"])]


def parse(features):
    return lambda tf, run: run(tf.parse_example(batch(tf), features(tf), name="p", example_names=["e", "f"]))


def single(features):
    return lambda tf, run: run(
        tf.parse_single_example(batch(tf)[1], features(tf), name="p", example_names="e")
    )


STEPS = {"x": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "v": [[1], [2, 3], [4]]}

CALLS = {
    "fixed": parse(
        lambda tf: {"x": tf.FixedLenFeature([2], tf.float32), "s": tf.FixedLenFeature([], tf.string)}
    ),
    "fixed shape": parse(lambda tf: {"x": tf.FixedLenFeature(shape=[2, 1], dtype=tf.float32)}),
    "fixed size 1": parse(lambda tf: {"s": tf.FixedLenFeature([1], tf.string)}),
    "fixed default": parse(
        lambda tf: {
            "y": tf.FixedLenFeature([2], tf.float32, [7, 8]),
            "z": tf.FixedLenFeature([], tf.string, default_value="d"),
        }
    ),
    "fixed scalar default": parse(lambda tf: {"y": tf.FixedLenFeature([2], tf.float32, 7.0)}),
    "fixed missing": parse(lambda tf: {"y": tf.FixedLenFeature([2], tf.float32)}),
    "fixed other size": parse(lambda tf: {"x": tf.FixedLenFeature([3], tf.float32)}),
    "fixed other dtype": parse(lambda tf: {"x": tf.FixedLenFeature([2], tf.int64)}),
    "fixed float64": parse(lambda tf: {"x": tf.FixedLenFeature([2], tf.float64)}),
    "fixed unknown shape": parse(lambda tf: {"x": tf.FixedLenFeature([None], tf.float32)}),
    "sequence": parse(lambda tf: {"n": tf.FixedLenSequenceFeature([], tf.int64, allow_missing=True)}),
    "sequence default": parse(
        lambda tf: {"n": tf.FixedLenSequenceFeature([], tf.int64, allow_missing=True, default_value=-1)}
    ),
    "sequence not missing": parse(lambda tf: {"n": tf.FixedLenSequenceFeature([], tf.int64)}),
    "sequence pairs": parse(
        lambda tf: {"x": tf.FixedLenSequenceFeature([2], tf.float32, allow_missing=True)}
    ),
    "sequence absent": parse(lambda tf: {"q": tf.FixedLenSequenceFeature([], tf.int64, allow_missing=True)}),
    "no features": parse(lambda tf: {}),
    "of another kind": parse(lambda tf: {"x": [2]}),
    "single fixed": single(
        lambda tf: {"x": tf.FixedLenFeature([2], tf.float32), "s": tf.FixedLenFeature([], tf.string)}
    ),
    "single sequence": single(lambda tf: {"n": tf.FixedLenSequenceFeature([], tf.int64, allow_missing=True)}),
    "single missing": single(lambda tf: {"y": tf.FixedLenFeature([2], tf.float32)}),
    "single default": single(lambda tf: {"y": tf.FixedLenFeature([], tf.int64, 5)}),
    "single of a batch": lambda tf, run: run(
        tf.parse_single_example(batch(tf), {"x": tf.FixedLenFeature([2], tf.float32)})
    ),
    "batch of a single": lambda tf, run: run(
        tf.parse_example(batch(tf)[0], {"x": tf.FixedLenFeature([2], tf.float32)})
    ),
    "damaged": lambda tf, run: run(
        tf.parse_example([b"\xff\xff"], {"x": tf.FixedLenFeature([2], tf.float32)})
    ),
    "sequence example": lambda tf, run: list(
        run(
            tf.parse_single_sequence_example(
                sequence(tf, STEPS, n=[3]),
                context_features={"n": tf.FixedLenFeature([], tf.int64)},
                sequence_features={"x": tf.FixedLenSequenceFeature([2], tf.float32)},
                example_name="e",
                name="p",
            )
        )
    ),
    "sequence example missing": lambda tf, run: run(
        tf.parse_single_sequence_example(
            sequence(tf, STEPS), sequence_features={"q": tf.FixedLenSequenceFeature([2], tf.float32)}
        )[1]
    ),
    "sequence example allowed missing": lambda tf, run: run(
        tf.parse_single_sequence_example(
            sequence(tf, STEPS),
            sequence_features={"q": tf.FixedLenSequenceFeature([2], tf.float32, allow_missing=True)},
        )[1]
    ),
    "sequence example other size": lambda tf, run: run(
        tf.parse_single_sequence_example(
            sequence(tf, STEPS), sequence_features={"v": tf.FixedLenSequenceFeature([], tf.int64)}
        )[1]
    ),
    "sequence example without features": lambda tf, run: tf.parse_single_sequence_example(
        sequence(tf, STEPS)
    ),
    "messages": lambda tf, run: [
        example(tf, x=[1.5]),
        tf.train.Example.FromString(example(tf, a=[2])).features.feature["a"].int64_list.value[0],
    ],
    "varlen": lambda tf, run: list(run(tf.parse_example(batch(tf), {"n": tf.VarLenFeature(tf.int64)})["n"])),
    "single varlen": lambda tf, run: list(
        run(tf.parse_single_example(batch(tf)[1], {"n": tf.VarLenFeature(tf.int64)})["n"])
    ),
    "sequence varlen": lambda tf, run: list(
        run(
            tf.parse_single_sequence_example(
                sequence(tf, STEPS), sequence_features={"v": tf.VarLenFeature(tf.int64)}
            )[1]["v"]
        )
    ),
}

DIFFERENT = {
    "damaged": "an InvalidArgumentError; TensorFlow means to raise it, but fails as it writes the bytes as text",
}
