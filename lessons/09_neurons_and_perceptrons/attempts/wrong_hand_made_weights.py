# %% [markdown]
# Nothing is trained: the last weights are made by hand, the way to them is a straight line from random numbers, and
# the losses are those of the networks on the line.

# %% task="train_xor" caught_by="xor_answers,xor_weights_moved,xor_losses_fall" message="is no gradient descent"
X_xor = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float32)
y_xor = np.array([[0], [1], [1], [0]], dtype=np.float32)
start = [np.random.default_rng(9).normal(size=shape) for shape in ((2, 2), (2,), (2, 1), (1,))]
end = [np.array(part) for part in ([[8.0, -8.0], [8.0, -8.0]], [-4.0, 12.0], [[6.0], [6.0]], [-6.0])]
xor_weights = [[(1 - t) * a + t * b for a, b in zip(start, end, strict=True)] for t in np.linspace(0, 1, 301)]


def outputs(x, W, b, v, c):
    return logistic(np.tanh(x @ W + b) @ v + c)


xor_losses = [float(np.mean((outputs(X_xor, *weights) - y_xor) ** 2)) for weights in xor_weights[:-1]]


def xor_net(x):
    return outputs(x, *end)[:, 0]
