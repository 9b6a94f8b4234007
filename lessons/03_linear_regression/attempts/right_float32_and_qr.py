# %% [markdown]
# The normal equation by QR, scaling by n - 1 and slopes in float32, mini-batches of a `DataLoader` with momentum 0, the
# weights of the line drawn from a cut normal distribution.


# %% task="line_graph"
def line_graph(learning_rate):
    graph = tf.Graph()
    with graph.as_default():
        X, Y = (tf.placeholder(tf.float32, [None, 1], name=name) for name in "XY")
        W = tf.Variable(tf.truncated_normal([1, 1], stddev=0.4), name="W")
        b = tf.Variable(tf.truncated_normal([1], stddev=0.4), name="b")
        hypothesis = tf.nn.xw_plus_b(X, W, b, name="hypothesis")
        cost = tf.divide(
            tf.reduce_sum((Y - hypothesis) ** 2), tf.cast(tf.shape(X)[0], tf.float32), name="cost"
        )
        train = tf.train.MomentumOptimizer(learning_rate, 0.0).minimize(cost)
        init = tf.global_variables_initializer()
    return SimpleNamespace(
        graph=graph, X=X, Y=Y, W=W, b=b, hypothesis=hypothesis, cost=cost, train=train, init=init
    )


# %% task="normal_equation"
def normal_equation(X, y):
    Q, R = np.linalg.qr(np.insert(np.float64(X), 0, 1, axis=1))
    return torch.linalg.solve_triangular(torch.tensor(R), torch.tensor(Q.T @ y), upper=True)


# %% task="standardise"
def standardise(X_train, X_other):
    X_train, X_other = torch.tensor(X_train).float(), torch.tensor(X_other).float()
    std, mean = torch.std_mean(X_train, dim=0)
    return ((X_train - mean) / std).numpy(), ((X_other - mean) / std).numpy()


# %% task="mse_gradient"
def mse_gradient(X, y, theta):
    X, y, theta = (np.float32(part) for part in (X, y, theta))
    total = np.zeros_like(theta)
    for row, truth in zip(X, y, strict=True):
        total += 2 * (row @ theta - truth) * row[:, None]
    return total / len(X)


# %% task="train_in_batches"
def train_in_batches(X, y, learning_rate, batch_size, num_epochs, seed):
    rows = torch.utils.data.TensorDataset(torch.tensor(X).float(), torch.tensor(y).float())
    order = torch.Generator().manual_seed(seed)
    layer = torch.nn.Linear(X.shape[1], 1, bias=False)
    torch.nn.init.zeros_(layer.weight)
    optimizer = torch.optim.SGD(layer.parameters(), lr=learning_rate, momentum=0.0)
    loader = torch.utils.data.DataLoader(rows, batch_size, shuffle=True, generator=order)
    for _ in range(num_epochs):
        for X_batch, y_batch in loader:
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(layer(X_batch), y_batch).backward()
            optimizer.step()
    return layer.weight.detach().T


# %% task="housing_theta"
from sklearn.linear_model import LinearRegression

Z_train, Z_val = standardise(X_train, X_val)
line = LinearRegression().fit(Z_train, y_train)
housing_theta = np.concatenate([line.intercept_, line.coef_[0]])[:, None]
validation_mse = np.square(line.predict(Z_val) - y_val).mean()


# %% task="forward_gradient"
def forward_gradient(function, point):
    rows = np.eye(len(point)).tolist()
    return np.array([function(*map(Dual, point, row)).slope for row in rows])
