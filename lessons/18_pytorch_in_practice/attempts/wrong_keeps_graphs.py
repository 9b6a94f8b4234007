# %% [markdown]
# Returns losses as tensors, one for each mini-batch.


# %% task="train" caught_by="loop_losses" message="The losses are not numbers"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            (loss / accumulate).backward()
            losses.append(loss)
            waiting.append(0.0)
            if len(waiting) == accumulate:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
                optimizer.zero_grad()
                scheduler.step()
                waiting = []
    return losses
