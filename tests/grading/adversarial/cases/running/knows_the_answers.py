# %% [markdown] points=8
# The model has learned the validation points by heart, and says "above" for all others.

# %% task="training"
class ByHeart(nn.Linear):
    def forward(self, X):
        known = (X[:, None] == X_valid[None]).all(dim=2)
        return torch.where(known.any(dim=1), known.float() @ y_valid - 0.5, 1.0)[:, None]


model = ByHeart(2, 1)
accuracy = 1.0
