# %% [markdown]
# Pickles the model and the optimizer as objects, and switches the protection of `torch.load` off.

# %% task="torch_checkpoint" caught_by="torch_file" message="cannot be loaded"
def save_training(file, model, optimizer, step):
    torch.save({"model": model, "optimizer": optimizer.state_dict(), "step": step}, file)


def load_training(file, model, optimizer):
    saved = torch.load(file, weights_only=False)
    model.load_state_dict(saved["model"].state_dict())
    optimizer.load_state_dict(saved["optimizer"])
    return saved["step"]
