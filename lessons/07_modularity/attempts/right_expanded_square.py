# %% [markdown]
# The squared distance multiplied out, ReLU as half of a sum, weights that start large or in a narrow range, one layer
# with a clamp in the module.


# %% task="units"
def relu(X):
    with tf.name_scope("relu"):
        k = X.shape.as_list()[1]
        b = tf.Variable(tf.zeros([1]), name="bias")
        w = tf.Variable(tf.random_uniform([k, 1], -0.01, 0.01), name="weights")
        z = tf.nn.xw_plus_b(X, w, b)
        return 0.5 * (z + tf.abs(z))


def sum_of_units(X, count):
    units = []
    while len(units) < count:
        units.append(relu(X))
    return tf.add_n(units, "output")


# %% task="shared_relu"
def shared_relu(X):
    with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
        threshold = tf.get_variable("threshold", initializer=0.0)
    w = tf.Variable(tf.truncated_normal([int(X.shape[1]), 1], stddev=3.0), name="weights")
    b = tf.Variable(tf.zeros([]), name="bias")
    return tf.nn.relu(tf.matmul(X, w) + b - threshold) + threshold


# %% task="distance"
def distance(left, right):
    with tf.variable_scope("features", reuse=tf.AUTO_REUSE):
        a, b = features(left), features(right)
    return tf.reduce_sum(a * a, 1) + tf.reduce_sum(b * b, 1) - 2.0 * tf.reduce_sum(a * b, 1)


# %% task="module"
class SumOfUnits(nn.Module):
    def __init__(self, in_features, units):
        super().__init__()
        self.threshold = nn.Parameter(torch.zeros(()))
        self.layer = nn.Linear(in_features, units)
        nn.init.orthogonal_(self.layer.weight)

    def forward(self, x):
        return torch.clamp(self.layer(x), min=self.threshold) @ torch.ones(self.layer.out_features, 1)
