# %% [markdown]
# Measures in the mode in which the model comes.


# %% task="measure" caught_by="measured_calmly" message="in training mode"
def share_right(model, loader):
    right = rows = 0
    with torch.no_grad():
        for X, y in loader:
            right += (model(X).argmax(dim=1) == y).sum().item()
            rows += len(y)
    return right / rows
