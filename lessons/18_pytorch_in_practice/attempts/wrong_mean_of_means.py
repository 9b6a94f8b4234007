# %% [markdown]
# Averages the shares of the mini-batches, and returns losses that were divided already.


# %% task="train" caught_by="loop_losses,measured,measured_calmly" message="losses of the updates"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            (loss / accumulate).backward()
            waiting.append(loss.item() / accumulate)
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
    with torch.no_grad():
        shares = [(model(X).argmax(dim=1) == y).float().mean().item() for X, y in loader]
    return sum(shares) / len(shares)
