# %% [markdown]
# Lets the graph choose the class, reads the table with `genfromtxt`, imports the meta graph when it
# continues, and gives PyTorch a list of plain parts. Answers are floats, texts and arrays where that is the same.

# %% task="prints"
print_a, print_b, print_c, print_d = 40.0, "20", 80, np.int64(10)


# %% task="read_table"
def read_table(file, num_features):
    table = np.atleast_2d(np.genfromtxt(file, delimiter=",", dtype=np.float32, comments="#"))
    X, Y = np.split(table, [num_features], axis=1)
    return [X, Y]


# %% task="add_training"
def add_training(net, learning_rate, keep=3):
    """Add global_step, train, init and saver to the graph of `net`, and return `net`."""
    with net.graph.as_default():
        net.global_step = tf.train.get_or_create_global_step()
        with tf.name_scope("training"):
            net.train = tf.train.AdamOptimizer(learning_rate).minimize(net.cost, net.global_step)
        net.init = tf.group(*[variable.initializer for variable in tf.global_variables()])
        net.saver = tf.train.Saver({v.op.name: v for v in tf.global_variables()}, max_to_keep=keep)
    return net


# %% task="predict"
def predict(folder, X):
    if not tf.train.latest_checkpoint(folder):
        raise FileNotFoundError(f"no checkpoint in {folder}")
    net = build(seed=1)
    with net.graph.as_default():
        classes = tf.argmax(tf.nn.softmax(net.logits), axis=1)
        saver = tf.train.Saver()
        sess = tf.Session()
        sess.run(tf.global_variables_initializer())
    saver.restore(sess, tf.train.latest_checkpoint(folder))
    return torch.from_numpy(sess.run(classes, {net.X: X}))


# %% task="best_step"
def best_step(folder, X, Y):
    paths = tf.train.get_checkpoint_state(folder).all_model_checkpoint_paths
    net = build()
    sess = tf.Session(graph=net.graph)
    with net.graph.as_default():
        saver = tf.train.Saver(tf.trainable_variables())

    def cost(path):
        saver.restore(sess, path)
        return net.cost.eval({net.X: X, net.Y: Y}, session=sess)

    return np.array([int(path[path.rindex("-") + 1 :]) for path in paths])[
        np.argmin([cost(p) for p in paths])
    ]


# %% task="crash"
steps_kept = (1000, 800, 600)
resume_at, steps_lost = 1000.0, "130"


# %% task="torch_checkpoint"
def save_training(file, model, optimizer, step):
    with open(file, "wb") as out:
        torch.save([list(model.parameters()), optimizer.state_dict(), torch.tensor(step)], out)


def load_training(file, model, optimizer):
    parameters, memory, step = torch.load(file, weights_only=True)
    with torch.no_grad():
        for mine, saved in zip(model.parameters(), parameters, strict=True):
            mine.copy_(saved)
    optimizer.load_state_dict(memory)
    return step
