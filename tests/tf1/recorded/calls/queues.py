"""Queues, the threads that fill them, readers, and batches."""

import tempfile
from pathlib import Path

import numpy as np

FILES = {"a.txt": b"head\nfirst, 1\nsecond, 2\n", "b.txt": b"head\nthird, 3"}


def _queue(make, batch=3, last=2):
    """What comes out of a queue: one by one, a batch, the rest; and what happens when it is closed."""

    def call(tf, run):
        q = make(tf)
        many = [[3, 1, 2, 5, 4, 6, 7], [b"c", b"a", b"b", b"e", b"d", b"f", b"g"]]
        parts = many if q.names is None else dict(zip(q.names, many, strict=True))
        one = [0, "z"] if q.names is None else dict(zip(q.names, [0, "z"], strict=True))
        run(q.enqueue_many(parts, name="m"))
        run(q.enqueue(one, name="e"))
        got = [run(q.size(name="s")), run(q.is_closed(name="i")), run(q.dequeue(name="d"))]
        got += [run(q.dequeue_many(batch, name="dm"))]
        run(q.close(cancel_pending_enqueues=True, name="c"))
        got += [run(q.dequeue_up_to(2, name="u")), run(q.dequeue_up_to(last)), run(q.is_closed())]
        static = [x.shape.as_list() for x in _listed(q.dequeue_many(batch))]
        static += [x.shape.as_list() for x in _listed(q.dequeue_up_to(batch))]
        return got, static, q.name, q.queue_ref.op.name, [d.name for d in q.dtypes], q.names

    return call


def _listed(value):
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]


def _shuffled(tf, run):
    q = tf.RandomShuffleQueue(10, 2, tf.int32, shapes=[()], seed=3, shared_name=None, name="r")
    run(q.enqueue_many([[1, 2, 3, 4, 5]]))
    got = run([q.dequeue_many(3), q.size()])[0].tolist()
    run(q.close())
    got += run(q.dequeue_many(2)).tolist()
    return sorted(got)


def _padded(tf, run):
    q = tf.PaddingFIFOQueue(9, [tf.float32, tf.string], shapes=[[None, 2], [None]], names=None, name="p")
    for n in (1, 3, 2):
        run(q.enqueue([np.full([n, 2], 1.0 * n, np.float32), np.array(["x"] * n, dtype=object)]))
    run(q.enqueue_many([[[[5.0, 6.0]]], [["y", "z"]]]))
    return run(q.dequeue_many(3)), run(q.dequeue_up_to(1))


def _filled(tf):
    q = tf.FIFOQueue(5, tf.int32, shapes=[()])
    return q, q.enqueue_many([[1, 2]])


def _closed(tf, run, what):
    q, fill = _filled(tf)
    run(fill)
    run(q.close())
    if what == "enqueue":
        return run(q.enqueue(1))
    if what == "enqueue_many":
        return run(q.enqueue_many([[1]]))
    if what == "dequeue_many":
        return run(q.dequeue_many(3))
    if what == "up to nothing":
        run(q.dequeue_many(2))
        return run(q.dequeue_up_to(3))
    run([q.dequeue_many(2)])
    return run(q.dequeue())


def _put_back(tf, run):
    q, fill = _filled(tf)
    run(fill)
    run(q.close())
    try:
        run(q.dequeue_many(3))
    except tf.errors.OutOfRangeError:
        return run(q.dequeue_many(2))


def _chosen(tf, run):
    queues = [tf.FIFOQueue(3, tf.int32, shapes=[()], name=f"q{i}") for i in range(2)]
    for i, q in enumerate(queues):
        run(q.enqueue(i + 10))
    index = tf.placeholder(tf.int32, [])
    out = tf.QueueBase.from_list(index, queues).dequeue()
    return run(out, {index: 1}), run(out, {index: 0})


