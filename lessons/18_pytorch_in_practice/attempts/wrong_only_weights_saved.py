# %% [markdown]
# Saves nothing but the weights and the epoch.


# %% task="resume" caught_by="resumed_parts,resumed_random" message="without random numbers"
def save_run(file, model, optimizer, scheduler, epoch):
    torch.save({"model": model.state_dict(), "epoch": epoch}, file)


def resume_run(file, model, optimizer, scheduler):
    state = torch.load(file)
    model.load_state_dict(state["model"])
    return state["epoch"]
