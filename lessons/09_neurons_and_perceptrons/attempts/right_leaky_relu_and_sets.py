# %% [markdown]
# Choices as sets and as letters in a text, a leaky ReLU with a slope that no library has, hidden weights that are kept
# as a tuple of tuples, and NumPy throughout.

# %% task="tlu"
def tlu(x, weights, bias):
    return np.where(np.einsum("ij,j->i", x, weights) >= -bias, 1, 0)


# %% task="xor_by_hand"
hidden_weights = ((-2, 3), (-2, 3))  # NOR, AND
hidden_biases = (1, -4)
output_weights = (-1, -1)  # neither of both
output_bias = 0.5


# %% task="perceptron_step"
def perceptron_step(w, b, x, target, lr):
    change = lr * (target - int(sum(w * x) + b >= 0))
    return [w + change * x, b + change]


# %% task="logistic_descent"
def logistic_descent(X, y, w, b, lr, steps):
    rows = np.column_stack([X.double().numpy(), np.ones(len(X))])
    theta = np.append(w.double().numpy(), float(b))
    for _ in range(steps):
        theta = theta - lr * rows.T @ (1 / (1 + np.exp(-rows @ theta)) - y.numpy()) / len(rows)
    return theta[:-1], theta[-1]


# %% task="q2_choices"
q2_why = {"a", "d"}
q2_changes = "bc"

# %% task="q3_choices"
q3_why = "C"
q3_moved = 0.0

# %% task="train_xor"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
rng = np.random.default_rng(2)
LEAK = 0.17
W, b = rng.normal(size=(2, 8)), np.zeros(8)
v, c = rng.normal(size=8), 0.0
xor_losses, xor_weights = [], [[W, b, v, c]]
for _ in range(800):
    z = X_xor @ W + b
    h = np.where(z > 0, z, LEAK * z)
    p = 1 / (1 + np.exp(-(h @ v + c)))
    t = y_xor[:, 0]
    xor_losses.append(-np.mean(t * np.log(p) + (1 - t) * np.log(1 - p)))
    blame = (p - t) / 4
    hidden = np.outer(blame, v) * np.where(z > 0, 1, LEAK)
    W, b, v, c = (
        W - 0.5 * X_xor.T @ hidden,
        b - 0.5 * hidden.sum(0),
        v - 0.5 * h.T @ blame,
        c - 0.5 * blame.sum(),
    )
    xor_weights.append([W, b, v, c])


def xor_net(x):
    z = x @ W + b
    return 1 / (1 + np.exp(-(np.where(z > 0, z, LEAK * z) @ v + c)))


# %% task="q7_choices"
q7_difference = "b"
q7_runs = 1001
q7_passes = 1.0

# %% task="q8_choices"
q8_chosen = "a, c, d, f"
q8_remedies = frozenset("bcef")
