"""What whole programs of 2016 to 2019 were found to do differently, one cause in each call."""

import collections
import os
import tempfile

import numpy as np


def _drained(tf, run, dataset):
    """All elements of a data set."""
    following, found = tf.data.make_one_shot_iterator(dataset).get_next(), []
    try:
        while True:
            found.append(run(following))
    except tf.errors.OutOfRangeError:
        return found


def _begun(tf, run):
    """Variables that start as another one: while it has no value, and when it has changed."""
    v = tf.get_variable("v", initializer=1.0)
    w = tf.Variable(v.initialized_value() * 2.0)
    average = tf.train.ExponentialMovingAverage(0.9)
    average.apply([v])
    first = run([v, w, average.average(v)])
    v.load(5.0, tf.get_default_session())
    run(tf.variables_initializer([w, average.average(v)]))
    return [first, run([v, w, average.average(v)])]


def _in_branch(make):
    """A step in a branch of tf.cond: with its gradients, slots, global step and an embedding."""

    def call(tf, run):
        flag, ids = tf.placeholder(tf.bool, []), tf.placeholder(tf.int32, [None])
        w = tf.get_variable("w", initializer=np.array([[1.0], [-2.0]], np.float32))
        table = tf.get_variable("table", initializer=np.arange(6, dtype=np.float32).reshape(3, 2) / 4)
        loss = tf.reduce_mean(tf.square(tf.matmul(tf.nn.embedding_lookup(table, ids), w) - 1.0))
        step = tf.train.get_or_create_global_step()
        train = tf.cond(flag, lambda: make(tf).minimize(loss, global_step=step), tf.no_op)
        found = []
        for go, batch in ((True, [0, 2]), (False, [1]), (True, [2, 2])):
            run(train, {flag: go, ids: batch})
            found.append(run([w, table, step]))
        return [found, sorted(v.name for v in tf.trainable_variables())]

    return call


def _accumulated(tf, run):
    """Gradients of two batches are summed up, and applied every second time."""
    x = tf.placeholder(tf.float32, [None, 2])
    w = tf.get_variable("w", initializer=np.array([[1.0], [-2.0]], np.float32))
    optimizer = tf.train.AdamOptimizer(0.1)
    ((gradient, _),) = optimizer.compute_gradients(tf.reduce_mean(tf.square(tf.matmul(x, w) - 1.0)))
    total = tf.Variable(tf.zeros_like(w.initialized_value()), trainable=False)
    with tf.control_dependencies([total.assign_add(gradient)]):
        count = tf.assign_add(tf.Variable(0, trainable=False), 1)

    def applied():
        with tf.control_dependencies([optimizer.apply_gradients([(total / 2.0, w)])]):
            return tf.group(total.assign(tf.zeros_like(total)))

    step = tf.cond(tf.equal(count % 2, 0), applied, tf.no_op)
    found = []
    for i in range(5):
        run(step, {x: [[1.0 + i, 2.0], [0.5, -i]]})
        found.append(run([w, total]))
    return found


def _below_a_scope(tf, run):
    """The names of what is kept beside a variable, made below a variable scope."""
    with tf.variable_scope("net"):
        w = tf.get_variable("w", initializer=1.0)
    with tf.variable_scope("train"):
        tf.train.MomentumOptimizer(0.1, 0.9).minimize(w * w)
        average = tf.train.ExponentialMovingAverage(0.9)
        average.apply([w])
    return [sorted(v.name for v in tf.global_variables()), average.average_name(w)]


def _generated(tf, run):
    def elements():
        for i in range(3):
            yield {"b": i, "a": i * 10}

    return _drained(tf, run, tf.data.Dataset.from_generator(elements, {"a": tf.int32, "b": tf.int32}))


def _joined(tf, run):
    first = tf.data.Dataset.from_tensor_slices({"a": [1, 2], "b": [3, 4]})
    return _drained(tf, run, first.concatenate(tf.data.Dataset.from_tensor_slices({"b": [5], "a": [7]})))


def _padded(tf, run):
    rows = tf.data.Dataset.from_tensors({"b": [1], "a": [2, 3]})
    return _drained(tf, run, rows.padded_batch(1, {"a": [4], "b": [2]}, {"a": -1, "b": -2}))


def _reduced(tf, run):
    start = {"p": np.int64(0), "m": np.int64(0)}
    return run(tf.data.Dataset.range(4).reduce(start, lambda s, x: {"m": s["m"] - x, "p": s["p"] + x}))


def _structured(tf, run):
    rows = tf.data.Dataset.from_tensor_slices({"x": [1, 2], "a": [3, 4]})
    iterator = tf.data.Iterator.from_structure({"a": tf.int32, "x": tf.int32}, {"x": [], "a": []})
    start, following = iterator.make_initializer(rows), iterator.get_next()
    run(start)
    return [run(following), run(following)]


def _zipped(tf, run):
    numbers = tf.data.Dataset.zip({"z": tf.data.Dataset.range(2), "y": tf.data.Dataset.range(5, 7)})
    made = numbers.map(lambda d: (d["y"], collections.OrderedDict([("q", d["z"]), ("c", d["y"])])))
    return _drained(tf, run, made)


