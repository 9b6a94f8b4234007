# %% [markdown]
# The later point is the one with the later clock time; weights that NumPy draws for the initialiser, the sparse
# cross-entropy, the accuracy of `in_top_k`; a training with `torch.func` on parameters that are put back.


# %% task="build_network"
def build_network(hidden, learning_rate=0.01, seed=1):
    graph, rng = tf.Graph(), np.random.RandomState(seed)
    with graph.as_default():
        with tf.name_scope("input"):
            X = tf.placeholder(tf.float32, shape=[None, 2], name="X")
            Y = tf.placeholder(tf.float32, shape=[None, 3], name="Y")
            labels = tf.argmax(Y, axis=1)
        rows = X
        for scope, n_in, n_out in (("hidden", 2, hidden), ("output", hidden, 3)):
            with tf.name_scope(scope):
                W = tf.Variable(rng.uniform(-1, 1, (n_in, n_out)).astype(np.float32), name="W")
                b = tf.Variable(tf.zeros([n_out]), name="b")
                rows = tf.matmul(rows, W) + b
                if scope == "hidden":
                    rows = tf.nn.relu(rows)
                    tf.summary.histogram("weights", W)
        with tf.name_scope("loss"):
            cost = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=rows)
            accuracy = tf.reduce_mean(tf.cast(tf.nn.in_top_k(rows, labels, 1), tf.float32), name="share")
            tf.summary.scalar("cost", cost)
            tf.summary.scalar("accuracy", accuracy)
        with tf.name_scope("train"):
            global_step = tf.Variable(0, trainable=False, name="global_step")
            variables = tf.trainable_variables()
            pairs = zip(tf.gradients(cost, variables), variables, strict=True)
            train = tf.train.AdamOptimizer(learning_rate).apply_gradients(pairs, global_step)
        init, summary = tf.global_variables_initializer(), tf.summary.merge_all()
    return {
        "graph": graph, "X": X, "Y": Y, "cost": cost, "accuracy": accuracy,
        "global_step": global_step, "train": train, "summary": summary, "init": init,
    }  # fmt: skip


# %% task="train_and_log"
def train_and_log(net, feed, folder, steps, every):
    with net["graph"].as_default(), tf.Session() as sess:
        writer = tf.summary.FileWriter(folder)
        writer.add_graph(net["graph"])
        sess.run(net["init"])
        while (step := sess.run(net["global_step"])) < steps:
            if step and step % every == 0:
                writer.add_summary(sess.run(net["summary"], feed), step)
            sess.run(net["train"], feed)
        if steps % every == 0:
            writer.add_summary(sess.run(net["summary"], feed), steps)
        writer.close()


# %% task="read_events"
def read_curve(folder, tag):
    points = EventAccumulator(str(folder), size_guidance={"scalars": 0}).Reload().Scalars(tag)
    steps = sorted({point.step for point in points})
    last = [max((p for p in points if p.step == step), key=lambda p: p.wall_time) for step in steps]
    return np.array(steps), torch.tensor([point.value for point in last], dtype=torch.float32)


def read_ranges(folder, tag):
    events = EventAccumulator(str(folder), size_guidance={"histograms": 0}).Reload()
    return [
        (e.step, np.float32(e.histogram_value.min), np.float32(e.histogram_value.max))
        for e in events.Histograms(tag)
    ]


# %% task="log_training"
def log_training(model, X, y, folder, epochs, learning_rate):
    def cost(parameters):
        return nn.functional.cross_entropy(torch.func.functional_call(model, parameters, (X,)), y)

    with SummaryWriter(folder) as writer:
        for epoch in range(1, epochs + 1):
            parameters = {name: p.detach() for name, p in model.named_parameters()}
            slopes = torch.func.grad(cost)(parameters)
            model.load_state_dict({name: p - learning_rate * slopes[name] for name, p in parameters.items()})
            writer.add_scalar("loss", cost(dict(model.named_parameters())).item(), epoch)
            for name, p in model.named_parameters():
                writer.add_histogram(name, p.detach().double(), epoch)
