# %% [markdown]
# Clears the gradients before each mini-batch, out of habit: only the last one of an update counts. The mean of a word
# counts padded places.


# %% task="batches" caught_by="real_means,loop_steps" message="the mean of the real places"
def pad(batch):
    words, classes = zip(*batch, strict=True)
    X = nn.utils.rnn.pad_sequence(words, batch_first=True)
    return X, torch.tensor([len(word) for word in words]), torch.tensor(classes)


def mean_of_real(values, lengths):
    return values.sum(dim=1) / lengths[:, None]


# %% task="train"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            optimizer.zero_grad()
            (loss / accumulate).backward()
            waiting.append(loss.item())
            if len(waiting) == accumulate:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
                optimizer.zero_grad()
                scheduler.step()
                losses.append(sum(waiting) / accumulate)
                waiting = []
    return losses