def _tables(tf, run):
    """Places of words, known and unknown, dense and sparse."""
    words = tf.constant(["the", "fox", "dog"])
    entries = tf.lookup.KeyValueTensorInitializer(words, tf.range(3, dtype=tf.int64))
    table = tf.lookup.StaticVocabularyTable(entries, 4)
    run(tf.tables_initializer())
    text = tf.string_split(["the lazy fox", "jumps"])
    found = table.lookup(text)
    numbers = tf.lookup.StaticVocabularyTable(
        tf.lookup.KeyValueTensorInitializer(tf.constant([7, 9], tf.int64), tf.constant([0, 1], tf.int64)), 5
    )
    run(tf.tables_initializer())
    asked = tf.constant([9, 7, 8, 100, -3], tf.int64)
    return [
        run([table.lookup(tf.constant(["dog", "cat", "", "the"])), table.size()]), list(run(found)),
        run([numbers.lookup(asked), numbers.size()]),
    ]  # fmt: skip


def _table_of_a_file(tf, run):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "words.txt")
        with open(path, "w") as file:
            file.write("red\t5\ngreen\t6\nblue\t7\n")
        kinds = tf.lookup.TextFileIndex
        there = tf.lookup.StaticHashTable(
            tf.lookup.TextFileInitializer(path, tf.string, 0, tf.int64, kinds.LINE_NUMBER), -1
        )
        back = tf.lookup.StaticHashTable(
            tf.lookup.TextFileInitializer(
                path, tf.int64, 1, tf.string, kinds.WHOLE_LINE, vocab_size=2, delimiter="\t"
            ),
            "?",
        )
        run(tf.tables_initializer())
        return run(
            [
                there.lookup(tf.constant(["blue", "pink"])),
                back.lookup(tf.constant([5, 7], tf.int64)),
                back.size(),
            ]
        )


def _codes(tf, run):
    """The codes of errors: of a failed assertion, of the end of data, of a missing value."""
    found = []
    for make in (
        lambda: tf.assert_less(tf.constant(2) + tf.placeholder_with_default(0, []), 1),
        lambda: tf.data.make_one_shot_iterator(tf.data.Dataset.range(0)).get_next(),
    ):
        try:
            run(make())
        except tf.errors.OpError as error:
            found.append(error.error_code)
    lost = tf.Variable(1.0)
    try:
        with tf.Session() as session:
            session.run(lost)
    except tf.errors.FailedPreconditionError as error:
        found.append(error.error_code)
    return found


def _names(tf, run):
    """The names of metrics' variables and of their updates."""
    labels, scores = tf.constant([0, 1, 1]), tf.constant([0.1, 0.6, 0.4])
    right, rows = tf.constant([1, 1, 0]), tf.constant([[0.1, 0.9], [0.3, 0.7], [0.6, 0.4]])
    wide = tf.cast(labels, tf.int64)[:, None]
    m = tf.metrics
    with tf.variable_scope("val"):
        made = [
            m.accuracy(labels, right), m.precision(labels, right), m.recall(labels, right, name="found"),
            m.auc(labels, scores), m.mean(scores), m.mean_per_class_accuracy(labels, right, 2),
            m.precision_at_thresholds(labels, scores, [0.5]), m.recall_at_k(wide, rows, 1),
            m.precision_at_k(wide, rows, 1, class_id=1), m.average_precision_at_k(wide, rows, 2),
        ]  # fmt: skip
    return [sorted(v.name for v in tf.local_variables()), [[x.name for x in pair] for pair in made]]


OPTIMIZERS = {
    "GradientDescent": lambda tf: tf.train.GradientDescentOptimizer(0.1),
    "Momentum": lambda tf: tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
    "Adagrad": lambda tf: tf.train.AdagradOptimizer(0.1),
    "RMSProp": lambda tf: tf.train.RMSPropOptimizer(0.1, centered=True),
    "Adam": lambda tf: tf.train.AdamOptimizer(0.1),
    "Ftrl": lambda tf: tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.01),
}
CALLS = {
    "initialized_value": _begun,
    **{f"{name} in a branch": _in_branch(make) for name, make in OPTIMIZERS.items()},
    "accumulated gradients": _accumulated,
    "slots below a scope": _below_a_scope,
    "dict from_generator": _generated,
    "dict concatenate": _joined,
    "dict padded_batch": _padded,
    "dict reduce": _reduced,
    "dict from_structure": _structured,
    "dict zip": _zipped,
    "StaticVocabularyTable": _tables,
    "TextFileInitializer": _table_of_a_file,
    "error_code": _codes,
    "metrics' names": _names,
    "dtype by number": lambda tf, run: [run(tf.constant([1, 2], dtype=1)), tf.as_dtype(9).name],
    "dtype's number": lambda tf, run: [tf.float32.as_datatype_enum, tf.complex64.real_dtype.name],
}
