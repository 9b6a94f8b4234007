# %% [markdown]
# The generator is seeded anew in each step.


# %% task="train" caught_by="windows_drawn,steps_follow" message="the same windows in each step"
def train(model, optimizer, ids, length, batch_size, num_steps, seed):
    model.train()
    for _ in range(num_steps):
        generator = torch.Generator().manual_seed(seed)
        starts = torch.randint(len(ids) - length, (batch_size, 1), generator=generator)
        windows = ids[starts + torch.arange(length + 1)]
        logits = model(windows[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
