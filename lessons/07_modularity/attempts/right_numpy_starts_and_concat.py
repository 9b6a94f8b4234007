# %% [markdown]
# Draws the first weights with NumPy, sends both inputs of the distance through the layer in one piece, keeps the
# threshold in the units of the module, and tries before it makes.

# %% task="units"
def relu(X):
    with tf.variable_scope("relu"):
        k = X.get_shape().as_list()[1]
        w = tf.Variable(np.random.randn(k, 1).astype(np.float32), name="weights")
        b = tf.Variable(tf.zeros((1, 1)), name="bias")
        z = tf.add(tf.matmul(X, w), b)
        return tf.multiply(z, tf.cast(z > 0.0, tf.float32))


def sum_of_units(X, count):
    return tf.add_n(inputs=[relu(X) for _ in range(count)], name="output")


# %% task="shared_relu"
def shared_relu(X):
    try:
        with tf.variable_scope("relu", reuse=True):
            threshold = tf.get_variable("threshold")
    except ValueError:
        with tf.variable_scope("relu"):
            threshold = tf.get_variable("threshold", [], initializer=tf.constant_initializer(0.0))
    with tf.name_scope("unit"):
        w = tf.Variable(tf.truncated_normal([int(X.shape[1]), 1]), name="weights")
        b = tf.Variable(0.0, name="bias")
        return tf.nn.relu(tf.matmul(X, w) + b - threshold) + threshold


# %% task="distance"
def distance(left, right):
    with tf.variable_scope("features", reuse=tf.AUTO_REUSE):
        both = features(tf.concat([left, right], axis=0))
    f_left, f_right = tf.split(both, 2, axis=0)
    return tf.reduce_sum(tf.squared_difference(f_left, f_right), -1)


# %% task="module"
class Unit(nn.Module):
    def __init__(self, in_features, threshold):
        super().__init__()
        self.linear, self.threshold = nn.Linear(in_features, 1), threshold

    def forward(self, x):
        z = self.linear(x)
        return torch.where(z > self.threshold, z, self.threshold)


class SumOfUnits(nn.Module):
    def __init__(self, in_features, units):
        super().__init__()
        self.register_parameter("threshold", nn.Parameter(torch.zeros([])))
        for number in range(units):
            self.add_module(f"unit_{number}", Unit(in_features, self.threshold))

    def forward(self, x):
        return torch.stack([unit(x) for unit in self.children()]).sum(dim=0)
