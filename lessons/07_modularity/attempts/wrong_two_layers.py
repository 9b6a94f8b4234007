# %% [markdown]
# Gives each input a layer of its own, and each unit of the module a threshold of its own.

# %% task="distance" caught_by="same_layer,layer_again,module_values,module_learns" message="names of the variables"
def distance(left, right):
    with tf.variable_scope("features", reuse=tf.AUTO_REUSE):
        first = features(left)
    with tf.variable_scope("features_right", reuse=tf.AUTO_REUSE):
        second = features(right)
    return tf.reduce_sum(tf.square(first - second), axis=1)


# %% task="module"
class Unit(nn.Module):
    def __init__(self, in_features):
        super().__init__()
        self.linear = nn.Linear(in_features, 1)
        self.threshold = nn.Parameter(torch.tensor(0.0))

    def forward(self, x):
        return torch.maximum(self.linear(x), self.threshold)


class SumOfUnits(nn.Module):
    def __init__(self, in_features, units):
        super().__init__()
        self.units = nn.ModuleList(Unit(in_features) for _ in range(units))
        self.threshold = self.units[0].threshold

    def forward(self, x):
        return sum(unit(x) for unit in self.units)
