# %% [markdown]
# # Exercise: a line between two classes

# %% setup="data"
import torch
from torch import nn


def points(n, seed):
    """n points around the origin, and 1.0 for those above the line x + y = 0."""
    X = torch.randn(n, 2, generator=torch.Generator().manual_seed(seed))
    return X, (X.sum(dim=1) > 0).float()


X_train, y_train = points(200, seed=1)
X_valid, y_valid = points(100, seed=2)


# %% task="error"
def squared_error(y_hat, y):
    """The mean squared error of two tensors (n,), a number."""
    ### BEGIN SOLUTION
    return ((y_hat - y) ** 2).mean()
    ### END SOLUTION


# %% test="error_value" points=1.5
# The mean squared error of three numbers.
import torch

from lessonlib.check import answer, expect

got = answer.squared_error(torch.tensor([1.0, 2.0, 5.0]), torch.tensor([1.0, 0.0, 1.0]))
expect.close(got, 20 / 3, what="the error of 1, 2, 5 against 1, 0, 1", hint="Square, then average.")

# %% test="error_any" points=1.5
# It is right for any tensors.
import numpy as np
import torch

from lessonlib.check import answer, expect

### BEGIN HIDDEN TESTS
hidden_scale = 17.25
for n in (1, 4, 30):
    y_hat, y = hidden_scale * torch.randn(n), torch.randn(n)
    want = float(np.mean((y_hat.numpy() - y.numpy()) ** 2))
    expect.close(answer.squared_error(y_hat, y), want, what=f"the error of {n} numbers", rtol=1e-4)
### END HIDDEN TESTS


# %% task="step"
def train_step(model, X, y, lr):
    """Move the parameters of an nn.Linear(2, 1) by -lr times the gradient of the mean cross-entropy."""
    ### BEGIN SOLUTION
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    loss = nn.functional.binary_cross_entropy_with_logits(model(X).ravel(), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
    ### END SOLUTION


# %% test="step_gradient" points=2
# One step moves weight and bias by -lr times the gradient.
import numpy as np
import torch

from lessonlib.check import answer, expect

X, y, lr = torch.randn(20, 2), (torch.rand(20) < 0.5).float(), 0.25 + float(torch.rand(()))
line = answer.nn.Linear(2, 1)
before = line.weight, line.bias
answer.train_step(line, X, y, lr)
x = X.double().numpy()
miss = 1 / (1 + np.exp(-(x @ before[0].ravel() + before[1]))) - y.numpy()
expect.close(line.weight, before[0] - lr * (miss @ x)[None] / 20, what="the weight", rtol=1e-3, atol=1e-4)
expect.close(line.bias, before[1] - lr * miss.mean(), what="the bias", rtol=1e-3, atol=1e-4)

# %% task="training"
# Make the names model, an nn.Module (n, 2) -> (n, 1), and accuracy, its share of right answers for X_valid.
### BEGIN SOLUTION
torch.manual_seed(3)
model = nn.Linear(2, 1)
for _ in range(20):
    train_step(model, X_train, y_train, lr=1.0)
accuracy = ((model(X_valid).ravel() > 0) == (y_valid == 1)).float().mean().item()
### END SOLUTION

# %% test="generalises" points=2
# The model is right for 9 of 10 new points.
import numpy as np
import torch

from lessonlib.check import answer, expect

### BEGIN HIDDEN TESTS
X = torch.randn(400, 2)
logits = np.ravel(answer.model(X))
expect.shape(logits, (400,), what="the model's outputs for 400 points")
right = float(np.mean((logits > 0) == (X.sum(dim=1).numpy() > 0)))
expect.between(right, 0.9, 1, what="the share of right answers for new points")
### END HIDDEN TESTS

# %% test="accuracy_told" points=1
# `accuracy` is what the model reaches for X_valid.
import numpy as np
import torch

from lessonlib.check import answer, expect

X = torch.randn(100, 2, generator=torch.Generator().manual_seed(2))
right = np.mean((np.ravel(answer.model(X)) > 0) == (X.sum(dim=1).numpy() > 0))
expect.close(answer.accuracy, float(right), what="accuracy", atol=1e-3)

# %% task="saving"
# Save the model's weight and bias in the file model.safetensors.
### BEGIN SOLUTION
from safetensors.torch import save_file

save_file(model.state_dict(), "model.safetensors")
### END SOLUTION

# %% test="saved" points=2
# The file holds the model's parameters.
from safetensors.numpy import load_file

from lessonlib.check import answer, expect

saved = load_file(answer.file("model.safetensors"))
expect.equal(sorted(saved), ["bias", "weight"], what="the names in model.safetensors")
expect.close(saved["weight"], answer.model.weight, what="the saved weight")
expect.close(saved["bias"], answer.model.bias, what="the saved bias")
