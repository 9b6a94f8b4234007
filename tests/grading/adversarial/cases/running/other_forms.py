# %% [markdown] points=10
# Other types and layouts that the tasks allow: a float, a flat output, float64, a numpy bool mean, non-ASCII names.

# %% task="error"
def squared_error(ŷ, 정답):
    return float(sum((a - b) ** 2 for a, b in zip(ŷ.tolist(), 정답.tolist(), strict=True)) / len(정답))


# %% task="training"
import numpy as np


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([[3.0, 3.1]], dtype=torch.float64))
        self.bias = nn.Parameter(torch.zeros(1, dtype=torch.float64))

    def forward(self, X):
        return (X.double() @ self.weight.T + self.bias)[:, 0]


model = Model()
accuracy = np.mean((model(X_valid).detach().numpy() > 0) == (y_valid.numpy() == 1))
