# %% [markdown]
# Lets the scheduler step after each epoch, although it counts updates.


# %% task="train" caught_by="loop_steps" message="makes a step after each epoch"
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
                optimizer.zero_grad()
                losses.append(sum(waiting) / accumulate)
                waiting = []
        scheduler.step()
    return losses
