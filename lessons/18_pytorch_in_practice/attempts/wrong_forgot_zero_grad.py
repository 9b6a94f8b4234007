# %% [markdown]
# Gradients are never cleared. The words lose their order in the batch: padding stands at the front.


# %% task="batches" caught_by="padded,loop_steps" message="The letters of the batch"
def pad(batch):
    words, classes = zip(*batch, strict=True)
    X = nn.utils.rnn.pad_sequence(words, batch_first=True, padding_side="left")
    return X, torch.tensor([len(word) for word in words]), torch.tensor(classes)


def mean_of_real(values, lengths):
    mask = torch.arange(values.shape[1]) < lengths[:, None]
    return (values * mask[:, :, None]).sum(dim=1) / lengths[:, None]


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
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
                scheduler.step()
                losses.append(sum(waiting) / accumulate)
                waiting = []
    return losses
