# %% [markdown]
# Makes an update after each mini-batch; the losses are one for each.


# %% task="train" caught_by="loop_steps,loop_losses" message="an update after each mini-batch"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            loss.backward()
            waiting.append(loss.item())
            if waiting:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
                optimizer.zero_grad()
                scheduler.step()
                losses.append(sum(waiting))
                waiting = []
    return losses
