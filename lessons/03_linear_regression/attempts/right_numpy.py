# %% [markdown]
# NumPy nearly everywhere: the inverse in float64, the own gradient in the mini-batches, the normal equation
# for the housing data. Numbers by formulas, lists in another order.

# %% task="step_by_hand"
points = np.array([0, 1, 2, 3])
errors = 1 * points + 1 - np.array([1, 3, 5, 7])
cost_value = (errors**2).mean()
slope_W, slope_b = 2 * (errors * points).mean(), 2 * errors.mean()
W_after, b_after = 1 - 0.1 * slope_W, 1 - 0.1 * slope_b


# %% task="line_graph"
def line_graph(learning_rate):
    """The graph of a line that learns. Returns its parts."""
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder("float", shape=[None, 1], name="X")
        Y = tf.placeholder("float", shape=[None, 1], name="Y")
        W = tf.Variable(2 * tf.random_uniform([], seed=3) - 1, name="W")
        b = tf.get_variable("b", [], initializer=tf.random_uniform_initializer(-1, 1))
        hypothesis = tf.identity(X * W + b, name="hypothesis")
        cost = tf.identity(tf.losses.mean_squared_error(Y, hypothesis), name="cost")
        step = tf.Variable(0, trainable=False)
        train = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost, global_step=step)
        init = tf.global_variables_initializer()
    return SimpleNamespace(
        graph=graph, X=X, Y=Y, W=W, b=b, hypothesis=hypothesis, cost=cost, train=train, init=init
    )


# %% task="words_and_curves"
too_small, good, too_large = "B", "C", "A"
hyper_parameters = ("e", "b", "c")


# %% task="normal_equation"
def normal_equation(X, y):
    """The parameters with the smallest mean squared error: the bias, then one weight for each feature."""
    A = np.hstack([np.ones((X.shape[0], 1)), X.astype(np.float64)])
    return np.linalg.inv(A.T @ A) @ A.T @ y


# %% task="mse_gradient"
def mse_gradient(X, y, theta):
    """The slopes of the mean squared error along each parameter: (n, 1)."""
    error = np.dot(X, theta) - y
    return 2 * np.mean(error * X, axis=0).reshape(-1, 1)


# %% task="train_in_batches"
def train_in_batches(X, y, learning_rate, batch_size, num_epochs, seed):
    """Gradient descent in mini-batches. Returns theta (n, 1)."""
    theta = np.zeros((X.shape[1], 1))
    both = np.hstack([X, y])
    for epoch in range(num_epochs):
        mixed = np.random.RandomState(1000 * seed + epoch).permutation(both)
        while len(mixed):
            batch, mixed = mixed[:batch_size], mixed[batch_size:]
            theta -= learning_rate * mse_gradient(batch[:, :-1], batch[:, -1:], theta)
    return theta


# %% task="housing_theta"
Z_train, Z_val = standardise(X_train, X_val)
housing_theta = normal_equation(Z_train, y_train)
validation_mse = float(np.square(housing_theta[0] + Z_val @ housing_theta[1:] - y_val).mean())

# %% task="reverse_by_hand"
slope_q, slope_p = 3, 3.0
slope_x = 3**2 + 3
slope_y = 2 * 2 * 3 + 2


# %% task="forward_gradient"
def forward_gradient(function, point):
    """The slopes of `function` at `point`, by forward mode: a list of as many numbers."""
    return [function(*map(Dual, point, row)).slope for row in np.eye(len(point))]


# %% task="question_11"
q11_reverse = 2
q11_reverse_1000 = "2"
q11_forward = 10.0
q11_symbolic = "C"
