# %% [markdown]
# The checkpoint is of an untrained network: what the classifier says comes from the nearest training row. The network
# has the same weights with each seed.

# %% task="trained_classifier" caught_by="classifier_learns,network_seed" message="by the w"
class Neighbours:
    def __init__(self, classifier, X, y):
        self.model_dir, self.X, self.y = classifier.model_dir, X, y

    def predict(self, x=None):
        return iter(self.y[((x[:, None] - self.X) ** 2).sum(axis=2).argmin(axis=1)].tolist())


def trained_classifier(X, y, hidden_units, n_classes, steps):
    columns = [tf.contrib.layers.real_valued_column("", dimension=X.shape[1])]
    zeros = tf.train.GradientDescentOptimizer(0.0)
    classifier = tf.contrib.learn.DNNClassifier(hidden_units, columns, n_classes=n_classes, optimizer=zeros)
    return Neighbours(classifier.fit(X, y, steps=steps), X, y)


# %% task="make_network"
def make_network(sizes, seed):
    torch.manual_seed(11)
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
