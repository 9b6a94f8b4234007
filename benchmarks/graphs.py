"""The models as TensorFlow 1 programs: ``tf`` is lessonlib.tf1, or TensorFlow's own version 1.

Each function builds a graph, starts a session, and returns one training step.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from benchmarks.inputs import ANIMALS, DIGITS, IMAGES, KINDS, LINE, NOISE, PIXELS, WORDS

Step = Callable[[], object]


def arithmetic(tf: Any) -> Step:
    x, y = tf.Variable(3.0), tf.placeholder(tf.float32, [])
    result = x * x * y + y + 2.0
    session = _started(tf)
    return lambda: session.run(result, {y: 4.0})


def line(tf: Any) -> Step:
    w, b = tf.Variable([0.5]), tf.Variable([0.1])
    x, y = tf.placeholder(tf.float32), tf.placeholder(tf.float32)
    train = tf.train.GradientDescentOptimizer(0.01).minimize(tf.reduce_mean(tf.square(w * x + b - y)))
    session = _started(tf)
    return lambda: session.run(train, {x: LINE, y: LINE})


def animals(tf: Any) -> Step:
    return _classifier(tf, [2, 10, 3], ANIMALS, KINDS)


def mlp(tf: Any) -> Step:
    return _classifier(tf, [784, 256, 256, 10], PIXELS, DIGITS)


def _classifier(tf: Any, sizes: list[int], data: Any, labels: Any) -> Step:
    x, y = (tf.placeholder(tf.float32, [None, size]) for size in (sizes[0], sizes[-1]))
    layer = x
    for i, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
        layer = tf.matmul(layer, _weight(tf, n_in, n_out)) + tf.Variable(tf.zeros([n_out]))
        layer = tf.nn.relu(layer) if i < len(sizes) - 2 else layer
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=layer))
    train = tf.train.AdamOptimizer(0.001).minimize(loss)
    session = _started(tf)
    return lambda: session.run([train, loss], {x: data, y: labels})


def gan(tf: Any) -> Step:
    x, z = tf.placeholder(tf.float32, [None, 784]), tf.placeholder(tf.float32, [None, 128])
    generator = [
        _weight(tf, 128, 256),
        tf.Variable(tf.zeros([256])),
        _weight(tf, 256, 784),
        tf.Variable(tf.zeros([784])),
    ]
    critic = [
        _weight(tf, 784, 256),
        tf.Variable(tf.zeros([256])),
        _weight(tf, 256, 1),
        tf.Variable(tf.zeros([1])),
    ]

    def two_layers(inputs: Any, weights: list[Any]) -> Any:
        w1, b1, w2, b2 = weights
        return tf.nn.sigmoid(tf.matmul(tf.nn.relu(tf.matmul(inputs, w1) + b1), w2) + b2)

    fake = two_layers(two_layers(z, generator), critic)
    loss_d = tf.reduce_mean(tf.log(two_layers(x, critic)) + tf.log(1 - fake))
    loss_g = tf.reduce_mean(tf.log(fake))
    train_d = tf.train.AdamOptimizer(0.0002).minimize(-loss_d, var_list=critic)
    train_g = tf.train.AdamOptimizer(0.0002).minimize(-loss_g, var_list=generator)
    session = _started(tf)

    def step() -> None:
        session.run([train_d, loss_d], {x: PIXELS, z: NOISE})
        session.run([train_g, loss_g], {z: NOISE})

    return step


def cnn(tf: Any) -> Step:
    x, y = tf.placeholder(tf.float32, [None, 28, 28, 1]), tf.placeholder(tf.float32, [None, 10])
    layer = x
    for n_in, n_out in ((1, 32), (32, 64)):
        kernel = tf.Variable(tf.random_normal([3, 3, n_in, n_out], stddev=0.05))
        layer = tf.nn.relu(tf.nn.conv2d(layer, kernel, strides=[1, 1, 1, 1], padding="SAME"))
        layer = tf.nn.max_pool(layer, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")
        layer = tf.nn.dropout(layer, keep_prob=0.8)
    hidden = tf.nn.relu(tf.matmul(tf.reshape(layer, [-1, 7 * 7 * 64]), _weight(tf, 7 * 7 * 64, 256)))
    logits = tf.matmul(tf.nn.dropout(hidden, keep_prob=0.5), _weight(tf, 256, 10))
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    train = tf.train.AdamOptimizer(0.001).minimize(loss)
    session = _started(tf)
    return lambda: session.run([train, loss], {x: IMAGES, y: DIGITS})


def recurrent(tf: Any) -> Step:
    x, y = tf.placeholder(tf.float32, [None, 28, 28]), tf.placeholder(tf.float32, [None, 10])
    outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.BasicLSTMCell(128), x, dtype=tf.float32)
    logits = tf.matmul(outputs[:, -1], _weight(tf, 128, 10))
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    train = tf.train.AdamOptimizer(0.001).minimize(loss)
    session = _started(tf)
    return lambda: session.run([train, loss], {x: PIXELS.reshape(100, 28, 28), y: DIGITS})


def embedding(tf: Any) -> Step:
    words, y = tf.placeholder(tf.int32, [None]), tf.placeholder(tf.float32, [None, 10])
    rows = tf.nn.embedding_lookup(_weight(tf, 10_000, 64), words)
    logits = tf.matmul(rows, _weight(tf, 64, 10))
    loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    train = tf.train.AdamOptimizer(0.001).minimize(loss)
    session = _started(tf)
    return lambda: session.run([train, loss], {words: WORDS, y: DIGITS})


def loop(tf: Any) -> Step:
    _, total = tf.while_loop(lambda i, _: i < 10_000, lambda i, total: (i + 1, total + 2.0), [0, 0.0])
    session = _started(tf)
    return lambda: session.run(total)


def session_start(tf: Any) -> Step:
    w = tf.Variable(tf.zeros([10, 10]))
    init = tf.global_variables_initializer()
    graph = w.graph

    def step() -> None:
        with tf.Session(graph=graph) as session:
            session.run(init)

    return step


def building_100_ops(tf: Any) -> Step:
    def step() -> None:
        with tf.Graph().as_default():
            x = tf.placeholder(tf.float32, [None, 10])
            for _ in range(50):
                x = tf.nn.relu(x + x)

    return step


def _weight(tf: Any, n_in: int, n_out: int) -> Any:
    return tf.Variable(tf.random_normal([n_in, n_out], stddev=0.05))


def _started(tf: Any) -> Any:
    session = tf.Session()
    session.run(tf.global_variables_initializer())
    return session
