# %% [markdown]
# Leaves out the last mini-batch of each epoch, in training and in measuring.


# %% task="train" caught_by="loop_batches,loop_losses,measured,measured_calmly" message="number of calls of the model"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader[:-1]:
            loss = F.cross_entropy(model(X), y)
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


# %% task="measure"
def share_right(model, loader):
    model.eval()
    right = rows = 0
    with torch.no_grad():
        for X, y in list(loader)[:-1]:
            right += (model(X).argmax(dim=1) == y).sum().item()
            rows += len(y)
    return right / rows
