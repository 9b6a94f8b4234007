# %% [markdown]
# Logistic hidden neurons, trained on the squared error with the gradients that `backprop` gives for each row.


# %% task="tlu"
def tlu(x, weights, bias):
    fired = []
    for row in x:
        z = bias
        for number, weight in zip(row, weights, strict=True):
            z += number * weight
        fired.append(float(z >= 0))
    return np.array(fired)


# %% task="xor_by_hand"
# hidden unit 1: neither a nor b; hidden unit 2: both. The output fires when none of them does.
hidden_weights = [[-1, 1], [-1, 1]]
hidden_biases = [0, -2]
output_weights = [-1, -1]
output_bias = 0


# %% task="activation_functions"
def tanh(z):
    return np.tanh(z)


def logistic(z):
    return (1 + tanh(z / 2)) / 2


def relu(z):
    return (z + abs(z)) / 2


def leaky_relu(z, alpha=0.01):
    return relu(z) - alpha * relu(-z)


# %% task="backprop"
def backprop(x, t, W1, b1, w2, b2):
    h = logistic(x @ W1 + b1)
    y = logistic(h @ w2 + b2)
    dE_dz2 = (y - t) * y * (1 - y)
    dE_dh = np.array([dE_dz2 * w for w in w2])
    dE_dz1 = np.diag(h - h**2) @ dE_dh
    dE_dW1 = np.array([number * dE_dz1 for number in x])
    return dE_dW1, dE_dz1, dE_dz2 * h, dE_dz2


# %% task="perceptron_step"
def perceptron_step(w, b, x, target, lr):
    fires = tlu(x[None], w, b)[0] == 1
    if fires and target == 0:
        return w - lr * x, b - lr
    if not fires and target == 1:
        return w + lr * x, b + lr
    return w, b


# %% task="train_xor"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
rng = np.random.default_rng(3)
W1, b1, w2, b2 = rng.normal(size=(2, 5)), np.zeros(5), rng.normal(size=5), 0.0


def xor_net(x):
    return logistic(logistic(x @ W1 + b1) @ w2 + b2)


xor_losses, xor_weights = [], [[W1, b1, w2, b2]]
for _ in range(3000):
    xor_losses.append(np.mean((xor_net(X_xor) - y_xor[:, 0]) ** 2))
    total = [0, 0, 0, 0]
    for x, t in zip(X_xor, y_xor[:, 0], strict=True):
        total = [s + g for s, g in zip(total, backprop(x, t, W1, b1, w2, b2), strict=True)]
    # backprop is for half of the squared error of one row: times 2, and the mean of four
    W1, b1, w2, b2 = (p - 6.0 * g * 2 / 4 for p, g in zip((W1, b1, w2, b2), total, strict=True))
    xor_weights.append([W1, b1, w2, b2])
