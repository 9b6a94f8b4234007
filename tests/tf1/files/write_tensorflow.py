"""Writes the files in ``tensorflow/``, or in the folder given: ``python write_tensorflow.py [FOLDER]``.

It needs TensorFlow 2 (its ``compat.v1``), and nothing of lessonlib.
"""

import json
import os
import sys
from pathlib import Path

import numpy as np

os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "TF_USE_LEGACY_KERAS": "1"}


def values(tf, folder):
    """A checkpoint with tensors of many kinds, in two data files."""
    with tf.device("/cpu:1"):
        tf.Variable(np.linspace(-1, 1, 7, dtype=np.float64), name="doubles")
        tf.Variable([b"ab", b"", b"\0\xffz"], name="words")
    tf.Variable(np.array([1 + 2j], np.complex64), name="complex")
    tf.Variable(np.array([[1, -0.5]], np.float16), name="half")
    tf.Variable([True, False], name="flag")
    tf.Variable(7, name="global_step", dtype=tf.int64)
    tf.Variable(np.zeros([0, 3], np.float32), name="nothing")
    tf.get_variable(
        "parts", [70, 2], partitioner=tf.fixed_size_partitioner(2), initializer=tf.random_normal_initializer()
    )
    with tf.Session(config=tf.ConfigProto(device_count={"CPU": 2})) as sess:
        sess.run(tf.global_variables_initializer())
        path = tf.train.Saver(sharded=True).save(sess, str(folder / "values.ckpt"), 7, write_meta_graph=False)
    reader = tf.train.NewCheckpointReader(path)
    return {
        name: [str(reader.get_tensor(name).dtype), listed(reader.get_tensor(name))]
        for name in sorted(reader.get_variable_to_shape_map())
    }


def mlp(tf, folder):
    """A perceptron with its training, as a checkpoint and a meta graph, after three steps; and frozen."""
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    labels = tf.placeholder(tf.int64, [None], name="labels")
    hidden = tf.layers.dense(x, 4, tf.nn.relu, name="hidden")
    logits = tf.layers.dense(hidden, 2, name="logits")
    losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
    loss = tf.reduce_mean(losses, name="loss")
    right = tf.equal(tf.argmax(logits, 1), labels)
    tf.reduce_mean(tf.cast(right, tf.float32), name="accuracy")
    tf.nn.softmax(logits, name="probabilities")
    step = tf.train.get_or_create_global_step()
    train = tf.train.AdamOptimizer(0.1).minimize(loss, global_step=step, name="train")
    saver = tf.train.Saver()
    feed = {
        "x:0": np.linspace(-1, 1, 15, dtype=np.float32).reshape(5, 3),
        "labels:0": np.array([0, 1, 1, 0, 1]),
    }
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            sess.run(train, feed)
        saver.save(sess, str(folder / "mlp.ckpt"), step, strip_default_attrs=True)
        answer = found(sess, feed, ["logits/BiasAdd:0", "loss:0", "accuracy:0", "probabilities:0"])
        freeze(tf, sess, folder / "mlp.pb", ["probabilities"])
        sess.run(train, feed)
        answer["loss after a step"] = float(sess.run(loss, feed))
    return answer


def objects(tf, folder):
    """A checkpoint of tf.train.Checkpoint: a layer, a variable and their training, after three steps."""
    layer, start = tf.layers.Dense(2, name="hidden"), tf.Variable([1.0, -1.0], name="start")
    step, optimizer = tf.train.get_or_create_global_step(), tf.train.AdamOptimizer(0.1)
    loss = tf.reduce_sum(tf.square(layer(start[None]) - 1.0))
    train = optimizer.minimize(loss, global_step=step)
    checkpoint = tf.train.Checkpoint(layer=layer, parts=[start], optimizer=optimizer, step=step)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for _ in range(3):
            sess.run(train)
        checkpoint.save(str(folder / "objects"), sess)
        before = float(sess.run(loss))
        for _ in range(5):
            sess.run(train)
        return {"loss": before, "loss after five steps": float(sess.run(loss))}


def cnn(tf, folder):
    """A small convolutional network, frozen: what a graph of 2017 has."""
    x = tf.placeholder(tf.float32, [None, 8, 8, 1], name="x")
    rate = tf.placeholder_with_default(0.0, [], name="rate")
    y = tf.layers.conv2d(x, 3, 3, padding="same", activation=tf.nn.relu, name="conv1")
    y = tf.layers.batch_normalization(y, training=False, name="norm")
    y = tf.layers.max_pooling2d(y, 2, 2, name="pool1")
    y = tf.layers.separable_conv2d(y, 4, 3, strides=2, padding="same", name="conv2")
    y = tf.nn.lrn(tf.pad(y, [[0, 0], [1, 1], [1, 1], [0, 0]]), 2, name="lrn")
    y = tf.concat([y, tf.nn.elu(y)], axis=-1, name="both")
    y = tf.nn.avg_pool(y, [1, 2, 2, 1], [1, 1, 1, 1], "VALID", name="pool2")
    y = tf.layers.flatten(y, name="flat")
    y = tf.layers.dropout(y, rate, training=True, name="drop")
    y = tf.layers.dense(y, 5, name="dense")
    first, second = tf.split(y, [2, 3], axis=1, name="parts")
    y = tf.stack([tf.reduce_max(first, 1), tf.reduce_sum(second[:, ::-1], axis=1, keepdims=True)[:, 0]], 1)
    tf.sigmoid(y * 2.0 - 1.0, name="out")
    feed = {"x:0": np.sin(np.arange(128, dtype=np.float32)).reshape(2, 8, 8, 1)}
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        freeze(tf, sess, folder / "cnn.pb", ["out"])
        return found(
            sess,
            feed,
            ["conv1/Relu:0", "pool1/MaxPool:0", "lrn:0", "flat/Reshape:0", "dense/BiasAdd:0", "out:0"],
        )


def freeze(tf, sess, file, names):
    graph = tf.graph_util.convert_variables_to_constants(sess, sess.graph_def, names)
    file.write_bytes(graph.SerializeToString())


def found(sess, feed, names):
    given = {name: listed(value) for name, value in feed.items()}
    return {
        "feed": given,
        **{name: listed(value) for name, value in sess.run({n: n for n in names}, feed).items()},
    }


def listed(value):
    if value.dtype == object:
        return [item.decode("latin-1") for item in value.tolist()]
    return [float(f"{x:.9g}") for x in np.abs(value).ravel()] if value.dtype.kind == "c" else value.tolist()


if __name__ == "__main__":
    import tensorflow.compat.v1 as tensorflow

    tensorflow.disable_v2_behavior()
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "tensorflow"
    answers = {}
    for write in (values, mlp, objects, cnn):
        tensorflow.reset_default_graph()
        tensorflow.set_random_seed(1)
        answers[write.__name__] = write(tensorflow, target)
    (target / "checkpoint").unlink()
    (target / "answers.json").write_text(json.dumps(answers) + "\n", "utf-8")
