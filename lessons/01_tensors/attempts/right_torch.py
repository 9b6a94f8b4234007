# %% [markdown]
# Right, with PyTorch's own functions: `where`, `outer`, `matmul`; the constant has its numbers in one row and a shape.

# %% task="repair"
block = tf.constant([1, 2, 3, 7, 8, 9], dtype=tf.float32, shape=[2, 1, 3], name="block")


# %% task="brighten"
def brighten(image, amount):
    """The image (uint8), brighter by `amount`; nothing gets above 255."""
    brighter = image.clone()
    brighter += amount
    return torch.where(brighter < image, torch.tensor(255, dtype=torch.uint8), brighter)


# %% task="times_table"
def times_table(left, right):
    """The products of each element of `left` (m,) with each of `right` (n,): shape (m, n)."""
    return torch.outer(left, right)


# %% task="products"
product = torch.tensor([[1, 2], [0, 3]]) @ torch.tensor([[4, 1], [5, 2]])
existing = ["a", "d", "e"]
shape_pq = (torch.ones(2, 3) @ torch.ones(3, 4)).shape


# %% task="layer"
def layer(X, W, b):
    """The tensor X @ W + b of a graph, and its value: (m, n)."""
    session = tf.InteractiveSession()
    tensor = tf.identity(tf.transpose(tf.matmul(W.T, X.T)) + b, name="layer")
    result = tensor.eval()
    session.close()
    return tensor, result
