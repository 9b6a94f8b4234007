# %% [markdown]
# Each step is seeded with the sum of seed and step, so that the next seed has the same windows, one step earlier.


# %% task="train" caught_by="windows_drawn" message="Two seeds share"
def train(model, optimizer, ids, length, batch_size, num_steps, seed):
    model.train()
    for step in range(num_steps):
        generator = torch.Generator().manual_seed(seed + step)
        starts = torch.randint(len(ids) - length, (batch_size, 1), generator=generator)
        windows = ids[starts + torch.arange(length + 1)]
        logits = model(windows[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
