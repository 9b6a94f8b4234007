# %% [markdown]
# Clips after each mini-batch, when the gradient of the update is not complete.


# %% task="train" caught_by="loop_steps" message="after each mini-batch, not once"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            (loss / accumulate).backward()
            nn.utils.clip_grad_norm_(model.parameters(), max_norm)
            waiting.append(loss.item())
            if len(waiting) == accumulate:
                optimizer.step()
                optimizer.zero_grad()
                scheduler.step()
                losses.append(sum(waiting) / accumulate)
                waiting = []
    return losses
