# %% [markdown]
# Keeps the layers of the module in a plain list, where it does not find them, and asks for a second layer of
# the same name without `reuse`.

# %% task="module" caught_by="same_layer,layer_again,module_values,module_learns" message="already exists"
class SumOfUnits(nn.Module):
    def __init__(self, in_features, units):
        super().__init__()
        self.threshold = nn.Parameter(torch.tensor(0.0))
        self.units = [nn.Linear(in_features, 1) for _ in range(units)]

    def forward(self, x):
        return sum(torch.maximum(unit(x), self.threshold) for unit in self.units)


# %% task="distance"
def distance(left, right):
    with tf.variable_scope("features"):
        f_left = features(left)
    with tf.variable_scope("features"):
        f_right = features(right)
    return tf.reduce_sum(tf.square(f_left - f_right), axis=1)
