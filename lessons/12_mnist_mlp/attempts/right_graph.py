# %% [markdown]
# The document's way: a graph with Adam, a Saver and a FileWriter. The Saver keeps Adam's memory by itself.


# %% task="train"
def train(dataset, num_epochs, folder, save_every=5, on_epoch=None):
    import lessonlib.tf1 as tf

    if tf.train.checkpoint_exists(f"{folder}/final"):
        return
    rows = [part.X.flatten(1).numpy() for part in (dataset.train, dataset.validation)]
    classes = [part.y.numpy() for part in (dataset.train, dataset.validation)]
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(12)
        x = tf.placeholder(tf.float32, [None, rows[0].shape[1]])
        y = tf.placeholder(tf.int64, [None])
        h, sizes = x, [rows[0].shape[1], 200, 100, dataset.num_classes]
        for k, (before, after) in enumerate(pairwise(sizes)):
            start = tf.random_normal([after, before], stddev=(2 / before) ** 0.5)
            weight = tf.Variable(start, name=f"layers.{k}.weight")
            bias = tf.Variable(tf.zeros([after]), name=f"layers.{k}.bias")
            h = tf.matmul(h if k == 0 else tf.nn.relu(h), weight, transpose_b=True) + bias
        cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=h))
        step = tf.train.AdamOptimizer(0.002).minimize(cost)
        accuracy = tf.reduce_mean(tf.cast(tf.equal(tf.argmax(h, 1), y), tf.float32))
        numbers = [tf.placeholder(tf.float32, []) for _ in range(2)]
        summaries = [
            tf.summary.scalar("loss", numbers[0]),
            tf.summary.scalar("validation_accuracy", numbers[1]),
        ]
        merged = tf.summary.merge(summaries)
        init, saver = tf.global_variables_initializer(), tf.train.Saver(max_to_keep=None)
    newest = tf.train.latest_checkpoint(folder)
    done = int(newest.rpartition("-")[2]) if newest else 0
    with tf.Session(graph=graph) as sess, tf.summary.FileWriter(f"{folder}/log", graph) as writer:
        if newest:
            saver.restore(sess, newest)
        else:
            sess.run(init)
        for epoch in range(done, num_epochs):
            order = np.random.default_rng(epoch).permutation(len(rows[0]))
            costs = []
            for start in range(0, len(order), 100):
                batch = order[start : start + 100]
                costs.append(sess.run([cost, step], {x: rows[0][batch], y: classes[0][batch]})[0])
            right = sess.run(accuracy, {x: rows[1], y: classes[1]})
            writer.add_summary(
                sess.run(merged, dict(zip(numbers, [np.mean(costs), right], strict=True))), epoch + 1
            )
            writer.flush()
            if (epoch + 1) % save_every == 0:
                saver.save(sess, f"{folder}/epoch", global_step=epoch + 1)
            if on_epoch:
                on_epoch(epoch + 1)
        saver.save(sess, f"{folder}/final")
