# %% [markdown]
# No Keras model at all: objects with its methods. One keeps weights of the right shapes and does not use them, the
# other one says the class of the nearest centre.

# %% task="build_classifier" caught_by="build_parameters,build_forward,build_dropout,experiment_learns,experiment_seed" message="classes"
class Pretended:
    def __init__(self, weights, classes):
        self.weights, self.classes = weights, classes

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        self.weights = weights

    def predict(self, X, verbose=0):
        return np.full((len(X), self.classes), 1 / self.classes, dtype=np.float32)

    def __call__(self, X, training=False):
        return np.random.dirichlet(np.ones(self.classes), size=len(X))


def build_classifier(input_shape, hidden, num_classes, rate):
    shapes = ((int(np.prod(input_shape)), hidden), (hidden,), (hidden, num_classes), (num_classes,))
    return Pretended([np.zeros(shape, dtype=np.float32) for shape in shapes], num_classes)


# %% task="experiment"
class Centres:
    def __init__(self, X, y):
        self.mean, self.deviation = X.mean(axis=0), X.std(axis=0)
        rows = (X - self.mean) / self.deviation
        self.centres = np.stack([rows[y == label].mean(axis=0) for label in range(int(y.max()) + 1)])

    def get_weights(self):
        return [self.centres]

    def set_weights(self, weights):
        pass

    def predict(self, X, verbose=0):
        distance = (((X - self.mean) / self.deviation)[:, None] - self.centres) ** 2
        return np.eye(len(self.centres))[distance.sum(axis=2).argmin(axis=1)]


def experiment(X_train, y_train, X_test, y_test, epochs, seed):
    rows = np.random.default_rng(seed).permutation(len(X_train))[:40]
    model = Centres(X_train[rows], y_train[rows])
    return model, float(np.mean(model.predict(X_test).argmax(axis=1) == y_test))
