# %% [markdown] points=10
# The gradient from its formula, and a model from least squares, all in numpy.

# %% task="step"
import numpy as np


def train_step(model, X, y, lr):
    X, y = X.numpy().astype(float), y.numpy().astype(float)
    with torch.no_grad():
        w, b = model.weight.numpy(), model.bias.numpy()
        p = 1 / (1 + np.exp(-(X @ w[0] + b)))
        w -= lr * ((p - y) @ X)[None] / len(y)
        b -= lr * np.mean(p - y)
    return None


# %% task="training"
weights = np.linalg.lstsq(X_train.numpy(), 2 * y_train.numpy() - 1, rcond=None)[0]
model = nn.Linear(2, 1)
with torch.no_grad():
    model.weight.copy_(torch.tensor(weights)[None])
    model.bias.zero_()
accuracy = float(np.mean((model(X_valid).detach().numpy().ravel() > 0) == (y_valid.numpy() == 1)))
