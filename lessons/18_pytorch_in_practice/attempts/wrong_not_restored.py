# %% [markdown]
# Reads the file, and restores nothing but the epoch.


# %% task="resume" caught_by="resumed_parts,resumed_random" message="directly after resuming"
def save_run(file, model, optimizer, scheduler, epoch):
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "random": torch.get_rng_state(),
        "epoch": epoch,
    }
    torch.save(state, file)


def resume_run(file, model, optimizer, scheduler):
    state = torch.load(file)
    return state["epoch"]