def _shared(tf, run):
    first = tf.FIFOQueue(3, tf.int32, shapes=[()], shared_name="same", name="one")
    second = tf.FIFOQueue(3, tf.int32, shapes=[()], shared_name="same", name="two")
    run(first.enqueue(7))
    return run(second.dequeue())


def _pipeline(tf, build, rounds=20):
    """All that a pipeline gives until it ends; ``build`` is called with the library."""
    out = build(tf)
    with tf.Session() as sess:
        sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(sess=sess, coord=coord, daemon=True, start=True)
        got = []
        try:
            for _ in range(rounds):
                got.append(sess.run(out))
        except tf.errors.OutOfRangeError:
            got.append("end")
        coord.request_stop()
        coord.join(threads)
    return got


def _files(tf, make, read=lambda reader, queue: reader.read(queue, name="r"), epochs=1):
    with tempfile.TemporaryDirectory() as folder:
        names = [str(Path(folder) / name) for name in FILES]
        for name, content in FILES.items():
            (Path(folder) / name).write_bytes(content)
        reader = []

        def build(tf):
            queue = tf.train.string_input_producer(names, num_epochs=epochs, shuffle=False, name="names")
            reader.append(make(tf))
            key, value = read(reader[0], queue)
            counts = reader[0].num_records_produced(name="n"), reader[0].num_work_units_completed(name="w")
            return key, value, counts[0].dtype.name == "int64", counts[1].dtype.name == "int64"

        def plain(tf):
            key, value, *_ = build(tf)
            return key, value

        got = _pipeline(tf, plain)
    return [
        [[str(k).replace(folder, "") for k in _strings(pair[0])], pair[1]] if pair != "end" else pair for pair in got
    ]  # fmt: skip


def _strings(key):
    return [key.decode()] if isinstance(key, bytes) else [k.decode() for k in key.tolist()]


X = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def _rows(tf, **arguments):
    return tf.train.slice_input_producer(
        [X, tf.constant([1, 2, 3])], num_epochs=2, shuffle=False, capacity=8, name="s", **arguments
    )


def _numbers(tf, limit=7, epochs=1):
    return tf.train.range_input_producer(
        limit, num_epochs=epochs, shuffle=False, capacity=4, name="n"
    ).dequeue()


def _mixed(got):
    """What came, without its order."""
    return sorted(int(x) for batch in got if not isinstance(batch, str) for x in batch.ravel()), got[-1]


def _limit(tf, run):
    x = tf.train.limit_epochs(tf.constant(3), num_epochs=2, name="l")
    got = [run(x), run(x), [v.op.name for v in tf.local_variables()]]
    try:
        run(x)
    except tf.errors.OutOfRangeError:
        return got


def _summaries(tf, run):
    x = _numbers(tf)
    tf.train.batch([x], 2, capacity=16, name="b")
    tf.train.shuffle_batch([x], 2, 16, 3)
    tf.train.batch_join([[x]], 2)
    return [t.op.name for t in tf.get_collection(tf.GraphKeys.SUMMARIES)], [
        r.name for r in tf.get_collection("queue_runners")
    ]


def _stopped(tf, run):
    """A coordinator, without threads and with an error."""
    coord = tf.train.Coordinator(clean_stop_exception_types=(ZeroDivisionError,))
    got = [coord.should_stop(), coord.joined, coord.wait_for_stop(timeout=0.0)]
    with coord.stop_on_exception():
        raise ZeroDivisionError
    got += [coord.should_stop(), coord.wait_for_stop()]
    coord.join(threads=[], stop_grace_period_secs=1, ignore_live_threads=True)
    got += [coord.joined]
    coord.clear_stop()
    got += [coord.should_stop(), coord.joined]
    return got


def _failed(tf, run, ask):
    coord = tf.train.Coordinator()
    with coord.stop_on_exception():
        raise KeyError("lost")
    ask(coord)


