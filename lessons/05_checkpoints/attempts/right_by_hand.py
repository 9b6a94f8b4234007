# %% [markdown]
# Reads the CSV line by line, applies the gradients itself, initialises before it restores, predicts with
# NumPy from the file, and keeps the PyTorch training in a flat safetensors file.

# %% task="read_table"
def read_table(file, num_features):
    rows = []
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            rows.append([float(word) for word in line.split(",")])
    X = np.array([row[:num_features] for row in rows], dtype="float32")
    return X, np.array([row[num_features:] for row in rows], dtype="float32")


# %% task="add_training"
def add_training(net, learning_rate, keep=3):
    """Add global_step, train, init and saver to the graph of `net`, and return `net`."""
    with net.graph.as_default():
        adam = tf.train.AdamOptimizer(learning_rate=learning_rate)
        net.global_step = tf.Variable(0, dtype=tf.int64, trainable=False, name="global_step")
        slopes = adam.compute_gradients(net.cost)
        net.train = adam.apply_gradients(slopes, global_step=net.global_step)
        net.saver = tf.train.Saver(tf.global_variables(), max_to_keep=keep)
        net.init = tf.global_variables_initializer()
    return net


# %% task="continue_training"
def continue_training(folder, X, Y, steps):
    net = add_training(build(), 0.01)
    sess = tf.Session(graph=net.graph)
    sess.run(net.init)
    state = tf.train.get_checkpoint_state(folder)
    if state and tf.train.checkpoint_exists(state.model_checkpoint_path):
        net.saver.restore(sess, state.model_checkpoint_path)
    step = int(sess.run(net.global_step)) + steps
    while sess.run(net.global_step) < step:
        sess.run(net.train, {net.X: X, net.Y: Y})
    net.saver.save(sess, folder + "/dnn.ckpt", global_step=step)
    cost = sess.run(net.cost, {net.X: X, net.Y: Y})
    sess.close()
    return step, cost


# %% task="predict"
from safetensors.numpy import load_file


def predict(folder, X):
    state = tf.train.get_checkpoint_state(folder)
    if not state:
        raise FileNotFoundError(folder)
    v = load_file(state.model_checkpoint_path + ".safetensors")
    h = np.maximum(X @ v["W1"] + v["b1"], 0)
    h = np.maximum(h @ v["W2"] + v["b2"], 0)
    return [int(row.argmax()) for row in h @ v["W3"] + v["b3"]]


# %% task="best_step"
def best_step(folder, X, Y):
    best = (float("inf"), 0)
    for path in tf.train.get_checkpoint_state(folder).all_model_checkpoint_paths:
        net = build(seed=0)
        with tf.Session(graph=net.graph) as sess:
            with net.graph.as_default():
                tf.train.Saver().restore(sess, path)
            best = min(best, (float(net.cost.eval({net.X: X, net.Y: Y})), int(path.split("-")[-1])))
    return best[1]


# %% task="no_biases"
logit_at_zero, probability_at_zero, cost_floor, share_right = 0.0, 1 / 3, 0.7 * np.log(3), 0.0

# %% task="torch_checkpoint"
from safetensors.torch import load_file as load_tensors
from safetensors.torch import save_file


def save_training(file, model, optimizer, step):
    tensors = {f"model.{name}": value for name, value in model.state_dict().items()}
    for number, memory in optimizer.state_dict()["state"].items():
        tensors |= {f"adam.{number}.{name}": value for name, value in memory.items()}
    save_file({**tensors, "step": torch.tensor(step)}, file)


def load_training(file, model, optimizer):
    tensors = load_tensors(file)
    weights = {name[6:]: value for name, value in tensors.items() if name.startswith("model.")}
    model.load_state_dict(weights)
    memory = {}
    for name, value in tensors.items():
        if name.startswith("adam."):
            _, number, what = name.split(".")
            memory.setdefault(int(number), {})[what] = value
    optimizer.load_state_dict({"state": memory, "param_groups": optimizer.state_dict()["param_groups"]})
    return int(tensors["step"])
