# %% [markdown]
# Multiplies the weights by the rows, adds one unit several times, starts the shared units' biases at 0.1, averages the
# distance, and forgets the biases of the module.

# %% task="units" caught_by="unit_values,unit_starts,unit_names,one_sum,shared_variables,same_layer,module_values,module_learns" message="MatMul"
def relu(X):
    with tf.name_scope("relu"):
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        return tf.maximum(tf.matmul(w, X) + b, 0.0)


def sum_of_units(X, count):
    return tf.add_n([relu(X)] * count, name="output")


# %% task="shared_relu"
def shared_relu(X):
    with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
        threshold = tf.get_variable("threshold", shape=(), initializer=tf.zeros_initializer())
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.1, name="bias")
        return tf.maximum(tf.matmul(X, w) + b, threshold)


# %% task="distance"
def distance(left, right):
    with tf.variable_scope("features", reuse=tf.AUTO_REUSE):
        difference = features(left) - features(right)
    return tf.reduce_mean(tf.square(difference), axis=1)


# %% task="module"
class SumOfUnits(nn.Module):
    def __init__(self, in_features, units):
        super().__init__()
        self.threshold = nn.Parameter(torch.tensor(0.0))
        self.layer = nn.Linear(in_features, units, bias=False)

    def forward(self, x):
        return torch.maximum(self.layer(x), self.threshold).sum(dim=1, keepdim=True)
