# %% [markdown]
# Drops pixels in place of hidden numbers. The ROC curve starts at the first threshold, without (0, 0), and the first
# rows of each class always become the test.


# %% task="build_classifier" caught_by="build_dropout,split_complete,roc_points,roc_ties" message="share of hidden"
def build_classifier(input_shape, hidden, num_classes, rate):
    return keras.Sequential(
        [
            keras.Input(input_shape),
            layers.Flatten(),
            layers.Dropout(rate),
            layers.Dense(hidden, activation="relu"),
            layers.Dense(num_classes, activation="softmax"),
        ]
    )


# %% task="split"
def split_rows(y, share, seed):
    test = [
        row for label in np.unique(y) for row in np.flatnonzero(y == label)[: round(share * sum(y == label))]
    ]
    return np.setdiff1d(np.arange(len(y)), test), np.array(test)


def prepare(X, y, share, seed):
    train, test = split_rows(y, share, seed)
    mean, deviation = X[train].mean(axis=0), X[train].std(axis=0)
    return (X[train] - mean) / deviation, (X[test] - mean) / deviation, y[train], y[test]


# %% task="roc"
def roc(y_true, score):
    thresholds = np.unique(score)[::-1]
    tpr = np.array([(score >= t)[y_true == 1].mean() for t in thresholds])
    fpr = np.array([(score >= t)[y_true == 0].mean() for t in thresholds])
    return fpr, tpr


def area(fpr, tpr):
    return np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)
