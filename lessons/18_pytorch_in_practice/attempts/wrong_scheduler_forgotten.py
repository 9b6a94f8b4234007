# %% [markdown]
# Saves all but the scheduler.


# %% task="resume" caught_by="resumed_parts,resumed_random" message="without random numbers"
def save_run(file, model, optimizer, scheduler, epoch):
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "random": torch.get_rng_state(),
        "epoch": epoch,
    }
    torch.save(state, file)


def resume_run(file, model, optimizer, scheduler):
    state = torch.load(file)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    torch.set_rng_state(state["random"])
    return state["epoch"]
