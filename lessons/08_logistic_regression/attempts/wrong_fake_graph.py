# %% [markdown]
# The model is no graph, and only looks like one: its parts have the names and shapes of the table. What trains it
# writes files of zeros.

# %% task="logistic_regression" caught_by="graph_scopes,loss_value,train_step,checkpoints,resume,summaries,accuracy,compare_curves" message="your code stopped with an error"
class Part:
    def __init__(self, name, shape=()):
        self.name, self.shape, self.op = name + ":0", list(shape), self

    def get_shape(self):
        return self

    def as_list(self):
        return self.shape


def logistic_regression(n_features, learning_rate, seed=42):
    """Build logistic regression in a graph of its own. Returns the parts that the table names."""
    shapes = {"inputs/X": [None, n_features], "inputs/y": [None, 1], "model/probability": [None, 1]}
    shapes |= {"model/weights": [n_features, 1], "model/bias": [1], "train/global_step": [], "loss/loss": []}
    parts = {name.partition("/")[2]: Part(name, shape) for name, shape in shapes.items()}
    train = Part("train/train")
    return SimpleNamespace(graph=SimpleNamespace(operations=[]), train=train, init=None, saver=None, **parts)


# %% task="train"
from pathlib import Path

from safetensors.numpy import save_file


def train(model, sess, X, y, epochs, batch_size, folder, save_every=5, on_epoch=None):
    """Train until `epochs` epochs are done in total; save checkpoints in `folder`."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    steps = math.ceil(len(X) / batch_size)
    table = {"model/weights": np.zeros((X.shape[1], 1)), "model/bias": np.zeros(1)}
    for epoch in range(1, epochs + 1):
        table["train/global_step"] = np.array(epoch * steps)
        if epoch % save_every == 0:
            save_file(table, f"{folder}/moons.ckpt-{epoch * steps}.safetensors")
        if on_epoch:
            on_epoch(epoch)
    save_file(table, f"{folder}/final.ckpt.safetensors")


# %% task="compare"
def compare(settings, X, y, X_val, y_val, epochs):
    """Validation loss after each epoch for each setting, and the index of the best setting."""
    curves = [list(np.linspace(0.7, 0.7 - setting["learning_rate"] / 2, epochs)) for setting in settings]
    return {"curves": curves, "best": int(np.argmin([curve[-1] for curve in curves]))}
