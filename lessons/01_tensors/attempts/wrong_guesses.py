# %% [markdown]
# Thinks that a cast rounds, that PyTorch moves tensors by itself, and that a tensor is its value.

# %% task="dtypes" caught_by="dtypes_predicted,statements,layer_value" message="u_value is not right"
p, q, r = "int32", "int64", "float32"
s, t, u = "error", "float32", "int32"
u_value = 3

# %% task="names_and_devices"
printed_x = [2, 3, 4]
printed_y = [50, 2, 3]
printed_z = [1, 2, 3]
true_statements = ["b", "c", "d", "f"]


# %% task="layer"
def layer(X, W, b):
    """The tensor X @ W + b of a graph, and its value: (m, n)."""
    tensor = tf.matmul(tf.constant(X), tf.constant(W)) + tf.constant(b)
    return tensor, tensor
