# %% [markdown]
# An object with the methods of a classifier that praises itself.

# %% task="trained_classifier" caught_by="classifier_learns,classifier_folders" message="ckpt-400"
class Praised:
    def __init__(self, steps):
        self.steps, self.model_dir = steps, tempfile.mkdtemp()

    def evaluate(self, x=None, y=None):
        return {"accuracy": 1.0, "loss": 0.0, "global_step": self.steps}

    def predict(self, x=None):
        return iter(np.arange(len(x)) % 3)


def trained_classifier(X, y, hidden_units, n_classes, steps):
    return Praised(steps)
