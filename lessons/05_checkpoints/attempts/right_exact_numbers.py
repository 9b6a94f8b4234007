# %% [markdown]
# Float64 in the arrays and in the PyTorch file, the training by two halves of `minimize` and with the cost beside it,
# and a PyTorch file of nested lists and tuples of tensors.


# %% task="read_table"
def read_table(file, num_features):
    import csv

    with open(file, encoding="utf-8", newline="") as lines:
        rows = [list(map(float, row)) for row in csv.reader(lines) if not row[0].startswith("#")]
    X, Y = np.split(torch.tensor(rows, dtype=torch.float64).numpy(), [num_features], axis=1)
    return np.float32(X), np.float32(Y)


# %% task="add_training"
def add_training(net, learning_rate, keep=3):
    with net.graph.as_default():
        net.global_step = tf.train.get_or_create_global_step()
        optimizer = tf.train.AdamOptimizer(learning_rate=learning_rate)
        weights = tf.trainable_variables()
        pairs = list(zip(tf.gradients(net.cost, weights), weights, strict=True))
        net.train = optimizer.apply_gradients(pairs[::-1], global_step=net.global_step)
        net.init = tf.variables_initializer(tf.global_variables())
        net.saver = tf.train.Saver(tf.global_variables(), max_to_keep=keep)
    return net


# %% task="continue_training"
def continue_training(folder, X, Y, steps):
    net = add_training(build(), 0.01)
    X, Y = np.asarray(X, dtype=np.float64), np.asarray(Y).tolist()
    sess = tf.Session(graph=net.graph)
    state = tf.train.get_checkpoint_state(folder)
    sess.run(net.init)
    if state:
        net.saver.restore(sess, state.model_checkpoint_path)
    for _ in range(steps):
        sess.run([net.train, net.cost, net.logits], {net.X: X, net.Y: Y})
    step = net.global_step.eval(session=sess)
    net.saver.save(sess, str(Path(folder) / "dnn.ckpt"), global_step=int(step))
    z = sess.run(net.logits, {net.X: X}).astype(np.float64)
    sess.close()
    return step, float(np.mean(np.log(np.exp(z).sum(1)) - (z * Y).sum(1)))


# %% task="predict"
def predict(folder, X):
    from safetensors.numpy import load_file

    path = tf.train.latest_checkpoint(folder)
    if not path:
        raise FileNotFoundError(folder)
    v = {name: value.astype(np.float64) for name, value in load_file(f"{path}.safetensors").items()}
    classes = []
    for row in np.asarray(X, dtype=np.float64):
        h = (row @ v["W1"] + v["b1"]).clip(0)
        h = (h @ v["W2"] + v["b2"]).clip(0)
        z = h @ v["W3"] + v["b3"]
        classes.append(int(np.argmax(np.exp(z) / np.exp(z).sum())))
    return classes


# %% task="best_step"
def best_step(folder, X, Y):
    pairs = []
    for path in tf.train.get_checkpoint_state(folder).all_model_checkpoint_paths:
        net = build(seed=1)
        with net.graph.as_default(), tf.Session() as sess:
            tf.train.Saver().restore(sess, path)
            z = torch.tensor(sess.run(net.logits, {net.X: X})).double()
        cost = nn.functional.cross_entropy(z, torch.tensor(Y).double())
        pairs.append((cost.item(), path.split("-")[-1]))
    return int(min(pairs)[1])


# %% task="torch_checkpoint"
def save_training(file, model, optimizer, step):
    weights = [(name, value.double()) for name, value in model.state_dict().items()]
    torch.save([weights, optimizer.state_dict(), torch.tensor([step, step, step])], file)


def load_training(file, model, optimizer):
    weights, memory, steps = torch.load(file, weights_only=True)
    model.load_state_dict(dict(weights))
    optimizer.load_state_dict(memory)
    return steps[0]
