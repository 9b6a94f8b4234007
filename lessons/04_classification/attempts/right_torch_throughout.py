# %% [markdown]
# PyTorch wherever it is possible; tensors, tuples and Python numbers as answers; a graph with other ops
# (sparse labels, a mean made from a sum) that takes its seed from the graph.

# %% task="bats"
bat_W = torch.tensor([[0.0, 6.0, 0.0], [0.0, 0.0, 3.0]])
bat_b = torch.tensor([1.0, 0.0, 0.0])


# %% task="one_hot"
def one_hot(labels, num_classes):
    for label in labels.tolist():
        if label not in range(num_classes):
            raise ValueError(f"{label} is no class")
    return nn.functional.one_hot(torch.as_tensor(labels), num_classes)


# %% task="softmax"
def softmax(z):
    return torch.softmax(torch.tensor(z, dtype=torch.float64), dim=-1)


# %% task="cross_entropy"
def cross_entropy(z, y):
    return nn.CrossEntropyLoss()(torch.from_numpy(z), torch.from_numpy(y)).item()


# %% task="hidden_network"
def hidden_network(hidden, learning_rate=0.01, seed=1):
    with tf.Graph().as_default() as graph:
        tf.set_random_seed(seed)
        parts = {"graph": graph}
        parts["X"] = rows = tf.placeholder(tf.float32, [None, 2], name="X")
        parts["Y"] = Y = tf.placeholder(tf.float32, [None, 3], name="Y")
        parts["weights"] = ()
        for inputs, outputs in ((2, hidden), (hidden, 3)):
            if parts["weights"]:
                rows = tf.maximum(rows, 0.0)
            W = tf.Variable(tf.random_uniform([inputs, outputs], -1, 1))
            b = tf.Variable(np.zeros(outputs, dtype=np.float32))
            parts["weights"] += (W, b)
            rows = tf.add(tf.matmul(rows, W), b)
        parts["scores"] = rows
        truth = tf.argmax(Y, 1)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=truth, logits=rows)
        count = tf.cast(tf.shape(losses)[0], tf.float32)
        parts["cost"] = tf.reduce_sum(losses) / count
        right = tf.cast(tf.equal(tf.argmax(tf.nn.softmax(rows), 1), truth), tf.float32)
        parts["accuracy"] = tf.reduce_sum(right) / count
        parts["train"] = tf.train.AdamOptimizer(learning_rate=learning_rate).minimize(parts["cost"])
        parts["init"] = tf.global_variables_initializer()
    return parts


# %% task="descend"
def descend(X, y, weights, learning_rate, num_steps):
    parts = [torch.tensor(part).requires_grad_() for part in weights]
    targets = nn.functional.one_hot(torch.tensor(y), len(weights[3])).float()
    for _ in range(num_steps):
        hidden = (torch.tensor(X) @ parts[0] + parts[1]).clamp(min=0)
        losses = -(targets * torch.log_softmax(hidden @ parts[2] + parts[3], dim=1)).sum(dim=1)
        slopes = torch.autograd.grad(losses.mean(), parts)
        parts = [
            (part - learning_rate * slope).detach().requires_grad_()
            for part, slope in zip(parts, slopes, strict=True)
        ]
    return tuple(part.detach().numpy() for part in parts)


# %% task="train_classifier"
def train_classifier(X, y, num_classes, hidden=32, seed=0):
    generator = torch.Generator().manual_seed(seed)
    sizes = [(X.shape[1], hidden), (hidden,), (hidden, num_classes), (num_classes,)]
    W1, b1, W2, b2 = (torch.randn(size, generator=generator).requires_grad_() for size in sizes)
    targets = torch.eye(num_classes)[torch.tensor(y)]

    def scores(rows):
        return torch.tanh(torch.tensor(rows) @ W1 + b1) @ W2 + b2

    optimizer = torch.optim.SGD([W1, b1, W2, b2], lr=0.3, momentum=0.9)
    for _ in range(300):
        optimizer.zero_grad()
        loss = -(targets * torch.log_softmax(scores(X), dim=1)).sum(dim=1).mean()
        loss.backward()
        optimizer.step()
    return lambda rows: torch.exp(torch.log_softmax(scores(rows).detach(), dim=1)).tolist()


# %% task="choose_hidden"
def choose_hidden(results, tolerance=0.01):
    means = {hidden: sum(values) / len(values) for hidden, values in results.items()}
    for hidden in sorted(results):
        if means[hidden] + tolerance >= max(means.values()):
            return hidden
