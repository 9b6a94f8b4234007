# %% [markdown]
# Only the last place of a window has a target, as in a series.


# %% task="train" caught_by="steps_follow" message="Only the last place"
def train(model, optimizer, ids, length, batch_size, num_steps, seed):
    generator = torch.Generator().manual_seed(seed)
    model.train()
    for _ in range(num_steps):
        starts = torch.randint(len(ids) - length, (batch_size, 1), generator=generator)
        windows = ids[starts + torch.arange(length + 1)]
        logits = model(windows[:, :-1])
        loss = F.cross_entropy(logits[:, -1], windows[:, -1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
