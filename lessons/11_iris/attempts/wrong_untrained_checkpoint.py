# %% [markdown]
# The checkpoint is of an untrained network: what the classifier says comes from the nearest training row. The
# network of the second task is trained with the labels of the wrong rows.

# %% task="trained_classifier" caught_by="classifier_learns,mlp_probabilities,mlp_units,mlp_seed" message="by the w"
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


# %% task="train_mlp"
def train_mlp(X, y, sizes, seed):
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(sizes[0], 8), nn.ReLU(), nn.Linear(8, sizes[-1]))
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    inputs, labels = torch.tensor(standardise(X, X)[0]), torch.tensor(y).roll(1)
    for _ in range(100):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(inputs), labels).backward()
        optimizer.step()
    return lambda rows: torch.softmax(net(torch.tensor(standardise(X, rows)[1])), dim=1)
