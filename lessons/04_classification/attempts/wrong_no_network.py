# %% [markdown]
# Trains no network: the classifier takes the class of the nearest example, and the graph is a dictionary of numbers.

# %% task="hidden_network" caught_by="network_start,network_scores,network_cost,network_accuracy,network_learns,classifier_any_size,classifier_chances" message="The part 'graph' is not a graph"
def hidden_network(hidden, learning_rate=0.01, seed=1):
    """A network 2 - hidden - 3 in a graph of its own. Returns the dictionary that the table describes."""
    weights = [np.zeros((2, hidden)), np.zeros(hidden), np.zeros((hidden, 3)), np.zeros(3)]
    names = ("graph", "X", "Y", "scores", "cost", "accuracy", "train", "init")
    return {"weights": weights, **dict.fromkeys(names, 0.0)}


# %% task="train_classifier"
def train_classifier(X, y, num_classes, hidden=32, seed=0):
    """X: float32 array (n, d), y: int64 array (n,) of classes from 0 to num_classes - 1.

    Returns a function that takes float32 (m, d) and returns the probabilities of the classes, (m, num_classes).
    """

    def predict(rows):
        distances = ((rows[:, None, :] - X[None, :, :]) ** 2).sum(axis=2)
        return np.eye(num_classes)[y[distances.argmin(axis=1)]]

    return predict
