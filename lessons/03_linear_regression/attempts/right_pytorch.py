# %% [markdown]
# PyTorch where it is allowed: lstsq, automatic differentiation, mini-batches with SGD. In the graph,
# the gradients come from tf.gradients, and the steps from assign_sub.

# %% task="line_graph"
def line_graph(learning_rate):
    """The graph of a line that learns. Returns its parts."""
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, [None, 1], name="X")
        Y = tf.placeholder(tf.float32, [None, 1], name="Y")
        W = tf.Variable(tf.random_uniform((1, 1), -1.0, 1.0), name="W")
        b = tf.Variable(tf.random_uniform((1,), -1.0, 1.0), name="b")
        hypothesis = tf.add(tf.matmul(X, W), b, name="hypothesis")
        error = hypothesis - Y
        cost = tf.reduce_mean(error * error, name="cost")
        slope_W, slope_b = tf.gradients(cost, [W, b])
        train = tf.group(tf.assign_sub(W, learning_rate * slope_W), tf.assign_sub(b, learning_rate * slope_b))
        init = tf.group(W.initializer, b.initializer)
    return SimpleNamespace(
        graph=graph, X=X, Y=Y, W=W, b=b, hypothesis=hypothesis, cost=cost, train=train, init=init
    )


# %% task="normal_equation"
def normal_equation(X, y):
    """The parameters with the smallest mean squared error: the bias, then one weight for each feature."""
    X, y = torch.tensor(X, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)
    return torch.linalg.lstsq(torch.cat([torch.ones(len(X), 1), X], dim=1), y).solution


# %% task="standardise"
def standardise(X_train, X_other):
    """Both arrays, standardised with the means and standard deviations of X_train."""
    X_train, X_other = torch.as_tensor(X_train), torch.as_tensor(X_other)
    std, mean = torch.std_mean(X_train, dim=0)
    return (X_train - mean) / std, (X_other - mean) / std


# %% task="mse_gradient"
def mse_gradient(X, y, theta):
    """The slopes of the mean squared error along each parameter: (n, 1)."""
    theta = torch.tensor(theta, requires_grad=True)
    loss = ((torch.tensor(X) @ theta - torch.tensor(y)) ** 2).mean()
    return torch.autograd.grad(loss, theta)[0].numpy()


# %% task="train_in_batches"
def train_in_batches(X, y, learning_rate, batch_size, num_epochs, seed):
    """Gradient descent in mini-batches. Returns theta (n, 1)."""
    generator = torch.Generator().manual_seed(seed)
    X, y = torch.as_tensor(X).float(), torch.as_tensor(y).float()
    theta = torch.zeros(X.shape[1], 1, requires_grad=True)
    optimizer = torch.optim.SGD([theta], lr=learning_rate)
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X), generator=generator).split(batch_size):
            loss = torch.nn.functional.mse_loss(X[rows] @ theta, y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return theta.detach().numpy()


# %% task="housing_theta"
Z_train, Z_val = standardise(X_train, X_val)
ones = torch.ones(len(Z_train), 1)
housing_theta = torch.tensor(
    train_in_batches(torch.cat([ones, Z_train], 1), y_train, 0.2, len(ones), 400, seed=1)
)
predictions = torch.cat([torch.ones(len(Z_val), 1), Z_val], 1).float() @ housing_theta.float()
validation_mse = torch.nn.functional.mse_loss(predictions, torch.as_tensor(y_val))
