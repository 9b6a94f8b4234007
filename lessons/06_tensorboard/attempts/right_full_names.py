# %% [markdown]
# Full names in place of open scopes, an explicit merge, the softmax written out; all other functions by other calls.

# %% task="build_network"
def build_network(hidden, learning_rate=0.01, seed=1):
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(seed)
        X = tf.placeholder(tf.float32, [None, 2], name="input/X")
        Y = tf.placeholder(tf.float32, [None, 3], name="input/Y")
        rows, weights = X, []
        for scope, inputs, outputs in (("hidden", 2, hidden), ("output", hidden, 3)):
            with tf.name_scope(scope + "/"):
                weights.append(tf.Variable(tf.random_uniform([inputs, outputs], -1, 1), name="W"))
                b = tf.Variable(np.zeros(outputs, dtype=np.float32), name="b")
                rows = tf.add(tf.matmul(rows, weights[-1]), b)
                if scope == "hidden":
                    rows = tf.maximum(rows, 0.0)
        scores = rows - tf.reduce_max(rows, axis=1, keepdims=True)
        logarithms = scores - tf.log(tf.reduce_sum(tf.exp(scores), axis=1, keepdims=True))
        cost = -tf.reduce_mean(tf.reduce_sum(Y * logarithms, axis=1))
        right = tf.cast(tf.equal(tf.argmax(rows, 1), tf.argmax(Y, 1)), tf.float32)
        accuracy = tf.reduce_mean(right)
        with tf.name_scope("train"):
            global_step = tf.Variable(0, trainable=False, name="global_step")
            optimizer = tf.train.AdamOptimizer(learning_rate)
            train = optimizer.apply_gradients(optimizer.compute_gradients(cost), global_step=global_step)
        summary = tf.summary.merge(
            [
                tf.summary.scalar("loss/cost", cost),
                tf.summary.scalar("loss/accuracy", accuracy),
                tf.summary.histogram("hidden/weights", weights[0]),
            ]
        )
        init = tf.global_variables_initializer()
    names = ("graph", "X", "Y", "cost", "accuracy", "global_step", "train", "summary", "init")
    values = (graph, X, Y, cost, accuracy, global_step, train, summary, init)
    return dict(zip(names, values, strict=True))


# %% task="train_and_log"
def train_and_log(net, feed, folder, steps, every):
    sess = tf.Session(graph=net["graph"])
    sess.run(net["init"])
    writer = tf.summary.FileWriter(folder)
    writer.add_graph(sess.graph)
    for number in range(every, steps + 1, every):
        for _ in range(every):
            sess.run(net["train"], feed_dict=feed)
        writer.add_summary(sess.run(net["summary"], feed_dict=feed), number)
    writer.flush()
    writer.close()
    sess.close()


# %% task="read_events"
def read_curve(folder, tag):
    events = EventAccumulator(folder)
    events.Reload()
    steps, values = [], []
    for point in events.Scalars(tag):
        if point.step in steps:
            values[steps.index(point.step)] = point.value
        else:
            steps.append(point.step)
            values.append(point.value)
    order = np.argsort(steps)
    return np.array(steps)[order], np.array(values)[order]


def read_ranges(folder, tag):
    found = EventAccumulator(folder, {"histograms": 1000}).Reload().Histograms(tag)
    return np.array([(event.step, event.histogram_value.min, event.histogram_value.max) for event in found])


# %% task="best_run"
def best_run(folder, tag):
    best, smallest = None, np.inf
    for run in sorted(Path(folder).glob("*/")):
        events = EventAccumulator(str(run)).Reload()
        try:
            value = events.Scalars(tag)[-1].value
        except KeyError:
            continue
        if np.isfinite(value) and value < smallest:
            best, smallest = run.name, value
    if best is None:
        raise ValueError("no run left")
    return best


# %% task="log_training"
def log_training(model, X, y, folder, epochs, learning_rate):
    writer = SummaryWriter(log_dir=folder)
    loss = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        gradients = torch.autograd.grad(loss(model(X), y), list(model.parameters()))
        with torch.no_grad():
            for parameter, gradient in zip(model.parameters(), gradients, strict=True):
                parameter -= learning_rate * gradient
        writer.add_scalar("loss", loss(model(X), y).item(), global_step=epoch + 1)
        for name, value in model.state_dict().items():
            writer.add_histogram(name, value.numpy(), global_step=epoch + 1)
    writer.close()


# %% task="signs"
q7_line = "B"
q7_zigzag = "c"
q7_dead = "d"
q7_floor = 0.35
