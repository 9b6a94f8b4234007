"""Queues of a graph: threads of several sessions, and messages. What they give is compared in test_recorded.py."""

import threading

import pytest

import lessonlib.tf1 as tf


def test_two_sessions_share_no_queue():
    q = tf.FIFOQueue(3, tf.int32, shapes=[()])
    put, size = q.enqueue(1), q.size()
    with tf.Session() as one, tf.Session() as other:
        one.run(put)
        assert one.run(size) == 1
        assert other.run(size) == 0


def test_a_run_that_waits_does_not_keep_another_from_bringing_what_it_waits_for():
    q = tf.FIFOQueue(1, tf.int32, shapes=[()])
    take, put = q.dequeue_many(3), q.enqueue(tf.constant(4))
    found = []
    with tf.Session() as sess:
        thread = threading.Thread(target=lambda: found.append(sess.run(take).tolist()))
        thread.start()
        for _ in range(3):
            sess.run(put)
        thread.join()
    assert found == [[4, 4, 4]]


def test_closing_the_session_ends_a_run_that_waits():
    q = tf.FIFOQueue(1, tf.int32, shapes=[()])
    take, errors = q.dequeue(), []
    sess = tf.Session()
    sess.run(q.size())

    def wait():
        try:
            sess.run(take)
        except (tf.errors.CancelledError, RuntimeError) as error:
            errors.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    sess.close()
    thread.join(10)
    assert not thread.is_alive()
    assert errors


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tf.FIFOQueue(1, tf.int32, [[None]]), r"fully defined.*\n.*PaddingFIFOQueue"),
        (lambda: tf.FIFOQueue(1, tf.int32, [()]).enqueue([1, 2]), r"1 components, but got 2"),
        (lambda: tf.FIFOQueue(1, tf.int32, [()]).enqueue([[1]]), r"takes shape \(\), but"),
        (lambda: tf.FIFOQueue(1, tf.int32, names="a").enqueue(1), r"has names: pass a dictionary"),
        (lambda: tf.train.string_input_producer([]), r"non-null"),
        (lambda: tf.train.shuffle_batch([tf.constant(1)], 2, 3, 3), r"capacity must be bigger.*3 and 3"),
        (lambda: tf.train.batch([tf.placeholder(tf.int32)], 2), r"rank.*\n.*set_shape"),
    ],
)
def test_messages(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_shape_that_only_a_run_can_tell():
    x = tf.placeholder(tf.int32)
    put = tf.FIFOQueue(1, tf.int32, [[2]]).enqueue(x)
    with (
        tf.Session() as sess,
        pytest.raises(tf.errors.InvalidArgumentError, match=r"Expected \(2,\), got \(3,\)"),
    ):
        sess.run(put, {x: [1, 2, 3]})


def test_the_error_of_a_thread_comes_out_of_join():
    q = tf.FIFOQueue(9, tf.int32, [()])
    runner = tf.train.QueueRunner(q, [q.enqueue_many([tf.py_func(lambda: 1.5, [], tf.int32)])])
    with tf.Session() as sess:
        coord = tf.train.Coordinator()
        threads = runner.create_threads(sess, coord)
        assert runner.create_threads(sess, coord) == []
        for thread in threads:
            thread.start()
        with pytest.raises(tf.errors.InvalidArgumentError, match="py_func"):
            coord.join(threads)
    assert not any(thread.is_alive() for thread in threads)


def test_threads_end_with_the_session():
    numbers = tf.train.range_input_producer(3, shuffle=False).dequeue()
    with tf.Session() as sess:
        threads = tf.train.start_queue_runners(sess)
        assert [sess.run(numbers) for _ in range(4)] == [0, 1, 2, 0]
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)


def test_a_loop_in_a_thread_stops_with_its_coordinator():
    coord, rounds = tf.train.Coordinator(), []

    def one(by):
        rounds.append(by)
        if len(rounds) == 3:
            coord.request_stop()

    tf.train.LooperThread.loop(coord, 0.0, one, args=(2,))
    coord.join()
    assert rounds == [2, 2, 2]


def test_join_names_the_threads_that_do_not_stop():
    coord, release = tf.train.Coordinator(), threading.Event()
    thread = threading.Thread(target=release.wait, name="stubborn")
    thread.start()
    coord.request_stop()
    with pytest.raises(RuntimeError, match=r"stubborn.*\n.*should_stop"):
        coord.join([thread], stop_grace_period_secs=0.01)
    release.set()
    thread.join()
