# %% [markdown]
# One folder for all classifiers: the second one goes on where the first stopped. The last function gives
# scores.

# %% task="trained_classifier" caught_by="classifier_folders,predictor_values,predictor_mode" message="classifier after 5 steps"
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


# %% task="predictor"
def predictor(net, X):
    net.eval()
    return lambda rows: net(torch.tensor(standardise(X, rows)[1])).detach()
