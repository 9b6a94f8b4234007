# %% [markdown]
# The blame goes back through the weights, but the slope of the hidden neurons is left out.

# %% task="backprop" caught_by="gradients_by_hand" message="times the slope of each hidden neuron"
def backprop(x, t, W1, b1, w2, b2):
    h = logistic(x @ W1 + b1)
    y = logistic(h @ w2 + b2)
    delta_2 = (y - t) * y * (1 - y)
    delta_1 = delta_2 * w2
    return np.outer(x, delta_1), delta_1, delta_2 * h, delta_2
