# %% [markdown]
# Forgets to clip. The mean of a word is divided by the longest length.


# %% task="batches" caught_by="real_means,loop_steps" message="the mean of the real places"
def pad(batch):
    words, classes = zip(*batch, strict=True)
    X = nn.utils.rnn.pad_sequence(words, batch_first=True)
    return X, torch.tensor([len(word) for word in words]), torch.tensor(classes)


def mean_of_real(values, lengths):
    mask = torch.arange(values.shape[1]) < lengths[:, None]
    return (values * mask[:, :, None]).sum(dim=1) / values.shape[1]


# %% task="train"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            (loss / accumulate).backward()
            waiting.append(loss.item())
            if len(waiting) == accumulate:
                optimizer.step()
                optimizer.zero_grad()
                scheduler.step()
                losses.append(sum(waiting) / accumulate)
                waiting = []
    return losses