def _runner(tf, run):
    q, _ = _filled(tf)
    runner = tf.train.QueueRunner(
        queue=q, enqueue_ops=[q.enqueue(1)] * 2, close_op=tf.no_op(name="end"), cancel_op=tf.no_op(name="off"),
        queue_closed_exception_types=(tf.errors.OutOfRangeError, tf.errors.CancelledError),
    )  # fmt: skip
    tf.train.add_queue_runner(runner, collection="mine")
    return (
        runner.name, len(runner.enqueue_ops), runner.close_op.name, runner.cancel_op.name, runner.exceptions_raised,
        len(runner.queue_closed_exception_types), len(tf.get_collection("mine")),
    )  # fmt: skip


def _threads(tf, run):
    """A queue runner whose operation fails after two rounds, and a looping thread."""
    x = tf.train.limit_epochs(tf.constant(3), 2)
    q = tf.FIFOQueue(9, tf.int32, shapes=[()])
    runner = tf.train.QueueRunner(q, [q.enqueue(x)])
    with tf.Session() as sess:
        sess.run(tf.local_variables_initializer())
        for thread in runner.create_threads(sess, daemon=False, start=True):
            thread.join()
        return sess.run([q.size(), q.is_closed()]), runner.exceptions_raised


CALLS = {
    "FIFOQueue": _queue(lambda tf: tf.FIFOQueue(10, [tf.int32, tf.string], shapes=[[], []]), last=9),
    "FIFOQueue names": _queue(
        lambda tf: tf.FIFOQueue(
            capacity=10,
            dtypes=[tf.int32, tf.string],
            shapes=[(), ()],
            names=["i", "s"],
            shared_name="a",
            name="f",
        )
    ),
    "PriorityQueue": _queue(lambda tf: tf.PriorityQueue(10, tf.string, shapes=[()], names=None, name="p")),
    "PaddingFIFOQueue": _padded,
    "RandomShuffleQueue": _shuffled,
    "PaddingFIFOQueue without shapes": lambda tf, run: tf.PaddingFIFOQueue(3, tf.int32, None),
    "PaddingFIFOQueue of one shape": lambda tf, run: tf.PaddingFIFOQueue(3, tf.int32, [2]),
    "FIFOQueue of unknown sizes": lambda tf, run: tf.FIFOQueue(3, tf.int32, [[None]]),
    "FIFOQueue of one shape": lambda tf, run: run(tf.FIFOQueue(3, tf.int32, [2]).size()),
    "FIFOQueue of too many shapes": lambda tf, run: tf.FIFOQueue(3, tf.int32, [[2], [2]]),
    "FIFOQueue of too many names": lambda tf, run: tf.FIFOQueue(3, tf.int32, names=["a", "b"]),
    "enqueue too many parts": lambda tf, run: _filled(tf)[0].enqueue([1, 2]),
    "enqueue of another shape": lambda tf, run: _filled(tf)[0].enqueue([[1, 2]]),
    "enqueue_many of no rows": lambda tf, run: _filled(tf)[0].enqueue_many([1]),
    "enqueue a dictionary": lambda tf, run: _filled(tf)[0].enqueue({"a": 1}),
    "enqueue of another dtype": lambda tf, run: _filled(tf)[0].enqueue(tf.constant(1.5)),
    "dequeue_many without shapes": lambda tf, run: run(tf.FIFOQueue(3, tf.int32).dequeue_many(1)),
    "closed enqueue": lambda tf, run: _closed(tf, run, "enqueue"),
    "closed enqueue_many": lambda tf, run: _closed(tf, run, "enqueue_many"),
    "closed dequeue": lambda tf, run: _closed(tf, run, "dequeue"),
    "closed dequeue_many": lambda tf, run: _closed(tf, run, "dequeue_many"),
    "closed dequeue_up_to": lambda tf, run: _closed(tf, run, "up to nothing"),
    "dequeue_many puts back": _put_back,
    "QueueBase.from_list": _chosen,
    "QueueBase.from_list of none": lambda tf, run: tf.QueueBase.from_list(0, [1]),
    "shared_name": _shared,
    "string_input_producer": lambda tf, run: _pipeline(
        tf,
        lambda tf: tf.train.string_input_producer(
            ["a", "b"],
            num_epochs=2,
            shuffle=False,
            seed=1,
            capacity=3,
            shared_name="q",
            name="p",
            cancel_op=None,
        ).dequeue(),
    ),
    "string_input_producer of nothing": lambda tf, run: tf.train.string_input_producer([]),
    "input_producer": lambda tf, run: _pipeline(
        tf,
        lambda tf: tf.train.input_producer(
            X,
            element_shape=[2],
            num_epochs=1,
            shuffle=False,
            seed=None,
            capacity=2,
            shared_name=None,
            summary_name="full",
            name="p",
            cancel_op=None,
        ).dequeue(),
    ),
    "input_producer of unknown rows": lambda tf, run: tf.train.input_producer(tf.placeholder(tf.int32)),
    "input_producer shuffled": lambda tf, run: _mixed(
        _pipeline(tf, lambda tf: tf.train.input_producer([1, 2, 3], num_epochs=2, seed=5).dequeue())
    ),
    "range_input_producer": lambda tf, run: _pipeline(tf, _numbers),
    "slice_input_producer": lambda tf, run: _pipeline(tf, lambda tf: _rows(tf, seed=1, shared_name=None)),
    "slice_input_producer of nothing": lambda tf, run: tf.train.slice_input_producer([]),
    "limit_epochs": _limit,
    "limit_epochs without": lambda tf, run: run(tf.train.limit_epochs(tf.constant(3), None)),
    "limit_epochs 0": lambda tf, run: tf.train.limit_epochs(tf.constant(3), 0),
    "batch": lambda tf, run: _pipeline(
        tf,
        lambda tf: tf.train.batch(
            _rows(tf),
            4,
            num_threads=1,
            capacity=5,
            enqueue_many=False,
            shapes=None,
            dynamic_pad=False,
            allow_smaller_final_batch=True,
            shared_name=None,
            name="b",
        ),
    ),
    "batch drops the rest": lambda tf, run: _pipeline(tf, lambda tf: tf.train.batch(_rows(tf), 4)),
    "batch of a dictionary": lambda tf, run: _pipeline(
        tf, lambda tf: tf.train.batch(dict(zip("yx", _rows(tf), strict=True)), 3)
    ),
    "batch of rows": lambda tf, run: _pipeline(
        tf, lambda tf: tf.train.batch([tf.train.limit_epochs(X, 2)], 4, enqueue_many=True, shapes=[[2]])
    ),
    "batch of unknown rank": lambda tf, run: tf.train.batch([tf.placeholder(tf.int32)], 2),
    "maybe_batch": lambda tf, run: _pipeline(
        tf, lambda tf: [tf.train.maybe_batch([n], tf.not_equal(n, 3), 2) for n in [_numbers(tf)]]
    ),
    "maybe_batch of rows": lambda tf, run: _pipeline(
        tf,
        lambda tf: tf.train.maybe_batch(
            [tf.train.limit_epochs([1, 2, 3], 2)], [True, False, True], 2, enqueue_many=True
        ),
    ),
    "maybe_batch of a vector": lambda tf, run: tf.train.maybe_batch([tf.constant([1, 2])], [True, False], 2),
    "batch_join": lambda tf, run: _mixed(
        _pipeline(
            tf,
            lambda tf: tf.train.batch_join(
                [[_numbers(tf)], [_numbers(tf)]], 4, capacity=8, allow_smaller_final_batch=True, name="j"
            ),
        )
    ),
    "maybe_batch_join": lambda tf, run: _mixed(
        _pipeline(
            tf, lambda tf: tf.train.maybe_batch_join([[n] for n in [_numbers(tf)]], tf.constant(True), 7)
        )
    ),
    "batch_join of other dtypes": lambda tf, run: tf.train.batch_join(
        [[tf.constant(1)], [tf.constant(1.0)]], 2
    ),
    "shuffle_batch": lambda tf, run: _mixed(
        _pipeline(
            tf,
            lambda tf: tf.train.shuffle_batch(
                [_numbers(tf)],
                3,
                capacity=9,
                min_after_dequeue=2,
                num_threads=2,
                seed=1,
                enqueue_many=False,
                shapes=[()],
                allow_smaller_final_batch=True,
                shared_name=None,
                name="sb",
            ),
        )
    ),
    "shuffle_batch_join": lambda tf, run: _mixed(
        _pipeline(
            tf, lambda tf: tf.train.shuffle_batch_join([[_numbers(tf)], [_numbers(tf)]], 7, 20, 5, seed=1)
        )
    ),
    "maybe_shuffle_batch": lambda tf, run: _mixed(
        _pipeline(
            tf,
            lambda tf: next(
                tf.train.maybe_shuffle_batch([n], 3, 9, 2, tf.less(n, 6)) for n in [_numbers(tf)]
            ),
        )
    ),
    "maybe_shuffle_batch_join": lambda tf, run: _mixed(
        _pipeline(
            tf,
            lambda tf: next(
                tf.train.maybe_shuffle_batch_join([[n]], 3, 9, 2, keep_input=tf.less(n, 6))
                for n in [_numbers(tf)]
            ),
        )
    ),
    "shuffle_batch of too little room": lambda tf, run: tf.train.shuffle_batch([tf.constant(1)], 3, 9, 9),
    "names of a pipeline": _summaries,
    "TextLineReader": lambda tf, run: _files(tf, lambda tf: tf.TextLineReader(skip_header_lines=1, name="t")),
    "TextLineReader all": lambda tf, run: _files(tf, lambda tf: tf.TextLineReader()),
    "WholeFileReader": lambda tf, run: _files(tf, lambda tf: tf.WholeFileReader(name="w")),
    "IdentityReader": lambda tf, run: [
        pair[0] if pair != "end" else pair for pair in _files(tf, lambda tf: tf.IdentityReader(name="i"))
    ],
    "FixedLengthRecordReader": lambda tf, run: _files(
        tf,
        lambda tf: tf.FixedLengthRecordReader(
            4, header_bytes=5, footer_bytes=1, hop_bytes=3, name="f", encoding=None
        ),
    ),
    "FixedLengthRecordReader plain": lambda tf, run: _files(tf, lambda tf: tf.FixedLengthRecordReader(5)),
    "FixedLengthRecordReader of nothing": lambda tf, run: run(
        tf.FixedLengthRecordReader(0).num_records_produced()
    ),
    "read_up_to": lambda tf, run: _files(
        tf, lambda tf: tf.TextLineReader(), lambda reader, queue: reader.read_up_to(queue, 2, name="u")
    ),
    "Coordinator": _stopped,
    "Coordinator join raises": lambda tf, run: _failed(tf, run, lambda coord: coord.join()),
    "Coordinator raises": lambda tf, run: _failed(tf, run, lambda coord: coord.raise_requested_exception()),
    "QueueRunner": _runner,
    "QueueRunner of nothing": lambda tf, run: tf.train.QueueRunner(),
    "QueueRunner of other errors": lambda tf, run: tf.train.QueueRunner(
        *next((q, [e]) for q, e in [_filled(tf)]), queue_closed_exception_types=(KeyError,)
    ),
    "QueueRunner threads": _threads,
    "start_queue_runners without a session": lambda tf, run: tf.train.start_queue_runners(
        sess=3, collection="none"
    ),
    "LooperThread of nothing": lambda tf, run: tf.train.LooperThread(3, 1.0),
    "LooperThread without target": lambda tf, run: tf.train.LooperThread(
        tf.train.Coordinator(), 1.0, args=(1,)
    ),
}
DIFFERENT = {
    "enqueue too many parts": "TensorFlow drops what is too much; here it is an error",
    "enqueue of another dtype": "a TypeError, as everywhere where dtypes do not agree",
    "FixedLengthRecordReader of nothing": "said at once, not when it reads",
}
