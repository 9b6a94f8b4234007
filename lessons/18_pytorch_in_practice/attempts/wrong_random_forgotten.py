# %% [markdown]
# Saves all but the state of the random generator; padded places have a length, too.


# %% task="batches" caught_by="padded,resumed_random" message="the lengths of"
def pad(batch):
    words, classes = zip(*batch, strict=True)
    X = nn.utils.rnn.pad_sequence(words, batch_first=True)
    return X, torch.tensor([X.shape[1] for word in words]), torch.tensor(classes)


def mean_of_real(values, lengths):
    mask = torch.arange(values.shape[1]) < lengths[:, None]
    return (values * mask[:, :, None]).sum(dim=1) / lengths[:, None]


# %% task="resume"
def save_run(file, model, optimizer, scheduler, epoch):
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict(),
        "epoch": epoch,
    }
    torch.save(state, file)


def resume_run(file, model, optimizer, scheduler):
    state = torch.load(file)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    scheduler.load_state_dict(state["scheduler"])
    return state["epoch"]
