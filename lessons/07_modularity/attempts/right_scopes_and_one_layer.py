# %% [markdown]
# Makes the weights with `get_variable` in numbered scopes, lets the first call make and the others reuse, and
# has all units of the module in one `nn.Linear`.

# %% task="copies"
q1_unused, q1_equal = ("f", "C", "e"), ["c", "b"]


# %% task="units"
def relu(X):
    with tf.variable_scope(None, default_name="relu"):
        w = tf.get_variable("weights", [X.shape[1], 1])
        b = tf.get_variable("bias", [1], initializer=tf.zeros_initializer())
        return tf.nn.relu(tf.nn.bias_add(tf.matmul(X, w), b))


def sum_of_units(X, count):
    units = []
    while len(units) < count:
        units.append(relu(X))
    return tf.add_n(units, "output")


# %% task="floor"
row_1, row_2, slope_shared, slope_third = "4", np.float32(5.5), 3.0, np.int64(2)

# %% task="names"
name_a, name_b, name_c = "layer/bias:0", "layer_1/bias:0", "unit/bias:0"
name_d, name_e, name_f = "unit/bias:0", "unit_1/one:0", "scale:0"
variables = 4.0


# %% task="shared_relu"
def shared_relu(X):
    made = [v.op.name for v in tf.global_variables()]
    with tf.variable_scope("relu", reuse="relu/threshold" in made):
        threshold = tf.get_variable("threshold", shape=(), initializer=tf.constant_initializer(0.0))
    start = np.random.default_rng(len(made)).normal(size=(int(X.shape[1]), 1))
    w = tf.Variable(start, dtype=tf.float32, name="my_weights")
    b = tf.Variable(tf.zeros([1]), name="my_bias")
    z = X @ w + b
    return tf.where(z > threshold, z, tf.zeros_like(z) + threshold)


# %% task="distance"
def distance(left, right):
    known = any(v.op.name == "features/weights" for v in tf.global_variables())
    with tf.variable_scope("features", reuse=known or None):
        first = features(left)
    with tf.variable_scope("features", reuse=True):
        second = features(right)
    return tf.add_n([part[:, 0] for part in tf.split((first - second) ** 2, 4, axis=1)])


# %% task="module"
class SumOfUnits(nn.Module):
    def __init__(self, in_features, units):
        super().__init__()
        self.layer = nn.Linear(in_features, units)
        self.threshold = nn.Parameter(torch.zeros(()))

    def forward(self, x):
        return torch.maximum(self.layer(x), self.threshold).sum(dim=1, keepdim=True)
