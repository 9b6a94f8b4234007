# %% [markdown]
# Adds the units one after another. The shared threshold has an axis, the distance is a root, and the module takes the
# maximum once, after the sum.

# %% task="units" caught_by="one_sum,shared_variables,shared_by_name,same_layer,module_values,module_learns" message="the type of the node"
def relu(X):
    with tf.name_scope("relu"):
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        return tf.maximum(tf.matmul(X, w) + b, 0.0)


def sum_of_units(X, count):
    return sum(relu(X) for _ in range(count))


# %% task="shared_relu"
def shared_relu(X):
    with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
        threshold = tf.get_variable("threshold", shape=(1,), initializer=tf.zeros_initializer())
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        return tf.maximum(tf.matmul(X, w) + b, threshold)


# %% task="distance"
def distance(left, right):
    with tf.variable_scope("features", reuse=tf.AUTO_REUSE):
        difference = features(left) - features(right)
    return tf.sqrt(tf.reduce_sum(tf.square(difference), axis=1))


# %% task="module"
class SumOfUnits(nn.Module):
    def __init__(self, in_features, units):
        super().__init__()
        self.threshold = nn.Parameter(torch.tensor(0.0))
        self.units = nn.ModuleList(nn.Linear(in_features, 1) for _ in range(units))

    def forward(self, x):
        return torch.maximum(sum(unit(x) for unit in self.units), self.threshold)
