# %% [markdown]
# Nothing is random, and nothing starts at 0: weights are ones, biases 0.1, the shared threshold 1. The module's threshold
# is no parameter.

# %% task="units" caught_by="unit_starts,shared_variables,module_learns" message="the weights of a unit are all the same"
def relu(X):
    with tf.name_scope("relu"):
        w = tf.Variable(tf.ones((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.1, name="bias")
        return tf.maximum(tf.matmul(X, w) + b, 0.0)


def sum_of_units(X, count):
    return tf.add_n([relu(X) for _ in range(count)], name="output")


# %% task="shared_relu"
def shared_relu(X):
    with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
        threshold = tf.get_variable("threshold", shape=(), initializer=tf.ones_initializer())
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        return tf.maximum(tf.matmul(X, w) + b, threshold)


# %% task="module"
class SumOfUnits(nn.Module):
    def __init__(self, in_features, units):
        super().__init__()
        self.register_buffer("threshold", torch.tensor(0.0))
        self.units = nn.ModuleList(nn.Linear(in_features, 1) for _ in range(units))

    def forward(self, x):
        return sum(torch.maximum(unit(x), self.threshold) for unit in self.units)
