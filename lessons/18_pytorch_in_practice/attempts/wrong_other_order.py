# %% [markdown]
# Takes the mini-batches from the last to the first.


# %% task="train" caught_by="loop_batches" message="The rows of call 1"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in list(loader)[::-1]:
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
