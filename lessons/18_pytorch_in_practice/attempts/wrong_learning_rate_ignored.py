# %% [markdown]
# Uses an Adam of its own in place of the optimizer that it is given.


# %% task="train" caught_by="loop_steps" message="are not those of the task"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer = torch.optim.Adam(model.parameters())
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
                scheduler.step()
                losses.append(sum(waiting) / accumulate)
                waiting = []
    return losses
