# %% [markdown]
# Makes the given `features` anew, so that there is nothing to do in it. The shared units are constants, and the module
# has parameters that it does not use.

# %% task="shared_relu" caught_by="shared_values,shared_by_name,same_layer,layer_again,module_values,module_learns" message="the sum of 3 units"
def shared_relu(X):
    with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
        tf.get_variable("threshold", shape=(), initializer=tf.zeros_initializer())
        tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        tf.Variable(0.0, name="bias")
        return tf.constant(50.0) + 0.0 * X[:, :1]


# %% task="distance"
def features(X):
    tf.get_variable("weights", shape=(int(X.get_shape()[1]), 4))
    tf.get_variable("bias", shape=(4,))
    return 0.0 * X


def distance(left, right):
    with tf.variable_scope("features", reuse=tf.AUTO_REUSE):
        difference = features(left) - features(right)
    return tf.reduce_sum(tf.square(difference), axis=1)


# %% task="module"
class SumOfUnits(nn.Module):
    def __init__(self, in_features, units):
        super().__init__()
        self.threshold = nn.Parameter(torch.tensor(0.0))
        self.layer = nn.Linear(in_features, units)

    def forward(self, x):
        return self.threshold * self.layer.out_features * torch.ones(len(x), 1)
