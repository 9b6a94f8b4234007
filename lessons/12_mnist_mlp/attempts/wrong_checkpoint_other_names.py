# %% [markdown]
# The weights are saved under numbers, not under their names.


# %% task="checkpoint" caught_by="saved,checkpoints,resumes,long_run_good,long_run_98" message="the names of the weights"
def save(model, optimizer, file):
    weights = {str(k): value for k, value in enumerate(model.state_dict().values())}
    save_file(weights | memory_of(optimizer), file)


def restore(model, optimizer, file):
    saved = load_file(file)
    model.load_state_dict({name: saved[str(k)] for k, name in enumerate(model.state_dict())})
    give_memory(optimizer, saved)
