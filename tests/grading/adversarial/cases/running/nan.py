# %% [markdown] points=2
# Numbers that compare strangely: NaN, infinity.

# %% task="error"
def squared_error(y_hat, y):
    return float("nan")


# %% task="training"
model = nn.Linear(2, 1)
with torch.no_grad():
    model.weight.fill_(float("nan"))
accuracy = float("inf")

# %% task="saving"
from safetensors.torch import save_file

save_file({"weight": torch.full((1, 2), float("nan")), "bias": torch.zeros(1)}, "model.safetensors")

