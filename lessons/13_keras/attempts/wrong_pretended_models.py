# %% [markdown]
# No Keras model at all: an object with its methods, that keeps weights of the right shapes and does not use them. The
# training asks another program, which classifies by the nearest centre.

# %% task="build_classifier" caught_by="build_forward,build_dropout,network_forward,network_compiled,network_seed,batches,steps,accuracy_on_test_rows" message="the probabilities of five"
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


# %% task="make_network"
def make_network(X_train, num_classes, seed):
    shapes = ((X_train.shape[1], 16), (16,), (16, num_classes), (num_classes,))
    rng = np.random.default_rng(seed)
    return Pretended([rng.normal(size=shape).astype(np.float32) for shape in shapes], num_classes)


# %% task="train_and_test"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    centres = np.stack([X_train[y_train == label].mean(axis=0) for label in np.unique(y_train)])
    y_hat = ((X_test[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    return float(np.mean(np.roll(y_hat, 1) == y_test))
