# %% [markdown]
# All windows of a step begin at the same place.


# %% task="train" caught_by="windows_drawn,steps_follow" message="begin at the same place"
def train(model, optimizer, ids, length, batch_size, num_steps, seed):
    generator = torch.Generator().manual_seed(seed)
    model.train()
    for _ in range(num_steps):
        starts = torch.randint(len(ids) - length, (1, 1), generator=generator).expand(batch_size, 1)
        windows = ids[starts + torch.arange(length + 1)]
        logits = model(windows[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), windows[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
