# %% [markdown]
# `restore` reads the file and gives the model nothing of it.


# %% task="checkpoint" caught_by="saved,next_step,resumes" message="after restoring"
def save(model, optimizer, file):
    save_file(model.state_dict() | memory_of(optimizer), file)


def restore(model, optimizer, file):
    saved = load_file(file)
    weights = dict(model.state_dict())
    weights.update({name: saved[name] for name in weights})
    give_memory(optimizer, saved)
