# %% [markdown]
# The losses of the rows are added, not averaged: in the function, in the graph and in PyTorch.

# %% task="cross_entropy" caught_by="cross_entropy_value,cross_entropy_large,network_cost,descent_steps" message="with two rows"
def cross_entropy(z, y):
    z = z - z.max(axis=1, keepdims=True)
    return (np.log(np.exp(z).sum(axis=1)) - (y * z).sum(axis=1)).sum()


# %% task="hidden_network"
def hidden_network(hidden, learning_rate=0.01, seed=1):
    """A network 2 - hidden - 3 in a graph of its own. Returns the dictionary that the table describes."""
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(None, 2))
        Y = tf.placeholder(tf.float32, shape=(None, 3))
        W1 = tf.Variable(tf.random_uniform((2, hidden), -1.0, 1.0, seed=seed))
        b1 = tf.Variable(tf.zeros((hidden,)))
        W2 = tf.Variable(tf.random_uniform((hidden, 3), -1.0, 1.0, seed=seed + 1))
        b2 = tf.Variable(tf.zeros((3,)))
        scores = tf.matmul(tf.nn.relu(tf.matmul(X, W1) + b1), W2) + b2
        cost = tf.reduce_sum(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=scores))
        is_right = tf.equal(tf.argmax(scores, axis=1), tf.argmax(Y, axis=1))
        accuracy = tf.reduce_mean(tf.cast(is_right, tf.float32))
        train = tf.train.AdamOptimizer(learning_rate).minimize(cost)
        init = tf.global_variables_initializer()
    return {
        "graph": graph,
        "X": X,
        "Y": Y,
        "weights": [W1, b1, W2, b2],
        "scores": scores,
        "cost": cost,
        "accuracy": accuracy,
        "train": train,
        "init": init,
    }


# %% task="descend"
def descend(X, y, weights, learning_rate, num_steps):
    """X: float32 (n, d), y: int64 (n,). Returns the four arrays after num_steps steps."""
    X, y = torch.as_tensor(X), torch.as_tensor(y)
    parts = [torch.tensor(part, requires_grad=True) for part in weights]
    W1, b1, W2, b2 = parts
    optimizer = torch.optim.SGD(parts, lr=learning_rate)
    for _ in range(num_steps):
        scores = torch.relu(X @ W1 + b1) @ W2 + b2
        loss = nn.functional.cross_entropy(scores, y, reduction="sum")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [part.detach() for part in parts]
