# %% [markdown]
# One folder for all classifiers: the second one goes on where the first stopped. The last function gives scores.

# %% task="trained_classifier" caught_by="classifier_folders,mlp_probabilities" message="classifier after 5 steps"
FOLDER = tempfile.mkdtemp()


def trained_classifier(X, y, hidden_units, n_classes, steps):
    classifier = tf.contrib.learn.DNNClassifier(
        feature_columns=[tf.contrib.layers.real_valued_column("", dimension=X.shape[1])],
        hidden_units=hidden_units,
        n_classes=n_classes,
        model_dir=FOLDER,
    )
    classifier.fit(x=X, y=y, steps=steps)
    return classifier


# %% task="train_mlp"
def train_mlp(X, y, sizes, seed):
    torch.manual_seed(seed)
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    for _ in range(200):
        loss = nn.functional.cross_entropy(net(torch.tensor(standardise(X, X)[0])), torch.tensor(y))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return lambda rows: net(torch.tensor(standardise(X, rows)[1])).detach()
