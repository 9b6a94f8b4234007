# %% [markdown]
# Makes the threshold with `get_variable`, but the units do not use it. In
# the module, the units get a copy of the number.

# %% task="shared_relu" caught_by="shared_values,shared_by_name,module_values,module_learns" message="sum of 3 units"
def shared_relu(X):
    with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
        tf.get_variable("threshold", shape=(), initializer=tf.zeros_initializer())
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        return tf.maximum(tf.matmul(X, w) + b, 0.0)


# %% task="module"
class SumOfUnits(nn.Module):
    def __init__(self, in_features, units):
        super().__init__()
        self.threshold = nn.Parameter(torch.tensor(0.0))
        self.floor = self.threshold.item()
        self.units = nn.ModuleList(nn.Linear(in_features, 1) for _ in range(units))

    def forward(self, x):
        return sum(unit(x).clamp(min=self.floor) for unit in self.units)
