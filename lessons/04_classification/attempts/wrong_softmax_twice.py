# %% [markdown]
# The cross-entropy gets probabilities instead of scores, so softmax is applied twice: in the graph and in PyTorch.

# %% task="hidden_network" caught_by="network_cost,descent_steps,classifier_chances" message="Is softmax applied twice?"
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
        cost = tf.reduce_mean(
            tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=tf.nn.softmax(scores))
        )
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
        loss = nn.functional.cross_entropy(torch.softmax(scores, dim=1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [part.detach() for part in parts]


# %% task="train_classifier"
def train_classifier(X, y, num_classes, hidden=32, seed=0):
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(X.shape[1], hidden), nn.ReLU(), nn.Linear(hidden, num_classes))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.03)
    X, y = torch.as_tensor(X), torch.as_tensor(y)
    for _ in range(300):
        loss = nn.functional.cross_entropy(torch.softmax(net(X), dim=1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def predict(rows):
        with torch.no_grad():
            return torch.softmax(net(torch.as_tensor(rows)), dim=1)

    return predict
