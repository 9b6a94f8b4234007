# %% [markdown]
# Thinks that TensorFlow mixes dtypes as PyTorch does, returns the image in another dtype, and calculates with NumPy.

# %% task="dtypes" caught_by="dtypes_predicted,brighten_values,layer_tensor,layer_value" message="s is not right"
p, q, r = "int32", "int64", "float32"
s, t, u = "float32", "float32", "int32"
u_value = 2


# %% task="brighten"
def brighten(image, amount):
    """The image (uint8), brighter by `amount`; nothing gets above 255."""
    return (image.float() + amount).clamp(0, 255)


# %% task="layer"
def layer(X, W, b):
    """The tensor X @ W + b of a graph, and its value: (m, n)."""
    return X @ W + b, X @ W + b
