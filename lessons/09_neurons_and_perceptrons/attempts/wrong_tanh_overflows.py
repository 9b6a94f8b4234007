# %% [markdown]
# tanh from two exponentials is nan for large z; leaky ReLU does not use its alpha.

# %% task="activation_functions" caught_by="smooth_activations,relu_family" message="tanh(z) is not finite"
def logistic(z):
    return 1 / (1 + np.exp(-z))


def tanh(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def relu(z):
    return np.maximum(z, 0)


def leaky_relu(z, alpha=0.01):
    return np.maximum(z, 0.01 * z)
